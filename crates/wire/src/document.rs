//! A document: JSON of any form inside of an output, such as a policy or the value of a condition key.
//! <https://smithy.io/2.0/spec/simple-types.html#document>

use serde_json::Value;

use crate::{Encode, Encoder};

/// A JSON value, in the spelling in which it is written. Only the JSON protocols have documents.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document(String);

impl Document {
    /// The document that this text is; `None` for what is no JSON.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str::<Value>(text).ok()?;
        Some(Self(text.to_owned()))
    }

    /// A string.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Value::from(text).into()
    }

    /// A list of strings.
    #[must_use]
    pub fn texts(texts: &[String]) -> Self {
        Value::from(texts).into()
    }
}

impl From<Value> for Document {
    fn from(value: Value) -> Self {
        Self(value.to_string())
    }
}

impl Encode for Document {
    fn encode(&self, name: &str, encoder: &mut Encoder<'_>) {
        encoder.bare(name, &self.0);
    }
}
