//! The parser: walks a grammar over code, line by line.
//!
//! In: [`Grammars`], the language, and lines that each end with a line feed. Out: the pieces of each
//! line with their [`Class`], in order and without gaps. It writes no HTML.
//!
//! It does what Sublime Text does, as far as the collection's definitions need it, and gives the same
//! result as syntect's parser, which the tests compare it with. On top of that, whatever the code:
//! - it ends: matches of nothing at one place are counted ([`STALLS`]), and every search is paid for
//!   from an [`allowance`](super::search::allowance) that depends on the size of the code and not on time, so
//!   that the same code always gives the same result;
//! - it does not panic: references to grammars that the collection lacks are left out, and the stack of
//!   contexts never runs empty.

use std::ops::Range;
use std::rc::Rc;

use super::classes::{self, Class, Effect};
use super::first::Rest;
use super::grammar::{Clear, Context, ContextId, Grammars, Operation, Reference, Rule, Scope};
use super::search::{Captured, Hit, Searcher};

/// How many contexts may lie in each other, as in Sublime Text; rules that would enter another one match
/// nothing.
const DEPTH: usize = 100;

/// How many matches of nothing may follow each other at one place. Entering and leaving a full stack of
/// contexts takes 200; what goes beyond is two rules that hand a place to each other for ever.
const STALLS: usize = 256;

/// The state between two lines.
pub(super) struct Parser<'g> {
    grammars: &'g Grammars,
    levels: Vec<Level<'g>>,
    /// Heights of the stack at which a rule of a prototype matched: prototypes below do not hold above.
    barriers: Vec<usize>,
    scopes: Vec<Effect>,
    /// What `clear_scopes` put aside.
    cleared: Vec<Vec<Effect>>,
    /// The place and the height of the stack at which the last context was entered by a match of nothing.
    entered: Option<(usize, usize)>,
    searcher: Searcher,
}

/// A context in the stack.
struct Level<'g> {
    id: ContextId,
    context: &'g Context,
    prototypes: Vec<ContextId>,
    captured: Option<Rc<Captured>>,
}

/// A list of rules to try at a place: those of a context, and what their references refer to.
struct Source {
    context: ContextId,
    captured: Option<Rc<Captured>>,
    prototype: bool,
}

/// The rule that matches first.
struct Match<'g> {
    rule: &'g Rule,
    hit: Hit,
    /// Whether it is from a prototype that a context below brought along.
    prototype: bool,
    /// Whether it would leave the context that was just entered at this place.
    loops: bool,
}

/// A line in the making.
struct Line<'l, F> {
    text: &'l str,
    /// How far it was given out.
    done: usize,
    emit: F,
}

impl<F: FnMut(Range<usize>, Option<Class>)> Line<'_, F> {
    /// Gives out what lies before `to`.
    fn emit(&mut self, to: usize, scopes: &[Effect]) {
        if to > self.done && self.text.is_char_boundary(to) {
            let class = classes::class(scopes, &self.text[self.done..to]);
            (self.emit)(self.done..to, class);
            self.done = to;
        }
    }
}

impl<'g> Parser<'g> {
    /// A parser at the beginning of code in a language, with what it may spend; `None` if the grammar
    /// cannot be used.
    pub(super) fn new(grammars: &'g Grammars, grammar: usize, allowance: u64) -> Option<Self> {
        let id = grammars.start(grammar)?;
        let context = grammars.context(id)?;
        let start = Level {
            id,
            context,
            prototypes: Vec::new(),
            captured: None,
        };
        let outermost = context.meta_content_scope.first().map(|s| s.0);
        Some(Self {
            grammars,
            levels: vec![start],
            barriers: Vec::new(),
            scopes: outermost.into_iter().collect(),
            cleared: Vec::new(),
            entered: None,
            searcher: Searcher::new(allowance),
        })
    }

    /// What may still be spent.
    pub(super) fn allowance(&self) -> u64 {
        self.searcher.allowance
    }

    /// Reads a line, which ends with a line feed, and gives out its pieces. False if the allowance ran
    /// out; the rest of the line is then plain, and the parser is to be used no more.
    pub(super) fn line(
        &mut self,
        text: &str,
        emit: impl FnMut(Range<usize>, Option<Class>),
    ) -> bool {
        let mut line = Line {
            text,
            done: 0,
            emit,
        };
        self.searcher.next_line();
        self.entered = None;
        let (mut at, mut stalls) = (0, 0);
        while let Some(next) = self.step(&mut line, at, stalls >= STALLS) {
            stalls = if next > at { 0 } else { stalls + 1 };
            at = next;
        }
        let solvent = self.searcher.allowance > 0;
        line.emit(text.len(), if solvent { &self.scopes } else { &[] });
        solvent
    }

    /// Finds and applies the next rule, and says where to go on; `None` at the end of the line.
    fn step<F: FnMut(Range<usize>, Option<Class>)>(
        &mut self,
        line: &mut Line<'_, F>,
        at: usize,
        stalled: bool,
    ) -> Option<usize> {
        let height = self.levels.len();
        while self.barriers.pop_if(|barrier| *barrier >= height).is_some() {}
        let found = self.next_match(line.text, at)?;
        if self.searcher.allowance == 0 {
            return None;
        }
        if found.loops || (stalled && found.hit.end <= at) {
            let next = line.text.get(at..)?.char_indices().nth(1)?.0;
            return Some(at + next);
        }
        let entering = matches!(found.rule.operation, Operation::Push(_));
        if entering && found.hit.end <= at {
            self.entered = Some((at, height + 1));
        }
        if found.prototype {
            self.barriers.push(height);
        }
        self.apply(line, &found);
        Some(found.hit.end)
    }

    /// The rule that matches first from a place on; of several, the one that is listed first.
    fn next_match(&mut self, line: &str, at: usize) -> Option<Match<'g>> {
        let grammars = self.grammars;
        let may_loop = self.entered == Some((at, self.levels.len()));
        let is_full = self.levels.len() >= DEPTH;
        let rest = Rest::of(line, at);
        let mut best: Option<Match<'g>> = None;
        for source in self.sources() {
            let captured = source.captured.as_deref();
            for candidate in grammars.candidates(source.context) {
                if !self.searcher.may_go_on() {
                    return best;
                }
                if !candidate.first.is_in(&rest) {
                    continue;
                }
                let rule = grammars.rule(candidate)?;
                if is_full && matches!(rule.operation, Operation::Push(_)) {
                    continue;
                }
                let rule_of = (candidate.grammar(), rule);
                let Some(hit) = self.searcher.search(line, at, rule_of, captured) else {
                    continue;
                };
                let better = best.as_ref().is_none_or(|best| {
                    hit.start < best.hit.start || (hit.start == best.hit.start && best.loops)
                });
                if !better {
                    continue;
                }
                let leaves = matches!(rule.operation, Operation::Pop);
                let loops = may_loop && leaves && hit.end <= at;
                let decided = hit.start == at && !loops;
                best = Some(Match {
                    rule,
                    hit,
                    prototype: source.prototype,
                    loops,
                });
                if decided {
                    return best;
                }
            }
        }
        best
    }

    /// Where rules may come from at this place, in the order in which they count.
    fn sources(&self) -> Vec<Source> {
        let barrier = self.barriers.last().copied().unwrap_or(0);
        let mut sources = Vec::new();
        for level in self.levels.iter().skip(barrier) {
            sources.extend(level.prototypes.iter().map(|context| Source {
                context: *context,
                captured: level.captured.clone(),
                prototype: true,
            }));
        }
        if let Some(top) = self.levels.last() {
            sources.extend(top.context.prototype.map(|context| Source {
                context,
                captured: None,
                prototype: false,
            }));
            sources.push(Source {
                context: top.id,
                captured: top.captured.clone(),
                prototype: false,
            });
        }
        sources
    }

    /// Gives out the line up to the match and through it, and changes the stacks.
    fn apply<F: FnMut(Range<usize>, Option<Class>)>(
        &mut self,
        line: &mut Line<'_, F>,
        found: &Match<'g>,
    ) {
        let Some(context) = self.levels.last().map(|level| level.context) else {
            return;
        };
        let (rule, hit) = (found.rule, &found.hit);
        let targets = self.targets(&rule.operation);
        line.emit(hit.start, &self.scopes);
        self.begin(&rule.operation, context, &targets);
        self.push(&rule.scope);
        if let Some(captures) = &rule.captures {
            self.captures(line, captures, hit);
        }
        line.emit(hit.end, &self.scopes);
        self.pop(rule.scope.len());
        self.end(&rule.operation, context, &targets);
        self.change(line.text, found, &targets);
    }

    /// The contexts that an operation enters.
    fn targets(&self, operation: &Operation) -> Vec<(ContextId, &'g Context)> {
        let (Operation::Push(references) | Operation::Set(references)) = operation else {
            return Vec::new();
        };
        let ids = references.iter().filter_map(Reference::id);
        ids.filter_map(|id| Some((id, self.grammars.context(id)?)))
            .collect()
    }

    /// The scopes of contexts that hold for the match itself.
    fn begin(
        &mut self,
        operation: &Operation,
        context: &Context,
        targets: &[(ContextId, &Context)],
    ) {
        match operation {
            Operation::Pop => self.pop(context.meta_content_scope.len()),
            Operation::Set(_) if context.clear_scopes.is_some() => self.restore(),
            _ => {}
        }
        let pushes = matches!(operation, Operation::Push(_));
        for (_, target) in targets {
            if pushes {
                self.clear(target.clear_scopes.as_ref());
            }
            self.push(&target.meta_scope);
        }
    }

    /// The scopes of contexts that hold from the end of the match on.
    fn end(&mut self, operation: &Operation, context: &Context, targets: &[(ContextId, &Context)]) {
        let sets = match operation {
            Operation::None => return,
            Operation::Pop => {
                self.pop(context.meta_scope.len());
                if context.clear_scopes.is_some() {
                    self.restore();
                }
                return;
            }
            Operation::Push(_) => false,
            Operation::Set(_) => true,
        };
        let own = context.meta_scope.len() + context.meta_content_scope.len();
        let changes = (sets && own > 0)
            || targets.iter().any(|(_, target)| {
                !target.meta_content_scope.is_empty() || (sets && target.clear_scopes.is_some())
            });
        if !changes {
            return;
        }
        let entered: usize = targets.iter().map(|(_, t)| t.meta_scope.len()).sum();
        self.pop(entered + if sets { own } else { 0 });
        for (_, target) in targets {
            if sets {
                self.clear(target.clear_scopes.as_ref());
            }
            self.push(&target.meta_scope);
            self.push(&target.meta_content_scope);
        }
    }

    /// The scopes of the groups of a match. A group may begin before the match or end behind it, where
    /// the expression looks around; the pieces are given out in order all the same.
    fn captures<F: FnMut(Range<usize>, Option<Class>)>(
        &mut self,
        line: &mut Line<'_, F>,
        captures: &[(usize, Vec<Scope>)],
        hit: &Hit,
    ) {
        let mut edges = Vec::with_capacity(2 * captures.len());
        for (group, scopes) in captures {
            let Some((start, end)) = self.searcher.group(hit, *group) else {
                continue;
            };
            if start < end {
                // At one place ends come before beginnings, and of these the longest comes first.
                edges.push(((start, 1, usize::MAX - (end - start)), Ok(scopes)));
                edges.push(((end, 0, 0), Err(scopes.len())));
            }
        }
        edges.sort_by_key(|(order, _)| *order);
        for ((at, ..), edge) in edges {
            line.emit(at, &self.scopes);
            match edge {
                Ok(scopes) => self.push(scopes),
                Err(count) => self.pop(count),
            }
        }
    }

    /// Changes the stack of contexts.
    fn change(&mut self, line: &str, found: &Match<'g>, targets: &[(ContextId, &'g Context)]) {
        let rule = found.rule;
        let mut inherited = Vec::new();
        match rule.operation {
            Operation::None => return,
            Operation::Push(_) => {}
            // The outermost context is never left: without it there would be no rules.
            Operation::Pop if self.levels.len() == 1 => return,
            Operation::Set(_) if targets.is_empty() => return,
            Operation::Pop => {
                self.levels.pop();
                return;
            }
            Operation::Set(_) => {
                let left = self.levels.pop();
                inherited = left.map(|level| level.prototypes).unwrap_or_default();
            }
        }
        let brought = rule.with_prototype.as_ref().and_then(Reference::id);
        for (index, (id, context)) in targets.iter().enumerate() {
            let mut prototypes = std::mem::take(&mut inherited);
            if index + 1 == targets.len() {
                prototypes.extend(brought);
            }
            let refers =
                |id: &ContextId| self.grammars.context(*id).is_some_and(|c| c.uses_backrefs);
            let refers = context.uses_backrefs || prototypes.iter().any(refers);
            let captured = refers.then(|| Rc::new(self.searcher.captured(line, &found.hit)));
            self.levels.push(Level {
                id: *id,
                context,
                prototypes,
                captured,
            });
        }
    }

    fn push(&mut self, scopes: &[Scope]) {
        self.scopes.extend(scopes.iter().map(|scope| scope.0));
    }

    fn pop(&mut self, count: usize) {
        self.scopes
            .truncate(self.scopes.len().saturating_sub(count));
    }

    fn clear(&mut self, amount: Option<&Clear>) {
        let keep = match amount {
            None => return,
            Some(Clear::All) => 0,
            Some(Clear::Top(count)) => self.scopes.len().saturating_sub(*count),
        };
        self.cleared.push(self.scopes.split_off(keep));
    }

    fn restore(&mut self) {
        self.scopes.extend(self.cleared.pop().unwrap_or_default());
    }
}

#[cfg(test)]
mod tests;

#[cfg(test)]
pub(super) use tests::SAMPLES;
