//! What an account's administrators choose for all of it, and what comes of the choice.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SetSecurityTokenServicePreferences.html>

use serde::{Deserialize, Serialize};

/// Which tokens STS gives out at its global endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum GlobalEndpointTokenVersion {
    /// Valid in the regions that every account has.
    #[default]
    V1,
    /// Valid in all regions.
    V2,
}

impl GlobalEndpointTokenVersion {
    /// The number that GetAccountSummary shows.
    #[must_use]
    pub fn number(self) -> i32 {
        match self {
            Self::V1 => 1,
            Self::V2 => 2,
        }
    }

    /// Whether nothing was chosen; such an account is stored without this field.
    #[must_use]
    pub(crate) fn is_default(&self) -> bool {
        *self == Self::default()
    }
}
