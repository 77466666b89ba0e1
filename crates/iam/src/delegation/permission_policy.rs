//! The permissions of a request: a policy template of the provider with its parameters filled in.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/temporary-delegation-policy-templates.html>

use std::collections::BTreeSet;

use pipeline::Partner;
use policy::{Comparison, Effect, Json, Kind, Node, Operator, Policy, Statement, read_json};
use records::delegation_requests::Parameter;
use shapes::iam::{DelegationPermission, InvalidInput, PolicyParameter, PolicyParameterTypeEnum};

use super::errors;
use crate::shared::template::{self, Value, Values};

/// The permissions that a request asks for, ready to be kept.
pub(super) struct Permissions {
    pub(super) template_arn: String,
    pub(super) parameters: Vec<Parameter>,
    pub(super) policy: String,
}

/// Fills in the template of the provider.
///
/// # Errors
/// `InvalidInput` for a template or values that do not fit, and for a policy that is none, is too long, or lets roles be
/// made that nothing bounds.
pub(super) fn of(
    partner: &Partner,
    asked: DelegationPermission,
) -> Result<Permissions, InvalidInput> {
    let template_arn = asked.policy_template_arn.ok_or_else(errors::no_template)?;
    let template = partner.policy_templates.get(&template_arn);
    let template = template.ok_or_else(|| errors::unknown_template(&template_arn))?;
    let mut parameters: Vec<Parameter> = Vec::new();
    for given in asked.parameters.unwrap_or_default() {
        let parameter = parameter(given)?;
        if parameters.iter().any(|other| other.name == parameter.name) {
            return Err(errors::repeated_parameter(&parameter.name));
        }
        parameters.push(parameter);
    }
    let values: Values = parameters.iter().map(value).collect();
    let policy = template::document(template, &values).map_err(errors::not_rendered)?;
    let policy = policy.unwrap_or_default();
    if policy.chars().count() > POLICY_CHARACTERS_MAX {
        return Err(errors::permissions_too_long(POLICY_CHARACTERS_MAX));
    }
    let parsed = Policy::parse(&policy, Kind::Session);
    let parsed = parsed.map_err(|error| errors::malformed_permissions(&error))?;
    if !roles_are_bounded(&parsed) {
        return Err(errors::unbounded_roles());
    }
    Ok(Permissions {
        template_arn,
        parameters,
        policy,
    })
}

fn parameter(given: PolicyParameter) -> Result<Parameter, InvalidInput> {
    let name = given.name.ok_or_else(errors::nameless_parameter)?;
    let values = given.values.unwrap_or_default();
    let is_list = match given.r#type {
        Some(PolicyParameterTypeEnum::StringList) => true,
        Some(PolicyParameterTypeEnum::String) if values.len() == 1 => false,
        _ => return Err(errors::bad_parameter(&name)),
    };
    Ok(Parameter {
        name,
        values,
        is_list,
    })
}

fn value(parameter: &Parameter) -> (String, Value) {
    let value = match parameter.values.as_slice() {
        [one] if !parameter.is_list => Value::One(one.clone()),
        many => Value::Many(many.to_vec()),
    };
    (parameter.name.clone(), value)
}

/// Whether every statement that lets roles be made demands a boundary of them: "Product providers must attach a permission
/// boundary to any IAM role created through temporary delegation."
fn roles_are_bounded(policy: &Policy) -> bool {
    let makes_roles =
        |statement: &&Statement| statement.effect() == Effect::Allow && may_make_roles(statement);
    let mut makers = policy.statements().iter().filter(makes_roles);
    makers.all(|statement| {
        statement.conditions().iter().any(|condition| {
            condition.folded_key() == BOUNDARY_KEY
                && binds(condition.operator())
                && !condition.literals().is_empty()
        })
    })
}

/// Whether the operator lets nothing through where the key is absent or has another value.
fn binds(operator: &Operator) -> bool {
    let compares_names = matches!(
        operator.comparison,
        Comparison::String | Comparison::StringLike | Comparison::Arn { .. }
    );
    compares_names && operator.set.is_none() && !operator.is_negated && !operator.if_exists
}

fn may_make_roles(statement: &Statement) -> bool {
    statement.actions().is_none_or(|actions| {
        let is_named = actions
            .patterns()
            .iter()
            .any(|pattern| pattern.matches_action("iam:CreateRole"));
        is_named != actions.is_not()
    })
}

/// The boundaries that the policy demands of roles, for people to look at.
pub(super) fn boundaries(policy: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    if let Ok(root) = read_json(policy) {
        collect(&root, &mut found);
    }
    found.into_iter().collect()
}

fn collect(node: &Node, found: &mut BTreeSet<String>) {
    match &node.value {
        Json::Object(members) => {
            for (name, value) in members {
                if name.eq_ignore_ascii_case(BOUNDARY_KEY) {
                    found.extend(
                        value
                            .items()
                            .iter()
                            .filter_map(Node::as_str)
                            .map(str::to_owned),
                    );
                } else {
                    collect(value, found);
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| collect(item, found)),
        _ => {}
    }
}

const BOUNDARY_KEY: &str = "iam:permissionsboundary";

/// "The final rendered policy has a maximum size limit of 2048 characters."
const POLICY_CHARACTERS_MAX: usize = 2_048;

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;

    fn partner(template: &str) -> Partner {
        Partner {
            account: "123456789012".parse().unwrap(),
            name: "Example".to_owned(),
            policy_templates: BTreeMap::from([("arn:t".to_owned(), template.to_owned())]),
            topics: BTreeSet::new(),
        }
    }

    fn rendered(statement: &str, parameters: &[(&str, &[&str], bool)]) -> Result<String, String> {
        let template = format!(r#"{{"Version":"2012-10-17","Statement":{statement}}}"#);
        let parameters = parameters
            .iter()
            .map(|(name, values, is_list)| PolicyParameter {
                name: Some((*name).to_owned()),
                values: Some(values.iter().map(|value| (*value).to_owned()).collect()),
                r#type: Some(if *is_list {
                    PolicyParameterTypeEnum::StringList
                } else {
                    PolicyParameterTypeEnum::String
                }),
            });
        let asked = DelegationPermission {
            policy_template_arn: Some("arn:t".to_owned()),
            parameters: Some(parameters.collect()),
        };
        of(&partner(&template), asked)
            .map(|permissions| permissions.policy)
            .map_err(|error| error.message)
    }

    #[test]
    fn permissions_are_the_template_filled_in() {
        let statement =
            r#"{"Effect":"Allow","Action":"s3:GetObject","Resource":"arn:aws:s3:::@{bucket}/*"}"#;
        for (parameters, expected) in [
            (
                &[("bucket", &["b"][..], false)][..],
                Ok(r#""Resource":"arn:aws:s3:::b/*""#),
            ),
            (
                &[("bucket", &["b", "c"], true)],
                Ok(r#""Resource":["arn:aws:s3:::b/*","arn:aws:s3:::c/*"]"#),
            ),
            (&[], Err("Parameter 'bucket' not found")),
            (&[("bucket", &["b", "c"], false)], Err("exactly one value")),
            (
                &[("bucket", &["b"], false), ("bucket", &["c"], false)],
                Err("given twice"),
            ),
        ] {
            match (rendered(statement, parameters), expected) {
                (Ok(policy), Ok(part)) => assert!(policy.contains(part), "{policy}"),
                (Err(message), Err(part)) => assert!(message.contains(part), "{message}"),
                (got, _) => assert!(got.is_err() == expected.is_err(), "{got:?}"),
            }
        }
    }

    #[test]
    fn a_policy_that_is_none_or_too_long_is_refused() {
        let long = "x".repeat(2_048);
        let statement = r#"{"Effect":"Allow","Action":"s3:*","Resource":"arn:aws:s3:::@{b}"}"#;
        let refused = rendered(statement, &[("b", &[&long], false)]).unwrap_err();
        assert!(refused.contains("longer than 2048"), "{refused}");
        assert!(rendered(r#"{"Effect":"Perhaps"}"#, &[]).is_err());
        assert!(rendered(r#"[{"@Enabled":"b"}]"#, &[("b", &["False"], false)]).is_err());
    }

    #[test]
    fn roles_are_made_with_a_boundary_or_not_at_all() {
        let with = |action: &str, condition: &str| {
            format!(r#"{{"Effect":"Allow",{action},"Resource":"*"{condition}}}"#)
        };
        let bound = r#","Condition":{"StringEquals":{"iam:PermissionsBoundary":"arn:aws:iam::aws:policy/P"}}"#;
        let if_exists = r#","Condition":{"StringEqualsIfExists":{"iam:PermissionsBoundary":"arn:aws:iam::aws:policy/P"}}"#;
        let negated = r#","Condition":{"StringNotEquals":{"iam:PermissionsBoundary":"arn:aws:iam::aws:policy/P"}}"#;
        for (action, condition, is_fine) in [
            (r#""Action":"iam:CreateRole""#, bound, true),
            (r#""Action":["s3:*","iam:Create*"]"#, bound, true),
            (r#""Action":"iam:CreateRole""#, "", false),
            (r#""Action":"iam:CreateRole""#, if_exists, false),
            (r#""Action":"iam:CreateRole""#, negated, false),
            (r#""Action":"*""#, "", false),
            (r#""NotAction":"s3:*""#, "", false),
            (r#""NotAction":"iam:*""#, "", true),
            (r#""Action":"iam:CreateUser""#, "", true),
        ] {
            let got = rendered(&with(action, condition), &[]);
            assert_eq!(got.is_ok(), is_fine, "{action} {condition}");
            if is_fine && !condition.is_empty() {
                assert_eq!(boundaries(&got.unwrap()), ["arn:aws:iam::aws:policy/P"]);
            }
        }
        let denied = r#"{"Effect":"Deny","Action":"iam:CreateRole","Resource":"*"}"#;
        assert!(rendered(denied, &[]).is_ok());
    }
}
