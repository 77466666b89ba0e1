//! DisableOrganizationsRootCredentialsManagement: ends the management of root users' credentials by the organization.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DisableOrganizationsRootCredentialsManagement.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    DisableOrganizationsRootCredentialsManagementError,
    DisableOrganizationsRootCredentialsManagementRequest,
    DisableOrganizationsRootCredentialsManagementResponse,
};

use super::errors;

pub(crate) struct DisableOrganizationsRootCredentialsManagement;

impl Operation for DisableOrganizationsRootCredentialsManagement {
    type Input = DisableOrganizationsRootCredentialsManagementRequest;
    type Output = DisableOrganizationsRootCredentialsManagementResponse;
    type Error = DisableOrganizationsRootCredentialsManagementError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &DisableOrganizationsRootCredentialsManagementRequest,
    ) -> Result<Demand, DisableOrganizationsRootCredentialsManagementError> {
        Ok(Demand::new(Check::on_anything(
            "iam:DisableOrganizationsRootCredentialsManagement",
        )))
    }

    fn run(
        _: &Allowed<Self>,
        _: &Context<'_>,
        _: &mut ReadTx,
        _: DisableOrganizationsRootCredentialsManagementRequest,
    ) -> Result<
        DisableOrganizationsRootCredentialsManagementResponse,
        DisableOrganizationsRootCredentialsManagementError,
    > {
        // No account of this authority is in an organization yet.
        Err(errors::no_organization().into())
    }
}
