//! IP addresses and networks, with the oddities AWS was observed to have.
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_IPAddress>

use smallvec::SmallVec;

/// An address of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    /// IPv4, also one that came IPv4-mapped in IPv6.
    V4(u32),
    /// IPv6.
    V6(u128),
}

/// A network of a policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Network {
    /// Base and mask; host bits of the literal are dropped.
    V4 {
        /// The first address.
        base: u32,
        /// One bits for the network part.
        mask: u32,
    },
    /// Base and mask, without host bits.
    V6 {
        /// The first address.
        base: u128,
        /// One bits for the network part.
        mask: u128,
    },
}

impl Address {
    /// Reads the address of a request; a mapped one compares as IPv4.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(v4) = v4(text) {
            return Some(Address::V4(v4));
        }
        let bits = match text.strip_suffix(':').unwrap_or(text).rsplit_once(':') {
            // ::ffff:192.0.2.1
            Some((head, dotted)) if dotted.contains('.') => {
                let tail = v4(dotted)?;
                v6(&format!("{head}:{:x}:{:x}", tail >> 16, tail & 0xffff))?
            }
            _ => v6(text)?,
        };
        Some(match (bits >> 32, u32::try_from(bits & 0xffff_ffff)) {
            (0xffff, Ok(mapped)) => Address::V4(mapped),
            _ => Address::V6(bits),
        })
    }
}

impl Network {
    /// Reads a network literal. `None` for what matches nothing: no network at all, IPv6 with host bits set, or a dotted
    /// IPv6 literal; IAM refuses to store those.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix_length(prefix)?)),
            None => (text, None),
        };
        if let Some(base) = v4(address) {
            let length = prefix.unwrap_or(32);
            let host_bits = 32_u32.checked_sub(length)?;
            let mask = u32::MAX.checked_shl(host_bits).unwrap_or(0);
            return Some(Network::V4 {
                base: base & mask,
                mask,
            });
        }
        let base = v6(address)?;
        let host_bits = 128_u32.checked_sub(prefix.unwrap_or(128))?;
        let mask = u128::MAX.checked_shl(host_bits).unwrap_or(0);
        (base & !mask == 0).then_some(Network::V6 { base, mask })
    }

    /// Whether the address lies in it. An IPv6 network never holds an IPv4 request, not even a mapped one.
    pub fn contains(&self, address: Address) -> bool {
        match (*self, address) {
            (Network::V4 { base, mask }, Address::V4(bits)) => bits & mask == base,
            (Network::V6 { base, mask }, Address::V6(bits)) => bits & mask == base,
            _ => false,
        }
    }

    /// The length of the prefix.
    pub fn prefix_length(&self) -> u32 {
        match self {
            Network::V4 { mask, .. } => mask.count_ones(),
            Network::V6 { mask, .. } => mask.count_ones(),
        }
    }
}

/// Decimal, leading zeros and one plus allowed.
fn prefix_length(text: &str) -> Option<u32> {
    let digits = text.strip_prefix('+').unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    digits.parse().ok()
}

/// Four decimal octets; leading zeros do not make them octal.
fn v4(text: &str) -> Option<u32> {
    let (mut bits, mut octet, mut dots) = (0_u32, None::<u32>, 0);
    for byte in text.bytes() {
        match byte {
            b'.' => {
                bits = bits << 8 | octet.take()?;
                dots += 1;
            }
            b'0'..=b'9' => {
                let value = octet.unwrap_or(0) * 10 + u32::from(byte - b'0');
                octet = Some(value).filter(|value| *value <= 0xff);
                octet?;
            }
            _ => return None,
        }
    }
    (dots == 3).then_some(bits << 8 | octet?)
}

/// Eight groups, at most one compressed run. Observed besides: a trailing colon is ignored, one leading empty group is
/// a zero, and a compressed run swallows an empty group beside it (`2001:db8:::1`).
fn v6(text: &str) -> Option<u128> {
    if !text.contains(':') || text.len() > 64 {
        return None;
    }
    let (head, tail) = match text.split_once("::") {
        Some((head, tail)) => {
            let tail = tail.strip_prefix(':').unwrap_or(tail);
            if tail.contains("::") || tail.starts_with(':') {
                return None;
            }
            (head, Some(tail.strip_suffix(':').unwrap_or(tail)))
        }
        None => (text.strip_suffix(':').unwrap_or(text), None),
    };
    let head = groups(head, true)?;
    let tail_groups = groups(tail.unwrap_or_default(), false)?;
    let written = head.len() + tail_groups.len();
    let zeros = match tail {
        Some(_) => 8_usize.checked_sub(written).filter(|zeros| *zeros > 0)?,
        None if written == 8 => 0,
        None => return None,
    };
    let run = std::iter::repeat_n(0_u16, zeros);
    Some(
        head.iter()
            .copied()
            .chain(run)
            .chain(tail_groups)
            .fold(0, |bits, group| bits << 16 | u128::from(group)),
    )
}

fn groups(text: &str, may_lead_empty: bool) -> Option<SmallVec<[u16; 8]>> {
    if text.is_empty() {
        return Some(SmallVec::new());
    }
    text.split(':')
        .enumerate()
        .map(|(i, group)| match group {
            "" => (i == 0 && may_lead_empty).then_some(0),
            group if group.len() <= 4 && group.bytes().all(|b| b.is_ascii_hexdigit()) => {
                u16::from_str_radix(group, 16).ok()
            }
            _ => None,
        })
        .collect()
}
