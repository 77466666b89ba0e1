//! What a user signs in and speaks with besides access keys: kept inside its record, since a quota bounds each of them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials.html>

use serde::{Deserialize, Serialize};

/// Everything of an IAM user or a root user that proves who it is, except access keys.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Credentials {}

impl Credentials {
    /// Whether there is nothing to keep; such a record is stored without this field.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}
