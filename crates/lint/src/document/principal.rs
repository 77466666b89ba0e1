//! The Principal element as written.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use policy::{Json, Node, PrincipalKey};

use super::{List, Name, Text, members, mismatch};
use crate::report::Report;

/// Principal or NotPrincipal.
#[derive(Debug)]
pub(crate) struct Principal<'n> {
    pub(crate) node: &'n Node,
    /// What is under its known members.
    pub(crate) entries: Vec<PrincipalEntry<'n>>,
    pub(crate) unknown: Vec<Name<'n>>,
    /// Known members without values.
    pub(crate) empty: Vec<&'n Node>,
}

/// One value of a principal.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PrincipalEntry<'n> {
    pub(crate) key: PrincipalKey,
    pub(crate) value: Text<'n>,
}

impl<'n> Principal<'n> {
    pub(super) fn read(node: &'n Node, source: &str, report: &mut Report<'n>) -> Option<Self> {
        let mut principal = Principal {
            node,
            entries: Vec::new(),
            unknown: Vec::new(),
            empty: Vec::new(),
        };
        match &node.value {
            Json::String(_) | Json::Array(_) => {}
            Json::Object(_) => {
                for (name, value) in members(node, source) {
                    principal.member(name, value, report);
                }
            }
            _ => {
                mismatch("Object", node, report);
                return None;
            }
        }
        Some(principal)
    }

    fn member(&mut self, name: Name<'n>, value: &'n Node, report: &mut Report<'n>) {
        let Some(key) = PrincipalKey::parse(name.text) else {
            self.unknown.push(name);
            return;
        };
        let Some(list) = List::read(value, report) else {
            return;
        };
        if list.is_empty_array() {
            self.empty.push(value);
        }
        let entries = list
            .items
            .into_iter()
            .map(|value| PrincipalEntry { key, value });
        self.entries.extend(entries);
    }

    /// Whether it is written as the scalar `"*"`.
    pub(crate) fn is_star(&self) -> bool {
        self.node.as_str() == Some("*")
    }
}
