//! Where randomness comes from: an argument, so that only the binary owns the real source and tests repeat themselves.

/// A source of bytes nobody can guess.
///
/// It cannot fail: an implementation whose source is gone must end the process rather than hand out weak bytes.
pub trait Entropy {
    /// Overwrites `buffer` with fresh random bytes.
    fn fill(&self, buffer: &mut [u8]);
}

/// `N` fresh bytes.
pub(crate) fn bytes<const N: usize>(entropy: &dyn Entropy) -> [u8; N] {
    let mut bytes = [0; N];
    entropy.fill(&mut bytes);
    bytes
}

#[cfg(test)]
pub(crate) mod tests {
    use std::cell::Cell;

    use super::Entropy;

    /// A repeatable stream that never says the same thing twice: SplitMix64.
    pub(crate) struct Seeded(pub(crate) Cell<u64>);

    impl Seeded {
        pub(crate) fn new(seed: u64) -> Self {
            Self(Cell::new(seed))
        }
    }

    impl Entropy for Seeded {
        fn fill(&self, buffer: &mut [u8]) {
            for byte in buffer {
                let state = self.0.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
                self.0.set(state);
                let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                *byte = (mixed ^ (mixed >> 27)).to_le_bytes()[3];
            }
        }
    }
}
