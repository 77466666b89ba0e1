//! DisableOrganizationsRootSessions: ends privileged tasks of the organization as root user of its accounts.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_DisableOrganizationsRootSessions.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    DisableOrganizationsRootSessionsError, DisableOrganizationsRootSessionsRequest,
    DisableOrganizationsRootSessionsResponse,
};

use super::errors;

pub(crate) struct DisableOrganizationsRootSessions;

impl Operation for DisableOrganizationsRootSessions {
    type Input = DisableOrganizationsRootSessionsRequest;
    type Output = DisableOrganizationsRootSessionsResponse;
    type Error = DisableOrganizationsRootSessionsError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &DisableOrganizationsRootSessionsRequest,
    ) -> Result<Demand, DisableOrganizationsRootSessionsError> {
        Ok(Demand::new(Check::on_anything(
            "iam:DisableOrganizationsRootSessions",
        )))
    }

    fn run(
        _: &Allowed<Self>,
        _: &Context<'_>,
        _: &mut ReadTx,
        _: DisableOrganizationsRootSessionsRequest,
    ) -> Result<DisableOrganizationsRootSessionsResponse, DisableOrganizationsRootSessionsError>
    {
        // No account of this authority is in an organization yet.
        Err(errors::no_organization().into())
    }
}
