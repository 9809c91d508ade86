//! The searches of the parser: where in a line a rule matches.
//!
//! In: a line, a place in it, and a rule. Out: the first match from there on, with its groups. Searches
//! of a line are remembered, so that a rule is looked for again only behind its last match, and they are
//! paid for from an allowance, so that their sum is limited whatever the code.

use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;

use onig::Region;

use super::grammar::{Operation, RETRIES, Regex, Rule, Search};

/// How many expressions with the text of captures filled in are kept.
const FILLED: usize = 256;

/// What may be spent on code of so many bytes, in the units of [`price`]. Over 584 files in 35 languages
/// the dearest spent 340 per byte and the average one 100: six times the dearest, something for the first
/// lines of small blocks, and a limit for all.
pub(super) fn allowance(bytes: usize) -> u64 {
    (200_000 + 2_000 * bytes as u64).min(32_000_000)
}

/// The price of a search over so many bytes, about one per character that the engine looks at. The
/// square is for expressions that scan to the end of the line from every place; it is little on a line
/// of ordinary length.
fn price(bytes: usize) -> u64 {
    let bytes = bytes as u64;
    8 + bytes + bytes * bytes / 64
}

/// The text of the groups of a match.
pub(super) type Captured = Vec<Option<String>>;

/// Where a rule matches in the line.
#[derive(Clone)]
pub(super) struct Hit {
    pub(super) start: usize,
    pub(super) end: usize,
    /// The groups, as a range of [`Searcher::groups`].
    groups: Range<usize>,
}

/// Searches lines, one after the other.
pub(super) struct Searcher {
    /// What may still be spent.
    pub(super) allowance: u64,
    /// Counts the lines; results with an older number are void.
    line: u32,
    /// By grammar and by number of the rule: the line of the search, and what it found.
    results: Vec<Vec<(u32, Option<Hit>)>>,
    groups: Vec<Option<(usize, usize)>>,
    filled: BTreeMap<String, Rc<Regex>>,
    region: Region,
}

impl Searcher {
    /// A searcher that may spend so much.
    pub(super) fn new(allowance: u64) -> Self {
        Self {
            allowance,
            line: 0,
            results: Vec::new(),
            groups: Vec::new(),
            filled: BTreeMap::new(),
            region: Region::with_capacity(8),
        }
    }

    /// Forgets the line; places are of another one from now on.
    pub(super) fn next_line(&mut self) {
        self.line += 1;
        self.groups.clear();
    }

    /// Pays for a look at a rule; false if nothing is left.
    pub(super) fn may_go_on(&mut self) -> bool {
        self.allowance = self.allowance.saturating_sub(1);
        self.allowance > 0
    }

    /// The first match of a rule of a grammar from a place on, with `captured` for its references to what
    /// the match that entered the context captured.
    pub(super) fn search(
        &mut self,
        line: &str,
        at: usize,
        (grammar, rule): (usize, &Rule),
        captured: Option<&Captured>,
    ) -> Option<Hit> {
        let captured = captured.filter(|_| rule.has_captures);
        if captured.is_none() {
            let number = self.line;
            match self.result(grammar, rule.number) {
                (line, None) if *line == number => return None,
                (line, Some(hit)) if *line == number && hit.start >= at => {
                    return Some(hit.clone());
                }
                _ => {}
            }
        }
        let hit = self.search_anew(line, at, rule, captured);
        // A match of nothing that does nothing is no match, here; further on there may be a real one.
        let idle = |hit: &Hit| hit.start == hit.end && matches!(rule.operation, Operation::None);
        if hit.as_ref().is_some_and(idle) {
            return None;
        }
        if captured.is_none() {
            *self.result(grammar, rule.number) = (self.line, hit.clone());
        }
        hit
    }

    fn search_anew(
        &mut self,
        line: &str,
        at: usize,
        rule: &Rule,
        captured: Option<&Captured>,
    ) -> Option<Hit> {
        self.allowance = self.allowance.saturating_sub(price(line.len() - at));
        let found = match captured {
            None => rule.regex.search(line, at, &mut self.region),
            Some(captured) => {
                let regex = self.filled(&rule.regex.source, captured);
                regex.search(line, at, &mut self.region)
            }
        };
        match found {
            Search::Found => self.hit(rule),
            Search::Nothing => None,
            Search::GivenUp => {
                self.allowance = self.allowance.saturating_sub(u64::from(RETRIES));
                None
            }
        }
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

    /// What the search that just succeeded left in the region.
    fn hit(&mut self, rule: &Rule) -> Option<Hit> {
        let (start, end) = self.region.pos(0)?;
        let first = self.groups.len();
        let enters = matches!(rule.operation, Operation::Push(_) | Operation::Set(_));
        if rule.captures.is_some() || enters {
            let groups = (0..self.region.len()).map(|group| self.region.pos(group));
            self.groups.extend(groups);
        }
        Some(Hit {
            start,
            end,
            groups: first..self.groups.len(),
        })
    }

    /// Where a group of a match is in the line; of rules that use their groups.
    pub(super) fn group(&self, hit: &Hit, group: usize) -> Option<(usize, usize)> {
        self.groups[hit.groups.clone()].get(group).copied()?
    }

    /// The text of all groups of a match.
    pub(super) fn captured(&self, line: &str, hit: &Hit) -> Captured {
        let groups = &self.groups[hit.groups.clone()];
        let text = |(start, end): (usize, usize)| line.get(start..end).map(str::to_owned);
        groups.iter().map(|group| group.and_then(text)).collect()
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
mod tests {
    use super::*;

    #[test]
    fn captured_text_is_filled_in_as_text() {
        let captured = vec![None, Some("a+b".to_owned()), None];
        assert_eq!(fill(r"^\1$|\\1|\2\w", &captured), r"^a\+b$|\\1|\w");
    }

    #[test]
    fn a_backslash_at_the_end_stays() {
        assert_eq!(fill("a\\", &Vec::new()), "a\\");
    }

    #[test]
    fn the_allowance_grows_with_the_code_and_has_a_limit() {
        assert!(allowance(1_000) > allowance(10));
        assert_eq!(allowance(1 << 20), allowance(1 << 30));
    }
}
