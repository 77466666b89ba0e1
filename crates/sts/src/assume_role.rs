//! AssumeRole: a session of a role, for whom its trust policy names.
//! <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>

use std::sync::Arc;

use names::{Arn, RoleName, SessionName};
use pipeline::{
    Allowed, Caller, Check, Context, Demand, Identity, Issues, Keys, Operation, ResourcePolicy,
};
use policy::Kind;
use records::roles::{self, Role};
use records::{ReadTx, Reads};
use secrets::session::{RoleOrigin, SessionClaims, SessionKind, SessionTag};
use shapes::sts::{AssumeRoleError, AssumeRoleRequest, AssumeRoleResponse, AssumedRoleUser};
use wire::CommonError;

use crate::shared::session_policies::SessionPolicies;
use crate::shared::{credentials, duration, errors, mfa, session_tags};

pub(crate) struct AssumeRole;

impl Operation for AssumeRole {
    type Input = AssumeRoleRequest;
    type Output = AssumeRoleResponse;
    type Error = AssumeRoleError;
    type Access = Issues;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &AssumeRoleRequest,
    ) -> Result<Demand, AssumeRoleError> {
        if cx.caller.is_root() {
            return Err(errors::not_by_root().into());
        }
        let arn = role_arn(&input.role_arn)?;
        let given = mfa::given(input.serial_number.as_deref(), input.token_code.as_deref())?;
        tags(cx.caller, input)?;
        let mut basis = basis(cx.caller, role_at(tx, &arn).as_deref(), input);
        if let Some(given) = given {
            // Policies are decided by what the code proved, so it is used up here, where nothing is written and nothing
            // is tried again.
            mfa::use_up(cx, tx, given)?;
            basis.keys.one("aws:multifactorauthpresent", "true");
            basis.keys.one("aws:multifactorauthage", "0");
        }
        let check = |action| {
            Check::on(action, &arn)
                .keys(basis.keys.clone())
                .request_tags(session_tags::pairs(&input.tags))
                .resource_tags(&basis.role_tags, &["aws:resourcetag", "iam:resourcetag"])
                .resource_policy(basis.trust.clone())
        };
        let has_source_identity = source_identity(cx.caller, input).is_some();
        let set_source_identity = has_source_identity.then(|| check("sts:SetSourceIdentity"));
        let tag = (!input.tags.is_empty()).then(|| check("sts:TagSession"));
        let has_contexts = !input.provided_contexts.is_empty();
        let set_context = has_contexts.then(|| check("sts:SetContext").keys(context_keys(input)));
        Ok(Demand::new(check("sts:AssumeRole"))
            .and_maybe(tag)
            .and_maybe(set_source_identity)
            .and_maybe(set_context))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: AssumeRoleRequest,
    ) -> Result<AssumeRoleResponse, AssumeRoleError> {
        let arn = role_arn(&input.role_arn)?;
        // A role that does not exist has allowed nobody, so this is never answered; it gives nothing away either.
        let denied = || errors::not_authorized(cx.caller, "sts:AssumeRole", &input.role_arn);
        let role = role_at(tx, &arn).ok_or_else(denied)?;
        let (claims, packed_policy_size) = claims(cx, tx, &role, &input)?;
        let issued = credentials::issue(cx, &claims, input.minimum_session_token_size)?;
        let session_name = name(&input.role_session_name)?;
        let session_arn = role.account.assumed_role_arn(&role.name, &session_name);
        Ok(AssumeRoleResponse {
            credentials: Some(issued.credentials),
            assumed_role_user: Some(AssumedRoleUser {
                assumed_role_id: format!("{}:{session_name}", role.id),
                arn: session_arn.to_string(),
            }),
            packed_policy_size,
            source_identity: claims.source_identity.as_ref().map(ToString::to_string),
            session_token_utilization: issued.token_utilization,
            session_token_size: issued.token_size,
        })
    }
}

/// What the new session is, and how much space its policies and tags take, if there are any: AWS was observed to say
/// nothing of a size where nothing takes space.
fn claims(
    cx: &Context<'_>,
    tx: &mut ReadTx,
    role: &Role,
    input: &AssumeRoleRequest,
) -> Result<(SessionClaims, Option<i32>), AssumeRoleError> {
    let origin = origin(cx.caller);
    let is_chained = origin == RoleOrigin::Chained;
    let duration = duration::of_role(
        input.duration_seconds,
        role.max_session_duration,
        is_chained,
    )?;
    let source_identity = source_identity(cx.caller, input).map(name).transpose()?;
    let inherited = inherited_source_identity(cx.caller);
    if inherited.is_some() && inherited != source_identity.as_ref() {
        let action = "sts:SetSourceIdentity";
        return Err(errors::not_authorized(cx.caller, action, &input.role_arn).into());
    }
    // This authority has no Identity Center, so it has made no assertion that could be a genuine one.
    if !input.provided_contexts.is_empty() {
        return Err(errors::invalid_context_assertion().into());
    }
    let tags = tags(cx.caller, input)?;
    let policy = input.policy.clone();
    let policies = SessionPolicies::check::<AssumeRoleError>(
        tx,
        role.account,
        policy,
        &input.policy_arns,
        &tags,
    )?;
    let packs_anything = !policies.is_empty() || !tags.is_empty();
    let packed_policy_size = packs_anything.then(|| policies.percent());
    let role_session_name = name(&input.role_session_name)?;
    let claims = SessionClaims {
        account: role.account,
        kind: SessionKind::Role {
            role_id: role.id,
            role_session_name,
            origin,
        },
        issued_at: cx.seconds().0,
        expires_at: cx.seconds().plus_seconds(duration).0,
        issuing_access_key_id: None,
        session_policy: policies.policy,
        session_policy_arns: policies.arns,
        session_tags: tags,
        source_identity,
        // "The temporary credentials returned by AssumeRole do not include MFA information in the context."
        // <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa_configure-api-require.html>
        mfa_authenticated_at: None,
    };
    Ok((claims, packed_policy_size))
}

/// What every check of the demand is decided by.
struct Basis {
    trust: ResourcePolicy,
    role_tags: names::TagSet,
    keys: Keys,
}

fn basis(caller: &Caller, role: Option<&Role>, input: &AssumeRoleRequest) -> Basis {
    let inherited = session_tags::inherited(caller);
    let mut keys = Keys::default();
    keys.one("sts:rolesessionname", &input.role_session_name);
    // The duration that the session will have, asked for or not: a policy that bounds it bounds the default too.
    let duration = input
        .duration_seconds
        .unwrap_or(duration::OF_ROLE_BY_DEFAULT);
    keys.one("sts:durationseconds", duration.to_string());
    if let Some(external_id) = &input.external_id {
        keys.one("sts:externalid", external_id);
    }
    if let Some(source_identity) = source_identity(caller, input) {
        keys.one("sts:sourceidentity", source_identity);
    }
    keys.many("sts:transitivetagkeys", input.transitive_tag_keys.clone());
    match role {
        Some(role) => Basis {
            trust: ResourcePolicy::Trust(Arc::clone(role.trust_policy.compiled(Kind::Trust))),
            role_tags: session_tags::of_role_in_trust(&role.tags, &inherited),
            keys,
        },
        None => Basis {
            trust: ResourcePolicy::MissingTrust,
            role_tags: names::TagSet::default(),
            keys,
        },
    }
}

fn context_keys(input: &AssumeRoleRequest) -> Keys {
    let providers = input
        .provided_contexts
        .iter()
        .filter_map(|context| context.provider_arn.clone());
    let mut keys = Keys::default();
    keys.many("sts:requestcontextproviders", providers.collect());
    keys
}

/// The ARN of a role, if it is one by its form; whether there is such a role is not for everybody to know.
fn role_arn(text: &str) -> Result<Arn, CommonError> {
    let arn: Arn = text.parse().map_err(|_| errors::invalid_arn(text))?;
    let is_role = arn.service() == "iam"
        && arn.region().is_empty()
        && arn.account_id().is_some()
        && arn.resource_of_kind("role").is_some()
        && arn.resource_name().parse::<RoleName>().is_ok();
    if is_role {
        Ok(arn)
    } else {
        Err(errors::invalid_arn(text))
    }
}

/// The role that the ARN names to the letter, path and case included.
fn role_at(tx: &mut impl Reads, arn: &Arn) -> Option<Arc<Role>> {
    let role = roles::by_name(tx, arn.account_id()?, arn.resource_name())?;
    (role.arn() == *arn).then_some(role)
}

/// Using one role's session to assume another is chaining; a session of a user is not. What was delegated for a time is
/// handed on as shortly as in a chain.
fn origin(caller: &Caller) -> RoleOrigin {
    match caller.identity() {
        _ if caller.provider().is_some() => RoleOrigin::Chained,
        Identity::Role { .. } => RoleOrigin::Chained,
        _ => RoleOrigin::Direct,
    }
}

/// The source identity of the new session: as sent, else as inherited.
fn source_identity<'a>(caller: &'a Caller, input: &'a AssumeRoleRequest) -> Option<&'a str> {
    let inherited = || inherited_source_identity(caller).map(SessionName::as_str);
    input.source_identity.as_deref().or_else(inherited)
}

/// Once it is set, it stays the same down the whole chain.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_temp_control-access_monitor.html>
fn inherited_source_identity(caller: &Caller) -> Option<&SessionName> {
    caller.session()?.source_identity.as_ref()
}

fn tags(caller: &Caller, input: &AssumeRoleRequest) -> Result<Vec<SessionTag>, CommonError> {
    let inherited = session_tags::inherited(caller);
    session_tags::of_session(inherited, &input.tags, &input.transitive_tag_keys)
}

fn name(text: &str) -> Result<SessionName, CommonError> {
    text.parse().map_err(errors::unparsable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_arns_of_roles_are_taken() {
        for (text, is_role) in [
            ("arn:aws:iam::123456789012:role/app", true),
            ("arn:aws:iam::123456789012:role/a/b/app", true),
            ("arn:aws:iam::123456789012:role/", false),
            ("arn:aws:iam::123456789012:role/a/", false),
            ("arn:aws:iam::123456789012:user/app", false),
            ("arn:aws:iam:us-east-1:123456789012:role/app", false),
            ("arn:aws:iam::12345678901:role/app", false),
            ("arn:aws:sts::123456789012:assumed-role/app/x", false),
            ("not an arn at all, really", false),
        ] {
            let expected = if is_role {
                Ok(text)
            } else {
                Err(errors::invalid_arn(text))
            };
            assert_eq!(
                role_arn(text).as_ref().map(Arn::as_str),
                expected.as_ref().copied(),
                "{text}"
            );
        }
    }
}
