//! The query protocol: each row is one answer that AWS was observed to give.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "helpers of tests")]

use proptest::prelude::*;
use wire::query::Params;
use wire::schema::{List, Map, Member, Range, Shape, Structure, Text};
use wire::{
    Auth, Build, CommonError, Fields, Input, Mismatch, OperationInfo, Protocol, ServiceError as _,
    ServiceInfo, ValueStyle,
};

static TAG: Structure = Structure {
    name: "Tag",
    members: &[
        Member::required("Key", "key", &KEY),
        Member::required("Value", "value", &VALUE),
    ],
    report_order: &[1, 0],
};
static KEY: Shape = Shape::Text(Text {
    length: Range::between(1, 128),
    ..Text::ANY
});
static VALUE: Shape = Shape::Text(Text {
    length: Range::between(0, 256),
    ..Text::ANY
});
static TAG_SHAPE: Shape = Shape::Structure(&TAG);
static TAGS: Shape = Shape::List(List {
    word: Some("member"),
    element: &TAG_SHAPE,
    length: Range::at_most(50),
});
static NAME: Shape = Shape::Text(Text {
    length: Range::between(1, 4),
    ..Text::ANY
});
static NAMES: Shape = Shape::List(List {
    word: Some("member"),
    element: &NAME,
    length: Range::between(1, 30),
});
static FLAT: Shape = Shape::List(List {
    word: None,
    element: &NAME,
    length: Range::ANY,
});
static STATUS: Shape = Shape::Text(Text {
    values: &["v2Token", "v1Token"],
    ..Text::ANY
});
static AGE: Shape = Shape::Integer(Range::between(1, 36_600));
static FLAG: Shape = Shape::Boolean;
static BLOB: Shape = Shape::Blob(Range::ANY);
static WHEN: Shape = Shape::Timestamp;
static MAP: Shape = Shape::Map(Map {
    word: Some("entry"),
    key_name: "key",
    value_name: "value",
    key: &KEY,
    value: &VALUE,
    length: Range::at_most(30),
});
static INPUT: Structure = Structure {
    name: "TestRequest",
    members: &[
        Member::optional("Tags", "tags", &TAGS),
        Member::optional("Names", "names", &NAMES),
        Member::optional("Flat", "flat", &FLAT),
        Member::optional("Status", "status", &STATUS),
        Member::optional("Age", "age", &AGE),
        Member::optional("Flag", "flag", &FLAG),
        Member::optional("Blob", "blob", &BLOB),
        Member::optional("When", "when", &WHEN),
        Member::optional("Map", "map", &MAP),
        Member::optional("One", "one", &TAG_SHAPE),
    ],
    report_order: &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9],
};
static HIDING: ServiceInfo = service(ValueStyle::Hidden);
static PRINTING: ServiceInfo = service(ValueStyle::Printed);
static HIDDEN: OperationInfo = OperationInfo {
    name: "Test",
    service: &HIDING,
    auth: Auth::V4,
    has_result: true,
    binding: None,
};
static PRINTED: OperationInfo = OperationInfo {
    name: "Test",
    service: &PRINTING,
    auth: Auth::V4,
    has_result: true,
    binding: None,
};

const fn service(value_style: ValueStyle) -> ServiceInfo {
    ServiceInfo {
        name: "test",
        signing_name: "test",
        api_version: "2010-05-08",
        namespace: "urn:test",
        value_style,
        protocol: Protocol::Query,
        validation_reason: None,
    }
}

#[derive(Debug, Default, PartialEq)]
struct Test {
    tags: Vec<Tag>,
    names: Vec<String>,
    flat: Vec<String>,
    status: Option<String>,
    age: Option<i32>,
    flag: Option<bool>,
    blob: Option<Vec<u8>>,
    when: Option<wire::Timestamp>,
    map: std::collections::BTreeMap<String, String>,
    one: Option<Tag>,
}

#[derive(Debug, PartialEq)]
struct Tag {
    key: String,
    value: String,
}

impl Build for Tag {
    const SCHEMA: &'static Structure = &TAG;
    fn build(fields: &mut Fields<'_>) -> Result<Self, Mismatch> {
        Ok(Self {
            key: fields.take()?,
            value: fields.take()?,
        })
    }
}

impl Build for Test {
    const SCHEMA: &'static Structure = &INPUT;
    fn build(fields: &mut Fields<'_>) -> Result<Self, Mismatch> {
        Ok(Self {
            tags: fields.take()?,
            names: fields.take()?,
            flat: fields.take()?,
            status: fields.take()?,
            age: fields.take()?,
            flag: fields.take()?,
            blob: fields.take()?,
            when: fields.take()?,
            map: fields.take()?,
            one: fields.take()?,
        })
    }
}

impl Input for Test {
    const OPERATION: &'static OperationInfo = &HIDDEN;
}

/// The same input at a service that prints values.
#[derive(Debug)]
struct Printing;

impl Build for Printing {
    const SCHEMA: &'static Structure = &INPUT;
    fn build(_: &mut Fields<'_>) -> Result<Self, Mismatch> {
        Ok(Self)
    }
}

impl Input for Printing {
    const OPERATION: &'static OperationInfo = &PRINTED;
}

fn decode(form: &str) -> Result<Test, CommonError> {
    Test::decode(&Params::parse(b"", form.as_bytes()).unwrap())
}

/// The error's code and text, `-` where it has none.
fn refusal(form: &str) -> (String, String) {
    told(decode(form).expect_err(form))
}

fn told(error: CommonError) -> (String, String) {
    assert_eq!(error.status(), 400);
    (
        error.code().to_owned(),
        error.message().unwrap_or("-").to_owned(),
    )
}

fn tag(key: &str, value: &str) -> Tag {
    Tag {
        key: key.to_owned(),
        value: value.to_owned(),
    }
}

#[test]
fn integers() {
    for (sent, expected) in [
        ("1", 1),
        ("01", 1),
        ("%2B1", 1),
        ("0900", 900),
        ("%2B900", 900),
    ] {
        assert_eq!(
            decode(&format!("Age={sent}")).unwrap().age,
            Some(expected),
            "{sent}"
        );
    }
    for sent in [
        "%201",
        "1%20",
        "+900",
        "1%0A",
        "%091",
        "1.0",
        "1e0",
        "9e2",
        "2147483648",
        "-2147483649",
        "x",
        "%2B",
        "-",
        "0x1",
        "1_0",
    ] {
        assert_eq!(
            refusal(&format!("Age={sent}")),
            ("MalformedInput".into(), "-".into()),
            "{sent}"
        );
    }
    assert_eq!(
        refusal("Age="),
        (
            "MalformedInput".into(),
            "missing value for decimal type".into()
        )
    );
    for sent in ["0", "-1", "36601"] {
        assert_eq!(
            refusal(&format!("Age={sent}")).0,
            "ValidationError",
            "{sent}"
        );
    }
}

#[test]
fn booleans() {
    for (sent, expected) in [("true", true), ("1", true), ("false", false), ("0", false)] {
        assert_eq!(
            decode(&format!("Flag={sent}")).unwrap().flag,
            Some(expected),
            "{sent}"
        );
    }
    for sent in [
        "True", "TRUE", "False", "FALSE", "", "null", "yes", "01", "%201", "1%20", "true%0A",
    ] {
        assert_eq!(
            refusal(&format!("Flag={sent}")),
            ("MalformedInput".into(), "-".into()),
            "{sent}"
        );
    }
}

#[test]
fn other_scalars() {
    assert_eq!(
        decode("Blob=aGk%3D").unwrap().blob.as_deref(),
        Some(&b"hi"[..])
    );
    assert_eq!(refusal("Blob=%21").0, "MalformedInput");
    assert_eq!(
        decode("When=2013-06-04T13:20:49Z")
            .unwrap()
            .when
            .unwrap()
            .as_second(),
        1_370_352_049
    );
    assert_eq!(refusal("When=now").0, "MalformedInput");
}

#[test]
fn repeated_and_unknown_parameters() {
    assert_eq!(
        decode("Age=1&Age=2&Other=3&Age.x=4").unwrap(),
        Test {
            age: Some(1),
            ..Test::default()
        }
    );
    assert_eq!(
        decode("Age=1&Age=x").unwrap().age,
        Some(1),
        "what does not count is not read"
    );
}

#[test]
fn lists_that_are_accepted() {
    let names = |form: &str| decode(form).unwrap().names;
    assert_eq!(names("Names.member.1=a"), ["a"]);
    assert_eq!(names("Names.member.01=a"), ["a"]);
    // Names that sort between a list and its elements hide nothing.
    assert_eq!(
        names("Names-x=1&Names-x.y=2&Names.member-z=3&Names.member.1=a"),
        ["a"]
    );
    assert_eq!(
        names("Names.member.2=b&Names.member.1=a&Names.member.3=c"),
        ["a", "b", "c"]
    );
    let ten: Vec<String> = (1..=10)
        .map(|index| format!("Names.member.{index}=n{index}"))
        .collect();
    assert_eq!(
        names(&ten.join("&")).last().map(String::as_str),
        Some("n10")
    );
    assert_eq!(
        decode("Tags.member.01.Key=k&Tags.member.1.Value=v")
            .unwrap()
            .tags,
        [tag("k", "v")]
    );
    assert_eq!(
        decode("Tags.member.1.Key=k&Tags.member.1.Value=v&Tags.member.1.Unknown=u")
            .unwrap()
            .tags,
        [tag("k", "v")]
    );
    assert_eq!(decode("Flat.1=a&Flat.2=b").unwrap().flat, ["a", "b"]);
    assert_eq!(decode("Tags=").unwrap().tags, [], "present and empty");
    assert_eq!(
        decode("Tags.1.Key=k").unwrap(),
        Test::default(),
        "unknown parameters are ignored"
    );
}

#[test]
fn list_grammar() {
    let sparse =
        |skipped: u32| format!("Excessively sparse input would skip {skipped} list elements");
    let numbered = |indexes: &[u32]| {
        indexes
            .iter()
            .map(|index| format!("Names.member.{index}=a"))
            .collect::<Vec<_>>()
            .join("&")
    };
    let after_ten = |last: u32| numbered(&[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, last]);
    for (form, text) in [
        ("Names.member.12=a".to_owned(), sparse(11)),
        (numbered(&[1, 12]), sparse(11)),
        (numbered(&[12, 1]), sparse(11)),
        (after_ten(21), sparse(11)),
        (after_ten(22), sparse(12)),
        (numbered(&[1, 22]), sparse(21)),
        (numbered(&[22, 1]), sparse(21)),
        (numbered(&[1, 22, 43]), sparse(21)),
        (
            "Names.member.0=a".to_owned(),
            "0 is not a valid index".to_owned(),
        ),
        (
            "Tags.member.0.Key=a".to_owned(),
            "0 is not a valid index".to_owned(),
        ),
        (
            "Names.member.-1=a".to_owned(),
            "Key -1 may not have a leading '-'".to_owned(),
        ),
        (
            "Names.member.%2B1=a".to_owned(),
            "Start of list found where not expected".to_owned(),
        ),
        (
            "Names.member.one=a".to_owned(),
            "Start of list found where not expected".to_owned(),
        ),
        (
            "Names.member.1=a&Names.member.one=a".to_owned(),
            "Start of list found where not expected".to_owned(),
        ),
        (
            "Tags.member.1.0.Key=a".to_owned(),
            "Two index elements may not occur back to back".to_owned(),
        ),
        (
            "Names.member.1.2=a".to_owned(),
            "Two index elements may not occur back to back".to_owned(),
        ),
        ("Names.member.99999999999=a".to_owned(), "-".to_owned()),
        (
            "Names=a".to_owned(),
            "Unexpected list element termination".to_owned(),
        ),
        (
            "Names.member=a".to_owned(),
            "Unexpected list element termination".to_owned(),
        ),
        (
            "Names.member.1.x=a".to_owned(),
            "Start of structure or map found where not expected.".to_owned(),
        ),
        (
            "Tags.member.1=a".to_owned(),
            "Unexpected complex element termination".to_owned(),
        ),
        (
            "One=a".to_owned(),
            "Unexpected complex element termination".to_owned(),
        ),
    ] {
        assert_eq!(
            refusal(&form),
            ("MalformedInput".to_owned(), text),
            "{form}"
        );
    }
}

#[test]
fn lists_that_reach_the_constraints() {
    let nulls = |index: u32| {
        format!(
            "Value at 'tags.{index}.member.value' failed to satisfy constraint: Member must not be null; \
             Value at 'tags.{index}.member.key' failed to satisfy constraint: Member must not be null"
        )
    };
    let two = |index: u32| format!("2 validation errors detected: {}", nulls(index));
    for (form, text) in [
        ("Tags.member.2.Key=k&Tags.member.2.Value=v", two(1)),
        ("Tags.member.1.Key=k&Tags.member.1.Value=v&Tags.member.3.Key=k&Tags.member.3.Value=v", two(2)),
        ("Tags.member.%2B1.Key=k", two(1)),
        ("Tags.member.one.Key=k", two(1)),
        (
            "Tags.member.1.Key=k",
            "1 validation error detected: Value at 'tags.1.member.value' failed to satisfy constraint: Member must not be null".to_owned(),
        ),
        (
            "Tags.member.11.Key=k&Tags.member.11.Value=v",
            format!("10 validation errors detected: {}", (1..=5).map(nulls).collect::<Vec<_>>().join("; ")),
        ),
    ] {
        assert_eq!(refusal(form), ("ValidationError".to_owned(), text), "{form}");
    }
    let spread = "Tags.member.1.Key=k&Tags.member.8.Key=k&Tags.member.15.Key=k";
    assert_eq!(refusal(spread).0, "ValidationError");
    assert_eq!(refusal("Names.member.11=a").0, "ValidationError");
}

#[test]
fn maps_and_structures() {
    let form = "Map.entry.1.key=a&Map.entry.1.value=1&Map.entry.2.key=b&Map.entry.2.value=&One.Key=k&One.Value=v";
    let input = decode(form).unwrap();
    assert_eq!(
        input.map.into_iter().collect::<Vec<_>>(),
        [("a".into(), "1".into()), ("b".into(), String::new())]
    );
    assert_eq!(input.one, Some(tag("k", "v")));
    for form in [
        "Map.entry.1.key=a",
        "Map.entry.1.value=a",
        "One.Key=k",
        "One=",
    ] {
        assert_eq!(refusal(form).0, "ValidationError", "{form}");
    }
    assert_eq!(refusal("Map.entry.one.key=a").0, "MalformedInput");
}

#[test]
fn messages_of_a_service_that_hides_values() {
    for (form, text) in [
        (
            "Age=0",
            "Value at 'age' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            "Age=36601",
            "Value at 'age' failed to satisfy constraint: Member must have value less than or equal to 36600",
        ),
        (
            "Status=V1Token",
            "Value at 'status' failed to satisfy constraint: Member must satisfy enum value set: [v2Token, v1Token]",
        ),
        (
            "Status=",
            "Value at 'status' failed to satisfy constraint: Member must satisfy enum value set: [v2Token, v1Token]",
        ),
        (
            "Names=",
            "Value at 'names' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            "Names.member.1=abcde",
            "Value at 'names' failed to satisfy constraint: Member must satisfy constraint: \
             [Member must have length less than or equal to 4, Member must have length greater than or equal to 1]",
        ),
        (
            "Tags.member.1.Key=&Tags.member.1.Value=v",
            "Value at 'tags.1.member.key' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
    ] {
        assert_eq!(
            refusal(form),
            (
                "ValidationError".to_owned(),
                format!("1 validation error detected: {text}")
            ),
            "{form}"
        );
    }
    let characters = format!(
        "Tags.member.1.Key=k&Tags.member.1.Value={}",
        "%C3%A9".repeat(256)
    );
    assert!(
        decode(&characters).is_ok(),
        "lengths count characters, not bytes"
    );
}

#[test]
fn messages_of_a_service_that_prints_values() {
    for (form, text) in [
        (
            "Age=0",
            "Value '0' at 'age' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            "Names=",
            "Value '[]' at 'names' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        (
            "One.Key=k",
            "Value null at 'one.value' failed to satisfy constraint: Member must not be null",
        ),
    ] {
        let params = Params::parse(b"", form.as_bytes()).unwrap();
        let error = Printing::decode(&params).expect_err(form);
        assert_eq!(
            told(error),
            (
                "ValidationError".to_owned(),
                format!("1 validation error detected: {text}")
            )
        );
    }
    let form: Vec<String> = (0..51)
        .map(|tag| format!("Tags.member.{0}.Key={tag}&Tags.member.{0}.Value=v", tag + 1))
        .collect();
    let form = form.join("&");
    let error =
        Printing::decode(&Params::parse(b"", form.as_bytes()).unwrap()).expect_err("51 tags");
    let text = told(error).1;
    assert!(
        text.starts_with(
            "1 validation error detected: Value '[Tag(key=0, value=v), Tag(key=1, value=v), "
        ),
        "{text}"
    );
    assert!(text.ends_with("]' at 'tags' failed to satisfy constraint: Member must have length less than or equal to 50"), "{text}");
}

#[test]
fn forms_of_any_size_end_soon() {
    // A hundred thousand parameters, each of which would leave ten holes.
    let form: Vec<String> = (1..100_000_u32)
        .map(|index| format!("Tags.member.{}.Key=k", index * 10))
        .collect();
    assert_eq!(
        refusal(&form.join("&")),
        ("MalformedInput".into(), "-".into())
    );
    let deep = format!("Tags.member.1.Key{}=k", ".a".repeat(500_000));
    assert_eq!(refusal(&deep).0, "ValidationError");
}

proptest! {
    #[test]
    fn decoding_never_panics(
        form in "((Tags|Names|Flat|Map|One|Age)(\\.(member|entry|0|1|01|-1|12|999999999999|Key|Value|key|value|é)){0,4}(=(|x|1|%|%2B1))?&){0,12}"
    ) {
        if let Ok(params) = Params::parse(b"", form.as_bytes())
            && let Err(error) = Test::decode(&params)
        {
                    prop_assert!(["MalformedInput", "ValidationError"].contains(&error.code()));
        }
    }
}
