//! A product provider who acts as somebody else gets no more than was approved, whatever a resource says of that somebody.

use policy::{
    Caller, CallerKind, Check, Decision, Entries, Kind, Layers, Policy, ResourceKind, Source,
};

const ACCOUNT: &str = "123456789012";

#[test]
fn naming_the_approver_does_not_widen_what_was_approved() {
    let (user, session, root) = (
        "arn:aws:iam::123456789012:user/Ann",
        "arn:aws:sts::123456789012:assumed-role/App/s1",
        "arn:aws:iam::123456789012:root",
    );
    for (kind, arn) in [
        (CallerKind::User, user),
        (CallerKind::RoleSession, session),
        (CallerKind::Root, root),
    ] {
        // All callers may all things by their own policies, and by the resource's; the session policy is what was approved.
        for (action, is_delegated, allowed) in [
            ("sqs:SendMessage", true, true),
            ("sqs:DeleteQueue", true, false),
            ("sqs:SendMessage", false, true),
            ("sqs:DeleteQueue", false, true),
        ] {
            let mut caller = Caller::new(kind, arn, Some(ACCOUNT));
            caller.is_delegated = is_delegated;
            assert_eq!(
                is_allowed(&caller, action),
                allowed,
                "{kind:?} {action} {is_delegated}"
            );
        }
    }
}

fn is_allowed(caller: &Caller<'_>, action: &str) -> bool {
    let everything = r#""Effect":"Allow","Action":"*","Resource":"*""#;
    let load = |statement: String, kind| {
        let text = format!(r#"{{"Version":"2012-10-17","Statement":{{{statement}}}}}"#);
        Policy::load(&text, kind)
    };
    let identity = load(everything.to_owned(), Kind::Identity { managed: false });
    let named = format!(r#"{everything},"Principal":{{"AWS":"{}"}}"#, caller.arn);
    let resource = load(named, Kind::Resource);
    let approved = r#""Effect":"Allow","Action":"sqs:SendMessage","Resource":"*""#;
    let session = load(approved.to_owned(), Kind::Session);
    let source = |policy| Source { policy, arn: None };
    let layers = Layers {
        identity: &[source(&identity)],
        resource: Some(source(&resource)),
        session: Some(&[source(&session)]),
        ..Layers::default()
    };
    let check = Check {
        action,
        resource: "arn:aws:sqs:us-east-1:123456789012:queue",
        owner: None,
        resource_kind: ResourceKind::Ordinary,
    };
    policy::decide(caller, &check, &layers, &Entries::new()) == Decision::Allow
}
