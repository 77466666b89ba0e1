//! A plain client: keep-alive connections, each with one request after the other.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::ops::Range;

/// One connection.
pub struct Client(BufReader<TcpStream>);

/// One answer.
pub struct Reply {
    pub status: u16,
    pub body: Vec<u8>,
}

impl Reply {
    /// The body as text.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Client {
    /// Connects.
    #[must_use]
    pub fn connect(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).expect("the server listens");
        stream.set_nodelay(true).expect("a socket");
        Self(BufReader::new(stream))
    }

    /// Sends one request and reads its answer.
    pub fn exchange(&mut self, request: &[u8]) -> Reply {
        self.0
            .get_mut()
            .write_all(request)
            .expect("the server reads");
        let mut line = String::new();
        self.0.read_line(&mut line).expect("the server answers");
        let status = line
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .expect("a status line");
        let mut length = 0;
        loop {
            line.clear();
            self.0.read_line(&mut line).expect("the server answers");
            match line.trim_end().split_once(": ") {
                Some((name, value)) if name.eq_ignore_ascii_case("content-length") => {
                    length = value.parse().expect("a length");
                }
                Some(_) => {}
                None => break,
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).expect("the server answers");
        Reply { status, body }
    }

    /// Sends the requests of these numbers, from the first of `requests` again after the last, over several connections
    /// at the same time.
    pub fn all(
        address: SocketAddr,
        connections: usize,
        requests: &[Vec<u8>],
        numbers: Range<usize>,
        check: impl Fn(&Reply) + Sync,
    ) {
        let check = &check;
        std::thread::scope(|scope| {
            for connection in 0..connections {
                let numbers = numbers.clone().skip(connection).step_by(connections);
                scope.spawn(move || {
                    let mut client = Self::connect(address);
                    for number in numbers {
                        check(&client.exchange(&requests[number % requests.len()]));
                    }
                });
            }
        });
    }
}

/// The least a client can ask.
pub const GET_HELLO: &[u8] = b"GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n";
