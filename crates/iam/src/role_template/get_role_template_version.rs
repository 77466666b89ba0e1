//! GetRoleTemplateVersion: what a role template makes of which values.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRoleTemplateVersion.html>

use names::Arn;
use pipeline::{Allowed, Check, Context, Demand, Operation, Printed, ReadOnly};
use records::ReadTx;
use shapes::iam::{
    GetRoleTemplateVersionError, GetRoleTemplateVersionRequest, GetRoleTemplateVersionResponse,
};
use wire::CommonError;

use super::{catalog, errors};
use crate::shared::errors::invalid_arn;

pub(crate) struct GetRoleTemplateVersion;

impl Operation for GetRoleTemplateVersion {
    type Input = GetRoleTemplateVersionRequest;
    type Output = GetRoleTemplateVersionResponse;
    type Error = GetRoleTemplateVersionError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        input: &GetRoleTemplateVersionRequest,
    ) -> Result<Demand, GetRoleTemplateVersionError> {
        Ok(Demand::new(read(&input.template_arn, "role-template")?))
    }

    fn run(
        _: &Allowed<Self>,
        _: &Context<'_>,
        _: &mut ReadTx,
        input: GetRoleTemplateVersionRequest,
    ) -> Result<GetRoleTemplateVersionResponse, GetRoleTemplateVersionError> {
        let template = catalog::find(&input.template_arn, input.minor_version);
        let template = template.ok_or_else(|| errors::no_such_template(&input.template_arn))?;
        Ok(GetRoleTemplateVersionResponse {
            role_template_version: template.shown(),
        })
    }
}

/// Reading a template, as a denial prints it: AWS was observed to call it `role-template` here, and `role template` where a
/// role is to be made from it.
pub(super) fn read(arn: &str, printed: &str) -> Result<Check, CommonError> {
    let arn: Arn = arn.parse().map_err(|_| invalid_arn())?;
    let printed = Printed::As(format!("{printed} {arn}"));
    Ok(Check::on("iam:GetRoleTemplateVersion", &arn).printed(printed))
}
