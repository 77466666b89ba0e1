//! Random choices that a number repeats: SplitMix64.
//! <https://prng.di.unimi.it/splitmix64.c>

pub struct Random {
    state: u64,
}

impl Random {
    /// The choices of one case of one run.
    pub fn new(seed: u64, number: u64) -> Self {
        let mut random = Random { state: seed };
        let start = random.next() ^ number.wrapping_mul(0xD134_2543_DE82_EF95);
        Random { state: start }
    }

    pub fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.state;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below the bound.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % (bound as u64)) as usize
    }

    /// True in so many cases of a hundred.
    pub fn percent(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }

    pub fn pick<'t, T: ?Sized>(&mut self, choices: &[&'t T]) -> &'t T {
        choices[self.below(choices.len())]
    }
}
