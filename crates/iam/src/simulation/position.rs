//! Where statements stand in the text of their policy, as lines and columns.
//! <https://docs.aws.amazon.com/IAM/latest/APIReference/API_Position.html>

use std::ops::Range;

use policy::Policy;
use shapes::iam::Position;

/// Where the numbered statement begins and ends.
///
/// AWS was observed to begin a lone statement behind its brace, and one of a list behind what comes before it: the
/// bracket, or the brace of the statement before. All of them end behind their own brace.
pub(super) fn of(text: &str, policy: &Policy, number: usize) -> Option<(Position, Position)> {
    let spans = policy.statements().iter().map(policy::Statement::span);
    let spans: Vec<Range<usize>> = spans.collect();
    let span = spans.get(number)?;
    let before = number.checked_sub(1).and_then(|before| spans.get(before));
    let start = match before {
        Some(before) => before.end,
        None => first_start(text, span.start)?,
    };
    Some((at(text, start)?, at(text, span.end)?))
}

/// Where the first statement begins, whose brace is at `brace`.
fn first_start(text: &str, brace: usize) -> Option<usize> {
    let blank = |c: char| matches!(c, ' ' | '\t' | '\n' | '\r');
    let before = text.get(..brace)?.trim_end_matches(blank);
    Some(if before.ends_with('[') {
        before.len()
    } else {
        brace + 1
    })
}

/// Lines and columns count from one, columns in characters; a carriage return, a line feed and both together end a line.
fn at(text: &str, offset: usize) -> Option<Position> {
    let before = text.get(..offset)?;
    let (mut line, mut column) = (1, 1);
    let mut last = ' ';
    for c in before.chars() {
        match c {
            '\n' if last == '\r' => {}
            '\n' | '\r' => (line, column) = (line + 1, 1),
            _ => column += 1,
        }
        last = c;
    }
    Some(Position {
        line: Some(line),
        column: Some(column),
    })
}

#[cfg(test)]
mod tests {
    use policy::Kind;

    use super::*;

    type Place = (i32, i32);

    fn places(text: &str) -> Vec<(Place, Place)> {
        let policy = Policy::load(text, Kind::Identity { managed: false });
        let place = |position: Position| (position.line.unwrap(), position.column.unwrap());
        (0..policy.statements().len())
            .map(|number| of(text, &policy, number).unwrap())
            .map(|(start, end)| (place(start), place(end)))
            .collect()
    }

    #[test]
    fn positions_are_those_that_aws_was_observed_to_answer() {
        let compact = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject","Resource":"*"}]}"#;
        let lone = r#"{"Version": "2012-10-17", "Statement": {"Sid": "", "Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}}"#;
        let indented = "{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \
                        \"Action\": \"s3:GetObject\",\n      \"Resource\": \"arn:aws:s3:::b/a\",\n      \"Sid\": \"A\"\n    \
                        }\n  ]\n}";
        assert_eq!(places(compact), [((1, 38), (1, 95))]);
        assert_eq!(places(lone), [((1, 41), (1, 113))]);
        assert_eq!(places(indented), [((3, 17), (9, 6))]);
    }

    #[test]
    fn a_later_statement_begins_where_the_one_before_ends() {
        let statement = r#"{"Effect":"Allow","Action":"*","Resource":"*"}"#;
        let text = format!("{{\"Statement\":[{statement} ,\r\n\t{statement}]}}");
        let end = 15 + 46;
        assert_eq!(
            places(&text),
            [((1, 15), (1, end)), ((1, end), (2, 2 + 46))]
        );
    }

    #[test]
    fn columns_count_characters() {
        let text = r#"{"Id":"é","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}"#;
        assert_eq!(places(text), [((1, 24), (1, 69))]);
    }
}
