//! The evaluator: one check, all layers, one answer.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html>
//!
//! Several policies of one layer are a union, layers are an intersection, any Deny wins. The one bypass: in one account,
//! a resource policy that names the caller itself needs nothing else.

use crate::action::Folded;
use crate::caller::{Caller, CallerKind};
use crate::context::Context;
use crate::decision::{Cause, Decision, Denial, Layer};
use crate::kind::Kind;
use crate::layers::{Check, Layers, ResourceKind, Source};
use crate::observer::{Observer, Outcome, Place, Unobserved};
use crate::policy::Policy;
use crate::principal::Grant;
use crate::resource::Requested;
use crate::statement::{Effect, Fault, Request, Statement};

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
    let folded = Folded::new(check.action);
    let action = folded.as_str();
    if let Some(is_open) = open_to(caller, action) {
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
    let applicable = applicable(caller, layers);
    let request = Request {
        caller,
        has_boundary: applicable.boundary.is_some(),
        action,
        resource,
        context,
    };
    let mut evaluation = Evaluation {
        request,
        check,
        owner,
        layers: applicable,
        observer,
    };
    match evaluation.run() {
        Ok(()) => Decision::Allow,
        Err(denial) => Decision::Deny(denial),
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

struct Evaluation<'r, 'a, C: ?Sized, O> {
    request: Request<'r, C>,
    check: &'r Check<'r>,
    owner: &'r str,
    layers: Layers<'a>,
    observer: &'r mut O,
}

type Step<'a> = Result<(), Denial<'a>>;

impl<'a, C: Context + ?Sized, O: Observer> Evaluation<'_, 'a, C, O> {
    /// The order is AWS's own: explicit denies of every layer, the organization's and the endpoint's ceilings, then who
    /// grants.
    fn run(&mut self) -> Step<'a> {
        let mut first: Step<'a> = Ok(());
        for step in [
            Self::no_explicit_deny,
            Self::organization_allows,
            Self::endpoint_allows,
            Self::is_granted,
        ] {
            first = first.and(step(self));
            if first.is_err() && !O::SEES_EVERYTHING {
                return first;
            }
        }
        first
    }

    fn no_explicit_deny(&mut self) -> Step<'a> {
        let layers = self.layers;
        let mut first = self.denied_by(Layer::Rcp, layers.rcp.iter().copied().flatten());
        let more = |so_far: &Step<'a>| so_far.is_ok() || O::SEES_EVERYTHING;
        if more(&first) {
            first = first.and(self.denied_by(Layer::Scp, layers.scp.iter().copied().flatten()));
        }
        if more(&first) {
            first = first.and(self.denied_by(Layer::VpcEndpoint, layers.vpc_endpoint.iter()));
        }
        if more(&first) && !self.is_recovery() {
            first = first.and(self.denied_by(self.resource_layer(), layers.resource.iter()));
        }
        if more(&first) {
            first = first.and(self.denied_by(Layer::Identity, layers.identity.iter()));
        }
        if more(&first) {
            first = first.and(self.denied_by(Layer::Boundary, layers.boundary.iter()));
        }
        if more(&first) {
            first =
                first.and(self.denied_by(Layer::Session, layers.session.iter().copied().flatten()));
        }
        first
    }

    fn organization_allows(&mut self) -> Step<'a> {
        let layers = self.layers;
        let mut first: Step<'a> = Ok(());
        for (layer, levels) in [(Layer::Rcp, layers.rcp), (Layer::Scp, layers.scp)] {
            let mut source = 0;
            for level in levels {
                if !self.allows(layer, source, level.iter())? {
                    first = first.and(Err(Denial::implicit(layer)));
                    if !O::SEES_EVERYTHING {
                        return first;
                    }
                }
                source += level.len();
            }
        }
        first
    }

    fn endpoint_allows(&mut self) -> Step<'a> {
        let endpoint = self.layers.vpc_endpoint;
        if endpoint.is_some() && !self.allows(Layer::VpcEndpoint, 0, endpoint.iter())? {
            return Err(Denial::implicit(Layer::VpcEndpoint));
        }
        Ok(())
    }

    /// Who grants: the resource's policy, the caller's own, or both.
    fn is_granted(&mut self) -> Step<'a> {
        let caller = self.request.caller;
        let grant = self.resource_grant()?;
        let is_at_home = caller.account == Some(self.owner);
        self.observer.named(grant, is_at_home);
        if matches!(
            caller.kind,
            CallerKind::Service | CallerKind::IdentityProvider | CallerKind::Anonymous
        ) {
            return self.needs(grant == Grant::Direct, self.resource_layer());
        }
        // Naming root does not give a session of AssumeRoot more than its task.
        let is_ceiled = caller.kind == CallerKind::RootSession;
        if is_at_home && grant == Grant::Direct && !is_ceiled && !O::SEES_EVERYTHING {
            return Ok(());
        }
        let identity = self.identity_allows();
        let boundary = self.boundary_allows();
        let session = self.session_allows();
        let own = identity.and(boundary).and(session);
        if !is_at_home {
            // AssumeRoot has no policy on the other side: the organization's own checks stand there.
            let other_side = match self.request.action {
                "sts:assumeroot" => Ok(()),
                _ => self.needs(grant >= Grant::Account, self.resource_layer()),
            };
            return other_side.and(own);
        }
        match grant {
            Grant::Direct if is_ceiled => session,
            Grant::Direct => Ok(()),
            Grant::Entity => boundary.and(session),
            Grant::Account => own,
            Grant::None => {
                let is_mandatory = self.check.resource_kind != ResourceKind::Ordinary;
                self.needs(!is_mandatory, self.resource_layer()).and(own)
            }
        }
    }

    /// The strongest way in which an Allow of the resource's policy names the caller. Statements are not added up.
    fn resource_grant(&mut self) -> Result<Grant, Denial<'a>> {
        let Some(source) = self.layers.resource else {
            return Ok(Grant::None);
        };
        let layer = self.resource_layer();
        let mut strongest = Grant::None;
        for (number, statement) in self.candidates(source.policy, Effect::Allow) {
            strongest = strongest.max(self.compare(layer, 0, &source, number, statement)?);
            if strongest == Grant::Direct && !O::SEES_EVERYTHING {
                break;
            }
        }
        self.observer.asked(layer, strongest > Grant::None);
        Ok(strongest)
    }

    fn identity_allows(&mut self) -> Step<'a> {
        match self.request.caller.kind {
            CallerKind::Root | CallerKind::RootSession | CallerKind::FederatedRoot => Ok(()),
            _ => {
                let allows = self.allows(Layer::Identity, 0, self.layers.identity.iter())?;
                self.needs(allows, Layer::Identity)
            }
        }
    }

    fn boundary_allows(&mut self) -> Step<'a> {
        let boundary = self.layers.boundary;
        if boundary.is_none() {
            return Ok(());
        }
        let allows = self.allows(Layer::Boundary, 0, boundary.iter())?;
        self.needs(allows, Layer::Boundary)
    }

    /// A federated user without a session policy has no permissions. The task policy of AssumeRoot only denies, but has to
    /// be there: without it the session would be the member's root user.
    fn session_allows(&mut self) -> Step<'a> {
        match (self.request.caller.kind, self.layers.session) {
            (CallerKind::RootSession, policies) => self.needs(
                policies.is_some_and(|policies| !policies.is_empty()),
                Layer::Session,
            ),
            (CallerKind::FederatedUser | CallerKind::FederatedRoot, None) => {
                Err(Denial::implicit(Layer::Session))
            }
            (_, None) => Ok(()),
            (_, Some(policies)) => {
                let allows = self.allows(Layer::Session, 0, policies.iter())?;
                self.needs(allows, Layer::Session)
            }
        }
    }

    fn needs(&self, is_met: bool, layer: Layer) -> Step<'a> {
        if is_met {
            Ok(())
        } else {
            Err(Denial::implicit(layer))
        }
    }

    /// The first Deny statement of the layer that applies.
    fn denied_by<'s>(
        &mut self,
        layer: Layer,
        sources: impl Iterator<Item = &'s Source<'a>>,
    ) -> Step<'a>
    where
        'a: 's,
    {
        let mut first: Step<'a> = Ok(());
        self.observer.searched(layer);
        for (place, source) in sources.enumerate() {
            let source = *source;
            if let Some(fault) = source
                .policy
                .document_fault()
                .or_else(|| wrong_kind(source.policy, layer))
            {
                first = first.and(Err(Denial {
                    policy_arn: source.arn,
                    source: Some(place),
                    ..Denial::fault(Some(layer), fault)
                }));
                if !O::SEES_EVERYTHING {
                    return first;
                }
                continue;
            }
            let policy = source.policy;
            for (number, statement) in self.candidates(policy, Effect::Deny) {
                let found = match self.compare(layer, place, &source, number, statement) {
                    Ok(Grant::None) => continue,
                    Ok(_) => Denial {
                        layer: Some(layer),
                        cause: Cause::Explicit,
                        policy_arn: source.arn,
                        source: Some(place),
                        statement: Some(number),
                        sid: statement.sid(),
                    },
                    Err(fault) => fault,
                };
                first = first.and(Err(found));
                if !O::SEES_EVERYTHING {
                    return first;
                }
            }
        }
        first
    }

    /// Whether some Allow statement of the policies applies.
    fn allows<'s>(
        &mut self,
        layer: Layer,
        first_place: usize,
        sources: impl Iterator<Item = &'s Source<'a>>,
    ) -> Result<bool, Denial<'a>>
    where
        'a: 's,
    {
        let mut allows = false;
        'sources: for (place, source) in (first_place..).zip(sources) {
            let source = *source;
            let policy = source.policy;
            for (number, statement) in self.candidates(policy, Effect::Allow) {
                allows |= self.compare(layer, place, &source, number, statement)? > Grant::None;
                if allows && !O::SEES_EVERYTHING {
                    break 'sources;
                }
            }
        }
        self.observer.asked(layer, allows);
        Ok(allows)
    }

    /// What has to be compared: for an observer that sees everything, also what could be ruled out beforehand.
    fn candidates(
        &self,
        policy: &'a Policy,
        effect: Effect,
    ) -> impl Iterator<Item = (usize, &'a Statement)> + use<'a, C, O> {
        let resource = Some(self.request.resource.text()).filter(|_| !O::SEES_EVERYTHING);
        policy.candidates(effect, self.request.action, resource)
    }

    fn compare(
        &mut self,
        layer: Layer,
        source_place: usize,
        source: &Source<'a>,
        number: usize,
        statement: &'a Statement,
    ) -> Result<Grant, Denial<'a>> {
        let result = statement.applies(source.policy.kind(), &self.request);
        let outcome = match result {
            Ok(Grant::None) => Outcome::DoesNotApply,
            Ok(grant) => Outcome::Applies(grant),
            Err(fault) => Outcome::Faulty(fault),
        };
        let place = Place {
            layer,
            source: source_place,
            number,
            statement,
        };
        if O::SEES_EVERYTHING {
            let fit = statement.fit(source.policy.kind(), &self.request);
            self.observer.fits(place, fit);
        }
        self.observer.compared(place, outcome);
        result.map_err(|fault| Denial {
            policy_arn: source.arn,
            source: Some(source_place),
            statement: Some(number),
            sid: statement.sid(),
            ..Denial::fault(Some(layer), fault)
        })
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
                self.request.action,
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
