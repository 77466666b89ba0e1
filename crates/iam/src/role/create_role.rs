//! CreateRole: adds a role to the caller's account.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateRole.html>

use names::{IdPrefix, Path, RoleName, TagCase};
use pipeline::{Allowed, Check, Context, Demand, Operation, Writes};
use records::roles::Role;
use records::{InlinePolicies, ReadTx, Table, WriteTx, quotas, roles};
use shapes::iam::{CreateRoleError, CreateRoleRequest, CreateRoleResponse};

use crate::shared::{boundary, errors, resource, tags, trust, view};

pub(crate) struct CreateRole;

impl Operation for CreateRole {
    type Input = CreateRoleRequest;
    type Output = CreateRoleResponse;
    type Error = CreateRoleError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        _: &mut ReadTx,
        input: &CreateRoleRequest,
    ) -> Result<Demand, CreateRoleError> {
        let (path, name) = place(input)?;
        let arn = cx.account().role_arn(&path, &name);
        let boundary = input.permissions_boundary.as_deref();
        let create = Check::on("iam:CreateRole", &arn)
            .request_tags(tags::pairs(&input.tags))
            .key_maybe(resource::PERMISSIONS_BOUNDARY, boundary);
        let tag = Check::on("iam:TagRole", &arn).request_tags(tags::pairs(&input.tags));
        Ok(Demand::new(create)
            .and_maybe((!input.tags.is_empty()).then_some(tag))
            .and_maybe(boundary::veto(
                "iam:PutRolePermissionsBoundary",
                &arn,
                boundary,
            )))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: CreateRoleRequest,
    ) -> Result<CreateRoleResponse, CreateRoleError> {
        let account = cx.account();
        let (path, name) = place(&input)?;
        if path.as_str().starts_with(SERVICE_LINKED) {
            return Err(errors::service_linked_path().into());
        }
        let tags = tags::of_new::<CreateRoleError>(&input.tags, TagCase::Insensitive)?;
        let boundary = boundary::of_request(input.permissions_boundary.as_deref())?;
        let trust_policy = trust::bind::<CreateRoleError>(tx, &input.assume_role_policy_document)?;
        if roles::by_name(tx, account, name.as_str()).is_some() {
            return Err(errors::role_exists(name.as_str()).into());
        }
        if quotas::ROLES.is_reached_in(tx, account, Table::Role) {
            return Err(errors::quota_exceeded(quotas::ROLES).into());
        }
        if let Some(boundary) = &boundary {
            boundary::require::<CreateRoleError>(tx, account, boundary, "role")?;
        }
        let role = Role {
            account,
            id: cx.new_id(IdPrefix::Role, tx),
            name,
            path,
            created_at: cx.seconds(),
            description: input.description,
            max_session_duration: input.max_session_duration.unwrap_or(SESSION_DURATION),
            trust_policy,
            inline_policies: InlinePolicies::default(),
            attached_policies: Vec::new(),
            permissions_boundary: boundary,
            tags,
            source_template: None,
        };
        // AWS was observed to echo the document here as it was sent, and to show its normal form later.
        let shown = view::created_role(&role, &input.assume_role_policy_document);
        tx.put(role);
        Ok(CreateRoleResponse { role: shown })
    }
}

fn place(input: &CreateRoleRequest) -> Result<(Path, RoleName), CreateRoleError> {
    let path = input
        .path
        .as_deref()
        .unwrap_or("/")
        .parse()
        .map_err(errors::unparsable)?;
    let name = input.role_name.parse().map_err(errors::unparsable)?;
    Ok((path, name))
}

/// The longest session, in seconds, where the request does not say.
const SESSION_DURATION: i32 = 3_600;

/// Where the roles of AWS's services stand, which CreateServiceLinkedRole alone makes.
const SERVICE_LINKED: &str = "/aws-service-role/";
