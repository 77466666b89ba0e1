//! What is known of a request before anybody is believed.

use std::net::IpAddr;

pub use sigv4::RequestHead;

/// Who is at the other end of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// The address that connected; never taken from a header.
    pub address: IpAddr,
    /// The version of TLS, such as `1.3`; `None` where the connection is not encrypted.
    pub tls_version: Option<&'static str>,
}

impl Peer {
    /// Whether the connection is encrypted.
    #[must_use]
    pub fn is_encrypted(&self) -> bool {
        self.tls_version.is_some()
    }
}
