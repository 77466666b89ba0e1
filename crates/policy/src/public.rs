//! Whether a policy opens a resource to the public, as S3 Block Public Access and GetBucketPolicyStatus judge it.
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-control-block-public-access.html#access-control-block-public-access-policy-status>

use crate::condition::{Condition, Literal};
use crate::literal::Network;
use crate::operator::{Comparison, SetOperator};
use crate::policy::Policy;
use crate::principal::{Meaning, PrincipalKey, Principals};
use crate::statement::{Effect, Statement};

/// The keys that limit who comes, when compared with fixed values.
const LIMITING_KEYS: &[&str] = &[
    "aws:principalorgid",
    "aws:sourcearn",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:sourceowner",
    "aws:sourceaccount",
    // `AROA…:*`, every session of one role, is not fixed.
    "aws:userid",
    "s3:x-amz-server-side-encryption-aws-kms-key-id",
    "s3:dataaccesspointaccount",
];

/// Address ranges wider than these are the public: AWS names /8 for IPv4 and /32 for IPv6.
const IPV4_PREFIX_MIN: u32 = 8;
const IPV6_PREFIX_MIN: u32 = 32;

/// Assumes that a policy is public, and lets it go only if every Allow statement is limited to fixed principals or by a
/// condition with fixed values. One public statement makes the policy public, and so does anything not understood.
pub fn is_public(policy: &Policy) -> bool {
    policy.fault().is_some()
        || policy
            .statements()
            .iter()
            .filter(|s| s.effect() == Effect::Allow)
            .any(|statement| !is_limited(statement))
}

fn is_limited(statement: &Statement) -> bool {
    let names_fixed_principals = statement.principals().is_some_and(names_only_fixed);
    names_fixed_principals || statement.conditions().iter().any(limits)
}

/// Without NotPrincipal, and each of them somebody in particular.
fn names_only_fixed(principals: &Principals) -> bool {
    !principals.is_not()
        && principals.entries().iter().all(|entry| {
            entry.meaning != Meaning::Everyone
                && !entry.text().contains(['*', '?', '$'])
                && matches!(
                    entry.key(),
                    PrincipalKey::Aws | PrincipalKey::Service | PrincipalKey::CanonicalUser
                )
        })
}

/// A positive comparison that an absent key does not satisfy, and whose every value is fixed.
fn limits(condition: &Condition) -> bool {
    let operator = condition.operator();
    let holds_when_absent = operator.if_exists || operator.set == Some(SetOperator::ForAllValues);
    if operator.is_negated || holds_when_absent || condition.literals().is_empty() {
        return false;
    }
    let compares_texts = matches!(
        operator.comparison,
        Comparison::String
            | Comparison::StringIgnoreCase
            | Comparison::StringLike
            | Comparison::Arn { .. }
    );
    let all = |is_fixed: fn(&Literal) -> bool| condition.literals().iter().all(is_fixed);
    match condition.folded_key() {
        "aws:sourceip" => operator.comparison == Comparison::IpAddress && all(is_narrow_network),
        "s3:dataaccesspointarn" => compares_texts && all(is_fixed_access_point),
        key if LIMITING_KEYS.contains(&key) => compares_texts && all(is_fixed),
        _ => false,
    }
}

fn is_fixed(literal: &Literal) -> bool {
    // Under StringEquals a star is a letter, but AWS counts any value that holds one as not fixed.
    !literal.is_open() && !literal.text().contains(['*', '?', '$'])
}

fn is_narrow_network(literal: &Literal) -> bool {
    match literal.network() {
        Some(network @ Network::V4 { .. }) => network.prefix_length() >= IPV4_PREFIX_MIN,
        Some(network @ Network::V6 { .. }) => network.prefix_length() >= IPV6_PREFIX_MIN,
        None => false,
    }
}

/// The name of the access point may be open, its account may not.
fn is_fixed_access_point(literal: &Literal) -> bool {
    let mut parts = literal.text().splitn(6, ':');
    let account = parts.nth(4).unwrap_or_default();
    let path = parts.next().unwrap_or_default();
    account.len() == 12
        && account.bytes().all(|b| b.is_ascii_digit())
        && path.starts_with("accesspoint/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kind::Kind;

    #[test]
    fn public_unless_limited_to_fixed_values() {
        let row = |principal: &str, condition: &str| {
            let text = format!(
                r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Allow","Principal":{principal},"Action":"s3:GetObject",
                    "Resource":"arn:aws:s3:::b/*"{condition}}}}}"#
            );
            is_public(&Policy::load(&text, Kind::Bucket))
        };
        let star = |operator: &str, key: &str, value: &str| {
            row(
                "\"*\"",
                &format!(r#","Condition":{{"{operator}":{{"{key}":"{value}"}}}}"#),
            )
        };
        assert!(row("\"*\"", ""));
        assert!(row(r#"{"AWS":["111122223333","*"]}"#, ""));
        assert!(!row(r#"{"AWS":"111122223333"}"#, ""));
        assert!(!row(r#"{"Service":"logging.s3.amazonaws.com"}"#, ""));
        for (operator, key, value, is_open) in [
            ("StringEquals", "aws:PrincipalOrgID", "o-1", false),
            ("StringEqualsIfExists", "aws:PrincipalOrgID", "o-1", true),
            ("StringNotEquals", "aws:PrincipalOrgID", "o-1", true),
            ("StringLike", "aws:PrincipalOrgID", "o-*", true),
            ("StringEquals", "aws:SourceVpc", "${aws:SourceVpc}", true),
            ("StringEquals", "aws:UserAgent", "me", true),
            ("IpAddress", "aws:SourceIp", "10.0.0.0/8", false),
            ("IpAddress", "aws:SourceIp", "0.0.0.0/1", true),
            ("IpAddress", "aws:SourceIp", "2001:db8::/32", false),
            ("IpAddress", "aws:SourceIp", "2000::/3", true),
            ("NotIpAddress", "aws:SourceIp", "10.0.0.0/8", true),
            ("StringLike", "aws:userid", "AROAEXAMPLE:*", true),
            ("StringEquals", "aws:userid", "AROAEXAMPLE:s", false),
            ("ArnLike", "aws:SourceArn", "arn:aws:s3:::*", true),
            (
                "ArnLike",
                "s3:DataAccessPointArn",
                "arn:aws:s3:eu-west-1:111122223333:accesspoint/*",
                false,
            ),
            (
                "ArnLike",
                "s3:DataAccessPointArn",
                "arn:aws:s3:eu-west-1:*:accesspoint/*",
                true,
            ),
            ("ForAllValues:StringEquals", "aws:SourceVpc", "vpc-1", true),
            ("Sounds", "aws:SourceVpc", "vpc-1", true),
        ] {
            assert_eq!(
                star(operator, key, value),
                is_open,
                "{operator} {key} {value}"
            );
        }
    }
}
