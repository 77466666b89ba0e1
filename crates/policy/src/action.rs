//! Actions: `service:Name`, matched as a whole and without regard to case.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_action.html>

use smallvec::SmallVec;

use crate::fingerprint::{Fingerprint, last_word};
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

const WILDCARDS: Syntax = Syntax {
    wildcards: true,
    variables: false,
};

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
        let folded = Template::parse(&text.to_ascii_lowercase(), WILDCARDS);
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
        self.matches(Folded::default().fold(action).text, false)
    }

    /// The text, lower-cased.
    pub(crate) fn folded_text(&self) -> &str {
        self.folded.text()
    }

    /// The service, lower-cased, when it is written out.
    pub(crate) fn service(&self) -> Option<&str> {
        self.parts().map(|(service, _)| service)
    }

    /// The pattern of the names that it covers in its service, when that is written out.
    pub(crate) fn name(&self) -> Option<Template> {
        self.parts()
            .map(|(_, name)| Template::parse(name, WILDCARDS))
    }

    fn parts(&self) -> Option<(&str, &str)> {
        match self.vendor {
            Vendor::Service => self.folded.text().split_once(':'),
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

/// Room for the action of a request in lower case; on the stack for every action that AWS has.
#[derive(Default)]
pub(crate) struct Folded {
    words: SmallVec<[[u8; 8]; 12]>,
}

/// A lower-cased action, ready to be looked up.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ActionName<'a> {
    pub(crate) text: &'a str,
    pub(crate) fingerprint: Fingerprint,
    /// What stands before the colon and what behind it; a text without a colon is of no service.
    pub(crate) parts: Option<(&'a str, &'a str)>,
    pub(crate) service_fingerprint: Fingerprint,
}

impl Folded {
    /// Lower-cases an action. Eight bytes at a time, and fingerprinted before they are written: to read at once what was
    /// just written byte by byte would cost more than both.
    pub(crate) fn fold(&mut self, action: &str) -> ActionName<'_> {
        let (words, rest) = action.as_bytes().as_chunks::<8>();
        let mut state = Fingerprint::begin(action.len());
        self.words.clear();
        for word in words.iter().copied().chain([last_word(rest)]) {
            let word = lowercase(u64::from_le_bytes(word)).to_le_bytes();
            state = state.and(word);
            self.words.push(word);
        }
        let bytes = self.words.as_flattened().get(..action.len());
        // Lower-casing ASCII bytes of a valid text keeps it valid; were it not, no pattern matches the empty text but `*`.
        let text = std::str::from_utf8(bytes.unwrap_or_default()).unwrap_or_default();
        let colon = text.bytes().position(|byte| byte == b':');
        let parts = colon.and_then(|at| Some((text.get(..at)?, text.get(at + 1..)?)));
        let (service, _) = parts.unwrap_or_default();
        ActionName {
            text,
            fingerprint: state.end(),
            parts,
            service_fingerprint: Fingerprint::of(service.as_bytes()),
        }
    }
}

/// Eight bytes with their ASCII letters in lower case, all at once.
fn lowercase(word: u64) -> u64 {
    const EACH: u64 = 0x0101_0101_0101_0101;
    const TOP_BIT: u64 = 0x80 * EACH;
    // Adding makes the top bit of a byte say whether the byte is `A` or more, and whether it is beyond `Z`.
    let low_bits = word & !TOP_BIT;
    let from_a = low_bits + EACH * (0x80 - 0x41);
    let beyond_z = low_bits + EACH * (0x80 - 0x5b);
    let is_upper = (from_a ^ beyond_z) & !word & TOP_BIT;
    word | is_upper >> 2
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_byte_is_lower_cased_as_the_library_does() {
        for byte in 0..=u8::MAX {
            for place in 0..8 {
                let mut bytes = *b"@AZ[`az{";
                bytes[place] = byte;
                let lowered = lowercase(u64::from_le_bytes(bytes)).to_le_bytes();
                assert_eq!(lowered, bytes.map(|byte| byte.to_ascii_lowercase()));
            }
        }
    }

    proptest! {
        #[test]
        fn folded_as_a_whole(action in "[a-zA-Z0-9:é]{0,30}") {
            let mut folded = Folded::default();
            folded.fold("something:Else");
            let name = folded.fold(&action);
            let lowered = action.to_ascii_lowercase();
            prop_assert_eq!(name.text, &lowered);
            prop_assert_eq!(name.parts, lowered.split_once(':'));
            prop_assert_eq!(name.fingerprint, Fingerprint::of(lowered.as_bytes()));
        }
    }
}
