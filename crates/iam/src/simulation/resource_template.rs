//! The resources of an action as templates: which ARNs it can be about, and how an answer on several names them.
//! <https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html>

use shapes::catalog::{self, Action};

/// The action of the catalog that is spelled exactly so. AWS's simulator was observed to know actions by their exact
/// spelling only, although policies match them in any case.
pub(super) fn known_action(name: &str) -> Option<&'static Action> {
    let (service, short) = name.split_once(':')?;
    catalog::action(name).filter(|action| (action.service, action.name) == (service, short))
}

/// Whether the action can be about the resource. AWS was observed to deny the others whatever policies say; an action
/// that is not known is about everything.
pub(super) fn is_about(action: &str, resource: &str) -> bool {
    if resource == "*" {
        return true;
    }
    let Some(action) = known_action(action) else {
        return true;
    };
    let types = action
        .resources
        .iter()
        .map(|resource| resource.resource_type);
    let mut templates = types.filter_map(|name| template(action.service, name));
    templates.any(|template| fits(template, resource))
}

fn template(service: &'static str, resource_type: &str) -> Option<&'static str> {
    match (service, resource_type) {
        // AWS was observed to let actions on buckets be about objects, and the other way round.
        ("s3", "bucket" | "object") => Some("arn:${Partition}:s3:::${BucketName}"),
        _ => Some(catalog::service(service)?.resource_type(resource_type)?.arn),
    }
}

/// How an answer on several resources names what the action is about.
pub(super) fn display_name(action: &str) -> String {
    let Some(action) = known_action(action) else {
        return "*".to_owned();
    };
    let first = || template(action.service, action.resources.first()?.resource_type);
    let template = of_service(action.service).or_else(first);
    template.unwrap_or("*").to_owned()
}

/// The template that a service has for all its resources. Services without one get the first type of the action.
fn of_service(service: &str) -> Option<&'static str> {
    let mut templates = TEMPLATES.lines().filter_map(|line| line.split_once('\t'));
    templates
        .find(|(name, _)| *name == service)
        .map(|(_, template)| template)
}

/// What AWS's policy editor has, which the simulator was observed to share.
const TEMPLATES: &str = include_str!("templates.txt");

/// Whether a text fits a template: partition, region and account stand for anything without a colon, other variables for
/// any text that is not empty. Keeps the set of places that could have been reached, so that nothing is tried twice.
fn fits(template: &str, text: &str) -> bool {
    let mut reached = vec![0];
    let mut rest = template;
    while let Some((literal, after)) = rest.split_once("${") {
        reached = through_literal(&reached, literal, text);
        let (variable, after) = after.split_once('}').unwrap_or((after, ""));
        reached = through_variable(&reached, variable, text);
        rest = after;
    }
    through_literal(&reached, rest, text).contains(&text.len())
}

fn through_literal(reached: &[usize], literal: &str, text: &str) -> Vec<usize> {
    let continues = |at: &&usize| {
        text.get(**at..)
            .is_some_and(|rest| rest.starts_with(literal))
    };
    reached
        .iter()
        .filter(continues)
        .map(|at| at + literal.len())
        .collect()
}

fn through_variable(reached: &[usize], variable: &str, text: &str) -> Vec<usize> {
    let Some(first) = reached.first() else {
        return Vec::new();
    };
    let ends = text.char_indices().map(|(at, _)| at).chain([text.len()]);
    if !matches!(variable, "Partition" | "Region" | "Account") {
        return ends.filter(|end| end > first).collect();
    }
    // Up to the next colon from any place reached; between two of them there is only one such stretch.
    let mut reachable: Vec<usize> = Vec::new();
    let mut is_open = false;
    for end in ends {
        is_open |= reached.contains(&end);
        if is_open {
            reachable.push(end);
        }
        is_open &= !text.get(end..).is_some_and(|rest| rest.starts_with(':'));
    }
    reachable
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn actions_are_about_their_own_resources() {
        let role = "arn:aws:iam::123456789012:role/team/one";
        let queue = "arn:aws:sqs:us-east-1:123456789012:one";
        for (action, resource, expected) in [
            ("s3:GetObject", "arn:aws:s3:::bucket/key", true),
            ("s3:GetObject", "arn:aws:s3:::bucket", true),
            ("s3:ListBucket", "arn:aws:s3:::bucket/a:b/c", true),
            ("s3:GetObject", "arn:aws:s3:::", false),
            ("s3:GetObject", role, false),
            ("s3:ListAllMyBuckets", "arn:aws:s3:::bucket", false),
            ("iam:PassRole", role, true),
            ("iam:GetUser", role, false),
            ("iam:ListUsers", role, false),
            ("sts:AssumeRole", role, true),
            ("sts:GetCallerIdentity", role, false),
            ("sqs:SendMessage", queue, true),
            ("sqs:SendMessage", role, false),
            ("s3:getobject", role, true),
            ("madeup:Action", role, true),
            ("iam:GetUser", "*", true),
        ] {
            assert_eq!(is_about(action, resource), expected, "{action} {resource}");
        }
    }

    #[test]
    fn templates_take_whole_texts() {
        for (template, text, expected) in [
            (
                "arn:${Partition}:x:${Region}:${Account}:t/${A}/${B}",
                "arn:aws:x:::t/a/b",
                true,
            ),
            (
                "arn:${Partition}:x:${Region}:${Account}:t/${A}/${B}",
                "arn:aws:x:r:1:t/a/b/c",
                true,
            ),
            (
                "arn:${Partition}:x:${Region}:${Account}:t/${A}/${B}",
                "arn:aws:x:r:1:2:t/a/b",
                false,
            ),
            (
                "arn:${Partition}:x:${Region}:${Account}:t/${A}/${B}",
                "arn:aws:x:r:1:t/a/",
                false,
            ),
            ("a${A}a", "aaa", true),
            ("a${A}a", "aa", false),
            ("plain", "plain", true),
            ("plain", "plainer", false),
        ] {
            assert_eq!(fits(template, text), expected, "{template} {text}");
        }
    }

    #[test]
    fn every_template_is_one_of_a_service() {
        let rows = || TEMPLATES.lines().filter(|line| !line.starts_with('#'));
        for row in rows() {
            let (service, template) = row.split_once('\t').unwrap();
            assert!(catalog::service(service).is_some(), "{service}");
            assert!(template.starts_with("arn:aws:"), "{template}");
        }
        assert!(rows().is_sorted());
    }

    #[test]
    fn names_of_several_resources_go_by_service() {
        for (action, name) in [
            (
                "s3:ListAllMyBuckets",
                "arn:aws:s3:::${BucketName}/${KeyName}",
            ),
            (
                "iam:ListUsers",
                "arn:aws:iam::${Account}:${ResourceType}/${ResourceName}",
            ),
            ("sts:AssumeRole", "arn:aws:iam::${Account}:${RelativeId}"),
            (
                "dynamodb:GetItem",
                "arn:aws:dynamodb:${Region}:${Account}:${ResourceType}/${ResourcePath}",
            ),
            ("s3:getobject", "*"),
        ] {
            assert_eq!(display_name(action), name);
        }
    }
}
