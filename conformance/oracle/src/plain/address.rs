//! IP addresses and networks as rows of bits.

/// An address: 32 bits or 128.
pub type Bits = Vec<bool>;

/// An address of a request: one that only maps an IPv4 address is that.
pub fn address(text: &str) -> Option<Bits> {
    let bits = version_4(text).or_else(|| version_6(text))?;
    let mapped: Bits = (0..96).map(|place| place >= 80).collect();
    Some(match bits.strip_prefix(mapped.as_slice()) {
        Some(last) if bits.len() == 128 => last.to_vec(),
        _ => bits,
    })
}

/// Whether an address lies in a network of a policy; nothing if that is no network.
pub fn contains(network: &str, address: &Bits) -> Option<bool> {
    let (base, length) = match network.split_once('/') {
        Some((base, length)) => (base, Some(length)),
        None => (network, None),
    };
    // IAM stores no IPv6 literal that ends in an IPv4 address.
    let base = version_4(base).or_else(|| version_6(base).filter(|_| !base.contains('.')))?;
    let length = match length {
        None => base.len(),
        Some(length) => {
            let digits = length.strip_prefix('+').unwrap_or(length);
            if digits.is_empty() || !digits.chars().all(|c| c.is_ascii_digit()) {
                return None;
            }
            digits
                .parse::<usize>()
                .ok()
                .filter(|&length| length <= base.len())?
        }
    };
    let has_host_bits = base[length..].contains(&true);
    Some(
        base.len() == address.len()
            && !(base.len() == 128 && has_host_bits)
            && base[..length] == address[..length],
    )
}

/// Four decimal octets, leading zeros allowed.
fn version_4(text: &str) -> Option<Bits> {
    let octets: Vec<&str> = text.split('.').collect();
    let mut bits = Bits::new();
    for octet in &octets {
        let is_decimal = !octet.is_empty() && octet.chars().all(|c| c.is_ascii_digit());
        let value: u32 = octet.parse().ok().filter(|&v| is_decimal && v <= 255)?;
        push(&mut bits, value, 8);
    }
    (octets.len() == 4).then_some(bits)
}

/// Eight groups of up to four hexadecimal digits, the last two perhaps as an IPv4 address; `::` stands for groups of
/// zeros. A trailing colon, a leading empty group and a third colon are taken as AWS was observed to take them.
fn version_6(text: &str) -> Option<Bits> {
    // One colon too many at the end says nothing; two are a run of zeros.
    let text = match text.strip_suffix(':') {
        Some(shorter) if !shorter.ends_with(':') => shorter,
        _ => text,
    };
    // One run of zeros may have swallowed an empty group beside it.
    let text = text.replacen(":::", "::", 1);
    // An empty group at the start is a zero.
    let text = if text.starts_with(':') && !text.starts_with("::") {
        format!("0{text}")
    } else {
        text
    };
    let bits = match text.split_once("::") {
        Some((_, after)) if after.contains("::") => return None,
        Some((before, after)) => {
            let (before, after) = (groups(before, false)?, groups(after, true)?);
            let zeros = 128usize.checked_sub(before.len() + after.len())?;
            // A run stands for at least one group.
            if zeros < 16 {
                return None;
            }
            [before, vec![false; zeros], after].concat()
        }
        None => groups(&text, true)?,
    };
    (bits.len() == 128).then_some(bits)
}

fn groups(text: &str, may_end_in_version_4: bool) -> Option<Bits> {
    let mut bits = Bits::new();
    if text.is_empty() {
        return Some(bits);
    }
    let groups: Vec<&str> = text.split(':').collect();
    for (place, group) in groups.iter().enumerate() {
        if may_end_in_version_4 && place + 1 == groups.len() && group.contains('.') {
            bits.extend(version_4(group)?);
            continue;
        }
        let is_hexadecimal =
            (1..=4).contains(&group.len()) && group.chars().all(|c| c.is_ascii_hexdigit());
        let value = u32::from_str_radix(group, 16)
            .ok()
            .filter(|_| is_hexadecimal)?;
        push(&mut bits, value, 16);
    }
    Some(bits)
}

fn push(bits: &mut Bits, value: u32, count: u32) {
    bits.extend((0..count).rev().map(|place| value >> place & 1 == 1));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks() {
        for (network, text, is_in) in [
            ("192.0.2.0/24", "192.0.2.77", true),
            ("192.0.2.77/24", "192.000.2.1", true),
            ("192.0.2.1", "::ffff:192.0.2.1", true),
            ("2001:db8::/32", "2001:DB8::1", true),
            ("2001:db8::5/64", "2001:db8::5", false),
            ("::/0", "192.0.2.1", false),
            ("0:2001:db8::1", ":2001:db8::1", true),
            ("2001:db8::1", "2001:db8:::1", true),
            ("2001:db8::1", "2001:db8::1:", true),
        ] {
            let address = address(text).unwrap();
            assert_eq!(contains(network, &address), Some(is_in), "{network} {text}");
        }
        assert_eq!(address("2001::db8::1"), None);
        assert_eq!(address("192.0.2.256"), None);
        let address = address("2001:db8::1").unwrap();
        for bad in ["::ffff:192.0.2.1", "192.0.2.1/33", "::/129", "::/", "x"] {
            assert_eq!(contains(bad, &address), None, "{bad}");
        }
    }
}
