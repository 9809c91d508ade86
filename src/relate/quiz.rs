//! Whether quizzes can be answered.

use super::{Book, Question};
use crate::diagnostic::Diagnostic;
use crate::parse::{Document, QuestionKind, TaskList, first_line};

/// A quiz has at least two options in its first task list, and at least one of them is right.
pub(super) fn check(book: &Book) -> Vec<Diagnostic> {
    let questions = book.questions.iter();
    let mut all = Vec::new();
    for question in questions.filter(|question| question.kind == QuestionKind::Quiz) {
        for version in question.article.versions.iter().flatten() {
            let document = version.document(book);
            let Some(options) = &version.body(book).options else {
                let place = match version.part {
                    Some(part) => first_line(&document.text, &document.parts[part].heading),
                    None => document.title_span(),
                };
                let problem = Diagnostic::error(&document.file, place, "the quiz has no options");
                let hint = "write them as a task list: `- [x] right`, `- [ ] wrong`";
                all.push(problem.hint(hint));
                continue;
            };
            for (span, message, hint) in problems(options) {
                all.push(Diagnostic::error(&document.file, span, message).hint(hint));
            }
            all.extend(other_answers(book, question, document, options));
        }
    }
    all
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
fn other_answers(
    book: &Book,
    question: &Question,
    document: &Document,
    list: &TaskList,
) -> Option<Diagnostic> {
    let original = question.article.original();
    let of = original.document(book);
    let theirs = original.body(book).options.as_ref()?;
    let ticks = |list: &TaskList| -> Vec<_> { list.options.iter().map(|o| o.ticked).collect() };
    if of.file == document.file || ticks(theirs) == ticks(list) {
        return None;
    }
    let place = list.span.start..list.span.start + 1;
    let message = format!("other options are right than in the original, {}", of.file);
    let problem = Diagnostic::error(&document.file, place, message);
    Some(problem.hint("keep the options in the order of the original"))
}
