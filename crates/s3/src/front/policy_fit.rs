//! Whether a bucket policy speaks of its own bucket, of actions that there are, and of both where they belong together.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/security_iam_service-with-iam.html>

use policy::{Actions, Policy, Resources, Statement};
use shapes::catalog;

use crate::bucket_name::BucketName;
use crate::error::{S3Error, S3ErrorCode};

/// Checks a bucket policy before it is saved.
///
/// # Errors
/// `MalformedPolicy` in the words that S3 has for what does not fit.
pub(super) fn check(policy: &Policy, bucket: &BucketName) -> Result<(), S3Error> {
    policy
        .statements()
        .iter()
        .try_for_each(|statement| check_statement(statement, bucket))
}

fn check_statement(statement: &Statement, bucket: &BucketName) -> Result<(), S3Error> {
    let resources = statement
        .resources()
        .ok_or_else(|| malformed("Missing required field Resource"))?;
    let kinds = kinds(resources, bucket)?;
    let Some(actions) = statement.actions() else {
        return Err(malformed("Missing required field Action"));
    };
    check_actions(actions)?;
    // What a statement leaves out may be named more widely than what it is about.
    if actions.is_not() || resources.is_not() {
        return Ok(());
    }
    let applies = |pattern: &str, kind: Kind| match pattern {
        "*" => true,
        _ => matching(actions, pattern).any(|action| kind.takes(action)),
    };
    let fits = actions
        .patterns()
        .iter()
        .all(|pattern| kinds.iter().any(|kind| applies(pattern.text(), *kind)));
    if fits {
        Ok(())
    } else {
        Err(malformed(
            "Action does not apply to any resource(s) in statement",
        ))
    }
}

/// What a resource of a bucket policy is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Bucket,
    Object,
}

impl Kind {
    fn takes(self, action: &catalog::Action) -> bool {
        let name = match self {
            Self::Bucket => "bucket",
            Self::Object => "object",
        };
        let mut resources = action.resources.iter();
        resources.any(|resource| resource.resource_type == name)
    }
}

/// The kind of each resource; all must be the bucket or lie in it.
fn kinds(resources: &Resources, bucket: &BucketName) -> Result<Vec<Kind>, S3Error> {
    let arn = bucket.arn();
    let kind = |text: &str| match text.strip_prefix(arn.as_str()) {
        Some("") => Some(Kind::Bucket),
        Some(rest) if rest.starts_with('/') => Some(Kind::Object),
        _ => None,
    };
    let patterns = resources.patterns().iter();
    patterns
        .map(|pattern| kind(pattern.text()))
        .collect::<Option<_>>()
        .ok_or_else(|| malformed("Policy has invalid resource"))
}

/// Each action must be one of S3's, or a pattern of some.
fn check_actions(actions: &Actions) -> Result<(), S3Error> {
    let exists = |text: &str| text == "*" || matching(actions, text).next().is_some();
    let mut patterns = actions.patterns().iter();
    if patterns.all(|pattern| exists(pattern.text())) {
        Ok(())
    } else {
        Err(malformed("Policy has invalid action"))
    }
}

/// The actions of S3 that the pattern of this text matches.
fn matching<'a>(
    actions: &'a Actions,
    text: &'a str,
) -> impl Iterator<Item = &'static catalog::Action> + 'a {
    let pattern = actions
        .patterns()
        .iter()
        .find(move |pattern| pattern.text() == text);
    let known = catalog::service("s3").map(catalog::Service::actions);
    known.unwrap_or_default().iter().filter(move |action| {
        pattern.is_some_and(|pattern| pattern.matches_action(&format!("s3:{}", action.name)))
    })
}

fn malformed(text: &'static str) -> S3Error {
    S3Error::from(S3ErrorCode::MalformedPolicy).message(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(elements: &str) -> Result<(), String> {
        let text = format!(
            r#"{{"Version": "2012-10-17", "Statement": [{{"Effect": "Deny", "Principal": "*", {elements}}}]}}"#
        );
        let policy = Policy::parse(&text, policy::Kind::Bucket).unwrap();
        check(&policy, &BucketName::parse("own").unwrap()).map_err(|error| error.text().to_owned())
    }

    #[test]
    fn actions_and_resources_belong_together() {
        const RESOURCE: &str = "Policy has invalid resource";
        const ACTION: &str = "Policy has invalid action";
        const NEITHER: &str = "Action does not apply to any resource(s) in statement";
        let bucket = r#""Resource": "arn:aws:s3:::own""#;
        let objects = r#""Resource": "arn:aws:s3:::own/*""#;
        let both = r#""Resource": ["arn:aws:s3:::own", "arn:aws:s3:::own/a"]"#;
        for (action, resource, refused) in [
            (r#""Action": "*""#, bucket, None),
            (r#""Action": "s3:*""#, objects, None),
            (r#""Action": "S3:getobject""#, objects, None),
            (r#""Action": ["s3:GetObject", "s3:ListBucket"]"#, both, None),
            (r#""Action": "s3:Get*""#, bucket, None),
            (r#""NotAction": "s3:GetObject""#, bucket, None),
            (
                r#""Action": "s3:GetObject""#,
                r#""NotResource": "arn:aws:s3:::own/a""#,
                None,
            ),
            (r#""Action": "s3:GetObject""#, bucket, Some(NEITHER)),
            (r#""Action": "s3:ListBucket""#, objects, Some(NEITHER)),
            (
                r#""Action": ["s3:GetObject", "s3:ListBucket"]"#,
                objects,
                Some(NEITHER),
            ),
            (r#""Action": "s3:ListAllMyBuckets""#, both, Some(NEITHER)),
            (r#""Action": "s3:Nothing""#, objects, Some(ACTION)),
            (r#""NotAction": "s3:Nothing*""#, objects, Some(ACTION)),
            (
                r#""Action": "s3:*""#,
                r#""Resource": "arn:aws:s3:::owner/*""#,
                Some(RESOURCE),
            ),
            (
                r#""Action": "s3:*""#,
                r#""Resource": "arn:aws:s3:::*""#,
                Some(RESOURCE),
            ),
            (
                r#""Action": "s3:*""#,
                r#""NotResource": "arn:aws:s3:::other""#,
                Some(RESOURCE),
            ),
        ] {
            let verdict = checked(&format!("{action}, {resource}"));
            assert_eq!(verdict.err().as_deref(), refused, "{action} {resource}");
        }
    }
}
