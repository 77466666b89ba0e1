//! Two tiny services in the shapes of IAM and STS, with an operation for each thing to be tested.

use std::sync::Arc;

use pipeline::{
    Allowed, Check, Context, Demand, Operation, Page, ReadOnly, ResourcePolicy, Service, Writes,
};
use policy::{Kind, Policy};
use records::groups::{self, Group};
use records::{ReadTx, WriteTx, users};
use shapes::{iam, sts};
use wire::CommonError;

/// The services; the one in IAM's shape is global.
pub(crate) fn services() -> Vec<Service> {
    let iam = Service::new(&iam::operations::SERVICE, |_, _| Ok(())).global();
    let sts = Service::new(&sts::operations::SERVICE, |caller, _| {
        match caller.is_root() {
            true => Err(CommonError::unusable_client_token()),
            false => Ok(()),
        }
    });
    vec![
        iam.with::<DeleteUser>()
            .with::<PutUserPolicy>()
            .with::<AttachGroupPolicy>()
            .with::<ListGroupPolicies>()
            .with::<DeleteAccountPasswordPolicy>()
            .with::<ChangePassword>(),
        sts.with::<GetCallerIdentity>(),
    ]
}

/// Free: tells callers who they are.
struct GetCallerIdentity;

impl Operation for GetCallerIdentity {
    type Input = sts::GetCallerIdentityRequest;
    type Output = sts::GetCallerIdentityResponse;
    type Error = sts::GetCallerIdentityError;
    type Access = ReadOnly;

    fn demand(_: &Context<'_>, _: &mut ReadTx, _: &Self::Input) -> Result<Demand, Self::Error> {
        Ok(Demand::free())
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        _: &mut ReadTx,
        _: Self::Input,
    ) -> Result<Self::Output, Self::Error> {
        Ok(sts::GetCallerIdentityResponse {
            user_id: Some(cx.caller.user_id().to_owned()),
            account: Some(cx.account().to_string()),
            arn: cx.caller.arn().map(str::to_owned),
        })
    }
}

/// Allowed by identity policies on `user/<UserName>`; for `nobody` it asks for nothing, and is not free either.
struct DeleteUser;

impl Operation for DeleteUser {
    type Input = iam::DeleteUserRequest;
    type Output = iam::DeleteUserResponse;
    type Error = iam::DeleteUserError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &Self::Input,
    ) -> Result<Demand, Self::Error> {
        let arn = format!(
            "arn:aws:iam::{}:user/team/{}",
            cx.account(),
            input.user_name
        );
        let check = (input.user_name != "nobody").then(|| Check::on_text("iam:DeleteUser", arn));
        Ok(Demand::default().and_maybe(check))
    }

    fn run(
        _: &Allowed<Self>,
        _: &Context<'_>,
        _: &mut ReadTx,
        _: Self::Input,
    ) -> Result<Self::Output, Self::Error> {
        Ok(iam::DeleteUserResponse {})
    }
}

/// Allowed by the resource policy that the request itself brings: a probe for what policies see of a request.
struct PutUserPolicy;

impl Operation for PutUserPolicy {
    type Input = iam::PutUserPolicyRequest;
    type Output = iam::PutUserPolicyResponse;
    type Error = iam::PutUserPolicyError;
    type Access = ReadOnly;

    fn demand(_: &Context<'_>, _: &mut ReadTx, input: &Self::Input) -> Result<Demand, Self::Error> {
        Ok(Demand::new(probe(&input.policy_document)))
    }

    fn run(
        _: &Allowed<Self>,
        _: &Context<'_>,
        _: &mut ReadTx,
        _: Self::Input,
    ) -> Result<Self::Output, Self::Error> {
        Ok(iam::PutUserPolicyResponse {})
    }
}

/// A check that this resource policy decides.
pub(crate) fn probe(document: &str) -> Check {
    let policy = Arc::new(Policy::load(document, Kind::Resource));
    Check::on_text(
        "test:Probe",
        format!("arn:aws:test::{}:probe", crate::world::ACCOUNT),
    )
    .resource_policy(ResourcePolicy::Ordinary(policy))
}

/// Writes: adds to the policies of a group, once each.
struct AttachGroupPolicy;

impl Operation for AttachGroupPolicy {
    type Input = iam::AttachGroupPolicyRequest;
    type Output = iam::AttachGroupPolicyResponse;
    type Error = iam::AttachGroupPolicyError;
    type Access = Writes;

    fn demand(_: &Context<'_>, _: &mut ReadTx, _: &Self::Input) -> Result<Demand, Self::Error> {
        Ok(Demand::new(Check::on_anything("iam:AttachGroupPolicy")))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: Self::Input,
    ) -> Result<Self::Output, Self::Error> {
        let Some(group) = groups::by_name(tx, cx.account(), &input.group_name) else {
            return Err(iam::NoSuchEntity::new("no such group").into());
        };
        let arn: names::Arn = input
            .policy_arn
            .parse()
            .map_err(|_| iam::InvalidInput::new("no ARN"))?;
        if !group.attached_policies.contains(&arn) {
            let mut group = Group::clone(&group);
            group.attached_policies.push(arn);
            tx.put(group);
        }
        Ok(iam::AttachGroupPolicyResponse {})
    }
}

/// Free, in pages: the names of all users, whatever group is named.
struct ListGroupPolicies;

impl Operation for ListGroupPolicies {
    type Input = iam::ListGroupPoliciesRequest;
    type Output = iam::ListGroupPoliciesResponse;
    type Error = iam::ListGroupPoliciesError;
    type Access = ReadOnly;

    fn demand(_: &Context<'_>, _: &mut ReadTx, _: &Self::Input) -> Result<Demand, Self::Error> {
        Ok(Demand::free())
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: Self::Input,
    ) -> Result<Self::Output, Self::Error> {
        let question = format!("ListGroupPolicies/{}", input.group_name);
        let page = Page::of(cx, &question, input.marker.as_deref(), input.max_items)
            .map_err(CommonError::from)?;
        let all = users::list(tx, cx.account(), page.after.as_deref());
        let (users, marker) = page.take(cx, &question, all, |user| user.name.folded());
        Ok(iam::ListGroupPoliciesResponse {
            policy_names: users.iter().map(|user| user.name.to_string()).collect(),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}

/// Allowed by the account itself.
struct DeleteAccountPasswordPolicy;

impl Operation for DeleteAccountPasswordPolicy {
    type Input = iam::DeleteAccountPasswordPolicyRequest;
    type Output = iam::DeleteAccountPasswordPolicyResponse;
    type Error = iam::DeleteAccountPasswordPolicyError;
    type Access = ReadOnly;

    fn demand(_: &Context<'_>, _: &mut ReadTx, _: &Self::Input) -> Result<Demand, Self::Error> {
        let check = Check::on_anything("iam:DeleteUser");
        Ok(Demand::new(check.granted_if(true)))
    }

    fn run(
        _: &Allowed<Self>,
        _: &Context<'_>,
        _: &mut ReadTx,
        _: Self::Input,
    ) -> Result<Self::Output, Self::Error> {
        Ok(iam::DeleteAccountPasswordPolicyResponse {})
    }
}

/// Free, and slow twice: answers well if both passwords are the same.
struct ChangePassword;

impl Operation for ChangePassword {
    type Input = iam::ChangePasswordRequest;
    type Output = iam::ChangePasswordResponse;
    type Error = iam::ChangePasswordError;
    type Access = ReadOnly;

    fn demand(_: &Context<'_>, _: &mut ReadTx, _: &Self::Input) -> Result<Demand, Self::Error> {
        Ok(Demand::free())
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: Self::Input,
    ) -> Result<Self::Output, Self::Error> {
        let hash = cx
            .hash_password(input.new_password.expose())
            .map_err(CommonError::from)?;
        let is_same = cx
            .verify_password(input.old_password.expose(), &[hash])
            .map_err(CommonError::from)?;
        match is_same.as_slice() {
            [true] => Ok(iam::ChangePasswordResponse {}),
            _ => Err(iam::NoSuchEntity::new("no such password").into()),
        }
    }
}
