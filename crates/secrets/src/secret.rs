//! [`Secret`]: a value that is not printed, is compared in constant time, and is overwritten when dropped.

use std::fmt;

use subtle::ConstantTimeEq;
use zeroize::Zeroize;

/// A value that must not leak: it prints as `Secret(…)`, and [`Secret::expose`] is the one way to it, easy to search for.
#[derive(Clone)]
pub struct Secret<T: Zeroize>(T);

impl<T: Zeroize> Secret<T> {
    /// Takes the value in. Copies that were made before are the caller's to overwrite.
    #[must_use]
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// The value itself.
    #[must_use]
    pub fn expose(&self) -> &T {
        &self.0
    }
}

impl<T: Zeroize + AsRef<[u8]>> Secret<T> {
    /// Whether the value is exactly `bytes`, in time that tells nothing but the length.
    #[must_use]
    pub fn matches(&self, bytes: &[u8]) -> bool {
        self.0.as_ref().ct_eq(bytes).into()
    }
}

impl<T: Zeroize + AsRef<[u8]>> PartialEq for Secret<T> {
    fn eq(&self, other: &Self) -> bool {
        self.matches(other.0.as_ref())
    }
}

impl<T: Zeroize + AsRef<[u8]>> Eq for Secret<T> {}

impl<T: Zeroize> Drop for Secret<T> {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// Redacted, so that types which hold a secret may derive `Debug`.
impl<T: Zeroize> fmt::Debug for Secret<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl<T: Zeroize> From<T> for Secret<T> {
    fn from(value: T) -> Self {
        Self::new(value)
    }
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    #[test]
    fn it_is_compared_but_never_printed() {
        let secret = Secret::new(String::from("hunter2"));
        assert_eq!(format!("{secret:?}"), "Secret(…)");
        assert!(secret == Secret::new("hunter2".into()) && secret != Secret::new("hunter3".into()));
        assert!(secret.matches(b"hunter2") && !secret.matches(b"hunter22") && !secret.matches(b""));
    }

    #[test]
    fn it_is_overwritten_when_dropped() {
        struct Witness<'a>(&'a Cell<bool>);
        impl Zeroize for Witness<'_> {
            fn zeroize(&mut self) {
                self.0.set(true);
            }
        }
        let overwritten = Cell::new(false);
        drop(Secret::new(Witness(&overwritten)));
        assert!(overwritten.get());
    }
}
