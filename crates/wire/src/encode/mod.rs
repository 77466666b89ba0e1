//! From outputs to bodies: one visitor for XML and for JSON.
//!
//! An output writes its members in the model's order with [`Encoder::member`]; absent members leave no trace, an empty list
//! leaves an empty element. Encoding cannot fail.

mod json;
mod xml;

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::{Sensitive, Timestamp, time};

pub(crate) use xml::escape_into as escape_xml;

/// The form of a body.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `text/xml`
    Xml,
    /// `application/json`, which STS answers to `Accept: application/json`.
    Json,
}

impl Format {
    /// The `Content-Type` of the body.
    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Xml => "text/xml",
            Self::Json => "application/json",
        }
    }
}

/// A structure that writes its members: an operation's output, or a part of one.
pub trait Output {
    /// Writes each member that is present.
    fn members(&self, encoder: &mut Encoder<'_>);
}

/// Whatever can stand in an output.
pub trait Encode {
    /// Writes the value under a name.
    fn encode(&self, name: &str, encoder: &mut Encoder<'_>);
}

/// Writes one body.
#[derive(Debug)]
pub struct Encoder<'b> {
    out: &'b mut String,
    format: Format,
    depth: usize,
    /// JSON: whether the next member follows another.
    follows: bool,
    /// JSON: whether values stand in an array, without names.
    in_array: bool,
}

impl<'b> Encoder<'b> {
    /// An encoder that appends to `out`.
    #[must_use]
    pub fn new(out: &'b mut String, format: Format) -> Self {
        Self {
            out,
            format,
            depth: 0,
            follows: false,
            in_array: false,
        }
    }

    /// Writes one member of a structure.
    pub fn member<T: Encode>(&mut self, name: &str, value: &T) {
        value.encode(name, self);
    }

    /// Writes a string.
    pub fn text(&mut self, name: &str, text: &str) {
        match self.format {
            Format::Xml => {
                self.open_xml(name);
                xml::escape_into(text, self.out);
                self.close_xml(name);
            }
            Format::Json => {
                self.json_key(name);
                json::quote_into(text, self.out);
            }
        }
    }

    /// Writes a number or a boolean, which JSON does not quote.
    pub fn bare(&mut self, name: &str, text: &str) {
        match self.format {
            Format::Xml => {
                self.open_xml(name);
                self.out.push_str(text);
                self.close_xml(name);
            }
            Format::Json => {
                self.json_key(name);
                self.out.push_str(text);
            }
        }
    }

    /// Writes an instant. The form of JSON, a number of seconds, is that of AWS's other JSON protocols.
    pub fn timestamp(&mut self, name: &str, instant: Timestamp) {
        match self.format {
            Format::Xml => self.bare(name, &time::iso8601_seconds(instant)),
            Format::Json => self.bare(name, &instant.as_second().to_string()),
        }
    }

    /// Writes an instant with its milliseconds, for the few members that show them.
    pub fn timestamp_with_milliseconds(
        &mut self,
        name: &str,
        instant: impl Into<Option<Timestamp>>,
    ) {
        let Some(instant) = instant.into() else {
            return;
        };
        match self.format {
            Format::Xml => self.bare(name, &time::iso8601_milliseconds(instant)),
            Format::Json => self.timestamp(name, instant),
        }
    }

    /// Writes bytes as base64.
    pub fn blob(&mut self, name: &str, bytes: &[u8]) {
        self.text(name, &STANDARD.encode(bytes));
    }

    /// Writes a nested structure.
    pub fn structure(&mut self, name: &str, members: impl FnOnce(&mut Self)) {
        match self.format {
            Format::Xml => self.xml_element([name, ""], xml::BARE, members),
            Format::Json => self.json_nested(name, ['{', '}'], false, members),
        }
    }

    /// Writes a list, each element under the word `member`.
    pub fn list<T: Encode>(&mut self, name: &str, elements: &[T]) {
        let write = |encoder: &mut Self| {
            elements
                .iter()
                .for_each(|element| element.encode("member", encoder))
        };
        match self.format {
            Format::Xml => self.xml_element([name, ""], xml::BARE, write),
            Format::Json => self.json_nested(name, ['[', ']'], true, write),
        }
    }

    /// Writes a map: entries of key and value in XML, an object in JSON.
    pub fn map<T: Encode>(&mut self, name: &str, map: &BTreeMap<String, T>) {
        match self.format {
            Format::Xml => self.xml_element([name, ""], xml::BARE, |encoder| {
                for (key, value) in map {
                    encoder.xml_element(["entry", ""], xml::BARE, |encoder| {
                        encoder.text("key", key);
                        value.encode("value", encoder);
                    });
                }
            }),
            Format::Json => self.json_nested(name, ['{', '}'], false, |encoder| {
                for (key, value) in map {
                    value.encode(key, encoder);
                }
            }),
        }
    }

    /// Writes an element with attributes; JSON has none and leaves them out.
    pub(crate) fn structure_with(
        &mut self,
        name: xml::Name<'_>,
        attributes: [&str; 3],
        members: impl FnOnce(&mut Self),
    ) {
        match self.format {
            Format::Xml => self.xml_element(name, attributes, members),
            Format::Json => self.structure(&name.concat(), members),
        }
    }
}

impl<T: Output> Encode for T {
    fn encode(&self, name: &str, encoder: &mut Encoder<'_>) {
        encoder.structure(name, |encoder| self.members(encoder));
    }
}

impl Encode for String {
    fn encode(&self, name: &str, encoder: &mut Encoder<'_>) {
        encoder.text(name, self);
    }
}

impl Encode for i32 {
    fn encode(&self, name: &str, encoder: &mut Encoder<'_>) {
        encoder.bare(name, &self.to_string());
    }
}

impl Encode for i64 {
    fn encode(&self, name: &str, encoder: &mut Encoder<'_>) {
        encoder.bare(name, &self.to_string());
    }
}

impl Encode for bool {
    fn encode(&self, name: &str, encoder: &mut Encoder<'_>) {
        encoder.bare(name, if *self { "true" } else { "false" });
    }
}

impl Encode for Timestamp {
    fn encode(&self, name: &str, encoder: &mut Encoder<'_>) {
        encoder.timestamp(name, *self);
    }
}

impl Encode for Vec<u8> {
    fn encode(&self, name: &str, encoder: &mut Encoder<'_>) {
        encoder.blob(name, self);
    }
}

impl<T: Encode + zeroize::Zeroize> Encode for Sensitive<T> {
    fn encode(&self, name: &str, encoder: &mut Encoder<'_>) {
        self.expose().encode(name, encoder);
    }
}

impl<T: Encode> Encode for Option<T> {
    fn encode(&self, name: &str, encoder: &mut Encoder<'_>) {
        if let Some(value) = self {
            value.encode(name, encoder);
        }
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn encode(&self, name: &str, encoder: &mut Encoder<'_>) {
        encoder.list(name, self);
    }
}

impl<T: Encode> Encode for BTreeMap<String, T> {
    fn encode(&self, name: &str, encoder: &mut Encoder<'_>) {
        encoder.map(name, self);
    }
}
