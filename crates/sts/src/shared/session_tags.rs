//! Session tags: those that are passed, and those that come down a chain of roles and cannot be changed there.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html>

use std::collections::HashSet;

use names::TagSet;
use pipeline::{Caller, Identity};
use secrets::session::SessionTag;
use shapes::sts::Tag;
use wire::CommonError;

use super::errors;

/// The tags that the caller's session hands down to every role that is assumed with it.
pub(crate) fn inherited(caller: &Caller) -> Vec<SessionTag> {
    match (caller.identity(), caller.session()) {
        (Identity::Role { .. }, Some(session)) => session
            .session_tags
            .iter()
            .filter(|tag| tag.transitive)
            .cloned()
            .collect(),
        _ => Vec::new(),
    }
}

/// The tags of the new session: the inherited ones, then those passed.
///
/// # Errors
/// `InvalidParameterValue`. This depends on the request and the calling session alone, so it is told before anything is
/// decided: a decision about two values of one key would be about neither.
pub(crate) fn of_session(
    inherited: Vec<SessionTag>,
    passed: &[Tag],
    transitive_keys: &[String],
) -> Result<Vec<SessionTag>, CommonError> {
    let is_passed = |key: &String| passed.iter().any(|tag| is_same(&tag.key, key));
    if !transitive_keys.iter().all(is_passed) {
        return Err(errors::transitive_key_without_tag());
    }
    let mut tags = inherited;
    let inherited = tags.len();
    for tag in passed {
        match tags
            .iter()
            .position(|earlier| is_same(&earlier.key, &tag.key))
        {
            Some(position) if position < inherited => return Err(errors::inherited_tag_key()),
            Some(_) => return Err(errors::duplicate_tag_keys()),
            None if is_reserved(&tag.key) => return Err(errors::reserved_tag_key()),
            None => tags.push(SessionTag {
                key: tag.key.clone(),
                value: tag.value.clone(),
                transitive: transitive_keys.iter().any(|key| is_same(key, &tag.key)),
            }),
        }
    }
    Ok(tags)
}

/// Refuses what names one key twice, in whatever case. Unlike a session's tags, those of a token may begin with `aws:`, as
/// AWS was observed to take them.
///
/// # Errors
/// `InvalidParameterValue`.
pub(crate) fn are_distinct(tags: &[Tag]) -> Result<(), CommonError> {
    let mut keys = HashSet::new();
    if tags
        .iter()
        .all(|tag| keys.insert(policy::fold_key(&tag.key)))
    {
        Ok(())
    } else {
        Err(errors::duplicate_tag_keys())
    }
}

/// The tags of a role as its trust policy sees them: an inherited tag stands in place of the role's own.
pub(crate) fn of_role_in_trust(role: &TagSet, inherited: &[SessionTag]) -> TagSet {
    role.iter()
        .map(|tag| {
            let above = inherited.iter().find(|above| is_same(&above.key, &tag.key));
            let value = above.map_or(&tag.value, |above| &above.value);
            names::Tag {
                key: tag.key.clone(),
                value: value.clone(),
            }
        })
        .collect()
}

/// Keys with values, for condition keys.
pub(crate) fn pairs(tags: &[Tag]) -> impl Iterator<Item = (&str, &str)> {
    tags.iter()
        .map(|tag| (tag.key.as_str(), tag.value.as_str()))
}

/// Whether both are one condition key.
fn is_same(one: &str, other: &str) -> bool {
    policy::fold_key(one) == policy::fold_key(other)
}

fn is_reserved(key: &str) -> bool {
    key.get(..4)
        .is_some_and(|start| start.eq_ignore_ascii_case("aws:"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn session_tags(tags: &[(&str, &str, bool)]) -> Vec<SessionTag> {
        let tag = |(key, value, transitive): &(&str, &str, bool)| SessionTag {
            key: (*key).to_owned(),
            value: (*value).to_owned(),
            transitive: *transitive,
        };
        tags.iter().map(tag).collect()
    }

    #[test]
    fn tags_are_inherited_passed_and_refused() {
        let unlisted = errors::transitive_key_without_tag();
        let (twice, above) = (errors::duplicate_tag_keys(), errors::inherited_tag_key());
        type Row<'a> = (
            &'a [(&'a str, &'a str)],
            &'a [&'a str],
            Result<&'a [(&'a str, &'a str, bool)], CommonError>,
        );
        let rows: [Row<'_>; 9] = [
            (&[], &[], Ok(&[("Team", "blue", true)])),
            (
                &[("cost", "7")],
                &[],
                Ok(&[("Team", "blue", true), ("cost", "7", false)]),
            ),
            (
                &[("cost", "7")],
                &["COST"],
                Ok(&[("Team", "blue", true), ("cost", "7", true)]),
            ),
            (&[], &["cost"], Err(unlisted.clone())),
            (&[("a", "1")], &["a", "Team"], Err(unlisted)),
            (&[("a", "1"), ("A", "2")], &[], Err(twice)),
            (&[("team", "red")], &[], Err(above.clone())),
            (&[("TEAM", "blue")], &["team"], Err(above)),
            (&[("AWS:a", "1")], &[], Err(errors::reserved_tag_key())),
        ];
        for (passed, transitive, expected) in rows {
            let inherited = session_tags(&[("Team", "blue", true)]);
            let tag = |(key, value): &(&str, &str)| Tag {
                key: (*key).into(),
                value: (*value).into(),
            };
            let passed: Vec<Tag> = passed.iter().map(tag).collect();
            let transitive: Vec<String> = transitive.iter().map(|key| (*key).to_owned()).collect();
            let got = of_session(inherited, &passed, &transitive);
            assert_eq!(got, expected.map(session_tags), "{passed:?} {transitive:?}");
        }
    }

    #[test]
    fn keys_are_distinct_whatever_their_case() {
        let twice = Err(errors::duplicate_tag_keys());
        for (keys, expected) in [
            (&[][..], Ok(())),
            (&["a", "aws:b", "c"], Ok(())),
            (&["a", "b", "a"], twice.clone()),
            (&["team", "b", "Team"], twice.clone()),
            (&["GRÖSSE", "größe"], Ok(())),
            (&["Größe", "GRÖßE"], twice),
        ] {
            let tag = |key: &&str| Tag {
                key: (*key).into(),
                value: String::new(),
            };
            let tags: Vec<Tag> = keys.iter().map(tag).collect();
            assert_eq!(are_distinct(&tags), expected, "{keys:?}");
        }
    }

    #[test]
    fn an_inherited_tag_hides_that_of_the_role_and_adds_none() {
        let tag = |key: &str, value: &str| names::Tag {
            key: key.into(),
            value: value.into(),
        };
        let role: TagSet = [tag("team", "red"), tag("cost", "7")].into_iter().collect();
        let inherited = session_tags(&[("Team", "blue", true), ("stage", "test", true)]);
        let seen: TagSet = [tag("team", "blue"), tag("cost", "7")]
            .into_iter()
            .collect();
        assert_eq!(of_role_in_trust(&role, &inherited), seen);
    }
}
