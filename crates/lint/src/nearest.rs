//! The name that a misspelled one was probably meant to be.

use crate::pattern::Budget;

/// Most letters that may differ: AWS was observed to suggest nothing for `DescribeInstanceOfferings`, which is four letters
/// from `DescribeInstanceTypeOfferings`.
const DISTANCE_MAX: usize = 3;
/// Longest name that is compared; the longest there is has 80 letters.
const NAME_BYTES_MAX: usize = 128;

/// The candidate nearest to the name, without regard to case, if one is near; the first of several.
pub(crate) fn nearest<'c>(
    name: &str,
    candidates: impl Iterator<Item = &'c str>,
    budget: &Budget,
) -> Option<&'c str> {
    if name.len() > NAME_BYTES_MAX {
        return None;
    }
    let name = name.to_ascii_lowercase();
    // In a short name few letters may differ, or anything would be near.
    let mut limit = DISTANCE_MAX.min(name.len() / 3);
    let mut best = None;
    for candidate in candidates {
        if limit == 0 || candidate.len().abs_diff(name.len()) > limit {
            continue;
        }
        if let Some(distance) = distance(
            name.as_bytes(),
            candidate.to_ascii_lowercase().as_bytes(),
            limit,
            budget,
        ) {
            best = Some(candidate);
            // From here on only what is nearer counts.
            limit = distance.saturating_sub(1);
        }
    }
    best
}

/// Insertions, deletions and replacements from one name to the other; `None` above the limit.
fn distance(one: &[u8], other: &[u8], limit: usize, budget: &Budget) -> Option<usize> {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (i, a) in one.iter().enumerate() {
        let mut diagonal = std::mem::replace(row.first_mut()?, i + 1);
        let mut left = i + 1;
        for (b, above) in other.iter().zip(row.iter_mut().skip(1)) {
            let cost = diagonal + usize::from(a != b);
            diagonal = *above;
            left = cost.min(left + 1).min(*above + 1);
            *above = left;
        }
        if !budget.spend() || row.iter().all(|cost| *cost > limit) {
            return None;
        }
    }
    row.last().copied().filter(|distance| *distance <= limit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_nearest_or_nothing() {
        let budget = Budget::new(1 << 20);
        let names = [
            "GetObject",
            "PutObject",
            "ListBucket",
            "DescribeInstanceTypeOfferings",
        ];
        for (name, expected) in [
            ("GetObjects", Some("GetObject")),
            ("getobjct", Some("GetObject")),
            ("PutObjet", Some("PutObject")),
            ("Lst", None),
            ("DescribeInstanceOfferings", None),
            ("", None),
        ] {
            assert_eq!(
                nearest(name, names.into_iter(), &budget),
                expected,
                "{name}"
            );
        }
        assert_eq!(
            nearest("s33", ["s3", "sqs"].into_iter(), &budget),
            Some("s3")
        );
        assert_eq!(nearest(&"a".repeat(1000), names.into_iter(), &budget), None);
    }
}
