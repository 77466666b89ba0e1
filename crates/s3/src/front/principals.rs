//! The principals of bucket policies: bound when the policy is saved, named again when it is shown.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/s3-bucket-user-policy-specifying-principal-intro.html>

use policy::{PrincipalKey, rewrite_principals};
use records::Reads;
use records::principals::{Binding, arn_of, binding};

use crate::error::{S3Error, S3ErrorCode};

/// The policy with users and roles bound to their unique ids.
///
/// # Errors
/// `MalformedPolicy` for a principal that is nobody here.
pub(super) fn bound(tx: &mut impl Reads, text: &str) -> Result<String, S3Error> {
    let mut nobody = None;
    let bound = rewrite_principals(text, |key, principal| match binding(tx, key, principal) {
        Binding::AsWritten => None,
        Binding::To(bearer) => Some(bearer),
        Binding::Nobody => {
            nobody.get_or_insert_with(|| principal.to_owned());
            None
        }
    });
    match nobody {
        None => Ok(bound),
        Some(principal) => Err(S3Error::new(S3ErrorCode::MalformedPolicy)
            .message("Invalid principal in policy")
            .with("Detail", format!("\"AWS\" : \"{principal}\""))),
    }
}

/// The policy with unique ids as the ARNs that their bearers have now; the id of who is gone stays an id.
pub(super) fn shown(tx: &mut impl Reads, text: &str) -> String {
    rewrite_principals(text, |key, principal| match key {
        PrincipalKey::Aws => arn_of(tx, principal.parse().ok()?).map(|arn| arn.to_string()),
        _ => None,
    })
}
