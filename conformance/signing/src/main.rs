//! Verifies thousands of requests that others signed: botocore, and the signer of the AWS SDK for Rust.
//!
//! Reads what `generate.py` wrote. Each request is verified as botocore signed it; then it is stripped of its
//! signature and signed again, by the aws-sigv4 crate and by the `sigv4` crate itself, and verified again.
//! Each is also spoiled in several ways, none of which may verify.

mod case;
mod resign;
mod spoil;
mod verify;

use std::process::ExitCode;

use case::Case;

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(file), Some(count)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: signing FILE COUNT");
        return ExitCode::from(2);
    };
    match run(&file, &count) {
        Ok(said) => {
            println!("{said}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs every case of the file, of which there must be `count`, and says how many of what there were.
fn run(file: &str, count: &str) -> Result<String, String> {
    let text = std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"))?;
    let (mut cases, mut spoiled) = (0_usize, 0_usize);
    for (index, line) in text.lines().enumerate() {
        let case: Case =
            serde_json::from_str(line).map_err(|error| format!("{file}:{}: {error}", index + 1))?;
        let place =
            |who: &str, error: &str| format!("{file}:{}: {who}: {error}\n{line}", index + 1);
        verify::accepts(&case).map_err(|error| place("botocore", &error))?;
        for (who, again) in [
            ("aws-sigv4", resign::by_the_sdk(&case)?),
            ("sigv4", resign::by_ourselves(&case)?),
        ] {
            verify::accepts(&again).map_err(|error| place(who, &error))?;
        }
        for (how, wrong) in spoil::ways(&case) {
            if verify::accepts(&wrong).is_ok() {
                return Err(place(how, "verified all the same"));
            }
            spoiled += 1;
        }
        cases += 1;
    }
    if count.parse() != Ok(cases) {
        return Err(format!("{file} holds {cases} requests, not {count}"));
    }
    Ok(format!(
        "{cases} requests, each signed by botocore, aws-sigv4 and ourselves, verified; {spoiled} spoiled ones refused"
    ))
}
