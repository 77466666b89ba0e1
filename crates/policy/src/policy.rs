//! A policy: parsed, checked, compiled.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies.html>

use crate::action::{ActionName, ActionPattern, Actions};
use crate::condition::Condition;
use crate::document::{Document, RawList, RawPrincipal, RawStatement};
use crate::error::PolicyError;
use crate::index::{StatementIndex, StatementSet};
use crate::json;
use crate::kind::Kind;
use crate::principal::{Principal, Principals};
use crate::resource::{Requested, ResourcePattern, Resources};
use crate::statement::{Effect, Fault, Statement};
use crate::validate;

/// The two versions of the language. Only the later one has variables.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_version.html>
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Version {
    /// `2008-10-17`, also where the element is absent.
    V2008,
    /// `2012-10-17`
    V2012,
}

/// A compiled policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    kind: Kind,
    version: Option<Version>,
    id: Option<Box<str>>,
    statements: Box<[Statement]>,
    denies: StatementIndex,
    allows: StatementIndex,
    fault: Option<Fault>,
}

impl Policy {
    /// Reads a document that somebody wants to save, or passes for a session, and refuses it as AWS does.
    ///
    /// # Errors
    /// The first failing check in AWS's order, under the error code of this kind of policy.
    pub fn parse(text: &str, kind: Kind) -> Result<Self, PolicyError> {
        let node = validate::json(text, kind)?;
        let document = Document::read(&node);
        validate::document(&document, kind)?;
        Ok(Self::compile(&document, kind))
    }

    /// Reads a document that is already stored, or that AWS wrote: never fails. What in it is not understood fails
    /// closed when a request reaches it; [`Policy::fault`] tells of it beforehand.
    pub fn load(text: &str, kind: Kind) -> Self {
        match json::read(text) {
            Ok(node) => Self::compile(&Document::read(&node), kind),
            Err(json::NotJson) => Self::compile(
                &Document {
                    faults: vec![Fault::NotAPolicy],
                    ..Document::default()
                },
                kind,
            ),
        }
    }

    /// What it was read as.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// The version in force.
    pub fn version(&self) -> Version {
        self.version.unwrap_or(Version::V2008)
    }

    pub(crate) fn written_version(&self) -> Option<Version> {
        self.version
    }

    /// The Id element.
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// The statements, in the order of the document.
    pub fn statements(&self) -> &[Statement] {
        &self.statements
    }

    /// What in the document is not understood, if anything: the document's own fault before those of its statements.
    pub fn fault(&self) -> Option<Fault> {
        self.fault
            .or_else(|| self.statements.iter().find_map(Statement::fault))
    }

    /// The principals of all statements, in order.
    pub fn principals(&self) -> impl Iterator<Item = &Principal> {
        self.statements
            .iter()
            .filter_map(Statement::principals)
            .flat_map(Principals::entries)
    }

    pub(crate) fn document_fault(&self) -> Option<Fault> {
        self.fault
    }

    /// The statements of an effect, with their numbers, whose action covers this one and whose resources may cover the
    /// resource; without a resource, all that cover the action. `found` is overwritten.
    pub(crate) fn candidates<'p, 'f>(
        &'p self,
        effect: Effect,
        action: &ActionName<'_>,
        resource: Option<&Requested<'_>>,
        found: &'f mut StatementSet,
    ) -> impl Iterator<Item = (usize, &'p Statement)> + use<'p, 'f> {
        let index = match effect {
            Effect::Allow => &self.allows,
            Effect::Deny => &self.denies,
        };
        index.find(&self.statements, action, resource, found);
        let numbers = found.numbers();
        numbers.filter_map(|number| Some((number, self.statements.get(number)?)))
    }

    fn compile(document: &Document<'_>, kind: Kind) -> Self {
        let version = document.version.map(|text| {
            if text == "2012-10-17" {
                Version::V2012
            } else {
                Version::V2008
            }
        });
        let variables = version == Some(Version::V2012);
        let statements: Box<[Statement]> = document
            .statements
            .iter()
            .map(|statement| Statement::compile(statement, kind, variables))
            .collect();
        Policy {
            kind,
            version,
            id: document.id.map(Into::into),
            denies: StatementIndex::new(&statements, Effect::Deny),
            allows: StatementIndex::new(&statements, Effect::Allow),
            statements,
            fault: document.faults.first().copied(),
        }
    }
}

impl Statement {
    fn compile(raw: &RawStatement<'_>, kind: Kind, variables: bool) -> Self {
        let faults = || raw.faults.iter().copied().chain(missing(raw, kind));
        let shapeless = faults().find(|fault| fault.is_of_shape());
        let is_shapeless = shapeless.is_some();
        let fault = shapeless
            .or_else(|| faults().find(|fault| *fault == Fault::UnknownPrincipalType))
            .or_else(|| faults().next());
        let actions = raw
            .action
            .as_ref()
            .filter(|_| !is_shapeless)
            .map(|list| Actions {
                is_not: list.is_not,
                patterns: list
                    .texts
                    .iter()
                    .map(|text| ActionPattern::new(text))
                    .collect(),
            });
        let resources = raw
            .resource
            .as_ref()
            .filter(|_| !is_shapeless)
            .map(|list| Resources {
                is_not: list.is_not,
                patterns: list
                    .texts
                    .iter()
                    .map(|text| ResourcePattern::new(text, kind, variables))
                    .collect(),
            });
        let conditions = raw
            .conditions
            .iter()
            .map(|condition| {
                Condition::new(
                    condition.operator,
                    condition.key,
                    &condition.values,
                    variables,
                )
            })
            .collect();
        Statement {
            sid: raw.sid.map(Into::into),
            // The word in another case is refused on save; in a stored document it counts as unknown.
            effect: if raw.effect == Some("Allow") {
                Effect::Allow
            } else {
                Effect::Deny
            },
            principals: raw.principal.as_ref().map(compile_principals),
            actions,
            resources,
            conditions,
            fault:
                fault
                    .or((!matches!(raw.effect, Some("Allow" | "Deny")))
                        .then_some(Fault::UnknownEffect)),
            span: raw.span.clone(),
        }
    }
}

fn compile_principals(raw: &RawPrincipal<'_>) -> Principals {
    Principals {
        is_not: raw.is_not,
        is_scalar: raw.is_scalar,
        entries: raw
            .entries
            .iter()
            .map(|(key, text)| Principal::new(*key, text))
            .collect(),
    }
}

/// What a statement of this kind should have and has not, or has and should not.
fn missing(raw: &RawStatement<'_>, kind: Kind) -> Option<Fault> {
    // An empty NotAction or NotResource excludes nothing: an Allow with it would open everything.
    let is_empty_not = |list: &RawList<'_>| list.is_not && list.texts.is_empty();
    match (&raw.action, &raw.resource, &raw.principal) {
        (None, ..) => Some(Fault::NoAction),
        (Some(action), ..) if is_empty_not(action) => Some(Fault::NoAction),
        (_, Some(_), _) if kind == Kind::Trust => Some(Fault::UnknownElement),
        (_, _, Some(_)) if !kind.has_principal() => Some(Fault::UnknownElement),
        (_, Some(resource), _) if is_empty_not(resource) => Some(Fault::MissingElement),
        (_, None, _) if !kind.resource_may_be_implied() => Some(Fault::MissingElement),
        (_, _, None) if kind.has_principal() => Some(Fault::MissingElement),
        _ => None,
    }
}
