//! The policies that a question is decided by, with the names that an answer calls them by.

use std::fs;
use std::path::Path;

use policy::{
    Caller, Check, Context, Fault, Kind, Layer, Layers, Policy, ResourceKind, Source, Trace,
};

use super::answer::{AskError, complain};

/// A policy document with a name.
#[derive(Debug, Clone)]
pub(crate) struct Named {
    pub(crate) name: String,
    pub(crate) arn: Option<String>,
    pub(crate) text: String,
    pub(crate) policy: Policy,
}

/// Policies by layer.
#[derive(Debug, Default)]
pub(crate) struct Policies {
    pub(crate) rcp: Vec<Vec<Named>>,
    pub(crate) scp: Vec<Vec<Named>>,
    pub(crate) vpc_endpoint: Option<Named>,
    pub(crate) resource: Option<Named>,
    pub(crate) trust: Option<Named>,
    pub(crate) key: Option<Named>,
    pub(crate) identity: Vec<Named>,
    pub(crate) boundary: Option<Named>,
    pub(crate) session: Option<Vec<Named>>,
}

impl Named {
    /// A document that somebody wrote: what IAM would not save is complained of, and then read as if it were stored.
    pub(crate) fn written(name: String, text: String, kind: Kind) -> Result<Self, AskError> {
        if let Err(refused) = Policy::parse(&text, kind) {
            let policy = Policy::load(&text, kind);
            if policy.fault() == Some(Fault::NotAPolicy) {
                return Err(AskError::Question(format!(
                    "{name} is no policy document: {}",
                    refused.message()
                )));
            }
            complain(&format!(
                "warning: {name} would be refused when saved: {refused}"
            ));
        }
        Ok(Self::stored(name, None, text, kind))
    }

    /// A document that a server holds.
    pub(crate) fn stored(name: String, arn: Option<String>, text: String, kind: Kind) -> Self {
        Named {
            policy: Policy::load(&text, kind),
            name,
            arn,
            text,
        }
    }

    /// A document in a file.
    pub(crate) fn file(path: &Path, kind: Kind) -> Result<Self, AskError> {
        let text = fs::read_to_string(path).map_err(|error| AskError::file(path, error))?;
        Self::written(path.display().to_string(), text, kind)
    }

    fn source(&self) -> Source<'_> {
        Source {
            policy: &self.policy,
            arn: self.arn.as_deref(),
        }
    }
}

impl Policies {
    /// What the resource's own policy means for this action.
    pub(crate) fn resource_kind(&self) -> ResourceKind {
        if self.trust.is_some() {
            ResourceKind::RoleTrust
        } else if self.key.is_some() {
            ResourceKind::KmsKey
        } else {
            ResourceKind::Ordinary
        }
    }

    fn of_resource(&self) -> Option<&Named> {
        self.trust
            .as_ref()
            .or(self.key.as_ref())
            .or(self.resource.as_ref())
    }

    /// Decides a check and hands on how; the trace borrows what is gathered here.
    pub(crate) fn trace<T>(
        &self,
        caller: &Caller<'_>,
        check: &Check<'_>,
        context: &impl Context,
        then: impl FnOnce(&Trace<'_>) -> T,
    ) -> T {
        let (rcp, scp) = (levels(&self.rcp), levels(&self.scp));
        let rcp: Vec<&[Source<'_>]> = rcp.iter().map(Vec::as_slice).collect();
        let scp: Vec<&[Source<'_>]> = scp.iter().map(Vec::as_slice).collect();
        let identity = sources(&self.identity);
        let session = self.session.as_deref().map(sources);
        let layers = Layers {
            rcp: &rcp,
            scp: &scp,
            vpc_endpoint: self.vpc_endpoint.as_ref().map(Named::source),
            resource: self.of_resource().map(Named::source),
            identity: &identity,
            boundary: self.boundary.as_ref().map(Named::source),
            session: session.as_deref(),
        };
        let traced = policy::trace(caller, check, &layers, context);
        then(&traced.named(|layer, source| self.name(layer, source)))
    }

    fn name(&self, layer: Layer, source: usize) -> Option<String> {
        let named = match layer {
            Layer::Rcp => self.rcp.iter().flatten().nth(source),
            Layer::Scp => self.scp.iter().flatten().nth(source),
            Layer::VpcEndpoint => self.vpc_endpoint.as_ref(),
            Layer::Resource | Layer::Trust => self.of_resource(),
            Layer::Identity => self.identity.get(source),
            Layer::Boundary => self.boundary.as_ref(),
            Layer::Session => self
                .session
                .as_ref()
                .and_then(|policies| policies.get(source)),
        };
        named.map(|named| named.name.clone())
    }
}

fn sources(policies: &[Named]) -> Vec<Source<'_>> {
    policies.iter().map(Named::source).collect()
}

fn levels(levels: &[Vec<Named>]) -> Vec<Vec<Source<'_>>> {
    levels.iter().map(|level| sources(level)).collect()
}
