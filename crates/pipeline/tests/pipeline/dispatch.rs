//! What is answered before any service has the request, and the form of answers.

use crate::world::{Call, World, ann, run};

const WHO: &str = "Action=GetCallerIdentity&Version=2011-06-15";

#[test]
fn who_names_no_action_or_no_form_is_sent_away() {
    run(async {
        let world = World::new().await;
        let not_a_form = || {
            let mut call = Call::sts(WHO);
            call.extra = vec![("content-type", "text/plain".to_owned())];
            call
        };
        let get = |query| Call {
            method: "GET",
            query,
            body: "",
            ..not_a_form()
        };
        for (call, location) in [
            (
                Call::sts("Version=2011-06-15"),
                "https://aws.amazon.com/iam",
            ),
            (Call::sts(""), "https://aws.amazon.com/iam"),
            (not_a_form(), "https://aws.amazon.com/iam"),
            (
                get("Version=2011-06-15"),
                "https://aws.amazon.com/iam?Version=2011-06-15",
            ),
            (get(""), "https://aws.amazon.com/iam"),
        ] {
            for credentials in [Some(&ann()), None] {
                let answer = world.send(call.clone(), credentials).await;
                assert_eq!(
                    (
                        answer.status,
                        answer.header("location"),
                        answer.body.as_str()
                    ),
                    (302, location, "")
                );
            }
        }
        let answer = world.send(get(WHO), Some(&ann())).await;
        assert_eq!(
            answer.status, 200,
            "an action in the URL is one: {}",
            answer.body
        );
    });
}

#[test]
fn unknown_actions_are_refused_before_the_signature_in_a_namespace_of_their_own() {
    run(async {
        let world = World::new().await;
        for (body, message) in [
            (
                "Action=NoSuch&Version=2011-06-15",
                "Could not find operation NoSuch for version 2011-06-15",
            ),
            (
                "Action=NoSuch",
                "Could not find operation NoSuch for version NO_VERSION_SPECIFIED",
            ),
            (
                "Action=&Version=2011-06-15",
                "Could not find operation  for version 2011-06-15",
            ),
            (
                "Action=GetCallerIdentity",
                "Could not find operation GetCallerIdentity for version NO_VERSION_SPECIFIED",
            ),
            (
                "Action=GetCallerIdentity&Version=",
                "Could not find operation GetCallerIdentity for version ",
            ),
            (
                "Action=GetCallerIdentity&Version=2010-05-08",
                "Could not find operation GetCallerIdentity for version 2010-05-08",
            ),
            (
                "Action=getcalleridentity&Version=2011-06-15",
                "Could not find operation getcalleridentity for version 2011-06-15",
            ),
            (
                "Action=AssumeRole&Version=2011-06-15",
                "Could not find operation AssumeRole for version 2011-06-15",
            ),
        ] {
            for credentials in [Some(&ann()), None] {
                let answer = world.send(Call::sts(body), credentials).await;
                assert_eq!(
                    (answer.status, answer.code().as_str()),
                    (400, "InvalidAction"),
                    "{body}"
                );
                assert_eq!(answer.text("Message").as_deref(), Some(message), "{body}");
                let namespace =
                    r#"<ErrorResponse xmlns="http://webservices.amazon.com/AWSFault/2005-15-09">"#;
                assert!(answer.body.starts_with(namespace), "{}", answer.body);
            }
        }
    });
}

#[test]
fn every_answer_has_its_id_in_header_and_body() {
    run(async {
        let world = World::new().await;
        let mut ids = Vec::new();
        for (call, credentials) in [
            (Call::sts(WHO), Some(ann())),
            (Call::sts(WHO), None),
            (Call::sts("Action=NoSuch"), None),
            (
                Call::iam("Action=DeleteUser&Version=2010-05-08&UserName=Ann"),
                Some(ann()),
            ),
        ] {
            let answer = world.send(call, credentials.as_ref()).await;
            let id = answer.header("x-amzn-requestid").to_owned();
            assert_eq!(answer.text("RequestId").as_deref(), Some(id.as_str()));
            assert_eq!(uuid::Uuid::parse_str(&id).unwrap().get_version_num(), 4);
            assert_eq!(answer.header("content-type"), "text/xml");
            ids.push(id);
        }
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), 4);
    });
}

#[test]
fn an_answer_is_written_as_aws_writes_it() {
    run(async {
        let world = World::new().await;
        let answer = world.who(&ann()).await;
        let id = answer.header("x-amzn-requestid");
        let user_id = crate::world::unique_id(names::IdPrefix::User, 1);
        let expected = format!(
            r#"<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult>
    <Arn>arn:aws:iam::123456789012:user/team/Ann</Arn>
    <UserId>{user_id}</UserId>
    <Account>123456789012</Account>
  </GetCallerIdentityResult>
  <ResponseMetadata>
    <RequestId>{id}</RequestId>
  </ResponseMetadata>
</GetCallerIdentityResponse>
"#
        );
        let sorted = |text: &str| {
            let mut lines: Vec<_> = text.lines().map(str::to_owned).collect();
            lines.sort();
            lines
        };
        // The order of members is the model's; AWS's own differs and clients do not mind.
        assert_eq!(sorted(&answer.body), sorted(&expected));

        let refused = world.send(Call::sts(WHO), None).await;
        let id = refused.header("x-amzn-requestid");
        assert_eq!(
            refused.body,
            format!(
                r#"<ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <Error>
    <Type>Sender</Type>
    <Code>MissingAuthenticationToken</Code>
    <Message>Request is missing Authentication Token</Message>
  </Error>
  <RequestId>{id}</RequestId>
</ErrorResponse>
"#
            )
        );
    });
}

#[test]
fn whoever_accepts_json_gets_json() {
    run(async {
        let world = World::new().await;
        let json = |call: Call<'static>| call.header("accept", "application/json");
        let parsed = |body: &str| serde_json::from_str::<serde_json::Value>(body).unwrap();

        let answer = world.send(json(Call::sts(WHO)), Some(&ann())).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (200, "application/json")
        );
        let body = parsed(&answer.body);
        let result = &body["GetCallerIdentityResponse"]["GetCallerIdentityResult"];
        assert_eq!(result["Arn"], "arn:aws:iam::123456789012:user/team/Ann");
        let id = &body["GetCallerIdentityResponse"]["ResponseMetadata"]["RequestId"];
        assert_eq!(id, answer.header("x-amzn-requestid"));

        for call in [Call::sts(WHO), Call::sts("Action=NoSuch")] {
            let answer = world.send(json(call), None).await;
            assert_eq!(parsed(&answer.body)["Error"]["Type"], "Sender");
            assert_eq!(
                parsed(&answer.body)["RequestId"],
                answer.header("x-amzn-requestid")
            );
        }
    });
}

#[test]
fn routes_lead_where_the_scope_says_and_else_where_the_form_does() {
    use pipeline::Destination::{Query, Resource};
    let services = crate::operations::services();
    let form = "application/x-www-form-urlencoded";
    let scope = |service: &str| {
        format!("AWS4-HMAC-SHA256 Credential=A/20260921/us-east-1/{service}/aws4_request")
    };
    for (method, path, query, content_type, authorization, destination) in [
        ("POST", "/", "", form, scope("sts"), Query),
        ("GET", "/", "Action=ListUsers", "", scope("iam"), Query),
        ("GET", "/", "Action=ListUsers", "", String::new(), Query),
        ("POST", "/", "", form, String::new(), Query),
        ("POST", "/", "", form, scope("ec2"), Query),
        (
            "POST",
            "/bucket/key",
            "uploads",
            form,
            scope("s3"),
            Resource,
        ),
        ("GET", "/", "", "", scope("s3"), Resource),
        ("GET", "/bucket", "Action=x", "", String::new(), Resource),
        ("PUT", "/bucket/key", "", form, scope("s3"), Resource),
        ("GET", "/", "", "", String::new(), Resource),
    ] {
        let mut headers = http::HeaderMap::new();
        for (name, value) in [
            ("content-type", content_type),
            ("authorization", &authorization),
        ] {
            if !value.is_empty() {
                headers.insert(name, value.parse().unwrap());
            }
        }
        let head = pipeline::RequestHead {
            method,
            path,
            query,
            authority: None,
            headers: &headers,
        };
        assert_eq!(
            pipeline::route(&head, &services),
            destination,
            "{method} {path} {query} {authorization}"
        );
    }
}
