//! regorus: one rule for each statement, run by its virtual machine, which is faster than its interpreter.
//! <https://www.openpolicyagent.org/docs/latest/policy-language/>
//!
//! What differs: a star at the end is `startswith`; the time is a number and is only compared.

use std::sync::Arc;

use regorus::languages::rego::compiler::Compiler;
use regorus::rvm::vm::RegoVM;
use regorus::{Engine, Value};

use super::Peer;
use crate::decision::sets::{
    Condition, Effect, NOW, OBJECT, Question, Resource, Set, Statement, USER,
};

pub(super) struct Rego {
    machine: RegoVM,
    input: Value,
}

const RULE: &str = "data.authorization.allow";

impl Peer for Rego {
    const NAME: &'static str = "regorus";

    fn new(set: &Set, question: &Question) -> Self {
        let rules: Vec<String> = set.policies.iter().flatten().map(translate).collect();
        let module = format!(
            "package authorization\nimport rego.v1\ndefault allow := false\nallow if {{\n granted\n not denied\n}}\n{}",
            rules.join("\n")
        );
        let mut engine = Engine::new();
        engine
            .add_policy("authorization.rego".to_owned(), module)
            .expect("Rego rules");
        let compiled = engine
            .compile_with_entrypoint(&RULE.into())
            .expect("compiled");
        let program = Compiler::compile_from_policy(&compiled, &[RULE]).expect("a program");
        let mut machine = RegoVM::new();
        machine.load_program(Arc::clone(&program));
        let input = serde_json::json!({
            "action": format!("{}:{}", question.service, question.action),
            "resource": OBJECT,
            "username": USER,
            "address": question.address,
            "secure": question.is_secure,
            "now": NOW,
        });
        Self {
            machine,
            input: Value::from_json_str(&input.to_string()).expect("an input"),
        }
    }

    fn allows(&mut self) -> bool {
        self.machine.set_input(self.input.clone());
        self.machine.execute().expect("an answer") == Value::from(true)
    }
}

fn translate(statement: &Statement) -> String {
    let rule = match statement.effect {
        Effect::Allow => "granted",
        Effect::Deny => "denied",
    };
    let mut clauses = vec![match statement.actions {
        [one] => match one.strip_suffix('*') {
            Some(start) => format!(r#"startswith(input.action, "{start}")"#),
            None => format!(r#"input.action == "{one}""#),
        },
        several if several.iter().any(|action| action.ends_with('*')) => {
            let starts: Vec<&str> = several
                .iter()
                .map(|action| action.trim_end_matches('*'))
                .collect();
            format!("strings.any_prefix_match(input.action, {starts:?})")
        }
        several => format!("input.action in {several:?}"),
    }];
    match &statement.resource {
        Resource::Any => {}
        Resource::Bucket(name) => clauses.push(format!(r#"input.resource == "arn:aws:s3:::{name}""#)),
        Resource::Under(start) => clauses.push(format!(r#"startswith(input.resource, "{start}")"#)),
        Resource::Home(bucket) => clauses.push(format!(
            r#"startswith(input.resource, concat("", ["arn:aws:s3:::{bucket}/home/", input.username, "/"]))"#
        )),
        Resource::Table(name) => clauses.extend([
            r#"startswith(input.resource, "arn:aws:dynamodb:")"#.to_owned(),
            format!(r#"endswith(input.resource, ":table/{name}")"#),
        ]),
    }
    clauses.extend(
        statement
            .condition
            .as_ref()
            .map(|condition| match condition {
                Condition::Insecure => "not input.secure".to_owned(),
                Condition::Named(name) => format!(r#"input.username == "{name}""#),
                Condition::Outside(network) => {
                    format!(r#"not net.cidr_contains("{network}", input.address)"#)
                }
                Condition::Since(year) => format!("input.now > {}", start_of(*year)),
            }),
    );
    format!("{rule} if {{\n {}\n}}", clauses.join("\n "))
}

/// The first second of a year after 1970.
fn start_of(year: i32) -> i64 {
    let midnight =
        chrono::NaiveDate::from_ymd_opt(year, 1, 1).and_then(|day| day.and_hms_opt(0, 0, 0));
    midnight.expect("a year").and_utc().timestamp()
}
