//! Principals that name the caller, or nearly.

use serde_json::{Value, json};

use super::Maker;
use crate::caller::{CANONICAL, Kind};

const OTHERS: &[(&str, &str)] = &[
    ("AWS", "arn:aws:iam::111122223333:user/Bob"),
    ("AWS", "arn:aws:iam::111122223333:user/team/*"),
    ("AWS", "arn:aws:iam::111122223333:role/Worker"),
    ("AWS", "arn:aws:sts::111122223333:assumed-role/Worker/s2"),
    ("AWS", "arn:aws-cn:iam::111122223333:root"),
    ("AWS", "AIDAEXAMPLEADA000002"),
    ("AWS", "444455556666"),
    ("AWS", "sqs.amazonaws.com"),
    ("AWS", ""),
    ("Service", "sns.amazonaws.com"),
    ("Service", "*"),
    ("Service", "arn:aws:iam::111122223333:user/team/Ada"),
    ("Federated", "*"),
    ("Federated", "cognito-identity.amazonaws.com"),
    ("Federated", "111122223333"),
    ("CanonicalUser", "dddd"),
    ("CanonicalUser", "*"),
];

impl Maker {
    /// An element that names the caller in so many cases of a hundred.
    pub fn principal(&mut self, fits: u64) -> Value {
        if self.random.percent(10) {
            return json!("*");
        }
        if self.random.percent(1) {
            return if self.random.percent(50) {
                json!({})
            } else {
                json!([])
            };
        }
        let mut entries = Vec::new();
        if self.random.percent(fits) {
            let identities = self.identities();
            entries.push(identities[self.random.below(identities.len())].clone());
        }
        while entries.is_empty() || self.random.percent(20) {
            let (name, text) = OTHERS[self.random.below(OTHERS.len())];
            entries.push((name, text.to_owned()));
        }
        self.element(entries)
    }

    /// Most identities of the caller, so that it is let go often enough.
    pub fn not_principal(&mut self) -> Value {
        let mut entries = Vec::new();
        for identity in self.identities() {
            if self.random.percent(if identity.1 == "*" { 6 } else { 75 }) {
                entries.push(identity);
            }
        }
        if self.random.percent(30) {
            let (name, text) = OTHERS[self.random.below(OTHERS.len())];
            entries.push((name, text.to_owned()));
        }
        self.element(entries)
    }

    /// Every text by which a policy may name the caller.
    fn identities(&mut self) -> Vec<(&'static str, String)> {
        let caller = self.caller;
        let own = match caller.kind {
            Kind::Service => "Service",
            Kind::Provider => "Federated",
            _ => "AWS",
        };
        let mut identities = vec![("AWS", "*".to_owned())];
        if !caller.arn.is_empty() {
            identities.push((own, caller.arn.to_owned()));
        }
        for text in [caller.entity_arn, caller.unique_id, caller.account] {
            identities.extend(text.map(|text| ("AWS", text.to_owned())));
        }
        if let Some(account) = caller.account {
            identities.push(("AWS", format!("arn:aws:iam::{account}:root")));
            if self.random.percent(15) {
                identities.push(("CanonicalUser", CANONICAL.to_owned()));
            }
        }
        for alias in caller.aliases {
            identities.push(("Service", (*alias).to_owned()));
        }
        identities
    }

    fn element(&mut self, entries: Vec<(&'static str, String)>) -> Value {
        let mut element = json!({});
        for (name, text) in entries {
            match element.get_mut(name) {
                None if self.random.percent(70) => element[name] = json!(text),
                None => element[name] = json!([text]),
                Some(Value::Array(texts)) => texts.push(json!(text)),
                Some(first) => *first = json!([first.clone(), text]),
            }
        }
        element
    }
}
