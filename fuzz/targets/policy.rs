//! Policies of strangers: read as every kind, printed and read back, and put through the evaluator, whose laws
//! must hold whatever they say: a Deny, a boundary and a session policy never add.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use policy::{
    Caller, CallerKind, Check, Decision, Entries, Kind, Layers, Policy, ResourceKind, Source,
    decide,
};

const KINDS: &[Kind] = &[
    Kind::Identity { managed: true },
    Kind::Identity { managed: false },
    Kind::Session,
    Kind::Trust,
    Kind::Bucket,
    Kind::Resource,
    Kind::Scp,
    Kind::Rcp,
];

const ACCOUNT: &str = "123456789012";

const CHECKS: &[(&str, &str)] = &[
    ("s3:GetObject", "arn:aws:s3:::reports/Ada/2026.csv"),
    ("iam:CreateUser", "arn:aws:iam::123456789012:user/team/Bob"),
    (
        "sts:GetFederationToken",
        "arn:aws:sts::123456789012:federated-user/guest",
    ),
];

static DENY_ALL: LazyLock<Policy> = LazyLock::new(|| fixed("Deny"));
static ALLOW_ALL: LazyLock<Policy> = LazyLock::new(|| fixed("Allow"));

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    for kind in KINDS {
        let loaded = Policy::load(text, *kind);
        if let Ok(parsed) = Policy::parse(text, *kind)
            && parsed.fault().is_none()
            && parsed
                .statements()
                .iter()
                .all(|statement| statement.fault().is_none())
        {
            let printed = parsed.to_string();
            assert_eq!(
                Policy::load(&printed, *kind).to_string(),
                printed,
                "printed, read and printed again"
            );
        }
        if !kind.has_principal() {
            laws(&loaded);
        }
    }
    for kind in [Kind::Bucket, Kind::Trust] {
        of_the_resource(&Policy::load(text, kind));
    }
});

/// The stranger's policy as identity policy, boundary and session policy.
fn laws(stranger: &Policy) {
    let source = [Source {
        policy: stranger,
        arn: None,
    }];
    let everything = [Source {
        policy: &ALLOW_ALL,
        arn: None,
    }];
    let with_deny = [
        source[0],
        Source {
            policy: &DENY_ALL,
            arn: None,
        },
    ];
    let identity = |identity| Layers {
        identity,
        ..Layers::default()
    };
    for (action, resource) in CHECKS {
        let allows = |layers: &Layers<'_>| is_allowed(action, resource, layers);
        let alone = allows(&identity(&source));
        assert!(
            !allows(&identity(&with_deny)),
            "{action}: allowed in spite of a Deny"
        );
        assert!(
            !allows(&Layers {
                boundary: Some(source[0]),
                ..Layers::default()
            }),
            "{action}: a boundary gave"
        );
        assert!(
            !allows(&Layers {
                session: Some(&source),
                ..Layers::default()
            }),
            "{action}: a session policy gave"
        );
        let bounded = allows(&Layers {
            boundary: Some(everything[0]),
            ..identity(&source)
        });
        assert_eq!(
            bounded, alone,
            "{action}: a boundary that allows all changed the answer"
        );
        let both = allows(&Layers {
            boundary: Some(source[0]),
            session: Some(&source),
            ..identity(&everything)
        });
        assert!(
            !both
                || allows(&Layers {
                    boundary: Some(source[0]),
                    ..identity(&everything)
                }),
            "{action}: more layers, more"
        );
    }
}

/// The stranger's policy on a resource: a Deny in the identity policy still wins.
fn of_the_resource(stranger: &Policy) {
    let denied = [Source {
        policy: &DENY_ALL,
        arn: None,
    }];
    for (action, resource) in CHECKS {
        let resource_policy = Some(Source {
            policy: stranger,
            arn: None,
        });
        let _ = is_allowed(
            action,
            resource,
            &Layers {
                resource: resource_policy,
                ..Layers::default()
            },
        );
        let layers = Layers {
            resource: resource_policy,
            identity: &denied,
            ..Layers::default()
        };
        assert!(
            !is_allowed(action, resource, &layers),
            "{action}: a resource policy overrode a Deny"
        );
    }
}

fn is_allowed(action: &str, resource: &str, layers: &Layers<'_>) -> bool {
    let caller = Caller::new(
        CallerKind::User,
        "arn:aws:iam::123456789012:user/Ada",
        Some(ACCOUNT),
    );
    let check = Check {
        action,
        resource,
        owner: Some(ACCOUNT),
        resource_kind: ResourceKind::Ordinary,
    };
    let context = Entries::new()
        .one("aws:username", "Ada")
        .one("aws:SourceIp", "192.0.2.7")
        .one("aws:CurrentTime", "2026-08-30T12:36:00Z")
        .one("aws:EpochTime", "1788093360")
        .one("aws:SecureTransport", "false")
        .one("aws:PrincipalTag/team", "blue")
        .many("aws:TagKeys", ["team", "Level"]);
    decide(&caller, &check, layers, &context) == Decision::Allow
}

fn fixed(effect: &str) -> Policy {
    let text = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"{effect}","Action":"*","Resource":"*"}}}}"#
    );
    Policy::load(&text, Kind::Identity { managed: true })
}
