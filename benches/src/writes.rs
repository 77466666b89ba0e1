//! Users are created, each durable before it is answered: by one client, and by many at the same time.
#![expect(
    clippy::disallowed_methods,
    reason = "a measuring program: waiting for the disk is not CPU time"
)]

use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use store::{Expect, Sqlite, Store, Txn, TxnId};
use tempfile::TempDir;
use tokio::runtime::Runtime;

use crate::measure::median;
use crate::server::{Client, Symbolon};
use crate::world::now_seconds;

/// Prints users per second, and what the engine and the disk alone do, which take turns with them.
pub fn run() {
    println!("\nDurable writes over HTTP, on the disk of the temporary directory");
    let symbolon = Symbolon::start();
    let bare = BareEngine::start();
    for (clients, users) in CLIENTS {
        let (mut disk, mut engine, mut whole) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let numbers = round * users..(round + 1) * users;
            disk.push(per_second(SYNCS, syncs()));
            engine.push(per_second(
                users,
                bare.write(clients, numbers.clone().collect()),
            ));
            whole.push(per_second(
                users,
                create_users(&symbolon, clients, numbers.collect()),
            ));
        }
        let of_engine: Vec<f64> = whole.iter().zip(&engine).map(|(a, b)| a / b).collect();
        for (name, rates) in [
            ("fdatasync of one page after the other", disk),
            ("the engine alone, a record of a user's size", engine),
            ("symbolon, CreateUser", whole),
        ] {
            let name = format!("{name}, {clients} at a time");
            println!("  {name:<58} {:>8.0}/s", median(rates));
        }
        println!("  of the engine alone: {:.2}", median(of_engine));
    }
}

fn per_second(count: usize, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

/// Creates these users over HTTP.
fn create_users(symbolon: &Symbolon, clients: usize, numbers: Vec<usize>) -> Duration {
    let requests: Vec<Vec<u8>> = numbers
        .iter()
        .map(|number| {
            let name = format!("user-{clients}-{number}");
            let body = format!("Action=CreateUser&Version=2010-05-08&UserName={name}");
            let host = symbolon.host();
            symbolon
                .administrator
                .form("iam", &host, &body, *number, now_seconds())
        })
        .collect();
    let began = Instant::now();
    let all = 0..requests.len();
    Client::all(symbolon.server.address, clients, &requests, all, |reply| {
        assert_eq!(reply.status, 200, "{}", reply.text());
    });
    began.elapsed()
}

/// The engine of the product, without anything around it.
struct BareEngine {
    store: Arc<Sqlite>,
    runtime: Runtime,
    _directory: TempDir,
}

impl BareEngine {
    fn start() -> Self {
        let directory = tempfile::tempdir().expect("a directory");
        let store = Sqlite::open(directory.path()).expect("a store");
        Self {
            store: Arc::new(store),
            runtime: Runtime::new().expect("a runtime"),
            _directory: directory,
        }
    }

    /// Writes a new record for each number, each in a transaction of its own.
    fn write(&self, writers: usize, numbers: Vec<usize>) -> Duration {
        let began = Instant::now();
        let tasks: Vec<_> = (0..writers)
            .map(|writer| {
                let store = Arc::clone(&self.store);
                let own: Vec<usize> = numbers
                    .iter()
                    .copied()
                    .skip(writer)
                    .step_by(writers)
                    .collect();
                self.runtime.spawn(async move {
                    for number in own {
                        let key = format!("user-{writers}-{number}").into_bytes();
                        let id = (writers as u128) << 64 | number as u128;
                        let txn = Txn::new(TxnId(id.to_be_bytes()))
                            .check(key.clone(), Expect::Absent)
                            .put(key, vec![1; RECORD]);
                        store.commit(txn).await.expect("a commit");
                    }
                })
            })
            .collect();
        for task in tasks {
            self.runtime.block_on(task).expect("all is written");
        }
        began.elapsed()
    }
}

fn syncs() -> Duration {
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
    began.elapsed()
}

/// How many write at the same time, and how much in a round: within the quota of an account together.
const CLIENTS: [(usize, usize); 2] = [(1, 80), (64, 320)];
const ROUNDS: usize = 11;
/// About what a user takes in the store.
const RECORD: usize = 300;
const SYNCS: usize = 100;
const PAGE: usize = 4_096;
