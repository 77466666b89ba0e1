//! Operations on managed policies.

mod create_policy;
mod create_policy_version;
mod delete_policy;
mod delete_policy_version;
mod find;
mod get_policy;
mod get_policy_version;
mod list_entities_for_policy;
mod list_policies;
mod list_policy_tags;
mod list_policy_versions;
mod set_default_policy_version;
mod tag_policy;
mod untag_policy;

use pipeline::Service;

use create_policy::CreatePolicy;
use create_policy_version::CreatePolicyVersion;
use delete_policy::DeletePolicy;
use delete_policy_version::DeletePolicyVersion;
use get_policy::GetPolicy;
use get_policy_version::GetPolicyVersion;
use list_entities_for_policy::ListEntitiesForPolicy;
use list_policies::ListPolicies;
use list_policy_tags::ListPolicyTags;
use list_policy_versions::ListPolicyVersions;
use set_default_policy_version::SetDefaultPolicyVersion;
use tag_policy::TagPolicy;
use untag_policy::UntagPolicy;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<CreatePolicy>()
        .with::<CreatePolicyVersion>()
        .with::<DeletePolicy>()
        .with::<DeletePolicyVersion>()
        .with::<GetPolicy>()
        .with::<GetPolicyVersion>()
        .with::<ListEntitiesForPolicy>()
        .with::<ListPolicies>()
        .with::<ListPolicyTags>()
        .with::<ListPolicyVersions>()
        .with::<SetDefaultPolicyVersion>()
        .with::<TagPolicy>()
        .with::<UntagPolicy>()
}
