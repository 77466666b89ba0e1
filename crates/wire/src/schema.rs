//! The tables by which an input is read and checked: the model's shapes as static data, written by the generator.

use crate::pattern::Pattern;

/// Whether validation messages print the refused value. Observed: STS prints it, IAM leaves it out, null included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueStyle {
    /// `Value at 'userName' failed to satisfy constraint: …`; the length is reported before the pattern (IAM).
    Hidden,
    /// `Value '899' at 'durationSeconds' failed to …`; the pattern is reported before the length (STS).
    Printed,
}

/// A structure: an operation's input, or a part of one.
#[derive(Debug)]
pub struct Structure {
    /// The shape's name, printed by STS as `Tag(key=a, value=b)`.
    pub name: &'static str,
    /// The members in the model's order.
    pub members: &'static [Member],
    /// The positions in `members` in the order in which AWS reports violations.
    pub report_order: &'static [u8],
}

/// One member of a structure.
#[derive(Debug)]
pub struct Member {
    /// The name on the wire, for example `UserName`.
    pub name: &'static str,
    /// The name in validation messages, for example `userName`.
    pub path: &'static str,
    /// Whether its absence is a violation.
    pub required: bool,
    /// What it holds.
    pub shape: &'static Shape,
}

impl Member {
    /// A member that must be present.
    #[must_use]
    pub const fn required(name: &'static str, path: &'static str, shape: &'static Shape) -> Self {
        Self {
            name,
            path,
            required: true,
            shape,
        }
    }

    /// A member that may be absent.
    #[must_use]
    pub const fn optional(name: &'static str, path: &'static str, shape: &'static Shape) -> Self {
        Self {
            name,
            path,
            required: false,
            shape,
        }
    }
}

/// What a member, a list element or a map value holds.
#[derive(Debug)]
pub enum Shape {
    /// A string.
    Text(Text),
    /// A 32-bit integer.
    Integer(Range),
    /// A 64-bit integer.
    Long(Range),
    /// A boolean.
    Boolean,
    /// An instant.
    Timestamp,
    /// Bytes, base64 on the wire; the range bounds their number.
    Blob(Range),
    /// A list.
    List(List),
    /// A map from strings.
    Map(Map),
    /// A nested structure.
    Structure(&'static Structure),
}

/// Inclusive bounds: of an integer, of a length in characters, of a number of elements.
#[derive(Debug, Clone, Copy)]
pub struct Range {
    /// The smallest value allowed, if there is one.
    pub min: Option<i64>,
    /// The greatest value allowed, if there is one.
    pub max: Option<i64>,
}

impl Range {
    /// No bounds.
    pub const ANY: Self = Self {
        min: None,
        max: None,
    };

    /// Both bounds.
    #[must_use]
    pub const fn between(min: i64, max: i64) -> Self {
        Self {
            min: Some(min),
            max: Some(max),
        }
    }

    /// Only a lower bound.
    #[must_use]
    pub const fn at_least(min: i64) -> Self {
        Self {
            min: Some(min),
            max: None,
        }
    }

    /// Only an upper bound.
    #[must_use]
    pub const fn at_most(max: i64) -> Self {
        Self {
            min: None,
            max: Some(max),
        }
    }
}

/// The constraints of a string.
#[derive(Debug)]
pub struct Text {
    /// Its length in characters.
    pub length: Range,
    /// The expression that the whole string must match.
    pub pattern: Option<&'static Pattern>,
    /// Its only values, in the order in which AWS prints them; empty when it is no enumeration.
    pub values: &'static [&'static str],
    /// Whether the value is a secret that no message may repeat.
    pub sensitive: bool,
}

impl Text {
    /// A string without constraints.
    pub const ANY: Self = Self {
        length: Range::ANY,
        pattern: None,
        values: &[],
        sensitive: false,
    };
}

/// A list of one shape.
#[derive(Debug)]
pub struct List {
    /// The word between the list's name and the index; `None` when the list is flattened.
    pub word: Option<&'static str>,
    /// What each element holds.
    pub element: &'static Shape,
    /// The number of elements.
    pub length: Range,
}

/// A map from strings to one shape.
#[derive(Debug)]
pub struct Map {
    /// The word between the map's name and the index; `None` when the map is flattened.
    pub word: Option<&'static str>,
    /// The name of the key within an entry.
    pub key_name: &'static str,
    /// The name of the value within an entry.
    pub value_name: &'static str,
    /// What each key holds.
    pub key: &'static Shape,
    /// What each value holds.
    pub value: &'static Shape,
    /// The number of entries.
    pub length: Range,
}
