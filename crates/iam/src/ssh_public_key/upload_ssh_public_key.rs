//! UploadSSHPublicKey: adds an SSH public key to a user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSSHPublicKey.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{KeyStatus, ReadTx, SshPublicKey, WriteTx, quotas};
use shapes::iam::{
    DuplicateSSHPublicKey, SSHPublicKey, StatusType, UploadSSHPublicKeyError,
    UploadSSHPublicKeyRequest, UploadSSHPublicKeyResponse,
};

use super::key::{KeyError, RsaKey};
use crate::shared::{errors, look_up, resource, view};

pub(crate) struct UploadSshPublicKey;

impl Operation for UploadSshPublicKey {
    type Input = UploadSSHPublicKeyRequest;
    type Output = UploadSSHPublicKeyResponse;
    type Error = UploadSSHPublicKeyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UploadSSHPublicKeyRequest,
    ) -> Result<Demand, UploadSSHPublicKeyError> {
        Ok(Demand::new(resource::user(
            cx,
            tx,
            "iam:UploadSSHPublicKey",
            &input.user_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UploadSSHPublicKeyRequest,
    ) -> Result<UploadSSHPublicKeyResponse, UploadSSHPublicKeyError> {
        let mut user = look_up::user_to_change(cx, tx, &input.user_name)?;
        let key = RsaKey::parse(&input.ssh_public_key_body)?;
        let present = &mut user.credentials.ssh_public_keys;
        let blob = key.blob();
        if present.iter().any(|present| present.blob == blob) {
            return Err(duplicate().into());
        }
        let quota = quotas::SSH_PUBLIC_KEYS_PER_USER;
        if quota.is_reached(present.len()) {
            return Err(errors::quota_exceeded(quota).into());
        }
        let record = SshPublicKey {
            id: secrets::access_key::ssh_public_key_id(cx.account(), cx.entropy()),
            blob,
            status: KeyStatus::Active,
            uploaded_at: cx.seconds(),
        };
        let shown = SSHPublicKey {
            user_name: user.name.to_string(),
            ssh_public_key_id: record.id.clone(),
            fingerprint: key.fingerprint(),
            // As it was sent, comment included.
            ssh_public_key_body: input.ssh_public_key_body,
            status: StatusType::Active,
            upload_date: Some(view::time(record.uploaded_at)),
        };
        present.push(record);
        tx.put(user);
        Ok(UploadSSHPublicKeyResponse {
            ssh_public_key: Some(shown),
        })
    }
}

impl From<KeyError> for UploadSSHPublicKeyError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Unrecognized(error) => error.into(),
            KeyError::Invalid(error) => error.into(),
        }
    }
}

/// Of a key that the user has, in this encoding or the other.
fn duplicate() -> DuplicateSSHPublicKey {
    DuplicateSSHPublicKey::new("Duplicate SSH public key uploaded.")
}
