//! Whether quizzes can be answered.

use super::article::title_line;
use super::{Book, Relating};
use crate::parse::{QuestionKind, TaskList};

/// A quiz has at least two options in its first task list, and at least one of them is right.
pub(super) fn check(relating: &mut Relating<'_>, book: &Book) {
    for question in book
        .questions
        .iter()
        .filter(|q| q.kind == QuestionKind::Quiz)
    {
        for version in question.article.versions.iter().flatten() {
            let document = version.document(book);
            let (file, body) = (&document.file, version.body(book));
            let Some(options) = &body.options else {
                let message = "the quiz has no options".to_owned();
                let hint = "write them as a task list: `- [x] right`, `- [ ] wrong`";
                let place = match version.part {
                    Some(part) => title_line(document, &document.parts[part].heading),
                    None => document.title_span(),
                };
                relating.error(file, place, message, Some(hint.into()));
                continue;
            };
            for (span, message, hint) in problems(options) {
                relating.error(file, span, message.into(), Some(hint.into()));
            }
            same_answers(relating, book, question, version.document, options);
        }
    }
}

type Problem = (std::ops::Range<usize>, &'static str, &'static str);

fn problems(list: &TaskList) -> Vec<Problem> {
    let first_line = list
        .options
        .first()
        .map_or(list.span.clone(), |o| o.span.start..o.span.start + 1);
    let mut problems = Vec::new();
    if list.options.len() < 2 {
        problems.push((
            first_line.clone(),
            "the quiz has only one option",
            "add another one",
        ));
    }
    if list.options.iter().all(|o| o.ticked != Some(true)) {
        problems.push((
            first_line,
            "no option of the quiz is right",
            "tick the right ones: `- [x] …`",
        ));
    }
    for option in list.options.iter().filter(|o| o.ticked.is_none()) {
        let place = option.span.start..option.span.start + 1;
        problems.push((
            place,
            "this option has no box",
            "begin it with `[ ]` or `[x]`",
        ));
    }
    problems
}

/// A translation ticks the options that its original ticks.
fn same_answers(
    relating: &mut Relating<'_>,
    book: &Book,
    question: &super::Question,
    document: usize,
    list: &TaskList,
) {
    let original = question.article.original();
    if original.document == document {
        return;
    }
    let Some(theirs) = &original.body(book).options else {
        return;
    };
    let ticks = |list: &TaskList| -> Vec<_> { list.options.iter().map(|o| o.ticked).collect() };
    if ticks(theirs) != ticks(list) {
        let file = &book.documents[document].file;
        let place = list.span.start..list.span.start + 1;
        let message = format!(
            "other options are right than in the original, {}",
            original.document(book).file
        );
        relating.error(
            file,
            place,
            message,
            Some("keep the options in the order of the original".into()),
        );
    }
}
