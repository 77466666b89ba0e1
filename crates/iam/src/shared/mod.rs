//! What several operations share: resources, texts, tags, views, policies.

pub(crate) mod arn;
pub(crate) mod attachment;
pub(crate) mod boundary;
pub(crate) mod certificate;
pub(crate) mod document;
pub(crate) mod errors;
pub(crate) mod last_use;
pub(crate) mod look_up;
pub(crate) mod owner;
pub(crate) mod page;
pub(crate) mod provider;
pub(crate) mod resource;
pub(crate) mod shared_issuers;
pub(crate) mod status;
pub(crate) mod tags;
pub(crate) mod template;
pub(crate) mod trust;
pub(crate) mod view;
