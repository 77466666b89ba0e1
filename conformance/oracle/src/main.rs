//! `oracle COUNT [--seed SEED|fresh] [--case NUMBER]`: asks the `policy` crate and a second, plain evaluator the same random
//! cases and compares who decided and how. A case on which they differ is made small and printed as a row for
//! `conformance/policy/decisions`; the run then fails.
//!
//! Start at [`plain::judge`], the second evaluator, or at [`generate::case`].

mod caller;
mod case;
mod engine;
mod generate;
mod minimise;
mod plain;
mod random;
mod row;

use std::collections::BTreeMap;
use std::hash::{BuildHasher, RandomState};
use std::process::ExitCode;
use std::time::Instant;

use case::{Case, Verdict};

/// The seed where none is given.
const SEED: u64 = 20_121_017;

/// How many different disagreements are made small and printed.
const PRINTED_MAX: usize = 12;

/// In a long run each verdict has to come up at least once in so many cases: a generator that no longer reaches a layer
/// proves nothing about it.
const RARE: u64 = 1_500;

struct Options {
    count: u64,
    seed: u64,
    case: Option<u64>,
}

#[expect(
    clippy::disallowed_methods,
    reason = "the clock only tells how fast the run was"
)]
fn main() -> ExitCode {
    let options = match options() {
        Ok(options) => options,
        Err(error) => {
            eprintln!("{error}\nusage: oracle COUNT [--seed SEED|fresh] [--case NUMBER]");
            return ExitCode::from(2);
        }
    };
    if let Some(number) = options.case {
        return show(options.seed, number);
    }
    println!("seed {}, {} decisions", options.seed, options.count);
    let begun = Instant::now();
    let Tally {
        histogram,
        differing,
    } = compare_all(options.seed, options.count);
    let seconds = begun.elapsed().as_secs_f64();
    for (verdict, times) in &histogram {
        let percent = 100.0 * *times as f64 / options.count as f64;
        println!("{:<22} {times:>10}  {percent:>6.2} %", verdict.text());
    }
    println!(
        "{} decisions in {seconds:.1} s, {:.0} a second",
        options.count,
        options.count as f64 / seconds
    );
    let is_poor = is_poor(&histogram, options.count);
    report(options.seed, &differing);
    let disagreements: usize = differing.values().map(Vec::len).sum();
    println!("{disagreements} disagreements");
    if disagreements > 0 || is_poor {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

/// What came out of many cases.
#[derive(Default)]
struct Tally {
    histogram: BTreeMap<Verdict, u64>,
    /// The numbers of the cases on which the two differ, by what each said.
    differing: BTreeMap<(Verdict, Verdict), Vec<u64>>,
}

/// Compares every case up to a number, on all processors; a case depends on nothing but its number.
fn compare_all(seed: u64, count: u64) -> Tally {
    let threads = std::thread::available_parallelism().map_or(1, |threads| threads.get() as u64);
    let mut tally = Tally::default();
    std::thread::scope(|scope| {
        let parts: Vec<_> = (0..threads)
            .map(|first| scope.spawn(move || compare_every(seed, first, threads, count)))
            .collect();
        for part in parts {
            let part = part.join().expect("neither evaluator panics");
            for (verdict, times) in part.histogram {
                *tally.histogram.entry(verdict).or_default() += times;
            }
            for (sort, numbers) in part.differing {
                tally.differing.entry(sort).or_default().extend(numbers);
            }
        }
    });
    tally
}

/// Compares the cases `first`, `first + step` and so on.
fn compare_every(seed: u64, first: u64, step: u64, count: u64) -> Tally {
    let mut tally = Tally::default();
    let mut number = first;
    while number < count {
        let case = generate::case(seed, number);
        let (plain, engine) = (
            plain::judge(&case),
            engine::judge(&case, number.is_multiple_of(8)),
        );
        *tally.histogram.entry(engine).or_default() += 1;
        if !plain.agrees_with(engine) {
            let sort = (plain.verdict, engine);
            tally.differing.entry(sort).or_default().push(number);
        }
        number += step;
    }
    tally
}

/// Says which verdicts came up too seldom.
fn is_poor(histogram: &BTreeMap<Verdict, u64>, count: u64) -> bool {
    let layers = [
        "rcp",
        "scp",
        "vpc_endpoint",
        "resource",
        "trust",
        "identity",
        "boundary",
        "session",
    ];
    let mut wanted = vec![Verdict::Allow, Verdict::Fault];
    wanted.extend(layers.map(Verdict::Explicit));
    wanted.extend(layers.map(Verdict::Implicit));
    let mut is_poor = false;
    for verdict in wanted {
        let times = histogram.get(&verdict).copied().unwrap_or_default();
        if times < count / RARE {
            println!("too seldom: {}", verdict.text());
            is_poor = true;
        }
    }
    is_poor
}

/// Prints the smallest case found for disagreements of each sort.
fn report(seed: u64, differing: &BTreeMap<(Verdict, Verdict), Vec<u64>>) {
    let per_sort = (PRINTED_MAX / differing.len().max(1)).max(1);
    for ((plain, engine), numbers) in differing {
        println!(
            "\nplain says {}, the engine {}: {} times",
            plain.text(),
            engine.text(),
            numbers.len()
        );
        for number in numbers.iter().take(per_sort) {
            let small = minimise::minimise(generate::case(seed, *number), |case| {
                differs(case, *plain, *engine)
            });
            println!("{}", row::row(&small, &format!("case {number}"), *plain));
        }
    }
}

/// Whether the two still differ in the same way.
fn differs(case: &Case, plain: Verdict, engine: Verdict) -> bool {
    let (judgement, other) = (plain::judge(case), engine::judge(case, false));
    judgement.verdict == plain && other == engine && !judgement.agrees_with(other)
}

/// Prints one case as it was made, and both answers.
fn show(seed: u64, number: u64) -> ExitCode {
    let case = generate::case(seed, number);
    let (plain, engine) = (plain::judge(&case), engine::judge(&case, true));
    println!(
        "{}",
        row::row(&case, &format!("case {number}"), plain.verdict)
    );
    println!("plain {}, engine {}", plain.verdict.text(), engine.text());
    if plain.agrees_with(engine) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn options() -> Result<Options, String> {
    let mut options = Options {
        count: 0,
        seed: SEED,
        case: None,
    };
    let mut arguments = std::env::args().skip(1);
    let number = |text: Option<String>| -> Result<u64, String> {
        let text = text.ok_or("a number is missing")?;
        text.parse().map_err(|_| format!("{text} is no number"))
    };
    options.count = number(arguments.next())?;
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--seed" => {
                options.seed = match arguments.next().as_deref() {
                    Some("fresh") => RandomState::new().hash_one("seed"),
                    given => number(given.map(str::to_owned))?,
                }
            }
            "--case" => options.case = Some(number(arguments.next())?),
            other => return Err(format!("unknown option {other}")),
        }
    }
    Ok(options)
}
