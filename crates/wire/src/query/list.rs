//! Lists of the query protocol: `Tags.member.1.Key=…`, with the indexes that AWS was observed to accept.
//!
//! Indexes are taken in ascending order. A list begins with an extent of one element, and each index may lie at most ten
//! beyond the extent so far; what is skipped becomes a hole.

use super::decode::{Decoder, LIST_EXPECTED, SCALAR_EXPECTED, read_scalar};
use super::node::Node;
use crate::schema::{List, Shape};
use crate::{CommonError, Value};

/// How far an index may lie beyond the extent of the list so far.
const GAP_MAX: u32 = 10;

/// What was sent for one element. A hole has neither part.
#[derive(Clone, Copy)]
pub(super) struct Element<'p> {
    scalar: Option<&'p str>,
    pub(super) below: Node<'p>,
}

impl Element<'_> {
    const HOLE: Self = Self {
        scalar: None,
        below: Node::empty(),
    };
}

/// What to do with names such as `Tags.member.one.Key`, whose index is no number.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Strays {
    /// Refuse them.
    Refused,
    /// Alone, they make the list one element that holds nothing, as AWS was observed to read lists of structures.
    EmptyElement,
}

impl Decoder {
    /// A list, `Null` when it is absent.
    pub(super) fn list<'p>(
        &mut self,
        list: &List,
        scalar: Option<&str>,
        below: Node<'p>,
    ) -> Result<Value<'p>, CommonError> {
        let strays = match list.element {
            Shape::Structure(_) => Strays::EmptyElement,
            _ => Strays::Refused,
        };
        let Some(elements) = self.elements(list.word, strays, scalar, below)? else {
            return Ok(Value::Null);
        };
        let values = elements
            .into_iter()
            .map(|element| match (list.element, element.scalar) {
                // A hole among structures is an empty structure: AWS reports its members as null, one by one.
                (Shape::Structure(structure), scalar) => {
                    self.nested(structure, element.below, Some(scalar.unwrap_or_default()))
                }
                (shape, Some(text)) => read_scalar(text, shape),
                (_, None) if element.below.is_empty() => Ok(Value::Null),
                (_, None) => Err(CommonError::malformed_input(SCALAR_EXPECTED)),
            });
        values.collect::<Result<_, _>>().map(Value::List)
    }

    /// The elements of a list whose name has the value `scalar` and the parameters `below`, holes included; `None` when
    /// nothing was sent. The list's name alone without a value is an empty list.
    pub(super) fn elements<'p>(
        &mut self,
        word: Option<&str>,
        strays: Strays,
        scalar: Option<&str>,
        below: Node<'p>,
    ) -> Result<Option<Vec<Element<'p>>>, CommonError> {
        let (word_value, elements) = match word {
            Some(word) => below.at(word),
            None => (None, below),
        };
        if !elements.is_empty() {
            return self.expand(scan(elements, strays)?).map(Some);
        }
        match (word_value, scalar) {
            (None, None) => Ok(None),
            (None, Some("")) => Ok(Some(Vec::new())),
            _ => Err(CommonError::malformed_input(LIST_EXPECTED)),
        }
    }

    /// Fills the holes between the elements found.
    fn expand<'p>(
        &mut self,
        found: Vec<(u32, Element<'p>)>,
    ) -> Result<Vec<Element<'p>>, CommonError> {
        let mut extent = 1;
        for &(index, _) in &found {
            let skipped = index.saturating_sub(extent);
            if skipped > GAP_MAX {
                let text = format!("Excessively sparse input would skip {skipped} list elements");
                return Err(CommonError::malformed_input(text));
            }
            extent = extent.max(index);
        }
        let length = usize::try_from(extent).map_err(|_| CommonError::malformed_input_untold())?;
        self.spend(length)?;
        let mut elements = vec![Element::HOLE; length];
        for (index, element) in found {
            let place = usize::try_from(index.saturating_sub(1))
                .ok()
                .and_then(|at| elements.get_mut(at));
            if let Some(place) = place {
                *place = element;
            }
        }
        Ok(elements)
    }
}

/// Reads the indexes below a list, ascending. Names are sorted, so all parts of one element stand together.
fn scan(list: Node<'_>, strays: Strays) -> Result<Vec<(u32, Element<'_>)>, CommonError> {
    let mut found: Vec<(u32, Element<'_>)> = Vec::new();
    let mut has_strays = false;
    let mut group: Option<(&str, usize)> = None;
    let mut position = 0_usize;
    for (name, value) in list.iter() {
        let (segment, below) = match name.split_once('.') {
            Some((segment, below)) => (segment, Some(below)),
            None => (name, None),
        };
        let here = position;
        position = position.saturating_add(1);
        let Some(index) = read_index(segment)? else {
            has_strays = true;
            continue;
        };
        if below.is_some_and(|below| is_number(below.split('.').next().unwrap_or_default())) {
            return Err(CommonError::malformed_input(
                "Two index elements may not occur back to back",
            ));
        }
        if group.is_none_or(|(current, _)| current != segment) {
            group = Some((segment, if below.is_some() { here } else { position }));
            found.push((index, Element::HOLE));
        }
        let (Some((_, start)), Some((_, element))) = (group, found.last_mut()) else {
            continue;
        };
        match below {
            Some(_) => element.below = list.part(start..position, segment),
            None => element.scalar = Some(value),
        }
    }
    match (has_strays, strays) {
        (false, _) => {
            found.sort_by_key(|&(index, _)| index);
            Ok(found)
        }
        (true, Strays::EmptyElement) if found.is_empty() => Ok(vec![(1, Element::HOLE)]),
        (true, _) => Err(CommonError::malformed_input(
            "Start of list found where not expected",
        )),
    }
}

/// The index that a segment spells, `None` when it is no number.
fn read_index(segment: &str) -> Result<Option<u32>, CommonError> {
    if segment.strip_prefix('-').is_some_and(is_number) {
        return Err(CommonError::malformed_input(format!(
            "Key {segment} may not have a leading '-'"
        )));
    }
    if !is_number(segment) {
        return Ok(None);
    }
    match segment.parse() {
        Ok(0) => Err(CommonError::malformed_input("0 is not a valid index")),
        Ok(index) => Ok(Some(index)),
        Err(_) => Err(CommonError::malformed_input_untold()),
    }
}

fn is_number(segment: &str) -> bool {
    !segment.is_empty() && segment.bytes().all(|byte| byte.is_ascii_digit())
}
