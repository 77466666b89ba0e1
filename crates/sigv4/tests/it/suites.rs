//! AWS's own test suites, read from beside the repository where they are present.
//! The facts that must hold everywhere stand as literals in the other tests.

use http::{HeaderMap, HeaderName, HeaderValue};
use sigv4::{
    Algorithm, AsymmetricKey, BodyHash, Dialect, Expected, Presented, RequestHead, SignatureError,
    SigningKey, Timestamp, sha256,
};
use std::fs;
use std::path::{Path, PathBuf};

const SECRET: &str = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const EMPTY: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

struct Wire {
    method: String,
    path: String,
    query: String,
    headers: HeaderMap,
    body: Vec<u8>,
}

fn cases(suite: &str) -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../../shared/sigv4-vectors")
        .join(suite);
    let Ok(entries) = fs::read_dir(&root) else {
        eprintln!("SKIPPED: {} is not there", root.display());
        return Vec::new();
    };
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .collect();
    found.sort();
    assert!(!found.is_empty());
    found
}

fn read(text: &str) -> Wire {
    let text = text.replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").unwrap_or((text.trim_end(), ""));
    let mut lines = head.lines();
    let request_line = lines.next().unwrap();
    let (method, rest) = request_line.split_once(' ').unwrap();
    let (target, _) = rest.rsplit_once(' ').unwrap();
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut unfolded: Vec<String> = Vec::new();
    for line in lines {
        match (line.starts_with(' '), unfolded.last_mut()) {
            (true, Some(previous)) => previous.push_str(line),
            _ => unfolded.push(line.to_owned()),
        }
    }
    let mut headers = HeaderMap::new();
    for line in unfolded {
        let (name, value) = line.split_once(':').unwrap();
        headers.append(
            HeaderName::from_bytes(name.as_bytes()).unwrap(),
            HeaderValue::from_str(value).unwrap(),
        );
    }
    Wire {
        method: method.to_owned(),
        path: path.to_owned(),
        query: query.to_owned(),
        headers,
        body: body.trim_end_matches('\n').as_bytes().to_vec(),
    }
}

fn verdict(wire: &Wire, dialect: Dialect) -> Result<(), SignatureError> {
    let head = RequestHead {
        method: &wire.method,
        path: &wire.path,
        query: &wire.query,
        authority: None,
        headers: &wire.headers,
    };
    let presented = Presented::parse(head, dialect)?.unwrap();
    let expected = Expected {
        region: "us-east-1",
        service: "service",
    };
    presented.check(
        Timestamp::parse_basic("20150830T123600Z").unwrap(),
        &expected,
    )?;
    assert_eq!(presented.access_key_id(), "AKIDEXAMPLE");
    let body = BodyHash::Sha256(sha256(&wire.body));
    match presented.algorithm() {
        Algorithm::HmacSha256 => {
            presented.verify(
                &SigningKey::derive(SECRET, "20150830", "us-east-1", "service"),
                body,
            )?;
        }
        Algorithm::EcdsaP256Sha256 => {
            presented
                .verify_asymmetric(&AsymmetricKey::derive("AKIDEXAMPLE", SECRET).unwrap(), body)?;
        }
    }
    Ok(())
}

fn run_crt_suite(suite: &str) {
    for case in cases(suite) {
        let name = case.file_name().unwrap().to_str().unwrap().to_owned();
        let load = |file: &str| read(&fs::read_to_string(case.join(file)).unwrap());
        if !case.join("header-signed-request.txt").exists() {
            eprintln!("SKIPPED: {name} has no signed request");
            continue;
        }
        let context = fs::read_to_string(case.join("context.json")).unwrap();
        let is_normalised = context.contains("\"normalize\": true");
        let mut header = load("header-signed-request.txt");
        let mut query = load("query-signed-request.txt");
        let dialect = if is_normalised {
            Dialect::Query
        } else {
            // Only S3 leaves paths alone, and it wants a payload hash.
            header
                .headers
                .insert("x-amz-content-sha256", HeaderValue::from_static(EMPTY));
            Dialect::S3
        };
        assert_eq!(verdict(&header, dialect), Ok(()), "{name}, header");
        header.path.push('x');
        assert!(verdict(&header, dialect).is_err(), "{name}, bent");

        if !is_normalised {
            continue;
        }
        if context.contains("\"omit_session_token\": true") {
            // The token was added after signing, which only some IoT endpoints allow.
            assert_eq!(
                verdict(&query, dialect).unwrap_err().code(),
                "SignatureDoesNotMatch",
                "{name}"
            );
            continue;
        }
        assert_eq!(verdict(&query, dialect), Ok(()), "{name}, query");
        query.query.push_str("&x=y");
        assert!(verdict(&query, dialect).is_err(), "{name}, bent query");
    }
}

#[test]
fn the_common_runtime_suite_verifies() {
    run_crt_suite("aws-c-auth/v4");
}

#[test]
fn the_asymmetric_common_runtime_suite_verifies() {
    run_crt_suite("aws-c-auth/v4a");
}

#[test]
fn the_botocore_suite_verifies() {
    let cases = cases("botocore-aws4_testsuite");
    let mut verified = 0;
    for case in &cases {
        let groups = [case.clone()].into_iter().chain(
            fs::read_dir(case)
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.is_dir()),
        );
        for directory in groups {
            let name = directory.file_name().unwrap().to_str().unwrap().to_owned();
            let file =
                |kind: &str| fs::read_to_string(directory.join(format!("{name}.{kind}.txt")));
            let (Ok(request), Ok(authorization)) = (file("sreq"), file("authz")) else {
                continue;
            };
            verified += 1;
            let mut wire = read(&request);
            // One of the signed requests holds a signature that was never computed.
            wire.headers.insert(
                "authorization",
                HeaderValue::from_str(authorization.trim()).unwrap(),
            );
            assert_eq!(verdict(&wire, Dialect::Query), Ok(()), "{name}");
            wire.method.push('X');
            assert!(verdict(&wire, Dialect::Query).is_err(), "{name}");
        }
    }
    assert!(cases.is_empty() || verified >= 30, "{verified} verified");
}
