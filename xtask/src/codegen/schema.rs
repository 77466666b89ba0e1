//! Writes the tables by which inputs are decoded and checked.

use std::collections::BTreeMap;

use super::java_hash;
use super::model::{Kind, Model, Shape};
use super::names::{lower_first, screaming};
use super::operations::sorted;
use super::pattern::{CharSet, Compiled, Step};
use super::types::{Usage, words};

/// The tables of all inputs of a service.
pub(super) fn schema(model: &Model, usage: &Usage) -> Result<String, String> {
    refuse_recursion(model)?;
    let mut writer = Writer::default();
    let mut tables = String::new();
    for name in &usage.read {
        let shape = model.shape(name)?;
        let constant = screaming(name);
        if shape.kind == Kind::Structure {
            tables.push_str(&structure(name, shape)?);
            if !usage.tops.contains(name) {
                tables.push_str(&format!(
                    "static {constant}_SHAPE: Shape = Shape::Structure(&{constant});
"
                ));
            }
        } else {
            let content = writer.shape(model, name, shape)?;
            tables.push_str(&format!("static {constant}_SHAPE: Shape = {content};\n"));
        }
    }
    for operation in sorted(model) {
        if operation.input.is_none() {
            let name = format!("{}Request", operation.name);
            tables.push_str(&format!(
                "pub(super) static {}: Structure = Structure {{ name: {name:?}, members: &[], report_order: &[] }};\n",
                screaming(&name)
            ));
        }
    }
    let body = format!("{tables}\n{}", writer.finish());
    let words = words(&body);
    let used = |names: &[&str]| {
        names
            .iter()
            .filter(|name| words.contains(**name))
            .copied()
            .collect::<Vec<_>>()
            .join(", ")
    };
    let patterns = used(&["Class", "Matcher", "Pattern", "Step"]);
    let shapes = used(&[
        "List",
        "Map",
        "Member",
        "Range",
        "Shape",
        "Structure",
        "Text",
    ]);
    Ok(format!(
        "//! The tables by which inputs are decoded and checked.\n\n\
         use wire::pattern::{{{patterns}}};\nuse wire::schema::{{{shapes}}};\n\n{body}"
    ))
}

fn structure(name: &str, shape: &Shape) -> Result<String, String> {
    let mut members = String::new();
    for (member, reference) in shape.members.iter() {
        let constructor = if shape.required.iter().any(|required| required == member) {
            "required"
        } else {
            "optional"
        };
        let wire_name = reference.location_name.as_deref().unwrap_or(member);
        members.push_str(&format!(
            "Member::{constructor}({wire_name:?}, {:?}, &{}_SHAPE),\n",
            lower_first(member),
            screaming(&reference.shape)
        ));
    }
    let paths: Vec<String> = shape
        .members
        .iter()
        .map(|(member, _)| lower_first(member))
        .collect();
    let order = java_hash::order(&paths.iter().map(String::as_str).collect::<Vec<_>>());
    if shape.members.len() > usize::from(u8::MAX) {
        return Err(format!(
            "`{name}` has more members than the order of its report can name"
        ));
    }
    let order: Vec<String> = order.iter().map(ToString::to_string).collect();
    Ok(format!(
        "pub(super) static {}: Structure = Structure {{ name: {name:?}, members: &[{members}], report_order: &[{}] }};\n",
        screaming(name),
        order.join(", ")
    ))
}

/// Gives every expression and every set of characters one static, in the order of their first use.
#[derive(Default)]
struct Writer {
    patterns: BTreeMap<String, usize>,
    classes: BTreeMap<CharSet, usize>,
    ranges: BTreeMap<Vec<(char, char)>, usize>,
    statics: String,
}

impl Writer {
    fn shape(&mut self, model: &Model, name: &str, shape: &Shape) -> Result<String, String> {
        let range = range(shape);
        let element = |reference: &Option<super::model::Reference>| match reference {
            Some(reference) => Ok(format!("&{}_SHAPE", screaming(&reference.shape))),
            None => Err(format!("`{name}` has no element")),
        };
        Ok(match shape.kind {
            Kind::String => self.text(shape, &range)?,
            Kind::Integer => format!("Shape::Integer({range})"),
            Kind::Long => format!("Shape::Long({range})"),
            Kind::Boolean => "Shape::Boolean".to_owned(),
            Kind::Timestamp => "Shape::Timestamp".to_owned(),
            Kind::Blob => format!("Shape::Blob({range})"),
            Kind::List => {
                let reference = shape
                    .member
                    .as_ref()
                    .ok_or_else(|| format!("`{name}` has no element"))?;
                // In JSON they stand as they are; a form would need an index behind an index.
                let element_kind = model.shape(&reference.shape)?.kind;
                if !model.is_rest() && matches!(element_kind, Kind::List | Kind::Map) {
                    return Err(format!(
                        "`{name}`: wire reads no lists of lists or maps in forms"
                    ));
                }
                let word = reference.location_name.as_deref().unwrap_or("member");
                let word = if shape.flattened {
                    "None".to_owned()
                } else {
                    format!("Some({word:?})")
                };
                format!(
                    "Shape::List(List {{ word: {word}, element: {}, length: {range} }})",
                    element(&shape.member)?
                )
            }
            Kind::Map => {
                let word = if shape.flattened {
                    "None"
                } else {
                    "Some(\"entry\")"
                };
                let name_of = |reference: &Option<super::model::Reference>, default: &str| {
                    reference
                        .as_ref()
                        .and_then(|reference| reference.location_name.clone())
                        .unwrap_or_else(|| default.to_owned())
                };
                format!(
                    "Shape::Map(Map {{ word: {word}, key_name: {:?}, value_name: {:?}, key: {}, value: {}, length: {range} }})",
                    name_of(&shape.key, "key"),
                    name_of(&shape.value, "value"),
                    element(&shape.key)?,
                    element(&shape.value)?
                )
            }
            Kind::Structure | Kind::Float | Kind::Double => {
                return Err(format!("`{name}`: {:?} is no plain shape", shape.kind));
            }
        })
    }

    fn text(&mut self, shape: &Shape, range: &str) -> Result<String, String> {
        let pattern = match &shape.pattern {
            Some(source) => format!("Some(&PATTERN_{})", self.pattern(source)?),
            None => "None".to_owned(),
        };
        let values: Vec<&str> = shape.values.iter().map(String::as_str).collect();
        let values: Vec<String> = java_hash::order(&values)
            .into_iter()
            .filter_map(|at| values.get(at))
            .map(|value| format!("{value:?}"))
            .collect();
        let values = values.join(", ");
        if pattern == "None" && values.is_empty() && !shape.sensitive && range == "Range::ANY" {
            return Ok("Shape::Text(Text::ANY)".to_owned());
        }
        Ok(format!(
            "Shape::Text(Text {{ length: {range}, pattern: {pattern}, values: &[{values}], sensitive: {} }})",
            shape.sensitive
        ))
    }

    fn pattern(&mut self, source: &str) -> Result<usize, String> {
        if let Some(&number) = self.patterns.get(source) {
            return Ok(number);
        }
        let matcher = match super::pattern::compile(source)? {
            Compiled::Any(set) => format!("Matcher::Any(&CLASS_{})", self.class(set)),
            Compiled::Some(set) => format!("Matcher::Some(&CLASS_{})", self.class(set)),
            Compiled::Program(steps) => {
                let steps: Vec<String> = steps.into_iter().map(|step| self.step(step)).collect();
                format!("Matcher::Program(&[{}])", steps.join(", "))
            }
        };
        let number = self.patterns.len() + 1;
        self.patterns.insert(source.to_owned(), number);
        self.statics.push_str(&format!(
            "static PATTERN_{number}: Pattern = Pattern {{ source: {source:?}, matcher: {matcher} }};\n"
        ));
        Ok(number)
    }

    fn step(&mut self, step: Step) -> String {
        match step {
            Step::Take(set) => format!("Step::Take(&CLASS_{})", self.class(set)),
            Step::NotAhead(set) => format!("Step::NotAhead(&CLASS_{})", self.class(set)),
            Step::Split(first, second) => format!("Step::Split({first}, {second})"),
            Step::Jump(target) => format!("Step::Jump({target})"),
            Step::Accept => "Step::Accept".to_owned(),
        }
    }

    fn class(&mut self, set: CharSet) -> usize {
        if let Some(&number) = self.classes.get(&set) {
            return number;
        }
        let (ascii, ranges) = set.split();
        let ranges = if ranges.is_empty() {
            "&[]".to_owned()
        } else {
            format!("&RANGES_{}", self.range_table(ranges))
        };
        let number = self.classes.len() + 1;
        self.classes.insert(set, number);
        self.statics.push_str(&format!(
            "static CLASS_{number}: Class = Class {{ ascii: {ascii:#034x}, ranges: {ranges} }};\n"
        ));
        number
    }

    fn range_table(&mut self, ranges: Vec<(char, char)>) -> usize {
        if let Some(&number) = self.ranges.get(&ranges) {
            return number;
        }
        let number = self.ranges.len() + 1;
        let pairs: Vec<String> = ranges
            .iter()
            .map(|(first, last)| {
                format!(
                    "('\\u{{{:x}}}', '\\u{{{:x}}}')",
                    u32::from(*first),
                    u32::from(*last)
                )
            })
            .collect();
        self.statics.push_str(&format!(
            "static RANGES_{number}: [(char, char); {}] = [{}];\n",
            ranges.len(),
            pairs.join(", ")
        ));
        self.ranges.insert(ranges, number);
        number
    }

    fn finish(self) -> String {
        self.statics
    }
}

fn range(shape: &Shape) -> String {
    match (shape.min, shape.max) {
        (None, None) => "Range::ANY".to_owned(),
        (Some(min), Some(max)) => format!("Range::between({min}, {max})"),
        (Some(min), None) => format!("Range::at_least({min})"),
        (None, Some(max)) => format!("Range::at_most({max})"),
    }
}

/// A recursive input would let a request choose how deep the decoder goes.
fn refuse_recursion(model: &Model) -> Result<(), String> {
    for (_, operation) in model.operations.iter() {
        if let Some(input) = &operation.input {
            descend(model, &input.shape, &mut Vec::new())?;
        }
    }
    Ok(())
}

fn descend<'m>(model: &'m Model, name: &'m str, above: &mut Vec<&'m str>) -> Result<(), String> {
    if above.contains(&name) {
        return Err(format!(
            "the input shape `{name}` contains itself, which wire does not read"
        ));
    }
    above.push(name);
    let shape = model.shape(name)?;
    let nested = [&shape.member, &shape.key, &shape.value]
        .into_iter()
        .flatten();
    for reference in shape
        .members
        .iter()
        .map(|(_, reference)| reference)
        .chain(nested)
    {
        descend(model, &reference.shape, above)?;
    }
    above.pop();
    Ok(())
}
