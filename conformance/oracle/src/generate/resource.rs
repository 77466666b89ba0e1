//! Resource patterns, made from the resource that is asked for.

use serde_json::{Value, json};

use super::{Maker, noise};

const OTHERS: &[&str] = &[
    "arn:aws:s3:::b/l",
    "arn:aws:s3:::c/*",
    "arn:aws:s3:::B",
    "arn:aws:S3:::b/k",
    "arn:aws:sqs:*:*:*",
    "arn:aws:sqs",
    "arn:aws:s3",
    "arn:aws:sqs:eu-west-1",
    "arn:aws:kms:*",
    "arn:aws",
    "arn:aws:",
    "arn",
    "",
    "?",
    "**",
    "arn:aws:s3::b",
    "arn:aws::::b",
    "arn:aws:s*:::b/k",
    "arn:aws*:s3:::b/k",
    "arn:a?s:s3:::b/k",
    "x:aws:s3:::b/k",
    "*:aws:s3:::b/k",
    "arn:aws:s3:::b/${",
    "arn:aws:s3:::b/${}",
    "arn:aws:s3:::b/${k,'x'}",
    "arn:aws:s3:::b/${k, x}",
    "arn:aws:s3:::b/${no key}",
    "arn:aws:s3:::b/${absent}",
    "arn:aws:s3:::b/${aws:TagKeys, 'k'}",
    "arn:aws:s3:::b/${none, 'k'}",
    "arn:aws:s3:::${star}",
    "${star}",
    "${*}",
    "${empty}",
    "${absent}",
    "arn:aws:${star}",
    "arn:aws:s3:::b/$${aws:username}{",
    "arn:aws:s3:::${dollar}",
    "arn:aws:lambda:*:function:f:1",
    "arn:aws:sqs:eu-*:*",
    "arn:aws:x:e*u::f",
    "arn:aws:x:e?::u::f",
    "arn:*:x:*::f",
];

impl Maker {
    pub fn resource_element(&mut self, fits: u64) -> (&'static str, Value) {
        let is_not = self.random.percent(10);
        let fits = if is_not {
            self.random.percent(100 - fits)
        } else {
            self.random.percent(fits)
        };
        let mut patterns = vec![if fits {
            self.fitting_resource()
        } else {
            self.random.pick(OTHERS).to_owned()
        }];
        while self.random.percent(20) {
            let other = self.random.pick(OTHERS).to_owned();
            let place = self.random.below(patterns.len() + 1);
            patterns.insert(place, other);
        }
        let name = if is_not { "NotResource" } else { "Resource" };
        (name, self.scalar_or_list(patterns))
    }

    fn fitting_resource(&mut self) -> String {
        let resource = self.resource.clone();
        if resource.starts_with("arn:aws:x:") && self.random.percent(60) {
            return noise::pattern(&mut self.random);
        }
        if self.random.percent(4) {
            let pattern = self.cut(&resource, "*");
            return noise::spoil(&mut self.random, &pattern);
        }
        let parts: Vec<&str> = resource.splitn(6, ':').collect();
        if parts.len() < 6 {
            return if self.random.percent(70) {
                "*".to_owned()
            } else {
                resource
            };
        }
        match self.random.below(20) {
            0..=4 => "*".to_owned(),
            5 => resource,
            6..=8 => self.starred(&parts),
            9 | 10 => self.cut(&resource, "*"),
            11 | 12 => self.question_marks(&resource),
            13 => parts[..3 + self.random.below(3)].join(":"),
            14 => self.run_on(&parts),
            _ => self.with_variable(&resource),
        }
    }

    /// Stars for whole parts.
    fn starred(&mut self, parts: &[&str]) -> String {
        let mut parts: Vec<&str> = parts.to_vec();
        for place in [1, 3, 4, 5] {
            if self.random.percent(40) {
                parts[place] = "*";
            }
        }
        parts.join(":")
    }

    /// A random stretch replaced.
    fn cut(&mut self, resource: &str, by: &str) -> String {
        let (start, end) = self.stretch(resource);
        format!("{}{by}{}", &resource[..start], &resource[end..])
    }

    fn question_marks(&mut self, resource: &str) -> String {
        let (start, end) = self.stretch(resource);
        // One for each UTF-16 unit, sometimes one too few.
        let units = resource[start..end].encode_utf16().count();
        let count = units.saturating_sub(usize::from(self.random.percent(15)));
        format!(
            "{}{}{}",
            &resource[..start],
            "?".repeat(count),
            &resource[end..]
        )
    }

    /// A star in the place of several parts.
    fn run_on(&mut self, parts: &[&str]) -> String {
        let start = 3 + self.random.below(2);
        let mut kept = parts[..start].to_vec();
        kept.push("*");
        let rest = parts[5];
        let tail = &rest[rest.find(':').map_or(0, |place| place + 1)..];
        format!("{}:{tail}", kept.join(":"))
    }

    /// A stretch of the resource comes from the context, from a default, or from neither.
    fn with_variable(&mut self, resource: &str) -> String {
        let (start, end) = self.stretch(resource);
        let (start, end) = if self.random.percent(5) {
            (0, resource.len())
        } else {
            (start, end)
        };
        let value = &resource[start..end];
        let key = self.random.pick(&["v0", "v1", "aws:PrincipalTag/Team"]);
        let variable = match self.random.below(10) {
            0 => format!("${{absent, '{value}'}}"),
            1 => format!("${{{key}, 'x'}}"),
            2 => format!("${{{}}}", key.to_uppercase()),
            3 => "${absent}".to_owned(),
            4 => format!("${{empty, '{value}'}}"),
            _ => format!("${{{key}}}"),
        };
        if self.random.percent(92) {
            self.context.insert(key.to_owned(), json!(value));
        } else {
            self.context.insert(key.to_owned(), json!([value]));
        }
        let end = if self.random.percent(10) {
            return format!("{}{variable}*", &resource[..start]);
        } else {
            end
        };
        format!("{}{variable}{}", &resource[..start], &resource[end..])
    }

    /// The ends of a random stretch, on boundaries of characters; behind the service most of the time.
    fn stretch(&mut self, text: &str) -> (usize, usize) {
        let least = if self.random.percent(10) {
            0
        } else {
            text.match_indices(':').nth(2).map_or(0, |(place, _)| place)
        };
        let boundaries: Vec<usize> = (least..=text.len())
            .filter(|place| text.is_char_boundary(*place))
            .collect();
        let a = boundaries[self.random.below(boundaries.len())];
        let b = boundaries[self.random.below(boundaries.len())];
        (a.min(b), a.max(b))
    }
}
