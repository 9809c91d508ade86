//! The questions of one language that a query finds, with what speaks for each.

use alloc::{string::String, vec, vec::Vec};
use core::ops::Range;

use super::Desk;
use super::lookup::{Meaning, NAMES, averages, weight};
use super::order::WordSet;
use super::spelling::Effort;
use crate::blob::{Corrupt, FIELDS, TITLE};
use crate::bm25;
use crate::query::Query;
use crate::rank::Evidence;
use crate::tokens::{Token, tokens};

/// The longest name of a concept that is looked for in a query, in words.
const CONCEPT_WORDS: usize = 4;

/// The longest other name of a concept that is looked for in texts, in words. Longer ones describe it, in words that
/// are everywhere.
const NAME_WORDS: usize = 3;

/// A question that a query finds in a language.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Its number among the language's documents.
    pub(super) document: u32,
    /// Its number in the book.
    pub(super) question: u32,
    /// What speaks for it.
    pub(super) evidence: Evidence,
}

/// What a query finds in a language.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// The questions, by document.
    pub(super) found: Vec<Found>,
    /// The terms that stand for the query's words, to be highlighted.
    pub(super) terms: WordSet,
    /// Words of the query that were taken for others: what was typed, and the term.
    pub(super) corrected: Vec<(String, String)>,
}

impl Findings {
    /// Whether some question holds every word of the query.
    pub(super) fn is_complete(&self) -> bool {
        self.found.iter().any(|found| found.evidence.is_complete)
    }
}

/// Names of concepts that stand for a range of the query's words: each a list of words with what they mean.
struct Synonym {
    words: Range<usize>,
    parts: Vec<Vec<Meaning>>,
}

/// A question that is about a concept which words of the query name.
struct Subject {
    question: u32,
    words: Range<usize>,
}

/// What the words of a query mean in a language.
#[derive(Default)]
struct Meanings {
    /// What each word means.
    words: Vec<Vec<Meaning>>,
    /// The words, those that were taken for others exchanged.
    meant: Vec<String>,
    /// Words that were taken for others: what was typed, and the term.
    corrected: Vec<(String, String)>,
}

/// Looks up what each word means.
fn meanings(
    desk: &mut Desk<'_>,
    language: usize,
    query: &Query,
    effort: Effort,
) -> Result<Meanings, Corrupt> {
    let mut found = Meanings::default();
    for (at, word) in query.words.iter().enumerate() {
        let mut own = Vec::new();
        let mut meant = word;
        desk.add_as_typed(language, word, weight::WORD, &mut own)?;
        if query.is_unfinished && at + 1 == query.words.len() {
            desk.add_completions(language, word, &mut own)?;
        }
        if own.is_empty() && effort > Effort::AsTyped {
            desk.add_meant(language, word, effort, &mut own)?;
            for meaning in &own {
                let pair = (word.clone(), meaning.term.clone());
                found.corrected.push(pair);
            }
            meant = own.first().map_or(word, |best| &best.term);
        }
        found.meant.push(meant.clone());
        found.words.push(own);
    }
    Ok(found)
}

/// Looks a query up in a language; `None` if files are missing.
pub(super) fn find(
    desk: &mut Desk<'_>,
    language: usize,
    query: &Query,
    effort: Effort,
) -> Result<Option<Findings>, Corrupt> {
    let Some(manifest) = desk.manifest(language) else {
        return Ok(None);
    };
    let Meanings {
        mut words,
        meant,
        corrected,
    } = meanings(desk, language, query, effort)?;
    let mut findings = Findings {
        corrected,
        ..Findings::default()
    };
    let mut synonyms = Vec::new();
    let mut subjects = Vec::new();
    concepts(desk, language, &meant, false, &mut synonyms, &mut subjects)?;
    if query.is_unfinished {
        concepts(desk, language, &meant, true, &mut Vec::new(), &mut subjects)?;
    }
    identifiers(desk, language, query, &mut synonyms)?;
    let is_wanted = desk.wanted(language, query, manifest.questions.len())?;
    if !desk.needs.is_empty() {
        return Ok(None);
    }
    let averages = averages(manifest);
    let mut scores = Scores::new(manifest.count(), words.len());
    for (number, meanings) in words.iter().enumerate() {
        scores.word(number, meanings, &averages);
    }
    for synonym in &synonyms {
        scores.synonym(synonym, &averages);
    }
    for ((document, question), is_wanted) in (0..).zip(&manifest.questions).zip(is_wanted) {
        if is_wanted && let Some(evidence) = scores.evidence(document, *question, &subjects) {
            findings.found.push(Found {
                document,
                question: *question,
                evidence,
            });
        }
    }
    for synonym in synonyms {
        words.extend(synonym.parts);
    }
    for meaning in words.iter().flatten() {
        findings.terms.insert(meaning.term.clone());
    }
    Ok(Some(findings))
}

/// The concepts that the query's words name: their other names, and the questions that are about them.
fn concepts(
    desk: &mut Desk<'_>,
    language: usize,
    words: &[String],
    is_unfinished: bool,
    synonyms: &mut Vec<Synonym>,
    subjects: &mut Vec<Subject>,
) -> Result<(), Corrupt> {
    let stemmer = desk.engine.languages[language].stemmer;
    let count = words.len();
    for start in 0..count {
        for end in start + 1..=count.min(start + CONCEPT_WORDS) {
            let typed = &words[start..end];
            // A single beginning would name half the glossary.
            if is_unfinished && (end < count || typed.len() < 2) {
                continue;
            }
            for concept in desk.concepts(language, typed, is_unfinished)? {
                if let Some(question) = concept.about {
                    let words = start..end;
                    subjects.push(Subject { question, words });
                }
                for name in concept.names_in(language).take(NAMES) {
                    let name = tokens(name, stemmer);
                    let is_term_of = |(word, token): (&String, &Token)| {
                        desk.term_of(language, word).as_ref() == Some(&token.term)
                    };
                    let is_typed =
                        typed.len() == name.len() && typed.iter().zip(&name).all(is_term_of);
                    let is_named = (1..=NAME_WORDS).contains(&name.len()) && !is_typed;
                    if !is_named || synonyms.len() == NAMES {
                        continue;
                    }
                    let mut parts = Vec::with_capacity(name.len());
                    for token in &name {
                        let mut meanings = Vec::new();
                        desk.add_meaning(language, &token.term, weight::CONCEPT, &mut meanings)?;
                        parts.push(meanings);
                    }
                    synonyms.push(Synonym {
                        words: start..end,
                        parts,
                    });
                }
            }
        }
    }
    Ok(())
}

/// Adds the identifiers of the query as a whole: worth more than their parts.
fn identifiers(
    desk: &mut Desk<'_>,
    language: usize,
    query: &Query,
    synonyms: &mut Vec<Synonym>,
) -> Result<(), Corrupt> {
    for (words, whole) in &query.identifiers {
        let mut meanings = Vec::new();
        let weight = weight::IDENTIFIER * words.len() as f32;
        desk.add_meaning(language, whole, weight, &mut meanings)?;
        synonyms.push(Synonym {
            words: words.clone(),
            parts: vec![meanings],
        });
    }
    Ok(())
}

/// The scores of all documents, word by word.
struct Scores {
    /// How many words there are.
    width: usize,
    /// For each document the best score of each word.
    words: Vec<f32>,
    /// For each document what is known of its title.
    titles: Vec<Title>,
    /// How much each word says.
    rarities: Vec<f32>,
    /// How much each word says in a title.
    title_rarities: Vec<f32>,
}

/// What is known of the title of a document.
#[derive(Clone, Copy, Default)]
struct Title {
    /// A bit per word that stands in it.
    words: u16,
    /// How much all its terms weigh, in quarters, if a word stands in it.
    weight: u8,
}

/// What the words of a synonym come to in a document.
#[derive(Clone, Copy, Default)]
struct Sum {
    score: f32,
    found: usize,
    in_title: usize,
    weight: u8,
}

impl Scores {
    fn new(count: u32, width: usize) -> Self {
        let count = count as usize;
        Self {
            width,
            words: vec![0.0; count * width],
            titles: vec![Title::default(); count],
            rarities: Vec::with_capacity(width),
            title_rarities: Vec::with_capacity(width),
        }
    }

    /// The scores of a document's words.
    fn of(&self, document: usize) -> &[f32] {
        &self.words[document * self.width..][..self.width]
    }

    /// Counts a word of the query; they come in order.
    fn word(&mut self, number: usize, meanings: &[Meaning], averages: &[f32; FIELDS]) {
        let mut documents = 0;
        for meaning in meanings {
            for posting in &meaning.postings {
                let document = posting.document as usize;
                let best = &mut self.words[document * self.width + number];
                documents += u32::from(*best == 0.0);
                *best = best.max(meaning.score(posting, averages));
                if posting.frequencies[TITLE] > 0 {
                    let title = &mut self.titles[document];
                    title.words |= 1 << number;
                    title.weight = posting.title_weight;
                }
            }
        }
        let count = self.titles.len() as u32;
        self.rarities.push(bm25::rarity(documents, count));
        let mut in_titles = bm25::rarity(documents, count);
        for meaning in meanings {
            in_titles = in_titles.max(meaning.rarity[TITLE]);
        }
        self.title_rarities.push(in_titles);
    }

    /// Puts the name of a concept in the place of the words that it stands for, where that is worth more.
    fn synonym(&mut self, synonym: &Synonym, averages: &[f32; FIELDS]) {
        let count = self.titles.len();
        let mut sums = vec![Sum::default(); count];
        for part in &synonym.parts {
            let mut best = vec![Sum::default(); count];
            for meaning in part {
                for posting in &meaning.postings {
                    let best = &mut best[posting.document as usize];
                    best.score = best.score.max(meaning.score(posting, averages));
                    best.in_title |= usize::from(posting.frequencies[TITLE] > 0);
                    best.weight = best.weight.max(posting.title_weight);
                }
            }
            for (sum, best) in sums.iter_mut().zip(best) {
                if best.score > 0.0 {
                    sum.score += best.score;
                    sum.found += 1;
                    sum.in_title += best.in_title;
                    sum.weight = sum.weight.max(best.weight);
                }
            }
        }
        let parts = synonym.parts.len();
        for (document, sum) in sums.into_iter().enumerate() {
            if sum.found < parts {
                continue;
            }
            let words = &mut self.words[document * self.width..][synonym.words.clone()];
            if sum.score <= words.iter().sum::<f32>() && words.iter().all(|word| *word > 0.0) {
                continue;
            }
            words.fill(sum.score / words.len() as f32);
            if sum.in_title == parts {
                let title = &mut self.titles[document];
                title.weight = sum.weight;
                for word in synonym.words.clone() {
                    title.words |= 1 << word;
                }
            }
        }
    }

    /// What speaks for a document, if anything does.
    fn evidence(&self, document: u32, question: u32, subjects: &[Subject]) -> Option<Evidence> {
        let words = self.of(document as usize);
        let title = self.titles[document as usize];
        let mut base = 0.0;
        let mut found = 0.0;
        let mut all = 0.0;
        let mut in_title = 0.0;
        let mut of_title: f32 = 0.0;
        let mut is_complete = true;
        for (number, (score, rarity)) in words.iter().zip(&self.rarities).enumerate() {
            base += score;
            all += rarity;
            if title.words >> number & 1 == 1 {
                in_title += rarity;
                of_title += self.title_rarities[number];
            }
            if *score > 0.0 {
                found += rarity;
            } else {
                is_complete = false;
            }
        }
        let mut about: f32 = 0.0;
        for subject in subjects {
            if subject.question == question {
                let share: f32 = self.rarities[subject.words.clone()].iter().sum();
                about = about.max(share / all);
            }
        }
        (base > 0.0).then(|| Evidence {
            about,
            base,
            coverage: found / all,
            is_complete,
            in_title: in_title / all,
            of_title: match of_title {
                0.0 => 0.0,
                _ => of_title / (f32::from(title.weight) / 4.0).max(of_title),
            },
            is_foreign: false,
        })
    }
}
