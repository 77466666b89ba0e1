//! Whether two policy documents say the same: AWS was observed to mind neither the order of lists nor whether a single
//! element stands in one.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html>

use std::collections::BTreeMap;

use policy::{Json, Node, read_json};

/// Whether the documents say the same. What cannot be read is the same as nothing.
pub(super) fn say_the_same(one: &str, other: &str) -> bool {
    match (read_json(one), read_json(other)) {
        (Ok(one), Ok(other)) => Normal::of(&one) == Normal::of(&other),
        _ => false,
    }
}

/// A value without what makes no difference.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Normal<'a> {
    Scalar(&'a str),
    List(Vec<Normal<'a>>),
    Object(BTreeMap<&'a str, Normal<'a>>),
}

impl<'a> Normal<'a> {
    fn of(node: &'a Node) -> Self {
        match &node.value {
            Json::Null => Self::Scalar("null"),
            Json::Bool(true) => Self::Scalar("true"),
            Json::Bool(false) => Self::Scalar("false"),
            Json::Number(text) | Json::String(text) => Self::Scalar(text),
            Json::Array(items) => match items.as_slice() {
                [single] => Self::of(single),
                _ => {
                    let mut items: Vec<Self> = items.iter().map(Self::of).collect();
                    items.sort();
                    Self::List(items)
                }
            },
            Json::Object(members) => Self::Object(
                members
                    .iter()
                    .map(|(name, value)| (name.as_str(), Self::of(value)))
                    .collect(),
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_and_single_element_lists_make_no_difference() {
        for (one, other, expected) in [
            (r#"{"a":["x","y"]}"#, r#"{ "a" : ["y","x"] }"#, true),
            (r#"{"a":["x"]}"#, r#"{"a":"x"}"#, true),
            (r#"{"a":1,"b":[2]}"#, r#"{"b":"2","a":"1"}"#, true),
            (r#"{"a":["x","y"]}"#, r#"{"a":["x"]}"#, false),
            (r#"{"a":"x"}"#, r#"{"A":"x"}"#, false),
            ("{", "{", false),
        ] {
            assert_eq!(say_the_same(one, other), expected, "{one} {other}");
        }
    }
}
