//! Texts of a policy that may hold wildcards and variables, taken apart once when the policy is compiled.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_variables.html>

use crate::context::{Context, Value, fold_key};
use crate::glob::{self, Token, Tokens};
use crate::text;

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
    /// Whether there is no wildcard but perhaps one star at the very end.
    is_straight: bool,
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
        match pieces(text, syntax) {
            Ok(pieces) => Self::from_pieces(text, pieces),
            Err(MalformedVariable) => Template {
                text: text.into(),
                pieces: [Piece::Text(text.into())].into(),
                shape: Shape::Malformed,
                is_straight: false,
            },
        }
    }

    pub(crate) fn from_pieces(text: &str, pieces: Vec<Piece>) -> Self {
        let first_wildcard = pieces
            .iter()
            .position(|piece| matches!(piece, Piece::Star | Piece::One));
        let is_straight = first_wildcard
            .is_none_or(|at| at + 1 == pieces.len() && pieces.last() == Some(&Piece::Star));
        Template {
            text: text.into(),
            shape: Shape::of(&pieces),
            pieces: pieces.into(),
            is_straight,
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
    #[inline]
    pub(crate) fn matches<C: Context + ?Sized>(&self, text: &str, context: &C) -> Option<bool> {
        match self.shape {
            Shape::Literal => Some(text::equal(text, self.head())),
            Shape::Prefix => Some(text::strip_start(text, self.head()).is_some()),
            Shape::Variables if self.is_straight => self.leads(text, context),
            Shape::Wild | Shape::Variables => self.matches_resolved(text, context),
            Shape::Malformed => None,
        }
    }

    /// Apart from the rest, which needs no room for tokens.
    #[inline(never)]
    fn matches_resolved<C: Context + ?Sized>(&self, text: &str, context: &C) -> Option<bool> {
        let tokens = self.resolve(context)?;
        Some(glob::matches(&tokens, text))
    }

    /// Whether the pieces, one after the other, lead through the text to its end or to the star. A variable without a
    /// value is told also where another piece differs.
    fn leads<C: Context + ?Sized>(&self, text: &str, context: &C) -> Option<bool> {
        let mut rest = Some(text);
        for piece in &self.pieces {
            match piece.resolve(context)? {
                Token::Text(piece) => rest = rest.and_then(|rest| text::strip_start(rest, piece)),
                Token::Star | Token::One => return Some(rest.is_some()),
            }
        }
        Some(rest == Some(""))
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

    /// Whether every variable has a value.
    pub(crate) fn is_resolved<C: Context + ?Sized>(&self, context: &C) -> bool {
        let has_value = |piece: &Piece| piece.resolve(context).is_some();
        self.shape != Shape::Malformed && self.pieces.iter().all(has_value)
    }

    /// Fills in the variables. What a variable supplies is literal: a `*` or `${` in it means nothing.
    pub(crate) fn resolve<'a, C: Context + ?Sized>(&'a self, context: &'a C) -> Option<Tokens<'a>> {
        if self.shape == Shape::Malformed {
            return None;
        }
        let mut tokens = Tokens::new();
        for piece in &self.pieces {
            tokens.push(piece.resolve(context)?);
        }
        Some(tokens)
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
