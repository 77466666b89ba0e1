//! ListServerCertificates: the server certificates of the account under a path prefix, page by page.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServerCertificates.html>

use pipeline::{Allowed, Context, Demand, Operation, Page, ReadOnly};
use records::{ReadTx, server_certificates};
use shapes::iam::{
    ListServerCertificatesError, ListServerCertificatesRequest, ListServerCertificatesResponse,
};
use wire::CommonError;

use super::metadata;
use crate::shared::resource;

pub(crate) struct ListServerCertificates;

impl Operation for ListServerCertificates {
    type Input = ListServerCertificatesRequest;
    type Output = ListServerCertificatesResponse;
    type Error = ListServerCertificatesError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &ListServerCertificatesRequest,
    ) -> Result<Demand, ListServerCertificatesError> {
        Ok(Demand::new(resource::list(
            cx,
            "iam:ListServerCertificates",
            "server-certificate",
            input.path_prefix.as_deref(),
        )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListServerCertificatesRequest,
    ) -> Result<ListServerCertificatesResponse, ListServerCertificatesError> {
        let prefix = input.path_prefix.as_deref().unwrap_or("/");
        let question = format!("ListServerCertificates/{prefix}");
        let page = Page::of(cx, &question, input.marker.as_deref(), input.max_items)
            .map_err(CommonError::from)?;
        let certificates = server_certificates::list(tx, cx.account(), page.after.as_deref());
        let matching =
            certificates.filter(|certificate| certificate.path.as_str().starts_with(prefix));
        let (certificates, marker) = page.take(cx, &question, matching, |certificate| {
            certificate.name.folded()
        });
        let shown = certificates.iter().map(|certificate| metadata(certificate));
        Ok(ListServerCertificatesResponse {
            server_certificate_metadata_list: shown.collect(),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
