//! Findings in the shapes of the service.
//! <https://docs.aws.amazon.com/access-analyzer/latest/APIReference/API_ValidatePolicyFinding.html>

use shapes::access_analyzer::{
    Location, PathElement, Position, Span, Substring, ValidatePolicyFinding,
    ValidatePolicyFindingType,
};

/// The finding, in the words of the service.
pub(crate) fn finding(found: lint::Finding) -> ValidatePolicyFinding {
    ValidatePolicyFinding {
        finding_details: found.details,
        finding_type: match found.kind {
            lint::FindingType::Error => ValidatePolicyFindingType::Error,
            lint::FindingType::SecurityWarning => ValidatePolicyFindingType::SecurityWarning,
            lint::FindingType::Suggestion => ValidatePolicyFindingType::Suggestion,
            lint::FindingType::Warning => ValidatePolicyFindingType::Warning,
        },
        issue_code: found.code.to_owned(),
        learn_more_link: found.learn_more_link,
        locations: found.locations.into_iter().map(location).collect(),
    }
}

fn location(place: lint::Location) -> Location {
    Location {
        path: place.path.into_iter().map(path_element).collect(),
        span: Span {
            start: position(place.span.start),
            end: position(place.span.end),
        },
    }
}

/// A union: exactly one member is there.
fn path_element(step: lint::PathElement) -> PathElement {
    let none = PathElement::default();
    match step {
        lint::PathElement::Index(at) => PathElement {
            index: Some(number(at)),
            ..none
        },
        lint::PathElement::Key(name) => PathElement {
            key: Some(name),
            ..none
        },
        lint::PathElement::Substring { start, length } => PathElement {
            substring: Some(Substring {
                start: number(start),
                length: number(length),
            }),
            ..none
        },
        lint::PathElement::Value(name) => PathElement {
            value: Some(name),
            ..none
        },
    }
}

fn position(place: lint::Position) -> Position {
    Position {
        line: number(place.line),
        column: number(place.column),
        offset: number(place.offset),
    }
}

/// Documents are far shorter than this could hold.
fn number(count: usize) -> i32 {
    i32::try_from(count).unwrap_or(i32::MAX)
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use wire::{Encoder, Format, Output as _};

    use super::*;

    /// What the service writes and what `lint` writes by itself are one and the same, for findings with each kind of
    /// step.
    #[test]
    fn findings_are_written_as_lint_writes_them() {
        let mut steps = [0; 4];
        for (document, policy_type) in [
            (
                r#"{"Statement": [{"Sid": "", "Effect": "Allow", "Action": ["s3:GetObjec"], "Resource": "arn:aws:s3:::${aws:usrname}", "Resourc": 1}]}"#,
                lint::PolicyType::Identity,
            ),
            ("{\"Version\": \"2012-10-17\",", lint::PolicyType::Identity),
            (
                r#"{"Version": "2012-10-17", "Statement": {"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"}}"#,
                lint::PolicyType::ResourceControl,
            ),
        ] {
            let found = lint::lint(document, policy_type, None);
            assert!(!found.is_empty(), "{document}");
            for one in found {
                for step in one.locations.iter().flat_map(|location| &location.path) {
                    steps[match step {
                        lint::PathElement::Index(_) => 0,
                        lint::PathElement::Key(_) => 1,
                        lint::PathElement::Substring { .. } => 2,
                        lint::PathElement::Value(_) => 3,
                    }] += 1;
                }
                let expected = serde_json::to_value(&one).unwrap();
                let mut body = String::from("{");
                finding(one).members(&mut Encoder::new(&mut body, Format::Json));
                body.push('}');
                assert_eq!(serde_json::from_str::<Value>(&body).unwrap(), expected);
            }
        }
        assert!(steps.iter().all(|count| *count > 0), "{steps:?}");
    }
}
