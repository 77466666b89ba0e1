//! The `policy` crate, asked the same case.

use policy::{
    Caller, CallerKind, Cause, Check, Decision, Entries, Kind, Layer, Layers, Observer, Outcome,
    Place, Policy, ResourceKind, Source, decide, decide_observed,
};
use serde_json::Value;

use crate::caller;
use crate::case::{self, Case, Document, Verdict};

/// Sees everything, which must not change the answer.
#[derive(Default)]
struct Everything {
    compared: usize,
}

impl Observer for Everything {
    const SEES_EVERYTHING: bool = true;

    fn compared(&mut self, _: Place<'_>, _: Outcome) {
        self.compared += 1;
    }
}

/// What the engine says; where it says something else to an observer, that.
pub fn judge(case: &Case, is_observed: bool) -> Verdict {
    let of_resource = match case.resource_kind {
        case::ResourceKind::Trust => Kind::Trust,
        _ => Kind::Resource,
    };
    let identity_kind = Kind::Identity { managed: false };
    let rcp: Vec<Vec<Policy>> = case.rcp.iter().map(|level| all(level, Kind::Rcp)).collect();
    let scp: Vec<Vec<Policy>> = case.scp.iter().map(|level| all(level, Kind::Scp)).collect();
    let endpoint = one(&case.vpc_endpoint, Kind::VpcEndpoint);
    let resource = one(&case.resource_policy, of_resource);
    let identity = all(&case.identity, identity_kind);
    let boundary = one(&case.boundary, identity_kind);
    let session = case.session.as_deref().map(|docs| all(docs, Kind::Session));

    let rcp: Vec<Vec<Source<'_>>> = rcp.iter().map(|level| sources(level)).collect();
    let scp: Vec<Vec<Source<'_>>> = scp.iter().map(|level| sources(level)).collect();
    let rcp: Vec<&[Source<'_>]> = rcp.iter().map(Vec::as_slice).collect();
    let scp: Vec<&[Source<'_>]> = scp.iter().map(Vec::as_slice).collect();
    let identity = sources(&identity);
    let session = session.as_deref().map(sources);
    let layers = Layers {
        rcp: &rcp,
        scp: &scp,
        vpc_endpoint: endpoint.as_ref().map(source),
        resource: resource.as_ref().map(source),
        identity: &identity,
        boundary: boundary.as_ref().map(source),
        session: session.as_deref(),
    };
    let check = Check {
        action: &case.action,
        resource: &case.resource,
        owner: case.owner.as_deref(),
        resource_kind: match case.resource_kind {
            case::ResourceKind::Ordinary => ResourceKind::Ordinary,
            case::ResourceKind::Trust => ResourceKind::RoleTrust,
            case::ResourceKind::Kms => ResourceKind::KmsKey,
        },
    };
    let caller = caller_of(case);
    let context = context(case);
    let decision = decide(&caller, &check, &layers, &context);
    if is_observed {
        let mut observer = Everything::default();
        let observed = decide_observed(&caller, &check, &layers, &context, &mut observer);
        if observed != decision {
            println!("observed {observed:?} but decided {decision:?}");
            return verdict(&observed);
        }
    }
    verdict(&decision)
}

fn verdict(decision: &Decision<'_>) -> Verdict {
    match decision {
        Decision::Allow => Verdict::Allow,
        Decision::Deny(denial) => match (denial.cause, denial.layer) {
            (Cause::Explicit, Some(layer)) => Verdict::Explicit(name(layer)),
            (Cause::Implicit, Some(layer)) => Verdict::Implicit(name(layer)),
            _ => Verdict::Fault,
        },
    }
}

fn name(layer: Layer) -> &'static str {
    match layer {
        Layer::Rcp => "rcp",
        Layer::Scp => "scp",
        Layer::VpcEndpoint => "vpc_endpoint",
        Layer::Resource => "resource",
        Layer::Trust => "trust",
        Layer::Identity => "identity",
        Layer::Boundary => "boundary",
        Layer::Session => "session",
    }
}

fn one(document: &Option<Document>, kind: Kind) -> Option<Policy> {
    document
        .as_ref()
        .map(|document| Policy::load(&case::text_of(document), kind))
}

fn all(documents: &[Document], kind: Kind) -> Vec<Policy> {
    documents
        .iter()
        .map(|document| Policy::load(&case::text_of(document), kind))
        .collect()
}

fn source(policy: &Policy) -> Source<'_> {
    Source { policy, arn: None }
}

fn sources(policies: &[Policy]) -> Vec<Source<'_>> {
    policies.iter().map(source).collect()
}

fn caller_of(case: &Case) -> Caller<'static> {
    let caller = caller::named(case.caller);
    let kind = match caller.kind {
        caller::Kind::Root => CallerKind::Root,
        caller::Kind::User => CallerKind::User,
        caller::Kind::Role => CallerKind::RoleSession,
        caller::Kind::Federated => CallerKind::FederatedUser,
        caller::Kind::FederatedRoot => CallerKind::FederatedRoot,
        caller::Kind::RootSession => CallerKind::RootSession,
        caller::Kind::Service => CallerKind::Service,
        caller::Kind::Provider => CallerKind::IdentityProvider,
        caller::Kind::Anonymous => CallerKind::Anonymous,
    };
    Caller {
        kind,
        arn: caller.arn,
        account: caller.account,
        entity_arn: caller.entity_arn,
        unique_id: caller.unique_id,
        canonical_user: caller.canonical_user,
        service_aliases: caller.aliases,
        is_service_linked: caller.service_linked,
        has_long_term_credentials: caller.long_term,
        is_signed: caller.signed,
        is_delegated: false,
    }
}

fn context(case: &Case) -> Entries {
    let mut entries = Entries::new();
    for (key, value) in &case.context {
        entries = match value {
            Value::Array(values) => entries.many(
                key,
                values.iter().filter_map(Value::as_str).map(str::to_owned),
            ),
            value => entries.one(key, value.as_str().unwrap_or_default()),
        };
    }
    entries
}
