//! Reads the tables in `conformance/lint` and holds the crate against every row.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test may panic, in its helpers too"
)]

use std::collections::BTreeSet;
use std::path::Path;

use lint::{Finding, Location, PathElement, PolicyType, ResourceType, Scope, checks, lint_as};
use serde::Deserialize;
use serde::de::DeserializeOwned;

fn rows<T: DeserializeOwned>(file: &str) -> Vec<T> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../conformance/lint")
        .join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"))
}

fn find(document: &str, name: &str) -> Vec<Finding> {
    let (policy_type, resource_type) = match name {
        "identity" => (PolicyType::Identity, None),
        "resource" => (PolicyType::Resource, None),
        "bucket" => (PolicyType::Resource, Some(ResourceType::S3Bucket)),
        "access-point" => (PolicyType::Resource, Some(ResourceType::S3AccessPoint)),
        "table" => (PolicyType::Resource, Some(ResourceType::DynamoDbTable)),
        "trust" => (
            PolicyType::Resource,
            Some(ResourceType::AssumeRolePolicyDocument),
        ),
        "scp" | "scp-strict" => (PolicyType::ServiceControl, None),
        "rcp" => (PolicyType::ResourceControl, None),
        other => panic!("no such type: {other}"),
    };
    let scope = Scope {
        scp_wildcards_only_at_end: name == "scp-strict",
        ..Scope::new(policy_type, resource_type)
    };
    lint_as(document, &scope)
}

fn path(location: &Location) -> String {
    let step = |element: &PathElement| match element {
        PathElement::Index(index) => index.to_string(),
        PathElement::Key(name) => format!("key:{name}"),
        PathElement::Substring { start, length } => format!("sub:{start}+{length}"),
        PathElement::Value(name) => name.clone(),
    };
    location.path.iter().map(step).collect::<Vec<_>>().join("/")
}

#[derive(Deserialize)]
struct Row {
    check: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(rename = "as")]
    scope: String,
    fires: String,
    says: String,
    at: Vec<String>,
    silent: String,
    silent_as: Option<String>,
}

impl Row {
    fn failure(&self) -> Option<String> {
        let fired: Vec<_> = find(&self.fires, &self.scope)
            .into_iter()
            .filter(|finding| finding.code == self.check)
            .collect();
        let [finding] = fired.as_slice() else {
            return Some(format!(
                "{} fires {} times in {}",
                self.check,
                fired.len(),
                self.fires
            ));
        };
        let places: Vec<String> = finding.locations.iter().map(path).collect();
        let silent_as = self.silent_as.as_ref().unwrap_or(&self.scope);
        let wrong = find(&self.silent, silent_as)
            .iter()
            .any(|finding| finding.code == self.check);
        if finding.kind.name() != self.kind || finding.details != self.says || places != self.at {
            return Some(format!(
                "{}\n  is {} {:?} at {places:?}\n  not {} {:?} at {:?}",
                self.check,
                finding.kind.name(),
                finding.details,
                self.kind,
                self.says,
                self.at
            ));
        }
        wrong.then(|| format!("{} is not silent in {}", self.check, self.silent))
    }
}

#[test]
fn every_check_fires_where_it_should() {
    let files = [
        "arns",
        "errors",
        "warnings",
        "security-warnings",
        "suggestions",
    ];
    let rows: Vec<Row> = files
        .iter()
        .flat_map(|file| rows::<Row>(&format!("{file}.yaml")))
        .collect();
    let failures: Vec<String> = rows.iter().filter_map(Row::failure).collect();
    assert!(
        failures.is_empty(),
        "{} of {} rows fail:\n{}",
        failures.len(),
        rows.len(),
        failures.join("\n")
    );
    let covered: BTreeSet<&str> = rows.iter().map(|row| row.check.as_str()).collect();
    let known: BTreeSet<&str> = checks().map(|check| check.code).collect();
    assert_eq!(covered, known);
}

#[derive(Deserialize)]
struct Recorded {
    name: String,
    #[serde(rename = "as")]
    scope: String,
    document: String,
    finds: Option<Vec<Find>>,
    codes: Option<Vec<String>>,
}

#[derive(Debug, Deserialize, PartialEq)]
struct Find {
    code: String,
    #[serde(rename = "type")]
    kind: String,
    says: String,
    at: Vec<String>,
}

impl From<&Finding> for Find {
    fn from(finding: &Finding) -> Self {
        let place = |location: &Location| {
            let position = |at: lint::Position| format!("{}:{}@{}", at.line, at.column, at.offset);
            let span = location.span;
            format!(
                "{} {} {}",
                path(location),
                position(span.start),
                position(span.end)
            )
        };
        Find {
            code: finding.code.to_owned(),
            kind: finding.kind.name().to_owned(),
            says: finding.details.clone(),
            at: finding.locations.iter().map(place).collect(),
        }
    }
}

#[test]
fn what_aws_was_observed_to_answer_is_answered() {
    for row in rows::<Recorded>("recorded.yaml") {
        let findings = find(&row.document, &row.scope);
        if let Some(finds) = row.finds {
            let found: Vec<Find> = findings.iter().map(Find::from).collect();
            assert_eq!(found, finds, "{}", row.name);
        }
        if let Some(mut codes) = row.codes {
            let mut found: Vec<&str> = findings.iter().map(|finding| finding.code).collect();
            found.sort_unstable();
            codes.sort_unstable();
            assert_eq!(found, codes, "{}: {findings:?}", row.name);
        }
    }
}
