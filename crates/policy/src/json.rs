//! A bounded JSON reader that keeps what policies need: duplicate members are refused, every value knows its
//! place in the text, and numbers keep their spelling (conditions compare numbers and booleans by their JSON text).
//! <https://www.rfc-editor.org/rfc/rfc8259>

use std::collections::BTreeSet;
use std::ops::Range;

/// Longest text that is read at all, in bytes. AWS's longest managed policy has 150,000; what may be saved is shorter.
const TEXT_BYTES_MAX: usize = 1 << 20;
/// Deepest nesting that is read. A well-formed policy needs six levels.
const DEPTH_MAX: usize = 16;

/// A JSON value and the bytes it came from.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where its token stands in the text, quotes and brackets included.
    pub span: Range<usize>,
    /// What it is.
    pub value: Json,
}

/// The value itself.
#[derive(Debug, Clone, PartialEq)]
pub enum Json {
    /// `null`
    Null,
    /// `true` or `false`
    Bool(bool),
    /// A number, as it is spelled.
    Number(String),
    /// A string, escapes undone.
    String(String),
    /// An array.
    Array(Vec<Node>),
    /// An object, its members in their order; no name stands twice.
    Object(Vec<(String, Node)>),
}

/// Where and why reading a text as JSON ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct JsonError {
    /// The byte at which reading ended.
    pub at: usize,
    /// Why.
    pub fault: JsonFault,
}

/// Why a text is not read as JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonFault {
    /// It is no JSON.
    Syntax,
    /// Two members of one object have the same name.
    DuplicateMember,
    /// It is longer than what is read at all.
    TooLong,
    /// It is nested deeper than what is read at all.
    TooDeep,
}

/// Why a text is not readable JSON. Policies do not tell these apart towards the client.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotJson;

impl Node {
    /// The text of a string.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Json::String(text) => Some(text),
            _ => None,
        }
    }

    /// The elements of an array, or the value itself: a scalar and a one-element array are equal everywhere.
    pub fn items(&self) -> &[Node] {
        match &self.value {
            Json::Array(items) => items,
            _ => std::slice::from_ref(self),
        }
    }
}

/// Reads one JSON text, white space around it allowed.
pub(crate) fn read(text: &str) -> Result<Node, NotJson> {
    read_json(text).map_err(|_| NotJson)
}

/// Reads one JSON text, at most a megabyte long and sixteen levels deep, white space around it allowed; says where and
/// why it ends early.
pub fn read_json(text: &str) -> Result<Node, JsonError> {
    if text.len() > TEXT_BYTES_MAX {
        return Err(JsonError {
            at: 0,
            fault: JsonFault::TooLong,
        });
    }
    let mut reader = Reader {
        text,
        at: 0,
        fault: JsonFault::Syntax,
    };
    let read = reader.value(0).and_then(|node| {
        reader.skip_blanks();
        (reader.at == text.len()).then_some(node).ok_or(NotJson)
    });
    read.map_err(|NotJson| JsonError {
        at: reader.at,
        fault: reader.fault,
    })
}

/// Writes a string as JSON, quotes included.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c < ' ' => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// The value as JSON without white space; members keep their order and numbers their spelling.
pub fn write_json(node: &Node) -> String {
    let mut out = String::new();
    write(&mut out, node);
    out
}

/// Writes a node compactly, members in their order.
pub(crate) fn write(out: &mut String, node: &Node) {
    match &node.value {
        Json::Null => out.push_str("null"),
        Json::Bool(true) => out.push_str("true"),
        Json::Bool(false) => out.push_str("false"),
        Json::Number(text) => out.push_str(text),
        Json::String(text) => write_string(out, text),
        Json::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write(out, item);
            }
            out.push(']');
        }
        Json::Object(members) => {
            out.push('{');
            for (i, (name, value)) in members.iter().enumerate() {
                if i > 0 {
                    out.push(',');
                }
                write_string(out, name);
                out.push(':');
                write(out, value);
            }
            out.push('}');
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    /// Why reading ends, if it ends now.
    fault: JsonFault,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn expect(&mut self, word: &str) -> Result<(), NotJson> {
        if self
            .text
            .get(self.at..)
            .is_some_and(|rest| rest.starts_with(word))
        {
            self.at += word.len();
            return Ok(());
        }
        Err(NotJson)
    }

    fn skip_blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, NotJson> {
        self.skip_blanks();
        if depth > DEPTH_MAX {
            self.fault = JsonFault::TooDeep;
            return Err(NotJson);
        }
        let start = self.at;
        let value = match self.peek().ok_or(NotJson)? {
            b'{' => self.object(depth)?,
            b'[' => self.array(depth)?,
            b'"' => Json::String(self.string()?),
            b't' => self.expect("true").map(|()| Json::Bool(true))?,
            b'f' => self.expect("false").map(|()| Json::Bool(false))?,
            b'n' => self.expect("null").map(|()| Json::Null)?,
            _ => Json::Number(self.number()?),
        };
        Ok(Node {
            span: start..self.at,
            value,
        })
    }

    fn object(&mut self, depth: usize) -> Result<Json, NotJson> {
        self.expect("{")?;
        let mut members: Vec<(String, Node)> = Vec::new();
        // Last-wins would let two readers of one document see two policies.
        let mut seen = BTreeSet::new();
        self.skip_blanks();
        if self.take(b'}') {
            return Ok(Json::Object(members));
        }
        loop {
            self.skip_blanks();
            let start = self.at;
            let name = self.string()?;
            if !seen.insert(name.clone()) {
                (self.at, self.fault) = (start, JsonFault::DuplicateMember);
                return Err(NotJson);
            }
            self.skip_blanks();
            self.expect(":")?;
            let value = self.value(depth + 1)?;
            members.push((name, value));
            self.skip_blanks();
            if self.take(b'}') {
                return Ok(Json::Object(members));
            }
            self.expect(",")?;
        }
    }

    fn array(&mut self, depth: usize) -> Result<Json, NotJson> {
        self.expect("[")?;
        let mut items = Vec::new();
        self.skip_blanks();
        if self.take(b']') {
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value(depth + 1)?);
            self.skip_blanks();
            if self.take(b']') {
                return Ok(Json::Array(items));
            }
            self.expect(",")?;
        }
    }

    fn string(&mut self) -> Result<String, NotJson> {
        self.expect("\"")?;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).ok_or(NotJson)?;
            let plain = rest
                .bytes()
                .position(|b| b == b'"' || b == b'\\' || b < b' ')
                .ok_or(NotJson)?;
            out.push_str(rest.get(..plain).ok_or(NotJson)?);
            self.at += plain;
            if self.take(b'"') {
                return Ok(out);
            }
            // A raw control character is refused here, since it is no escape.
            self.expect("\\")?;
            out.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Result<char, NotJson> {
        let letter = self.peek().ok_or(NotJson)?;
        self.at += 1;
        Ok(match letter {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => return self.unicode_escape(),
            _ => return Err(NotJson),
        })
    }

    /// `\uXXXX`, or a surrogate pair of two of them; a lone surrogate is no text.
    fn unicode_escape(&mut self) -> Result<char, NotJson> {
        let first = self.four_hex_digits()?;
        if !(0xD800..0xE000).contains(&first) {
            return char::from_u32(first).ok_or(NotJson);
        }
        self.expect("\\u")?;
        let second = self.four_hex_digits()?;
        if first >= 0xDC00 || !(0xDC00..0xE000).contains(&second) {
            return Err(NotJson);
        }
        char::from_u32(0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00)).ok_or(NotJson)
    }

    fn four_hex_digits(&mut self) -> Result<u32, NotJson> {
        let digits = self.text.get(self.at..self.at + 4).ok_or(NotJson)?;
        if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(NotJson);
        }
        self.at += 4;
        u32::from_str_radix(digits, 16).map_err(|_| NotJson)
    }

    fn number(&mut self) -> Result<String, NotJson> {
        let start = self.at;
        self.take(b'-');
        if !self.take(b'0') {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            let _ = self.take(b'+') || self.take(b'-');
            self.digits()?;
        }
        self.text
            .get(start..self.at)
            .map(str::to_owned)
            .ok_or(NotJson)
    }

    fn digits(&mut self) -> Result<(), NotJson> {
        let start = self.at;
        while self.peek().is_some_and(|b| b.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at > start {
            Ok(())
        } else {
            Err(NotJson)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_two_readers_could_read_differently() {
        for text in [
            r#"{"a":1,"a":2}"#,
            r#"{"a":1,"\u0061":2}"#,
            "",
            "{",
            "[1,]",
            "{\"a\":1,}",
            "01",
            "1.",
            "\"\\ud800\"",
            "\"\\udc00\\ud800\"",
            "\"\n\"",
            "nul",
            "{} {}",
            "\u{feff}{}",
            "+1",
            "\"\\x\"",
            "'a'",
            "NaN",
        ] {
            assert_eq!(read(text), Err(NotJson), "{text}");
        }
        assert!(read(&"[".repeat(100_000)).is_err());
        assert!(read(&format!("\"{}\"", "a".repeat(TEXT_BYTES_MAX))).is_err());
    }

    #[test]
    fn says_where_and_why_it_ends() {
        let deep = "[".repeat(40);
        let long = " ".repeat(TEXT_BYTES_MAX + 1);
        for (text, at, fault) in [
            ("", 0, JsonFault::Syntax),
            ("{\"Version\":", 11, JsonFault::Syntax),
            ("[1,]", 3, JsonFault::Syntax),
            ("{} x", 3, JsonFault::Syntax),
            ("{\"a\": 1, \"a\": 2}", 9, JsonFault::DuplicateMember),
            (&deep, DEPTH_MAX + 1, JsonFault::TooDeep),
            (&long, 0, JsonFault::TooLong),
        ] {
            assert_eq!(read_json(text), Err(JsonError { at, fault }), "{text:.20}");
        }
    }

    #[test]
    fn keeps_number_text_and_places() {
        let node = read(" [1.50, \"\\ud83d\\ude00\\n\"] ").unwrap();
        assert_eq!(node.span, 1..25);
        assert_eq!(node.items()[0].value, Json::Number("1.50".into()));
        assert_eq!(node.items()[1].as_str(), Some("\u{1f600}\n"));
        let mut out = String::new();
        write(&mut out, &node);
        assert_eq!(out, "[1.50,\"\u{1f600}\\n\"]");
    }
}
