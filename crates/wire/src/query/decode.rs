//! From a form to values, by the table of the input's structure.
//!
//! The lexical rules are those that AWS was observed to follow on IAM and STS; each row of the tables in
//! `tests/query.rs` is one observation.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::form::Params;
use super::list::Strays;
use super::node::Node;
use crate::schema::{Map, Member, Shape, Structure};
use crate::{CommonError, Value, time};

/// How many list elements one input may have in all, holes included; far above every limit of the model.
const ELEMENTS_MAX: usize = 20_000;

/// The texts for parameters of another form than the member's. AWS says these of other services' requests.
pub(super) const LIST_EXPECTED: &str = "Unexpected list element termination";
const STRUCTURE_EXPECTED: &str = "Unexpected complex element termination";
pub(super) const SCALAR_EXPECTED: &str = "Start of structure or map found where not expected.";

/// Reads a structure from the form: one value for each member, `Null` for those absent.
pub(crate) fn decode<'p>(
    structure: &Structure,
    params: &'p Params<'_>,
) -> Result<Vec<Value<'p>>, CommonError> {
    Decoder {
        elements_left: ELEMENTS_MAX,
    }
    .structure(structure, Node::root(params))
}

pub(super) struct Decoder {
    elements_left: usize,
}

impl Decoder {
    pub(super) fn structure<'p>(
        &mut self,
        structure: &Structure,
        node: Node<'p>,
    ) -> Result<Vec<Value<'p>>, CommonError> {
        structure
            .members
            .iter()
            .map(|member| self.member(member, node))
            .collect()
    }

    fn member<'p>(&mut self, member: &Member, node: Node<'p>) -> Result<Value<'p>, CommonError> {
        let (scalar, below) = node.at(member.name);
        match member.shape {
            Shape::List(list) => self.list(list, scalar, below),
            Shape::Map(map) => self.map(map, scalar, below),
            Shape::Structure(structure) => self.nested(structure, below, scalar),
            shape => scalar.map_or(Ok(Value::Null), |text| read_scalar(text, shape)),
        }
    }

    /// A structure is present as soon as anything stands below its name. Its name alone without a value is an empty one.
    pub(super) fn nested<'p>(
        &mut self,
        structure: &Structure,
        below: Node<'p>,
        scalar: Option<&str>,
    ) -> Result<Value<'p>, CommonError> {
        match scalar {
            _ if !below.is_empty() => self.structure(structure, below).map(Value::Structure),
            None => Ok(Value::Null),
            Some("") => self
                .structure(structure, Node::empty())
                .map(Value::Structure),
            Some(_) => Err(CommonError::malformed_input(STRUCTURE_EXPECTED)),
        }
    }

    /// A map is a list of entries, each with a key and a value.
    fn map<'p>(
        &mut self,
        map: &Map,
        scalar: Option<&str>,
        below: Node<'p>,
    ) -> Result<Value<'p>, CommonError> {
        let Some(elements) = self.elements(map.word, Strays::Refused, scalar, below)? else {
            return Ok(Value::Null);
        };
        let mut entries = Vec::with_capacity(elements.len());
        for element in elements {
            let key = match element.below.value(map.key_name) {
                Some(text) => read_scalar(text, map.key)?,
                None => Value::Null,
            };
            let member = Member {
                name: map.value_name,
                path: map.value_name,
                required: true,
                shape: map.value,
            };
            entries.push((key, self.member(&member, element.below)?));
        }
        Ok(Value::Map(entries))
    }

    /// Takes `count` elements from what one input may have.
    pub(super) fn spend(&mut self, count: usize) -> Result<(), CommonError> {
        self.elements_left = self
            .elements_left
            .checked_sub(count)
            .ok_or_else(CommonError::malformed_input_untold)?;
        Ok(())
    }
}

/// Reads a string, a number, a boolean, an instant or bytes.
pub(super) fn read_scalar<'p>(text: &'p str, shape: &Shape) -> Result<Value<'p>, CommonError> {
    match shape {
        Shape::Text(_) => Ok(Value::Text(text.into())),
        Shape::Integer(_) => read_integer::<i32>(text).map(|number| Value::Integer(number.into())),
        Shape::Long(_) => read_integer::<i64>(text).map(Value::Integer),
        Shape::Boolean => match text {
            "true" | "1" => Ok(Value::Boolean(true)),
            "false" | "0" => Ok(Value::Boolean(false)),
            _ => Err(CommonError::malformed_input_untold()),
        },
        Shape::Timestamp => time::parse(text)
            .map(Value::Timestamp)
            .ok_or_else(CommonError::malformed_input_untold),
        Shape::Blob(_) => STANDARD
            .decode(text)
            .map(Value::Blob)
            .map_err(|_| CommonError::malformed_input_untold()),
        Shape::List(_) | Shape::Map(_) | Shape::Structure(_) => {
            Err(CommonError::malformed_input(SCALAR_EXPECTED))
        }
    }
}

/// Rust's own integer syntax is the one observed: an optional sign, then digits, leading zeros allowed, nothing else.
fn read_integer<T: std::str::FromStr>(text: &str) -> Result<T, CommonError> {
    if text.is_empty() {
        return Err(CommonError::malformed_input(
            "missing value for decimal type",
        ));
    }
    text.parse()
        .map_err(|_| CommonError::malformed_input_untold())
}
