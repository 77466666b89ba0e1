//! Operations on access keys.

use pipeline::Service;

pub(crate) fn register(service: Service) -> Service {
    service
}
