//! Which statements of one policy apply to a request, for tools that compose the layers in a way of their own.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_testing-policies.html>

use crate::action::Folded;
use crate::caller::Caller;
use crate::condition::Answers;
use crate::context::Context;
use crate::index::StatementSet;
use crate::policy::Policy;
use crate::principal::Grant;
use crate::resource::Requested;
use crate::statement::{Effect, Fault, Request, Statement};

/// A statement that applies, with its number in the policy.
pub type Applying<'p> = (usize, &'p Statement);

/// The statements of `policy` that apply to `action` on `resource`, in the order of the document. Both are taken by the
/// letter: the action need not exist, and a star in either is a star. A resource policy names the caller in any column.
///
/// # Errors
/// The fault of a statement that cannot be evaluated.
///
/// # Example
/// ```
/// use policy::{Caller, CallerKind, Effect, Entries, Kind, Policy, applying};
///
/// let text = r#"{"Statement": [{"Effect": "Deny", "Action": "s3:Put*", "Resource": "*"},
///     {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}"#;
/// let policy = Policy::load(text, Kind::Identity { managed: false });
/// let caller = Caller::new(CallerKind::User, "arn:aws:iam::123456789012:user/Ada", Some("123456789012"));
/// let found = applying(&policy, &caller, false, ("s3:GetObject", "*"), &Entries::new())?;
/// assert_eq!(found.iter().map(|(number, found)| (*number, found.effect())).collect::<Vec<_>>(), [(1, Effect::Allow)]);
/// # Ok::<(), policy::Fault>(())
/// ```
pub fn applying<'p, C: Context + ?Sized>(
    policy: &'p Policy,
    caller: &Caller<'_>,
    has_boundary: bool,
    (action, resource): (&str, &str),
    context: &C,
) -> Result<Vec<Applying<'p>>, Fault> {
    if let Some(fault) = policy.document_fault() {
        return Err(fault);
    }
    let mut folded = Folded::default();
    let request = Request {
        caller,
        has_boundary,
        action: folded.fold(action),
        resource: Requested::new(resource),
        context,
    };
    let (mut answers, mut found) = (Answers::default(), StatementSet::default());
    let mut applying = Vec::new();
    for effect in [Effect::Deny, Effect::Allow] {
        let resource = Some(&request.resource);
        for (number, statement) in policy.candidates(effect, &request.action, resource, &mut found)
        {
            if statement.applies(policy.kind(), &request, &mut answers)? > Grant::None {
                applying.push((number, statement));
            }
        }
    }
    applying.sort_by_key(|(number, _)| *number);
    Ok(applying)
}
