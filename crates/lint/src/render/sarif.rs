//! Findings as SARIF 2.1.0, which code hosts show beside the changed lines.
//! <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>

use std::collections::HashMap;

use serde_json::{Value, json};

use crate::finding::{Finding, FindingType, Location, PathElement};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// One log with one run over these documents, each with the URI of its file and its findings.
#[must_use]
pub fn sarif(documents: &[(&str, &[Finding])]) -> Value {
    let mut rules = Vec::new();
    let mut indexes: HashMap<&str, usize> = HashMap::new();
    let mut results = Vec::new();
    for (uri, finding) in documents
        .iter()
        .flat_map(|(uri, findings)| findings.iter().map(move |one| (*uri, one)))
    {
        let index = *indexes.entry(finding.code).or_insert_with(|| {
            rules.push(json!({
                "id": finding.code,
                "helpUri": finding.learn_more_link,
                "defaultConfiguration": { "level": level(finding.kind) },
                "properties": { "findingType": finding.kind.name() },
            }));
            rules.len() - 1
        });
        results.push(result(uri, index, finding));
    }
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "symbolon lint",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "utf16CodeUnits",
            "results": results,
        }],
    })
}

fn result(uri: &str, rule_index: usize, finding: &Finding) -> Value {
    let mut places = finding
        .locations
        .iter()
        .enumerate()
        .map(|(id, location)| place(uri, id, location));
    let locations: Vec<Value> = places.by_ref().take(1).collect();
    let related: Vec<Value> = places.collect();
    let mut result = json!({
        "ruleId": finding.code,
        "ruleIndex": rule_index,
        "level": level(finding.kind),
        "message": { "text": finding.details },
        "locations": locations,
    });
    if let Some(result) = result.as_object_mut().filter(|_| !related.is_empty()) {
        result.insert("relatedLocations".to_owned(), Value::Array(related));
    }
    result
}

fn place(uri: &str, id: usize, location: &Location) -> Value {
    let (start, end) = (location.span.start, location.span.end);
    json!({
        "id": id,
        "physicalLocation": {
            "artifactLocation": { "uri": uri },
            // Columns count from 1 here, and the end is the column after the last.
            "region": {
                "startLine": start.line,
                "startColumn": start.column + 1,
                "endLine": end.line,
                "endColumn": end.column + 1,
                "charOffset": start.offset,
                "charLength": end.offset - start.offset,
            },
        },
        "logicalLocations": [{ "fullyQualifiedName": pointer(&location.path) }],
    })
}

/// The path as a JSON pointer (RFC 6901); a part of a string has the string's.
fn pointer(path: &[PathElement]) -> String {
    let mut pointer = String::new();
    for step in path {
        match step {
            PathElement::Index(index) => pointer.push_str(&format!("/{index}")),
            PathElement::Key(name) | PathElement::Value(name) => {
                pointer.push('/');
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
            PathElement::Substring { .. } => {}
        }
    }
    pointer
}

fn level(kind: FindingType) -> &'static str {
    match kind {
        FindingType::Error => "error",
        FindingType::SecurityWarning | FindingType::Warning => "warning",
        FindingType::Suggestion => "note",
    }
}
