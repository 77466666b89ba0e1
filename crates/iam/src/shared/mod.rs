//! What several operations share: resources, texts, tags, views, policies.

pub(crate) mod attachment;
pub(crate) mod boundary;
pub(crate) mod document;
pub(crate) mod errors;
pub(crate) mod look_up;
pub(crate) mod page;
pub(crate) mod resource;
pub(crate) mod tags;
pub(crate) mod trust;
pub(crate) mod view;
