//! Session policies: read strictly when they are passed, and measured together with the session's tags.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html#policies_session>

use names::{AccountId, Arn};
use policy::{Kind, Policy};
use records::{Reads, policies};
use secrets::session::SessionTag;
use secrets::{PackedPolicySize, packed_policy_size};
use shapes::sts::{MalformedPolicyDocument, PackedPolicyTooLarge, PolicyDescriptorType};
use wire::CommonError;

use super::errors;

/// What was passed to a session, checked.
pub(crate) struct SessionPolicies {
    /// The inline policy as it was passed.
    pub(crate) policy: Option<String>,
    /// Managed policies that exist; they are read anew at each request of the session.
    pub(crate) arns: Vec<Arn>,
    size: PackedPolicySize,
}

impl SessionPolicies {
    /// Checks what was passed to a session of `account`. `tags` are all the tags of the session: what is inherited
    /// takes space as well.
    pub(crate) fn check<E>(
        tx: &mut impl Reads,
        account: AccountId,
        policy: Option<String>,
        descriptors: &[PolicyDescriptorType],
        tags: &[SessionTag],
    ) -> Result<Self, E>
    where
        E: From<CommonError> + From<MalformedPolicyDocument> + From<PackedPolicyTooLarge>,
    {
        if let Some(text) = &policy {
            Policy::parse(text, Kind::Session).map_err(|error| errors::malformed_policy(&error))?;
        }
        if descriptors.len() > POLICIES_MAX {
            return Err(errors::too_many_session_policies(POLICIES_MAX).into());
        }
        let arns = descriptors
            .iter()
            .map(|descriptor| managed(tx, account, descriptor));
        let arns = arns.collect::<Result<Vec<_>, _>>()?;
        let size = packed_policy_size(policy.as_deref(), &arns, tags);
        if size.is_too_large() {
            let has_policies = policy.is_some() || !arns.is_empty();
            return Err(errors::packed_policy_too_large(size, has_policies).into());
        }
        Ok(Self { policy, arns, size })
    }

    /// The figure for the answer.
    pub(crate) fn percent(&self) -> i32 {
        i32::try_from(self.size.percent()).unwrap_or(i32::MAX)
    }

    /// Whether any policy was passed.
    pub(crate) fn is_empty(&self) -> bool {
        self.policy.is_none() && self.arns.is_empty()
    }
}

/// A managed policy of the account itself or of AWS.
fn managed(
    tx: &mut impl Reads,
    account: AccountId,
    descriptor: &PolicyDescriptorType,
) -> Result<Arn, CommonError> {
    let text = descriptor.arn.as_deref().unwrap_or("null");
    let arn: Arn = text.parse().map_err(|_| errors::invalid_arn(text))?;
    let is_ours = arn.account_id().is_none_or(|owner| owner == account);
    if is_ours && policies::by_arn(tx, &arn).is_some() {
        Ok(arn)
    } else {
        Err(errors::no_such_session_policy(text))
    }
}

/// "You can provide up to 10 managed policy ARNs."
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
const POLICIES_MAX: usize = 10;
