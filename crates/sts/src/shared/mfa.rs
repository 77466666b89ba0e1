//! One-time codes that come with a request.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html>

use wire::CommonError;

use super::errors;

/// Refuses a code: no user has a device, and AWS answers a device that is not the caller's with a refusal, never as if
/// no code had come.
pub(crate) fn check(serial_number: Option<&str>, code: Option<&str>) -> Result<(), CommonError> {
    match (serial_number, code) {
        (None, None) => Ok(()),
        (Some(_), Some(_)) => Err(errors::not_callers_mfa_device()),
        (Some(_), None) | (None, Some(_)) => Err(errors::half_of_mfa()),
    }
}
