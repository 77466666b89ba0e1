//! Compiles the model's regular expressions, which are Java's, to the tables of `wire::pattern`.
//!
//! Java's own reading is kept: `\w` and `\d` are ASCII, `\u` takes four digits, so that `\u10000-\u10FFFF` in a class is
//! U+1000, then `0` to U+10FF, then `F`, and characters above U+FFFF stay outside. AWS was observed to refuse them.

use std::iter::Peekable;
use std::str::Chars;

/// The result: one class repeated, or a program.
#[derive(Debug, PartialEq)]
pub(super) enum Compiled {
    Any(CharSet),
    Some(CharSet),
    Program(Vec<Step>),
}

/// One step of a program; see `wire::pattern::Step`.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    Take(CharSet),
    Split(usize, usize),
    Jump(usize),
    NotAhead(CharSet),
    Accept,
}

/// Characters as inclusive ranges of code points, ascending and apart.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct CharSet(Vec<(u32, u32)>);

/// Compiles an expression that must match a whole string.
pub(super) fn compile(source: &str) -> Result<Compiled, String> {
    let mut parser = Parser {
        rest: source.chars().peekable(),
    };
    let failed = |error: String| format!("the expression `{source}`: {error}");
    let node = parser.alternatives().map_err(failed)?;
    if let Some(c) = parser.rest.next() {
        return Err(failed(format!("`{c}` is not expected")));
    }
    Ok(match node.unwrapped() {
        Node::Repeat(inner, 0, None) if matches!(inner.unwrapped(), Node::Class(_)) => {
            Compiled::Any(inner.into_class())
        }
        Node::Repeat(inner, 1, None) if matches!(inner.unwrapped(), Node::Class(_)) => {
            Compiled::Some(inner.into_class())
        }
        node => {
            let mut steps = Vec::new();
            emit(&node, &mut steps);
            steps.push(Step::Accept);
            Compiled::Program(steps)
        }
    })
}

#[derive(Debug, Clone)]
enum Node {
    Class(CharSet),
    NotAhead(CharSet),
    Sequence(Vec<Node>),
    Alternatives(Vec<Node>),
    Repeat(Box<Node>, usize, Option<usize>),
}

impl Node {
    /// The node without groups around it.
    fn unwrapped(&self) -> Node {
        match self {
            Self::Sequence(nodes) | Self::Alternatives(nodes) => match nodes.as_slice() {
                [only] => only.unwrapped(),
                _ => self.clone(),
            },
            _ => self.clone(),
        }
    }

    fn into_class(self) -> CharSet {
        match self.unwrapped() {
            Self::Class(set) => set,
            _ => CharSet(Vec::new()),
        }
    }
}

fn emit(node: &Node, steps: &mut Vec<Step>) {
    match node {
        Node::Class(set) => steps.push(Step::Take(set.clone())),
        Node::NotAhead(set) => steps.push(Step::NotAhead(set.clone())),
        Node::Sequence(nodes) => nodes.iter().for_each(|node| emit(node, steps)),
        Node::Alternatives(nodes) => emit_alternatives(nodes, steps),
        Node::Repeat(inner, min, max) => {
            for _ in 0..*min {
                emit(inner, steps);
            }
            match max {
                None => {
                    let split = steps.len();
                    steps.push(Step::Accept);
                    emit(inner, steps);
                    steps.push(Step::Jump(split));
                    let end = steps.len();
                    replace(steps, split, Step::Split(split + 1, end));
                }
                Some(max) => {
                    let mut splits = Vec::new();
                    for _ in *min..*max {
                        splits.push(steps.len());
                        steps.push(Step::Accept);
                        emit(inner, steps);
                    }
                    let end = steps.len();
                    for split in splits {
                        replace(steps, split, Step::Split(split + 1, end));
                    }
                }
            }
        }
    }
}

fn emit_alternatives(nodes: &[Node], steps: &mut Vec<Step>) {
    let Some((last, others)) = nodes.split_last() else {
        return;
    };
    let mut jumps = Vec::new();
    for node in others {
        let split = steps.len();
        steps.push(Step::Accept);
        emit(node, steps);
        jumps.push(steps.len());
        steps.push(Step::Accept);
        let next = steps.len();
        replace(steps, split, Step::Split(split + 1, next));
    }
    emit(last, steps);
    let end = steps.len();
    for jump in jumps {
        replace(steps, jump, Step::Jump(end));
    }
}

fn replace(steps: &mut [Step], at: usize, step: Step) {
    if let Some(place) = steps.get_mut(at) {
        *place = step;
    }
}

struct Parser<'s> {
    rest: Peekable<Chars<'s>>,
}

impl Parser<'_> {
    fn alternatives(&mut self) -> Result<Node, String> {
        let mut nodes = vec![self.sequence()?];
        while self.rest.next_if_eq(&'|').is_some() {
            nodes.push(self.sequence()?);
        }
        Ok(Node::Alternatives(nodes))
    }

    fn sequence(&mut self) -> Result<Node, String> {
        let mut nodes = Vec::new();
        while let Some(&c) = self.rest.peek() {
            match c {
                '|' | ')' => break,
                // Every expression is matched against the whole string, which makes its anchors void. Java's `$` would
                // also match before a final newline, but not in a match of the whole string.
                '^' | '$' => {
                    self.rest.next();
                }
                _ => {
                    let atom = self.atom()?;
                    nodes.push(self.repeated(atom)?);
                }
            }
        }
        Ok(Node::Sequence(nodes))
    }

    fn atom(&mut self) -> Result<Node, String> {
        match self.rest.next() {
            Some('[') => Ok(Node::Class(self.class()?)),
            Some('(') => self.group(),
            Some('\\') => Ok(Node::Class(self.escape()?)),
            Some('.') => Ok(Node::Class(
                CharSet::of(&[(10, 10), (13, 13), (0x85, 0x85), (0x2028, 0x2029)]).negated(),
            )),
            Some(c) => Ok(Node::Class(CharSet::one(c))),
            None => Err("it ends too early".to_owned()),
        }
    }

    fn group(&mut self) -> Result<Node, String> {
        let mut ahead = false;
        if self.rest.next_if_eq(&'?').is_some() {
            match self.rest.next() {
                Some(':') => {}
                Some('!') => ahead = true,
                other => {
                    return Err(format!(
                        "the group `(?{}` is not known",
                        other.unwrap_or(' ')
                    ));
                }
            }
        }
        let node = self.alternatives()?;
        if self.rest.next() != Some(')') {
            return Err("a group is not closed".to_owned());
        }
        match (ahead, node.unwrapped()) {
            (false, node) => Ok(node),
            (true, Node::Class(set)) => Ok(Node::NotAhead(set)),
            (true, _) => Err("only one character can be looked ahead for".to_owned()),
        }
    }

    fn repeated(&mut self, node: Node) -> Result<Node, String> {
        let (min, max) = match self.rest.peek() {
            Some('*') => (0, None),
            Some('+') => (1, None),
            Some('?') => (0, Some(1)),
            Some('{') => return self.counted(node),
            _ => return Ok(node),
        };
        self.rest.next();
        Ok(Node::Repeat(Box::new(node), min, max))
    }

    fn counted(&mut self, node: Node) -> Result<Node, String> {
        self.rest.next();
        let mut text = String::new();
        while let Some(c) = self.rest.next_if(|c| *c != '}') {
            text.push(c);
        }
        self.rest.next();
        let number = |text: &str| {
            text.parse::<usize>()
                .map_err(|_| format!("`{{{text}}}` is no count"))
        };
        let (min, max) = match text.split_once(',') {
            None => (number(&text)?, Some(number(&text)?)),
            Some((min, "")) => (number(min)?, None),
            Some((min, max)) => (number(min)?, Some(number(max)?)),
        };
        Ok(Node::Repeat(Box::new(node), min, max))
    }

    fn class(&mut self) -> Result<CharSet, String> {
        let negated = self.rest.next_if_eq(&'^').is_some();
        let mut ranges = Vec::new();
        loop {
            let set = match self.rest.next() {
                Some(']') if !ranges.is_empty() => break,
                Some('[') => return Err("a class in a class is not known".to_owned()),
                Some('\\') => self.escape()?,
                Some(c) => CharSet::one(c),
                None => return Err("a class is not closed".to_owned()),
            };
            let range = match (set.single(), self.range_end()?) {
                (Some(first), Some(last)) if first <= last => CharSet::of(&[(first, last)]),
                (_, Some(_)) => return Err("a range has no beginning".to_owned()),
                (_, None) => set,
            };
            ranges.extend(range.0);
        }
        let set = CharSet::of(&ranges);
        Ok(if negated { set.negated() } else { set })
    }

    /// The end of a range, if a `-` follows that is neither the last character of the class nor alone.
    fn range_end(&mut self) -> Result<Option<u32>, String> {
        if self.rest.peek() != Some(&'-') {
            return Ok(None);
        }
        let mut beyond = self.rest.clone();
        beyond.next();
        if matches!(beyond.peek(), Some(']') | None) {
            return Ok(None);
        }
        self.rest = beyond;
        let set = match self.rest.next() {
            Some('\\') => self.escape()?,
            Some(c) => CharSet::one(c),
            None => return Err("a class is not closed".to_owned()),
        };
        set.single()
            .map(Some)
            .ok_or_else(|| "a range has no end".to_owned())
    }

    fn escape(&mut self) -> Result<CharSet, String> {
        const DIGITS: (u32, u32) = (0x30, 0x39);
        const SPACES: [(u32, u32); 2] = [(0x09, 0x0D), (0x20, 0x20)];
        match self.rest.next() {
            Some('u') => self.four_digits(),
            Some('p') => self.category(),
            Some('d') => Ok(CharSet::of(&[DIGITS])),
            Some('w') => Ok(CharSet::of(&[
                DIGITS,
                (0x41, 0x5A),
                (0x5F, 0x5F),
                (0x61, 0x7A),
            ])),
            Some('s') => Ok(CharSet::of(&SPACES)),
            Some('S') => Ok(CharSet::of(&SPACES).negated()),
            Some('t') => Ok(CharSet::one('\t')),
            Some('n') => Ok(CharSet::one('\n')),
            Some('r') => Ok(CharSet::one('\r')),
            Some(c) if !c.is_ascii_alphanumeric() => Ok(CharSet::one(c)),
            other => Err(format!(
                "the escape `\\{}` is not known",
                other.unwrap_or(' ')
            )),
        }
    }

    fn four_digits(&mut self) -> Result<CharSet, String> {
        let digits: String = self.rest.by_ref().take(4).collect();
        let code = u32::from_str_radix(&digits, 16)
            .map_err(|_| format!("`\\u{digits}` is no character"))?;
        Ok(CharSet::of(&[(code, code)]))
    }

    /// A Unicode category such as `\p{L}`, by the tables of `regex-syntax`.
    fn category(&mut self) -> Result<CharSet, String> {
        let mut expression = String::from("\\p");
        for c in self.rest.by_ref() {
            expression.push(c);
            if c == '}' {
                break;
            }
        }
        let hir = regex_syntax::parse(&expression).map_err(|error| error.to_string())?;
        match hir.kind() {
            regex_syntax::hir::HirKind::Class(regex_syntax::hir::Class::Unicode(class)) => {
                let ranges: Vec<(u32, u32)> = class
                    .ranges()
                    .iter()
                    .map(|range| (u32::from(range.start()), u32::from(range.end())))
                    .collect();
                Ok(CharSet::of(&ranges))
            }
            _ => Err(format!("`{expression}` is no category")),
        }
    }
}

impl CharSet {
    fn one(c: char) -> Self {
        Self(vec![(c.into(), c.into())])
    }

    fn of(ranges: &[(u32, u32)]) -> Self {
        let mut ranges = ranges.to_vec();
        ranges.sort_unstable();
        let mut merged: Vec<(u32, u32)> = Vec::new();
        for (first, last) in ranges {
            match merged.last_mut() {
                Some(previous) if first <= previous.1.saturating_add(1) => {
                    previous.1 = previous.1.max(last)
                }
                _ => merged.push((first, last)),
            }
        }
        Self(merged)
    }

    fn negated(&self) -> Self {
        let mut ranges = Vec::new();
        let mut next = 0;
        for &(first, last) in &self.0 {
            if first > next {
                ranges.push((next, first - 1));
            }
            next = last + 1;
        }
        if next <= u32::from(char::MAX) {
            ranges.push((next, char::MAX.into()));
        }
        Self(ranges)
    }

    fn single(&self) -> Option<u32> {
        match self.0.as_slice() {
            [(first, last)] if first == last => Some(*first),
            _ => None,
        }
    }

    /// The ASCII characters as bits, the others as ranges of characters (surrogates are none).
    pub(super) fn split(&self) -> (u128, Vec<(char, char)>) {
        let mut ascii = 0_u128;
        let mut others = Vec::new();
        for &(first, last) in &self.0 {
            for code in first..=last.min(0x7F) {
                ascii |= 1 << code;
            }
            let first = first.max(0x80);
            for (low, high) in [(first, last.min(0xD7FF)), (first.max(0xE000), last)] {
                if let (true, Some(low), Some(high)) =
                    (low <= high, char::from_u32(low), char::from_u32(high))
                {
                    others.push((low, high));
                }
            }
        }
        (ascii, others)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ascii_of(compiled: &Compiled) -> String {
        let (Compiled::Any(set) | Compiled::Some(set)) = compiled else {
            return String::new();
        };
        let (bits, _) = set.split();
        (0..128_u8)
            .filter(|code| (bits >> code) & 1 == 1)
            .map(char::from)
            .collect()
    }

    #[test]
    fn classes_are_found() {
        assert!(matches!(compile(r"[\w+=,.@-]*").unwrap(), Compiled::Any(_)));
        assert!(matches!(compile(r"^[a-z]+$").unwrap(), Compiled::Some(_)));
        assert_eq!(ascii_of(&compile(r"[a-c+\-]+").unwrap()), "+-abc");
        assert_eq!(ascii_of(&compile(r"[+-]+").unwrap()), "+-");
    }

    #[test]
    fn four_digit_escapes_are_javas() {
        let source =
            r"[\u0009\u000A\u000D\u0020-\u007E\u0085\u00A0-\uD7FF\uE000-\uFFFD\u10000-\u10FFFF]+";
        let Compiled::Some(set) = compile(source).unwrap() else {
            panic!("no class")
        };
        let (_, ranges) = set.split();
        assert!(ranges.iter().all(|(_, last)| *last <= '\u{FFFD}'));
    }

    #[test]
    fn unknown_syntax_is_refused() {
        for source in ["[a", "(a", r"\k", "(?<n>a)", "a{x}", "[z-a]"] {
            assert!(compile(source).is_err(), "{source}");
        }
    }
}
