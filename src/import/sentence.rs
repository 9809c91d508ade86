//! Sentences of a paragraph, and what they are: a question, a request, or neither.
//!
//! In: a paragraph of Markdown in English, Ukrainian or Russian. Out: its sentences, each with its end mark.
//! Marks in code and formulas end nothing.

use super::emphasis::pieces;

/// How requests to answer begin, in lower case.
const IMPERATIVES: &[&str] = &[
    // Ukrainian.
    "розкажіть",
    "розкажи",
    "опишіть",
    "опиши",
    "поясніть",
    "поясни",
    "наведіть",
    "наведи",
    "обґрунтуйте",
    "обґрунтуй",
    "назвіть",
    "назви",
    "порахуйте",
    "порахуй",
    "обчисліть",
    "напишіть",
    "порівняйте",
    "перелічіть",
    "перерахуйте",
    "дайте",
    "доведіть",
    "покажіть",
    "уявіть",
    "оцініть",
    "визначте",
    "реалізуйте",
    "запропонуйте",
    "знайдіть",
    "будь ласка",
    "якщо так",
    "якщо ні",
    "аргументуйте",
    "сформулюйте",
    "виведіть",
    "намалюйте",
    "спробуйте",
    // Russian.
    "расскажите",
    "расскажи",
    "опишите",
    "опиши",
    "объясните",
    "объясни",
    "приведите",
    "приведи",
    "назовите",
    "назови",
    "посчитайте",
    "вычислите",
    "напишите",
    "сравните",
    "перечислите",
    "дайте",
    "докажите",
    "покажите",
    "представьте",
    "оцените",
    "определите",
    "реализуйте",
    "предложите",
    "найдите",
    "обоснуйте",
    "пожалуйста",
    "если да",
    "если нет",
    "аргументируйте",
    "сформулируйте",
    "выведите",
    "нарисуйте",
    "поясните",
    // English.
    "explain",
    "describe",
    "give",
    "name",
    "list",
    "compare",
    "define",
    "discuss",
    "tell",
    "show",
    "prove",
    "derive",
    "compute",
    "calculate",
    "write",
    "implement",
    "justify",
    "outline",
    "walk",
    "suppose",
    "imagine",
    "please",
    "if so",
    "if yes",
    "if no",
    "if not",
];

/// What questions begin with, in lower case.
const INTERROGATIVES: &[&str] = &[
    "що",
    "як",
    "чим",
    "який",
    "яка",
    "яке",
    "які",
    "чому",
    "навіщо",
    "коли",
    "де",
    "скільки",
    "чи",
    "хто",
    "у чому",
    "в чому",
    "что",
    "как",
    "чем",
    "какой",
    "какая",
    "какое",
    "какие",
    "почему",
    "зачем",
    "когда",
    "где",
    "сколько",
    "кто",
    "в чём",
    "в чем",
    "what",
    "how",
    "why",
    "when",
    "which",
    "where",
    "who",
    "is",
    "are",
    "can",
    "does",
    "do",
    "should",
];
/// Abbreviations whose full stop ends no sentence, even before a capital; in lower case.
const ABBREVIATIONS: &[&str] = &[
    "напр",
    "наприклад",
    "див",
    "рис",
    "табл",
    "ст",
    "ім",
    "акад",
    "проф",
    "например",
    "см",
    "им",
    "vs",
    "e.g",
    "i.e",
    "fig",
    "eq",
    "sec",
    "dr",
    "mr",
    "mrs",
    "prof",
    "al",
    "cf",
    "т.зв",
    "т.н",
];

/// The sentences of a paragraph, without the blanks between them.
pub(super) fn sentences(text: &str) -> Vec<&str> {
    let mut out = Vec::new();
    let mut start = 0;
    for end in ends(text) {
        let sentence = text[start..end].trim();
        if !sentence.is_empty() {
            out.push(sentence);
        }
        start = end;
    }
    let rest = text[start..].trim();
    if !rest.is_empty() {
        out.push(rest);
    }
    out
}

/// Where sentences end: behind their marks and what closes with them.
fn ends(text: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut base = 0;
    for (is_code, piece) in pieces(text) {
        if !is_code {
            let marks = piece
                .char_indices()
                .filter(|(_, c)| matches!(c, '.' | '?' | '!' | '…'));
            ends.extend(marks.filter_map(|(at, c)| end_at(text, base + at, c)));
        }
        base += piece.len();
    }
    ends.dedup();
    ends
}

/// The end of the sentence that a mark ends, if it ends one.
fn end_at(text: &str, at: usize, mark: char) -> Option<usize> {
    let after = &text[at + mark.len_utf8()..];
    let closing = after.trim_start_matches(|c: char| ".?!…)]»”\"’'*".contains(c));
    // Asterisks in front of a word open a run of bold: they belong to what follows.
    let closed = &after[..after.len() - closing.len()];
    let is_glued = closing.starts_with(|c: char| !c.is_whitespace());
    if is_glued {
        return None;
    }
    let end = at + mark.len_utf8() + closed.len();
    let next = closing
        .trim_start()
        .trim_start_matches(['*', '"', '«', '“', '(', '[', '\'']);
    let begins = next.chars().next();
    let is_question = mark != '.' || closed.contains(['?', '!']);
    let is_capital = begins.is_none_or(|c| !c.is_lowercase());
    (is_question && mark != '…' || (is_capital && !is_abbreviation(&text[..at]))).then_some(end)
}

/// Whether a full stop behind a text belongs to its last word: an initial or an abbreviation.
fn is_abbreviation(before: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '.' || c == '’' || c == '\'';
    let start = before.rfind(|c| !is_part(c)).map_or(0, |at| {
        at + before[at..].chars().next().map_or(1, char::len_utf8)
    });
    let word = before[start..].to_lowercase();
    let mut letters = before[start..].chars();
    // Latin letters name things: `X — це Y. Так?`
    let is_initial = matches!(
        (letters.next(), letters.next()),
        (Some('А'..='Я' | 'Є' | 'І' | 'Ї' | 'Ґ'), None)
    );
    is_initial || ABBREVIATIONS.contains(&word.as_str())
}

/// A text without what closes with its last mark: brackets, quotes, bold.
pub(super) fn without_closers(text: &str) -> &str {
    text.trim_end_matches(|c: char| c.is_whitespace() || ")]»”\"’'*_".contains(c))
}

/// Whether a sentence asks.
pub(super) fn is_question(sentence: &str) -> bool {
    let inner = without_closers(sentence);
    inner.ends_with('?') || inner.ends_with("?!") || inner.ends_with("?..")
}

/// Whether a sentence tells the reader to do something.
pub(super) fn is_imperative(sentence: &str) -> bool {
    let text = sentence
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    IMPERATIVES.iter().any(|word| {
        let Some(rest) = text.strip_prefix(word) else {
            return false;
        };
        let is_whole = !rest.starts_with(|c: char| c.is_alphanumeric() || c == '’' || c == '\'');
        // `List — ні`: an English word in another language is a name.
        let next = rest.trim_start().chars().next();
        let is_english = word.is_ascii() && next.is_none_or(|c| c.is_ascii() && c != '-');
        is_whole && (is_english || !word.is_ascii())
    })
}

/// Whether a sentence begins as questions do, whatever its end.
pub(super) fn is_interrogative(sentence: &str) -> bool {
    let text = sentence
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    INTERROGATIVES.iter().any(|word| {
        text.strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

/// Whether a text ends with a mark that ends a sentence, quotes and brackets behind it left out.
pub(super) fn is_ended(text: &str) -> bool {
    without_closers(text).ends_with(['.', '!', '?', ':', ';', '…'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_at_their_marks() {
        for (text, expected) in [
            ("Що це? Поясніть. Як?", vec!["Що це?", "Поясніть.", "Як?"]),
            (
                "Це т. зв. метод, напр. SVM. Далі.",
                vec!["Це т. зв. метод, напр. SVM.", "Далі."],
            ),
            (
                "Версія 3.11 і `a. B`. Так",
                vec!["Версія 3.11 і `a. B`.", "Так"],
            ),
            ("**Що це?** Це дім.", vec!["**Що це?**", "Це дім."]),
            ("Автор О. Петренко пише.", vec!["Автор О. Петренко пише."]),
            ("L1? l2?", vec!["L1?", "l2?"]),
            ("Чи так (напевно)?", vec!["Чи так (напевно)?"]),
        ] {
            assert_eq!(sentences(text), expected);
        }
    }

    #[test]
    fn requests_are_known_by_their_first_word() {
        assert!(is_imperative("**Поясніть**, чому."));
        assert!(is_imperative("Якщо так, то де?"));
        assert!(is_imperative("Give an example."));
        assert!(!is_imperative("Namely, this."));
        assert!(!is_imperative("Назвіття."));
        assert!(!is_imperative("List — ні."));
    }
}
