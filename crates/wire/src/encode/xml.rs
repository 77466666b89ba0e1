//! The XML that the query protocol answers: two blanks a level, one element a line, no declaration.

use super::Encoder;

/// The name of an element: a stem and what stands behind it, joined only where they are written.
pub(crate) type Name<'n> = [&'n str; 2];

/// No attributes.
pub(super) const BARE: [&str; 3] = ["", "", ""];

impl Encoder<'_> {
    /// Writes an element with children, closed at once when it has none.
    pub(super) fn xml_element(
        &mut self,
        name: Name<'_>,
        attributes: [&str; 3],
        children: impl FnOnce(&mut Self),
    ) {
        self.indent();
        self.out.push('<');
        self.push([name[0], name[1], ""]);
        self.push(attributes);
        let before = self.out.len();
        self.out.push_str(">\n");
        let opened = self.out.len();
        self.depth = self.depth.saturating_add(1);
        children(self);
        self.depth = self.depth.saturating_sub(1);
        if self.out.len() == opened {
            self.out.truncate(before);
            self.out.push_str("/>\n");
        } else {
            self.indent();
            self.push(["</", name[0], name[1]]);
            self.out.push_str(">\n");
        }
    }

    pub(super) fn open_xml(&mut self, name: &str) {
        self.indent();
        self.push(["<", name, ">"]);
    }

    pub(super) fn close_xml(&mut self, name: &str) {
        self.push(["</", name, ">\n"]);
    }

    fn indent(&mut self) {
        for _ in 0..self.depth {
            self.out.push_str("  ");
        }
    }

    fn push(&mut self, parts: [&str; 3]) {
        for part in parts {
            self.out.push_str(part);
        }
    }
}

/// Appends text with `&`, `<` and `>` escaped. Characters that XML 1.0 cannot carry in any form become U+FFFD, so that
/// no stored value can break the document; a carriage return is kept by a reference, since parsers drop a bare one.
pub(crate) fn escape_into(text: &str, out: &mut String) {
    // Nearly all text needs nothing: it is copied whole. 0xEF begins U+FFFE and U+FFFF, among others.
    let is_plain = |byte: u8| {
        (byte >= 0x20) & (byte != b'&') & (byte != b'<') & (byte != b'>') & (byte != 0xEF)
    };
    // Without a way out of the loop, the compiler looks at many bytes at once.
    if text
        .bytes()
        .fold(true, |so_far, byte| so_far & is_plain(byte))
    {
        return out.push_str(text);
    }
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\r' => out.push_str("&#xD;"),
            '\t' | '\n' => out.push(c),
            '\u{0}'..='\u{1F}' | '\u{FFFE}' | '\u{FFFF}' => out.push('\u{FFFD}'),
            _ => out.push(c),
        }
    }
}
