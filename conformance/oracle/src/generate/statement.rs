//! Documents and their statements.

use serde_json::{Map, Value, json};

use super::{Maker, Mood, Place};

/// Allows everything.
pub fn full_access(place: Place) -> Value {
    let mut statement = json!({"Effect": "Allow", "Action": "*", "Resource": "*"});
    if place.has_principal() {
        statement["Principal"] = json!("*");
    }
    statement
}

impl Place {
    fn has_principal(self) -> bool {
        !matches!(self, Place::Identity | Place::Session | Place::Scp)
    }
}

impl Maker {
    pub fn document(&mut self, place: Place, mood: Mood) -> Value {
        let version = match self.random.below(20) {
            0 => None,
            1 | 2 => Some("2008-10-17"),
            _ => Some("2012-10-17"),
        };
        let count = match self.random.below(10) {
            0..=5 => 1,
            6..=8 => 2,
            _ => 3,
        };
        let mut statements: Vec<Value> = (0..count)
            .map(|place_in_document| {
                let mood = if place_in_document == 0 {
                    mood
                } else {
                    Mood::Vague
                };
                self.statement(place, mood)
            })
            .collect();
        if self.random.percent(30) {
            statements.reverse();
        }
        let mut document = json!({});
        if let Some(version) = version {
            document["Version"] = json!(version);
        }
        if self.random.percent(3) {
            document["Id"] = json!("id");
        }
        document["Statement"] = if statements.len() == 1 && self.random.percent(50) {
            statements.remove(0)
        } else {
            Value::Array(statements)
        };
        document
    }

    fn statement(&mut self, place: Place, mood: Mood) -> Value {
        // How often an element is made to fit the request.
        let (is_allow, fits) = match mood {
            Mood::Open => (true, 97),
            Mood::Vague => (self.random.percent(55), 55),
            Mood::Hostile => (false, 95),
        };
        let mut statement = Map::new();
        if self.random.percent(10) {
            statement.insert("Sid".to_owned(), json!("S"));
        }
        statement.insert(
            "Effect".to_owned(),
            json!(if is_allow { "Allow" } else { "Deny" }),
        );
        if place.has_principal() {
            let is_not = if is_allow { 1 } else { 25 };
            let (name, value) = if self.random.percent(is_not) {
                ("NotPrincipal", self.not_principal())
            } else {
                ("Principal", self.principal(fits))
            };
            statement.insert(name.to_owned(), value);
        }
        let (name, value) = self.action_element(fits);
        statement.insert(name.to_owned(), value);
        let needs_resource = match place {
            Place::Trust => false,
            Place::Resource => self.random.percent(85),
            _ => true,
        };
        if needs_resource {
            let (name, value) = self.resource_element(fits);
            statement.insert(name.to_owned(), value);
        }
        let conditions = match self.random.below(100) {
            0..=59 => 0,
            60..=87 => 1,
            _ => 2,
        };
        if conditions > 0 || self.random.percent(2) {
            let block = self.conditions(conditions);
            statement.insert("Condition".to_owned(), block);
        }
        Value::Object(statement)
    }

    fn action_element(&mut self, fits: u64) -> (&'static str, Value) {
        let is_not = self.random.percent(10);
        let fits = if is_not {
            self.random.percent(100 - fits)
        } else {
            self.random.percent(fits)
        };
        let mut patterns = vec![if fits {
            self.fitting_action()
        } else {
            self.other_action()
        }];
        while self.random.percent(20) {
            let other = self.other_action();
            let place = self.random.below(patterns.len() + 1);
            patterns.insert(place, other);
        }
        let name = if is_not { "NotAction" } else { "Action" };
        (name, self.scalar_or_list(patterns))
    }

    fn fitting_action(&mut self) -> String {
        let action = self.action.clone();
        let (service, name) = action.split_once(':').unwrap_or((&action, ""));
        let cut = self.random.below(name.len() + 1);
        match self.random.below(10) {
            0 | 1 => "*".to_owned(),
            2 => action.clone(),
            3 => format!("{service}:*"),
            4 => action.to_uppercase(),
            5 => format!("{service}:{}*", &name[..cut]),
            6 => format!("{service}:*{}", &name[cut..]),
            7 if cut > 0 => format!("{service}:{}?{}", &name[..cut - 1], &name[cut..]),
            8 => "*:*".to_owned(),
            _ => format!("{service}:*{}*", &name[cut / 2..cut]),
        }
    }

    fn other_action(&mut self) -> String {
        let action = self.action.clone();
        let odd = [
            "s3:PutObjectAcl",
            "sqs:*",
            "s3:Get*",
            "iam:?et*",
            "s*:GetObject",
            "s3*",
            "*Object",
            "?3:*",
            "s3:${aws:username}",
            "s3:Get:Object",
            "s3:",
            "",
            "*:GetObject",
            "**",
            "?",
        ];
        match self.random.below(20) {
            0 => format!("{action}x"),
            1 => format!("{action}?"),
            _ => self.random.pick(&odd).to_owned(),
        }
    }

    pub fn scalar_or_list(&mut self, mut texts: Vec<String>) -> Value {
        if texts.len() == 1 && self.random.percent(60) {
            json!(texts.remove(0))
        } else {
            json!(texts)
        }
    }
}
