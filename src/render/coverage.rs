//! How far the book is written and translated: the page of coverage, and what an outdated page says of itself.

use std::collections::BTreeSet;

use super::page::Page;
use super::view::{
    BarView, CoverageLanguageView, CoverageLevelView, CoverageTopicView, CoverageView, LinkView,
    MissingView, OutdatedTranslationView, OutdatedView, SegmentOfBarView,
};
use crate::relate::{Freshness, Place, Tally, TopicCoverage, Version, relative};

impl Page<'_> {
    pub(super) fn coverage(&self) -> CoverageView {
        let book = self.site.book;
        let topics = book.coverage();
        let text = self.site.interface(self.language);
        let languages = book.config.languages.iter().enumerate();
        let totals: Vec<Tally> = (0..book.config.languages.len())
            .map(|language| {
                let mut total = Tally::default();
                topics.iter().for_each(|t| total.add(&t.total(language)));
                total
            })
            .collect();
        let levels = book.config.levels.iter().enumerate();
        CoverageView {
            languages: languages
                .map(|(number, language)| CoverageLanguageView {
                    tag: language.tag.clone(),
                    name: self.site.interface(number).name.clone(),
                    count_text: text.format(
                        "counts.written_of_planned",
                        &[
                            ("written", &text.number(totals[number].written() as u64)),
                            ("planned", &text.number(totals[number].total() as u64)),
                        ],
                    ),
                })
                .collect(),
            levels: levels
                .map(|(rank, level)| CoverageLevelView {
                    name: level.name(self.site.tag(self.language)).to_owned(),
                    rank: rank + 1,
                })
                .collect(),
            has_outdated: totals.iter().any(|total| total.outdated > 0),
            scale: topics.iter().map(|t| t.total(0).total()).max().unwrap_or(0),
            topics: topics.iter().map(|t| self.topic_coverage(t)).collect(),
            missing: self.missing(),
            outdated: self.outdated_translations(),
        }
    }

    fn topic_coverage(&self, topic: &TopicCoverage) -> CoverageTopicView {
        let text = self.site.interface(self.language);
        let card = self.topic_card(topic.topic);
        let planned = topic.total(0).planned;
        CoverageTopicView {
            planned_text: match planned {
                0 => String::new(),
                planned => text.count("coverage.planned", planned as u64),
            },
            planned_address: format!("{}#section-planned", card.address),
            link: LinkView {
                title: card.title,
                address: card.address,
            },
            language: card.language,
            bars: (0..self.site.book.config.languages.len())
                .map(|language| self.bar(topic, language))
                .collect(),
        }
    }

    fn bar(&self, topic: &TopicCoverage, language: usize) -> BarView {
        let text = self.site.interface(self.language);
        let levels = self.site.book.config.levels.len();
        let mut segments = Vec::new();
        let mut start = 0;
        for (level, tallies) in topic.levels.iter().enumerate() {
            let tally = &tallies[language];
            let states = [
                ("written", tally.current),
                ("outdated", tally.outdated),
                ("open", tally.missing + tally.planned),
            ];
            for (state, length) in states.into_iter().filter(|(_, length)| *length > 0) {
                segments.push(SegmentOfBarView {
                    start,
                    length,
                    level_rank: if level < levels { level + 1 } else { 0 },
                    state,
                });
                start += length;
            }
        }
        let total = topic.total(language);
        let number = |count: usize| text.number(count as u64);
        BarView {
            tag: self.site.tag(language).to_owned(),
            written: total.written(),
            total: total.total(),
            label: text.format(
                "coverage.bar",
                &[
                    ("language", &self.site.interface(language).name),
                    ("written", &number(total.written())),
                    ("planned", &number(total.total())),
                    ("outdated", &number(total.outdated)),
                ],
            ),
            segments,
        }
    }

    /// Questions that exist in other languages only, language by language.
    fn missing(&self) -> Vec<MissingView> {
        let book = self.site.book;
        let of_language = |language: usize| MissingView {
            tag: self.site.tag(language).to_owned(),
            name: self.site.interface(language).name.clone(),
            questions: (0..book.questions.len())
                .filter(|number| !book.is_written(Place::Question(*number), language))
                .map(|number| self.card(number))
                .collect(),
        };
        (0..book.config.languages.len())
            .map(of_language)
            .filter(|missing| !missing.questions.is_empty())
            .collect()
    }

    fn outdated_translations(&self) -> Vec<OutdatedTranslationView> {
        let book = self.site.book;
        let mut found = Vec::new();
        for language in 0..book.config.languages.len() {
            for place in book.places() {
                let version = book
                    .article(place)
                    .and_then(|article| article.versions[language].as_ref());
                let Some(version) = version.filter(|v| !v.freshness(book).changes().is_empty())
                else {
                    continue;
                };
                let address = relative(&self.path, &book.path(place, language));
                found.push(OutdatedTranslationView {
                    tag: self.site.tag(language).to_owned(),
                    places: self.sections_of_changes(version, &address),
                    link: LinkView {
                        title: version.title(book).to_owned(),
                        address,
                    },
                });
            }
        }
        found
    }

    /// What the page of a translation says if its original is newer.
    pub(super) fn outdated(&self, version: &Version) -> Option<OutdatedView> {
        let Freshness::Recorded(changes) = version.freshness(self.site.book) else {
            return None;
        };
        let original = self.site.book.article(self.place)?.original;
        let text = self.site.interface(self.language);
        (!changes.is_empty()).then(|| OutdatedView {
            text: text.text("fallback.outdated").to_owned(),
            places: self.sections_of_changes(version, ""),
            original: relative(&self.path, &self.site.book.path(self.place, original)),
            original_text: text.text("fallback.read_original").to_owned(),
            original_language: self.site.tag(original).to_owned(),
        })
    }

    /// The sections of a translation where its original has changed, as links to a page of it.
    fn sections_of_changes(&self, version: &Version, page: &str) -> Vec<LinkView> {
        let headings = &version.body(self.site.book).headings;
        let sections: BTreeSet<usize> = version
            .freshness(self.site.book)
            .changes()
            .iter()
            .map(|change| headings.partition_point(|h| h.span.start <= change.span.start))
            .collect();
        let link = |section: usize| match section.checked_sub(1) {
            Some(heading) => LinkView {
                title: headings[heading].text.clone(),
                address: format!("{page}#{}", version.anchors(self.site.book)[heading]),
            },
            None => LinkView {
                title: self
                    .site
                    .interface(self.language)
                    .text("fallback.beginning")
                    .to_owned(),
                address: format!("{page}#main-content"),
            },
        };
        sections.into_iter().map(link).collect()
    }
}
