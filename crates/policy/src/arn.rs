//! ARNs as policies see them: a text split at its first five colons into six parts.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html>

use smallvec::SmallVec;

use crate::glob::{self, Token, Tokens};
use crate::template::{Piece, Template};

/// `arn`, partition, service, region, account, resource.
pub(crate) const PARTS: usize = 6;

/// Splits a text at its first five colons; `None` unless there are five and it starts with `arn`.
pub(crate) fn split(text: &str) -> Option<[&str; PARTS]> {
    let mut rest = text.strip_prefix("arn:")?;
    let mut next = || {
        let colon = rest.bytes().position(|byte| byte == b':')?;
        let (part, after) = rest.split_at_checked(colon)?;
        rest = after.get(1..)?;
        Some(part)
    };
    let (partition, service, region, account) = (next()?, next()?, next()?, next()?);
    Some(["arn", partition, service, region, account, rest])
}

/// The partition part of an ARN.
pub(crate) fn partition(text: &str) -> Option<&str> {
    let [_, partition, ..] = split(text)?;
    Some(partition)
}

/// Splits pieces at the first five colons of their literal text; a colon that a variable supplies does not count.
pub(crate) fn split_pieces(pieces: &[Piece]) -> Vec<Vec<Piece>> {
    let mut parts = vec![Vec::new()];
    for piece in pieces {
        let Piece::Text(text) = piece else {
            push_last(&mut parts, piece.clone());
            continue;
        };
        let colons_left = PARTS - parts.len();
        for (i, part) in text.splitn(colons_left + 1, ':').enumerate() {
            if i > 0 {
                parts.push(Vec::new());
            }
            if !part.is_empty() {
                push_last(&mut parts, Piece::Text(part.into()));
            }
        }
    }
    parts
}

fn push_last<T>(parts: &mut [Vec<T>], item: T) {
    if let Some(part) = parts.last_mut() {
        part.push(item);
    }
}

/// Six templates from six lists of pieces.
pub(crate) fn six(parts: Vec<Vec<Piece>>) -> Option<Box<[Template; PARTS]>> {
    let templates: Vec<Template> = parts
        .into_iter()
        .map(|pieces| Template::from_pieces("", pieces))
        .collect();
    Box::<[Template; PARTS]>::try_from(templates.into_boxed_slice()).ok()
}

/// Tokens split at the first five colons, wherever they come from: a variable may supply a whole ARN.
pub(crate) fn split_tokens<'a>(tokens: &[Token<'a>]) -> SmallVec<[Tokens<'a>; PARTS]> {
    let mut parts: SmallVec<[Tokens<'a>; PARTS]> = SmallVec::new();
    let mut part = Tokens::new();
    // No empty text is kept: a star that ends its part has to be its last token.
    let push = |part: &mut Tokens<'a>, text: &'a str| {
        if !text.is_empty() {
            part.push(Token::Text(text));
        }
    };
    for token in tokens {
        let Token::Text(text) = *token else {
            part.push(*token);
            continue;
        };
        let mut rest = text;
        while parts.len() < PARTS - 1
            && let Some((before, after)) = rest.split_once(':')
        {
            push(&mut part, before);
            parts.push(std::mem::take(&mut part));
            rest = after;
        }
        push(&mut part, rest);
    }
    parts.push(part);
    parts
}

/// Whether split tokens make an ARN at all: six parts, the first of them `arn`.
pub(crate) fn is_arn(parts: &[Tokens<'_>]) -> bool {
    parts.len() == PARTS
        && parts
            .first()
            .is_some_and(|first| is_plain(first) && glob::matches(first, "arn"))
}

fn is_plain(tokens: &[Token<'_>]) -> bool {
    tokens.iter().all(|token| matches!(token, Token::Text(_)))
}

/// Compares part by part: a wildcard in one of the first five parts stays inside it.
pub(crate) fn parts_match(pattern: &[Tokens<'_>], arn: &[&str; PARTS]) -> bool {
    pattern.len() == PARTS
        && pattern
            .iter()
            .zip(arn)
            .all(|(tokens, part)| glob::matches(tokens, part))
}
