//! What services elsewhere read to verify the tokens of GetWebIdentityToken: who the issuer is, and its public keys.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_outbound.html>,
//! <https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig>
//!
//! Everybody may read it, as they must. While an account gives out no tokens it is still there, as AWS was observed to
//! leave it: those that are out are good until they end.

use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use http::{HeaderValue, Response, StatusCode};
use pipeline::{Pipeline, RequestHead};
use records::outbound_identity::{ISSUERS_PATH, OutboundIdentity};
use records::{ReadTx, accounts};
use secrets::issuer_key::SigningAlgorithm;
use serde_json::{Value, json};

/// Whether a document of some issuer is asked for.
pub(crate) fn is_asked(head: &RequestHead<'_>) -> bool {
    matches!(head.method, "GET" | "HEAD") && head.path.starts_with(ISSUERS_PATH)
}

/// The document at this path, for a while to be kept; or that there is none, which may change at any time.
pub(crate) fn answer(pipeline: &Pipeline, path: &str) -> Response<Bytes> {
    match document(pipeline, path) {
        Some(document) => response(StatusCode::OK, JSON, KEPT, document.to_string()),
        None => response(
            StatusCode::NOT_FOUND,
            TEXT,
            NOT_KEPT,
            "no such issuer or document\n".to_owned(),
        ),
    }
}

fn document(pipeline: &Pipeline, path: &str) -> Option<Value> {
    let (issuer_id, name) = path.strip_prefix(ISSUERS_PATH)?.split_once('/')?;
    let mut reads = ReadTx::new(pipeline.replica().state());
    let account = accounts::by_issuer_id(&mut reads, issuer_id)?;
    let identity = account.settings.outbound_identity.as_ref()?;
    match name {
        CONFIGURATION => Some(configuration(&identity.issuer(pipeline.public_url()))),
        KEYS => keys(identity),
        _ => None,
    }
}

/// As AWS was observed to describe its issuers: nobody signs in there, so there are no endpoints for that.
fn configuration(issuer: &str) -> Value {
    let algorithms = SigningAlgorithm::ALL.map(SigningAlgorithm::name);
    json!({
        "claims_supported": ["sub", "iss", "aud", "exp", "iat", "jti", "https://sts.amazonaws.com/"],
        "id_token_signing_alg_values_supported": algorithms,
        "issuer": issuer,
        "jwks_uri": format!("{issuer}/{KEYS}"),
        "subject_types_supported": ["public"],
    })
}

fn keys(identity: &OutboundIdentity) -> Option<Value> {
    let key = |algorithm| key(identity, algorithm);
    let keys: Option<Vec<_>> = SigningAlgorithm::ALL.into_iter().map(key).collect();
    Some(json!({ "keys": keys? }))
}

/// AWS was observed to name the algorithm of the second key alone.
fn key(identity: &OutboundIdentity, algorithm: SigningAlgorithm) -> Option<Value> {
    let mut key = serde_json::to_value(&identity.key(algorithm).public).ok()?;
    let members = key.as_object_mut()?;
    members.insert("kid".to_owned(), algorithm.key_id().into());
    members.insert("use".to_owned(), "sig".into());
    if algorithm == SigningAlgorithm::Es384 {
        members.insert("alg".to_owned(), algorithm.name().into());
    }
    Some(key)
}

fn response(
    status: StatusCode,
    content_type: &'static str,
    cache_control: &'static str,
    body: String,
) -> Response<Bytes> {
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    for (name, value) in [(CONTENT_TYPE, content_type), (CACHE_CONTROL, cache_control)] {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}

const CONFIGURATION: &str = ".well-known/openid-configuration";
const KEYS: &str = ".well-known/jwks.json";
const JSON: &str = "application/json";
const TEXT: &str = "text/plain; charset=utf-8";
/// No longer than a token may live.
const KEPT: &str = "public, max-age=3600";
const NOT_KEPT: &str = "no-store";

#[cfg(test)]
mod tests {
    use http::HeaderMap;
    use records::outbound_identity::IssuerKey;
    use secrets::Sealed;
    use secrets::issuer_key::PublicKey;

    use super::*;

    #[test]
    fn a_document_is_read_and_nothing_else() {
        let headers = HeaderMap::new();
        for (method, path, expected) in [
            ("GET", "/.tokens/x/.well-known/jwks.json", true),
            ("HEAD", "/.tokens/x/.well-known/jwks.json", true),
            ("GET", "/.tokens/", true),
            ("POST", "/.tokens/x/.well-known/jwks.json", false),
            ("PUT", "/.tokens/x", false),
            ("GET", "/.tokens", false),
            ("GET", "/bucket/.tokens/x", false),
            ("GET", "/tokens/x", false),
        ] {
            let head = RequestHead {
                method,
                path,
                query: "",
                authority: None,
                headers: &headers,
            };
            assert_eq!(is_asked(&head), expected, "{method} {path}");
        }
    }

    #[test]
    fn the_documents_are_those_of_aws() {
        let key = |public| IssuerKey {
            public,
            private: Sealed::from_bytes(vec![1, 2, 3]),
        };
        let identity = OutboundIdentity {
            issuer_id: "u".to_owned(),
            is_enabled: false,
            rs256: key(PublicKey::Rsa {
                n: "nn".to_owned(),
                e: "AQAB".to_owned(),
            }),
            es384: key(PublicKey::EllipticCurve {
                crv: "P-384".to_owned(),
                x: "xx".to_owned(),
                y: "yy".to_owned(),
            }),
        };
        let issuer = identity.issuer("https://auth.example.com");
        assert_eq!(issuer, "https://auth.example.com/.tokens/u");
        assert_eq!(
            configuration(&issuer).to_string(),
            r#"{"claims_supported":["sub","iss","aud","exp","iat","jti","https://sts.amazonaws.com/"],"id_token_signing_alg_values_supported":["RS256","ES384"],"issuer":"https://auth.example.com/.tokens/u","jwks_uri":"https://auth.example.com/.tokens/u/.well-known/jwks.json","subject_types_supported":["public"]}"#
        );
        assert_eq!(
            keys(&identity).unwrap().to_string(),
            r#"{"keys":[{"e":"AQAB","kid":"RSA_0","kty":"RSA","n":"nn","use":"sig"},{"alg":"ES384","crv":"P-384","kid":"EC384_0","kty":"EC","use":"sig","x":"xx","y":"yy"}]}"#
        );
    }
}
