//! GetSSHPublicKey: an SSH public key of a user, in the encoding asked for.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetSSHPublicKey.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    EncodingType, GetSSHPublicKeyError, GetSSHPublicKeyRequest, GetSSHPublicKeyResponse,
    SSHPublicKey,
};
use wire::CommonError;

use super::key::RsaKey;
use super::no_such_key;
use crate::shared::{look_up, resource, status, view};

pub(crate) struct GetSshPublicKey;

impl Operation for GetSshPublicKey {
    type Input = GetSSHPublicKeyRequest;
    type Output = GetSSHPublicKeyResponse;
    type Error = GetSSHPublicKeyError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetSSHPublicKeyRequest,
    ) -> Result<Demand, GetSSHPublicKeyError> {
        Ok(Demand::new(resource::user(
            cx,
            tx,
            "iam:GetSSHPublicKey",
            &input.user_name,
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetSSHPublicKeyRequest,
    ) -> Result<GetSSHPublicKeyResponse, GetSSHPublicKeyError> {
        let user = look_up::user(cx, tx, &input.user_name)?;
        let keys = &user.credentials.ssh_public_keys;
        let found = keys.iter().find(|key| key.id == input.ssh_public_key_id);
        let record = found.ok_or_else(|| no_such_key(&input.ssh_public_key_id))?;
        // What was stored can be read again, unless the store lies.
        let key = RsaKey::of_blob(&record.blob).ok_or_else(CommonError::service_failure)?;
        let body = match input.encoding {
            EncodingType::Ssh => Some(key.line()),
            EncodingType::Pem => key.pem(),
        };
        Ok(GetSSHPublicKeyResponse {
            ssh_public_key: Some(SSHPublicKey {
                user_name: user.name.to_string(),
                ssh_public_key_id: record.id.clone(),
                fingerprint: key.fingerprint(),
                ssh_public_key_body: body.ok_or_else(CommonError::service_failure)?,
                status: status::shown(record.status),
                upload_date: Some(view::time(record.uploaded_at)),
            }),
        })
    }
}
