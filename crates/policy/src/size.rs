//! The size of a document as IAM's quotas count it.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html>

/// The characters of a document, white space between its elements not counted. White space inside strings is content
/// and counts. Organizations, S3, KMS and STS count every character instead.
pub fn size_without_whitespace(text: &str) -> usize {
    let mut is_inside = false;
    let mut is_escaped = false;
    text.chars()
        .filter(|c| {
            let counts = is_inside || !matches!(c, ' ' | '\t' | '\n' | '\r');
            (is_inside, is_escaped) = match c {
                _ if is_escaped => (is_inside, false),
                '"' => (!is_inside, false),
                '\\' => (is_inside, is_inside),
                _ => (is_inside, false),
            };
            counts
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn white_space_inside_strings_counts() {
        for (text, size) in [
            ("", 0),
            (" {\r\n\t} ", 2),
            ("{ \"a b\" : 1 }", 9),
            (r#"{ "a\" b" : 1 }"#, 11),
            (r#"{ "a\\" : 1 }"#, 9),
            ("\"é é\"", 5),
        ] {
            assert_eq!(size_without_whitespace(text), size, "{text}");
        }
    }
}
