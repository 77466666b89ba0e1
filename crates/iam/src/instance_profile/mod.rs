//! Operations on instance profiles.

mod add_role_to_instance_profile;
mod create_instance_profile;
mod delete_instance_profile;
mod errors;
mod get_instance_profile;
mod list_instance_profile_tags;
mod list_instance_profiles;
mod list_instance_profiles_for_role;
mod look_up;
mod remove_role_from_instance_profile;
mod tag_instance_profile;
mod untag_instance_profile;
mod view;

use pipeline::Service;

use add_role_to_instance_profile::AddRoleToInstanceProfile;
use create_instance_profile::CreateInstanceProfile;
use delete_instance_profile::DeleteInstanceProfile;
use get_instance_profile::GetInstanceProfile;
use list_instance_profile_tags::ListInstanceProfileTags;
use list_instance_profiles::ListInstanceProfiles;
use list_instance_profiles_for_role::ListInstanceProfilesForRole;
use remove_role_from_instance_profile::RemoveRoleFromInstanceProfile;
use tag_instance_profile::TagInstanceProfile;
use untag_instance_profile::UntagInstanceProfile;

pub(crate) use view::instance_profile as shown;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<AddRoleToInstanceProfile>()
        .with::<CreateInstanceProfile>()
        .with::<DeleteInstanceProfile>()
        .with::<GetInstanceProfile>()
        .with::<ListInstanceProfileTags>()
        .with::<ListInstanceProfiles>()
        .with::<ListInstanceProfilesForRole>()
        .with::<RemoveRoleFromInstanceProfile>()
        .with::<TagInstanceProfile>()
        .with::<UntagInstanceProfile>()
}
