//! IP addresses and ranges.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress>

use std::net::{Ipv4Addr, Ipv6Addr};

use policy::{Comparison, Network};

use super::{Condition, Context};
use crate::check::error::{PRIVATE_IP_ADDRESS, PRIVATE_NOT_IP_ADDRESS, TYPE_MISMATCH_IP_RANGE};
use crate::check::suggestion::{
    IMPROVE_IP_RANGE, PRIVATE_IP_ADDRESS_SUBSET, PRIVATE_NOT_IP_ADDRESS_SUBSET,
};
use crate::report::{Report, Spot};

pub(super) fn check<'n>(
    _: &Context<'_, 'n>,
    condition: &Condition<'_, 'n>,
    report: &mut Report<'n>,
) {
    let key = condition.key;
    let Some(operator) = condition
        .block
        .operator
        .filter(|operator| operator.comparison == Comparison::IpAddress)
    else {
        return;
    };
    let mut private: Vec<Spot<'n>> = Vec::new();
    for value in key.values.iter().filter(|value| !value.text.contains("${")) {
        let Some(range) = Range::parse(&value.text) else {
            let fill = [("operator", condition.block.name.text)];
            report.add(&TYPE_MISMATCH_IP_RANGE, &fill, value.node);
            continue;
        };
        if let Some(improved) = range.improved() {
            report.add(&IMPROVE_IP_RANGE, &[("addr", &improved)], value.node);
        }
        if range.is_private() {
            private.push(value.node.into());
        }
    }
    if key.folded != "aws:sourceip" || private.is_empty() {
        return;
    }
    let (all, some) = if operator.is_negated {
        (&PRIVATE_NOT_IP_ADDRESS, &PRIVATE_NOT_IP_ADDRESS_SUBSET)
    } else {
        (&PRIVATE_IP_ADDRESS, &PRIVATE_IP_ADDRESS_SUBSET)
    };
    let check = if private.len() == key.values.len() {
        all
    } else {
        some
    };
    report.add_at(check, &[], &private);
}

/// An address or range as it is written, host bits included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Range {
    V4 { bits: u32, length: u32 },
    V6 { bits: u128, length: u32 },
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length)),
            None => (text, None),
        };
        let length = |most: u32| match length {
            Some(text) if text.bytes().all(|byte| byte.is_ascii_digit()) => {
                text.parse().ok().filter(|length| *length <= most)
            }
            Some(_) => None,
            None => Some(most),
        };
        if let Ok(address) = address.parse::<Ipv6Addr>() {
            return Some(Range::V6 {
                bits: address.to_bits(),
                length: length(128)?,
            });
        }
        // The engine also reads octets with leading zeros.
        match (address.parse::<Ipv4Addr>(), Network::parse(address)) {
            (Ok(address), _) => Some(Range::V4 {
                bits: address.to_bits(),
                length: length(32)?,
            }),
            (Err(_), Some(Network::V4 { base, .. })) => Some(Range::V4 {
                bits: base,
                length: length(32)?,
            }),
            _ => None,
        }
    }

    /// The range without its host bits, if it has any.
    fn improved(self) -> Option<String> {
        match self {
            Range::V4 { bits, length } => {
                let base = bits & u32::MAX.checked_shl(32 - length).unwrap_or(0);
                (base != bits).then(|| format!("{}/{length}", Ipv4Addr::from_bits(base)))
            }
            Range::V6 { bits, length } => {
                let base = bits & u128::MAX.checked_shl(128 - length).unwrap_or(0);
                (base != bits).then(|| format!("{}/{length}", Ipv6Addr::from_bits(base)))
            }
        }
    }

    /// Whether the whole range is one that no request from the internet comes from.
    fn is_private(self) -> bool {
        match self {
            Range::V4 { bits, length } => PRIVATE_V4.iter().any(|(base, prefix)| {
                length >= *prefix && bits >> (32 - prefix) == base.to_bits() >> (32 - prefix)
            }),
            Range::V6 { bits, length } => PRIVATE_V6.iter().any(|(base, prefix)| {
                length >= *prefix && bits >> (128 - prefix) == base >> (128 - prefix)
            }),
        }
    }
}

/// RFC 1918, loopback, link-local and shared address space.
/// <https://www.iana.org/assignments/iana-ipv4-special-registry/iana-ipv4-special-registry.xhtml>
const PRIVATE_V4: &[(Ipv4Addr, u32)] = &[
    (Ipv4Addr::new(10, 0, 0, 0), 8),
    (Ipv4Addr::new(172, 16, 0, 0), 12),
    (Ipv4Addr::new(192, 168, 0, 0), 16),
    (Ipv4Addr::new(127, 0, 0, 0), 8),
    (Ipv4Addr::new(169, 254, 0, 0), 16),
    (Ipv4Addr::new(100, 64, 0, 0), 10),
];

/// Unique local, link-local and loopback.
const PRIVATE_V6: &[(u128, u32)] = &[(0xfc00 << 112, 7), (0xfe80 << 112, 10), (1, 128)];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_and_improved() {
        for (text, improved, is_private) in [
            ("203.0.113.0/24", None, false),
            ("203.0.113.5/24", Some("203.0.113.0/24"), false),
            ("0.0.0.0/0", None, false),
            ("1.2.3.4/0", Some("0.0.0.0/0"), false),
            ("10.1.2.3", None, true),
            ("10.0.0.0/7", None, false),
            ("172.31.0.0/16", None, true),
            ("172.32.0.0/16", None, false),
            ("2001:db8::1/32", Some("2001:db8::/32"), false),
            ("fd00::/8", None, true),
            ("::/0", None, false),
            ("::1", None, true),
        ] {
            let range = Range::parse(text).unwrap();
            assert_eq!(
                (range.improved().as_deref(), range.is_private()),
                (improved, is_private),
                "{text}"
            );
        }
        for text in [
            "203.0.113/24",
            "203.0.113.0/33",
            "203.0.113.0/",
            "::/129",
            "a",
            "",
            "1.2.3.4/+8",
        ] {
            assert_eq!(Range::parse(text), None, "{text}");
        }
    }
}
