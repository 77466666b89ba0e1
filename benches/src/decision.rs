//! A decision is made: small and large sets of policies, and statements that do not match.

use policy::{
    Caller, CallerKind, Check, Decision, Entries, Kind, Layers, Policy, ResourceKind, Source,
    decide,
};

use crate::measure::{Contestant, Race, heading};

/// Some policies, and what they say of reading one object.
pub struct Case {
    pub name: &'static str,
    policies: Vec<Policy>,
    is_allowed: bool,
    context: Entries,
}

impl Case {
    fn new(name: &'static str, policies: Vec<Vec<String>>, is_allowed: bool) -> Self {
        let load = |statements: &Vec<String>| {
            let text = format!(
                r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
                statements.join(",")
            );
            Policy::load(&text, Kind::Identity { managed: true })
        };
        let context = Entries::new()
            .one("aws:username", "Ada")
            .one("aws:SourceIp", "192.0.2.7")
            .one("aws:SecureTransport", "true")
            .one("aws:CurrentTime", "2026-01-01T00:00:00Z");
        let case = Self {
            name,
            policies: policies.iter().map(load).collect(),
            is_allowed,
            context,
        };
        assert!(
            case.policies.iter().all(|policy| policy.fault().is_none()),
            "{name}: the policies are understood"
        );
        case
    }

    /// The policies as the evaluator takes them.
    #[must_use]
    pub fn sources(&self) -> Vec<Source<'_>> {
        self.policies
            .iter()
            .map(|policy| Source { policy, arn: None })
            .collect()
    }

    /// Decides; panics if the answer is another than it must be.
    pub fn decide(&self, sources: &[Source<'_>]) {
        let caller = Caller::new(
            CallerKind::User,
            "arn:aws:iam::111122223333:user/Ada",
            Some("111122223333"),
        );
        let check = Check {
            action: "s3:GetObject",
            resource: "arn:aws:s3:::bucket-x/home/Ada/file.txt",
            owner: Some("111122223333"),
            resource_kind: ResourceKind::Ordinary,
        };
        let layers = Layers {
            identity: sources,
            ..Layers::default()
        };
        let decision = decide(&caller, &check, &layers, &self.context);
        assert_eq!(
            matches!(decision, Decision::Allow),
            self.is_allowed,
            "{}",
            self.name
        );
    }
}

/// All cases, the first being what the others are compared with.
#[must_use]
pub fn cases() -> Vec<Case> {
    vec![
        Case::new("1 policy, 3 statements: allowed", vec![three()], true),
        Case::new(
            "10 policies, 50 statements with conditions: allowed",
            (0..10).map(five).collect(),
            true,
        ),
        Case::new(
            "100 policies, 1,000 statements with conditions: allowed",
            (0..100).map(ten).collect(),
            true,
        ),
        Case::new(
            "50 statements on other resources: denied",
            vec![other_resources(50, "Allow")],
            false,
        ),
        Case::new(
            "1,000 statements on other resources: denied",
            vec![other_resources(1_000, "Allow")],
            false,
        ),
        Case::new(
            "50 statements on other actions: denied",
            vec![other_actions(50)],
            false,
        ),
        Case::new(
            "1,000 statements on other actions: denied",
            vec![other_actions(1_000)],
            false,
        ),
        Case::new(
            "50 denies on other resources: allowed",
            vec![allow_and_denies(50)],
            true,
        ),
        Case::new(
            "1,000 denies on other resources: allowed",
            vec![allow_and_denies(1_000)],
            true,
        ),
    ]
}

/// Prints all cases.
pub fn run() {
    let cases = cases();
    let sources: Vec<_> = cases.iter().map(Case::sources).collect();
    heading("Decide", "the first");
    let contestants = cases
        .iter()
        .zip(&sources)
        .map(|(case, sources)| Contestant::new(case.name, move || case.decide(sources)))
        .collect();
    let race = Race::run(contestants);
    race.print(cases[0].name);
    for pair in cases[3..].chunks(2) {
        println!(
            "  {} / 50: {:.2}",
            pair[1].name,
            race.ratio(pair[1].name, pair[0].name)
        );
    }
}

fn three() -> Vec<String> {
    vec![
        r#"{"Effect":"Allow","Action":"s3:ListBucket","Resource":"arn:aws:s3:::bucket-x"}"#.to_owned(),
        r#"{"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::bucket-x/home/${aws:username}/*"}"#.to_owned(),
        r#"{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"Bool":{"aws:SecureTransport":"false"}}}"#.to_owned(),
    ]
}

fn five(number: usize) -> Vec<String> {
    // The last of ten is the first whose date has come.
    let year = if number % 10 == 9 { 2020 } else { 2090 };
    vec![
        r#"{"Effect":"Allow","Action":["ec2:Describe*","sqs:*"],"Resource":"*"}"#.to_owned(),
        format!(r#"{{"Effect":"Allow","Action":"s3:Get*","Resource":"arn:aws:s3:::other-{number}/*","Condition":{{"StringEquals":{{"aws:username":"Bob"}}}}}}"#),
        r#"{"Effect":"Deny","Action":"s3:*","Resource":"*","Condition":{"NotIpAddress":{"aws:SourceIp":"192.0.2.0/24"}}}"#.to_owned(),
        format!(r#"{{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::bucket-x/*","Condition":{{"DateGreaterThan":{{"aws:CurrentTime":"{year}-01-01T00:00:00Z"}}}}}}"#),
        format!(r#"{{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"arn:aws:dynamodb:*:*:table/t{number}"}}"#),
    ]
}

fn ten(number: usize) -> Vec<String> {
    let mut statements = five(number);
    statements.extend(five(number + 100));
    statements
}

fn other_resources(count: usize, effect: &str) -> Vec<String> {
    (0..count)
        .map(|number| format!(r#"{{"Effect":"{effect}","Action":"s3:GetObject","Resource":"arn:aws:s3:::b-{number}/*"}}"#))
        .collect()
}

fn other_actions(count: usize) -> Vec<String> {
    (0..count)
        .map(|number| format!(r#"{{"Effect":"Allow","Action":"s3:Get{number}","Resource":"*"}}"#))
        .collect()
}

fn allow_and_denies(count: usize) -> Vec<String> {
    let mut statements = other_resources(count, "Deny");
    statements.push(r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#.to_owned());
    statements
}
