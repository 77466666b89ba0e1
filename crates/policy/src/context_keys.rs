//! The condition keys that a document refers to, whether or not it could be saved.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetContextKeysForCustomPolicy.html>

use crate::document::{Document, RawStatement};
use crate::json::{self, Json};
use crate::statement::Fault;

/// The keys of all conditions, and of the variables in resources and in the values of conditions: each once, in its own
/// spelling, in the order of the document.
///
/// AWS was observed to be lax here: statements may lack anything but their effect, may name principals, and may hold
/// values that no request satisfies. `${*}`, `${?}` and `${$}` count as variables. Documents of the older version have
/// none.
///
/// # Errors
/// What in the document is not of the grammar: no JSON object, an unknown element, operator or effect.
///
/// # Example
/// ```
/// let text = r#"{"Version": "2012-10-17", "Statement": {"Effect": "Allow",
///     "Resource": "arn:aws:s3:::b/${aws:username}", "Condition": {"Null": {"AWS:SourceIp": "false"}}}}"#;
/// assert_eq!(policy::context_keys(text)?, ["aws:username", "AWS:SourceIp"]);
/// # Ok::<(), policy::Fault>(())
/// ```
pub fn context_keys(text: &str) -> Result<Vec<String>, Fault> {
    let node = json::read(text).map_err(|_| Fault::NotAPolicy)?;
    let Json::Object(_) = node.value else {
        return Err(Fault::NotAPolicy);
    };
    let document = Document::read(&node);
    // A document without statements is told like one that is no policy; here it is an empty one.
    let fault = document
        .faults
        .iter()
        .find(|fault| **fault != Fault::NotAPolicy);
    let faults = document
        .statements
        .iter()
        .flat_map(|statement| &statement.faults);
    if let Some(fault) = fault.into_iter().chain(faults).next() {
        return Err(*fault);
    }
    let has_variables = document.version == Some("2012-10-17");
    let mut keys = Vec::new();
    for statement in &document.statements {
        keys_of(statement, has_variables, &mut keys);
    }
    Ok(keys)
}

fn keys_of(statement: &RawStatement<'_>, has_variables: bool, keys: &mut Vec<String>) {
    let resources = statement.resource.iter().flat_map(|list| &list.texts);
    for text in resources.filter(|_| has_variables) {
        variables(text, keys);
    }
    for condition in &statement.conditions {
        add(condition.key, keys);
        for text in condition.values.iter().filter(|_| has_variables) {
            variables(text, keys);
        }
    }
}

/// The names in `${name}` and `${name, 'default'}`.
fn variables(text: &str, keys: &mut Vec<String>) {
    for rest in text.split("${").skip(1) {
        if let Some((inside, _)) = rest.split_once('}') {
            let name = inside.split_once(',').map_or(inside, |(name, _)| name);
            add(name.trim(), keys);
        }
    }
}

fn add(key: &str, keys: &mut Vec<String>) {
    if !key.is_empty() && !keys.iter().any(|present| present == key) {
        keys.push(key.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement(members: &str) -> String {
        format!(r#"{{"Version": "2012-10-17", "Statement": {{"Effect": "Allow", {members}}}}}"#)
    }

    #[test]
    fn keys_and_variables_keep_their_spelling() {
        let condition = r#""Condition": {"StringEquals": {"aws:username": "a"}}"#;
        for (members, keys) in [
            (
                r#""Resource": "arn:aws:s3:::b/${aws:username, 'default'}/${*}/${?}/${$}""#,
                &["aws:username", "*", "?", "$"][..],
            ),
            (
                r#""Resource": "arn:aws:s3:::b/${aws:username}/${AWS:username}""#,
                &["aws:username", "AWS:username"],
            ),
            (
                r#""NotResource": "arn:aws:s3:::b/${aws:PrincipalTag/project}""#,
                &["aws:PrincipalTag/project"],
            ),
            (
                r#""Condition": {"NumericEquals": {"a:Age": "${aws:PrincipalTag/Age}"}}"#,
                &["a:Age", "aws:PrincipalTag/Age"],
            ),
            (
                r#""Condition": {"StringEquals": {"${aws:username}": "a"}}"#,
                &["${aws:username}"],
            ),
            (r#""Action": "${aws:username}", "Resource": "*""#, &[]),
            (r#""Principal": {"AWS": "${aws:username}"}"#, &[]),
            (r#""Action": [], "Resource": []"#, &[]),
            (condition, &["aws:username"]),
            (
                &format!(r#""Action": "abc", "Resource": "bad", "Principal": "*", {condition}"#),
                &["aws:username"],
            ),
        ] {
            assert_eq!(
                context_keys(&statement(members)).unwrap(),
                keys,
                "{members}"
            );
        }
        for text in [r#"{"Statement": []}"#, r#"{"Version": "2012-10-17"}"#] {
            assert_eq!(context_keys(text).unwrap(), [""; 0]);
        }
        let old = r#"{"Version": "2008-10-17", "Statement": {"Effect": "Allow", "Resource": "arn:aws:s3:::b/${aws:username}"}}"#;
        assert_eq!(context_keys(old).unwrap(), [""; 0]);
    }

    #[test]
    fn what_is_not_of_the_grammar_is_refused() {
        for text in [
            "{",
            "[]",
            "null",
            r#"{"Version": "2099-01-01", "Statement": []}"#,
            r#"{"Statement": {"Action": "*", "Resource": "*"}}"#,
            &statement(r#""Foo": 1"#),
            &statement(r#""Condition": {"MadeUp": {"aws:username": "a"}}"#),
            r#"{"Statement": [], "Foo": "x"}"#,
        ] {
            assert!(context_keys(text).is_err(), "{text}");
        }
    }
}
