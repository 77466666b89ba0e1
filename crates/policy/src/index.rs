//! Which statements can concern an action, found without walking over all of them.

use crate::action::ActionPattern;
use crate::statement::{Effect, Statement};

/// The statements of one effect, by action.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ActionIndex {
    /// NotAction, `*`, and whatever is not understood: tried for every action.
    always: Box<[u32]>,
    /// Sorted by service.
    services: Box<[Service]>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Service {
    name: Box<str>,
    /// Whole actions, sorted.
    actions: Box<[Action]>,
    /// Patterns, in the order of their statements.
    patterns: Box<[(u32, ActionPattern)]>,
}

impl ActionIndex {
    /// Faulty statements are looked at together with the denies, whatever their effect: reaching one denies.
    pub(crate) fn new(statements: &[Statement], effect: Effect) -> Self {
        let belongs = |statement: &Statement| match effect {
            Effect::Deny => statement.effect == Effect::Deny || statement.fault.is_some(),
            Effect::Allow => statement.effect == Effect::Allow && statement.fault.is_none(),
        };
        let mut always: Vec<u32> = Vec::new();
        let mut exact: Vec<(&str, &str, u32)> = Vec::new();
        let mut open: Vec<(&str, u32, &ActionPattern)> = Vec::new();
        for (number, statement) in (0_u32..)
            .zip(statements)
            .filter(|(_, statement)| belongs(statement))
        {
            let patterns = match &statement.actions {
                Some(actions) if !actions.is_not => &actions.patterns,
                _ => {
                    always.push(number);
                    continue;
                }
            };
            for pattern in patterns {
                match (pattern.service(), pattern.literal()) {
                    (Some(service), Some(action)) => exact.push((service, action, number)),
                    (Some(service), None) => open.push((service, number, pattern)),
                    (None, _) if always.last() == Some(&number) => {}
                    (None, _) => always.push(number),
                }
            }
        }
        exact.sort_unstable();
        exact.dedup();
        let mut names: Vec<&str> = exact
            .iter()
            .map(|(s, ..)| *s)
            .chain(open.iter().map(|(s, ..)| *s))
            .collect();
        names.sort_unstable();
        names.dedup();
        let services = names
            .into_iter()
            .map(|name| Service::new(name, &exact, &open))
            .collect();
        ActionIndex {
            always: always.into(),
            services,
        }
    }

    /// The statements that cover the lower-cased action, each once, in the order of the document.
    pub(crate) fn candidates<'a, 'r>(
        &'a self,
        statements: &'a [Statement],
        action: &'r str,
    ) -> Candidates<'a, 'r> {
        let service = action
            .split_once(':')
            .map_or(action, |(service, _)| service);
        let service = self
            .services
            .binary_search_by(|probe| (*probe.name).cmp(service))
            .ok();
        let service = service.and_then(|at| self.services.get(at));
        let exact = service.and_then(|service| {
            let at = service
                .actions
                .binary_search_by(|probe| (*probe.name).cmp(action))
                .ok()?;
            service.actions.get(at)
        });
        Candidates {
            statements,
            action,
            exact: exact.map_or(&[], |action| &action.statements),
            open: service.map_or(&[], |service| &service.patterns),
            always: &self.always,
        }
    }
}

impl Service {
    fn new(name: &str, exact: &[(&str, &str, u32)], open: &[(&str, u32, &ActionPattern)]) -> Self {
        let mine: Vec<_> = exact
            .iter()
            .filter(|(service, ..)| *service == name)
            .collect();
        let actions = mine
            .chunk_by(|a, b| a.1 == b.1)
            .filter_map(|same| {
                let name = same.first()?.1.into();
                let statements = same.iter().map(|(.., number)| *number).collect();
                Some(Action { name, statements })
            })
            .collect();
        let patterns = open
            .iter()
            .filter(|(service, ..)| *service == name)
            .map(|(_, number, pattern)| (*number, (*pattern).clone()))
            .collect();
        Service {
            name: name.into(),
            actions,
            patterns,
        }
    }
}

/// A whole action and the statements that name it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Action {
    name: Box<str>,
    statements: Box<[u32]>,
}

/// A merge of three lists, each in the order of the statements.
pub(crate) struct Candidates<'a, 'r> {
    statements: &'a [Statement],
    action: &'r str,
    exact: &'a [u32],
    open: &'a [(u32, ActionPattern)],
    always: &'a [u32],
}

impl<'a> Iterator for Candidates<'a, '_> {
    /// The statement and its number.
    type Item = (usize, &'a Statement);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let exact = self.exact.first().copied();
            let open = self.open.first().map(|(number, _)| *number);
            let always = self.always.first().copied();
            let number = [exact, open, always].into_iter().flatten().min()?;
            let position = usize::try_from(number).ok()?;
            let statement = self.statements.get(position)?;
            let mut is_covered = exact == Some(number);
            if is_covered {
                self.exact = rest(self.exact);
            }
            while let Some((_, pattern)) = self.open.first().filter(|(at, _)| *at == number) {
                is_covered =
                    is_covered || pattern.matches(self.action, statement.effect == Effect::Allow);
                self.open = rest(self.open);
            }
            if always == Some(number) {
                self.always = rest(self.always);
                is_covered = is_covered || covers(statement, self.action);
            }
            if is_covered {
                return Some((position, statement));
            }
        }
    }
}

/// A statement whose actions are not understood is reached by every request, so that its fault shows.
fn covers(statement: &Statement, action: &str) -> bool {
    match &statement.actions {
        Some(actions) => actions.cover(action, statement.effect == Effect::Allow),
        None => true,
    }
}

fn rest<T>(list: &[T]) -> &[T] {
    list.split_first().map_or(&[], |(_, rest)| rest)
}
