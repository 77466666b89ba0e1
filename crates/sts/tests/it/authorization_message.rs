//! A denial carries its facts, sealed, into the audit, and DecodeAuthorizationMessage tells them.

use std::sync::{Arc, Mutex, PoisonError};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::support::{ABROAD, ADMINISTRATOR, HOME, World, inline, tag};

/// Keeps the encoded messages of all audit events.
#[derive(Clone, Default)]
struct Audit(Arc<Mutex<Vec<String>>>);

impl Subscriber for Audit {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "audit"
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut Messages(&self.0));
    }
}

struct Messages<'a>(&'a Mutex<Vec<String>>);

impl Visit for Messages<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        if field.name() == "encoded_authorization_message" {
            let mut messages = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            messages.push(value.to_owned());
        }
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

#[tokio::test]
async fn who_may_decode_reads_what_denied() {
    let audit = Audit::default();
    let _guard = tracing::subscriber::set_default(audit.clone());
    let world = World::new(vec![sts::service()]).await;
    let root = world.account(HOME).await;
    let (mut bob, credentials) = world.user(HOME, "Bob");
    bob.inline_policies = inline(
        r#"{"Version":"2012-10-17","Statement":{"Sid":"Closed","Effect":"Deny","Action":"sts:Get*","Resource":"*",
            "Condition":{"StringLike":{"aws:PrincipalArn":"*/Bob"}}}}"#,
    );
    world.put(bob.clone()).await;
    for (action, parameters) in [
        (
            "GetAccessKeyInfo",
            [("AccessKeyId", "AKIAIOSFODNN7EXAMPLE")],
        ),
        ("DecodeAuthorizationMessage", [("EncodedMessage", "x")]),
    ] {
        let answer = world.call(&credentials, action, &parameters).await;
        assert_eq!(
            (answer.status, answer.text("Code").as_str()),
            (403, "AccessDenied")
        );
    }
    let messages = audit.0.lock().unwrap().clone();
    let [explicit, implicit] = messages.as_slice() else {
        panic!("{messages:?}")
    };
    let id = &bob.id;
    for (message, facts) in [
        (
            explicit,
            format!(
                r#"{{"allowed":false,"explicitDeny":true,"matchedStatements":{{"items":[{{"statementId":"Closed","effect":"DENY","principals":{{"items":[{{"value":"{id}"}}]}},"principalGroups":{{"items":[]}},"actions":{{"items":[{{"value":"sts:Get*"}}]}},"resources":{{"items":[{{"value":"*"}}]}},"conditions":{{"items":[{{"key":"aws:PrincipalArn","values":{{"items":[{{"value":"*/Bob"}}]}}}}]}}}}]}},"failures":{{"items":[]}},"context":{{"principal":{{"id":"{id}","name":"Bob","arn":"arn:aws:iam::{HOME}:user/Bob"}},"action":"sts:GetAccessKeyInfo","resource":"*","conditions":{{"items":[{{"key":"aws:PrincipalArn","values":{{"items":[{{"value":"arn:aws:iam::{HOME}:user/Bob"}}]}}}}]}}}}}}"#
            ),
        ),
        (
            implicit,
            format!(
                r#"{{"allowed":false,"explicitDeny":false,"matchedStatements":{{"items":[]}},"failures":{{"items":[]}},"context":{{"principal":{{"id":"{id}","name":"Bob","arn":"arn:aws:iam::{HOME}:user/Bob"}},"action":"sts:DecodeAuthorizationMessage","resource":"*","conditions":{{"items":[]}}}}}}"#
            ),
        ),
    ] {
        let answer = world
            .call(
                &root,
                "DecodeAuthorizationMessage",
                &[("EncodedMessage", message)],
            )
            .await;
        assert_eq!(answer.text("DecodedMessage"), facts);
    }
}

#[tokio::test]
async fn nothing_else_is_decoded() {
    let audit = Audit::default();
    let _guard = tracing::subscriber::set_default(audit.clone());
    let world = World::new(vec![sts::service()]).await;
    let (home, abroad) = (world.account(HOME).await, world.account(ABROAD).await);
    let (bob, credentials) = world.user(HOME, "Bob");
    world.put(bob).await;
    let (mut ann, anns) = world.user(HOME, "Ann");
    ann.inline_policies = inline(ADMINISTRATOR);
    world.put(ann).await;
    let asked = [("AccessKeyId", "AKIAIOSFODNN7EXAMPLE")];
    world.call(&credentials, "GetAccessKeyInfo", &asked).await;
    let message = audit.0.lock().unwrap().first().cloned().unwrap();

    let broken = format!("{message}\n");
    let shortened = message.split_at(message.len() - 4).0;
    for (who, message, status) in [
        (&home, message.as_str(), 200),
        (&anns, &message, 200),
        (&abroad, &message, 400),
        (&home, &broken, 400),
        (&home, shortened, 400),
        (&home, "AAAA", 400),
    ] {
        let asked = [("EncodedMessage", message)];
        let answer = world.call(who, "DecodeAuthorizationMessage", &asked).await;
        assert_eq!(answer.status, status, "{}", answer.body);
        if status == 400 {
            assert_eq!(answer.text("Code"), "InvalidAuthorizationMessageException");
        }
    }
}

#[tokio::test]
async fn tags_of_another_accounts_role_are_not_told_however_a_policy_asks_for_them() {
    for (account, is_told) in [(HOME, true), (ABROAD, false)] {
        let audit = Audit::default();
        let _guard = tracing::subscriber::set_default(audit.clone());
        let world = World::new(vec![sts::service()]).await;
        let home = world.account(HOME).await;
        world.account(ABROAD).await;
        let (mut bob, credentials) = world.user(HOME, "Bob");
        bob.inline_policies = inline(
            r#"{"Version":"2012-10-17","Statement":{"Effect":"Deny","Action":"*","Resource":"*",
                "Condition":{"StringLike":{"aws:ResourceTag/Plan":"*"}}}}"#,
        );
        world.put(bob).await;
        let trust = r#"{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}"#;
        let mut role = world.role(account, "App", trust);
        role.tags = [tag("Plan", "merger")].into_iter().collect();
        let arn = role.arn().to_string();
        world.put(role).await;

        let asked = [("RoleArn", arn.as_str()), ("RoleSessionName", "s1")];
        let denied = world.call(&credentials, "AssumeRole", &asked).await;
        assert_eq!(denied.status, 403, "{}", denied.body);
        let message = audit.0.lock().unwrap().first().cloned().unwrap();
        let asked = [("EncodedMessage", message.as_str())];
        let decoded = world
            .call(&home, "DecodeAuthorizationMessage", &asked)
            .await;
        let facts = decoded.text("DecodedMessage");
        assert_eq!(facts.contains("merger"), is_told, "{facts}");
    }
}
