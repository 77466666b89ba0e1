//! Paths of IAM entities: `/`, or `/division/team/`.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names>

use std::str::FromStr;
use std::sync::Arc;

use crate::ParseError;
use crate::text::text;

/// A path, 1 to 512 characters, beginning and ending with a slash.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path(Arc<str>);

impl Path {
    /// The default path `/`.
    #[must_use]
    pub fn root() -> Self {
        Self("/".into())
    }

    /// The text, slashes included.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Default for Path {
    fn default() -> Self {
        Self::root()
    }
}

impl FromStr for Path {
    type Err = ParseError;

    /// AWS refuses `//`, blanks and DEL and takes `/a//b/` verbatim.
    fn from_str(text: &str) -> Result<Self, ParseError> {
        let fits = text.len() <= 512;
        let inner = text
            .strip_prefix('/')
            .and_then(|rest| rest.strip_suffix('/'));
        let is_path = text == "/"
            || inner.is_some_and(|inner| !inner.is_empty() && inner.bytes().all(is_path_byte));
        if fits && is_path {
            Ok(Self(text.into()))
        } else {
            Err(ParseError { kind: "path" })
        }
    }
}

text!(Path);

fn is_path_byte(byte: u8) -> bool {
    (0x21..=0x7e).contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_as_aws_was_seen_to_take_them() {
        for good in ["/", "/team/", "/a//b/", "/a/b/c/"] {
            assert!(good.parse::<Path>().is_ok(), "{good}");
        }
        for bad in [
            "",
            "/team",
            "team/",
            "//",
            "/ space/",
            "/del\u{7f}/",
            "/é/",
            "/team/\n",
        ] {
            assert!(bad.parse::<Path>().is_err(), "{bad:?}");
        }
    }
}
