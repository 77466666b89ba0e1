//! ListSigningCertificates: the signing certificates of a user or the root user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListSigningCertificates.html>

use pipeline::{Allowed, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    ListSigningCertificatesError, ListSigningCertificatesRequest, ListSigningCertificatesResponse,
};

use super::shown;
use crate::shared::owner::Owner;
use crate::shared::{page, resource};

pub(crate) struct ListSigningCertificates;

impl Operation for ListSigningCertificates {
    type Input = ListSigningCertificatesRequest;
    type Output = ListSigningCertificatesResponse;
    type Error = ListSigningCertificatesError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListSigningCertificatesRequest,
    ) -> Result<Demand, ListSigningCertificatesError> {
        let name = input.user_name.as_deref();
        let action = "iam:ListSigningCertificates";
        Ok(Demand::new(resource::user_or_caller(cx, tx, action, name)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListSigningCertificatesRequest,
    ) -> Result<ListSigningCertificatesResponse, ListSigningCertificatesError> {
        let name = input.user_name.as_deref();
        let owner = Owner::of_request::<ListSigningCertificatesError>(cx, tx, name)?;
        let question = format!("ListSigningCertificates/{}", owner.unique_id());
        let asked = (input.marker.as_deref(), input.max_items);
        let certificates = owner.credentials().signing_certificates.iter();
        let (certificates, marker) =
            page::sorted(cx, &question, asked, certificates, |certificate| {
                certificate.id.clone()
            })?;
        let shown = certificates
            .iter()
            .map(|certificate| shown(&owner, certificate));
        Ok(ListSigningCertificatesResponse {
            certificates: shown.collect(),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}
