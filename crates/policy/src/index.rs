//! Which statements can concern a request, found without walking over all of them: by action, by service, and by the
//! literal text that the ARNs they cover start with.
//!
//! INVARIANT: what is left out does not apply, whatever the caller and the context; so an evaluation through the index
//! and one of every statement never differ, for a Deny no more than for an Allow.

mod set;
mod starts;
mod table;
#[cfg(test)]
mod tests;

use crate::action::{ActionName, ActionPattern};
use crate::resource::{Requested, Start};
use crate::statement::{Effect, Statement};
use crate::template::Template;
pub(crate) use set::StatementSet;
use starts::Starts;
use table::Table;

/// The statements of one effect.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct StatementIndex {
    /// Statements on every action.
    every: Option<Targets>,
    /// NotAction, patterns without a plain service, and whatever is not understood: compared one by one.
    unclear: Option<Targets>,
    /// Whole actions, by name.
    actions: Table<Targets>,
    /// Names with wildcards, by the service in front of them.
    patterns: Table<Patterns>,
}

/// Patterns of the names of one service's actions.
type Patterns = Box<[(Template, Targets)]>;

/// Statements by what their resources start with.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Targets {
    /// Statements that no literal text narrows down.
    open: Box<[u32]>,
    /// By the start of a whole ARN.
    wholes: Option<Box<Starts>>,
    /// By the start of an ARN's last part, where a wildcard stands further left.
    lasts: Option<Box<Starts>>,
}

/// An entry of an Action element: its service, itself, and the number of its statement.
type Named<'s> = (&'s str, &'s ActionPattern, u32);

impl StatementIndex {
    /// Faulty statements are looked at together with the denies, whatever their effect: reaching one denies.
    pub(crate) fn new(statements: &[Statement], effect: Effect) -> Self {
        let belongs = |statement: &Statement| match effect {
            Effect::Deny => statement.effect == Effect::Deny || statement.fault.is_some(),
            Effect::Allow => statement.effect == Effect::Allow && statement.fault.is_none(),
        };
        let (mut every, mut unclear) = (Vec::new(), Vec::new());
        let mut named: Vec<Named<'_>> = Vec::new();
        for (number, statement) in (0_u32..).zip(statements).filter(|(_, s)| belongs(s)) {
            let patterns = match &statement.actions {
                Some(actions) if !actions.is_not => &actions.patterns,
                _ => {
                    unclear.push(number);
                    continue;
                }
            };
            for pattern in patterns {
                match pattern.service() {
                    Some(service) => named.push((service, pattern, number)),
                    None if pattern.text() == "*" => every.push(number),
                    None => unclear.push(number),
                }
            }
        }
        named.sort_by(|a, b| (a.0, a.1.folded_text(), a.2).cmp(&(b.0, b.1.folded_text(), b.2)));
        StatementIndex {
            every: Targets::of_any(statements, &every),
            unclear: Targets::of_any(statements, &unclear),
            actions: actions(statements, &named),
            patterns: patterns(statements, &named),
        }
    }

    /// The statements whose action covers this one and whose resources may cover the resource. Without a resource, all
    /// that cover the action.
    pub(crate) fn find(
        &self,
        statements: &[Statement],
        action: &ActionName<'_>,
        resource: Option<&Requested<'_>>,
        found: &mut StatementSet,
    ) {
        found.clear(statements.len());
        if let Some(every) = &self.every {
            every.find(resource, |number| found.insert(number));
        }
        if let Some(unclear) = &self.unclear {
            unclear.find(resource, |number| {
                if statement(statements, number).is_some_and(|found| covers(found, action.text)) {
                    found.insert(number);
                }
            });
        }
        if let Some(targets) = self.actions.get(action.fingerprint, action.text.as_bytes()) {
            targets.find(resource, |number| found.insert(number));
        }
        let Some((service, name)) = action.parts else {
            return;
        };
        let patterns = self
            .patterns
            .get(action.service_fingerprint, service.as_bytes());
        for (pattern, targets) in patterns.into_iter().flatten() {
            if pattern.matches_plainly(name) {
                targets.find(resource, |number| found.insert(number));
            }
        }
    }
}

fn actions(statements: &[Statement], named: &[Named<'_>]) -> Table<Targets> {
    let same_action = named.chunk_by(|a, b| a.1.folded_text() == b.1.folded_text());
    let entries = same_action.filter_map(|same| {
        let (_, pattern, _) = same.first()?;
        Some((pattern.literal()?.into(), targets(statements, same)))
    });
    Table::new(entries.collect())
}

fn patterns(statements: &[Statement], named: &[Named<'_>]) -> Table<Patterns> {
    let same_service = named.chunk_by(|a, b| a.0 == b.0);
    let entries = same_service.filter_map(|same| {
        let (service, ..) = same.first()?;
        let same_pattern = same.chunk_by(|a, b| a.1.folded_text() == b.1.folded_text());
        let patterns: Patterns = same_pattern
            .filter_map(|same| {
                let (_, pattern, _) = same.first()?;
                let has_wildcards = pattern.literal().is_none();
                let name = pattern.name().filter(|_| has_wildcards)?;
                Some((name, targets(statements, same)))
            })
            .collect();
        (!patterns.is_empty()).then(|| ((*service).into(), patterns))
    });
    Table::new(entries.collect())
}

fn targets(statements: &[Statement], same: &[Named<'_>]) -> Targets {
    let numbers: Vec<u32> = same.iter().map(|(.., number)| *number).collect();
    Targets::new(statements, &numbers)
}

impl Targets {
    fn of_any(statements: &[Statement], numbers: &[u32]) -> Option<Self> {
        (!numbers.is_empty()).then(|| Targets::new(statements, numbers))
    }

    fn new(statements: &[Statement], numbers: &[u32]) -> Self {
        let mut open = Vec::new();
        let (mut wholes, mut lasts) = (Vec::new(), Vec::new());
        for number in numbers {
            let Some(starts) = statement(statements, *number).and_then(starts) else {
                open.push(*number);
                continue;
            };
            for start in starts {
                match start {
                    Start::Whole(text) => wholes.push((text, *number)),
                    Start::Last(text) => lasts.push((text, *number)),
                }
            }
        }
        Targets {
            open: open.into(),
            wholes: Starts::new(wholes),
            lasts: Starts::new(lasts),
        }
    }

    fn find(&self, resource: Option<&Requested<'_>>, mut found: impl FnMut(u32)) {
        self.open.iter().copied().for_each(&mut found);
        if let Some(wholes) = &self.wholes {
            wholes.find(resource.map(Requested::text), &mut found);
        }
        if let Some(lasts) = &self.lasts {
            lasts.find(resource.and_then(Requested::last), &mut found);
        }
    }
}

fn statement(statements: &[Statement], number: u32) -> Option<&Statement> {
    statements.get(usize::try_from(number).ok()?)
}

/// The starts of all resources of a statement; none if one of them may cover ARNs that start otherwise. Where a statement
/// carries a fault it has to be reached, so nothing narrows it down.
fn starts(statement: &Statement) -> Option<Vec<Start<'_>>> {
    let resources = statement
        .resources
        .as_ref()
        .filter(|resources| !resources.is_not && statement.fault.is_none())?;
    resources
        .patterns
        .iter()
        .map(|pattern| pattern.start())
        .collect()
}

/// A statement whose actions are not understood is reached by every request, so that its fault shows.
fn covers(statement: &Statement, action: &str) -> bool {
    match &statement.actions {
        Some(actions) => actions.cover(action, statement.effect == Effect::Allow),
        None => true,
    }
}
