//! A value that the model marks sensitive: never printed, zeroed when dropped.

use std::fmt;

use subtle::ConstantTimeEq as _;
use zeroize::{Zeroize, Zeroizing};

/// A secret on its way in or out. `Debug` shows that there is one, never which.
#[derive(Clone)]
pub struct Sensitive<T: Zeroize = String>(Zeroizing<T>);

impl<T: Zeroize> Sensitive<T> {
    /// Wraps a secret.
    #[must_use]
    pub fn new(secret: T) -> Self {
        Self(Zeroizing::new(secret))
    }

    /// The secret itself. Whoever calls this must not print it.
    #[must_use]
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl From<String> for Sensitive<String> {
    fn from(secret: String) -> Self {
        Self::new(secret)
    }
}

impl From<&str> for Sensitive<String> {
    fn from(secret: &str) -> Self {
        Self::new(secret.to_owned())
    }
}

impl From<Vec<u8>> for Sensitive<Vec<u8>> {
    fn from(secret: Vec<u8>) -> Self {
        Self::new(secret)
    }
}

impl<T: Zeroize> fmt::Debug for Sensitive<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Compares in constant time for secrets of one length.
impl<T: Zeroize + AsRef<[u8]>> PartialEq for Sensitive<T> {
    fn eq(&self, other: &Self) -> bool {
        let (this, other): (&T, &T) = (&self.0, &other.0);
        this.as_ref().ct_eq(other.as_ref()).into()
    }
}

impl<T: Zeroize + AsRef<[u8]>> Eq for Sensitive<T> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_never_shows_the_secret() {
        let secret = Sensitive::from("hunter2");
        assert_eq!(format!("{secret:?}"), "[redacted]");
        assert_eq!(
            format!("{:?}", Some(Sensitive::from(b"hunter2".to_vec()))),
            "Some([redacted])"
        );
    }

    #[test]
    fn equal_secrets_are_equal() {
        assert_eq!(Sensitive::from("a"), Sensitive::from("a"));
        assert_ne!(Sensitive::from("a"), Sensitive::from("b"));
        assert_ne!(Sensitive::from("a"), Sensitive::from("aa"));
    }
}
