//! The short answer: the first paragraph, which could be said aloud and is complete in itself.

use super::Page;
use super::passage::{passage, sentences};
use super::walk::walk;
use crate::diagnostic::Diagnostic;
use crate::parse::BlockKind;
use crate::parse::QuestionKind;
use crate::parse::tree::{Kind, Node};

/// Whether there is one, where it stands, how long it is. Where something is to be solved the first
/// paragraph is the task: that it is there is enough.
pub(super) fn lint(page: &Page<'_>, problems: &mut Vec<Diagnostic>) {
    let is_answer = is_answered(page.question.kind);
    let name = if is_answer { "short answer" } else { "task" };
    let kinds = page.nodes().iter().map(|node| (node, BlockKind::of(node)));
    let mut texts = kinds
        .clone()
        .filter(|(_, s)| *s == Some(BlockKind::Paragraph));
    let (Some((paragraph, _)), Some((first, shape))) = (texts.next(), kinds.clone().next()) else {
        let message = format!("there is no paragraph that could be the {name}");
        problems.push(page.error(page.title_span(), message).hint(hint(is_answer)));
        return;
    };
    if !is_answer {
        return;
    }
    if paragraph.span != first.span {
        let before = shape.unwrap_or(BlockKind::Other).words();
        let message = format!("{before} stands before the short answer");
        let place = page.first_line(&first.span);
        problems.push(
            page.error(place, message)
                .hint("begin with the short answer"),
        );
    }
    size(page, paragraph, problems);
    walk(&paragraph.children, &mut |node| {
        if let Kind::Formula(_, true) = node.kind {
            let message = "a displayed formula stands in the short answer";
            let hint = "say it in words, or put it between single `$`";
            problems.push(page.error(page.first_line(&node.span), message).hint(hint));
        }
    });
}

fn is_answered(kind: QuestionKind) -> bool {
    matches!(kind, QuestionKind::Open | QuestionKind::Behavioural)
}

fn hint(is_answer: bool) -> &'static str {
    if is_answer {
        "begin with a paragraph that could be said aloud as the whole answer"
    } else {
        "begin with a paragraph that says what is to be done"
    }
}

fn size(page: &Page<'_>, paragraph: &Node<'_>, problems: &mut Vec<Diagnostic>) {
    let rules = page.rules();
    let answer = passage(paragraph, page.text());
    let place = || page.first_line(&paragraph.span);
    let wanted = if page.is_original() {
        rules.short_answer_words
    } else {
        rules.short_answer_words_translated
    };
    let words = answer.words();
    if !wanted.contains(words) {
        let message = format!("the number of words of the short answer is {words}, not {wanted}");
        let hint = if words < wanted.low {
            "make it complete in itself"
        } else {
            "leave what is not needed to the sections below"
        };
        problems.push(page.error(place(), message).hint(hint));
    }
    let wanted = rules.short_answer_sentences;
    let count = sentences(&answer.text).len();
    if !wanted.contains(count) {
        let message =
            format!("the number of sentences of the short answer is {count}, not {wanted}");
        let hint = "it should be what one says in a breath or two";
        problems.push(page.error(place(), message).hint(hint));
    }
}
