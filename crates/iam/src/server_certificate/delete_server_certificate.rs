//! DeleteServerCertificate: deletes a server certificate. No service here serves with one, so none is in use.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteServerCertificate.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, Stored as _, WriteTx};
use shapes::iam::{
    DeleteServerCertificateError, DeleteServerCertificateRequest, DeleteServerCertificateResponse,
};

use super::find;

pub(crate) struct DeleteServerCertificate;

impl Operation for DeleteServerCertificate {
    type Input = DeleteServerCertificateRequest;
    type Output = DeleteServerCertificateResponse;
    type Error = DeleteServerCertificateError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &DeleteServerCertificateRequest,
    ) -> Result<Demand, DeleteServerCertificateError> {
        let name = &input.server_certificate_name;
        let check = find::check(cx, tx, "iam:DeleteServerCertificate", name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: DeleteServerCertificateRequest,
    ) -> Result<DeleteServerCertificateResponse, DeleteServerCertificateError> {
        let certificate = find::certificate(cx, tx, &input.server_certificate_name)?;
        tx.delete(&certificate.key());
        Ok(DeleteServerCertificateResponse {})
    }
}
