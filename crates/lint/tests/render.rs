//! How findings are written.

use lint::{PolicyType, lint, render};
use serde_json::json;

const DOCUMENT: &str = r#"{
    "Version": "2012-10-17",
    "Statement": [{
        "Effect": "Allow",
        "Action": "iam:PassRole",
        "Resource": "*"
    }]
}
"#;

const LINK: &str = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html\
    #access-analyzer-reference-policy-checks-security-warning-pass-role-with-star-in-resource";
const DETAILS: &str = "Using the iam:PassRole action with wildcards (*) in the resource can be overly permissive because \
    it allows iam:PassRole permissions on multiple resources. We recommend that you specify resource ARNs or add the \
    iam:PassedToService condition key to your statement.";

#[test]
fn the_terminal_shows_the_lines_and_marks_the_places() {
    let findings = lint(DOCUMENT, PolicyType::Identity, None);
    let expected = format!(
        r#"security warning[PASS_ROLE_WITH_STAR_IN_RESOURCE]: {DETAILS}
 --> policy.json:5:19
  |
5 |         "Action": "iam:PassRole",
  |                   ^^^^^^^^^^^^^^
 --> policy.json:6:21
  |
6 |         "Resource": "*"
  |                     ^^^
  = {LINK}

"#
    );
    assert_eq!(
        render::text(DOCUMENT, "policy.json", &findings, render::Style::Plain),
        expected
    );
    let coloured = render::text(DOCUMENT, "policy.json", &findings, render::Style::Colour);
    assert!(
        coloured
            .starts_with("\u{1b}[1;33msecurity warning[PASS_ROLE_WITH_STAR_IN_RESOURCE]\u{1b}[0m")
    );
    assert!(render::text(DOCUMENT, "policy.json", &[], render::Style::Colour).is_empty());
}

#[test]
fn a_document_cannot_write_to_the_terminal() {
    let hostile = "{\"Version\": \"\\u001b[2J\u{202e}\", \u{1b}[2J";
    let valid = format!(
        "{{\"Version\": \"\\u001b[2J\u{202e}\", \"Statement\": [{}]}}",
        "{},".repeat(99) + "{}"
    );
    for document in [hostile, valid.as_str()] {
        let findings = lint(document, PolicyType::Identity, None);
        let text = render::text(document, "a\u{7}b", &findings, render::Style::Plain);
        assert!(!findings.is_empty());
        assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{text}");
        assert!(
            text.lines().all(|line| line.chars().count() < 400),
            "{text}"
        );
    }
}

#[test]
fn json_is_the_reply_of_validate_policy() {
    let findings = lint(DOCUMENT, PolicyType::Identity, None);
    let position = |line: usize, column: usize, offset: usize| json!({"line": line, "column": column, "offset": offset});
    let path = |last: &str| json!([{"value": "Statement"}, {"index": 0}, {"value": last}]);
    let expected = json!({"findings": [{
        "findingDetails": DETAILS,
        "findingType": "SECURITY_WARNING",
        "issueCode": "PASS_ROLE_WITH_STAR_IN_RESOURCE",
        "learnMoreLink": LINK,
        "locations": [
            {"path": path("Action"), "span": {"start": position(5, 18, 96), "end": position(5, 32, 110)}},
            {"path": path("Resource"), "span": {"start": position(6, 20, 132), "end": position(6, 23, 135)}},
        ],
    }]});
    assert_eq!(render::json(&findings), expected);
    let variable = lint(
        &DOCUMENT.replace("iam:PassRole", "s3:${a:b}"),
        PolicyType::Identity,
        None,
    );
    let path = &render::json(&variable)["findings"][0]["locations"][0]["path"];
    assert_eq!(path[3], json!({"substring": {"start": 3, "length": 6}}));
}

#[test]
fn sarif_has_rules_results_and_regions() {
    let findings = lint(DOCUMENT, PolicyType::Identity, None);
    let other = lint("{", PolicyType::Identity, None);
    let log = render::sarif(&[("a.json", &findings), ("b.json", &other)]);
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    assert_eq!(run["columnKind"], "utf16CodeUnits");
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    assert_eq!(
        rules
            .iter()
            .map(|rule| rule["id"].as_str().unwrap())
            .collect::<Vec<_>>(),
        ["PASS_ROLE_WITH_STAR_IN_RESOURCE", "JSON_SYNTAX_ERROR"]
    );
    let result = &run["results"][0];
    assert_eq!(
        (&result["level"], &result["ruleIndex"]),
        (&json!("warning"), &json!(0))
    );
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "a.json");
    assert_eq!(
        place["region"],
        json!({"startLine": 5, "startColumn": 19, "endLine": 5, "endColumn": 33, "charOffset": 96, "charLength": 14})
    );
    assert_eq!(
        result["relatedLocations"][0]["logicalLocations"][0]["fullyQualifiedName"],
        "/Statement/0/Resource"
    );
    assert_eq!(run["results"][1]["level"], "error");
    assert!(run["results"][1].get("relatedLocations").is_none());
}
