//! The services of this authority: a new one is one crate and one line here.

use pipeline::Service;

/// Every service but the resource.
pub(crate) fn services() -> Vec<Service> {
    vec![
        iam::service(),
        sts::service(),
        access_analyzer::service(),
        iam::toolbox(),
    ]
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use wire::OperationInfo;

    use super::*;

    /// What is not built answers `InvalidAction` or `UnknownOperationException` and stands on a list that may only shrink:
    /// building an operation without taking it off fails here, and so does losing one.
    #[test]
    fn the_list_of_what_is_not_built_is_true() {
        let modelled: [&[&OperationInfo]; 4] = [
            &shapes::iam::operations::OPERATIONS,
            &shapes::sts::operations::OPERATIONS,
            &shapes::access_analyzer::operations::OPERATIONS,
            &shapes::iam_toolbox::operations::OPERATIONS,
        ];
        let mut not_built = BTreeSet::new();
        assert_eq!(services().len(), modelled.len());
        for (service, operations) in services().iter().zip(modelled) {
            assert!(
                operations
                    .iter()
                    .all(|operation| operation.service == service.info)
            );
            let built: BTreeSet<&str> = service.operation_names().collect();
            let missing = operations
                .iter()
                .filter(|operation| !built.contains(operation.name));
            not_built.extend(
                missing.map(|operation| format!("{}:{}", service.info.name, operation.name)),
            );
        }
        let listed = include_str!("../../../conformance/operations/not-built.txt");
        let listed: BTreeSet<String> = listed
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(str::to_owned)
            .collect();
        assert_eq!(not_built, listed);
    }
}
