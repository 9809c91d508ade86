//! Cards and lists: what pages show of other pages.

use std::collections::BTreeMap;

use super::inputs::Extent;
use super::page::Page;
use super::view::{
    BlockView, CardView, EntryView, FactsView, GlossaryView, LetterView, LevelCountView, LinkView,
    ListView, SectionView, TagLinkView, TagsView, TermView, TopicCardView, TrackCardView,
    TranslationView,
};
use crate::parse::{AnswerStatus, QuestionKind};
use crate::relate::{Block, Mention, Place, Question, Term};

impl Page<'_> {
    /// A question's card without its short answer.
    pub(super) fn card(&self, number: usize) -> CardView {
        let question = &self.site.book.questions[number];
        let (content, version) = question.article.shown(self.language);
        CardView {
            id: question.id.clone(),
            title: version.title(self.site.book).to_owned(),
            address: Some(self.address(Place::Question(number))),
            summary_html: String::new(),
            facts: self.facts(
                question.kind,
                question.level,
                question.asked,
                question.status,
            ),
            language: (content != self.language).then(|| self.site.tag(content).to_owned()),
        }
    }

    /// A question's card with its short answer, or with what is asked.
    pub(super) fn card_with_summary(&mut self, number: usize) -> CardView {
        let question = &self.site.book.questions[number];
        let (_, version) = question.article.shown(self.language);
        let summary_html = self.text(version, Some(question.kind), Extent::Summary);
        CardView {
            summary_html,
            ..self.card(number)
        }
    }

    pub(super) fn planned_card(&self, number: usize) -> CardView {
        let planned = &self.site.book.planned[number];
        CardView {
            id: planned.id.clone(),
            title: self.site.planned_title(number, self.language).to_owned(),
            address: None,
            summary_html: String::new(),
            facts: self.facts(planned.kind, planned.level, 0, None),
            language: self.site.other_language(&planned.title, self.language),
        }
    }

    pub(super) fn mention(&self, mention: Mention) -> CardView {
        match mention {
            Mention::Question(number) => self.card(number),
            Mention::Planned(number) => self.planned_card(number),
        }
    }

    fn facts(
        &self,
        kind: QuestionKind,
        level: Option<usize>,
        asked: u32,
        status: Option<AnswerStatus>,
    ) -> FactsView {
        let text = self.site.interface(self.language);
        let level_of_book = level.map(|level| &self.site.book.config.levels[level]);
        FactsView {
            kind: kind.name(),
            kind_text: text.text(kind_key(kind)).to_owned(),
            level: level_of_book.map_or(String::new(), |l| l.id.clone()),
            level_rank: level.map_or(0, |level| level + 1),
            level_text: level_of_book.map_or(String::new(), |l| {
                l.name(self.site.tag(self.language)).to_owned()
            }),
            asked_text: match asked {
                0 => String::new(),
                asked => text.count("question.asked", u64::from(asked)),
            },
            status: status.map_or("", AnswerStatus::name),
            status_text: status.map_or(String::new(), |status| {
                text.text(status_key(status)).to_owned()
            }),
        }
    }

    pub(super) fn topic_cards(&self, topics: &[usize]) -> Vec<TopicCardView> {
        topics.iter().map(|topic| self.topic_card(*topic)).collect()
    }

    pub(super) fn topic_card(&self, number: usize) -> TopicCardView {
        let topic = &self.site.book.topics[number];
        let shown = topic
            .article
            .as_ref()
            .map(|article| article.shown(self.language));
        let description = shown.and_then(|(_, version)| {
            let front_matter = &version.document(self.site.book).front_matter;
            front_matter
                .description
                .as_ref()
                .map(|d| d.get_ref().clone())
        });
        let (written, planned) = self.counts_below(number);
        let levels = self.levels_below(number);
        TopicCardView {
            id: topic.path.clone(),
            title: self.site.title(Place::Topic(number), self.language),
            address: self.address(Place::Topic(number)),
            description: description.unwrap_or_default(),
            written,
            total: written + planned,
            count_text: self.count_text(written, written + planned),
            levels,
            language: shown.and_then(|(content, _)| {
                (content != self.language).then(|| self.site.tag(content).to_owned())
            }),
        }
    }

    /// Questions written and planned in a topic and in those inside it.
    fn counts_below(&self, topic: usize) -> (usize, usize) {
        let topic = &self.site.book.topics[topic];
        let own = (topic.questions.len(), topic.planned.len());
        topic
            .subtopics
            .iter()
            .map(|below| self.counts_below(*below))
            .fold(own, |a, b| (a.0 + b.0, a.1 + b.1))
    }

    /// How many questions of each level are written in a topic and in those inside it.
    fn levels_below(&self, topic: usize) -> Vec<LevelCountView> {
        let book = self.site.book;
        let mut counts = vec![0; book.config.levels.len()];
        let mut topics = vec![topic];
        while let Some(topic) = topics.pop() {
            let topic = &book.topics[topic];
            topics.extend(&topic.subtopics);
            let levels = topic.questions.iter().map(|q| book.questions[*q].level);
            for level in levels.flatten() {
                counts[level] += 1;
            }
        }
        let mut before = 0;
        let mut levels = Vec::new();
        for (rank, count) in (1..).zip(counts).filter(|(_, count)| *count > 0) {
            let level = &book.config.levels[rank - 1];
            levels.push(LevelCountView {
                rank,
                name: level.name(self.site.tag(self.language)).to_owned(),
                count,
                before,
            });
            before += count;
        }
        levels
    }

    fn count_text(&self, written: usize, total: usize) -> String {
        let text = self.site.interface(self.language);
        if written == total {
            return text.count("counts.questions", total as u64);
        }
        let (written, total) = (text.number(written as u64), text.number(total as u64));
        text.format(
            "counts.written_of_planned",
            &[("written", &written), ("planned", &total)],
        )
    }

    pub(super) fn track_cards(&self) -> Vec<TrackCardView> {
        (0..self.site.book.tracks.len())
            .map(|track| self.track_card(track))
            .collect()
    }

    pub(super) fn track_card(&self, number: usize) -> TrackCardView {
        let track = &self.site.book.tracks[number];
        let mut entries = track.entries();
        entries.sort_by_key(|entry| match entry {
            Mention::Question(number) => (0, *number),
            Mention::Planned(number) => (1, *number),
        });
        entries.dedup();
        let written = entries
            .iter()
            .filter(|e| matches!(e, Mention::Question(_)))
            .count();
        TrackCardView {
            id: track.id.clone(),
            title: self.site.title(Place::Track(number), self.language),
            address: self.address(Place::Track(number)),
            description: self
                .site
                .text_in(&track.description, self.language)
                .to_owned(),
            written,
            total: entries.len(),
            count_text: self.count_text(written, entries.len()),
            blocks_text: match track.blocks.len() {
                0 | 1 => String::new(),
                blocks => {
                    let text = self.site.interface(self.language);
                    text.count("counts.blocks", blocks as u64)
                }
            },
        }
    }

    /// A track's blocks one after another, with their depth and the number that each begins with.
    pub(super) fn blocks(
        &self,
        blocks: &[Block],
        level: u8,
        anchors: &mut Anchors,
        out: &mut Vec<BlockView>,
    ) {
        for block in blocks {
            out.push(BlockView {
                first: anchors.given + 1,
                level: level.min(6),
                title: self.site.text_in(&block.title, self.language).to_owned(),
                description: self
                    .site
                    .text_in(&block.description, self.language)
                    .to_owned(),
                questions: block
                    .entries
                    .iter()
                    .map(|entry| {
                        let card = self.mention(*entry);
                        EntryView {
                            anchor: anchors.next(&card.id),
                            number: anchors.given,
                            card,
                        }
                    })
                    .collect(),
            });
            self.blocks(&block.blocks, level + 1, anchors, out);
        }
    }

    pub(super) fn tags(&self) -> TagsView {
        let tag = |number: usize| TagLinkView {
            name: self.site.book.tags[number].name.clone(),
            address: self.address(Place::Tag(number)),
            count: self.site.book.tags[number].questions.len(),
        };
        TagsView {
            tags: (0..self.site.book.tags.len()).map(tag).collect(),
        }
    }

    pub(super) fn tag_links(&self, question: &Question) -> Vec<LinkView> {
        let tags = &self.site.book.tags;
        let link = |name: &String| {
            let number = tags.binary_search_by(|tag| tag.name.cmp(name)).ok()?;
            Some(LinkView {
                title: name.clone(),
                address: self.address(Place::Tag(number)),
            })
        };
        question.tags.iter().filter_map(link).collect()
    }

    /// Questions by topic. Questions are numbered topic by topic, so one pass suffices.
    pub(super) fn list(&self, questions: &[usize]) -> ListView {
        let mut sections: Vec<SectionView> = Vec::new();
        let mut topic = None;
        for number in questions {
            let question = &self.site.book.questions[*number];
            if topic.replace(question.topic) != Some(question.topic) {
                let LinkView { title, address } = self.link(Place::Topic(question.topic));
                sections.push(SectionView {
                    title,
                    address,
                    questions: Vec::new(),
                });
            }
            if let Some(section) = sections.last_mut() {
                section.questions.push(self.card(*number));
            }
        }
        let text = self.site.interface(self.language);
        ListView {
            filter: self.filter(questions),
            count_text: text.count("counts.questions", questions.len() as u64),
            sections,
        }
    }

    pub(super) fn glossary(&self) -> GlossaryView {
        let mut letters: BTreeMap<Vec<u8>, LetterView> = BTreeMap::new();
        let collation = &self.site.theme.collations[self.language];
        let mut terms: Vec<(usize, &Term)> = self.site.book.terms.iter().enumerate().collect();
        terms.sort_by_cached_key(|(_, term)| {
            collation.key(self.site.text_in(&term.term, self.language))
        });
        for (_, term) in terms {
            let name = self.site.text_in(&term.term, self.language);
            let first = name.chars().find(|c| c.is_alphanumeric()).unwrap_or('#');
            let letter: String = if first.is_alphabetic() {
                first.to_uppercase().collect()
            } else {
                "#".into()
            };
            let entry = letters
                .entry(collation.key(&letter))
                .or_insert_with(|| LetterView {
                    letter,
                    terms: Vec::new(),
                });
            entry.terms.push(self.term(term, name));
        }
        GlossaryView {
            letters: letters.into_values().collect(),
        }
    }

    fn term(&self, term: &Term, name: &str) -> TermView {
        let book = self.site.book;
        let tag = self.site.tag(self.language);
        let translations = book
            .config
            .languages
            .iter()
            .enumerate()
            .filter(|(language, _)| *language != self.language);
        let see = |number: &usize| {
            let other = &book.terms[*number];
            LinkView {
                title: self.site.text_in(&other.term, self.language).to_owned(),
                address: format!("#{}", other.id),
            }
        };
        TermView {
            id: term.id.clone(),
            term: name.to_owned(),
            synonyms: term.synonyms.get(tag).cloned().unwrap_or_default(),
            translations: translations
                .filter_map(|(language, settings)| {
                    Some(TranslationView {
                        language: settings.tag.clone(),
                        language_name: self.site.interface(language).name.clone(),
                        term: term.term.get(&settings.tag)?.clone(),
                    })
                })
                .collect(),
            definition: self
                .site
                .text_in(&term.definition, self.language)
                .to_owned(),
            about: term.about.map(|about| self.mention(about)),
            see: term.see.iter().map(see).collect(),
        }
    }
}

/// The ids of a track's places. They are made of the questions' ids and not of numbers, so that a question's page,
/// which links to them, stays the same when a place is added before its own.
#[derive(Default)]
pub(super) struct Anchors {
    /// How often each question has been met.
    met: BTreeMap<String, usize>,
    /// How many places there are so far.
    given: usize,
}

impl Anchors {
    /// The id of the next place.
    fn next(&mut self, id: &str) -> String {
        self.given += 1;
        let met = self.met.entry(id.to_owned()).or_default();
        *met += 1;
        match *met {
            1 => first_anchor(id),
            again => format!("{}-{again}", first_anchor(id)),
        }
    }
}

/// The id of the first place of a question in a track.
pub(super) fn first_anchor(id: &str) -> String {
    format!("entry-{id}")
}

pub(super) fn kind_key(kind: QuestionKind) -> &'static str {
    match kind {
        QuestionKind::Open => "question.kind_open",
        QuestionKind::Quiz => "question.kind_quiz",
        QuestionKind::Task => "question.kind_task",
        QuestionKind::Coding => "question.kind_coding",
        QuestionKind::Behavioural => "question.kind_behavioural",
    }
}

/// The key of the words for what is there of an answer.
fn status_key(status: AnswerStatus) -> &'static str {
    match status {
        AnswerStatus::None => "question.status_none",
        AnswerStatus::Stub => "question.status_stub",
        AnswerStatus::Note => "question.status_note",
        AnswerStatus::Link => "question.status_link",
    }
}
