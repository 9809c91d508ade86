//! The parser: walks a grammar over code, line by line.
//!
//! In: [`Grammars`], the language, and lines that each end with a line feed. Out: the pieces of each
//! line with their [`Class`], in order and without gaps. It writes no HTML.
//!
//! It does what Sublime Text does, as far as the collection's definitions need it, and gives the same
//! result as syntect's parser, which the tests compare it with. On top of that, whatever the code:
//! - it ends: matches of nothing at one place are counted ([`STALLS`]), and every search is paid for
//!   from an allowance ([`allowance`]) that grows with the size of the code, not with time, so that
//!   the same code always gives the same result;
//! - it does not panic: references to grammars that the collection lacks are left out, and the stack of
//!   contexts never runs empty.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use onig::Region;

use super::classes::{self, Class, Effect};
use super::grammar::{
    Clear, Context, ContextId, Grammars, Operation, RETRIES, Reference, Regex, Rule, Scope, Search,
};

/// How many contexts may lie in each other, as in Sublime Text; rules that would enter another one match
/// nothing.
const DEPTH: usize = 100;

/// How many matches of nothing may follow each other at one place. Entering and leaving a full stack of
/// contexts takes 200; what goes beyond is two rules that hand a place to each other for ever.
const STALLS: usize = 256;

/// How many expressions with the text of captures filled in are kept.
const FILLED: usize = 256;

/// What may be spent on code of so many bytes, in the units of [`price`]. Over 584 files in 35 languages
/// the dearest spent 340 per byte and the average one 100: six times the dearest, something for the first
/// lines of small blocks, and a limit for all.
pub(super) fn allowance(bytes: usize) -> u64 {
    (200_000 + 2_000 * bytes as u64).min(64_000_000)
}

/// The price of a search over so many bytes, about one per character that the engine looks at. The
/// square is for expressions that scan to the end of the line from every place; it is little on a line
/// of ordinary length.
fn price(bytes: usize) -> u64 {
    let bytes = bytes as u64;
    8 + bytes + bytes * bytes / 64
}

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
    allowance: u64,
    searches: Searches,
    filled: BTreeMap<String, Rc<Regex>>,
    region: Region,
}

/// A context in the stack.
struct Level<'g> {
    id: ContextId,
    context: &'g Context,
    prototypes: Vec<ContextId>,
    captured: Option<Rc<Captured>>,
}

/// The text of the groups of the match that entered a context.
type Captured = Vec<Option<String>>;

/// A list of rules to try at a place: those of a context, and what their references refer to.
struct Source {
    context: ContextId,
    captured: Option<Rc<Captured>>,
    prototype: bool,
}

/// Where a rule was found in the line.
#[derive(Clone)]
struct Hit {
    start: usize,
    end: usize,
    /// The groups, as a range of [`Searches::groups`].
    groups: Range<usize>,
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

/// The searches of a line, so that a rule is looked for again only behind its last match.
#[derive(Default)]
struct Searches {
    /// Counts the lines; results with an older number are void.
    line: u32,
    /// By grammar and by number of the rule: the line of the search, and what it found.
    results: Vec<Vec<(u32, Option<Hit>)>>,
    groups: Vec<Option<(usize, usize)>>,
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
            (self.emit)(self.done..to, classes::class(scopes));
            self.done = to;
        }
    }
}

impl Searches {
    fn next_line(&mut self) {
        self.line += 1;
        self.groups.clear();
    }

    fn result(&mut self, grammar: usize, rule: usize) -> &mut (u32, Option<Hit>) {
        if self.results.len() <= grammar {
            self.results.resize_with(grammar + 1, Vec::new);
        }
        let results = &mut self.results[grammar];
        if results.len() <= rule {
            results.resize_with(rule + 1, || (0, None));
        }
        &mut results[rule]
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
            allowance,
            searches: Searches::default(),
            filled: BTreeMap::new(),
            region: Region::with_capacity(8),
        })
    }

    /// What may still be spent.
    pub(super) fn allowance(&self) -> u64 {
        self.allowance
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
        self.searches.next_line();
        self.entered = None;
        let (mut at, mut stalls) = (0, 0);
        while let Some(next) = self.step(&mut line, at, stalls >= STALLS) {
            stalls = if next > at { 0 } else { stalls + 1 };
            at = next;
        }
        let solvent = self.allowance > 0;
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
        if self.allowance == 0 {
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
        let mut best: Option<Match<'g>> = None;
        for source in self.sources() {
            let captured = source.captured.as_deref();
            let decided = grammars.visit(source.context, &mut |grammar, rule| {
                if self.allowance == 0 {
                    return true;
                }
                let Some(hit) = self.search(line, at, (grammar, rule), captured) else {
                    return false;
                };
                let better = best.as_ref().is_none_or(|best| {
                    hit.start < best.hit.start || (hit.start == best.hit.start && best.loops)
                });
                if !better {
                    return false;
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
                decided
            });
            if decided {
                break;
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

    fn search(
        &mut self,
        line: &str,
        at: usize,
        (grammar, rule): (usize, &Rule),
        captured: Option<&Captured>,
    ) -> Option<Hit> {
        self.allowance = self.allowance.saturating_sub(1);
        let enters = matches!(rule.operation, Operation::Push(_));
        if enters && self.levels.len() >= DEPTH {
            return None;
        }
        let captured = captured.filter(|_| rule.has_captures);
        if captured.is_none() {
            let number = self.searches.line;
            match self.searches.result(grammar, rule.number) {
                (line, None) if *line == number => return None,
                (line, Some(hit)) if *line == number && hit.start >= at => {
                    return Some(hit.clone());
                }
                _ => {}
            }
        }
        self.allowance = self.allowance.saturating_sub(price(line.len() - at));
        let found = match captured {
            None => rule.regex.search(line, at, &mut self.region),
            Some(captured) => {
                let regex = self.filled(&rule.regex.source, captured);
                regex.search(line, at, &mut self.region)
            }
        };
        let hit = match found {
            Search::Found => self.hit(rule),
            Search::Nothing => None,
            Search::GivenUp => {
                self.allowance = self.allowance.saturating_sub(u64::from(RETRIES));
                None
            }
        };
        // A match of nothing that does nothing is no match, here; further on there may be a real one.
        let idle = |hit: &Hit| hit.start == hit.end && matches!(rule.operation, Operation::None);
        if hit.as_ref().is_some_and(idle) {
            return None;
        }
        if captured.is_none() {
            *self.searches.result(grammar, rule.number) = (self.searches.line, hit.clone());
        }
        hit
    }

    /// What the search that just succeeded left in the region.
    fn hit(&mut self, rule: &Rule) -> Option<Hit> {
        let (start, end) = self.region.pos(0)?;
        let first = self.searches.groups.len();
        let enters = matches!(rule.operation, Operation::Push(_) | Operation::Set(_));
        if rule.captures.is_some() || enters {
            let groups = (0..self.region.len()).map(|group| self.region.pos(group));
            self.searches.groups.extend(groups);
        }
        Some(Hit {
            start,
            end,
            groups: first..self.searches.groups.len(),
        })
    }

    /// The expression with the text of captures in place of the references to them.
    fn filled(&mut self, source: &str, captured: &Captured) -> Rc<Regex> {
        let source = fill(source, captured);
        if let Some(regex) = self.filled.get(&source) {
            return Rc::clone(regex);
        }
        if self.filled.len() >= FILLED {
            self.filled.clear();
        }
        let regex = Rc::new(Regex::from(source.clone()));
        self.filled.insert(source, Rc::clone(&regex));
        regex
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
            let place = hit.groups.clone().nth(*group);
            let Some((start, end)) = place.and_then(|place| self.searches.groups[place]) else {
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
            let captured = refers.then(|| Rc::new(self.captured(line, &found.hit)));
            self.levels.push(Level {
                id: *id,
                context,
                prototypes,
                captured,
            });
        }
    }

    fn captured(&self, line: &str, hit: &Hit) -> Captured {
        let groups = &self.searches.groups[hit.groups.clone()];
        let text = |(start, end): (usize, usize)| line.get(start..end).map(str::to_owned);
        groups.iter().map(|group| group.and_then(text)).collect()
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

/// The expression with captured text for `\1` to `\9`, as text and not as an expression.
fn fill(source: &str, captured: &Captured) -> String {
    let mut filled = String::with_capacity(source.len());
    let mut chars = source.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            filled.push(c);
            continue;
        }
        let Some(escaped) = chars.next() else {
            filled.push('\\');
            break;
        };
        let Some(group) = escaped.to_digit(10) else {
            filled.extend(['\\', escaped]);
            continue;
        };
        let text = captured.get(group as usize).and_then(Option::as_deref);
        for c in text.unwrap_or_default().chars() {
            if c.is_ascii_punctuation() {
                filled.push('\\');
            }
            filled.push(c);
        }
    }
    filled
}

#[cfg(test)]
mod corpus {
    #![allow(clippy::all, clippy::unwrap_used)]
    use super::*;
    use std::sync::{Arc, mpsc};
    use syntect::parsing::{ParseState, ScopeStack};
    fn ours(g: &Grammars, i: usize, code: &str) -> (Vec<String>, u64) {
        let mut p = Parser::new(g, i, allowance(code.len())).unwrap();
        let mut out = vec![];
        for line in code.split_inclusive('\n') {
            if line.len() > 1000 {
                continue;
            }
            let mut s = String::new();
            let mut last = None;
            let ok = p.line(line, |r, c| {
                if last != Some(c) {
                    s.push_str(&format!("<{}>", c.map_or("-", |c| c.css())));
                    last = Some(c);
                }
                s.push_str(&line[r]);
            });
            if !ok {
                s.push_str("EXHAUSTED");
                out.push(s);
                break;
            }
            out.push(s);
        }
        (out, allowance(code.len()) - p.allowance)
    }
    fn oracle(g: &Grammars, i: usize, code: &str) -> Vec<String> {
        let mut p = ParseState::new(&g.languages()[i]);
        let mut st = ScopeStack::new();
        let mut out = vec![];
        for line in code.split_inclusive('\n') {
            if line.len() > 1000 {
                continue;
            }
            let mut s = String::new();
            let mut last = None;
            let mut done = 0;
            let Ok(ops) = p.parse_line(line, two()) else {
                out.push("ERR".into());
                break;
            };
            let mut put = |a: usize, b: usize, st: &ScopeStack| {
                let e: Vec<_> = st
                    .as_slice()
                    .iter()
                    .map(|s| classes::effect(&s.build_string()))
                    .collect();
                let c = classes::class(&e);
                if last != Some(c) {
                    s.push_str(&format!("<{}>", c.map_or("-", |c| c.css())));
                    last = Some(c);
                }
                s.push_str(&line[a..b]);
            };
            for (at, op) in ops {
                if at > done {
                    put(done, at, &st);
                    done = at;
                }
                let _ = st.apply(&op);
            }
            if line.len() > done {
                put(done, line.len(), &st);
            }
            out.push(s);
        }
        out
    }
    fn two() -> &'static syntect::parsing::SyntaxSet {
        static S: std::sync::OnceLock<syntect::parsing::SyntaxSet> = std::sync::OnceLock::new();
        S.get_or_init(two_face::syntax::extra_newlines)
    }
    #[test]
    fn corpus() {
        let g = Arc::new(Grammars::new());
        let l = Arc::new(crate::render::code::languages::Languages::new(
            g.languages(),
        ));
        let files = std::fs::read_to_string(std::env::var("CORPUS").unwrap()).unwrap();
        let (mut to, mut te) = (std::time::Duration::ZERO, std::time::Duration::ZERO);
        let mut n = 0;
        let mut bad = 0;
        for f in files.lines() {
            let Ok(code) = std::fs::read_to_string(f) else {
                continue;
            };
            let code: String = code.split_inclusive('\n').take(400).collect();
            let ext = f.rsplit('.').next().unwrap();
            let Some(crate::render::code::languages::Language::Grammar(i)) = l.get(ext) else {
                println!("no {ext}");
                continue;
            };
            let t = std::time::Instant::now();
            let (a, spent) = ours(&g, i, &code);
            let d = t.elapsed();
            to += d;
            println!(
                "SPENT {} {} {} {:?}",
                ext,
                spent / (code.len() as u64 + 1),
                code.len(),
                d
            );
            let (tx, rx) = mpsc::channel();
            let (g2, c2) = (g.clone(), code.clone());
            std::thread::spawn(move || {
                let t = std::time::Instant::now();
                let o = oracle(&g2, i, &c2);
                let _ = tx.send((o, t.elapsed()));
            });
            match rx.recv_timeout(std::time::Duration::from_secs(20)) {
                Ok((b, d)) => {
                    te += d;
                    if a != b {
                        bad += 1;
                        let k = a.iter().zip(&b).position(|(x, y)| x != y);
                        println!("DIFF {f} line {k:?}");
                        if let Some(k) = k {
                            println!(" ours   {:?}\n oracle {:?}", a[k], b[k]);
                        }
                    }
                }
                Err(_) => println!("ORACLE HANG/PANIC {f}"),
            }
            n += 1;
        }
        println!("{n} files, {bad} differ, ours {to:?} oracle {te:?}");
    }

    #[test]
    fn torture() {
        let g = Grammars::new();
        let len: usize = std::env::var("LEN").unwrap().parse().unwrap();
        let only = std::env::var("ONLY").ok();
        let atoms = [
            "(", "[", "{", "<", "\"", "'", "`", "\\", " ", "a", "a ", "a.", "a,", "a(", "$(", "${",
            "<a ", "0", "-", "=", "/*", "//", "#", "@a", "a:", "a::", "&", "!", "*", "_", "**a",
            "[a](", "a=", "\"a\" ", "é", "\t", "a(b)", "<a>", "{a}", "(a", "a b=", ">", ")", "a<",
            "->", "|", ";", "%", "a-b ", "1.", "#{", "{{", "{%", "~", "+", "/", "if ", "a;", ":",
            "\\(", "A", "A.", "a\\", "x /* ", "[[", "a[", ",", "^", "?",
        ];
        let mut all = vec![];
        for (i, l) in g.languages().iter().enumerate() {
            if only.as_ref().is_some_and(|o| *o != l.name) {
                continue;
            }
            for a in atoms {
                for pre in ["", "x = ", "<"] {
                    let line = format!("{pre}{}\n", a.repeat(len / a.len()));
                    let code = line.repeat(std::env::var("LINES").unwrap().parse().unwrap());
                    let t = std::time::Instant::now();
                    let (out, spent) = ours(&g, i, &code);
                    let d = t.elapsed();
                    let ex = out.last().is_some_and(|o| o.ends_with("EXHAUSTED"));
                    all.push((d, l.name.clone(), a, pre, spent / code.len() as u64, ex));
                }
            }
        }
        all.sort_by(|a, b| b.0.cmp(&a.0));
        let total: std::time::Duration = all.iter().map(|a| a.0).sum();
        println!(
            "{} cases {total:?} exhausted {}",
            all.len(),
            all.iter().filter(|a| a.5).count()
        );
        for a in all.iter().take(40) {
            println!("WORST {a:?}");
        }
    }
}
