//! Thumbprints: digests of certificates that the host of a provider is believed by.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc_verify-thumbprint.html>

use shapes::iam::InvalidInput;

/// Thumbprints as they are stored. AWS was observed to write them in lower case, to keep repeated ones, and to take
/// forty characters that are no digits.
///
/// # Errors
/// `InvalidInput` for more than five, which AWS words as though five were too many.
pub(super) fn of_request(thumbprints: &[String]) -> Result<Vec<String>, InvalidInput> {
    if thumbprints.len() > MAX {
        return Err(InvalidInput::new(
            "Thumbprint list must contain fewer than 5 entries.",
        ));
    }
    let lowered = thumbprints.iter().map(|text| text.to_lowercase());
    Ok(lowered.collect())
}

/// As [`of_request`], where there must be one.
pub(super) fn at_least_one(thumbprints: &[String]) -> Result<Vec<String>, InvalidInput> {
    if thumbprints.is_empty() {
        return Err(InvalidInput::new(
            "Thumbprint list must contain at least one entry.",
        ));
    }
    of_request(thumbprints)
}

const MAX: usize = 5;
