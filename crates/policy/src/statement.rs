//! A statement in its compiled form, and whether it applies to a request.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_statement.html>

use std::ops::Range;

use crate::Kind;
use crate::action::{ActionName, Actions};
use crate::caller::Caller;
use crate::condition::{Answers, Condition};
use crate::context::Context;
use crate::observer::Fit;
use crate::principal::{Grant, Principals};
use crate::resource::{Requested, Resources};

/// What a statement does where it applies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Opens.
    Allow,
    /// Closes, whatever else opens.
    Deny,
}

/// Why a stored document cannot be followed to the letter. A request that reaches such a place is denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fault {
    /// The text is not JSON, or not an object with statements.
    NotAPolicy,
    /// A version other than the two.
    UnknownVersion,
    /// An element that this kind of policy does not have, or that is doubled by its opposite.
    UnknownElement,
    /// An element of the wrong JSON type.
    WrongType,
    /// No Effect, or an unknown one.
    UnknownEffect,
    /// Neither Action nor NotAction.
    NoAction,
    /// An element that this kind of policy needs is missing.
    MissingElement,
    /// A condition operator that does not exist.
    UnknownOperator,
    /// A member of Principal that does not exist.
    UnknownPrincipalType,
    /// A policy was handed in as a kind that it is not.
    WrongKind,
    /// The account that owns the resource is not known.
    UnknownOwner,
    /// Nothing was asked.
    NothingAsked,
    /// The operation is not open to callers of this kind.
    WrongCaller,
}

impl Fault {
    /// Whether the shape of a statement is in doubt: nobody can tell what it is about, so every request reaches it.
    pub(crate) fn is_of_shape(self) -> bool {
        matches!(
            self,
            Fault::WrongType | Fault::UnknownElement | Fault::NoAction
        )
    }

    /// Whether it is in doubt whom the statement names.
    fn hides_principals(self) -> bool {
        self.is_of_shape() || self == Fault::UnknownPrincipalType
    }
}

/// A statement. Everything that can be worked out ahead is; nothing is a closure, so that tools can look at it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    pub(crate) sid: Option<Box<str>>,
    pub(crate) effect: Effect,
    pub(crate) principals: Option<Principals>,
    pub(crate) actions: Option<Actions>,
    pub(crate) resources: Option<Resources>,
    pub(crate) conditions: Box<[Condition]>,
    pub(crate) fault: Option<Fault>,
    pub(crate) span: Range<usize>,
}

/// A request as statements are matched against it.
pub(crate) struct Request<'a, C: ?Sized> {
    pub(crate) caller: &'a Caller<'a>,
    pub(crate) has_boundary: bool,
    pub(crate) action: ActionName<'a>,
    pub(crate) resource: Requested<'a>,
    pub(crate) context: &'a C,
}

impl Statement {
    /// Its Sid, if it has one that is not empty.
    pub fn sid(&self) -> Option<&str> {
        self.sid.as_deref().filter(|sid| !sid.is_empty())
    }

    /// Its effect.
    pub fn effect(&self) -> Effect {
        self.effect
    }

    /// Principal or NotPrincipal.
    pub fn principals(&self) -> Option<&Principals> {
        self.principals.as_ref()
    }

    /// Action or NotAction.
    pub fn actions(&self) -> Option<&Actions> {
        self.actions.as_ref()
    }

    /// Resource or NotResource; a trust policy has none.
    pub fn resources(&self) -> Option<&Resources> {
        self.resources.as_ref()
    }

    /// The conditions, all of which have to hold.
    pub fn conditions(&self) -> &[Condition] {
        &self.conditions
    }

    /// What in it is not understood.
    pub fn fault(&self) -> Option<Fault> {
        self.fault
    }

    /// Its place in the document's text, in bytes.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// Whether the statement applies and how strongly it names the caller; the action is known to be covered. The order
    /// is the cheapest first; the answer does not depend on it.
    pub(crate) fn applies<'r, C: Context + ?Sized>(
        &'r self,
        kind: Kind,
        request: &Request<'r, C>,
        answers: &mut Answers<'r>,
    ) -> Result<Grant, Fault> {
        if !self.covers_resource(request) {
            return Ok(Grant::None);
        }
        let grant = self.grant(kind, request);
        if grant == Grant::None && !self.fault.is_some_and(Fault::hides_principals) {
            return Ok(Grant::None);
        }
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let holds = self
            .conditions
            .iter()
            .all(|condition| condition.holds(self.effect, request.context, answers));
        Ok(if holds { grant } else { Grant::None })
    }

    /// What of the statement fits the request, one by one: what [`Statement::applies`] asks until the first that does
    /// not, for an observer that wants to know all of it.
    pub(crate) fn fit<'r, C: Context + ?Sized>(
        &'r self,
        kind: Kind,
        request: &Request<'r, C>,
        answers: &mut Answers<'r>,
    ) -> Fit {
        let mut fails =
            |condition: &'r Condition| !condition.holds(self.effect, request.context, answers);
        Fit {
            resource: self.covers_resource(request),
            principal: self.grant(kind, request) > Grant::None,
            failed_conditions: (0..)
                .zip(&self.conditions)
                .filter(|(_, condition)| fails(condition))
                .map(|(number, _)| number)
                .collect(),
        }
    }

    fn covers_resource<C: Context + ?Sized>(&self, request: &Request<'_, C>) -> bool {
        let grants = self.effect == Effect::Allow;
        match &self.resources {
            Some(resources) => resources.cover(&request.resource, grants, request.context),
            None => true,
        }
    }

    /// How strongly the statement names the caller.
    fn grant<C: ?Sized>(&self, kind: Kind, request: &Request<'_, C>) -> Grant {
        match &self.principals {
            // A statement that should name principals and does not carries a fault.
            None => Grant::Direct,
            Some(principals) if self.effect == Effect::Allow => {
                principals.grant(request.caller, kind.star_is_every_caller())
            }
            Some(principals) if principals.deny(request.caller, request.has_boundary) => {
                Grant::Direct
            }
            Some(_) => Grant::None,
        }
    }
}
