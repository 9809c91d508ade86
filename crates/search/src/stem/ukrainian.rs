//! A Ukrainian word → its stem.
//!
//! In comes a normalised word of Ukrainian letters, out goes what its inflected forms share: a string
//! that is only good for comparing. The rules are data, `data/ukrainian.txt`, written from descriptions of
//! Ukrainian inflection; the build script makes a table of every pass, and [`stem`] applies them in order. A
//! word is walked once per pass, from its end, for at most as many letters as the longest rule has.
//!
//! # What it does
//! - `reflexive`: -ся and -сь after verbs' endings.
//! - `endings`: the longest ending of a noun, an adjective or a verb. Verbs keep their theme vowel
//!   (`навча-ти`, `друку-вати`, `роби-ти`), so that they rarely meet nouns.
//! - `suffixes`: double consonants (`навчання`, `навчань`), and of nouns what would be taken for a verb's
//!   ending in some of their forms (`результат`, `результати`).
//! - `fleeting`: vowels that come and go (`вибірка`, `вибірок`; `рівень`, `рівня`).
//! - `sounds`: і/о, і/е, к/ц (`набір`, `набору`; `ступінь`, `ступеня`; `вибірка`, `вибірці`).
//!
//! `ґ` counts as `г` and apostrophes do not count: both are often left out in typing.
//!
//! Derivation is left alone, because it is a search for words and not for roots: `точний` and
//! `точність`, `навчати` and `навчання` and `навчений`, `швидкий` and `найшвидший` have different stems. Only
//! what has the same ending is joined: `точно`, `точний`; `використано`, `використаний`, `використання`.
//!
//! # How well it does it
//! The measures are those of `cargo xtask stemming`, on the forms of the dictionaries of pymorphy3 that
//! wordfreq has met (338,116 Ukrainian, 482,617 Russian), in percent:
//!
//! | | understemming | overstemming | stems |
//! |--|--:|--:|--:|
//! | **this stemmer, Ukrainian** | **5.0** | **17.0** | 87,234 |
//! | Snowball's Ukrainian stemmer of October 2026 | 15.1 | 28.2 | 79,952 |
//! | first 5 letters, Ukrainian | 35.8 | 37.3 | 57,530 |
//! | first 6 letters, Ukrainian | 52.5 | 14.2 | 100,004 |
//! | Ukrainian words as they are | 100 | 0 | 338,116 |
//! | Snowball's Russian stemmer, Russian | 15.9 | 18.2 | 94,591 |
//! | first 5 letters, Russian | 29.4 | 43.9 | 59,847 |
//! | first 6 letters, Russian | 46.1 | 15.3 | 111,528 |
//! | Russian words as they are | 100 | 0 | 482,617 |
//!
//! Understemming by class: nouns 2.3, adjectives 0.2, verbs 15.6; in Russian 10.8, 3.2 and 38.8.
//!
//! Every lemma weighed the same, instead of by its frequency: 4.1 and 4.9, Snowball's Ukrainian 8.4 and
//! 7.8, Russian 10.6 and 5.0.
//!
//! What the parts are worth; the rules for single words were found by looking at the heaviest mistakes
//! on these very forms, so the figures without them are the more careful ones:
//!
//! | without | understemming | overstemming |
//! |--|--:|--:|
//! | pass `reflexive` | 7.4 | 16.3 |
//! | pass `suffixes` | 7.7 | 14.9 |
//! | pass `fleeting` | 7.2 | 16.7 |
//! | pass `sounds` | 8.4 | 15.2 |
//! | of it, і/о | 7.6 | 15.6 |
//! | of it, к/ц | 5.8 | 16.5 |
//! | nouns, verbs and short adjectives named singly | 9.5 | 16.5 |
//!
//! # Known gaps
//! Forms that stay apart, with their part of the 5.0 percent:
//!
//! | part | forms |
//! |--:|--|
//! | 1.3 | verbs with two stems in the present and the past: `стати`, `стане`; `брати`, `бере`; `стояти`, `стоїть`. A few are named: `писати`, `пише` |
//! | 0.9 | single nouns: `дівчина`, `дівчата`; `бог`, `боже`; `око`, `очі`; `голова`, `голів` |
//! | 0.7 | impersonal -но and -то (`створено`), which go with the participle (`створений`) instead of the verb |
//! | 0.6 | verbs in -сти, -зти, -кти, -ерти: `провести`, `проведе`, `провів` |
//! | 0.5 | the first person of verbs in -ити with another consonant: `бачу`, `прошу`, `сиджу`; `говорю` |
//! | 0.5 | imperatives of verbs in -ити: `створи`, `створіть` |
//! | 0.3 | datives in -ові, -еві (`шарові`), because -ові is far more often a plural adjective (`базові`) |
//! | 0.1 | locatives with г/з and х/с that are not named: `у русі`, `на березі` |
//! | 0.1 | past tense of verbs in -нути without it: `зник`, `зникла` |
//!
//! Words that are joined are mostly short ones: `рок`, `рік`; `суд`, `суддя`; `ліс`, `лосс`.

use alloc::borrow::Cow;

use crate::letters;

/// The tables in the order in which they apply. The build script says how they are laid out.
static PASSES: [&[u8]; 5] = [
    include_bytes!(concat!(env!("OUT_DIR"), "/reflexive.table")),
    include_bytes!(concat!(env!("OUT_DIR"), "/endings.table")),
    include_bytes!(concat!(env!("OUT_DIR"), "/suffixes.table")),
    include_bytes!(concat!(env!("OUT_DIR"), "/fleeting.table")),
    include_bytes!(concat!(env!("OUT_DIR"), "/sounds.table")),
];

/// Whether a character may stand in a word that [`stem`] knows: the alphabet's letters and the apostrophe.
pub(super) fn is_part(c: char) -> bool {
    matches!(c, 'ґ' | '\'') || !matches!(c, 'ъ' | 'ы' | 'э') && code(c).is_some()
}

/// The stem of a word for whose characters [`is_part`] holds; never empty if the word has a letter.
pub(super) fn stem(word: &str) -> Cow<'_, str> {
    let mut stem = Cow::Borrowed(word);
    if word.chars().any(|c| matches!(c, 'ґ' | '\'')) {
        let letters = word.chars().filter(|c| *c != '\'');
        stem = Cow::Owned(letters.map(|c| if c == 'ґ' { 'г' } else { c }).collect());
    }
    for table in PASSES {
        if let Some(rule) = find(table, &stem) {
            apply(rule, &mut stem);
        }
    }
    stem
}

/// What happens to a word in a pass.
#[derive(Clone, Copy)]
struct Rule {
    /// How many letters go.
    drop: usize,
    /// Codes of the letters that come in their place.
    replacement: &'static [u8],
}

/// The rule of a table with the longest match in a word of which enough stays.
fn find(table: &'static [u8], word: &str) -> Option<Rule> {
    let letters = letters::count(word);
    let first_vowel = word.chars().position(is_vowel).unwrap_or(letters);
    let mut rest = word.chars().rev().map(code);
    let mut found = None;
    let mut node = number_at(table, 0);
    loop {
        let (rules, steps) = (table[node] >> 6, table[node] & 0x3F);
        let mut at = node + 1;
        let mut longer = None;
        for _ in 0..rules {
            let least = usize::from(table[at] & 7);
            let is_vowelless = table[at] & 8 != 0;
            let replacement = &table[at + 2..][..usize::from(table[at + 1])];
            let drop = usize::from(table[at] >> 4);
            at += 2 + replacement.len();
            // The match may be longer than the ending, but never than the word.
            let kept = letters - drop;
            let has_vowel = first_vowel < kept || replacement.iter().any(|c| is_vowel(letter(*c)));
            if kept >= least && (is_vowelless || has_vowel) {
                longer = longer.or(Some(Rule { drop, replacement }));
            }
        }
        found = longer.or(found);
        // Before the first letter stands the word's beginning; no rule goes on from there.
        let step = rest.next().unwrap_or(Some(START));
        let (letters, places) = table[at..].split_at(usize::from(steps));
        match letters.iter().position(|letter| Some(*letter) == step) {
            Some(number) => node -= number_at(places, 2 * number),
            None => return found,
        }
    }
}

fn apply(rule: Rule, stem: &mut Cow<'_, str>) {
    if let Some(last) = rule.drop.checked_sub(1) {
        let end = stem.char_indices().rev().nth(last).map_or(0, |(at, _)| at);
        match stem {
            Cow::Borrowed(text) => *text = &text[..end],
            Cow::Owned(text) => text.truncate(end),
        }
    }
    if !rule.replacement.is_empty() {
        let letters = rule.replacement.iter().map(|code| letter(*code));
        stem.to_mut().extend(letters);
    }
}

/// The number in the two bytes that begin at `at`.
fn number_at(table: &[u8], at: usize) -> usize {
    usize::from(u16::from_le_bytes([table[at], table[at + 1]]))
}

/// The code that stands before the first letter of a word.
const START: u8 = 0;

/// The byte for a letter; none for what is no letter of a rule.
fn code(c: char) -> Option<u8> {
    match c {
        'а'..='я' => u8::try_from(u32::from(c) - u32::from('а') + 1).ok(),
        'є' => Some(33),
        'і' => Some(34),
        'ї' => Some(35),
        _ => None,
    }
}

/// The letter of a byte that [`code`] has made.
fn letter(code: u8) -> char {
    match code {
        33 => 'є',
        34 => 'і',
        35 => 'ї',
        _ => char::from_u32(u32::from('а') + u32::from(code) - 1)
            .unwrap_or(char::REPLACEMENT_CHARACTER),
    }
}

fn is_vowel(c: char) -> bool {
    matches!(c, 'а' | 'е' | 'є' | 'и' | 'і' | 'ї' | 'о' | 'у' | 'ю' | 'я')
}
