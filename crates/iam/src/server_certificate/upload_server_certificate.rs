//! UploadServerCertificate: adds a certificate with its private key and its chain.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UploadServerCertificate.html>

use names::{IdPrefix, Path, ServerCertificateName, TagCase};
use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::server_certificates::{self, ServerCertificate};
use records::{ReadTx, Table, UnixTime, WriteTx, quotas};
use secrets::private_key::{self, PrivateKeyError};
use shapes::iam::{
    MalformedCertificate, UploadServerCertificateError, UploadServerCertificateRequest,
    UploadServerCertificateResponse,
};

use super::{errors, metadata};
use crate::shared::certificate::{Certificate, check_chain};
use crate::shared::{self, tags};

pub(crate) struct UploadServerCertificate;

impl Operation for UploadServerCertificate {
    type Input = UploadServerCertificateRequest;
    type Output = UploadServerCertificateResponse;
    type Error = UploadServerCertificateError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &UploadServerCertificateRequest,
    ) -> Result<Demand, UploadServerCertificateError> {
        let (path, name) = place(input)?;
        let arn = cx.account().server_certificate_arn(&path, &name);
        let check = |action| Check::on(action, &arn).request_tags(tags::pairs(&input.tags));
        let tag = (!input.tags.is_empty()).then(|| check("iam:TagServerCertificate"));
        Ok(Demand::new(check("iam:UploadServerCertificate")).and_maybe(tag))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UploadServerCertificateRequest,
    ) -> Result<UploadServerCertificateResponse, UploadServerCertificateError> {
        let account = cx.account();
        let (path, name) = place(&input)?;
        let tags = tags::of_new::<UploadServerCertificateError>(&input.tags, TagCase::Sensitive)?;
        let certificate = check_all(&input, cx.seconds())?;
        if server_certificates::by_name(tx, account, name.as_str()).is_some() {
            return Err(errors::certificate_exists(name.as_str()).into());
        }
        let quota = quotas::SERVER_CERTIFICATES;
        if quota.is_reached_in(tx, account, Table::ServerCertificate) {
            return Err(shared::errors::quota_exceeded(quota).into());
        }
        let id = cx.new_id(IdPrefix::ServerCertificate, tx);
        let record = ServerCertificate {
            account,
            id,
            name,
            path,
            // AWS was observed to show the texts without the line's end that they were sent with.
            body: input.certificate_body.trim_end().to_owned(),
            chain: input
                .certificate_chain
                .map(|chain| chain.trim_end().to_owned()),
            private_key: cx.seal(id.as_str(), input.private_key.expose().as_bytes()),
            uploaded_at: cx.seconds(),
            expires_at: certificate.not_after,
            tags,
        };
        let shown = UploadServerCertificateResponse {
            server_certificate_metadata: Some(metadata(&record)),
            tags: tags::shown_if_any(&record.tags),
        };
        tx.put(record);
        Ok(shown)
    }
}

/// Reads certificate, private key and chain, and checks that they belong together and hold now.
fn check_all(
    input: &UploadServerCertificateRequest,
    now: UnixTime,
) -> Result<Certificate, UploadServerCertificateError> {
    let certificate = Certificate::only(&input.certificate_body);
    let certificate = certificate.ok_or_else(errors::unreadable_certificate)?;
    let public_key = private_key::public_key_of(input.private_key.expose());
    if !certificate.has_key(&public_key.map_err(unusable_key)?) {
        return Err(errors::other_key().into());
    }
    if certificate.not_after < now {
        return Err(errors::ended().into());
    }
    if certificate.not_before > now {
        return Err(errors::not_begun().into());
    }
    if let Some(chain) = &input.certificate_chain {
        let chain = Certificate::all(chain).ok_or_else(errors::unreadable_chain)?;
        check_chain(&certificate, &chain, now).map_err(errors::broken_chain)?;
    }
    Ok(certificate)
}

fn unusable_key(error: PrivateKeyError) -> MalformedCertificate {
    match error {
        PrivateKeyError::Encrypted => errors::encrypted_key(),
        PrivateKeyError::Unreadable => errors::unreadable_key(),
    }
}

fn place(
    input: &UploadServerCertificateRequest,
) -> Result<(Path, ServerCertificateName), UploadServerCertificateError> {
    let path = input.path.as_deref().unwrap_or("/").parse();
    let name = input.server_certificate_name.parse();
    Ok((
        path.map_err(shared::errors::unparsable)?,
        name.map_err(shared::errors::unparsable)?,
    ))
}
