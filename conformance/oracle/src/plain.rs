//! The second evaluator: slow, and written so that a reader sees that it is right. It follows the documented evaluation
//! logic line by line, compiles nothing and shares nothing with the `policy` crate.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>

mod address;
mod arn;
mod condition;
mod date;
mod glob;
mod lowercase;
mod number;
mod principal;
mod resource;
mod statement;
mod variable;

use crate::caller::{self, Caller, Kind};
use crate::case::{Case, Document, ResourceKind, Verdict};
use statement::{Answer, PolicyKind};

/// What the evaluator found.
pub struct Judgement {
    pub verdict: Verdict,
    /// Something consulted could not be evaluated. An explicit deny may then be reported as well as the fault: both are
    /// denials that nothing overrides, and their order is not specified.
    pub fault: bool,
    /// The first layer with a Deny that applies.
    pub explicit: Option<&'static str>,
}

impl Judgement {
    /// Whether an answer of the other evaluator agrees with this one.
    pub fn agrees_with(&self, other: Verdict) -> bool {
        match other {
            Verdict::Fault => self.fault,
            Verdict::Explicit(layer) => self.explicit == Some(layer),
            other => self.verdict == other,
        }
    }
}

/// How strongly an Allow names the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Grant {
    None,
    Account,
    Entity,
    Direct,
}

/// What the policies of one layer, or of one level of a hierarchy, say to the case.
struct Layer {
    name: &'static str,
    /// The strongest grant of an Allow that applies.
    grant: Grant,
    /// Whether a Deny applies.
    denies: bool,
    /// Whether something in them cannot be evaluated.
    is_faulty: bool,
}

/// Judges one case.
pub fn judge(case: &Case) -> Judgement {
    let caller = caller::named(case.caller);
    match case.action.to_lowercase().as_str() {
        "sts:getcalleridentity" => {
            return if caller.signed { allow() } else { fault() };
        }
        "sts:getsessiontoken" => {
            let is_own = matches!(caller.kind, Kind::Root | Kind::User);
            return if is_own && caller.long_term {
                allow()
            } else {
                fault()
            };
        }
        _ => {}
    }
    let Some(owner) = owner(case, caller) else {
        return fault();
    };
    let same = caller.account == Some(owner.as_str());
    let has_boundary = case.boundary.is_some() && has_policies_of_its_own(caller);
    let layers = layers(case, caller, has_boundary);

    let counts = |layer: &&Layer| !(layer.name == "resource" && same && is_recovery(case, caller));
    let is_faulty = layers.iter().filter(counts).any(|layer| layer.is_faulty);
    let explicit = layers
        .iter()
        .filter(counts)
        .find(|layer| layer.denies)
        .map(|layer| layer.name);
    if is_faulty || explicit.is_some() {
        return Judgement {
            verdict: explicit.map_or(Verdict::Fault, Verdict::Explicit),
            fault: is_faulty,
            explicit,
        };
    }

    let has_to_allow = |layer: &&Layer| matches!(layer.name, "rcp" | "scp" | "vpc_endpoint");
    if let Some(silent) = layers
        .iter()
        .filter(has_to_allow)
        .find(|layer| layer.grant == Grant::None)
    {
        return implicit(silent.name);
    }
    let grant_of = |name: &str| {
        let mut of_that_name = layers.iter().filter(|layer| layer.name == name);
        of_that_name.next().map_or(Grant::None, |layer| layer.grant)
    };
    let allows = |name: &str| grant_of(name) > Grant::None;
    let resource = of_resource(case).0;
    let grant = grant_of(resource);
    if matches!(
        caller.kind,
        Kind::Service | Kind::Provider | Kind::Anonymous
    ) {
        return if grant == Grant::Direct {
            allow()
        } else {
            implicit(resource)
        };
    }

    let identity = matches!(
        caller.kind,
        Kind::Root | Kind::RootSession | Kind::FederatedRoot
    ) || allows("identity");
    let boundary = !has_boundary || allows("boundary");
    let session = match (caller.kind, &case.session) {
        // A session of AssumeRoot is nothing without its task policy, which only denies.
        (Kind::RootSession, session) => session.as_ref().is_some_and(|own| !own.is_empty()),
        (Kind::Federated | Kind::FederatedRoot, None) => false,
        (_, None) => true,
        (_, Some(_)) => allows("session"),
    };
    let own = [
        ("identity", identity),
        ("boundary", boundary),
        ("session", session),
    ];
    let first_missing = |needed: &[(&'static str, bool)]| {
        needed
            .iter()
            .find(|(_, allows)| !allows)
            .map_or_else(allow, |(name, _)| implicit(name))
    };

    if !same {
        if !case.action.eq_ignore_ascii_case("sts:AssumeRoot") && grant < Grant::Account {
            return implicit(resource);
        }
        return first_missing(&own);
    }
    match grant {
        // Nobody, not even root, acts in the name of a session whose own policy is missing.
        Grant::Direct if caller.kind != Kind::RootSession || session => allow(),
        Grant::Entity => first_missing(&own[1..]),
        Grant::None if case.resource_kind != ResourceKind::Ordinary => implicit(resource),
        _ => first_missing(&own),
    }
}

/// The owner is the account in the ARN, else the one that the service resolved; a resource of AWS is at home
/// everywhere, and so is no resource at all.
fn owner(case: &Case, caller: &Caller) -> Option<String> {
    let in_arn = arn::parts(&case.resource)
        .map(|parts| parts[4].clone())
        .filter(|account| !account.is_empty());
    let home = || caller.account.map(str::to_owned);
    match in_arn {
        Some(account) if account == "aws" => home(),
        Some(account) => Some(account),
        None if case.owner.is_none() && case.resource == "*" => home(),
        None => case.owner.clone(),
    }
}

/// Whether identity policies and boundaries can be attached to such a caller at all.
fn has_policies_of_its_own(caller: &Caller) -> bool {
    matches!(caller.kind, Kind::User | Kind::Role | Kind::Federated)
}

/// The layer of the resource's own policy, and what kind it is.
fn of_resource(case: &Case) -> (&'static str, PolicyKind) {
    if case.resource_kind == ResourceKind::Trust {
        ("trust", PolicyKind::Trust)
    } else {
        ("resource", PolicyKind::Resource)
    }
}

/// The layers that apply to the caller, in the order in which a denial names one.
fn layers(case: &Case, caller: &Caller, has_boundary: bool) -> Vec<Layer> {
    let has_account = caller.account.is_some();
    let mut layers = Vec::new();
    let mut push = |name, kind, documents: &[Document]| {
        let mut layer = Layer {
            name,
            grant: Grant::None,
            denies: false,
            is_faulty: false,
        };
        for document in documents {
            for answer in statement::answers(document, kind, case, caller, has_boundary) {
                match answer {
                    Answer::Allows(grant) => layer.grant = layer.grant.max(grant),
                    Answer::Denies => layer.denies = true,
                    Answer::Silent => {}
                    Answer::Fault => layer.is_faulty = true,
                }
            }
        }
        layers.push(layer);
    };
    if !caller.service_linked {
        for level in &case.rcp {
            push("rcp", PolicyKind::Rcp, level);
        }
        for level in case.scp.iter().filter(|_| has_account) {
            push("scp", PolicyKind::Scp, level);
        }
    }
    if let Some(document) = &case.vpc_endpoint {
        let documents = std::slice::from_ref(document);
        push("vpc_endpoint", PolicyKind::VpcEndpoint, documents);
    }
    if let Some(document) = &case.resource_policy {
        let (name, kind) = of_resource(case);
        push(name, kind, std::slice::from_ref(document));
    }
    if has_policies_of_its_own(caller) {
        push("identity", PolicyKind::Identity, &case.identity);
        if let Some(document) = &case.boundary {
            let documents = std::slice::from_ref(document);
            push("boundary", PolicyKind::Identity, documents);
        }
    }
    if let Some(documents) = case.session.as_ref().filter(|_| has_account) {
        push("session", PolicyKind::Session, documents);
    }
    layers
}

/// Root of the owner's account always gets rid of a bucket policy that shuts everyone out.
fn is_recovery(case: &Case, caller: &Caller) -> bool {
    let actions = [
        "s3:getbucketpolicy",
        "s3:putbucketpolicy",
        "s3:deletebucketpolicy",
    ];
    matches!(caller.kind, Kind::Root | Kind::RootSession)
        && actions.contains(&case.action.to_lowercase().as_str())
}

fn allow() -> Judgement {
    Judgement {
        verdict: Verdict::Allow,
        fault: false,
        explicit: None,
    }
}

fn implicit(layer: &'static str) -> Judgement {
    Judgement {
        verdict: Verdict::Implicit(layer),
        ..allow()
    }
}

fn fault() -> Judgement {
    Judgement {
        verdict: Verdict::Fault,
        fault: true,
        explicit: None,
    }
}
