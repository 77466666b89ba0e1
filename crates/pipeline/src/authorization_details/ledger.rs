//! The denied requests of the last day, as many as there is room for.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::DeniedRequest;
use crate::Now;
use crate::authorization_message::Pace;

/// What is kept, within bounds on how much, how long, and how much of one principal: who has himself denied all the time
/// pushes out his own denials and nobody else's.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    pace: Pace,
    pages: Mutex<Pages>,
}

#[derive(Debug, Default)]
struct Pages {
    /// By authorization id.
    entries: HashMap<String, Arc<DeniedRequest>>,
    /// The ids, the oldest first.
    order: VecDeque<String>,
    /// The ids of each principal, the oldest first.
    of_entity: HashMap<String, VecDeque<String>>,
}

impl Ledger {
    /// Whether one more denial may be kept now.
    pub(super) fn admits(&self, now: Now) -> bool {
        self.pace.admits(now)
    }

    pub(super) fn keep(&self, id: String, denied: DeniedRequest) {
        let mut pages = self.pages();
        let now = denied.at;
        while let Some(oldest) = pages.order.front().cloned() {
            let is_over = pages
                .entries
                .get(&oldest)
                .is_none_or(|denied| denied.is_over(now));
            if !is_over && pages.order.len() < ENTRIES_MAX {
                break;
            }
            pages.remove(&oldest);
        }
        let own = pages.of_entity.get(&denied.entity);
        if let Some(oldest) = own.filter(|own| own.len() >= ENTRIES_OF_ENTITY_MAX)
            && let Some(oldest) = oldest.front().cloned()
        {
            pages.remove(&oldest);
        }
        pages.remove(&id);
        pages
            .of_entity
            .entry(denied.entity.clone())
            .or_default()
            .push_back(id.clone());
        pages.order.push_back(id.clone());
        pages.entries.insert(id, Arc::new(denied));
    }

    pub(super) fn find(&self, id: &str, now: Now) -> Option<Arc<DeniedRequest>> {
        let denied = self.pages().entries.get(id).cloned()?;
        (!denied.is_over(now)).then_some(denied)
    }

    fn pages(&self) -> MutexGuard<'_, Pages> {
        // Nothing here is left half done by a panic.
        self.pages.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Pages {
    fn remove(&mut self, id: &str) {
        self.order.retain(|kept| kept != id);
        let Some(denied) = self.entries.remove(id) else {
            return;
        };
        if let Some(own) = self.of_entity.get_mut(&denied.entity) {
            own.retain(|kept| kept != id);
            if own.is_empty() {
                self.of_entity.remove(&denied.entity);
            }
        }
    }
}

impl DeniedRequest {
    fn is_over(&self, now: Now) -> bool {
        now.0.saturating_sub(self.at.0) > KEPT_MILLISECONDS
    }
}

/// AWS keeps them for a day.
const KEPT_MILLISECONDS: i64 = 24 * 60 * 60 * 1_000;

const ENTRIES_MAX: usize = 2_000;
const ENTRIES_OF_ENTITY_MAX: usize = 100;

#[cfg(test)]
mod tests {
    use super::*;

    fn denied(entity: &str, at: i64) -> DeniedRequest {
        DeniedRequest {
            account: "111122223333".parse().unwrap(),
            entity: entity.to_owned(),
            at: Now(at),
            context: Vec::new(),
            evaluations: Vec::new(),
            policies: Vec::new(),
        }
    }

    #[test]
    fn a_denial_is_kept_for_a_day() {
        let ledger = Ledger::default();
        ledger.keep("a".to_owned(), denied("ann", 0));
        assert!(ledger.find("a", Now(KEPT_MILLISECONDS)).is_some());
        assert!(ledger.find("a", Now(KEPT_MILLISECONDS + 1)).is_none());
        assert!(ledger.find("b", Now(0)).is_none());
        ledger.keep("b".to_owned(), denied("bob", KEPT_MILLISECONDS + 1));
        assert_eq!(ledger.pages().entries.len(), 1);
    }

    #[test]
    fn nobody_pushes_out_another() {
        let ledger = Ledger::default();
        ledger.keep("bob".to_owned(), denied("bob", 0));
        for number in 0..5_000 {
            ledger.keep(format!("ann{number}"), denied("ann", number));
        }
        assert!(ledger.find("bob", Now(5_000)).is_some());
        assert!(ledger.find("ann4999", Now(5_000)).is_some());
        assert!(ledger.find("ann4899", Now(5_000)).is_none());
        assert_eq!(ledger.pages().entries.len(), 1 + ENTRIES_OF_ENTITY_MAX);
        for number in 0..5_000 {
            ledger.keep(format!("n{number}"), denied(&format!("e{number}"), number));
        }
        let pages = ledger.pages();
        assert_eq!(
            [
                pages.entries.len(),
                pages.order.len(),
                pages.of_entity.len()
            ],
            [ENTRIES_MAX; 3]
        );
    }
}
