//! The order in which a Java `HashMap` iterates over strings.
//!
//! AWS reports violations, and prints enumerations, in an order that is neither the model's nor the alphabet's. Every
//! pair observed (`value`, `key`; `roleArn`, `principalArn`; `writeCapacityUnits`, `readCapacityUnits`; `v2Token`,
//! `v1Token`; `confirmationCode`, `password`, `username`) stands in the order of a hash map of the names.

/// Positions in `names`, in the order of a hash map of those names.
pub(super) fn order(names: &[&str]) -> Vec<usize> {
    let mut positions: Vec<usize> = (0..names.len()).collect();
    let buckets = buckets(names.len());
    // The sort is stable: within a bucket entries keep the order in which they were put in.
    positions.sort_by_key(|&at| names.get(at).map(|name| spread(name) & (buckets - 1)));
    positions
}

/// Sixteen, doubled whenever more than three quarters are used.
fn buckets(entries: usize) -> u32 {
    let mut buckets = 16_u32;
    while entries > (buckets / 4 * 3) as usize {
        buckets *= 2;
    }
    buckets
}

fn spread(name: &str) -> u32 {
    let hash = name.encode_utf16().fold(0_u32, |hash, unit| {
        hash.wrapping_mul(31).wrapping_add(unit.into())
    });
    hash ^ (hash >> 16)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn observed_orders() {
        for names in [
            &["key", "value"][..],
            &["principalArn", "roleArn"],
            &["readCapacityUnits", "writeCapacityUnits"],
            &["v1Token", "v2Token"],
            &["username", "password", "confirmationCode"],
        ] {
            let expected: Vec<usize> = (0..names.len()).rev().collect();
            assert_eq!(order(names), expected, "{names:?}");
        }
    }
}
