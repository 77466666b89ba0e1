//! Actions: `service:Name`, matched as a whole and without regard to case.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use smallvec::SmallVec;

use crate::template::{Shape, Syntax, Template};

/// The Action or NotAction element of a statement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Actions {
    pub(crate) is_not: bool,
    pub(crate) patterns: Box<[ActionPattern]>,
}

/// One entry: its text, and its lower-cased pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionPattern {
    text: Box<str>,
    folded: Template,
    vendor: Vendor,
}

/// What stands before the colon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Vendor {
    /// One service, in plain letters.
    Service,
    /// `*`, alone or before a colon: every service.
    Every,
    /// Anything else, which no save lets through: such an entry may close, never open.
    Unclear,
}

impl Actions {
    /// Whether the element is NotAction.
    pub fn is_not(&self) -> bool {
        self.is_not
    }

    /// The entries in their order.
    pub fn patterns(&self) -> &[ActionPattern] {
        &self.patterns
    }

    /// Whether the element covers the action. `grants` says that covering opens (an Allow statement).
    pub(crate) fn cover(&self, action: &str, grants: bool) -> bool {
        // An entry of NotAction that matches takes away from what the statement covers, so the careful side flips.
        let careful = grants != self.is_not;
        let is_listed = self
            .patterns
            .iter()
            .any(|pattern| pattern.matches(action, careful));
        is_listed != self.is_not
    }
}

impl ActionPattern {
    pub(crate) fn new(text: &str) -> Self {
        let folded = Template::parse(
            &text.to_ascii_lowercase(),
            Syntax {
                wildcards: true,
                variables: false,
            },
        );
        let vendor = match text.split_once(':') {
            Some(("*", _)) => Vendor::Every,
            Some((service, _)) if !service.contains(['*', '?']) => Vendor::Service,
            None if text == "*" => Vendor::Every,
            _ => Vendor::Unclear,
        };
        ActionPattern {
            text: text.into(),
            folded,
            vendor,
        }
    }

    /// The text as it stands in the document.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it matches an action, in any case: for those who know which actions there are.
    pub fn matches_action(&self, action: &str) -> bool {
        self.matches(Folded::new(action).as_str(), false)
    }

    /// The text, lower-cased.
    pub(crate) fn folded_text(&self) -> &str {
        self.folded.text()
    }

    /// The service, lower-cased, when it is written out.
    pub(crate) fn service(&self) -> Option<&str> {
        match self.vendor {
            Vendor::Service => self
                .folded
                .text()
                .split_once(':')
                .map(|(service, _)| service),
            Vendor::Every | Vendor::Unclear => None,
        }
    }

    /// The whole action, lower-cased, when it holds no wildcard.
    pub(crate) fn literal(&self) -> Option<&str> {
        (self.vendor == Vendor::Service && self.folded.shape() == Shape::Literal)
            .then_some(self.folded.text())
    }

    /// Whether it names this lower-cased action. `careful`: where the entry is unclear it does not.
    pub(crate) fn matches(&self, action: &str, careful: bool) -> bool {
        if self.vendor == Vendor::Unclear && careful {
            return false;
        }
        self.folded.matches_plainly(action)
    }
}

/// The action of a request, lower-cased once; on the stack for every action that AWS has.
pub(crate) struct Folded(SmallVec<[u8; 128]>);

impl Folded {
    pub(crate) fn new(action: &str) -> Self {
        let mut bytes = SmallVec::from_slice(action.as_bytes());
        bytes.make_ascii_lowercase();
        Folded(bytes)
    }

    pub(crate) fn as_str(&self) -> &str {
        // Lower-casing ASCII bytes of a valid text keeps it valid; were it not, no pattern matches the empty text but `*`.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}
