//! Sessions of product providers who act as whoever approved: bound by all that bound the approver.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use records::UnixTime;
use records::delegation_requests::{Approval, Approver, DelegationRequest, State};
use records::roles::Role;

use crate::support::{ABROAD, ADMINISTRATOR, BEGINNING, Credentials, HOME, World, inline};

const OPEN: &str = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"111122223333"},"Action":["sts:AssumeRole","sts:TagSession"]}}"#;

/// A request of the account abroad that a session of this role has approved and released.
fn request(approver: &Role) -> DelegationRequest {
    let mut request = DelegationRequest {
        id: "request".to_owned(),
        requestor: ABROAD.parse().unwrap(),
        requestor_name: "Example".to_owned(),
        workflow_id: "w".to_owned(),
        owner_account: Some(approver.account),
        owner: None,
        approver: Some(Approval {
            arn: String::new(),
            identity: Approver::Role {
                role_id: approver.id,
                role_session_name: "ann".parse().unwrap(),
            },
            mfa_authenticated_at: None,
            source_identity: None,
            session_tags: ["Team", "Cost"]
                .map(|key| (key.to_owned(), "blue".to_owned()))
                .into(),
            transitive_tag_keys: vec!["Team".to_owned()],
        }),
        description: String::new(),
        request_message: None,
        policy_template_arn: String::new(),
        parameters: Vec::new(),
        permission_policy: ADMINISTRATOR.to_owned(),
        redirect_url: None,
        notification_channel: String::new(),
        session_duration: 3_600,
        only_send_by_owner: false,
        created_at: UnixTime(BEGINNING),
        updated_at: UnixTime(BEGINNING),
        state: State::Accepted,
        entered_at: UnixTime(BEGINNING),
        notes: None,
        rejection_reason: None,
        unsent: Vec::new(),
    };
    request.enter(State::Finalized, UnixTime(BEGINNING));
    request
}

/// A world with two open roles, and the credentials of a provider who acts as a session of one of them.
async fn world() -> (World, Credentials) {
    let world = World::new(vec![sts::service()]).await;
    world.account(HOME).await;
    let provider = world.account(ABROAD).await;
    for name in ["Approver", "Other"] {
        let mut role = world.role(HOME, name, OPEN);
        role.inline_policies = inline(ADMINISTRATOR);
        if name == "Approver" {
            world.put(request(&role)).await;
        }
        world.put(role).await;
    }
    let token = world.exchange_token("request");
    let parameters = [("TradeInToken", token.as_str())];
    let traded = world.call(&provider, "GetDelegatedAccessToken", &parameters);
    let delegated = traded.await.credentials();
    (world, delegated)
}

#[tokio::test]
async fn tags_that_the_approver_cannot_shake_off_the_provider_cannot_either() {
    let (world, delegated) = world().await;
    let role_arn = format!("arn:aws:iam::{HOME}:role/Other");
    for (key, refused) in [("Cost", false), ("team", true)] {
        let parameters = [
            ("RoleArn", role_arn.as_str()),
            ("RoleSessionName", "s1"),
            ("Tags.member.1.Key", key),
            ("Tags.member.1.Value", "red"),
        ];
        let answer = world.call(&delegated, "AssumeRole", &parameters).await;
        assert_eq!(answer.status == 400, refused, "{key}: {}", answer.body);
        assert_eq!(answer.status == 200, !refused, "{key}: {}", answer.body);
    }
}
