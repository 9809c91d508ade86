//! Which questions a reader should see next: as the author says, then by what they share.
//!
//! `tests/related.rs` measures the lists against what a search engine finds alike.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use answerbook_search::Phrases;
use rayon::prelude::*;

use super::{Book, Mention};

/// How many related questions a page shows, computed ones included.
const SHOWN: usize = 6;

/// Points for sharing a concept of the glossary, a tag, a topic. Fixed, and without statistics over the
/// book, so that an edit of one question changes only its neighbours' lists.
const CONCEPT: u32 = 4;
const TAG: u32 = 3;
const TOPIC: u32 = 1;

/// A question that has only the topic in common is no more related than any other of it.
const ENOUGH: u32 = TAG;

/// Fills up each question's list with what shares the most; ties go by id.
pub(super) fn relate_questions(book: &mut Book) {
    let concepts = concepts(book);
    let mut by_concept: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut by_tag: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (number, question) in book.questions.iter().enumerate() {
        for concept in &concepts[number] {
            by_concept.entry(*concept).or_default().push(number);
        }
        for tag in &question.tags {
            by_tag.entry(tag).or_default().push(number);
        }
    }
    let shared = Shared {
        book,
        concepts: &concepts,
        by_concept,
        by_tag,
    };
    let computed: Vec<Vec<usize>> = (0..book.questions.len())
        .into_par_iter()
        .map_init(
            || vec![0; book.questions.len()],
            |scores, number| shared.best(number, scores),
        )
        .collect();
    for (question, best) in book.questions.iter_mut().zip(computed) {
        question
            .related
            .extend(best.into_iter().map(Mention::Question));
    }
}

/// What questions have in common.
struct Shared<'b> {
    book: &'b Book,
    concepts: &'b [Vec<usize>],
    by_concept: BTreeMap<usize, Vec<usize>>,
    by_tag: BTreeMap<&'b str, Vec<usize>>,
}

impl Shared<'_> {
    /// The questions that share the most with one, best first; ties go by id.
    ///
    /// `scores` is room for a number per question, all 0, and is left so.
    fn best(&self, number: usize, scores: &mut [u32]) -> Vec<usize> {
        let questions = &self.book.questions;
        let question = &questions[number];
        let concepts = self.concepts[number]
            .iter()
            .flat_map(|c| &self.by_concept[c]);
        let tags = question.tags.iter().flat_map(|t| &self.by_tag[t.as_str()]);
        let points = concepts
            .map(|q| (*q, CONCEPT))
            .chain(tags.map(|q| (*q, TAG)));
        let mut met = Vec::new();
        for (other, points) in points {
            if scores[other] == 0 {
                met.push(other);
            }
            scores[other] += points;
        }
        let mut ranked: Vec<(Reverse<u32>, &str, usize)> = Vec::with_capacity(met.len());
        for other in met {
            let points = std::mem::take(&mut scores[other]);
            let same_topic = questions[other].topic == question.topic;
            let score = points + if same_topic { TOPIC } else { 0 };
            let is_named = question.related.contains(&Mention::Question(other));
            if other != number && !is_named && score >= ENOUGH {
                ranked.push((Reverse(score), &questions[other].id, other));
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
fn concepts(book: &Book) -> Vec<Vec<usize>> {
    let matchers: Vec<Phrases> = book
        .config
        .languages
        .iter()
        .map(|language| phrases(book, &language.tag))
        .collect();
    let mut concepts: Vec<Vec<usize>> = book
        .questions
        .par_iter()
        .map(|question| {
            let mut named = Vec::new();
            for (language, version) in question.article.versions.iter().enumerate() {
                let Some(version) = version else { continue };
                let texts = [&version.title, &version.body(book).summary_text];
                let found = texts.iter().flat_map(|text| matchers[language].find(text));
                named.extend(found.map(|found| found.id as usize));
            }
            named
        })
        .collect();
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
