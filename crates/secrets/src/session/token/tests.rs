//! Tokens: what comes back, what is refused, and how long they are.

use std::collections::BTreeMap;

use names::{AccountId, UniqueId};
use proptest::prelude::*;

use super::*;
use crate::entropy::tests::Seeded;
use crate::session::{Approver, Federation, RoleOrigin, SessionTag};

const ISSUED_AT: i64 = 1_790_000_000;
const EXPIRES_AT: i64 = ISSUED_AT + 3600;

fn account() -> AccountId {
    "123456789012".parse().unwrap()
}

fn id(prefix: IdPrefix) -> UniqueId {
    access_key::unique_id(prefix, account(), &Seeded::new(7))
}

/// AssumeRole with nothing but what it must have.
fn plain() -> SessionClaims {
    SessionClaims {
        account: account(),
        kind: SessionKind::Role {
            role_id: id(IdPrefix::Role),
            role_session_name: "botocore-session-1790000000".parse().unwrap(),
            origin: RoleOrigin::Direct,
        },
        issued_at: ISSUED_AT,
        expires_at: EXPIRES_AT,
        issuing_access_key_id: None,
        session_policy: None,
        session_policy_arns: Vec::new(),
        session_tags: Vec::new(),
        source_identity: None,
        mfa_authenticated_at: None,
    }
}

/// Everything that a session can carry.
fn laden() -> SessionClaims {
    let tag = |key: &str, transitive| SessionTag {
        key: key.into(),
        value: "Größe 1".into(),
        transitive,
    };
    SessionClaims {
        kind: SessionKind::FederatedUser {
            issuer: SessionOwner::User(id(IdPrefix::User)),
            name: "bob@example.com".parse().unwrap(),
        },
        issuing_access_key_id: Some("AKIARZPUZDIKAAAAAAAA".parse().unwrap()),
        session_policy: Some(r#"{"Version":"2012-10-17","Statement":[]}"#.into()),
        session_policy_arns: vec![
            "arn:aws:iam::aws:policy/ReadOnlyAccess".parse().unwrap(),
            "arn:aws:iam::123456789012:policy/team/reports"
                .parse()
                .unwrap(),
        ],
        session_tags: vec![tag("team", true), tag("Kosten stelle", false)],
        source_identity: Some("alice".parse().unwrap()),
        mfa_authenticated_at: Some(ISSUED_AT - 50),
        ..plain()
    }
}

fn kinds() -> Vec<SessionKind> {
    let role = |origin| SessionKind::Role {
        role_id: id(IdPrefix::Role),
        role_session_name: "s1".parse().unwrap(),
        origin,
    };
    let federation = Federation {
        provider: "arn:aws:iam::123456789012:oidc-provider/issuer.example".into(),
        subject: "repo:octo/app:ref:refs/heads/main".into(),
        attributes: BTreeMap::from([
            (
                "issuer.example:aud".into(),
                vec!["sts.amazonaws.com".into()],
            ),
            (
                "issuer.example:amr".into(),
                vec!["pwd".into(), "otp".into()],
            ),
            ("empty".into(), vec![]),
        ]),
    };
    let user = || SessionOwner::User(id(IdPrefix::User));
    vec![
        role(RoleOrigin::Direct),
        role(RoleOrigin::Chained),
        role(RoleOrigin::WebIdentity(federation.clone())),
        role(RoleOrigin::Saml(federation)),
        SessionKind::SessionToken {
            owner: SessionOwner::Root,
        },
        SessionKind::SessionToken { owner: user() },
        SessionKind::FederatedUser {
            issuer: SessionOwner::Root,
            name: "bob".parse().unwrap(),
        },
        SessionKind::Delegated {
            approver: Approver::Root,
            provider: account(),
        },
        SessionKind::Delegated {
            approver: Approver::User(id(IdPrefix::User)),
            provider: account(),
        },
        SessionKind::Delegated {
            approver: Approver::Role {
                role_id: id(IdPrefix::Role),
                role_session_name: "s1".parse().unwrap(),
            },
            provider: account(),
        },
        SessionKind::FederatedUser {
            issuer: user(),
            name: "bob".parse().unwrap(),
        },
    ]
}

fn ring() -> KeyRing {
    KeyRing::generate(ISSUED_AT, &Seeded::new(3))
}

fn reopen(ring: &KeyRing, issued: &Issued, now: i64) -> Result<Opened, TokenError> {
    open(
        ring,
        &issued.session_token,
        issued.access_key_id.as_str(),
        now,
    )
}

#[test]
fn claims_of_every_kind_come_back_with_the_same_secret() {
    let (ring, entropy) = (ring(), Seeded::new(1));
    let kinds = kinds()
        .into_iter()
        .map(|kind| SessionClaims { kind, ..laden() });
    for claims in kinds.chain([plain(), laden()]) {
        let issued = issue(&ring, &claims, &entropy).unwrap();
        assert!(issued.access_key_id.is_temporary());
        assert_eq!(
            access_key::account_of(issued.access_key_id.as_str()),
            Some(claims.account)
        );
        assert_eq!(issued.secret_access_key.expose().len(), 40);
        let opened = reopen(&ring, &issued, ISSUED_AT).unwrap();
        assert_eq!(opened.claims, claims);
        assert_eq!(opened.secret_access_key(), issued.secret_access_key);
    }
}

#[test]
fn an_issuing_key_that_was_brought_along_keeps_its_name() {
    for key in [
        "AKIAIOSFODNN7EXAMPLE",
        "minioadminminioadmin",
        "AKIA_not_base32_____",
        "ASIAQNZGKIQY56JQ7WML",
    ] {
        let claims = SessionClaims {
            issuing_access_key_id: Some(key.parse().unwrap()),
            ..plain()
        };
        let issued = issue(&ring(), &claims, &Seeded::new(1)).unwrap();
        assert_eq!(
            reopen(&ring(), &issued, ISSUED_AT).unwrap().claims,
            claims,
            "{key}"
        );
    }
}

#[test]
fn a_plain_role_session_is_short() {
    let issued = issue(&ring(), &plain(), &Seeded::new(1)).unwrap();
    let bytes = STANDARD.decode(&issued.session_token).unwrap().len();
    assert!(bytes <= 90, "{bytes} bytes");
    assert!(
        issued.session_token.len() <= 120,
        "{} characters",
        issued.session_token.len()
    );
}

#[test]
fn a_token_is_as_long_as_was_asked_and_says_the_same() {
    for claims in [plain(), laden()] {
        let natural = issue(&ring(), &claims, &Seeded::new(1)).unwrap();
        for least in [0, 1, 121, 1000, 4096] {
            let issued = issue_of_length(&ring(), &claims, least, &Seeded::new(1)).unwrap();
            let length = issued.session_token.len();
            let wanted = least.max(natural.session_token.len());
            assert!((wanted..wanted + 8).contains(&length), "{least}: {length}");
            let id = issued.access_key_id.as_str();
            let opened = open(&ring(), &issued.session_token, id, ISSUED_AT).unwrap();
            assert_eq!(opened.claims, claims);
        }
    }
}

#[test]
fn no_two_sessions_share_a_secret_or_a_token() {
    let (ring, entropy) = (ring(), Seeded::new(1));
    let (one, other) = (
        issue(&ring, &plain(), &entropy).unwrap(),
        issue(&ring, &plain(), &entropy).unwrap(),
    );
    assert_ne!(one.session_token, other.session_token);
    assert_ne!(one.secret_access_key, other.secret_access_key);
    // Two sessions whose ids happen to be equal.
    let access_key = [0x80; ID_BYTES];
    let [one, other] =
        [[1; NONCE_BYTES], [2; NONCE_BYTES]].map(|nonce| SessionId { access_key, nonce });
    let keys = &ring.active(ISSUED_AT).derived;
    assert_ne!(one.secret_access_key(keys), other.secret_access_key(keys));
}

#[test]
fn no_changed_character_and_no_prefix_opens() {
    let (ring, issued) = (ring(), issue(&ring(), &laden(), &Seeded::new(1)).unwrap());
    let token = issued.session_token.as_bytes();
    for index in 0..token.len() {
        for replacement in [b'A', b'B', b'/', b'=', b' '] {
            let mut changed = token.to_vec();
            if changed[index] == replacement {
                continue;
            }
            changed[index] = replacement;
            let changed = String::from_utf8(changed).unwrap();
            let refused =
                open(&ring, &changed, issued.access_key_id.as_str(), ISSUED_AT).unwrap_err();
            assert!(
                matches!(refused, TokenError::Malformed | TokenError::UnknownKey(_)),
                "character {index}"
            );
        }
        let prefix = &issued.session_token[..index];
        assert_eq!(
            open(&ring, prefix, issued.access_key_id.as_str(), ISSUED_AT).unwrap_err(),
            TokenError::Malformed
        );
    }
}

#[test]
fn no_changed_byte_opens() {
    let (ring, issued) = (ring(), issue(&ring(), &laden(), &Seeded::new(1)).unwrap());
    let sealed = STANDARD.decode(&issued.session_token).unwrap();
    for index in 0..sealed.len() {
        let mut changed = sealed.clone();
        changed[index] ^= 0x40;
        assert!(
            open(
                &ring,
                &STANDARD.encode(changed),
                issued.access_key_id.as_str(),
                ISSUED_AT
            )
            .is_err(),
            "byte {index}"
        );
    }
}

#[test]
fn refusals_are_told_apart() {
    let (ring, entropy) = (ring(), Seeded::new(1));
    let issued = issue(&ring, &plain(), &entropy).unwrap();
    let other = issue(&ring, &plain(), &entropy).unwrap();
    let foreign = [
        other.access_key_id.as_str(),
        "AKIARZPUZDIKAAAAAAAA",
        "AKIAIOSFODNN7EXAMPLE",
        "ASIA",
        "",
        "é",
    ];
    for id in foreign {
        // Also when it has expired: only its owner learns that.
        for now in [ISSUED_AT, EXPIRES_AT] {
            assert_eq!(
                open(&ring, &issued.session_token, id, now).unwrap_err(),
                TokenError::Foreign,
                "{id}"
            );
        }
    }
    let long_term = issued.access_key_id.as_str().replace("ASIA", "AKIA");
    assert_eq!(
        open(&ring, &issued.session_token, &long_term, ISSUED_AT).unwrap_err(),
        TokenError::Foreign
    );

    let own = issued.access_key_id.as_str();
    let too_long = "A".repeat(TOKEN_CHARACTERS_MAX + 4);
    for malformed in [
        "",
        "A",
        "AAAA",
        "not base64 at all",
        "AQ==",
        too_long.as_str(),
        &"A".repeat(2000),
    ] {
        assert_eq!(
            open(&ring, malformed, own, ISSUED_AT).unwrap_err(),
            TokenError::Malformed,
            "{malformed}"
        );
    }
    // Another installation has other keys, under the same numbers or others.
    let elsewhere = KeyRing::generate(0, &Seeded::new(99));
    assert_eq!(
        reopen(&elsewhere, &issued, ISSUED_AT).unwrap_err(),
        TokenError::Malformed
    );
    let rotated = elsewhere.rotate(0, &entropy).unwrap();
    let theirs = issue(&rotated, &plain(), &entropy).unwrap();
    assert_eq!(
        reopen(&ring, &theirs, ISSUED_AT).unwrap_err(),
        TokenError::UnknownKey(2)
    );
}

#[test]
fn a_session_ends_with_its_last_second() {
    let issued = issue(&ring(), &plain(), &Seeded::new(1)).unwrap();
    assert!(reopen(&ring(), &issued, EXPIRES_AT - 1).is_ok());
    let expired = TokenError::Expired {
        claims: Box::new(plain()),
    };
    assert_eq!(reopen(&ring(), &issued, EXPIRES_AT).unwrap_err(), expired);
    assert_eq!(reopen(&ring(), &issued, i64::MAX).unwrap_err(), expired);
}

#[test]
fn a_rotation_ends_no_session() {
    let entropy = Seeded::new(1);
    let ring = ring().rotate(ISSUED_AT, &entropy).unwrap();
    let takes_over = ISSUED_AT + 3600;
    // The longest session, issued in the last second of the first key.
    let claims = SessionClaims {
        issued_at: takes_over - 1,
        expires_at: takes_over - 1 + LIFETIME_SECONDS_MAX,
        ..plain()
    };
    let issued = issue(&ring, &claims, &entropy).unwrap();
    assert!(reopen(&ring, &issued, claims.expires_at - 1).is_ok());
    assert!(matches!(
        reopen(&ring, &issued, claims.expires_at),
        Err(TokenError::Expired { .. })
    ));
    assert_eq!(
        reopen(&ring, &issued, takes_over + 37 * 3600).unwrap_err(),
        TokenError::Malformed
    );

    // A node whose clock is ahead uses the second key before this node would.
    let early = SessionClaims {
        issued_at: takes_over,
        expires_at: takes_over + 900,
        ..plain()
    };
    let issued = issue(&ring, &early, &entropy).unwrap();
    assert!(reopen(&ring, &issued, takes_over - 60).is_ok());
}

#[test]
fn claims_that_cannot_be_carried_are_refused() {
    let lasting = |seconds: i64| SessionClaims {
        expires_at: ISSUED_AT.saturating_add(seconds),
        ..plain()
    };
    let value = |bytes: usize| {
        let tag = SessionTag {
            key: "k".into(),
            value: "v".repeat(bytes),
            transitive: false,
        };
        SessionClaims {
            session_tags: vec![tag],
            ..plain()
        }
    };
    let role_by_user_id = SessionClaims {
        kind: SessionKind::Role {
            role_id: id(IdPrefix::User),
            role_session_name: "s1".parse().unwrap(),
            origin: RoleOrigin::Direct,
        },
        ..plain()
    };
    let user_by_role_id = SessionClaims {
        kind: SessionKind::SessionToken {
            owner: SessionOwner::User(id(IdPrefix::Role)),
        },
        ..plain()
    };
    let policy = SessionClaims {
        session_policy: Some("p".repeat(8193)),
        ..plain()
    };
    for (claims, refused) in [
        (lasting(0), Some(IssueError::Lifetime)),
        (lasting(-1), Some(IssueError::Lifetime)),
        (
            lasting(LIFETIME_SECONDS_MAX + 1),
            Some(IssueError::Lifetime),
        ),
        (lasting(i64::MAX), Some(IssueError::Lifetime)),
        (lasting(LIFETIME_SECONDS_MAX), None),
        (role_by_user_id, Some(IssueError::WrongId)),
        (user_by_role_id, Some(IssueError::WrongId)),
        (policy, Some(IssueError::TooLarge { bytes: 8193 })),
        (
            value(SEALED_BYTES_MAX),
            Some(IssueError::TooLarge {
                bytes: SEALED_BYTES_MAX + 93,
            }),
        ),
        (value(SEALED_BYTES_MAX - 93), None),
    ] {
        let issued = issue(&ring(), &claims, &Seeded::new(1));
        assert_eq!(issued.as_ref().err().copied(), refused);
        if let Ok(issued) = issued {
            assert_eq!(reopen(&ring(), &issued, ISSUED_AT).unwrap().claims, claims);
        }
    }
}

#[test]
fn sealing_and_tokens_have_keys_of_their_own() {
    let (ring, entropy) = (ring(), Seeded::new(1));
    let derived = &ring.active(ISSUED_AT).derived;
    let mut message = b"claims".to_vec();
    derived.sealing.seal([0; NONCE_BYTES], b"", &mut message);
    assert!(
        derived
            .tokens
            .open([0; NONCE_BYTES], b"", &mut message.clone())
            .is_none()
    );
    assert!(
        derived
            .sealing
            .open([0; NONCE_BYTES], b"", &mut message)
            .is_some()
    );
    let sealed = crate::seal(&ring, b"record", &[0; 60], ISSUED_AT, &entropy);
    let token = STANDARD.encode(sealed.as_bytes());
    assert!(open(&ring, &token, "ASIARZPUZDIKAAAAAAAA", ISSUED_AT).is_err());
}

/// Tokens outlive the release that issued them: this one was issued by the first.
#[test]
fn a_token_of_version_one_opens_in_every_release() {
    let token = concat!(
        "AQG780y0xY6lgTbHm5ppGhfE6z05hVxfBwL/CbVNetyppvPgVBxR0rQQR16gvIbdEgxMLtAR9pHwz0Pz3STFP50L",
        "P7I99Cb4P3z42rxYgp3xXUQarCdYHzVGrtMO8xqTwaUVPpjoOEv7b1P1FhdKG7jIMLNOhVA0GEUw0gGb4/KTOEzX",
        "Hg/SPJ3yrqH7weVrZdE2lspcV005SzopGkp+0K4f56f1xLXvcKtca7mTqfH23gf/GwriZRm4fiSdL18xGw==",
    );
    let opened = open(&ring(), token, "ASIARZPUZDIKADEFGPCS", ISSUED_AT).unwrap();
    assert_eq!(opened.claims, laden());
    assert_eq!(
        opened.secret_access_key().expose(),
        "TaE8QLrrzKN1Mw8CM9I82OtNsdoDUBS2cWjOj1Mc"
    );
}

proptest! {
    #[test]
    fn any_claims_come_back(
        issued_at in -10_000_000_000..10_000_000_000_i64,
        lifetime in 1..=LIFETIME_SECONDS_MAX,
        mfa in prop::option::of(any::<i64>()),
        policy in prop::option::of("[\\t\\n\\r\\x20-\\xFF]{1,600}"),
        tags in prop::collection::vec((".{0,20}", ".{0,40}", any::<bool>()), 0..8),
        kind in prop::sample::select(kinds()),
        number in 0..1_000_000_000_000u64,
        seed: u64,
    ) {
        let entropy = Seeded::new(seed);
        let claims = SessionClaims {
            account: AccountId::from_u64(number).unwrap(),
            kind,
            issued_at,
            expires_at: issued_at + lifetime,
            session_policy: policy,
            session_tags: tags.into_iter().map(|(key, value, transitive)| SessionTag { key, value, transitive }).collect(),
            mfa_authenticated_at: mfa,
            ..plain()
        };
        let ring = KeyRing::generate(issued_at, &entropy);
        let issued = issue(&ring, &claims, &entropy).unwrap();
        prop_assert_eq!(reopen(&ring, &issued, issued_at).unwrap().claims, claims);
    }

    #[test]
    fn no_bytes_are_harmful(bytes: Vec<u8>) {
        let _ = encoding::decode(&bytes);
        prop_assert!(open(&ring(), &STANDARD.encode(&bytes), "ASIARZPUZDIKAAAAAAAA", ISSUED_AT).is_err());
    }
}
