//! What is known of a request before anybody is believed.

use std::net::IpAddr;

pub use sigv4::RequestHead;

/// Who is at the other end of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// The address that connected; never taken from a header.
    pub address: IpAddr,
    /// Whether the connection is encrypted.
    pub is_encrypted: bool,
}
