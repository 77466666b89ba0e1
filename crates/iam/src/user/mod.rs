//! Operations on users.

mod create_user;
mod list_users;
mod put_user_policy;

pub(crate) use create_user::CreateUser;
pub(crate) use list_users::ListUsers;
pub(crate) use put_user_policy::PutUserPolicy;

use pipeline::Service;

pub(crate) fn register(service: Service) -> Service {
    service
        .with::<CreateUser>()
        .with::<ListUsers>()
        .with::<PutUserPolicy>()
}
