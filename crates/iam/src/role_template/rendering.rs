//! A role as a template makes it of given values.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_AcquireRole.html>

use std::collections::BTreeMap;

use names::{Arn, Path, PolicyName, RoleName};
use shapes::iam::{InvalidInput, ParameterTypeType};
use wire::CommonError;

use super::catalog::{Parameter, RoleTemplate};
use super::errors;
use crate::shared::errors::unparsable;
use crate::shared::template::{self, Value, Values};

/// What the template decides of a role.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Rendering {
    pub(super) name: RoleName,
    pub(super) path: Path,
    pub(super) description: String,
    pub(super) trust_policy: String,
    /// Inline policies; one without an enabled statement is left out.
    pub(super) inline_policies: Vec<(PolicyName, String)>,
    pub(super) attached_policies: Vec<Arn>,
    pub(super) max_session_duration: i32,
}

impl Rendering {
    /// The role of these values.
    ///
    /// # Errors
    /// `ValidationError` and `InvalidInput` for values that do not fit the parameters, and for what can be no role.
    pub(super) fn new<E>(
        template: &RoleTemplate,
        given: &BTreeMap<String, Vec<String>>,
    ) -> Result<Self, E>
    where
        E: From<InvalidInput> + From<CommonError>,
    {
        let values = values::<E>(template.parameters, given)?;
        let text = |pattern| template::text(pattern, &values).map_err(errors::not_rendered);
        let document = |text| template::document(text, &values).map_err(errors::not_rendered);
        let trust_policy = document(template.trust_policy)?.unwrap_or_default();
        let mut inline_policies = Vec::new();
        for (name, policy) in template.inline_policies {
            if let Some(policy) = document(policy)? {
                inline_policies.push((name.parse().map_err(unparsable)?, policy));
            }
        }
        let attached = template.managed_policies.iter();
        let attached = attached.map(|arn| arn.parse().map_err(unparsable));
        Ok(Self {
            name: text(template.role_name)?.parse().map_err(unparsable)?,
            path: text(template.role_path.unwrap_or("/"))?
                .parse()
                .map_err(unparsable)?,
            description: text(template.role_description)?,
            trust_policy,
            inline_policies,
            attached_policies: attached.collect::<Result<_, _>>()?,
            max_session_duration: template.max_session_duration,
        })
    }
}

/// The values of the parameters: those that were given, and the defaults.
fn values<E>(parameters: &[Parameter], given: &BTreeMap<String, Vec<String>>) -> Result<Values, E>
where
    E: From<InvalidInput> + From<CommonError>,
{
    let mut values = Values::new();
    for parameter in parameters {
        let name = parameter.name.to_owned();
        let value = match (parameter.r#type, given.get(parameter.name)) {
            (_, None) => match parameter.default {
                Some(default) => Value::One(default.to_owned()),
                None => continue,
            },
            (ParameterTypeType::StringList, Some(many)) => Value::Many(many.clone()),
            (_, Some(one)) => match one.as_slice() {
                [one] => Value::One(one.clone()),
                several => {
                    return Err(errors::not_one_value(parameter.name, several.len()).into());
                }
            },
        };
        values.insert(name, value);
    }
    let is_known = |name: &String| {
        parameters
            .iter()
            .any(|parameter| parameter.name == name.as_str())
    };
    match given.keys().find(|name| !is_known(name)) {
        Some(stranger) => Err(errors::unrecognized_parameter(stranger).into()),
        None => Ok(values),
    }
}

#[cfg(test)]
mod tests {
    use shapes::iam::AcquireRoleError;
    use wire::ServiceError as _;

    use super::*;
    use crate::role_template::catalog;

    const POWER: &str = "arn:aws:iam::aws:role-template/iam.amazonaws.com/PowerUserRoleTemplate:1";
    const ROTATION: &str = "arn:aws:iam::aws:role-template/secretsmanager.amazonaws.com/AWSSecretsManagerRotationRoleTemplate:1";

    fn rendered(arn: &str, given: &[(&str, &[&str])]) -> Result<Rendering, String> {
        let given = given.iter().map(|(name, values)| {
            let values = values.iter().map(|value| (*value).to_owned()).collect();
            ((*name).to_owned(), values)
        });
        let template = catalog::find(arn, None).unwrap();
        Rendering::new::<AcquireRoleError>(template, &given.collect())
            .map_err(|error| error.message().unwrap_or_default().to_owned())
    }

    #[test]
    fn values_that_do_not_fit_are_refused_in_the_words_of_aws() {
        let service: (&str, &[&str]) = ("AWSServiceName", &["lambda.amazonaws.com"]);
        for (given, expected) in [
            (
                &[][..],
                "Failed to render template: Parameter 'AWSServiceName' not found.",
            ),
            (
                &[("AWSServiceName", &["a", "b"][..])],
                "AWSServiceName replacement value must contain exactly one value, got 2",
            ),
            (
                &[service, ("Unused", &["x"])],
                "Failed to render template: Unrecognized parameter: Unused",
            ),
            (
                &[service, ("RoleName", &["no/name"])],
                "The request holds what is not a valid role name.",
            ),
        ] {
            assert_eq!(rendered(POWER, given).unwrap_err(), expected, "{given:?}");
        }
    }

    #[test]
    fn a_role_is_what_the_template_and_the_values_say() {
        let role = rendered(POWER, &[("AWSServiceName", &["lambda.amazonaws.com"])]).unwrap();
        assert_eq!(role.name.as_str(), "PowerUserRole");
        assert_eq!(role.path.as_str(), "/");
        assert_eq!(role.description, "Power user role for lambda.amazonaws.com");
        assert_eq!(
            role.trust_policy,
            r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#
        );
        assert!(role.inline_policies.is_empty());
    }

    #[test]
    fn what_only_a_disabled_statement_needs_may_be_left_out() {
        let given: [(&str, &[&str]); 3] = [
            ("accountId", &["123456789012"]),
            ("region", &["us-east-1"]),
            ("resourceType", &["probe"]),
        ];
        let role = rendered(ROTATION, &given).unwrap();
        let (_, policy) = &role.inline_policies[0];
        assert!(policy.contains("\"AllowPasswordGenerationAccessAdmin\""));
        assert!(!policy.contains("KMSAccessForCustomerSecret") && !policy.contains("@"));
        let keys: (&str, &[&str]) = ("kmsKeyArn", &["arn:1", "arn:2"]);
        let enabled = [&given[..], &[("CMK_ENABLED", &["true"]), keys]].concat();
        let (_, policy) = &rendered(ROTATION, &enabled).unwrap().inline_policies[0];
        assert!(
            policy.contains(r#""Resource":["arn:1","arn:2"]"#),
            "{policy}"
        );
    }
}
