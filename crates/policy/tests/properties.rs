//! What has to hold for every policy: a Deny more or an Allow less never opens anything, ceilings only lower, documents
//! survive printing, and no text makes the crate panic.

#![expect(clippy::unwrap_used, reason = "a test may panic, in its helpers too")]

use policy::{
    Caller, CallerKind, Check, Entries, Kind, Layers, Number, Policy, ResourceKind, Source, decide,
    normalize_trust_policy, rewrite_principals, size_without_whitespace,
};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

const ACCOUNT: &str = "111122223333";
const KINDS: &[Kind] = &[
    Kind::Identity { managed: true },
    Kind::Identity { managed: false },
    Kind::Session,
    Kind::Trust,
    Kind::Bucket,
    Kind::Resource,
    Kind::Scp,
    Kind::Rcp,
    Kind::VpcEndpoint,
];
const IDENTITY: Kind = Kind::Identity { managed: false };

/// The statements of every layer, as texts.
#[derive(Debug, Clone)]
struct World {
    identity: Vec<String>,
    resource: Option<Vec<String>>,
    boundary: Option<Vec<String>>,
    session: Option<Vec<String>>,
    scp: Option<Vec<String>>,
    rcp: Option<Vec<String>>,
    endpoint: Option<Vec<String>>,
}

impl World {
    fn layers(&mut self) -> Vec<&mut Vec<String>> {
        let optional = [
            &mut self.resource,
            &mut self.boundary,
            &mut self.session,
            &mut self.scp,
            &mut self.rcp,
            &mut self.endpoint,
        ];
        optional
            .into_iter()
            .flatten()
            .chain([&mut self.identity])
            .collect()
    }

    fn allows(&self, caller: &Caller<'_>, check: &Check<'_>, context: &Entries) -> bool {
        let some = |statements: &Option<Vec<String>>, kind| {
            statements.as_deref().map(|texts| load(texts, kind))
        };
        let resource = some(&self.resource, Kind::Resource);
        let boundary = some(&self.boundary, IDENTITY);
        let endpoint = some(&self.endpoint, Kind::VpcEndpoint);
        let identity = (!self.identity.is_empty()).then(|| load(&self.identity, IDENTITY));
        let (session, scp, rcp) = (
            some(&self.session, Kind::Session),
            some(&self.scp, Kind::Scp),
            some(&self.rcp, Kind::Rcp),
        );
        let (identity, sessions, scp, rcp) = (
            sources(&identity),
            sources(&session),
            sources(&scp),
            sources(&rcp),
        );
        let (scp_levels, rcp_levels): ([&[Source<'_>]; 1], [&[Source<'_>]; 1]) = ([&scp], [&rcp]);
        let layers = Layers {
            rcp: if rcp.is_empty() { &[] } else { &rcp_levels },
            scp: if scp.is_empty() { &[] } else { &scp_levels },
            vpc_endpoint: endpoint.as_ref().map(source),
            resource: resource.as_ref().map(source),
            identity: &identity,
            boundary: boundary.as_ref().map(source),
            session: session.is_some().then_some(&sessions),
        };
        decide(caller, check, &layers, context).is_allow()
    }
}

fn load(statements: &[String], kind: Kind) -> Policy {
    Policy::load(
        &format!(
            r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
            statements.join(",")
        ),
        kind,
    )
}

fn source(policy: &Policy) -> Source<'_> {
    Source { policy, arn: None }
}

fn sources(policy: &Option<Policy>) -> Vec<Source<'_>> {
    policy.iter().map(source).collect()
}

fn callers() -> impl Strategy<Value = Caller<'static>> {
    const USER: &str = "arn:aws:iam::111122223333:user/Ada";
    let user = Caller {
        unique_id: Some("AIDAADA"),
        ..Caller::new(CallerKind::User, USER, Some(ACCOUNT))
    };
    let role = Caller {
        entity_arn: Some("arn:aws:iam::111122223333:role/R"),
        unique_id: Some("AROAR"),
        ..Caller::new(
            CallerKind::RoleSession,
            "arn:aws:sts::111122223333:assumed-role/R/s",
            Some(ACCOUNT),
        )
    };
    let fay = "arn:aws:sts::111122223333:federated-user/Fay";
    let root = Caller::new(
        CallerKind::Root,
        "arn:aws:iam::111122223333:root",
        Some(ACCOUNT),
    );
    select(vec![
        user,
        role,
        root,
        Caller {
            kind: CallerKind::RootSession,
            ..root
        },
        Caller {
            kind: CallerKind::FederatedUser,
            arn: fay,
            entity_arn: Some(USER),
            ..user
        },
        Caller {
            kind: CallerKind::FederatedRoot,
            arn: fay,
            ..root
        },
        Caller::new(CallerKind::Service, "s3.amazonaws.com", None),
        Caller::new(CallerKind::IdentityProvider, "accounts.google.com", None),
        Caller::anonymous(),
        Caller::new(
            CallerKind::User,
            "arn:aws:iam::444455556666:user/Eve",
            Some("444455556666"),
        ),
    ])
}

fn principals() -> impl Strategy<Value = &'static str> {
    select(&[
        r#""*""#,
        r#"{"AWS":"*"}"#,
        r#"{"AWS":"111122223333"}"#,
        r#"{"AWS":["arn:aws:iam::111122223333:user/Ada","444455556666"]}"#,
        r#"{"AWS":"AROAR"}"#,
        r#"{"AWS":["arn:aws:sts::111122223333:assumed-role/R/s","arn:aws:iam::111122223333:role/R","111122223333"]}"#,
        r#"{"AWS":"arn:aws:sts::111122223333:federated-user/Fay"}"#,
        r#"{"Service":"s3.amazonaws.com"}"#,
        r#"{"Federated":"accounts.google.com"}"#,
    ])
}

fn statement(
    has_principal: bool,
    effects: &'static [&'static str],
) -> impl Strategy<Value = String> {
    (
        select(effects),
        (any::<bool>(), select(&["s3:GetObject", "s3:*", "*", "S3:Get?bject", "sqs:*"])),
        (any::<bool>(), select(&["*", "arn:aws:s3:::b/k", "arn:aws:s3:::b/*", "arn:aws:s3:::b/${k}", "arn:aws:s3:::${"])),
        (any::<bool>(), principals()),
        select(&[
            "",
            r#","Condition":{"StringEquals":{"k":"v"}}"#,
            r#","Condition":{"StringNotEquals":{"k":"v"}}"#,
            r#","Condition":{"ForAnyValue:StringLikeIfExists":{"m":["a*",""]}}"#,
            r#","Condition":{"ArnNotLike":{"k":["bad","arn:aws:s3:::b"]}}"#,
            r#","Condition":{"Sounds":{"k":"v"}}"#,
            r#","Condition":{"Null":{"m":true}}"#,
        ]),
    )
        .prop_map(move |(effect, (not_action, action), (not_resource, resource), (not_principal, principal), condition)| {
            let not = |is_not| if is_not { "Not" } else { "" };
            let principal = if has_principal { format!(r#","{}Principal":{principal}"#, not(not_principal)) } else { String::new() };
            format!(
                r#"{{"Effect":"{effect}","{}Action":"{action}","{}Resource":"{resource}"{principal}{condition}}}"#,
                not(not_action),
                not(not_resource)
            )
        })
}

const BOTH: &[&str] = &["Allow", "Allow", "Deny"];

fn worlds() -> impl Strategy<Value = World> {
    let own = || option::of(vec(statement(false, BOTH), 1..3));
    let named = || option::of(vec(statement(true, BOTH), 1..3));
    (
        vec(statement(false, BOTH), 0..3),
        named(),
        own(),
        own(),
        own(),
        named(),
        named(),
    )
        .prop_map(
            |(identity, resource, boundary, session, scp, rcp, endpoint)| World {
                identity,
                resource,
                boundary,
                session,
                scp,
                rcp,
                endpoint,
            },
        )
}

fn contexts() -> impl Strategy<Value = Entries> {
    (
        option::of(select(&["v", "k", "", "arn:aws:s3:::b"])),
        option::of(vec(select(&["abc", ""]), 0..3)),
    )
        .prop_map(|(k, m)| {
            let entries = k
                .into_iter()
                .fold(Entries::new(), |entries, k| entries.one("K", k));
            m.into_iter()
                .fold(entries, |entries, m| entries.many("m", m))
        })
}

const CHECK: Check<'static> = Check {
    action: "s3:GetObject",
    resource: "arn:aws:s3:::b/k",
    owner: Some(ACCOUNT),
    resource_kind: ResourceKind::Ordinary,
};

proptest! {
    #![proptest_config(ProptestConfig { cases: 1500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_deny_more_never_allows_more(
        world in worlds(), caller in callers(), context in contexts(), layer in any::<usize>(),
        with_principal in statement(true, &["Deny"]), without in statement(false, &["Deny"]),
    ) {
        let mut closed = world.clone();
        let mut layers = closed.layers();
        let at = layer % layers.len();
        let named = layers[at].first().is_some_and(|statement| statement.contains("Principal"));
        layers[at].push(if named { with_principal } else { without });
        prop_assert!(!closed.allows(&caller, &CHECK, &context) || world.allows(&caller, &CHECK, &context));
    }

    #[test]
    fn an_allow_less_never_allows_more(
        world in worlds(), caller in callers(), context in contexts(), layer in any::<usize>(), place in any::<usize>(),
    ) {
        let mut closed = world.clone();
        let mut layers = closed.layers();
        let at = layer % layers.len();
        // A faulty Allow denies what it reaches, so taking it away is no loss.
        let allows: Vec<usize> = (0..layers[at].len())
            .filter(|i| layers[at][*i].starts_with(r#"{"Effect":"Allow""#) && !layers[at][*i].contains("Sounds"))
            .collect();
        prop_assume!(!allows.is_empty());
        layers[at].remove(allows[place % allows.len()]);
        prop_assert!(!closed.allows(&caller, &CHECK, &context) || world.allows(&caller, &CHECK, &context));
    }

    #[test]
    fn ceilings_only_lower(
        mut world in worlds(), caller in callers(), context in contexts(),
        statements in vec(statement(false, BOTH), 1..3), which in 0..3,
    ) {
        let lowered = {
            let mut lowered = world.clone();
            // These have nothing before they have a session policy.
            let needs_session = matches!(
                caller.kind,
                CallerKind::FederatedUser | CallerKind::FederatedRoot | CallerKind::RootSession
            );
            prop_assume!(!(needs_session && which == 1));
            for (slot, old) in match which {
                0 => [(&mut lowered.boundary, &mut world.boundary)],
                1 => [(&mut lowered.session, &mut world.session)],
                _ => [(&mut lowered.scp, &mut world.scp)],
            } {
                *old = None;
                *slot = Some(statements.clone());
            }
            lowered
        };
        prop_assert!(!lowered.allows(&caller, &CHECK, &context) || world.allows(&caller, &CHECK, &context));
    }

    #[test]
    fn printing_loses_nothing(statements in vec(statement(true, BOTH), 1..4)) {
        let text = format!(r#"{{"Version":"2012-10-17","Id":"x","Statement":[{}]}}"#, statements.join(","));
        prop_assume!(!text.contains("Sounds"));
        let policy = Policy::load(&text, Kind::Resource);
        let printed = policy.to_string();
        let again = Policy::load(&printed, Kind::Resource);
        prop_assert_eq!(printed, again.to_string());
        prop_assert_eq!(policy.statements().len(), again.statements().len());
        for (one, other) in policy.statements().iter().zip(again.statements()) {
            prop_assert_eq!(one.conditions(), other.conditions());
            prop_assert_eq!(one.resources(), other.resources());
            prop_assert_eq!(one.actions(), other.actions());
        }
    }

    #[test]
    fn no_text_panics(noise in "\\PC{0,60}", statements in vec(statement(true, BOTH), 0..3), cut in any::<usize>(), caller in callers(), context in contexts()) {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}],"Id":"{noise}"}}"#, statements.join(","));
        let at = (0..=text.len()).filter(|at| text.is_char_boundary(*at)).nth(cut % (text.chars().count() + 1)).unwrap();
        let broken = format!("{}{noise}{}", &text[..at], &text[at..]);
        for text in [&noise, &text, &broken] {
            for kind in KINDS {
                let _ = Policy::parse(text, *kind);
                let policy = Policy::load(text, *kind);
                let source = Source { policy: &policy, arn: None };
                let layers = Layers { identity: &[source], resource: Some(source), ..Layers::default() };
                let is_allowed = decide(&caller, &Check { resource: &noise, action: &noise, ..CHECK }, &layers, &context);
                // No kind fits both places, and what does not fit denies.
                prop_assert!(caller.kind != CallerKind::User || !is_allowed.is_allow());
            }
            let _ = normalize_trust_policy(text);
            prop_assert_eq!(&rewrite_principals(text, |_, _| None), text);
            prop_assert!(size_without_whitespace(text) <= text.chars().count());
        }
    }

    #[test]
    fn numbers_compare_as_integers_do(a in decimal(), b in decimal()) {
        let (one, other) = (Number::parse(&a.0).unwrap(), Number::parse(&b.0).unwrap());
        prop_assert_eq!(one.cmp(&other), a.1.cmp(&b.1), "{} {}", a.0, b.0);
    }
}

/// A decimal's text and its value times 10^16.
fn decimal() -> impl Strategy<Value = (String, i128)> {
    (any::<bool>(), "[0-9]{1,9}", "[0-9]{0,8}", -8_i32..=8).prop_map(
        |(is_negative, whole, fraction, exponent)| {
            let digits: i128 = format!("{whole}{fraction}").parse().unwrap();
            let scale = 16 + exponent - i32::try_from(fraction.len()).unwrap();
            let value = digits * 10_i128.pow(u32::try_from(scale).unwrap());
            let sign = if is_negative { "-" } else { "" };
            (
                format!("{sign}{whole}.{fraction}e{exponent}"),
                if is_negative { -value } else { value },
            )
        },
    )
}
