//! A decision through the index is the decision of a linear scan, for a Deny as for an Allow.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

use super::StatementSet;
use crate::action::Folded;
use crate::caller::{Caller, CallerKind};
use crate::condition::Answers;
use crate::context::Entries;
use crate::kind::Kind;
use crate::policy::Policy;
use crate::principal::Grant;
use crate::resource::Requested;
use crate::statement::{Effect, Fault, Request, Statement};

/// A list as a document has it, of one to three entries.
fn list(entries: &'static [&'static str]) -> impl Strategy<Value = String> {
    vec(select(entries), 1..4).prop_map(|texts| format!(r#"["{}"]"#, texts.join(r#"",""#)))
}

fn statements() -> impl Strategy<Value = String> {
    let actions = list(&[
        "*",
        "s3:*",
        "s3:Get*",
        "S3:GETOBJECT",
        "s3:GetObject",
        "s3:Put?bject",
        "s3*:GetObject",
        "*:Get*",
        "sqs:*",
        "iam:PassRole",
        "iam:Pass*",
        "s3",
        "s3:",
        "?3:GetObject",
    ]);
    let resources = list(&[
        "*",
        "arn:aws:s3:::b",
        "arn:aws:s3:::b/*",
        "arn:aws:s3:::bb/*",
        "arn:aws:s3:::b*",
        "arn:aws:s3:::${k}/*",
        "arn:aws:s3:::b/${k}",
        "arn:aws:s3:::b/${none}",
        "arn:aws:s3:::${",
        "arn:aws:iam::*:role/a*",
        "arn:aws:iam::*:role/a",
        "arn:aws:iam::1*:role/b:c",
        "arn:*:iam:*:*:user/${k}",
        "arn:aws:iam:*:${k}:role/a",
        "${k}",
        "arn:aws:s3",
        "arn:aws:*:::b/*",
        "arn:a?s:iam::*:role/a",
        "arn:aws:s3:::*:x",
    ]);
    let effects = select(&["Allow", "Deny", "Permit"]);
    let conditions = select(&[
        "",
        "",
        r#","Condition":{"StringEquals":{"k":"b"}}"#,
        r#","Condition":{"Sounds":{"k":"b"}}"#,
    ]);
    (effects, any::<(bool, bool)>(), actions, resources, conditions).prop_map(
        |(effect, (not_action, not_resource), actions, resources, condition)| {
            let not = |is_not| if is_not { "Not" } else { "" };
            let (not_action, not_resource) = (not(not_action), not(not_resource));
            format!(
                r#"{{"Effect":"{effect}","{not_action}Action":{actions},"{not_resource}Resource":{resources}{condition}}}"#
            )
        },
    )
}

type Applying = Vec<(usize, Result<Grant, Fault>)>;

/// What does something: applies, or cannot be evaluated.
fn applying<'p>(
    candidates: impl Iterator<Item = (usize, &'p Statement)>,
    request: &Request<'p, Entries>,
) -> Applying {
    let mut answers = Answers::default();
    candidates
        .map(|(number, statement)| (number, statement.applies(Kind::Scp, request, &mut answers)))
        .filter(|(_, outcome)| *outcome != Ok(Grant::None))
        .collect()
}

/// Without the index: all statements of the effect, and with the denies all that carry a fault.
fn scanned<'p>(policy: &'p Policy, effect: Effect, request: &Request<'p, Entries>) -> Applying {
    let all = policy.statements().iter().enumerate();
    let of_effect = all.filter(|(_, statement)| match effect {
        Effect::Deny => statement.effect() == Effect::Deny || statement.fault().is_some(),
        Effect::Allow => statement.effect() == Effect::Allow && statement.fault().is_none(),
    });
    let covering = of_effect.filter(|(_, statement)| {
        let grants = statement.effect() == Effect::Allow;
        let actions = statement.actions();
        actions.is_none_or(|actions| actions.cover(request.action.text, grants))
    });
    applying(covering, request)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_index_leaves_out_nothing_that_applies(
        mut few in vec(statements(), 0..8), copies in select(&[1_usize, 1, 1, 1, 90]),
        action in select(&["s3:GetObject", "s3:PutObject", "iam:PassRole", "sqs:SendMessage", "s3", "s3:", ""]),
        resource in select(&[
            "*", "arn:aws:s3:::b", "arn:aws:s3:::b/b", "arn:aws:s3:::bb/x", "arn:aws:iam::111122223333:role/a",
            "arn:aws:iam::1:2:role/a", "arn:aws:iam::1:role/b:c", "arn:aws:iam::b:user/b", "arn:aws:s3:::x:role/a:x", "b", "",
        ]),
        k in select(&["b", "a:role/a", "arn:aws:s3:::b", "*"]),
    ) {
        let others = (0..copies).map(|number| format!(
            r#"{{"Effect":"Deny","Action":"s3:*","Resource":["arn:aws:s3:::b{number}","arn:aws:iam::*:role/{number}"]}}"#
        ));
        few.extend(others);
        let text = format!(r#"{{"Version":"2012-10-17","Statement":[{}]}}"#, few.join(","));
        let policy = Policy::load(&text, Kind::Scp);
        let caller = Caller::new(CallerKind::User, "arn:aws:iam::111122223333:user/Ada", Some("111122223333"));
        let context = Entries::new().one("k", k);
        let mut folded = Folded::default();
        let request = Request {
            caller: &caller,
            has_boundary: false,
            action: folded.fold(action),
            resource: Requested::new(resource),
            context: &context,
        };
        for effect in [Effect::Deny, Effect::Allow] {
            let mut found = StatementSet::default();
            let resource = Some(&request.resource);
            let candidates = policy.candidates(effect, &request.action, resource, &mut found);
            prop_assert_eq!(applying(candidates, &request), scanned(&policy, effect, &request));
            let all = policy.candidates(effect, &request.action, None, &mut found);
            prop_assert_eq!(applying(all, &request), scanned(&policy, effect, &request));
        }
    }
}
