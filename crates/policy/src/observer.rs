//! Watching an evaluation: what an explanation needs to know, without a second evaluator.

use crate::decision::Layer;
use crate::principal::Grant;
use crate::statement::{Fault, Statement};

/// Is told what the evaluator sees. The default observes nothing and costs nothing.
pub trait Observer {
    /// Whether to go on after the answer is known, so that every layer is seen. The answer stays the same.
    const SEES_EVERYTHING: bool = false;

    /// A statement that covers the action was compared with the rest of the request.
    fn compared(&mut self, place: Place<'_>, outcome: Outcome) {
        let _ = (place, outcome);
    }

    /// How much of a statement that was compared fits; told before `compared`, to observers that see everything.
    fn fits(&mut self, place: Place<'_>, fit: Fit) {
        let _ = (place, fit);
    }

    /// How strongly the resource's policy names the caller, and whether the resource is of the caller's own account.
    fn named(&mut self, grant: Grant, is_at_home: bool) {
        let _ = (grant, is_at_home);
    }

    /// The policies of a layer are looked at, all of them, for a Deny that applies.
    fn searched(&mut self, layer: Layer) {
        let _ = layer;
    }

    /// A layer was asked for an Allow.
    fn asked(&mut self, layer: Layer, allows: bool) {
        let _ = (layer, allows);
    }
}

/// Where a statement stands.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// The layer.
    pub layer: Layer,
    /// The number of its policy among the policies of the layer, counted over all levels.
    pub source: usize,
    /// The number of the statement in its policy.
    pub number: usize,
    /// The statement.
    pub statement: &'a Statement,
}

/// What the comparison showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It applies, naming the caller this strongly.
    Applies(Grant),
    /// Resource, principal or a condition does not fit.
    DoesNotApply,
    /// It cannot be evaluated.
    Faulty(Fault),
}

/// What of a statement fits the request. Its action does, or it would not have been compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// Whether its resources cover the request's.
    pub resource: bool,
    /// Whether it is about the caller.
    pub principal: bool,
    /// The numbers of the conditions that do not hold.
    pub failed_conditions: Vec<usize>,
}

/// Observes nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {}
