//! The scalars of the token format: LEB128 numbers and length-prefixed text.

/// Writes into a buffer that grows.
#[derive(Default)]
pub(super) struct Writer(pub(super) Vec<u8>);

impl Writer {
    pub(super) fn byte(&mut self, byte: u8) {
        self.0.push(byte);
    }

    /// Seven bits a byte, lowest first; the top bit says that more follow.
    pub(super) fn number(&mut self, number: u64) {
        let mut rest = number;
        while rest > 0x7f {
            self.0.push(rest.to_le_bytes()[0] | 0x80);
            rest >>= 7;
        }
        self.0.push(rest.to_le_bytes()[0]);
    }

    /// A number of either sign, folded so that small ones stay short.
    pub(super) fn signed(&mut self, number: i64) {
        self.number(((number << 1) ^ (number >> 63)).cast_unsigned());
    }

    pub(super) fn raw(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.flagged(text.as_bytes(), false);
    }

    /// Bytes whose length carries one flag.
    pub(super) fn flagged(&mut self, bytes: &[u8], flag: bool) {
        self.number((bytes.len() as u64) << 1 | u64::from(flag));
        self.raw(bytes);
    }
}

/// Reads what [`Writer`] wrote; every method is `None` where that is not what comes next.
pub(super) struct Reader<'a>(pub(super) &'a [u8]);

impl<'a> Reader<'a> {
    pub(super) fn byte(&mut self) -> Option<u8> {
        self.array().map(|[byte]| byte)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (taken, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*taken)
    }

    pub(super) fn number(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..u64::BITS).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            // The tenth byte has room for one bit; more would be lost.
            if bits << shift >> shift != bits {
                return None;
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Some(number);
            }
        }
        None
    }

    pub(super) fn signed(&mut self) -> Option<i64> {
        let folded = self.number()?;
        Some((folded >> 1).cast_signed() ^ -(folded & 1).cast_signed())
    }

    pub(super) fn text(&mut self) -> Option<&'a str> {
        let (text, flag) = self.flagged()?;
        std::str::from_utf8(text).ok().filter(|_| !flag)
    }

    pub(super) fn flagged(&mut self) -> Option<(&'a [u8], bool)> {
        let length = self.number()?;
        let (taken, rest) = self
            .0
            .split_at_checked(usize::try_from(length >> 1).ok()?)?;
        self.0 = rest;
        Some((taken, length & 1 == 1))
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn scalars_return(number: u64, signed: i64, text: String, flag: bool) {
            let mut writer = Writer::default();
            writer.number(number);
            writer.signed(signed);
            writer.text(&text);
            writer.flagged(text.as_bytes(), flag);
            let mut reader = Reader(&writer.0);
            prop_assert_eq!(reader.number(), Some(number));
            prop_assert_eq!(reader.signed(), Some(signed));
            prop_assert_eq!(reader.text(), Some(text.as_str()));
            prop_assert_eq!(reader.flagged(), Some((text.as_bytes(), flag)));
            prop_assert!(reader.is_at_end());
        }

        #[test]
        fn no_bytes_are_harmful(bytes: Vec<u8>) {
            let _ = Reader(&bytes).number();
            let _ = Reader(&bytes).signed();
            let _ = Reader(&bytes).text();
        }
    }

    #[test]
    fn numbers_beyond_64_bits_are_refused() {
        let mut bytes = [0xff; 10];
        bytes[9] = 1;
        assert_eq!(Reader(&bytes).number(), Some(u64::MAX));
        bytes[9] = 2;
        assert_eq!(Reader(&bytes).number(), None);
        assert_eq!(Reader(&[0x80; 11]).number(), None);
    }
}
