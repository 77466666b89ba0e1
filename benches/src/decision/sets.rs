//! Policies that every contestant can express, and the questions put to them.

use std::fmt::Write;

/// What a statement does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Opens.
    Allow,
    /// Closes.
    Deny,
}

/// Which resources a statement is about.
pub enum Resource {
    /// All.
    Any,
    /// A bucket.
    Bucket(String),
    /// What the ARN starts with, up to the star at its end.
    Under(String),
    /// The objects below `…/home/`, in the folder that is named like the caller.
    Home(String),
    /// A table, in any region of any account.
    Table(String),
}

/// What else has to hold.
pub enum Condition {
    /// The connection is not encrypted.
    Insecure,
    /// The caller has this name.
    Named(&'static str),
    /// The caller's address lies outside this network.
    Outside(&'static str),
    /// This year has begun.
    Since(i32),
}

/// One statement.
pub struct Statement {
    /// What it does.
    pub effect: Effect,
    /// Actions; a star may end one.
    pub actions: &'static [&'static str],
    /// On what.
    pub resource: Resource,
    /// If what.
    pub condition: Option<Condition>,
}

/// Some policies.
pub struct Set {
    /// How many there are.
    pub name: &'static str,
    /// Whether some statements have conditions.
    pub has_conditions: bool,
    /// The statements, by policy.
    pub policies: Vec<Vec<Statement>>,
}

/// A request, and what is right to answer.
#[derive(Clone, Copy)]
pub struct Question {
    /// Says how it is answered.
    pub name: &'static str,
    /// The service.
    pub service: &'static str,
    /// The name of the action.
    pub action: &'static str,
    /// Where it comes from.
    pub address: &'static str,
    /// Whether it is encrypted.
    pub is_secure: bool,
    /// The answer.
    pub is_allowed: bool,
}

/// The caller's name and account, and what it asks for.
pub const USER: &str = "Ada";
/// The account.
pub const ACCOUNT: &str = "111122223333";
/// The object.
pub const OBJECT: &str = "arn:aws:s3:::bucket-x/home/Ada/file.txt";
/// When the request comes, in seconds since 1970: 2026-01-01T00:00:00Z.
pub const NOW: i64 = 1_767_225_600;
/// The same as a text.
pub const NOW_TEXT: &str = "2026-01-01T00:00:00Z";

/// All sets: three sizes, without and with conditions.
#[must_use]
pub fn sets() -> Vec<Set> {
    let set = |name, has_conditions, policies| Set {
        name,
        has_conditions,
        policies,
    };
    [false, true]
        .into_iter()
        .flat_map(|conditions| {
            [
                set(
                    "1 policy, 3 statements",
                    conditions,
                    vec![three(conditions)],
                ),
                set(
                    "10 policies, 50 statements",
                    conditions,
                    (0..10).map(|number| five(number, conditions)).collect(),
                ),
                set(
                    "100 policies, 1,000 statements",
                    conditions,
                    (0..100).map(|number| ten(number, conditions)).collect(),
                ),
            ]
        })
        .collect()
}

/// The questions: one that is allowed, one that an explicit Deny ends, and one that nothing allows.
#[must_use]
pub fn questions(set: &Set) -> [Question; 3] {
    let allowed = Question {
        name: "allowed",
        service: "s3",
        action: "GetObject",
        address: "192.0.2.7",
        is_secure: true,
        is_allowed: true,
    };
    let denied = Question {
        name: "denied",
        // Without conditions it is the action that is denied.
        action: if set.has_conditions {
            "GetObject"
        } else {
            "DeleteObject"
        },
        address: "198.51.100.7",
        is_secure: false,
        is_allowed: false,
        ..allowed
    };
    let not_allowed = Question {
        name: "not allowed",
        action: "PutObjectAcl",
        is_allowed: false,
        ..allowed
    };
    [allowed, denied, not_allowed]
}

/// Three statements.
#[must_use]
pub fn three(conditions: bool) -> Vec<Statement> {
    let (denied, condition) = if conditions {
        (&["s3:*"], Some(Condition::Insecure))
    } else {
        (&["s3:Delete*"], None)
    };
    vec![
        allow(&["s3:ListBucket"], Resource::Bucket("bucket-x".to_owned())),
        allow(
            &["s3:GetObject", "s3:PutObject"],
            Resource::Home("bucket-x".to_owned()),
        ),
        Statement {
            effect: Effect::Deny,
            actions: denied,
            resource: Resource::Any,
            condition,
        },
    ]
}

/// Five statements of one of ten policies; of ten only the last allows.
fn five(number: usize, conditions: bool) -> Vec<Statement> {
    let is_last = number % 10 == 9;
    let bucket = if conditions || is_last {
        "bucket-x".to_owned()
    } else {
        format!("bucket-{number}")
    };
    let since = Condition::Since(if is_last { 2020 } else { 2090 });
    let (denied, outside) = if conditions {
        (&["s3:*"], Some(Condition::Outside("192.0.2.0/24")))
    } else {
        (&["s3:Delete*"], None)
    };
    vec![
        allow(&["ec2:Describe*", "sqs:*"], Resource::Any),
        Statement {
            condition: conditions.then_some(Condition::Named("Bob")),
            ..allow(
                &["s3:Get*"],
                Resource::Under(format!("arn:aws:s3:::other-{number}/")),
            )
        },
        Statement {
            effect: Effect::Deny,
            actions: denied,
            resource: Resource::Any,
            condition: outside,
        },
        Statement {
            condition: conditions.then_some(since),
            ..allow(
                &["s3:GetObject"],
                Resource::Under(format!("arn:aws:s3:::{bucket}/")),
            )
        },
        allow(&["dynamodb:GetItem"], Resource::Table(format!("t{number}"))),
    ]
}

fn ten(number: usize, conditions: bool) -> Vec<Statement> {
    let mut statements = five(number, conditions);
    statements.extend(five(number + 100, conditions));
    statements
}

fn allow(actions: &'static [&'static str], resource: Resource) -> Statement {
    Statement {
        effect: Effect::Allow,
        actions,
        resource,
        condition: None,
    }
}

/// A policy document.
#[must_use]
pub fn document<'s>(statements: impl IntoIterator<Item = &'s Statement>) -> String {
    let texts: Vec<String> = statements.into_iter().map(Statement::json).collect();
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{}]}}"#,
        texts.join(",")
    )
}

impl Statement {
    fn json(&self) -> String {
        let effect = if self.effect == Effect::Allow {
            "Allow"
        } else {
            "Deny"
        };
        let actions = self.actions.join(r#"",""#);
        let resource = match &self.resource {
            Resource::Any => "*".to_owned(),
            Resource::Bucket(name) => format!("arn:aws:s3:::{name}"),
            Resource::Under(start) => format!("{start}*"),
            Resource::Home(bucket) => format!("arn:aws:s3:::{bucket}/home/${{aws:username}}/*"),
            Resource::Table(name) => format!("arn:aws:dynamodb:*:*:table/{name}"),
        };
        let mut text =
            format!(r#"{{"Effect":"{effect}","Action":["{actions}"],"Resource":"{resource}""#);
        let condition = self.condition.as_ref().map(|condition| match condition {
            Condition::Insecure => r#"{"Bool":{"aws:SecureTransport":"false"}}"#.to_owned(),
            Condition::Named(name) => format!(r#"{{"StringEquals":{{"aws:username":"{name}"}}}}"#),
            Condition::Outside(network) => {
                format!(r#"{{"NotIpAddress":{{"aws:SourceIp":"{network}"}}}}"#)
            }
            Condition::Since(year) => {
                format!(r#"{{"DateGreaterThan":{{"aws:CurrentTime":"{year}-01-01T00:00:00Z"}}}}"#)
            }
        });
        if let Some(condition) = condition {
            write!(text, r#","Condition":{condition}"#).expect("a text takes more text");
        }
        text.push('}');
        text
    }
}
