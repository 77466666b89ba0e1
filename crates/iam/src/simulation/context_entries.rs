//! ContextEntries: the condition keys that a simulation supposes, checked by their types.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ContextEntry.html>

use std::collections::BTreeSet;

use policy::{Address, Context, Entries, Moment, Number, Value, fold_key, is_base64};
use shapes::iam::{ContextEntry, ContextKeyTypeEnum as Type, InvalidInput};
use wire::Timestamp;

use super::errors;

/// The context of a simulated request.
#[derive(Debug, Default)]
pub(super) struct SupposedContext {
    entries: Entries,
    /// Folded. What the request gave; the rest are defaults.
    given: BTreeSet<String>,
}

impl Context for SupposedContext {
    fn get(&self, key: &str) -> Option<Value<'_>> {
        self.entries.get(key)
    }

    fn is_simulated(&self) -> bool {
        true
    }
}

impl SupposedContext {
    /// The entries of a request. One without any member is ignored, as AWS was observed to do.
    ///
    /// # Errors
    /// `InvalidInput` for an entry without name, type or values, a name that stands twice in any case, and values that
    /// are not of their type.
    pub(super) fn of_request(entries: &[ContextEntry]) -> Result<Self, InvalidInput> {
        let mut context = Self::default();
        for entry in entries {
            if *entry != NOTHING {
                context.add(entry)?;
            }
        }
        Ok(context)
    }

    /// Sets a key that the request left open.
    pub(super) fn set_default(&mut self, key: &str, value: &str) {
        if !self.is_given(key) {
            let entries = std::mem::take(&mut self.entries);
            self.entries = entries.one(key, value);
        }
    }

    /// Whether the request gave the key, in any case; a default is not given.
    pub(super) fn is_given(&self, key: &str) -> bool {
        self.given.contains(fold_key(key).as_ref())
    }

    fn add(&mut self, entry: &ContextEntry) -> Result<(), InvalidInput> {
        let name = entry.context_key_name.as_deref().unwrap_or_default();
        if name.is_empty() {
            return Err(errors::nameless_key());
        }
        if !self.given.insert(fold_key(name).into_owned()) {
            return Err(errors::duplicate_key(name));
        }
        let kind = entry
            .context_key_type
            .ok_or_else(|| errors::untyped_key(name))?;
        let values = entry.context_key_values.as_slice();
        let first = values.first().ok_or_else(|| errors::no_values(name))?;
        let (element, is_list) = element_of(kind);
        if !is_list && values.len() > 1 {
            return Err(errors::not_a_single_value(kind.as_str(), values.len()));
        }
        let typed = |text: &String| {
            typed(element, text).ok_or_else(|| errors::ill_typed_value(name, format_of(element)))
        };
        let entries = std::mem::take(&mut self.entries);
        self.entries = if is_list {
            let values: Vec<String> = values.iter().map(typed).collect::<Result<_, _>>()?;
            entries.many(name, values)
        } else {
            entries.one(name, typed(first)?)
        };
        Ok(())
    }
}

const NOTHING: ContextEntry = ContextEntry {
    context_key_name: None,
    context_key_values: Vec::new(),
    context_key_type: None,
};

/// The type of one value, and whether there may be several.
fn element_of(kind: Type) -> (Type, bool) {
    match kind {
        Type::StringList => (Type::String, true),
        Type::NumericList => (Type::Numeric, true),
        Type::BooleanList => (Type::Boolean, true),
        Type::IpList => (Type::Ip, true),
        Type::BinaryList => (Type::Binary, true),
        Type::DateList => (Type::Date, true),
        Type::String | Type::Numeric | Type::Boolean | Type::Ip | Type::Binary | Type::Date => {
            (kind, false)
        }
    }
}

/// The value as operators see it: booleans and dates in one spelling, everything else as it was sent. `None`: it is not
/// of the type; every text is a boolean, and only `true` in any case is true.
fn typed(element: Type, text: &str) -> Option<String> {
    match element {
        Type::Boolean => Some(text.eq_ignore_ascii_case("true").to_string()),
        Type::Numeric => Number::parse(text).map(|_| text.to_owned()),
        Type::Date => date(text),
        Type::Ip => Address::parse(text).map(|_| text.to_owned()),
        Type::Binary => is_base64(text).then(|| text.to_owned()),
        _ => Some(text.to_owned()),
    }
}

/// A date with its milliseconds; one whose meaning is not established stays as it was sent.
fn date(text: &str) -> Option<String> {
    let Moment::At(milliseconds) = Moment::parse(text)? else {
        return Some(text.to_owned());
    };
    let instant = i64::try_from(milliseconds).ok();
    let instant = instant.and_then(|at| Timestamp::from_millisecond(at).ok());
    Some(instant.map_or_else(|| text.to_owned(), wire::time::iso8601_milliseconds))
}

fn format_of(element: Type) -> &'static str {
    match element {
        Type::Numeric => "numeric format",
        Type::Date => "DateTime format",
        Type::Ip => "IP address",
        Type::Binary => "base-64 encoded binary format",
        _ => "string",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(name: &str, kind: Option<Type>, values: &[&str]) -> ContextEntry {
        ContextEntry {
            context_key_name: Some(name.to_owned()).filter(|name| !name.is_empty()),
            context_key_values: values.iter().map(|value| (*value).to_owned()).collect(),
            context_key_type: kind,
        }
    }

    fn refusal(entries: &[ContextEntry]) -> String {
        SupposedContext::of_request(entries).unwrap_err().message
    }

    #[test]
    fn entries_are_refused_in_aws_words() {
        let numeric = "Invalid context value for key stack:key: expected numeric format.";
        let ip = "Invalid context value for key stack:key: expected IP address.";
        let empty = "Context values for context key stack:key cannot be null or empty.";
        for (name, kind, values, message) in [
            (
                "",
                Some(Type::String),
                &["yes"][..],
                "ContextKeyName cannot be null or empty.",
            ),
            (
                "stack:key",
                None,
                &["yes"],
                "Context key stack:key has invalid type null.",
            ),
            ("stack:key", Some(Type::String), &[], empty),
            ("stack:key", Some(Type::StringList), &[], empty),
            (
                "stack:key",
                Some(Type::String),
                &["a", "b"],
                "Context key string expected a single value, but received 2.",
            ),
            ("stack:key", Some(Type::Numeric), &["abc"], numeric),
            ("stack:key", Some(Type::Numeric), &["NaN"], numeric),
            ("stack:key", Some(Type::Numeric), &["0x10"], numeric),
            ("stack:key", Some(Type::Numeric), &[" 1 "], numeric),
            (
                "stack:key",
                Some(Type::NumericList),
                &["1", "Infinity"],
                numeric,
            ),
            (
                "stack:key",
                Some(Type::Date),
                &["tomorrow"],
                "Invalid context value for key stack:key: expected DateTime format.",
            ),
            ("stack:key", Some(Type::Ip), &["999.0.0.1"], ip),
            ("stack:key", Some(Type::Ip), &["192.0.2.0/24"], ip),
            ("stack:key", Some(Type::Ip), &["fe80::1%eth0"], ip),
            (
                "stack:key",
                Some(Type::Binary),
                &["!base64"],
                "Invalid context value for key stack:key: expected base-64 encoded binary format.",
            ),
        ] {
            assert_eq!(refusal(&[entry(name, kind, values)]), message, "{values:?}");
        }
        let twice =
            ["stack:test", "STACK:TEST"].map(|name| entry(name, Some(Type::String), &["a"]));
        assert_eq!(refusal(&twice), "Duplicate context key: STACK:TEST.");
    }

    #[test]
    fn values_become_what_operators_compare() {
        for (kind, text, value) in [
            (Type::String, "", ""),
            (Type::Boolean, "TRUE", "true"),
            (Type::Boolean, "yes", "false"),
            (Type::Numeric, "01.00", "01.00"),
            (Type::Numeric, "+1", "+1"),
            (Type::Numeric, "1e9999", "1e9999"),
            (Type::Date, "2035-01-02", "2035-01-02T00:00:00.000Z"),
            (
                Type::Date,
                "2035-01-02T03:04:05.123+02:00",
                "2035-01-02T01:04:05.123Z",
            ),
            (Type::Date, "2035", "2035"),
            (Type::Ip, "192.000.002.1", "192.000.002.1"),
            (Type::Binary, "eWVz", "eWVz"),
        ] {
            let context =
                SupposedContext::of_request(&[entry("Abcde", Some(kind), &[text])]).unwrap();
            assert_eq!(context.get("abcde"), Some(Value::One(value)), "{text}");
        }
        let list = [entry("stack:key", Some(Type::BooleanList), &["True"])];
        let context = SupposedContext::of_request(&list).unwrap();
        assert!(matches!(context.get("stack:key"), Some(Value::Many(_))));
    }

    #[test]
    fn what_is_given_goes_before_defaults() {
        let given = [
            entry("AWS:username", Some(Type::String), &["given"]),
            NOTHING,
        ];
        let mut context = SupposedContext::of_request(&given).unwrap();
        context.set_default("aws:username", "default");
        context.set_default("aws:userid", "default");
        assert_eq!(context.get("aws:username"), Some(Value::One("given")));
        assert_eq!(context.get("aws:userid"), Some(Value::One("default")));
        assert!(context.is_given("aws:UserName") && !context.is_given("aws:userid"));
    }
}
