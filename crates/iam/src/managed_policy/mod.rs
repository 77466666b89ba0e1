//! Operations on managed policys.

use pipeline::Service;

pub(crate) fn register(service: Service) -> Service {
    service
}
