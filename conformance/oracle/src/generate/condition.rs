//! Conditions, with the values of the request that they are about.

use serde_json::{Map, Value, json};

use super::Maker;
use super::noise::{self, Noise};

/// Operators that compare the same kind of value, and values of that kind, good and bad.
struct Family {
    operators: &'static [&'static str],
    values: &'static [&'static str],
    noise: Noise,
}

const FAMILIES: &[Family] = &[
    Family {
        operators: &[
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike",
        ],
        values: &[
            "a",
            "A",
            "ab",
            "aB",
            "a*",
            "?",
            "??",
            "*",
            "a?",
            "",
            "Ada",
            "team",
            "ΟΣ",
            "ος",
            "οσ",
            "ſ",
            "S",
            "s",
            "İ",
            "i\u{307}",
            "\u{10400}",
            "\u{10428}",
            "AΣ\u{10400}",
            "aσ\u{10400}",
            "a\nb",
            "[a]",
            "\\*",
            "é",
            "e\u{301}",
            "${aws:username}",
            "${AWS:username}x",
            "${absent}",
            "${absent, 'a'}",
            "${aws:TagKeys, 'a'}",
            "${star}",
            "${*}",
            "${empty}",
            "${dollar}",
            "${$}{a}",
            "${}",
            "${",
            "${a,'b'}",
            "*a*",
            "a*b*",
        ],
        noise: Noise::Text,
    },
    Family {
        operators: &[
            "NumericEquals",
            "NumericNotEquals",
            "NumericLessThan",
            "NumericLessThanEquals",
            "NumericGreaterThan",
            "NumericGreaterThanEquals",
        ],
        values: &[
            "1",
            "01",
            "+1",
            "1.",
            "1.0",
            "1e0",
            "10e-1",
            "0",
            "-0",
            "-1",
            "2",
            "10",
            "9",
            "0.5",
            ".5",
            "1e3",
            "1E+3",
            "1000",
            "9007199254740992",
            "9007199254740993",
            "1e400",
            "-1e400",
            "1e-400",
            "1e2147483647",
            "1e99999999999",
            "",
            " 1",
            "x",
            "NaN",
            "Infinity",
            "0x1",
            "--1",
            "1e",
            "${aws:username}",
            "123456789012345678901234567890.5",
            "1_0",
            "1,0",
        ],
        noise: Noise::Number,
    },
    Family {
        operators: &[
            "DateEquals",
            "DateNotEquals",
            "DateLessThan",
            "DateLessThanEquals",
            "DateGreaterThan",
            "DateGreaterThanEquals",
        ],
        values: &[
            "2030-01-01T00:00:00Z",
            "2030-01-01",
            "2030-01-01T00:00",
            "2030-01-01T00:00:00",
            "1893456000",
            "+1893456000",
            "2030-01-01T01:00:00+01:00",
            "2029-12-31T19:00:00-05:00",
            "2030-01-01T00:00:00.0001Z",
            "2030-01-01T00:00:00.123Z",
            "2030-01-01T00:00:00.1239Z",
            "1969-12-31T23:59:59.999Z",
            "0",
            "-1",
            "2035",
            "01T",
            "2030-02-30",
            "2030-02-29",
            "2028-02-29",
            "2030-13-01",
            "2030-01-00",
            "2030-01-32",
            "2030-01-01T24:00:00Z",
            "2030-01-01T23:59:60Z",
            "2030-01-01t00:00:00z",
            "2030-01-01T00:00:00Zx",
            "tomorrow",
            "",
            "1893456000.5",
            "9223372036854775807",
            "292278993-12-31",
            "-292275054-01-01",
            "0000-03-01",
            "2030-1-1",
            "2030-01-01 00:00:00",
            "${aws:username}",
            "2030-01",
            "2030-01-01T00",
            "2030-01-01T00:00:00+0100",
            "2030-01-01Z",
            "1900-02-29",
            "2000-02-29",
            "12",
            "99999999999999999999",
        ],
        noise: Noise::Date,
    },
    Family {
        operators: &["Bool"],
        values: &[
            "true",
            "True",
            "TRUE",
            "false",
            "yes",
            "1",
            "",
            " true ",
            "${t}",
            "${absent}",
            "${absent, 'true'}",
            "${",
            "${aws:username}",
        ],
        noise: Noise::Word,
    },
    Family {
        operators: &["Null"],
        values: &["true", "TRUE", "false", "False", "yes", "", "${t}", "${"],
        noise: Noise::Word,
    },
    Family {
        operators: &["BinaryEquals"],
        values: &[
            "QQ==", "QUI=", "QQ", "QR==", "", "!!", "QUJD", "Q Q==", "${b}",
        ],
        noise: Noise::Base64,
    },
    Family {
        operators: &["IpAddress", "NotIpAddress"],
        values: &[
            "192.0.2.1",
            "192.0.2.0/24",
            "192.0.2.77/24",
            "192.000.002.01",
            "192.0.2.0/+24",
            "192.0.2.0/024",
            "0.0.0.0/0",
            "10.0.0.0/8",
            "10.1.2.3",
            "192.0.2.1/33",
            "192.0.2.1/",
            "192.0.2",
            "192.0.2.256",
            "192.0.2.1.1",
            "2001:db8::1",
            "2001:DB8:0:0:0:0:0:1",
            "2001:db8::/32",
            "2001:db8::5/64",
            "2001:db8::4/127",
            "2001:db8::5",
            "::/0",
            "::",
            "::ffff:192.0.2.1",
            "::ffff:c000:201",
            ":2001:db8::1",
            "0:2001:db8::1",
            "2001:db8:::1",
            "2001:db8::1:",
            "2001::db8::1",
            "1:2:3:4:5:6:7:8",
            "1:2:3:4:5:6:7:8:9",
            "1:2:3:4:5:6:7::",
            "::2:3:4:5:6:7:8",
            "1:2:3:4:5:6:192.0.2.1",
            "g::1",
            "",
            "x",
            " 192.0.2.1",
            "${ip}",
            "2001:db8::/129",
            "64:ff9b::192.0.2.33",
            "12345::",
        ],
        noise: Noise::Address,
    },
    Family {
        operators: &["ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike"],
        values: &[
            "arn:aws:s3:::match",
            "arn:aws:s3:::other",
            "arn:aws:s3:::m*",
            "arn:aws:s3:::?atch",
            "arn:*:s*:::match",
            "arn:aws:sqs:eu-west-1:111122223333:q",
            "arn:aws:sqs:*:q",
            "arn:aws:sqs:*:*:q",
            "arn:aws:sqs:*:*:*",
            "not-an-arn",
            "arn:aws:s3",
            "*",
            "",
            "arn:aws:lambda:eu:1:function:f:x",
            "arn:aws:lambda:*:function:f:x",
            "arn:aws:S3:::match",
            "x:aws:s3:::match",
            "*:aws:s3:::match",
            "a*:aws:s3:::match",
            "arn:::::",
            "${arn}",
            "arn:aws:s3:::${match}",
            "arn:aws:s3:::${star}",
            "${absent}",
            "${aws:username}",
            "arn:aws:${region}:q",
            "arn:aws:s3:::${",
            "${absent, 'arn:aws:s3:::match'}",
            "arn:aws:s3:::${absent, 'match'}",
        ],
        noise: Noise::Arn,
    },
];

impl Maker {
    /// A Condition element of so many conditions.
    pub fn conditions(&mut self, count: usize) -> Value {
        for (key, value) in [
            ("t", "true"),
            ("ip", "192.0.2.1"),
            ("arn", "arn:aws:s3:::match"),
            ("match", "match"),
            ("region", "sqs:eu-west-1:111122223333"),
        ] {
            self.context.insert(key.to_owned(), json!(value));
        }
        let mut block = Map::new();
        for _ in 0..count {
            let (operator, key, values) = self.condition();
            let keys = block.entry(operator).or_insert_with(|| json!({}));
            keys[key] = values;
        }
        if self.random.percent(2) {
            // Stored by AWS, and means nothing.
            block.insert("StringSounds".to_owned(), json!({}));
        }
        Value::Object(block)
    }

    fn condition(&mut self) -> (String, String, Value) {
        let number = match self.random.below(12) {
            0..=4 => 0,
            5.. => self.random.below(FAMILIES.len()),
        };
        let family = &FAMILIES[number];
        let mut operator = self.random.pick(family.operators).to_owned();
        let can_if_exists = operator != "Null";
        if can_if_exists && self.random.percent(22) {
            operator.push_str("IfExists");
        }
        let set = match self.random.below(10) {
            0 | 1 => "ForAllValues:",
            2 | 3 => "ForAnyValue:",
            _ => "",
        };
        let key = self.key(number, !set.is_empty());
        let values = self.values(family, &key);
        let spelled = match self.random.below(10) {
            0 => key.to_uppercase(),
            _ => key,
        };
        (format!("{set}{operator}"), spelled, values)
    }

    /// A key with values of that family; absent in one of five cases, multivalued mostly where a set is asked for.
    fn key(&mut self, number: usize, is_set: bool) -> String {
        let key = match self.random.below(8) {
            0..=3 => format!("k{number}"),
            4 => format!("k{number}b"),
            5 => format!("aws:RequestTag/{number}É"),
            6 => return "aws:TagKeys".to_owned(),
            _ => return format!("absent{number}"),
        };
        if !self.context.contains_key(&key) && self.random.percent(88) {
            let family = &FAMILIES[self.random.below(20).min(number)];
            let family = if self.random.percent(92) {
                &FAMILIES[number]
            } else {
                family
            };
            let is_multivalued = self.random.percent(if is_set { 70 } else { 8 });
            let value = if is_multivalued {
                let count = self.random.below(4);
                let values: Vec<String> = (0..count).map(|_| self.value(family)).collect();
                json!(values)
            } else {
                json!(self.value(family))
            };
            self.context.insert(key.clone(), value);
        }
        key
    }

    fn value(&mut self, family: &Family) -> String {
        if self.random.percent(35) {
            noise::noise(&mut self.random, family.noise)
        } else {
            self.random.pick(family.values).to_owned()
        }
    }

    /// Values of the policy, among them one of the request's in every second case.
    fn values(&mut self, family: &Family, key: &str) -> Value {
        let count = match self.random.below(25) {
            0 => 0,
            1..=16 => 1,
            17..=22 => 2,
            _ => 3,
        };
        let mut values: Vec<String> = (0..count).map(|_| self.value(family)).collect();
        if count > 0 && self.random.percent(50) {
            let requested = match self.context.get(key) {
                Some(Value::Array(values)) => values.last().and_then(Value::as_str),
                Some(value) => value.as_str(),
                None => None,
            };
            let place = self.random.below(values.len());
            if let Some(requested) = requested {
                values[place] = requested.to_owned();
            }
        }
        // Booleans and whole numbers are also written without quotes.
        if values.len() == 1 && self.random.percent(10) {
            match values[0].as_str() {
                "true" => return json!(true),
                "false" => return json!(false),
                "1" => return json!(1),
                "1000" => return json!([1000]),
                _ => {}
            }
        }
        self.scalar_or_list(values)
    }
}
