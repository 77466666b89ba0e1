//! Operations on signing certificates, of users and of the root user.

mod delete_signing_certificate;
mod list_signing_certificates;
mod update_signing_certificate;
mod upload_signing_certificate;

pub(crate) use delete_signing_certificate::DeleteSigningCertificate;
pub(crate) use list_signing_certificates::ListSigningCertificates;
pub(crate) use update_signing_certificate::UpdateSigningCertificate;
pub(crate) use upload_signing_certificate::UploadSigningCertificate;

use pipeline::Service;
use records::signing_certificates::SigningCertificate;
use shapes::iam::NoSuchEntity;

use crate::shared::owner::Owner;
use crate::shared::{status, view};

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<UploadSigningCertificate>()
        .with::<UpdateSigningCertificate>()
        .with::<DeleteSigningCertificate>()
        .with::<ListSigningCertificates>()
}

/// Of a certificate that the owner has not, whoever else has it.
fn no_such_certificate(id: &str) -> NoSuchEntity {
    NoSuchEntity::new(format!("The Certificate with id {id} cannot be found."))
}

/// A certificate with all that is known of it.
fn shown(owner: &Owner, certificate: &SigningCertificate) -> shapes::iam::SigningCertificate {
    shapes::iam::SigningCertificate {
        user_name: owner.user_name(),
        certificate_id: certificate.id.clone(),
        certificate_body: certificate.body.clone(),
        status: status::shown(certificate.status),
        upload_date: Some(view::time(certificate.uploaded_at)),
    }
}
