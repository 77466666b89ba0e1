//! The constraints of the model, checked on decoded values and reported as AWS reports them.
//!
//! AWS was observed to join up to ten violations in one message. The order of a structure's members is that of a Java
//! hash map (the generator computes it): `value` before `key`, `roleArn` before `principalArn`.

use std::borrow::Cow;
use std::fmt::{self, Write as _};

use crate::CommonError;
use crate::schema::{List, Map, Range, Shape, Structure, Text, ValueStyle};
use crate::value::{self, Value};

/// How many violations one message lists; its count says the same number even where there are more.
const VIOLATIONS_MAX: usize = 10;

/// Checks all members of an input.
///
/// # Errors
/// One `ValidationError` that names up to ten violations.
pub(crate) fn check(
    structure: &Structure,
    values: &[Value<'_>],
    style: ValueStyle,
) -> Result<(), CommonError> {
    let mut violations = Violations {
        style,
        texts: Vec::new(),
        malformed: None,
    };
    violations.structure(structure, values, Path::Root);
    violations.into_result()
}

/// Where a value stands in the input. Built on the stack, printed only when something is wrong.
#[derive(Clone, Copy)]
enum Path<'a> {
    Root,
    Member(&'a Path<'a>, &'static str),
    Element(&'a Path<'a>, usize),
    Entry(&'a Path<'a>, &'a str),
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root => Ok(()),
            Self::Member(Path::Root, name) => f.write_str(name),
            Self::Member(parent, name) => write!(f, "{parent}.{name}"),
            Self::Element(parent, index) => write!(f, "{parent}.{index}.member"),
            Self::Entry(parent, key) => write!(f, "{parent}.{key}.member"),
        }
    }
}

/// What a value must do, in AWS's words.
enum Rule<'a> {
    NotNull,
    LengthMax(i64),
    LengthMin(i64),
    ValueMax(i64),
    ValueMin(i64),
    Pattern(&'static str),
    Values(&'static [&'static str]),
    Element(&'a Shape),
}

impl fmt::Display for Rule<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotNull => f.write_str("Member must not be null"),
            Self::LengthMax(max) => {
                write!(f, "Member must have length less than or equal to {max}")
            }
            Self::LengthMin(min) => {
                write!(f, "Member must have length greater than or equal to {min}")
            }
            Self::ValueMax(max) => write!(f, "Member must have value less than or equal to {max}"),
            Self::ValueMin(min) => {
                write!(f, "Member must have value greater than or equal to {min}")
            }
            Self::Pattern(source) => write!(
                f,
                "Member must satisfy regular expression pattern: {source}"
            ),
            Self::Values(values) => write!(
                f,
                "Member must satisfy enum value set: [{}]",
                values.join(", ")
            ),
            Self::Element(shape) => write_element_rules(shape, f),
        }
    }
}

/// All rules of a scalar list's element stand in one sentence on the list, whichever of them is broken.
fn write_element_rules(shape: &Shape, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut rules = Vec::new();
    match shape {
        Shape::Text(text) => {
            rules.extend(text.length.max.map(Rule::LengthMax));
            rules.extend(text.length.min.map(Rule::LengthMin));
            rules.extend(text.pattern.map(|pattern| Rule::Pattern(pattern.source)));
            if !text.values.is_empty() {
                rules.push(Rule::Values(text.values));
            }
        }
        Shape::Integer(range) | Shape::Long(range) => {
            rules.extend(range.max.map(Rule::ValueMax));
            rules.extend(range.min.map(Rule::ValueMin));
        }
        _ => {}
    }
    if rules.is_empty() {
        rules.push(Rule::NotNull);
    }
    f.write_str("Member must satisfy constraint: [")?;
    for (position, rule) in rules.iter().enumerate() {
        let comma = if position > 0 { ", " } else { "" };
        write!(f, "{comma}{rule}")?;
    }
    f.write_str("]")
}

struct Violations {
    style: ValueStyle,
    texts: Vec<String>,
    /// What is told of the first name, path or policy that only its pattern refuses, if nothing else is broken.
    malformed: Option<String>,
}

impl Violations {
    fn structure(&mut self, structure: &Structure, values: &[Value<'_>], path: Path<'_>) {
        for &position in structure.report_order {
            let position = usize::from(position);
            let (Some(member), Some(value)) =
                (structure.members.get(position), values.get(position))
            else {
                continue;
            };
            let path = Path::Member(&path, member.path);
            match value {
                Value::Null if member.required => {
                    self.add(value, member.shape, path, &Rule::NotNull)
                }
                Value::Null => {}
                value => self.value(value, member.shape, path),
            }
            if self.are_full() {
                return;
            }
        }
    }

    fn value(&mut self, value: &Value<'_>, shape: &Shape, path: Path<'_>) {
        match (value, shape) {
            (Value::Text(string), Shape::Text(text)) => {
                for rule in broken_rules(string, text, self.style) {
                    self.add(value, shape, path, &rule);
                }
            }
            (Value::Integer(number), Shape::Integer(range) | Shape::Long(range)) => {
                if let Some(rule) = broken_range(*number, *range, Rule::ValueMin, Rule::ValueMax) {
                    self.add(value, shape, path, &rule);
                }
            }
            (Value::Blob(bytes), Shape::Blob(range)) => {
                self.length(bytes.len(), *range, value, shape, path)
            }
            (Value::List(elements), Shape::List(list)) => {
                self.length(elements.len(), list.length, value, shape, path);
                self.elements(elements, list, value, shape, path);
            }
            (Value::Map(entries), Shape::Map(map)) => {
                self.length(entries.len(), map.length, value, shape, path);
                self.entries(entries, map, path);
            }
            (Value::Structure(values), Shape::Structure(structure)) => {
                self.structure(structure, values, path)
            }
            _ => {}
        }
    }

    fn length(
        &mut self,
        length: usize,
        range: Range,
        value: &Value<'_>,
        shape: &Shape,
        path: Path<'_>,
    ) {
        let length = i64::try_from(length).unwrap_or(i64::MAX);
        if let Some(rule) = broken_range(length, range, Rule::LengthMin, Rule::LengthMax) {
            self.add(value, shape, path, &rule);
        }
    }

    /// Members of an element are reported one by one; an element that is itself a scalar, once on the whole list.
    fn elements(
        &mut self,
        elements: &[Value<'_>],
        list: &List,
        value: &Value<'_>,
        shape: &Shape,
        path: Path<'_>,
    ) {
        for (position, element) in elements.iter().enumerate() {
            if self.are_full() {
                return;
            }
            match element {
                Value::List(_) | Value::Map(_) | Value::Structure(_) => {
                    self.value(
                        element,
                        list.element,
                        Path::Element(&path, position.saturating_add(1)),
                    );
                }
                scalar => {
                    if !is_sound(scalar, list.element) {
                        return self.add(value, shape, path, &Rule::Element(list.element));
                    }
                }
            }
        }
    }

    fn entries(&mut self, entries: &[(Value<'_>, Value<'_>)], map: &Map, path: Path<'_>) {
        for (key, value) in entries {
            if self.are_full() {
                return;
            }
            if !is_sound(key, map.key) {
                self.add(key, map.key, path, &Rule::Element(map.key));
                continue;
            }
            let name = match key {
                Value::Text(name) => name.as_ref(),
                _ => "",
            };
            let path = Path::Entry(&path, name);
            match value {
                Value::Null => self.add(value, map.value, path, &Rule::NotNull),
                value => self.value(value, map.value, path),
            }
        }
    }

    fn add(&mut self, value: &Value<'_>, shape: &Shape, path: Path<'_>, rule: &Rule<'_>) {
        if self.are_full() {
            return;
        }
        if let (ValueStyle::Hidden, Rule::Pattern(source), Path::Member(Path::Root, name)) =
            (self.style, rule, path)
            && let Some(demanded) = demanded_in_words(source, name)
        {
            self.malformed.get_or_insert_with(|| {
                format!("The specified value for {name} is invalid. {demanded}")
            });
            return;
        }
        let mut text = String::from("Value");
        match (self.style, value) {
            (ValueStyle::Hidden, _) => {}
            (ValueStyle::Printed, Value::Null) => text.push_str(" null"),
            (ValueStyle::Printed, value) => {
                text.push_str(" '");
                value::print(value, shape, &mut text);
                text.push('\'');
            }
        }
        let _ = write!(text, " at '{path}' failed to satisfy constraint: {rule}");
        self.texts.push(text);
    }

    fn are_full(&self) -> bool {
        self.texts.len() >= VIOLATIONS_MAX
    }

    fn into_result(self) -> Result<(), CommonError> {
        if self.texts.is_empty() {
            let malformed = self.malformed.map(CommonError::validation);
            return malformed.map_or(Ok(()), Err);
        }
        let count = self.texts.len();
        let plural = if count == 1 { "" } else { "s" };
        let texts = self.texts.join("; ");
        Err(CommonError::validation(Cow::Owned(format!(
            "{count} validation error{plural} detected: {texts}"
        ))))
    }
}

/// What IAM was observed to say of names, paths and policies, instead of citing the pattern of its model: a sentence about
/// one member, and only where no other constraint is broken.
fn demanded_in_words(source: &str, member: &str) -> Option<&'static str> {
    match source {
        NAME => Some("It must contain only alphanumeric characters and/or the following: +=,.@_-"),
        PATH | POLICY_PATH | PATH_PREFIX if member == "pathPrefix" => Some(
            "It must begin with the / character and contain only alphanumeric characters and/or / characters.",
        ),
        PATH | POLICY_PATH => Some(
            "It must begin and end with / and contain only alphanumeric characters and/or / characters.",
        ),
        LATIN if matches!(member, "policyDocument" | "assumeRolePolicyDocument") => {
            Some("It must contain only printable ASCII characters.")
        }
        _ => None,
    }
}

const NAME: &str = r"[\w+=,.@-]+";
const PATH: &str = r"(\u002F)|(\u002F[\u0021-\u007E]+\u002F)";
const POLICY_PATH: &str = r"((/[A-Za-z0-9\.,\+@=_-]+)*)/";
const LATIN: &str = r"[\u0009\u000A\u000D\u0020-\u00FF]+";
const PATH_PREFIX: &str = r"\u002F[\u0021-\u007F]*";

/// The broken rules of a string in the order in which the service reports them.
fn broken_rules(
    string: &str,
    text: &Text,
    style: ValueStyle,
) -> impl Iterator<Item = Rule<'static>> {
    let length = broken_range(
        character_count(string),
        text.length,
        Rule::LengthMin,
        Rule::LengthMax,
    );
    let pattern = text
        .pattern
        .filter(|pattern| !pattern.matches(string))
        .map(|pattern| Rule::Pattern(pattern.source));
    let values = (!text.values.is_empty() && !text.values.contains(&string))
        .then_some(Rule::Values(text.values));
    let (first, second) = match style {
        ValueStyle::Hidden => (length, pattern),
        ValueStyle::Printed => (pattern, length),
    };
    [first, second, values].into_iter().flatten()
}

fn broken_range<R>(
    number: i64,
    range: Range,
    below: fn(i64) -> R,
    above: fn(i64) -> R,
) -> Option<R> {
    match range {
        Range { min: Some(min), .. } if number < min => Some(below(min)),
        Range { max: Some(max), .. } if number > max => Some(above(max)),
        _ => None,
    }
}

fn is_sound(scalar: &Value<'_>, shape: &Shape) -> bool {
    match (scalar, shape) {
        (Value::Null, _) => false,
        (Value::Text(string), Shape::Text(text)) => broken_rules(string, text, ValueStyle::Hidden)
            .next()
            .is_none(),
        (Value::Integer(number), Shape::Integer(range) | Shape::Long(range)) => {
            broken_range(*number, *range, |_| (), |_| ()).is_none()
        }
        _ => true,
    }
}

/// Lengths are counted in code points: one `é` and one `😀` are one each.
fn character_count(string: &str) -> i64 {
    i64::try_from(string.chars().count()).unwrap_or(i64::MAX)
}
