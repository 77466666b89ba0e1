//! AcquireRole: makes a role from a template, or gives the one that was made so before.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AcquireRole.html>

use std::collections::BTreeMap;

use names::{IdPrefix, TagSet};
use pipeline::{Allowed, Check, Context, Demand, Operation, Printed, Writes};
use records::roles::{self, Role, SourceTemplate};
use records::{InlinePolicies, ReadTx, Table, WriteTx, quotas};
use shapes::iam::{AcquireRoleError, AcquireRoleRequest, AcquireRoleResponse};

use super::catalog::{self, RoleTemplate};
use super::errors;
use super::get_role_template_version::read;
use super::rendering::Rendering;
use super::sameness::say_the_same;
use crate::shared::errors::{quota_exceeded, service_linked_path};
use crate::shared::{attachment, document, resource, trust, view};

pub(crate) struct AcquireRole;

impl Operation for AcquireRole {
    type Input = AcquireRoleRequest;
    type Output = AcquireRoleResponse;
    type Error = AcquireRoleError;
    type Access = Writes;

    /// There is no permission of this operation's own: it asks to read the template, and then to read the role if there is
    /// one, or to make it with all that it has. What cannot be rendered is told only to who may read the template.
    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &AcquireRoleRequest,
    ) -> Result<Demand, AcquireRoleError> {
        let demand = Demand::new(read(&input.template_arn, "role template")?);
        let Ok((_, wanted)) = wanted(input) else {
            return Ok(demand);
        };
        let arn = cx.account().role_arn(&wanted.path, &wanted.name);
        let check = |action| {
            let printed = arn.resource().to_owned();
            Check::on(action, &arn)
                .key(ROLE_TEMPLATE_ARN, input.template_arn.as_str())
                .printed(Printed::As(printed))
        };
        if let Some(role) = roles::by_name(tx, cx.account(), wanted.name.as_str()) {
            let get = resource::bounded_role(cx, tx, "iam:GetRole", role.name.as_str());
            return Ok(demand.and(get.key(ROLE_TEMPLATE_ARN, input.template_arn.as_str())));
        }
        let create = check("iam:CreateRole").printed(Printed::Resource);
        let mut demand = demand.and(create);
        for policy in &wanted.attached_policies {
            let attach = check("iam:AttachRolePolicy").key(resource::POLICY_ARN, policy.as_str());
            demand = demand.and(attach);
        }
        let put = (!wanted.inline_policies.is_empty()).then(|| check("iam:PutRolePolicy"));
        Ok(demand.and_maybe(put))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: AcquireRoleRequest,
    ) -> Result<AcquireRoleResponse, AcquireRoleError> {
        let (template, wanted) = wanted(&input)?;
        if let Some(role) = roles::by_name(tx, cx.account(), wanted.name.as_str()) {
            is_still(&role, template, &wanted)?;
            let trust_policy = trust::shown(tx, &role.trust_policy);
            let role = view::created_role(&role, &trust_policy);
            return Ok(AcquireRoleResponse { role });
        }
        let source = SourceTemplate {
            arn: template.arn.to_owned(),
            minor_version: template.minor_version,
            values: given(&input),
        };
        let role = made(cx, tx, wanted, source)?;
        let shown = view::created_role(&role, &trust::shown(tx, &role.trust_policy));
        tx.put(role);
        Ok(AcquireRoleResponse { role: shown })
    }
}

/// The template, and the role that it makes of the request's values.
fn wanted(
    input: &AcquireRoleRequest,
) -> Result<(&'static RoleTemplate, Rendering), AcquireRoleError> {
    let template = catalog::find(&input.template_arn, input.template_minor_version);
    let template = template.ok_or_else(|| errors::not_in_repository(&input.template_arn))?;
    let rendering = Rendering::new::<AcquireRoleError>(template, &given(input))?;
    Ok((template, rendering))
}

fn given(input: &AcquireRoleRequest) -> BTreeMap<String, Vec<String>> {
    let values = input.replacement_values.iter();
    values
        .map(|(name, entry)| (name.clone(), entry.values.clone()))
        .collect()
}

/// Checks that the role was made from this template with these values, and that nothing of it has changed since but its
/// description and the length of its sessions.
fn is_still(
    role: &Role,
    template: &RoleTemplate,
    wanted: &Rendering,
) -> Result<(), AcquireRoleError> {
    let source = role
        .source_template
        .as_ref()
        .filter(|source| source.arn == template.arn)
        .ok_or_else(errors::made_otherwise)?;
    let first = Rendering::new::<AcquireRoleError>(template, &source.values);
    let is_same_version = source.minor_version == template.minor_version;
    if !is_same_version || first.as_ref() != Ok(wanted) {
        return Err(errors::made_with_other_parameters().into());
    }
    let has_its_policies = role.attached_policies.len() == wanted.attached_policies.len()
        && wanted
            .attached_policies
            .iter()
            .all(|arn| role.attached_policies.contains(arn));
    let has_its_inline_policies = role.inline_policies.iter().count()
        == wanted.inline_policies.len()
        && wanted.inline_policies.iter().all(|(name, text)| {
            let present = role.inline_policies.get(name);
            present.is_some_and(|present| say_the_same(present.document.text(), text))
        });
    let is_unchanged = has_its_policies
        && has_its_inline_policies
        && say_the_same(role.trust_policy.text(), &wanted.trust_policy)
        && role.permissions_boundary.is_none()
        && role.tags.is_empty();
    if is_unchanged {
        Ok(())
    } else {
        Err(errors::modified(role.name.as_str()).into())
    }
}

/// The new role, checked as if it had been made and filled by hand.
fn made(
    cx: &Context<'_>,
    tx: &mut WriteTx,
    wanted: Rendering,
    source: SourceTemplate,
) -> Result<Role, AcquireRoleError> {
    let account = cx.account();
    if wanted.path.as_str().starts_with("/aws-service-role/") {
        return Err(service_linked_path().into());
    }
    let trust_policy = trust::bind::<AcquireRoleError>(tx, &wanted.trust_policy)?;
    if quotas::ROLES.is_reached_in(tx, account, Table::Role) {
        return Err(quota_exceeded(quotas::ROLES).into());
    }
    let mut inline_policies = InlinePolicies::default();
    for (name, text) in wanted.inline_policies {
        let (limit, entity) = (quotas::ROLE_INLINE_SIZE, ("role", wanted.name.as_str()));
        document::put::<AcquireRoleError>(&mut inline_policies, name, &text, limit, entity)?;
    }
    let mut attached_policies = Vec::new();
    for arn in &wanted.attached_policies {
        attachment::attach(&mut attached_policies, arn, quotas::POLICIES_PER_ROLE)?;
    }
    Ok(Role {
        account,
        id: cx.new_id(IdPrefix::Role, tx),
        name: wanted.name,
        path: wanted.path,
        created_at: cx.seconds(),
        description: Some(wanted.description),
        max_session_duration: wanted.max_session_duration,
        trust_policy,
        inline_policies,
        attached_policies,
        permissions_boundary: None,
        tags: TagSet::default(),
        source_template: Some(source),
    })
}

/// The condition key of the template that a role is made from, in the spelling of [`Check::key`].
const ROLE_TEMPLATE_ARN: &str = "iam:roletemplatearn";
