//! A decoded input before it gets its type: what every protocol decodes to, and what the constraints are checked on.

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::schema::{Shape, Structure};
use crate::{Timestamp, time};

/// One decoded value. Its form always fits the [`Shape`] that it was decoded by, or is `Null`.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'p> {
    /// Absent.
    Null,
    /// A string.
    Text(Cow<'p, str>),
    /// An integer of either width.
    Integer(i64),
    /// A boolean.
    Boolean(bool),
    /// An instant.
    Timestamp(Timestamp),
    /// Bytes.
    Blob(Vec<u8>),
    /// The elements of a list; a hole is `Null`, or an empty structure.
    List(Vec<Self>),
    /// The entries of a map.
    Map(Vec<(Self, Self)>),
    /// One value for each member of the structure, in the model's order.
    Structure(Vec<Self>),
}

/// The most bytes of a value that a message repeats; AWS was observed to repeat all, so this is far above every limit.
const PRINTED_BYTES_MAX: usize = 128 * 1024;

/// Appends the value as STS prints it: `[Tag(key=a, value=null), Tag(key=b, value=c)]`.
pub(crate) fn print(value: &Value<'_>, shape: &Shape, out: &mut String) {
    if out.len() > PRINTED_BYTES_MAX {
        return;
    }
    match (value, shape) {
        (Value::Null, _) => out.push_str("null"),
        (Value::Text(_), Shape::Text(text)) if text.sensitive => {
            out.push_str("***Sensitive Data Redacted***");
        }
        (Value::Text(text), _) => out.push_str(text),
        (Value::Integer(number), _) => {
            let _ = write!(out, "{number}");
        }
        (Value::Boolean(boolean), _) => out.push_str(if *boolean { "true" } else { "false" }),
        (Value::Timestamp(instant), _) => out.push_str(&time::iso8601_seconds(*instant)),
        (Value::Blob(_), _) => out.push_str("***Binary Data***"),
        (Value::List(elements), Shape::List(list)) => {
            print_list(elements, list.element, out);
        }
        (Value::Map(entries), Shape::Map(map)) => {
            out.push('{');
            for (position, (key, value)) in entries.iter().enumerate() {
                if position > 0 {
                    out.push_str(", ");
                }
                print(key, map.key, out);
                out.push('=');
                print(value, map.value, out);
            }
            out.push('}');
        }
        (Value::Structure(values), Shape::Structure(structure)) => {
            print_structure(values, structure, out);
        }
        (Value::List(_) | Value::Map(_) | Value::Structure(_), _) => out.push('?'),
    }
}

fn print_list(elements: &[Value<'_>], element: &Shape, out: &mut String) {
    out.push('[');
    for (position, value) in elements.iter().enumerate() {
        if position > 0 {
            out.push_str(", ");
        }
        print(value, element, out);
        if out.len() > PRINTED_BYTES_MAX {
            break;
        }
    }
    out.push(']');
}

fn print_structure(values: &[Value<'_>], structure: &Structure, out: &mut String) {
    out.push_str(structure.name);
    out.push('(');
    for (position, (member, value)) in structure.members.iter().zip(values).enumerate() {
        if position > 0 {
            out.push_str(", ");
        }
        out.push_str(member.path);
        out.push('=');
        print(value, member.shape, out);
    }
    out.push(')');
}
