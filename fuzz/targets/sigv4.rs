//! Heads and chunked bodies of strangers. Nothing that was not signed may verify, whatever it looks like.
#![no_main]

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use libfuzzer_sys::fuzz_target;
use sigv4::{
    BodyHash, ChunkedEncoder, Dialect, Expected, PayloadHash, Presented, RequestHead, SignedBody,
    Signer, SigningKey, Streaming, Target, Timestamp, sha256,
};

/// 2015-08-30T12:36:00Z, as in the seeds.
const NOW: Timestamp = Timestamp::from_unix_seconds(1_440_938_160);
const SECRET: &str = "a secret that no input knows, for none is made with it";

fuzz_target!(|data: &[u8]| {
    let (head, body) = halves(data);
    stranger(head, body);
    framing(head, body);
    round_trip(head, body);
});

/// Reads the head in both dialects; it never verifies.
fn stranger(head: &[u8], body: &[u8]) {
    let text = String::from_utf8_lossy(head);
    let mut lines = text.lines();
    let mut request_line = lines.next().unwrap_or_default().split(' ');
    let method = request_line.next().unwrap_or_default();
    let (path, query) = request_line.next().map_or(("/", ""), |target| {
        target.split_once('?').unwrap_or((target, ""))
    });
    let headers: HeaderMap = lines
        .filter_map(|line| {
            let (name, value) = line.split_once(':')?;
            Some((
                HeaderName::from_bytes(name.as_bytes()).ok()?,
                HeaderValue::from_bytes(value.as_bytes()).ok()?,
            ))
        })
        .fold(HeaderMap::new(), |mut map, (name, value)| {
            map.append(name, value);
            map
        });
    let head = RequestHead {
        method,
        path,
        query,
        authority: None,
        headers: &headers,
    };
    for (dialect, service) in [(Dialect::Query, "iam"), (Dialect::S3, "s3")] {
        if let Ok(Some(presented)) = Presented::parse(head, dialect) {
            let _ = presented.check(
                NOW,
                &Expected {
                    region: "us-east-1",
                    service,
                },
            );
            let key = SigningKey::derive(SECRET, presented.scope().date, "us-east-1", service);
            for body in [
                BodyHash::Sha256(sha256(body)),
                BodyHash::Unsigned,
                BodyHash::Later,
            ] {
                assert!(
                    presented.verify(&key, body).is_err(),
                    "verified without the secret"
                );
            }
        }
    }
}

/// A properly signed head, then a body that a stranger framed: never more than was announced, and with signed
/// chunks nothing at all.
fn framing(sizes: &[u8], body: &[u8]) {
    let announced = 1_000;
    for (streaming, is_signed) in [
        (Streaming::Signed, true),
        (Streaming::UnsignedTrailer, false),
    ] {
        let mut out = 0;
        let finished = decode(streaming, announced, sizes, body, |piece| {
            out += piece.len() as u64
        });
        assert!(
            out <= announced,
            "{out} bytes where {announced} were announced"
        );
        assert!(
            !(finished && is_signed),
            "chunks verified that nobody signed"
        );
    }
}

/// What is written in chunks reads back the same, in whatever pieces it arrives.
fn round_trip(sizes: &[u8], content: &[u8]) {
    let (mut headers, target) = upload(content.len() as u64);
    let signed = signer()
        .sign(
            &target,
            &mut headers,
            SignedBody::Streaming(Streaming::Signed),
            NOW,
        )
        .unwrap();
    let mut encoder = ChunkedEncoder::signed(&signed, false);
    let mut wire = Vec::new();
    for chunk in content.chunks(8_192) {
        wire.extend(encoder.chunk(chunk));
    }
    wire.extend(encoder.finish(&[]));
    let mut out = Vec::new();
    let finished = decode(
        Streaming::Signed,
        content.len() as u64,
        sizes,
        &wire,
        |piece| out.extend_from_slice(piece),
    );
    assert!(finished, "our own chunks are refused");
    assert_eq!(out, content);
}

/// Decodes `wire` in pieces of the given sizes; true if the body was complete and right.
fn decode(
    streaming: Streaming,
    announced: u64,
    sizes: &[u8],
    wire: &[u8],
    mut take: impl FnMut(&[u8]),
) -> bool {
    let (mut headers, target) = upload(announced);
    signer()
        .sign(&target, &mut headers, SignedBody::Streaming(streaming), NOW)
        .unwrap();
    let head = RequestHead {
        method: target.method,
        path: target.path,
        query: target.query,
        authority: target.authority,
        headers: &headers,
    };
    let presented = Presented::parse(head, Dialect::S3).unwrap().unwrap();
    assert!(matches!(presented.payload(), PayloadHash::Streaming(_)));
    let key = SigningKey::derive(SECRET, "20150830", "us-east-1", "s3");
    let Ok(verified) = presented.verify(&key, BodyHash::Later) else {
        panic!("our own signature is refused")
    };
    let mut decoder = verified.chunked_body().unwrap().unwrap();
    let mut rest = wire;
    let mut sizes = sizes.iter().cycle();
    while !rest.is_empty() {
        let size = sizes
            .next()
            .map_or(rest.len(), |size| usize::from(*size) * 16 + 1)
            .min(rest.len());
        let (piece, after) = rest.split_at(size);
        rest = after;
        let mut input = Bytes::copy_from_slice(piece);
        loop {
            match decoder.decode(&mut input) {
                Ok(Some(data)) => take(&data),
                Ok(None) => break,
                Err(_) => return false,
            }
        }
    }
    decoder.finish().is_ok()
}

fn upload(announced: u64) -> (HeaderMap, Target<'static>) {
    let mut headers = HeaderMap::new();
    headers.insert("x-amz-decoded-content-length", HeaderValue::from(announced));
    (
        headers,
        Target {
            method: "PUT",
            path: "/bucket/key",
            query: "",
            authority: Some("host"),
        },
    )
}

fn signer() -> Signer<'static> {
    Signer {
        access_key_id: "AKIDEXAMPLE",
        secret_access_key: SECRET,
        session_token: None,
        region: "us-east-1",
        service: "s3",
        dialect: Dialect::S3,
    }
}

/// The head ends at the first empty line.
fn halves(data: &[u8]) -> (&[u8], &[u8]) {
    let middle = data.windows(2).position(|pair| pair == b"\n\n");
    middle.map_or((data, &[]), |middle| (&data[..middle], &data[middle + 2..]))
}
