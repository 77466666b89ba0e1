//! Documents of identity policies: read strictly when they are saved, and counted as AWS counts them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

use names::PolicyName;
use pipeline::Context;
use policy::{Kind, Policy, size_without_whitespace};
use records::{Document, InlinePolicies, quotas};
use shapes::iam::{LimitExceeded, MalformedPolicyDocument, NoSuchEntity};
use wire::CommonError;

use super::{errors, page};

/// Adds or replaces an inline policy. `limit` bounds all inline policies of the entity together; `kind` is `user`,
/// `group` or `role`.
pub(crate) fn put<E>(
    policies: &mut InlinePolicies,
    name: PolicyName,
    text: &str,
    limit: usize,
    (kind, entity): (&str, &str),
) -> Result<(), E>
where
    E: From<MalformedPolicyDocument> + From<LimitExceeded>,
{
    Policy::parse(text, Kind::Identity { managed: false })
        .map_err(|error| errors::malformed_policy(&error))?;
    if policies.size_without(&name) + size_without_whitespace(text) > limit {
        return Err(errors::inline_too_large(limit, kind, entity).into());
    }
    policies.put(name, Document::new(text));
    Ok(())
}

/// Reads the document of a managed policy that somebody wants to save.
pub(crate) fn managed<E>(text: &str) -> Result<Document, E>
where
    E: From<MalformedPolicyDocument> + From<LimitExceeded>,
{
    Policy::parse(text, Kind::Identity { managed: true })
        .map_err(|error| errors::malformed_policy(&error))?;
    if size_without_whitespace(text) > quotas::POLICY_SIZE.limit {
        return Err(errors::quota_exceeded(quotas::POLICY_SIZE).into());
    }
    Ok(Document::new(text))
}

/// The text of the inline policy of this name; `kind` is `user`, `group` or `role`.
pub(crate) fn get<'a, E>(policies: &'a InlinePolicies, name: &str, kind: &str) -> Result<&'a str, E>
where
    E: From<NoSuchEntity> + From<CommonError>,
{
    let parsed: PolicyName = name.parse().map_err(errors::unparsable)?;
    match policies.get(&parsed) {
        Some(policy) => Ok(policy.document.text()),
        None => Err(errors::no_such_inline_policy(kind, name).into()),
    }
}

/// Removes the inline policy of this name; `kind` is `user`, `group` or `role`.
pub(crate) fn remove<E>(policies: &mut InlinePolicies, name: &str, kind: &str) -> Result<(), E>
where
    E: From<NoSuchEntity> + From<CommonError>,
{
    let parsed: PolicyName = name.parse().map_err(errors::unparsable)?;
    if policies.remove(&parsed) {
        Ok(())
    } else {
        Err(errors::no_such_inline_policy(kind, name).into())
    }
}

/// One page of the names of inline policies, and the marker of the next.
pub(crate) fn names_page(
    cx: &Context<'_>,
    question: &str,
    asked: page::Asked<'_>,
    policies: &InlinePolicies,
) -> Result<(Vec<String>, Option<String>), CommonError> {
    let names = policies.iter().map(|policy| policy.name.to_string());
    page::sorted(cx, question, asked, names, |name| name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use shapes::iam::{GetUserPolicyError, PutUserPolicyError};

    use super::*;

    const DOCUMENT: &str = r#"{"Statement": {"Effect": "Deny", "Action": "*", "Resource": "*"}}"#;

    fn put_in(policies: &mut InlinePolicies, name: &str, limit: usize) -> Result<(), String> {
        let name = name.parse().unwrap();
        put::<PutUserPolicyError>(policies, name, DOCUMENT, limit, ("user", "Bob")).map_err(
            |error| match error {
                PutUserPolicyError::LimitExceeded(error) => error.message,
                other => format!("{other:?}"),
            },
        )
    }

    #[test]
    fn the_text_that_is_replaced_does_not_count() {
        let limit = size_without_whitespace(DOCUMENT) * 2 - 1;
        let mut policies = InlinePolicies::default();
        assert_eq!(put_in(&mut policies, "One", limit), Ok(()));
        assert_eq!(put_in(&mut policies, "ONE", limit), Ok(()));
        let told = format!("Maximum policy size of {limit} bytes exceeded for user Bob");
        assert_eq!(put_in(&mut policies, "Two", limit), Err(told));
    }

    #[test]
    fn names_are_found_and_removed_in_any_case() {
        let mut policies = InlinePolicies::default();
        put_in(&mut policies, "MixedName", 2_048).unwrap();
        assert_eq!(
            get::<GetUserPolicyError>(&policies, "mixedname", "user"),
            Ok(DOCUMENT)
        );
        assert!(remove::<GetUserPolicyError>(&mut policies, "MIXEDNAME", "user").is_ok());
        let told = errors::no_such_inline_policy("user", "MixedName");
        assert_eq!(
            remove(&mut policies, "MixedName", "user"),
            Err(GetUserPolicyError::NoSuchEntity(told))
        );
    }
}
