//! Questions whose front matter says that they are not answered.

use crate::diagnostic::Diagnostic;
use crate::parse::AnswerStatus;
use crate::relate::Book;

/// A piece of advice for each question without an answer, so that `check` lists what is to be written.
pub fn unanswered(book: &Book) -> Vec<Diagnostic> {
    let questions = book
        .questions
        .iter()
        .filter(|question| question.group.is_none());
    let advice = questions.filter_map(|question| {
        let document = question.article.original().document(book);
        let status = document.front_matter.status.as_ref()?;
        let (message, hint) = match status.get_ref() {
            AnswerStatus::None => ("the question has no answer", "write it"),
            AnswerStatus::Stub => ("the answer is only begun", "finish it"),
            AnswerStatus::Note => ("the answer is a note to its author", "write it"),
            AnswerStatus::Link => ("the answer is only a link", "say what is read there"),
        };
        let problem = Diagnostic::advice(&document.file, status.span(), message);
        Some(problem.hint(format!("{hint}, and remove `status`")))
    });
    advice.collect()
}
