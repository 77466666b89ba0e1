//! ListPoliciesGrantingServiceAccess: by which of its policies an identity may use each of some services.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListPoliciesGrantingServiceAccess.html>

use pipeline::{Allowed, Context, Demand, Operation, Page, ReadOnly};
use records::ReadTx;
use shapes::catalog;
use shapes::iam::{
    ListPoliciesGrantingServiceAccessEntry, ListPoliciesGrantingServiceAccessError,
    ListPoliciesGrantingServiceAccessRequest, ListPoliciesGrantingServiceAccessResponse,
    PolicyGrantingServiceAccess, PolicyType,
};
use wire::CommonError;

use super::target::{self, Granting, Origin, Target};
use super::{errors, granted};

pub(crate) struct ListPoliciesGrantingServiceAccess;

impl Operation for ListPoliciesGrantingServiceAccess {
    type Input = ListPoliciesGrantingServiceAccessRequest;
    type Output = ListPoliciesGrantingServiceAccessResponse;
    type Error = ListPoliciesGrantingServiceAccessError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListPoliciesGrantingServiceAccessRequest,
    ) -> Result<Demand, ListPoliciesGrantingServiceAccessError> {
        let action = "iam:ListPoliciesGrantingServiceAccess";
        Ok(Demand::new(target::check(cx, tx, action, &input.arn)?))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListPoliciesGrantingServiceAccessRequest,
    ) -> Result<ListPoliciesGrantingServiceAccessResponse, ListPoliciesGrantingServiceAccessError>
    {
        let target = Target::find::<ListPoliciesGrantingServiceAccessError>(cx, tx, &input.arn)?;
        if matches!(target, Target::Policy(..)) {
            return Err(errors::invalid_arn(&input.arn).into());
        }
        let namespaces = &input.service_namespaces;
        let is_unknown = |name: &&String| catalog::service(name).is_none();
        if let Some(unknown) = namespaces.iter().find(is_unknown) {
            return Err(errors::invalid_namespace(unknown).into());
        }
        let names = namespaces.join(",");
        let question = format!("ListPoliciesGrantingServiceAccess/{}/{names}", input.arn);
        let page =
            Page::of(cx, &question, input.marker.as_deref(), None).map_err(CommonError::from)?;
        let policies = target.policies(tx)?;
        let passed = page.after.as_ref().and_then(|place| place.parse().ok());
        let later = namespaces
            .iter()
            .enumerate()
            .skip(passed.unwrap_or_default())
            .map(|(place, namespace)| (place + 1, entry(&policies, namespace)));
        let (entries, marker) = page.take(cx, &question, later, |(place, _)| place.to_string());
        Ok(ListPoliciesGrantingServiceAccessResponse {
            policies_granting_service_access: entries.into_iter().map(|(_, entry)| entry).collect(),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}

fn entry(policies: &[Granting], namespace: &str) -> ListPoliciesGrantingServiceAccessEntry {
    let granting = policies
        .iter()
        .filter(|granting| granted::grants_service(&granting.policy, namespace));
    ListPoliciesGrantingServiceAccessEntry {
        service_namespace: Some(namespace.to_owned()),
        policies: Some(granting.map(shown).collect()),
    }
}

fn shown(granting: &Granting) -> PolicyGrantingServiceAccess {
    let (policy_type, policy_arn, owner) = match &granting.origin {
        Origin::Managed(arn) => (PolicyType::Managed, Some(arn.to_string()), None),
        Origin::Inline(kind, name) => (PolicyType::Inline, None, Some((*kind, name.clone()))),
    };
    let (entity_type, entity_name) = owner.unzip();
    PolicyGrantingServiceAccess {
        policy_name: granting.name.clone(),
        policy_type,
        policy_arn,
        entity_type,
        entity_name,
    }
}
