//! Requests of the REST protocol: where they go, and that they take the same way as all others.

use http::{HeaderMap, HeaderValue};
use pipeline::{
    Allowed, Check, Context, Demand, Destination, Operation, ReadOnly, RequestHead, Service, route,
};
use records::ReadTx;
use shapes::{access_analyzer, iam_toolbox};

use crate::world::{Call, World, ann, root, run};

/// The services of the other tests, and two of the REST protocol, one of which is signed as IAM is.
fn services() -> Vec<Service> {
    let analyzer = Service::new(&access_analyzer::operations::SERVICE, |_, _| Ok(()));
    let toolbox = Service::new(&iam_toolbox::operations::SERVICE, |_, _| Ok(()));
    let mut services = crate::operations::services();
    services.push(analyzer.with::<ValidatePolicy>());
    services.push(toolbox.with::<Details>());
    services
}

/// Answers the document that it was given as a page's token.
struct ValidatePolicy;

impl Operation for ValidatePolicy {
    type Input = access_analyzer::ValidatePolicyRequest;
    type Output = access_analyzer::ValidatePolicyResponse;
    type Error = access_analyzer::ValidatePolicyError;
    type Access = ReadOnly;

    fn demand(_: &Context<'_>, _: &mut ReadTx, _: &Self::Input) -> Result<Demand, Self::Error> {
        Ok(Demand::new(Check::on_anything(
            "access-analyzer:ValidatePolicy",
        )))
    }

    fn run(
        _: &Allowed<Self>,
        _: &Context<'_>,
        _: &mut ReadTx,
        input: Self::Input,
    ) -> Result<Self::Output, Self::Error> {
        Ok(access_analyzer::ValidatePolicyResponse {
            findings: Vec::new(),
            next_token: Some(input.policy_document),
        })
    }
}

/// Tells how many evaluations a denied request had.
struct Details;

impl Operation for Details {
    type Input = iam_toolbox::GetRequestAuthorizationDetailsInput;
    type Output = iam_toolbox::GetRequestAuthorizationDetailsOutput;
    type Error = iam_toolbox::GetRequestAuthorizationDetailsError;
    type Access = ReadOnly;

    fn demand(_: &Context<'_>, _: &mut ReadTx, _: &Self::Input) -> Result<Demand, Self::Error> {
        Ok(Demand::free())
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: Self::Input,
    ) -> Result<Self::Output, Self::Error> {
        let denied = cx.denied_request(&input.authorization_id);
        let denied = denied.ok_or_else(|| iam_toolbox::ResourceNotFound::new("none"))?;
        Ok(iam_toolbox::GetRequestAuthorizationDetailsOutput {
            request_context: Default::default(),
            evaluations: Vec::new(),
            policies: Vec::new(),
            next_token: denied
                .evaluations
                .first()
                .map(|first| format!("{:?}", first.effect)),
        })
    }
}

#[test]
fn requests_find_their_service() {
    const JSON: &str = "application/json";
    const FORM: &str = "application/x-www-form-urlencoded";
    let services = services();
    for (scope, method, path, content_type, destination) in [
        (
            "access-analyzer",
            "POST",
            "/policy/validation",
            JSON,
            Destination::Rest,
        ),
        ("access-analyzer", "GET", "/", "", Destination::Rest),
        ("access-analyzer", "POST", "/", FORM, Destination::Rest),
        ("iam", "POST", "/", FORM, Destination::Query),
        (
            "iam",
            "GET",
            "/authorization-details/abc",
            "",
            Destination::Rest,
        ),
        (
            "iam",
            "GET",
            "/authorization-details/",
            "",
            Destination::Query,
        ),
        (
            "iam",
            "POST",
            "/policy/validation",
            JSON,
            Destination::Query,
        ),
        (
            "sts",
            "GET",
            "/authorization-details/abc",
            "",
            Destination::Query,
        ),
        (
            "s3",
            "POST",
            "/policy/validation",
            JSON,
            Destination::Resource,
        ),
        (
            "s3",
            "GET",
            "/authorization-details/abc",
            "",
            Destination::Resource,
        ),
        (
            "sqs",
            "POST",
            "/policy/validation",
            JSON,
            Destination::Resource,
        ),
        ("", "POST", "/policy/validation", JSON, Destination::Rest),
        (
            "",
            "POST",
            "/policy/validation",
            "text/plain",
            Destination::Resource,
        ),
        ("", "POST", "/policy/other", JSON, Destination::Resource),
        (
            "",
            "GET",
            "/authorization-details/abc",
            JSON,
            Destination::Resource,
        ),
    ] {
        let mut headers = HeaderMap::new();
        if !scope.is_empty() {
            let credential =
                format!("AWS4-HMAC-SHA256 Credential=AKID/20260921/us-east-1/{scope}/aws4_request");
            headers.insert("authorization", HeaderValue::from_str(&credential).unwrap());
        }
        if !content_type.is_empty() {
            headers.insert("content-type", HeaderValue::from_static(content_type));
        }
        let head = RequestHead {
            method,
            path,
            query: "",
            authority: None,
            headers: &headers,
        };
        assert_eq!(
            route(&head, &services),
            destination,
            "{scope} {method} {path}"
        );
    }
}

#[test]
fn a_request_takes_the_way_of_all_others() {
    run(async {
        let mut world = World::new().await;
        world.services = services();
        let asked = r#"{"policyDocument": "d", "policyType": "IDENTITY_POLICY"}"#;
        let call = || Call::rest("access-analyzer", "POST", "/policy/validation", asked);
        let answer = world.send(call(), Some(&root())).await;
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (200, r#"{"findings":[],"nextToken":"d"}"#)
        );
        assert_eq!(answer.header("content-type"), "application/json");

        let answer = world.send(call(), Some(&ann())).await;
        assert_eq!(answer.status, 403);
        assert_eq!(answer.header("x-amzn-errortype"), "AccessDeniedException");
        assert_eq!(
            answer.body,
            "{\"message\":\"User: arn:aws:iam::123456789012:user/team/Ann is not authorized to perform: \
             access-analyzer:ValidatePolicy on resource: * because no identity-based policy allows the \
             access-analyzer:ValidatePolicy action\"}"
        );
        let id = answer.header("x-amzn-requestid").replace('-', "");
        let path = format!("/authorization-details/{id}");
        let details = |path| Call::rest("iam", "GET", path, "");
        let answer = world.send(details(&path), Some(&root())).await;
        assert_eq!(
            answer.body,
            r#"{"requestContext":{},"evaluations":[],"policies":[],"nextToken":"ImplicitDeny"}"#
        );
        let answer = world
            .send(details("/authorization-details/0"), Some(&root()))
            .await;
        assert_eq!(
            (answer.status, answer.body.as_str()),
            (404, r#"{"message":"none"}"#)
        );
        assert_eq!(
            answer.header("x-amzn-errortype"),
            "ResourceNotFoundException"
        );

        let unsigned = world.send(call(), None).await;
        assert_eq!(
            unsigned.header("x-amzn-errortype"),
            "MissingAuthenticationTokenException"
        );
        let unknown = Call::rest("access-analyzer", "GET", "/analyzer", "");
        let answer = world.send(unknown, Some(&root())).await;
        assert_eq!((answer.status, answer.body.as_str()), (404, "{}"));
        assert_eq!(
            answer.header("x-amzn-errortype"),
            "UnknownOperationException"
        );
    });
}
