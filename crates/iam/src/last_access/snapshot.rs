//! What a report on last use says: the services that were granted when it was asked for, and who had used them.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_ServiceLastAccessed.html>

use names::{AccountId, UniqueId};
use policy::Policy;
use records::usage::{self, Usage, Use};
use records::{Reads, UnixTime};
use serde::{Deserialize, Serialize};
use shapes::catalog::Service;
use shapes::iam::AccessAdvisorUsageGranularityType as Granularity;

use super::granted::Granted;
use super::tracked;

/// A report as it is kept. Changes of permissions and memberships that come later do not change it.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Snapshot {
    /// Whether it tells of actions too.
    is_of_actions: bool,
    /// The users and roles that might have used the services.
    pub(super) entities: Vec<UniqueId>,
    /// In order of their namespaces.
    pub(super) services: Vec<ServiceRow>,
}

/// One service that was granted.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ServiceRow {
    pub(super) namespace: String,
    /// Of each entity that used it the last use, the newest first.
    pub(super) uses: Vec<EntityUse>,
    /// The tracked actions that were granted, in order of their names.
    pub(super) actions: Vec<ActionRow>,
}

/// One action that was granted.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct ActionRow {
    pub(super) name: String,
    pub(super) last: Option<EntityUse>,
}

/// When an entity last used a service or an action.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct EntityUse {
    pub(super) entity: UniqueId,
    pub(super) region: String,
    pub(super) at: UnixTime,
}

impl Snapshot {
    /// How things are now.
    pub(super) fn of<'p>(
        tx: &impl Reads,
        account: AccountId,
        policies: impl IntoIterator<Item = &'p Policy>,
        entities: Vec<UniqueId>,
        (granularity, now): (Granularity, UnixTime),
    ) -> Self {
        let is_of_actions = granularity == Granularity::ActionLevel;
        let usages: Vec<_> = entities
            .iter()
            .filter_map(|id| Some((*id, usage::shown(tx, account, Some(*id))?.as_ref())))
            .collect();
        let granted = Granted::by(policies);
        let services = granted.services().map(|service| ServiceRow {
            namespace: service.prefix.to_owned(),
            uses: uses(&usages, |usage| usage.of_service(service.prefix, now)),
            actions: if is_of_actions {
                actions(&granted, service, &usages, now)
            } else {
                Vec::new()
            },
        });
        let services = services.collect();
        Self {
            is_of_actions,
            entities,
            services,
        }
    }

    pub(super) fn granularity(&self) -> Granularity {
        if self.is_of_actions {
            Granularity::ActionLevel
        } else {
            Granularity::ServiceLevel
        }
    }

    /// The service of this namespace, if it was granted.
    pub(super) fn service(&self, namespace: &str) -> Option<&ServiceRow> {
        self.services
            .iter()
            .find(|service| service.namespace.eq_ignore_ascii_case(namespace))
    }
}

fn actions(
    granted: &Granted<'_>,
    service: &Service,
    usages: &[(UniqueId, &Usage)],
    now: UnixTime,
) -> Vec<ActionRow> {
    let rows = tracked::actions(service).filter_map(|action| {
        let full_name = format!("{}:{}", service.prefix, action.name);
        let is_granted = granted.has_action(&full_name);
        is_granted.then(|| ActionRow {
            name: action.name.to_owned(),
            last: uses(usages, |usage| usage.of_action(&full_name, now))
                .into_iter()
                .next(),
        })
    });
    rows.collect()
}

/// Of each entity its use, the newest first.
fn uses<'u>(
    usages: &[(UniqueId, &'u Usage)],
    of: impl Fn(&'u Usage) -> Option<&'u Use>,
) -> Vec<EntityUse> {
    let found = usages.iter().filter_map(|(entity, usage)| {
        let used = of(usage)?;
        Some(EntityUse {
            entity: *entity,
            region: used.region.clone(),
            at: used.at,
        })
    });
    let mut found: Vec<_> = found.collect();
    found.sort_by_key(|used| std::cmp::Reverse(used.at));
    found
}
