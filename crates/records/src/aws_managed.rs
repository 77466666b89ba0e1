//! Policies that AWS manages: the same in every account, read only, addressed as `arn:aws:iam::aws:policy/…`.
//! <https://docs.aws.amazon.com/aws-managed-policy/latest/reference/about-managed-policy-reference.html>

use std::sync::{Arc, LazyLock, OnceLock};

use policy::{Kind, Policy};
use serde::Deserialize;

/// One policy of AWS's catalog.
#[derive(Debug, Deserialize)]
pub struct AwsManagedPolicy {
    /// `arn:aws:iam::aws:policy/…`.
    pub arn: String,
    /// The name.
    pub name: String,
    /// The path, `/` for most.
    pub path: String,
    /// `ANPA…`.
    pub id: String,
    /// The version in force, such as `v7`.
    pub default_version_id: String,
    /// When it was made, as AWS prints it.
    pub create_date: String,
    /// When it last changed.
    pub update_date: String,
    /// The document in force.
    pub document: String,
    #[serde(skip)]
    compiled: OnceLock<Arc<Policy>>,
}

impl AwsManagedPolicy {
    /// The compiled document, made at the first call.
    pub fn compiled(&self) -> &Arc<Policy> {
        self.compiled.get_or_init(|| {
            Arc::new(Policy::load(
                &self.document,
                Kind::Identity { managed: true },
            ))
        })
    }

    /// Whether customers may attach it: those for AWS's own roles and root tasks they may not.
    #[must_use]
    pub fn is_attachable(&self) -> bool {
        !self.path.starts_with("/aws-service-role/") && !self.path.starts_with("/root-task/")
    }
}

/// The policy that this ARN names.
#[must_use]
pub fn by_arn(arn: &str) -> Option<&'static AwsManagedPolicy> {
    let found = CATALOG
        .binary_search_by(|policy| policy.arn.as_str().cmp(arn))
        .ok()?;
    CATALOG.get(found)
}

/// All of them in order of their ARNs.
#[must_use]
pub fn all() -> &'static [AwsManagedPolicy] {
    &CATALOG
}

static CATALOG: LazyLock<Vec<AwsManagedPolicy>> = LazyLock::new(read);

#[expect(
    clippy::expect_used,
    reason = "the file is part of this source and a test reads it whole"
)]
fn read() -> Vec<AwsManagedPolicy> {
    let lines = zstd::decode_all(COMPRESSED).expect("the catalog is compressed with zstd");
    let lines = lines
        .split(|byte| *byte == b'\n')
        .filter(|line| !line.is_empty());
    let parse = |line| serde_json::from_slice(line).expect("each line of the catalog is a policy");
    let mut catalog: Vec<AwsManagedPolicy> = lines.map(parse).collect();
    catalog.sort_by(|one, other| one.arn.cmp(&other.arn));
    catalog
}

/// Made by `cargo xtask codegen`: one JSON object a line.
static COMPRESSED: &[u8] = include_bytes!("../generated/aws_managed_policies.zst");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_catalog_is_there_and_compiles() {
        assert_eq!(all().len(), 1_582);
        let administrator = by_arn("arn:aws:iam::aws:policy/AdministratorAccess").unwrap();
        assert_eq!(
            (administrator.path.as_str(), administrator.name.as_str()),
            ("/", "AdministratorAccess")
        );
        assert!(administrator.is_attachable());
        assert!(by_arn("arn:aws:iam::aws:policy/administratoraccess").is_none());
        for policy in all() {
            assert_eq!(policy.compiled().fault(), None, "{}", policy.arn);
        }
    }
}
