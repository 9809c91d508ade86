//! The grammars: two-face's collection of Sublime syntax definitions, in the form that
//! [`Parser`](super::parser::Parser) walks.
//!
//! In: nothing; the collection is compiled in. Out: [`Grammars`], in which a grammar is unpacked when
//! it is first needed. Nothing here reads code.
//!
//! A definition is a set of *contexts*. A context lists *rules*, each a regular expression with scopes
//! for what it matches and an operation on the stack of contexts; the format is described at
//! <https://www.sublimetext.com/docs/syntax.html>. syntect links the definitions to each other and
//! packs them; the types below mirror the packed form (bincode, by position), so that
//! a scope becomes an [`Effect`] and a regular expression an [`onig::Regex`] with a limit as it is
//! read. syntect's own parser is not used, because it does not return on some lines (`x /*` in
//! JavaScript), and content is untrusted.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use onig::{MatchParam, RegexOptions, Region, SearchOptions};
use serde::Deserialize;
use syntect::dumps::{dump_to_writer, from_reader};
use syntect::parsing::{SyntaxReference, SyntaxSet};

use super::classes::{self, Effect};
use super::first::First;

/// How often a search may go back and try again from one place before it is given up. Of 584 source files
/// in 35 languages one has a line that needs more (a Makefile; it looks the same without), and none of the
/// others needs 2,000. The library's own limit is ten million, which is a second.
pub(super) const RETRIES: u32 = 5_000;

/// All grammars.
pub(super) struct Grammars {
    packed: SyntaxSet,
    unpacked: Vec<OnceLock<Option<Grammar>>>,
}

/// The contexts of one language.
#[derive(Deserialize)]
pub(super) struct Grammar {
    names: BTreeMap<String, ContextId>,
    contexts: Vec<Context>,
}

/// Names a context among all grammars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Deserialize)]
pub(super) struct ContextId {
    pub(super) grammar: usize,
    index: usize,
}

/// The rules that hold at a place in the code.
#[derive(Deserialize)]
pub(super) struct Context {
    /// Scopes of everything from the match that entered the context to the one that leaves it.
    pub(super) meta_scope: Vec<Scope>,
    /// Scopes of what lies between those two.
    pub(super) meta_content_scope: Vec<Scope>,
    _meta_include_prototype: bool,
    /// How many outer scopes do not count inside.
    pub(super) clear_scopes: Option<Clear>,
    /// The context whose rules come before these.
    pub(super) prototype: Option<ContextId>,
    /// Whether a rule refers to what the match that entered the context captured.
    pub(super) uses_backrefs: bool,
    entries: Vec<Entry>,
    /// Its rules, those of included contexts in their place; found when they are first needed.
    #[serde(skip)]
    candidates: OnceLock<Vec<Candidate>>,
}

/// A rule of a context, or of one that is included in it.
#[derive(Debug)]
pub(super) struct Candidate {
    /// What a match of it begins with.
    pub(super) first: First,
    /// The context that lists it, and where.
    context: ContextId,
    entry: usize,
}

impl Candidate {
    /// The grammar that it comes from.
    pub(super) fn grammar(&self) -> usize {
        self.context.grammar
    }
}

#[derive(Deserialize)]
enum Entry {
    Rule(Rule),
    Include(Reference),
}

/// What to look for, and what to do when it is found.
#[derive(Deserialize)]
pub(super) struct Rule {
    /// Whether the expression refers to captures of the match that entered the context.
    pub(super) has_captures: bool,
    pub(super) regex: Regex,
    pub(super) scope: Vec<Scope>,
    /// The scopes of the expression's groups.
    pub(super) captures: Option<Vec<(usize, Vec<Scope>)>>,
    pub(super) operation: Operation,
    /// A context whose rules come first in every context above the one that is entered.
    pub(super) with_prototype: Option<Reference>,
    /// Tells the rule from all others of its grammar.
    #[serde(skip)]
    pub(super) number: usize,
}

/// A scope, of which only the effect is kept.
#[derive(Clone, Copy, Deserialize)]
#[serde(from = "String")]
pub(super) struct Scope(pub(super) Effect);

impl From<String> for Scope {
    fn from(name: String) -> Self {
        Self(classes::effect(&name))
    }
}

#[derive(Deserialize)]
pub(super) enum Clear {
    Top(usize),
    All,
}

#[derive(Deserialize)]
pub(super) enum Operation {
    Push(Vec<Reference>),
    Set(Vec<Reference>),
    Pop,
    None,
}

/// Names a context. Linking leaves only the last form, and the others where the collection lacks the
/// grammar that is meant.
#[derive(Deserialize)]
pub(super) enum Reference {
    Named {
        _name: String,
    },
    ByScope {
        _scope: String,
        _sub_context: Option<String>,
        _with_escape: bool,
    },
    File {
        _name: String,
        _sub_context: Option<String>,
        _with_escape: bool,
    },
    Inline {
        _name: String,
    },
    Direct(ContextId),
}

impl Reference {
    /// The context; `None` if it is in no grammar.
    pub(super) fn id(&self) -> Option<ContextId> {
        match self {
            Self::Direct(id) => Some(*id),
            _ => None,
        }
    }
}

/// What a search came to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Search {
    /// There is a match.
    Found,
    /// There is none.
    Nothing,
    /// It went back more often than [`RETRIES`] allows.
    GivenUp,
}

/// A regular expression, compiled when it is first needed.
#[derive(Deserialize)]
#[serde(from = "String")]
pub(super) struct Regex {
    pub(super) source: String,
    compiled: OnceLock<Option<onig::Regex>>,
}

impl From<String> for Regex {
    fn from(source: String) -> Self {
        Self {
            source,
            compiled: OnceLock::new(),
        }
    }
}

impl Regex {
    /// Looks for the first match from a byte of the line on, and leaves its groups in the region. An
    /// expression that does not compile matches nothing.
    pub(super) fn search(&self, line: &str, from: usize, region: &mut Region) -> Search {
        let compiled = self.compiled.get_or_init(|| {
            let options = RegexOptions::REGEX_OPTION_CAPTURE_GROUP;
            onig::Regex::with_options(&self.source, options, onig::Syntax::default()).ok()
        });
        let Some(regex) = compiled else {
            return Search::Nothing;
        };
        let mut limits = MatchParam::default();
        limits.set_retry_limit_in_match(RETRIES);
        let options = SearchOptions::SEARCH_OPTION_NONE;
        let found = regex.search_with_param(line, from, line.len(), options, Some(region), limits);
        match found {
            Ok(Some(_)) => Search::Found,
            Ok(None) => Search::Nothing,
            Err(_) => Search::GivenUp,
        }
    }
}

/// The fields of a packed definition up to the one that is wanted.
#[derive(Deserialize)]
struct Packed {
    _name: String,
    _file_extensions: Vec<String>,
    _scope: String,
    _first_line_match: Option<String>,
    _hidden: bool,
    _variables: BTreeMap<String, String>,
    contexts: Vec<u8>,
}

impl Grammars {
    /// Loads the collection; a few milliseconds.
    pub(super) fn new() -> Self {
        // The variant for lines that end with a line feed: the better kept one of the two.
        let packed = two_face::syntax::extra_newlines();
        let unpacked = packed.syntaxes().iter().map(|_| OnceLock::new()).collect();
        Self { packed, unpacked }
    }

    /// The languages, in the order of the grammars' indices.
    pub(super) fn languages(&self) -> &[SyntaxReference] {
        self.packed.syntaxes()
    }

    /// The context that a file of the language begins in.
    pub(super) fn start(&self, grammar: usize) -> Option<ContextId> {
        self.grammar(grammar)?.names.get("__start").copied()
    }

    /// The context; `None` if the grammar could not be unpacked.
    pub(super) fn context(&self, id: ContextId) -> Option<&Context> {
        self.grammar(id.grammar)?.contexts.get(id.index)
    }

    fn grammar(&self, index: usize) -> Option<&Grammar> {
        let unpacked = self.unpacked.get(index)?.get_or_init(|| {
            let mut grammar = unpack(self.packed.syntaxes().get(index)?)?;
            let mut rules = 0;
            for entry in grammar.contexts.iter_mut().flat_map(|c| &mut c.entries) {
                if let Entry::Rule(rule) = entry {
                    rule.number = rules;
                    rules += 1;
                }
            }
            Some(grammar)
        });
        unpacked.as_ref()
    }

    /// The rules that hold in a context, in the order in which they count.
    pub(super) fn candidates(&self, id: ContextId) -> &[Candidate] {
        let Some(context) = self.context(id) else {
            return &[];
        };
        context.candidates.get_or_init(|| {
            let mut candidates = Vec::new();
            self.list(id, &mut vec![id], &mut candidates);
            candidates
        })
    }

    /// Adds the rules of a context. What was listed before would only match again where it did already.
    fn list(&self, id: ContextId, seen: &mut Vec<ContextId>, candidates: &mut Vec<Candidate>) {
        let entries = self.context(id).map_or(&[][..], |context| &context.entries);
        for (entry, listed) in entries.iter().enumerate() {
            match listed {
                Entry::Rule(rule) => candidates.push(Candidate {
                    first: First::of(&rule.regex.source),
                    context: id,
                    entry,
                }),
                Entry::Include(included) => {
                    if let Some(id) = included.id().filter(|id| !seen.contains(id)) {
                        seen.push(id);
                        self.list(id, seen, candidates);
                    }
                }
            }
        }
    }

    /// The rule that is a candidate.
    pub(super) fn rule(&self, candidate: &Candidate) -> Option<&Rule> {
        match self
            .context(candidate.context)?
            .entries
            .get(candidate.entry)?
        {
            Entry::Rule(rule) => Some(rule),
            Entry::Include(_) => None,
        }
    }
}

/// The contexts of a definition. The field that holds them is private to syntect, but the definition can
/// be packed and the package opened, both with syntect's functions and once per language. `None` if the
/// packed form is not as above, which a test excludes for the version in use.
fn unpack(definition: &SyntaxReference) -> Option<Grammar> {
    let mut package = Vec::new();
    dump_to_writer(definition, &mut package).ok()?;
    let packed: Packed = from_reader(&package[..]).ok()?;
    from_reader(&packed.contexts[..]).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::collections::BTreeSet;

    use super::super::parser::SAMPLES;
    use super::*;

    #[test]
    fn every_grammar_of_the_collection_unpacks() {
        let grammars = Grammars::new();
        assert!(grammars.languages().len() > 200);
        for (index, language) in grammars.languages().iter().enumerate() {
            let start = grammars.start(index);
            assert!(start.is_some(), "{}", language.name);
            let candidates = grammars.candidates(start.unwrap());
            assert!(!candidates.is_empty(), "{} has no rules", language.name);
            assert!(candidates.iter().all(|c| grammars.rule(c).is_some()));
        }
    }

    /// Every expression of the collection once.
    fn expressions(grammars: &Grammars) -> BTreeMap<&str, &Rule> {
        let languages = 0..grammars.languages().len();
        let grammars = languages.filter_map(|grammar| grammars.grammar(grammar));
        let entries = grammars.flat_map(|g| g.contexts.iter().flat_map(|c| &c.entries));
        let rules = entries.filter_map(|entry| match entry {
            Entry::Rule(rule) => Some((rule.regex.source.as_str(), rule)),
            Entry::Include(_) => None,
        });
        rules.collect()
    }

    /// Looks for a match after the other.
    fn matches(regex: &Regex, line: &str) -> Vec<usize> {
        let mut region = Region::new();
        let (mut starts, mut at) = (Vec::new(), 0);
        while at <= line.len() && regex.search(line, at, &mut region) == Search::Found {
            let (start, _) = region.pos(0).unwrap();
            starts.push(start);
            at = start + line[start..].chars().next().map_or(1, char::len_utf8);
        }
        starts
    }

    /// The lines are those of all samples, and each expression itself, in which are the words that it looks for.
    #[test]
    fn no_rule_matches_where_it_cannot_begin() {
        let grammars = Grammars::new();
        let samples: BTreeSet<_> = SAMPLES.iter().flat_map(|(_, code)| code.lines()).collect();
        let mut found = 0;
        let expressions = expressions(&grammars);
        // A `\K` moves the beginning.
        for (source, rule) in expressions
            .iter()
            .filter(|(source, _)| !source.contains("\\K"))
        {
            let first = First::of(source);
            let own = source
                .chars()
                .take(200)
                .collect::<String>()
                .replace('\n', " ");
            for line in samples
                .iter()
                .copied()
                .chain([own.as_str(), &own.to_uppercase()])
            {
                let line = format!("{line}\n");
                for start in matches(&rule.regex, &line) {
                    assert!(
                        first.begins(&line, start),
                        "{source} at {start} of {line:?}: {first:?}"
                    );
                    found += 1;
                }
            }
        }
        assert!(
            expressions.len() > 9_000 && found > 2_000_000,
            "{} {found}",
            expressions.len()
        );
    }

    #[test]
    fn a_search_that_goes_back_too_often_is_given_up() {
        let regex = Regex::from("(?:a|aa)+$".to_owned());
        let mut region = Region::new();
        assert!(regex.search("aaa", 0, &mut region) == Search::Found);
        let long = "a".repeat(60) + "b";
        assert!(regex.search(&long, 0, &mut region) == Search::GivenUp);
    }

    #[test]
    fn an_expression_that_does_not_compile_matches_nothing() {
        let mut region = Region::new();
        assert!(Regex::from("(".to_owned()).search("(", 0, &mut region) == Search::Nothing);
    }
}
