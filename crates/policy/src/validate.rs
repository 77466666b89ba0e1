//! What a save refuses, in AWS's order: the first failing step wins, and each step looks at the whole document.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_policy-validator.html>
//!
//! Texts and order were recorded against CreatePolicy; where a place or a text was not, the nearest step is taken.

mod action;
mod bucket;
mod literal;
mod principal;
mod resource;

use crate::document::{Document, RawStatement};
use crate::error::PolicyError;
use crate::json::{self, Node};
use crate::kind::Kind;

type Check = Result<(), PolicyError>;

/// The IAM model's own ceiling for a policy document parameter, in bytes; quotas are far below.
/// <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html>
const TEXT_BYTES_MAX: usize = 131_072;
const SYNTAX: &str = "Syntax errors in policy.";
const LEGACY: &str = "The policy failed legacy parsing";

/// Reads the JSON, or refuses it in the words for this kind.
pub(crate) fn json(text: &str, kind: Kind) -> Result<Node, PolicyError> {
    if kind == Kind::Bucket && !text.starts_with('{') {
        return Err(PolicyError::new(kind, bucket::NOT_JSON));
    }
    if text.len() > TEXT_BYTES_MAX || (kind != Kind::Bucket && !text.chars().all(is_legible)) {
        return Err(PolicyError::new(kind, SYNTAX));
    }
    if kind == Kind::Trust && text.starts_with([' ', '\t', '\n', '\r']) {
        return Err(PolicyError::new(
            kind,
            "JSON strings must not have leading  spaces",
        ));
    }
    json::read(text).map_err(|json::NotJson| match kind {
        Kind::Bucket => PolicyError::new(kind, bucket::NOT_JSON),
        Kind::Trust => PolicyError::new(kind, "This policy contains invalid Json"),
        _ => PolicyError::new(kind, SYNTAX),
    })
}

/// The characters of AWS's own pattern for policy documents, as live validation prints it.
fn is_legible(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='~' | '\u{a1}'..='\u{ff}')
}

/// Checks a document that was read.
pub(crate) fn document(document: &Document<'_>, kind: Kind) -> Check {
    if kind == Kind::Bucket {
        return bucket::check(document);
    }
    let refuse = |text: &'static str| Err(PolicyError::new(kind, text));
    if !document.is_well_formed() {
        return refuse(SYNTAX);
    }
    if kind == (Kind::Identity { managed: true }) && document.version != Some("2012-10-17") {
        return refuse("Policy document must be version 2012-10-17 or greater.");
    }
    let statements = document.statements.as_slice();
    let malformed_resource = legacy(document, kind)?;
    unique_sids(statements, kind)?;
    if !kind.has_principal()
        && statements
            .iter()
            .any(|statement| statement.principal.is_some())
    {
        return refuse("Policy document should not specify a principal.");
    }
    if statements.iter().any(|statement| {
        statement
            .action
            .as_ref()
            .is_none_or(|list| list.texts.is_empty())
    }) {
        return refuse("Policy statement must contain actions.");
    }
    if let Some(message) = malformed_resource {
        return Err(PolicyError::new(kind, message));
    }
    action::check(statements, kind)?;
    if kind == Kind::Trust {
        return trust(statements);
    }
    let needs_resource = !kind.resource_may_be_implied();
    let lacks_resource = |statement: &RawStatement<'_>| match &statement.resource {
        Some(list) => list.texts.is_empty(),
        None => needs_resource,
    };
    if statements.iter().any(lacks_resource) {
        return refuse("Policy statement must contain resources.");
    }
    sid_characters(statements, kind)?;
    principal::check(statements, kind)
}

/// The older reader's pass: effects in their exact case, literals, resources cut in a way it cannot follow. A resource
/// that is malformed in a later step's sense is found here and answered with the first such text.
fn legacy(document: &Document<'_>, kind: Kind) -> Result<Option<String>, PolicyError> {
    let refuse = || Err(PolicyError::new(kind, LEGACY));
    for statement in &document.statements {
        if !matches!(statement.effect, Some("Allow" | "Deny"))
            || !literal::are_storable(statement, document, kind)
        {
            return refuse();
        }
    }
    let mut malformed = None;
    for list in document
        .statements
        .iter()
        .filter_map(|statement| statement.resource.as_ref())
    {
        malformed = malformed.or_else(|| resource::first_malformed(&list.texts, kind));
        if malformed.is_none()
            && !list
                .texts
                .iter()
                .all(|text| resource::is_legacy_readable(text))
        {
            return refuse();
        }
        let has_variables = document.version == Some("2012-10-17");
        if has_variables
            && !list
                .texts
                .iter()
                .all(|text| literal::has_readable_variables(text))
        {
            return refuse();
        }
    }
    Ok(malformed)
}

fn unique_sids(statements: &[RawStatement<'_>], kind: Kind) -> Check {
    let mut sids: Vec<&str> = statements
        .iter()
        .filter_map(|statement| statement.sid)
        .filter(|sid| !sid.is_empty())
        .collect();
    sids.sort_unstable();
    if sids.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(PolicyError::new(
            kind,
            "Statement IDs (SID) in a single policy must be unique.",
        ));
    }
    Ok(())
}

/// Resource policies of some services allow blanks in a Sid, so only IAM's own kinds and the organization's are held to
/// letters and digits.
fn sid_characters(statements: &[RawStatement<'_>], kind: Kind) -> Check {
    let is_plain = |sid: &str| sid.bytes().all(|b| b.is_ascii_alphanumeric());
    let is_held = !matches!(kind, Kind::Resource | Kind::VpcEndpoint | Kind::Bucket);
    if is_held
        && !statements
            .iter()
            .filter_map(|statement| statement.sid)
            .all(is_plain)
    {
        return Err(PolicyError::new(
            kind,
            "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
        ));
    }
    Ok(())
}

fn trust(statements: &[RawStatement<'_>]) -> Check {
    action::check_trust(statements)?;
    if statements
        .iter()
        .any(|statement| statement.resource.is_some())
    {
        return Err(PolicyError::new(
            Kind::Trust,
            "Has prohibited field Resource",
        ));
    }
    sid_characters(statements, Kind::Trust)?;
    principal::check_trust(statements)
}
