//! Claims as bytes, packed: ids as bits, numbers as LEB128, absent parts not at all, policies compressed.
//!
//! Layout: 80 bits of the session's own access key id (they carry the account), kind, flags, time of issue, lifetime, what
//! the kind needs, then each part that a flag announces, in the order of the flags.
// INVARIANT: a change of this format, or of the dictionary of `compress`, goes with a new version of the token.

use std::collections::BTreeMap;

use names::{AccessKeyId, AccountId, Arn, IdPrefix, SessionName, UniqueId};

use super::bytes::{Reader, Writer};
use super::claims::{
    Approver, Federation, RoleOrigin, SessionClaims, SessionKind, SessionOwner, SessionTag,
};
use crate::access_key::{LONG_TERM, access_key_id, account_of_bits, unique_id_from_bits};
use crate::{base32, compress};

/// The claims of the session whose access key id has the bits `id`, and `padding` bytes that say nothing.
pub(super) fn encode(id: [u8; ID_BYTES], claims: &SessionClaims, padding: usize) -> Vec<u8> {
    let mut to = Writer(Vec::with_capacity(128 + padding));
    to.raw(&id);
    to.byte(kind_code(&claims.kind));
    to.byte(flags(claims) | if padding > 0 { PADDING } else { 0 });
    to.signed(claims.issued_at);
    to.signed(claims.expires_at.wrapping_sub(claims.issued_at));
    put_kind(&mut to, &claims.kind);
    put_parts(&mut to, claims);
    if padding > 0 {
        to.flagged(&vec![0; padding], false);
    }
    to.0
}

/// Undoes [`encode`]; `None` for bytes that it did not make.
pub(super) fn decode(bytes: &[u8]) -> Option<([u8; ID_BYTES], SessionClaims)> {
    let mut from = Reader(bytes);
    let id: [u8; ID_BYTES] = from.array()?;
    let account = account_of_id(id)?;
    let (kind, flags) = (from.byte()?, from.byte()?);
    let issued_at = from.signed()?;
    let expires_at = issued_at.wrapping_add(from.signed()?);
    let kind = kind_from(kind, &mut from)?;
    let mut claims = SessionClaims {
        account,
        kind,
        issued_at,
        expires_at,
        issuing_access_key_id: None,
        session_policy: None,
        session_policy_arns: Vec::new(),
        session_tags: Vec::new(),
        source_identity: None,
        mfa_authenticated_at: None,
    };
    parts_from(flags, &mut from, &mut claims)?;
    from.is_at_end().then_some((id, claims))
}

/// Bytes of a session's own access key id, without its prefix.
pub(super) const ID_BYTES: usize = 10;

fn kind_code(kind: &SessionKind) -> u8 {
    match kind {
        SessionKind::Role {
            origin: RoleOrigin::Direct,
            ..
        } => ROLE,
        SessionKind::Role {
            origin: RoleOrigin::Chained,
            ..
        } => CHAINED_ROLE,
        SessionKind::Role {
            origin: RoleOrigin::WebIdentity(_),
            ..
        } => WEB_IDENTITY_ROLE,
        SessionKind::Role {
            origin: RoleOrigin::Saml(_),
            ..
        } => SAML_ROLE,
        SessionKind::SessionToken { .. } => SESSION_TOKEN,
        SessionKind::FederatedUser { .. } => FEDERATED_USER,
        SessionKind::Delegated { .. } => DELEGATED,
    }
}

fn put_kind(to: &mut Writer, kind: &SessionKind) {
    match kind {
        SessionKind::Role {
            role_id,
            role_session_name,
            origin,
        } => {
            put_unique_id(to, role_id);
            to.text(role_session_name.as_str());
            if let RoleOrigin::WebIdentity(federation) | RoleOrigin::Saml(federation) = origin {
                put_federation(to, federation);
            }
        }
        SessionKind::SessionToken { owner } => put_owner(to, owner),
        SessionKind::FederatedUser { issuer, name } => {
            put_owner(to, issuer);
            to.text(name.as_str());
        }
        SessionKind::Delegated { approver, provider } => {
            put_approver(to, approver);
            to.text(provider.as_str());
        }
    }
}

fn kind_from(code: u8, from: &mut Reader<'_>) -> Option<SessionKind> {
    match code {
        ROLE | CHAINED_ROLE | WEB_IDENTITY_ROLE | SAML_ROLE => Some(SessionKind::Role {
            role_id: unique_id_from(IdPrefix::Role, from)?,
            role_session_name: from.text()?.parse().ok()?,
            origin: match code {
                ROLE => RoleOrigin::Direct,
                CHAINED_ROLE => RoleOrigin::Chained,
                WEB_IDENTITY_ROLE => RoleOrigin::WebIdentity(federation_from(from)?),
                _ => RoleOrigin::Saml(federation_from(from)?),
            },
        }),
        SESSION_TOKEN => Some(SessionKind::SessionToken {
            owner: owner_from(from)?,
        }),
        FEDERATED_USER => Some(SessionKind::FederatedUser {
            issuer: owner_from(from)?,
            name: from.text()?.parse().ok()?,
        }),
        DELEGATED => Some(SessionKind::Delegated {
            approver: approver_from(from)?,
            provider: from.text()?.parse().ok()?,
        }),
        _ => None,
    }
}

fn flags(claims: &SessionClaims) -> u8 {
    [
        (claims.issuing_access_key_id.is_some(), ISSUING_KEY),
        (claims.session_policy.is_some(), POLICY),
        (!claims.session_policy_arns.is_empty(), POLICY_ARNS),
        (!claims.session_tags.is_empty(), TAGS),
        (claims.source_identity.is_some(), SOURCE_IDENTITY),
        (claims.mfa_authenticated_at.is_some(), MFA),
    ]
    .iter()
    .fold(
        0,
        |flags, (is_there, flag)| if *is_there { flags | flag } else { flags },
    )
}

fn put_parts(to: &mut Writer, claims: &SessionClaims) {
    if let Some(id) = &claims.issuing_access_key_id {
        put_access_key_id(to, id);
    }
    if let Some(policy) = &claims.session_policy {
        put_packed_text(to, policy);
    }
    if !claims.session_policy_arns.is_empty() {
        let arns: Vec<_> = claims.session_policy_arns.iter().map(Arn::as_str).collect();
        put_packed_text(to, &arns.join("\n"));
    }
    if !claims.session_tags.is_empty() {
        to.number(claims.session_tags.len() as u64);
        for tag in &claims.session_tags {
            to.flagged(tag.key.as_bytes(), tag.transitive);
            to.text(&tag.value);
        }
    }
    if let Some(source_identity) = &claims.source_identity {
        to.text(source_identity.as_str());
    }
    if let Some(authenticated_at) = claims.mfa_authenticated_at {
        // Mostly the moment of issue itself, or not long before.
        to.signed(claims.issued_at.wrapping_sub(authenticated_at));
    }
}

fn parts_from(flags: u8, from: &mut Reader<'_>, claims: &mut SessionClaims) -> Option<()> {
    let known = ISSUING_KEY | POLICY | POLICY_ARNS | TAGS | SOURCE_IDENTITY | MFA | PADDING;
    if flags & !known != 0 {
        return None;
    }
    if flags & ISSUING_KEY != 0 {
        claims.issuing_access_key_id = Some(access_key_id_from(from)?);
    }
    if flags & POLICY != 0 {
        claims.session_policy = Some(packed_text_from(from)?);
    }
    if flags & POLICY_ARNS != 0 {
        let arns = packed_text_from(from)?;
        claims.session_policy_arns = arns
            .split('\n')
            .map(|arn| arn.parse().ok())
            .collect::<Option<_>>()?;
    }
    if flags & TAGS != 0 {
        claims.session_tags = (0..from.number()?)
            .map(|_| tag_from(from))
            .collect::<Option<_>>()?;
    }
    if flags & SOURCE_IDENTITY != 0 {
        claims.source_identity = Some(from.text()?.parse::<SessionName>().ok()?);
    }
    if flags & MFA != 0 {
        claims.mfa_authenticated_at = Some(claims.issued_at.wrapping_sub(from.signed()?));
    }
    if flags & PADDING != 0 {
        from.flagged()?;
    }
    Some(())
}

fn tag_from(from: &mut Reader<'_>) -> Option<SessionTag> {
    let (key, transitive) = from.flagged()?;
    Some(SessionTag {
        key: std::str::from_utf8(key).ok()?.to_owned(),
        value: from.text()?.to_owned(),
        transitive,
    })
}

fn put_owner(to: &mut Writer, owner: &SessionOwner) {
    match owner {
        SessionOwner::Root => to.byte(0),
        SessionOwner::User(id) => {
            to.byte(1);
            put_unique_id(to, id);
        }
    }
}

fn owner_from(from: &mut Reader<'_>) -> Option<SessionOwner> {
    match from.byte()? {
        0 => Some(SessionOwner::Root),
        1 => unique_id_from(IdPrefix::User, from).map(SessionOwner::User),
        _ => None,
    }
}

fn put_approver(to: &mut Writer, approver: &Approver) {
    match approver {
        Approver::Root => to.byte(0),
        Approver::User(id) => {
            to.byte(1);
            put_unique_id(to, id);
        }
        Approver::Role {
            role_id,
            role_session_name,
        } => {
            to.byte(2);
            put_unique_id(to, role_id);
            to.text(role_session_name.as_str());
        }
    }
}

fn approver_from(from: &mut Reader<'_>) -> Option<Approver> {
    match from.byte()? {
        0 => Some(Approver::Root),
        1 => unique_id_from(IdPrefix::User, from).map(Approver::User),
        2 => Some(Approver::Role {
            role_id: unique_id_from(IdPrefix::Role, from)?,
            role_session_name: from.text()?.parse().ok()?,
        }),
        _ => None,
    }
}

fn put_federation(to: &mut Writer, federation: &Federation) {
    to.text(&federation.provider);
    to.text(&federation.subject);
    to.number(federation.attributes.len() as u64);
    for (key, values) in &federation.attributes {
        to.text(key);
        to.number(values.len() as u64);
        values.iter().for_each(|value| to.text(value));
    }
}

fn federation_from(from: &mut Reader<'_>) -> Option<Federation> {
    let provider = from.text()?.to_owned();
    let subject = from.text()?.to_owned();
    let mut attributes = BTreeMap::new();
    for _ in 0..from.number()? {
        let key = from.text()?.to_owned();
        let count = from.number()?;
        let values = (0..count)
            .map(|_| from.text().map(str::to_owned))
            .collect::<Option<_>>()?;
        attributes.insert(key, values);
    }
    Some(Federation {
        provider,
        subject,
        attributes,
    })
}

/// The 85 bits after the prefix, which the place of the id implies.
fn put_unique_id(to: &mut Writer, id: &UniqueId) {
    // A unique id is base32 from its fifth character on, so the fallback is never taken.
    let bits = base32::decode(after_prefix(id.as_str())).unwrap_or_default();
    let [.., a, b, c, d, e, f, g, h, i, j, k] = bits.to_be_bytes();
    to.raw(&[a, b, c, d, e, f, g, h, i, j, k]);
}

fn unique_id_from(prefix: IdPrefix, from: &mut Reader<'_>) -> Option<UniqueId> {
    let bytes: [u8; 11] = from.array()?;
    let bits = number(&bytes);
    (bits >> 85 == 0).then(|| unique_id_from_bits(prefix, bits))
}

/// Ids as AWS makes them take ten bytes; those that an operator brought along are text.
fn put_access_key_id(to: &mut Writer, id: &AccessKeyId) {
    match long_term_bits(id.as_str()) {
        Some(bits) => {
            to.byte(0);
            to.raw(&id_bytes(bits));
        }
        None => {
            to.byte(1);
            to.text(id.as_str());
        }
    }
}

fn access_key_id_from(from: &mut Reader<'_>) -> Option<AccessKeyId> {
    match from.byte()? {
        0 => Some(access_key_id(LONG_TERM, number(&from.array::<ID_BYTES>()?))),
        1 => from.text()?.parse().ok(),
        _ => None,
    }
}

fn long_term_bits(id: &str) -> Option<u128> {
    let fits = id.as_bytes().starts_with(LONG_TERM) && id.len() == 20;
    base32::decode(after_prefix(id)).filter(|_| fits)
}

/// The low 80 bits as bytes.
pub(super) fn id_bytes(bits: u128) -> [u8; ID_BYTES] {
    let [.., a, b, c, d, e, f, g, h, i, j] = bits.to_be_bytes();
    [a, b, c, d, e, f, g, h, i, j]
}

fn account_of_id(id: [u8; ID_BYTES]) -> Option<AccountId> {
    account_of_bits(number(&id))
}

fn number(bytes: &[u8]) -> u128 {
    bytes
        .iter()
        .fold(0, |number, byte| number << 8 | u128::from(*byte))
}

fn after_prefix(id: &str) -> &[u8] {
    id.as_bytes().get(4..).unwrap_or_default()
}

/// Text compressed where that is shorter; the flag of its length tells.
fn put_packed_text(to: &mut Writer, text: &str) {
    match compress::compress(text) {
        Some(compressed) => to.flagged(&compressed, true),
        None => to.text(text),
    }
}

fn packed_text_from(from: &mut Reader<'_>) -> Option<String> {
    match from.flagged()? {
        (compressed, true) => compress::decompress(compressed),
        (text, false) => std::str::from_utf8(text).ok().map(str::to_owned),
    }
}

const ROLE: u8 = 0;
const CHAINED_ROLE: u8 = 1;
const WEB_IDENTITY_ROLE: u8 = 2;
const SAML_ROLE: u8 = 3;
const SESSION_TOKEN: u8 = 4;
const FEDERATED_USER: u8 = 5;
const DELEGATED: u8 = 6;

const ISSUING_KEY: u8 = 1;
const POLICY: u8 = 2;
const POLICY_ARNS: u8 = 4;
const TAGS: u8 = 8;
const SOURCE_IDENTITY: u8 = 16;
const MFA: u8 = 32;
const PADDING: u8 = 64;
