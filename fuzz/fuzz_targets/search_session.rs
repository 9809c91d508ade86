//! A reader's searches over a damaged index: each gives an error or results, and so does the next one.
//!
//! The input is a text of requests, then a NUL and the damages, five bytes each: which file, what happens to it,
//! where (two bytes, little-endian), and a byte for it.
#![no_main]

use std::sync::LazyLock;

use answerbook_fuzz::{Files, index, requests, text_and_rest};
use libfuzzer_sys::fuzz_target;

static INDEX: LazyLock<Files> = LazyLock::new(index);

fuzz_target!(|input: &[u8]| {
    let (text, damages) = text_and_rest(input);
    let mut files = INDEX.clone();
    for damage in damages.as_chunks().0 {
        apply(damage, &mut files);
    }
    let mut engine = files.engine();
    for request in requests(&text) {
        let _ = files.search(&mut engine, &request);
    }
});

fn apply(&[file, what, low, high, byte]: &[u8; 5], files: &mut Files) {
    let others: Vec<_> = files.files.values().cloned().collect();
    let mut all = files.manifests.iter_mut().chain(files.files.values_mut());
    let count = others.len() + INDEX.manifests.len();
    let Some(bytes) = all.nth(usize::from(file) % count) else {
        return;
    };
    // Wherever a damage says, as long as there is something.
    let at = usize::from(u16::from_le_bytes([low, high])) % bytes.len().max(1);
    match what % 8 {
        0 if !bytes.is_empty() => bytes[at] = byte,
        1 if !bytes.is_empty() => bytes[at] ^= 1 << (byte % 8),
        2 if !bytes.is_empty() => bytes[at] = bytes[at].wrapping_add(byte),
        3 => bytes.insert(at, byte),
        4 => drop(bytes.drain(at..(at + usize::from(byte)).min(bytes.len()))),
        5 => bytes.truncate(at),
        // Another build's, or another language's.
        6 => bytes.clone_from(&others[usize::from(byte) % others.len()]),
        _ => bytes.clear(),
    }
}
