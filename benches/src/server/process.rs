//! The server processes, and what Linux says they took.

use std::collections::HashMap;
use std::ffi::OsString;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use crate::credentials::Credentials;

/// A server, which ends with this value.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
}

/// Nanoseconds by thread.
pub struct Cpu(HashMap<OsString, u64>);

/// An authority that was just made.
pub struct Symbolon {
    pub server: Server,
    pub administrator: Credentials,
    pub account: String,
    _directory: TempDir,
}

impl Server {
    /// The hello-world beside this program.
    #[must_use]
    pub fn hello() -> Self {
        let program = std::env::current_exe()
            .expect("this program")
            .with_file_name("hello");
        Self::start(Command::new(program))
    }

    /// Starts a server that says `ready: ADDRESS` when it is.
    fn start(mut command: Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let said = BufReader::new(child.stdout.take().expect("a pipe"));
        let ready = said.lines().map_while(Result::ok).find_map(|line| {
            let address = line.strip_prefix("ready: ")?;
            address.trim_start_matches("http://").parse().ok()
        });
        let address = ready.unwrap_or_else(|| panic!("{command:?} ended before it was ready"));
        Self { child, address }
    }

    /// The CPU time that each thread of the process has taken so far, its own and the kernel's for it.
    /// <https://docs.kernel.org/scheduler/sched-stats.html>
    #[must_use]
    pub fn cpu(&self) -> Cpu {
        let path = format!("/proc/{}/task", self.child.id());
        let threads = std::fs::read_dir(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let mut cpu = Cpu(HashMap::new());
        for thread in threads.map_while(Result::ok) {
            // A thread that has just ended is not there any more.
            let Ok(text) = std::fs::read_to_string(thread.path().join("schedstat")) else {
                continue;
            };
            let nanoseconds = text
                .split(' ')
                .next()
                .and_then(|first| first.parse().ok())
                .expect("nanoseconds");
            cpu.0.insert(thread.file_name(), nanoseconds);
        }
        cpu
    }

    /// The memory that is in use now.
    #[must_use]
    pub fn resident_kilobytes(&self) -> u64 {
        let status = self.read("status");
        let line = status
            .lines()
            .find_map(|line| line.strip_prefix("VmRSS:"))
            .expect("Linux says it");
        line.trim()
            .trim_end_matches(" kB")
            .parse()
            .expect("a number")
    }

    fn read(&self, name: &str) -> String {
        let path = format!("/proc/{}/{name}", self.child.id());
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Symbolon {
    /// Starts the release binary that `SYMBOLON_BINARY` names, on an empty directory.
    #[must_use]
    pub fn start() -> Self {
        let binary: PathBuf = std::env::var_os("SYMBOLON_BINARY")
            .expect("SYMBOLON_BINARY names the release binary; `cargo xtask bench` builds it and says so")
            .into();
        let directory = tempfile::tempdir().expect("a directory");
        let output = directory.path().join("bootstrap.json");
        let mut command = Command::new(binary);
        command.args([
            "serve",
            "--listen",
            "127.0.0.1:0",
            "--admin-listen",
            "127.0.0.1:0",
            "--data-dir",
        ]);
        command
            .arg(directory.path().join("data"))
            .arg("--bootstrap-output")
            .arg(&output);
        let server = Server::start(command);
        let text = std::fs::read(&output).expect("the first start wrote its secrets");
        let made: serde_json::Value = serde_json::from_slice(&text).expect("JSON");
        let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
        let administrator = &made["administrator"];
        Self {
            server,
            administrator: Credentials {
                access_key_id: text(&administrator["access_key_id"]),
                secret_access_key: text(&administrator["secret_access_key"]),
                session_token: None,
            },
            account: text(&made["account_id"]),
            _directory: directory,
        }
    }

    /// The host that requests are signed for.
    #[must_use]
    pub fn host(&self) -> String {
        self.server.address.to_string()
    }
}

impl Cpu {
    /// Nanoseconds from `before` until this.
    #[must_use]
    pub fn since(&self, before: &Self) -> u64 {
        self.0
            .iter()
            .map(|(thread, now)| now - before.0.get(thread).copied().unwrap_or(0))
            .sum()
    }
}
