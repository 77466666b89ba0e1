//! Reads the tables in `conformance/policy` and holds the crate against every row. They are YAML, read by
//! serde-saphyr: of the crates that read YAML it is the one that is kept up and has no C and no unsafe code of its own.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may panic, in its helpers too"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use policy::{
    Caller, CallerKind, Cause, Check, Decision, Entries, Kind, Layer, Layers, Outcome, Place,
    Policy, ResourceKind, Source, decide, decide_observed,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

const ACCOUNT: &str = "111122223333";
const IDENTITY: Kind = Kind::Identity { managed: false };

/// A row names the fact it fixes.
trait Row: DeserializeOwned {
    fn fact(&self) -> &str;
}

/// The rows of a table, each about a fact of its own.
fn rows<T: Row>(file: &str) -> Vec<T> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../conformance/policy")
        .join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    let rows: Vec<T> =
        serde_saphyr::from_str(&text).unwrap_or_else(|error| panic!("{file}: {error}"));
    let mut facts = BTreeSet::new();
    for row in &rows {
        assert!(
            !row.fact().is_empty() && facts.insert(row.fact()),
            "{file}: the fact of this row is missing or stands twice: {}",
            row.fact()
        );
    }
    rows
}

fn verdict(file: &str, failures: Vec<String>, rows: usize) {
    assert!(
        failures.is_empty(),
        "{file}: {} of {rows} rows fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

/// A policy in a table: its text, or JSON; a single statement is wrapped.
fn load(value: &Value, kind: Kind) -> Policy {
    match value {
        Value::String(text) => Policy::load(text, kind),
        Value::Object(members) if members.contains_key("Statement") => {
            Policy::load(&value.to_string(), kind)
        }
        Value::Object(members) => {
            let mut statement = members.clone();
            let kind = match statement.remove("kind") {
                Some(name) => kind_named(name.as_str().unwrap()),
                None => kind,
            };
            Policy::load(
                &json!({"Version": "2012-10-17", "Statement": [statement]}).to_string(),
                kind,
            )
        }
        other => panic!("no policy: {other}"),
    }
}

fn kind_named(name: &str) -> Kind {
    match name {
        "managed" => Kind::Identity { managed: true },
        "identity" | "inline" => IDENTITY,
        "session" => Kind::Session,
        "trust" => Kind::Trust,
        "bucket" => Kind::Bucket,
        "resource" => Kind::Resource,
        "scp" => Kind::Scp,
        "rcp" => Kind::Rcp,
        "vpc_endpoint" => Kind::VpcEndpoint,
        other => panic!("no kind: {other}"),
    }
}

fn context(values: &BTreeMap<String, Value>) -> Entries {
    values
        .iter()
        .fold(Entries::new(), |entries, (key, value)| match value {
            Value::String(value) => entries.one(key, value.as_str()),
            Value::Array(values) => {
                entries.many(key, values.iter().map(|value| value.as_str().unwrap()))
            }
            other => panic!("no context value: {other}"),
        })
}

fn caller(name: &str) -> Caller<'static> {
    const USER: &str = "arn:aws:iam::111122223333:user/team/Ada";
    let user = Caller {
        unique_id: Some("AIDAEXAMPLEADA000001"),
        ..Caller::new(CallerKind::User, USER, Some(ACCOUNT))
    };
    let role = Caller {
        entity_arn: Some("arn:aws:iam::111122223333:role/app/Worker"),
        unique_id: Some("AROAEXAMPLEWORKER001"),
        ..Caller::new(
            CallerKind::RoleSession,
            "arn:aws:sts::111122223333:assumed-role/Worker/s1",
            Some(ACCOUNT),
        )
    };
    let root = Caller::new(
        CallerKind::Root,
        "arn:aws:iam::111122223333:root",
        Some(ACCOUNT),
    );
    let fay = "arn:aws:sts::111122223333:federated-user/Fay";
    let canonical = Some("cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc");
    match name {
        "root" => root,
        "root-canonical" => Caller {
            canonical_user: canonical,
            ..root
        },
        "root-session" => Caller {
            kind: CallerKind::RootSession,
            ..root
        },
        "user" => user,
        "user-with-keys" => Caller {
            has_long_term_credentials: true,
            ..user
        },
        "user-canonical" => Caller {
            canonical_user: canonical,
            ..user
        },
        "role" => role,
        "service-linked-role" => Caller {
            is_service_linked: true,
            ..role
        },
        "federated" => Caller {
            kind: CallerKind::FederatedUser,
            arn: fay,
            entity_arn: Some(USER),
            ..user
        },
        "federated-root" => Caller::new(CallerKind::FederatedRoot, fay, Some(ACCOUNT)),
        "service" => Caller {
            service_aliases: &["sqs.eu-west-1.amazonaws.com"],
            ..Caller::new(CallerKind::Service, "sqs.amazonaws.com", None)
        },
        "provider" => Caller::new(
            CallerKind::IdentityProvider,
            "arn:aws:iam::111122223333:saml-provider/Corp",
            None,
        ),
        "anonymous" => Caller::anonymous(),
        "foreign-user" => Caller::new(
            CallerKind::User,
            "arn:aws:iam::444455556666:user/Eve",
            Some("444455556666"),
        ),
        "foreign-root" => Caller::new(
            CallerKind::Root,
            "arn:aws:iam::444455556666:root",
            Some("444455556666"),
        ),
        other => panic!("no caller: {other}"),
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DecisionRow {
    name: String,
    caller: String,
    #[serde(default = "get_object")]
    action: String,
    #[serde(default = "object")]
    request: String,
    owner: Option<String>,
    resource_kind: Option<String>,
    #[serde(default)]
    context: BTreeMap<String, Value>,
    #[serde(default)]
    rcp: Vec<Vec<Value>>,
    #[serde(default)]
    scp: Vec<Vec<Value>>,
    vpc_endpoint: Option<Value>,
    resource: Option<Value>,
    #[serde(default)]
    identity: Vec<Value>,
    boundary: Option<Value>,
    session: Option<Vec<Value>>,
    expect: String,
    source: Option<usize>,
    statement: Option<usize>,
    sid: Option<String>,
}

fn get_object() -> String {
    "s3:GetObject".into()
}

fn object() -> String {
    "arn:aws:s3:::b/k".into()
}

impl Row for DecisionRow {
    fn fact(&self) -> &str {
        &self.name
    }
}

impl DecisionRow {
    fn check(&self) -> Result<(), String> {
        let resource_kind = match self.resource_kind.as_deref() {
            None => ResourceKind::Ordinary,
            Some("trust") => ResourceKind::RoleTrust,
            Some("kms") => ResourceKind::KmsKey,
            Some(other) => panic!("no resource kind: {other}"),
        };
        let of_resource = if resource_kind == ResourceKind::RoleTrust {
            Kind::Trust
        } else {
            Kind::Resource
        };
        let all = |values: &[Value], kind| {
            values
                .iter()
                .map(|value| load(value, kind))
                .collect::<Vec<_>>()
        };
        let one = |value: &Option<Value>, kind| value.as_ref().map(|value| load(value, kind));
        let rcp: Vec<_> = self.rcp.iter().map(|level| all(level, Kind::Rcp)).collect();
        let scp: Vec<_> = self.scp.iter().map(|level| all(level, Kind::Scp)).collect();
        let endpoint = one(&self.vpc_endpoint, Kind::VpcEndpoint);
        let resource = one(&self.resource, of_resource);
        let identity = all(&self.identity, IDENTITY);
        let boundary = one(&self.boundary, IDENTITY);
        let session = self
            .session
            .as_ref()
            .map(|values| all(values, Kind::Session));
        let (rcp, scp) = (levels(&rcp), levels(&scp));
        let (rcp, scp): (Vec<&[Source]>, Vec<&[Source]>) = (
            rcp.iter().map(Vec::as_slice).collect(),
            scp.iter().map(Vec::as_slice).collect(),
        );
        let identity = sources(&identity);
        let session = session.as_deref().map(sources);
        let layers = Layers {
            rcp: &rcp,
            scp: &scp,
            vpc_endpoint: endpoint.as_ref().map(source),
            resource: resource.as_ref().map(source),
            identity: &identity,
            boundary: boundary.as_ref().map(source),
            session: session.as_deref(),
        };
        let owner = match self.owner.as_deref() {
            Some("none") => None,
            Some(owner) => Some(owner),
            None => Some(ACCOUNT),
        };
        let check = Check {
            action: &self.action,
            resource: &self.request,
            owner,
            resource_kind,
        };
        let caller = caller(&self.caller);
        let context = context(&self.context);
        let decision = decide(&caller, &check, &layers, &context);
        let watched = decide_observed(
            &caller,
            &check,
            &layers,
            &context,
            &mut Everything::default(),
        );
        if watched != decision {
            return Err(format!("observed {watched:?} but decided {decision:?}"));
        }
        self.compare(&decision)
    }

    fn compare(&self, decision: &Decision) -> Result<(), String> {
        let found = match decision {
            Decision::Allow => "allow".to_owned(),
            Decision::Deny(denial) => match (denial.cause, denial.layer) {
                (Cause::Fault(_), _) => "fault".to_owned(),
                (cause, Some(layer)) => format!(
                    "{} {}",
                    layer_name(layer),
                    format!("{cause:?}").to_lowercase()
                ),
                (cause, None) => format!("{cause:?}"),
            },
        };
        let denial = decision.denial();
        let differs = found != self.expect
            || self.source.is_some() && self.source != denial.and_then(|denial| denial.source)
            || self.statement.is_some()
                && self.statement != denial.and_then(|denial| denial.statement)
            || self.sid.is_some() && self.sid.as_deref() != denial.and_then(|denial| denial.sid);
        if differs {
            Err(format!("expected {}, found {decision:?}", self.expect))
        } else {
            Ok(())
        }
    }
}

/// Sees everything, which must not change the answer.
#[derive(Default)]
struct Everything {
    compared: usize,
}

impl policy::Observer for Everything {
    const SEES_EVERYTHING: bool = true;

    fn compared(&mut self, _: Place<'_>, _: Outcome) {
        self.compared += 1;
    }
}

fn source(policy: &Policy) -> Source<'_> {
    Source { policy, arn: None }
}

fn sources(policies: &[Policy]) -> Vec<Source<'_>> {
    policies.iter().map(source).collect()
}

fn levels(levels: &[Vec<Policy>]) -> Vec<Vec<Source<'_>>> {
    levels.iter().map(|level| sources(level)).collect()
}

fn layer_name(layer: Layer) -> &'static str {
    match layer {
        Layer::Rcp => "rcp",
        Layer::Scp => "scp",
        Layer::VpcEndpoint => "vpc_endpoint",
        Layer::Resource => "resource",
        Layer::Trust => "trust",
        Layer::Identity => "identity",
        Layer::Boundary => "boundary",
        Layer::Session => "session",
    }
}

#[test]
fn decisions() {
    for file in [
        "decisions/decisive.yaml",
        "decisions/differential.yaml",
        "decisions/layers.yaml",
        "decisions/principals.yaml",
    ] {
        let rows: Vec<DecisionRow> = rows(file);
        let failures = rows
            .iter()
            .filter_map(|row| {
                row.check()
                    .err()
                    .map(|error| format!("{}: {error}", row.name))
            })
            .collect();
        verdict(file, failures, rows.len());
    }
}

/// Whether a statement applies, seen from outside: alone in an identity policy for an Allow, beside an Allow of
/// everything for a Deny. Kinds that need principals are asked as resource policies.
fn applies(statement: &Value, effect: &str, kind: Kind, version: &str, row: &Request<'_>) -> bool {
    let mut statement = statement.clone();
    statement["Effect"] = json!(effect);
    if kind.has_principal() {
        statement["Principal"] = json!("*");
    }
    let policy = Policy::load(
        &json!({"Version": version, "Statement": statement}).to_string(),
        kind,
    );
    let everything = Policy::load(
        r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
        IDENTITY,
    );
    let everything_too = Policy::load(
        r#"{"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#,
        Kind::Scp,
    );
    let (tested, open) = ([source(&policy)], [source(&everything)]);
    let is_deny = effect == "Deny";
    let both = [source(&everything), source(&policy)];
    let with_scp = [source(&everything_too), source(&policy)];
    let level: [&[Source]; 1] = [if is_deny { &with_scp } else { &tested }];
    let mut layers = Layers {
        identity: &open,
        ..Layers::default()
    };
    match kind {
        Kind::Identity { .. } => layers.identity = if is_deny { &both } else { &tested },
        Kind::Session => layers.session = Some(if is_deny { &both } else { &tested }),
        Kind::Scp => layers.scp = &level,
        _ => {
            layers.resource = Some(tested[0]);
            layers.identity = if is_deny { &open } else { &[] };
        }
    }
    let check = Check {
        action: row.action,
        resource: row.resource,
        owner: Some(ACCOUNT),
        resource_kind: ResourceKind::Ordinary,
    };
    match decide(&caller("user"), &check, &layers, row.context) {
        Decision::Allow => !is_deny,
        Decision::Deny(denial) => is_deny && denial.is_explicit(),
    }
}

struct Request<'a> {
    action: &'a str,
    resource: &'a str,
    context: &'a Entries,
}

fn compare(
    statement: &Value,
    kind: Kind,
    version: &str,
    request: &Request<'_>,
    wanted: (bool, bool),
) -> Option<String> {
    let found = (
        applies(statement, "Allow", kind, version, request),
        applies(statement, "Deny", kind, version, request),
    );
    (found != wanted)
        .then(|| format!("{statement}: expected (allow, deny) {wanted:?}, found {found:?}"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PatternRow {
    fact: String,
    pattern: String,
    request: String,
    kind: Option<String>,
    version: Option<String>,
    #[serde(default)]
    not: bool,
    #[serde(default)]
    context: BTreeMap<String, Value>,
    allow: bool,
    deny: bool,
}

impl Row for PatternRow {
    fn fact(&self) -> &str {
        &self.fact
    }
}

#[test]
fn resources() {
    let rows: Vec<PatternRow> = rows("resources.yaml");
    let failures = rows.iter().filter_map(|row| {
        let element = if row.not { "NotResource" } else { "Resource" };
        let statement = json!({"Action": "*", element: row.pattern});
        let kind = row.kind.as_deref().map_or(IDENTITY, kind_named);
        let context = context(&row.context);
        let request = Request {
            action: "s3:GetObject",
            resource: &row.request,
            context: &context,
        };
        let version = row.version.as_deref().unwrap_or("2012-10-17");
        compare(&statement, kind, version, &request, (row.allow, row.deny))
            .map(|e| format!("{}: {} {e}", row.fact, row.request))
    });
    verdict("resources.yaml", failures.collect(), rows.len());
}

#[test]
fn actions() {
    let rows: Vec<PatternRow> = rows("actions.yaml");
    let failures = rows.iter().filter_map(|row| {
        let element = if row.not { "NotAction" } else { "Action" };
        let statement = json!({element: row.pattern, "Resource": "*"});
        let context = context(&row.context);
        let request = Request {
            action: &row.request,
            resource: "arn:aws:s3:::b/k",
            context: &context,
        };
        compare(
            &statement,
            IDENTITY,
            "2012-10-17",
            &request,
            (row.allow, row.deny),
        )
        .map(|e| format!("{}: {} {e}", row.fact, row.request))
    });
    verdict("actions.yaml", failures.collect(), rows.len());
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ConditionRow {
    fact: String,
    operator: String,
    values: Vec<String>,
    request: Option<Value>,
    version: Option<String>,
    #[serde(default)]
    context: BTreeMap<String, Value>,
    allow: bool,
    deny: bool,
}

impl Row for ConditionRow {
    fn fact(&self) -> &str {
        &self.fact
    }
}

#[test]
fn conditions() {
    for name in [
        "cardinality",
        "numbers",
        "dates",
        "strings",
        "addresses",
        "arns",
    ] {
        let file = format!("conditions/{name}.yaml");
        let rows: Vec<ConditionRow> = rows(&file);
        let failures = rows.iter().filter_map(|row| {
            let statement = json!({"Action": "*", "Resource": "*", "Condition": {row.operator.as_str(): {"k": row.values}}});
            let mut values = row.context.clone();
            values.extend(row.request.clone().map(|request| ("K".to_owned(), request)));
            let context = context(&values);
            let request = Request { action: "s3:GetObject", resource: "arn:aws:s3:::b/k", context: &context };
            let version = row.version.as_deref().unwrap_or("2012-10-17");
            compare(&statement, IDENTITY, version, &request, (row.allow, row.deny))
                .map(|error| format!("{}: {:?} {error}", row.fact, row.request))
        });
        verdict(&file, failures.collect(), rows.len());
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ValidationRow {
    fact: String,
    kind: String,
    document: String,
    error: Option<String>,
}

impl Row for ValidationRow {
    fn fact(&self) -> &str {
        &self.fact
    }
}

#[test]
fn validation() {
    let rows: Vec<ValidationRow> = rows("validation.yaml");
    let failures = rows.iter().filter_map(|row| {
        let kind = kind_named(&row.kind);
        let found = Policy::parse(&row.document, kind);
        let message = found.as_ref().err().map(|error| error.message().to_owned());
        if message != row.error {
            return Some(format!(
                "{} {}: expected {:?}, found {message:?}",
                row.kind, row.document, row.error
            ));
        }
        // What may be saved is understood when it is loaded, and printing it loses nothing.
        let policy = found.ok()?;
        let loaded = Policy::load(&row.document, kind);
        if policy != loaded || policy.fault().is_some() {
            return Some(format!("{}: saved and loaded differ", row.document));
        }
        let printed = Policy::load(&policy.to_string(), kind);
        (printed.to_string() != policy.to_string())
            .then(|| format!("{}: printed and read differ", row.document))
    });
    verdict("validation.yaml", failures.collect(), rows.len());
}
