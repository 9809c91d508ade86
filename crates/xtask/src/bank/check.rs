//! What only the whole bank can show: ids that are repeated, unknown or out of order.
//!
//! In: the [`Bank`] as it was read. Out: problems; nothing is changed. What could not be read was
//! reported already and brings no second problem: empty ids are passed over, and no id is called
//! unknown that may stand in an entry that could not be read.

use std::collections::BTreeMap;

use super::Problem;
use super::bank_files::{Bank, Block, Question, Term, Topic, Track};

/// Adds to `problems` what does not fit together.
pub(super) fn check(bank: &Bank, problems: &mut Vec<Problem>) {
    let Bank {
        topics,
        questions,
        terms,
        tracks,
    } = bank;
    let mut checker = Checker {
        file: &questions.path,
        problems,
    };
    let slugs = questions.holds.iter().map(|q| (q.line, q.slug.as_str()));
    let slugs = checker.unique("slug", slugs, questions.complete);
    checker.file = &topics.path;
    let ids = topics.holds.iter().map(|t| (t.line, t.id.as_str()));
    let ids = checker.unique("topic", ids, topics.complete);
    checker.topics(
        &topics.holds,
        &questions.holds,
        slugs.complete && ids.complete,
    );
    checker.file = &questions.path;
    checker.topics_of_questions(&questions.holds, &ids);
    checker.file = &terms.path;
    checker.terms(&terms.holds, terms.complete, &slugs);
    for track in tracks {
        checker.file = &track.path;
        checker.track(&track.holds, &slugs);
    }
}

/// The ids of a file.
struct Ids<'a> {
    /// Id → its first line.
    lines: BTreeMap<&'a str, usize>,
    /// Whether there can be no others.
    complete: bool,
}

impl Ids<'_> {
    /// Whether an id surely does not exist.
    fn lack(&self, id: &str) -> bool {
        self.complete && !self.lines.contains_key(id)
    }
}

struct Checker<'a> {
    /// The file that is being checked.
    file: &'a str,
    problems: &'a mut Vec<Problem>,
}

impl Checker<'_> {
    fn problem(&mut self, line: usize, message: impl Into<String>) {
        let (file, message) = (self.file.to_owned(), message.into());
        self.problems.push(Problem {
            file,
            line: Some(line),
            message,
        });
    }

    /// Collects ids; a problem for each that was there before.
    fn unique<'i>(
        &mut self,
        what: &str,
        ids: impl Iterator<Item = (usize, &'i str)>,
        mut complete: bool,
    ) -> Ids<'i> {
        let mut lines = BTreeMap::new();
        for (line, id) in ids {
            complete &= !id.is_empty();
            if let Some(earlier) = lines.get(id).filter(|_| !id.is_empty()) {
                self.problem(line, format!("the {what} `{id}` is also in line {earlier}"));
            } else {
                lines.insert(id, line);
            }
        }
        Ids { lines, complete }
    }

    /// Checks the topics by themselves and, if both files are complete, their numbers of questions.
    fn topics(&mut self, topics: &[Topic], questions: &[Question], complete: bool) {
        for (
            wanted,
            Topic {
                line,
                id,
                order,
                count,
                ..
            },
        ) in (1..).zip(topics)
        {
            if *order != wanted {
                self.problem(
                    *line,
                    format!("topic `{id}` has order {order}, not {wanted}"),
                );
            }
            let counted = questions.iter().filter(|q| q.topic == *id).count();
            if complete && i64::try_from(counted) != Ok(*count) {
                let message = format!("topic `{id}` says {count} questions, there are {counted}");
                self.problem(*line, message);
            }
        }
    }

    fn topics_of_questions(&mut self, questions: &[Question], topics: &Ids<'_>) {
        for Question { line, topic, .. } in questions {
            if !topic.is_empty() && topics.lack(topic) {
                self.problem(*line, format!("no topic `{topic}`"));
            }
        }
    }

    fn terms(&mut self, terms: &[Term], complete: bool, slugs: &Ids<'_>) {
        let ids = terms.iter().map(|t| (t.line, t.id.as_str()));
        let ids = self.unique("term id", ids, complete);
        let english: Vec<_> = terms
            .iter()
            .map(|t| (t.line, t.term[0].to_lowercase()))
            .collect();
        self.unique(
            "English term",
            english.iter().map(|(l, t)| (*l, t.as_str())),
            complete,
        );
        for Term {
            line,
            id,
            see,
            about,
            ..
        } in terms
        {
            for other in see {
                if other == id {
                    self.problem(*line, format!("term `{id}` sees itself"));
                } else if ids.lack(other) {
                    self.problem(
                        *line,
                        format!("term `{id}` sees `{other}`, which is no term"),
                    );
                }
            }
            if !about.is_empty() && slugs.lack(about) {
                self.problem(
                    *line,
                    format!("term `{id}` is about `{about}`, which is no question"),
                );
            }
        }
    }

    fn track(&mut self, track: &Track, slugs: &Ids<'_>) {
        if !track.id.is_empty() && track.id != track.stem {
            self.problem(
                track.line,
                format!("the id `{}` is not the file's name", track.id),
            );
        }
        for block in &track.blocks {
            self.block(block, slugs);
        }
    }

    fn block(&mut self, block: &Block, slugs: &Ids<'_>) {
        if block.questions.is_empty() && block.blocks.is_empty() {
            self.problem(block.line, "the block is empty");
        }
        let questions = || {
            block
                .questions
                .iter()
                .map(|(line, id)| (*line, id.as_str()))
        };
        self.unique("question", questions(), true);
        for (line, id) in questions().filter(|(_, id)| slugs.lack(id)) {
            self.problem(line, format!("no question `{id}`"));
        }
        for inner in &block.blocks {
            self.block(inner, slugs);
        }
    }
}
