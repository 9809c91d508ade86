//! Lower case, as the standard library has it, in a fifth of the space.
//!
//! [`char::to_lowercase`] brings a table of every capital letter with its small one, 12 kB of the browser's engine.
//! Here they are ranges. A test holds them against the standard library's; after an update of Unicode it says
//! what has to be added.

use alloc::string::String;

/// Ranges of capital letters, ascending: how far the first is from the last of the range before, how far it is to the
/// last and from each to the next, and how far from each to its small letter. Distances repeat where letters do not, so
/// that the table packs to two thirds.
#[rustfmt::skip]
const RANGES: [(u16, u8, u8, i32); 185] = [
    (65, 25, 1, 32), (102, 22, 1, 32), (2, 6, 1, 32), (34, 46, 2, 1), (4, 4, 2, 1), (3, 14, 2, 1),
    (3, 44, 2, 1), (2, 0, 1, -121), (1, 4, 2, 1), (4, 0, 1, 210), (1, 2, 2, 1), (2, 0, 1, 206), (1, 0, 1, 1),
    (2, 1, 1, 205), (1, 0, 1, 1), (3, 0, 1, 79), (1, 0, 1, 202), (1, 0, 1, 203), (1, 0, 1, 1), (2, 0, 1, 205),
    (1, 0, 1, 207), (2, 0, 1, 211), (1, 0, 1, 209), (1, 0, 1, 1), (4, 0, 1, 211), (1, 0, 1, 213),
    (2, 0, 1, 214), (1, 4, 2, 1), (2, 0, 1, 218), (1, 0, 1, 1), (2, 0, 1, 218), (3, 0, 1, 1), (2, 0, 1, 218),
    (1, 0, 1, 1), (2, 1, 1, 217), (1, 2, 2, 1), (2, 0, 1, 219), (1, 0, 1, 1), (4, 0, 1, 1), (8, 0, 1, 2),
    (1, 0, 1, 1), (2, 0, 1, 2), (1, 0, 1, 1), (2, 0, 1, 2), (1, 16, 2, 1), (3, 16, 2, 1), (3, 0, 1, 2),
    (1, 2, 2, 1), (2, 0, 1, -97), (1, 0, 1, -56), (1, 38, 2, 1), (2, 0, 1, -130), (2, 16, 2, 1),
    (8, 0, 1, 10795), (1, 0, 1, 1), (2, 0, 1, -163), (1, 0, 1, 10792), (3, 0, 1, 1), (2, 0, 1, -195),
    (1, 0, 1, 69), (1, 0, 1, 71), (1, 8, 2, 1), (290, 2, 2, 1), (4, 0, 1, 1), (9, 0, 1, 116), (7, 0, 1, 38),
    (2, 2, 1, 37), (2, 0, 1, 64), (2, 1, 1, 63), (2, 16, 1, 32), (2, 8, 1, 32), (36, 0, 1, 8), (9, 22, 2, 1),
    (6, 0, 1, -60), (3, 0, 1, 1), (2, 0, 1, -7), (1, 0, 1, 1), (3, 2, 1, -130), (1, 15, 1, 80), (1, 31, 1, 32),
    (49, 32, 2, 1), (10, 52, 2, 1), (2, 0, 1, 15), (1, 12, 2, 1), (3, 94, 2, 1), (3, 37, 1, 48),
    (2890, 37, 1, 7264), (2, 0, 1, 7264), (6, 0, 1, 7264), (723, 79, 1, 38864), (1, 5, 1, 8), (2196, 0, 1, 1),
    (7, 42, 1, -3008), (3, 2, 1, -3008), (321, 148, 2, 1), (10, 0, 1, -7615), (2, 94, 2, 1), (10, 7, 1, -8),
    (9, 5, 1, -8), (11, 7, 1, -8), (9, 7, 1, -8), (9, 5, 1, -8), (12, 6, 2, -8), (9, 7, 1, -8), (25, 7, 1, -8),
    (9, 7, 1, -8), (9, 7, 1, -8), (9, 1, 1, -8), (1, 1, 1, -74), (1, 0, 1, -9), (12, 3, 1, -86), (1, 0, 1, -9),
    (12, 1, 1, -8), (1, 1, 1, -100), (13, 1, 1, -8), (1, 1, 1, -112), (1, 0, 1, -7), (12, 1, 1, -128),
    (1, 1, 1, -126), (1, 0, 1, -9), (298, 0, 1, -7517), (4, 0, 1, -8383), (1, 0, 1, -8262), (7, 0, 1, 28),
    (46, 15, 1, 16), (20, 0, 1, 1), (819, 25, 1, 26), (1841, 47, 1, 48), (49, 0, 1, 1), (2, 0, 1, -10743),
    (1, 0, 1, -3814), (1, 0, 1, -10727), (3, 4, 2, 1), (2, 0, 1, -10780), (1, 0, 1, -10749), (1, 0, 1, -10783),
    (1, 0, 1, -10782), (2, 0, 1, 1), (3, 0, 1, 1), (9, 1, 1, -10815), (1, 98, 2, 1), (9, 2, 2, 1), (5, 0, 1, 1),
    (31054, 44, 2, 1), (20, 26, 2, 1), (136, 12, 2, 1), (4, 60, 2, 1), (11, 2, 2, 1), (2, 0, 1, -35332),
    (1, 8, 2, 1), (5, 0, 1, 1), (2, 0, 1, -42280), (3, 2, 2, 1), (4, 18, 2, 1), (2, 0, 1, -42308),
    (1, 0, 1, -42319), (1, 0, 1, -42315), (1, 0, 1, -42305), (1, 0, 1, -42308), (2, 0, 1, -42258),
    (1, 0, 1, -42282), (1, 0, 1, -42261), (1, 0, 1, 928), (1, 14, 2, 1), (2, 0, 1, -48), (1, 0, 1, -42307),
    (1, 0, 1, -35384), (1, 2, 2, 1), (2, 0, 1, -42343), (1, 14, 2, 1), (2, 0, 1, -42561), (25, 0, 1, 1),
    (22316, 25, 1, 32), (1222, 39, 1, 40), (137, 35, 1, 40), (157, 10, 1, 39), (2, 14, 1, 39), (2, 6, 1, 39),
    (2, 1, 1, 39), (1771, 50, 1, 64), (158, 21, 1, 32), (2875, 31, 1, 32), (21889, 31, 1, 32), (65, 24, 1, 27),
    (31304, 33, 1, 34),
];

/// The small letter of a capital one; any other character as it is. `İ` is left too: its small letter is two
/// characters.
pub(crate) fn lower(c: char) -> char {
    let code = u32::from(c);
    let mut last = 0;
    for (gap, length, step, delta) in RANGES {
        let first = last + u32::from(gap);
        if code < first {
            break;
        }
        last = first + u32::from(length);
        if code <= last {
            let is_capital = (code - first).is_multiple_of(u32::from(step));
            let small = char::from_u32(code.wrapping_add_signed(delta));
            return small.filter(|_| is_capital).unwrap_or(c);
        }
    }
    c
}

/// A word in lower case. As in [`str::to_lowercase`], a capital sigma behind a letter that ends the word is `ς`.
pub(crate) fn lowercase(word: &str) -> String {
    let mut lowered = String::with_capacity(word.len());
    let mut letters = word.chars().peekable();
    let mut follows_letter = false;
    while let Some(letter) = letters.next() {
        let is_last = !letters.peek().is_some_and(|next| next.is_alphabetic());
        match letter {
            'İ' => lowered.push_str("i\u{307}"),
            'Σ' if follows_letter && is_last => lowered.push('ς'),
            _ => lowered.push(lower(letter)),
        }
        follows_letter = letter.is_alphabetic();
    }
    lowered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_have_the_lower_case_of_unicode() {
        for c in ('\0'..=char::MAX).filter(|c| *c != 'İ') {
            let own: String = c.to_lowercase().collect();
            assert_eq!(lower(c).to_string(), own, "U+{:04X}", u32::from(c));
        }
    }

    #[test]
    fn words_have_the_lower_case_of_unicode() {
        for word in [
            "Gradient",
            "ГРАДІЄНТ",
            "ΧΆΟΣ",
            "ΣΊΣΥΦΟΣ",
            "Σ",
            "İstanbul",
            "L2",
            "don’t",
        ] {
            assert_eq!(lowercase(word), word.to_lowercase());
        }
    }
}
