//! TagServerCertificate: sets tags of a server certificate.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_TagServerCertificate.html>

use names::TagCase;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    TagServerCertificateError, TagServerCertificateRequest, TagServerCertificateResponse,
};

use super::find;
use crate::shared::tags;

pub(crate) struct TagServerCertificate;

impl Operation for TagServerCertificate {
    type Input = TagServerCertificateRequest;
    type Output = TagServerCertificateResponse;
    type Error = TagServerCertificateError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &TagServerCertificateRequest,
    ) -> Result<Demand, TagServerCertificateError> {
        let name = &input.server_certificate_name;
        let check = find::check(cx, tx, "iam:TagServerCertificate", name);
        Ok(Demand::new(check.request_tags(tags::pairs(&input.tags))))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: TagServerCertificateRequest,
    ) -> Result<TagServerCertificateResponse, TagServerCertificateError> {
        tags::require_some(&input.tags)?;
        let mut certificate = find::to_change(cx, tx, &input.server_certificate_name)?;
        certificate.tags = tags::set::<TagServerCertificateError>(
            &certificate.tags,
            &input.tags,
            TagCase::Sensitive,
        )?;
        tx.put(certificate);
        Ok(TagServerCertificateResponse {})
    }
}
