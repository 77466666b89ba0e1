//! GetServerCertificate: a server certificate with its chain, never its private key.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetServerCertificate.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    GetServerCertificateError, GetServerCertificateRequest, GetServerCertificateResponse,
};

use super::{find, metadata};
use crate::shared::tags;

pub(crate) struct GetServerCertificate;

impl Operation for GetServerCertificate {
    type Input = GetServerCertificateRequest;
    type Output = GetServerCertificateResponse;
    type Error = GetServerCertificateError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &GetServerCertificateRequest,
    ) -> Result<Demand, GetServerCertificateError> {
        let name = &input.server_certificate_name;
        let check = find::check(cx, tx, "iam:GetServerCertificate", name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetServerCertificateRequest,
    ) -> Result<GetServerCertificateResponse, GetServerCertificateError> {
        let certificate = find::certificate(cx, tx, &input.server_certificate_name)?;
        Ok(GetServerCertificateResponse {
            server_certificate: shapes::iam::ServerCertificate {
                server_certificate_metadata: metadata(&certificate),
                certificate_body: certificate.body.clone(),
                certificate_chain: certificate.chain.clone(),
                // Shown even where there are none, as AWS was observed to do.
                tags: Some(tags::shown(&certificate.tags)),
            },
        })
    }
}
