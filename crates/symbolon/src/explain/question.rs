//! A question: who asks for what, in which context, by which policies; from flags and a request file.

use std::path::Path;

use clap::ValueEnum as _;
use policy::{Check, Entries, Kind, Trace};

use super::answer::AskError;
use super::policies::{Named, Policies};
use super::principal::Principal;
use super::request_file::{self, RequestFile, WhoInFile};
use crate::cli::{Ask, PolicyFiles, PrincipalKind};
use crate::world;

/// What is asked.
#[derive(Debug)]
pub(crate) struct Question {
    pub(crate) principal: Principal,
    pub(crate) actions: Vec<String>,
    pub(crate) resources: Vec<String>,
    pub(crate) owner: Option<String>,
    /// What was said of the context, in its order: later values of a key win.
    pub(crate) said: Vec<Said>,
    /// What a server knows of the principal beside its policies.
    pub(crate) known: Vec<(String, String)>,
    pub(crate) policies: Policies,
}

/// A condition key and its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) key: String,
    pub(crate) values: Vec<String>,
    pub(crate) is_list: bool,
}

impl Question {
    /// Reads the request file, if there is one, and then the flags.
    pub(crate) fn read(ask: &Ask) -> Result<Self, AskError> {
        let (file, folder) = match &ask.request {
            Some(path) => (
                RequestFile::read(path)?,
                path.parent().unwrap_or(Path::new(".")),
            ),
            None => (RequestFile::default(), Path::new(".")),
        };
        let or = |flags: &[String], of_file: &[String]| {
            if flags.is_empty() {
                of_file.to_vec()
            } else {
                flags.to_vec()
            }
        };
        let actions = or(&ask.action, &file.action);
        if actions.is_empty() {
            return Err(AskError::Question(
                "say what is asked for: --action SERVICE:ACTION".to_owned(),
            ));
        }
        if let Some(action) = actions.iter().find(|action| !action.contains(':')) {
            return Err(AskError::Question(format!(
                "{action} is no action: give it as s3:GetObject"
            )));
        }
        let mut resources = or(&ask.resource, &file.resource);
        if resources.is_empty() {
            resources.push("*".to_owned());
        }
        Ok(Question {
            principal: principal(ask, &file)?,
            actions,
            resources,
            owner: ask.owner.clone().or_else(|| file.owner.clone()),
            said: said(ask, &file)?,
            known: Vec::new(),
            policies: policies(&ask.policies, &file, folder)?,
        })
    }

    /// Decides every action on every resource, and hands on how.
    pub(crate) fn each(&self, mut then: impl FnMut(&Trace<'_>)) {
        for action in &self.actions {
            for resource in &self.resources {
                let check = Check {
                    action,
                    resource,
                    owner: self.owner(),
                    resource_kind: self.policies.resource_kind(),
                };
                let context = self.context(&check);
                self.policies
                    .trace(&self.principal.as_caller(), &check, &context, &mut then);
            }
        }
    }

    /// The account that owns what has no account in its ARN.
    fn owner(&self) -> Option<&str> {
        self.owner.as_deref().or(self.principal.account.as_deref())
    }

    /// What follows from the clock, the principal and the resource, then what was said, which wins.
    fn context(&self, check: &Check<'_>) -> Entries {
        let now = world::now();
        let in_arn = check
            .resource
            .split(':')
            .nth(4)
            .filter(|account| !account.is_empty());
        let mut entries = Entries::new()
            .one(
                "aws:CurrentTime",
                wire::time::iso8601_milliseconds(now.timestamp()),
            )
            .one("aws:EpochTime", now.seconds().0.to_string());
        if let Some(owner) = in_arn.or(self.owner()) {
            entries = entries.one("aws:ResourceAccount", owner);
        }
        for (key, value) in self.principal.keys() {
            entries = entries.one(key, value);
        }
        for (key, value) in &self.known {
            entries = entries.one(key, value.as_str());
        }
        for said in &self.said {
            entries = match said.values.first() {
                Some(value) if !said.is_list => entries.one(&said.key, value.as_str()),
                _ => entries.many(&said.key, said.values.iter().map(String::as_str)),
            };
        }
        entries
    }
}

fn principal(ask: &Ask, file: &RequestFile) -> Result<Principal, AskError> {
    let (arn, kind, id, entity) = match &file.principal {
        None => (None, None, None, None),
        Some(WhoInFile::Arn(arn)) => (Some(arn), None, None, None),
        Some(WhoInFile::Whole {
            arn,
            kind,
            id,
            entity,
        }) => (Some(arn), kind.as_deref(), id.as_ref(), entity.as_ref()),
    };
    let kind = kind
        .map(|name| PrincipalKind::from_str(name, true))
        .transpose()
        .map_err(|_| {
            AskError::Question(
                "the request file's principal has a kind that does not exist".to_owned(),
            )
        })?;
    let arn = ask.who.principal.as_ref().or(arn);
    let arn = arn.ok_or_else(|| AskError::Question("say who asks: --principal ARN".to_owned()))?;
    Principal::parse(
        arn,
        ask.who.principal_kind.or(kind),
        ask.who.entity.as_ref().or(entity).map(String::as_str),
        ask.who.principal_id.as_ref().or(id).map(String::as_str),
    )
}

fn said(ask: &Ask, file: &RequestFile) -> Result<Vec<Said>, AskError> {
    let mut said = Vec::new();
    for (key, value) in &file.context {
        let (values, is_list) = request_file::values(key, value)?;
        said.push(Said {
            key: key.clone(),
            values,
            is_list,
        });
    }
    for text in &ask.context {
        let (key, value) = pair(text)?;
        said.push(Said {
            key,
            values: vec![value],
            is_list: false,
        });
    }
    let mut lists: Vec<Said> = Vec::new();
    for text in &ask.context_list {
        let (key, value) = pair(text)?;
        match lists
            .iter_mut()
            .find(|list| policy::fold_key(&list.key) == policy::fold_key(&key))
        {
            Some(list) => list.values.push(value),
            None => lists.push(Said {
                key,
                values: vec![value],
                is_list: true,
            }),
        }
    }
    said.append(&mut lists);
    Ok(said)
}

fn pair(text: &str) -> Result<(String, String), AskError> {
    let pair = text.split_once('=').filter(|(key, _)| !key.is_empty());
    let (key, value) = pair.ok_or_else(|| AskError::Question(format!("{text} is no KEY=VALUE")))?;
    Ok((key.to_owned(), value.to_owned()))
}

/// Lists of both sources are joined; of single policies the flag's counts.
fn policies(flags: &PolicyFiles, file: &RequestFile, folder: &Path) -> Result<Policies, AskError> {
    let of = &file.policies;
    let one = |flag: &Option<std::path::PathBuf>,
               value: &Option<serde_json::Value>,
               at: &str,
               kind| match (flag, value) {
        (Some(path), _) => Named::file(path, kind).map(Some),
        (None, Some(value)) => request_file::load(value, at, folder, kind).map(Some),
        (None, None) => Ok(None),
    };
    let files = |paths: &[std::path::PathBuf], kind| {
        paths
            .iter()
            .map(|path| Named::file(path, kind))
            .collect::<Result<Vec<_>, _>>()
    };
    let levels = |flags: &[String],
                  of_file: &[request_file::Documents],
                  at: &str,
                  kind|
     -> Result<Vec<Vec<Named>>, AskError> {
        let mut levels = Vec::new();
        for (number, level) in of_file.iter().enumerate() {
            levels.push(level.load(&format!("{at} of level {number},"), folder, kind)?);
        }
        for level in flags {
            let paths: Vec<_> = level.split(',').map(std::path::PathBuf::from).collect();
            levels.push(files(&paths, kind)?);
        }
        Ok(levels)
    };
    let mut identity = of.identity.load("identity policy", folder, IDENTITY)?;
    identity.append(&mut files(&flags.identity, IDENTITY)?);
    let mut session = match &of.session {
        Some(documents) => Some(documents.load("session policy", folder, Kind::Session)?),
        None => None,
    };
    if !flags.session.is_empty() {
        session
            .get_or_insert_default()
            .append(&mut files(&flags.session, Kind::Session)?);
    }
    let policies = Policies {
        rcp: levels(&flags.rcp, &of.rcp, "resource control policy", Kind::Rcp)?,
        scp: levels(&flags.scp, &of.scp, "service control policy", Kind::Scp)?,
        vpc_endpoint: one(
            &flags.vpc_endpoint_policy,
            &of.vpc_endpoint,
            "VPC endpoint policy",
            Kind::VpcEndpoint,
        )?,
        resource: one(
            &flags.resource_policy,
            &of.resource,
            "resource policy",
            Kind::Resource,
        )?,
        trust: one(&flags.trust_policy, &of.trust, "trust policy", Kind::Trust)?,
        key: one(&flags.key_policy, &of.key, "key policy", Kind::Resource)?,
        identity,
        boundary: one(
            &flags.boundary,
            &of.boundary,
            "permissions boundary",
            IDENTITY,
        )?,
        session,
    };
    let of_resource = [&policies.resource, &policies.trust, &policies.key];
    if of_resource.iter().filter(|policy| policy.is_some()).count() > 1 {
        return Err(AskError::Question(
            "a resource has one policy of its own: a resource policy, a trust policy or a key policy".to_owned(),
        ));
    }
    Ok(policies)
}

/// Policies in files may be older ones: only an attached managed policy has to be of the later version.
const IDENTITY: Kind = Kind::Identity { managed: false };

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::Who;

    fn ask() -> Ask {
        Ask {
            who: Who {
                principal: Some("arn:aws:iam::111122223333:user/Ada".to_owned()),
                ..Who::default()
            },
            action: vec!["s3:GetObject".to_owned()],
            ..Ask::default()
        }
    }

    #[test]
    fn every_action_meets_every_resource() {
        let ask = Ask {
            action: vec!["s3:GetObject".to_owned(), "s3:PutObject".to_owned()],
            resource: vec!["arn:aws:s3:::a/k".to_owned(), "arn:aws:s3:::b/k".to_owned()],
            ..ask()
        };
        let mut seen = Vec::new();
        Question::read(&ask)
            .unwrap()
            .each(|traced| seen.push(traced.word()));
        assert_eq!(seen, ["implicitDeny"; 4]);
    }

    #[test]
    fn what_is_said_wins_over_what_follows() {
        let ask = Ask {
            context: vec![
                "AWS:UserName=Bob".to_owned(),
                "aws:CurrentTime=2020-01-01T00:00:00Z".to_owned(),
            ],
            context_list: vec!["aws:TagKeys=a".to_owned(), "aws:tagkeys=b=c".to_owned()],
            ..ask()
        };
        let question = Question::read(&ask).unwrap();
        let check = Check {
            action: "s3:GetObject",
            resource: "arn:aws:s3:::b/k",
            owner: None,
            resource_kind: policy::ResourceKind::Ordinary,
        };
        let context = question.context(&check);
        let value = |key: &str| -> Vec<String> {
            let value = policy::Context::get(&context, key);
            value
                .into_iter()
                .flat_map(policy::Value::iter)
                .map(str::to_owned)
                .collect()
        };
        assert_eq!(value("aws:username"), ["Bob"]);
        assert_eq!(value("aws:currenttime"), ["2020-01-01T00:00:00Z"]);
        assert_eq!(value("aws:tagkeys"), ["a", "b=c"]);
        assert_eq!(value("aws:resourceaccount"), ["111122223333"]);
    }

    #[test]
    fn what_is_missing_or_wrong_is_said() {
        for (ask, complaint) in [
            (
                Ask {
                    action: vec![],
                    ..ask()
                },
                "say what is asked for: --action SERVICE:ACTION",
            ),
            (
                Ask {
                    who: Who::default(),
                    ..ask()
                },
                "say who asks: --principal ARN",
            ),
            (
                Ask {
                    action: vec!["GetObject".to_owned()],
                    ..ask()
                },
                "GetObject is no action: give it as s3:GetObject",
            ),
            (
                Ask {
                    context: vec!["=x".to_owned()],
                    ..ask()
                },
                "=x is no KEY=VALUE",
            ),
        ] {
            assert_eq!(Question::read(&ask).unwrap_err().to_string(), complaint);
        }
    }
}
