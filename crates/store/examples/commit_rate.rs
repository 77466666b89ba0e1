//! Prints commits per second for 1 and 64 clients, against raw fdatasync of one page on the same disk.
//!
//! `cargo run --release -p store --example commit_rate [directory]`
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measuring program: it needs the clock and prints"
)]

use std::{
    fs::File,
    os::unix::fs::FileExt,
    path::{Path, PathBuf},
    sync::Arc,
    time::{Duration, Instant},
};

use store::{Sqlite, Store, Txn, TxnId};

#[tokio::main]
async fn main() {
    let parent = std::env::args()
        .nth(1)
        .map_or_else(std::env::temp_dir, PathBuf::from);
    let directory = tempfile::tempdir_in(parent).unwrap();
    let started = Instant::now();
    let store = Arc::new(Sqlite::open(&directory.path().join("store")).unwrap());
    println!("open of an empty directory {:>10.1?}", started.elapsed());
    for round in 0..ROUNDS {
        let raw = fdatasyncs(&directory.path().join("raw"));
        println!("raw fdatasync              {raw:>10.0}/s");
        for clients in [1, 64] {
            let rate = commits(&store, round, clients).await;
            println!(
                "commits, {clients:>2} clients        {rate:>10.0}/s  {:.2} of raw",
                rate / raw
            );
        }
    }
    store.close().await.unwrap();
}

/// Overwrites one page of a file that is already long enough: the least a durable write can cost.
fn fdatasyncs(path: &Path) -> f64 {
    let file = File::create(path).unwrap();
    file.write_all_at(&[1; 1 << 20], 0).unwrap();
    file.sync_all().unwrap();
    let started = Instant::now();
    let mut count = 0_u32;
    while started.elapsed() < SPAN {
        file.write_all_at(&[2; 4096], u64::from(count % 256) * 4096)
            .unwrap();
        file.sync_data().unwrap();
        count += 1;
    }
    f64::from(count) / started.elapsed().as_secs_f64()
}

/// Each client replaces records of 300 bytes among a thousand of its own, one commit after the other.
async fn commits(store: &Arc<Sqlite>, round: u8, clients: u8) -> f64 {
    let started = Instant::now();
    let tasks: Vec<_> = (0..clients)
        .map(|client| {
            let store = Arc::clone(store);
            tokio::spawn(async move {
                let mut count = 0_u64;
                while started.elapsed() < SPAN {
                    let mut id = [0; 16];
                    // As random as ids are: the number first, turned around.
                    let number = count.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes();
                    for (byte, from) in id
                        .iter_mut()
                        .zip(number.into_iter().chain([round, clients, client]))
                    {
                        *byte = from;
                    }
                    let key = format!("user/{client}/{}", count % 1000);
                    store
                        .commit(Txn::new(TxnId(id)).put(key, vec![client; 300]))
                        .await
                        .unwrap();
                    count += 1;
                }
                count
            })
        })
        .collect();
    let mut total = 0.0;
    for task in tasks {
        total += task.await.unwrap() as f64;
    }
    total / started.elapsed().as_secs_f64()
}

const ROUNDS: u8 = 3;
const SPAN: Duration = Duration::from_secs(1);
