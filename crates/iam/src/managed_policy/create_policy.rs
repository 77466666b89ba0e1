//! CreatePolicy: adds a managed policy to the caller's account.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreatePolicy.html>

use std::sync::Arc;

use names::{IdPrefix, Path, PolicyName, TagCase};
use pipeline::{Allowed, Check, Context, Demand, Operation, Printed, Writes};
use records::policies::{AnyPolicy, ManagedPolicy, PolicyVersion};
use records::{ReadTx, Table, WriteTx, policies, quotas};
use shapes::iam::{CreatePolicyError, CreatePolicyRequest, CreatePolicyResponse};

use crate::shared::attachment::Usage;
use crate::shared::{document, errors, tags, view};

pub(crate) struct CreatePolicy;

impl Operation for CreatePolicy {
    type Input = CreatePolicyRequest;
    type Output = CreatePolicyResponse;
    type Error = CreatePolicyError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &CreatePolicyRequest,
    ) -> Result<Demand, CreatePolicyError> {
        let (path, name) = place(input)?;
        let arn = cx.account().policy_arn(&path, &name);
        let check = |action| {
            Check::on(action, &arn)
                .request_tags(tags::pairs(&input.tags))
                .printed(Printed::As(format!("policy {name}")))
        };
        let tag = (!input.tags.is_empty()).then(|| check("iam:TagPolicy"));
        Ok(Demand::new(check("iam:CreatePolicy")).and_maybe(tag))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: CreatePolicyRequest,
    ) -> Result<CreatePolicyResponse, CreatePolicyError> {
        let account = cx.account();
        let (path, name) = place(&input)?;
        let tags = tags::of_new::<CreatePolicyError>(&input.tags, TagCase::Sensitive)?;
        let document = document::managed::<CreatePolicyError>(&input.policy_document)?;
        if policies::by_name(tx, account, name.as_str()).is_some() {
            return Err(errors::policy_exists(name.as_str()).into());
        }
        if quotas::POLICIES.is_reached_in(tx, account, Table::Policy) {
            return Err(errors::quota_exceeded(quotas::POLICIES).into());
        }
        let first = PolicyVersion {
            number: 1,
            document,
            created_at: cx.seconds(),
        };
        let policy = ManagedPolicy {
            account,
            id: cx.new_id(IdPrefix::ManagedPolicy, tx),
            name,
            path,
            created_at: cx.seconds(),
            updated_at: cx.seconds(),
            description: input.description,
            default_version: first.number,
            next_version: 2,
            versions: vec![first],
            tags,
        };
        let shown = shapes::iam::Policy {
            tags: tags::shown_if_any(&policy.tags),
            ..view::listed_policy(
                &AnyPolicy::Customer(Arc::new(policy.clone())),
                Usage::default(),
            )
        };
        tx.put(policy);
        Ok(CreatePolicyResponse {
            policy: Some(shown),
        })
    }
}

fn place(input: &CreatePolicyRequest) -> Result<(Path, PolicyName), CreatePolicyError> {
    let path = input
        .path
        .as_deref()
        .unwrap_or("/")
        .parse()
        .map_err(errors::unparsable)?;
    let name = input.policy_name.parse().map_err(errors::unparsable)?;
    Ok((path, name))
}
