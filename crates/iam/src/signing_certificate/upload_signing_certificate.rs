//! UploadSigningCertificate: adds an X.509 certificate to a user or the root user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadSigningCertificate.html>

use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::signing_certificates::{self, SigningCertificate};
use records::{KeyStatus, ReadTx, Stored as _, WriteTx, accounts, quotas};
use shapes::iam::{
    DuplicateCertificate, LimitExceeded, MalformedCertificate, StatusType,
    UploadSigningCertificateError, UploadSigningCertificateRequest,
    UploadSigningCertificateResponse,
};

use super::shown;
use crate::shared::certificate::Certificate;
use crate::shared::owner::Owner;
use crate::shared::{errors, resource};

pub(crate) struct UploadSigningCertificate;

impl Operation for UploadSigningCertificate {
    type Input = UploadSigningCertificateRequest;
    type Output = UploadSigningCertificateResponse;
    type Error = UploadSigningCertificateError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UploadSigningCertificateRequest,
    ) -> Result<Demand, UploadSigningCertificateError> {
        let name = input.user_name.as_deref();
        let action = "iam:UploadSigningCertificate";
        Ok(Demand::new(resource::user_or_caller(cx, tx, action, name)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UploadSigningCertificateRequest,
    ) -> Result<UploadSigningCertificateResponse, UploadSigningCertificateError> {
        let name = input.user_name.as_deref();
        let owner = Owner::of_request::<UploadSigningCertificateError>(cx, tx, name)?;
        let certificate = Certificate::only(&input.certificate_body);
        let certificate = certificate
            .filter(|certificate| certificate.is_valid_at(cx.seconds()))
            .ok_or_else(|| malformed(&input.certificate_body))?;
        let id = certificate.id();
        let present = &owner.credentials().signing_certificates;
        if let Some(present) = present.iter().find(|present| present.id == id) {
            // AWS was observed to say Active here even of one that is, and stays, inactive.
            let certificate = shapes::iam::SigningCertificate {
                status: StatusType::Active,
                ..shown(&owner, present)
            };
            return Ok(UploadSigningCertificateResponse { certificate });
        }
        require_free(cx, tx, &owner, &id)?;
        let quota = quotas::SIGNING_CERTIFICATES_PER_USER;
        if quota.is_reached(present.len()) {
            return Err(errors::quota_exceeded(quota).into());
        }
        let record = SigningCertificate {
            id,
            body: input.certificate_body,
            status: KeyStatus::Active,
            uploaded_at: cx.seconds(),
        };
        let certificate = shown(&owner, &record);
        owner.change_credentials::<LimitExceeded>(tx, |credentials| {
            credentials.signing_certificates.push(record);
            Ok(())
        })?;
        Ok(UploadSigningCertificateResponse { certificate })
    }
}

/// A certificate belongs to one owner of an account.
fn require_free(
    cx: &Context<'_>,
    tx: &mut WriteTx,
    owner: &Owner,
    id: &str,
) -> Result<(), DuplicateCertificate> {
    let holder = signing_certificates::owner_of(tx, cx.account(), id);
    if holder.is_some_and(|holder| *holder != owner.key()) {
        return Err(DuplicateCertificate::new("Duplicate certificate uploaded."));
    }
    // Two users may be given the same certificate at once. The account's record makes one of them think again.
    if let Some(account) = accounts::get(tx, cx.account()) {
        tx.touch(&account.key());
    }
    Ok(())
}

/// AWS was observed to say so of certificates that have ended too.
fn malformed(body: &str) -> MalformedCertificate {
    MalformedCertificate::new(format!("Certificate {body} is malformed."))
}
