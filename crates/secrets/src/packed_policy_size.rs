//! PackedPolicySize: how much of its space the policies and tags passed to a session take, in per cent.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_session-tags.html#id_session-tags_know>
//!
//! AWS packs session policies and tags into "a packed binary format" that it does not describe, with "a separate limit".
//! Ours: the policy, and the ARNs of managed ones, each as a zstd frame over the token's dictionary; of each tag the key and the
//! value, and the key once more if the tag is transitive; and two bytes of length before each of these. The space is 512 bytes. That comes near
//! what is known of AWS: nine tags with values of some 250 characters were observed to take 498 %, the six transitive
//! tags of an EKS Pod Identity session 74 %; responses in the documentation, with short policies, say 6 to 8 %.

use names::Arn;

use crate::compress;
use crate::session::SessionTag;

/// Measures what was passed to a session; `tags` include those inherited from the session before.
#[must_use]
pub fn packed_policy_size(
    policy: Option<&str>,
    policy_arns: &[Arn],
    tags: &[SessionTag],
) -> PackedPolicySize {
    let arns: Vec<&str> = policy_arns.iter().map(Arn::as_str).collect();
    let arns = arns.join("\n");
    let policy = policy.unwrap_or_default();
    let tags: usize = tags.iter().map(packed_tag).sum();
    PackedPolicySize {
        bytes: packed_text(policy) + packed_text(&arns) + tags,
        plain_characters: policy.chars().count()
            + policy_arns
                .iter()
                .map(|arn| arn.as_str().chars().count())
                .sum::<usize>(),
    }
}

/// How much of its space a session's policies and tags take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PackedPolicySize {
    bytes: usize,
    /// Of inline and managed policies together, which have a limit of their own before they are packed.
    plain_characters: usize,
}

impl PackedPolicySize {
    /// The figure of the response element and of the error, rounded down as AWS does: 100 may already be too large.
    #[must_use]
    pub fn percent(self) -> u32 {
        let packed = self.bytes * 100 / SPACE_BYTES;
        let percent = match self.plain_characters {
            0..=PLAIN_CHARACTERS_MAX => packed,
            plain => packed.max(plain * 100 / PLAIN_CHARACTERS_MAX),
        };
        u32::try_from(percent).unwrap_or(u32::MAX)
    }

    /// Whether the request is refused with `PackedPolicyTooLarge`.
    #[must_use]
    pub fn is_too_large(self) -> bool {
        self.bytes > SPACE_BYTES || self.plain_characters > PLAIN_CHARACTERS_MAX
    }
}

fn packed_text(text: &str) -> usize {
    if text.is_empty() {
        return 0;
    }
    let frame = compress::compress(text).map(|compressed| compress::MAGIC.len() + compressed.len());
    LENGTH_BYTES + frame.unwrap_or(text.len())
}

fn packed_tag(tag: &SessionTag) -> usize {
    let again = if tag.transitive {
        tag.key.len() + LENGTH_BYTES
    } else {
        0
    };
    tag.key.len() + tag.value.len() + 2 * LENGTH_BYTES + again
}

/// The space for everything packed.
const SPACE_BYTES: usize = 512;
/// Bytes of the length before each text.
const LENGTH_BYTES: usize = 2;
/// "The plaintext that you use for both inline and managed session policies can't exceed 2,048 characters."
/// <https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html>
const PLAIN_CHARACTERS_MAX: usize = 2048;

#[cfg(test)]
mod tests {
    use super::*;

    fn tag(key: &str, value: &str, transitive: bool) -> SessionTag {
        SessionTag {
            key: key.into(),
            value: value.into(),
            transitive,
        }
    }

    #[test]
    fn nothing_takes_nothing() {
        let size = packed_policy_size(None, &[], &[]);
        assert_eq!((size.percent(), size.is_too_large()), (0, false));
    }

    #[test]
    fn the_figures_are_near_those_of_aws() {
        let policy = r#"{"Version":"2012-10-17","Statement":[{"Sid":"Stmt1","Effect":"Allow","Action":"s3:ListAllMyBuckets","Resource":"*"}]}"#;
        let percent = packed_policy_size(Some(policy), &[], &[]).percent();
        assert!(
            (6..=8).contains(&percent),
            "documentation's example: {percent} %"
        );

        let nine: Vec<_> = (1..=9)
            .map(|i| {
                tag(
                    &format!("session-tag-number-{i:02}"),
                    &"v".repeat(256),
                    false,
                )
            })
            .collect();
        let size = packed_policy_size(None, &[], &nine);
        assert!(
            (485..=510).contains(&size.percent()),
            "nine tags: {} %",
            size.percent()
        );
        assert!(size.is_too_large());

        let pod = [
            (
                "eks-cluster-arn",
                "arn:aws:eks:us-west-2:111122223333:cluster/production",
            ),
            ("eks-cluster-name", "production"),
            ("kubernetes-namespace", "default"),
            ("kubernetes-service-account", "reports"),
            ("kubernetes-pod-name", "reports-7d4b9c6f5-x2x7k"),
            ("kubernetes-pod-uid", "5dbe38d0-7a4d-4ee4-8b1c-0f7a2f7a3c11"),
        ]
        .map(|(key, value)| tag(key, value, true));
        let size = packed_policy_size(None, &[], &pod);
        assert!(
            (70..=85).contains(&size.percent()),
            "pod identity: {} %",
            size.percent()
        );
    }

    #[test]
    fn exactly_full_still_fits_and_the_figure_is_rounded_down() {
        let fill = |bytes: usize| {
            packed_policy_size(None, &[], &[tag("k", &"v".repeat(bytes - 5), false)])
        };
        assert_eq!(
            (fill(512).percent(), fill(512).is_too_large()),
            (100, false)
        );
        assert_eq!((fill(513).percent(), fill(513).is_too_large()), (100, true));
        assert_eq!(fill(511).percent(), 99);
    }

    #[test]
    fn long_plain_text_is_refused_however_well_it_packs() {
        let at_limit = packed_policy_size(Some(&" ".repeat(2048)), &[], &[]);
        assert!(!at_limit.is_too_large() && at_limit.percent() < 10);
        let arn: Arn = "arn:aws:iam::123456789012:policy/p".parse().unwrap();
        let above = packed_policy_size(Some(&" ".repeat(2048)), &[arn], &[]);
        assert!(above.is_too_large() && above.percent() == 101);
    }
}
