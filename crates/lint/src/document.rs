//! The document as the checks see it: its elements where their JSON kind is right, each with its place.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
//!
//! What does not follow the grammar is reported while reading and left out, so that each check may trust what it is given.

mod condition;
mod principal;

use std::ops::Range;

use policy::{Json, Node};

pub(crate) use self::condition::{Block, Key, Value};
pub(crate) use self::principal::{Principal, PrincipalEntry};

use crate::check::error::{DATA_TYPE_MISMATCH, INVALID_POLICY_ELEMENT};
use crate::report::{Report, Spot};

/// The policy.
#[derive(Debug)]
pub(crate) struct Document<'n> {
    pub(crate) root: &'n Node,
    /// The Version element, when it is a string.
    pub(crate) version: Option<Text<'n>>,
    /// Whether there is a Version element at all.
    pub(crate) has_version: bool,
    pub(crate) has_statement: bool,
    pub(crate) statements: Vec<Statement<'n>>,
}

/// A string and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'n> {
    pub(crate) node: &'n Node,
    pub(crate) text: &'n str,
}

/// A member's name and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Name<'n> {
    pub(crate) text: &'n str,
    pub(crate) span: Range<usize>,
}

/// A statement.
#[derive(Debug)]
pub(crate) struct Statement<'n> {
    pub(crate) node: &'n Node,
    pub(crate) sid: Option<Text<'n>>,
    pub(crate) effect: Option<Text<'n>>,
    /// Principal and NotPrincipal.
    pub(crate) principal: [Option<Principal<'n>>; 2],
    /// Action and NotAction.
    pub(crate) action: [Option<List<'n>>; 2],
    /// Resource and NotResource.
    pub(crate) resource: [Option<List<'n>>; 2],
    /// The Condition element, when it is an object.
    pub(crate) condition: Option<&'n Node>,
    pub(crate) blocks: Vec<Block<'n>>,
    /// Names of the elements that are there, whatever their values are.
    present: Vec<&'n str>,
}

/// A list of strings, or one string.
#[derive(Debug)]
pub(crate) struct List<'n> {
    pub(crate) node: &'n Node,
    pub(crate) items: Vec<Text<'n>>,
}

impl<'n> From<Text<'n>> for Spot<'n> {
    fn from(text: Text<'n>) -> Self {
        Spot::Value(text.node)
    }
}

impl<'n> From<&Name<'n>> for Spot<'n> {
    fn from(name: &Name<'n>) -> Self {
        Spot::Name(name.text, name.span.clone())
    }
}

impl<'n> Document<'n> {
    /// Reads the policy; `source` is the text that `root` was read from.
    pub(crate) fn read(root: &'n Node, source: &str, report: &mut Report<'n>) -> Self {
        let mut document = Document {
            root,
            version: None,
            has_version: false,
            has_statement: false,
            statements: Vec::new(),
        };
        if !matches!(root.value, Json::Object(_)) {
            mismatch("Object", root, report);
            document.has_version = true;
            document.has_statement = true;
            return document;
        }
        for (name, value) in members(root, source) {
            match name.text {
                "Version" => {
                    document.has_version = true;
                    document.version = string(value, report);
                }
                "Id" => {
                    string(value, report);
                }
                "Statement" => {
                    document.has_statement = true;
                    document.read_statements(value, source, report);
                }
                element => report.add(&INVALID_POLICY_ELEMENT, &[("element", element)], &name),
            }
        }
        document
    }

    fn read_statements(&mut self, value: &'n Node, source: &str, report: &mut Report<'n>) {
        match &value.value {
            Json::Object(_) => self.statements.push(Statement::read(value, source, report)),
            Json::Array(items) => {
                self.has_statement = !items.is_empty();
                for item in items {
                    match item.value {
                        Json::Object(_) => {
                            self.statements.push(Statement::read(item, source, report))
                        }
                        _ => mismatch("Object", item, report),
                    }
                }
            }
            _ => mismatch("Array", value, report),
        }
    }

    /// Whether `${…}` is more than text: the version that has variables.
    pub(crate) fn has_variables(&self) -> bool {
        match self.version {
            Some(version) => version.text != "2008-10-17",
            None => false,
        }
    }
}

impl<'n> Statement<'n> {
    fn read(node: &'n Node, source: &str, report: &mut Report<'n>) -> Self {
        let mut statement = Statement {
            node,
            sid: None,
            effect: None,
            principal: [None, None],
            action: [None, None],
            resource: [None, None],
            condition: None,
            blocks: Vec::new(),
            present: Vec::new(),
        };
        for (name, value) in members(node, source) {
            statement.present.push(name.text);
            match name.text {
                "Sid" => statement.sid = string(value, report),
                "Effect" => statement.effect = string(value, report),
                "Principal" => statement.principal[0] = Principal::read(value, source, report),
                "NotPrincipal" => statement.principal[1] = Principal::read(value, source, report),
                "Action" => statement.action[0] = List::read(value, report),
                "NotAction" => statement.action[1] = List::read(value, report),
                "Resource" => statement.resource[0] = List::read(value, report),
                "NotResource" => statement.resource[1] = List::read(value, report),
                "Condition" => statement.read_condition(value, source, report),
                element => report.add(&INVALID_POLICY_ELEMENT, &[("element", element)], &name),
            }
        }
        statement
    }

    fn read_condition(&mut self, value: &'n Node, source: &str, report: &mut Report<'n>) {
        let Json::Object(_) = &value.value else {
            mismatch("Object", value, report);
            return;
        };
        self.condition = Some(value);
        for (name, block) in members(value, source) {
            self.blocks.extend(Block::read(name, block, source, report));
        }
    }

    /// Whether an element is there, whatever its value is.
    pub(crate) fn has(&self, element: &str) -> bool {
        self.present.contains(&element)
    }

    pub(crate) fn allows(&self) -> bool {
        self.effect.is_some_and(|effect| effect.text == "Allow")
    }

    pub(crate) fn denies(&self) -> bool {
        self.effect.is_some_and(|effect| effect.text == "Deny")
    }

    /// The texts of Action and NotAction.
    pub(crate) fn all_actions(&self) -> impl Iterator<Item = Text<'n>> + '_ {
        self.action
            .iter()
            .flatten()
            .flat_map(|list| list.items.iter().copied())
    }

    /// The texts of Action.
    pub(crate) fn actions(&self) -> &[Text<'n>] {
        self.action[0]
            .as_ref()
            .map_or(&[], |list| list.items.as_slice())
    }

    /// The texts of Resource and NotResource.
    pub(crate) fn all_resources(&self) -> impl Iterator<Item = Text<'n>> + '_ {
        self.resource
            .iter()
            .flatten()
            .flat_map(|list| list.items.iter().copied())
    }

    /// What Principal names.
    pub(crate) fn principals(&self) -> &[PrincipalEntry<'n>] {
        self.principal[0]
            .as_ref()
            .map_or(&[], |principal| principal.entries.as_slice())
    }

    /// Every condition: the operator's block and the key.
    pub(crate) fn conditions(&self) -> impl Iterator<Item = (&Block<'n>, &Key<'n>)> {
        self.blocks
            .iter()
            .flat_map(|block| block.keys.iter().map(move |key| (block, key)))
    }

    /// Whether any condition is on this key, given in lower case.
    pub(crate) fn has_key(&self, folded: &str) -> bool {
        self.conditions().any(|(_, key)| key.folded == folded)
    }

    /// Whether it lets somebody assume a role: every action is one of STS. AWS was observed to treat an untyped resource
    /// policy of such statements as a trust policy.
    pub(crate) fn is_about_sessions(&self) -> bool {
        let actions = self.actions();
        let is_sts = |action: &Text<'_>| {
            action
                .text
                .split_once(':')
                .is_some_and(|(service, _)| service.eq_ignore_ascii_case("sts"))
        };
        !actions.is_empty() && actions.iter().all(is_sts)
    }
}

impl<'n> List<'n> {
    fn read(node: &'n Node, report: &mut Report<'n>) -> Option<Self> {
        match &node.value {
            Json::String(_) | Json::Array(_) => Some(List {
                node,
                items: node
                    .items()
                    .iter()
                    .filter_map(|item| string(item, report))
                    .collect(),
            }),
            _ => {
                mismatch("String", node, report);
                None
            }
        }
    }

    pub(crate) fn is_empty_array(&self) -> bool {
        matches!(&self.node.value, Json::Array(items) if items.is_empty())
    }
}

fn string<'n>(node: &'n Node, report: &mut Report<'n>) -> Option<Text<'n>> {
    let Some(text) = node.as_str() else {
        mismatch("String", node, report);
        return None;
    };
    Some(Text { node, text })
}

fn mismatch<'n>(data_type: &str, node: &'n Node, report: &mut Report<'n>) {
    report.add(&DATA_TYPE_MISMATCH, &[("data_type", data_type)], node);
}

/// The members of an object with the places of their names. The reader keeps only the places of values, but a name begins
/// after the last value, a comma and blanks.
fn members<'n>(object: &'n Node, source: &str) -> impl Iterator<Item = (Name<'n>, &'n Node)> {
    let members = match &object.value {
        Json::Object(members) => members.as_slice(),
        _ => &[],
    };
    let mut after = object.span.start + 1;
    members.iter().map(move |(name, value)| {
        let between = source.get(after..value.span.start).unwrap_or_default();
        let span = after + between.find('"').unwrap_or(0)
            ..after + between.rfind('"').map_or(0, |at| at + 1);
        after = value.span.end;
        (Name { text: name, span }, value)
    })
}
