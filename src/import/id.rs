//! Ids of questions, made from their titles: Latin letters, digits and dashes.
//!
//! In: a title and the language that it is in. Out: a name that is good for a file and an address. Ukrainian is
//! transliterated by the table of the Cabinet of Ministers of 27 January 2010 (No. 55), Russian by the one for
//! passports (ICAO Doc 9303, order No. 889 of the Ministry of Internal Affairs, 2017). Other scripts stay.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::language::slug::slug;

/// The longest id, in characters.
pub const LONGEST: usize = 60;
/// The id of a title without a letter or digit.
const NAMELESS: &str = "question";
/// Names that mean something else in a book or that Windows keeps for devices.
const RESERVED: [&str; 10] = [
    "index", "con", "prn", "aux", "nul", "com1", "com2", "lpt1", "lpt2", "lpt3",
];

/// The id that a title gives, at most [`LONGEST`] characters, cut at a word.
pub fn id_of(title: &str, language: &str) -> String {
    let name = cut(&slug(&transliterated(title, language)), LONGEST);
    match name.as_str() {
        "" => NAMELESS.to_owned(),
        name if RESERVED.contains(&name) => format!("{name}-{NAMELESS}"),
        _ => name,
    }
}

/// A name of at most `longest` characters: cut behind the last word that fits, or within the only one.
fn cut(name: &str, longest: usize) -> String {
    let Some((end, next)) = name.char_indices().nth(longest) else {
        return name.to_owned();
    };
    let head = &name[..end];
    let kept = match (next, head.rfind('-')) {
        ('-', _) | (_, None) => head,
        // A word so long that little would be left is cut.
        (_, Some(at)) if at < longest / 3 => head,
        (_, Some(at)) => &head[..at],
    };
    kept.trim_end_matches('-').to_owned()
}

/// A text in Latin letters, by the table of its language.
pub fn transliterated(text: &str, language: &str) -> String {
    let is_ukrainian = language.split('-').next() == Some("uk");
    let text: String = text.nfc().collect::<String>().to_lowercase();
    let mut out = String::with_capacity(text.len());
    let mut before: Option<char> = None;
    for c in text.chars() {
        let begins = !before.is_some_and(|c| c.is_alphabetic() || is_apostrophe(c));
        let latin = match is_ukrainian {
            true => ukrainian(c, begins, before).or_else(|| russian(c)),
            false => russian(c).or_else(|| ukrainian(c, begins, before)),
        };
        match latin {
            Some(latin) => out.push_str(latin),
            None => out.extend(
                std::iter::once(c)
                    .nfkd()
                    .filter(|c| !is_combining_mark(*c) || !c.is_ascii()),
            ),
        }
        before = Some(c);
    }
    without_marks_of_latin(&out)
}

/// Letters of the Latin script without their accents; marks of other scripts stay.
fn without_marks_of_latin(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut is_latin = false;
    for c in text.chars() {
        if is_combining_mark(c) && is_latin {
            continue;
        }
        is_latin = c.is_ascii_alphabetic();
        out.push(c);
    }
    out.nfc().collect()
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '`' | '´' | '‘')
}

fn ukrainian(c: char, begins: bool, before: Option<char>) -> Option<&'static str> {
    Some(match c {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        // Told from `ж`, which is `zh`.
        'г' if before == Some('з') => "gh",
        'г' => "h",
        'ґ' => "g",
        'д' => "d",
        'е' => "e",
        'є' if begins => "ye",
        'є' => "ie",
        'ж' => "zh",
        'з' => "z",
        'и' => "y",
        'і' => "i",
        'ї' if begins => "yi",
        'ї' => "i",
        'й' if begins => "y",
        'й' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ю' if begins => "yu",
        'ю' => "iu",
        'я' if begins => "ya",
        'я' => "ia",
        'ь' => "",
        _ => return None,
    })
}

fn russian(c: char) -> Option<&'static str> {
    Some(match c {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' => "g",
        'д' => "d",
        'е' | 'ё' | 'э' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'й' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' => "u",
        'ф' => "f",
        'х' => "kh",
        'ц' => "ts",
        'ч' => "ch",
        'ш' => "sh",
        'щ' => "shch",
        'ъ' => "ie",
        'ы' => "y",
        'ь' => "",
        'ю' => "iu",
        'я' => "ia",
        _ => return None,
    })
}

/// Gives ids that differ, each at most [`LONGEST`] characters.
#[derive(Debug, Default)]
pub struct Ids {
    /// Every id that is taken, with the number to try next if it is wanted again.
    taken: BTreeMap<String, u32>,
}

impl Ids {
    /// Takes an id as it is; `false` if it was taken.
    pub fn reserve(&mut self, id: &str) -> bool {
        let is_free = !self.taken.contains_key(id);
        if is_free {
            self.taken.insert(id.to_owned(), 2);
        }
        is_free
    }

    /// The id itself, or with a number if it is taken.
    pub fn unique(&mut self, id: &str) -> String {
        if self.reserve(id) {
            return id.to_owned();
        }
        let mut number = self.taken.get(id).copied().unwrap_or(2);
        loop {
            let suffix = format!("-{number}");
            let candidate = cut(id, LONGEST - suffix.len()) + &suffix;
            number += 1;
            if self.reserve(&candidate) {
                self.taken.insert(id.to_owned(), number);
                return candidate;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ukrainian_follows_the_table_of_2010() {
        for (text, latin) in [
            ("Згорани Розгон", "zghorany rozghon"),
            (
                "Єнакієве Їжакевич Кадиївка",
                "yenakiieve yizhakevych kadyivka",
            ),
            ("Йосипівка Стрий Олексій", "yosypivka stryi oleksii"),
            (
                "Юрій Крюківка Яготин Ічня Знам’янка",
                "yurii kriukivka yahotyn ichnia znam’ianka",
            ),
            (
                "Ґалаґан Гадяч Щербухи Русь",
                "galagan hadiach shcherbukhy rus",
            ),
        ] {
            assert_eq!(transliterated(text, "uk"), latin);
        }
    }

    #[test]
    fn russian_follows_the_table_for_passports() {
        for (text, latin) in [
            ("Объясните ёмкость", "obieiasnite emkost"),
            ("Что такое дропаут", "chto takoe dropaut"),
            (
                "Эпоха, щука, цикл, Юлия, Яна, йод",
                "epokha, shchuka, tsikl, iuliia, iana, iod",
            ),
        ] {
            assert_eq!(transliterated(text, "ru"), latin);
        }
    }

    #[test]
    fn ids_are_cut_at_words_and_differ() {
        let title = "Що таке перенавчання моделі і як його можна виявити на практиці";
        let id = id_of(title, "uk");
        assert_eq!(
            id,
            "shcho-take-perenavchannia-modeli-i-yak-yoho-mozhna-vyiavyty"
        );
        let mut ids = Ids::default();
        assert_eq!(ids.unique(&id), id);
        let second = ids.unique(&id);
        assert_eq!(
            second,
            "shcho-take-perenavchannia-modeli-i-yak-yoho-mozhna-2"
        );
        assert_eq!(id_of("Index", "en"), "index-question");
        assert_eq!(id_of("?!", "en"), "question");
        assert_eq!(id_of("Café `x**2`", "fr"), "cafe-x-2");
    }

    proptest! {
        #[test]
        fn ids_are_short_and_sound(text in any::<String>(), language in "uk|ru|en") {
            let id = id_of(&text, &language);
            prop_assert!((1..=LONGEST + NAMELESS.len()).contains(&id.chars().count()));
            prop_assert!(id.chars().all(|c| c == '-' || c.is_alphanumeric() || is_combining_mark(c)));
            prop_assert!(!id.starts_with('-') && !id.ends_with('-'));
        }
    }
}
