//! Operations on service-linked roles, which belong to a service of AWS.

mod create_service_linked_role;
mod delete_service_linked_role;
mod deletion_task;
mod errors;
mod get_service_linked_role_deletion_status;
mod template;

use pipeline::Service;

use create_service_linked_role::CreateServiceLinkedRole;
use delete_service_linked_role::DeleteServiceLinkedRole;
use get_service_linked_role_deletion_status::GetServiceLinkedRoleDeletionStatus;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<CreateServiceLinkedRole>()
        .with::<DeleteServiceLinkedRole>()
        .with::<GetServiceLinkedRoleDeletionStatus>()
}
