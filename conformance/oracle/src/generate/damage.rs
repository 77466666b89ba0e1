//! Documents as no save would take them, but as a store may hold them.

use serde_json::{Value, json};

use crate::case::Case;
use crate::random::Random;

/// Damages one document of the case.
pub fn damage(case: &mut Case, random: &mut Random) {
    let mut documents: Vec<&mut Value> = case
        .rcp
        .iter_mut()
        .flatten()
        .chain(case.scp.iter_mut().flatten())
        .chain(&mut case.vpc_endpoint)
        .chain(&mut case.resource_policy)
        .chain(&mut case.identity)
        .chain(&mut case.boundary)
        .chain(case.session.iter_mut().flatten())
        .collect();
    if documents.is_empty() {
        return;
    }
    let place = random.below(documents.len());
    let document: &mut Value = documents.remove(place);
    if random.percent(25) {
        damage_document(document, random);
    } else if let Some(statement) = a_statement(document, random) {
        damage_statement(statement, random);
    }
}

fn a_statement<'d>(document: &'d mut Value, random: &mut Random) -> Option<&'d mut Value> {
    let is_alone = document.get("Statement").is_none();
    let statements = if is_alone {
        document
    } else {
        document.get_mut("Statement")?
    };
    match statements {
        Value::Array(statements) => {
            let place = random.below(statements.len().max(1));
            statements.get_mut(place)
        }
        statement => Some(statement),
    }
}

fn damage_document(document: &mut Value, random: &mut Random) {
    if document.get("Statement").is_none() {
        return;
    }
    match random.below(9) {
        0 => *document = json!("{"),
        1 => *document = json!("[]"),
        2 => *document = json!(""),
        3 => document["Version"] = json!("2012-10-18"),
        4 => document["Version"] = json!(2012),
        5 => document["Statement"] = json!([]),
        6 => document["Statement"] = json!("x"),
        7 => document["Id"] = json!(1),
        _ => document["Obligation"] = json!("none"),
    }
}

fn damage_statement(statement: &mut Value, random: &mut Random) {
    let Some(members) = statement.as_object_mut() else {
        return;
    };
    let mut set = |name: &str, value: Value| {
        members.insert(name.to_owned(), value);
    };
    match random.below(24) {
        0 => set("Effect", json!("allow")),
        1 => set("Effect", json!("Permit")),
        2 => set("Effect", json!(true)),
        3 => set("Obligation", json!({})),
        4 => set("Sid", json!(1)),
        5 => set("Principal", json!("*")),
        6 => set("Principal", json!({"Group": "x"})),
        7 => set("Principal", json!("x")),
        8 => set("Principal", json!({"AWS": [1]})),
        9 => set("Condition", json!([])),
        10 => set("Condition", json!({"StringSounds": {"k0": "a"}})),
        11 => set("Condition", json!({"stringequals": {"k0": "a"}})),
        12 => set("Condition", json!({"NullIfExists": {"k0": "true"}})),
        13 => set("Condition", json!({"StringEquals": {"k0": null}})),
        14 => set("Condition", json!({"StringEquals": "a"})),
        15 => set("NotAction", json!("s3:*")),
        16 => set("Resource", json!(1)),
        17 => set("Resource", json!([null, "*"])),
        18 => {
            members.remove("Effect");
        }
        19 => {
            members.remove("Action");
        }
        20 => {
            members.remove("Resource");
        }
        21 => {
            members.remove("Principal");
        }
        22 => {
            let name = random.pick(&["Action", "NotAction", "Resource", "NotResource"]);
            members.retain(|known, _| {
                known.trim_start_matches("Not") != name.trim_start_matches("Not")
            });
            members.insert(name.to_owned(), json!([]));
        }
        _ => {
            let values = json!({"ForAllValues:ForAnyValue:StringEquals": {"k0": "a"}});
            members.insert("Condition".to_owned(), values);
        }
    }
}
