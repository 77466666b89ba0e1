//! From a JSON body to values.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Number, Value as Json};

use crate::schema::{Shape, Structure};
use crate::{CommonError, Timestamp, Value, time};

/// The members of a body; one without anything is an empty object.
pub(super) fn object(body: &[u8]) -> Result<Map<String, Json>, CommonError> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Map::new());
    }
    match serde_json::from_slice(body) {
        Ok(Json::Object(members)) => Ok(members),
        Ok(_) | Err(_) => Err(CommonError::unreadable_untold()),
    }
}

/// Reads a value of any shape; `null` is an absent one.
pub(super) fn value(json: Json, shape: &Shape) -> Result<Value<'static>, CommonError> {
    match (json, shape) {
        (Json::Null, _) => Ok(Value::Null),
        (Json::String(text), Shape::Text(_)) => Ok(Value::Text(text.into())),
        (Json::Number(number), Shape::Integer(_)) => integer(&number, i32::MIN, i32::MAX),
        (Json::Number(number), Shape::Long(_)) => integer(&number, i64::MIN, i64::MAX),
        (Json::Bool(boolean), Shape::Boolean) => Ok(Value::Boolean(boolean)),
        (Json::Number(number), Shape::Timestamp) => instant(&number),
        (Json::String(text), Shape::Timestamp) => time::parse(&text)
            .map(Value::Timestamp)
            .ok_or_else(|| unreadable("STRING_VALUE", "a Timestamp")),
        (Json::String(text), Shape::Blob(_)) => STANDARD
            .decode(text)
            .map(Value::Blob)
            .map_err(|_| CommonError::unreadable_untold()),
        (Json::Array(elements), Shape::List(list)) => {
            let values = elements
                .into_iter()
                .map(|element| value(element, list.element));
            values.collect::<Result<_, _>>().map(Value::List)
        }
        (Json::Object(members), Shape::Map(map)) => {
            let entries = members.into_iter().map(|(name, member)| {
                Ok((
                    value(Json::String(name), map.key)?,
                    value(member, map.value)?,
                ))
            });
            entries.collect::<Result<_, CommonError>>().map(Value::Map)
        }
        (Json::Object(members), Shape::Structure(of)) => structure(members, of),
        (json, shape) => Err(mismatch(&json, shape)),
    }
}

fn structure(
    mut members: Map<String, Json>,
    structure: &Structure,
) -> Result<Value<'static>, CommonError> {
    let values = structure.members.iter().map(|member| {
        let found = members.remove(member.name).unwrap_or(Json::Null);
        value(found, member.shape)
    });
    values.collect::<Result<_, _>>().map(Value::Structure)
}

fn integer(
    number: &Number,
    min: impl Into<i64>,
    max: impl Into<i64>,
) -> Result<Value<'static>, CommonError> {
    let range = min.into()..=max.into();
    match number.as_i64().filter(|number| range.contains(number)) {
        Some(number) => Ok(Value::Integer(number)),
        None => Err(unreadable("NUMBER_VALUE", "an Integer")),
    }
}

/// Seconds since 1970, with a fraction or without.
fn instant(number: &Number) -> Result<Value<'static>, CommonError> {
    let milliseconds = match number.as_i64() {
        Some(seconds) => seconds.checked_mul(1_000),
        None => number
            .as_f64()
            .map(|seconds| (seconds * 1_000.0).round())
            .filter(|milliseconds| milliseconds.abs() < MILLISECONDS_MAX)
            .and_then(|milliseconds| format!("{milliseconds:.0}").parse().ok()),
    };
    milliseconds
        .and_then(|milliseconds| Timestamp::from_millisecond(milliseconds).ok())
        .map(Value::Timestamp)
        .ok_or_else(|| unreadable("NUMBER_VALUE", "a Timestamp"))
}

/// In the words of AWS's JSON services.
fn mismatch(json: &Json, shape: &Shape) -> CommonError {
    let found = match json {
        Json::Array(_) => return unexpected("Start of list found where not expected"),
        Json::Object(_) => {
            return unexpected("Start of structure or map found where not expected.");
        }
        Json::Null => "NULL_VALUE",
        Json::Bool(true) => "TRUE_VALUE",
        Json::Bool(false) => "FALSE_VALUE",
        Json::Number(_) => "NUMBER_VALUE",
        Json::String(_) => "STRING_VALUE",
    };
    match shape {
        Shape::Text(_) => unreadable(found, "a String"),
        Shape::Integer(_) => unreadable(found, "an Integer"),
        Shape::Long(_) => unreadable(found, "a Long"),
        Shape::Boolean => unreadable(found, "a Boolean"),
        Shape::Timestamp => unreadable(found, "a Timestamp"),
        Shape::Blob(_) => unreadable(found, "a Blob"),
        Shape::List(_) | Shape::Map(_) | Shape::Structure(_) => unexpected("Unexpected field type"),
    }
}

/// A value that its member cannot hold.
pub(super) fn unreadable(found: &str, wanted: &str) -> CommonError {
    CommonError::unreadable(format!("{found} can not be converted to {wanted}"))
}

fn unexpected(text: &'static str) -> CommonError {
    CommonError::unreadable(text)
}

/// Far beyond every instant that there is, and exact in a float.
const MILLISECONDS_MAX: f64 = 9.0e15;
