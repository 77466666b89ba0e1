//! The facts of a denial in the shape in which AWS decodes them.
//! <https://docs.aws.amazon.com/cli/latest/reference/sts/decode-authorization-message.html>

use policy::{Effect, Layer, Layers, Statement, Value};
use serde::Serialize;

use crate::keys_of_request::KeysOfRequest;
use crate::{Caller, Check};

/// What is told of a denial.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Facts {
    allowed: bool,
    explicit_deny: bool,
    matched_statements: Items<Matched>,
    failures: Items<Text>,
    context: About,
}

/// What was denied, and by what.
#[derive(Clone, Copy)]
pub(crate) struct Denied<'a> {
    pub(crate) caller: &'a Caller,
    pub(crate) check: &'a Check,
    pub(crate) keys: &'a KeysOfRequest<'a>,
    pub(crate) layers: &'a Layers<'a>,
    pub(crate) denial: &'a policy::Denial<'a>,
}

/// A list as these documents have it.
#[derive(Clone, Debug, Serialize)]
struct Items<T> {
    items: Vec<T>,
}

#[derive(Clone, Debug, Serialize)]
struct Text {
    value: String,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Matched {
    statement_id: String,
    effect: &'static str,
    principals: Items<Text>,
    principal_groups: Items<Text>,
    actions: Items<Text>,
    resources: Items<Text>,
    conditions: Items<Condition>,
}

#[derive(Clone, Debug, Serialize)]
struct Condition {
    key: String,
    values: Items<Text>,
}

#[derive(Clone, Debug, Serialize)]
struct About {
    principal: Principal,
    action: String,
    resource: String,
    conditions: Items<Condition>,
}

#[derive(Clone, Debug, Serialize)]
struct Principal {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    arn: String,
}

impl Facts {
    pub(crate) fn new(denied: &Denied<'_>) -> Self {
        let Denied {
            caller,
            check,
            denial,
            ..
        } = denied;
        let statement = denied.statement().filter(|_| denial.is_explicit());
        Facts {
            allowed: false,
            explicit_deny: denial.is_explicit(),
            matched_statements: statement
                .map(|statement| Matched::new(statement, caller))
                .into_iter()
                .collect(),
            failures: Items { items: Vec::new() },
            context: About {
                principal: Principal {
                    id: caller.user_id().to_owned(),
                    name: caller.user().map(|user| user.name.to_string()),
                    arn: caller.arn().unwrap_or_default().to_owned(),
                },
                action: check.action.to_owned(),
                resource: check.resource.clone(),
                conditions: denied.conditions(statement),
            },
        }
    }

    /// Without what the statement lists: for policies so long that the whole would not fit into a message.
    pub(crate) fn in_short(&self) -> Self {
        let mut facts = self.clone();
        for matched in &mut facts.matched_statements.items {
            matched.actions.items.clear();
            matched.resources.items.clear();
            matched.conditions.items.clear();
            matched.principals.items.clear();
        }
        facts
    }

    pub(crate) fn to_json(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
}

impl Denied<'_> {
    /// The statement that decided.
    fn statement(&self) -> Option<&Statement> {
        let Layers {
            rcp,
            scp,
            vpc_endpoint,
            resource,
            identity,
            boundary,
            session,
        } = self.layers;
        let place = self.denial.source?;
        let layer = self.denial.layer?;
        // What another account says about its resource is not told in the caller's.
        if matches!(layer, Layer::Resource | Layer::Trust) && !self.keys.is_of_own_account() {
            return None;
        }
        let source = match layer {
            Layer::Rcp => rcp.iter().copied().flatten().nth(place),
            Layer::Scp => scp.iter().copied().flatten().nth(place),
            Layer::VpcEndpoint => vpc_endpoint.as_ref(),
            Layer::Resource | Layer::Trust => resource.as_ref(),
            Layer::Identity => identity.get(place),
            Layer::Boundary => boundary.as_ref(),
            Layer::Session => session.and_then(|policies| policies.get(place)),
        };
        source?.policy.statements().get(self.denial.statement?)
    }

    /// The parts of the resource's ARN, the keys of the action, and those that the deciding statement asks for, which
    /// whoever wrote it chose: it is told no more for that.
    fn conditions(&self, statement: Option<&Statement>) -> Items<Condition> {
        let mut conditions: Vec<Condition> = arn_parts(&self.check.resource);
        for (key, value) in self.keys.told_of_check() {
            conditions.push(Condition::new(key, Value::iter(value)));
        }
        let asked = statement.map(Statement::conditions).unwrap_or_default();
        for condition in asked {
            let is_there = |one: &Condition| one.key.eq_ignore_ascii_case(condition.key());
            if let Some(value) = self.keys.told(condition.folded_key())
                && !conditions.iter().any(is_there)
            {
                conditions.push(Condition::new(condition.key(), Value::iter(value)));
            }
        }
        Items { items: conditions }
    }
}

/// What AWS derives from the resource: `aws:Region`, `aws:Account` and so on describe it, not the request.
fn arn_parts(resource: &str) -> Vec<Condition> {
    let parts: Vec<&str> = resource.splitn(6, ':').collect();
    let ["arn", _, service, region, account, rest] = parts.as_slice() else {
        return Vec::new();
    };
    let kind = rest.split(['/', ':']).next().unwrap_or_default();
    [
        ("aws:Region", *region),
        ("aws:Account", *account),
        ("aws:Service", *service),
        ("aws:Type", kind),
        ("aws:Resource", *rest),
        ("aws:ARN", resource),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .map(|(key, value)| Condition::new(key, [value]))
    .collect()
}

impl Matched {
    fn new(statement: &Statement, caller: &Caller) -> Self {
        // A policy of the caller's own names no principals: it is the caller that it is about.
        let principals: Items<Text> = match statement.principals() {
            Some(principals) => principals
                .entries()
                .iter()
                .map(|entry| Text::from(entry.text()))
                .collect(),
            None => [Text::from(caller.user_id())].into_iter().collect(),
        };
        let actions = statement.actions().map(|actions| actions.patterns());
        let resources = statement.resources().map(|resources| resources.patterns());
        let literals = |condition: &policy::Condition| {
            let texts = condition.literals().iter().map(|literal| literal.text());
            Condition::new(condition.key(), texts)
        };
        Matched {
            statement_id: statement.sid().unwrap_or_default().to_owned(),
            effect: match statement.effect() {
                Effect::Allow => "ALLOW",
                Effect::Deny => "DENY",
            },
            principals,
            principal_groups: Items { items: Vec::new() },
            actions: actions
                .unwrap_or_default()
                .iter()
                .map(|pattern| Text::from(pattern.text()))
                .collect(),
            resources: resources
                .unwrap_or_default()
                .iter()
                .map(|pattern| Text::from(pattern.text()))
                .collect(),
            conditions: statement.conditions().iter().map(literals).collect(),
        }
    }
}

impl Condition {
    fn new<'a>(key: &str, values: impl IntoIterator<Item = &'a str>) -> Self {
        Condition {
            key: key.to_owned(),
            values: values.into_iter().map(Text::from).collect(),
        }
    }
}

impl From<&str> for Text {
    fn from(value: &str) -> Self {
        Text {
            value: value.to_owned(),
        }
    }
}

impl<T> FromIterator<T> for Items<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        Items {
            items: items.into_iter().collect(),
        }
    }
}

#[cfg(test)]
impl Facts {
    pub(crate) fn example() -> Self {
        let matched = Matched {
            statement_id: "NoQueues".to_owned(),
            effect: "DENY",
            principals: [Text::from("AIDAEXAMPLE")].into_iter().collect(),
            principal_groups: Items { items: Vec::new() },
            actions: [Text::from("sqs:*")].into_iter().collect(),
            resources: [Text::from("*")].into_iter().collect(),
            conditions: Items { items: Vec::new() },
        };
        Facts {
            allowed: false,
            explicit_deny: true,
            matched_statements: [matched].into_iter().collect(),
            failures: Items { items: Vec::new() },
            context: About {
                principal: Principal {
                    id: "AIDAEXAMPLE".to_owned(),
                    name: Some("Bob".to_owned()),
                    arn: "arn:aws:iam::111122223333:user/Bob".to_owned(),
                },
                action: "sqs:SendMessage".to_owned(),
                resource: "arn:aws:sqs:us-east-1:111122223333:q".to_owned(),
                conditions: arn_parts("arn:aws:sqs:us-east-1:111122223333:q")
                    .into_iter()
                    .collect(),
            },
        }
    }

    pub(crate) fn with_actions(mut self, action: impl Fn(u32) -> String) -> Self {
        for matched in &mut self.matched_statements.items {
            matched.actions = (0..500).map(|n| Text { value: action(n) }).collect();
        }
        self
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn facts_are_shaped_as_aws_decodes_them() {
        assert_eq!(
            Facts::example().to_json().unwrap(),
            concat!(
                r#"{"allowed":false,"explicitDeny":true,"matchedStatements":{"items":[{"statementId":"NoQueues","#,
                r#""effect":"DENY","principals":{"items":[{"value":"AIDAEXAMPLE"}]},"principalGroups":{"items":[]},"#,
                r#""actions":{"items":[{"value":"sqs:*"}]},"resources":{"items":[{"value":"*"}]},"#,
                r#""conditions":{"items":[]}}]},"failures":{"items":[]},"context":{"principal":{"id":"AIDAEXAMPLE","#,
                r#""name":"Bob","arn":"arn:aws:iam::111122223333:user/Bob"},"action":"sqs:SendMessage","#,
                r#""resource":"arn:aws:sqs:us-east-1:111122223333:q","conditions":{"items":["#,
                r#"{"key":"aws:Region","values":{"items":[{"value":"us-east-1"}]}},"#,
                r#"{"key":"aws:Account","values":{"items":[{"value":"111122223333"}]}},"#,
                r#"{"key":"aws:Service","values":{"items":[{"value":"sqs"}]}},"#,
                r#"{"key":"aws:Type","values":{"items":[{"value":"q"}]}},"#,
                r#"{"key":"aws:Resource","values":{"items":[{"value":"q"}]}},"#,
                r#"{"key":"aws:ARN","values":{"items":[{"value":"arn:aws:sqs:us-east-1:111122223333:q"}]}}]}}}"#
            )
        );
    }
}
