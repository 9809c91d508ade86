//! Which questions a reader should see next: as the author says, then by what they share.
//!
//! `tests/related.rs` measures the lists against what a search engine finds alike.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use answerbook_search::Phrases;
use rayon::prelude::*;

use super::memo::Earlier;
use super::{Book, Mention, Question};
use crate::load::Source;
use crate::parse::{Body, Document, Role};

/// How many related questions a page shows, computed ones included.
const SHOWN: usize = 6;

/// Points for sharing a concept of the glossary, a tag, a topic. Fixed, and without statistics over the
/// book, so that an edit of one question changes only its neighbours' lists.
const CONCEPT: u32 = 4;
const TAG: u32 = 3;
const TOPIC: u32 = 1;

/// A question that has only the topic in common is no more related than any other of it.
const ENOUGH: u32 = TAG;

/// What is known of the last state of the book.
#[derive(Default)]
pub(super) struct Memo {
    /// What the glossary's phrases were made from.
    glossary: Option<Arc<str>>,
    /// The glossary's terms and synonyms, by language.
    phrases: Vec<Phrases>,
    /// By document.
    named: Vec<Arc<Named>>,
    shared: Option<Shared>,
    /// By question.
    lists: Vec<Vec<usize>>,
}

/// The concepts that a document names: its own text, then its parts.
type Named = Vec<Vec<usize>>;

/// Fills up each question's list with what shares the most; ties go by id.
pub(super) fn relate_questions(
    book: &mut Book,
    glossary: Option<&Source>,
    memo: &mut Memo,
    earlier: &Earlier,
) {
    memo.named = named(book, glossary, memo, earlier);
    let shared = Shared::new(book, &memo.named);
    if memo.shared.as_ref() != Some(&shared) {
        memo.lists = shared.lists();
        memo.shared = Some(shared);
    }
    for (question, best) in book.questions.iter_mut().zip(&memo.lists) {
        let best = best.iter().copied().map(Mention::Question);
        question.related.extend(best);
    }
}

/// What questions have in common, and all else that their lists depend on.
#[derive(PartialEq, Eq)]
struct Shared {
    questions: Vec<Sharing>,
    /// By concept and then by tag, in the order of their names: who has it, and the points for it.
    holders: Vec<(Vec<usize>, u32)>,
}

/// What one question shares.
#[derive(PartialEq, Eq)]
struct Sharing {
    /// Its place among all questions by id.
    rank: u32,
    topic: usize,
    /// Positions in [`Shared::holders`].
    of: Vec<usize>,
    /// What its author says.
    related: Vec<Mention>,
}

impl Shared {
    fn new(book: &Book, named: &[Arc<Named>]) -> Self {
        let mut holders: Vec<(Vec<usize>, u32)> = Vec::new();
        holders.resize_with(book.terms.len(), || (Vec::new(), CONCEPT));
        let mut tags: BTreeMap<&str, usize> = BTreeMap::new();
        tags.extend(
            book.questions
                .iter()
                .flat_map(|q| &q.tags)
                .map(|tag| (tag.as_str(), 0)),
        );
        for number in tags.values_mut() {
            *number = holders.len();
            holders.push((Vec::new(), TAG));
        }
        let mut concepts = concepts(book, named);
        let mut by_id: Vec<usize> = (0..book.questions.len()).collect();
        by_id.sort_by_key(|number| (&book.questions[*number].id, *number));
        let mut ranks = vec![0; by_id.len()];
        for (rank, number) in (0..).zip(by_id) {
            ranks[number] = rank;
        }
        let mut questions = Vec::with_capacity(book.questions.len());
        for (number, question) in book.questions.iter().enumerate() {
            let mut of = std::mem::take(&mut concepts[number]);
            of.extend(
                question
                    .tags
                    .iter()
                    .filter_map(|tag| tags.get(tag.as_str())),
            );
            for common in &of {
                holders[*common].0.push(number);
            }
            questions.push(Sharing {
                rank: ranks[number],
                topic: question.topic,
                of,
                related: question.related.clone(),
            });
        }
        Self { questions, holders }
    }

    /// For every question those that share the most with it.
    fn lists(&self) -> Vec<Vec<usize>> {
        let numbers = (0..self.questions.len()).into_par_iter();
        let room = || vec![0; self.questions.len()];
        numbers
            .map_init(room, |scores, number| self.best(number, scores))
            .collect()
    }

    /// The questions that share the most with one, best first; ties go by id.
    ///
    /// `scores` is room for a number per question, all 0, and is left so.
    fn best(&self, number: usize, scores: &mut [u32]) -> Vec<usize> {
        let question = &self.questions[number];
        let mut met = Vec::new();
        for (holders, points) in question.of.iter().map(|common| &self.holders[*common]) {
            for other in holders {
                if scores[*other] == 0 {
                    met.push(*other);
                }
                scores[*other] += points;
            }
        }
        let mut ranked: Vec<(Reverse<u32>, u32, usize)> = Vec::with_capacity(met.len());
        for other in met {
            let points = std::mem::take(&mut scores[other]);
            let Sharing { rank, topic, .. } = self.questions[other];
            let score = points + if topic == question.topic { TOPIC } else { 0 };
            let is_named = question.related.contains(&Mention::Question(other));
            if other != number && !is_named && score >= ENOUGH {
                ranked.push((Reverse(score), rank, other));
            }
        }
        let wanted = SHOWN.saturating_sub(question.related.len());
        if ranked.len() > wanted {
            // Sorting all candidates to keep six of them would take most of the time.
            ranked.select_nth_unstable(wanted);
            ranked.truncate(wanted);
        }
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, _, other)| other).collect()
    }
}

/// The concepts that each question is about: those that its titles and short answers name in any
/// language, and those whose glossary entry names it.
fn concepts(book: &Book, named: &[Arc<Named>]) -> Vec<Vec<usize>> {
    let of_question = |question: &Question| {
        let versions = question.article.versions.iter().flatten();
        let named = versions.map(|version| {
            let part = version.part.map_or(0, |part| part + 1);
            named[version.document].get(part)
        });
        named.flatten().flatten().copied().collect()
    };
    let mut concepts: Vec<Vec<usize>> = book.questions.iter().map(of_question).collect();
    for (number, term) in book.terms.iter().enumerate() {
        if let Some(Mention::Question(question)) = term.about {
            concepts[question].push(number);
        }
    }
    for named in &mut concepts {
        named.sort_unstable();
        named.dedup();
    }
    concepts
}

/// The concepts that each document names in its titles and short answers.
fn named(
    book: &Book,
    glossary: Option<&Source>,
    memo: &mut Memo,
    earlier: &Earlier,
) -> Vec<Arc<Named>> {
    let glossary = glossary.map(|source| &source.text);
    if memo.glossary.as_ref() != glossary || memo.phrases.is_empty() {
        memo.glossary = glossary.cloned();
        memo.named.clear();
        let languages = book.config.languages.iter();
        memo.phrases = languages
            .map(|language| phrases(book, &language.tag))
            .collect();
    }
    let documents = book.documents.par_iter().enumerate();
    let of_document = |(number, document): (usize, &Arc<Document>)| {
        let known = earlier
            .number(number)
            .and_then(|number| memo.named.get(number));
        known
            .cloned()
            .unwrap_or_else(|| names(document, &memo.phrases[document.language]).into())
    };
    documents.map(of_document).collect()
}

fn names(document: &Document, phrases: &Phrases) -> Named {
    if document.role != Role::Question {
        return Named::new();
    }
    let in_both = |title: &str, body: &Body| {
        let texts = [title, &body.summary_text];
        let found = texts.into_iter().flat_map(|text| phrases.find(text));
        found.map(|found| found.id as usize).collect()
    };
    let parts = document.parts.iter();
    std::iter::once(in_both(document.title(), &document.body))
        .chain(parts.map(|part| in_both(&part.title, &part.body)))
        .collect()
}

/// The glossary's terms and synonyms in a language, each with its position in the glossary.
fn phrases(book: &Book, tag: &str) -> Phrases {
    let terms = book.terms.iter().zip(0..).flat_map(|(term, number)| {
        let preferred = term.term.get(tag).into_iter();
        let synonyms = term.synonyms.get(tag).into_iter().flatten();
        preferred
            .chain(synonyms)
            .map(move |phrase| (phrase.as_str(), number))
    });
    Phrases::new(terms)
}
