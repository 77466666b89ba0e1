//! Users are created, each durable before it is answered: by one client, and by many at the same time.
#![expect(
    clippy::disallowed_methods,
    reason = "a measuring program: waiting for the disk is not CPU time"
)]

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::time::Instant;

use crate::server::{Client, Symbolon};
use crate::world::now_seconds;

/// Prints users per second.
pub fn run() {
    println!("\nDurable writes over HTTP, on the disk of the temporary directory");
    println!(
        "  {:<58} {:>8.0}/s",
        "bare fdatasync of one page after the other",
        syncs()
    );
    let symbolon = Symbolon::start();
    for (clients, users) in [(1, 1_000), (64, 3_500)] {
        let requests: Vec<Vec<u8>> = (0..users)
            .map(|number| {
                let body = format!(
                    "Action=CreateUser&Version=2010-05-08&UserName=user-{clients}-{number}"
                );
                symbolon
                    .administrator
                    .form("iam", &symbolon.host(), &body, number, now_seconds())
            })
            .collect();
        let began = Instant::now();
        Client::all(
            symbolon.server.address,
            clients,
            &requests,
            0..users,
            |reply| {
                assert_eq!(reply.status, 200, "{}", reply.text());
            },
        );
        let rate = users as f64 / began.elapsed().as_secs_f64();
        println!(
            "  {:<58} {rate:>8.0}/s",
            format!("symbolon, CreateUser, {clients} clients")
        );
    }
}

fn syncs() -> f64 {
    let directory = tempfile::tempdir().expect("a directory");
    let file = File::create(directory.path().join("raw")).expect("a file");
    file.write_all_at(&vec![1; 256 * PAGE], 0).expect("room");
    file.sync_all().expect("a disk");
    let began = Instant::now();
    for number in 0..SYNCS {
        file.write_all_at(&[2; PAGE], (number % 256 * PAGE) as u64)
            .expect("room");
        file.sync_data().expect("a disk");
    }
    SYNCS as f64 / began.elapsed().as_secs_f64()
}

const SYNCS: usize = 2_000;
const PAGE: usize = 4_096;
