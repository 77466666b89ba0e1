//! CreateServiceSpecificCredential: makes a name and a password, or an API key, for one service.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html>

use names::IdPrefix;
use pipeline::{Allowed, Context, Demand, Operation, Writes};
use records::users::User;
use records::{KeyStatus, ReadTx, ServiceSpecificCredential, UnixTime, WriteTx, quotas};
use secrets::service_credential;
use shapes::iam::{
    CreateServiceSpecificCredentialError, CreateServiceSpecificCredentialRequest,
    CreateServiceSpecificCredentialResponse,
};

use super::{AGE_DAYS, SERVICE_NAME, find, login_name, supported_service, view};
use crate::shared::{errors, look_up, resource};

pub(crate) struct CreateServiceSpecificCredential;

impl Operation for CreateServiceSpecificCredential {
    type Input = CreateServiceSpecificCredentialRequest;
    type Output = CreateServiceSpecificCredentialResponse;
    type Error = CreateServiceSpecificCredentialError;
    type Access = Writes;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &CreateServiceSpecificCredentialRequest,
    ) -> Result<Demand, CreateServiceSpecificCredentialError> {
        let age_days = input.credential_age_days.map(|days| days.to_string());
        let action = "iam:CreateServiceSpecificCredential";
        let check = resource::user(cx, tx, action, &input.user_name)
            .key(SERVICE_NAME, input.service_name.to_ascii_lowercase())
            .key_maybe(AGE_DAYS, age_days);
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut WriteTx,
        input: CreateServiceSpecificCredentialRequest,
    ) -> Result<CreateServiceSpecificCredentialResponse, CreateServiceSpecificCredentialError> {
        let mut user = look_up::user_to_change(cx, tx, &input.user_name)?;
        let service =
            supported_service::named::<CreateServiceSpecificCredentialError>(&input.service_name)?;
        if quotas::SERVICE_SPECIFIC_CREDENTIALS.is_reached(count_of(&user, service.name)) {
            return Err(errors::quota_exceeded(quotas::SERVICE_SPECIFIC_CREDENTIALS).into());
        }
        let id = loop {
            let id = cx.new_id(IdPrefix::ServiceSpecificCredential, tx);
            if find::in_account(cx, tx, id.as_str()).is_none() {
                break id;
            }
        };
        let password = service_credential::password(cx.entropy());
        let now = cx.seconds();
        let credential = ServiceSpecificCredential {
            id,
            service_name: service.name.to_owned(),
            login_name: login_name::new(cx, tx, &user),
            password: cx.seal(id.as_str(), password.expose().as_bytes()),
            status: KeyStatus::Active,
            created_at: now,
            expires_at: input.credential_age_days.map(|days| after(now, days)),
        };
        let shown = view::with_password(&user, &credential, &password, now);
        user.credentials
            .service_specific_credentials
            .push(credential);
        tx.put(user);
        Ok(CreateServiceSpecificCredentialResponse {
            service_specific_credential: Some(shown),
        })
    }
}

/// How many credentials for the service the user has, whatever their status.
fn count_of(user: &User, service: &str) -> usize {
    let credentials = user.credentials.service_specific_credentials.iter();
    credentials
        .filter(|credential| credential.service_name == service)
        .count()
}

fn after(now: UnixTime, days: i32) -> UnixTime {
    UnixTime(now.0 + i64::from(days) * DAY)
}

/// In seconds.
const DAY: i64 = 86_400;
