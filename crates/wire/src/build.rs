//! From decoded values to the generated types.

use std::collections::BTreeMap;

use crate::constraint;
use crate::query::{self, Params};
use crate::rest;
use crate::schema::Structure;
use crate::{CommonError, OperationInfo, Sensitive, Timestamp, Value};

/// The input of one operation.
///
/// [`Input::decode`] refuses in AWS's order: first whatever cannot be parsed (`MalformedInput`), then whatever breaks a
/// constraint of the model (`ValidationError`).
pub trait Input: Build {
    /// The operation whose input this is.
    const OPERATION: &'static OperationInfo;

    /// Reads the input from the parameters of a query-protocol request.
    ///
    /// # Errors
    /// `MalformedInput` where a number, a boolean or a list index cannot be read; `ValidationError` where the model's
    /// constraints are broken.
    fn decode(params: &Params<'_>) -> Result<Self, CommonError> {
        let values = query::decode(Self::SCHEMA, params)?;
        constraint::check(Self::SCHEMA, &values, Self::OPERATION.service.value_style)?;
        Self::build(&mut Fields::new(values)).map_err(CommonError::from)
    }

    /// Reads the input from the path, the query and the body of a REST request.
    ///
    /// # Errors
    /// `SerializationException` where something has another form than its member; `ValidationException` where the
    /// model's constraints are broken.
    fn decode_rest(request: &rest::Request<'_>) -> Result<Self, CommonError> {
        let values = rest::decode(Self::SCHEMA, Self::OPERATION, request)?;
        constraint::check(Self::SCHEMA, &values, Self::OPERATION.service.value_style)?;
        Self::build(&mut Fields::new(values)).map_err(CommonError::from)
    }
}

/// A generated structure that an input is made of.
pub trait Build: Sized {
    /// The table by which it is decoded.
    const SCHEMA: &'static Structure;

    /// Takes its members from `fields`, which hold them in the order of [`Build::SCHEMA`].
    ///
    /// # Errors
    /// [`Mismatch`] when a value does not fit its member; values that passed the constraints always fit.
    fn build(fields: &mut Fields<'_>) -> Result<Self, Mismatch>;
}

/// The values of one structure, handed out in the model's order.
#[derive(Debug)]
pub struct Fields<'p> {
    values: std::vec::IntoIter<Value<'p>>,
}

impl<'p> Fields<'p> {
    pub(crate) fn new(values: Vec<Value<'p>>) -> Self {
        Self {
            values: values.into_iter(),
        }
    }

    /// The next member.
    ///
    /// # Errors
    /// [`Mismatch`] when the value has another form than `T`.
    pub fn take<T: FromValue>(&mut self) -> Result<T, Mismatch> {
        T::from_value(self.values.next().unwrap_or(Value::Null))
    }
}

/// A value did not fit its member's type: schema and type disagree, which the generator rules out. The request is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mismatch;

impl From<Mismatch> for CommonError {
    fn from(_: Mismatch) -> Self {
        Self::malformed_input_untold()
    }
}

/// A type that a decoded value turns into.
pub trait FromValue: Sized {
    /// Turns the value into this type.
    ///
    /// # Errors
    /// [`Mismatch`] when the value has another form.
    fn from_value(value: Value<'_>) -> Result<Self, Mismatch>;
}

impl<T: Build> FromValue for T {
    fn from_value(value: Value<'_>) -> Result<Self, Mismatch> {
        match value {
            Value::Structure(values) => T::build(&mut Fields::new(values)),
            _ => Err(Mismatch),
        }
    }
}

impl FromValue for String {
    fn from_value(value: Value<'_>) -> Result<Self, Mismatch> {
        match value {
            Value::Text(text) => Ok(text.into_owned()),
            _ => Err(Mismatch),
        }
    }
}

impl FromValue for i32 {
    fn from_value(value: Value<'_>) -> Result<Self, Mismatch> {
        match value {
            Value::Integer(number) => Self::try_from(number).map_err(|_| Mismatch),
            _ => Err(Mismatch),
        }
    }
}

impl FromValue for i64 {
    fn from_value(value: Value<'_>) -> Result<Self, Mismatch> {
        match value {
            Value::Integer(number) => Ok(number),
            _ => Err(Mismatch),
        }
    }
}

impl FromValue for bool {
    fn from_value(value: Value<'_>) -> Result<Self, Mismatch> {
        match value {
            Value::Boolean(boolean) => Ok(boolean),
            _ => Err(Mismatch),
        }
    }
}

impl FromValue for Timestamp {
    fn from_value(value: Value<'_>) -> Result<Self, Mismatch> {
        match value {
            Value::Timestamp(instant) => Ok(instant),
            _ => Err(Mismatch),
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value<'_>) -> Result<Self, Mismatch> {
        match value {
            Value::Blob(bytes) => Ok(bytes),
            _ => Err(Mismatch),
        }
    }
}

impl<T: FromValue + zeroize::Zeroize> FromValue for Sensitive<T> {
    fn from_value(value: Value<'_>) -> Result<Self, Mismatch> {
        T::from_value(value).map(Self::new)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value<'_>) -> Result<Self, Mismatch> {
        match value {
            Value::Null => Ok(None),
            value => T::from_value(value).map(Some),
        }
    }
}

/// The elements of a list in their order. An absent list is an empty one: where absence is an error, the constraint
/// "must not be null" has spoken before.
impl<T: FromValue> FromValue for Vec<T> {
    fn from_value(value: Value<'_>) -> Result<Self, Mismatch> {
        match value {
            Value::Null => Ok(Self::new()),
            Value::List(elements) => elements.into_iter().map(T::from_value).collect(),
            _ => Err(Mismatch),
        }
    }
}

/// The entries of a map; of a repeated key the first entry stays, as the first of a repeated parameter does.
impl<T: FromValue> FromValue for BTreeMap<String, T> {
    fn from_value(value: Value<'_>) -> Result<Self, Mismatch> {
        match value {
            Value::Null => Ok(Self::new()),
            Value::Map(entries) => {
                let mut map = Self::new();
                for (key, value) in entries {
                    let (key, value) = (String::from_value(key)?, T::from_value(value)?);
                    map.entry(key).or_insert(value);
                }
                Ok(map)
            }
            _ => Err(Mismatch),
        }
    }
}
