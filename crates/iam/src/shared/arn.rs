//! ARNs as requests give them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>

use names::Arn;
use wire::CommonError;

/// The ARN of a thing of IAM of this kind, such as `policy`, existing or not.
///
/// # Errors
/// `invalid` for what is no such ARN, `ValidationError` for one of another partition.
pub(crate) fn of_kind(
    text: &str,
    kind: &str,
    invalid: fn(&str) -> CommonError,
) -> Result<Arn, CommonError> {
    let arn: Arn = text.parse().map_err(|_| invalid(text))?;
    if arn.partition() != names::PARTITION {
        return Err(CommonError::validation("Invalid ARN partition"));
    }
    if arn.service() != "iam" || arn.resource_of_kind(kind).is_none() {
        return Err(invalid(text));
    }
    Ok(arn)
}
