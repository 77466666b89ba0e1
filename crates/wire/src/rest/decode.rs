//! From a path, a query string and a body to values, by the table of the input's structure.

use super::json::{self, unreadable};
use super::uri;
use super::{Binding, Place, Request};
use crate::schema::{Member, Shape, Structure};
use crate::{CommonError, Value, time};

/// Reads each member from its place. Members that the structure does not have are passed over, as every service does
/// for the sake of clients that are newer than it.
pub(super) fn decode(
    structure: &Structure,
    binding: &Binding,
    request: &Request<'_>,
) -> Result<Vec<Value<'static>>, CommonError> {
    let labels = uri::labels(binding.path, request.path).unwrap_or_default();
    let has_body = binding.places.contains(&Place::Body);
    let mut body = json::object(if has_body { request.body } else { b"" })?;
    let members = structure.members.iter().zip(binding.places);
    members
        .map(|(member, place)| match place {
            Place::Body => match body.remove(member.name) {
                Some(value) => json::value(value, member.shape),
                None => Ok(Value::Null),
            },
            Place::Path => {
                let label = labels.iter().find(|(name, _)| *name == member.name);
                let text = label.and_then(|(_, text)| uri::decoded(text, false));
                scalar(
                    &text.ok_or_else(CommonError::unreadable_untold)?,
                    member.shape,
                )
            }
            Place::Query => query(member, request.query),
        })
        .collect()
}

/// A member of the query string: the first of its name, or all of them for a list.
fn query(member: &Member, query: &str) -> Result<Value<'static>, CommonError> {
    let mut texts = Vec::new();
    for text in uri::values(query, member.name) {
        texts.push(text.ok_or_else(CommonError::unreadable_untold)?);
    }
    match member.shape {
        _ if texts.is_empty() => Ok(Value::Null),
        Shape::List(list) => {
            let elements = texts.iter().map(|text| scalar(text, list.element));
            elements.collect::<Result<_, _>>().map(Value::List)
        }
        shape => match texts.first() {
            Some(text) => scalar(text, shape),
            None => Ok(Value::Null),
        },
    }
}

/// A value written as plain text: no quotes, instants in ISO 8601.
fn scalar(text: &str, shape: &Shape) -> Result<Value<'static>, CommonError> {
    let not = |name: &str| unreadable("STRING_VALUE", name);
    match shape {
        Shape::Text(_) => Ok(Value::Text(text.to_owned().into())),
        Shape::Integer(_) => match text.parse::<i32>() {
            Ok(number) => Ok(Value::Integer(number.into())),
            Err(_) => Err(not("an Integer")),
        },
        Shape::Long(_) => match text.parse() {
            Ok(number) => Ok(Value::Integer(number)),
            Err(_) => Err(not("a Long")),
        },
        Shape::Boolean => match text {
            "true" => Ok(Value::Boolean(true)),
            "false" => Ok(Value::Boolean(false)),
            _ => Err(not("a Boolean")),
        },
        Shape::Timestamp => time::parse(text)
            .map(Value::Timestamp)
            .ok_or_else(|| not("a Timestamp")),
        Shape::Blob(_) | Shape::List(_) | Shape::Map(_) | Shape::Structure(_) => {
            Err(CommonError::unreadable_untold())
        }
    }
}
