//! DeleteSigningCertificate: removes a signing certificate from its owner.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteSigningCertificate.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    DeleteSigningCertificateError, DeleteSigningCertificateRequest,
    DeleteSigningCertificateResponse,
};

use super::no_such_certificate;
use crate::shared::owner::Owner;
use crate::shared::resource;

pub(crate) struct DeleteSigningCertificate;

impl Operation for DeleteSigningCertificate {
    type Input = DeleteSigningCertificateRequest;
    type Output = DeleteSigningCertificateResponse;
    type Error = DeleteSigningCertificateError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteSigningCertificateRequest,
    ) -> Result<Demand, DeleteSigningCertificateError> {
        let name = input.user_name.as_deref();
        let action = "iam:DeleteSigningCertificate";
        Ok(Demand::new(resource::user_or_caller(cx, tx, action, name)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteSigningCertificateRequest,
    ) -> Result<DeleteSigningCertificateResponse, DeleteSigningCertificateError> {
        let name = input.user_name.as_deref();
        let owner = Owner::of_request::<DeleteSigningCertificateError>(cx, tx, name)?;
        owner.change_credentials(tx, |credentials| {
            let certificates = &mut credentials.signing_certificates;
            let before = certificates.len();
            certificates.retain(|certificate| certificate.id != input.certificate_id);
            if certificates.len() < before {
                Ok(())
            } else {
                Err(no_such_certificate(&input.certificate_id))
            }
        })?;
        Ok(DeleteSigningCertificateResponse {})
    }
}
