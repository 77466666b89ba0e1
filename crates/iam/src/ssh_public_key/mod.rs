//! Operations on SSH public keys, which users alone have.

mod delete_ssh_public_key;
mod get_ssh_public_key;
mod key;
mod list_ssh_public_keys;
mod update_ssh_public_key;
mod upload_ssh_public_key;

pub(crate) use delete_ssh_public_key::DeleteSshPublicKey;
pub(crate) use get_ssh_public_key::GetSshPublicKey;
pub(crate) use list_ssh_public_keys::ListSshPublicKeys;
pub(crate) use update_ssh_public_key::UpdateSshPublicKey;
pub(crate) use upload_ssh_public_key::UploadSshPublicKey;

use pipeline::Service;
use shapes::iam::NoSuchEntity;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<UploadSshPublicKey>()
        .with::<GetSshPublicKey>()
        .with::<UpdateSshPublicKey>()
        .with::<DeleteSshPublicKey>()
        .with::<ListSshPublicKeys>()
}

/// Of a key that the user has not, whoever else has it.
fn no_such_key(id: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("The Public Key with id {id} cannot be found."))
}
