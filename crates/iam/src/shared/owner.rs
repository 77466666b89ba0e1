//! Whose credentials a request is about: a user's, or those of the root user.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials.html>

use std::sync::Arc;

use names::{AccessKeyId, AccountId, UniqueId};
use pipeline::{Context, Identity};
use records::accounts::Account;
use records::users::User;
use records::{AccessKey, Credentials, Key, Reads, Stored as _, WriteTx};
use shapes::iam::NoSuchEntity;
use wire::CommonError;

use super::{errors, look_up};

/// Who has access keys and other credentials.
#[derive(Clone, Debug)]
pub(crate) enum Owner {
    User(Arc<User>),
    Root(Arc<Account>),
}

impl Owner {
    /// The user that the request names, else the caller.
    pub(crate) fn of_request<E>(
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
    pub(crate) fn of_key(cx: &Context<'_>, tx: &mut impl Reads, id: &str) -> Option<Self> {
        let id: AccessKeyId = id.parse().ok()?;
        let (records::Owner::User(key) | records::Owner::Root(key)) =
            tx.state().index().owner_of(&id)?.clone();
        let record = tx.read(&key)?;
        let user = User::from_record(&record).cloned().map(Self::User);
        let owner = user.or_else(|| Account::from_record(&record).cloned().map(Self::Root));
        owner.filter(|owner| owner.account() == cx.account())
    }

    /// The keys.
    pub(crate) fn access_keys(&self) -> &[AccessKey] {
        match self {
            Self::User(user) => &user.access_keys,
            Self::Root(account) => &account.root.access_keys,
        }
    }

    /// What it has besides access keys.
    pub(crate) fn credentials(&self) -> &Credentials {
        match self {
            Self::User(user) => &user.credentials,
            Self::Root(account) => &account.root.credentials,
        }
    }

    /// Where its record stands.
    pub(crate) fn key(&self) -> Key {
        match self {
            Self::User(user) => user.key(),
            Self::Root(account) => account.key(),
        }
    }

    /// The name, which the root user has not.
    pub(crate) fn user_name(&self) -> Option<String> {
        match self {
            Self::User(user) => Some(user.name.to_string()),
            Self::Root(_) => None,
        }
    }

    /// The id of the user; none for the root user.
    pub(crate) fn user_id(&self) -> Option<UniqueId> {
        match self {
            Self::User(user) => Some(user.id),
            Self::Root(_) => None,
        }
    }

    /// What stays the same whatever the name.
    pub(crate) fn unique_id(&self) -> String {
        match self {
            Self::User(user) => user.id.to_string(),
            Self::Root(account) => account.id.to_string(),
        }
    }

    /// Writes the owner with its access keys changed.
    pub(crate) fn change<E>(
        self,
        tx: &mut WriteTx,
        change: impl FnOnce(&mut Vec<AccessKey>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.change_all(tx, |keys, _| change(keys))
    }

    /// Writes the owner with its other credentials changed.
    pub(crate) fn change_credentials<E>(
        self,
        tx: &mut WriteTx,
        change: impl FnOnce(&mut Credentials) -> Result<(), E>,
    ) -> Result<(), E> {
        self.change_all(tx, |_, credentials| change(credentials))
    }

    fn change_all<E>(
        self,
        tx: &mut WriteTx,
        change: impl FnOnce(&mut Vec<AccessKey>, &mut Credentials) -> Result<(), E>,
    ) -> Result<(), E> {
        match self {
            Self::User(user) => {
                let mut user = Arc::unwrap_or_clone(user);
                change(&mut user.access_keys, &mut user.credentials)?;
                tx.put(user);
            }
            Self::Root(account) => {
                let mut account = Arc::unwrap_or_clone(account);
                let root = &mut account.root;
                change(&mut root.access_keys, &mut root.credentials)?;
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
