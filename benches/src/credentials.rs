//! Credentials, and requests of the query protocol signed with them.

use http::{HeaderMap, HeaderValue};
use sigv4::{Dialect, SignedBody, Signer, Target, Timestamp};

/// What somebody signs with.
#[derive(Clone, Debug)]
pub struct Credentials {
    pub access_key_id: String,
    pub secret_access_key: String,
    pub session_token: Option<String>,
}

impl Credentials {
    /// The credentials in the answer of AssumeRole.
    #[must_use]
    pub fn from_answer(xml: &str) -> Self {
        let text = |tag: &str| {
            let (_, rest) = xml
                .split_once(&format!("<{tag}>"))
                .unwrap_or_else(|| panic!("no {tag} in {xml}"));
            rest.split('<').next().unwrap_or_default().to_owned()
        };
        Self {
            access_key_id: text("AccessKeyId"),
            secret_access_key: text("SecretAccessKey"),
            session_token: Some(text("SessionToken")),
        }
    }

    /// The headers of a signed form, as the AWS CLI sends them; `number` makes each request differ from the others.
    #[must_use]
    pub fn sign_form(
        &self,
        service: &str,
        host: &str,
        body: &str,
        number: usize,
        now: i64,
    ) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("host", host.to_owned()),
            (
                "content-type",
                "application/x-www-form-urlencoded; charset=utf-8".to_owned(),
            ),
            (
                "amz-sdk-invocation-id",
                format!("00000000-0000-4000-8000-{number:012}"),
            ),
            ("amz-sdk-request", "attempt=1".to_owned()),
        ] {
            headers.insert(name, HeaderValue::from_str(&value).expect("text"));
        }
        let signer = Signer {
            access_key_id: &self.access_key_id,
            secret_access_key: &self.secret_access_key,
            session_token: self.session_token.as_deref(),
            region: "us-east-1",
            service,
            dialect: Dialect::Query,
        };
        let target = Target {
            method: "POST",
            path: "/",
            query: "",
            authority: None,
        };
        let now = Timestamp::from_unix_seconds(now);
        signer
            .sign(
                &target,
                &mut headers,
                SignedBody::Bytes(body.as_bytes()),
                now,
            )
            .expect("headers");
        headers.insert(
            "user-agent",
            HeaderValue::from_static("aws-cli/2.31.0 md/awscrt#0.27.6 ua/2.1 os/linux"),
        );
        headers.insert("accept-encoding", HeaderValue::from_static("identity"));
        headers.insert("content-length", HeaderValue::from(body.len()));
        headers
    }

    /// The same as bytes on the wire.
    #[must_use]
    pub fn form(&self, service: &str, host: &str, body: &str, number: usize, now: i64) -> Vec<u8> {
        let mut bytes = b"POST / HTTP/1.1\r\n".to_vec();
        for (name, value) in &self.sign_form(service, host, body, number, now) {
            bytes.extend_from_slice(name.as_str().as_bytes());
            bytes.extend_from_slice(b": ");
            bytes.extend_from_slice(value.as_bytes());
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(body.as_bytes());
        bytes
    }
}

/// Who am I?
pub const GET_CALLER_IDENTITY: &str = "Action=GetCallerIdentity&Version=2011-06-15";

/// A session of the role that the fixtures make.
#[must_use]
pub fn assume_role(account: &str, number: usize) -> String {
    format!(
        "Action=AssumeRole&Version=2011-06-15&RoleArn=arn%3Aaws%3Aiam%3A%3A{account}%3Arole%2F{ROLE}\
         &RoleSessionName=session-{number}&DurationSeconds=3600"
    )
}

/// Makes the role, trusting its account, with a policy of its own.
#[must_use]
pub fn make_role(account: &str) -> [String; 2] {
    let trust = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{account}:root"}},"Action":"sts:AssumeRole"}}]}}"#
    );
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}"#;
    [
        format!(
            "Action=CreateRole&Version=2010-05-08&RoleName={ROLE}&AssumeRolePolicyDocument={}",
            encoded(&trust)
        ),
        format!(
            "Action=PutRolePolicy&Version=2010-05-08&RoleName={ROLE}&PolicyName=s3&PolicyDocument={}",
            encoded(policy)
        ),
    ]
}

fn encoded(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(byte).collect()
}

const ROLE: &str = "bench";
