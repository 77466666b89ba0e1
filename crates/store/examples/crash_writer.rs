//! Commits without end and prints `worker number revision` for each acknowledged commit; the test `crash` kills it.
#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a test program")]

use std::{path::PathBuf, sync::Arc};

use store::{Sqlite, Store, Txn, TxnId};

#[tokio::main(worker_threads = 2)]
async fn main() {
    let mut arguments = std::env::args().skip(1);
    let directory = PathBuf::from(arguments.next().unwrap());
    let round: u8 = arguments.next().unwrap().parse().unwrap();
    let store = Arc::new(Sqlite::open(&directory).unwrap());
    let workers: Vec<_> = (0..WORKERS)
        .map(|worker| tokio::spawn(work(Arc::clone(&store), round, worker)))
        .collect();
    for worker in workers {
        worker.await.unwrap();
    }
}

/// Each commit writes two keys with one value, so that a torn one would show.
async fn work(store: Arc<Sqlite>, round: u8, worker: u8) {
    for number in 0..u64::MAX {
        let mut id = [0; 16];
        id[..2].copy_from_slice(&[round, worker]);
        id[8..].copy_from_slice(&number.to_be_bytes());
        let value = vec![round; 300];
        let key = |side: u8| [&[side], id.as_slice()].concat();
        let txn = Txn::new(TxnId(id))
            .put(key(b'l'), value.clone())
            .put(key(b'r'), value);
        let revision = store.commit(txn).await.unwrap();
        // One call writes the whole line: standard output is line-buffered and locked for it.
        println!("{worker} {number} {revision}");
    }
}

const WORKERS: u8 = 4;
