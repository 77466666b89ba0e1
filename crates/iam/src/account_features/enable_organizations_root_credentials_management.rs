//! EnableOrganizationsRootCredentialsManagement: lets an organization manage the credentials of its accounts' root users.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableOrganizationsRootCredentialsManagement.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    EnableOrganizationsRootCredentialsManagementError,
    EnableOrganizationsRootCredentialsManagementRequest,
    EnableOrganizationsRootCredentialsManagementResponse,
};

use super::errors;

pub(crate) struct EnableOrganizationsRootCredentialsManagement;

impl Operation for EnableOrganizationsRootCredentialsManagement {
    type Input = EnableOrganizationsRootCredentialsManagementRequest;
    type Output = EnableOrganizationsRootCredentialsManagementResponse;
    type Error = EnableOrganizationsRootCredentialsManagementError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &EnableOrganizationsRootCredentialsManagementRequest,
    ) -> Result<Demand, EnableOrganizationsRootCredentialsManagementError> {
        Ok(Demand::new(Check::on_anything(
            "iam:EnableOrganizationsRootCredentialsManagement",
        )))
    }

    fn run(
        _: &Allowed<Self>,
        _: &Context<'_>,
        _: &mut ReadTx,
        _: EnableOrganizationsRootCredentialsManagementRequest,
    ) -> Result<
        EnableOrganizationsRootCredentialsManagementResponse,
        EnableOrganizationsRootCredentialsManagementError,
    > {
        // No account of this authority is in an organization yet.
        Err(errors::no_organization().into())
    }
}
