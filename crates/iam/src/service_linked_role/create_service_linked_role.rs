//! CreateServiceLinkedRole: makes the role that a service of AWS asks for, with its trust policy and its permissions.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceLinkedRole.html>

use names::{IdPrefix, TagSet};
use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::roles::Role;
use records::{Document, InlinePolicies, ReadTx, Table, WriteTx, quotas, roles};
use shapes::iam::{
    CreateServiceLinkedRoleError, CreateServiceLinkedRoleRequest, CreateServiceLinkedRoleResponse,
};

use super::{errors, template};
use crate::shared::{errors as common, view};

pub(crate) struct CreateServiceLinkedRole;

impl Operation for CreateServiceLinkedRole {
    type Input = CreateServiceLinkedRoleRequest;
    type Output = CreateServiceLinkedRoleResponse;
    type Error = CreateServiceLinkedRoleError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &CreateServiceLinkedRoleRequest,
    ) -> Result<Demand, CreateServiceLinkedRoleError> {
        let service = input.aws_service_name.as_str();
        let arn = match template::of(service) {
            Some(template) => template
                .arn(cx.account(), input.custom_suffix.as_deref())
                .map_err(common::unparsable)?,
            // What its role would be called is not known; where it would stand is.
            None => {
                let path = template::path(service).map_err(common::unparsable)?;
                cx.account().list_arn("role", path.as_str())
            }
        };
        let check = Check::on("iam:CreateServiceLinkedRole", &arn);
        Ok(Demand::new(check.key("iam:awsservicename", service)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: CreateServiceLinkedRoleRequest,
    ) -> Result<CreateServiceLinkedRoleResponse, CreateServiceLinkedRoleError> {
        let account = cx.account();
        let service = input.aws_service_name.as_str();
        let template = template::of(service).ok_or_else(|| errors::no_template(service))?;
        let suffix = input.custom_suffix.as_deref();
        if suffix.is_some() && !template.takes_suffix {
            return Err(errors::no_suffix_allowed(service).into());
        }
        let name = template.role_name(suffix).map_err(common::unparsable)?;
        if roles::by_name(tx, account, name.as_str()).is_some() {
            return Err(errors::name_taken(name.as_str()).into());
        }
        if quotas::ROLES.is_reached_in(tx, account, Table::Role) {
            return Err(common::quota_exceeded(quotas::ROLES).into());
        }
        let trust_policy = template.trust_policy();
        let description = input.description;
        let role = Role {
            account,
            id: cx.new_id(IdPrefix::Role, tx),
            name,
            path: template::path(service).map_err(common::unparsable)?,
            created_at: cx.seconds(),
            description: description.or_else(|| template.description.map(str::to_owned)),
            max_session_duration: SESSION_DURATION,
            trust_policy: Document::new(trust_policy.as_str()),
            inline_policies: InlinePolicies::default(),
            attached_policies: vec![template.policy_arn().map_err(common::unparsable)?],
            permissions_boundary: None,
            tags: TagSet::default(),
            source_template: None,
        };
        let shown = view::created_role(&role, &trust_policy);
        tx.put(role);
        Ok(CreateServiceLinkedRoleResponse { role: Some(shown) })
    }
}

/// The longest session, in seconds, which nobody can change.
const SESSION_DURATION: i32 = 3_600;
