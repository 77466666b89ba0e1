//! Requests of product providers to act in an account for a time, from their creation to their end.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/temporary-delegation-building-integration.html>

use std::sync::Arc;

use names::{AccountId, SessionName, UniqueId};
use serde::{Deserialize, Serialize};

use crate::record::stored;
use crate::{Key, Reads, Stored, Table, UnixTime};

/// One request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DelegationRequest {
    /// A random UUID: whoever knows it may look at a request that nobody owns yet.
    pub id: String,
    /// The account of the product provider.
    pub requestor: AccountId,
    /// Its name, as customers are shown it.
    pub requestor_name: String,
    /// What the provider calls it; unique among its requests.
    pub workflow_id: String,
    /// The account that the request is for, as far as it is known.
    #[serde(default)]
    pub owner_account: Option<AccountId>,
    /// Who claimed it.
    #[serde(default)]
    pub owner: Option<Owner>,
    /// Who approved it.
    #[serde(default)]
    pub approver: Option<Approval>,
    /// What the provider says of its requests of this kind.
    pub description: String,
    /// What it says of this one.
    #[serde(default)]
    pub request_message: Option<String>,
    /// The template of the permissions.
    pub policy_template_arn: String,
    /// What was filled in.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// The permissions, filled in: the session policy of what is given out.
    pub permission_policy: String,
    /// Where customers go back to.
    #[serde(default)]
    pub redirect_url: Option<String>,
    /// The topic that the provider is told through.
    pub notification_channel: String,
    /// How long access lasts, in seconds from the release of the token.
    pub session_duration: i32,
    /// Whether only the owner may release the token.
    #[serde(default)]
    pub only_send_by_owner: bool,
    /// When it was made.
    pub created_at: UnixTime,
    /// When it last changed.
    pub updated_at: UnixTime,
    /// How far it has come, but for the passing of time; see [`DelegationRequest::state_at`].
    pub state: State,
    /// When it came to this state.
    pub entered_at: UnixTime,
    /// What was added for whoever approves.
    #[serde(default)]
    pub notes: Option<String>,
    /// Why it was rejected.
    #[serde(default)]
    pub rejection_reason: Option<String>,
    /// What the provider is yet to be told, in this order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unsent: Vec<Notice>,
}

/// A value of a parameter of the template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parameter {
    /// The parameter.
    pub name: String,
    /// One value, or those of a list.
    pub values: Vec<String>,
    /// Whether it is a list.
    pub is_list: bool,
}

/// Who claimed a request. The ARN is what is shown; whether somebody is the owner goes by the unique id, which no
/// namesake inherits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// As GetCallerIdentity printed it then.
    pub arn: String,
    /// Likewise: `AIDA…`, `AROA…:session`, or the account for its root user.
    pub user_id: String,
}

/// Who approved a request, with what their session brought along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approval {
    /// As GetCallerIdentity printed it then.
    pub arn: String,
    /// Who it was.
    pub identity: Approver,
    /// When a one-time code was verified for the session.
    #[serde(default)]
    pub mfa_authenticated_at: Option<i64>,
    /// `aws:SourceIdentity` of the session.
    #[serde(default)]
    pub source_identity: Option<SessionName>,
    /// The tags of the session, keys and values.
    #[serde(default)]
    pub session_tags: Vec<(String, String)>,
    /// The keys of those tags that every role assumed from here on inherits.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transitive_tag_keys: Vec<String>,
}

/// The identity that delegated access acts as.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Approver {
    /// The root user of the owner's account.
    Root,
    /// A user, `AIDA…`.
    User(UniqueId),
    /// A session of a role.
    Role {
        /// `AROA…`.
        role_id: UniqueId,
        /// The session's name.
        role_session_name: SessionName,
    },
}

/// How far a request has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum State {
    /// Nobody has claimed it.
    Unassigned,
    /// Somebody has.
    Assigned,
    /// Its owner asked somebody else to approve it.
    PendingApproval,
    /// It is approved, and the provider cannot use it yet.
    Accepted,
    /// The provider was sent the token.
    Finalized,
    /// It is rejected.
    Rejected,
    /// Its time is over.
    Expired,
}

/// What the provider is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Notice {
    /// The request came to a state.
    State {
        /// Which one.
        state: State,
        /// When.
        at: UnixTime,
    },
    /// The token, which is made when it is sent and never kept.
    ExchangeToken {
        /// When it was released.
        at: UnixTime,
    },
}

impl State {
    /// How long a request stays in this state before it expires, in seconds.
    #[must_use]
    pub fn lifetime(self) -> i64 {
        match self {
            Self::Unassigned => DAY,
            _ => 7 * DAY,
        }
    }

    /// In AWS's spelling.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unassigned => "UNASSIGNED",
            Self::Assigned => "ASSIGNED",
            Self::PendingApproval => "PENDING_APPROVAL",
            Self::Accepted => "ACCEPTED",
            Self::Finalized => "FINALIZED",
            Self::Rejected => "REJECTED",
            Self::Expired => "EXPIRED",
        }
    }
}

impl DelegationRequest {
    /// How far it has come by `now`.
    #[must_use]
    pub fn state_at(&self, now: UnixTime) -> State {
        if now >= self.expires_at() {
            State::Expired
        } else {
            self.state
        }
    }

    /// When its state ends, unless somebody does something before.
    #[must_use]
    pub fn expires_at(&self) -> UnixTime {
        match self.state {
            State::Expired => self.entered_at,
            state => self.entered_at.plus_seconds(state.lifetime()),
        }
    }

    /// When it is forgotten.
    #[must_use]
    pub fn forgotten_at(&self) -> UnixTime {
        self.expires_at().plus_seconds(RETENTION)
    }

    /// Goes on to another state, and notes what the provider is to be told.
    pub fn enter(&mut self, state: State, now: UnixTime) {
        self.state = state;
        self.entered_at = now;
        self.updated_at = now;
        self.unsent.push(Notice::State { state, at: now });
        if state == State::Finalized {
            self.unsent.push(Notice::ExchangeToken { at: now });
        }
    }

    /// When the access ends that the released token stands for; `None` before it is released, and once the request is
    /// over.
    #[must_use]
    pub fn access_ends_at(&self, now: UnixTime) -> Option<UnixTime> {
        let ends_at = self
            .entered_at
            .plus_seconds(i64::from(self.session_duration));
        (self.state_at(now) == State::Finalized).then_some(ends_at)
    }

    /// Whether an account may know of the request: its own, once that is known; until then everybody who knows the id.
    #[must_use]
    pub fn is_visible_to(&self, account: AccountId) -> bool {
        self.owner_account.is_none_or(|owner| owner == account)
    }
}

stored!(DelegationRequest, DelegationRequest, |request| key(
    &request.id
));

/// Where the request with this id stands or would stand.
#[must_use]
pub fn key(id: &str) -> Key {
    Key::global(Table::DelegationRequest, id)
}

/// The request with this id.
pub fn get(tx: &mut impl Reads, id: &str) -> Option<Arc<DelegationRequest>> {
    let record = tx.read(&key(id))?;
    DelegationRequest::from_record(&record).cloned()
}

/// All requests in order of their ids, those after `after`.
pub fn all<'a>(
    tx: &'a impl Reads,
    after: Option<&str>,
) -> impl Iterator<Item = &'a Arc<DelegationRequest>> {
    let after = after.map(key);
    tx.state()
        .range(&Key::single(Table::DelegationRequest), after.as_ref())
        .filter_map(|(_, entry)| DelegationRequest::from_record(&entry.record))
}

const DAY: i64 = 86_400;

/// How long an expired request can still be looked at; AWS says "eventually deleted".
const RETENTION: i64 = 30 * DAY;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples::delegation_request;

    #[test]
    fn a_state_lasts_its_time() {
        for (state, days) in [
            (State::Unassigned, 1),
            (State::Assigned, 7),
            (State::PendingApproval, 7),
            (State::Accepted, 7),
            (State::Finalized, 7),
            (State::Rejected, 7),
        ] {
            let mut request = delegation_request(0, "r");
            request.enter(state, UnixTime(1_000));
            let end = UnixTime(1_000 + days * DAY);
            assert_eq!(request.state_at(UnixTime(end.0 - 1)), state);
            assert_eq!(request.state_at(end), State::Expired);
            assert_eq!(request.expires_at(), end);
        }
    }

    #[test]
    fn access_lasts_from_the_release_of_the_token() {
        let mut request = delegation_request(0, "r");
        request.session_duration = 600;
        request.unsent.clear();
        assert_eq!(request.access_ends_at(UnixTime(0)), None);
        request.enter(State::Finalized, UnixTime(1_000));
        assert_eq!(
            request.access_ends_at(UnixTime(1_001)),
            Some(UnixTime(1_600))
        );
        assert_eq!(request.unsent.len(), 2);
        assert_eq!(request.access_ends_at(UnixTime(1_000 + 7 * DAY)), None);
    }
}
