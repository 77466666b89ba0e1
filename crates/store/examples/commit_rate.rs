//! Prints commits per second for 1 and 64 clients, against what the same disk and the same channels do with nothing
//! but one page and one fdatasync for each group of commits.
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
use tokio::sync::{mpsc, oneshot};

#[tokio::main]
async fn main() {
    let parent = std::env::args()
        .nth(1)
        .map_or_else(std::env::temp_dir, PathBuf::from);
    let directory = tempfile::tempdir_in(parent).unwrap();
    let started = Instant::now();
    let store = Arc::new(Sqlite::open(&directory.path().join("store")).unwrap());
    println!("open of an empty directory {:>10.1?}", started.elapsed());
    let raw = Arc::new(Raw::start(&directory.path().join("raw")));
    for round in 0..ROUNDS {
        for clients in [1, 64] {
            let raw = Arc::clone(&raw);
            let floor = move |_, _| {
                let raw = Arc::clone(&raw);
                async move { raw.commit().await }
            };
            let store = Arc::clone(&store);
            let ours = move |client, count| {
                let (store, txn) = (Arc::clone(&store), txn(round, clients, client, count));
                async move {
                    store.commit(txn).await.unwrap();
                }
            };
            let (floor, ours) = (rate(clients, floor).await, rate(clients, ours).await);
            println!(
                "{clients:>2} clients: raw {floor:>7.0}/s, store {ours:>7.0}/s = {:.2} of raw",
                ours / floor
            );
        }
    }
    store.close().await.unwrap();
}

/// The least a durable group commit can be: a thread, a queue, one page, one fdatasync.
struct Raw(mpsc::Sender<oneshot::Sender<()>>);

impl Raw {
    fn start(path: &Path) -> Self {
        let file = File::create(path).unwrap();
        file.write_all_at(&[1; 1 << 20], 0).unwrap();
        file.sync_all().unwrap();
        let (sender, mut queue) = mpsc::channel::<oneshot::Sender<()>>(1024);
        std::thread::spawn(move || {
            let mut page = 0;
            while let Some(first) = queue.blocking_recv() {
                let mut group = vec![first];
                while let Ok(more) = queue.try_recv() {
                    group.push(more);
                }
                file.write_all_at(&[2; 4096], page % 256 * 4096).unwrap();
                file.sync_data().unwrap();
                page += 1;
                group.into_iter().for_each(|reply| reply.send(()).unwrap());
            }
        });
        Self(sender)
    }

    async fn commit(&self) {
        let (reply, answer) = oneshot::channel();
        self.0.send(reply).await.unwrap();
        answer.await.unwrap();
    }
}

/// A client replaces records of 300 bytes among a thousand of its own.
fn txn(round: u8, clients: u8, client: u8, count: u64) -> Txn {
    // As random as ids are: the number first, turned around.
    let number = count.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes();
    let mut id = [0; 16];
    for (byte, from) in id
        .iter_mut()
        .zip(number.into_iter().chain([round, clients, client]))
    {
        *byte = from;
    }
    Txn::new(TxnId(id)).put(format!("user/{client}/{}", count % 1000), vec![client; 300])
}

/// Commits per second of this many clients, each with one commit after the other.
async fn rate<F: Future<Output = ()> + Send + 'static>(
    clients: u8,
    commit: impl Fn(u8, u64) -> F + Clone + Send + 'static,
) -> f64 {
    let started = Instant::now();
    let client = |client: u8| {
        let commit = commit.clone();
        async move {
            let mut count = 0_u64;
            while started.elapsed() < SPAN {
                commit(client, count).await;
                count += 1;
            }
            count
        }
    };
    let clients: Vec<_> = (0..clients)
        .map(|number| tokio::spawn(client(number)))
        .collect();
    let mut total = 0;
    for client in clients {
        total += client.await.unwrap();
    }
    total as f64 / started.elapsed().as_secs_f64()
}

const ROUNDS: u8 = 3;
const SPAN: Duration = Duration::from_secs(1);
