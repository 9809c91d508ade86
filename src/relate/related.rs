//! Which questions a reader should see next: as the author says, then by what they share.

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
    let mut computed = Vec::with_capacity(book.questions.len());
    for (number, question) in book.questions.iter().enumerate() {
        let mut scores: BTreeMap<usize, u32> = BTreeMap::new();
        let shared_concepts = concepts[number].iter().flat_map(|c| &by_concept[c]);
        let shared_tags = question.tags.iter().flat_map(|t| &by_tag[t.as_str()]);
        let points = shared_concepts
            .map(|q| (q, CONCEPT))
            .chain(shared_tags.map(|q| (q, TAG)));
        for (other, points) in points {
            *scores.entry(*other).or_default() += points;
        }
        let mut best: Vec<(u32, usize)> = scores
            .into_iter()
            .filter(|(other, _)| {
                *other != number && !question.related.contains(&Mention::Question(*other))
            })
            .map(|(other, score)| {
                let same_topic = book.questions[other].topic == question.topic;
                (score + if same_topic { TOPIC } else { 0 }, other)
            })
            .filter(|(score, _)| *score >= ENOUGH)
            .collect();
        best.sort_by(|(a, x), (b, y)| {
            b.cmp(a)
                .then_with(|| book.questions[*x].id.cmp(&book.questions[*y].id))
        });
        best.truncate(SHOWN.saturating_sub(question.related.len()));
        computed.push(best);
    }
    for (question, best) in book.questions.iter_mut().zip(computed) {
        question
            .related
            .extend(best.into_iter().map(|(_, other)| Mention::Question(other)));
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
