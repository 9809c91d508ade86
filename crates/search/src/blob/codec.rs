//! Numbers, texts and sorted lists of texts, as bytes.

use alloc::string::String;
use alloc::vec::Vec;

use super::{Corrupt, Kind, MAGIC, VERSION};

/// The longest text of a sorted list, in bytes: no query is as long. Each shares what it can with the one before it,
/// so that without a limit a file could take the square of its length in memory.
pub const LONGEST: usize = 1024;

/// Reads bytes from the front.
#[derive(Clone, Debug)]
pub struct Input<'b> {
    rest: &'b [u8],
}

impl<'b> Input<'b> {
    /// Reads bytes without a head.
    pub fn new(bytes: &'b [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Reads a file of a kind; its head is checked and passed over.
    ///
    /// # Errors
    /// If it is no such file.
    pub fn file(bytes: &'b [u8], kind: Kind) -> Result<Self, Corrupt> {
        let mut input = Self::new(bytes);
        let head = input.bytes(5)?;
        let is_right = head[..3] == MAGIC && head[3] == kind as u8 && head[4] == VERSION;
        if is_right { Ok(input) } else { Err(Corrupt) }
    }

    /// What is left.
    pub fn rest(&self) -> &'b [u8] {
        self.rest
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// Says that nothing is to follow.
    ///
    /// # Errors
    /// If something does.
    pub fn end(&self) -> Result<(), Corrupt> {
        match self.is_empty() {
            true => Ok(()),
            false => Err(Corrupt),
        }
    }

    /// The next bytes.
    ///
    /// # Errors
    /// If there are fewer.
    pub fn bytes(&mut self, count: usize) -> Result<&'b [u8], Corrupt> {
        let (bytes, rest) = self.rest.split_at_checked(count).ok_or(Corrupt)?;
        self.rest = rest;
        Ok(bytes)
    }

    /// The next byte.
    ///
    /// # Errors
    /// If there is none.
    pub fn byte(&mut self) -> Result<u8, Corrupt> {
        Ok(self.bytes(1)?[0])
    }

    /// The next number.
    ///
    /// # Errors
    /// If it is cut off or needs more than 64 bits.
    pub fn number(&mut self) -> Result<u64, Corrupt> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7F);
            if shift == 63 && bits > 1 {
                return Err(Corrupt);
            }
            value |= bits << shift;
            if byte < 0x80 {
                return Ok(value);
            }
        }
        Err(Corrupt)
    }

    /// The next number, as a 32-bit one.
    ///
    /// # Errors
    /// If it is cut off or larger.
    pub fn small(&mut self) -> Result<u32, Corrupt> {
        u32::try_from(self.number()?).map_err(|_| Corrupt)
    }

    /// The number of things that follow, each of at least `least` bytes.
    ///
    /// # Errors
    /// If there cannot be so many: nothing is allocated for a length that is a lie.
    pub fn count(&mut self, least: usize) -> Result<usize, Corrupt> {
        let count = usize::try_from(self.number()?).map_err(|_| Corrupt)?;
        match count.checked_mul(least.max(1)) {
            Some(bytes) if bytes <= self.rest.len() => Ok(count),
            _ => Err(Corrupt),
        }
    }

    /// The next text.
    ///
    /// # Errors
    /// If it is cut off or no UTF-8.
    pub fn text(&mut self) -> Result<&'b str, Corrupt> {
        let length = self.count(1)?;
        core::str::from_utf8(self.bytes(length)?).map_err(|_| Corrupt)
    }

    /// A fixed-width number of 64 bits.
    ///
    /// # Errors
    /// If it is cut off.
    pub fn fixed(&mut self) -> Result<u64, Corrupt> {
        let bytes = self.bytes(8)?;
        Ok(u64::from_le_bytes(bytes.try_into().map_err(|_| Corrupt)?))
    }

    /// The next text of a sorted list, which says how many bytes it shares with the one before it.
    ///
    /// # Errors
    /// If it is cut off, too long, no UTF-8, or not after the one before it.
    pub fn sorted(&mut self, before: &str) -> Result<String, Corrupt> {
        let shared = usize::try_from(self.number()?).map_err(|_| Corrupt)?;
        let own = self.count(1)?;
        let own = self.bytes(own)?;
        let head = before.as_bytes().get(..shared).ok_or(Corrupt)?;
        if head.len() + own.len() > LONGEST {
            return Err(Corrupt);
        }
        let mut bytes = Vec::with_capacity(head.len() + own.len());
        bytes.extend_from_slice(head);
        bytes.extend_from_slice(own);
        let text = String::from_utf8(bytes).map_err(|_| Corrupt)?;
        if text.as_str() >= before {
            Ok(text)
        } else {
            Err(Corrupt)
        }
    }

    /// A sorted list of texts, each with a number behind it.
    ///
    /// # Errors
    /// If it is cut off or no such list.
    pub fn numbered(&mut self) -> Result<Vec<(String, u32)>, Corrupt> {
        let mut list: Vec<(String, u32)> = Vec::new();
        for _ in 0..self.count(3)? {
            let before = list.last().map_or("", |(text, _)| text.as_str());
            let text = self.sorted(before)?;
            list.push((text, self.small()?));
        }
        Ok(list)
    }
}

/// Texts with numbers, in order: those of the texts that begin with a prefix.
pub fn with_prefix<'t>(texts: &'t [(String, u32)], prefix: &str) -> &'t [(String, u32)] {
    let start = texts.partition_point(|(text, _)| text.as_str() < prefix);
    let own = &texts[start..];
    &own[..own.partition_point(|(text, _)| text.starts_with(prefix))]
}

/// Writes bytes to the end.
#[derive(Clone, Debug, Default)]
pub struct Output {
    bytes: Vec<u8>,
}

impl Output {
    /// A file of a kind, with its head.
    pub fn file(kind: Kind) -> Self {
        let mut bytes = MAGIC.to_vec();
        bytes.push(kind as u8);
        bytes.push(VERSION);
        Self { bytes }
    }

    /// What was written.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// How much was written.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether nothing was written.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// A byte.
    pub fn byte(&mut self, byte: u8) {
        self.bytes.push(byte);
    }

    /// Bytes as they are.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// A number.
    pub fn number(&mut self, mut value: u64) {
        while value >= 0x80 {
            self.bytes.push((value & 0x7F) as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// A text with its length.
    pub fn text(&mut self, text: &str) {
        self.number(text.len() as u64);
        self.bytes(text.as_bytes());
    }

    /// A fixed-width number of 64 bits.
    pub fn fixed(&mut self, value: u64) {
        self.bytes(&value.to_le_bytes());
    }

    /// A text of a sorted list, no longer than [`LONGEST`]: how many bytes it shares with the one before it, and the
    /// others.
    pub fn sorted(&mut self, before: &str, text: &str) {
        let pairs = before.bytes().zip(text.bytes());
        let shared = pairs.take_while(|(a, b)| a == b).count();
        self.number(shared as u64);
        self.number((text.len() - shared) as u64);
        self.bytes(&text.as_bytes()[shared..]);
    }

    /// A sorted list of texts, each with a number behind it.
    pub fn numbered(&mut self, list: &[(String, u32)]) {
        self.number(list.len() as u64);
        let mut before = "";
        for (text, number) in list {
            self.sorted(before, text);
            self.number(u64::from(*number));
            before = text;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read(numbers in prop::collection::vec(any::<u64>(), 0..20), mut texts in prop::collection::vec("\\PC{0,12}", 0..20)) {
            texts.sort();
            let mut output = Output::default();
            for number in &numbers {
                output.number(*number);
                output.fixed(*number);
            }
            let mut before = String::new();
            for text in &texts {
                output.text(text);
                output.sorted(&before, text);
                before.clone_from(text);
            }
            let bytes = output.into_bytes();
            let mut input = Input::new(&bytes);
            for number in &numbers {
                prop_assert_eq!(input.number().unwrap(), *number);
                prop_assert_eq!(input.fixed().unwrap(), *number);
            }
            let mut before = String::new();
            for text in &texts {
                prop_assert_eq!(input.text().unwrap(), text);
                before = input.sorted(&before).unwrap();
                prop_assert_eq!(&before, text);
            }
            prop_assert!(input.is_empty());
        }
    }

    #[test]
    fn a_number_of_more_than_64_bits_is_corrupt() {
        let mut input = Input::new(&[0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02]);
        assert_eq!(input.number(), Err(Corrupt));
        assert_eq!(Input::new(&[0x80; 20]).number(), Err(Corrupt));
    }

    #[test]
    fn a_length_that_is_a_lie_is_corrupt() {
        let mut output = Output::default();
        output.number(u64::MAX);
        let bytes = output.into_bytes();
        assert_eq!(Input::new(&bytes).count(1), Err(Corrupt));
        assert_eq!(Input::new(&bytes).text(), Err(Corrupt));
    }
}
