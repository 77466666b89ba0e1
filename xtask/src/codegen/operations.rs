//! Writes the table of a service's operations, and its errors.

use std::collections::BTreeSet;

use super::Service;
use super::model::{Model, Operation, Shape};
use super::names::{screaming, upper_first};

/// One static for each operation, all of them sorted by name, and the look-up.
pub(super) fn operations(service: &Service, model: &Model) -> String {
    let metadata = &model.metadata;
    let mut text = String::from(
        "//! The service and its operations.\n\nuse wire::{Auth, OperationInfo, ServiceInfo, ValueStyle};\n\n",
    );
    text.push_str(&format!(
        "/// What the service is called on the wire.\npub static SERVICE: ServiceInfo = ServiceInfo {{ name: {:?}, signing_name: {:?}, \
         api_version: {:?}, namespace: {:?}, value_style: ValueStyle::{} }};\n\n",
        service.module,
        metadata.signing_name.as_deref().unwrap_or(&metadata.endpoint_prefix),
        metadata.api_version,
        metadata.xml_namespace,
        service.value_style,
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
             auth: Auth::{auth}, has_result: {has_result} }};\n\n",
            name = operation.name,
            constant = screaming(&operation.name),
            has_result = operation.output.is_some(),
        ));
    }
    text
}

/// The type of each error, and for each operation the enumeration of what it answers.
pub(super) fn errors(model: &Model) -> Result<String, String> {
    let mut text = String::from(
        "//! The modelled errors, and the errors of each operation.\n\nuse wire::{modelled_error, operation_error};\n\n",
    );
    let mut used = BTreeSet::new();
    for (_, operation) in model.operations.iter() {
        used.extend(operation.errors.iter().map(|error| error.shape.as_str()));
    }
    for name in used {
        let (code, status, fault) = error_facts(name, model.shape(name)?);
        text.push_str(&format!(
            "modelled_error!(\n/// `{code}`, HTTP {status}.\n{}, {code:?}, {status}, {fault});\n",
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
    Ok(text)
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
