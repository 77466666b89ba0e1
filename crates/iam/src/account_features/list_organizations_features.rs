//! ListOrganizationsFeatures: which of the features for central root access the organization has enabled.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    ListOrganizationsFeaturesError, ListOrganizationsFeaturesRequest,
    ListOrganizationsFeaturesResponse,
};

use super::errors;

pub(crate) struct ListOrganizationsFeatures;

impl Operation for ListOrganizationsFeatures {
    type Input = ListOrganizationsFeaturesRequest;
    type Output = ListOrganizationsFeaturesResponse;
    type Error = ListOrganizationsFeaturesError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &ListOrganizationsFeaturesRequest,
    ) -> Result<Demand, ListOrganizationsFeaturesError> {
        Ok(Demand::new(Check::on_anything(
            "iam:ListOrganizationsFeatures",
        )))
    }

    fn run(
        _: &Allowed<Self>,
        _: &Context<'_>,
        _: &mut ReadTx,
        _: ListOrganizationsFeaturesRequest,
    ) -> Result<ListOrganizationsFeaturesResponse, ListOrganizationsFeaturesError> {
        // No account of this authority is in an organization yet.
        Err(errors::no_organization().into())
    }
}
