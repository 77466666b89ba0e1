//! EnableOrganizationsRootSessions: lets an organization act as the root user of its accounts for privileged tasks.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_EnableOrganizationsRootSessions.html>

use pipeline::{Allowed, Check, Context, Demand, Operation, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    EnableOrganizationsRootSessionsError, EnableOrganizationsRootSessionsRequest,
    EnableOrganizationsRootSessionsResponse,
};

use super::errors;

pub(crate) struct EnableOrganizationsRootSessions;

impl Operation for EnableOrganizationsRootSessions {
    type Input = EnableOrganizationsRootSessionsRequest;
    type Output = EnableOrganizationsRootSessionsResponse;
    type Error = EnableOrganizationsRootSessionsError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &EnableOrganizationsRootSessionsRequest,
    ) -> Result<Demand, EnableOrganizationsRootSessionsError> {
        Ok(Demand::new(Check::on_anything(
            "iam:EnableOrganizationsRootSessions",
        )))
    }

    fn run(
        _: &Allowed<Self>,
        _: &Context<'_>,
        _: &mut ReadTx,
        _: EnableOrganizationsRootSessionsRequest,
    ) -> Result<EnableOrganizationsRootSessionsResponse, EnableOrganizationsRootSessionsError> {
        // No account of this authority is in an organization yet.
        Err(errors::no_organization().into())
    }
}
