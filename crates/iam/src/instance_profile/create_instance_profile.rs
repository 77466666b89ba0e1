//! CreateInstanceProfile: adds a profile without a role to the account.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateInstanceProfile.html>

use names::{IdPrefix, InstanceProfileName, Path, TagCase};
use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::instance_profiles::{self, InstanceProfile};
use records::{ReadTx, Table, WriteTx, quotas};
use shapes::iam::{
    CreateInstanceProfileError, CreateInstanceProfileRequest, CreateInstanceProfileResponse,
};

use super::{errors, view};
use crate::shared::{errors as common, tags};

pub(crate) struct CreateInstanceProfile;

impl Operation for CreateInstanceProfile {
    type Input = CreateInstanceProfileRequest;
    type Output = CreateInstanceProfileResponse;
    type Error = CreateInstanceProfileError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &CreateInstanceProfileRequest,
    ) -> Result<Demand, CreateInstanceProfileError> {
        let (path, name) = place(input)?;
        let arn = cx.account().instance_profile_arn(&path, &name);
        let create =
            Check::on("iam:CreateInstanceProfile", &arn).request_tags(tags::pairs(&input.tags));
        let tag = Check::on("iam:TagInstanceProfile", &arn).request_tags(tags::pairs(&input.tags));
        Ok(Demand::new(create).and_maybe((!input.tags.is_empty()).then_some(tag)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: CreateInstanceProfileRequest,
    ) -> Result<CreateInstanceProfileResponse, CreateInstanceProfileError> {
        let account = cx.account();
        let (path, name) = place(&input)?;
        let tags = tags::of_new::<CreateInstanceProfileError>(&input.tags, TagCase::Sensitive)?;
        if instance_profiles::by_name(tx, account, name.as_str()).is_some() {
            return Err(errors::profile_exists(name.as_str()).into());
        }
        if quotas::INSTANCE_PROFILES.is_reached_in(tx, account, Table::InstanceProfile) {
            return Err(common::quota_exceeded(quotas::INSTANCE_PROFILES).into());
        }
        let profile = InstanceProfile {
            account,
            id: cx.new_id(IdPrefix::InstanceProfile, tx),
            name,
            path,
            created_at: cx.seconds(),
            role: None,
            tags,
        };
        let instance_profile = view::with_tags(&profile, tx);
        tx.put(profile);
        Ok(CreateInstanceProfileResponse { instance_profile })
    }
}

fn place(
    input: &CreateInstanceProfileRequest,
) -> Result<(Path, InstanceProfileName), CreateInstanceProfileError> {
    let path = input
        .path
        .as_deref()
        .unwrap_or("/")
        .parse()
        .map_err(common::unparsable)?;
    let name = input
        .instance_profile_name
        .parse()
        .map_err(common::unparsable)?;
    Ok((path, name))
}
