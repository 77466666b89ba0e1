//! Instance profiles as the protocol shows them.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_InstanceProfile.html>

use records::instance_profiles::InstanceProfile;
use records::{Reads, roles};

use crate::shared::{tags, view};

/// A profile with all that GetInstanceProfile shows.
pub(super) fn with_tags(
    profile: &InstanceProfile,
    tx: &mut impl Reads,
) -> shapes::iam::InstanceProfile {
    shapes::iam::InstanceProfile {
        tags: tags::shown_if_any(&profile.tags),
        ..instance_profile(profile, tx)
    }
}

/// A profile as lists show it: without tags.
pub(crate) fn instance_profile(
    profile: &InstanceProfile,
    tx: &mut impl Reads,
) -> shapes::iam::InstanceProfile {
    let role = profile.role.and_then(|id| roles::by_id(tx, id));
    shapes::iam::InstanceProfile {
        path: profile.path.to_string(),
        instance_profile_name: profile.name.to_string(),
        instance_profile_id: profile.id.to_string(),
        arn: profile.arn().to_string(),
        create_date: view::time(profile.created_at),
        roles: role
            .iter()
            .map(|role| view::role_in_profile(role, tx))
            .collect(),
        tags: None,
    }
}
