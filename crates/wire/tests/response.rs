//! The bodies of responses, byte for byte.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;

use proptest::prelude::*;
use wire::response::{failure, success};
use wire::{
    Auth, CommonError, Encoder, Format, OperationInfo, Output, Protocol, Sensitive, ServiceInfo,
    Timestamp, ValueStyle,
};

static STS: ServiceInfo = ServiceInfo {
    name: "sts",
    signing_name: "sts",
    api_version: "2011-06-15",
    namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    value_style: ValueStyle::Printed,
    protocol: Protocol::Query,
    validation_reason: None,
};
static GET_CALLER_IDENTITY: OperationInfo = OperationInfo {
    name: "GetCallerIdentity",
    service: &STS,
    auth: Auth::V4,
    has_result: true,
    binding: None,
};
static NO_RESULT: OperationInfo = OperationInfo {
    name: "DeleteUser",
    service: &STS,
    auth: Auth::V4,
    has_result: false,
    binding: None,
};

struct Identity;

impl Output for Identity {
    fn members(&self, encoder: &mut Encoder<'_>) {
        encoder.member("Arn", &"arn:aws:iam::123456789012:user/Bob".to_owned());
        encoder.member("UserId", &Some("AIDAEXAMPLE".to_owned()));
        encoder.member("Account", &"123456789012".to_owned());
        encoder.member("Absent", &None::<String>);
    }
}

struct Everything;

impl Output for Everything {
    fn members(&self, encoder: &mut Encoder<'_>) {
        encoder.member("Empty", &Vec::<String>::new());
        encoder.member("Texts", &vec!["a<b".to_owned(), String::new()]);
        encoder.member("Map", &BTreeMap::from([("Users".to_owned(), 5)]));
        encoder.member("Flag", &true);
        encoder.member(
            "When",
            &Timestamp::from_millisecond(1_370_352_049_359).unwrap(),
        );
        encoder.timestamp_with_milliseconds(
            "Exact",
            Some(Timestamp::from_millisecond(1_370_352_049_359).unwrap()),
        );
        encoder.member("Secret", &Sensitive::from("s&s"));
        encoder.member("Blob", &b"hi".to_vec());
        encoder.member("Nested", &vec![Unused, Unused]);
    }
}

struct Unused;

impl Output for Unused {
    fn members(&self, _: &mut Encoder<'_>) {}
}

#[test]
fn an_output_in_both_formats() {
    assert_eq!(
        success(&GET_CALLER_IDENTITY, &Identity, "uuid", Format::Xml),
        "<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n\
         \x20 <GetCallerIdentityResult>\n\
         \x20   <Arn>arn:aws:iam::123456789012:user/Bob</Arn>\n\
         \x20   <UserId>AIDAEXAMPLE</UserId>\n\
         \x20   <Account>123456789012</Account>\n\
         \x20 </GetCallerIdentityResult>\n\
         \x20 <ResponseMetadata>\n\
         \x20   <RequestId>uuid</RequestId>\n\
         \x20 </ResponseMetadata>\n\
         </GetCallerIdentityResponse>\n"
    );
    assert_eq!(
        success(&GET_CALLER_IDENTITY, &Identity, "uuid", Format::Json),
        r#"{"GetCallerIdentityResponse":{"GetCallerIdentityResult":{"Arn":"arn:aws:iam::123456789012:user/Bob","UserId":"AIDAEXAMPLE","Account":"123456789012"},"ResponseMetadata":{"RequestId":"uuid"}}}"#
    );
}

#[test]
fn an_operation_without_output_still_answers() {
    assert_eq!(
        success(&NO_RESULT, &Unused, "uuid", Format::Xml),
        "<DeleteUserResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <ResponseMetadata>\n    \
         <RequestId>uuid</RequestId>\n  </ResponseMetadata>\n</DeleteUserResponse>\n"
    );
}

#[test]
fn every_kind_of_member() {
    let xml = success(&GET_CALLER_IDENTITY, &Everything, "uuid", Format::Xml);
    for line in [
        "    <Empty/>\n",
        "    <Texts>\n      <member>a&lt;b</member>\n      <member></member>\n    </Texts>\n",
        "    <Map>\n      <entry>\n        <key>Users</key>\n        <value>5</value>\n      </entry>\n    </Map>\n",
        "    <Flag>true</Flag>\n",
        "    <When>2013-06-04T13:20:49Z</When>\n",
        "    <Exact>2013-06-04T13:20:49.359Z</Exact>\n",
        "    <Secret>s&amp;s</Secret>\n",
        "    <Blob>aGk=</Blob>\n",
        "    <Nested>\n      <member/>\n      <member/>\n    </Nested>\n",
    ] {
        assert!(xml.contains(line), "{line}\n{xml}");
    }
    let json = success(&GET_CALLER_IDENTITY, &Everything, "uuid", Format::Json);
    assert!(
        json.contains(
            r#"{"Empty":[],"Texts":["a<b",""],"Map":{"Users":5},"Flag":true,"When":1370352049,"Exact":1370352049,"Secret":"s&s","Blob":"aGk=","Nested":[{},{}]}"#
        ),
        "{json}"
    );
}

#[test]
fn errors_in_both_formats() {
    let error = CommonError::validation("1 < 2");
    assert_eq!(
        failure(STS.namespace, &error, "uuid", Format::Xml),
        "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\">\n  <Error>\n    <Type>Sender</Type>\n    \
         <Code>ValidationError</Code>\n    <Message>1 &lt; 2</Message>\n  </Error>\n  <RequestId>uuid</RequestId>\n</ErrorResponse>\n"
    );
    assert_eq!(
        failure(STS.namespace, &error, "uuid", Format::Json),
        r#"{"Error":{"Type":"Sender","Code":"ValidationError","Message":"1 < 2"},"RequestId":"uuid"}"#
    );
    let untold = failure(
        STS.namespace,
        &CommonError::malformed_input_untold(),
        "uuid",
        Format::Xml,
    );
    assert!(!untold.contains("Message"), "{untold}");
}

#[test]
fn the_dispatcher_has_a_namespace_of_its_own() {
    for (action, version, text) in [
        (
            "NoSuchAction",
            Some("2011-06-15"),
            "Could not find operation NoSuchAction for version 2011-06-15",
        ),
        (
            "X",
            None,
            "Could not find operation X for version NO_VERSION_SPECIFIED",
        ),
        ("", Some("v"), "Could not find operation  for version v"),
    ] {
        let body = failure(
            STS.namespace,
            &CommonError::invalid_action(action, version),
            "uuid",
            Format::Xml,
        );
        assert!(
            body.starts_with(
                "<ErrorResponse xmlns=\"http://webservices.amazon.com/AWSFault/2005-15-09\">"
            ),
            "{body}"
        );
        assert!(
            body.contains(&format!("<Message>{text}</Message>")),
            "{body}"
        );
    }
}

/// Undoes the escaping, as a parser would.
fn unescaped(xml: &str) -> String {
    xml.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#xD;", "\r")
        .replace("&amp;", "&")
}

proptest! {
    #[test]
    fn text_survives_escaping(text in any::<String>()) {
        let body = failure("urn:x", &CommonError::validation(text.clone()), "id", Format::Xml);
        let (_, rest) = body.split_once("<Message>").unwrap();
        let (escaped, _) = rest.split_once("</Message>").unwrap();
        prop_assert!(!escaped.contains(['<', '>']));
        let expected: String = text
            .chars()
            .map(|c| match c {
                '\t' | '\n' | '\r' => c,
                '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => '\u{FFFD}',
                c => c,
            })
            .collect();
        prop_assert_eq!(unescaped(escaped), expected);
    }
}
