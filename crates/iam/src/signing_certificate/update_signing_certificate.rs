//! UpdateSigningCertificate: switches a signing certificate on or off.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateSigningCertificate.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    UpdateSigningCertificateError, UpdateSigningCertificateRequest,
    UpdateSigningCertificateResponse,
};

use super::no_such_certificate;
use crate::shared::owner::Owner;
use crate::shared::{resource, status};

pub(crate) struct UpdateSigningCertificate;

impl Operation for UpdateSigningCertificate {
    type Input = UpdateSigningCertificateRequest;
    type Output = UpdateSigningCertificateResponse;
    type Error = UpdateSigningCertificateError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UpdateSigningCertificateRequest,
    ) -> Result<Demand, UpdateSigningCertificateError> {
        let name = input.user_name.as_deref();
        let action = "iam:UpdateSigningCertificate";
        Ok(Demand::new(resource::user_or_caller(cx, tx, action, name)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UpdateSigningCertificateRequest,
    ) -> Result<UpdateSigningCertificateResponse, UpdateSigningCertificateError> {
        let name = input.user_name.as_deref();
        let owner = Owner::of_request::<UpdateSigningCertificateError>(cx, tx, name)?;
        owner.change_credentials::<UpdateSigningCertificateError>(tx, |credentials| {
            let mut certificates = credentials.signing_certificates.iter_mut();
            let found = certificates.find(|certificate| certificate.id == input.certificate_id);
            let certificate = found.ok_or_else(|| no_such_certificate(&input.certificate_id))?;
            certificate.status = status::of_request(input.status)?;
            Ok(())
        })?;
        Ok(UpdateSigningCertificateResponse {})
    }
}
