//! The product providers who may ask accounts for access, from a file of the operator.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-temporary-delegation-partner-guide.html>
//!
//! ```yaml
//! - account: "123456789012"
//!   name: Example Corp
//!   policy_templates:
//!     arn:aws:iam::aws:delegation-template/example/setup: |
//!       {"Version": "2012-10-17",
//!        "Statement": {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::@{bucket}/*"}}
//!   topics:
//!     arn:aws:sns:us-east-1:123456789012:example: https://example.com/notifications
//! ```

use std::collections::BTreeMap;
use std::path::Path;

use names::AccountId;
use pipeline::Partner;
use serde::Deserialize;

use crate::http_client::Remote;
use crate::serve::ServeError;

/// Where the messages of each topic go, by its ARN.
pub(crate) type Topics = BTreeMap<String, Remote>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    account: String,
    name: String,
    policy_templates: BTreeMap<String, String>,
    topics: BTreeMap<String, String>,
}

/// The partners of the file, and where they are told things.
pub(crate) fn load(path: &Path) -> Result<(Vec<Partner>, Topics), ServeError> {
    let text = std::fs::read_to_string(path)
        .map_err(|error| ServeError::file("read the partners in", path, error))?;
    read(&text).map_err(|fault| {
        ServeError::Configuration(format!("the partners in {}: {fault}", path.display()))
    })
}

fn read(text: &str) -> Result<(Vec<Partner>, Topics), String> {
    let entries: Vec<Entry> = serde_saphyr::from_str(text).map_err(|error| error.to_string())?;
    let (mut partners, mut topics) = (Vec::<Partner>::new(), Topics::new());
    for entry in entries {
        let account: AccountId = entry
            .account
            .parse()
            .map_err(|_| format!("{} is no account id", entry.account))?;
        if partners.iter().any(|partner| partner.account == account) {
            return Err(format!("account {account} stands twice"));
        }
        if entry.name.chars().count() > NAME_CHARACTERS_MAX {
            return Err(format!(
                "{} is longer than {NAME_CHARACTERS_MAX}",
                entry.name
            ));
        }
        for (arn, template) in &entry.policy_templates {
            check_template(arn, template)?;
        }
        let arns = entry.topics.keys().cloned().collect();
        for (arn, endpoint) in entry.topics {
            check_topic(&arn)?;
            let remote = Remote::parse(&endpoint, None)?;
            if topics.insert(arn.clone(), remote).is_some() {
                return Err(format!("topic {arn} stands twice"));
            }
        }
        partners.push(Partner {
            account,
            name: entry.name,
            policy_templates: entry.policy_templates,
            topics: arns,
        });
    }
    Ok((partners, topics))
}

fn check_template(arn: &str, template: &str) -> Result<(), String> {
    if !(20..=2_048).contains(&arn.chars().count()) || !arn.starts_with("arn:") {
        return Err(format!("{arn} is no ARN of 20 to 2048 characters"));
    }
    let parsed: serde_json::Value = serde_json::from_str(template)
        .map_err(|error| format!("the template {arn} is no JSON: {error}"))?;
    match parsed.get("Statement") {
        Some(_) => Ok(()),
        None => Err(format!("the template {arn} has no Statement")),
    }
}

/// As CreateDelegationRequest takes them.
fn check_topic(arn: &str) -> Result<(), String> {
    let is_topic = |byte: u8| byte.is_ascii_alphanumeric() || b":_.-".contains(&byte);
    if (2..=400).contains(&arn.len()) && arn.bytes().all(is_topic) {
        Ok(())
    } else {
        Err(format!("{arn} is no ARN of a topic"))
    }
}

/// As GetDelegationRequest shows them.
const NAME_CHARACTERS_MAX: usize = 30;

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"
- account: "123456789012"
  name: Example Corp
  policy_templates:
    arn:aws:iam::aws:delegation-template/example/setup: |
      {"Version": "2012-10-17", "Statement": []}
  topics:
    arn:aws:sns:us-east-1:123456789012:example: http://127.0.0.1:9000/in?x=1
"#;

    #[test]
    fn a_file_of_partners_is_read() {
        let (partners, topics) = read(WHOLE).unwrap();
        assert_eq!(partners.len(), 1);
        assert_eq!(partners[0].policy_templates.len(), 1);
        let remote = &topics["arn:aws:sns:us-east-1:123456789012:example"];
        assert_eq!(
            (remote.authority(), remote.path()),
            ("127.0.0.1:9000", "/in?x=1")
        );
        assert!(read("[]").unwrap().0.is_empty());
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (wrong, right, fault) in [
            (
                "123456789012\"\n  name",
                "12\"\n  name",
                "12 is no account id",
            ),
            (
                "Example Corp",
                "Example Corporation and Sons and Sons",
                "longer than 30",
            ),
            (
                "arn:aws:iam::aws:delegation-template/example/setup",
                "setup",
                "setup is no ARN",
            ),
            ("\"Statement\": []", "", "is no JSON"),
            (", \"Statement\": []", "", "has no Statement"),
            ("http://", "ftp://", "is no endpoint"),
            ("name:", "nome:", "unknown field"),
        ] {
            let refused = read(&WHOLE.replacen(wrong, right, 1)).map(|_| ());
            let refused = refused.unwrap_err();
            assert!(refused.contains(fault), "{fault}: {refused}");
        }
        assert!(read(&[WHOLE, WHOLE].concat()).is_err_and(|fault| fault.contains("stands twice")));
    }
}
