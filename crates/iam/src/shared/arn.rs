//! ARNs as requests give them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns>

use names::Arn;
use wire::CommonError;

use super::errors;

/// The ARN of a thing of IAM of this kind, such as `policy`, existing or not.
///
/// # Errors
/// `ValidationError` for what is no such ARN, or of another partition.
pub(crate) fn of_kind(text: &str, kind: &str) -> Result<Arn, CommonError> {
    let arn: Arn = text.parse().map_err(|_| errors::invalid_arn())?;
    if arn.partition() != names::PARTITION {
        return Err(CommonError::validation("Invalid ARN partition"));
    }
    if arn.service() != "iam" || arn.resource_of_kind(kind).is_none() {
        return Err(errors::invalid_arn());
    }
    Ok(arn)
}
