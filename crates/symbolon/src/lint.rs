//! `symbolon lint`: checks policy documents and says what is wrong, for people and for machines.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access-analyzer-reference-policy-checks.html>

use std::fs;
use std::io::{IsTerminal as _, Read as _};
use std::path::Path;
use std::process::ExitCode;

use ::lint::render::{self, Style};
use ::lint::{Finding, FindingType, PolicyType, ResourceType};
use serde_json::json;

use crate::cli::{Lint, LintFormat, LintType};
use crate::explain::answer::{self, AskError};

/// Answers on standard output, complains on standard error.
pub(crate) fn run(options: &Lint) -> ExitCode {
    answer::exit(lint(options))
}

/// A document and what was found in it.
struct Checked {
    name: String,
    text: String,
    findings: Vec<Finding>,
}

/// Whether nothing was found that keeps a policy from being good.
fn lint(options: &Lint) -> Result<bool, AskError> {
    let (policy_type, resource_type) = scope(options)?;
    let check = |path: &std::path::PathBuf| {
        let text = read(path)?;
        Ok(Checked {
            name: path.display().to_string(),
            findings: ::lint::lint(&text, policy_type, resource_type),
            text,
        })
    };
    let documents = options
        .files
        .iter()
        .map(check)
        .collect::<Result<Vec<_>, AskError>>()?;
    answer::print(&match options.format {
        LintFormat::Text => text(&documents, style(options)),
        LintFormat::Json => {
            let each = documents
                .iter()
                .map(|document| json!({"file": document.name, "findings": document.findings}));
            let each: Vec<_> = each.collect();
            format!("{}\n", json!({ "documents": each }))
        }
        LintFormat::Sarif => {
            let each = documents
                .iter()
                .map(|document| (document.name.as_str(), document.findings.as_slice()));
            let each: Vec<_> = each.collect();
            format!("{}\n", render::sarif(&each))
        }
    })?;
    let is_bad = |finding: &Finding| {
        matches!(
            finding.kind,
            FindingType::Error | FindingType::SecurityWarning
        )
    };
    let mut findings = documents.iter().flat_map(|document| &document.findings);
    Ok(!findings.any(is_bad))
}

fn scope(options: &Lint) -> Result<(PolicyType, Option<ResourceType>), AskError> {
    let policy_type = match options.policy_type {
        LintType::Identity => PolicyType::Identity,
        LintType::Resource | LintType::Trust => PolicyType::Resource,
        LintType::Scp => PolicyType::ServiceControl,
        LintType::Rcp => PolicyType::ResourceControl,
    };
    let resource_type = match (&options.resource_type, options.policy_type) {
        (None, LintType::Trust) => Some(ResourceType::AssumeRolePolicyDocument),
        (None, _) => None,
        (Some(name), LintType::Resource) => {
            let known = ResourceType::parse(name);
            let unknown = || {
                AskError::Question(format!(
                    "{name} is no resource type: they are as AWS::S3::Bucket"
                ))
            };
            Some(known.ok_or_else(unknown)?)
        }
        (Some(_), _) => {
            let text = "only resource policies have a resource type: say --type resource";
            return Err(AskError::Question(text.to_owned()));
        }
    };
    Ok((policy_type, resource_type))
}

/// One byte more than is checked is enough to tell that it is too much.
fn read(path: &Path) -> Result<String, AskError> {
    let limit = u64::try_from(::lint::DOCUMENT_BYTES_MAX)
        .unwrap_or(u64::MAX)
        .saturating_add(1);
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(limit).read_to_end(&mut bytes)
    } else {
        fs::File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes))
    };
    read.map_err(|error| AskError::file(path, error))?;
    // What is cut inside a character is too long all the same; anything else that is no text is no policy.
    match String::from_utf8(bytes) {
        Ok(text) => Ok(text),
        Err(error) => Err(AskError::Question(format!(
            "{} is no text: {error}",
            path.display()
        ))),
    }
}

fn style(options: &Lint) -> Style {
    let is_refused = options
        .no_color
        .as_ref()
        .is_some_and(|text| !text.is_empty());
    if std::io::stdout().is_terminal() && !is_refused {
        Style::Colour
    } else {
        Style::Plain
    }
}

fn text(documents: &[Checked], style: Style) -> String {
    let mut text: String = documents
        .iter()
        .map(|document| render::text(&document.text, &document.name, &document.findings, style))
        .collect();
    let count = |kind| {
        let findings = documents.iter().flat_map(|document| &document.findings);
        findings.filter(|finding| finding.kind == kind).count()
    };
    text.push_str(&format!(
        "{} documents: {} errors, {} security warnings, {} warnings, {} suggestions\n",
        documents.len(),
        count(FindingType::Error),
        count(FindingType::SecurityWarning),
        count(FindingType::Warning),
        count(FindingType::Suggestion)
    ));
    text
}
