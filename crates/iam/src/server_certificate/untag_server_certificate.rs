//! UntagServerCertificate: removes tags of a server certificate.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UntagServerCertificate.html>

use names::TagCase;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    UntagServerCertificateError, UntagServerCertificateRequest, UntagServerCertificateResponse,
};

use super::find;
use crate::shared::tags;

pub(crate) struct UntagServerCertificate;

impl Operation for UntagServerCertificate {
    type Input = UntagServerCertificateRequest;
    type Output = UntagServerCertificateResponse;
    type Error = UntagServerCertificateError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UntagServerCertificateRequest,
    ) -> Result<Demand, UntagServerCertificateError> {
        let name = &input.server_certificate_name;
        let check = find::check(cx, tx, "iam:UntagServerCertificate", name);
        Ok(Demand::new(check.tag_keys(input.tag_keys.clone())))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UntagServerCertificateRequest,
    ) -> Result<UntagServerCertificateResponse, UntagServerCertificateError> {
        tags::require_some_keys(&input.tag_keys)?;
        let mut certificate = find::to_change(cx, tx, &input.server_certificate_name)?;
        certificate.tags = tags::removed(&certificate.tags, &input.tag_keys, TagCase::Sensitive);
        tx.put(certificate);
        Ok(UntagServerCertificateResponse {})
    }
}
