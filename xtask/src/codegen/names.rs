//! From the model's names to Rust's.

/// `SSHPublicKeyId` → `ssh_public_key_id`, with the words that Rust keeps for itself escaped.
pub(super) fn snake(name: &str) -> String {
    let snake = words(name).join("_").to_lowercase();
    match snake.as_str() {
        "type" | "match" | "ref" | "move" | "use" | "where" | "in" | "for" | "loop" | "static" => {
            format!("r#{snake}")
        }
        _ => snake,
    }
}

/// `SSHPublicKeyId` → `SSH_PUBLIC_KEY_ID`.
pub(super) fn screaming(name: &str) -> String {
    words(name).join("_").to_uppercase()
}

/// The name of a type: the model's, with a capital.
pub(super) fn upper_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// The name of a member in messages: the model's, with its first letter small (`sAMLAssertion`).
pub(super) fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(letters).collect()
    })
}

/// The variant of an enumeration: `aws-managed` → `AwsManaged`, `SERVICE_LEVEL` → `ServiceLevel`.
pub(super) fn variant(value: &str) -> String {
    let all_capitals = !value.chars().any(char::is_lowercase);
    let mut out = String::new();
    for word in value
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        let word = if all_capitals {
            word.to_lowercase()
        } else {
            word.to_owned()
        };
        out.push_str(&upper_first(&word));
    }
    out
}

/// The words of a name: a new one begins at a capital after a small letter or digit, and at the last capital of a run
/// that small letters follow.
fn words(name: &str) -> Vec<String> {
    let letters: Vec<char> = name.chars().collect();
    let mut words: Vec<String> = Vec::new();
    for (at, &letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| letters.get(at));
        let after = letters.get(at + 1);
        let starts = match before {
            None => true,
            Some('_' | '-') => true,
            Some(before) => {
                letter.is_uppercase()
                    && (!before.is_uppercase()
                        || (after.is_some_and(|after| after.is_lowercase())
                            && !is_plural(&letters, at)))
            }
        };
        if matches!(letter, '_' | '-') {
            continue;
        }
        match words.last_mut() {
            Some(word) if !starts => word.push(letter),
            _ => words.push(letter.to_string()),
        }
    }
    words
}

/// Whether the capital at `at` is the last of an acronym in the plural, as in `ARNs`.
fn is_plural(letters: &[char], at: usize) -> bool {
    letters.get(at + 1) == Some(&'s') && letters.get(at + 2).is_none_or(|next| next.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_split_into_words() {
        for (name, expected) in [
            ("SSHPublicKeyId", "ssh_public_key_id"),
            ("MFADevices", "mfa_devices"),
            ("OpenIDConnectProviderArn", "open_id_connect_provider_arn"),
            ("ResourceARNs", "resource_arns"),
            ("QRCodePNG", "qr_code_png"),
            ("Base32StringSeed", "base32_string_seed"),
            ("arn", "arn"),
            ("Type", "r#type"),
        ] {
            assert_eq!(snake(name), expected);
        }
        assert_eq!(variant("aws-managed"), "AwsManaged");
        assert_eq!(variant("IN_PROGRESS"), "InProgress");
        assert_eq!(variant("v1Token"), "V1Token");
        assert_eq!(lower_first("SAMLAssertion"), "sAMLAssertion");
    }
}
