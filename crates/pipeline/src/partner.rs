//! Product providers who may ask accounts to delegate access to them, as the operator registered them.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies-temporary-delegation-partner-guide.html>

use std::collections::{BTreeMap, BTreeSet};

use names::AccountId;

/// One product provider. On AWS an application by e-mail registers one; here the operator's configuration does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Partner {
    /// The account that it asks from, and redeems with.
    pub account: AccountId,
    /// The name that customers are shown, at most 30 characters.
    pub name: String,
    /// The templates of what it may ask for, by their ARNs: policy documents with `@{parameters}`.
    pub policy_templates: BTreeMap<String, String>,
    /// The ARNs of the topics that it may be told through.
    pub topics: BTreeSet<String>,
}
