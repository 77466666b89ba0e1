//! The report's text: CSV, the root user first, then the users in order of their names.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>

use names::AccessKeyId;
use records::accounts::Account;
use records::signing_certificates::SigningCertificate;
use records::usage::{self, Usage};
use records::users::{self, User};
use records::{AccessKey, KeyStatus, Reads, UnixTime};

use crate::shared::{last_use, view};

/// The report on an account as it is now. Lines are parted by line feeds; none ends the last, as AWS was observed to do.
pub(super) fn of(tx: &impl Reads, account: &Account) -> String {
    let root = row_of_root(account, usage::shown(tx, account.id, None));
    let rows = users::list(tx, account.id, None).map(|user| {
        let usage = usage::shown(tx, user.account, Some(user.id));
        row_of_user(account, user, usage.map(AsRef::as_ref))
    });
    let lines: Vec<String> = [HEADER.to_owned(), root].into_iter().chain(rows).collect();
    lines.join("\n")
}

fn row_of_root(account: &Account, usage: Option<&std::sync::Arc<Usage>>) -> String {
    let usage = usage.map(AsRef::as_ref);
    let root = &account.root;
    let password = [
        flag(!root.password_hash.is_empty()),
        password_used(usage),
        // The password of a root user is as old as the account: nothing changes it.
        date(account.created_at),
        NOT_SUPPORTED.to_owned(),
    ];
    Row {
        user: ROOT.to_owned(),
        arn: account.root_arn().to_string(),
        created_at: account.created_at,
        password,
        has_mfa: !root.credentials.mfa_devices.is_empty(),
        access_keys: &root.access_keys,
        certificates: &root.credentials.signing_certificates,
        usage,
    }
    .text()
}

fn row_of_user(account: &Account, user: &User, usage: Option<&Usage>) -> String {
    let policy = account.settings.password_policy.clone().unwrap_or_default();
    let password = match &user.credentials.login_profile {
        None => [flag(false), absent(), absent(), absent()],
        Some(profile) => [
            flag(true),
            password_used(usage),
            date(profile.changed_at),
            profile.expires_at(&policy).map_or_else(absent, date),
        ],
    };
    Row {
        user: user.name.to_string(),
        arn: user.arn().to_string(),
        created_at: user.created_at,
        password,
        has_mfa: !user.credentials.mfa_devices.is_empty(),
        access_keys: &user.access_keys,
        certificates: &user.credentials.signing_certificates,
        usage,
    }
    .text()
}

/// What a row is made of.
struct Row<'a> {
    user: String,
    arn: String,
    created_at: UnixTime,
    /// Whether there is one, when it was last used and last changed, and when it must be changed next.
    password: [String; 4],
    has_mfa: bool,
    access_keys: &'a [AccessKey],
    certificates: &'a [SigningCertificate],
    usage: Option<&'a Usage>,
}

impl Row<'_> {
    fn text(self) -> String {
        // AWS was observed to list access keys in order of their ids.
        let mut keys: Vec<&AccessKey> = self.access_keys.iter().collect();
        keys.sort_by_key(|key| &key.id);
        let mut keys = keys.into_iter();
        let mut certificates = self.certificates.iter();
        let begin = [self.user, self.arn, date(self.created_at)];
        let fields = begin
            .into_iter()
            .chain(self.password)
            .chain([flag(self.has_mfa)])
            .chain(access_key(keys.next(), self.usage))
            .chain(access_key(keys.next(), self.usage))
            .chain(certificate(certificates.next()))
            .chain(certificate(certificates.next()));
        let fields: Vec<String> = fields.map(quoted).collect();
        fields.join(",")
    }
}

/// Whether it is active, since when it is what it is, and when, where and for what it was last used.
fn access_key(key: Option<&AccessKey>, usage: Option<&Usage>) -> [String; 5] {
    let Some(key) = key else {
        return [flag(false), absent(), absent(), absent(), absent()];
    };
    let [used_at, region, service] = used(&key.id, usage);
    let is_active = key.status == KeyStatus::Active;
    [
        flag(is_active),
        date(key.created_at),
        used_at,
        region,
        service,
    ]
}

fn used(id: &AccessKeyId, usage: Option<&Usage>) -> [String; 3] {
    match usage.and_then(|usage| usage.of_access_key(id)) {
        None => [absent(), absent(), absent()],
        Some(used) => [
            date(last_use::minute(used.at)),
            used.region.clone(),
            used.service.clone(),
        ],
    }
}

fn certificate(certificate: Option<&SigningCertificate>) -> [String; 2] {
    match certificate {
        None => [flag(false), absent()],
        Some(certificate) => [
            flag(certificate.status == KeyStatus::Active),
            date(certificate.uploaded_at),
        ],
    }
}

fn password_used(usage: Option<&Usage>) -> String {
    let used_at = usage.and_then(|usage| usage.password_used_at);
    used_at.map_or_else(|| NO_INFORMATION.to_owned(), date)
}

fn date(at: UnixTime) -> String {
    wire::time::iso8601_seconds(view::time(at))
}

fn flag(is_so: bool) -> String {
    is_so.to_string()
}

fn absent() -> String {
    "N/A".to_owned()
}

/// A name may hold a comma and a path a quote too, so that without quotes around them (RFC 4180) whoever chooses the path
/// of a user could choose what the report says of its credentials.
fn quoted(field: String) -> String {
    if field.contains([',', '"']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field
    }
}

const HEADER: &str = "user,arn,user_creation_time,password_enabled,password_last_used,password_last_changed,\
    password_next_rotation,mfa_active,access_key_1_active,access_key_1_last_rotated,access_key_1_last_used_date,\
    access_key_1_last_used_region,access_key_1_last_used_service,access_key_2_active,access_key_2_last_rotated,\
    access_key_2_last_used_date,access_key_2_last_used_region,access_key_2_last_used_service,cert_1_active,\
    cert_1_last_rotated,cert_2_active,cert_2_last_rotated";

const ROOT: &str = "<root_account>";
/// Of a password that never opened the console.
const NO_INFORMATION: &str = "no_information";
/// Of the root user's password, which no policy makes expire.
const NOT_SUPPORTED: &str = "not_supported";

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use records::accounts::{RootUser, Settings};
    use records::mfa_devices::MfaDevice;
    use records::password_policy::PasswordPolicy;
    use records::usage::{KeyUse, Usage};
    use records::{Credentials, InlinePolicies, LoginProfile, ReadTx, State};
    use secrets::Sealed;

    use super::*;

    const SECOND: &str = "2026-11-22T00:00:00Z";
    const AT: i64 = 1_795_305_600;

    fn key(id: &str, status: KeyStatus) -> AccessKey {
        AccessKey {
            id: id.parse().unwrap(),
            secret: Sealed::from_bytes(Vec::new()),
            status,
            created_at: UnixTime(AT),
        }
    }

    fn account(max_age_days: Option<u16>) -> Account {
        let password_policy = PasswordPolicy {
            max_age_days,
            ..PasswordPolicy::default()
        };
        Account {
            id: "123456789012".parse().unwrap(),
            created_at: UnixTime(AT),
            root: RootUser {
                email: String::new(),
                password_hash: "$argon2id$".into(),
                access_keys: Vec::new(),
                credentials: Credentials::default(),
            },
            settings: Settings {
                password_policy: Some(password_policy),
                ..Settings::default()
            },
        }
    }

    fn user(name: &str) -> User {
        User {
            account: "123456789012".parse().unwrap(),
            id: "AIDAQNZGKIQY56JQ7WMLA".parse().unwrap(),
            name: name.parse().unwrap(),
            path: names::Path::root(),
            created_at: UnixTime(AT),
            access_keys: Vec::new(),
            credentials: Credentials::default(),
            inline_policies: InlinePolicies::default(),
            attached_policies: Vec::new(),
            groups: Vec::new(),
            permissions_boundary: None,
            tags: names::TagSet::default(),
        }
    }

    /// The fields after the ARN, with one second of the clock written as `T`.
    fn fields(row: &str) -> String {
        let (_, fields) = row.split_once("2026-").unwrap();
        format!("2026-{fields}").replace(SECOND, "T")
    }

    #[test]
    fn a_report_has_its_columns_and_the_root_user_first() {
        let tx = ReadTx::new(Arc::new(State::default()));
        let report = of(&tx, &account(None));
        let [header, root] = report.split('\n').collect::<Vec<_>>()[..] else {
            unreachable!("two lines: {report}");
        };
        assert_eq!(header.split(',').count(), 22);
        assert_eq!(root.split(',').count(), 22);
        assert_eq!(
            root.replace(SECOND, "T"),
            "<root_account>,arn:aws:iam::123456789012:root,T,true,no_information,T,not_supported,false,\
             false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
        );
    }

    #[test]
    fn a_user_without_credentials_and_one_with_all() {
        let bare = row_of_user(&account(Some(90)), &user("Ann"), None);
        assert_eq!(
            fields(&bare),
            "T,false,N/A,N/A,N/A,false,false,N/A,N/A,N/A,N/A,false,N/A,N/A,N/A,N/A,false,N/A,false,N/A"
        );
        let certificate = |status| SigningCertificate {
            id: String::new(),
            body: String::new(),
            status,
            uploaded_at: UnixTime(AT),
        };
        let mut full = user("Ann");
        full.access_keys = vec![
            key("AKIAQNZGKIQY56JQ7WMZ", KeyStatus::Inactive),
            key("AKIAQNZGKIQY56JQ7WMA", KeyStatus::Active),
        ];
        let sealed = Sealed::from_bytes(Vec::new());
        full.credentials = Credentials {
            login_profile: Some(LoginProfile::new(sealed, UnixTime(AT), false)),
            mfa_devices: vec![MfaDevice {
                serial_number: String::new(),
                enabled_at: UnixTime(AT),
            }],
            signing_certificates: vec![certificate(KeyStatus::Inactive)],
            ..Credentials::default()
        };
        let mut usage = Usage::new(full.account, Some(full.id));
        usage.use_password(UnixTime(AT + 1));
        usage.use_access_key(KeyUse {
            id: "AKIAQNZGKIQY56JQ7WMA".parse().unwrap(),
            service: "s3".into(),
            region: "eu-west-1".into(),
            at: UnixTime(AT + 59),
        });
        assert_eq!(
            fields(&row_of_user(&account(Some(90)), &full, Some(&usage))),
            "T,true,2026-11-22T00:00:01Z,T,2027-02-20T00:00:00Z,true,true,T,T,eu-west-1,s3,false,T,N/A,N/A,N/A,false,T,\
             false,N/A"
        );
        let unused = row_of_user(&account(None), &full, None);
        assert_eq!(
            fields(&unused),
            "T,true,no_information,T,N/A,true,true,T,N/A,N/A,N/A,false,T,N/A,N/A,N/A,false,T,false,N/A"
        );
    }

    #[test]
    fn whatever_a_name_or_a_path_holds_is_one_field() {
        for (path, name, expected) in [
            (
                "/",
                "Ann,Bob",
                r#""Ann,Bob","arn:aws:iam::123456789012:user/Ann,Bob""#,
            ),
            (
                r#"/",2020-01-01T00:00:00Z,false,""/"#,
                "Ann",
                r#"Ann,"arn:aws:iam::123456789012:user/"",2020-01-01T00:00:00Z,false,""""/Ann""#,
            ),
            (
                r#"/"/"#,
                "Ann",
                r#"Ann,"arn:aws:iam::123456789012:user/""/Ann""#,
            ),
        ] {
            let user = User {
                path: path.parse().unwrap(),
                ..user(name)
            };
            let row = row_of_user(&account(None), &user, None);
            assert!(row.starts_with(&format!("{expected},2026-")), "{row}");
        }
    }
}
