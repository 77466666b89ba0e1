//! The Condition element as written: operators, keys, values.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition.html>

use std::borrow::Cow;

use policy::{Json, Node, Operator};

use super::{Name, members, mismatch};
use crate::report::Report;

/// One operator of a Condition with its keys.
#[derive(Debug)]
pub(crate) struct Block<'n> {
    pub(crate) name: Name<'n>,
    pub(crate) node: &'n Node,
    /// `None` when there is no such operator.
    pub(crate) operator: Option<Operator>,
    pub(crate) keys: Vec<Key<'n>>,
}

/// One key under one operator.
#[derive(Debug)]
pub(crate) struct Key<'n> {
    pub(crate) name: Name<'n>,
    /// Lower-cased: keys are compared without regard to case.
    pub(crate) folded: String,
    pub(crate) node: &'n Node,
    pub(crate) values: Vec<Value<'n>>,
}

/// One value of a key.
#[derive(Debug)]
pub(crate) struct Value<'n> {
    pub(crate) node: &'n Node,
    /// A string, or the JSON text of a number or boolean.
    pub(crate) text: Cow<'n, str>,
}

impl<'n> Block<'n> {
    /// Reads one operator; what is no object of keys is reported and left out.
    pub(super) fn read(
        name: Name<'n>,
        node: &'n Node,
        source: &str,
        report: &mut Report<'n>,
    ) -> Option<Self> {
        let Json::Object(_) = &node.value else {
            mismatch("Object", node, report);
            return None;
        };
        Some(Block {
            operator: Operator::parse(name.text),
            name,
            node,
            keys: members(node, source)
                .map(|(name, node)| Key::read(name, node, report))
                .collect(),
        })
    }
}

impl<'n> Key<'n> {
    fn read(name: Name<'n>, node: &'n Node, report: &mut Report<'n>) -> Self {
        let mut values = Vec::new();
        for item in node.items() {
            let text = match &item.value {
                Json::String(text) | Json::Number(text) => Cow::Borrowed(text.as_str()),
                Json::Bool(true) => Cow::Borrowed("true"),
                Json::Bool(false) => Cow::Borrowed("false"),
                Json::Null | Json::Array(_) | Json::Object(_) => {
                    mismatch("String", item, report);
                    continue;
                }
            };
            values.push(Value { node: item, text });
        }
        Key {
            folded: name.text.to_ascii_lowercase(),
            name,
            node,
            values,
        }
    }

    pub(crate) fn is_empty_array(&self) -> bool {
        matches!(&self.node.value, Json::Array(items) if items.is_empty())
    }
}
