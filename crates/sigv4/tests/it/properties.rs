//! What holds for every request.

use crate::common::{Request, now};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use proptest::prelude::*;
use sigv4::{Dialect, Expected, Presented, PresentedPost, RequestHead};

fn dialect() -> impl Strategy<Value = Dialect> {
    prop_oneof![Just(Dialect::Query), Just(Dialect::S3)]
}

/// Requests whose every byte means something: no blanks or encodings that canonicalise away.
fn request() -> impl Strategy<Value = Request> {
    (
        dialect(),
        "(GET|PUT|POST|DELETE)",
        "(/[a-zA-Z0-9_~-]{1,8}){1,4}",
        prop::collection::vec(("[a-z]{1,6}", "[a-zA-Z0-9._~-]{0,8}"), 0..5),
        prop::collection::vec("[a-zA-Z0-9]{1,12}", 0..4),
        prop::collection::vec(any::<u8>(), 0..64),
    )
        .prop_map(|(dialect, method, path, query, values, body)| {
            let query: Vec<String> = query
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            let mut request = Request::new(dialect, &method, &path, &query.join("&"));
            for (index, value) in values.iter().enumerate() {
                request = request.with(&format!("x-amz-meta-{}", index % 2), value);
            }
            request.body = body;
            request
        })
}

/// Any path, query and header value at all that HTTP can carry.
fn wild_request() -> impl Strategy<Value = Request> {
    (
        dialect(),
        "/[ -~]{0,20}",
        "[ -~]{0,30}",
        prop::collection::vec("[ -~]{0,12}", 0..4),
        prop::collection::vec(any::<u8>(), 0..64),
    )
        .prop_map(|(dialect, path, query, values, body)| {
            let mut request = Request::new(dialect, "PUT", &path, &query);
            for value in values {
                request = request.with("x-amz-meta-a", &value);
            }
            request.body = body;
            request
        })
        .prop_filter("the query string must not try to authenticate", |request| {
            Presented::parse(request.head(), request.dialect)
                .is_ok_and(|presented| presented.is_none())
        })
}

/// Another character of the same kind.
fn other(byte: u8) -> u8 {
    match byte {
        b'9' => b'0',
        b'z' => b'a',
        b'Z' => b'A',
        byte if byte.is_ascii_alphanumeric() => byte + 1,
        _ => b'x',
    }
}

fn bent(text: &str, index: usize) -> String {
    let mut bytes = text.as_bytes().to_vec();
    bytes[index] = other(bytes[index]);
    String::from_utf8(bytes).unwrap()
}

proptest! {
    // The properties below try every byte of a request, so that few requests are many cases.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn what_is_signed_verifies(request in wild_request()) {
        prop_assert_eq!(request.clone().signed().verdict(), Ok(()));
    }

    #[test]
    fn what_is_presigned_verifies(mut request in wild_request()) {
        request.body.clear();
        prop_assert_eq!(request.presigned(60).verdict(), Ok(()));
    }

    #[test]
    fn no_signed_byte_can_be_changed(request in request()) {
        let signed = request.signed();
        prop_assert_eq!(signed.verdict(), Ok(()));
        let mut bent_requests = Vec::new();
        for index in 0..signed.method.len() {
            bent_requests.push(Request { method: bent(&signed.method, index), ..signed.clone() });
        }
        for index in 0..signed.path.len() {
            bent_requests.push(Request { path: bent(&signed.path, index), ..signed.clone() });
        }
        for index in 0..signed.query.len() {
            bent_requests.push(Request { query: bent(&signed.query, index), ..signed.clone() });
        }
        for index in 0..signed.body.len() {
            let mut request = signed.clone();
            request.body[index] ^= 1;
            bent_requests.push(request);
        }
        for (name, value) in &signed.headers {
            if signed.headers.get_all(name).iter().count() > 1 {
                continue;
            }
            for index in 0..value.len() {
                bent_requests.push(signed.clone().set(name.as_str(), &bent(value.to_str().unwrap(), index)));
            }
        }
        for request in bent_requests {
            prop_assert!(request.verdict().is_err(), "{:?}", request);
        }
    }

    #[test]
    fn no_byte_of_a_presigned_query_can_be_changed(mut request in request()) {
        request.body.clear();
        let signed = request.presigned(60);
        prop_assert_eq!(signed.verdict(), Ok(()));
        for index in 0..signed.query.len() {
            let request = Request { query: bent(&signed.query, index), ..signed.clone() };
            let verdict = match Presented::parse(request.head(), request.dialect) {
                Ok(None) => continue,
                _ => request.verdict(),
            };
            prop_assert!(verdict.is_err(), "{:?}", request);
        }
    }

    #[test]
    fn no_header_makes_the_reader_panic(
        dialect in dialect(),
        authorization in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..80),
            "AWS4-(HMAC|ECDSA-P256)-SHA256 [ -~]{0,60}".prop_map(String::into_bytes),
            "AWS4-HMAC-SHA256 Credential=[a/]{0,12},? ?SignedHeaders=[a-zA-Z;]{0,12},? ?Signature=[a-f0-9]{0,70}"
                .prop_map(String::into_bytes),
        ],
        date in prop::collection::vec(any::<u8>(), 0..20),
        path in "[ -~]{0,10}",
        query in "((X-Amz-(Algorithm|Credential|Date|Expires|SignedHeaders|Signature)|a)=[ -~]{0,10}&?){0,7}",
        with_header in any::<bool>(),
    ) {
        let mut headers = HeaderMap::new();
        if let (true, Ok(value)) = (with_header, HeaderValue::from_bytes(&authorization)) {
            headers.insert("authorization", value);
        }
        if let Ok(value) = HeaderValue::from_bytes(&date) {
            headers.insert("x-amz-date", value);
        }
        let head = RequestHead { method: "GET", path: &path, query: &query, authority: None, headers: &headers };
        if let Ok(Some(presented)) = Presented::parse(head, dialect) {
            let _ = presented.check(now(), &Expected { region: "us-east-1", service: "s3" });
            let key = sigv4::SigningKey::derive("secret", "20130524", "us-east-1", "s3");
            prop_assert!(presented.verify(&key, sigv4::BodyHash::Sha256([0; 32])).is_err());
        }
    }

    #[test]
    fn no_form_makes_the_reader_panic(fields in prop::collection::vec(("(policy|x-amz-[a-z]{1,10})", ".{0,20}"), 0..8)) {
        let _ = PresentedPost::parse(&fields, None);
    }

    #[test]
    fn no_body_makes_the_decoder_panic(wire in prop::collection::vec(any::<u8>(), 0..200), step in 1..50_usize) {
        let request = Request::new(Dialect::S3, "PUT", "/b/k", "")
            .with("x-amz-decoded-content-length", "100");
        let target = sigv4::Target { method: "PUT", path: "/b/k", query: "", authority: None };
        let mut headers = request.headers.clone();
        crate::common::signer(Dialect::S3, crate::common::SECRET, None)
            .sign(&target, &mut headers, sigv4::SignedBody::Streaming(sigv4::Streaming::UnsignedTrailer), now())
            .unwrap();
        let request = Request { headers, ..request };
        let presented = Presented::parse(request.head(), Dialect::S3).unwrap().unwrap();
        let key = sigv4::SigningKey::derive(crate::common::SECRET, "20130524", "us-east-1", "s3");
        let mut decoder = presented.verify(&key, sigv4::BodyHash::Later).unwrap().chunked_body().unwrap().unwrap();
        for piece in wire.chunks(step) {
            let mut input = Bytes::copy_from_slice(piece);
            while let Ok(Some(_)) = decoder.decode(&mut input) {}
        }
    }
}
