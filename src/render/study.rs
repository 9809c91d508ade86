//! The pages' side of studying: where a page finds the study page and the catalogue, what is kept of a question that a
//! reader rates, and what reviews can be narrowed to. Everything else happens in the reader's browser.

use super::page::Page;
use super::view::{ChoiceView, RatedView, StudyLinkView, StudyView};
use crate::relate::Place;

impl Page<'_> {
    /// Where this page finds what there is to study; `None` if readers are not offered to.
    pub(super) fn study_link(&self) -> Option<StudyLinkView> {
        self.site.book.has_study().then(|| StudyLinkView {
            page: self.address(Place::Study),
            catalogue: self.catalogue(),
        })
    }

    /// What a script needs to know of a question; `None` if readers are not offered to rate it.
    pub(super) fn rated(&self, number: usize) -> Option<RatedView> {
        let question = &self.site.book.questions[number];
        self.site.book.has_study().then(|| RatedView {
            content: self.site.content_hash(number),
            aliases: question.aliases.clone(),
        })
    }

    /// The study page.
    pub(super) fn study(&self) -> StudyView {
        let book = self.site.book;
        let tag = self.site.tag(self.language);
        let choice = |id: &str, name: String| ChoiceView {
            id: id.to_owned(),
            name,
            numbers: String::new(),
            depth: 0,
        };
        let tracks = book.tracks.iter().enumerate();
        StudyView {
            topics: self.topic_choices(),
            levels: (book.config.levels.iter())
                .map(|level| choice(&level.id, level.name(tag).to_owned()))
                .collect(),
            tracks: tracks
                .map(|(number, track)| {
                    let title = self.site.title(Place::Track(number), self.language);
                    choice(&track.id, title)
                })
                .collect(),
        }
    }
}
