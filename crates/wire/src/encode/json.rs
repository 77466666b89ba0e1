//! The JSON that STS answers when it is asked for.

use std::fmt::Write as _;

use super::Encoder;

impl Encoder<'_> {
    /// Writes the name of a member, or only the comma between elements of an array.
    pub(super) fn json_key(&mut self, name: &str) {
        if self.follows {
            self.out.push(',');
        }
        self.follows = true;
        if !self.in_array {
            quote_into(name, self.out);
            self.out.push(':');
        }
    }

    /// Writes an object or an array.
    pub(super) fn json_nested(
        &mut self,
        name: &str,
        [open, close]: [char; 2],
        array: bool,
        write: impl FnOnce(&mut Self),
    ) {
        self.json_key(name);
        self.out.push(open);
        let outer = std::mem::replace(&mut self.in_array, array);
        self.follows = false;
        write(self);
        self.in_array = outer;
        self.follows = true;
        self.out.push(close);
    }
}

/// Appends a JSON string.
pub(super) fn quote_into(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{0}'..='\u{1F}' | '\u{7F}' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            _ => out.push(c),
        }
    }
    out.push('"');
}
