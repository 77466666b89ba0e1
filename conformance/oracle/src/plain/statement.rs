//! One document, statement by statement: which of them apply to the case.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use serde_json::{Map, Value};

use super::condition;
use super::principal;
use super::resource;
use super::{Grant, glob};
use crate::caller::Caller;
use crate::case::{self, Case, Document};

/// What a document is used as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PolicyKind {
    Identity,
    Session,
    Trust,
    Resource,
    Scp,
    Rcp,
    VpcEndpoint,
}

impl PolicyKind {
    fn names_principals(self) -> bool {
        !matches!(
            self,
            PolicyKind::Identity | PolicyKind::Session | PolicyKind::Scp
        )
    }
}

/// What a statement says to the case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    Allows(Grant),
    Denies,
    Silent,
    Fault,
}

/// What the statements of a document say; a document that is none is a fault.
pub fn answers(
    document: &Document,
    kind: PolicyKind,
    case: &Case,
    caller: &Caller,
    has_boundary: bool,
) -> Vec<Answer> {
    let Ok(Value::Object(members)) = serde_json::from_str(&case::text_of(document)) else {
        return vec![Answer::Fault];
    };
    let is_known = |name: &String| ["Version", "Id", "Statement"].contains(&name.as_str());
    let version = members.get("Version").map(Value::as_str);
    let is_version = matches!(version, None | Some(Some("2008-10-17" | "2012-10-17")));
    let statements = list(members.get("Statement"));
    if !members.keys().all(is_known)
        || !is_version
        || members.get("Id").is_some_and(|id| !id.is_string())
        || statements.is_empty()
    {
        return vec![Answer::Fault];
    }
    let has_variables = version == Some(Some("2012-10-17"));
    let answer = |statement: &Value| match statement {
        Value::Object(members) => {
            let statement = Statement {
                members,
                kind,
                has_variables,
            };
            statement.answer(case, caller, has_boundary)
        }
        _ => Answer::Fault,
    };
    statements.iter().map(answer).collect()
}

/// A scalar and a list of one are equal everywhere.
pub fn list(value: Option<&Value>) -> Vec<Value> {
    match value {
        None => Vec::new(),
        Some(Value::Array(values)) => values.clone(),
        Some(value) => vec![value.clone()],
    }
}

struct Statement<'s> {
    members: &'s Map<String, Value>,
    kind: PolicyKind,
    has_variables: bool,
}

const ELEMENTS: [&str; 9] = [
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

impl Statement<'_> {
    fn answer(&self, case: &Case, caller: &Caller, has_boundary: bool) -> Answer {
        if !self.is_shaped() {
            return Answer::Fault;
        }
        // What is no Allow is kept as if it were a Deny.
        let is_deny = self.effect() != Some("Allow");
        if !self.covers_action(&case.action, is_deny) || !self.covers_resource(case, is_deny) {
            return Answer::Silent;
        }
        let (grant, is_known) = self.names(caller, is_deny, has_boundary);
        if !is_known {
            return Answer::Fault;
        }
        if grant == Grant::None {
            return Answer::Silent;
        }
        if self.lacks_something() {
            return Answer::Fault;
        }
        match self.conditions_hold(case, is_deny) {
            None => Answer::Fault,
            Some(false) => Answer::Silent,
            Some(true) if is_deny => Answer::Denies,
            Some(true) => Answer::Allows(grant),
        }
    }

    fn effect(&self) -> Option<&str> {
        self.members.get("Effect").and_then(Value::as_str)
    }

    /// Whether every element is known to this kind of policy, stands once, and is of its JSON type. What is not cannot be
    /// told from a statement about anything.
    fn is_shaped(&self) -> bool {
        let has = |name: &str| self.members.contains_key(name);
        let both = |a: &str, b: &str| has(a) && has(b);
        let is_text = |name: &str| self.members.get(name).is_none_or(Value::is_string);
        let are_texts = |name: &str| match self.members.get(name) {
            None | Some(Value::String(_)) => true,
            Some(Value::Array(values)) => values.iter().all(|v| v.is_string() || v.is_null()),
            Some(_) => false,
        };
        let is_empty = |name: &str| {
            let values = list(self.members.get(name));
            has(name) && values.iter().all(Value::is_null)
        };
        self.members
            .keys()
            .all(|name| ELEMENTS.contains(&name.as_str()))
            && is_text("Sid")
            && is_text("Effect")
            && (has("Action") || has("NotAction"))
            && ["Action", "NotAction", "Resource", "NotResource"]
                .iter()
                .all(|name| are_texts(name))
            && !both("Action", "NotAction")
            && !both("Resource", "NotResource")
            && !both("Principal", "NotPrincipal")
            // Excluding nothing, an Allow would open everything.
            && !is_empty("NotAction")
            && !(self.kind == PolicyKind::Trust && (has("Resource") || has("NotResource")))
            && (self.kind.names_principals() || !(has("Principal") || has("NotPrincipal")))
            && self.members.get("Condition").is_none_or(condition::is_shaped)
    }

    /// Whether an element is missing that this kind of policy needs, or the effect is not one of the two.
    fn lacks_something(&self) -> bool {
        let has = |name: &str| self.members.contains_key(name);
        let needs_resource = !matches!(self.kind, PolicyKind::Trust | PolicyKind::Resource);
        (needs_resource && !has("Resource") && !has("NotResource"))
            || (self.kind.names_principals() && !has("Principal") && !has("NotPrincipal"))
            || (has("NotResource") && texts(self.members.get("NotResource")).is_empty())
            || !matches!(self.effect(), Some("Allow" | "Deny"))
    }

    /// The whole action against each pattern, without regard to case. A pattern whose service is not written out is no
    /// pattern: it opens nothing, and closes whatever it fits.
    fn covers_action(&self, action: &str, is_deny: bool) -> bool {
        let fits = |pattern: &String, closes: bool| {
            let service = pattern.split_once(':').map(|(service, _)| service);
            let is_whole = pattern == "*"
                || service == Some("*")
                || service.is_some_and(|service| !service.contains(['*', '?']));
            (is_whole || closes)
                && glob::matches(
                    &glob::pattern(&pattern.to_lowercase()),
                    &action.to_lowercase(),
                )
        };
        match (self.members.get("Action"), self.members.get("NotAction")) {
            (Some(patterns), _) => texts(Some(patterns)).iter().any(|p| fits(p, is_deny)),
            (_, patterns) => !texts(patterns).iter().any(|p| fits(p, !is_deny)),
        }
    }

    fn covers_resource(&self, case: &Case, is_deny: bool) -> bool {
        let fits = |pattern: &String, closes: bool, is_not: bool| {
            let pattern = resource::Pattern {
                text: pattern,
                is_padded: self.kind == PolicyKind::Identity,
                has_variables: self.has_variables,
            };
            pattern.fits(&case.resource, &case.context, closes, is_not)
        };
        match (
            self.members.get("Resource"),
            self.members.get("NotResource"),
        ) {
            (None, None) => true,
            (Some(patterns), _) => texts(Some(patterns))
                .iter()
                .any(|p| fits(p, is_deny, false)),
            (_, patterns) => !texts(patterns).iter().any(|p| fits(p, !is_deny, true)),
        }
    }

    /// How strongly the statement names the caller, and whether it can be told at all.
    fn names(&self, caller: &Caller, is_deny: bool, has_boundary: bool) -> (Grant, bool) {
        // Resource control and endpoint policies grant nothing: there a star means every caller.
        let is_everyone = is_deny || matches!(self.kind, PolicyKind::Rcp | PolicyKind::VpcEndpoint);
        let (element, is_not) = match (
            self.members.get("Principal"),
            self.members.get("NotPrincipal"),
        ) {
            (None, None) => return (Grant::Direct, true),
            (Some(element), _) => (element, false),
            (None, Some(element)) => (element, true),
        };
        let Some(entries) = principal::entries(element) else {
            return (Grant::None, false);
        };
        let grant = match (is_not, is_deny) {
            (false, _) => principal::grant(&entries, caller, is_deny, is_everyone),
            (true, false) => Grant::None,
            (true, true) if has_boundary || !principal::exempts(&entries, caller) => Grant::Direct,
            (true, true) => Grant::None,
        };
        (grant, true)
    }

    /// Whether all conditions hold; nothing if one has an unknown operator.
    fn conditions_hold(&self, case: &Case, is_deny: bool) -> Option<bool> {
        let mut all_hold = true;
        let Some(Value::Object(operators)) = self.members.get("Condition") else {
            return Some(true);
        };
        for (operator, keys) in operators {
            for (key, values) in keys.as_object()? {
                let condition = condition::Condition {
                    operator,
                    key,
                    values: condition::texts(values)?,
                    is_deny,
                    has_variables: self.has_variables,
                };
                all_hold &= condition.holds(&case.context)?;
            }
        }
        Some(all_hold)
    }
}

/// The texts of a list; a null in it says nothing.
fn texts(value: Option<&Value>) -> Vec<String> {
    let values = list(value);
    let texts = values.iter().filter_map(Value::as_str);
    texts.map(str::to_owned).collect()
}
