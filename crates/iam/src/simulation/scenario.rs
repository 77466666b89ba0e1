//! A simulation that was asked for: everything of the request checked and read, in AWS's order.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulateCustomPolicy.html>

use std::sync::Arc;

use names::{AccountId, Arn};
use policy::{Caller, CallerKind, Kind, Policy};
use shapes::iam::{AttachmentType, ContextEntry, InvalidInput, OrderedOrganizationPolicyType};

use super::action::{self, EVERYTHING};
use super::context_entries::SupposedContext;
use super::errors;
use super::principal::Principal;
use super::source::Source;

/// What both operations ask alike.
pub(super) struct Question {
    pub(super) policies: Vec<String>,
    pub(super) boundaries: Vec<String>,
    pub(super) actions: Vec<String>,
    pub(super) resources: Vec<String>,
    pub(super) resource_policy: Option<String>,
    pub(super) resource_owner: Option<String>,
    pub(super) caller_arn: Option<String>,
    pub(super) context_entries: Vec<ContextEntry>,
    pub(super) handling_option: Option<String>,
}

/// The checked question.
pub(super) struct Scenario {
    pub(super) actions: Vec<String>,
    /// One `*` where none were named.
    pub(super) resources: Vec<String>,
    pub(super) policies: Vec<Source>,
    pub(super) boundary: Option<Source>,
    pub(super) resource_policy: Option<Source>,
    /// Service control policies by level, from the root of the organization to the account; none without organization.
    pub(super) organization: Vec<Vec<Arc<Policy>>>,
    pub(super) context: SupposedContext,
    pub(super) caller: SupposedCaller,
    /// The account that owns resources whose ARN names none.
    pub(super) owner: AccountId,
    /// The keys that policies refer to and the request did not give.
    pub(super) missing_keys: Vec<String>,
}

/// Who is supposed to call: an entity that need not exist, or nobody in particular.
pub(super) struct SupposedCaller {
    kind: CallerKind,
    arn: String,
    pub(super) account: AccountId,
    id: Option<String>,
}

impl SupposedCaller {
    /// As policies see it.
    pub(super) fn as_principal(&self) -> Caller<'_> {
        Caller {
            unique_id: self.id.as_deref(),
            ..Caller::new(self.kind, &self.arn, Some(self.account.as_str()))
        }
    }
}

impl Scenario {
    /// Checks a question that is asked in `account`, about the policies of `principal` and those of the request.
    ///
    /// # Errors
    /// `InvalidInput`, the first in AWS's order.
    pub(super) fn new(
        account: AccountId,
        question: Question,
        principal: Option<Principal>,
        organization: &[OrderedOrganizationPolicyType],
    ) -> Result<Self, InvalidInput> {
        if question.boundaries.len() > 1 {
            return Err(errors::too_many_boundaries());
        }
        if let Some(level) = organization.iter().position(is_empty_level) {
            return Err(errors::empty_organization_level(level + 1));
        }
        let resources = match question.resources {
            resources if resources.is_empty() => vec![EVERYTHING.to_owned()],
            resources => resources,
        };
        action::check(
            &question.actions,
            &resources,
            question.handling_option.as_deref(),
        )?;
        let mut context = SupposedContext::of_request(&question.context_entries)?;
        let caller_arn = question
            .caller_arn
            .or_else(|| Some(principal.as_ref()?.arn.to_string()));
        let caller_id = principal
            .as_ref()
            .filter(|principal| caller_arn.as_deref() == Some(principal.arn.as_str()))
            .map(|principal| principal.id.to_string());
        let (policies, attached_boundary) = principal
            .map(|principal| (principal.policies, principal.boundary))
            .unwrap_or_default();
        let policies = with_inputs(policies, question.policies)?;
        let boundary = boundary(question.boundaries, attached_boundary)?;
        let organization = levels(organization)?;
        let caller = caller(account, caller_arn, caller_id, &mut context)?;
        let owner = owner(question.resource_owner.as_deref())?.unwrap_or(caller.account);
        let resource_policy = question
            .resource_policy
            .map(|text| resource_policy(text, &caller, &resources))
            .transpose()?;
        let sources = policies.iter().chain(&boundary).chain(&resource_policy);
        Ok(Self {
            missing_keys: missing_keys(sources, &context),
            actions: question.actions,
            resources,
            policies,
            boundary,
            resource_policy,
            organization,
            context,
            caller,
            owner,
        })
    }
}

fn is_empty_level(level: &OrderedOrganizationPolicyType) -> bool {
    level.service_control_policy_input_list.is_empty()
}

/// The policies of the request stand beside those of the principal.
fn with_inputs(
    mut policies: Vec<Source>,
    inputs: Vec<String>,
) -> Result<Vec<Source>, InvalidInput> {
    for (number, text) in (1..).zip(inputs) {
        let source = Source::of_request(format!("PolicyInputList.{number}"), text, IDENTITY);
        policies.push(source.ok_or_else(|| errors::invalid_policy(number))?);
    }
    Ok(policies)
}

/// A boundary of the request replaces the one that is set.
fn boundary(inputs: Vec<String>, attached: Option<Source>) -> Result<Option<Source>, InvalidInput> {
    let Some(text) = inputs.into_iter().next() else {
        return Ok(attached);
    };
    let id = "PermissionsBoundaryPolicyInputList.1".to_owned();
    let source = Source::of_request(id, text, IDENTITY);
    source.map(Some).ok_or_else(errors::invalid_boundary)
}

fn levels(inputs: &[OrderedOrganizationPolicyType]) -> Result<Vec<Vec<Arc<Policy>>>, InvalidInput> {
    let mut levels = Vec::new();
    for (number, level) in (1..).zip(inputs) {
        let policies = level.service_control_policy_input_list.iter();
        let policies: Vec<Policy> = policies.map(|text| Policy::load(text, Kind::Scp)).collect();
        if policies.iter().any(|policy| policy.fault().is_some()) {
            return Err(errors::invalid_organization_policy(number));
        }
        levels.push(policies.into_iter().map(Arc::new).collect());
    }
    Ok(levels)
}

/// The caller, and the keys that come with it. AWS was observed to put the caller's ARN, or else a stub, where the unique
/// id would be.
fn caller(
    account: AccountId,
    arn: Option<String>,
    id: Option<String>,
    context: &mut SupposedContext,
) -> Result<SupposedCaller, InvalidInput> {
    let Some(text) = arn else {
        context.set_default("aws:principalaccount", account.as_str());
        context.set_default("aws:userid", STUB);
        return Ok(SupposedCaller {
            kind: CallerKind::User,
            arn: String::new(),
            account,
            id: None,
        });
    };
    let arn: Arn = text.parse().map_err(|_| errors::invalid_caller())?;
    let is_of_iam = (arn.partition(), arn.service(), arn.region()) == (names::PARTITION, "iam", "");
    let mut kinds = AttachmentType::ALL.iter();
    let kind = kinds.find(|kind| arn.resource_of_kind(kind.as_str()).is_some());
    let (Some(account), Some(kind), true) = (arn.account_id(), kind, is_of_iam) else {
        return Err(errors::invalid_caller());
    };
    context.set_default("aws:principalarn", &text);
    context.set_default("aws:principalaccount", account.as_str());
    context.set_default("aws:userid", &text);
    if *kind == AttachmentType::User {
        context.set_default("aws:username", arn.resource_name());
    }
    let kind = match kind {
        AttachmentType::Role => CallerKind::RoleSession,
        // No principal names a group, but its account and everyone may be named.
        AttachmentType::User | AttachmentType::Group => CallerKind::User,
    };
    Ok(SupposedCaller {
        kind,
        arn: text,
        account,
        id,
    })
}

/// The account of a ResourceOwner, which AWS was observed to take from any ARN of IAM and not from a bare number.
fn owner(text: Option<&str>) -> Result<Option<AccountId>, InvalidInput> {
    let Some(text) = text else {
        return Ok(None);
    };
    let arn = text
        .parse::<Arn>()
        .ok()
        .filter(|arn| arn.service() == "iam");
    let account = arn.and_then(|arn| arn.account_id());
    account.map(Some).ok_or_else(|| errors::invalid_owner(text))
}

fn resource_policy(
    text: String,
    caller: &SupposedCaller,
    resources: &[String],
) -> Result<Source, InvalidInput> {
    if caller.arn.is_empty() {
        return Err(errors::missing_caller());
    }
    if !action::are_particular(resources) {
        return Err(errors::policy_on_everything());
    }
    let source = Source::of_request("ResourcePolicy".to_owned(), text, Kind::Resource)
        .ok_or_else(errors::invalid_resource_policy)?;
    let statements = source.policy.statements().iter();
    let mut patterns = statements
        .filter_map(policy::Statement::resources)
        .flat_map(policy::Resources::patterns);
    if patterns.any(|pattern| pattern.text() == EVERYTHING) {
        return Err(errors::not_an_arn(EVERYTHING));
    }
    Ok(source)
}

/// The keys of all policies that the request did not give, each spelling once. AWS was observed to count those of
/// statements about other actions and resources too, and those that have a default.
fn missing_keys<'a>(
    sources: impl Iterator<Item = &'a Source>,
    context: &SupposedContext,
) -> Vec<String> {
    let mut missing: Vec<String> = Vec::new();
    for key in sources.flat_map(Source::context_keys) {
        let is_predefined = matches!(key.as_str(), "*" | "?" | "$");
        if !is_predefined && !context.is_given(&key) && !missing.contains(&key) {
            missing.push(key);
        }
    }
    missing
}

/// The unique id of a caller that nobody named.
const STUB: &str = "STUB_PRINCIPAL_FOR_POLICY_SIMULATOR";

const IDENTITY: Kind = Kind::Identity { managed: false };
