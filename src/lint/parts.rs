//! The parts that a question of its kind must have, and what belongs together in them.

use pulldown_cmark::Tag;

use super::Page;
use super::code::{is_run, prints_or_asserts};
use super::walk::{fence, walk};
use crate::diagnostic::Diagnostic;
use crate::parse::BlockKind;
use crate::parse::QuestionKind;
use crate::parse::tree::{Callout, Kind, Node};

/// What is missing. Blocks that a translation lacks are found by comparing it with its original.
pub(super) fn lint(page: &Page<'_>, problems: &mut Vec<Diagnostic>) {
    if page.is_original() {
        sections(page, problems);
        callouts(page, problems);
        code_blocks(page, page.nodes(), problems);
    }
    followups(page, problems);
    if page.question.kind == QuestionKind::Quiz {
        reasons(page, problems);
    }
    walk(page.nodes(), &mut |node| figure(page, node, problems));
}

/// Text after the first paragraph stands under headings.
fn sections(page: &Page<'_>, problems: &mut Vec<Diagnostic>) {
    if page.body.headings.iter().all(|heading| heading.level != 2) {
        let message = "the text has no section";
        let hint = "put a heading `## …` over what explains the answer";
        problems.push(page.error(page.title_span(), message).hint(hint));
    }
}

/// The callouts that questions of a kind must have, and why.
fn wanted(kind: QuestionKind) -> &'static [(Callout, &'static str)] {
    const ALL: [(Callout, &str); 4] = [
        (Callout::Pitfall, "name the mistake that is made most"),
        (
            Callout::Followup,
            "add the deeper questions, each with its answer",
        ),
        (
            Callout::Hint,
            "add a step that helps without giving the solution away",
        ),
        (
            Callout::Solution,
            "put the solution into it, so that a reader can try first",
        ),
    ];
    match kind {
        QuestionKind::Task | QuestionKind::Coding => &ALL,
        _ => &ALL[..2],
    }
}

fn callouts(page: &Page<'_>, problems: &mut Vec<Diagnostic>) {
    let kind = page.question.kind;
    for (callout, hint) in wanted(kind) {
        let mut found = callouts_of(page, *callout);
        let Some(first) = found.next() else {
            let message = format!("there is no block `[!{}]`", callout.name());
            problems.push(page.error(page.title_span(), message).hint(*hint));
            continue;
        };
        let is_solution = kind == QuestionKind::Coding && *callout == Callout::Solution;
        let mut solutions = std::iter::once(first).chain(found);
        if is_solution && !solutions.any(|solution| has_tested_code(page, solution)) {
            let message = "the solution holds no code that is seen to work";
            let hint = "put the code into it, and under it an `output` block with what it prints, or an assert into the code";
            let place = page.first_line(&first.span);
            problems.push(page.error(place, message).hint(hint));
        }
    }
}

fn callouts_of<'p>(
    page: &'p Page<'_>,
    wanted: Callout,
) -> impl Iterator<Item = &'p Node<'p>> + use<'p> {
    let mut found = Vec::new();
    walk(page.nodes(), &mut |node| {
        if matches!(node.kind, Kind::Callout(callout) if callout == wanted) {
            found.push(node);
        }
    });
    found.into_iter()
}

/// Whether a code block in a language stands in a node with its output under it, or asserts something.
fn has_tested_code(page: &Page<'_>, node: &Node<'_>) -> bool {
    let siblings = &node.children;
    let here = siblings.iter().enumerate().any(|(number, block)| {
        let has_language = fence(block).is_some_and(|fence| !fence.language.is_empty());
        BlockKind::of(block) == Some(BlockKind::Code)
            && has_language
            && prints_or_asserts(page, block, siblings.get(number + 1))
    });
    here || siblings.iter().any(|child| has_tested_code(page, child))
}

/// Code that is run shows what it prints, and what is printed stands under its code.
fn code_blocks(page: &Page<'_>, siblings: &[Node<'_>], problems: &mut Vec<Diagnostic>) {
    for (number, block) in siblings.iter().enumerate() {
        let before = number
            .checked_sub(1)
            .and_then(|n| BlockKind::of(&siblings[n]));
        match BlockKind::of(block) {
            Some(BlockKind::Output) if before != Some(BlockKind::Code) => {
                let message = "this output has no code block right above it";
                let hint = "put it under the code that prints it; for other text name no language";
                let place = page.first_line(&block.span);
                problems.push(page.error(place, message).hint(hint));
            }
            Some(BlockKind::Code)
                if is_run(block) && !prints_or_asserts(page, block, siblings.get(number + 1)) =>
            {
                let message = "this code is run, but nothing says what it should do";
                let hint = "put an `output` block right under it, or an assert into it; mark it `no_run` if it cannot be run";
                let place = page.first_line(&block.span);
                problems.push(page.error(place, message).hint(hint));
            }
            _ => code_blocks(page, &block.children, problems),
        }
    }
}

fn followups(page: &Page<'_>, problems: &mut Vec<Diagnostic>) {
    let wanted = page.rules().followups;
    let blocks: Vec<_> = callouts_of(page, Callout::Followup).collect();
    let questions: Vec<_> = blocks.iter().flat_map(|block| questions(block)).collect();
    for question in &questions {
        if is_bare(question) {
            let message = "this follow-up has no answer";
            let hint = "answer it in a few sentences, or link the question that does";
            let place = page.first_line(&question.span);
            problems.push(page.error(place, message).hint(hint));
        }
    }
    if let Some(first) = blocks.first()
        && page.is_original()
        && !wanted.contains(questions.len())
    {
        let message = format!(
            "the number of follow-ups is {}, not {wanted}",
            questions.len()
        );
        let hint = if questions.len() < wanted.low {
            "write them as a list, or as paragraphs that begin with the question in bold"
        } else {
            "keep those that interviewers ask most"
        };
        let place = page.first_line(&first.span);
        problems.push(page.error(place, message).hint(hint));
    }
}

/// The questions in a block: the items of its lists and the paragraphs that begin in bold.
fn questions<'n, 't>(callout: &'n Node<'t>) -> impl Iterator<Item = &'n Node<'t>> {
    callout.children.iter().flat_map(|block| match &block.kind {
        Kind::Element(Tag::List(_)) => &block.children[..],
        Kind::Element(Tag::Paragraph) if bold(block).is_some() => std::slice::from_ref(block),
        _ => &[],
    })
}

/// The bold text that a paragraph or an item begins with.
fn bold<'n, 't>(block: &'n Node<'t>) -> Option<&'n Node<'t>> {
    let first = block.children.first()?;
    match &first.kind {
        Kind::Element(Tag::Strong) => Some(first),
        Kind::Element(Tag::Paragraph) => bold(first),
        _ => None,
    }
}

/// Whether an item is a question in bold and nothing else. Paragraphs may be answered by the next one.
fn is_bare(item: &Node<'_>) -> bool {
    matches!(item.kind, Kind::Element(Tag::Item))
        && bold(item).is_some_and(|bold| item.to_plain().trim() == bold.to_plain().trim())
}

/// Every option of a quiz says why it is right or wrong.
fn reasons(page: &Page<'_>, problems: &mut Vec<Diagnostic>) {
    let options = page.body.options.iter().flat_map(|list| &list.options);
    for option in options.filter(|option| !option.is_explained) {
        let message = "this option does not say why it is right or wrong";
        let hint = "add a paragraph below it, indented as its text";
        let place = page.first_line(&option.span);
        problems.push(page.error(place, message).hint(hint));
    }
}

/// An image is described for those who do not see it; a figure says what it shows.
fn figure(page: &Page<'_>, node: &Node<'_>, problems: &mut Vec<Diagnostic>) {
    let (image, is_figure) = match BlockKind::of(node) {
        Some(BlockKind::Figure) => (node.children.first(), true),
        _ => (Some(node), false),
    };
    let Some(Node {
        kind: Kind::Element(Tag::Image { title, .. }),
        ..
    }) = image
    else {
        return;
    };
    if is_figure && title.trim().is_empty() {
        let message = "the figure has no caption";
        let hint = "put it after the address: `![what is to be seen](loss.svg \"caption\")`";
        problems.push(page.error(page.first_line(&node.span), message).hint(hint));
    }
    // A figure's image is met again inside it, and its description looked at then.
    if !is_figure && node.to_plain().trim().is_empty() {
        let message = "the image has no description";
        let hint = "say between the brackets what is to be seen";
        problems.push(page.error(page.first_line(&node.span), message).hint(hint));
    }
}
