//! Writes the types of inputs, outputs, structures and enumerations.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Kind, Model, Reference, Shape};
use super::names::{screaming, snake, upper_first, variant};
use super::operations::{detail_members, error_name, sorted};
use super::patches;

/// Which shapes are read from requests and which are written to responses.
pub(super) struct Usage {
    /// All shapes of inputs.
    pub(super) read: BTreeSet<String>,
    /// All shapes of outputs.
    written: BTreeSet<String>,
    /// Structures that are an operation's whole input or output.
    pub(super) tops: BTreeSet<String>,
}

impl Usage {
    pub(super) fn of(model: &Model) -> Result<Self, String> {
        let mut usage = Self {
            read: BTreeSet::new(),
            written: BTreeSet::new(),
            tops: BTreeSet::new(),
        };
        for (_, operation) in model.operations.iter() {
            for (reference, reached) in [
                (&operation.input, &mut usage.read),
                (&operation.output, &mut usage.written),
            ] {
                if let Some(reference) = reference {
                    usage.tops.insert(reference.shape.clone());
                    reach(model, &reference.shape, reached)?;
                }
            }
            for error in &operation.errors {
                for (_, reference) in detail_members(model, model.shape(&error.shape)?) {
                    reach(model, &reference.shape, &mut usage.written)?;
                }
            }
        }
        if let Some(name) = usage.read.iter().find(|name| {
            let shape = model.shapes.get(name);
            shape.is_some_and(|shape| shape.document)
        }) {
            return Err(format!("`{name}`: wire reads no documents yet"));
        }
        Ok(usage)
    }

    /// Structures below inputs and outputs.
    fn structures<'m>(&self, model: &'m Model) -> Vec<(&'m str, &'m Shape)> {
        let is_part = |name: &str| {
            (self.read.contains(name) || self.written.contains(name)) && !self.tops.contains(name)
        };
        model
            .shapes
            .iter()
            .filter(|(name, shape)| {
                shape.kind == Kind::Structure && !shape.document && is_part(name)
            })
            .collect()
    }

    pub(super) fn enums<'m>(&self, model: &'m Model) -> Vec<(&'m str, &'m Shape)> {
        let is_used = |name: &str| self.read.contains(name) || self.written.contains(name);
        model
            .shapes
            .iter()
            .filter(|(name, shape)| !shape.values.is_empty() && is_used(name))
            .collect()
    }
}

fn reach(model: &Model, name: &str, reached: &mut BTreeSet<String>) -> Result<(), String> {
    if !reached.insert(name.to_owned()) {
        return Ok(());
    }
    let shape = model.shape(name)?;
    if matches!(shape.kind, Kind::Float | Kind::Double) {
        return Err(format!("`{name}`: wire has no floating-point values yet"));
    }
    let nested = [&shape.member, &shape.key, &shape.value]
        .into_iter()
        .flatten();
    for reference in shape
        .members
        .iter()
        .map(|(_, reference)| reference)
        .chain(nested)
    {
        reach(model, &reference.shape, reached)?;
    }
    Ok(())
}

/// Fails where two types would have one name.
pub(super) fn check_names(model: &Model, usage: &Usage) -> Result<(), String> {
    let mut names: BTreeMap<String, usize> = BTreeMap::new();
    let errors: BTreeSet<String> = model
        .operations
        .iter()
        .flat_map(|(_, operation)| &operation.errors)
        .map(|error| error_name(&error.shape))
        .collect();
    let operation_errors = sorted(model)
        .into_iter()
        .map(|operation| format!("{}Error", operation.name));
    let shapes = usage
        .structures(model)
        .into_iter()
        .chain(usage.enums(model))
        .map(|(name, _)| upper_first(name));
    let tops = usage.tops.iter().map(|name| upper_first(name));
    for name in errors
        .into_iter()
        .chain(operation_errors)
        .chain(shapes)
        .chain(tops)
    {
        *names.entry(name).or_default() += 1;
    }
    match names.into_iter().find(|(_, count)| *count > 1) {
        Some((name, _)) => Err(format!("two types would be called `{name}`")),
        None => Ok(()),
    }
}

/// The input of each operation; operations without one get an empty structure.
pub(super) fn requests(model: &Model, usage: &Usage) -> Result<String, String> {
    let title = "The input of each operation.";
    let mut text = String::new();
    let mut seen = BTreeSet::new();
    let none = Shape::empty();
    for operation in sorted(model) {
        let (shape_name, shape) = match &operation.input {
            Some(reference) => (reference.shape.clone(), model.shape(&reference.shape)?),
            None => (format!("{}Request", operation.name), &none),
        };
        if !seen.insert(shape_name.clone()) {
            return Err(format!("`{shape_name}` is the input of two operations"));
        }
        let doc = format!("Input of `{}`.", operation.name);
        text.push_str(&structure(model, usage, &shape_name, shape, &doc)?);
        text.push_str(&build(&shape_name, shape));
        text.push_str(&format!(
            "impl Input for {} {{ const OPERATION: &'static OperationInfo = &operations::{}; }}\n\n",
            upper_first(&shape_name),
            screaming(&operation.name)
        ));
    }
    Ok(file(model, usage, title, &text))
}

/// The output of each operation; operations without one get an empty structure.
pub(super) fn responses(model: &Model, usage: &Usage) -> Result<String, String> {
    let title = "The output of each operation.";
    let mut text = String::new();
    let mut seen = BTreeSet::new();
    let none = Shape::empty();
    for operation in sorted(model) {
        let (shape_name, shape) = match &operation.output {
            Some(reference) => (reference.shape.clone(), model.shape(&reference.shape)?),
            None => (format!("{}Response", operation.name), &none),
        };
        if seen.insert(shape_name.clone()) {
            let doc = format!("Output of `{}`.", operation.name);
            text.push_str(&structure(model, usage, &shape_name, shape, &doc)?);
            text.push_str(&output(model, &shape_name, shape)?);
        }
    }
    Ok(file(model, usage, title, &text))
}

/// The structures that inputs and outputs are made of.
pub(super) fn structures(model: &Model, usage: &Usage) -> Result<String, String> {
    let title = "The structures that inputs and outputs are made of.";
    let mut text = String::new();
    for (name, shape) in usage.structures(model) {
        let doc = format!("The structure `{name}`.");
        text.push_str(&structure(model, usage, name, shape, &doc)?);
        if usage.read.contains(name) {
            text.push_str(&build(name, shape));
        }
        if usage.written.contains(name) {
            text.push_str(&output(model, name, shape)?);
        }
    }
    Ok(file(model, usage, title, &text))
}

/// The enumerations.
pub(super) fn enums(model: &Model, usage: &Usage) -> Result<String, String> {
    let mut text = String::from("//! The enumerations.\n\nuse wire::string_enum;\n\n");
    for (name, shape) in usage.enums(model) {
        let variants: Vec<String> = shape
            .values
            .iter()
            .map(|value| format!("{} = {value:?}", variant(value)))
            .collect();
        let names: BTreeSet<String> = shape.values.iter().map(|value| variant(value)).collect();
        if names.len() != shape.values.len() {
            return Err(format!("`{name}`: two values would have one name"));
        }
        let alike = if names.len() > 2 && share_a_word(&names) {
            "#[expect(clippy::enum_variant_names, reason = \"the names are the model's\")]\n"
        } else {
            ""
        };
        text.push_str(&format!(
            "string_enum!(\n/// The enumeration `{name}`.\n{alike}{} {{ {} }});\n\n",
            upper_first(name),
            variants.join(", ")
        ));
    }
    Ok(text)
}

/// Whether all variants begin or end with one word, of which clippy would warn.
fn share_a_word(variants: &BTreeSet<String>) -> bool {
    let words = |variant: &String| {
        let starts = variant
            .char_indices()
            .zip(variant.chars().skip(1))
            .filter(|((_, before), letter)| before.is_lowercase() && letter.is_uppercase())
            .map(|((at, before), _)| at + before.len_utf8());
        let starts: Vec<usize> = starts.collect();
        let first = starts.first().map_or(variant.len(), |end| *end);
        let last = starts.last().map_or(0, |start| *start);
        (
            variant.get(..first).unwrap_or_default().to_owned(),
            variant.get(last..).unwrap_or_default().to_owned(),
        )
    };
    let (first, last): (BTreeSet<String>, BTreeSet<String>) = variants.iter().map(words).unzip();
    first.len() == 1 || last.len() == 1
}

/// A file of types: its title, the imports that its body needs, its body.
fn file(model: &Model, usage: &Usage, title: &str, body: &str) -> String {
    const IMPORTS: &[(&str, &str)] = &[
        ("BTreeMap", "std::collections::BTreeMap"),
        ("Structure", "wire::schema::Structure"),
        ("Build", "wire::Build"),
        ("Document", "wire::Document"),
        ("Encoder", "wire::Encoder"),
        ("Fields", "wire::Fields"),
        ("Input", "wire::Input"),
        ("Mismatch", "wire::Mismatch"),
        ("OperationInfo", "wire::OperationInfo"),
        ("Output", "wire::Output"),
        ("Sensitive", "wire::Sensitive"),
        ("Timestamp", "wire::Timestamp"),
        ("operations", "super::operations"),
        ("tables", "super::schema as tables"),
    ];
    let words = words(body);
    let mut text = format!("//! {title}\n\n");
    // These two are words of messages and names of members too.
    let has_documents = model.shapes.iter().any(|(_, shape)| shape.document);
    let is_meant = |word: &str| match word {
        "operations" => body.contains("&operations::"),
        "Document" => has_documents,
        _ => true,
    };
    for (word, path) in IMPORTS.iter().filter(|(word, _)| words.contains(word)) {
        if is_meant(word) {
            text.push_str(&format!("use {path};\n"));
        }
    }
    text.push_str(&imports(model, usage, body));
    format!("{text}\n{body}")
}

/// The imports of what a body uses of the service's own enumerations and structures.
pub(super) fn imports(model: &Model, usage: &Usage, body: &str) -> String {
    let words = words(body);
    let mut text = String::new();
    let mut glob = |module: &str, shapes: Vec<(&str, &Shape)>| {
        let is_defined = |name: &str| body.contains(&format!("pub struct {name} "));
        let mut names = shapes.into_iter().map(|(name, _)| upper_first(name));
        if names.any(|name| words.contains(name.as_str()) && !is_defined(&name)) {
            text.push_str(&format!("use super::{module}::*;\n"));
        }
    };
    glob("enums", usage.enums(model));
    glob("structures", usage.structures(model));
    text
}

/// The words of a source, those of its comments left out.
pub(super) fn words(source: &str) -> BTreeSet<&str> {
    let code = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    code.flat_map(|line| line.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .collect()
}

fn structure(
    model: &Model,
    usage: &Usage,
    name: &str,
    shape: &Shape,
    doc: &str,
) -> Result<String, String> {
    // Only what has no required member has a default: a forgotten required member must not compile.
    let default = if shape.required.is_empty() {
        ", Default"
    } else {
        ""
    };
    let mut text = format!(
        "/// {doc}\n#[derive(Clone, Debug, PartialEq{default})]\npub struct {} {{\n",
        upper_first(name)
    );
    for (member, reference) in shape.members.iter() {
        let is_required = shape.required.iter().any(|required| required == member)
            && !patches::OPTIONAL.contains(&(name, member));
        let target = model.shape(&reference.shape)?;
        let plain = rust_type(model, &reference.shape)?;
        // An input's absent list is an empty one; an output tells both apart, as the wire does.
        let is_collection =
            matches!(target.kind, Kind::List | Kind::Map) && !usage.written.contains(name);
        let ty = if is_required || is_collection {
            plain
        } else {
            format!("Option<{plain}>")
        };
        text.push_str(&format!("/// `{member}`.\npub {}: {ty},\n", snake(member)));
    }
    text.push_str("}\n\n");
    Ok(text)
}

pub(super) fn rust_type(model: &Model, name: &str) -> Result<String, String> {
    let shape = model.shape(name)?;
    let nested = |reference: &Option<Reference>| match reference {
        Some(reference) => rust_type(model, &reference.shape),
        None => Err(format!("`{name}` has no element")),
    };
    Ok(match shape.kind {
        Kind::Structure if shape.document => "Document".to_owned(),
        Kind::Structure => upper_first(name),
        Kind::String if !shape.values.is_empty() => upper_first(name),
        Kind::String if shape.sensitive => "Sensitive".to_owned(),
        Kind::String => "String".to_owned(),
        Kind::Integer => "i32".to_owned(),
        Kind::Long => "i64".to_owned(),
        Kind::Boolean => "bool".to_owned(),
        Kind::Timestamp => "Timestamp".to_owned(),
        Kind::Blob if shape.sensitive => "Sensitive<Vec<u8>>".to_owned(),
        Kind::Blob => "Vec<u8>".to_owned(),
        Kind::List => format!("Vec<{}>", nested(&shape.member)?),
        Kind::Map => format!("BTreeMap<String, {}>", nested(&shape.value)?),
        Kind::Float | Kind::Double => {
            return Err(format!("`{name}`: wire has no floating-point values yet"));
        }
    })
}

fn build(name: &str, shape: &Shape) -> String {
    let fields: String = shape
        .members
        .iter()
        .map(|(member, _)| format!("{}: fields.take()?,\n", snake(member)))
        .collect();
    let argument = if fields.is_empty() { "_" } else { "fields" };
    format!(
        "impl Build for {} {{\nconst SCHEMA: &'static Structure = &tables::{};\n\
         fn build({argument}: &mut Fields<'_>) -> Result<Self, Mismatch> {{\nOk(Self {{ {fields} }})\n}}\n}}\n\n",
        upper_first(name),
        screaming(name)
    )
}

fn output(model: &Model, name: &str, shape: &Shape) -> Result<String, String> {
    let first = patches::MEMBER_ORDER
        .iter()
        .find(|(patched, _)| *patched == name)
        .map_or(&[][..], |(_, members)| members);
    if let Some(unknown) = first
        .iter()
        .find(|member| shape.members.get(member).is_none())
    {
        return Err(format!(
            "the patch of `{name}` names `{unknown}`, which the model does not have"
        ));
    }
    let rest = shape
        .members
        .iter()
        .map(|(member, _)| member)
        .filter(|member| !first.contains(member));
    let mut lines = String::new();
    for member in first.iter().copied().chain(rest) {
        if patches::WITH_MILLISECONDS.contains(&(name, member)) {
            lines.push_str(&format!(
                "encoder.timestamp_with_milliseconds({member:?}, self.{});\n",
                snake(member)
            ));
        } else if is_instant_as_text(model, shape, member)? {
            lines.push_str(&format!(
                "encoder.timestamp_as_text({member:?}, self.{});\n",
                snake(member)
            ));
        } else {
            lines.push_str(&format!(
                "encoder.member({member:?}, &self.{});\n",
                snake(member)
            ));
        }
    }
    let argument = if lines.is_empty() { "_" } else { "encoder" };
    Ok(format!(
        "impl Output for {} {{\nfn members(&self, {argument}: &mut Encoder<'_>) {{\n{lines}}}\n}}\n\n",
        upper_first(name)
    ))
}

/// Whether a member of a JSON body is an instant that is no number there.
fn is_instant_as_text(model: &Model, shape: &Shape, member: &str) -> Result<bool, String> {
    let Some(reference) = shape.members.get(member).filter(|_| model.is_rest()) else {
        return Ok(false);
    };
    let target = model.shape(&reference.shape)?;
    match target.timestamp_format.as_deref() {
        None => Ok(false),
        Some("iso8601") => Ok(true),
        Some(other) => Err(format!("`{member}`: wire has no instants as {other} yet")),
    }
}

impl Shape {
    /// A structure without members.
    fn empty() -> Self {
        Self {
            kind: Kind::Structure,
            members: super::model::Ordered::default(),
            required: Vec::new(),
            member: None,
            key: None,
            value: None,
            min: None,
            max: None,
            pattern: None,
            values: Vec::new(),
            sensitive: false,
            flattened: false,
            error: None,
            document: false,
            timestamp_format: None,
        }
    }
}
