//! Requests for delegated access stay with who claimed them, and not with who bears the name later.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

#[expect(dead_code, reason = "what the tests of STS need beyond this")]
#[path = "../../sts/tests/it/support.rs"]
mod support;

use records::delegation_requests::DelegationRequest;
use serde_json::json;

use crate::support::{BEGINNING, Credentials, HOME, World};

fn claimed_by(arn: &str, user_id: &str) -> DelegationRequest {
    serde_json::from_value(json!({
        "id": "claimed", "requestor": HOME, "requestor_name": "Example", "workflow_id": "w", "description": "",
        "owner_account": HOME, "owner": {"arn": arn, "user_id": user_id}, "policy_template_arn": "arn:t",
        "permission_policy": "{}", "notification_channel": "arn:c", "session_duration": 3600,
        "created_at": BEGINNING, "updated_at": BEGINNING, "state": "Assigned", "entered_at": BEGINNING,
    }))
    .unwrap()
}

/// Whether the request is in the list of what Ann has claimed.
async fn is_listed(world: &World, credentials: &Credentials, arn: &str) -> bool {
    let (action, owner) = ("ListDelegationRequests", [("OwnerId", arn)]);
    let answer = world.call_service("iam", "2010-05-08", credentials, action, &owner);
    let answer = answer.await;
    assert_eq!(answer.status, 200, "{}", answer.body);
    answer.get("DelegationRequestId").is_some()
}

#[tokio::test]
async fn a_namesake_inherits_no_requests() {
    let world = World::new(vec![iam::service()]).await;
    let root = world.account(HOME).await;
    let (ann, anns) = world.user(HOME, "Ann");
    let arn = ann.arn().to_string();
    world.put(ann.clone()).await;
    for (user_id, is_anns) in [("AIDAQKLNZVFJ4EXAMPLE2", false), (ann.id.as_str(), true)] {
        world.put(claimed_by(&arn, user_id)).await;
        assert_eq!(is_listed(&world, &anns, &arn).await, is_anns, "{user_id}");
        assert!(is_listed(&world, &root, &arn).await, "the root user");
    }
}
