//! Policy documents with parameters: `@{name}` stands for a value, and a statement with `@Enabled` for itself or nothing.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/temporary-delegation-policy-templates.html>
//!
//! Values are put into strings that have been read already, so none can end its string and begin something else.

use std::collections::BTreeMap;

use policy::{Json, Node, read_json, write_json};

/// The values of parameters by their names.
pub(crate) type Values = BTreeMap<String, Value>;

/// The value of a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    /// Stands in the place of the parameter.
    One(String),
    /// Makes an element of the whole string around it for each.
    Many(Vec<String>),
}

/// Why a template does not become a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RenderError {
    /// A parameter has no value.
    Missing(String),
    /// The template is no JSON object with statements, or becomes far too long.
    Unreadable,
}

/// The document that the template becomes; `None` if no statement of it is enabled. A statement that is not enabled needs
/// no values.
pub(crate) fn document(template: &str, values: &Values) -> Result<Option<String>, RenderError> {
    let root = read_json(template).map_err(|_| RenderError::Unreadable)?;
    let Json::Object(members) = root.value else {
        return Err(RenderError::Unreadable);
    };
    let mut rendered = Vec::with_capacity(members.len());
    for (name, value) in members {
        if name != "Statement" {
            rendered.push((name, value));
            continue;
        }
        let Some(statements) = statements(value, values)? else {
            return Ok(None);
        };
        rendered.push((name, statements));
    }
    Ok(Some(write_json(&node(Json::Object(rendered)))))
}

/// A line of text with parameters of one value each.
pub(crate) fn text(pattern: &str, values: &Values) -> Result<String, RenderError> {
    let (mut texts, is_list) = expand(pattern, values)?;
    match texts.pop() {
        Some(text) if texts.is_empty() && !is_list => Ok(text),
        _ => Err(RenderError::Unreadable),
    }
}

/// The statements that are enabled: one alone, or a list.
fn statements(value: Node, values: &Values) -> Result<Option<Node>, RenderError> {
    let Json::Array(items) = value.value else {
        return statement(value, values);
    };
    let mut enabled = Vec::with_capacity(items.len());
    for item in items {
        enabled.extend(statement(item, values)?);
    }
    Ok((!enabled.is_empty()).then(|| node(Json::Array(enabled))))
}

fn statement(value: Node, values: &Values) -> Result<Option<Node>, RenderError> {
    let Json::Object(mut members) = value.value else {
        return Err(RenderError::Unreadable);
    };
    let switch = members.iter().position(|(name, _)| name == ENABLED);
    if let Some(switch) = switch {
        let (_, condition) = members.remove(switch);
        let condition = condition.as_str().ok_or(RenderError::Unreadable)?;
        if !is_enabled(condition, values)? {
            return Ok(None);
        }
    }
    let mut rendered = Vec::with_capacity(members.len());
    for (name, value) in members {
        rendered.push((name, filled(value, values)?));
    }
    Ok(Some(node(Json::Object(rendered))))
}

/// AWS was observed to take `true` in any case for True.
fn is_enabled(condition: &str, values: &Values) -> Result<bool, RenderError> {
    let (name, negated) = match condition.strip_prefix('!') {
        Some(name) => (name, true),
        None => (condition, false),
    };
    match values.get(name) {
        Some(Value::One(value)) => Ok(value.eq_ignore_ascii_case("true") != negated),
        Some(Value::Many(_)) => Err(RenderError::Unreadable),
        None => Err(RenderError::Missing(name.to_owned())),
    }
}

/// The value with every string in it filled in; a string with a list becomes a list.
fn filled(value: Node, values: &Values) -> Result<Node, RenderError> {
    let json = match value.value {
        Json::String(pattern) => {
            let (texts, is_list) = expand(&pattern, values)?;
            let mut texts = texts.into_iter().map(|text| node(Json::String(text)));
            match (is_list, texts.next()) {
                (false, Some(single)) => return Ok(single),
                (_, first) => Json::Array(first.into_iter().chain(texts).collect()),
            }
        }
        Json::Array(items) => {
            let mut all = Vec::with_capacity(items.len());
            for item in items {
                let is_string = item.as_str().is_some();
                match filled(item, values)?.value {
                    Json::Array(several) if is_string => all.extend(several),
                    other => all.push(node(other)),
                }
            }
            Json::Array(all)
        }
        Json::Object(members) => {
            let mut all = Vec::with_capacity(members.len());
            for (name, member) in members {
                all.push((text(&name, values)?, filled(member, values)?));
            }
            Json::Object(all)
        }
        other => other,
    };
    Ok(node(json))
}

/// All texts that the pattern stands for, those of the leftmost list outermost; and whether there is a list in it.
fn expand(pattern: &str, values: &Values) -> Result<(Vec<String>, bool), RenderError> {
    let (mut texts, mut is_list) = (vec![String::new()], false);
    let mut rest = pattern;
    while let Some((before, name, after)) = next_parameter(rest) {
        texts.iter_mut().for_each(|text| text.push_str(before));
        match values.get(name) {
            Some(Value::One(value)) => texts.iter_mut().for_each(|text| text.push_str(value)),
            Some(Value::Many(many)) => {
                is_list = true;
                if texts.len().saturating_mul(many.len()) > TEXTS_MAX {
                    return Err(RenderError::Unreadable);
                }
                let one_each =
                    |text: String| many.iter().map(move |value| format!("{text}{value}"));
                texts = texts.into_iter().flat_map(one_each).collect();
            }
            None => return Err(RenderError::Missing(name.to_owned())),
        }
        rest = after;
    }
    texts.iter_mut().for_each(|text| text.push_str(rest));
    Ok((texts, is_list))
}

/// What stands before the first parameter, its name, and what stands after it.
fn next_parameter(text: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = text.split_once("@{")?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

/// Where it stood in the template is of no more use.
fn node(value: Json) -> Node {
    Node { span: 0..0, value }
}

const ENABLED: &str = "@Enabled";

/// The most that one string may become; a document of this many would be too long for any use.
const TEXTS_MAX: usize = 2_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn values() -> Values {
        let one = |value: &str| Value::One(value.to_owned());
        let many = |values: &[&str]| Value::Many(values.iter().map(|v| (*v).to_owned()).collect());
        [
            ("bucket", one("b")),
            ("buckets", many(&["b1", "b2"])),
            ("prefixes", many(&["p1", "p2"])),
            ("single", many(&["s"])),
            ("quote", one("\"},{\"Effect\":\"Allow")),
            ("on", one("True")),
            ("also_on", one("true")),
            ("off", one("False")),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into()
    }

    #[test]
    fn parameters_become_values_and_lists_become_elements() {
        for (resource, expected) in [
            (r#""arn:aws:s3:::@{bucket}/*""#, r#""arn:aws:s3:::b/*""#),
            (
                r#""arn:aws:s3:::@{buckets}/*""#,
                r#"["arn:aws:s3:::b1/*","arn:aws:s3:::b2/*"]"#,
            ),
            (
                r#""@{buckets}/@{bucket}/@{prefixes}""#,
                r#"["b1/b/p1","b1/b/p2","b2/b/p1","b2/b/p2"]"#,
            ),
            (r#""@{single}""#, r#"["s"]"#),
            (r#"["x","@{buckets}","y"]"#, r#"["x","b1","b2","y"]"#),
            (r#"{"a@{bucket}":"@{bucket}"}"#, r#"{"ab":"b"}"#),
            (r#""@{quote}""#, r#""\"},{\"Effect\":\"Allow""#),
            (r#""${aws:username}@{""#, r#""${aws:username}@{""#),
        ] {
            let template = format!(r#"{{"Version":"v","Statement":{{"Resource":{resource}}}}}"#);
            let expected = format!(r#"{{"Version":"v","Statement":{{"Resource":{expected}}}}}"#);
            assert_eq!(
                document(&template, &values()),
                Ok(Some(expected)),
                "{resource}"
            );
        }
    }

    #[test]
    fn statements_are_in_or_out() {
        let all = r#"{"Statement":[{"@Enabled":"on","Sid":"1"},{"@Enabled":"!on","Sid":"2@{missing}"},{"@Enabled":"also_on","Sid":"3"},{"Sid":"4","@Enabled":"!off"}]}"#;
        let some = r#"{"Statement":[{"Sid":"1"},{"Sid":"3"},{"Sid":"4"}]}"#;
        for (template, expected) in [
            (all, Ok(Some(some.to_owned()))),
            (r#"{"Statement":{"@Enabled":"off","Sid":"1"}}"#, Ok(None)),
            (r#"{"Statement":[{"@Enabled":"off","Sid":"1"}]}"#, Ok(None)),
            (
                r#"{"Statement":{"@Enabled":"missing"}}"#,
                Err(RenderError::Missing("missing".to_owned())),
            ),
            (
                r#"{"Statement":{"Sid":"@{missing}"}}"#,
                Err(RenderError::Missing("missing".to_owned())),
            ),
            (
                r#"{"Statement":{"@Enabled":"buckets"}}"#,
                Err(RenderError::Unreadable),
            ),
            (
                r#"{"Statement":{"@Enabled":1}}"#,
                Err(RenderError::Unreadable),
            ),
            (r#"{"Statement":["x"]}"#, Err(RenderError::Unreadable)),
            ("[]", Err(RenderError::Unreadable)),
            ("{", Err(RenderError::Unreadable)),
        ] {
            assert_eq!(document(template, &values()), expected, "{template}");
        }
    }

    #[test]
    fn a_line_of_text_takes_no_lists() {
        assert_eq!(text("/a/@{bucket}/", &values()).as_deref(), Ok("/a/b/"));
        assert_eq!(text("@{buckets}", &values()), Err(RenderError::Unreadable));
    }

    #[test]
    fn nothing_grows_without_bound() {
        let many = Value::Many(vec!["x".to_owned(); 100]);
        let values = Values::from([("l".to_owned(), many)]);
        let template = r#"{"Statement":{"Resource":"@{l}@{l}@{l}@{l}@{l}"}}"#;
        assert_eq!(document(template, &values), Err(RenderError::Unreadable));
    }
}
