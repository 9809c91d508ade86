//! BM25, as tantivy computes it: the score of a term in a field of a document.
//!
//! Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with k₁ = 1.2 and
//! b = 0.75; the length of a field comes as Lucene's one-byte norm.

/// How quickly repetition stops to count.
const K1: f32 = 1.2;
/// How much the length of a field counts.
const B: f32 = 0.75;

/// The factor of a field's score, by field: a word in the title says most.
pub const BOOSTS: [f32; crate::blob::FIELDS] = [4.0, 2.0, 2.0, 1.0];

/// How rare something is that stands in `documents` of `count` documents.
pub fn rarity(documents: u32, count: u32) -> f32 {
    let rest = count.saturating_sub(documents) as f32;
    libm::logf(1.0 + (rest + 0.5) / (documents as f32 + 0.5))
}

/// The score of a term that stands `frequency` times in a field with a norm, where fields are `average` tokens long.
pub fn score(rarity: f32, frequency: u32, norm: u8, average: f32) -> f32 {
    let frequency = frequency as f32;
    let length = length(norm) as f32 / average;
    rarity * (1.0 + K1) * (frequency / (frequency + K1 * (1.0 - B + B * length)))
}

/// The norm of a field that is `length` tokens long: that of the greatest length that is not greater.
#[cfg(feature = "build")]
pub fn norm(tokens: u32) -> u8 {
    let (mut low, mut high) = (0, u8::MAX);
    while low < high {
        let middle = low + (high - low).div_ceil(2);
        match length(middle) <= tokens {
            true => low = middle,
            false => high = middle - 1,
        }
    }
    low
}

/// The length of a field in tokens, from its norm: exact up to 40, then with a mantissa of four bits. The same
/// as Lucene's `SmallFloat.byte4ToInt`.
pub fn length(norm: u8) -> u32 {
    const EXACT: u8 = 24;
    let Some(coded) = norm.checked_sub(EXACT) else {
        return u32::from(norm);
    };
    let (mantissa, exponent) = (u32::from(coded & 7), coded >> 3);
    let value = match exponent {
        0 => mantissa,
        _ => (mantissa | 8) << (exponent - 1),
    };
    value.saturating_add(u32::from(EXACT))
}
