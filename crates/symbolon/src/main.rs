//! The binary: configuration, clock, randomness, storage and listeners; everything else is a library.
//!
//! Start reading at [`serve::run`].

mod admin;
mod bootstrap;
mod cli;
mod http_server;
mod logging;
mod master_key;
mod meters;
mod serve;
mod services;
mod tls;
mod world;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    let cli::Cli {
        command: cli::Command::Serve(options),
    } = cli::Cli::parse();
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
