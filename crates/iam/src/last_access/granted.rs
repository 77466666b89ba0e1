//! What policies of identities grant, by their actions alone: conditions and resources of Allow statements do not count,
//! and a Deny counts only if it binds whatever the resource and the request.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html>

use policy::{ActionPattern, Actions, Effect, Policy, Statement};
use shapes::catalog::{self, Service};

/// Several policies judged together, as those of one identity are.
pub(super) struct Granted<'p> {
    allowing: Vec<&'p Actions>,
    denying: Vec<&'p Actions>,
}

impl<'p> Granted<'p> {
    pub(super) fn by(policies: impl IntoIterator<Item = &'p Policy>) -> Self {
        let mut granted = Self {
            allowing: Vec::new(),
            denying: Vec::new(),
        };
        for statement in policies.into_iter().flat_map(Policy::statements) {
            // What is not understood allows nothing, and whether it denies is not known beforehand.
            let actions = statement.actions().filter(|_| statement.fault().is_none());
            match (statement.effect(), actions) {
                (Effect::Allow, Some(actions)) => granted.allowing.push(actions),
                (Effect::Deny, Some(actions)) if is_unconditional(statement) => {
                    granted.denying.push(actions);
                }
                _ => {}
            }
        }
        granted
    }

    /// The services of which some action is granted, in order of their namespaces.
    pub(super) fn services(&self) -> impl Iterator<Item = &'static Service> {
        let services = catalog::services().iter();
        services.filter(|service| self.has_action_of(service))
    }

    /// Whether this action, such as `s3:CreateBucket`, is granted.
    pub(super) fn has_action(&self, action: &str) -> bool {
        let covers = |actions: &&Actions| covers(actions, action);
        self.allowing.iter().any(covers) && !self.denying.iter().any(covers)
    }

    fn has_action_of(&self, service: &Service) -> bool {
        let is_touched = |actions: &&Actions| touches(actions, service.prefix);
        let mut actions = service.actions().iter();
        self.allowing.iter().any(is_touched)
            && actions.any(|action| self.has_action(&format!("{}:{}", service.prefix, action.name)))
    }
}

/// Whether one document by itself grants something of a service. AWS was observed to go by the namespace here: an action
/// that the service does not have counts, and only a Deny of all its actions counts against it.
pub(super) fn grants_service(policy: &Policy, namespace: &str) -> bool {
    let granted = Granted::by([policy]);
    let is_denied = granted.denying.iter().any(|one| is_whole(one, namespace));
    !is_denied && granted.allowing.iter().any(|one| touches(one, namespace))
}

/// Whether a Deny binds on every resource and in every request.
fn is_unconditional(statement: &Statement) -> bool {
    let binds_everywhere = statement.resources().is_some_and(|resources| {
        let mut patterns = resources.patterns().iter();
        !resources.is_not() && patterns.any(|pattern| pattern.is_everything())
    });
    binds_everywhere && statement.conditions().is_empty()
}

fn covers(actions: &Actions, action: &str) -> bool {
    let mut patterns = actions.patterns().iter();
    patterns.any(|pattern| pattern.matches_action(action)) != actions.is_not()
}

/// Whether something of the service may be covered.
fn touches(actions: &Actions, namespace: &str) -> bool {
    let mut patterns = actions.patterns().iter();
    if actions.is_not() {
        !patterns.any(|pattern| is_all_of(pattern, namespace))
    } else {
        patterns.any(|pattern| is_of(pattern, namespace))
    }
}

/// Whether everything of the service is covered.
fn is_whole(actions: &Actions, namespace: &str) -> bool {
    let mut patterns = actions.patterns().iter();
    if actions.is_not() {
        !patterns.any(|pattern| is_of(pattern, namespace))
    } else {
        patterns.any(|pattern| is_all_of(pattern, namespace))
    }
}

fn is_of(pattern: &ActionPattern, namespace: &str) -> bool {
    let (service, _) = parts(pattern);
    service == "*" || service.eq_ignore_ascii_case(namespace)
}

fn is_all_of(pattern: &ActionPattern, namespace: &str) -> bool {
    let (_, name) = parts(pattern);
    is_of(pattern, namespace) && !name.is_empty() && name.bytes().all(|byte| byte == b'*')
}

fn parts(pattern: &ActionPattern) -> (&str, &str) {
    let text = pattern.text();
    text.split_once(':').unwrap_or((text, text))
}

#[cfg(test)]
mod tests {
    use policy::Kind;

    use super::*;

    fn policy(statements: &str) -> Policy {
        let text = format!(r#"{{"Version": "2012-10-17", "Statement": [{statements}]}}"#);
        Policy::parse(&text, Kind::Identity { managed: true }).unwrap()
    }

    const ALLOW_S3: &str =
        r#"{"Effect": "Allow", "Action": "s3:Get*", "Resource": "arn:aws:s3:::b/*"}"#;

    #[test]
    fn services_are_those_of_which_an_action_is_left() {
        for (statements, expected) in [
            (ALLOW_S3.to_owned(), &["s3"][..]),
            (
                r#"{"Effect": "Allow", "Action": ["S3:getobject", "iam:GetUser"], "Resource": "*",
                    "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}"#
                    .to_owned(),
                &["iam", "s3"],
            ),
            (
                r#"{"Effect": "Allow", "Action": "s3:NoSuchThing", "Resource": "*"}"#.to_owned(),
                &[],
            ),
            (
                format!(r#"{ALLOW_S3}, {{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}}"#),
                &[],
            ),
            (
                format!(
                    r#"{ALLOW_S3}, {{"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*"}}"#
                ),
                &["s3"],
            ),
            (
                format!(
                    r#"{ALLOW_S3}, {{"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}}"#
                ),
                &[],
            ),
            (
                format!(
                    r#"{ALLOW_S3}, {{"Effect": "Deny", "Action": "s3:*", "Resource": "*",
                        "Condition": {{"Bool": {{"aws:SecureTransport": "false"}}}}}}"#
                ),
                &["s3"],
            ),
        ] {
            let policy = policy(&statements);
            let granted = Granted::by([&policy]);
            let services: Vec<_> = granted.services().map(|service| service.prefix).collect();
            assert_eq!(services, expected, "{statements}");
        }
    }

    #[test]
    fn whoever_may_do_everything_may_use_every_service() {
        let everything = policy(r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#);
        let granted = Granted::by([&everything]);
        assert!(granted.services().count() > 400);
        assert!(granted.has_action("sts:AssumeRole"));
        let all_but_iam = policy(r#"{"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}"#);
        let granted = Granted::by([&all_but_iam]);
        assert!(!granted.services().any(|service| service.prefix == "iam"));
        assert!(granted.services().any(|service| service.prefix == "s3"));
    }

    #[test]
    fn one_document_grants_by_the_namespace_alone() {
        for (statements, expected) in [
            (ALLOW_S3.to_owned(), true),
            (
                r#"{"Effect": "Allow", "Action": "s3:NoSuchThing", "Resource": "*"}"#.to_owned(),
                true,
            ),
            (
                r#"{"Effect": "Allow", "Action": "s3express:*", "Resource": "*"}"#.to_owned(),
                false,
            ),
            (
                r#"{"Effect": "Allow", "NotAction": "s3:*", "Resource": "*"}"#.to_owned(),
                false,
            ),
            (
                r#"{"Effect": "Allow", "NotAction": "s3:Get*", "Resource": "*"}"#.to_owned(),
                true,
            ),
            (
                format!(
                    r#"{ALLOW_S3}, {{"Effect": "Deny", "Action": "s3:Get*", "Resource": "*"}}"#
                ),
                true,
            ),
            (
                format!(r#"{ALLOW_S3}, {{"Effect": "Deny", "Action": "S3:*", "Resource": "*"}}"#),
                false,
            ),
            (
                format!(
                    r#"{ALLOW_S3}, {{"Effect": "Deny", "NotAction": "iam:*", "Resource": "*"}}"#
                ),
                false,
            ),
        ] {
            assert_eq!(
                grants_service(&policy(&statements), "s3"),
                expected,
                "{statements}"
            );
        }
    }
}
