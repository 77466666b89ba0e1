//! Sessions: temporary credentials whose whole record is the token that their holder sends along.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp.html>
//!
//! [`issue`] turns [`SessionClaims`] into an access key id, a secret access key and a session token; [`open`] turns a token
//! back into claims. Nothing is stored: the token is sealed under the ring's token key, and the secret is derived from the ring.

mod bytes;
mod claims;
mod encoding;
mod token;

pub use claims::{
    Approver, Federation, RoleOrigin, SessionClaims, SessionKind, SessionOwner, SessionTag,
};
pub use token::{
    IssueError, Issued, LIFETIME_SECONDS_MAX, Opened, SEALED_BYTES_MAX, SessionId, TokenError,
    issue, issue_of_length, open,
};
