//! Inline policy documents: read strictly when they are saved, and counted as AWS counts them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

use names::PolicyName;
use policy::{Kind, Policy, size_without_whitespace};
use records::{Document, InlinePolicies};
use shapes::iam::{LimitExceeded, MalformedPolicyDocument};

use super::errors;

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
