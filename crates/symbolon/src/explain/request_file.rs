//! The request file: a whole question in YAML or JSON.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use policy::Kind;
use serde::Deserialize;
use serde_json::Value;

use super::answer::AskError;
use super::policies::Named;

/// A question as it stands in a file.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RequestFile {
    pub(super) principal: Option<WhoInFile>,
    #[serde(with = "one_or_many")]
    pub(super) action: Vec<String>,
    #[serde(with = "one_or_many")]
    pub(super) resource: Vec<String>,
    pub(super) owner: Option<String>,
    pub(super) context: BTreeMap<String, Value>,
    pub(super) policies: PoliciesInFile,
}

/// An ARN, or more than one says.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum WhoInFile {
    Arn(String),
    Whole {
        arn: String,
        kind: Option<String>,
        id: Option<String>,
        entity: Option<String>,
    },
}

/// Policies: a text is a file, relative to this one; anything else is the document itself.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct PoliciesInFile {
    pub(super) identity: Documents,
    pub(super) boundary: Option<Value>,
    pub(super) session: Option<Documents>,
    pub(super) resource: Option<Value>,
    pub(super) trust: Option<Value>,
    pub(super) key: Option<Value>,
    pub(super) vpc_endpoint: Option<Value>,
    pub(super) scp: Vec<Documents>,
    pub(super) rcp: Vec<Documents>,
}

/// One document or many.
#[derive(Debug, Default, Deserialize)]
#[serde(from = "Value")]
pub(super) struct Documents(Vec<Value>);

impl From<Value> for Documents {
    fn from(value: Value) -> Self {
        match value {
            Value::Array(documents) => Documents(documents),
            Value::Null => Documents(Vec::new()),
            one => Documents(vec![one]),
        }
    }
}

impl RequestFile {
    pub(super) fn read(path: &Path) -> Result<Self, AskError> {
        let text = fs::read_to_string(path).map_err(|error| AskError::file(path, error))?;
        serde_saphyr::from_str(&text)
            .map_err(|error| AskError::Question(format!("{}: {error}", path.display())))
    }
}

impl Documents {
    pub(super) fn load(&self, at: &str, folder: &Path, kind: Kind) -> Result<Vec<Named>, AskError> {
        let each = self.0.iter().enumerate();
        each.map(|(number, value)| load(value, &format!("{at} {}", number + 1), folder, kind))
            .collect()
    }
}

/// Reads one document; one that stands in the request file is called `at`.
pub(super) fn load(value: &Value, at: &str, folder: &Path, kind: Kind) -> Result<Named, AskError> {
    match value {
        Value::String(path) => Named::file(&folder.join(path), kind),
        document => Named::written(at.to_owned(), document.to_string(), kind),
    }
}

/// The texts of a condition key's values, and whether it is a list.
pub(super) fn values(key: &str, value: &Value) -> Result<(Vec<String>, bool), AskError> {
    let text = |value: &Value| match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        _ => Err(AskError::Question(format!(
            "the context key {key} has to have a text, a number, a boolean, or a list of these"
        ))),
    };
    match value {
        Value::Array(values) => Ok((values.iter().map(text).collect::<Result<_, _>>()?, true)),
        one => Ok((vec![text(one)?], false)),
    }
}

mod one_or_many {
    use serde::{Deserialize, Deserializer};

    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
        Ok(match OneOrMany::deserialize(from)? {
            OneOrMany::One(text) => vec![text],
            OneOrMany::Many(texts) => texts,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_and_json_say_the_same() {
        let yaml = "principal: arn:aws:iam::111122223333:user/Ada\naction: [s3:GetObject]\nresource: arn:aws:s3:::b/k\n\
                    context: {aws:TagKeys: [a, b], aws:SecureTransport: false}\n\
                    policies:\n  identity:\n    Version: \"2012-10-17\"\n    Statement: {Effect: Allow, Action: '*', Resource: '*'}\n\
                    \x20 scp: [[a.json, b.json], c.json]\n";
        let json = r#"{"principal": {"arn": "arn:aws:iam::111122223333:user/Ada"}, "action": "s3:GetObject",
            "resource": ["arn:aws:s3:::b/k"], "context": {"aws:TagKeys": ["a", "b"], "aws:SecureTransport": false},
            "policies": {"identity": [{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}}],
                "scp": [["a.json", "b.json"], "c.json"]}}"#;
        for text in [yaml, json] {
            let file: RequestFile = serde_saphyr::from_str(text).unwrap();
            assert_eq!((file.action.len(), file.resource.len()), (1, 1));
            assert_eq!(
                values("", &file.context["aws:TagKeys"]).unwrap(),
                (vec!["a".to_owned(), "b".to_owned()], true)
            );
            assert_eq!(
                values("", &file.context["aws:SecureTransport"]).unwrap(),
                (vec!["false".to_owned()], false)
            );
            let identity = file.policies.identity.load(
                "identity",
                Path::new("."),
                Kind::Identity { managed: false },
            );
            assert_eq!(identity.unwrap()[0].name, "identity 1");
            let levels: Vec<usize> = file
                .policies
                .scp
                .iter()
                .map(|level| level.0.len())
                .collect();
            assert_eq!(levels, [2, 1]);
        }
        assert!(serde_saphyr::from_str::<RequestFile>("principle: x").is_err());
    }
}
