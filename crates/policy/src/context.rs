//! The request context: what is known about the call, by condition key.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html>

use std::borrow::Cow;

/// Where condition keys and policy variables find their values.
///
/// INVARIANT: every value comes from the verified caller, from stored state or from modelled parameters. A context that
/// echoes what a client called a key would let it write its own permissions.
pub trait Context {
    /// The value of a key; `key` is folded by [`fold_key`], so an implementation compares it with keys folded likewise.
    /// A key without values is absent: never answer an empty list. During a decision a key may be asked for once or often,
    /// and has to have the same value each time.
    fn get(&self, key: &str) -> Option<Value<'_>>;

    /// Whether the request is only supposed. AWS's simulator was observed to compare numbers and malformed addresses in
    /// its own way; whoever decides about a real request leaves this alone.
    fn is_simulated(&self) -> bool {
        false
    }
}

impl<C: Context + ?Sized> Context for &C {
    fn get(&self, key: &str) -> Option<Value<'_>> {
        (**self).get(key)
    }

    fn is_simulated(&self) -> bool {
        (**self).is_simulated()
    }
}

/// A value. Whether a key is multivalued is a property of the key, not of how many values came along: plain operators
/// never match a multivalued key, even if it has one element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Value<'a> {
    /// A single-valued key.
    One(&'a str),
    /// A multivalued key, such as `aws:TagKeys`.
    Many(Many<'a>),
}

impl<'a> Value<'a> {
    /// The values, of which a single-valued key has one.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        let (one, many) = match self {
            Value::One(value) => (Some(value), None),
            Value::Many(values) => (None, Some(values)),
        };
        one.into_iter().chain(many.into_iter().flat_map(Many::iter))
    }
}

/// The values of a multivalued key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Many<'a> {
    /// Owned strings.
    Strings(&'a [String]),
    /// Borrowed strings.
    Strs(&'a [&'a str]),
}

impl<'a> Many<'a> {
    /// The values in order.
    pub fn iter(self) -> impl Iterator<Item = &'a str> {
        let (strings, strs): (&[String], &[&str]) = match self {
            Many::Strings(strings) => (strings, &[]),
            Many::Strs(strs) => (&[], strs),
        };
        strings
            .iter()
            .map(String::as_str)
            .chain(strs.iter().copied())
    }

    /// Whether there is no value, which counts as an absent key.
    pub fn is_empty(self) -> bool {
        match self {
            Many::Strings(strings) => strings.is_empty(),
            Many::Strs(strs) => strs.is_empty(),
        }
    }
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Value::One(value)
    }
}

impl<'a> From<&'a [String]> for Value<'a> {
    fn from(values: &'a [String]) -> Self {
        Value::Many(Many::Strings(values))
    }
}

impl<'a> From<&'a [&'a str]> for Value<'a> {
    fn from(values: &'a [&'a str]) -> Self {
        Value::Many(Many::Strs(values))
    }
}

/// Folds a condition key for comparison: keys, tag keys included, are case-insensitive. Character by character, without
/// regard to context, so that equal parts of two keys always fold alike.
pub fn fold_key(key: &str) -> Cow<'_, str> {
    if key.bytes().all(|b| b.is_ascii() && !b.is_ascii_uppercase()) {
        return Cow::Borrowed(key);
    }
    Cow::Owned(key.chars().flat_map(char::to_lowercase).collect())
}

/// A context held in a map, for tools and tests; a service answers keys from what it already holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entries {
    /// Sorted by length first: most keys are told apart by it.
    entries: Vec<(String, Entry)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Entry {
    One(String),
    Many(Vec<String>),
}

impl Entries {
    /// An empty context.
    pub fn new() -> Self {
        Entries::default()
    }

    /// Sets a single-valued key.
    #[must_use]
    pub fn one(mut self, key: &str, value: impl Into<String>) -> Self {
        self.set(fold_key(key), Entry::One(value.into()));
        self
    }

    /// Sets a multivalued key; no values, no key.
    #[must_use]
    pub fn many<V: Into<String>>(mut self, key: &str, values: impl IntoIterator<Item = V>) -> Self {
        let values: Vec<String> = values.into_iter().map(Into::into).collect();
        self.set(fold_key(key), Entry::Many(values));
        self
    }

    fn set(&mut self, key: Cow<'_, str>, entry: Entry) {
        match self.place(&key) {
            Ok(place) => {
                if let Some((_, old)) = self.entries.get_mut(place) {
                    *old = entry;
                }
            }
            Err(place) => self.entries.insert(place, (key.into_owned(), entry)),
        }
    }

    /// Where a folded key is, or belongs.
    fn place(&self, key: &str) -> Result<usize, usize> {
        self.entries.binary_search_by(|(known, _)| {
            let by_length = known.len().cmp(&key.len());
            by_length.then_with(|| (**known).cmp(key))
        })
    }
}

impl Context for Entries {
    fn get(&self, key: &str) -> Option<Value<'_>> {
        let (_, entry) = self.entries.get(self.place(key).ok()?)?;
        match entry {
            Entry::One(value) => Some(Value::One(value)),
            Entry::Many(values) if values.is_empty() => None,
            Entry::Many(values) => Some(Value::from(values.as_slice())),
        }
    }
}
