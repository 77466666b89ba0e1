//! The size of the document against the default quota of its type.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

use super::Context;
use crate::check::error::{POLICY_SIZE_EXCEEDS_RCP_QUOTA, POLICY_SIZE_EXCEEDS_SCP_QUOTA};
use crate::check::warning::{
    POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA, POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA,
    POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA,
};
use crate::report::Report;
use crate::scope::PolicyType;

/// A managed policy, white space not counted.
const IDENTITY_MAX: usize = 6_144;
/// A role's trust policy, white space not counted.
const TRUST_MAX: usize = 2_048;
/// <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html>
const SERVICE_CONTROL_MAX: usize = 10_240;
const RESOURCE_CONTROL_MAX: usize = 5_120;
/// A bucket's, access point's or table's policy. Other resources have other quotas, which no request names.
const RESOURCE_MAX: usize = 20_480;

pub(super) fn check<'n>(context: &Context<'_, 'n>, report: &mut Report<'n>) {
    let scope = context.scope;
    let all = || context.source.chars().count();
    let without_whitespace = || policy::size_without_whitespace(context.source);
    let (check, size, quota) = match scope.policy_type {
        PolicyType::Identity => (
            &POLICY_SIZE_EXCEEDS_IDENTITY_POLICY_QUOTA,
            without_whitespace(),
            IDENTITY_MAX,
        ),
        PolicyType::Resource if scope.is_trust() => (
            &POLICY_SIZE_EXCEEDS_ROLE_TRUST_POLICY_QUOTA,
            without_whitespace(),
            TRUST_MAX,
        ),
        PolicyType::Resource if scope.attached_to().is_some() => (
            &POLICY_SIZE_EXCEEDS_RESOURCE_POLICY_QUOTA,
            all(),
            RESOURCE_MAX,
        ),
        PolicyType::Resource => return,
        PolicyType::ServiceControl => (&POLICY_SIZE_EXCEEDS_SCP_QUOTA, all(), SERVICE_CONTROL_MAX),
        PolicyType::ResourceControl => {
            (&POLICY_SIZE_EXCEEDS_RCP_QUOTA, all(), RESOURCE_CONTROL_MAX)
        }
    };
    if size > quota {
        let (size, quota) = (size.to_string(), quota.to_string());
        let fill = [
            ("policySize", size.as_str()),
            ("policySizeQuota", quota.as_str()),
        ];
        report.add(check, &fill, context.document.root);
    }
}
