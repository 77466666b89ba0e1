//! What a running server knows: the policies of a principal, and the decision of its simulator.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_SimulatePrincipalPolicy.html>

use percent_encoding::percent_decode_str;
use policy::{CallerKind, Kind};
use serde_json::Value;

use super::answer::{AskError, complain};
use super::client::{CallError, Client};
use super::policies::Named;
use super::question::Question;
use crate::cli;

/// The server of the options, if they name one.
pub(crate) fn connect(options: &cli::Server) -> Result<Option<Server>, AskError> {
    match options
        .endpoint
        .as_deref()
        .filter(|endpoint| !endpoint.is_empty())
    {
        Some(endpoint) => Ok(Some(Server {
            client: Client::new(options, endpoint)?,
        })),
        None => Ok(None),
    }
}

/// A running server.
pub(crate) struct Server {
    client: Client,
}

/// What the server's simulator said of one action on one resource.
pub(crate) struct Simulated {
    pub(crate) action: String,
    pub(crate) resource: String,
    pub(crate) decision: String,
    /// Names and types of the policies whose statements match.
    pub(crate) matched: Vec<(String, String)>,
    pub(crate) missing_keys: Vec<String>,
}

impl Server {
    /// Adds what the server has for the principal and the resource to what the question has already.
    pub(crate) fn complete(&self, question: &mut Question) -> Result<(), AskError> {
        let name = question.principal.name().to_owned();
        match question.principal.kind {
            CallerKind::User => self.entity(question, "User", &name)?,
            CallerKind::RoleSession => self.entity(question, "Role", &name)?,
            CallerKind::FederatedUser => {
                let issuer = question.principal.entity_arn.as_deref();
                let issuer = issuer.and_then(|arn| arn.rsplit('/').next());
                let issuer = issuer.map(str::to_owned).ok_or_else(|| {
                    AskError::Question("say which user issued the session: --entity ARN".to_owned())
                })?;
                self.entity(question, "User", &issuer)?;
            }
            _ => {}
        }
        self.resource(question)
    }

    /// Asks the server's own simulator.
    pub(crate) fn simulate(&self, question: &Question) -> Result<Vec<Simulated>, AskError> {
        let source = match question.principal.kind {
            CallerKind::RoleSession => self.role_arn(question)?,
            _ => question.principal.arn.clone(),
        };
        let mut parameters = vec![("PolicySourceArn".to_owned(), source)];
        let mut list = |name: &str, values: &[String]| {
            for (number, value) in (1..).zip(values) {
                parameters.push((format!("{name}.member.{number}"), value.clone()));
            }
        };
        list("ActionNames", &question.actions);
        list("ResourceArns", &question.resources);
        let texts = |policies: &[Named]| {
            policies
                .iter()
                .map(|named| named.text.clone())
                .collect::<Vec<_>>()
        };
        list("PolicyInputList", &texts(&question.policies.identity));
        let boundary: Vec<String> = question
            .policies
            .boundary
            .iter()
            .map(|named| named.text.clone())
            .collect();
        list("PermissionsBoundaryPolicyInputList", &boundary);
        for (number, said) in (1..).zip(&question.said) {
            let entry = format!("ContextEntries.member.{number}");
            parameters.push((format!("{entry}.ContextKeyName"), said.key.clone()));
            let kind = if said.is_list { "stringList" } else { "string" };
            parameters.push((format!("{entry}.ContextKeyType"), kind.to_owned()));
            for (place, value) in (1..).zip(&said.values) {
                parameters.push((
                    format!("{entry}.ContextKeyValues.member.{place}"),
                    value.clone(),
                ));
            }
        }
        let not_taken = &question.policies;
        if not_taken.session.is_some()
            || not_taken.trust.is_some()
            || !not_taken.scp.is_empty()
            || !not_taken.rcp.is_empty()
        {
            return Err(AskError::Question(
                "SimulatePrincipalPolicy takes no session, trust, service control or resource control policies: ask \
                 `symbolon explain`, or leave --endpoint out"
                    .to_owned(),
            ));
        }
        if let Some(policy) = not_taken.resource.as_ref().or(not_taken.key.as_ref()) {
            parameters.push(("ResourcePolicy".to_owned(), policy.text.clone()));
        }
        if let Some(owner) = &question.owner {
            parameters.push((
                "ResourceOwner".to_owned(),
                format!("arn:aws:iam::{owner}:root"),
            ));
        }
        let results = self.pages("SimulatePrincipalPolicy", &parameters, "EvaluationResults")?;
        Ok(results.iter().flat_map(simulated).collect())
    }

    fn role_arn(&self, question: &Question) -> Result<String, AskError> {
        let role = self.client.iam(
            "GetRole",
            &[("RoleName".to_owned(), question.principal.name().to_owned())],
        )?;
        Ok(text(&role, "/Role/Arn"))
    }

    /// The entity, its own policies, its groups', its boundary and its tags. `kind` is `User` or `Role`.
    fn entity(&self, question: &mut Question, kind: &str, name: &str) -> Result<(), AskError> {
        let parameter = vec![(format!("{kind}Name"), name.to_owned())];
        let answer = self.client.iam(&format!("Get{kind}"), &parameter)?;
        let entity = answer.get(kind).cloned().unwrap_or_default();
        let id = text(&entity, &format!("/{kind}Id"));
        if question.principal.unique_id.is_none() && !id.is_empty() {
            question.principal.unique_id = Some(id);
        }
        if kind == "Role" {
            question.principal.entity_arn = Some(text(&entity, "/Arn"));
        }
        for tag in entity
            .get("Tags")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
        {
            let key = format!("aws:PrincipalTag/{}", text(tag, "/Key"));
            question.known.push((key, text(tag, "/Value")));
        }
        let mut policies = self.policies_of(kind, name)?;
        if kind == "User" {
            for group in self.pages("ListGroupsForUser", &parameter, "Groups")? {
                policies.append(&mut self.policies_of("Group", &text(&group, "/GroupName"))?);
            }
        }
        question.policies.identity.append(&mut policies);
        let boundary = text(&entity, "/PermissionsBoundary/PermissionsBoundaryArn");
        if question.policies.boundary.is_none() && !boundary.is_empty() {
            question.policies.boundary = Some(self.managed(&boundary)?);
        }
        Ok(())
    }

    /// The inline and attached policies of a user, group or role.
    fn policies_of(&self, kind: &str, name: &str) -> Result<Vec<Named>, AskError> {
        let parameter = vec![(format!("{kind}Name"), name.to_owned())];
        let mut policies = Vec::new();
        for policy in self.pages(&format!("List{kind}Policies"), &parameter, "PolicyNames")? {
            let policy = policy.as_str().unwrap_or_default().to_owned();
            let mut one = parameter.clone();
            one.push(("PolicyName".to_owned(), policy.clone()));
            let answer = self.client.iam(&format!("Get{kind}Policy"), &one)?;
            let kind = kind.to_lowercase();
            policies.push(Named::stored(
                format!("{policy} (inline, {kind} {name})"),
                None,
                document(&text(&answer, "/PolicyDocument")),
                Kind::Identity { managed: false },
            ));
        }
        for attached in self.pages(
            &format!("ListAttached{kind}Policies"),
            &parameter,
            "AttachedPolicies",
        )? {
            policies.push(self.managed(&text(&attached, "/PolicyArn"))?);
        }
        Ok(policies)
    }

    fn managed(&self, arn: &str) -> Result<Named, AskError> {
        let mut parameters = vec![("PolicyArn".to_owned(), arn.to_owned())];
        let policy = self.client.iam("GetPolicy", &parameters)?;
        parameters.push((
            "VersionId".to_owned(),
            text(&policy, "/Policy/DefaultVersionId"),
        ));
        let version = self.client.iam("GetPolicyVersion", &parameters)?;
        Ok(Named::stored(
            text(&policy, "/Policy/PolicyName"),
            Some(arn.to_owned()),
            document(&text(&version, "/PolicyVersion/Document")),
            Kind::Identity { managed: true },
        ))
    }

    /// The policy of the resource: a bucket's, or the trust policy of a role that is to be assumed. Where the question
    /// brings one, that is it.
    fn resource(&self, question: &mut Question) -> Result<(), AskError> {
        let policies = &question.policies;
        if policies.resource.is_some() || policies.trust.is_some() || policies.key.is_some() {
            return Ok(());
        }
        let holder = |resource: &String| Holder::of(question, resource);
        let mut holders: Vec<Option<Holder>> = question.resources.iter().map(holder).collect();
        holders.dedup();
        if holders.len() > 1 && holders.iter().any(Option::is_some) {
            return Err(AskError::Question(
                "ask about these resources one at a time: each has a policy of its own on the server".to_owned(),
            ));
        }
        match holders.pop().flatten() {
            Some(Holder::Bucket(bucket)) => self.bucket_policy(question, &bucket),
            Some(Holder::Role(role)) => self.trust_policy(question, &role),
            None => Ok(()),
        }
    }

    fn bucket_policy(&self, question: &mut Question, bucket: &str) -> Result<(), AskError> {
        match self.client.bucket_policy(bucket) {
            Ok(Some(text)) => {
                let name = format!("bucket policy of {bucket}");
                question.policies.resource = Some(Named::stored(name, None, text, Kind::Bucket));
            }
            Ok(None) => {}
            Err(CallError::Refused(refusal)) if refusal.code == "NoSuchBucket" => {
                complain(&format!(
                    "warning: there is no bucket {bucket}; decided as if it were there without a policy"
                ));
            }
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn trust_policy(&self, question: &mut Question, role: &str) -> Result<(), AskError> {
        let answer = self
            .client
            .iam("GetRole", &[("RoleName".to_owned(), role.to_owned())])?;
        let trust = document(&text(&answer, "/Role/AssumeRolePolicyDocument"));
        question.policies.trust = Some(Named::stored(
            format!("trust policy of {role}"),
            None,
            trust,
            Kind::Trust,
        ));
        Ok(())
    }

    fn pages(
        &self,
        action: &str,
        parameters: &[(String, String)],
        list: &str,
    ) -> Result<Vec<Value>, AskError> {
        let mut found = Vec::new();
        let mut parameters = parameters.to_vec();
        for _ in 0..PAGES_MAX {
            let answer = self.client.iam(action, &parameters)?;
            found.extend(
                answer
                    .get(list)
                    .and_then(Value::as_array)
                    .into_iter()
                    .flatten()
                    .cloned(),
            );
            let marker = text(&answer, "/Marker");
            if marker.is_empty() {
                return Ok(found);
            }
            parameters.retain(|(name, _)| name != "Marker");
            parameters.push(("Marker".to_owned(), marker));
        }
        Err(AskError::Server(format!(
            "{action} does not come to an end"
        )))
    }
}

/// What has a policy of its own that counts for a resource.
#[derive(Debug, PartialEq, Eq)]
enum Holder {
    Bucket(String),
    /// A role that the question is about assuming.
    Role(String),
}

impl Holder {
    fn of(question: &Question, resource: &str) -> Option<Self> {
        if let Some(rest) = resource.strip_prefix("arn:aws:s3:::") {
            let bucket = rest.split('/').next()?;
            let is_name = !bucket.is_empty() && !bucket.contains(['*', '?']);
            return is_name.then(|| Holder::Bucket(bucket.to_owned()));
        }
        let is_assumed = |action: &String| action.to_lowercase().starts_with("sts:assumerole");
        let role = resource
            .contains(":role/")
            .then(|| resource.rsplit('/').next())??;
        question
            .actions
            .iter()
            .all(is_assumed)
            .then(|| Holder::Role(role.to_owned()))
    }
}

/// One row for each resource of a result.
fn simulated(result: &Value) -> Vec<Simulated> {
    let row = |value: &Value, decision: &str| Simulated {
        action: text(result, "/EvalActionName"),
        resource: text(value, "/EvalResourceName"),
        decision: text(value, decision),
        matched: value
            .get("MatchedStatements")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(|statement| {
                (
                    text(statement, "/SourcePolicyId"),
                    text(statement, "/SourcePolicyType"),
                )
            })
            .collect(),
        missing_keys: value
            .get("MissingContextValues")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(|key| key.as_str().map(str::to_owned))
            .collect(),
    };
    let of_resources = result
        .get("ResourceSpecificResults")
        .and_then(Value::as_array);
    match of_resources.filter(|results| !results.is_empty()) {
        Some(results) => results
            .iter()
            .map(|value| row(value, "/EvalResourceDecision"))
            .collect(),
        None => vec![row(result, "/EvalDecision")],
    }
}

fn text(value: &Value, pointer: &str) -> String {
    value
        .pointer(pointer)
        .and_then(Value::as_str)
        .unwrap_or_default()
        .to_owned()
}

/// IAM writes documents percent-encoded.
fn document(encoded: &str) -> String {
    percent_decode_str(encoded).decode_utf8_lossy().into_owned()
}

/// A thousand entries a page are more than any quota lets there be.
const PAGES_MAX: usize = 1_000;
