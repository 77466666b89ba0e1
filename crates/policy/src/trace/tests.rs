//! What has to hold for every trace: it changes no answer, and what it names as the cause is really in it.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::{Cause, Entries, Kind, Policy, Source, decide};

const HOME: &str = "111122223333";
const IDENTITY: Kind = Kind::Identity { managed: false };

fn statements(has_principal: bool, has_resource: bool) -> impl Strategy<Value = Vec<String>> {
    let one = (
        select(&["Allow", "Allow", "Allow", "Deny", "Permit"]),
        select(&["s3:GetObject", "s3:*", "*", "sqs:*"]),
        select(&["*", "arn:aws:s3:::b/*", "arn:aws:s3:::b/${k}", "arn:aws:s3:::c/*"]),
        select(&[
            r#""*""#,
            r#"{"AWS":"111122223333"}"#,
            r#"{"AWS":"arn:aws:iam::111122223333:role/R"}"#,
            r#"{"AWS":"arn:aws:iam::444455556666:user/Eve"}"#,
            r#"{"Service":"s3.amazonaws.com"}"#,
            r#"{"Nobody":"x"}"#,
        ]),
        select(&[
            "",
            r#","Condition":{"StringEquals":{"k":["v","w"]},"IpAddress":{"aws:SourceIp":"10.0.0.0/8"}}"#,
            r#","Condition":{"StringNotEquals":{"k":"v"}}"#,
            r#","Condition":{"Sounds":{"k":"v"}}"#,
            r#","Condition":{"Null":{"k":false}}"#,
        ]),
    )
        .prop_map(move |(effect, action, resource, principal, condition)| {
            let principal = if has_principal {
                format!(r#","Principal":{principal}"#)
            } else {
                String::new()
            };
            let resource = if has_resource {
                format!(r#","Resource":"{resource}""#)
            } else {
                String::new()
            };
            format!(
                r#"{{"Effect":"{effect}","Action":"{action}"{resource}{principal}{condition}}}"#
            )
        });
    vec(one, 0..4)
}

fn policies(kind: Kind) -> impl Strategy<Value = Policy> {
    let version = select(&[
        "2012-10-17",
        "2012-10-17",
        "2012-10-17",
        "2012-10-17",
        "2099",
    ]);
    let statements = statements(kind.has_principal(), kind != Kind::Trust);
    (version, statements).prop_map(move |(version, statements)| {
        let statements = statements.join(",");
        Policy::load(
            &format!(r#"{{"Version":"{version}","Statement":[{statements}]}}"#),
            kind,
        )
    })
}

fn callers() -> impl Strategy<Value = Caller<'static>> {
    let user = Caller::new(
        CallerKind::User,
        "arn:aws:iam::111122223333:user/Ada",
        Some(HOME),
    );
    let session = Caller {
        entity_arn: Some("arn:aws:iam::111122223333:role/R"),
        ..Caller::new(
            CallerKind::RoleSession,
            "arn:aws:sts::111122223333:assumed-role/R/s",
            Some(HOME),
        )
    };
    let root = Caller::new(
        CallerKind::Root,
        "arn:aws:iam::111122223333:root",
        Some(HOME),
    );
    select(vec![
        user,
        session,
        Caller {
            is_service_linked: true,
            ..session
        },
        root,
        Caller {
            kind: CallerKind::RootSession,
            ..root
        },
        Caller {
            kind: CallerKind::FederatedUser,
            ..user
        },
        Caller {
            kind: CallerKind::FederatedRoot,
            ..root
        },
        Caller::new(
            CallerKind::User,
            "arn:aws:iam::444455556666:user/Eve",
            Some("444455556666"),
        ),
        Caller::new(CallerKind::Service, "s3.amazonaws.com", None),
        Caller::anonymous(),
    ])
}

#[derive(Debug, Clone)]
struct World {
    scp: Vec<Vec<Policy>>,
    rcp: Vec<Vec<Policy>>,
    endpoint: Option<Policy>,
    resource: Option<Policy>,
    identity: Vec<Policy>,
    boundary: Option<Policy>,
    session: Option<Vec<Policy>>,
    resource_kind: ResourceKind,
}

fn worlds() -> impl Strategy<Value = World> {
    let resources = prop_oneof![
        (
            Just(ResourceKind::Ordinary),
            option::of(policies(Kind::Bucket))
        ),
        (
            Just(ResourceKind::KmsKey),
            option::of(policies(Kind::Resource))
        ),
        (
            Just(ResourceKind::RoleTrust),
            option::of(policies(Kind::Trust))
        ),
        // A policy of the wrong kind denies, and the trace has to say so.
        (
            Just(ResourceKind::RoleTrust),
            option::of(policies(IDENTITY))
        ),
    ];
    (
        vec(vec(policies(Kind::Scp), 0..3), 0..3),
        vec(vec(policies(Kind::Rcp), 0..2), 0..2),
        option::weighted(0.2, policies(Kind::VpcEndpoint)),
        resources,
        vec(policies(IDENTITY), 0..3),
        option::of(policies(IDENTITY)),
        option::of(vec(policies(Kind::Session), 0..2)),
    )
        .prop_map(
            |(scp, rcp, endpoint, (resource_kind, resource), identity, boundary, session)| World {
                scp,
                rcp,
                endpoint,
                resource,
                identity,
                boundary,
                session,
                resource_kind,
            },
        )
}

fn contexts() -> impl Strategy<Value = Entries> {
    let key = option::of(select(&["v", "k", "x"]));
    let ip = option::of(select(&["10.1.2.3", "192.0.2.1"]));
    (key, ip).prop_map(|(k, ip)| {
        let entries = k
            .into_iter()
            .fold(Entries::new(), |entries, k| entries.one("K", k));
        ip.into_iter()
            .fold(entries, |entries, ip| entries.one("aws:sourceip", ip))
    })
}

fn source(policy: &Policy) -> Source<'_> {
    Source { policy, arn: None }
}

fn sources(policies: &[Policy]) -> Vec<Source<'_>> {
    policies.iter().map(source).collect()
}

fn each(levels: &[Vec<Policy>]) -> Vec<Vec<Source<'_>>> {
    levels.iter().map(|level| sources(level)).collect()
}

impl World {
    fn with_layers<T>(&self, then: impl FnOnce(&Layers<'_>) -> T) -> T {
        let (scp, rcp) = (each(&self.scp), each(&self.rcp));
        let scp: Vec<&[Source<'_>]> = scp.iter().map(Vec::as_slice).collect();
        let rcp: Vec<&[Source<'_>]> = rcp.iter().map(Vec::as_slice).collect();
        let identity = sources(&self.identity);
        let session = self.session.as_deref().map(sources);
        then(&Layers {
            rcp: &rcp,
            scp: &scp,
            vpc_endpoint: self.endpoint.as_ref().map(source),
            resource: self.resource.as_ref().map(source),
            identity: &identity,
            boundary: self.boundary.as_ref().map(source),
            session: session.as_deref(),
        })
    }
}

/// What the trace says is the cause is what it shows.
fn names_its_cause(trace: &Trace<'_>) -> Result<(), TestCaseError> {
    for statement in trace
        .layers()
        .iter()
        .flat_map(|layer| &layer.policies)
        .flat_map(|policy| &policy.statements)
    {
        if let StatementOutcome::DoesNotApply(mismatches) = &statement.outcome {
            prop_assert!(!mismatches.is_empty(), "{trace}");
        }
    }
    match trace.decision() {
        Decision::Allow => {
            for (layer, _, statement) in trace.deciding() {
                prop_assert_eq!(layer.verdict, Verdict::Allows);
                prop_assert_eq!(statement.statement.effect(), Effect::Allow);
                prop_assert!(matches!(statement.outcome, StatementOutcome::Applies(_)));
            }
            let is_root = matches!(
                trace.caller_kind,
                CallerKind::Root | CallerKind::RootSession
            );
            prop_assert!(is_root || !trace.deciding().is_empty(), "{trace}");
            let verdicts = trace.layers().iter().map(|layer| layer.verdict);
            prop_assert!(
                verdicts
                    .clone()
                    .all(|verdict| !matches!(verdict, Verdict::Denies | Verdict::Faulty)),
                "{trace}"
            );
        }
        Decision::Deny(denial) => {
            let Some(layer) = denial.layer else {
                prop_assert!(matches!(denial.cause, Cause::Fault(_)));
                return Ok(());
            };
            let traced = trace.layer(layer).unwrap();
            match denial.cause {
                Cause::Explicit => {
                    let (_, _, statement) = trace.named_by(&denial).unwrap();
                    prop_assert_eq!(statement.statement.effect(), Effect::Deny);
                    prop_assert!(matches!(statement.outcome, StatementOutcome::Applies(_)));
                    prop_assert_eq!(traced.verdict, Verdict::Denies);
                }
                Cause::Implicit => {
                    prop_assert_eq!(traced.verdict, Verdict::DoesNotAllow, "{}", trace);
                }
                Cause::Fault(fault) => {
                    let policy = traced
                        .policies
                        .iter()
                        .find(|policy| Some(policy.source) == denial.source)
                        .unwrap();
                    let of_statement = trace
                        .named_by(&denial)
                        .map(|(_, _, statement)| statement.outcome.clone());
                    prop_assert!(
                        of_statement == Some(StatementOutcome::Faulty(fault))
                            || policy.fault == Some(fault),
                        "{trace}"
                    );
                }
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_trace_changes_no_answer_and_names_a_cause_that_is_in_it(
        world in worlds(), caller in callers(), context in contexts(),
        action in select(&["s3:GetObject", "s3:getbucketpolicy", "sts:GetSessionToken", "sts:AssumeRoot"]),
    ) {
        let check = Check {
            action,
            resource: "arn:aws:s3:::b/k",
            owner: Some(HOME),
            resource_kind: world.resource_kind,
        };
        world.with_layers(|layers| {
            let traced = trace(&caller, &check, layers, &context);
            prop_assert_eq!(traced.decision(), decide(&caller, &check, layers, &context));
            if traced.is_open {
                return Ok(());
            }
            let json: serde_json::Value = serde_json::from_str(&traced.to_json()).unwrap();
            prop_assert_eq!(json["decision"].as_str(), Some(traced.word()));
            prop_assert_eq!(json["layers"].as_array().map(Vec::len), Some(traced.layers().len()));
            prop_assert!(traced.to_string().contains(&traced.reason()));
            names_its_cause(&traced)
        })?;
    }
}

/// Reasons as people read them, and the whole of one trace.
#[test]
fn reasons_are_short_and_true() {
    let text = r#"{"Version": "2012-10-17", "Statement": [
        {"Sid": "Others", "Effect": "Allow", "Action": "sqs:*", "Resource": "*"},
        {"Sid": "Own", "Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/${aws:username}/*"},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}"#;
    let policy = Policy::load(text, IDENTITY);
    let identity = [source(&policy)];
    let layers = Layers {
        identity: &identity,
        ..Layers::default()
    };
    let caller = Caller::new(
        CallerKind::User,
        "arn:aws:iam::111122223333:user/Ada",
        Some(HOME),
    );
    let check = Check {
        action: "s3:GetObject",
        resource: "arn:aws:s3:::b/Ada/k",
        owner: Some(HOME),
        resource_kind: ResourceKind::Ordinary,
    };
    let name = |_, _| Some("files.json".to_owned());
    let plain = Entries::new();
    let ada = Entries::new().one("aws:username", "Ada");
    let open = ada.clone().one("aws:SecureTransport", "false");
    for (context, reason, missing) in [
        (
            &plain,
            "no identity-based policy allows the s3:GetObject action: statement 2 \"Own\" of files.json does not apply, \
             because its resource holds ${aws:username}, which the request does not have",
            vec!["aws:SecureTransport", "aws:username"],
        ),
        (
            &ada,
            "allowed by statement 2 \"Own\" of files.json (identity-based policy)",
            vec!["aws:SecureTransport"],
        ),
        (
            &open,
            "explicit deny by statement 3 of files.json (identity-based policy)",
            vec![],
        ),
    ] {
        let traced = trace(&caller, &check, &layers, context).named(name);
        assert_eq!(traced.reason(), reason);
        assert_eq!(traced.missing_keys(), missing);
    }
    assert_eq!(
        trace(&caller, &check, &layers, &ada)
            .named(name)
            .to_string(),
        "ALLOWED  s3:GetObject on arn:aws:s3:::b/Ada/k\n  \
           principal: arn:aws:iam::111122223333:user/Ada\n  \
           reason: allowed by statement 2 \"Own\" of files.json (identity-based policy)\n  \
           keys that the request does not have: aws:SecureTransport\n\
         identity-based policy allows\n  \
           files.json\n      \
               1 \"Others\" Allow: is about other actions\n    \
             + 2 \"Own\" Allow: applies\n      \
               3 Deny: does not apply\n          \
                   Bool aws:SecureTransport wants false and the request has no such key\n"
    );
    let federated = Caller {
        kind: CallerKind::FederatedUser,
        ..caller
    };
    assert_eq!(
        trace(&federated, &check, &layers, &ada).reason(),
        "the session was made without a session policy, so it may do nothing"
    );
    let elsewhere = Check {
        owner: Some("444455556666"),
        ..check
    };
    assert_eq!(
        trace(&caller, &elsewhere, &layers, &ada).reason(),
        "there is no resource-based policy that could allow the s3:GetObject action"
    );
    let root = Caller {
        kind: CallerKind::Root,
        ..caller
    };
    assert_eq!(
        trace(&root, &check, &layers, &ada).reason(),
        "the root user needs no policy of its own, and nothing denies it"
    );
    let unknown = Check {
        owner: None,
        ..check
    };
    let Decision::Deny(denial) = trace(&caller, &unknown, &layers, &ada).decision() else {
        panic!("nobody owns it")
    };
    assert_eq!(denial.cause, Cause::Fault(Fault::UnknownOwner));
}

/// A policy's author, who may be a stranger, cannot make a trace say what it does not.
#[test]
fn no_policy_writes_lines_of_its_own() {
    let text = r#"{"Version": "2012-10-17", "Statement": {"Sid": "x\n    + 2 Allow: applies\u001b[2J", "Effect": "Deny",
        "Action": "*", "Resource": "*"}}"#;
    let policy = Policy::load(text, IDENTITY);
    let identity = [source(&policy)];
    let layers = Layers {
        identity: &identity,
        ..Layers::default()
    };
    let caller = Caller::new(
        CallerKind::User,
        "arn:aws:iam::111122223333:user/Ada",
        Some(HOME),
    );
    let check = Check {
        action: "s3:GetObject",
        resource: "arn:aws:s3:::b/k\nALLOWED",
        owner: Some(HOME),
        resource_kind: ResourceKind::Ordinary,
    };
    let traced = trace(&caller, &check, &layers, &Entries::new());
    assert!(!traced.reason().contains(char::is_control));
    let lines: Vec<String> = traced.to_string().lines().map(str::to_owned).collect();
    assert_eq!(lines.len(), 6, "{lines:?}");
    assert!(!lines.iter().any(|line| line.contains(char::is_control)));
}
