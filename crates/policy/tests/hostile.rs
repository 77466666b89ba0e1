//! Documents made to cost much: each is refused or loaded in time that its length explains, and a test that fails does so
//! by not ending.

use policy::{
    Caller, CallerKind, Check, Decision, Entries, Kind, Layers, Policy, ResourceKind, Source,
    decide,
};

const MANAGED: Kind = Kind::Identity { managed: true };
const ACCOUNT: &str = "111122223333";

fn document(statements: &str) -> String {
    format!(r#"{{"Version": "2012-10-17", "Statement": {statements}}}"#)
}

fn allow(rest: &str) -> String {
    document(&format!(r#"{{"Effect": "Allow", {rest}}}"#))
}

/// Ten thousand texts.
fn many(text: impl Fn(usize) -> String) -> String {
    let texts: Vec<String> = (0..10_000).map(|i| format!("{:?}", text(i))).collect();
    texts.join(",")
}

fn is_allowed(text: &str, resource: &str, context: &Entries) -> bool {
    let policy = Policy::load(text, MANAGED);
    let identity = [Source {
        policy: &policy,
        arn: None,
    }];
    let layers = Layers {
        identity: &identity,
        ..Layers::default()
    };
    let caller = Caller::new(
        CallerKind::User,
        "arn:aws:iam::111122223333:user/Ada",
        Some(ACCOUNT),
    );
    let check = Check {
        action: "s3:GetObject",
        resource,
        owner: Some(ACCOUNT),
        resource_kind: ResourceKind::Ordinary,
    };
    decide(&caller, &check, &layers, context) == Decision::Allow
}

#[test]
fn what_is_too_deep_or_too_long_is_refused_and_denies() {
    let everything = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    let deep = |n: usize| document(&format!("{}{everything}{}", "[".repeat(n), "]".repeat(n)));
    let long = |n: usize| format!("{}{}", document(everything), " ".repeat(n));
    for (text, is_loaded) in [
        (deep(1), true),
        (deep(100), false),
        (deep(400_000), false),
        (r#"{"a":"#.repeat(150_000), false),
        ("[".repeat(1_000_000), false),
        (long(100_000), true),
        (long(2_000_000), false),
    ] {
        assert_eq!(is_allowed(&text, "*", &Entries::new()), is_loaded);
        let saved = Policy::parse(&text, MANAGED);
        let message = saved.err().map(|error| error.message().to_owned());
        assert_eq!(
            message,
            (!is_loaded).then(|| "Syntax errors in policy.".to_owned())
        );
    }
}

#[test]
fn ten_thousand_of_anything_are_compared_one_by_one() {
    let resource = "arn:aws:s3:::b/k";
    let none = Entries::new();
    let text = "a".repeat(2_000);
    let actions = many(|i| format!("s3:*{i}"));
    let resources = many(|i| format!("arn:aws:s3:::*b{i}*/k*"));
    let values = many(|i| format!("*a{i}*"));
    let context = Entries::new().many("k", vec![text.as_str(); 10]);
    for (text, is_covered) in [
        (
            allow(&format!(r#""Action": [{actions}], "Resource": "*""#)),
            false,
        ),
        (
            allow(&format!(r#""NotAction": [{actions}], "Resource": "*""#)),
            true,
        ),
        (
            allow(&format!(r#""Action": "*", "Resource": [{resources}]"#)),
            false,
        ),
        (
            allow(&format!(r#""Action": "*", "NotResource": [{resources}]"#)),
            true,
        ),
        (
            allow(&format!(
                r#""Action": "*", "Resource": "*", "Condition": {{"ForAnyValue:StringLike": {{"k": [{values}]}}}}"#
            )),
            false,
        ),
    ] {
        assert_eq!(is_allowed(&text, resource, &context), is_covered);
    }
    let statement = r#"{"Effect": "Deny", "NotAction": "s3:*", "Resource": "*"}"#;
    let everything = r#"{"Effect": "Allow", "Action": "*", "Resource": "*"}"#;
    let statements = vec![statement; 10_000].join(",");
    let all = document(&format!("[{statements},{everything}]"));
    assert!(is_allowed(&all, resource, &none));
}

#[test]
fn no_wildcard_makes_a_comparison_endless() {
    let key = "a".repeat(16_000);
    let context = Entries::new().one("k", key);
    let resource = format!("arn:aws:s3:::{}", "a:".repeat(1_000));
    for pattern in ["*a", "?a", "*?", "?*", "**", "a*?", ":*"] {
        let never = format!("*{}b", pattern.repeat(1_500));
        let condition = format!(
            r#""Action": "*", "Resource": "*", "Condition": {{"StringLike": {{"k": "{never}"}}}}"#
        );
        assert!(!is_allowed(&allow(&condition), &resource, &context));
        let of_resource = format!(r#""Action": "*", "Resource": "arn:aws:s3:::{never}""#);
        assert!(!is_allowed(&allow(&of_resource), &resource, &context));
        let run_on = allow(&format!(
            r#""Action": "*", "NotResource": "arn:*:s3:*:*:{never}""#
        ));
        assert!(is_allowed(&run_on, &resource, &context));
    }
}

#[test]
fn the_largest_document_that_is_saved_is_loaded() {
    let text = allow(&format!(
        r#""Action": "*", "Resource": "arn:aws:s3:::{}""#,
        "*a".repeat(60_000)
    ));
    let policy = Policy::parse(&text, MANAGED).unwrap();
    assert_eq!(policy.statements().len(), 1);
    let more = text.replace("*a", "*aa");
    assert!(Policy::parse(&more, MANAGED).is_err());
}
