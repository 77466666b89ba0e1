//! Whose access keys a request is about: a user's, or those of the root user.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_access-keys.html>

use std::sync::Arc;

use names::{AccessKeyId, AccountId};
use pipeline::{Context, Identity};
use records::accounts::Account;
use records::users::User;
use records::{AccessKey, Reads, Stored as _, WriteTx};
use shapes::iam::NoSuchEntity;
use wire::CommonError;

use crate::shared::{errors, look_up};

/// Who has access keys.
#[derive(Clone, Debug)]
pub(super) enum Owner {
    User(Arc<User>),
    Root(Arc<Account>),
}

impl Owner {
    /// The user that the request names, else the caller.
    pub(super) fn of_request<E>(
        cx: &Context<'_>,
        tx: &mut impl Reads,
        user_name: Option<&str>,
    ) -> Result<Self, E>
    where
        E: From<NoSuchEntity> + From<CommonError>,
    {
        match (user_name, cx.caller.identity()) {
            (Some(name), _) => Ok(Self::User(look_up::user(cx, tx, name)?)),
            (None, Identity::User(user)) => Ok(Self::User(Arc::clone(user))),
            (None, Identity::Root(account)) => Ok(Self::Root(Arc::clone(account))),
            (None, _) => Err(errors::must_name_user().into()),
        }
    }

    /// Who has this key now; none if it is not of this account, of which the caller shall learn nothing.
    pub(super) fn of_key(cx: &Context<'_>, tx: &mut impl Reads, id: &str) -> Option<Self> {
        let id: AccessKeyId = id.parse().ok()?;
        let (records::Owner::User(key) | records::Owner::Root(key)) =
            tx.state().index().owner_of(&id)?.clone();
        let record = tx.read(&key)?;
        let user = User::from_record(&record).cloned().map(Self::User);
        let owner = user.or_else(|| Account::from_record(&record).cloned().map(Self::Root));
        owner.filter(|owner| owner.account() == cx.account())
    }

    /// The keys.
    pub(super) fn access_keys(&self) -> &[AccessKey] {
        match self {
            Self::User(user) => &user.access_keys,
            Self::Root(account) => &account.root.access_keys,
        }
    }

    /// The name, which the root user has not.
    pub(super) fn user_name(&self) -> Option<String> {
        match self {
            Self::User(user) => Some(user.name.to_string()),
            Self::Root(_) => None,
        }
    }

    /// What stays the same whatever the name.
    pub(super) fn unique_id(&self) -> String {
        match self {
            Self::User(user) => user.id.to_string(),
            Self::Root(account) => account.id.to_string(),
        }
    }

    /// Writes the owner with its keys changed.
    pub(super) fn change<E>(
        self,
        tx: &mut WriteTx,
        change: impl FnOnce(&mut Vec<AccessKey>) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Self::User(user) => {
                let mut user = Arc::unwrap_or_clone(user);
                change(&mut user.access_keys)?;
                tx.put(user);
            }
            Self::Root(account) => {
                let mut account = Arc::unwrap_or_clone(account);
                change(&mut account.root.access_keys)?;
                tx.put(account);
            }
        }
        Ok(())
    }

    fn account(&self) -> AccountId {
        match self {
            Self::User(user) => user.account,
            Self::Root(account) => account.id,
        }
    }
}
