//! Whole requests over HTTP on loopback: the CPU of the server process for each, against a hello-world of hyper, and
//! the memory that sessions leave behind.

mod client;
mod process;

use crate::credentials::{Credentials, GET_CALLER_IDENTITY, assume_role, make_role};
use crate::measure::{Race, heading};
use crate::world::now_seconds;
pub use client::{Client, GET_HELLO, Reply};
pub use process::{Server, Symbolon};

/// Prints CPU and memory.
pub fn run() {
    let hello = Server::hello();
    let symbolon = Symbolon::start();
    let idle = symbolon.server.resident_kilobytes();
    symbolon.make_role();
    cpu(&hello, &symbolon);
    memory(&symbolon, idle);
}

fn cpu(hello: &Server, symbolon: &Symbolon) {
    let one = vec![GET_HELLO.to_vec()];
    let who_am_i = symbolon.signed(|_| GET_CALLER_IDENTITY.to_owned(), SIGNED);
    let assuming = symbolon.signed(|number| assume_role(&symbolon.account, number), SIGNED);
    let sessions = symbolon.session_requests(SESSIONS);
    let runs = [
        (HELLO, hello, &one),
        (HELLO_SAME, hello, &who_am_i),
        (WHO_AM_I, &symbolon.server, &who_am_i),
        (SESSION, &symbolon.server, &sessions),
        (ASSUME_ROLE, &symbolon.server, &assuming),
    ];
    let mut figures = runs.map(|(name, ..)| (name.to_owned(), Vec::new()));
    for round in 0..ROUNDS {
        for ((_, nanoseconds), (_, server, requests)) in figures.iter_mut().zip(runs) {
            nanoseconds.push(cpu_of_one(server, requests, round * REQUESTS));
        }
    }
    heading(
        &format!(
            "Over HTTP: CPU of the server for one of {} requests",
            ROUNDS * REQUESTS
        ),
        "hello",
    );
    let race = Race::of(figures.into());
    race.print(HELLO);
    for name in [WHO_AM_I, SESSION, ASSUME_ROLE] {
        println!(
            "  {name} / hello-world of the same bytes: {:.2}",
            race.ratio(name, HELLO_SAME)
        );
    }
}

/// Nanoseconds of the server's CPU for one request of a round, which begins at number `first`.
fn cpu_of_one(server: &Server, requests: &[Vec<u8>], first: usize) -> f64 {
    let before = server.cpu();
    Client::all(
        server.address,
        CONNECTIONS,
        requests,
        first..first + REQUESTS,
        |reply| {
            assert_eq!(reply.status, 200, "{}", reply.text());
        },
    );
    server.cpu().since(&before) as f64 / REQUESTS as f64
}

/// Sessions are issued and used, and the memory of the process is read before and after.
fn memory(symbolon: &Symbolon, idle: u64) {
    println!("\nMemory: resident, before and after sessions are issued and used once");
    println!("  {:<40} {idle:>9} kB", "after the start, idle");
    println!(
        "  {:<40} {:>9} kB",
        "after the requests above",
        symbolon.server.resident_kilobytes()
    );
    let mut client = Client::connect(symbolon.server.address);
    for round in 1..=6 {
        for number in 0..SESSIONS_OF_A_ROUND {
            let body = assume_role(&symbolon.account, number);
            let issued = client.exchange(&symbolon.administrator.form(
                "sts",
                &symbolon.host(),
                &body,
                number,
                now_seconds(),
            ));
            assert_eq!(issued.status, 200);
            let session = Credentials::from_answer(&issued.text());
            let used = client.exchange(&session.form(
                "sts",
                &symbolon.host(),
                GET_CALLER_IDENTITY,
                number,
                now_seconds(),
            ));
            assert_eq!(used.status, 200);
            assert!(
                used.text()
                    .contains(&format!("assumed-role/bench/session-{number}<")),
                "it is that session"
            );
        }
        let text = format!("after {} sessions", round * SESSIONS_OF_A_ROUND);
        println!(
            "  {text:<40} {:>9} kB",
            symbolon.server.resident_kilobytes()
        );
    }
}

impl Symbolon {
    fn make_role(&self) {
        let mut client = Client::connect(self.server.address);
        for body in make_role(&self.account) {
            let reply = client.exchange(&self.administrator.form(
                "iam",
                &self.host(),
                &body,
                0,
                now_seconds(),
            ));
            assert_eq!(reply.status, 200, "{}", reply.text());
        }
    }

    /// The administrator's requests of STS.
    fn signed(&self, body: impl Fn(usize) -> String, count: usize) -> Vec<Vec<u8>> {
        let now = now_seconds();
        (0..count)
            .map(|number| {
                self.administrator
                    .form("sts", &self.host(), &body(number), number, now)
            })
            .collect()
    }

    /// Requests of so many sessions, each asking who it is.
    fn session_requests(&self, count: usize) -> Vec<Vec<u8>> {
        let mut client = Client::connect(self.server.address);
        let now = now_seconds();
        (0..count)
            .map(|number| {
                let body = assume_role(&self.account, number);
                let issued = client.exchange(&self.administrator.form(
                    "sts",
                    &self.host(),
                    &body,
                    number,
                    now,
                ));
                Credentials::from_answer(&issued.text()).form(
                    "sts",
                    &self.host(),
                    GET_CALLER_IDENTITY,
                    number,
                    now,
                )
            })
            .collect()
    }
}

const HELLO: &str = "hyper hello-world, GET /";
const HELLO_SAME: &str = "hyper hello-world, the bytes of GetCallerIdentity";
const WHO_AM_I: &str = "symbolon, GetCallerIdentity of a user";
const SESSION: &str = "symbolon, GetCallerIdentity of a session";
const ASSUME_ROLE: &str = "symbolon, AssumeRole";

/// Many short rounds, so that what else the machine does bears on all alike.
const ROUNDS: usize = 51;
const REQUESTS: usize = 4_000;
/// How many different requests were signed beforehand.
const SIGNED: usize = 20_000;
const CONNECTIONS: usize = 8;
/// How many sessions are in use at the same time.
const SESSIONS: usize = 1_000;
/// More than the cache of signing keys holds.
const SESSIONS_OF_A_ROUND: usize = 20_000;
