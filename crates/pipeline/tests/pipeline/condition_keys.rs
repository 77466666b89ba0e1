//! Which condition keys policies see, for each kind of caller.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use std::collections::BTreeMap;

use pipeline::{Demand, RequestFacts, RequestHead};
use records::ReadTx;
use secrets::session::{Federation, RoleOrigin, SessionClaims, SessionTag};
use wire::query::percent_encode;

use crate::operations::probe;
use crate::world::{
    ACCOUNT, Call, Credentials, NOW, World, ann, federated, peer, role_session, role_session_of,
    root, run, session_token,
};

/// A policy that allows everybody if the key has this value, or if it is absent.
fn asking(key: &str, value: Option<&str>) -> String {
    let condition = match value {
        Some(value) => serde_json::json!({"StringEquals": {key: value}}),
        None => serde_json::json!({"Null": {key: "true"}}),
    };
    let statement = serde_json::json!({
        "Effect": "Allow", "Principal": "*", "Action": "test:Probe", "Resource": "*", "Condition": condition
    });
    serde_json::json!({"Version": "2012-10-17", "Statement": [statement]}).to_string()
}

async fn holds(world: &World, credentials: &Credentials, key: &str, value: Option<&str>) -> bool {
    let document = percent_encode(&asking(key, value));
    let body = format!(
        "Action=PutUserPolicy&Version=2010-05-08&UserName=a&PolicyName=p&PolicyDocument={document}"
    );
    let answer = world.send(Call::iam(&body), Some(credentials)).await;
    assert!(
        answer.status == 200 || answer.code() == "AccessDenied",
        "{}",
        answer.body
    );
    answer.status == 200
}

fn federation(provider: &str) -> Federation {
    Federation {
        provider: provider.into(),
        subject: "s".into(),
        attributes: BTreeMap::new(),
    }
}

fn with_mfa(claims: SessionClaims) -> SessionClaims {
    SessionClaims {
        mfa_authenticated_at: Some(NOW - 100),
        ..claims
    }
}

fn tagged(claims: SessionClaims) -> SessionClaims {
    let tag = |key: &str, value: &str| SessionTag {
        key: key.into(),
        value: value.into(),
        transitive: false,
    };
    let source_identity = Some("carol".parse().unwrap());
    SessionClaims {
        session_tags: vec![tag("TEAM", "green"), tag("Extra", "1")],
        source_identity,
        ..claims
    }
}

#[test]
fn each_kind_of_caller_has_its_keys_and_no_others() {
    const KEYS: [&str; 14] = [
        "aws:PrincipalArn",
        "aws:PrincipalAccount",
        "aws:PrincipalType",
        "aws:userid",
        "aws:username",
        "aws:TokenIssueTime",
        "aws:MultiFactorAuthPresent",
        "aws:MultiFactorAuthAge",
        "aws:PrincipalTag/Team",
        "aws:PrincipalTag/kind",
        "aws:PrincipalTag/Extra",
        "aws:FederatedProvider",
        "aws:SourceIdentity",
        "aws:PrincipalIsAWSService",
    ];
    run(async {
        let world = World::new().await;
        let user_id = crate::world::unique_id(names::IdPrefix::User, 1).to_string();
        let session_id = format!("{}:app", crate::world::unique_id(names::IdPrefix::Role, 1));
        let user_id = Some(user_id.as_str());
        let session_id = Some(session_id.as_str());
        let root_arn = Some("arn:aws:iam::123456789012:root");
        let user_arn = Some("arn:aws:iam::123456789012:user/team/Ann");
        let role_arn = Some("arn:aws:iam::123456789012:role/team/Deploy");
        let fred_arn = Some("arn:aws:sts::123456789012:federated-user/fred");
        let fred = Some("123456789012:fred");
        let (account, yes, no) = (Some(ACCOUNT), Some("true"), Some("false"));
        let issued = Some("2026-09-21T14:12:20Z");
        let (age, oidc) = (
            Some("100"),
            Some("arn:aws:iam::123456789012:oidc-provider/idp.example"),
        );
        let web = || role_session_of(RoleOrigin::WebIdentity(federation(oidc.unwrap())));
        let saml = || {
            role_session_of(RoleOrigin::Saml(federation(
                "arn:aws:iam::123456789012:saml-provider/idp",
            )))
        };
        let session = |claims: SessionClaims| world.issue(&claims);

        #[rustfmt::skip]
        let table: [(&str, Credentials, [Option<&str>; 14]); 14] = [
            // PrincipalArn, Account, Type, userid, username, issued, MFA, age, tags: Team, kind, Extra, provider, source, service
            ("root", root(), [root_arn, account, Some("Account"), account, None, None, None, None, None, None, None, None, None, no]),
            ("root session", session(session_token(true)), [root_arn, account, Some("Account"), account, None, issued, no, None, None, None, None, None, None, no]),
            ("user", ann(), [user_arn, account, Some("User"), user_id, Some("Ann"), None, None, None, Some("blue"), None, None, None, None, no]),
            ("user session", session(session_token(false)), [user_arn, account, Some("User"), user_id, Some("Ann"), issued, no, None, Some("blue"), None, None, None, None, no]),
            ("user session with MFA", session(with_mfa(session_token(false))), [user_arn, account, Some("User"), user_id, Some("Ann"), issued, yes, age, Some("blue"), None, None, None, None, no]),
            ("role", session(role_session()), [role_arn, account, Some("AssumedRole"), session_id, None, issued, no, None, Some("red"), Some("role"), None, None, None, no]),
            ("role with MFA", session(with_mfa(role_session())), [role_arn, account, Some("AssumedRole"), session_id, None, issued, yes, age, Some("red"), Some("role"), None, None, None, no]),
            ("tagged role", session(tagged(role_session())), [role_arn, account, Some("AssumedRole"), session_id, None, issued, no, None, Some("green"), Some("role"), Some("1"), None, Some("carol"), no]),
            ("chained role", session(role_session_of(RoleOrigin::Chained)), [role_arn, account, Some("AssumedRole"), session_id, None, issued, no, None, Some("red"), Some("role"), None, None, None, no]),
            ("OIDC role", session(web()), [role_arn, account, Some("AssumedRole"), session_id, None, issued, None, None, Some("red"), Some("role"), None, oidc, None, no]),
            ("SAML role", session(saml()), [role_arn, account, Some("AssumedRole"), session_id, None, issued, None, None, Some("red"), Some("role"), None, None, None, no]),
            ("federated user", session(federated(false)), [fred_arn, account, Some("FederatedUser"), fred, None, issued, None, None, Some("blue"), None, None, None, None, no]),
            ("tagged federated user", session(tagged(federated(false))), [fred_arn, account, Some("FederatedUser"), fred, None, issued, None, None, Some("green"), None, Some("1"), None, Some("carol"), no]),
            ("federated user of root", session(federated(true)), [fred_arn, account, Some("FederatedUser"), fred, None, issued, None, None, None, None, None, None, None, no]),
        ];
        for (caller, credentials, values) in table {
            for (key, value) in KEYS.iter().zip(values) {
                assert!(
                    holds(&world, &credentials, key, value).await,
                    "{caller}: {key} is not {value:?}"
                );
            }
        }
    });
}

#[test]
fn an_anonymous_caller_has_almost_no_keys() {
    run(async {
        let world = World::new().await;
        let headers = http::HeaderMap::new();
        let head = RequestHead {
            method: "GET",
            path: "/b",
            query: "",
            authority: None,
            headers: &headers,
        };
        let mut reads = ReadTx::new(world.pipeline.replica().state());
        let now = world.pipeline.now();
        let verified = world
            .pipeline
            .authenticate_resource(&head, "s3", now, &mut reads)
            .ok()
            .unwrap();
        assert_eq!(
            (verified.caller.arn(), verified.caller.account()),
            (None, None)
        );
        let facts = RequestFacts::new(head, peer(), now, "us-east-1");
        for (key, value) in [
            ("aws:PrincipalAccount", Some("anonymous")),
            ("aws:PrincipalType", Some("Anonymous")),
            ("aws:userid", Some("anonymous")),
            ("aws:PrincipalArn", None),
            ("aws:username", None),
            ("aws:TokenIssueTime", None),
            ("aws:MultiFactorAuthPresent", None),
            ("aws:PrincipalTag/Team", None),
            ("aws:PrincipalIsAWSService", None),
            ("aws:ResourceAccount", Some(ACCOUNT)),
        ] {
            let demand = Demand::new(probe(&asking(key, value)));
            let allowed =
                world
                    .pipeline
                    .authorize::<()>(&verified.caller, &demand, &facts, &mut reads);
            assert!(allowed.is_ok(), "{key} is not {value:?}");
            let demand = Demand::new(probe(&asking(key, Some("something else"))));
            let denied =
                world
                    .pipeline
                    .authorize::<()>(&verified.caller, &demand, &facts, &mut reads);
            assert_eq!(denied.unwrap_err().message(), "Access Denied");
        }
    });
}

#[test]
fn what_the_connection_and_the_clock_say() {
    run(async {
        let world = World::new().await;
        for (key, value) in [
            ("aws:SourceIp", Some("192.0.2.7")),
            ("aws:SecureTransport", Some("true")),
            ("aws:CurrentTime", Some("2026-09-21T14:13:20.359Z")),
            ("aws:EpochTime", Some("1790000000")),
            ("aws:UserAgent", Some("client/1")),
            ("aws:referer", None),
            ("aws:ViaAWSService", Some("false")),
            ("aws:ResourceAccount", Some(ACCOUNT)),
            // IAM's shape is that of a global service.
            ("aws:RequestedRegion", Some("us-east-1")),
            ("aws:NoSuchKey", None),
            ("iam:PolicyARN", None),
        ] {
            assert!(
                holds(&world, &ann(), key, value).await,
                "{key} is not {value:?}"
            );
        }
        // A global service may be signed for the region of the authority too, and is made to us-east-1 all the same.
        let document = percent_encode(&asking("aws:RequestedRegion", Some("us-east-1")));
        let body = format!(
            "Action=PutUserPolicy&Version=2010-05-08&UserName=a&PolicyName=p&PolicyDocument={document}"
        );
        let call = Call {
            region: crate::world::REGION,
            ..Call::iam(&body)
        };
        assert_eq!(world.send(call, Some(&ann())).await.status, 200);
    });
}

/// Every global key of AWS's page: with a value in some request here, or not, for the reason that stands beside it.
#[test]
fn global_keys_are_filled_or_unknowable() {
    const FILLED: &[&str] = &[
        "aws:PrincipalArn",
        "aws:PrincipalAccount",
        "aws:PrincipalTag/Team",
        "aws:PrincipalIsAWSService",
        "aws:PrincipalType",
        "aws:userid",
        "aws:TokenIssueTime",
        "aws:MultiFactorAuthAge",
        "aws:MultiFactorAuthPresent",
        "aws:SourceIdentity",
        "aws:SourceIp",
        "aws:ViaAWSService",
        "aws:CurrentTime",
        "aws:EpochTime",
        "aws:RequestedRegion",
        "aws:SecureTransport",
        "aws:UserAgent",
        "aws:ResourceAccount",
    ];
    // Of other callers and other operations: `each_kind_of_caller_has_its_keys_and_no_others`, and the cases of IAM.
    const ELSEWHERE: &[&str] = &[
        "aws:username",
        "aws:FederatedProvider",
        "aws:ResourceTag/Team",
        "aws:RequestTag/Team",
        "aws:TagKeys",
        "aws:referer",
    ];
    const UNKNOWABLE: &[(&str, &[&str])] = &[
        (
            "there is no organization",
            &[
                "aws:PrincipalOrgID",
                "aws:PrincipalOrgPaths",
                "aws:ResourceOrgID",
                "aws:ResourceOrgPaths",
                "aws:SourceOrgID",
                "aws:SourceOrgPaths",
                "aws:AssumedRoot",
            ],
        ),
        (
            "no service of AWS calls, and none calls for somebody",
            &[
                "aws:PrincipalServiceName",
                "aws:PrincipalServiceNamesList",
                "aws:SourceAccount",
                "aws:SourceArn",
                "aws:CalledVia",
                "aws:CalledViaFirst",
                "aws:CalledViaLast",
                "aws:CalledViaAWSMCP",
                "aws:ViaAWSMCPService",
                "aws:IsMcpServiceAction",
                "aws:ChatbotSourceArn",
                "aws:SignInSessionArn",
            ],
        ),
        (
            "there are no VPCs, no endpoints in them and no instances",
            &[
                "aws:SourceVpc",
                "aws:SourceVpcArn",
                "aws:SourceVpce",
                "aws:VpcSourceIp",
                "aws:VpceAccount",
                "aws:VpceOrgID",
                "aws:VpceOrgPaths",
                "aws:Ec2InstanceSourceVpc",
                "aws:Ec2InstanceSourcePrivateIPv4",
            ],
        ),
    ];
    run(async {
        let world = World::new().await;
        let credentials = world.issue(&tagged(with_mfa(role_session())));
        for key in FILLED {
            assert!(!holds(&world, &credentials, key, None).await, "{key}");
        }
        let absent = UNKNOWABLE.iter().flat_map(|(_, keys)| *keys);
        for key in ELSEWHERE.iter().chain(absent) {
            assert!(holds(&world, &credentials, key, None).await, "{key}");
        }
        // What only browsers send.
        let page = "https://console.example/";
        let document = percent_encode(&asking("aws:referer", Some(page)));
        let body = format!(
            "Action=PutUserPolicy&Version=2010-05-08&UserName=a&PolicyName=p&PolicyDocument={document}"
        );
        let call = Call::iam(&body).header("referer", page);
        assert_eq!(world.send(call, Some(&credentials)).await.status, 200);
    });
}
