//! Everything secret: keys, sealing at rest, session tokens, access keys, passwords and one-time codes.
//!
//! Start reading at [`KeyRing`], from which everything else follows: [`seal`] and [`open`] keep a secret at rest, and
//! [`session::issue`] and [`session::open`] make and read the tokens of temporary credentials, of which nothing is stored.
//!
//! This crate deliberately knows no store, no HTTP, no clock and no source of randomness: `now` is an argument, in
//! seconds since 1970, and randomness comes in as [`Entropy`]. Who a caller is and what he may do is for others.
//!
//! ```
//! use secrets::{Entropy, KeyRing, MasterKey};
//!
//! struct Fixed;
//! impl Entropy for Fixed {
//!     fn fill(&self, buffer: &mut [u8]) {
//!         buffer.fill(7); // A test may; the binary asks the operating system.
//!     }
//! }
//!
//! let now = 1_790_000_000;
//! let ring = KeyRing::generate(now, &Fixed);
//! let sealed = secrets::seal(&ring, b"user/bob/key/1", b"hush", now, &Fixed);
//! assert_eq!(secrets::open(&ring, b"user/bob/key/1", &sealed)?.expose(), b"hush");
//! // A sealed value moved to another record does not open.
//! assert!(secrets::open(&ring, b"user/eve/key/1", &sealed).is_err());
//!
//! let master = MasterKey::parse("AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=")?;
//! let stored = ring.seal(&master, &Fixed);
//! assert_eq!(KeyRing::open(&master, &stored)?.describe(now), ring.describe(now));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod access_key;
mod aead;
mod base32;
mod compress;
mod entropy;
pub mod exchange_token;
pub mod issuer_key;
mod key_ring;
mod master_key;
mod packed_policy_size;
pub mod password;
pub mod private_key;
mod seal;
mod secret;
pub mod service_credential;
pub mod session;
pub mod totp;

pub use entropy::Entropy;
pub use key_ring::{KEYS_MAX, KeyDescription, KeyRing, KeyState, RingError, RotateError};
pub use master_key::{Fingerprint, MasterKey, MasterKeyError};
pub use packed_policy_size::{PackedPolicySize, packed_policy_size};
pub use seal::{OpenError, Sealed, open, seal};
pub use secret::Secret;
