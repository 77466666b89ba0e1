//! scratchstack-aspen: the same documents.
//!
//! What differs: of one policy it obeys the first statement that matches, so denies stand first; its request comes
//! converted: an address, a time, a boolean.

use std::net::IpAddr;
use std::str::FromStr;

use chrono::DateTime;
use scratchstack_arn::Arn;
use scratchstack_aspen::{Context, Decision, Policy, PolicySet, PolicySource};
use scratchstack_aws_principal::{Principal, PrincipalIdentity, SessionData, SessionValue, User};

use super::Peer;
use crate::decision::sets::{
    ACCOUNT, Effect, NOW, OBJECT, Question, Set, Statement, USER, document,
};

pub(super) struct Aspen {
    policies: PolicySet,
    context: Context,
}

impl Peer for Aspen {
    const NAME: &'static str = "scratchstack-aspen";

    fn new(set: &Set, question: &Question) -> Self {
        let mut policies = PolicySet::new();
        for statements in &set.policies {
            let mut denies_first: Vec<&Statement> = statements.iter().collect();
            denies_first.sort_by_key(|statement| statement.effect != Effect::Deny);
            let policy = Policy::from_str(&document(denies_first)).expect("a policy");
            let source = PolicySource::new_entity_inline(
                "arn:aws:iam::111122223333:user/Ada",
                "AIDAADA",
                "policy",
            );
            policies.add_policy(source, policy);
        }
        let user = User::new("aws", ACCOUNT, "/", USER).expect("a user");
        let mut facts = SessionData::new();
        let address = IpAddr::from_str(question.address).expect("an address");
        let now = DateTime::from_timestamp(NOW, 0).expect("a time");
        facts.insert("aws:username", SessionValue::String(USER.to_owned()));
        facts.insert("aws:SourceIp", SessionValue::IpAddr(address));
        facts.insert(
            "aws:SecureTransport",
            SessionValue::Bool(question.is_secure),
        );
        facts.insert("aws:CurrentTime", SessionValue::Timestamp(now));
        let context = Context::builder()
            .service(question.service)
            .api(question.action)
            .actor(Principal::from(vec![PrincipalIdentity::from(user)]))
            .resources(vec![Arn::from_str(OBJECT).expect("an ARN")])
            .session_data(facts)
            .build()
            .expect("a context");
        Self { policies, context }
    }

    fn allows(&mut self) -> bool {
        let (decision, _) = self.policies.evaluate(&self.context).expect("an answer");
        decision == Decision::Allow
    }
}
