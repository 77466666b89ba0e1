//! Operations on server certificates.

mod delete_server_certificate;
mod errors;
mod find;
mod get_server_certificate;
mod list_server_certificate_tags;
mod list_server_certificates;
mod tag_server_certificate;
mod untag_server_certificate;
mod update_server_certificate;
mod upload_server_certificate;

pub(crate) use delete_server_certificate::DeleteServerCertificate;
pub(crate) use get_server_certificate::GetServerCertificate;
pub(crate) use list_server_certificate_tags::ListServerCertificateTags;
pub(crate) use list_server_certificates::ListServerCertificates;
pub(crate) use tag_server_certificate::TagServerCertificate;
pub(crate) use untag_server_certificate::UntagServerCertificate;
pub(crate) use update_server_certificate::UpdateServerCertificate;
pub(crate) use upload_server_certificate::UploadServerCertificate;

use pipeline::Service;
use records::server_certificates::ServerCertificate;
use shapes::iam::ServerCertificateMetadata;

use crate::shared::view;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<UploadServerCertificate>()
        .with::<GetServerCertificate>()
        .with::<UpdateServerCertificate>()
        .with::<DeleteServerCertificate>()
        .with::<ListServerCertificates>()
        .with::<TagServerCertificate>()
        .with::<UntagServerCertificate>()
        .with::<ListServerCertificateTags>()
}

/// What every answer says of a certificate. The private key is in none.
fn metadata(certificate: &ServerCertificate) -> ServerCertificateMetadata {
    ServerCertificateMetadata {
        path: certificate.path.to_string(),
        server_certificate_name: certificate.name.to_string(),
        server_certificate_id: certificate.id.to_string(),
        arn: certificate.arn().to_string(),
        upload_date: Some(view::time(certificate.uploaded_at)),
        expiration: Some(view::time(certificate.expires_at)),
    }
}
