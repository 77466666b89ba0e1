//! Exchanging the principals of a document while leaving the rest of its text alone: user and role ARNs become unique
//! ids when it is saved, and the ids are shown as ARNs when it is read, so that a name that is given anew inherits no
//! trust.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html>

use crate::json::{self, Json, Node};
use crate::principal::PrincipalKey;

/// Calls `replace` with the member and the text of every principal, and puts what it answers in its place. A document
/// that is not JSON comes back as it is: whoever saves it has refused it before.
pub fn rewrite_principals(
    text: &str,
    mut replace: impl FnMut(PrincipalKey, &str) -> Option<String>,
) -> String {
    let Ok(root) = json::read(text) else {
        return text.to_owned();
    };
    let mut out = String::with_capacity(text.len());
    let mut copied = 0;
    for (key, node, old) in principals(&root) {
        let Some(new) = replace(key, old) else {
            continue;
        };
        out.push_str(text.get(copied..node.span.start).unwrap_or_default());
        json::write_string(&mut out, &new);
        copied = node.span.end;
    }
    out.push_str(text.get(copied..).unwrap_or_default());
    out
}

/// The principals' nodes, in the order of the text.
fn principals(root: &Node) -> Vec<(PrincipalKey, &Node, &str)> {
    let mut found = Vec::new();
    for statement in member(root, &["Statement"]).flat_map(Node::items) {
        for principal in member(statement, &["Principal", "NotPrincipal"]) {
            if let Some(text) = principal.as_str() {
                found.push((PrincipalKey::Aws, principal, text));
            }
            let Json::Object(members) = &principal.value else {
                continue;
            };
            for (name, value) in members {
                let Some(key) = PrincipalKey::parse(name) else {
                    continue;
                };
                found.extend(
                    value
                        .items()
                        .iter()
                        .filter_map(|item| Some((key, item, item.as_str()?))),
                );
            }
        }
    }
    found
}

fn member<'n>(node: &'n Node, names: &'n [&'n str]) -> impl Iterator<Item = &'n Node> {
    let members = match &node.value {
        Json::Object(members) => members.as_slice(),
        _ => &[],
    };
    members
        .iter()
        .filter(move |(name, _)| names.contains(&name.as_str()))
        .map(|(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_principals_change() {
        let text = "{ \"Statement\": [\n  {\"Principal\": {\"AWS\": [\"a\", \"b\"], \"Service\": \"s\"}, \"Action\": \"a\"},\n \
                    {\"NotPrincipal\": \"*\", \"Other\": {\"AWS\": \"a\"}} ] }";
        let mut seen = Vec::new();
        let new = rewrite_principals(text, |key, old| {
            seen.push(format!("{} {old}", key.name()));
            (old == "a").then(|| "\"id\"".to_owned())
        });
        assert_eq!(seen, ["AWS a", "AWS b", "Service s", "AWS *"]);
        assert_eq!(new, text.replacen("[\"a\"", "[\"\\\"id\\\"\"", 1));
        assert_eq!(rewrite_principals("{", |_, _| Some(String::new())), "{");
    }
}
