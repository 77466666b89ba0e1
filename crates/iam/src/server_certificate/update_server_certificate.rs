//! UpdateServerCertificate: renames a server certificate or moves it to another path; its unique id stays.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateServerCertificate.html>

use names::{Path, ServerCertificateName};
use pipeline::{Allowed, Check, Context, Demand, Operation, Printed, Writes};
use records::server_certificates::{self, ServerCertificate};
use records::{ReadTx, WriteTx};
use shapes::iam::{
    UpdateServerCertificateError, UpdateServerCertificateRequest, UpdateServerCertificateResponse,
};

use super::{errors, find};
use crate::shared;

pub(crate) struct UpdateServerCertificate;

impl Operation for UpdateServerCertificate {
    type Input = UpdateServerCertificateRequest;
    type Output = UpdateServerCertificateResponse;
    type Error = UpdateServerCertificateError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &UpdateServerCertificateRequest,
    ) -> Result<Demand, UpdateServerCertificateError> {
        let action = "iam:UpdateServerCertificate";
        let name = &input.server_certificate_name;
        let check = find::check(cx, tx, action, name);
        let present = server_certificates::by_name(tx, cx.account(), name);
        let (path, name) = place(input, present.as_deref())?;
        // The same action must be allowed on what the certificate becomes, which has no tags yet.
        let target = cx.account().server_certificate_arn(&path, &name);
        let printed = Printed::As(format!("server certificate {name}"));
        let target = Check::on(action, &target).printed(printed);
        let is_moved = input.new_path.is_some() || input.new_server_certificate_name.is_some();
        Ok(Demand::new(check).and_maybe(is_moved.then_some(target)))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: UpdateServerCertificateRequest,
    ) -> Result<UpdateServerCertificateResponse, UpdateServerCertificateError> {
        let account = cx.account();
        let mut certificate = find::to_change(cx, tx, &input.server_certificate_name)?;
        let (path, name) = place(&input, Some(&certificate))?;
        let old = server_certificates::key(account, certificate.name.as_str());
        let new = server_certificates::key(account, name.as_str());
        // Another spelling of the certificate's own name is free.
        if new != old && server_certificates::by_name(tx, account, name.as_str()).is_some() {
            return Err(errors::certificate_exists(name.as_str()).into());
        }
        (certificate.path, certificate.name) = (path, name);
        tx.delete(&old);
        tx.put(certificate);
        Ok(UpdateServerCertificateResponse {})
    }
}

/// Where the certificate stands afterwards; one that does not exist stands under the default path.
fn place(
    input: &UpdateServerCertificateRequest,
    present: Option<&ServerCertificate>,
) -> Result<(Path, ServerCertificateName), UpdateServerCertificateError> {
    let unparsable = shared::errors::unparsable;
    let path = match (&input.new_path, present) {
        (Some(path), _) => path.parse().map_err(unparsable)?,
        (None, Some(certificate)) => certificate.path.clone(),
        (None, None) => Path::root(),
    };
    let name = match (&input.new_server_certificate_name, present) {
        (Some(name), _) => name.parse().map_err(unparsable)?,
        (None, Some(certificate)) => certificate.name.clone(),
        (None, None) => input.server_certificate_name.parse().map_err(unparsable)?,
    };
    Ok((path, name))
}
