//! What a block of a translation holds, compared with the block of the original that it corresponds to.

use std::ops::Range;

use pulldown_cmark::Tag;

use super::alignment::{Step, align};
use super::code::{Line, is_known, is_prose, skeleton, written};
use super::formula::normal;
use super::structure::{Block, Comparison, blocks};
use super::walk::{fence, walk};
use crate::parse::BlockKind;
use crate::parse::fence::Fence;
use crate::parse::tree::{Kind, Node};

impl Comparison<'_, '_> {
    /// Compares two blocks that are the same by their shape.
    pub(super) fn block(&mut self, theirs: &Block<'_, '_>, ours: &Block<'_, '_>) {
        let place = self.translation.first_line(&ours.node.span);
        match ours.kind {
            BlockKind::Paragraph | BlockKind::Formula => self.displayed(theirs.node, ours.node),
            BlockKind::Code => self.code(theirs.node, ours.node),
            BlockKind::Output => self.output(theirs.node, ours.node),
            BlockKind::Figure => self.figure(theirs.node, ours.node),
            BlockKind::Table => self.table(theirs.node, ours.node),
            BlockKind::List(_) => self.list(theirs.node, ours.node),
            BlockKind::Callout(_) | BlockKind::Quote => {
                let (theirs, ours) = (blocks(&theirs.node.children), blocks(&ours.node.children));
                self.blocks(&theirs, &ours, &place);
            }
            BlockKind::Other => self.displayed(theirs.node, ours.node),
            BlockKind::Title | BlockKind::Description | BlockKind::Heading(_) | BlockKind::Rule => {
            }
        }
    }

    /// Displayed formulas, alone or within text.
    fn displayed(&mut self, theirs: &Node<'_>, ours: &Node<'_>) {
        let hint = "formulas are the same in all languages, but for words in `\\text{…}`";
        let (their, our) = (displayed(theirs), displayed(ours));
        // Of several formulas, those after the first that differs mostly differ for its sake.
        let mut pairs = their.iter().zip(&our);
        if let Some(((_, their_place), (_, place))) = pairs.find(|((a, _), (b, _))| a != b) {
            let line = self.line(their_place);
            let message = format!("the formula differs from that of {line}");
            self.report(self.translation.formula_line(place), message, hint);
        } else if their.len() != our.len() {
            let (count, wanted, line) = (our.len(), their.len(), self.line(&theirs.span));
            let message =
                format!("the number of displayed formulas is {count}, but {wanted} in {line}");
            let place = self.translation.first_line(&ours.span);
            self.report(place, message, hint);
        }
    }

    fn code(&mut self, theirs: &Node<'_>, ours: &Node<'_>) {
        let place = self.translation.first_line(&ours.span);
        let their = fence(theirs).unwrap_or_default();
        let our = fence(ours).unwrap_or_default();
        let settings = |f: &Fence| {
            let Fence {
                no_run,
                should_fail,
                ..
            } = *f;
            (f.language.clone(), no_run, should_fail, f.include.clone())
        };
        if settings(&their) != settings(&our) {
            let message = format!(
                "the code block is marked otherwise than in {}",
                self.line(&theirs.span)
            );
            let hint = "keep its language, `include`, `no_run` and `should_fail`";
            self.report(place, message, hint);
            return;
        }
        let language = &our.language;
        if is_prose(language) {
            return;
        }
        let expected = skeleton(&written(theirs), language);
        let lines = skeleton(&written(ours), language);
        let Some((line, expected)) = first_difference(&expected, &lines) else {
            return;
        };
        let place = line.map_or(place, |line| self.line_of_block(ours, line));
        let message = match expected {
            Some(number) => {
                let at = self.original_line(theirs, number);
                format!("the code differs from that of {at}")
            }
            None => "the original does not have this line of code".to_owned(),
        };
        let hint = "translate only comments and texts in quotes";
        if is_known(language) {
            self.report(place, message, hint);
        } else {
            self.advise(place, message, hint);
        }
    }

    fn output(&mut self, theirs: &Node<'_>, ours: &Node<'_>) {
        let (their, our) = (written(theirs), written(ours));
        let pairs = our.lines().zip(their.lines());
        let differs = pairs
            .clone()
            .position(|(a, b)| a.trim_end() != b.trim_end());
        let (count, wanted) = (
            our.trim_end().lines().count(),
            their.trim_end().lines().count(),
        );
        let Some(line) = differs.or((count != wanted).then(|| count.min(wanted))) else {
            return;
        };
        let place = self.line_of_block(ours, line);
        let message = format!(
            "the output differs from that of {}",
            self.original_line(theirs, line)
        );
        self.report(place, message, "the code prints the same in all languages");
    }

    fn figure(&mut self, theirs: &Node<'_>, ours: &Node<'_>) {
        let (their, our) = (address(theirs), address(ours));
        if their != our {
            let place = self.translation.first_line(&ours.span);
            let message = format!(
                "the figure is `{our}`, but `{their}` in {}",
                self.line(&theirs.span)
            );
            self.report(place, message, "show the same file");
        }
    }

    fn table(&mut self, theirs: &Node<'_>, ours: &Node<'_>) {
        let size = |table: &Node<'_>| {
            let columns = match &table.kind {
                Kind::Element(Tag::Table(columns)) => columns.len(),
                _ => 0,
            };
            (columns, table.children.len())
        };
        let ((columns, rows), (their_columns, their_rows)) = (size(ours), size(theirs));
        if (columns, rows) != (their_columns, their_rows) {
            let place = self.translation.first_line(&ours.span);
            let line = self.line(&theirs.span);
            let message = format!(
                "the table has {rows} × {columns} cells, but {their_rows} × {their_columns} in {line}"
            );
            self.report(place, message, "keep the table's rows and columns");
        }
    }

    fn list(&mut self, theirs: &Node<'_>, ours: &Node<'_>) {
        let (count, wanted) = (ours.children.len(), theirs.children.len());
        if count != wanted {
            let place = self.translation.first_line(&ours.span);
            let line = self.line(&theirs.span);
            let message = format!("the number of items is {count}, but {wanted} in {line}");
            self.advise(place, message, "see whether an item is missing");
            return;
        }
        for (their, our) in theirs.children.iter().zip(&ours.children) {
            let place = self.translation.first_line(&our.span);
            self.displayed(their, our);
            self.blocks(&inner_blocks(their), &inner_blocks(our), &place);
        }
    }

    /// A line of a code block, counted from 0, as a place of the translation.
    fn line_of_block(&self, block: &Node<'_>, number: usize) -> Range<usize> {
        let span = line_of(self.translation.text(), &block.span, number);
        if span.is_empty() {
            self.translation.first_line(&block.span)
        } else {
            span
        }
    }

    /// A line of a code block of the original in words.
    fn original_line(&self, block: &Node<'_>, number: usize) -> String {
        self.line(&line_of(self.original.text(), &block.span, number))
    }
}

/// The blocks of a list's item but for paragraphs, which an item may have or not: `- text` has none.
fn inner_blocks<'n, 't>(item: &'n Node<'t>) -> Vec<Block<'n, 't>> {
    let mut blocks = blocks(&item.children);
    blocks.retain(|block| block.kind != BlockKind::Paragraph);
    blocks
}

/// A line of a fenced block without the marks of the quotation around it; the first one is 0.
fn line_of(text: &str, block: &Range<usize>, number: usize) -> Range<usize> {
    let mut start = block.start;
    for (at, line) in text[block.clone()].split_inclusive('\n').enumerate() {
        if at == number + 1 {
            let code = line.trim_start_matches(['>', ' ', '\t']);
            let start = start + line.len() - code.len();
            return start..start + code.trim_end().len();
        }
        start += line.len();
    }
    block.start..block.start
}

/// The first line of code that has no equal, and the first of the original: by number, if there is one.
fn first_difference(expected: &[Line], lines: &[Line]) -> Option<(Option<usize>, Option<usize>)> {
    if expected == lines {
        return None;
    }
    let steps = align(expected.len(), lines.len(), |i, j| {
        u32::from(expected[i] == lines[j])
    });
    let first = steps
        .iter()
        .position(|step| !matches!(step, Step::Both(..)))?;
    let gap = steps[first..]
        .iter()
        .take_while(|step| !matches!(step, Step::Both(..)));
    let ours = gap.clone().find_map(|step| match step {
        Step::Second(j) => Some(lines[*j].number),
        _ => None,
    });
    let theirs = gap.clone().find_map(|step| match step {
        Step::First(i) => Some(expected[*i].number),
        _ => None,
    });
    // Where a line is missing, the one before it is shown.
    let before = || {
        first
            .checked_sub(1)
            .and_then(|n| lines.get(n))
            .map(|line| line.number)
    };
    Some((ours.or_else(before), theirs))
}

/// The displayed formulas of a paragraph, as they are compared, with their places.
fn displayed(paragraph: &Node<'_>) -> Vec<(String, Range<usize>)> {
    let mut formulas = Vec::new();
    walk(std::slice::from_ref(paragraph), &mut |node| {
        if let Kind::Formula(tex, true) = &node.kind {
            formulas.push((normal(tex), node.span.clone()));
        }
    });
    formulas
}

/// The address of the image that a figure is.
fn address<'n>(figure: &'n Node<'_>) -> &'n str {
    match figure.children.first().map(|image| &image.kind) {
        Some(Kind::Element(Tag::Image { dest_url, .. })) => dest_url,
        _ => "",
    }
}
