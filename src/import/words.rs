//! The few words that an import itself writes into a book, in the language of the questions.

/// Words of a language.
pub(super) struct Words {
    /// Heading of the readings of a source.
    pub(super) resources: &'static str,
    /// Before the number that a question had in its source.
    pub(super) number: &'static str,
}

const ENGLISH: Words = Words {
    resources: "Resources",
    number: "no.",
};
const UKRAINIAN: Words = Words {
    resources: "Ресурси",
    number: "№",
};
const RUSSIAN: Words = Words {
    resources: "Ресурсы",
    number: "№",
};

/// The words of a language, or the English ones.
pub(super) fn words(language: &str) -> &'static Words {
    match language.split('-').next() {
        Some("uk") => &UKRAINIAN,
        Some("ru") => &RUSSIAN,
        _ => &ENGLISH,
    }
}
