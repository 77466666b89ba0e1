//! Prints what everything costs. Arguments choose parts; without any, all are measured.

use benches::{decision, request, server, token, users, verify, writes};

const PARTS: &[(&str, fn())] = &[
    ("verify", verify::run),
    ("token", token::run),
    ("decision", decision::run),
    ("request", request::run),
    ("users", users::run),
    ("server", server::run),
    ("writes", writes::run),
];

fn main() {
    let chosen: Vec<String> = std::env::args().skip(1).collect();
    for (name, run) in PARTS {
        if chosen.is_empty() || chosen.iter().any(|part| part == name) {
            run();
        }
    }
}
