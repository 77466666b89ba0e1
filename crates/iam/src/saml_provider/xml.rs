//! XML from strangers as a small tree that knows namespaces: no document type, no entity but XML's own five, no
//! processing instruction, and bounds on depth, elements, attributes and namespaces.
//! <https://www.w3.org/TR/xml-names/>

use quick_xml::NsReader;
use quick_xml::events::{BytesRef, BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};

/// An element.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// The namespace, empty for none.
    namespace: String,
    /// The name without its prefix.
    name: String,
    /// The attributes that have no prefix, each once.
    attributes: Vec<(String, String)>,
    /// The text directly inside, joined.
    text: String,
    /// The child elements, in order.
    children: Vec<Element>,
}

impl Element {
    /// The root of a document; none if the text is not one well-formed document of the kind above.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if !is_xml_text(text) {
            return None;
        }
        let mut reader = NsReader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
        let mut open: Vec<Self> = Vec::new();
        let mut root: Option<Self> = None;
        let mut count = 0_usize;
        loop {
            let (namespace, event) = reader.read_resolved_event().ok()?;
            match event {
                Event::Start(ref start) | Event::Empty(ref start) => {
                    count += 1;
                    if root.is_some() || open.len() == DEPTH_MAX || count > ELEMENTS_MAX {
                        return None;
                    }
                    let element = Self::opened(namespace, start)?;
                    if matches!(event, Event::Empty(_)) {
                        close(element, &mut open, &mut root);
                    } else {
                        open.push(element);
                    }
                }
                Event::End(_) => {
                    let element = open.pop()?;
                    close(element, &mut open, &mut root);
                }
                Event::Text(text) => add_text(&mut open, &text.xml10_content())?,
                Event::CData(text) => add_text(&mut open, &text.xml10_content())?,
                Event::GeneralRef(reference) => add_text(&mut open, &resolve(&reference)?)?,
                Event::Comment(_) => {}
                Event::Decl(_) if count == 0 => {}
                // A document type could declare entities that grow without bound.
                Event::Decl(_) | Event::DocType(_) | Event::PI(_) => return None,
                Event::Eof => return if open.is_empty() { root } else { None },
            }
        }
    }

    /// Whether it has this namespace and this name.
    pub(super) fn is(&self, namespace: &str, name: &str) -> bool {
        self.namespace == namespace && self.name == name
    }

    /// The value of an attribute without a prefix.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let mut attributes = self.attributes.iter();
        let (_, value) = attributes.find(|(present, _)| present == name)?;
        Some(value)
    }

    /// The text directly inside.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The children of this namespace and name.
    pub(super) fn children<'a>(
        &'a self,
        namespace: &'a str,
        name: &'a str,
    ) -> impl Iterator<Item = &'a Self> {
        let children = self.children.iter();
        children.filter(move |child| child.is(namespace, name))
    }

    fn opened(namespace: ResolveResult<'_>, start: &BytesStart<'_>) -> Option<Self> {
        let namespace = match namespace {
            ResolveResult::Bound(Namespace(namespace)) if namespace.len() > NAMESPACE_BYTES_MAX => {
                return None;
            }
            ResolveResult::Bound(Namespace(namespace)) => namespace.to_owned(),
            ResolveResult::Unbound => String::new(),
            ResolveResult::Unknown(_) => return None,
        };
        let (mut attributes, mut count) = (Vec::new(), 0_usize);
        for attribute in start.attributes() {
            // An attribute that is there twice is an error here.
            let attribute = attribute.ok()?;
            count += 1;
            if count > ATTRIBUTES_MAX {
                return None;
            }
            let value = attribute.normalized_value(quick_xml::XmlVersion::Explicit1_0);
            let value = value.ok().filter(|value| is_xml_text(value))?.into_owned();
            if attribute.key.prefix().is_none() {
                attributes.push((attribute.key.as_ref().to_owned(), value));
            }
        }
        Some(Self {
            namespace,
            name: start.local_name().as_ref().to_owned(),
            attributes,
            ..Self::default()
        })
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

/// A character by its number, or one of XML's own five entities.
fn resolve(reference: &BytesRef<'_>) -> Option<String> {
    if let Some(character) = reference.resolve_char_ref().ok()? {
        return is_xml_character(character).then(|| character.to_string());
    }
    let name: &str = reference;
    quick_xml::escape::resolve_xml_entity(name).map(str::to_owned)
}

fn is_xml_text(text: &str) -> bool {
    text.chars().all(is_xml_character)
}

/// No others may stand in a document, written out or by number, nor could they be shown again.
/// <https://www.w3.org/TR/xml/#charsets>
fn is_xml_character(character: char) -> bool {
    let is_forbidden = matches!(character, '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}');
    !is_forbidden || matches!(character, '\t' | '\n' | '\r')
}

const DEPTH_MAX: usize = 64;
const ELEMENTS_MAX: usize = 100_000;
/// Every element has its own copy, so that one long name would be there as often as there are elements.
const NAMESPACE_BYTES_MAX: usize = 256;
const ATTRIBUTES_MAX: usize = 256;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn elements_are_known_by_their_namespace() {
        let text = "\u{feff}<?xml version='1.0'?><!-- --><a:r xmlns:a='urn:a' x='1&amp;2' a:x='3'><s xmlns='urn:b'>t<![CDATA[<]]>&#33;</s><s/></a:r>\n";
        let root = Element::parse(text).unwrap();
        assert!(root.is("urn:a", "r") && root.attribute("x") == Some("1&2"));
        let texts: Vec<&str> = root.children("urn:b", "s").map(Element::text).collect();
        assert_eq!(texts, ["t<!"]);
        assert_eq!(root.children("", "s").count(), 1);
    }

    #[test]
    fn what_is_not_one_plain_document_is_refused() {
        let deep = "<a>".repeat(DEPTH_MAX + 1) + &"</a>".repeat(DEPTH_MAX + 1);
        let wide = format!("<a>{}</a>", "<b/>".repeat(ELEMENTS_MAX));
        let far = format!("<a xmlns='{}'/>", "n".repeat(NAMESPACE_BYTES_MAX + 1));
        let attributes: Vec<String> = (0..=ATTRIBUTES_MAX).map(|n| format!("a{n}=''")).collect();
        let crowded = format!("<a {}/>", attributes.join(" "));
        for text in [
            "",
            "text",
            "<a>",
            "<a/><b/>",
            "<a></b>",
            "<a/>text",
            "<!DOCTYPE a [<!ENTITY e 'x'>]><a>&e;</a>",
            "<!DOCTYPE a><a/>",
            "<a>&e;</a>",
            "<a x='&e;'/>",
            "<a x='1' x='2'/>",
            "<n:a/>",
            "<?php ?><a/>",
            "<a><?xml version='1.0'?></a>",
            "<a>\u{1}</a>",
            "<a>&#1;</a>",
            "<a>&#xFFFE;</a>",
            "<a x='&#1;'/>",
            "<a/><!--\u{ffff}-->",
            &deep,
            &wide,
            &far,
            &crowded,
        ] {
            assert_eq!(Element::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_is_harmful(text in "[<>&;/!?='\"a-c:x \\[\\]-]{0,60}") {
            let _ = Element::parse(&text);
        }
    }
}
