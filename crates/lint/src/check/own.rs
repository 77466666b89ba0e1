//! What AWS has no code for: the limits of this linter. Whoever reads the findings must know when checking ended early.

use super::table;

table! { Error,
    POLICY_TOO_LONG = ["The policy document is longer than {{maximum}} bytes and is not checked."];
    POLICY_TOO_DEEP = ["The policy document is nested deeper than a policy can be and is not checked."];
    CHECKS_INCOMPLETE = ["The policy document is too large to report everything that was found in it. Correct it and check it again."];
}

/// Where the limits of policies are explained.
pub(super) const LINK: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html";
