//! Side by side: contestants take turns in short rounds, so that whatever else the machine does bears on all alike.
//!
//! What is measured is the CPU time of the thread, not the wall clock. Figures are medians over the rounds; a ratio
//! is the median of the ratios of each round, which a slow moment of the machine hardly moves.

use std::hint::black_box;
use std::time::Duration;

use cpu_time::ThreadTime;

/// One of those that are compared.
pub struct Contestant<'a> {
    name: String,
    /// Does the work so many times and says what that took.
    run: Box<dyn FnMut(usize) -> Duration + 'a>,
}

impl<'a> Contestant<'a> {
    /// Does `work` again and again.
    pub fn new<R>(name: impl Into<String>, mut work: impl FnMut() -> R + 'a) -> Self {
        let run = move |count: usize| {
            let began = ThreadTime::now();
            for _ in 0..count {
                black_box(work());
            }
            began.elapsed()
        };
        Self {
            name: name.into(),
            run: Box::new(run),
        }
    }

    /// Uses up one input each time; the inputs are made beforehand and not counted.
    pub fn consuming<T, R>(
        name: impl Into<String>,
        mut make: impl FnMut() -> T + 'a,
        mut work: impl FnMut(T) -> R + 'a,
    ) -> Self {
        let run = move |count: usize| {
            let mut elapsed = Duration::ZERO;
            let mut left = count;
            while left > 0 {
                let batch = left.min(BATCH);
                let inputs: Vec<T> = (0..batch).map(|_| make()).collect();
                let began = ThreadTime::now();
                for input in inputs {
                    black_box(work(input));
                }
                elapsed += began.elapsed();
                left -= batch;
            }
            elapsed
        };
        Self {
            name: name.into(),
            run: Box::new(run),
        }
    }
}

/// What a race showed.
pub struct Race {
    names: Vec<String>,
    /// By contestant, then by round: nanoseconds for one piece of work.
    nanoseconds: Vec<Vec<f64>>,
}

impl Race {
    /// Lets all of them run, in turns.
    #[must_use]
    pub fn run(mut contestants: Vec<Contestant<'_>>) -> Self {
        let counts: Vec<usize> = contestants
            .iter_mut()
            .map(|one| count_of_a_round(&mut one.run))
            .collect();
        let mut nanoseconds = vec![Vec::with_capacity(ROUNDS); contestants.len()];
        for _ in 0..ROUNDS {
            for ((one, &count), into) in contestants.iter_mut().zip(&counts).zip(&mut nanoseconds) {
                let elapsed = (one.run)(count);
                into.push(elapsed.as_secs_f64() * 1e9 / count as f64);
            }
        }
        Self {
            names: contestants.into_iter().map(|one| one.name).collect(),
            nanoseconds,
        }
    }

    /// From figures that were measured elsewhere, round by round.
    #[must_use]
    pub fn of(figures: Vec<(String, Vec<f64>)>) -> Self {
        let (names, nanoseconds) = figures.into_iter().unzip();
        Self { names, nanoseconds }
    }

    /// The median of one contestant, in nanoseconds.
    #[must_use]
    pub fn median(&self, name: &str) -> f64 {
        median(self.rounds(name).to_vec())
    }

    /// How much more than `floor` one of them takes.
    #[must_use]
    pub fn ratio(&self, name: &str, floor: &str) -> f64 {
        median(
            self.rounds(name)
                .iter()
                .zip(self.rounds(floor))
                .map(|(one, other)| one / other)
                .collect(),
        )
    }

    /// How much more than `floor` the difference of two of them is.
    #[must_use]
    pub fn ratio_of_difference(&self, (more, less): (&str, &str), floor: &str) -> f64 {
        let rounds = self
            .rounds(more)
            .iter()
            .zip(self.rounds(less))
            .zip(self.rounds(floor));
        median(
            rounds
                .map(|((more, less), floor)| (more - less) / floor)
                .collect(),
        )
    }

    /// Prints the medians, each with its ratio to `floor`.
    pub fn print(&self, floor: &str) {
        for name in &self.names {
            println!(
                "  {name:<58} {:>10} {:>7.2}",
                in_units(self.median(name)),
                self.ratio(name, floor)
            );
        }
    }

    fn rounds(&self, name: &str) -> &[f64] {
        let at = self
            .names
            .iter()
            .position(|known| known == name)
            .expect("the contestant takes part");
        &self.nanoseconds[at]
    }
}

/// A heading, and what the two columns of figures are.
pub fn heading(title: &str, floor: &str) {
    println!(
        "\n{title}\n  {:<58} {:>10} {:>7}",
        "",
        "CPU",
        format!("/ {floor}")
    );
}

/// The middle of these figures.
#[must_use]
pub fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn in_units(nanoseconds: f64) -> String {
    if nanoseconds < 1_000.0 {
        format!("{nanoseconds:.1} ns")
    } else {
        format!("{:.2} us", nanoseconds / 1_000.0)
    }
}

/// How often the work fits into one round; runs it for as long, which also warms it up.
fn count_of_a_round(run: &mut dyn FnMut(usize) -> Duration) -> usize {
    let mut count = 16;
    loop {
        let elapsed = run(count);
        if elapsed >= ROUND / 4 {
            return (count as f64 * ROUND.as_secs_f64() / elapsed.as_secs_f64()).ceil() as usize;
        }
        count *= 2;
    }
}

const ROUNDS: usize = 61;
const ROUND: Duration = Duration::from_millis(4);
/// Inputs that are made at once: few enough to stay in the cache, as a request that was just read does.
const BATCH: usize = 32;
