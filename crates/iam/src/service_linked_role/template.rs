//! What the service-linked role of each service is.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html>

use names::{AccountId, Arn, ParseError, Path, RoleName};

/// The role of one service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Template {
    /// The service that assumes the role, such as `autoscaling.amazonaws.com`.
    pub(super) service: &'static str,
    /// The description where the request gives none.
    pub(super) description: Option<&'static str>,
    /// Whether an account may have several, told apart by a suffix.
    pub(super) takes_suffix: bool,
    name: &'static str,
    policy: &'static str,
}

/// The template of a service, if it has one.
pub(super) fn of(service: &str) -> Option<Template> {
    all().find(|template| template.service == service)
}

/// Where the roles of a service stand.
pub(super) fn path(service: &str) -> Result<Path, ParseError> {
    format!("{PREFIX}{service}/").parse()
}

impl Template {
    /// The name of the role.
    pub(super) fn role_name(&self, suffix: Option<&str>) -> Result<RoleName, ParseError> {
        match suffix {
            None => self.name.parse(),
            Some(suffix) => format!("{}_{suffix}", self.name).parse(),
        }
    }

    /// The ARN of the role.
    pub(super) fn arn(&self, account: AccountId, suffix: Option<&str>) -> Result<Arn, ParseError> {
        Ok(account.role_arn(&path(self.service)?, &self.role_name(suffix)?))
    }

    /// The policy that AWS keeps for the role.
    pub(super) fn policy_arn(&self) -> Result<Arn, ParseError> {
        let partition = names::PARTITION;
        format!("arn:{partition}:iam::aws:policy{PREFIX}{}", self.policy).parse()
    }

    /// The trust policy as it is shown when the role is made, lists of one and all.
    pub(super) fn trust_policy(&self) -> String {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Action":["sts:AssumeRole"],"Effect":"Allow","Principal":{{"Service":["{}"]}}}}]}}"#,
            self.service
        )
    }
}

fn all() -> impl Iterator<Item = Template> {
    TEMPLATES
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(parse)
}

fn parse(line: &'static str) -> Option<Template> {
    let mut cells = line.split(" | ");
    Some(Template {
        service: cells.next()?,
        name: cells.next()?,
        policy: cells.next()?,
        takes_suffix: cells.next() == Some("suffix"),
        description: cells.next(),
    })
}

const PREFIX: &str = "/aws-service-role/";
const TEMPLATES: &str = include_str!("templates.txt");

#[cfg(test)]
mod tests {
    use policy::{Kind, Policy};
    use records::aws_managed;

    use super::*;

    #[test]
    fn each_line_is_a_whole_template() {
        let lines = TEMPLATES.lines().filter(|line| !line.starts_with('#'));
        assert_eq!(all().count(), lines.count());
        let services: Vec<_> = all().map(|template| template.service).collect();
        assert!(services.is_sorted() && services.len() > 200);
        for template in all() {
            assert_eq!(of(template.service), Some(template), "each service once");
            let suffix = template.takes_suffix.then_some("suffix");
            assert!(
                template
                    .arn("123456789012".parse().unwrap(), suffix)
                    .is_ok()
            );
            let trust = Policy::parse(&template.trust_policy(), Kind::Trust);
            assert!(trust.is_ok(), "{}", template.service);
            let policy = template.policy_arn().unwrap();
            // The catalog has this one policy under another name than AWS was observed to show on the role.
            let is_known = aws_managed::by_arn(policy.as_str()).is_some();
            assert_eq!(
                is_known,
                template.service != "lex.amazonaws.com",
                "{policy}"
            );
        }
    }

    #[test]
    fn names_and_suffixes() {
        let scaling = of("autoscaling.amazonaws.com").unwrap();
        assert!(scaling.takes_suffix);
        let name = |suffix| scaling.role_name(suffix).unwrap().to_string();
        assert_eq!(name(None), "AWSServiceRoleForAutoScaling");
        assert_eq!(name(Some("blue")), "AWSServiceRoleForAutoScaling_blue");
        assert!(scaling.role_name(Some(&"x".repeat(64))).is_err());
        let rds = of("rds.amazonaws.com").unwrap();
        assert!(!rds.takes_suffix);
        let description = "Allows Amazon RDS to manage AWS resources on your behalf";
        assert_eq!(rds.description, Some(description));
        assert_eq!(of("RDS.amazonaws.com"), None);
        assert_eq!(of("# The"), None);
    }
}
