//! Policy variables, expanded each time they are met.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use std::collections::BTreeMap;

use serde_json::Value;

/// A piece of a text with variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Written out in the policy: its wildcards count.
    Written(String),
    /// Substituted, or escaped: its wildcards are plain characters.
    Substituted(String),
}

/// What came of expanding a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expanded {
    Pieces(Vec<Piece>),
    /// A variable has no value.
    Unresolved,
    /// A variable is not written as variables are.
    Malformed,
}

/// The value of a key: absent, single or multivalued. Keys are compared without regard to case, and a key without values
/// is absent.
pub fn lookup<'c>(context: &'c BTreeMap<String, Value>, key: &str) -> Option<&'c Value> {
    context
        .iter()
        .find(|(name, _)| name.to_lowercase() == key.to_lowercase())
        .map(|(_, value)| value)
        .filter(|value| value.as_array().is_none_or(|values| !values.is_empty()))
}

/// Expands a text. Before version 2012-10-17 there are no variables.
pub fn expand(text: &str, has_variables: bool, context: &BTreeMap<String, Value>) -> Expanded {
    if !has_variables {
        return Expanded::Pieces(vec![Piece::Written(text.to_owned())]);
    }
    let (mut pieces, mut rest, mut is_unresolved) = (Vec::new(), text, false);
    while let Some((before, after)) = rest.split_once("${") {
        pieces.push(Piece::Written(before.to_owned()));
        let Some((reference, remainder)) = reference(after) else {
            return Expanded::Malformed;
        };
        rest = remainder;
        match value(&reference, context) {
            Some(value) => pieces.push(Piece::Substituted(value)),
            None => is_unresolved = true,
        }
    }
    pieces.push(Piece::Written(rest.to_owned()));
    if is_unresolved {
        Expanded::Unresolved
    } else {
        Expanded::Pieces(pieces)
    }
}

/// What stands between `${` and `}`.
enum Reference {
    Escape(String),
    Key {
        name: String,
        default: Option<String>,
    },
}

/// Reads up to the closing brace: an escape, a name, or a name and a default in single quotes after a comma and a space.
fn reference(text: &str) -> Option<(Reference, &str)> {
    for escape in ["*", "?", "$"] {
        if let Some(rest) = text
            .strip_prefix(escape)
            .and_then(|rest| rest.strip_prefix('}'))
        {
            return Some((Reference::Escape(escape.to_owned()), rest));
        }
    }
    let end = text.find([',', '}'])?;
    let (name, rest) = text.split_at(end);
    if name.is_empty() || name.contains([' ', '$', '{', '\'', '*', '?']) {
        return None;
    }
    let name = name.to_owned();
    if let Some(rest) = rest.strip_prefix('}') {
        return Some((
            Reference::Key {
                name,
                default: None,
            },
            rest,
        ));
    }
    let rest = rest.strip_prefix(", '")?;
    let (default, rest) = rest.split_once('\'')?;
    let default = Some(default.to_owned());
    let rest = rest.strip_prefix('}')?;
    Some((Reference::Key { name, default }, rest))
}

/// The default stands in for an absent key only: a multivalued key has no value here, an empty one has.
fn value(reference: &Reference, context: &BTreeMap<String, Value>) -> Option<String> {
    match reference {
        Reference::Escape(text) => Some(text.clone()),
        Reference::Key { name, default } => match lookup(context, name) {
            None => default.clone(),
            Some(Value::String(value)) => Some(value.clone()),
            Some(_) => None,
        },
    }
}

/// Stands for a variable in an outline.
pub const PLACE: char = '\u{E000}';

/// The text with a mark in the place of each variable, and escapes undone; nothing if a variable cannot be read.
pub fn outline(text: &str, has_variables: bool) -> Option<String> {
    if !has_variables {
        return Some(text.to_owned());
    }
    let (mut outline, mut rest) = (String::new(), text);
    while let Some((before, after)) = rest.split_once("${") {
        outline.push_str(before);
        let (found, remainder) = reference(after)?;
        rest = remainder;
        match found {
            Reference::Escape(text) => outline.push_str(&text),
            Reference::Key { .. } => outline.push(PLACE),
        }
    }
    Some(outline + rest)
}
