//! The password of an IAM user.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_LoginProfile.html>

use secrets::Sealed;
use serde::{Deserialize, Serialize};

use crate::UnixTime;
use crate::password_policy::PasswordPolicy;

/// What a user signs in to the console with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoginProfile {
    /// When the user was given a password.
    pub created_at: UnixTime,
    /// The argon2id hash in PHC form, sealed.
    pub password: Sealed,
    /// When the password became what it is.
    pub changed_at: UnixTime,
    /// Whether the next sign-in must begin with another password.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_reset_required: bool,
    /// Hashes of earlier passwords as above, the latest first; as many as the policies then in force asked to remember.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub previous: Vec<Sealed>,
}

impl LoginProfile {
    /// A first password.
    #[must_use]
    pub fn new(password: Sealed, now: UnixTime, is_reset_required: bool) -> Self {
        Self {
            created_at: now,
            password,
            changed_at: now,
            is_reset_required,
            previous: Vec::new(),
        }
    }

    /// Another password in place of the present one, which is remembered if the policy counts it.
    pub fn change(&mut self, password: Sealed, now: UnixTime, policy: &PasswordPolicy) {
        let replaced = std::mem::replace(&mut self.password, password);
        self.previous.insert(0, replaced);
        // The present password is the first of those that may not be used again.
        self.previous
            .truncate(policy.remembered().saturating_sub(1));
        self.changed_at = now;
    }

    /// The hashes of which a new password may match none, the present one first.
    pub fn not_again(&self, policy: &PasswordPolicy) -> impl Iterator<Item = &Sealed> {
        std::iter::once(&self.password)
            .chain(&self.previous)
            .take(policy.remembered())
    }

    /// The moment from which the password may no longer be signed in with; none if it never expires.
    #[must_use]
    pub fn expires_at(&self, policy: &PasswordPolicy) -> Option<UnixTime> {
        let days = i64::from(policy.max_age_days?);
        Some(UnixTime(self.changed_at.0.saturating_add(days * DAY)))
    }
}

/// In seconds.
const DAY: i64 = 86_400;

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(number: u8) -> Sealed {
        Sealed::from_bytes(vec![number])
    }

    #[test]
    fn as_many_passwords_are_remembered_as_the_policy_counts() {
        for (counted, expected) in [
            (None, vec![]),
            (Some(1), vec![9]),
            (Some(3), vec![9, 8, 7]),
            (Some(24), vec![9, 8, 7, 6, 5, 4, 3, 2, 1]),
        ] {
            let policy = PasswordPolicy {
                reuse_prevention: counted,
                ..PasswordPolicy::default()
            };
            let mut profile = LoginProfile::new(sealed(1), UnixTime(1), false);
            for number in 2..=9 {
                profile.change(sealed(number), UnixTime(2), &policy);
            }
            let expected: Vec<_> = expected.into_iter().map(sealed).collect();
            let found: Vec<_> = profile.not_again(&policy).cloned().collect();
            assert_eq!(found, expected);
            assert!(profile.previous.len() < 24);
        }
    }

    #[test]
    fn a_password_ages_from_its_last_change() {
        let mut profile = LoginProfile::new(sealed(1), UnixTime(0), false);
        let policy = |max_age_days| PasswordPolicy {
            max_age_days,
            ..PasswordPolicy::default()
        };
        assert_eq!(profile.expires_at(&policy(None)), None);
        profile.change(sealed(2), UnixTime(100), &policy(None));
        let expires_at = Some(UnixTime(86_500));
        assert_eq!(profile.expires_at(&policy(Some(1))), expires_at);
    }
}
