//! The evaluator: one check, all layers, one answer.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
//!
//! Several policies of one layer are a union, layers are an intersection, any Deny wins. The one bypass: in one account,
//! a resource policy that names the caller itself needs nothing else.

mod granted;
mod search;

use std::ops::ControlFlow;

use crate::action::Folded;
use crate::caller::{Caller, CallerKind};
use crate::condition::Answers;
use crate::context::Context;
use crate::decision::{Decision, Denial, Layer};
use crate::kind::Kind;
use crate::layers::{Check, Layers, ResourceKind};
use crate::observer::{Observer, Unobserved};
use crate::policy::Policy;
use crate::resource::Requested;
use crate::statement::{Fault, Request};

/// Decides one check.
///
/// # Example
/// See the crate's front page.
pub fn decide<'a, C: Context + ?Sized>(
    caller: &Caller<'_>,
    check: &Check<'_>,
    layers: &Layers<'a>,
    context: &C,
) -> Decision<'a> {
    decide_observed(caller, check, layers, context, &mut Unobserved)
}

/// Decides one check and tells an observer what it saw.
pub fn decide_observed<'a, C: Context + ?Sized, O: Observer>(
    caller: &Caller<'_>,
    check: &Check<'_>,
    layers: &Layers<'a>,
    context: &C,
    observer: &mut O,
) -> Decision<'a> {
    let mut folded = Folded::default();
    let action = folded.fold(check.action);
    if let Some(is_open) = open_to(caller, action.text) {
        return if is_open {
            Decision::Allow
        } else {
            Decision::Deny(Denial::fault(None, Fault::WrongCaller))
        };
    }
    let resource = Requested::new(check.resource);
    let Some(owner) = owner(caller, check, &resource) else {
        return Decision::Deny(Denial::fault(None, Fault::UnknownOwner));
    };
    let applicable;
    let layers = if has_all_layers(caller) {
        layers
    } else {
        applicable = self::applicable(caller, layers);
        &applicable
    };
    let request = Request {
        caller,
        has_boundary: layers.boundary.is_some(),
        action,
        resource,
        context,
    };
    let mut evaluation = Evaluation {
        request: &request,
        answers: &mut Answers::default(),
        check,
        owner,
        layers,
        observer,
        denial: None,
    };
    // Where it ended does not matter: what it found is kept.
    let _ = evaluation.run();
    match evaluation.denial {
        Some(denial) => Decision::Deny(denial),
        None => Decision::Allow,
    }
}

/// The two operations that no policy is asked about.
pub(crate) fn open_to(caller: &Caller<'_>, action: &str) -> Option<bool> {
    match action {
        "sts:getcalleridentity" => Some(caller.is_signed),
        "sts:getsessiontoken" => Some(
            matches!(caller.kind, CallerKind::Root | CallerKind::User)
                && caller.is_signed
                && caller.has_long_term_credentials,
        ),
        _ => None,
    }
}

/// The account whose resource it is: the ARN's word, then the service's; a call on nothing in particular is at home.
fn owner<'a>(caller: &Caller<'a>, check: &Check<'a>, resource: &Requested<'a>) -> Option<&'a str> {
    match resource.account() {
        Some("aws") => caller.account,
        Some(account) if !account.is_empty() => Some(account),
        _ => check
            .owner
            .or(caller.account.filter(|_| check.resource == "*")),
    }
}

/// Whether every layer counts for the caller, as it does for most.
fn has_all_layers(caller: &Caller<'_>) -> bool {
    !caller.is_service_linked
        && matches!(
            caller.kind,
            CallerKind::User | CallerKind::RoleSession | CallerKind::FederatedUser
        )
}

/// Leaves out the layers that this kind of caller does not have.
pub(crate) fn applicable<'a>(caller: &Caller<'_>, layers: &Layers<'a>) -> Layers<'a> {
    let mut applicable = *layers;
    if caller.is_service_linked {
        (applicable.rcp, applicable.scp) = (&[], &[]);
    }
    match caller.kind {
        CallerKind::Service | CallerKind::IdentityProvider | CallerKind::Anonymous => {
            (
                applicable.scp,
                applicable.identity,
                applicable.boundary,
                applicable.session,
            ) = (&[], &[], None, None);
        }
        CallerKind::Root | CallerKind::RootSession | CallerKind::FederatedRoot => {
            (applicable.identity, applicable.boundary) = (&[], None);
        }
        CallerKind::User | CallerKind::RoleSession | CallerKind::FederatedUser => {}
    }
    applicable
}

struct Evaluation<'e, 'r, 'a, C: ?Sized, O> {
    request: &'e Request<'r, C>,
    answers: &'e mut Answers<'r>,
    check: &'r Check<'r>,
    owner: &'r str,
    layers: &'e Layers<'a>,
    observer: &'e mut O,
    /// The first denial, which is the answer.
    denial: Option<Denial<'a>>,
}

/// Ends at the first denial, but for an observer that sees everything never.
type Flow = ControlFlow<()>;

impl<'r, 'a: 'r, C: Context + ?Sized, O: Observer> Evaluation<'_, 'r, 'a, C, O> {
    /// The order is AWS's own: explicit denies of every layer, the organization's and the endpoint's ceilings, then who
    /// grants.
    fn run(&mut self) -> Flow {
        self.no_explicit_deny()?;
        self.organization_allows()?;
        self.endpoint_allows()?;
        match self.granted() {
            Ok(()) => Flow::Continue(()),
            Err(layer) => self.deny(Denial::implicit(layer)),
        }
    }

    fn deny(&mut self, denial: Denial<'a>) -> Flow {
        self.denial.get_or_insert(denial);
        if O::SEES_EVERYTHING {
            Flow::Continue(())
        } else {
            Flow::Break(())
        }
    }

    fn no_explicit_deny(&mut self) -> Flow {
        let layers = self.layers;
        self.denied_by(Layer::Rcp, layers.rcp.iter().copied().flatten())?;
        self.denied_by(Layer::Scp, layers.scp.iter().copied().flatten())?;
        self.denied_by(Layer::VpcEndpoint, layers.vpc_endpoint.iter())?;
        if !self.is_recovery() {
            self.denied_by(self.resource_layer(), layers.resource.iter())?;
        }
        self.denied_by(Layer::Identity, layers.identity.iter())?;
        self.denied_by(Layer::Boundary, layers.boundary.iter())?;
        self.denied_by(Layer::Session, layers.session.iter().copied().flatten())
    }

    fn organization_allows(&mut self) -> Flow {
        let layers = self.layers;
        for (layer, levels) in [(Layer::Rcp, layers.rcp), (Layer::Scp, layers.scp)] {
            let mut source = 0;
            for level in levels {
                if !self.allows(layer, source, level.iter()) {
                    self.deny(Denial::implicit(layer))?;
                }
                source += level.len();
            }
        }
        Flow::Continue(())
    }

    fn endpoint_allows(&mut self) -> Flow {
        let endpoint = self.layers.vpc_endpoint;
        if endpoint.is_some() && !self.allows(Layer::VpcEndpoint, 0, endpoint.iter()) {
            self.deny(Denial::implicit(Layer::VpcEndpoint))?;
        }
        Flow::Continue(())
    }

    fn resource_layer(&self) -> Layer {
        match self.check.resource_kind {
            ResourceKind::RoleTrust => Layer::Trust,
            ResourceKind::Ordinary | ResourceKind::KmsKey => Layer::Resource,
        }
    }

    /// The way back for an owner who locked everybody out: the root user of the bucket's account always keeps the three
    /// operations on the bucket policy.
    /// <https://docs.aws.amazon.com/AmazonS3/latest/API/API_DeleteBucketPolicy.html>
    fn is_recovery(&self) -> bool {
        let caller = self.request.caller;
        matches!(caller.kind, CallerKind::Root | CallerKind::RootSession)
            && caller.account == Some(self.owner)
            && matches!(
                self.request.action.text,
                "s3:getbucketpolicy" | "s3:putbucketpolicy" | "s3:deletebucketpolicy"
            )
    }
}

/// A policy read as one kind means something else as another: an identity policy has no principals to check.
pub(crate) fn wrong_kind(policy: &Policy, layer: Layer) -> Option<Fault> {
    let fits = match layer {
        Layer::Rcp => policy.kind() == Kind::Rcp,
        Layer::Scp => policy.kind() == Kind::Scp,
        Layer::VpcEndpoint => policy.kind() == Kind::VpcEndpoint,
        Layer::Resource => matches!(policy.kind(), Kind::Resource | Kind::Bucket),
        Layer::Trust => policy.kind() == Kind::Trust,
        Layer::Identity | Layer::Boundary => matches!(policy.kind(), Kind::Identity { .. }),
        // Managed policies may be passed for a session by ARN, and keep being read as what they are.
        Layer::Session => matches!(policy.kind(), Kind::Session | Kind::Identity { .. }),
    };
    (!fits).then_some(Fault::WrongKind)
}
