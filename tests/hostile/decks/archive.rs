//! Archives that are written by hand, so that they can say what is not so.

/// A file of an archive, which says of itself what it likes.
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) method: u16,
    pub(super) bytes: Vec<u8>,
    pub(super) claimed: u32,
}

impl Entry {
    pub(super) fn stored(name: &str, bytes: Vec<u8>) -> Self {
        let claimed = u32::try_from(bytes.len()).unwrap();
        Self {
            name: name.to_owned(),
            method: 0,
            bytes,
            claimed,
        }
    }
}

/// An archive by the letter of the format (APPNOTE.TXT, 4.3): no checksum is right, since none is read to its end.
pub(super) fn archive(entries: &[Entry]) -> Vec<u8> {
    let (mut files, mut list) = (Vec::new(), Vec::new());
    for entry in entries {
        let at = u32::try_from(files.len()).unwrap().to_le_bytes();
        let length = u32::try_from(entry.bytes.len()).unwrap().to_le_bytes();
        let name = u16::try_from(entry.name.len()).unwrap().to_le_bytes();
        let mut common = vec![20, 0, 0, 0];
        common.extend(entry.method.to_le_bytes());
        common.extend([0; 4]);
        common.extend(crc32(&entry.bytes, entry.method).to_le_bytes());
        common.extend(length);
        common.extend(entry.claimed.to_le_bytes());
        common.extend(name);
        common.extend([0, 0]);
        files.extend(b"PK\x03\x04");
        files.extend(&common);
        files.extend(entry.name.as_bytes());
        files.extend(&entry.bytes);
        list.extend(b"PK\x01\x02\x14\0");
        list.extend(&common);
        list.extend([0; 10]);
        list.extend(at);
        list.extend(entry.name.as_bytes());
    }
    let count = u16::try_from(entries.len())
        .unwrap_or(u16::MAX)
        .to_le_bytes();
    let start = u32::try_from(files.len()).unwrap().to_le_bytes();
    let length = u32::try_from(list.len()).unwrap().to_le_bytes();
    files.extend(list);
    files.extend(b"PK\x05\x06\0\0\0\0");
    files.extend(count);
    files.extend(count);
    files.extend(length);
    files.extend(start);
    files.extend([0, 0]);
    files
}

/// The checksum of what is stored as it is.
fn crc32(bytes: &[u8], method: u16) -> u32 {
    if method != 0 {
        return 0;
    }
    let step = |crc: u32, _| (crc >> 1) ^ (0xedb8_8320 & 0_u32.wrapping_sub(crc & 1));
    let update = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), step);
    !bytes.iter().fold(u32::MAX, update)
}

/// So many bytes as deflate writes them at its shortest: a literal, then again and again the last one 258 times.
pub(super) fn deflated(bytes: usize) -> Vec<u8> {
    let (mut out, mut buffer, mut count) = (Vec::new(), 0_u64, 0);
    let mut put = |bits: u64, length: u32| {
        buffer |= bits << count;
        count += length;
        while count >= 8 {
            out.push(u8::try_from(buffer & 255).unwrap());
            buffer >>= 8;
            count -= 8;
        }
    };
    // The last block, with the fixed code; a zero: eight bits of the code, from the most significant.
    put(0b011, 3);
    put(0b0000_1100, 8);
    for _ in 0..bytes / 258 {
        put(0b1010_0011, 8);
        put(0, 5);
    }
    // The end, and bits to fill the byte.
    put(0, 14);
    out
}

/// So many times 128 KiB as Zstandard writes them at its shortest (RFC 8878, 3.1.1): blocks of one byte.
pub(super) fn zstd(blocks: usize) -> Vec<u8> {
    let mut out = b"\x28\xb5\x2f\xfd\x00\x50".to_vec();
    for _ in 0..blocks {
        out.extend((((128_u32 << 10) << 3) | (1 << 1)).to_le_bytes()[..3].iter());
        out.push(0);
    }
    out
}
