//! Lists by level and kind: what a list can be narrowed to, and the pages of levels. The narrowing itself is done in
//! the browser, over the plain list.

use super::listing::kind_key;
use super::page::Page;
use super::view::{FilterChoiceView, FilterView};
use crate::parse::QuestionKind;

/// The shortest list that is worth being narrowed.
const LEAST_QUESTIONS: usize = 4;

impl Page<'_> {
    /// What a list of questions can be narrowed to.
    pub(super) fn filter(&self, questions: &[usize]) -> FilterView {
        let kinds = QuestionKind::NAMES.iter().map(|(name, kind)| {
            let text = self.site.interface(self.language);
            FilterChoiceView {
                id: (*name).to_owned(),
                name: text.text(kind_key(*kind)).to_owned(),
                rank: 0,
                count: self.count(questions, |q| q.kind == *kind),
            }
        });
        if questions.len() < LEAST_QUESTIONS {
            return FilterView::default();
        }
        FilterView {
            levels: choices(self.levels_of(questions)),
            kinds: choices(kinds),
        }
    }

    /// The book's levels, with how many of some questions have each.
    pub(super) fn levels_of<'q>(
        &'q self,
        questions: &'q [usize],
    ) -> impl Iterator<Item = FilterChoiceView> + 'q {
        let levels = self.site.book.config.levels.iter().enumerate();
        levels.map(|(number, level)| FilterChoiceView {
            id: level.id.clone(),
            name: level.name(self.site.tag(self.language)).to_owned(),
            rank: number + 1,
            count: self.count(questions, |q| q.level == Some(number)),
        })
    }

    fn count(&self, questions: &[usize], fits: impl Fn(&crate::relate::Question) -> bool) -> usize {
        let of_book = &self.site.book.questions;
        questions.iter().filter(|q| fits(&of_book[**q])).count()
    }

    /// The questions of a level, in the order of the book.
    pub(super) fn questions_of_level(&self, level: usize) -> Vec<usize> {
        let questions = &self.site.book.questions;
        (0..questions.len())
            .filter(|q| questions[*q].level == Some(level))
            .collect()
    }

    /// The names of the levels, for the script that hides some of them before a page is drawn.
    pub(super) fn level_names(&self) -> String {
        let levels = self.site.book.config.levels.iter();
        let names: Vec<String> = levels.map(|level| level.id.replace(' ', "%20")).collect();
        names.join(" ")
    }
}

/// Those that leave something; none if that is only one.
fn choices(all: impl Iterator<Item = FilterChoiceView>) -> Vec<FilterChoiceView> {
    let choices: Vec<_> = all.filter(|choice| choice.count > 0).collect();
    if choices.len() < 2 {
        return Vec::new();
    }
    choices
}
