//! GetAccountAuthorizationDetails: users, groups, roles and policies with their relations, page by page.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html>

use std::collections::BTreeSet;
use std::sync::Arc;

use names::{AccountId, Arn};
use pipeline::{Allowed, Check, Context, Demand, Operation, Page, ReadOnly};
use records::ReadTx;
use records::groups::{self, Group};
use records::policies::{self, AnyPolicy};
use records::roles::{self, Role};
use records::users::{self, User};
use shapes::iam::{
    EntityType, GetAccountAuthorizationDetailsError, GetAccountAuthorizationDetailsRequest,
    GetAccountAuthorizationDetailsResponse,
};
use wire::CommonError;

use super::{details, used_policies};

pub(crate) struct GetAccountAuthorizationDetails;

impl Operation for GetAccountAuthorizationDetails {
    type Input = GetAccountAuthorizationDetailsRequest;
    type Output = GetAccountAuthorizationDetailsResponse;
    type Error = GetAccountAuthorizationDetailsError;
    type Access = ReadOnly;

    fn demand(
        _: &Context<'_>,
        _: &mut ReadTx,
        _: &GetAccountAuthorizationDetailsRequest,
    ) -> Result<Demand, GetAccountAuthorizationDetailsError> {
        let check = Check::on_anything("iam:GetAccountAuthorizationDetails");
        Ok(Demand::new(check))
    }

    fn run(
        _: &Allowed<Self>,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        input: GetAccountAuthorizationDetailsRequest,
    ) -> Result<GetAccountAuthorizationDetailsResponse, GetAccountAuthorizationDetailsError> {
        let kinds = kinds(&input.filter);
        let names: Vec<_> = kinds.iter().map(|kind| kind.as_str()).collect();
        let question = format!("GetAccountAuthorizationDetails/{}", names.join(","));
        let page = Page::of(cx, &question, input.marker.as_deref(), input.max_items)
            .map_err(CommonError::from)?;
        let after = page.after.as_deref();
        let items = kinds
            .iter()
            .flat_map(|kind| items(tx, cx.account(), *kind, after));
        let (items, marker) = page.take(cx, &question, items, Item::place);
        let mut shown = GetAccountAuthorizationDetailsResponse {
            user_detail_list: Some(Vec::new()),
            group_detail_list: Some(Vec::new()),
            role_detail_list: Some(Vec::new()),
            policies: Some(Vec::new()),
            is_truncated: Some(marker.is_some()),
            marker,
        };
        for item in &items {
            item.show(cx, tx, &mut shown);
        }
        Ok(shown)
    }
}

/// The kinds asked for, each once, in the order in which AWS was observed to walk through them; none named is all.
fn kinds(filter: &[EntityType]) -> Vec<EntityType> {
    let is_asked = |kind: &EntityType| filter.is_empty() || filter.contains(kind);
    WALK.into_iter().filter(is_asked).collect()
}

/// One thing to be shown.
enum Item {
    User(Arc<User>),
    Role(Arc<Role>),
    Group(Arc<Group>),
    Policy(EntityType, Arn, AnyPolicy),
}

impl Item {
    /// Where it stands in the walk: its kind, and a key that orders its kind.
    fn place(&self) -> String {
        match self {
            Self::User(user) => place(EntityType::User, &user.name.folded()),
            Self::Role(role) => place(EntityType::Role, &role.name.folded()),
            Self::Group(group) => place(EntityType::Group, &group.name.folded()),
            Self::Policy(kind, _, AnyPolicy::Customer(policy)) => {
                place(*kind, &policy.name.folded())
            }
            Self::Policy(kind, arn, AnyPolicy::Aws(_)) => place(*kind, arn.as_str()),
        }
    }

    fn show(
        &self,
        cx: &Context<'_>,
        tx: &mut ReadTx,
        shown: &mut GetAccountAuthorizationDetailsResponse,
    ) {
        match self {
            Self::User(user) => {
                let users = shown.user_detail_list.get_or_insert_default();
                users.push(details::user(tx, user));
            }
            Self::Role(role) => {
                let roles = shown.role_detail_list.get_or_insert_default();
                roles.push(details::role(cx, tx, role));
            }
            Self::Group(group) => {
                let groups = shown.group_detail_list.get_or_insert_default();
                groups.push(details::group(group));
            }
            Self::Policy(_, arn, policy) => {
                let policies = shown.policies.get_or_insert_default();
                policies.push(details::policy(cx, tx, arn, policy));
            }
        }
    }
}

/// The items of one kind that stand after the place.
fn items<'a>(
    tx: &'a ReadTx,
    account: AccountId,
    kind: EntityType,
    after: Option<&'a str>,
) -> Box<dyn Iterator<Item = Item> + 'a> {
    let after = match after.and_then(|place| place.split_once('/')) {
        None => None,
        Some((of_kind, key)) if of_kind == kind.as_str() => Some(key),
        Some((of_kind, _)) if is_before(kind, of_kind) => return Box::new(std::iter::empty()),
        Some(_) => None,
    };
    match kind {
        EntityType::User => Box::new(users::list(tx, account, after).cloned().map(Item::User)),
        EntityType::Role => Box::new(roles::list(tx, account, after).cloned().map(Item::Role)),
        EntityType::Group => Box::new(groups::list(tx, account, after).cloned().map(Item::Group)),
        EntityType::LocalManagedPolicy => {
            let own = policies::list(tx, account, after).cloned();
            Box::new(
                own.map(move |policy| {
                    Item::Policy(kind, policy.arn(), AnyPolicy::Customer(policy))
                }),
            )
        }
        EntityType::AWSManagedPolicy => Box::new(used_of_aws(tx, account, after).into_iter()),
    }
}

/// The policies of AWS that the account uses, in order of their ARNs.
fn used_of_aws(tx: &ReadTx, account: AccountId, after: Option<&str>) -> Vec<Item> {
    let used: BTreeSet<&Arn> = used_policies::of(tx, account);
    let later = used
        .into_iter()
        .filter(|arn| arn.account_id().is_none() && after.is_none_or(|after| arn.as_str() > after));
    let of_aws = later.filter_map(|arn| {
        let policy = records::aws_managed::by_arn(arn.as_str())?;
        let policy = AnyPolicy::Aws(policy);
        Some(Item::Policy(
            EntityType::AWSManagedPolicy,
            arn.clone(),
            policy,
        ))
    });
    of_aws.collect()
}

fn place(kind: EntityType, key: &str) -> String {
    format!("{}/{key}", kind.as_str())
}

/// Whether the walk passes `kind` before it comes to the kind of this name.
fn is_before(kind: EntityType, name: &str) -> bool {
    let mut walk = WALK.iter();
    let is_met = |wanted: &EntityType| *wanted == kind || wanted.as_str() == name;
    walk.find(|wanted| is_met(wanted)) == Some(&kind)
}

/// The order of the walk, whatever the order of the filter.
const WALK: [EntityType; 5] = [
    EntityType::User,
    EntityType::Role,
    EntityType::Group,
    EntityType::LocalManagedPolicy,
    EntityType::AWSManagedPolicy,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_walk_is_the_same_whatever_the_filter_says_how_often() {
        use EntityType::{Group, LocalManagedPolicy, User};
        assert_eq!(kinds(&[]), WALK);
        assert_eq!(kinds(&WALK), WALK);
        let asked = [LocalManagedPolicy, Group, User, Group];
        assert_eq!(kinds(&asked), [User, Group, LocalManagedPolicy]);
    }

    #[test]
    fn a_kind_is_passed_when_the_place_is_in_a_later_one() {
        for (at, kind) in WALK.iter().enumerate() {
            for (other_at, other) in WALK.iter().enumerate() {
                assert_eq!(is_before(*kind, other.as_str()), at <= other_at);
            }
        }
    }
}
