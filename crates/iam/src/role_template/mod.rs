//! Operations on role templates: roles as AWS's services need them, to be made by filling in a few values.

mod acquire_role;
mod catalog;
mod errors;
mod get_role_template_version;
mod rendering;
mod sameness;

use pipeline::Service;

use acquire_role::AcquireRole;
use get_role_template_version::GetRoleTemplateVersion;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<AcquireRole>()
        .with::<GetRoleTemplateVersion>()
}
