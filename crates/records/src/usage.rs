//! When credentials were last used, and for what: one record a principal, written in batches a while after the use.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html>

use std::sync::Arc;

use names::{AccessKeyId, AccountId, UniqueId};
use serde::{Deserialize, Serialize};

use crate::record::stored;
use crate::{Key, Reads, Stored, Table, UnixTime, WriteTx};

/// What one principal used last. Sessions of a role count for the role, those of a federated user for who asked.
///
/// It is bounded without a quota: services, actions and regions are this authority's own words, and access keys that are
/// gone are dropped with the next use.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// The owning account.
    pub account: AccountId,
    /// The user or role; none for the root user.
    pub entity: Option<UniqueId>,
    /// When a password last opened the console; it stays when the password is deleted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_used_at: Option<UnixTime>,
    /// Long-term access keys.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub access_keys: Vec<KeyUse>,
    /// Services such as `s3`, each once a region.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<Use>,
    /// Actions such as `iam:CreateUser`, each once a region.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Use>,
}

/// The last use of an access key.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct KeyUse {
    /// Which key.
    pub id: AccessKeyId,
    /// The service as it is signed for, such as `s3`.
    pub service: String,
    /// The region that it was signed for.
    pub region: String,
    /// When.
    pub at: UnixTime,
}

/// The last use of a service or an action in a region.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Use {
    /// The service or the action.
    pub name: String,
    /// The region that it was signed for.
    pub region: String,
    /// When.
    pub at: UnixTime,
}

impl Usage {
    /// Of a principal that has used nothing yet.
    #[must_use]
    pub fn new(account: AccountId, entity: Option<UniqueId>) -> Self {
        Self {
            account,
            entity,
            password_used_at: None,
            access_keys: Vec::new(),
            services: Vec::new(),
            actions: Vec::new(),
        }
    }

    /// The last use of this access key.
    #[must_use]
    pub fn of_access_key(&self, id: &AccessKeyId) -> Option<&KeyUse> {
        self.access_keys.iter().find(|used| used.id == *id)
    }

    /// The last use of anything, if it was within the time that AWS looks back.
    #[must_use]
    pub fn last(&self, now: UnixTime) -> Option<&Use> {
        let newest = self.services.iter().max_by_key(|used| used.at);
        newest.filter(|used| is_tracked(used.at, now))
    }

    /// The last use of this service, wherever it was.
    #[must_use]
    pub fn of_service(&self, service: &str, now: UnixTime) -> Option<&Use> {
        newest(&self.services, service, now)
    }

    /// The last use of this action, wherever it was.
    #[must_use]
    pub fn of_action(&self, action: &str, now: UnixTime) -> Option<&Use> {
        newest(&self.actions, action, now)
    }

    /// A password opened the console. Of several times within five minutes the first one stays.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>
    pub fn use_password(&mut self, at: UnixTime) {
        if begins_span(self.password_used_at, at, PASSWORD_SPAN_SECONDS) {
            self.password_used_at = Some(at);
        }
    }

    /// An access key signed a request. Of several times within a quarter of an hour the first one stays.
    /// <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html>
    pub fn use_access_key(&mut self, used: KeyUse) {
        match self.access_keys.iter_mut().find(|old| old.id == used.id) {
            Some(old) if begins_span(Some(old.at), used.at, ACCESS_KEY_SPAN_SECONDS) => *old = used,
            Some(_) => {}
            None => self.access_keys.push(used),
        }
    }

    /// A service was asked for something.
    pub fn use_service(&mut self, used: Use) {
        put(&mut self.services, used);
    }

    /// An action was asked for, whatever the answer was.
    pub fn use_action(&mut self, used: Use) {
        put(&mut self.actions, used);
    }
}

stored!(Usage, Usage, |usage| key(usage.account, usage.entity));

/// Where the use of this user or role stands, or that of the root user.
#[must_use]
pub fn key(account: AccountId, entity: Option<UniqueId>) -> Key {
    let name = entity.as_ref().map_or(ROOT, UniqueId::as_str);
    Key::owned(Table::Usage, account, name)
}

/// What this user or role used, or the root user.
pub fn of(tx: &mut impl Reads, account: AccountId, entity: Option<UniqueId>) -> Option<Arc<Usage>> {
    let record = tx.read(&key(account, entity))?;
    Usage::from_record(&record).cloned()
}

/// Forgets what a user or role used that is deleted in the same transaction.
pub fn forget(tx: &mut WriteTx, account: AccountId, entity: UniqueId) {
    let key = key(account, Some(entity));
    if tx.read(&key).is_some() {
        tx.delete(&key);
    }
}

/// The same for listings, which do not rely on what they show.
pub fn shown(tx: &impl Reads, account: AccountId, entity: Option<UniqueId>) -> Option<&Arc<Usage>> {
    let entry = tx.state().entry(&key(account, entity))?;
    Usage::from_record(&entry.record)
}

fn newest<'u>(uses: &'u [Use], name: &str, now: UnixTime) -> Option<&'u Use> {
    let of_name = uses.iter().filter(|used| used.name == name);
    of_name
        .max_by_key(|used| used.at)
        .filter(|used| is_tracked(used.at, now))
}

fn put(uses: &mut Vec<Use>, used: Use) {
    let same = |old: &&mut Use| old.name == used.name && old.region == used.region;
    match uses.iter_mut().find(same) {
        Some(old) if old.at < used.at => *old = used,
        Some(_) => {}
        None => uses.push(used),
    }
}

/// Whether a use is not within the span that the last one began.
fn begins_span(last: Option<UnixTime>, at: UnixTime, span_seconds: i64) -> bool {
    last.is_none_or(|last| at.0.saturating_sub(last.0) >= span_seconds)
}

fn is_tracked(at: UnixTime, now: UnixTime) -> bool {
    now.0.saturating_sub(at.0) < TRACKED_SECONDS
}

/// How far AWS looks back, except for access keys and passwords: 400 days.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html>
const TRACKED_SECONDS: i64 = 400 * 24 * 60 * 60;

/// How long the first use of an access key stands for those that follow.
pub const ACCESS_KEY_SPAN_SECONDS: i64 = 15 * 60;
const PASSWORD_SPAN_SECONDS: i64 = 5 * 60;

/// No unique id is spelled so.
const ROOT: &str = "root";

#[cfg(test)]
mod tests {
    use super::*;

    const DAY: i64 = 24 * 60 * 60;

    fn nobody() -> Usage {
        Usage::new("123456789012".parse().unwrap(), None)
    }

    fn used(name: &str, region: &str, at: i64) -> Use {
        Use {
            name: name.to_owned(),
            region: region.to_owned(),
            at: UnixTime(at),
        }
    }

    #[test]
    fn the_first_use_of_a_key_stands_for_a_quarter_of_an_hour() {
        let id: AccessKeyId = "AKIAQNZGKIQY56JQ7WML".parse().unwrap();
        let mut usage = nobody();
        for (at, service, expected) in [
            (1_000, "s3", (1_000, "s3")),
            (1_899, "iam", (1_000, "s3")),
            (1_900, "iam", (1_900, "iam")),
            (1_000, "sts", (1_900, "iam")),
        ] {
            usage.use_access_key(KeyUse {
                id: id.clone(),
                service: service.to_owned(),
                region: "us-east-1".to_owned(),
                at: UnixTime(at),
            });
            let last = usage.of_access_key(&id).unwrap();
            assert_eq!((last.at.0, last.service.as_str()), expected);
        }
        assert_eq!(usage.access_keys.len(), 1);
    }

    #[test]
    fn the_first_use_of_a_password_stands_for_five_minutes() {
        let mut usage = nobody();
        for (at, expected) in [(1_000, 1_000), (1_299, 1_000), (1_300, 1_300), (1, 1_300)] {
            usage.use_password(UnixTime(at));
            assert_eq!(usage.password_used_at, Some(UnixTime(expected)));
        }
    }

    #[test]
    fn a_service_is_remembered_once_a_region_and_for_400_days() {
        let mut usage = nobody();
        for (name, region, at) in [
            ("s3", "us-east-1", 10),
            ("s3", "eu-west-1", 30),
            ("s3", "us-east-1", 20),
            ("s3", "us-east-1", 15),
            ("iam", "us-east-1", 25),
        ] {
            usage.use_service(used(name, region, at));
        }
        assert_eq!(usage.services.len(), 3);
        let now = UnixTime(400 * DAY + 20);
        assert_eq!(
            usage.of_service("s3", now),
            Some(&used("s3", "eu-west-1", 30))
        );
        assert_eq!(usage.last(now), Some(&used("s3", "eu-west-1", 30)));
        assert_eq!(usage.of_service("sts", now), None);
        let later = UnixTime(400 * DAY + 25);
        assert_eq!(usage.of_service("iam", later), None);
        assert_eq!(usage.last(UnixTime(400 * DAY + 30)), None);
    }
}
