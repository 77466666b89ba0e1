//! cedar-policy. One Cedar policy for each statement.
//! <https://docs.cedarpolicy.com/policies/syntax-policy.html>
//!
//! What differs: a pattern of actions is a group that the actions are in; the name of a home folder is an attribute of the
//! object, since `like` takes no variables; addresses and dates come to Cedar converted.

use std::collections::{HashMap, HashSet};

use cedar_policy::{
    Authorizer, Context, Decision, Entities, Entity, EntityUid, PolicySet, Request,
    RestrictedExpression,
};

use super::Peer;
use crate::decision::sets::{
    Condition, Effect, NOW_TEXT, OBJECT, Question, Resource, Set, Statement, USER,
};

pub(super) struct Cedar {
    authorizer: Authorizer,
    policies: PolicySet,
    entities: Entities,
    request: Request,
}

impl Peer for Cedar {
    const NAME: &'static str = "cedar-policy";

    fn new(set: &Set, question: &Question) -> Self {
        let statements = set.policies.iter().flatten();
        let texts: Vec<String> = statements.map(translate).collect();
        let context = [
            ("secure", question.is_secure.to_string()),
            ("address", format!(r#"ip("{}")"#, question.address)),
            ("now", format!(r#"datetime("{NOW_TEXT}")"#)),
        ]
        .map(|(name, value)| (name.to_owned(), value.parse().expect("a value")));
        Self {
            authorizer: Authorizer::new(),
            policies: texts.join("\n").parse().expect("Cedar policies"),
            entities: entities(question),
            request: Request::new(
                uid("User", USER),
                uid(
                    "Action",
                    &format!("{}:{}", question.service, question.action),
                ),
                uid("Resource", OBJECT),
                Context::from_pairs(context).expect("a context"),
                None,
            )
            .expect("a request"),
        }
    }

    fn allows(&mut self) -> bool {
        let response = self
            .authorizer
            .is_authorized(&self.request, &self.policies, &self.entities);
        response.decision() == Decision::Allow
    }
}

fn translate(statement: &Statement) -> String {
    let effect = match statement.effect {
        Effect::Allow => "permit",
        Effect::Deny => "forbid",
    };
    let actions: Vec<String> = statement
        .actions
        .iter()
        .map(|action| format!(r#"Action::"{action}""#))
        .collect();
    let (resource, mut clauses) = match &statement.resource {
        Resource::Any => ("resource".to_owned(), Vec::new()),
        Resource::Bucket(name) => (
            format!(r#"resource == Resource::"arn:aws:s3:::{name}""#),
            Vec::new(),
        ),
        Resource::Under(start) => (
            "resource".to_owned(),
            vec![format!(r#"resource.arn like "{start}*""#)],
        ),
        Resource::Home(bucket) => (
            "resource".to_owned(),
            vec![format!(
                r#"resource.arn like "arn:aws:s3:::{bucket}/home/*" && resource.home == principal.name"#
            )],
        ),
        Resource::Table(name) => (
            "resource".to_owned(),
            vec![format!(
                r#"resource.arn like "arn:aws:dynamodb:*:*:table/{name}""#
            )],
        ),
    };
    clauses.extend(
        statement
            .condition
            .as_ref()
            .map(|condition| match condition {
                Condition::Insecure => "!context.secure".to_owned(),
                Condition::Named(name) => format!(r#"principal.name == "{name}""#),
                Condition::Outside(network) => {
                    format!(r#"!context.address.isInRange(ip("{network}"))"#)
                }
                Condition::Since(year) => {
                    format!(r#"context.now > datetime("{year}-01-01T00:00:00Z")"#)
                }
            }),
    );
    let when = if clauses.is_empty() {
        String::new()
    } else {
        format!(" when {{ {} }}", clauses.join(" && "))
    };
    let actions = actions.join(", ");
    format!("{effect}(principal, action in [{actions}], {resource}){when};")
}

/// The caller, the object, and the action in the groups that its patterns are.
fn entities(question: &Question) -> Entities {
    let text = |text: &str| RestrictedExpression::new_string(text.to_owned());
    let entity = |uid, attributes: &[(&str, &str)], groups: HashSet<EntityUid>| {
        let attributes: HashMap<_, _> = attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), text(value)))
            .collect();
        Entity::new(uid, attributes, groups).expect("an entity")
    };
    let name = format!("{}:{}", question.service, question.action);
    let patterns = ["s3:*", "s3:Get*", "s3:Delete*", "sqs:*", "ec2:Describe*"];
    let groups = patterns
        .into_iter()
        .filter(|pattern| name.starts_with(pattern.trim_end_matches('*')))
        .map(|pattern| uid("Action", pattern));
    let all = [
        entity(uid("User", USER), &[("name", USER)], HashSet::new()),
        entity(
            uid("Resource", OBJECT),
            &[("arn", OBJECT), ("home", USER)],
            HashSet::new(),
        ),
        entity(uid("Action", &name), &[], groups.collect()),
    ];
    Entities::from_entities(all, None).expect("entities")
}

fn uid(kind: &str, id: &str) -> EntityUid {
    format!("{kind}::{id:?}").parse().expect("a uid")
}
