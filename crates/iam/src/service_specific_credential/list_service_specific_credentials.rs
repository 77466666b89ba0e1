//! ListServiceSpecificCredentials: the credentials of one user or of all, for one service or all, without passwords.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListServiceSpecificCredentials.html>

use std::iter;
use std::sync::Arc;

use pipeline::{Allowed, Check, Context, Demand, Operation, Page, ReadOnly};
use records::users::{self, User};
use records::{ReadTx, ServiceSpecificCredential};
use shapes::iam::{
    ListServiceSpecificCredentialsError, ListServiceSpecificCredentialsRequest,
    ListServiceSpecificCredentialsResponse,
};
use wire::CommonError;

use super::{errors, supported_service, view};
use crate::shared::{look_up, resource};

pub(crate) struct ListServiceSpecificCredentials;

impl Operation for ListServiceSpecificCredentials {
    type Input = ListServiceSpecificCredentialsRequest;
    type Output = ListServiceSpecificCredentialsResponse;
    type Error = ListServiceSpecificCredentialsError;
    type Access = ReadOnly;

    fn demand(
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: &ListServiceSpecificCredentialsRequest,
    ) -> Result<Demand, ListServiceSpecificCredentialsError> {
        let action = "iam:ListServiceSpecificCredentials";
        Ok(Demand::new(if input.all_users == Some(true) {
            Check::on(action, &cx.account().unplaced_arn("user", "*"))
        } else {
            resource::user_or_caller(cx, tx, action, input.user_name.as_deref())
        }))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: ListServiceSpecificCredentialsRequest,
    ) -> Result<ListServiceSpecificCredentialsResponse, ListServiceSpecificCredentialsError> {
        let user = whose(cx, tx, &input)?;
        // An empty name asks for all services.
        let service = input
            .service_name
            .as_deref()
            .filter(|name| !name.is_empty());
        let service = service
            .map(supported_service::named::<ListServiceSpecificCredentialsError>)
            .transpose()?
            .map(|service| service.name);
        let question = format!(
            "ListServiceSpecificCredentials/{}/{}",
            user.as_ref()
                .map_or_else(|| "*".to_owned(), |user| user.id.to_string()),
            service.unwrap_or_default()
        );
        let page = Page::of(cx, &question, input.marker.as_deref(), input.max_items)
            .map_err(CommonError::from)?;
        let users: Box<dyn Iterator<Item = &Arc<User>>> = match &user {
            Some(user) => Box::new(iter::once(user)),
            None => Box::new(users::list(tx, cx.account(), None)),
        };
        let rest = users
            .flat_map(|user| in_order(user).into_iter().map(move |one| (user, one)))
            .filter(|(_, one)| service.is_none_or(|service| one.service_name == service))
            .filter(|(user, one)| {
                let after = page.after.as_ref();
                after.is_none_or(|after| place(user, one) > *after)
            });
        let (found, marker) = page.take(cx, &question, rest, |(user, one)| place(user, one));
        let now = cx.seconds();
        let shown = found
            .into_iter()
            .map(|(user, one)| view::metadata(user, one, now));
        Ok(ListServiceSpecificCredentialsResponse {
            service_specific_credentials: Some(shown.collect()),
            is_truncated: Some(marker.is_some()),
            marker,
        })
    }
}

/// The user whose credentials are asked for; none: all users.
fn whose(
    cx: &Context<'_>,
    tx: &mut ReadTx,
    input: &ListServiceSpecificCredentialsRequest,
) -> Result<Option<Arc<User>>, ListServiceSpecificCredentialsError> {
    let name = input.user_name.as_deref();
    match (input.all_users, name) {
        (Some(true), Some(_)) => Err(errors::user_and_all_users().into()),
        (Some(true), None) => Ok(None),
        (Some(false) | None, _) => look_up::user_or_caller(cx, tx, name).map(Some),
    }
}

/// The credentials of a user in the order of their ids.
fn in_order(user: &User) -> Vec<&ServiceSpecificCredential> {
    let mut credentials: Vec<_> = user
        .credentials
        .service_specific_credentials
        .iter()
        .collect();
    credentials.sort_unstable_by_key(|credential| credential.id);
    credentials
}

/// Where a credential stands among all: a NUL sorts before whatever a longer name goes on with.
fn place(user: &User, credential: &ServiceSpecificCredential) -> String {
    format!("{}\0{}", user.name.folded(), credential.id)
}
