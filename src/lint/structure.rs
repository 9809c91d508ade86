//! Whether a translation has the blocks of its original, in the same order and with the same contents.
//!
//! Blocks are put side by side first, so that one that is missing does not make all later ones differ; then
//! those that correspond are compared by [`super::counterpart`]. What stands in words is not compared.

use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;

use super::Page;
use super::alignment::{Step, align};
use super::formula::normal;
use super::walk::walk;
use crate::diagnostic::print::line_and_column;
use crate::diagnostic::{Diagnostic, Severity};
use crate::parse::BlockKind;
use crate::parse::tree::{Kind, Node};

/// How many differences of a translation are reported. Who mends the first of them has mended many.
const MAX_REPORTED: usize = 8;

/// Where comparing stops: every difference costs a look at the whole original, and enough has been found.
const MAX_FOUND: usize = 200;

/// Compares a translation with its original.
pub(super) fn lint(original: &Page<'_>, translation: &Page<'_>, problems: &mut Vec<Diagnostic>) {
    let mut comparison = Comparison {
        original,
        translation,
        pairs: Vec::new(),
        problems: Vec::new(),
    };
    let (theirs, ours) = (blocks(original.nodes()), blocks(translation.nodes()));
    comparison.blocks(&theirs, &ours, &translation.title_span());
    comparison.formulas();
    problems.extend(comparison.finish());
}

/// A block with what it is compared by.
pub(super) struct Block<'n, 't> {
    pub(super) node: &'n Node<'t>,
    pub(super) kind: BlockKind,
    /// A hash of what should be the same in a translation: formulas, code and addresses.
    anchors: u64,
}

/// The blocks among nodes, in order.
pub(super) fn blocks<'n, 't>(nodes: &'n [Node<'t>]) -> Vec<Block<'n, 't>> {
    let with_kind = nodes
        .iter()
        .filter_map(|node| Some((node, BlockKind::of(node)?)));
    with_kind
        .map(|(node, kind)| Block {
            node,
            kind,
            anchors: anchors(node),
        })
        .collect()
}

fn anchors(block: &Node<'_>) -> u64 {
    let mut hasher = DefaultHasher::new();
    walk(std::slice::from_ref(block), &mut |node| match &node.kind {
        Kind::Formula(tex, _) => normal(tex).hash(&mut hasher),
        Kind::Code(code) => code.hash(&mut hasher),
        Kind::Element(pulldown_cmark::Tag::Link { dest_url, .. }) => dest_url.hash(&mut hasher),
        _ => {}
    });
    hasher.finish()
}

/// How well a block and one of a translation match: by what they are, then by what is in them.
fn matches(a: &Block<'_, '_>, b: &Block<'_, '_>) -> u32 {
    if a.kind != b.kind {
        return 0;
    }
    let (long, short) = (
        a.node.span.len().max(b.node.span.len()),
        a.node.span.len().min(b.node.span.len()),
    );
    // Cyrillic letters take two bytes: a translation may be twice as long as its original.
    let is_near = long <= 3 * short;
    4 + 2 * u32::from(a.anchors == b.anchors) + u32::from(is_near)
}

/// A translation beside its original, and what was found so far.
pub(super) struct Comparison<'c, 'b> {
    pub(super) original: &'c Page<'b>,
    pub(super) translation: &'c Page<'b>,
    /// Blocks of the original and of the translation that correspond.
    pairs: Vec<(Range<usize>, Range<usize>)>,
    problems: Vec<Diagnostic>,
}

impl Comparison<'_, '_> {
    /// Compares the blocks of two pages, or of two blocks. `place` is where something missing is shown
    /// that nothing stands before.
    pub(super) fn blocks(
        &mut self,
        theirs: &[Block<'_, '_>],
        ours: &[Block<'_, '_>],
        place: &Range<usize>,
    ) {
        let steps = align(theirs.len(), ours.len(), |i, j| {
            matches(&theirs[i], &ours[j])
        });
        let mut place = place.clone();
        let mut rest = &steps[..];
        while let Some(step) = rest.first()
            && self.problems.len() < MAX_FOUND
        {
            if let Step::Both(i, j) = *step {
                let (their, our) = (&theirs[i], &ours[j]);
                self.pairs
                    .push((their.node.span.clone(), our.node.span.clone()));
                place = self.translation.first_line(&our.node.span);
                self.block(their, our);
                rest = &rest[1..];
                continue;
            }
            let end = rest.iter().position(|s| matches!(s, Step::Both(..)));
            let (gap, after) = rest.split_at(end.unwrap_or(rest.len()));
            let (mut missing, mut surplus) = (Vec::new(), Vec::new());
            for step in gap.iter().take(MAX_FOUND) {
                match *step {
                    Step::First(i) => missing.push(&theirs[i]),
                    Step::Second(j) => surplus.push(&ours[j]),
                    Step::Both(..) => {}
                }
            }
            self.gap(&missing, &surplus, &place);
            rest = after;
        }
    }

    /// Blocks that correspond to nothing: exchanged for one another, missing, too many.
    fn gap(
        &mut self,
        missing: &[&Block<'_, '_>],
        surplus: &[&Block<'_, '_>],
        before: &Range<usize>,
    ) {
        let hint = "keep the blocks of the original in their order";
        let both = missing.len().min(surplus.len());
        for (theirs, ours) in missing.iter().zip(surplus) {
            let place = self.translation.first_line(&ours.node.span);
            let (our, their) = (ours.kind.words(), theirs.kind.words());
            let line = self.line(&theirs.node.span);
            let message = format!("{our} stands where {line}, has {their}");
            self.report(place, message, hint);
        }
        for theirs in &missing[both..] {
            let place = surplus
                .last()
                .map(|block| self.translation.first_line(&block.node.span));
            let what = theirs.kind.words();
            let line = self.line(&theirs.node.span);
            let message = format!("{what} of {line}, is missing after this");
            self.report(place.unwrap_or_else(|| before.clone()), message, hint);
        }
        for ours in &surplus[both..] {
            let place = self.translation.first_line(&ours.node.span);
            let message = format!("{} that the original does not have", ours.kind.words());
            self.report(place, message, hint);
        }
    }

    /// Formulas within lines of blocks that correspond, which the other text has nowhere.
    fn formulas(&mut self) {
        let (theirs, ours) = (formulas(self.original), formulas(self.translation));
        let hint = "formulas are the same in all languages";
        for (formula, (tex, span)) in &ours {
            let is_paired = self.pairs.iter().any(|(_, ours)| surrounds(ours, span));
            if !theirs.contains_key(formula) && is_paired && self.problems.len() < MAX_FOUND {
                let message = format!("the formula `${tex}$` is nowhere in the original");
                self.report(span.clone(), message, hint);
            }
        }
        for (formula, (tex, span)) in &theirs {
            if ours.contains_key(formula) || self.problems.len() >= MAX_FOUND {
                continue;
            }
            if let Some(place) = self.counterpart(span) {
                let line = self.line(span);
                let message =
                    format!("the formula `${tex}$` of {line}, is nowhere in the translation");
                self.report(place, message, hint);
            }
        }
    }

    /// The block of the translation that corresponds to the innermost block around a place of the
    /// original. There is none if the block itself is missing, which has been reported then.
    fn counterpart(&self, place: &Range<usize>) -> Option<Range<usize>> {
        let pairs = self.pairs.iter();
        let around = pairs.filter(|(theirs, _)| surrounds(theirs, place));
        let (_, ours) = around.min_by_key(|(theirs, _)| theirs.len())?;
        Some(self.translation.first_line(ours))
    }

    /// A place of the original in words.
    pub(super) fn line(&self, place: &Range<usize>) -> String {
        let (line, _) = line_and_column(self.original.text(), place.start);
        format!("the original, {}:{line}", self.original.document.file)
    }

    pub(super) fn report(&mut self, place: Range<usize>, message: String, hint: &str) {
        self.problems
            .push(self.translation.error(place, message).hint(hint));
    }

    pub(super) fn advise(&mut self, place: Range<usize>, message: String, hint: &str) {
        self.problems
            .push(self.translation.advice(place, message).hint(hint));
    }

    /// The first errors and the first pieces of advice in the order of the file; the last error says how many
    /// follow.
    fn finish(mut self) -> Vec<Diagnostic> {
        Diagnostic::sort(&mut self.problems);
        let is_error = |problem: &Diagnostic| problem.severity == Severity::Error;
        let (mut errors, mut advice): (Vec<_>, Vec<_>) =
            self.problems.into_iter().partition(is_error);
        let more = errors.len().saturating_sub(MAX_REPORTED);
        errors.truncate(MAX_REPORTED);
        advice.truncate(MAX_REPORTED);
        if let Some(last) = errors.last_mut()
            && more > 0
        {
            let hint = last.hint.take().unwrap_or_default();
            last.hint = Some(format!("{hint}; differences that are not shown: {more}"));
        }
        errors.extend(advice);
        errors
    }
}

fn surrounds(block: &Range<usize>, place: &Range<usize>) -> bool {
    block.start <= place.start && place.end <= block.end
}

/// The formulas within lines by what they are compared by: as typed, and where each stands first.
fn formulas(page: &Page<'_>) -> BTreeMap<String, (String, Range<usize>)> {
    let mut formulas = BTreeMap::new();
    walk(page.nodes(), &mut |node| {
        if let Kind::Formula(tex, false) = &node.kind {
            formulas
                .entry(normal(tex))
                .or_insert_with(|| (tex.to_string(), node.span.clone()));
        }
    });
    formulas
}
