//! Session tokens of strangers never open; ours open to what they were made of, until one bit is changed.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use names::{SessionName, UniqueId};
use secrets::session::{self, RoleOrigin, SessionClaims, SessionKind, SessionTag};
use secrets::{Entropy, KeyRing};

const NOW: i64 = 1_790_000_000;

/// Enough for keys that nobody is meant to trust.
struct Fixed;

impl Entropy for Fixed {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(7);
    }
}

static RING: LazyLock<KeyRing> = LazyLock::new(|| KeyRing::generate(NOW, &Fixed));

fuzz_target!(|data: &[u8]| {
    if let Ok(text) = std::str::from_utf8(data) {
        stranger(text);
        ours(data, text);
    }
});

fn stranger(text: &str) {
    let (token, key) = text
        .split_once('\n')
        .unwrap_or((text, "ASIAIOSFODNN7EXAMPLE"));
    assert!(
        session::open(&RING, token, key, NOW).is_err(),
        "a token opened that was never issued"
    );
}

/// Claims made of the input, sealed, opened, compared; then one character changed.
fn ours(data: &[u8], text: &str) {
    let lifetime = i64::from(data.first().copied().unwrap_or(1)) * 60 + 1;
    let name: String = text
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .chain("ab".chars())
        .take(64)
        .collect();
    let mut tags = Vec::new();
    for (index, line) in text.lines().take(50).enumerate() {
        let value: String = line.chars().take(256).collect();
        tags.push(SessionTag {
            key: format!("k{index}"),
            value,
            transitive: index % 2 == 0,
        });
    }
    let claims = SessionClaims {
        account: "123456789012".parse().unwrap(),
        kind: SessionKind::Role {
            role_id: "AROAIOSFODNN7EXAMPLE2".parse::<UniqueId>().unwrap(),
            role_session_name: name.parse::<SessionName>().unwrap(),
            origin: if data.len() % 2 == 0 {
                RoleOrigin::Direct
            } else {
                RoleOrigin::Chained
            },
        },
        issued_at: NOW,
        expires_at: NOW + lifetime,
        issuing_access_key_id: None,
        session_policy: (data.len() % 3 == 0).then(|| text.to_owned()),
        session_policy_arns: Vec::new(),
        session_tags: tags,
        source_identity: None,
        mfa_authenticated_at: (data.len() % 5 == 0).then_some(NOW - 1),
    };
    let Ok(issued) = session::issue(&RING, &claims, &Fixed) else {
        return;
    };
    let key = issued.access_key_id.as_str();
    let opened = session::open(&RING, &issued.session_token, key, NOW).unwrap();
    assert_eq!(opened.claims, claims);
    assert_eq!(
        opened.secret_access_key().expose(),
        issued.secret_access_key.expose()
    );
    assert!(
        session::open(&RING, &issued.session_token, key, NOW + lifetime).is_err(),
        "it outlived its expiry"
    );
    assert!(
        session::open(&RING, &issued.session_token, "ASIAIOSFODNN7EXAMPLE", NOW).is_err(),
        "another's key"
    );

    let mut bytes = issued.session_token.into_bytes();
    let place = data
        .iter()
        .fold(0_usize, |sum, byte| sum * 31 % 65_521 + usize::from(*byte))
        % bytes.len();
    bytes[place] = if bytes[place] == b'A' { b'B' } else { b'A' };
    let changed = String::from_utf8(bytes).unwrap();
    assert!(
        session::open(&RING, &changed, key, NOW).is_err(),
        "a changed token opened"
    );
}
