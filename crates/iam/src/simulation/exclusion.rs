//! PolicyExclusionList: policies of the principal that a simulation leaves out. Policies of the request stay.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_PolicyIdentifier.html>

use names::Arn;
use shapes::iam::{
    AttachmentType, InlinePolicyIdentifierType, InvalidInput, PolicyIdentifier,
    PolicyIdentifierPolicyType as Type,
};

use super::errors;
use super::principal::Principal;
use super::source::{Origin, Source};

/// One entry of the list.
enum Exclusion {
    /// All policies of a type.
    OfType(Type),
    /// Managed policies whose ARN fits, wildcards in it.
    Managed(String),
    /// Inline policies of this name on entities whose name fits.
    Inline(AttachmentType, String, String),
}

/// Takes the excluded policies out of the principal.
///
/// # Errors
/// `InvalidInput` for an entry that is not of exactly one form, or is malformed. One that fits nothing is ignored, as
/// are those for resource control policies.
pub(super) fn apply(
    identifiers: &[PolicyIdentifier],
    principal: &mut Principal,
) -> Result<(), InvalidInput> {
    let exclusions = identifiers.iter().map(Exclusion::parse);
    let exclusions: Vec<Exclusion> = exclusions.collect::<Result<_, _>>()?;
    let policies = std::mem::take(&mut principal.policies).into_iter();
    let kept = policies.filter(|source| !exclusions.iter().any(|exclusion| exclusion.fits(source)));
    principal.policies = kept.collect();
    // AWS was observed to take a boundary out by its type only, not by its ARN.
    let is_boundary =
        |exclusion: &Exclusion| matches!(exclusion, Exclusion::OfType(Type::PermissionBoundary));
    if exclusions.iter().any(is_boundary) {
        principal.boundary = None;
    }
    Ok(())
}

impl Exclusion {
    fn parse(identifier: &PolicyIdentifier) -> Result<Self, InvalidInput> {
        match (
            identifier.policy_type,
            &identifier.policy_arn,
            &identifier.inline_policy_identifier,
        ) {
            (Some(of_type), None, None) => Ok(Self::OfType(of_type)),
            (None, Some(arn), None) => managed(arn),
            (None, None, Some(inline)) => inline_policy(inline),
            _ => Err(errors::invalid_exclusion(
                "exactly one of PolicyType, PolicyArn and InlinePolicyIdentifier must be specified",
            )),
        }
    }

    fn fits(&self, source: &Source) -> bool {
        match (self, &source.origin) {
            (Self::OfType(Type::Inline), Origin::Inline(..)) => true,
            (Self::OfType(Type::AwsManaged), Origin::Managed(arn)) => arn.account_id().is_none(),
            (Self::OfType(Type::UserManaged), Origin::Managed(arn)) => arn.account_id().is_some(),
            // AWS was observed to compare with the ARN that the policy would have without its path.
            (Self::Managed(pattern), Origin::Managed(arn)) => is_like(pattern, &without_path(arn)),
            (Self::Inline(kind, owner, name), Origin::Inline(of, owned_by, named)) => {
                kind == of && name == named && is_like(owner, owned_by)
            }
            _ => false,
        }
    }
}

fn managed(pattern: &str) -> Result<Exclusion, InvalidInput> {
    let invalid = || errors::invalid_exclusion("PolicyArn must be the ARN of a managed policy");
    let parts: Vec<&str> = pattern.splitn(6, ':').collect();
    let ["arn", partition, "iam", "", account, resource] = *parts.as_slice() else {
        return Err(invalid());
    };
    let is_account = account == "aws" || account.parse::<names::AccountId>().is_ok();
    let name = resource
        .strip_prefix("policy/")
        .filter(|name| !name.is_empty());
    if partition != names::PARTITION || !is_account || name.is_none() {
        return Err(invalid());
    }
    one_star_at_most(pattern)?;
    Ok(Exclusion::Managed(pattern.to_owned()))
}

fn inline_policy(inline: &InlinePolicyIdentifierType) -> Result<Exclusion, InvalidInput> {
    one_star_at_most(&inline.attachment_name)?;
    Ok(Exclusion::Inline(
        inline.attachment_type,
        inline.attachment_name.clone(),
        inline.policy_name.clone(),
    ))
}

fn one_star_at_most(pattern: &str) -> Result<(), InvalidInput> {
    if pattern.matches('*').count() > 1 {
        return Err(errors::invalid_exclusion("at most one * is allowed"));
    }
    Ok(())
}

fn without_path(arn: &Arn) -> String {
    let (account, name) = (arn.account(), arn.resource_name());
    format!("arn:{}:iam::{account}:policy/{name}", arn.partition())
}

/// Whether a text fits a pattern with any number of `?` and at most one `*`.
fn is_like(pattern: &str, text: &str) -> bool {
    let same = |pattern: &str, text: &str| {
        pattern.chars().count() == text.chars().count()
            && pattern
                .chars()
                .zip(text.chars())
                .all(|(p, t)| p == '?' || p == t)
    };
    let Some((head, tail)) = pattern.split_once('*') else {
        return same(pattern, text);
    };
    let (head_length, tail_length) = (head.chars().count(), tail.chars().count());
    let length = text.chars().count();
    if head_length + tail_length > length {
        return false;
    }
    let start: String = text.chars().take(head_length).collect();
    let end: String = text.chars().skip(length - tail_length).collect();
    same(head, &start) && same(tail, &end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_have_one_star_and_many_question_marks() {
        for (pattern, text, expected) in [
            ("Bob", "Bob", true),
            ("Bob", "bob", false),
            ("B?b", "Bob", true),
            ("B*", "B", true),
            ("B*b", "Bob", true),
            ("B*b", "B", false),
            ("B*?", "Bob", true),
            ("B*?", "B", false),
        ] {
            assert_eq!(is_like(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn malformed_identifiers_are_refused() {
        let arn = |text: &str| PolicyIdentifier {
            policy_arn: Some(text.to_owned()),
            ..PolicyIdentifier::default()
        };
        for text in [
            "arn:aws:iam::123456789012:policy/team/P?",
            "arn:aws:iam::aws:policy/Read*",
        ] {
            assert!(Exclusion::parse(&arn(text)).is_ok(), "{text}");
        }
        for text in [
            "arn:aws:iam::123456789012:role/role-name",
            "arn:aws:iam::*:policy/PolicyName",
            "arn:aws:iam::aws:policy/*Read*",
            "arn:aws:iam::aws:policy/",
            "not-an-arn-but-long-enough",
        ] {
            assert!(Exclusion::parse(&arn(text)).is_err(), "{text}");
        }
        let both = PolicyIdentifier {
            policy_type: Some(Type::Inline),
            ..arn("arn:aws:iam::aws:policy/ReadOnlyAccess")
        };
        assert!(Exclusion::parse(&both).is_err());
        assert!(Exclusion::parse(&PolicyIdentifier::default()).is_err());
    }
}
