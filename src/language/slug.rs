//! Slugs: the anchors of headings and the addresses of tags.
//!
//! A title goes in, a short text for an address comes out, the same on every system and in every
//! build. Letters of any script stay: a Cyrillic heading has a Cyrillic anchor.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The anchor of a heading whose text has no letter and no digit.
const NAMELESS: &str = "section";

/// A text as a part of an address: lower case, letters and digits kept with their marks,
/// apostrophes dropped, everything else a single `-` between words, Unicode's form NFC.
///
/// It is empty if the text has no letter and no digit, and not shortened, so that whoever makes a
/// file name of it checks its length. A slug is its own slug.
pub fn slug(text: &str) -> String {
    let lower = text.nfc().collect::<String>().to_lowercase();
    let mut slug = String::with_capacity(lower.len());
    let mut gap = false;
    for c in lower.chars().filter(|c| !is_dropped(*c)) {
        let mark = is_combining_mark(c);
        if mark && !gap && !slug.is_empty() {
            slug.push(c);
        } else if c.is_alphanumeric() && !mark {
            if gap && !slug.is_empty() {
                slug.push('-');
            }
            slug.push(c);
            gap = false;
        } else {
            gap = true;
        }
    }
    // Lower-casing and dropping can bring a letter and a mark together that have one code point.
    slug.nfc().collect()
}

/// Characters inside words that the eye does not see or that an address is better without.
fn is_dropped(c: char) -> bool {
    match c {
        // Apostrophes, also as they are typed for want of the right key, and the letter apostrophe.
        '\'' | '`' | '´' | '‘' | '’' | '‛' | '′' | 'ʼ' | '＇' => true,
        // Soft hyphen, zero-width and directional characters, byte order mark, variation selectors.
        '\u{ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0100}'..='\u{e01ef}' => true,
        _ => false,
    }
}

/// Makes the anchors of one page, each different from all others.
///
/// The second of two equal headings gets `-1` behind its slug, the third `-2`, and so on. Anchors
/// that authors chose themselves are to be [reserved](Self::reserve) before the first is made.
#[derive(Debug, Default)]
pub struct Slugger {
    /// Every anchor that is taken, with the number to try next if it is wanted again.
    taken: BTreeMap<String, u64>,
}

impl Slugger {
    /// Takes an anchor as it is; `false` if it was taken already.
    pub fn reserve(&mut self, anchor: &str) -> bool {
        let free = !self.taken.contains_key(anchor);
        if free {
            self.taken.insert(anchor.to_owned(), 1);
        }
        free
    }

    /// An anchor for a heading: its [`slug`], with a number if that is taken; never empty.
    pub fn anchor(&mut self, heading: &str) -> String {
        let mut base = slug(heading);
        if base.is_empty() {
            base.push_str(NAMELESS);
        }
        let Some(mut number) = self.taken.get(&base).copied() else {
            self.reserve(&base);
            return base;
        };
        // Each numbered anchor belongs to one base, whose counter never goes back: over a whole
        // page there are not more tries than anchors.
        loop {
            let anchor = format!("{base}-{number}");
            number += 1;
            if self.reserve(&anchor) {
                self.taken.insert(base, number);
                return anchor;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;
    use unicode_normalization::is_nfc;

    use super::*;

    #[test]
    fn words_are_joined_by_single_hyphens() {
        assert_eq!(slug("  What is L1 -- or L2?! "), "what-is-l1-or-l2");
        assert_eq!(slug("f'(x) = 2x"), "f-x-2x");
        assert_eq!(slug("C++ & snake_case"), "c-snake-case");
    }

    #[test]
    fn letters_of_every_script_stay() {
        assert_eq!(slug("Що таке Ґрадієнт?"), "що-таке-ґрадієнт");
        assert_eq!(slug("Ёмкость модели"), "ёмкость-модели");
        assert_eq!(slug("机器学习 入门"), "机器学习-入门");
        assert_eq!(slug("ΟΔΟΣ"), "οδος");
        // Devanagari: the vowel sign and the virama are marks inside the word.
        assert_eq!(slug("क्या है"), "क्या-है");
    }

    #[test]
    fn apostrophes_of_every_kind_are_dropped() {
        for apostrophe in ['\'', '’', 'ʼ', '`', '‘', '´'] {
            assert_eq!(slug(&format!("Розв{apostrophe}язання")), "розвязання");
        }
    }

    #[test]
    fn composed_and_decomposed_texts_have_one_slug() {
        assert_eq!(slug("И\u{306}од і\u{308}жак"), "йод-їжак");
        assert_eq!(slug("cafe\u{200d}\u{301}"), "café");
    }

    #[test]
    fn invisible_characters_do_not_split_words() {
        assert_eq!(slug("пере\u{ad}навчання ❤\u{fe0f}"), "перенавчання");
        assert_eq!(slug("می\u{200c}خواهم"), "میخواهم");
    }

    #[test]
    fn text_without_letters_has_no_slug_but_an_anchor() {
        assert_eq!(slug("?! …"), "");
        let mut slugger = Slugger::default();
        assert_eq!(slugger.anchor("∑"), "section");
        assert_eq!(slugger.anchor("→"), "section-1");
    }

    #[test]
    fn repeated_headings_are_numbered() {
        let mut slugger = Slugger::default();
        let anchors = ["Code", "Code", "code-1", "CODE", "Code 1"].map(|h| slugger.anchor(h));
        assert_eq!(
            anchors,
            ["code", "code-1", "code-1-1", "code-2", "code-1-2"]
        );
    }

    #[test]
    fn numbers_are_not_tried_twice() {
        let mut slugger = Slugger::default();
        for _ in 0..100 {
            slugger.anchor("Code");
        }
        assert_eq!(slugger.taken["code"], 100);
    }

    #[test]
    fn reserved_anchors_are_not_given_to_headings() {
        let mut slugger = Slugger::default();
        assert!(slugger.reserve("code"));
        assert!(!slugger.reserve("code"));
        assert_eq!(slugger.anchor("Code"), "code-1");
    }

    proptest! {
        #[test]
        fn slugs_are_clean(text in any::<String>()) {
            let slug = slug(&text);
            prop_assert!(!slug.starts_with('-') && !slug.ends_with('-') && !slug.contains("--"));
            prop_assert!(slug.chars().all(|c| c == '-' || c.is_alphanumeric() || is_combining_mark(c)));
            prop_assert!(is_nfc(&slug));
        }

        #[test]
        fn a_slug_is_its_own_slug(text in any::<String>()) {
            let once = slug(&text);
            prop_assert_eq!(slug(&once), once);
        }

        #[test]
        fn anchors_of_a_page_differ(headings in prop::collection::vec("[ab1\\-]{0,5}", 0..60)) {
            let mut slugger = Slugger::default();
            let anchors = headings.iter().map(|h| slugger.anchor(h)).collect::<Vec<_>>();
            prop_assert_eq!(anchors.iter().collect::<BTreeSet<_>>().len(), headings.len());
            prop_assert!(anchors.iter().all(|a| !a.is_empty()));
        }
    }
}
