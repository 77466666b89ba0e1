//! Texts of a policy that may hold wildcards and variables, taken apart once when the policy is compiled.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use crate::context::{Context, Value, fold_key};
use crate::glob::{self, Token, Tokens};

/// Which parts of a text are more than text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Syntax {
    /// `*` and `?` are wildcards.
    pub(crate) wildcards: bool,
    /// `${…}` is a variable or an escape: documents of version 2012-10-17 only.
    pub(crate) variables: bool,
}

/// A text of the policy, compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    text: Box<str>,
    pieces: Box<[Piece]>,
    shape: Shape,
}

/// One piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Literal text, escapes already undone.
    Text(Box<str>),
    /// `*`
    Star,
    /// `?`
    One,
    /// `${key}` or `${key, 'default'}`
    Variable {
        /// The key, folded by [`fold_key`].
        key: Box<str>,
        /// What stands in when the key is absent.
        default: Option<Box<str>>,
    },
}

/// What has to be done to match, known at compile time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One literal text.
    Literal,
    /// A literal text, then one star.
    Prefix,
    /// Wildcards elsewhere.
    Wild,
    /// Variables to fill in first.
    Variables,
    /// A variable that cannot be read: the entry fails closed.
    Malformed,
}

impl Template {
    pub(crate) fn parse(text: &str, syntax: Syntax) -> Self {
        let (pieces, shape) = match pieces(text, syntax) {
            Ok(pieces) => {
                let shape = Shape::of(&pieces);
                (pieces, shape)
            }
            Err(MalformedVariable) => (vec![Piece::Text(text.into())], Shape::Malformed),
        };
        Template {
            text: text.into(),
            pieces: pieces.into(),
            shape,
        }
    }

    pub(crate) fn from_pieces(text: &str, pieces: Vec<Piece>) -> Self {
        let shape = Shape::of(&pieces);
        Template {
            text: text.into(),
            pieces: pieces.into(),
            shape,
        }
    }

    /// The text as it stands in the document.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The pieces in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces
    }

    pub(crate) fn shape(&self) -> Shape {
        self.shape
    }

    /// Whether it can match more than one text: it holds a wildcard or a variable.
    pub fn is_open(&self) -> bool {
        self.shape != Shape::Literal
    }

    /// Whether it holds `*` or `?` as wildcards.
    pub fn has_wildcard(&self) -> bool {
        self.pieces
            .iter()
            .any(|piece| matches!(piece, Piece::Star | Piece::One))
    }

    /// The literal text at its start.
    pub(crate) fn head(&self) -> &str {
        match self.pieces.first() {
            Some(Piece::Text(text)) => text,
            _ => "",
        }
    }

    /// Whether the text matches. `None`: a variable has no value, or cannot be read.
    pub(crate) fn matches<C: Context + ?Sized>(&self, text: &str, context: &C) -> Option<bool> {
        match self.shape {
            Shape::Literal => Some(self.head() == text),
            Shape::Prefix => Some(text.starts_with(self.head())),
            Shape::Wild | Shape::Variables => {
                let tokens = self.resolve(context)?;
                Some(glob::matches(&tokens, text))
            }
            Shape::Malformed => None,
        }
    }

    /// Whether the text matches a template known to hold no variables (an action).
    pub(crate) fn matches_plainly(&self, text: &str) -> bool {
        struct Nothing;
        impl Context for Nothing {
            fn get(&self, _: &str) -> Option<Value<'_>> {
                None
            }
        }
        self.matches(text, &Nothing).unwrap_or(false)
    }

    /// Fills in the variables. What a variable supplies is literal: a `*` or `${` in it means nothing.
    pub(crate) fn resolve<'a, C: Context + ?Sized>(&'a self, context: &'a C) -> Option<Tokens<'a>> {
        if self.shape == Shape::Malformed {
            return None;
        }
        self.pieces
            .iter()
            .map(|piece| piece.resolve(context))
            .collect()
    }
}

impl Piece {
    fn resolve<'a, C: Context + ?Sized>(&'a self, context: &'a C) -> Option<Token<'a>> {
        Some(match self {
            Piece::Text(text) => Token::Text(text),
            Piece::Star => Token::Star,
            Piece::One => Token::One,
            // The default stands in for an absent key only: AWS was observed not to expand a present multivalued key,
            // not even to its default.
            Piece::Variable { key, default } => match context.get(key) {
                Some(Value::One(value)) => Token::Text(value),
                Some(Value::Many(values)) if !values.is_empty() => return None,
                Some(Value::Many(_)) | None => Token::Text(default.as_deref()?),
            },
        })
    }
}

impl Shape {
    fn of(pieces: &[Piece]) -> Self {
        match pieces {
            [] | [Piece::Text(_)] => Shape::Literal,
            [Piece::Text(_), Piece::Star] | [Piece::Star] => Shape::Prefix,
            pieces
                if pieces
                    .iter()
                    .any(|piece| matches!(piece, Piece::Variable { .. })) =>
            {
                Shape::Variables
            }
            _ => Shape::Wild,
        }
    }
}

struct MalformedVariable;

fn pieces(text: &str, syntax: Syntax) -> Result<Vec<Piece>, MalformedVariable> {
    let mut pieces = Vec::new();
    let mut literal = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if syntax.variables
            && let Some(inside) = rest.strip_prefix("${")
        {
            let (variable, after) = variable(inside)?;
            match variable {
                Variable::Escape(c) => literal.push(c),
                Variable::Key { key, default } => {
                    flush(&mut literal, &mut pieces);
                    pieces.push(Piece::Variable { key, default });
                }
            }
            rest = after;
            continue;
        }
        match c {
            '*' | '?' if syntax.wildcards => {
                flush(&mut literal, &mut pieces);
                // Two stars in a row say no more than one.
                if c == '?' {
                    pieces.push(Piece::One);
                } else if pieces.last() != Some(&Piece::Star) {
                    pieces.push(Piece::Star);
                }
            }
            c => literal.push(c),
        }
        rest = rest.get(c.len_utf8()..).unwrap_or_default();
    }
    flush(&mut literal, &mut pieces);
    Ok(pieces)
}

fn flush(literal: &mut String, pieces: &mut Vec<Piece>) {
    if !literal.is_empty() {
        pieces.push(Piece::Text(std::mem::take(literal).into()));
    }
}

enum Variable {
    Escape(char),
    Key {
        key: Box<str>,
        default: Option<Box<str>>,
    },
}

/// Reads what follows `${`, up to and with the closing brace: an escape, `key`, or `key, 'default'`.
fn variable(inside: &str) -> Result<(Variable, &str), MalformedVariable> {
    for escape in ['*', '?', '$'] {
        if let Some(after) = inside
            .strip_prefix(escape)
            .and_then(|rest| rest.strip_prefix('}'))
        {
            return Ok((Variable::Escape(escape), after));
        }
    }
    let end = inside.find(['}', ',']).ok_or(MalformedVariable)?;
    let (name, rest) = inside.split_at_checked(end).ok_or(MalformedVariable)?;
    if name.is_empty() || name.contains(['$', '{', '\'', ' ', '\t', '\n', '\r', '*', '?']) {
        return Err(MalformedVariable);
    }
    let key = fold_key(name).into();
    if let Some(after) = rest.strip_prefix('}') {
        return Ok((Variable::Key { key, default: None }, after));
    }
    let quoted = rest.strip_prefix(", '").ok_or(MalformedVariable)?;
    let (default, after) = quoted.split_once("'}").ok_or(MalformedVariable)?;
    if default.contains('\'') {
        return Err(MalformedVariable);
    }
    Ok((
        Variable::Key {
            key,
            default: Some(default.into()),
        },
        after,
    ))
}
