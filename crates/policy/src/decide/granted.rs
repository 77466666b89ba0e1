//! Who grants, once nothing denies: the resource's policy, the caller's own, or both.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html>

use super::Evaluation;
use crate::caller::CallerKind;
use crate::context::Context;
use crate::decision::Layer;
use crate::index::StatementSet;
use crate::layers::ResourceKind;
use crate::observer::{Observer, Outcome};
use crate::principal::Grant;
use crate::statement::Effect;

/// The layer that would have had to allow.
type Granted = Result<(), Layer>;

impl<'r, 'a: 'r, C: Context + ?Sized, O: Observer> Evaluation<'_, 'r, 'a, C, O> {
    pub(super) fn granted(&mut self) -> Granted {
        let caller = self.request.caller;
        let grant = self.resource_grant();
        let is_at_home = caller.account == Some(self.owner);
        self.observer.named(grant, is_at_home);
        if matches!(
            caller.kind,
            CallerKind::Service | CallerKind::IdentityProvider | CallerKind::Anonymous
        ) {
            return needs(grant == Grant::Direct, self.resource_layer());
        }
        // Naming root does not give a session of AssumeRoot more than its task, and naming who approved does not give
        // a product provider more than what was approved.
        let is_ceiled = caller.kind == CallerKind::RootSession || caller.is_delegated;
        if is_at_home && grant == Grant::Direct && !is_ceiled && !O::SEES_EVERYTHING {
            return Ok(());
        }
        let identity = self.identity_allows();
        let boundary = self.boundary_allows();
        let session = self.session_allows();
        let own = identity.and(boundary).and(session);
        if !is_at_home {
            // AssumeRoot has no policy on the other side: the organization's own checks stand there.
            let other_side = match self.request.action.text {
                "sts:assumeroot" => Ok(()),
                _ => needs(grant >= Grant::Account, self.resource_layer()),
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
                needs(!is_mandatory, self.resource_layer()).and(own)
            }
        }
    }

    /// The strongest way in which an Allow of the resource's policy names the caller. Statements are not added up.
    fn resource_grant(&mut self) -> Grant {
        let Some(source) = self.layers.resource else {
            return Grant::None;
        };
        let layer = self.resource_layer();
        let mut strongest = Grant::None;
        let mut found = StatementSet::default();
        for (number, statement) in self.candidates(source.policy, Effect::Allow, &mut found) {
            if let Outcome::Applies(grant) = self.compare(layer, 0, &source, number, statement) {
                strongest = strongest.max(grant);
            }
            if strongest == Grant::Direct && !O::SEES_EVERYTHING {
                break;
            }
        }
        self.observer.asked(layer, strongest > Grant::None);
        strongest
    }

    fn identity_allows(&mut self) -> Granted {
        match self.request.caller.kind {
            CallerKind::Root | CallerKind::RootSession | CallerKind::FederatedRoot => Ok(()),
            _ => {
                let identity = self.layers.identity;
                let allows = self.allows(Layer::Identity, 0, identity.iter());
                needs(allows, Layer::Identity)
            }
        }
    }

    fn boundary_allows(&mut self) -> Granted {
        let boundary = self.layers.boundary;
        if boundary.is_none() {
            return Ok(());
        }
        let allows = self.allows(Layer::Boundary, 0, boundary.iter());
        needs(allows, Layer::Boundary)
    }

    /// A federated user without a session policy has no permissions. The task policy of AssumeRoot only denies, but has to
    /// be there: without it the session would be the member's root user.
    fn session_allows(&mut self) -> Granted {
        match (self.request.caller.kind, self.layers.session) {
            (CallerKind::RootSession, policies) => needs(
                policies.is_some_and(|policies| !policies.is_empty()),
                Layer::Session,
            ),
            (CallerKind::FederatedUser | CallerKind::FederatedRoot, None) => Err(Layer::Session),
            (_, None) => Ok(()),
            (_, Some(policies)) => {
                let allows = self.allows(Layer::Session, 0, policies.iter());
                needs(allows, Layer::Session)
            }
        }
    }
}

fn needs(is_met: bool, layer: Layer) -> Granted {
    if is_met { Ok(()) } else { Err(layer) }
}
