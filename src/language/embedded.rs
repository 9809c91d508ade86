//! The data files that the program carries: a language goes in, the text of its file comes out.

use include_dir::{Dir, include_dir};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/languages");

/// The language that defines the strings and stands in for others.
pub(super) const ENGLISH: &str = "en";

/// The text of a language's data file, if the program has one. The tag is in lower case.
pub(super) fn text(tag: &str) -> Option<&'static str> {
    EMBEDDED.get_file(format!("{tag}.toml"))?.contents_utf8()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;
    use std::sync::Arc;

    use super::super::Interfaces;
    use super::super::data::{self, Data};
    use super::super::schema::{Schema, Shape};
    use super::*;

    fn embedded_languages() -> impl Iterator<Item = &'static str> {
        let paths = EMBEDDED.files().filter_map(|f| f.path().to_str());
        paths.filter_map(|path| path.strip_suffix(".toml"))
    }

    /// The keys of an embedded file, without what falls back, and each text.
    fn own(tag: &str) -> Data {
        let schema = Schema::of(text(ENGLISH).unwrap());
        data::read(tag, &Arc::from(tag), text(tag).unwrap(), &schema)
    }

    #[test]
    fn embedded_files_have_no_problems_besides_gaps() {
        for tag in embedded_languages() {
            assert_eq!(own(tag).diagnostics, [], "{tag}");
        }
    }

    #[test]
    fn english_ukrainian_and_russian_are_complete() {
        let schema = Schema::of(text(ENGLISH).unwrap());
        assert!(schema.keys().len() > 100);
        for tag in ["en", "uk", "ru"] {
            let own = own(tag);
            assert!(
                own.values.keys().map(String::as_str).eq(schema.keys()),
                "{tag}"
            );
        }
        assert_eq!(Interfaces::load(&["en", "uk", "ru"], &[]).1, []);
    }

    #[test]
    fn every_english_string_says_where_it_stands() {
        let mut lines = text(ENGLISH).unwrap().lines();
        let mut before = lines.next().unwrap();
        for line in lines {
            let key = line.contains(" = ") && !line.starts_with('#');
            assert!(!key || before.starts_with("# "), "no comment above: {line}");
            before = line;
        }
    }

    #[test]
    fn english_has_what_the_types_need() {
        let schema = Schema::of(text(ENGLISH).unwrap());
        assert_eq!(schema.shape("language.quotes"), Some(&Shape::List(4)));
        assert_eq!(schema.shape("date.months"), Some(&Shape::List(12)));
        for key in ["language.name", "language.direction", "language.thousands"] {
            assert_eq!(schema.shape(key), Some(&Shape::Text(BTreeSet::new())));
        }
        let parts = ["day", "month", "year"].map(str::to_owned);
        assert_eq!(
            schema.shape("date.pattern"),
            Some(&Shape::Text(parts.into()))
        );
    }

    #[test]
    fn cyrillic_texts_are_in_their_own_letters_and_marks() {
        for (tag, foreign) in [("uk", "ыэёъЫЭЁЪ'ʼ\""), ("ru", "іїєґІЇЄҐ'\"")] {
            let (interfaces, _) = Interfaces::load(&[tag], &[]);
            for (key, text) in interfaces.get(tag).strings() {
                let technical = ["language.direction", "language.thousands"].contains(&&**key);
                let cyrillic = text
                    .chars()
                    .any(|c| ('а'..='ґ').contains(&c.to_lowercase().next().unwrap()));
                assert!(technical || cyrillic, "{tag} {key}: {text}");
                assert!(
                    !text.contains(|c| foreign.contains(c)),
                    "{tag} {key}: {text}"
                );
            }
        }
    }
}
