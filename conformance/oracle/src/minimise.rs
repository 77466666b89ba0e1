//! Makes a case as small as it can be while it still shows what it shows: every part is left out in turn, again and
//! again, until none can be.

use serde_json::{Value, json};

use crate::case::Case;

/// The smallest case reached from `case` that `shows` still holds for.
pub fn minimise(mut case: Case, shows: impl Fn(&Case) -> bool) -> Case {
    loop {
        match smaller(&case).into_iter().find(&shows) {
            Some(found) => case = found,
            None => return case,
        }
    }
}

/// Every case that is one step smaller.
fn smaller(case: &Case) -> Vec<Case> {
    let mut found = Vec::new();
    let mut with = |change: &dyn Fn(&mut Case)| {
        let mut changed = case.clone();
        change(&mut changed);
        if changed != *case {
            found.push(changed);
        }
    };
    with(&|case| case.vpc_endpoint = None);
    with(&|case| case.resource_policy = None);
    with(&|case| case.boundary = None);
    with(&|case| case.session = None);
    for level in 0..case.rcp.len() {
        with(&|case| {
            case.rcp.remove(level);
        });
    }
    for level in 0..case.scp.len() {
        with(&|case| {
            case.scp.remove(level);
        });
    }
    for key in case.context.keys() {
        with(&|case| {
            case.context.remove(key);
        });
    }
    with(&|case| case.owner = Some(crate::case::HOME.to_owned()));
    for number in 0..lists(&mut case.clone()).len() {
        let count = lists(&mut case.clone())[number].len();
        for place in 0..count {
            with(&|case| {
                lists(case)[number].remove(place);
            });
        }
    }
    let mut copy = case.clone();
    for number in 0..documents(&mut copy).len() {
        let document = documents(&mut copy)[number].clone();
        for changed in smaller_values(&document) {
            with(&|case| *documents(case)[number] = changed.clone());
        }
    }
    found
}

fn lists(case: &mut Case) -> Vec<&mut Vec<Value>> {
    case.rcp
        .iter_mut()
        .chain(&mut case.scp)
        .chain([&mut case.identity])
        .chain(&mut case.session)
        .collect()
}

fn documents(case: &mut Case) -> Vec<&mut Value> {
    case.rcp
        .iter_mut()
        .flatten()
        .chain(case.scp.iter_mut().flatten())
        .chain(&mut case.vpc_endpoint)
        .chain(&mut case.resource_policy)
        .chain(&mut case.identity)
        .chain(&mut case.boundary)
        .chain(case.session.iter_mut().flatten())
        .collect()
}

/// What a statement is not left without, so that a row does not come to be about that.
const KEPT: [&str; 8] = [
    "Statement",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
];

/// A document or an element of it, one step smaller each.
fn smaller_values(value: &Value) -> Vec<Value> {
    let mut found = Vec::new();
    match value {
        Value::Object(members) => {
            if let (Some(version), Some(Value::Object(only))) =
                (members.get("Version"), members.get("Statement"))
                && version == "2012-10-17"
                && members.len() == 2
            {
                found.push(Value::Object(only.clone()));
            }
            for (name, member) in members {
                if !KEPT.contains(&name.as_str()) {
                    let mut without = members.clone();
                    without.remove(name);
                    found.push(Value::Object(without));
                }
                let simple = match name.as_str() {
                    "Action" | "Resource" if member != "*" => Some(json!("*")),
                    _ => None,
                };
                for changed in simple.into_iter().chain(smaller_values(member)) {
                    let mut with = members.clone();
                    with.insert(name.clone(), changed);
                    found.push(Value::Object(with));
                }
            }
        }
        Value::Array(items) => {
            if let [only] = items.as_slice() {
                found.push(only.clone());
            }
            for (place, item) in items.iter().enumerate() {
                let mut without = items.clone();
                without.remove(place);
                found.push(Value::Array(without));
                for changed in smaller_values(item) {
                    let mut with = items.clone();
                    with[place] = changed;
                    found.push(Value::Array(with));
                }
            }
        }
        _ => {}
    }
    found
}
