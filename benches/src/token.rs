//! A session token is opened: base64, AES-256-GCM, claims, against a bare AES-256-GCM of the same length.

use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use names::{AccountId, IdPrefix};
use secrets::session::{self, Issued, RoleOrigin, SessionClaims, SessionKind, SessionTag};
use secrets::{KeyRing, access_key};

use crate::measure::{Contestant, Race, heading};
use crate::world::Seeded;

/// A token and what opens it.
pub struct Token {
    ring: KeyRing,
    issued: Issued,
}

impl Token {
    /// A role's session, with so many session tags.
    #[must_use]
    pub fn new(tags: usize) -> Self {
        let entropy = Seeded::new(1);
        let ring = KeyRing::generate(NOW, &entropy);
        let account: AccountId = "123456789012".parse().expect("an account");
        let tag = |number| SessionTag {
            key: format!("department-{number}"),
            value: format!("engineering-{number}"),
            transitive: number % 2 == 0,
        };
        let claims = SessionClaims {
            account,
            kind: SessionKind::Role {
                role_id: access_key::unique_id(IdPrefix::Role, account, &entropy),
                role_session_name: "nightly-report".parse().expect("a session name"),
                origin: RoleOrigin::Direct,
            },
            issued_at: NOW,
            expires_at: NOW + 3_600,
            issuing_access_key_id: None,
            session_policy: None,
            session_policy_arns: Vec::new(),
            session_tags: (0..tags).map(tag).collect(),
            source_identity: None,
            mfa_authenticated_at: None,
        };
        let issued = session::issue(&ring, &claims, &entropy).expect("the claims fit");
        Self { ring, issued }
    }

    /// Whether it opens to the session that it was issued for, and to no other.
    #[must_use]
    pub fn opens(&self) -> bool {
        let id = self.issued.access_key_id.as_str();
        session::open(&self.ring, &self.issued.session_token, id, NOW + 1)
            .is_ok_and(|opened| opened.claims.expires_at == NOW + 3_600)
    }

    fn refuses_another_session(&self) -> bool {
        session::open(
            &self.ring,
            &self.issued.session_token,
            "ASIAIOSFODNN7EXAMPLE",
            NOW + 1,
        )
        .is_err()
    }

    fn sealed_bytes(&self) -> usize {
        self.issued.session_token.len() / 4 * 3
    }
}

/// Prints both kinds of token.
pub fn run() {
    for (title, tags) in [
        ("a plain session of a role", 0),
        ("one with ten session tags", 10),
    ] {
        let token = Token::new(tags);
        assert!(token.opens() && token.refuses_another_session());
        let sealed = token.sealed_bytes();
        heading(
            &format!(
                "Open a session token: {title}, {} characters",
                token.issued.session_token.len()
            ),
            "AEAD",
        );
        let race = Race::run(vec![
            Contestant::new(FLOOR, bare(sealed)),
            Contestant::new("symbolon", || assert!(token.opens())),
        ]);
        race.print(FLOOR);
    }
}

/// Opens the same sealed bytes again and again.
fn bare(bytes: usize) -> impl FnMut() {
    let key = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, &[7; 32]).expect("a key"));
    let mut sealed = vec![5; bytes];
    let nonce = || Nonce::assume_unique_for_key([3; 12]);
    key.seal_in_place_append_tag(nonce(), Aad::empty(), &mut sealed)
        .expect("it fits");
    let mut space = sealed.clone();
    move || {
        space.copy_from_slice(&sealed);
        key.open_in_place(nonce(), Aad::empty(), &mut space)
            .expect("it opens");
    }
}

const FLOOR: &str = "bare AES-256-GCM of as many bytes";
const NOW: i64 = 1_790_000_000;
