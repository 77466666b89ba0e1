//! The condition keys of one check: from the verified caller, the connection, the clock and the modelled input.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use std::cell::OnceCell;

use policy::{Context, Value};

use crate::demand::Values;
use crate::{Caller, Check, Now, Peer, RequestHead};

/// Answers condition keys for one check. Nothing a client says is believed to be a key of its own choosing.
pub(crate) struct KeysOfRequest<'a> {
    caller: &'a Caller,
    check: &'a Check,
    facts: &'a RequestFacts<'a>,
    owner: Option<&'a str>,
}

impl<'a> KeysOfRequest<'a> {
    pub(crate) fn new(
        caller: &'a Caller,
        check: &'a Check,
        facts: &'a RequestFacts<'a>,
        owner: Option<&'a str>,
    ) -> Self {
        Self {
            caller,
            check,
            facts,
            owner,
        }
    }
}

impl Context for KeysOfRequest<'_> {
    fn get(&self, key: &str) -> Option<Value<'_>> {
        let Some(global) = key.strip_prefix("aws:") else {
            return self.of_check(key);
        };
        match global {
            "currenttime" => Some(Value::One(self.facts.current_time())),
            "epochtime" => Some(Value::One(self.facts.epoch_time())),
            "sourceip" => Some(Value::One(self.facts.source_ip())),
            "securetransport" => Some(Value::One(if self.facts.peer.is_encrypted() {
                "true"
            } else {
                "false"
            })),
            "useragent" => Some(Value::One(
                self.facts.head.header("user-agent").unwrap_or_default(),
            )),
            "referer" => self.facts.head.header("referer").map(Value::One),
            "requestedregion" => Some(Value::One(self.facts.region)),
            "viaawsservice" => Some(Value::One("false")),
            "resourceaccount" => self.owner.map(Value::One),
            // What the operation found out of this request stands above what is known of the session: a code that came
            // with the request is younger than the session.
            _ => self.of_check(key).or_else(|| self.caller.key(global)),
        }
    }
}

impl KeysOfRequest<'_> {
    /// When the request was received.
    pub(crate) fn now(&self) -> Now {
        self.facts.now
    }

    /// Whether the resource is of the caller's own account, so that its facts may be told there.
    pub(crate) fn is_of_own_account(&self) -> bool {
        self.owner.is_some() && self.owner == self.caller.account_text()
    }

    /// The value of a key, if it may be told in the caller's account: of a resource of another account only what the
    /// caller itself has said, not its tags nor whose it is.
    pub(crate) fn told(&self, key: &str) -> Option<Value<'_>> {
        self.get(key).filter(|_| self.is_told(key))
    }

    /// The keys of the check that may be told likewise.
    pub(crate) fn told_of_check(&self) -> impl Iterator<Item = (&str, Value<'_>)> {
        let keys = self.check.keys.iter();
        let keys = keys.filter(|(name, _)| self.is_told(name));
        keys.map(|(name, values)| {
            let value = match values {
                Values::One(value) => Value::One(value),
                Values::Many(values) => Value::from(values.as_slice()),
            };
            (name, value)
        })
    }

    fn is_told(&self, key: &str) -> bool {
        self.is_of_own_account() || !OF_RESOURCE.iter().any(|stem| key.starts_with(stem))
    }

    fn of_check(&self, key: &str) -> Option<Value<'_>> {
        Some(match self.check.keys.get(key)? {
            Values::One(value) => Value::One(value),
            Values::Many(values) => Value::from(values.as_slice()),
        })
    }
}

/// What the connection and the clock say about a request; written out only when a policy asks.
pub struct RequestFacts<'a> {
    pub(crate) head: RequestHead<'a>,
    pub(crate) peer: Peer,
    pub(crate) now: Now,
    pub(crate) region: &'a str,
    current_time: OnceCell<String>,
    epoch_time: OnceCell<String>,
    source_ip: OnceCell<String>,
}

impl<'a> RequestFacts<'a> {
    /// `region` is the region that the request was made for; `us-east-1` for global services.
    #[must_use]
    pub fn new(head: RequestHead<'a>, peer: Peer, now: Now, region: &'a str) -> Self {
        Self {
            head,
            peer,
            now,
            region,
            current_time: OnceCell::new(),
            epoch_time: OnceCell::new(),
            source_ip: OnceCell::new(),
        }
    }

    fn current_time(&self) -> &str {
        self.current_time
            .get_or_init(|| wire::time::iso8601_milliseconds(self.now.timestamp()))
    }

    fn epoch_time(&self) -> &str {
        self.epoch_time
            .get_or_init(|| self.now.seconds().0.to_string())
    }

    fn source_ip(&self) -> &str {
        self.source_ip
            .get_or_init(|| self.peer.address.to_canonical().to_string())
    }
}

/// Where the names of keys begin that are facts of the resource and not of the request.
const OF_RESOURCE: &[&str] = &["aws:resource", "iam:resourcetag/", "s3:resourceaccount"];
