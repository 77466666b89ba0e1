//! Server certificates by the names that requests give, and what is decided on.

use std::sync::Arc;

use pipeline::{Check, Context, Printed};
use records::server_certificates::{self, ServerCertificate};
use records::{ReadTx, Reads};
use shapes::iam::NoSuchEntity;

use super::errors;
use crate::shared::resource;

/// The certificate of this name.
pub(super) fn certificate(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    name: &str,
) -> Result<Arc<ServerCertificate>, NoSuchEntity> {
    let found = server_certificates::by_name(tx, cx.account(), name);
    found.ok_or_else(|| errors::no_such_certificate(name))
}

/// The certificate of this name, to be changed and put back.
pub(super) fn to_change(
    cx: &Context<'_>,
    tx: &mut impl Reads,
    name: &str,
) -> Result<ServerCertificate, NoSuchEntity> {
    certificate(cx, tx, name).map(Arc::unwrap_or_clone)
}

/// `action` on a certificate named in the request, with its tags. One that does not exist is decided on under the
/// default path.
pub(super) fn check(cx: &Context<'_>, tx: &mut ReadTx, action: &'static str, name: &str) -> Check {
    let account = cx.account();
    let check = match server_certificates::by_name(tx, account, name) {
        Some(certificate) => Check::on(action, &certificate.arn())
            .resource_tags(&certificate.tags, resource::AWS_SPELLING),
        None => Check::on(action, &account.unplaced_arn("server-certificate", name)),
    };
    check.printed(Printed::As(format!("server certificate {name}")))
}
