//! Coverage: how far the questions are written and translated, by topic, level and language.

use super::{Book, Freshness, Mention};

/// How many questions of some set are how far, in one language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Written, and not known to be older than the original.
    pub current: usize,
    /// Translated from an original that has changed since.
    pub outdated: usize,
    /// Written in another language only.
    pub missing: usize,
    /// To be written in every language.
    pub planned: usize,
}

impl Tally {
    /// Those that a reader of the language can read in it.
    pub fn written(&self) -> usize {
        self.current + self.outdated
    }

    /// All of them.
    pub fn total(&self) -> usize {
        self.written() + self.missing + self.planned
    }

    /// Adds another set.
    pub fn add(&mut self, other: &Self) {
        self.current += other.current;
        self.outdated += other.outdated;
        self.missing += other.missing;
        self.planned += other.planned;
    }
}

/// How far one topic is, without the topics inside it.
#[derive(Clone, Debug)]
pub struct TopicCoverage {
    /// The topic, as a position in [`Structure::topics`](super::Structure::topics).
    pub topic: usize,
    /// A row per level of the book, then one for questions without a level; in each a tally per language.
    pub levels: Vec<Vec<Tally>>,
}

impl TopicCoverage {
    /// The tally of a language over all levels.
    pub fn total(&self, language: usize) -> Tally {
        let mut total = Tally::default();
        for level in &self.levels {
            total.add(&level[language]);
        }
        total
    }
}

impl Book {
    /// How far every topic is that has questions, written or planned, in reading order.
    pub fn coverage(&self) -> Vec<TopicCoverage> {
        let languages = self.config.languages.len();
        let levels = self.config.levels.len() + 1;
        let topics = self.topics.iter().enumerate();
        let with_questions =
            topics.filter(|(_, t)| !t.questions.is_empty() || !t.planned.is_empty());
        with_questions
            .map(|(number, topic)| {
                let mut rows = vec![vec![Tally::default(); languages]; levels];
                let questions = topic.questions.iter().map(|q| Mention::Question(*q));
                let planned = topic.planned.iter().map(|p| Mention::Planned(*p));
                for mention in questions.chain(planned) {
                    let level = self.level_of(mention).unwrap_or(levels - 1);
                    for (language, tally) in rows[level].iter_mut().enumerate() {
                        self.count(mention, language, tally);
                    }
                }
                TopicCoverage {
                    topic: number,
                    levels: rows,
                }
            })
            .collect()
    }

    fn level_of(&self, mention: Mention) -> Option<usize> {
        match mention {
            Mention::Question(number) => self.questions[number].level,
            Mention::Planned(number) => self.planned[number].level,
        }
    }

    fn count(&self, mention: Mention, language: usize, tally: &mut Tally) {
        let version = match mention {
            Mention::Planned(_) => return tally.planned += 1,
            Mention::Question(number) => &self.questions[number].article.versions[language],
        };
        match version.as_ref().map(|version| version.freshness(self)) {
            None => tally.missing += 1,
            Some(Freshness::Recorded(changes)) if !changes.is_empty() => tally.outdated += 1,
            Some(_) => tally.current += 1,
        }
    }
}
