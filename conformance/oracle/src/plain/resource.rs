//! Whether a pattern of Resource or NotResource fits the resource that is asked for.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html>

use std::collections::BTreeMap;

use serde_json::Value;

use super::glob::{self, COLON, Token};
use super::variable::{self, Expanded, Piece};

pub struct Pattern<'p> {
    pub text: &'p str,
    /// Whether an ARN cut short is filled up with stars.
    pub is_padded: bool,
    pub has_variables: bool,
}

impl Pattern<'_> {
    /// Whether it fits. Where AWS leaves open how a pattern is read, the reading that denies is taken: `closes` says
    /// that a fit denies. `is_not` says that the pattern stands in NotResource.
    pub fn fits(
        &self,
        resource: &str,
        context: &BTreeMap<String, Value>,
        closes: bool,
        is_not: bool,
    ) -> bool {
        if self.text == "*" {
            return true;
        }
        // What is no ARN opens nothing and closes everything.
        let Some(shape) = self.shape(context) else {
            return closes;
        };
        if resource == "*" || resource.split(':').count() < 6 {
            return closes && is_not && shape == Shape::Unresolved;
        }
        let (pieces, is_short) = match shape {
            // It fits nothing; an Allow of everything else must not live on that.
            Shape::Unresolved => return closes && is_not,
            Shape::Short(pieces) => (pieces, true),
            Shape::Whole(pieces) => (pieces, false),
        };
        if is_short && !self.is_padded && !closes {
            return false;
        }
        let mut tokens = tokens(&pieces);
        if is_short {
            for _ in self.text.split(':').count()..6 {
                tokens.extend([COLON, Token::Many]);
            }
        }
        let brings_colon = written(&pieces).matches(':').count() >= 5 && has_colon_inside(&pieces);
        if brings_colon && closes && glob::matches(&tokens, resource) {
            return true;
        }
        if brings_colon && !closes {
            return false;
        }
        let Some(mut parts) = split(&tokens) else {
            return false;
        };
        if !has_plain_start(&parts) && !closes {
            return false;
        }
        for part in &mut parts[..5] {
            stay_inside(part, closes);
        }
        parts[0] == glob::literal("arn")
            && glob::matches(&parts.join(&COLON), resource)
            && (closes || part_by_part(&parts, resource))
    }

    /// What kind of ARN it is, with its variables expanded; nothing if it is none.
    fn shape(&self, context: &BTreeMap<String, Value>) -> Option<Shape> {
        let expanded = variable::expand(self.text, self.has_variables, context);
        let outline = variable::outline(self.text, self.has_variables)?;
        let parts: Vec<&str> = outline.splitn(6, ':').collect();
        let has_variable = outline.contains(variable::PLACE);
        let is_written_out = parts.len() == 6;
        if is_written_out && (parts[0] != "arn" || parts[2].is_empty()) {
            return None;
        }
        let is_short = !is_written_out && !has_variable;
        if is_short && (parts.len() < 3 || parts[0] != "arn" || parts[2].is_empty()) {
            return None;
        }
        if is_short && outline.contains("::") {
            return None;
        }
        match expanded {
            Expanded::Malformed => None,
            Expanded::Unresolved => Some(Shape::Unresolved),
            Expanded::Pieces(pieces) if is_short => Some(Shape::Short(pieces)),
            Expanded::Pieces(pieces) => Some(Shape::Whole(pieces)),
        }
    }
}

#[derive(PartialEq, Eq)]
enum Shape {
    /// A variable in it has no value.
    Unresolved,
    /// Cut short, and without variables.
    Short(Vec<Piece>),
    /// All six parts, or as many as its variables supply: that is never filled up.
    Whole(Vec<Piece>),
}

/// The pieces as the policy writes them, substituted ones left out.
fn written(pieces: &[Piece]) -> String {
    let written = pieces.iter().filter_map(|piece| match piece {
        Piece::Written(text) => Some(text.as_str()),
        Piece::Substituted(_) => None,
    });
    written.collect()
}

fn tokens(pieces: &[Piece]) -> Vec<Token> {
    let tokens = pieces.iter().flat_map(|piece| match piece {
        Piece::Written(text) => glob::pattern(text),
        Piece::Substituted(text) => glob::literal(text),
    });
    tokens.collect()
}

/// Whether a substituted value brings a colon into the first five parts of a pattern that is otherwise written out.
fn has_colon_inside(pieces: &[Piece]) -> bool {
    let mut colons = 0;
    for piece in pieces {
        match piece {
            Piece::Written(text) => colons += text.matches(':').count(),
            Piece::Substituted(text) if colons < 5 && text.contains(':') => return true,
            Piece::Substituted(_) => {}
        }
    }
    false
}

/// Six parts, split at the first five colons.
fn split(tokens: &[Token]) -> Option<Vec<Vec<Token>>> {
    let parts: Vec<Vec<Token>> = tokens
        .splitn(6, |token| *token == COLON)
        .map(<[Token]>::to_vec)
        .collect();
    (parts.len() == 6).then_some(parts)
}

/// The service is written out, and the partition is, or is a star.
fn has_plain_start(parts: &[Vec<Token>]) -> bool {
    let is_plain = |part: &[Token]| part.iter().all(|token| matches!(token, Token::Unit(_)));
    (is_plain(&parts[1]) || parts[1] == [Token::Many]) && is_plain(&parts[2])
}

/// In the first five parts wildcards do not cross colons, but for a star that ends its part: that may run on.
fn stay_inside(part: &mut [Token], closes: bool) {
    let last = part.len().saturating_sub(1);
    for (place, token) in part.iter_mut().enumerate() {
        match token {
            Token::One => *token = Token::OneInside,
            Token::Many if !(closes && place == last) => *token = Token::ManyInside,
            _ => {}
        }
    }
}

/// Each part against its part.
fn part_by_part(parts: &[Vec<Token>], resource: &str) -> bool {
    let requested: Vec<&str> = resource.splitn(6, ':').collect();
    requested.len() == 6
        && parts
            .iter()
            .zip(requested)
            .all(|(part, text)| glob::matches(part, text))
}
