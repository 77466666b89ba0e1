//! A policy document as written: its elements picked out of the JSON, with every departure from the grammar noted.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>
//!
//! Reading never fails. Saving refuses a document with any fault; a stored one is compiled with its faults in place.

use std::borrow::Cow;
use std::ops::Range;

use crate::json::{Json, Node};
use crate::operator::Operator;
use crate::principal::PrincipalKey;
use crate::statement::Fault;

/// The document.
#[derive(Debug, Default)]
pub(crate) struct Document<'n> {
    pub(crate) version: Option<&'n str>,
    pub(crate) id: Option<&'n str>,
    pub(crate) statements: Vec<RawStatement<'n>>,
    pub(crate) faults: Vec<Fault>,
    /// The first element that is not known, for kinds whose error names it.
    pub(crate) unknown_element: Option<&'n str>,
}

/// A statement.
#[derive(Debug, Default)]
pub(crate) struct RawStatement<'n> {
    pub(crate) span: Range<usize>,
    pub(crate) sid: Option<&'n str>,
    pub(crate) effect: Option<&'n str>,
    pub(crate) principal: Option<RawPrincipal<'n>>,
    pub(crate) action: Option<RawList<'n>>,
    pub(crate) resource: Option<RawList<'n>>,
    pub(crate) conditions: Vec<RawCondition<'n>>,
    pub(crate) faults: Vec<Fault>,
}

/// Action, NotAction, Resource or NotResource.
#[derive(Debug)]
pub(crate) struct RawList<'n> {
    pub(crate) is_not: bool,
    pub(crate) texts: Vec<&'n str>,
}

/// Principal or NotPrincipal.
#[derive(Debug, Default)]
pub(crate) struct RawPrincipal<'n> {
    pub(crate) is_not: bool,
    /// The scalar `"*"`.
    pub(crate) is_scalar: bool,
    pub(crate) entries: Vec<(PrincipalKey, &'n str)>,
}

/// One key under one operator.
#[derive(Debug)]
pub(crate) struct RawCondition<'n> {
    pub(crate) operator: Operator,
    pub(crate) key: &'n str,
    pub(crate) values: Vec<String>,
}

impl<'n> Document<'n> {
    pub(crate) fn read(node: &'n Node) -> Self {
        let mut document = Document::default();
        let Json::Object(members) = &node.value else {
            document.faults.push(Fault::NotAPolicy);
            return document;
        };
        for (name, value) in members {
            match name.as_str() {
                "Version" => match value.as_str() {
                    Some(text @ ("2008-10-17" | "2012-10-17")) => document.version = Some(text),
                    _ => document.faults.push(Fault::UnknownVersion),
                },
                "Id" => match value.as_str() {
                    Some(text) => document.id = Some(text),
                    None => document.faults.push(Fault::WrongType),
                },
                "Statement" => {
                    document.statements = value.items().iter().map(RawStatement::read).collect();
                }
                other => {
                    document.unknown_element = document.unknown_element.or(Some(other));
                    document.faults.push(Fault::UnknownElement);
                }
            }
        }
        if document.statements.is_empty() {
            document.faults.push(Fault::NotAPolicy);
        }
        document
    }

    /// Whether the grammar was kept throughout.
    pub(crate) fn is_well_formed(&self) -> bool {
        self.faults.is_empty()
            && self
                .statements
                .iter()
                .all(|statement| statement.faults.is_empty())
    }
}

impl<'n> RawStatement<'n> {
    fn read(node: &'n Node) -> Self {
        let mut statement = RawStatement {
            span: node.span.clone(),
            ..RawStatement::default()
        };
        let Json::Object(members) = &node.value else {
            statement.faults.push(Fault::WrongType);
            return statement;
        };
        for (name, value) in members {
            statement.element(name, value);
        }
        match statement.effect {
            Some(word)
                if word.eq_ignore_ascii_case("allow") || word.eq_ignore_ascii_case("deny") => {}
            _ => statement.faults.push(Fault::UnknownEffect),
        }
        statement
    }

    fn element(&mut self, name: &'n str, value: &'n Node) {
        match name {
            "Sid" => match value.as_str() {
                Some(sid) => self.sid = Some(sid),
                None => self.faults.push(Fault::WrongType),
            },
            "Effect" => match value.as_str() {
                Some(word) => self.effect = Some(word),
                None => self.faults.push(Fault::WrongType),
            },
            "Principal" | "NotPrincipal" if self.principal.is_some() => {
                self.faults.push(Fault::UnknownElement)
            }
            "Principal" | "NotPrincipal" => {
                self.principal = Some(self.principal(name == "NotPrincipal", value))
            }
            "Action" | "NotAction" => list(
                &mut self.action,
                &mut self.faults,
                name == "NotAction",
                value,
            ),
            "Resource" | "NotResource" => list(
                &mut self.resource,
                &mut self.faults,
                name == "NotResource",
                value,
            ),
            "Condition" => self.condition(value),
            _ => self.faults.push(Fault::UnknownElement),
        }
    }

    fn principal(&mut self, is_not: bool, value: &'n Node) -> RawPrincipal<'n> {
        let mut principal = RawPrincipal {
            is_not,
            ..RawPrincipal::default()
        };
        match &value.value {
            Json::String(text) if text == "*" => {
                principal.is_scalar = true;
                principal.entries.push((PrincipalKey::Aws, text));
            }
            Json::Array(items) if items.is_empty() => {}
            Json::Object(members) => {
                for (name, value) in members {
                    let Some(key) = PrincipalKey::parse(name) else {
                        self.faults.push(Fault::UnknownPrincipalType);
                        continue;
                    };
                    for item in value.items() {
                        match item.as_str() {
                            Some(text) => principal.entries.push((key, text)),
                            None => self.faults.push(Fault::UnknownPrincipalType),
                        }
                    }
                }
            }
            _ => self.faults.push(Fault::UnknownPrincipalType),
        }
        principal
    }

    fn condition(&mut self, value: &'n Node) {
        let Json::Object(operators) = &value.value else {
            self.faults.push(Fault::WrongType);
            return;
        };
        for (name, block) in operators {
            let Json::Object(keys) = &block.value else {
                self.faults.push(Fault::WrongType);
                continue;
            };
            // AWS stores an unknown operator with an empty block; it says nothing.
            if keys.is_empty() {
                continue;
            }
            let Some(operator) = Operator::parse(name) else {
                self.faults.push(Fault::UnknownOperator);
                continue;
            };
            for (key, value) in keys {
                let values = value
                    .items()
                    .iter()
                    .map(scalar_text)
                    .collect::<Option<Vec<_>>>();
                match values {
                    Some(values) => self.conditions.push(RawCondition {
                        operator,
                        key,
                        values: values.into_iter().map(Cow::into_owned).collect(),
                    }),
                    None => self.faults.push(Fault::WrongType),
                }
            }
        }
    }
}

/// Numbers and booleans are compared by their JSON text.
fn scalar_text(node: &Node) -> Option<Cow<'_, str>> {
    match &node.value {
        Json::String(text) | Json::Number(text) => Some(Cow::Borrowed(text)),
        Json::Bool(true) => Some(Cow::Borrowed("true")),
        Json::Bool(false) => Some(Cow::Borrowed("false")),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

fn list<'n>(
    slot: &mut Option<RawList<'n>>,
    faults: &mut Vec<Fault>,
    is_not: bool,
    value: &'n Node,
) {
    if slot.is_some() {
        faults.push(Fault::UnknownElement);
        return;
    }
    let mut texts = Vec::new();
    for item in value.items() {
        match &item.value {
            Json::String(text) => texts.push(text.as_str()),
            // Recorded as accepted inside lists, where it says nothing.
            Json::Null if matches!(value.value, Json::Array(_)) => {}
            _ => faults.push(Fault::WrongType),
        }
    }
    *slot = Some(RawList { is_not, texts });
}
