//! A compiled policy written out as a document: every scalar as a one-element list, no white space.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use std::fmt;

use crate::json::write_string;
use crate::policy::{Policy, Version};
use crate::principal::{PrincipalKey, Principals};
use crate::statement::{Effect, Statement};

/// The document; reading it again gives the same policy, if the policy has no faults.
impl fmt::Display for Policy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = Object::new();
        if let Some(version) = self.written_version() {
            out.string(
                "Version",
                match version {
                    Version::V2008 => "2008-10-17",
                    Version::V2012 => "2012-10-17",
                },
            );
        }
        if let Some(id) = self.id() {
            out.string("Id", id);
        }
        let statements: Vec<String> = self.statements().iter().map(statement).collect();
        out.raw("Statement", &format!("[{}]", statements.join(",")));
        f.write_str(&out.close())
    }
}

fn statement(statement: &Statement) -> String {
    let mut out = Object::new();
    if let Some(sid) = &statement.sid {
        out.string("Sid", sid);
    }
    out.string(
        "Effect",
        match statement.effect {
            Effect::Allow => "Allow",
            Effect::Deny => "Deny",
        },
    );
    if let Some(principals) = &statement.principals {
        out.raw(
            if principals.is_not {
                "NotPrincipal"
            } else {
                "Principal"
            },
            &principal(principals),
        );
    }
    if let Some(actions) = &statement.actions {
        let name = if actions.is_not {
            "NotAction"
        } else {
            "Action"
        };
        out.raw(
            name,
            &strings(actions.patterns.iter().map(|pattern| pattern.text())),
        );
    }
    if let Some(resources) = &statement.resources {
        let name = if resources.is_not {
            "NotResource"
        } else {
            "Resource"
        };
        out.raw(
            name,
            &strings(resources.patterns.iter().map(|pattern| pattern.text())),
        );
    }
    if !statement.conditions.is_empty() {
        out.raw("Condition", &conditions(statement));
    }
    out.close()
}

fn principal(principals: &Principals) -> String {
    if principals.is_scalar {
        return "\"*\"".to_owned();
    }
    let mut out = Object::new();
    for key in [
        PrincipalKey::Aws,
        PrincipalKey::Federated,
        PrincipalKey::Service,
        PrincipalKey::CanonicalUser,
    ] {
        let mut texts = principals
            .entries
            .iter()
            .filter(|entry| entry.key == key)
            .map(|entry| entry.text())
            .peekable();
        if texts.peek().is_some() {
            out.raw(key.name(), &strings(texts));
        }
    }
    out.close()
}

/// Conditions of one operator stand together, as they did in the document.
fn conditions(statement: &Statement) -> String {
    let mut out = Object::new();
    for same_operator in statement
        .conditions
        .chunk_by(|a, b| a.operator() == b.operator())
    {
        let mut keys = Object::new();
        for condition in same_operator {
            keys.raw(
                condition.key(),
                &strings(condition.literals().iter().map(|literal| literal.text())),
            );
        }
        if let Some(first) = same_operator.first() {
            out.raw(&first.operator().name(), &keys.close());
        }
    }
    out.close()
}

pub(crate) fn strings<'a>(texts: impl Iterator<Item = &'a str>) -> String {
    let mut out = String::from("[");
    for (i, text) in texts.enumerate() {
        if i > 0 {
            out.push(',');
        }
        write_string(&mut out, text);
    }
    out.push(']');
    out
}

/// A JSON object being written.
pub(crate) struct Object(String);

impl Object {
    pub(crate) fn new() -> Self {
        Object(String::from("{"))
    }

    pub(crate) fn string(&mut self, name: &str, text: &str) {
        let mut value = String::new();
        write_string(&mut value, text);
        self.raw(name, &value);
    }

    pub(crate) fn raw(&mut self, name: &str, json: &str) {
        if self.0.len() > 1 {
            self.0.push(',');
        }
        write_string(&mut self.0, name);
        self.0.push(':');
        self.0.push_str(json);
    }

    pub(crate) fn close(mut self) -> String {
        self.0.push('}');
        self.0
    }
}
