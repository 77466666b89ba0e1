//! Permissions boundaries of users and roles.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html>

use names::{AccountId, Arn};
use pipeline::Check;
use records::WriteTx;
use shapes::iam::{NoSuchEntity, PolicyNotAttachable};
use wire::{CommonError, ServiceError as _};

use super::attachment::{self, Unattachable};
use super::{errors, resource};

/// The boundary of a request that may have one.
pub(crate) fn of_request(text: Option<&str>) -> Result<Option<Arn>, CommonError> {
    text.map(arn).transpose()
}

/// The ARN of a boundary as a request gives it.
///
/// # Errors
/// `InvalidInput` for what is no ARN of a policy, `ValidationError` for one of another partition.
pub(crate) fn arn(text: &str) -> Result<Arn, CommonError> {
    super::arn::of_kind(text, "policy", errors::invalid_boundary_arn)
}

/// What creating an entity with a boundary also asks: that no Deny forbids setting it.
///
/// AWS was observed to refuse a creation by an explicit Deny of this action, while its own policies create entities with
/// a boundary without allowing it; so a Deny counts and an Allow is not needed.
pub(crate) fn veto(action: &'static str, entity: &Arn, boundary: Option<&str>) -> Option<Check> {
    boundary.map(|boundary| {
        Check::on(action, entity)
            .key(resource::PERMISSIONS_BOUNDARY, boundary)
            .veto_only()
    })
}

/// Checks that the policy may bound an entity of `kind`, `user` or `role`, and keeps it from being deleted meanwhile.
pub(crate) fn require<E>(
    tx: &mut WriteTx,
    account: AccountId,
    arn: &Arn,
    kind: &str,
) -> Result<(), E>
where
    E: From<CommonError>,
{
    // CreateUser and CreateRole answer these errors too, although their models do not say so.
    attachment::check(tx, account, arn, kind).map_err(|refused| match refused {
        Unattachable::Missing => {
            let error = errors::no_such_boundary(arn);
            CommonError::new(NoSuchEntity::CODE, error.status(), error.message)
        }
        Unattachable::Reserved(error) => {
            CommonError::new(PolicyNotAttachable::CODE, error.status(), error.message)
        }
    })?;
    attachment::touch(tx, arn);
    Ok(())
}
