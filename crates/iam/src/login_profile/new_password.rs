//! What a new password must be, wherever one is set, and how it is kept.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html>

use pipeline::Context;
use records::accounts::{self, Account};
use records::password_policy::{
    CharacterClass, DEFAULT_CLASSES, DEFAULT_MINIMUM_LENGTH, PasswordPolicy,
};
use records::users::User;
use records::{LoginProfile, Reads};
use secrets::{Sealed, Secret};
use shapes::iam::PasswordPolicyViolation;
use wire::CommonError;

use super::errors;

/// Puts a new password in place of the present one, after the account's policy has been asked.
///
/// # Errors
/// `PasswordPolicyViolation`; or the hash is not made yet, which ends the attempt.
pub(super) fn change<E>(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    user: &User,
    profile: &mut LoginProfile,
    password: &str,
) -> Result<(), E>
where
    E: From<PasswordPolicyViolation> + From<CommonError>,
{
    let account = account(cx, tx)?;
    check(&account, password)?;
    let policy = account.settings.password_policy.clone().unwrap_or_default();
    if is_any_of(cx, user, password, profile.not_again(&policy))? {
        return Err(errors::reused_password().into());
    }
    let hash = hashed(cx, user, password)?;
    profile.change(hash, cx.seconds(), &policy);
    Ok(())
}

/// The first password of a user, hashed and sealed, after the account's policy has been asked.
///
/// # Errors
/// As [`change`].
pub(super) fn first<E>(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    user: &User,
    password: &str,
) -> Result<Sealed, E>
where
    E: From<PasswordPolicyViolation> + From<CommonError>,
{
    let account = account(cx, tx)?;
    check(&account, password)?;
    Ok(hashed(cx, user, password)?)
}

/// Whether the password is one of those whose hashes these are.
pub(super) fn is_any_of<'s>(
    cx: &Context<'_>,
    user: &User,
    password: &str,
    hashes: impl Iterator<Item = &'s Sealed>,
) -> Result<bool, CommonError> {
    let opened: Option<Vec<Secret<String>>> = hashes.map(|hash| opened(cx, user, hash)).collect();
    let opened = opened.ok_or_else(CommonError::service_failure)?;
    let answers = cx.verify_password(password, &opened)?;
    Ok(answers.contains(&true))
}

fn account(cx: &Context<'_>, tx: &mut impl Reads) -> Result<std::sync::Arc<Account>, CommonError> {
    accounts::get(tx, cx.account()).ok_or_else(CommonError::service_failure)
}

fn hashed(cx: &Context<'_>, user: &User, password: &str) -> Result<Sealed, CommonError> {
    let hash = cx.hash_password(password)?;
    Ok(cx.seal(&bound_to(user), hash.expose().as_bytes()))
}

fn opened(cx: &Context<'_>, user: &User, sealed: &Sealed) -> Option<Secret<String>> {
    let bytes = cx.open(&bound_to(user), sealed)?;
    let text = str::from_utf8(bytes.expose()).ok()?;
    Some(Secret::new(text.to_owned()))
}

/// The unique id, so that a hash stays that of its user when the user is renamed and is of no use to another.
fn bound_to(user: &User) -> String {
    format!("password/{}", user.id)
}

/// Length and characters; the age and the history of passwords are not to be seen in one alone.
fn check(account: &Account, password: &str) -> Result<(), PasswordPolicyViolation> {
    let told = match &account.settings.password_policy {
        Some(policy) => broken(policy, password),
        None => broken_by_default(account, password),
    };
    told.map_or(Ok(()), |told| Err(PasswordPolicyViolation::new(told)))
}

fn broken(policy: &PasswordPolicy, password: &str) -> Option<String> {
    if is_shorter(password, policy.minimum_length) {
        return Some(too_short(policy.minimum_length));
    }
    let missing: Vec<_> = missing(policy.required(), password).collect();
    (!missing.is_empty()).then(|| missing.join(", "))
}

/// What AWS asks in accounts that chose nothing.
fn broken_by_default(account: &Account, password: &str) -> Option<String> {
    if is_shorter(password, DEFAULT_MINIMUM_LENGTH) {
        return Some(too_short(DEFAULT_MINIMUM_LENGTH));
    }
    let missing: Vec<_> = missing(CharacterClass::ALL.into_iter(), password).collect();
    let short_of = (DEFAULT_CLASSES + missing.len()).saturating_sub(CharacterClass::ALL.len());
    if short_of > 0 {
        return Some(format!(
            "Password should meet {short_of} more of the following requirements: {}",
            missing.join(", ")
        ));
    }
    let names = [Some(&account.root.email), account.settings.alias.as_ref()];
    let is_a_name = |name: &&String| name.eq_ignore_ascii_case(password);
    names.into_iter().flatten().find(is_a_name).map(|_| {
        "Password should not be identical to the AWS account name or email address".to_owned()
    })
}

fn is_shorter(password: &str, minimum: u16) -> bool {
    password.chars().count() < usize::from(minimum)
}

fn too_short(minimum: u16) -> String {
    format!("Password should have a minimum length of {minimum}")
}

fn missing(
    required: impl Iterator<Item = CharacterClass>,
    password: &str,
) -> impl Iterator<Item = &'static str> {
    required
        .filter(|class| !class.is_in(password))
        .map(|class| match class {
            CharacterClass::Uppercase => "Password should have at least one uppercase letter",
            CharacterClass::Lowercase => "Password should have at least one lowercase letter",
            CharacterClass::Number => "Password should have at least one number",
            CharacterClass::Symbol => "Password should have at least one symbol",
        })
}

#[cfg(test)]
mod tests {
    use records::accounts::{RootUser, Settings};
    use records::{Credentials, UnixTime};

    use super::*;

    fn told(policy: Option<PasswordPolicy>, password: &str) -> Option<String> {
        let account = Account {
            id: "123456789012".parse().unwrap(),
            created_at: UnixTime(0),
            root: RootUser {
                email: "Root1@example.com".to_owned(),
                password_hash: String::new(),
                access_keys: Vec::new(),
                credentials: Credentials::default(),
            },
            settings: Settings {
                alias: Some("acme-2026".to_owned()),
                password_policy: policy,
                ..Settings::default()
            },
        };
        check(&account, password).err().map(|error| error.message)
    }

    #[test]
    fn an_account_that_chose_nothing_asks_for_three_classes_of_four() {
        let short = "Password should have a minimum length of 8";
        let one = "Password should meet 1 more of the following requirements: Password should have at least one \
                   uppercase letter, Password should have at least one symbol";
        let two = "Password should meet 2 more of the following requirements: Password should have at least one \
                   uppercase letter, Password should have at least one number, Password should have at least one symbol";
        let three = "Password should meet 3 more of the following requirements: Password should have at least one \
                     uppercase letter, Password should have at least one lowercase letter, Password should have at \
                     least one number, Password should have at least one symbol";
        let name = "Password should not be identical to the AWS account name or email address";
        for (password, expected) in [
            ("aB3!xyz", Some(short)),
            ("üÜ3!xyz", Some(short)),
            ("aB3!xyzü", None),
            ("password1", Some(one)),
            ("password", Some(two)),
            ("üüüüüüüü", Some(three)),
            ("Password1", None),
            ("root1@EXAMPLE.com", Some(name)),
            ("acme-2026", Some(name)),
            ("acme-2026!", None),
        ] {
            assert_eq!(told(None, password).as_deref(), expected, "{password}");
        }
    }

    #[test]
    fn a_chosen_policy_asks_for_what_it_says() {
        let all = PasswordPolicy {
            minimum_length: 10,
            requires_symbols: true,
            requires_numbers: true,
            requires_uppercase: true,
            requires_lowercase: true,
            ..PasswordPolicy::default()
        };
        let short = "Password should have a minimum length of 10";
        let all_but_number = "Password should have at least one uppercase letter, Password should have at least one \
                              lowercase letter, Password should have at least one symbol";
        for (password, expected) in [
            ("aB3!xyzxy", Some(short)),
            ("aB3!xyzxyz", None),
            ("1234567890", Some(all_but_number)),
            (
                "aB3xyzxyzx",
                Some("Password should have at least one symbol"),
            ),
            (
                "aB!xyzxyzx",
                Some("Password should have at least one number"),
            ),
            (
                "ab3!xyzxyz",
                Some("Password should have at least one uppercase letter"),
            ),
            (
                "AB3!XYZXYZ",
                Some("Password should have at least one lowercase letter"),
            ),
        ] {
            assert_eq!(
                told(Some(all.clone()), password).as_deref(),
                expected,
                "{password}"
            );
        }
        assert_eq!(told(Some(PasswordPolicy::default()), "aaaaaa"), None);
    }
}
