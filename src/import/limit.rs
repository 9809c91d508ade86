//! How much of a source is read until something has come of it.
//!
//! Sources are read in a stream and may be as large as they like; what is held of them in memory may not: a row of a
//! table, an entry of an export, the list of an archive's files. A [`Meter`] says how much may still come, and whoever
//! reads sets it anew when a part is done with.

use std::cell::Cell;
use std::io::{self, ErrorKind, Read, Seek, SeekFrom};

/// The largest row of a table, entry of an export and note of a deck. A question's file may not be larger.
pub(super) const ENTRY_BYTES: u64 = crate::load::TEXT_BYTES;

/// How many bytes may still be read.
pub(super) struct Meter {
    left: Cell<u64>,
    /// What is said when they were read: what is too large.
    message: String,
}

impl Meter {
    /// As many bytes as an entry may have; `what` it is called.
    pub(super) fn of_entry(what: &str) -> Self {
        let message = format!("{what} is larger than {} MB", ENTRY_BYTES >> 20);
        Self::new(ENTRY_BYTES, message)
    }

    /// Begins another entry.
    pub(super) fn next_entry(&self) {
        self.set(ENTRY_BYTES);
    }

    /// So many bytes, and what is said of more.
    pub(super) fn new(bytes: u64, message: String) -> Self {
        let left = Cell::new(bytes);
        Self { left, message }
    }

    /// Lets so many more bytes be read.
    pub(super) fn set(&self, bytes: u64) {
        self.left.set(bytes);
    }

    /// A reader that ends with an error behind the last byte that may be read.
    pub(super) fn of<R>(&self, inner: R) -> Metered<'_, R> {
        Metered { inner, meter: self }
    }
}

/// A reader of which only so much is read.
pub(super) struct Metered<'m, R> {
    inner: R,
    meter: &'m Meter,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.meter.left.get();
        if left == 0 {
            return Err(io::Error::new(
                ErrorKind::FileTooLarge,
                self.meter.message.clone(),
            ));
        }
        let end = usize::try_from(left).map_or(buffer.len(), |left| left.min(buffer.len()));
        let length = self.inner.read(&mut buffer[..end])?;
        self.meter.left.set(left - length as u64);
        Ok(length)
    }
}

impl<R: Seek> Seek for Metered<'_, R> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.inner.seek(to)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_part_may_have_so_many_bytes_and_the_next_as_many() {
        let meter = Meter::new(4, "too long".to_owned());
        let mut reader = meter.of(&b"abcdefgh"[..]);
        let mut bytes = [0; 3];
        reader.read_exact(&mut bytes).unwrap();
        meter.set(4);
        reader.read_exact(&mut bytes).unwrap();
        let error = reader.read_to_end(&mut Vec::new()).unwrap_err();
        assert_eq!(error.to_string(), "too long");
    }
}
