//! Writes the table of a service's operations, and its errors.

use std::collections::BTreeSet;

use super::Service;
use super::model::{Model, Operation, Reference, Shape};
use super::names::{screaming, snake, upper_first};
use super::types::{self, Usage};

/// One static for each operation, all of them sorted by name, and the look-up.
pub(super) fn operations(service: &Service, model: &Model) -> Result<String, String> {
    let metadata = &model.metadata;
    let (protocol, bindings) = if model.is_rest() {
        ("RestJson", "use wire::rest::{Binding, Place};\n")
    } else {
        ("Query", "")
    };
    let mut text = format!(
        "//! The service and its operations.\n\n{bindings}use wire::{{Auth, OperationInfo, Protocol, ServiceInfo, ValueStyle}};\n\n",
    );
    text.push_str(&format!(
        "/// What the service is called on the wire.\npub static SERVICE: ServiceInfo = ServiceInfo {{ name: {:?}, signing_name: {:?}, \
         api_version: {:?}, namespace: {:?}, value_style: ValueStyle::{}, protocol: Protocol::{protocol}, \
         validation_reason: {:?} }};\n\n",
        service.name,
        metadata.signing_name.as_deref().unwrap_or(&metadata.endpoint_prefix),
        metadata.api_version,
        metadata.xml_namespace,
        service.value_style,
        validation_reason(model),
    ));
    let operations = sorted(model);
    text.push_str("/// Every operation, sorted by name.\n");
    text.push_str(&format!(
        "pub static OPERATIONS: [&OperationInfo; {}] = [\n",
        operations.len()
    ));
    for operation in &operations {
        text.push_str(&format!("&{},\n", screaming(&operation.name)));
    }
    text.push_str("];\n\n/// The operation with this name.\n#[must_use]\n");
    text.push_str("pub fn operation(name: &str) -> Option<&'static OperationInfo> {\n");
    text.push_str(
        "let at = OPERATIONS.binary_search_by(|operation| operation.name.cmp(name)).ok()?;\n",
    );
    text.push_str("OPERATIONS.get(at).copied()\n}\n\n");
    for operation in &operations {
        let auth = if operation.authtype.as_deref() == Some("none") {
            "None"
        } else {
            "V4"
        };
        text.push_str(&format!(
            "/// `{name}`.\npub static {constant}: OperationInfo = OperationInfo {{ name: {name:?}, service: &SERVICE, \
             auth: Auth::{auth}, has_result: {has_result}, binding: {binding} }};\n\n",
            name = operation.name,
            constant = screaming(&operation.name),
            has_result = operation.output.is_some(),
            binding = binding(model, operation)?,
        ));
    }
    Ok(text)
}

/// Where the requests of an operation go, if it is a method and a path.
fn binding(model: &Model, operation: &Operation) -> Result<String, String> {
    if !model.is_rest() {
        return Ok("None".to_owned());
    }
    let http = &operation.http;
    if http.request_uri.contains('?') {
        return Err(format!(
            "`{}`: paths with a query have no generator yet",
            operation.name
        ));
    }
    let mut places = Vec::new();
    if let Some(input) = &operation.input {
        for (member, reference) in model.shape(&input.shape)?.members.iter() {
            places.push(match reference.location.as_deref() {
                None => "Place::Body",
                Some("uri") => "Place::Path",
                Some("querystring") => "Place::Query",
                Some(other) => {
                    return Err(format!(
                        "`{}`: `{member}` in the {other} has no generator yet",
                        operation.name
                    ));
                }
            });
        }
    }
    Ok(format!(
        "Some(&Binding {{ method: {:?}, path: {:?}, status: {}, places: &[{}] }})",
        http.method,
        http.request_uri,
        http.response_code.unwrap_or(200),
        places.join(", ")
    ))
}

/// The reason that a `ValidationException` about broken constraints must give, where the model asks for one.
fn validation_reason(model: &Model) -> Option<&str> {
    let exception = model.shapes.get("ValidationException")?;
    let is_asked = exception.required.iter().any(|member| member == "reason");
    let reasons = model.shapes.get(&exception.members.get("reason")?.shape)?;
    let mut values = reasons.values.iter().map(String::as_str);
    values.find(|value| is_asked && value.eq_ignore_ascii_case("fieldValidationFailed"))
}

/// The type of each error, and for each operation the enumeration of what it answers.
pub(super) fn errors(model: &Model, usage: &Usage) -> Result<String, String> {
    let mut text = String::new();
    let mut used = BTreeSet::new();
    for (_, operation) in model.operations.iter() {
        used.extend(operation.errors.iter().map(|error| error.shape.as_str()));
    }
    for name in used {
        let shape = model.shape(name)?;
        let (code, status, fault) = error_facts(name, shape);
        let (macro_name, details) = match details(model, shape)? {
            details if details.is_empty() => ("modelled_error", String::new()),
            details => ("detailed_error", format!(", {{ {details} }}")),
        };
        text.push_str(&format!(
            "{macro_name}!(\n/// `{code}`, HTTP {status}.\n{}, {code:?}, {status}, {fault}{details});\n",
            error_name(name)
        ));
    }
    for operation in sorted(model) {
        let errors: Vec<String> = operation
            .errors
            .iter()
            .map(|error| error_name(&error.shape))
            .collect();
        text.push_str(&format!(
            "\noperation_error!(\n/// What `{name}` answers instead of its output.\n{name}Error {{ {} }});\n",
            errors.join(", "),
            name = operation.name,
        ));
    }
    let words = types::words(&text);
    let macros = ["detailed_error", "modelled_error", "operation_error"];
    let macros: Vec<&str> = macros
        .into_iter()
        .filter(|name| words.contains(name))
        .collect();
    let imports = types::imports(model, usage, &text);
    Ok(format!(
        "//! The modelled errors, and the errors of each operation.\n\nuse wire::{{{}}};\n{imports}\n{text}",
        macros.join(", ")
    ))
}

/// What an error says in its body beside its message. The query protocol has no place for it.
fn details(model: &Model, shape: &Shape) -> Result<String, String> {
    let mut members = Vec::new();
    for (member, reference) in detail_members(model, shape) {
        let plain = types::rust_type(model, &reference.shape)?;
        let ty = if shape.required.iter().any(|required| required == member) {
            plain
        } else {
            format!("Option<{plain}>")
        };
        members.push(format!("{}: {ty} = {member:?}", snake(member)));
    }
    Ok(members.join(", "))
}

/// The members of an error that stand in its body, beside its message. A header of an error, `Retry-After`, is only a
/// hint, and none is sent.
pub(super) fn detail_members<'m>(
    model: &Model,
    shape: &'m Shape,
) -> impl Iterator<Item = (&'m str, &'m Reference)> + use<'m> {
    let is_rest = model.is_rest();
    shape.members.iter().filter(move |(member, reference)| {
        is_rest && !member.eq_ignore_ascii_case("message") && reference.location.is_none()
    })
}

/// `NoSuchEntityException` → `NoSuchEntity`: the type has the name of the code wherever the model lets it.
pub(super) fn error_name(shape: &str) -> String {
    upper_first(shape.strip_suffix("Exception").unwrap_or(shape))
}

/// Errors without a trait have their shape's name as code, and status 400.
fn error_facts<'m>(name: &'m str, shape: &'m Shape) -> (&'m str, u16, &'static str) {
    match &shape.error {
        Some(error) => {
            let fault = if error.sender_fault || error.http_status_code < 500 {
                "Sender"
            } else {
                "Receiver"
            };
            (
                error.code.as_deref().unwrap_or(name),
                error.http_status_code,
                fault,
            )
        }
        None => (name, 400, "Sender"),
    }
}

/// The operations by name.
pub(super) fn sorted(model: &Model) -> Vec<&Operation> {
    let mut operations: Vec<&Operation> = model
        .operations
        .iter()
        .map(|(_, operation)| operation)
        .collect();
    operations.sort_by(|a, b| a.name.cmp(&b.name));
    operations
}
