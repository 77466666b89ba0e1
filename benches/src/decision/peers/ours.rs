//! The `policy` crate. The request is as the pipeline has it: texts, converted while the clock runs.

use policy::{
    Caller, CallerKind, Check, Entries, Kind, Layers, Policy, ResourceKind, Source, decide,
};

use super::Peer;
use crate::decision::sets::{ACCOUNT, NOW_TEXT, OBJECT, Question, Set, USER, document};

pub(super) struct Ours {
    policies: Vec<Policy>,
    action: String,
    context: Entries,
}

impl Peer for Ours {
    const NAME: &'static str = "policy";

    fn new(set: &Set, question: &Question) -> Self {
        let load = |statements: &Vec<_>| {
            let policy = Policy::load(&document(statements), Kind::Identity { managed: true });
            assert!(policy.fault().is_none(), "the policy is understood");
            policy
        };
        Self {
            policies: set.policies.iter().map(load).collect(),
            action: format!("{}:{}", question.service, question.action),
            context: Entries::new()
                .one("aws:username", USER)
                .one("aws:SourceIp", question.address)
                .one(
                    "aws:SecureTransport",
                    if question.is_secure { "true" } else { "false" },
                )
                .one("aws:CurrentTime", NOW_TEXT),
        }
    }

    /// The sources are put together each time, as the pipeline does it.
    fn allows(&mut self) -> bool {
        let source = |policy| Source { policy, arn: None };
        let identity: Vec<Source<'_>> = self.policies.iter().map(source).collect();
        let caller = Caller::new(
            CallerKind::User,
            "arn:aws:iam::111122223333:user/Ada",
            Some(ACCOUNT),
        );
        let check = Check {
            action: &self.action,
            resource: OBJECT,
            owner: Some(ACCOUNT),
            resource_kind: ResourceKind::Ordinary,
        };
        let layers = Layers {
            identity: &identity,
            ..Layers::default()
        };
        decide(&caller, &check, &layers, &self.context).is_allow()
    }
}
