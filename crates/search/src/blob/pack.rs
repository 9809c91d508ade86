//! Bytes of a file → the bytes that a browser fetches. Native only.
//!
//! Static hosts do not compress files of unknown types, so the files of the blob are gzipped by us. Whoever reads
//! them takes plain bytes too: a host may have inflated them on the way.

use libdeflater::{CompressionLvl, Compressor, Decompressor};

use super::Corrupt;
use crate::keeper::Keeper;

/// What gzip begins with (RFC 1952, section 2.3.1).
const GZIP: [u8; 2] = [0x1F, 0x8B];

/// Sections 2.2 and 2.3.1 of RFC 1952: what stands around the compressed data, the length of the plain data last.
const AROUND: usize = 18;

/// No file of the blob is so large; a length that says so is a lie.
const MOST_BYTES: usize = 1 << 30;

/// Packs files, one after the other.
pub struct Packer<'k> {
    compressor: Compressor,
    keeper: Option<&'k dyn Keeper>,
}

impl Default for Packer<'_> {
    fn default() -> Self {
        Self::new(None)
    }
}

impl<'k> Packer<'k> {
    /// A packer that asks a keeper first.
    pub(crate) fn new(keeper: Option<&'k dyn Keeper>) -> Self {
        // The levels above take up to twice as long for less than a hundredth.
        let compressor = Compressor::new(CompressionLvl::new(6).unwrap_or_default());
        Self { compressor, keeper }
    }

    /// As [`Packer::pack`], of bytes with this hash.
    pub(crate) fn pack_hashed(&mut self, hash: &blake3::Hash, bytes: &[u8]) -> Vec<u8> {
        let Some(keeper) = self.keeper else {
            return self.pack(bytes);
        };
        let mut hasher = blake3::Hasher::new_derive_key("answerbook search: a packed file");
        let key = *hasher.update(hash.as_bytes()).finalize().as_bytes();
        let known = keeper.get(&key).filter(|known| {
            let length = known.split_last_chunk::<4>();
            length.is_some_and(|(_, length)| *length == (bytes.len() as u32).to_le_bytes())
        });
        known.unwrap_or_else(|| {
            let packed = self.pack(bytes);
            keeper.keep(&key, &packed);
            packed
        })
    }

    /// The bytes as gzip: the same for the same bytes, without a time and a name.
    pub fn pack(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut packed = vec![0; self.compressor.gzip_compress_bound(bytes.len())];
        match self.compressor.gzip_compress(bytes, &mut packed) {
            Ok(length) => {
                packed.truncate(length);
                packed.shrink_to_fit();
                packed
            }
            // There is room for any outcome; and plain bytes are read too.
            Err(_) => bytes.to_vec(),
        }
    }
}

/// The plain bytes of a file, packed or not.
///
/// # Errors
/// If it is damaged.
pub fn unpacked(bytes: &[u8]) -> Result<Vec<u8>, Corrupt> {
    if !bytes.starts_with(&GZIP) {
        return Ok(bytes.to_vec());
    }
    let (_, length) = bytes.split_last_chunk::<4>().ok_or(Corrupt)?;
    let length = u32::from_le_bytes(*length) as usize;
    // Deflate makes nothing more than about a thousand times smaller (RFC 1951: 258 bytes in two bits).
    if bytes.len() < AROUND || length > MOST_BYTES.min(bytes.len() * 1032) {
        return Err(Corrupt);
    }
    let mut plain = vec![0; length];
    match Decompressor::new().gzip_decompress(bytes, &mut plain) {
        Ok(written) if written == length => Ok(plain),
        _ => Err(Corrupt),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_is_unpacked() {
        let bytes: Vec<u8> = (0..10_000u32)
            .flat_map(|n| (n % 251).to_le_bytes())
            .collect();
        for bytes in [&[][..], b"ABS", &bytes] {
            let packed = Packer::default().pack(bytes);
            assert_eq!(packed[..2], GZIP);
            assert_eq!(unpacked(&packed), Ok(bytes.to_vec()));
            assert_eq!(unpacked(bytes), Ok(bytes.to_vec()));
        }
    }

    #[test]
    fn what_is_damaged_is_not() {
        let packed = Packer::default().pack(b"some bytes");
        for length in 2..packed.len() {
            assert_eq!(unpacked(&packed[..length]), Err(Corrupt));
        }
        let mut huge = packed.clone();
        huge.truncate(packed.len() - 4);
        huge.extend(u32::MAX.to_le_bytes());
        assert_eq!(unpacked(&huge), Err(Corrupt));
    }
}
