//! CreateUser: adds a user to the caller's account.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html>

use names::{IdPrefix, Path, TagCase, UserName};
use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::users::User;
use records::{Credentials, InlinePolicies, ReadTx, Table, WriteTx, quotas, users};
use shapes::iam::{CreateUserError, CreateUserRequest, CreateUserResponse};

use crate::shared::{boundary, errors, resource, tags, view};

pub(crate) struct CreateUser;

impl Operation for CreateUser {
    type Input = CreateUserRequest;
    type Output = CreateUserResponse;
    type Error = CreateUserError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &CreateUserRequest,
    ) -> Result<Demand, CreateUserError> {
        let (path, name) = place(input)?;
        let arn = cx.account().user_arn(&path, &name);
        let boundary = input.permissions_boundary.as_deref();
        let create = Check::on("iam:CreateUser", &arn)
            .request_tags(tags::pairs(&input.tags))
            .key_maybe(resource::PERMISSIONS_BOUNDARY, boundary);
        let tag = Check::on("iam:TagUser", &arn).request_tags(tags::pairs(&input.tags));
        Ok(Demand::new(create)
            .and_maybe((!input.tags.is_empty()).then_some(tag))
            .and_maybe(boundary::veto(
                "iam:PutUserPermissionsBoundary",
                &arn,
                boundary,
            )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: CreateUserRequest,
    ) -> Result<CreateUserResponse, CreateUserError> {
        let account = cx.account();
        let (path, name) = place(&input)?;
        let tags = tags::of_new::<CreateUserError>(&input.tags, TagCase::Insensitive)?;
        let boundary = boundary::of_request(input.permissions_boundary.as_deref())?;
        if users::by_name(tx, account, name.as_str()).is_some() {
            return Err(errors::user_exists(name.as_str()).into());
        }
        if quotas::USERS.is_reached_in(tx, account, Table::User) {
            return Err(errors::quota_exceeded(quotas::USERS).into());
        }
        if let Some(boundary) = &boundary {
            boundary::require::<CreateUserError>(tx, account, boundary, "user")?;
        }
        let user = User {
            account,
            id: cx.new_id(IdPrefix::User, tx),
            name,
            path,
            created_at: cx.seconds(),
            access_keys: Vec::new(),
            credentials: Credentials::default(),
            inline_policies: InlinePolicies::default(),
            attached_policies: Vec::new(),
            groups: Vec::new(),
            permissions_boundary: boundary,
            tags,
        };
        let shown = view::user(&user);
        tx.put(user);
        Ok(CreateUserResponse { user: Some(shown) })
    }
}

fn place(input: &CreateUserRequest) -> Result<(Path, UserName), CreateUserError> {
    let path = input
        .path
        .as_deref()
        .unwrap_or("/")
        .parse()
        .map_err(errors::unparsable)?;
    let name = input.user_name.parse().map_err(errors::unparsable)?;
    Ok((path, name))
}
