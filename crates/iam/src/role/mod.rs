//! Operations on roles.

use pipeline::Service;

pub(crate) fn register(service: Service) -> Service {
    service
}
