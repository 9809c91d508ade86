//! How long the original of a question is.

use super::Page;
use super::passage::{Passage, passages};
use crate::diagnostic::Diagnostic;
use crate::parse::QuestionKind;

/// Compares the words of the text with the settings. Small questions may be short: that is advice.
pub(super) fn lint(page: &Page<'_>, problems: &mut Vec<Diagnostic>) {
    let rules = page.rules();
    let is_open = page.question.kind == QuestionKind::Open;
    let wanted = if is_open {
        rules.open_words
    } else {
        rules.other_words
    };
    let words = words(page);
    if wanted.contains(words) {
        return;
    }
    let message = format!("the number of words is {words}, not {wanted}");
    let hint = if words < wanted.low {
        "see whether something is missing; a small question may be short"
    } else {
        "cut it, or give a part of it a question of its own"
    };
    let problem = if is_open && words > wanted.high {
        page.error(page.title_span(), message)
    } else {
        page.advice(page.title_span(), message)
    };
    problems.push(problem.hint(hint));
}

/// Words of all that is read: code, output, displayed formulas and figures left out.
fn words(page: &Page<'_>) -> usize {
    let passages = passages(page.nodes(), page.text());
    passages.iter().map(Passage::words).sum()
}
