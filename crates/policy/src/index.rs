//! Which statements can concern a request, found without walking over all of them: by service, by action, and by the
//! literal text that the ARNs they cover start with.

use smallvec::SmallVec;

use crate::action::ActionPattern;
use crate::statement::{Effect, Statement};

/// The numbers of the statements to look at, in the order of the document.
pub(crate) type Candidates = SmallVec<[u32; 32]>;

/// The statements of one effect.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct StatementIndex {
    /// Statements on every action.
    every: Targets,
    /// NotAction, patterns without a plain service, and whatever is not understood: compared one by one.
    unclear: Targets,
    /// Sorted by name.
    services: Box<[Service]>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Service {
    name: Box<str>,
    /// Whole actions, sorted by name.
    actions: Box<[(Box<str>, Targets)]>,
    /// Actions with wildcards.
    patterns: Box<[(ActionPattern, Targets)]>,
}

/// Statements by what their resources start with.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Targets {
    /// Statements that no literal text narrows down.
    open: Box<[u32]>,
    /// Literal starts and the statements that have them, sorted.
    heads: Box<[(Box<str>, u32)]>,
    /// The lengths that occur among the starts. There are few: names of one kind are about as long as each other.
    lengths: Box<[usize]>,
}

impl StatementIndex {
    /// Faulty statements are looked at together with the denies, whatever their effect: reaching one denies.
    pub(crate) fn new(statements: &[Statement], effect: Effect) -> Self {
        let belongs = |statement: &Statement| match effect {
            Effect::Deny => statement.effect == Effect::Deny || statement.fault.is_some(),
            Effect::Allow => statement.effect == Effect::Allow && statement.fault.is_none(),
        };
        let mut every: Vec<u32> = Vec::new();
        let mut unclear: Vec<u32> = Vec::new();
        let mut named: Vec<(&str, &ActionPattern, u32)> = Vec::new();
        for (number, statement) in (0_u32..)
            .zip(statements)
            .filter(|(_, statement)| belongs(statement))
        {
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
            every: Targets::new(statements, &every),
            unclear: Targets::new(statements, &unclear),
            services: named
                .chunk_by(|a, b| a.0 == b.0)
                .filter_map(|same| Service::new(statements, same))
                .collect(),
        }
    }

    /// The statements whose action covers the lower-cased one and whose resources may cover the resource. Without a
    /// resource, all that cover the action.
    pub(crate) fn candidates(
        &self,
        statements: &[Statement],
        action: &str,
        resource: Option<&str>,
    ) -> Candidates {
        let mut found = Candidates::new();
        self.every.find(resource, &mut found);
        self.unclear.find(resource, &mut found);
        found.retain(|number| {
            statement(statements, *number).is_some_and(|statement| covers(statement, action))
        });
        let service = action
            .split_once(':')
            .map_or(action, |(service, _)| service);
        let at = self
            .services
            .binary_search_by(|probe| (*probe.name).cmp(service));
        if let Some(service) = at.ok().and_then(|at| self.services.get(at)) {
            service.find(action, resource, &mut found);
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Service {
    /// From entries of one service, sorted by their action.
    fn new(statements: &[Statement], entries: &[(&str, &ActionPattern, u32)]) -> Option<Self> {
        let mut actions = Vec::new();
        let mut patterns = Vec::new();
        for same in entries.chunk_by(|a, b| a.1.folded_text() == b.1.folded_text()) {
            let (_, pattern, _) = same.first()?;
            let numbers: Vec<u32> = same.iter().map(|(.., number)| *number).collect();
            let targets = Targets::new(statements, &numbers);
            match pattern.literal() {
                Some(action) => actions.push((action.into(), targets)),
                None => patterns.push(((*pattern).clone(), targets)),
            }
        }
        let (name, ..) = entries.first()?;
        Some(Service {
            name: (*name).into(),
            actions: actions.into(),
            patterns: patterns.into(),
        })
    }

    fn find(&self, action: &str, resource: Option<&str>, found: &mut Candidates) {
        let at = self
            .actions
            .binary_search_by(|(name, _)| (**name).cmp(action));
        if let Some((_, targets)) = at.ok().and_then(|at| self.actions.get(at)) {
            targets.find(resource, found);
        }
        for (pattern, targets) in &self.patterns {
            if pattern.matches(action, false) {
                targets.find(resource, found);
            }
        }
    }
}

impl Targets {
    fn new(statements: &[Statement], numbers: &[u32]) -> Self {
        let mut open = Vec::new();
        let mut heads: Vec<(Box<str>, u32)> = Vec::new();
        for number in numbers {
            match statement(statements, *number).and_then(literal_heads) {
                Some(found) => heads.extend(found.into_iter().map(|head| (head.into(), *number))),
                None => open.push(*number),
            }
        }
        heads.sort_unstable();
        heads.dedup();
        let mut lengths: Vec<usize> = heads.iter().map(|(head, _)| head.len()).collect();
        lengths.sort_unstable();
        lengths.dedup();
        Targets {
            open: open.into(),
            heads: heads.into(),
            lengths: lengths.into(),
        }
    }

    fn find(&self, resource: Option<&str>, found: &mut Candidates) {
        found.extend_from_slice(&self.open);
        let Some(resource) = resource else {
            found.extend(self.heads.iter().map(|(_, number)| *number));
            return;
        };
        for length in &self.lengths {
            let Some(start) = resource.get(..*length) else {
                continue;
            };
            let first = self.heads.partition_point(|(head, _)| **head < *start);
            let same = self
                .heads
                .iter()
                .skip(first)
                .take_while(|(head, _)| **head == *start);
            found.extend(same.map(|(_, number)| *number));
        }
    }
}

fn statement(statements: &[Statement], number: u32) -> Option<&Statement> {
    statements.get(usize::try_from(number).ok()?)
}

/// The starts of all resources of a statement; none if one of them may cover ARNs that start otherwise. Where a statement
/// carries a fault it has to be reached, so nothing narrows it down.
fn literal_heads(statement: &Statement) -> Option<Vec<&str>> {
    let resources = statement
        .resources
        .as_ref()
        .filter(|resources| !resources.is_not && statement.fault.is_none())?;
    resources
        .patterns
        .iter()
        .map(|pattern| pattern.literal_head())
        .collect()
}

/// A statement whose actions are not understood is reached by every request, so that its fault shows.
fn covers(statement: &Statement, action: &str) -> bool {
    match &statement.actions {
        Some(actions) => actions.cover(action, statement.effect == Effect::Allow),
        None => true,
    }
}
