//! The binary: configuration, clock, randomness, storage and listeners; everything else is a library.
//!
//! Start reading at [`serve::run`]; `symbolon explain` and `symbolon simulate` begin in [`explain`] and [`simulate`].

mod admin;
mod bootstrap;
mod cli;
#[cfg(test)]
mod condition_keys;
mod connection;
mod courier;
mod explain;
mod housekeeping;
mod http_client;
mod http_server;
mod lint;
mod logging;
mod master_key;
mod meters;
mod partners;
mod serve;
mod services;
mod simulate;
mod tls;
mod token_issuer;
mod world;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    match cli::Cli::parse().command {
        cli::Command::Serve(options) => serve(options),
        cli::Command::Explain(ask) => explain::run(&ask),
        cli::Command::Simulate(ask) => simulate::run(&ask),
        cli::Command::Lint(options) => lint::run(&options),
    }
}

fn serve(options: cli::Serve) -> ExitCode {
    logging::start(options.log_format);
    match serve::run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = std::io::Write::write_fmt(
                &mut std::io::stderr(),
                format_args!("symbolon: {error}\n"),
            );
            ExitCode::FAILURE
        }
    }
}
