//! Resources: `*`, or an ARN whose six parts are matched one by one.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

use memchr::memchr;
use smallvec::SmallVec;

use crate::Kind;
use crate::arn::{self, PARTS};
use crate::context::Context;
use crate::glob::{self, Token, Tokens};
use crate::template::{Piece, Shape, Syntax, Template};

/// The Resource or NotResource element of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resources {
    pub(crate) is_not: bool,
    pub(crate) patterns: Box<[ResourcePattern]>,
}

/// One entry of the element.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourcePattern {
    template: Template,
    form: Form,
    /// Unclear text that no save lets through: it may close, never open.
    closes_only: bool,
}

/// How an entry is compared, decided when it is compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Form {
    /// The single text `*`.
    Everything,
    /// An ARN without any wildcard: equal or not.
    Exact,
    /// An ARN whose only wildcard is the star at its very end.
    Prefix,
    /// An ARN that is open in its last part only: comparing the whole is comparing the parts.
    Whole,
    /// Six parts with wildcards or variables in them.
    Parts(Box<[Template; PARTS]>),
    /// Variables supply some of the colons; split when their values are known.
    Late,
    /// No ARN, or a variable that cannot be read.
    Malformed,
}

/// The resource a request is about, split once.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Requested<'a> {
    text: &'a str,
    parts: Option<[&'a str; PARTS]>,
    last: Option<&'a str>,
}

/// The literal text that everything an entry matches starts with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Start<'a> {
    /// The ARN as a whole.
    Whole(&'a str),
    /// The last part of the ARN, as [`Requested::last`] gives it.
    Last(&'a str),
}

/// What a match does to the request. Where AWS's rule is not established, the reading that closes is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reading {
    /// A match would open: Resource of an Allow, NotResource of a Deny.
    Opens,
    /// A match would close: Resource of a Deny, NotResource of an Allow.
    Closes,
}

impl<'a> Requested<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        let parts = arn::split(text);
        let last = parts
            .map(|[.., last]| last)
            .filter(|last| memchr(b':', last.as_bytes()).is_none());
        Requested { text, parts, last }
    }

    pub(crate) fn text(&self) -> &'a str {
        self.text
    }

    /// The last part, if it is an ARN without a colon in that part: then no reading of a pattern cuts it elsewhere.
    pub(crate) fn last(&self) -> Option<&'a str> {
        self.last
    }

    /// The account part, if it is an ARN.
    pub(crate) fn account(&self) -> Option<&'a str> {
        let [_, _, _, _, account, _] = self.parts?;
        Some(account)
    }
}

impl Resources {
    /// Whether the element is NotResource.
    pub fn is_not(&self) -> bool {
        self.is_not
    }

    /// The entries in their order.
    pub fn patterns(&self) -> &[ResourcePattern] {
        &self.patterns
    }

    /// Whether the element covers the resource; `grants`: in an Allow statement.
    pub(crate) fn cover<C: Context + ?Sized>(
        &self,
        requested: &Requested<'_>,
        grants: bool,
        context: &C,
    ) -> bool {
        let reading = if grants == self.is_not {
            Reading::Closes
        } else {
            Reading::Opens
        };
        let mut is_listed = false;
        for pattern in &self.patterns {
            match pattern.matches(requested, reading, context) {
                Some(matched) => is_listed |= matched,
                // An entry whose variable has no value excludes nothing from a Deny; what it should have excluded from
                // an Allow is unknown, so the Allow does not apply.
                None if self.is_not && grants => return false,
                None => {}
            }
            if is_listed && !self.is_not {
                return true;
            }
        }
        is_listed != self.is_not
    }
}

impl ResourcePattern {
    pub(crate) fn new(text: &str, kind: Kind, variables: bool) -> Self {
        let template = Template::parse(
            text,
            Syntax {
                wildcards: true,
                variables,
            },
        );
        let (form, closes_only) = Form::of(&template, kind);
        ResourcePattern {
            template,
            form,
            closes_only,
        }
    }

    /// The text as it stands in the document.
    pub fn text(&self) -> &str {
        self.template.text()
    }

    /// The compiled text.
    pub fn template(&self) -> &Template {
        &self.template
    }

    /// Whether it matches every resource by being `*`.
    pub fn is_everything(&self) -> bool {
        self.form == Form::Everything
    }

    /// What every ARN it matches starts with, where that tells ARNs apart.
    pub(crate) fn start(&self) -> Option<Start<'_>> {
        match &self.form {
            Form::Exact | Form::Prefix | Form::Whole => Some(Start::Whole(self.template.head())),
            Form::Parts(parts) => {
                // A variable may bring colons, and so move what the last part is.
                let (last, others) = parts.split_last()?;
                let is_fixed = others.iter().all(|p| p.shape() != Shape::Variables);
                (is_fixed && !last.head().is_empty()).then_some(Start::Last(last.head()))
            }
            Form::Everything | Form::Late | Form::Malformed => None,
        }
    }

    /// `None`: a variable of the entry has no value.
    fn matches<C: Context + ?Sized>(
        &self,
        requested: &Requested<'_>,
        reading: Reading,
        context: &C,
    ) -> Option<bool> {
        if self.form == Form::Everything {
            return Some(true);
        }
        // A request on no particular resource carries `*`, which only the literal `*` covers.
        let Some(arn) = &requested.parts else {
            if self.form == Form::Malformed {
                return Some(reading == Reading::Closes);
            }
            return self.template.is_resolved(context).then_some(false);
        };
        if self.closes_only && reading == Reading::Opens {
            return Some(false);
        }
        match &self.form {
            Form::Everything => Some(true),
            Form::Exact | Form::Prefix | Form::Whole => {
                self.template.matches(requested.text, context)
            }
            Form::Parts(parts) => self.parts_match(parts, arn, requested.text, reading, context),
            Form::Late => self.late_match(arn, requested.text, reading, context),
            // Taken for a match where a match closes; elsewhere for an entry without a value.
            Form::Malformed => (reading == Reading::Closes).then_some(true),
        }
    }

    fn parts_match<C: Context + ?Sized>(
        &self,
        parts: &[Template; PARTS],
        arn: &[&str; PARTS],
        text: &str,
        reading: Reading,
        context: &C,
    ) -> Option<bool> {
        // Cheapest first: the parts differ mostly at the end. An unresolved variable counts even if another part differs.
        let mut matched = true;
        for (template, part) in parts.iter().zip(arn).rev() {
            if matched || template.shape() == Shape::Variables {
                matched &= template.matches(part, context)?;
            }
        }
        if matched || reading == Reading::Opens {
            return Some(matched);
        }
        self.parts_match_otherwise(parts, text, context)
    }

    /// The other readings of an entry of six parts, for where a match closes.
    #[inline(never)]
    fn parts_match_otherwise<C: Context + ?Sized>(
        &self,
        parts: &[Template; PARTS],
        text: &str,
        context: &C,
    ) -> Option<bool> {
        let resolved: SmallVec<[Tokens<'_>; PARTS]> = parts
            .iter()
            .map(|part| part.resolve(context))
            .collect::<Option<_>>()?;
        if runs_on(&resolved, text) {
            return Some(true);
        }
        // A variable that brings its own colon into a written-out ARN: compared as plain text where that closes.
        let head = resolved.get(..PARTS - 1).unwrap_or_default();
        let brings_colon = head
            .iter()
            .flatten()
            .any(|token| matches!(token, Token::Text(text) if text.contains(':')));
        if !brings_colon {
            return Some(false);
        }
        let whole = self.template.resolve(context)?;
        Some(glob::matches(&whole, text))
    }

    #[inline(never)]
    fn late_match<C: Context + ?Sized>(
        &self,
        arn: &[&str; PARTS],
        text: &str,
        reading: Reading,
        context: &C,
    ) -> Option<bool> {
        let tokens = self.template.resolve(context)?;
        let parts = arn::split_tokens(&tokens);
        // What is short after substitution is not padded: AWS was observed not to match it.
        let is_match = arn::is_arn(&parts) && arn::parts_match(&parts, arn);
        Some(match reading {
            Reading::Opens => is_match && !has_open_start(&parts),
            Reading::Closes => is_match || arn::is_arn(&parts) && runs_on(&parts, text),
        })
    }
}

impl Form {
    fn of(template: &Template, kind: Kind) -> (Self, bool) {
        if template.shape() == Shape::Malformed {
            return (Form::Malformed, false);
        }
        if template.text() == "*" {
            return (Form::Everything, false);
        }
        let mut parts = arn::split_pieces(template.pieces());
        let is_short = parts.len() < PARTS;
        if is_short && template.shape() == Shape::Variables {
            return (Form::Late, false);
        }
        let is_arn = parts
            .first()
            .is_some_and(|first| first.as_slice() == [Piece::Text("arn".into())]);
        let has_service = parts.get(2).is_some_and(|service| !service.is_empty());
        // AWS calls this legacy parsing, and refuses it.
        let has_gap = is_short && template.text().contains("::");
        if !is_arn || !has_service || has_gap {
            return (Form::Malformed, false);
        }
        parts.resize(PARTS, vec![Piece::Star]);
        let is_open = |part: Option<&Vec<Piece>>| {
            let mut pieces = part.into_iter().flatten();
            pieces.any(|piece| matches!(piece, Piece::Star | Piece::One))
        };
        let partition_is_open =
            is_open(parts.get(1)) && parts.get(1).is_none_or(|p| p.as_slice() != [Piece::Star]);
        let closes_only =
            (is_short && !kind.pads_short_arns()) || partition_is_open || is_open(parts.get(2));
        if !is_short {
            let first_five_are_literal = parts
                .iter()
                .take(PARTS - 1)
                .all(|part| matches!(part.as_slice(), [] | [Piece::Text(_)]));
            match template.shape() {
                Shape::Literal => return (Form::Exact, closes_only),
                Shape::Prefix if first_five_are_literal => return (Form::Prefix, closes_only),
                _ if first_five_are_literal => return (Form::Whole, closes_only),
                _ => {}
            }
        }
        match arn::six(parts) {
            Some(parts) => (Form::Parts(parts), closes_only),
            None => (Form::Malformed, false),
        }
    }
}

/// Whether a wildcard stands where no save lets it: in the service, or in the partition but for the lone star.
fn has_open_start(parts: &[Tokens<'_>]) -> bool {
    let is_open = |part: &Tokens<'_>| part.iter().any(|t| matches!(t, Token::Star | Token::One));
    let partition = parts.get(1).filter(|part| part.as_slice() != [Token::Star]);
    partition.is_some_and(is_open) || parts.get(2).is_some_and(is_open)
}

/// The other documented reading of a star that ends one of the parts two to five: it may run on across later colons.
/// <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>
///
/// Walks over the parts keeping which segments of the text (cut at every colon) each could end before.
fn runs_on(pattern: &[Tokens<'_>], text: &str) -> bool {
    // A variable behind the star may have supplied no text.
    let ends_with_star = |part: &Tokens<'_>| {
        let mut from_the_end = part.iter().rev();
        from_the_end.find(|token| **token != Token::Text("")) == Some(&Token::Star)
    };
    if !pattern.iter().skip(1).take(PARTS - 2).any(ends_with_star) {
        return false;
    }
    let segments: SmallVec<[&str; 16]> = text.split(':').collect();
    let mut reached: SmallVec<[bool; 17]> = SmallVec::from_elem(false, segments.len() + 1);
    if let Some(start) = reached.first_mut() {
        *start = true;
    }
    for (i, part) in pattern.iter().take(PARTS - 1).enumerate() {
        let may_run_on = i > 0 && ends_with_star(part);
        let mut is_running = false;
        let mut next: SmallVec<[bool; 17]> = SmallVec::from_elem(false, 1);
        for (segment, was_reached) in segments.iter().zip(&reached) {
            let matched = *was_reached && glob::matches(part, segment);
            is_running |= matched && may_run_on;
            next.push(matched || is_running);
        }
        reached = next;
    }
    let Some(last) = pattern.last() else {
        return false;
    };
    let mut starts: SmallVec<[usize; 16]> = SmallVec::new();
    let mut start = 0;
    for (segment, was_reached) in segments.iter().zip(reached) {
        if was_reached {
            starts.push(start);
        }
        start += segment.len() + 1;
    }
    glob::matches_from(last, text, &starts)
}
