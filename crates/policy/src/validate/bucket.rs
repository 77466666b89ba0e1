//! Bucket policies, in S3's own words.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html>
//!
//! Whether a resource lies in the bucket, and whether an action applies to it, is for the service to say: it knows the
//! bucket and the catalog of actions.

use super::{Check, action, literal, principal, resource};
use crate::document::{Document, RawStatement};
use crate::error::PolicyError;
use crate::kind::Kind;
use crate::statement::Fault;

pub(super) const NOT_JSON: &str = "Policies must be valid JSON and the first byte must be '{'";
const INVALID_SYNTAX: &str = "Invalid policy syntax.";

pub(super) fn check(document: &Document<'_>) -> Check {
    if let Some(name) = document.unknown_element {
        return Err(PolicyError::new(
            Kind::Bucket,
            format!("Unknown field {name}"),
        ));
    }
    if document.faults.contains(&Fault::UnknownVersion) {
        return refuse("The policy must contain a valid version string");
    }
    if document.statements.is_empty() {
        return refuse("Missing required field Statement");
    }
    for statement in &document.statements {
        check_statement(statement, document)?;
    }
    if !document.is_well_formed() {
        return refuse(INVALID_SYNTAX);
    }
    super::unique_sids(&document.statements, Kind::Bucket)
}

fn check_statement(statement: &RawStatement<'_>, document: &Document<'_>) -> Check {
    match statement.effect {
        None => return refuse("Missing required field Effect"),
        Some("Allow" | "Deny") => {}
        Some(other) => {
            return Err(PolicyError::new(
                Kind::Bucket,
                format!("Invalid effect: {other}"),
            ));
        }
    }
    if statement.faults.contains(&Fault::UnknownPrincipalType) {
        return refuse("Invalid principal in policy");
    }
    if !statement.faults.is_empty() {
        return refuse(INVALID_SYNTAX);
    }
    let Some(principal) = &statement.principal else {
        return refuse("Missing required field Principal");
    };
    if principal.is_not && statement.effect == Some("Allow") {
        return refuse("Allow with NotPrincipal is not allowed.");
    }
    principal::check_bucket(principal)?;
    let Some(actions) = statement
        .action
        .as_ref()
        .filter(|list| !list.texts.is_empty())
    else {
        return refuse("Missing required field Action");
    };
    if !actions
        .texts
        .iter()
        .all(|text| action::prefix(text).is_ok())
    {
        return refuse("Policy has invalid action");
    }
    let Some(resources) = statement
        .resource
        .as_ref()
        .filter(|list| !list.texts.is_empty())
    else {
        return refuse("Missing required field Resource");
    };
    let has_variables = document.version == Some("2012-10-17");
    let is_readable = |text: &&str| {
        resource::is_legacy_readable(text)
            && (!has_variables || literal::has_readable_variables(text))
    };
    if !resources.texts.iter().all(is_readable)
        || resource::first_malformed(&resources.texts, Kind::Bucket).is_some()
    {
        return refuse("Policy has invalid resource");
    }
    if !literal::are_storable(statement, document, Kind::Bucket) {
        return refuse(INVALID_SYNTAX);
    }
    Ok(())
}

fn refuse(message: &'static str) -> Check {
    Err(PolicyError::new(Kind::Bucket, message))
}
