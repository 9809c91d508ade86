//! The glossary's terms in texts: which words are marked as one, and the file per language that their cards are made
//! of.
//!
//! A page holds the marks alone, links into the glossary, so it changes with the terms that it marks and with nothing
//! that is said of them. The file is fetched when a reader points at a mark; [`Cards`] is its format, which the manual describes.

use std::collections::BTreeMap;
use std::ops::Range;

use answerbook_search::{Phrases, words};
use serde::Serialize;

use beginning::{Beginnings, beginnings};

use super::Site;
use crate::parse::QuestionKind;
use crate::plan::{Made, Plan};
use crate::relate::{Book, Mention, Place, TERM_CARDS, Term, relative};

mod beginning;

/// The names of the glossary's terms in one language, ready to be looked for.
pub(super) struct Finder {
    phrases: Phrases,
    /// For each name the term, as a position in the glossary, and whether it surely means the term.
    names: Vec<(usize, bool)>,
    /// For each term whether there is something to say of it.
    has_card: Vec<bool>,
    beginnings: Beginnings,
}

/// How many words before and after a name may belong to a longer one that holds it.
const AROUND: usize = 4;

/// One finder per language of the book.
pub(super) fn finders(book: &Book) -> Vec<Finder> {
    let languages = book.config.languages.iter();
    languages
        .map(|language| Finder::new(book, &language.tag))
        .collect()
}

impl Finder {
    /// All names are looked for, so that the longest is found; whether a place of it is marked is another matter.
    fn new(book: &Book, tag: &str) -> Self {
        let mut names = Vec::new();
        let mut typed = Vec::new();
        let mut beginnings = Beginnings::default();
        let has_card: Vec<bool> = book.terms.iter().map(|term| has_card(book, term)).collect();
        for (number, term) in book.terms.iter().enumerate() {
            let preferred = term.term.get(tag).into_iter();
            let synonyms = term.synonyms.get(tag).into_iter().flatten();
            let all = preferred.map(|name| (name, true));
            for (name, is_sure) in all.chain(synonyms.map(|name| (name, is_sure(name)))) {
                if is_sure && has_card[number] {
                    beginnings.add(name, number);
                }
                names.push((number, is_sure));
                typed.push(name.as_str());
            }
        }
        Self {
            phrases: Phrases::new(typed.into_iter().zip(0..)),
            names,
            has_card,
            beginnings,
        }
    }

    /// Where a text names one of the terms that are wanted, in order, and of names that begin together the longest.
    /// Places that may mean several terms, or a word of every day, are left out.
    pub(super) fn find(
        &self,
        text: &str,
        is_wanted: impl Fn(usize) -> bool,
    ) -> Vec<(Range<usize>, usize)> {
        let mut found = Vec::new();
        for window in self.windows(text, &is_wanted) {
            for (span, term) in self.find_all(&text[window.clone()]) {
                if self.has_card[term] && is_wanted(term) {
                    found.push((window.start + span.start..window.start + span.end, term));
                }
            }
        }
        found
    }

    fn find_all(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        let mut found: Vec<(Range<usize>, Option<usize>)> = Vec::new();
        for here in self.phrases.find(text) {
            let Some((term, is_sure)) = self.names.get(here.id as usize).copied() else {
                continue;
            };
            match found.last_mut() {
                Some((span, meant)) if *span == here.span => {
                    *meant = meant.filter(|meant| *meant == term);
                }
                _ => found.push((here.span, is_sure.then_some(term))),
            }
        }
        let sure = found.into_iter();
        sure.filter_map(|(span, term)| Some((span, term?)))
            .collect()
    }

    /// The parts of a text where a wanted term may stand, with some words around, which may belong to a longer name. To
    /// look for phrases everywhere would take longer than to draw the text, and few words begin a term.
    fn windows(&self, text: &str, is_wanted: &impl Fn(usize) -> bool) -> Vec<Range<usize>> {
        let words = beginnings(text);
        let mut windows: Vec<Range<usize>> = Vec::new();
        for number in 0..words.len() {
            let count = self.beginnings.may_begin(&words[number..], is_wanted);
            if count == 0 {
                continue;
            }
            let start = words[number.saturating_sub(AROUND)].at;
            let after = words.get(number + count + AROUND);
            let end = after.map_or(text.len(), |word| word.at);
            match windows.last_mut() {
                Some(last) if start <= last.end => last.end = end.max(last.end),
                _ => windows.push(start..end),
            }
        }
        windows
    }
}

/// Whether a synonym means its term wherever it stands. Many glossaries list words of every day, so that readers find
/// a concept by them (`mean`, `power`, `miss`): one word in lower case does not suffice.
fn is_sure(synonym: &str) -> bool {
    words(synonym).nth(1).is_some() || synonym.contains(char::is_uppercase)
}

/// Whether there is something to say of a term: a definition, or a short answer.
pub(super) fn has_card(book: &Book, term: &Term) -> bool {
    !term.definition.is_empty() || answer(book, term).is_some()
}

/// The question whose short answer says what a term is.
fn answer(book: &Book, term: &Term) -> Option<usize> {
    let Some(Mention::Question(number)) = term.about else {
        return None;
    };
    let question = &book.questions[number];
    // The first paragraph of the other kinds is what is asked.
    let answers = matches!(
        question.kind,
        QuestionKind::Open | QuestionKind::Behavioural
    );
    let body = question.article.original().body(book);
    (answers && body.summary.is_some()).then_some(number)
}

/// What the cards of a language are made of.
#[derive(Serialize)]
struct Cards<'b> {
    /// The languages' own names, by tag.
    languages: BTreeMap<&'b str, &'b str>,
    /// Words of the cards: `about`, `entry`.
    words: BTreeMap<&'static str, &'b str>,
    /// The terms that have a card, by id.
    terms: BTreeMap<&'b str, Card<'b>>,
}

/// What the card of a term is made of.
#[derive(Serialize)]
struct Card<'b> {
    /// The preferred term.
    term: &'b str,
    /// The preferred terms of the other languages: tag and term, in the book's order.
    others: Vec<(&'b str, &'b str)>,
    /// What it means; empty if the short answer of a question says so.
    definition: &'b str,
    /// The language of the definition, if it is not that of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<String>,
    /// The page of the question that explains it, from this file; empty if there is none.
    about: String,
}

/// Adds the files to the plan.
pub(super) fn files<'b>(site: &'b Site<'b>, plan: &mut Plan<'b>) {
    if site.book.terms.is_empty() {
        return;
    }
    for language in 0..site.book.config.languages.len() {
        let path = site.book.file_in_language(TERM_CARDS, language);
        plan.make(path.clone(), move || {
            // A tree of texts: nothing in it can fail to be written.
            let json = serde_json::to_vec(&cards(site, language, &path));
            Made::from(json.unwrap_or_default())
        });
    }
}

fn cards<'b>(site: &'b Site<'b>, language: usize, path: &str) -> Cards<'b> {
    let text = site.interface(language);
    let languages = site.book.config.languages.iter().enumerate();
    let terms = site.book.terms.iter();
    Cards {
        languages: languages
            .map(|(number, settings)| (&*settings.tag, &*site.interface(number).name))
            .collect(),
        words: [
            ("about", "glossary.about"),
            ("entry", "glossary.entry"),
            ("close", "navigation.close"),
        ]
        .map(|(name, key)| (name, text.text(key)))
        .into(),
        terms: terms
            .filter(|term| has_card(site.book, term))
            .map(|term| (&*term.id, card(site, term, language, path)))
            .collect(),
    }
}

fn card<'b>(site: &'b Site<'b>, term: &'b Term, language: usize, path: &str) -> Card<'b> {
    let tag = site.tag(language);
    let others = site.book.config.languages.iter();
    let others = others.filter(|other| other.tag != tag);
    Card {
        term: site.text_in(&term.term, language),
        others: others
            .filter_map(|other| Some((&*other.tag, &**term.term.get(&other.tag)?)))
            .collect(),
        definition: site.text_in(&term.definition, language),
        language: site.other_language(&term.definition, language),
        about: answer(site.book, term).map_or(String::new(), |number| {
            relative(path, &site.book.path(Place::Question(number), language))
        }),
    }
}
