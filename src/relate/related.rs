//! Which questions a reader should see next: as the author says, then by what they share.
//!
//! `tests/related.rs` measures the lists against what a search engine finds alike.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

use answerbook_search::Phrases;
use rayon::prelude::*;

use super::memo::Earlier;
use super::{Mention, Question, Structure};
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
    /// The names of the glossary's terms, by language.
    names: Vec<Names>,
    /// The same as they are looked for.
    phrases: Vec<Phrases>,
    /// By document.
    named: Vec<Arc<Named>>,
    /// What the lists were made from.
    shared: Option<Shared>,
    lists: Lists,
}

/// Names of concepts in a language, each with its position in the glossary.
type Names = Vec<(String, u32)>;

/// The concepts that a document names: its own text, then its parts.
type Named = Vec<Vec<usize>>;

/// Related questions by question: as the author says, then what shares the most; ties go by id.
pub(super) type Lists = Arc<Vec<Arc<[Mention]>>>;

/// Finds out what each question is related to.
pub(super) fn lists(
    structure: &Structure,
    documents: &[Arc<Document>],
    memo: &mut Memo,
    earlier: &Earlier,
) -> Lists {
    let named = named(structure, documents, memo, earlier);
    // Those that were there are the same object.
    let is_same = |(a, b): (&Arc<Named>, &Arc<Named>)| Arc::ptr_eq(a, b);
    let are_same = named.len() == memo.named.len() && named.iter().zip(&memo.named).all(is_same);
    if !earlier.has_structure || !are_same {
        let shared = Shared::new(structure, &named);
        let last = memo.shared.as_ref().map(|last| (last, &**memo.lists));
        memo.lists = shared.lists(last).into();
        memo.shared = Some(shared);
        memo.named = named;
    }
    memo.lists.clone()
}

/// What questions have in common, and all else that their lists depend on.
struct Shared {
    questions: Vec<Sharing>,
    /// By concept and then by tag, in the order of their names: who has it, and the points for it.
    holders: Vec<(Vec<usize>, u32)>,
}

/// What one question shares.
#[derive(PartialEq, Eq)]
struct Sharing {
    seen: Seen,
    /// Positions in [`Shared::holders`].
    of: Vec<usize>,
    /// What its author says.
    related: Vec<Mention>,
}

/// What others see of a question that shares something with them.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Seen {
    /// Its place among all questions by id.
    rank: u32,
    topic: usize,
}

impl Shared {
    fn new(structure: &Structure, named: &[Arc<Named>]) -> Self {
        let mut holders: Vec<(Vec<usize>, u32)> = Vec::new();
        holders.resize_with(structure.terms.len(), || (Vec::new(), CONCEPT));
        let mut tags: BTreeMap<&str, usize> = BTreeMap::new();
        tags.extend(
            structure
                .questions
                .iter()
                .flat_map(|q| &q.tags)
                .map(|tag| (tag.as_str(), 0)),
        );
        for number in tags.values_mut() {
            *number = holders.len();
            holders.push((Vec::new(), TAG));
        }
        let mut concepts = concepts(structure, named);
        let mut by_id: Vec<usize> = (0..structure.questions.len()).collect();
        by_id.sort_by_key(|number| (&structure.questions[*number].id, *number));
        let mut ranks = vec![0; by_id.len()];
        for (rank, number) in (0..).zip(by_id) {
            ranks[number] = rank;
        }
        let mut questions = Vec::with_capacity(structure.questions.len());
        for (number, question) in structure.questions.iter().enumerate() {
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
                seen: Seen {
                    rank: ranks[number],
                    topic: question.topic,
                },
                of,
                related: question.related.clone(),
            });
        }
        Self { questions, holders }
    }

    /// For every question what its author says, and those that share the most with it.
    ///
    /// A list is that of the last state if all is the same there that [`Shared::best`] looks at.
    fn lists(&self, last: Option<(&Self, &[Arc<[Mention]>])>) -> Vec<Arc<[Mention]>> {
        let are_seen_as_before = |last: &Self| {
            let both = self.questions.iter().zip(&last.questions);
            self.questions.len() == last.questions.len()
                && both.into_iter().all(|(a, b)| a.seen == b.seen)
        };
        let last = last.filter(|(last, _)| are_seen_as_before(last));
        let are_held_as_before: Vec<bool> = match last {
            Some((last, _)) => {
                let numbers = (0..self.holders.len()).into_par_iter();
                let is_same = |number| last.holders.get(number) == self.holders.get(number);
                numbers.map(is_same).collect()
            }
            None => Vec::new(),
        };
        let known = |number: usize| {
            let (last, lists) = last?;
            let question = &self.questions[number];
            let mut of = question.of.iter();
            let is_same = last.questions[number] == *question && of.all(|o| are_held_as_before[*o]);
            is_same.then(|| lists[number].clone())
        };
        let list = |scores: &mut Vec<u32>, number: usize| {
            known(number).unwrap_or_else(|| {
                let typed = self.questions[number].related.iter().copied();
                let best = self.best(number, scores).into_iter();
                typed.chain(best.map(Mention::Question)).collect()
            })
        };
        let numbers = (0..self.questions.len()).into_par_iter();
        let room = || vec![0; self.questions.len()];
        numbers.map_init(room, list).collect()
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
            let Seen { rank, topic } = self.questions[other].seen;
            let score = points
                + if topic == question.seen.topic {
                    TOPIC
                } else {
                    0
                };
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
fn concepts(structure: &Structure, named: &[Arc<Named>]) -> Vec<Vec<usize>> {
    let of_question = |question: &Question| {
        let versions = question.article.versions.iter().flatten();
        let named = versions.map(|version| {
            let part = version.part.map_or(0, |part| part + 1);
            named[version.document].get(part)
        });
        named.flatten().flatten().copied().collect()
    };
    let mut concepts: Vec<Vec<usize>> = structure.questions.iter().map(of_question).collect();
    for (number, term) in structure.terms.iter().enumerate() {
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

/// The concepts that each document names in its titles and short answers. A document that names the same as that which
/// was in its place gets the same object.
fn named(
    structure: &Structure,
    documents: &[Arc<Document>],
    memo: &mut Memo,
    earlier: &Earlier,
) -> Vec<Arc<Named>> {
    if !earlier.has_structure {
        let languages = structure.config.languages.iter();
        let names: Vec<Names> = languages.map(|l| names(structure, &l.tag)).collect();
        if memo.names != names {
            memo.phrases = names.iter().map(phrases).collect();
            memo.names = names;
            memo.named.clear();
        }
    }
    let of_document = |(number, document): (usize, &Arc<Document>)| {
        let last = |number| memo.named.get(number).cloned();
        earlier.document(number).and_then(last).unwrap_or_else(|| {
            let named = concepts_of(document, &memo.phrases[document.language]);
            last(number)
                .filter(|last| **last == named)
                .unwrap_or_else(|| named.into())
        })
    };
    documents.par_iter().enumerate().map(of_document).collect()
}

fn concepts_of(document: &Document, phrases: &Phrases) -> Named {
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
fn names(structure: &Structure, tag: &str) -> Names {
    let terms = structure.terms.iter().zip(0..);
    let names = terms.flat_map(|(term, number)| {
        let preferred = term.term.get(tag).into_iter();
        let synonyms = term.synonyms.get(tag).into_iter().flatten();
        let names = preferred.chain(synonyms);
        names.map(move |name| (name.clone(), number))
    });
    names.collect()
}

fn phrases(names: &Names) -> Phrases {
    Phrases::new(names.iter().map(|(name, number)| (name.as_str(), *number)))
}
