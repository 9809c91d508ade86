//! Where a question of a handbook ends and its answer begins.
//!
//! In: the line behind the number, and the body below it. Out: the question; what the line holds of the answer goes
//! to the body's beginning. Bold never decides what is a question: it tells where one ends, and is taken off.

use super::body::Body;
use crate::import::document::NoteKind;
use crate::import::emphasis::{bold_head, bold_marks, plain};
use crate::import::sentence::{
    is_ended, is_imperative, is_interrogative, is_question, sentences, without_closers,
};
use crate::import::status::status_of;
use crate::parse::AnswerStatus;

/// Words after which no sentence ends: a question that does was cut by the end of a page.
const OPEN_ENDS: &[&str] = &[
    "між",
    "та",
    "і",
    "й",
    "або",
    "чи",
    "в",
    "у",
    "на",
    "з",
    "із",
    "зі",
    "до",
    "для",
    "від",
    "про",
    "що",
    "як",
    "за",
    "при",
    "без",
    "під",
    "між",
    "якщо",
    "и",
    "или",
    "с",
    "из",
    "к",
    "от",
    "о",
    "об",
    "что",
    "как",
    "по",
    "между",
    "если",
    "под",
    "без",
    "and",
    "or",
    "of",
    "the",
    "a",
    "an",
    "in",
    "to",
    "for",
    "with",
    "between",
    "is",
    "are",
    "on",
    "by",
    "from",
    "що",
    "який",
    "яка",
    "яке",
    "які",
    "какой",
    "какая",
    "какие",
    "which",
    "that",
];

/// How many paragraphs a question may go on over: no page is cut more often.
const JOINED: usize = 4;

/// Cuts a heading: returns the question, and gives the body what belongs to the answer.
pub(super) fn cut(head: &str, line: usize, body: &mut Body<'_>) -> String {
    let (question, answer) = match split_bold(head) {
        Some((question, answer)) => (question, answer),
        None => {
            if bold_marks(head) % 2 == 1 {
                body.note(
                    NoteKind::Repair,
                    line,
                    "a bold mark of the question has no partner",
                    head,
                );
            }
            return plain_heading(head.to_owned(), line, body);
        }
    };
    if bold_marks(head) % 2 == 1 {
        body.note(
            NoteKind::Repair,
            line,
            "the question lost the mark that opens its bold",
            head,
        );
    }
    if answer.is_empty() {
        // A bold question that a page cut in two goes on in bold.
        let question = match is_ended(&question) {
            true => question,
            false => completed(question, body, JOINED),
        };
        return continued(question, line, body);
    }
    body.begin_with(answer, line);
    continued(question, line, body)
}

/// A question in bold and what follows it; nothing if the bold marks a term and not the question.
fn split_bold(head: &str) -> Option<(String, String)> {
    let (bold, rest) = match bold_head(head) {
        Some(found) => found,
        // The mark that opens is lost.
        None if bold_marks(head) % 2 == 1 && !head.starts_with("**") => {
            let (bold, rest) = head.split_once("**")?;
            let closes = bold.ends_with(|c: char| !c.is_whitespace())
                && !rest.starts_with(|c: char| c.is_alphanumeric());
            if !closes {
                return None;
            }
            (bold, rest)
        }
        None => return None,
    };
    let (mut question, mut rest) = (bold.trim().to_owned(), rest.trim().to_owned());
    // The bold may end one mark too early.
    let marks = rest.len() - rest.trim_start_matches(['?', '!', '.', ':']).len();
    question.push_str(&rest[..marks]);
    rest = rest[marks..].trim().to_owned();
    if rest.is_empty() {
        return Some((question, rest));
    }
    if let Some(tail) = rest
        .strip_prefix(['—', '–'])
        .or_else(|| rest.strip_prefix("- "))
    {
        return Some(swallowed(question, &rest, tail.trim()));
    }
    // A term in bold, and the question goes on behind it.
    let goes_on = !is_ended(&question)
        && sentences(&plain(&rest))
            .first()
            .is_some_and(|first| is_question(first));
    let is_run = rest.starts_with("**") && !is_ended(&question);
    if goes_on || is_run {
        return None;
    }
    if !is_ended(&question) && rest.starts_with(char::is_lowercase) {
        return None;
    }
    Some((question, rest))
}

/// `**What is it? A thing** — is this`: the bold swallowed the subject of the answer, which gets it back.
fn swallowed(question: String, rest: &str, tail: &str) -> (String, String) {
    let inner = without_closers(&question);
    let is_whole = inner.ends_with(['?', '.', '!']);
    if is_whole {
        return (question.clone(), tail.to_owned());
    }
    match question.rfind(['?', '.']) {
        Some(at) => {
            let subject = question[at + 1..].trim();
            (question[..=at].to_owned(), format!("**{subject}** {rest}"))
        }
        // It is all subject: the question names it and the answer begins with it.
        None => (question.clone(), format!("**{question}** {rest}")),
    }
}

/// A heading without a bold that tells where it ends: sentence by sentence.
fn plain_heading(head: String, line: usize, body: &mut Body<'_>) -> String {
    let head = match is_ended(&head) {
        true => head,
        false => completed(head, body, JOINED),
    };
    let parts = sentences(&head);
    let asks = |s: &str| is_question(s) || is_imperative(s);
    let mut end = 1;
    for (at, sentence) in parts.iter().enumerate().skip(1) {
        if asks(sentence) {
            end = at + 1;
        } else if opens_answer(sentence) {
            break;
        }
    }
    let Some(first) = parts.get(end) else {
        return continued(head, line, body);
    };
    let at = first.as_ptr() as usize - head.as_ptr() as usize;
    body.begin_with(head[at..].trim().to_owned(), line);
    head[..at].trim().to_owned()
}

/// Whether a sentence begins an answer: it defines, or announces a list.
fn opens_answer(sentence: &str) -> bool {
    sentence.contains(" — ") || sentence.contains(" – ") || without_closers(sentence).ends_with(':')
}

/// A question that has no end mark, with the rest of it from the next page if it was cut there.
fn completed(head: String, body: &mut Body<'_>, left: usize) -> String {
    let Some(next) = body.first_paragraph().filter(|_| left > 0) else {
        return head;
    };
    let next_plain = plain(next);
    let last = plain(&head);
    let last = last
        .split_whitespace()
        .next_back()
        .unwrap_or_default()
        .to_lowercase();
    let is_open = last.ends_with([',', '(', '-', '—']) || OPEN_ENDS.contains(&last.as_str());
    let goes_on = next_plain.starts_with(|c: char| c.is_lowercase() || "(,;".contains(c));
    let is_no_text = matches!(
        status_of(next, 0),
        Some(AnswerStatus::None | AnswerStatus::Note | AnswerStatus::Link)
    );
    let is_cut = is_open || goes_on || is_completed(&head, &next_plain);
    if is_no_text || !is_cut {
        return head;
    }
    let (next, at) = body.take_first();
    body.note(
        NoteKind::Repair,
        at,
        "the question goes on behind a page break",
        &next,
    );
    let joined = format!("{} {}", plain(&head), plain(&next));
    match is_ended(&joined) {
        true => plain_heading(joined, at, body),
        false => completed(joined, body, left - 1),
    }
}

/// Whether a paragraph makes the last sentence before it a question or a request. One that opens an answer does not; and
/// what is no question even then was not cut: it is a name, and the paragraph its answer.
fn is_completed(head: &str, next: &str) -> bool {
    let (heads, nexts) = (sentences(head), sentences(next));
    let (Some(last), Some(first)) = (heads.last(), nexts.first()) else {
        return false;
    };
    if opens_answer(first) {
        return false;
    }
    is_question(first) || is_imperative(last) || (is_interrogative(last) && !is_ended(first))
}

/// A question whose next paragraph is a request: that still belongs to it.
fn continued(mut question: String, line: usize, body: &mut Body<'_>) -> String {
    for _ in 0..JOINED {
        let Some(next) = body.first_paragraph() else {
            break;
        };
        let text = plain(next);
        let parts = sentences(&text);
        let is_request = parts.first().is_some_and(|first| is_imperative(first))
            && parts.iter().all(|s| is_imperative(s) || is_question(s))
            && is_ended(&text)
            && !without_closers(&text).ends_with(':');
        if !is_request {
            break;
        }
        let (_, at) = body.take_first();
        body.note(
            NoteKind::Repair,
            at.max(line),
            "a request below the question belongs to it",
            &text,
        );
        question.push(' ');
        question.push_str(&text);
    }
    question
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::lines::lines;

    /// The question and the answer of a heading with what follows it.
    fn parts(text: &str) -> (String, String) {
        let lines = lines(text);
        let mut body = Body::new(&lines[1..], false, false);
        body.reveal(&std::collections::BTreeSet::new());
        let title = cut(lines[0].text, 1, &mut body);
        body.join_pages();
        (plain(&title), body.markdown())
    }

    #[test]
    fn bold_tells_where_a_question_ends() {
        for (text, question, answer) in [
            (
                "**Чим list кращий за tuple?** List — ні.",
                "Чим list кращий за tuple?",
                "List — ні.",
            ),
            ("**Як? Коли?** Так.", "Як? Коли?", "Так."),
            ("**Що таке X** Це Y.", "Що таке X", "Це Y."),
            ("**Що таке X**? Це Y.", "Що таке X?", "Це Y."),
            ("**Що таке X? X** — це Y.", "Що таке X?", "**X** — це Y."),
            ("**Що таке X?** — Це Y.", "Що таке X?", "Це Y."),
            ("Що таке X?** Це Y.", "Що таке X?", "Це Y."),
            ("Що таке **X**?\n\nЦе Y.", "Що таке X?", "Це Y."),
            ("**X** чи Y?\n\nЦе Y.", "X чи Y?", "Це Y."),
            ("**Що таке X?** Чому? Бо Y.", "Що таке X?", "Чому? Бо Y."),
            (
                "**Що таке X?** Наведіть приклад.\n\nТак.",
                "Що таке X? Наведіть приклад.",
                "Так.",
            ),
            (
                "**Поясніть X** Це Y. Чому? Бо Z.",
                "Поясніть X",
                "Це Y. Чому? Бо Z.",
            ),
            (
                "**Чим list кращий за**\n\n**tuple?**\n\nНаведіть приклад.\n\nНічим.",
                "Чим list кращий за tuple? Наведіть приклад.",
                "Нічим.",
            ),
        ] {
            assert_eq!(
                parts(text),
                (question.to_owned(), answer.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn plain_headings_are_cut_by_sentences() {
        for (text, question, answer) in [
            (
                "Що? Поясніть. X — це Y. Так?",
                "Що? Поясніть.",
                "X — це Y. Так?",
            ),
            ("Є X. Є Y. Що робити?", "Є X. Є Y. Що робити?", ""),
            (
                "Що таке X? Є такі види:\n\n- a",
                "Що таке X?",
                "Є такі види:\n\n- a",
            ),
            (
                "Що таке X і\n\nY? Поясніть.\n\nТак.",
                "Що таке X і Y? Поясніть.",
                "Так.",
            ),
            (
                "Регуляризація\n\nЦе обмеження.",
                "Регуляризація",
                "Це обмеження.",
            ),
            ("Опишіть X\n\nhttps://a.bc", "Опишіть X", "https://a.bc"),
            ("Опишіть X\n\nTODO", "Опишіть X", "TODO"),
            ("Опишіть X\n\nX — це Y.", "Опишіть X", "X — це Y."),
            (
                "Розкажіть про теорему\n\nБайєса.\n\nТак.",
                "Розкажіть про теорему Байєса.",
                "Так.",
            ),
            (
                "Що дає теорема\n\nБайєса у\n\nКласифікації?\n\nТак.",
                "Що дає теорема Байєса у Класифікації?",
                "Так.",
            ),
            ("Що таке X\n\nЦе Y.", "Що таке X", "Це Y."),
            (
                "Що таке X?\n\nНаведіть приклад.\n\nТак.",
                "Що таке X? Наведіть приклад.",
                "Так.",
            ),
        ] {
            assert_eq!(
                parts(text),
                (question.to_owned(), answer.to_owned()),
                "{text}"
            );
        }
    }
}
