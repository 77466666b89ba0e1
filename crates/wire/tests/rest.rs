//! Requests of the REST protocol as bytes, and what is read from them or answered.
//! <https://smithy.io/2.0/aws/protocols/aws-restjson1-protocol.html>

use std::collections::BTreeMap;

use wire::rest::{Binding, Failure, Place, Request, success};
use wire::schema::{List, Map, Member, Range, Shape, Structure, Text};
use wire::{
    Auth, Build, CommonError, Encoder, Fields, Input, Mismatch, OperationInfo, Output, Protocol,
    ServiceInfo, Timestamp, ValueStyle, detailed_error,
};

static SERVICE: ServiceInfo = ServiceInfo {
    name: "test",
    signing_name: "test",
    api_version: "2019-11-01",
    namespace: "",
    value_style: ValueStyle::Printed,
    protocol: Protocol::RestJson,
    validation_reason: Some("fieldValidationFailed"),
};

static PUT: OperationInfo = OperationInfo {
    name: "PutThing",
    service: &SERVICE,
    auth: Auth::V4,
    has_result: true,
    binding: Some(&Binding {
        method: "PUT",
        path: "/things/{name}",
        status: 200,
        places: &[
            Place::Path,
            Place::Query,
            Place::Query,
            Place::Body,
            Place::Body,
            Place::Body,
            Place::Body,
            Place::Body,
            Place::Body,
        ],
    }),
};

static TEXT: Shape = Shape::Text(Text::ANY);
static KIND: Shape = Shape::Text(Text {
    length: Range::ANY,
    pattern: None,
    values: &["A", "B"],
    sensitive: false,
});
static COUNT: Shape = Shape::Integer(Range::between(0, 100));
static TEXTS: Shape = Shape::List(List {
    word: Some("member"),
    element: &TEXT,
    length: Range::ANY,
});
static LISTS: Shape = Shape::List(List {
    word: Some("member"),
    element: &TEXTS,
    length: Range::ANY,
});
static MAP: Shape = Shape::Map(Map {
    word: Some("entry"),
    key_name: "key",
    value_name: "value",
    key: &TEXT,
    value: &TEXT,
    length: Range::ANY,
});
static SCHEMA: Structure = Structure {
    name: "PutThingRequest",
    members: &[
        Member::required("name", "name", &TEXT),
        Member::optional("count", "count", &COUNT),
        Member::optional("tagKeys", "tagKeys", &TEXTS),
        Member::required("kind", "kind", &KIND),
        Member::optional("at", "at", &Shape::Timestamp),
        Member::optional("isOpen", "isOpen", &Shape::Boolean),
        Member::optional("bytes", "bytes", &Shape::Blob(Range::ANY)),
        Member::optional("lists", "lists", &LISTS),
        Member::optional("map", "map", &MAP),
    ],
    report_order: &[0, 1, 2, 3, 4, 5, 6, 7, 8],
};

#[derive(Debug, Default, PartialEq)]
struct PutThing {
    name: String,
    count: Option<i32>,
    tag_keys: Vec<String>,
    kind: String,
    at: Option<Timestamp>,
    is_open: Option<bool>,
    bytes: Option<Vec<u8>>,
    lists: Vec<Vec<String>>,
    map: BTreeMap<String, String>,
}

impl Build for PutThing {
    const SCHEMA: &'static Structure = &SCHEMA;

    fn build(fields: &mut Fields<'_>) -> Result<Self, Mismatch> {
        Ok(Self {
            name: fields.take()?,
            count: fields.take()?,
            tag_keys: fields.take()?,
            kind: fields.take()?,
            at: fields.take()?,
            is_open: fields.take()?,
            bytes: fields.take()?,
            lists: fields.take()?,
            map: fields.take()?,
        })
    }
}

impl Input for PutThing {
    const OPERATION: &'static OperationInfo = &PUT;
}

fn put(path: &str, query: &str, body: &str) -> Result<PutThing, Failure> {
    let request = Request {
        path,
        query,
        body: body.as_bytes(),
    };
    PutThing::decode_rest(&request).map_err(|error| Failure::new(&SERVICE, &error))
}

#[test]
fn members_are_read_from_their_places() {
    let body = r#"{"kind": "B", "name": "not this one", "at": 1370352049.5, "isOpen": true, "bytes": "AQI=",
        "lists": [["a"], [], ["b", "c"]], "map": {"k": "v"}, "count": "nor this", "newer": {"member": [1]}}"#;
    let thing = put("/things/a%20b%2Fc", "tagKeys=x&count=7&tagKeys=y+z", body).unwrap();
    let expected = PutThing {
        name: "a b/c".to_owned(),
        count: Some(7),
        tag_keys: vec!["x".to_owned(), "y z".to_owned()],
        kind: "B".to_owned(),
        at: Some(Timestamp::from_millisecond(1_370_352_049_500).unwrap()),
        is_open: Some(true),
        bytes: Some(vec![1, 2]),
        lists: vec![
            vec!["a".to_owned()],
            vec![],
            vec!["b".to_owned(), "c".to_owned()],
        ],
        map: BTreeMap::from([("k".to_owned(), "v".to_owned())]),
    };
    assert_eq!(thing, expected);
    let least = put("/things/a", "", r#"{"kind": "A", "at": null}"#).unwrap();
    assert_eq!(
        (least.at, least.tag_keys, least.count),
        (None, vec![], None)
    );
}

#[test]
fn what_cannot_be_read_is_told_as_aws_tells_it() {
    let of = |body: &str| put("/things/a", "", body).unwrap_err();
    for (body, message) in [
        ("", None),
        ("{", None),
        ("[]", None),
        ("\"A\"", None),
        (
            r#"{"kind": 1}"#,
            Some("NUMBER_VALUE can not be converted to a String"),
        ),
        (
            r#"{"kind": true}"#,
            Some("TRUE_VALUE can not be converted to a String"),
        ),
        (
            r#"{"kind": []}"#,
            Some("Start of list found where not expected"),
        ),
        (
            r#"{"kind": {}}"#,
            Some("Start of structure or map found where not expected."),
        ),
        (
            r#"{"isOpen": "yes"}"#,
            Some("STRING_VALUE can not be converted to a Boolean"),
        ),
        (
            r#"{"at": 1e300}"#,
            Some("NUMBER_VALUE can not be converted to a Timestamp"),
        ),
        (r#"{"lists": "a"}"#, Some("Unexpected field type")),
        (r#"{"lists": ["a"]}"#, Some("Unexpected field type")),
        (r#"{"bytes": "*"}"#, None),
    ] {
        let failure = of(body);
        if body.is_empty() {
            // An empty body is an empty object, which lacks what is required.
            assert_eq!(failure.code, "ValidationException");
            continue;
        }
        let expected = match message {
            Some(message) => format!(r#"{{"message":"{message}"}}"#),
            None => "{}".to_owned(),
        };
        assert_eq!(
            (failure.status, failure.code.as_ref(), failure.body.as_str()),
            (400, "SerializationException", expected.as_str()),
            "{body}"
        );
    }
    let failure = put("/things/a", "count=x", "{}").unwrap_err();
    assert_eq!(
        failure.body,
        r#"{"message":"STRING_VALUE can not be converted to an Integer"}"#
    );
    assert_eq!(put("/things/%zz", "", "{}").unwrap_err().body, "{}");
    let deep = "[".repeat(100_000);
    assert_eq!(of(&deep).code, "SerializationException");
}

#[test]
fn broken_constraints_are_named_together() {
    let failure = put("/things/a", "count=101", r#"{"kind": "C"}"#).unwrap_err();
    assert_eq!(failure.status, 400);
    assert_eq!(failure.code, "ValidationException");
    assert_eq!(
        failure.body,
        "{\"message\":\"2 validation errors detected: Value '101' at 'count' failed to satisfy constraint: Member must \
         have value less than or equal to 100; Value 'C' at 'kind' failed to satisfy constraint: Member must satisfy \
         enum value set: [A, B]\",\"reason\":\"fieldValidationFailed\"}"
    );
}

struct Answer;

impl Output for Answer {
    fn members(&self, encoder: &mut Encoder<'_>) {
        let document = r#"{"Version": "2012-10-17", "Statement": [{"Sid": null}]}"#;
        let at = Timestamp::from_millisecond(1_370_352_049_000).unwrap_or_default();
        encoder.member("text", &"a\"b".to_owned());
        encoder.member("document", &wire::Document::parse(document));
        encoder.member("broken", &wire::Document::parse("{"));
        encoder.timestamp_as_text("at", at);
        encoder.timestamp_as_text("later", Timestamp::from_millisecond(1_370_352_049_359).ok());
        encoder.member("seconds", &at);
        encoder.member("absent", &None::<String>);
    }
}

#[test]
fn answers_are_bare_objects() {
    assert_eq!(
        success(&Answer),
        concat!(
            r#"{"text":"a\"b","document":{"Version": "2012-10-17", "Statement": [{"Sid": null}]},"#,
            r#""at":"2013-06-04T13:20:49Z","later":"2013-06-04T13:20:49.359Z","seconds":1370352049}"#
        )
    );
}

detailed_error!(
    /// An error that says more.
    Busy, "BusyException", 409, Sender, { resource_id: String = "resourceId", note: Option<String> = "note" }
);

#[test]
fn errors_are_called_as_services_with_json_bodies_call_them() {
    let failures: [(CommonError, u16, &str); 7] = [
        (
            CommonError::access_denied("no"),
            403,
            "AccessDeniedException",
        ),
        (
            CommonError::invalid_client_token_id(),
            403,
            "UnrecognizedClientException",
        ),
        (CommonError::expired_token(), 403, "ExpiredTokenException"),
        (
            CommonError::missing_authentication_token(),
            403,
            "MissingAuthenticationTokenException",
        ),
        (CommonError::throttling(), 429, "ThrottlingException"),
        (
            CommonError::service_failure(),
            500,
            "InternalServerException",
        ),
        (
            CommonError::unknown_operation(),
            404,
            "UnknownOperationException",
        ),
    ];
    for (error, status, code) in failures {
        let failure = Failure::new(&SERVICE, &error);
        assert_eq!((failure.status, failure.code.as_ref()), (status, code));
    }
    let busy = Busy {
        message: "wait".to_owned(),
        resource_id: "r".to_owned(),
        note: None,
    };
    let failure = Failure::new(&SERVICE, &busy);
    assert_eq!(
        (failure.status, failure.code.as_ref()),
        (409, "BusyException")
    );
    assert_eq!(failure.body, r#"{"message":"wait","resourceId":"r"}"#);
}
