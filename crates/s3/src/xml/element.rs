//! Reading XML from strangers into a small tree: no document types, no entities but XML's own five, bounded
//! depth and size.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, Event};

use crate::error::{S3Error, S3ErrorCode};

/// An element: its name without prefix, its text, its children.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Element {
    /// The local name.
    pub name: String,
    /// The text directly inside, joined.
    pub text: String,
    /// The child elements, in order.
    pub children: Vec<Element>,
}

impl Element {
    /// Parses a document whose root has this name.
    ///
    /// # Errors
    /// `MalformedXML`.
    pub fn parse(document: &[u8], root: &str) -> Result<Self, S3Error> {
        let text = std::str::from_utf8(document).map_err(|_| malformed())?;
        let element = parse(text).ok_or_else(malformed)?;
        if element.name == root {
            Ok(element)
        } else {
            Err(malformed())
        }
    }

    /// Refuses children of other names: what is not understood must not be ignored.
    ///
    /// # Errors
    /// `MalformedXML`.
    pub fn only(&self, names: &[&str]) -> Result<(), S3Error> {
        let known = |child: &Self| names.contains(&child.name.as_str());
        if self.children.iter().all(known) {
            Ok(())
        } else {
            Err(malformed())
        }
    }

    /// The text of the only child of this name.
    ///
    /// # Errors
    /// `MalformedXML` when there are two.
    pub fn optional(&self, name: &str) -> Result<Option<&str>, S3Error> {
        let mut found = self.children.iter().filter(|child| child.name == name);
        let first = found.next();
        if found.next().is_some() {
            return Err(malformed());
        }
        Ok(first.map(|child| child.text.as_str()))
    }

    /// The text of the one child of this name.
    ///
    /// # Errors
    /// `MalformedXML` unless there is exactly one.
    pub fn required(&self, name: &str) -> Result<&str, S3Error> {
        self.optional(name)?.ok_or_else(malformed)
    }

    /// A boolean child: `true` or `false`; `None` when absent.
    ///
    /// # Errors
    /// `MalformedXML`.
    pub fn boolean(&self, name: &str) -> Result<Option<bool>, S3Error> {
        match self.optional(name)?.map(str::trim) {
            None => Ok(None),
            Some(text) if text.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(text) if text.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(_) => Err(malformed()),
        }
    }
}

pub(super) fn malformed() -> S3Error {
    S3ErrorCode::MalformedXML.into()
}

fn parse(text: &str) -> Option<Element> {
    let mut reader = Reader::from_str(text);
    let mut open: Vec<Element> = Vec::new();
    let mut root: Option<Element> = None;
    let mut count = 0_usize;
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) => {
                count += 1;
                if root.is_some() || open.len() == DEPTH_MAX || count > ELEMENTS_MAX {
                    return None;
                }
                open.push(named(start.local_name().as_ref()));
            }
            Event::Empty(start) => {
                count += 1;
                if root.is_some() || count > ELEMENTS_MAX {
                    return None;
                }
                close(named(start.local_name().as_ref()), &mut open, &mut root);
            }
            Event::End(_) => {
                let element = open.pop()?;
                close(element, &mut open, &mut root);
            }
            Event::Text(text) => add_text(&mut open, &text.xml10_content())?,
            Event::CData(text) => add_text(&mut open, &text.xml10_content())?,
            Event::GeneralRef(reference) => add_text(&mut open, &resolve(&reference)?)?,
            Event::Comment(_) | Event::Decl(_) => {}
            // A document type could declare entities that grow without bound.
            Event::DocType(_) | Event::PI(_) => return None,
            Event::Eof => return if open.is_empty() { root } else { None },
        }
    }
}

fn named(name: impl AsRef<str>) -> Element {
    Element {
        name: name.as_ref().to_owned(),
        ..Element::default()
    }
}

fn close(element: Element, open: &mut [Element], root: &mut Option<Element>) {
    match open.last_mut() {
        Some(parent) => parent.children.push(element),
        None => *root = Some(element),
    }
}

/// Adds text to the innermost element; outside the root only blanks may stand.
fn add_text(open: &mut [Element], text: &str) -> Option<()> {
    match open.last_mut() {
        Some(element) => {
            element.text.push_str(text);
            Some(())
        }
        None => text.trim().is_empty().then_some(()),
    }
}

fn resolve(reference: &BytesRef<'_>) -> Option<String> {
    if let Some(character) = reference.resolve_char_ref().ok()? {
        return Some(character.to_string());
    }
    let character = match reference.xml10_content().as_ref() {
        "lt" => '<',
        "gt" => '>',
        "amp" => '&',
        "apos" => '\'',
        "quot" => '"',
        _ => return None,
    };
    Some(character.to_string())
}

const DEPTH_MAX: usize = 8;
/// A completed upload of 10,000 parts with every checksum has fewer.
const ELEMENTS_MAX: usize = 150_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_with_its_references_resolved() {
        let document = b"<?xml version=\"1.0\"?>\n<!-- c --><a xmlns=\"x\"><n:b>1 &lt;&#x41;&#66;<![CDATA[&]]></n:b><c/></a>\n";
        let root = Element::parse(document, "a").unwrap();
        assert_eq!(root.required("b").unwrap(), "1 <AB&");
        assert_eq!(root.optional("c").unwrap(), Some(""));
        assert_eq!(root.optional("d").unwrap(), None);
        assert!(root.only(&["b"]).is_err());
        assert!(root.only(&["b", "c"]).is_ok());
    }

    #[test]
    fn what_is_not_understood_is_malformed() {
        let deep = format!("{}{}", "<a>".repeat(9), "</a>".repeat(9));
        for document in [
            "",
            "text",
            "<a>",
            "<a></b>",
            "<a/><a/>",
            "<b/>",
            "<a/>text",
            "<!DOCTYPE a [<!ENTITY x \"y\">]><a>&x;</a>",
            "<!DOCTYPE a><a/>",
            "<?php x?><a/>",
            "<a>&x;</a>",
            "<a>&#0;</a>",
            "<a>&</a>",
            deep.as_str(),
        ] {
            assert!(
                Element::parse(document.as_bytes(), "a").is_err(),
                "{document}"
            );
        }
        assert!(Element::parse(b"<a>\xff</a>", "a").is_err());
    }
}
