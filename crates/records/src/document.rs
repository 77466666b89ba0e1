//! A policy document as it was given, with its compiled form made once and kept.

use std::sync::{Arc, OnceLock};

use names::PolicyName;
use policy::{Kind, Policy};
use serde::{Deserialize, Serialize};

/// A stored policy document.
///
/// The text is what the owner wrote, with principals bound to unique ids; it was validated when it was saved.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Document {
    text: Arc<str>,
    #[serde(skip)]
    compiled: OnceLock<Arc<Policy>>,
}

impl Document {
    /// A document with this text.
    #[must_use]
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        Self {
            text: text.into(),
            compiled: OnceLock::new(),
        }
    }

    /// The text as stored.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The compiled form, made at the first call. What cannot be understood fails closed when it is evaluated.
    pub fn compiled(&self, kind: Kind) -> &Arc<Policy> {
        self.compiled
            .get_or_init(|| Arc::new(Policy::load(&self.text, kind)))
    }
}

impl PartialEq for Document {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

/// One inline policy of a user, group or role.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct InlinePolicy {
    /// The name as first given.
    pub name: PolicyName,
    /// The document.
    pub document: Document,
}

/// The inline policies of one entity, whose names are matched without regard to case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct InlinePolicies(Vec<InlinePolicy>);

impl InlinePolicies {
    /// The policy with this name in any case.
    #[must_use]
    pub fn get(&self, name: &PolicyName) -> Option<&InlinePolicy> {
        self.0
            .iter()
            .find(|policy| policy.name.folded() == name.folded())
    }

    /// Adds or replaces; AWS was observed to keep the first spelling of the name when it is replaced.
    pub fn put(&mut self, name: PolicyName, document: Document) {
        match self
            .0
            .iter_mut()
            .find(|policy| policy.name.folded() == name.folded())
        {
            Some(policy) => policy.document = document,
            None => {
                self.0.push(InlinePolicy { name, document });
                self.0.sort_by_key(|policy| policy.name.folded());
            }
        }
    }

    /// Removes; whether there was one.
    pub fn remove(&mut self, name: &PolicyName) -> bool {
        let before = self.0.len();
        self.0
            .retain(|policy| policy.name.folded() != name.folded());
        self.0.len() < before
    }

    /// The policies in order of their names.
    pub fn iter(&self) -> std::slice::Iter<'_, InlinePolicy> {
        self.0.iter()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The sizes of all documents but the one named, as AWS counts them: white space between tokens is free.
    #[must_use]
    pub fn size_without(&self, name: &PolicyName) -> usize {
        let others = self
            .0
            .iter()
            .filter(|policy| policy.name.folded() != name.folded());
        others
            .map(|policy| policy::size_without_whitespace(policy.document.text()))
            .sum()
    }
}
