//! A word → its stem, the part that its inflected forms share.
//!
//! In comes a word that [`crate::analysis`] has normalised, out goes a string that is only good for
//! comparing. A query finds a text if both were stemmed by the stemmer of the text's language.
//!
//! | language | words of | stemmed by |
//! |--|--|--|
//! | English | the letters a to z and the apostrophe | Snowball's English stemmer ("Porter 2") |
//! | Russian | Cyrillic letters of Russian | Snowball's Russian stemmer, which takes `ё` for `е` as we do |
//! | | a to z | as English |
//! | Ukrainian | Cyrillic letters of Ukrainian and the apostrophe | our own rules, `data/ukrainian.txt` |
//! | | a to z | as English |
//! | any other | | not |
//!
//! All else stays as it is: words with digits, signs or letters of another script (`f1`, `3.14`, `c++`,
//! `naïve`), and words of one language's letters in a text of the other (`объект` in Ukrainian).
//! Latin words are stemmed as English in Russian and Ukrainian too, because there they are English terms
//! (`feature`, `features`). So a term has the same stem in the texts of all languages.
//!
//! Snowball's stemmers are compiled by its own compiler and come from the crate `snowstem`, because it needs no
//! standard library; a test holds them against those of another crate.
//!
//! A stem need not be a word, and the stem of a stem may be another: stem once.

mod ukrainian;

use alloc::borrow::Cow;

use snowstem::Algorithm;

/// The stemmer of a language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stemmer {
    /// Snowball's for English.
    English,
    /// Snowball's for Russian; Latin words as English ones.
    Russian,
    /// Our own for Ukrainian; Latin words as English ones.
    Ukrainian,
    /// Leaves every word as it is: for languages that we have no stemmer for.
    None,
}

impl Stemmer {
    /// The stemmer for a BCP 47 language tag; only the language in it counts (`en-GB`, `uk-Cyrl`).
    pub fn of(language_tag: &str) -> Self {
        let language = language_tag.split(['-', '_']).next().unwrap_or_default();
        let stemmers = [
            ("en", Self::English),
            ("ru", Self::Russian),
            ("uk", Self::Ukrainian),
        ];
        stemmers
            .into_iter()
            .find(|(code, _)| language.eq_ignore_ascii_case(code))
            .map_or(Self::None, |(_, stemmer)| stemmer)
    }

    /// The stem of a normalised word; empty only if the word is. Takes time linear in its length.
    pub fn stem<'w>(&self, word: &'w str) -> Cow<'w, str> {
        let is_latin = || word.bytes().all(|b| b.is_ascii_lowercase() || b == b'\'');
        let stem = match self {
            Self::None => return Cow::Borrowed(word),
            _ if is_latin() => snowstem::Stemmer::create(Algorithm::English).stem(word),
            Self::Russian if word.chars().all(|c| matches!(c, 'а'..='я')) => {
                snowstem::Stemmer::create(Algorithm::Russian).stem(word)
            }
            Self::Ukrainian if word.chars().all(ukrainian::is_part) => ukrainian::stem(word),
            _ => return Cow::Borrowed(word),
        };
        // Apostrophes alone have no stem.
        if stem.is_empty() {
            Cow::Borrowed(word)
        } else {
            stem
        }
    }
}

#[cfg(test)]
mod tests;
