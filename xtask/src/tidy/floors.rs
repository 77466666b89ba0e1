//! The floors of the house: which crate may import which, and what a crate may never import.
//!
//! The table is the one in ARCHITECTURE.md; a crate imports only from floors below its own. Dependencies
//! of tests are free: a test may stand on any floor.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::Finding;

/// A crate's floor, and its walls: names it may never import, each with the reason.
struct Floor {
    name: &'static str,
    floor: u8,
    never: &'static [(&'static [&'static str], &'static str)],
    /// When given, the only crates of any origin that it may import.
    only: Option<&'static [&'static str]>,
    /// Crates of its own floor that it stands on all the same.
    beside: &'static [&'static str],
}

const RUNTIMES: &[&str] = &[
    "tokio",
    "tokio-util",
    "tokio-stream",
    "async-std",
    "smol",
    "futures",
    "futures-util",
];
const HTTP: &[&str] = &[
    "http",
    "http-body",
    "http-body-util",
    "hyper",
    "hyper-util",
    "axum",
    "reqwest",
];
const STORE: &[&str] = &["store", "rusqlite", "tokio-postgres", "etcd-client"];
const SERVICES: &[&str] = &["access-analyzer", "iam", "sts", "s3"];
const RANDOM: &[&str] = &["rand", "getrandom", "fastrand"];

const NO_RUNTIME: &str =
    "it is a calculation: no I/O and no async, so that anything can embed and test it";
const NO_HTTP: &str = "only the pipeline and what stands on it know transport";
const NO_STORE: &str = "what is stored is reached through `records` alone";
const NO_SERVICE: &str = "services do not know each other";
const NO_ENTROPY: &str = "entropy comes in as an argument; only the binary draws it";

const TABLE: &[Floor] = &[
    Floor {
        name: "names",
        floor: 1,
        never: &[
            (RUNTIMES, NO_RUNTIME),
            (HTTP, NO_HTTP),
            (RANDOM, NO_ENTROPY),
        ],
        only: None,
        beside: &[],
    },
    Floor {
        name: "wire",
        floor: 1,
        never: &[
            (RUNTIMES, NO_RUNTIME),
            (STORE, NO_STORE),
            (&["shapes"], "shapes stand on it, not the reverse"),
        ],
        only: None,
        beside: &[],
    },
    Floor {
        name: "store",
        floor: 1,
        never: &[
            (
                &["names", "records", "policy", "shapes"],
                "the store knows bytes, never IAM",
            ),
            (HTTP, NO_HTTP),
        ],
        only: None,
        beside: &[],
    },
    Floor {
        name: "sigv4",
        floor: 2,
        never: &[
            (RUNTIMES, NO_RUNTIME),
            (STORE, NO_STORE),
            (RANDOM, NO_ENTROPY),
        ],
        only: None,
        beside: &[],
    },
    Floor {
        name: "policy",
        floor: 2,
        never: &[
            (RUNTIMES, NO_RUNTIME),
            (STORE, NO_STORE),
            (HTTP, NO_HTTP),
            (&["wire"], "the language is not a protocol"),
            (RANDOM, NO_ENTROPY),
        ],
        only: None,
        beside: &[],
    },
    Floor {
        name: "shapes",
        floor: 2,
        never: &[],
        only: Some(&["wire"]),
        beside: &[],
    },
    Floor {
        name: "lint",
        floor: 3,
        never: &[
            (RUNTIMES, NO_RUNTIME),
            (STORE, NO_STORE),
            (HTTP, NO_HTTP),
            (
                &["names", "wire"],
                "the checks need the language and the catalog alone",
            ),
            (RANDOM, NO_ENTROPY),
        ],
        only: None,
        beside: &[],
    },
    Floor {
        name: "secrets",
        floor: 3,
        never: &[
            (STORE, NO_STORE),
            (HTTP, NO_HTTP),
            (RUNTIMES, NO_RUNTIME),
            (RANDOM, NO_ENTROPY),
        ],
        only: None,
        beside: &[],
    },
    Floor {
        name: "records",
        floor: 3,
        never: &[
            (
                &["shapes", "wire"],
                "records outlive the protocol they came by",
            ),
            (HTTP, NO_HTTP),
        ],
        only: None,
        // A record holds what `secrets` has sealed, as the type that says so.
        beside: &["secrets"],
    },
    Floor {
        name: "pipeline",
        floor: 4,
        never: &[
            (&["shapes"], "it knows no service"),
            (SERVICES, "it knows no service"),
        ],
        only: None,
        beside: &[],
    },
    Floor {
        name: "access-analyzer",
        floor: 5,
        never: &[
            (SERVICES, NO_SERVICE),
            (STORE, NO_STORE),
            (RUNTIMES, NO_RUNTIME),
            (HTTP, NO_HTTP),
        ],
        only: None,
        beside: &[],
    },
    Floor {
        name: "iam",
        floor: 5,
        never: &[
            (SERVICES, NO_SERVICE),
            (STORE, NO_STORE),
            (RUNTIMES, NO_RUNTIME),
            (HTTP, NO_HTTP),
        ],
        only: None,
        beside: &[],
    },
    Floor {
        name: "sts",
        floor: 5,
        never: &[
            (SERVICES, NO_SERVICE),
            (STORE, NO_STORE),
            (RUNTIMES, NO_RUNTIME),
            (HTTP, NO_HTTP),
        ],
        only: None,
        beside: &[],
    },
    Floor {
        name: "s3",
        floor: 5,
        // It keeps objects by its own means; the store of identities it cannot reach.
        never: &[(SERVICES, NO_SERVICE), (&["store"], NO_STORE)],
        only: None,
        beside: &[],
    },
    Floor {
        name: "symbolon",
        floor: 6,
        never: &[],
        only: None,
        beside: &[],
    },
];

/// A crate of the workspace as its manifest has it.
pub(super) struct Manifest {
    name: String,
    path: String,
    text: String,
    /// What it imports outside its tests.
    imports: Vec<String>,
}

impl Manifest {
    /// The crates under `crates/` in what `cargo metadata` printed.
    pub(super) fn all(metadata: &Value, root: &Path) -> Result<Vec<Self>, String> {
        let packages = metadata
            .get("packages")
            .and_then(Value::as_array)
            .ok_or("metadata without packages")?;
        let folder = root.join("crates");
        packages
            .iter()
            .filter_map(|package| {
                let manifest = Path::new(package.get("manifest_path")?.as_str()?);
                manifest.starts_with(&folder).then_some((package, manifest))
            })
            .map(|(package, manifest)| Self::one(package, manifest, root))
            .collect()
    }

    fn one(package: &Value, manifest: &Path, root: &Path) -> Result<Self, String> {
        let name = package
            .get("name")
            .and_then(Value::as_str)
            .ok_or("package without a name")?;
        let dependencies = package
            .get("dependencies")
            .and_then(Value::as_array)
            .ok_or("package without dependencies")?;
        // Cargo writes no kind for an ordinary dependency; what is marked `dev` is for tests.
        let imports = dependencies
            .iter()
            .filter(|dependency| dependency.get("kind").and_then(Value::as_str) != Some("dev"))
            .filter_map(|dependency| dependency.get("name")?.as_str().map(str::to_owned))
            .collect();
        let path = manifest
            .strip_prefix(root)
            .unwrap_or(manifest)
            .display()
            .to_string();
        let text = fs::read_to_string(manifest).map_err(|error| format!("{path}: {error}"))?;
        Ok(Self {
            name: name.to_owned(),
            path,
            text,
            imports,
        })
    }

    /// The line of the manifest that imports `name`; the first line when a table says it otherwise.
    fn line_of(&self, name: &str) -> usize {
        let imports = |line: &str| {
            line.strip_prefix(name)
                .is_some_and(|rest| rest.starts_with(['.', ' ', '=']))
        };
        self.text
            .lines()
            .position(imports)
            .map_or(1, |index| index + 1)
    }
}

/// Every import that breaks the table.
pub(super) fn check(manifests: &[Manifest]) -> Vec<Finding> {
    let floors: BTreeMap<&str, &Floor> = TABLE.iter().map(|floor| (floor.name, floor)).collect();
    let mut findings = Vec::new();
    for manifest in manifests {
        let Some(floor) = floors.get(manifest.name.as_str()) else {
            let why = format!(
                "`{}` stands on no floor: give it one in {}",
                manifest.name,
                file!()
            );
            findings.push(Finding::new(&manifest.path, 1, why));
            continue;
        };
        for import in &manifest.imports {
            if let Some(why) = wall(floor, import, &floors) {
                let why = format!("`{}` may not import `{import}`: {why}", manifest.name);
                findings.push(Finding::new(&manifest.path, manifest.line_of(import), why));
            }
        }
    }
    findings
}

/// Why a crate of this floor may not import `name`, if it may not.
fn wall(floor: &Floor, name: &str, floors: &BTreeMap<&str, &Floor>) -> Option<String> {
    if let Some((_, reason)) = floor.never.iter().find(|(names, _)| names.contains(&name)) {
        return Some((*reason).to_owned());
    }
    if floor.only.is_some_and(|only| !only.contains(&name)) {
        return Some("it is generated, and stands on `wire` alone".to_owned());
    }
    if floor.beside.contains(&name) {
        return None;
    }
    let other = floors.get(name)?;
    (other.floor >= floor.floor).then(|| {
        format!(
            "floor {} imports only from floors below, and it is on {}",
            floor.floor, other.floor
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(name: &str, imports: &[&str]) -> Vec<String> {
        let text = std::iter::once("[dependencies]".to_owned())
            .chain(
                imports
                    .iter()
                    .map(|import| format!("{import}.workspace = true")),
            )
            .collect::<Vec<_>>()
            .join("\n");
        let imports = imports.iter().map(ToString::to_string).collect();
        let path = format!("crates/{name}/Cargo.toml");
        let manifest = Manifest {
            name: name.to_owned(),
            path,
            text,
            imports,
        };
        check(&[manifest]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn what_the_table_allows_is_silent() {
        for (name, imports) in [
            ("names", &["serde", "thiserror"][..]),
            ("store", &["rusqlite", "tokio"]),
            ("shapes", &["wire"]),
            ("lint", &["policy", "shapes", "serde_json"]),
            ("records", &["names", "policy", "store", "tokio"]),
            (
                "sts",
                &[
                    "names", "wire", "shapes", "policy", "secrets", "records", "pipeline",
                ],
            ),
            (
                "access-analyzer",
                &["wire", "shapes", "lint", "records", "pipeline"],
            ),
            (
                "symbolon",
                &[
                    "access-analyzer",
                    "iam",
                    "sts",
                    "s3",
                    "store",
                    "tokio",
                    "getrandom",
                ],
            ),
        ] {
            assert_eq!(findings(name, imports), Vec::<String>::new(), "{name}");
        }
    }

    #[test]
    fn every_wall_is_reported_with_its_line() {
        for (name, import) in [
            ("names", "wire"),
            ("names", "tokio"),
            ("wire", "shapes"),
            ("store", "names"),
            ("sigv4", "tokio"),
            ("sigv4", "policy"),
            ("policy", "futures-util"),
            ("policy", "wire"),
            ("shapes", "serde"),
            ("lint", "names"),
            ("lint", "store"),
            ("secrets", "store"),
            ("secrets", "getrandom"),
            ("records", "shapes"),
            ("records", "http"),
            ("pipeline", "iam"),
            ("access-analyzer", "iam"),
            ("access-analyzer", "http"),
            ("iam", "sts"),
            ("iam", "tokio"),
            ("sts", "store"),
            ("s3", "store"),
            ("records", "symbolon"),
        ] {
            let found = findings(name, &["serde_json_is_free", import]);
            let found: Vec<_> = found
                .iter()
                .filter(|line| line.contains(&format!("`{import}`")))
                .collect();
            assert_eq!(found.len(), 1, "{name} imports {import}");
            assert!(
                found
                    .iter()
                    .all(|line| line.starts_with(&format!("crates/{name}/Cargo.toml:3: "))),
                "{found:?}"
            );
        }
    }

    #[test]
    fn a_crate_without_a_floor_is_reported() {
        assert_eq!(findings("utilities", &[]).len(), 1);
    }

    #[test]
    fn imports_of_tests_are_free() {
        let package = serde_json::json!({"packages": [{
            "name": "names",
            "manifest_path": concat!(env!("CARGO_MANIFEST_DIR"), "/../crates/names/Cargo.toml"),
            "dependencies": [{"name": "tokio", "kind": "dev"}, {"name": "serde", "kind": null}],
        }]});
        let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."));
        let manifests = Manifest::all(&package, root).unwrap();
        assert_eq!(
            manifests
                .iter()
                .map(|manifest| &manifest.imports)
                .collect::<Vec<_>>(),
            [&["serde"]]
        );
    }
}
