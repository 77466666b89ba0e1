//! A delegation request in words.

use policy::{Effect, Kind, Policy, Statement};
use records::delegation_requests::DelegationRequest;

/// What the provider asks for: who, what for, how long, and each thing that it could do or could not.
pub(super) fn of(request: &DelegationRequest) -> String {
    let (name, account) = (&request.requestor_name, request.requestor);
    let mut text = format!(
        "{name} (account {account}) asks for access for {}. ",
        duration(request.session_duration)
    );
    text.push_str(&sentence(&request.description));
    if let Some(message) = &request.request_message {
        text.push_str(&sentence(message));
    }
    text.push_str(
        "It could do no more than whoever approves the request, and of that only the following.",
    );
    let policy = Policy::load(&request.permission_policy, Kind::Session);
    for statement in policy.statements() {
        text.push_str("\n- ");
        text.push_str(&in_words(statement));
    }
    match text.char_indices().nth(SUMMARY_CHARACTERS_MAX) {
        Some((end, _)) => text.get(..end).unwrap_or_default().to_owned(),
        None => text,
    }
}

fn in_words(statement: &Statement) -> String {
    let verb = match statement.effect() {
        Effect::Allow => "Allowed",
        Effect::Deny => "Denied",
    };
    let actions = statement.actions().map_or_else(String::new, |actions| {
        let texts: Vec<&str> = actions.patterns().iter().map(|one| one.text()).collect();
        every(actions.is_not(), "action", &texts)
    });
    let resources = statement.resources().map_or_else(String::new, |resources| {
        let texts: Vec<&str> = resources.patterns().iter().map(|one| one.text()).collect();
        every(resources.is_not(), "resource", &texts)
    });
    let keys: Vec<&str> = statement.conditions().iter().map(|one| one.key()).collect();
    let conditions = if keys.is_empty() {
        String::new()
    } else {
        format!(", under conditions on {}", keys.join(", "))
    };
    format!("{verb}: {actions} on {resources}{conditions}.")
}

fn every(is_not: bool, kind: &str, texts: &[&str]) -> String {
    match (is_not, texts) {
        (false, ["*"]) => format!("every {kind}"),
        (false, _) => texts.join(", "),
        (true, _) => format!("every {kind} but {}", texts.join(", ")),
    }
}

fn duration(seconds: i32) -> String {
    let (hours, minutes, rest) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let parts = [(hours, "hour"), (minutes, "minute"), (rest, "second")];
    let parts = parts.iter().filter(|(count, _)| *count > 0);
    let words = parts.map(|(count, unit)| {
        let ending = if *count == 1 { "" } else { "s" };
        format!("{count} {unit}{ending}")
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The text with a full stop, and room after it.
fn sentence(text: &str) -> String {
    match text.trim() {
        "" => String::new(),
        text if text.ends_with(['.', '!', '?']) => format!("{text} "),
        text => format!("{text}. "),
    }
}

/// "Maximum length of 10000."
const SUMMARY_CHARACTERS_MAX: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_told_in_words() {
        for (seconds, expected) in [
            (300, "5 minutes"),
            (3_600, "1 hour"),
            (43_200, "12 hours"),
            (3_661, "1 hour 1 minute 1 second"),
        ] {
            assert_eq!(duration(seconds), expected);
        }
    }

    #[test]
    fn statements_are_told_in_words() {
        let policy = r#"{"Version":"2012-10-17","Statement":[
            {"Effect":"Allow","Action":["s3:GetObject","s3:PutObject"],"Resource":"arn:aws:s3:::b/*","Condition":{"Bool":{"aws:SecureTransport":"true"}}},
            {"Effect":"Deny","NotAction":"s3:*","Resource":"*"}]}"#;
        let policy = Policy::load(policy, Kind::Session);
        let told: Vec<String> = policy.statements().iter().map(in_words).collect();
        assert_eq!(
            told,
            [
                "Allowed: s3:GetObject, s3:PutObject on arn:aws:s3:::b/*, under conditions on aws:SecureTransport.",
                "Denied: every action but s3:* on every resource."
            ]
        );
    }
}
