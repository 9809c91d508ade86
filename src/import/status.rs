//! Whether an answer is one: nothing, a note to oneself, only a link, the beginning of one.
//!
//! In: the text of an answer. Out: its [`AnswerStatus`], or nothing if it is an answer.

use super::link;
use crate::parse::AnswerStatus;

/// Words of an answer below which it is a stub, where answers are articles.
pub(super) const FEW_WORDS: usize = 40;

/// How notes to oneself begin, or what they are, in lower case.
const NOTES: &[&str] = &[
    "todo",
    "to do",
    "tbd",
    "tba",
    "fixme",
    "wip",
    "to be written",
    "to be added",
    "to be continued",
    "coming soon",
    "note to self",
    "i need to",
    "i should",
    "i have to",
    "i don't know",
    "i do not know",
    "i’m not sure",
    "i'm not sure",
    "need to",
    "come back",
    "write about",
    "add more",
    "will answer",
    "will add",
    "work in progress",
    "треба дописати",
    "дописати",
    "допишу",
    "треба",
    "потрібно дописати",
    "потрібно додати",
    "додати",
    "не забути",
    "згодом",
    "буде згодом",
    "далі буде",
    "у роботі",
    "в роботі",
    "нотатка",
    "незабаром",
    "я не знаю",
    "не знаю",
    "нужно дописать",
    "нужно добавить",
    "надо дописать",
    "надо",
    "дописать",
    "допишу позже",
    "добавить",
    "не забыть",
    "позже",
    "скоро",
    "в работе",
    "заметка",
    "продолжение следует",
    "я не знаю",
    "не знаю",
];

/// What is there of an answer. A text of fewer than `few` words is a stub; 0 for sources whose answers are short.
pub(super) fn status_of(answer: &str, few: usize) -> Option<AnswerStatus> {
    let has_block = answer.contains("```") || answer.contains("$$");
    let words = answer
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric))
        .count();
    if words == 0 && !has_block {
        return Some(AnswerStatus::None);
    }
    if is_link(answer) {
        return Some(AnswerStatus::Link);
    }
    if words < FEW_WORDS && !has_block && is_note(answer) {
        return Some(AnswerStatus::Note);
    }
    let is_cut = words < FEW_WORDS && !has_block && answer.trim_end().ends_with(':');
    (is_cut || (words < few && !has_block)).then_some(AnswerStatus::Stub)
}

/// Whether an answer is an address, or a word or two and an address.
fn is_link(answer: &str) -> bool {
    let addresses = link::addresses(answer);
    if addresses.is_empty() {
        return false;
    }
    let mut rest = answer.to_owned();
    for address in addresses {
        rest = rest.replacen(address, "", 1);
    }
    // `[words](address)`: the words are the link's.
    let mut outside = String::new();
    let mut is_label = false;
    for c in rest.chars() {
        match c {
            '[' => is_label = true,
            ']' => is_label = false,
            c if !is_label => outside.push(c),
            _ => {}
        }
    }
    let words = outside
        .split_whitespace()
        .filter(|word| word.contains(char::is_alphanumeric))
        .count();
    words <= 3
}

fn is_note(answer: &str) -> bool {
    let text = answer
        .trim_start_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase();
    NOTES.iter().any(|note| {
        text.strip_prefix(note)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_from_what_is_none() {
        for (answer, status) in [
            ("", Some(AnswerStatus::None)),
            ("…", Some(AnswerStatus::None)),
            ("TODO: write about it", Some(AnswerStatus::Note)),
            ("Треба дописати.", Some(AnswerStatus::Note)),
            ("(нужно дописать)", Some(AnswerStatus::Note)),
            ("<https://a.bc/d>", Some(AnswerStatus::Link)),
            (
                "See [the article of A](https://a.bc/d).",
                Some(AnswerStatus::Link),
            ),
            ("There are two kinds:", Some(AnswerStatus::Stub)),
            ("It is a sum of squares.", None),
            ("Todos are lists of work.", None),
            ("$$x$$", None),
        ] {
            assert_eq!(status_of(answer, 0), status, "{answer}");
        }
        assert_eq!(
            status_of("It is a sum.", FEW_WORDS),
            Some(AnswerStatus::Stub)
        );
    }
}
