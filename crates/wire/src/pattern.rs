//! The model's regular expressions, compiled by the generator to tables and matched here in linear time.
//!
//! Nothing is compiled at run time and no input can make a match slow: single character classes, which are nearly all
//! patterns, are one table look-up a character; the others run as a set of states that advances once a character.
//! The whole string must match, as with Java's `Matcher.matches`: a `$` never matches before a final newline.

/// A compiled expression with the text that AWS prints for it.
#[derive(Debug)]
pub struct Pattern {
    /// The expression as the model writes it.
    pub source: &'static str,
    /// How it is matched.
    pub matcher: Matcher,
}

/// How an expression is matched.
#[derive(Debug)]
pub enum Matcher {
    /// `[…]*`
    Any(&'static Class),
    /// `[…]+`
    Some(&'static Class),
    /// Everything else.
    Program(&'static [Step]),
}

/// A set of characters.
#[derive(Debug)]
pub struct Class {
    /// One bit for each ASCII character.
    pub ascii: u128,
    /// Inclusive ranges above ASCII, ascending.
    pub ranges: &'static [(char, char)],
}

/// One step of a program. A program begins at its first step; targets are positions in it.
#[derive(Debug)]
pub enum Step {
    /// Consumes one character of the class and goes on with the next step.
    Take(&'static Class),
    /// Goes on with both targets.
    Split(u16, u16),
    /// Goes on with the target.
    Jump(u16),
    /// Goes on with the next step unless the next character is of the class.
    NotAhead(&'static Class),
    /// The expression has matched if the string ends here.
    Accept,
}

impl Pattern {
    /// Whether the whole of `text` matches.
    #[must_use]
    pub fn matches(&self, text: &str) -> bool {
        match self.matcher {
            Matcher::Any(class) => class.contains_all(text),
            Matcher::Some(class) => !text.is_empty() && class.contains_all(text),
            Matcher::Program(steps) => run(steps, text),
        }
    }
}

impl Class {
    /// Whether every character of the string is in the set.
    fn contains_all(&self, text: &str) -> bool {
        if text.is_ascii() {
            return text.bytes().all(|byte| (self.ascii >> byte) & 1 == 1);
        }
        text.chars().all(|c| self.contains(c))
    }

    /// Whether the character is in the set.
    #[must_use]
    pub fn contains(&self, c: char) -> bool {
        if c.is_ascii() {
            return (self.ascii >> u32::from(c)) & 1 == 1;
        }
        let after = self.ranges.partition_point(|&(first, _)| first <= c);
        after
            .checked_sub(1)
            .and_then(|at| self.ranges.get(at))
            .is_some_and(|&(_, last)| c <= last)
    }
}

/// Which steps are alive before a character, each at most once.
struct States {
    alive: Vec<bool>,
    takes: Vec<u16>,
    accepted: bool,
}

fn run(steps: &[Step], text: &str) -> bool {
    let mut now = States {
        alive: vec![false; steps.len()],
        takes: Vec::new(),
        accepted: false,
    };
    let mut next = States {
        alive: vec![false; steps.len()],
        takes: Vec::new(),
        accepted: false,
    };
    let mut pending = Vec::new();
    let mut rest = text.chars();
    let mut ahead = rest.next();
    enter(steps, 0, ahead, &mut now, &mut pending);
    while let Some(c) = ahead {
        ahead = rest.next();
        next.alive.fill(false);
        next.takes.clear();
        next.accepted = false;
        for &at in &now.takes {
            if let Some(Step::Take(class)) = steps.get(usize::from(at))
                && class.contains(c)
            {
                enter(steps, at.saturating_add(1), ahead, &mut next, &mut pending);
            }
        }
        std::mem::swap(&mut now, &mut next);
        if now.takes.is_empty() && !now.accepted {
            return false;
        }
    }
    now.accepted
}

/// Marks the step, and all that follow from it without consuming a character, as alive.
fn enter(
    steps: &[Step],
    start: u16,
    ahead: Option<char>,
    states: &mut States,
    pending: &mut Vec<u16>,
) {
    pending.push(start);
    while let Some(at) = pending.pop() {
        match states.alive.get_mut(usize::from(at)) {
            Some(alive) if !*alive => *alive = true,
            _ => continue,
        }
        match steps.get(usize::from(at)) {
            Some(Step::Take(_)) => states.takes.push(at),
            Some(Step::Split(first, second)) => pending.extend([*second, *first]),
            Some(Step::Jump(target)) => pending.push(*target),
            Some(Step::NotAhead(class)) if ahead.is_some_and(|c| class.contains(c)) => {}
            Some(Step::NotAhead(_)) => pending.push(at.saturating_add(1)),
            Some(Step::Accept) => states.accepted = true,
            None => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static AB: Class = Class {
        ascii: (1 << 97) | (1 << 98),
        ranges: &[('é', 'ê'), ('Ā', 'Ā')],
    };
    static DASH: Class = Class {
        ascii: 1 << 45,
        ranges: &[],
    };
    // (?:[ab]|-(?!-))*
    static STEPS: [Step; 7] = [
        Step::Split(1, 6),
        Step::Split(2, 4),
        Step::Take(&AB),
        Step::Jump(0),
        Step::Take(&DASH),
        Step::NotAhead(&DASH),
        Step::Accept,
    ];

    #[test]
    fn classes_know_ascii_and_ranges() {
        for (c, inside) in [
            ('a', true),
            ('c', false),
            ('é', true),
            ('ê', true),
            ('ë', false),
            ('Ā', true),
            ('è', false),
        ] {
            assert_eq!(AB.contains(c), inside, "{c}");
        }
    }

    #[test]
    fn the_whole_string_must_match() {
        let any = Pattern {
            source: "[ab]*",
            matcher: Matcher::Any(&AB),
        };
        let some = Pattern {
            source: "[ab]+",
            matcher: Matcher::Some(&AB),
        };
        for (text, by_any, by_some) in [
            ("", true, false),
            ("ab", true, true),
            ("ab\n", false, false),
            ("xab", false, false),
        ] {
            assert_eq!(
                (any.matches(text), some.matches(text)),
                (by_any, by_some),
                "{text:?}"
            );
        }
    }

    #[test]
    fn programs_branch_and_look_ahead() {
        // One `-` is accepted at the end, two never are.
        let program = Pattern {
            source: "",
            matcher: Matcher::Program(&STEPS),
        };
        for (text, expected) in [
            ("", true),
            ("abba", true),
            ("ab-", true),
            ("a--", false),
            ("a-\n", false),
            ("c", false),
        ] {
            assert_eq!(program.matches(text), expected, "{text:?}");
        }
    }
}
