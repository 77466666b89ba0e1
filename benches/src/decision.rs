//! A decision is made: small and large sets of policies, statements that do not match, and how long others take.

mod peers;
pub mod sets;

use policy::{
    Caller, CallerKind, Check, Decision, Entries, Kind, Layers, Policy, ResourceKind, Source,
    decide,
};

use self::sets::{Set, document, sets};
use crate::measure::{Contestant, Race, heading};

/// Some policies, and what they say of reading one object.
pub struct Case {
    pub name: &'static str,
    policies: Vec<Policy>,
    is_allowed: bool,
    context: Entries,
}

impl Case {
    fn new(name: &'static str, documents: &[String], is_allowed: bool) -> Self {
        let load = |text: &String| Policy::load(text, Kind::Identity { managed: true });
        let context = Entries::new()
            .one("aws:username", "Ada")
            .one("aws:SourceIp", "192.0.2.7")
            .one("aws:SecureTransport", "true")
            .one("aws:CurrentTime", "2026-01-01T00:00:00Z");
        let case = Self {
            name,
            policies: documents.iter().map(load).collect(),
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
    let of_set = |set: &Set| -> Vec<String> { set.policies.iter().map(|p| document(p)).collect() };
    let sized = sets().into_iter().filter(|set| set.has_conditions);
    let names = [
        "1 policy, 3 statements: allowed",
        "10 policies, 50 statements with conditions: allowed",
        "100 policies, 1,000 statements with conditions: allowed",
    ];
    let sized = sized.zip(names);
    let mut cases: Vec<Case> = sized
        .map(|(set, name)| Case::new(name, &of_set(&set), true))
        .collect();
    let pairs = [
        (
            "50 statements on other resources: denied",
            "1,000 statements on other resources: denied",
            other_resources as fn(usize) -> Vec<String>,
            false,
        ),
        (
            "50 statements on other roles, of any account: denied",
            "1,000 statements on other roles, of any account: denied",
            other_roles,
            false,
        ),
        (
            "50 statements on other actions: denied",
            "1,000 statements on other actions: denied",
            other_actions,
            false,
        ),
        (
            "50 denies on other resources: allowed",
            "1,000 denies on other resources: allowed",
            allow_and_denies,
            true,
        ),
    ];
    for (few, many, statements, is_allowed) in pairs {
        cases.push(Case::new(few, &[joined(&statements(50))], is_allowed));
        cases.push(Case::new(many, &[joined(&statements(1_000))], is_allowed));
    }
    cases
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
    peers::run();
}

fn joined(statements: &[String]) -> String {
    let statements = statements.join(",");
    format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#)
}

fn on_buckets(count: usize, effect: &str) -> Vec<String> {
    (0..count)
        .map(|number| format!(r#"{{"Effect":"{effect}","Action":"s3:GetObject","Resource":"arn:aws:s3:::b-{number}/*"}}"#))
        .collect()
}

fn other_resources(count: usize) -> Vec<String> {
    on_buckets(count, "Allow")
}

/// The start of the ARN is not known, and the action fits.
fn other_roles(count: usize) -> Vec<String> {
    (0..count)
        .map(|number| {
            format!(
                r#"{{"Effect":"Allow","Action":"*","Resource":"arn:aws:iam::*:role/r-{number}"}}"#
            )
        })
        .collect()
}

fn other_actions(count: usize) -> Vec<String> {
    (0..count)
        .map(|number| format!(r#"{{"Effect":"Allow","Action":"s3:Get{number}","Resource":"*"}}"#))
        .collect()
}

fn allow_and_denies(count: usize) -> Vec<String> {
    let mut statements = on_buckets(count, "Deny");
    statements.push(r#"{"Effect":"Allow","Action":"s3:*","Resource":"*"}"#.to_owned());
    statements
}
