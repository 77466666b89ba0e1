//! Chunked bodies: AWS's two examples, every way to cut them, every way to spoil them.

use crate::common::{DATE, KEY_ID, REGION, SECRET, assert_refusal, now, signer};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue};
use sigv4::{
    BodyHash, ChunkedDecoder, ChunkedEncoder, Dialect, Expected, Presented, RequestHead,
    SignatureError, Signed, SignedBody, SigningKey, Streaming, Target, Trailers,
};

const PATH: &str = "/examplebucket/chunkObject.txt";

fn upload(streaming: Streaming, headers: &[(&'static str, &str)]) -> (HeaderMap, Signed) {
    let mut map = HeaderMap::new();
    map.insert("host", HeaderValue::from_static("s3.amazonaws.com"));
    for (name, value) in headers {
        map.insert(*name, HeaderValue::from_str(value).unwrap());
    }
    let target = Target {
        method: "PUT",
        path: PATH,
        query: "",
        authority: None,
    };
    let signed = signer(Dialect::S3, SECRET, None)
        .sign(&target, &mut map, SignedBody::Streaming(streaming), now())
        .unwrap();
    (map, signed)
}

fn decoder(headers: &HeaderMap) -> Result<ChunkedDecoder, SignatureError> {
    let head = RequestHead {
        method: "PUT",
        path: PATH,
        query: "",
        authority: None,
        headers,
    };
    let presented = Presented::parse(head, Dialect::S3)?.unwrap();
    let expected = Expected {
        region: REGION,
        service: "s3",
    };
    presented.check(now(), &expected)?;
    let key = SigningKey::derive(SECRET, "20130524", REGION, "s3");
    let verified = presented.verify(&key, BodyHash::Later)?;
    verified.chunked_body().map(Option::unwrap)
}

/// Feeds the wire in pieces of `step` bytes.
fn decode(
    mut decoder: ChunkedDecoder,
    wire: &[u8],
    step: usize,
) -> Result<(Vec<u8>, Trailers), SignatureError> {
    let mut data = Vec::new();
    for piece in wire.chunks(step) {
        let mut input = Bytes::copy_from_slice(piece);
        while let Some(decoded) = decoder.decode(&mut input)? {
            data.extend_from_slice(&decoded);
        }
        assert!(input.is_empty());
    }
    decoder.finish().map(|trailers| (data, trailers))
}

fn example_headers(trailer: bool) -> Vec<(&'static str, &'static str)> {
    let mut headers = vec![
        ("content-encoding", "aws-chunked"),
        ("x-amz-decoded-content-length", "66560"),
        ("x-amz-storage-class", "REDUCED_REDUNDANCY"),
    ];
    headers.push(if trailer {
        ("x-amz-trailer", "x-amz-checksum-crc32c")
    } else {
        ("content-length", "66824")
    });
    headers
}

fn example_wire(signed: &Signed, trailer: bool) -> Vec<u8> {
    let mut encoder = ChunkedEncoder::signed(signed, trailer);
    let mut wire = encoder.chunk(&[b'a'; 65_536]);
    wire.extend(encoder.chunk(&[b'a'; 1024]));
    wire.extend(encoder.finish(if trailer {
        &[("x-amz-checksum-crc32c", "sOO8/Q==")]
    } else {
        &[]
    }));
    wire
}

fn contains(wire: &[u8], text: &str) -> bool {
    wire.windows(text.len())
        .any(|window| window == text.as_bytes())
}

#[test]
fn the_example_with_signed_chunks() {
    let (headers, signed) = upload(Streaming::Signed, &example_headers(false));
    assert_eq!(
        signed.signature(),
        "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9"
    );
    let wire = example_wire(&signed, false);
    assert_eq!(wire.len(), 66_824);
    for chunk in [
        "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n",
        "400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n",
        "0;chunk-signature=b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9\r\n",
    ] {
        assert!(contains(&wire, chunk), "{chunk}");
    }
    for step in [1, 7, 4096, usize::MAX] {
        let (data, trailers) = decode(decoder(&headers).unwrap(), &wire, step).unwrap();
        assert!(data == [b'a'; 66_560]);
        assert_eq!(trailers.iter().count(), 0);
    }
}

#[test]
fn the_example_with_a_signed_trailer() {
    let (headers, signed) = upload(Streaming::SignedTrailer, &example_headers(true));
    assert_eq!(
        signed.signature(),
        "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e"
    );
    let wire = example_wire(&signed, true);
    for line in [
        "10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n",
        "400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n",
        "0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n",
        "x-amz-trailer-signature:d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435\r\n",
    ] {
        assert!(contains(&wire, line), "{line}");
    }
    let variants = [
        wire.clone(),
        // Clients are known that end the trailer with a line feed, or with one line feed too many.
        replaced(&wire, "sOO8/Q==\r\n", "sOO8/Q==\n"),
        replaced(&wire, "sOO8/Q==\r\n", "sOO8/Q==\n\r\n"),
    ];
    for wire in variants {
        for step in [1, usize::MAX] {
            let (data, trailers) = decode(decoder(&headers).unwrap(), &wire, step).unwrap();
            assert_eq!(data.len(), 66_560);
            assert_eq!(trailers.get("x-amz-checksum-crc32c"), Some("sOO8/Q=="));
        }
    }
}

#[test]
fn an_unsigned_trailer() {
    let (headers, _) = upload(
        Streaming::UnsignedTrailer,
        &[
            ("x-amz-decoded-content-length", "5"),
            ("x-amz-trailer", "x-amz-checksum-crc32"),
        ],
    );
    let mut encoder = ChunkedEncoder::unsigned();
    let mut wire = encoder.chunk(b"hel");
    wire.extend(encoder.chunk(b"lo"));
    wire.extend(encoder.finish(&[("x-amz-checksum-crc32", "NhCmhg==")]));
    assert_eq!(
        wire,
        b"3\r\nhel\r\n2\r\nlo\r\n0\r\nx-amz-checksum-crc32:NhCmhg==\r\n\r\n"
    );
    for step in [1, 2, 100] {
        let (data, trailers) = decode(decoder(&headers).unwrap(), &wire, step).unwrap();
        assert_eq!(data, b"hello");
        assert_eq!(trailers.get("x-amz-checksum-crc32"), Some("NhCmhg=="));
    }
}

#[test]
fn a_wrong_chunk_shows_its_own_string_to_sign_and_the_request_of_the_head() {
    let (headers, signed) = upload(Streaming::Signed, &example_headers(false));
    let wire = replaced(
        &example_wire(&signed, false),
        "400;chunk-signature=00",
        "400;chunk-signature=01",
    );
    let error = decode(decoder(&headers).unwrap(), &wire, 5000).unwrap_err();
    assert_eq!(
        (error.code(), error.status().as_u16()),
        ("SignatureDoesNotMatch", 403)
    );
    let extra: std::collections::HashMap<_, _> = error.extra().collect();
    assert_eq!(extra["AWSAccessKeyId"], KEY_ID);
    assert!(extra["SignatureProvided"].starts_with("0155627c"));
    assert!(extra["StringToSign"].starts_with(&format!("AWS4-HMAC-SHA256-PAYLOAD\n{DATE}\n")));
    assert!(extra["CanonicalRequest"].starts_with("PUT\n/examplebucket/chunkObject.txt\n"));
    assert!(error.extra().all(|(_, value)| !value.contains("0055627c")));
}

#[test]
fn no_byte_of_a_signed_body_can_be_changed() {
    let (headers, signed) = upload(
        Streaming::SignedTrailer,
        &[
            ("x-amz-decoded-content-length", "8200"),
            ("x-amz-trailer", "x-amz-checksum-crc32"),
        ],
    );
    let mut encoder = ChunkedEncoder::signed(&signed, true);
    let mut wire = encoder.chunk(&[b'z'; 8192]);
    wire.extend(encoder.chunk(b"the rest"));
    wire.extend(encoder.finish(&[("x-amz-checksum-crc32", "NhCmhg==")]));
    assert!(decode(decoder(&headers).unwrap(), &wire, usize::MAX).is_ok());
    // All of the framing, and a sample of the long chunk.
    for index in (0..wire.len()).filter(|index| !(200..8200).contains(index) || index % 1111 == 0) {
        let mut bent = wire.clone();
        bent[index] ^= 1;
        let verdict = decode(decoder(&headers).unwrap(), &bent, usize::MAX);
        // A header name may come in either case and a carriage return may be missing in trailers;
        // neither bit is flipped here, so nothing at all may pass.
        assert!(verdict.is_err(), "byte {index}");
    }
    for length in 0..wire.len() {
        if !(200..=8200).contains(&length) {
            assert!(
                decode(decoder(&headers).unwrap(), &wire[..length], usize::MAX).is_err(),
                "{length} bytes"
            );
        }
    }
    let longer = [wire, b"x".to_vec()].concat();
    assert!(decode(decoder(&headers).unwrap(), &longer, usize::MAX).is_err());
}

#[test]
fn framing_errors() {
    const INCOMPLETE: (&str, u16, &str) = (
        "IncompleteBody",
        400,
        "The request body terminated unexpectedly",
    );
    const TRAILER: (&str, u16, &str) = (
        "MalformedTrailerError",
        400,
        "The request contained trailing data that was not well-formed or did not conform to our published schema.",
    );
    let crc = "x-amz-checksum-crc32:NhCmhg==";
    let long = format!("0\r\n{}:", "x".repeat(2000));
    for (name, wire, expected) in [
        ("nothing", "", INCOMPLETE),
        ("no number", "x\r\n", INCOMPLETE),
        ("signed number", "+5\r\nhello\r\n", INCOMPLETE),
        ("bare line feed", "5\nhello\r\n", INCOMPLETE),
        ("too much", "6\r\nhello!\r\n0\r\n\r\n", INCOMPLETE),
        ("huge", "ffffffffffffffff\r\n", INCOMPLETE),
        ("overflow", "fffffffffffffffff\r\n", INCOMPLETE),
        ("too little", "4\r\nhell\r\n0\r\n", INCOMPLETE),
        ("no end of chunk", "5\r\nhello0\r\n", INCOMPLETE),
        ("endless header", &"0".repeat(2000), INCOMPLETE),
        (
            "no last line",
            &format!("5\r\nhello\r\n0\r\n{crc}\r\n"),
            INCOMPLETE,
        ),
        ("trailer missing", "5\r\nhello\r\n0\r\n\r\n", TRAILER),
        ("no colon", "5\r\nhello\r\n0\r\nx\r\n\r\n", TRAILER),
        (
            "not announced",
            "5\r\nhello\r\n0\r\nx-amz-checksum-sha1:x\r\n\r\n",
            TRAILER,
        ),
        (
            "twice",
            &format!("5\r\nhello\r\n0\r\n{crc}\r\n{crc}\r\n\r\n"),
            TRAILER,
        ),
        (
            "a signature",
            &format!("5\r\nhello\r\n0\r\n{crc}\r\nx-amz-trailer-signature:00\r\n\r\n"),
            TRAILER,
        ),
        ("endless trailer", &format!("5\r\nhello\r\n{long}"), TRAILER),
        (
            "something after",
            &format!("5\r\nhello\r\n0\r\n{crc}\r\n\r\nx"),
            INCOMPLETE,
        ),
    ] {
        let (headers, _) = upload(
            Streaming::UnsignedTrailer,
            &[
                ("x-amz-decoded-content-length", "5"),
                ("x-amz-trailer", "x-amz-checksum-crc32"),
            ],
        );
        let error = decode(decoder(&headers).unwrap(), wire.as_bytes(), 3).unwrap_err();
        assert_refusal(name, &error, expected, &[]);
    }
}

#[test]
fn only_the_last_chunk_may_be_small() {
    let (headers, signed) = upload(Streaming::Signed, &[("x-amz-decoded-content-length", "5")]);
    let mut encoder = ChunkedEncoder::signed(&signed, false);
    let mut wire = encoder.chunk(b"hel");
    wire.extend(encoder.chunk(b"lo"));
    wire.extend(encoder.finish(&[]));
    let error = decode(decoder(&headers).unwrap(), &wire, usize::MAX).unwrap_err();
    assert_refusal(
        "small",
        &error,
        (
            "InvalidChunkSizeError",
            403,
            "Only the last chunk is allowed to have a size less than 8192 bytes",
        ),
        &[("Chunk", "2"), ("BadChunkSize", "3")],
    );
    let mut encoder = ChunkedEncoder::signed(&signed, false);
    let mut wire = encoder.chunk(b"hello");
    wire.extend(encoder.finish(&[]));
    assert_eq!(
        decode(decoder(&headers).unwrap(), &wire, 2).unwrap().0,
        b"hello"
    );
}

#[test]
fn a_decoder_stays_refused_after_an_error() {
    let (headers, _) = upload(
        Streaming::UnsignedTrailer,
        &[("x-amz-decoded-content-length", "0")],
    );
    let mut decoder = decoder(&headers).unwrap();
    assert!(decoder.decode(&mut Bytes::from_static(b"x\r\n")).is_err());
    assert!(
        decoder
            .decode(&mut Bytes::from_static(b"0\r\n\r\n"))
            .is_err()
    );
    assert!(decoder.finish().is_err());
}

#[test]
fn who_signs_nothing_signs_no_chunks() {
    let of = |hash: Option<&'static str>, length: Option<&'static str>| {
        let mut headers = HeaderMap::new();
        let named = [
            ("x-amz-content-sha256", hash),
            ("x-amz-decoded-content-length", length),
        ];
        for (name, value) in named {
            if let Some(value) = value {
                headers.insert(name, HeaderValue::from_static(value));
            }
        }
        let head = RequestHead {
            method: "PUT",
            path: PATH,
            query: "",
            authority: None,
            headers: &headers,
        };
        ChunkedDecoder::of_anonymous(&head)
    };
    const DIGEST: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    for plain in [None, Some("UNSIGNED-PAYLOAD"), Some(DIGEST)] {
        assert!(of(plain, None).unwrap().is_none());
    }
    let unsigned = Streaming::UnsignedTrailer.name();
    let body = decode(
        of(Some(unsigned), Some("5")).unwrap().unwrap(),
        b"5\r\nhello\r\n0\r\n\r\n",
        3,
    );
    assert_eq!(body.unwrap().0, b"hello");
    for (hash, length, code) in [
        (unsigned, None, "MissingContentLength"),
        (Streaming::Signed.name(), Some("5"), "InvalidRequest"),
        (Streaming::SignedTrailer.name(), Some("5"), "InvalidRequest"),
        (
            Streaming::AsymmetricSigned.name(),
            Some("5"),
            "InvalidRequest",
        ),
        ("nonsense", Some("5"), "InvalidArgument"),
    ] {
        let error = of(Some(hash), length).err().unwrap();
        assert_eq!(error.code(), code, "{hash}");
    }
}

#[test]
fn a_body_as_it_is_needs_no_decoder() {
    let request = crate::common::Request::new(Dialect::S3, "PUT", "/b/k", "").signed();
    let presented = Presented::parse(request.head(), Dialect::S3)
        .unwrap()
        .unwrap();
    let key = SigningKey::derive(SECRET, "20130524", REGION, "s3");
    let verified = presented.verify(&key, BodyHash::Later).unwrap();
    assert!(verified.chunked_body().unwrap().is_none());
}

#[test]
fn what_the_head_must_say_about_chunks() {
    let length = (
        "MissingContentLength",
        411,
        "You must provide the Content-Length HTTP header.",
    );
    let trailer = (
        "InvalidRequest",
        400,
        "The value specified in the x-amz-trailer header is not supported",
    );
    for (name, headers, expected) in [
        ("no length", vec![], length),
        (
            "no number",
            vec![("x-amz-decoded-content-length", "+5")],
            length,
        ),
        ("empty", vec![("x-amz-decoded-content-length", "")], length),
        (
            "no checksum",
            vec![
                ("x-amz-decoded-content-length", "5"),
                ("x-amz-trailer", "x-amz-meta-a"),
            ],
            trailer,
        ),
    ] {
        let (headers, _) = upload(Streaming::UnsignedTrailer, &headers);
        assert_refusal(name, &decoder(&headers).err().unwrap(), expected, &[]);
    }
}

fn replaced(wire: &[u8], from: &str, to: &str) -> Vec<u8> {
    let at = wire
        .windows(from.len())
        .position(|window| window == from.as_bytes())
        .expect("the text to replace");
    [&wire[..at], to.as_bytes(), &wire[at + from.len()..]].concat()
}
