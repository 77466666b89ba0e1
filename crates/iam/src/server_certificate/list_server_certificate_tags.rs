//! ListServerCertificateTags: the tags of a server certificate.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServerCertificateTags.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    ListServerCertificateTagsError, ListServerCertificateTagsRequest,
    ListServerCertificateTagsResponse,
};

use super::find;
use crate::shared::tags;

pub(crate) struct ListServerCertificateTags;

impl Operation for ListServerCertificateTags {
    type Input = ListServerCertificateTagsRequest;
    type Output = ListServerCertificateTagsResponse;
    type Error = ListServerCertificateTagsError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListServerCertificateTagsRequest,
    ) -> Result<Demand, ListServerCertificateTagsError> {
        let name = &input.server_certificate_name;
        let check = find::check(cx, tx, "iam:ListServerCertificateTags", name);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListServerCertificateTagsRequest,
    ) -> Result<ListServerCertificateTagsResponse, ListServerCertificateTagsError> {
        let certificate = find::certificate(cx, tx, &input.server_certificate_name)?;
        let question = format!("ListServerCertificateTags/{}", certificate.id);
        let asked = (input.marker.as_deref(), input.max_items);
        let (tags, marker) = tags::page(cx, &question, asked, &certificate.tags)?;
        Ok(ListServerCertificateTagsResponse {
            tags,
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
