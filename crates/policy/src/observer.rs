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

/// Observes nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct Unobserved;

impl Observer for Unobserved {}
