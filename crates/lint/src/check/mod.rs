//! The table of checks: code, type and texts of each, as AWS documents them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>
//!
//! A text holds places to fill in, written `{{name}}`. Where AWS gives one code several texts, the check that fires chooses
//! among them by their number.

pub(crate) mod error;
mod own;
pub(crate) mod security_warning;
pub(crate) mod suggestion;
pub(crate) mod warning;

pub(crate) use own::{CHECKS_INCOMPLETE, POLICY_TOO_DEEP, POLICY_TOO_LONG};

use crate::finding::FindingType;

/// One check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    /// The issue code, for example `MISSING_VERSION`.
    pub code: &'static str,
    /// How serious its findings are.
    pub kind: FindingType,
    /// What its findings say, with places to fill in.
    pub texts: &'static [&'static str],
}

/// Declares the checks of one type: a constant for each, and the list of all.
macro_rules! table {
    ($kind:ident, $($code:ident = [$($text:literal),+ $(,)?];)+) => {
        $(
            pub(crate) const $code: crate::check::Check = crate::check::Check {
                code: stringify!($code),
                kind: crate::finding::FindingType::$kind,
                texts: &[$($text),+],
            };
        )+
        /// The checks of this type, in the order of AWS's page.
        pub(crate) const ALL: &[crate::check::Check] = &[$($code),+];
    };
}
use table;

/// Every check that AWS documents.
pub fn checks() -> impl Iterator<Item = &'static Check> {
    error::ALL
        .iter()
        .chain(warning::ALL)
        .chain(security_warning::ALL)
        .chain(suggestion::ALL)
}

impl Check {
    /// Its text of that number, filled in. What is filled in is not read again, so a document cannot forge a place.
    pub(crate) fn text(&self, number: usize, fill: &[(&str, &str)]) -> String {
        let mut rest = self.texts.get(number).copied().unwrap_or_default();
        let mut out = String::with_capacity(rest.len());
        while let Some((before, after)) = rest.split_once("{{") {
            out.push_str(before);
            let filled = fill.iter().find_map(|(name, value)| {
                let tail = after.strip_prefix(name)?.strip_prefix("}}")?;
                Some((*value, tail))
            });
            match filled {
                Some((value, tail)) => {
                    out.push_str(value);
                    rest = tail;
                }
                // `{{{name}}` is a brace before a place: take one brace and look again.
                None => {
                    out.push('{');
                    rest = rest.get(before.len() + 1..).unwrap_or_default();
                }
            }
        }
        out.push_str(rest);
        out
    }

    /// Where AWS explains it.
    pub(crate) fn learn_more_link(&self) -> String {
        if own::ALL.iter().any(|own| own.code == self.code) {
            return own::LINK.to_owned();
        }
        let kind = match self.kind {
            FindingType::Error => "error",
            FindingType::SecurityWarning => "security-warning",
            FindingType::Suggestion => "suggestion",
            FindingType::Warning => "general-warning",
        };
        let code = self.code.to_ascii_lowercase().replace('_', "-");
        format!("{PAGE}#access-analyzer-reference-policy-checks-{kind}-{code}")
    }
}

const PAGE: &str =
    "https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html";

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn all_codes_are_there_once() {
        assert_eq!(checks().count(), 153);
        let codes: BTreeSet<&str> = checks().map(|check| check.code).collect();
        assert_eq!(codes.len(), 153);
    }

    #[test]
    fn links_are_as_aws_writes_them() {
        assert_eq!(
            warning::MISSING_VERSION.learn_more_link(),
            format!(
                "{PAGE}#access-analyzer-reference-policy-checks-general-warning-missing-version"
            )
        );
        assert_eq!(
            security_warning::PASS_ROLE_WITH_STAR_IN_RESOURCE.learn_more_link(),
            format!(
                "{PAGE}#access-analyzer-reference-policy-checks-security-warning-pass-role-with-star-in-resource"
            )
        );
    }

    #[test]
    fn places_are_filled_once_and_only_where_they_stand() {
        let fill = [("action", "{{valid_action}}"), ("valid_action", "s3:x")];
        assert_eq!(
            error::INVALID_ACTION.text(0, &fill),
            "The action {{valid_action}} does not exist. Did you mean s3:x?"
        );
        let fill = [
            ("key", "k"),
            ("operator", "StringLike"),
            ("recommendedKey", "k"),
        ];
        assert_eq!(
            suggestion::EQUIVALENT_TO_NULL_FALSE.text(0, &fill),
            "We recommend replacing the key k in the condition block of StringLike with {k: false} to ensure better \
             enforcement of the condition."
        );
    }
}
