//! The page with all answers of a topic, to be printed.

use super::Page;
use super::text::reference;
use crate::relate::Place;
use crate::render::inputs::Extent;
use crate::render::view::{OutlineView, PrintableView, PrintedView};

impl Page<'_> {
    /// The address of a topic's page to be printed, if there is one.
    pub(super) fn printable_address(&self, topic: usize) -> Option<String> {
        let book = self.site.book;
        let is_there =
            book.config.site.printable_topics && !book.topics[topic].questions.is_empty();
        is_there.then(|| self.address(Place::Printable(topic)))
    }

    pub(super) fn printable(&mut self, topic: usize) -> PrintableView {
        let numbers = self.site.book.topics[topic].questions.iter().enumerate();
        let questions: Vec<PrintedView> = numbers
            .map(|(at, number)| self.printed(at + 1, *number))
            .collect();
        let text = self.site.interface(self.language);
        let outline = questions.iter().map(|question| OutlineView {
            level: 2,
            title: question.title.clone(),
            anchor: question.anchor.clone(),
        });
        PrintableView {
            count_text: text.count("counts.questions", questions.len() as u64),
            outline: outline.collect(),
            questions,
        }
    }

    /// A question of the page; `at` is its place, from 1.
    fn printed(&mut self, at: usize, number: usize) -> PrintedView {
        let question = &self.site.book.questions[number];
        let card = self.card(number);
        let (language, version) = question.article.shown(self.language);
        let what = (Some(question.kind), Some(number), Some(at));
        PrintedView {
            anchor: format!("q{at}"),
            title: card.title,
            address: card.address.unwrap_or_default(),
            facts: card.facts,
            body: self.text_of(version, what, Extent::Body),
            sources: question
                .sources(self.site.book)
                .iter()
                .map(reference)
                .collect(),
            language: card.language,
            direction: self.site.interface(language).direction.as_str(),
        }
    }
}
