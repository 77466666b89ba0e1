//! The form in which GetRole and ListRoles show a trust policy: AWS was observed to answer the members of a statement in
//! a fixed order and one-element arrays as their element, while CreateRole echoes what was sent.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetRole.html>

use crate::json::{self, Json, Node};

const DOCUMENT_ORDER: &[&str] = &["Version", "Id", "Statement"];
const STATEMENT_ORDER: &[&str] = &[
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

/// The normal form, without white space. A text that is not a policy document comes back as it is.
pub fn normalize_trust_policy(text: &str) -> String {
    let Ok(root) = json::read(text) else {
        return text.to_owned();
    };
    let Json::Object(members) = root.value else {
        return text.to_owned();
    };
    let mut members = sorted(members, DOCUMENT_ORDER);
    for (_, value) in members.iter_mut().filter(|(name, _)| name == "Statement") {
        let span = value.span.clone();
        let statements = match std::mem::replace(&mut value.value, Json::Null) {
            Json::Array(items) => items,
            single => vec![Node {
                span: span.clone(),
                value: single,
            }],
        };
        value.value = Json::Array(statements.into_iter().map(statement).collect());
    }
    let mut out = String::with_capacity(text.len());
    json::write(
        &mut out,
        &Node {
            span: root.span,
            value: Json::Object(members),
        },
    );
    out
}

fn statement(node: Node) -> Node {
    match node.value {
        Json::Object(members) => {
            let members = sorted(members, STATEMENT_ORDER)
                .into_iter()
                .map(|(name, value)| (name, collapse(value)));
            Node {
                span: node.span,
                value: Json::Object(members.collect()),
            }
        }
        value => Node {
            span: node.span,
            value,
        },
    }
}

/// One-element arrays become their element, at every depth.
fn collapse(node: Node) -> Node {
    let Node { span, value } = node;
    let value = match value {
        Json::Array(mut items) if items.len() == 1 => match items.pop() {
            Some(only) => return collapse(only),
            None => Json::Array(items),
        },
        Json::Array(items) => Json::Array(items.into_iter().map(collapse).collect()),
        Json::Object(members) => Json::Object(
            members
                .into_iter()
                .map(|(name, value)| (name, collapse(value)))
                .collect(),
        ),
        other => other,
    };
    Node { span, value }
}

fn sorted(mut members: Vec<(String, Node)>, order: &[&str]) -> Vec<(String, Node)> {
    // A stable sort: what has no place of its own keeps its turn at the end.
    members.sort_by_key(|(name, _)| {
        order
            .iter()
            .position(|known| known == name)
            .unwrap_or(order.len())
    });
    members
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_take_their_places_and_single_elements_stand_alone() {
        let sent = r#"{"Statement": {"Action": ["sts:AssumeRole"], "Condition": {"StringEquals": {"sts:ExternalId": ["x"]}},
            "Principal": {"AWS": ["a"], "Service": ["b", "c"]}, "Effect": "Allow", "Sid": ""}, "Version": "2012-10-17"}"#;
        assert_eq!(
            normalize_trust_policy(sent),
            concat!(
                r#"{"Version":"2012-10-17","Statement":[{"Sid":"","Effect":"Allow","Principal":{"AWS":"a","Service":["b","c"]},"#,
                r#""Action":"sts:AssumeRole","Condition":{"StringEquals":{"sts:ExternalId":"x"}}}]}"#
            )
        );
        assert_eq!(normalize_trust_policy("[1]"), "[1]");
    }
}
