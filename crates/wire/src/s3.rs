//! The XML of S3: its error envelope, and a writer for its other documents.
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html>

use std::fmt::Write as _;

use crate::encode::escape_xml;

/// The first line of every S3 document.
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

/// The namespace of every S3 document but the error.
pub const NAMESPACE: &str = "http://s3.amazonaws.com/doc/2006-03-01/";

/// The body of an error: declaration, then one line without a namespace. `extra` stands between message and ids, in its
/// order; both ids are those of the response's headers.
#[must_use]
pub fn error_body(
    code: &str,
    message: &str,
    extra: &[(&str, &str)],
    request_id: &str,
    host_id: &str,
) -> String {
    let mut xml = XmlWriter::document();
    xml.element("Error", |xml| {
        xml.text("Code", code);
        xml.text("Message", message);
        for (name, value) in extra {
            xml.text(name, value);
        }
        xml.text("RequestId", request_id);
        xml.text("HostId", host_id);
    });
    xml.finish()
}

/// Writes an XML document on one line, with all text escaped.
#[derive(Debug, Default)]
pub struct XmlWriter {
    out: String,
}

impl XmlWriter {
    /// A document with its declaration.
    #[must_use]
    pub fn document() -> Self {
        let mut out = String::with_capacity(512);
        out.push_str(DECLARATION);
        Self { out }
    }

    /// An element with children, or an empty one.
    pub fn element(&mut self, name: &str, children: impl FnOnce(&mut Self)) {
        self.open(name, "", children);
    }

    /// The root of an S3 document, in S3's namespace.
    pub fn root(&mut self, name: &str, children: impl FnOnce(&mut Self)) {
        self.element_with(name, &[("xmlns", NAMESPACE)], children);
    }

    /// An element with attributes.
    pub fn element_with(
        &mut self,
        name: &str,
        attributes: &[(&str, &str)],
        children: impl FnOnce(&mut Self),
    ) {
        let mut text = String::new();
        for (attribute, value) in attributes {
            let _ = write!(text, " {attribute}=\"");
            let mut escaped = String::new();
            escape_xml(value, &mut escaped);
            text.push_str(
                &escaped
                    .replace('"', "&quot;")
                    .replace('\n', "&#xA;")
                    .replace('\t', "&#x9;"),
            );
            text.push('"');
        }
        self.open(name, &text, children);
    }

    /// An element that holds text.
    pub fn text(&mut self, name: &str, text: &str) {
        let _ = write!(self.out, "<{name}>");
        escape_xml(text, &mut self.out);
        let _ = write!(self.out, "</{name}>");
    }

    /// An element that holds a number or a boolean.
    pub fn display(&mut self, name: &str, value: impl std::fmt::Display) {
        self.text(name, &value.to_string());
    }

    /// The document.
    #[must_use]
    pub fn finish(self) -> String {
        self.out
    }

    fn open(&mut self, name: &str, attributes: &str, children: impl FnOnce(&mut Self)) {
        let _ = write!(self.out, "<{name}{attributes}");
        let before = self.out.len();
        self.out.push('>');
        let opened = self.out.len();
        children(self);
        if self.out.len() == opened {
            self.out.truncate(before);
            self.out.push_str("/>");
        } else {
            let _ = write!(self.out, "</{name}>");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_is_a_declaration_and_one_line() {
        let body = error_body(
            "InvalidToken",
            "a < b",
            &[("Token-0", "x&y")],
            "REQ",
            "host=",
        );
        assert_eq!(
            body,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>InvalidToken</Code><Message>a &lt; b</Message>\
             <Token-0>x&amp;y</Token-0><RequestId>REQ</RequestId><HostId>host=</HostId></Error>"
        );
    }

    #[test]
    fn a_document_nests_and_escapes() {
        let mut xml = XmlWriter::document();
        xml.root("ListBucketResult", |xml| {
            xml.display("IsTruncated", false);
            xml.element("Contents", |_| {});
            xml.element_with("Grantee", &[("type", "a\"<b")], |xml| {
                xml.text("ID", "\u{1}\r")
            });
        });
        assert_eq!(
            xml.finish(),
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ListBucketResult xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\
             <IsTruncated>false</IsTruncated><Contents/><Grantee type=\"a&quot;&lt;b\"><ID>\u{FFFD}&#xD;</ID></Grantee>\
             </ListBucketResult>"
        );
    }
}
