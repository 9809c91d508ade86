//! The page on which interviews are made and held: what they can be made of. Everything else happens in the reader's
//! browser (`static/js/interview/`).

use super::page::Page;
use super::view::{ChoiceView, InterviewView};

impl Page<'_> {
    pub(super) fn interview(&self) -> InterviewView {
        let book = self.site.book;
        let tag = self.site.tag(self.language);
        let all: Vec<usize> = (0..book.questions.len()).collect();
        InterviewView {
            catalogue: self.catalogue(),
            topics: self.topic_choices(),
            levels: (book.config.levels.iter().enumerate())
                .map(|(number, level)| ChoiceView {
                    id: level.id.clone(),
                    name: level.name(tag).to_owned(),
                    numbers: (number + 1).to_string(),
                    depth: 0,
                })
                .collect(),
            kinds: self.kind_choices(),
            available_text: (self.site.interface(self.language))
                .count("interview.available", all.len() as u64),
            list: self.list(&all),
        }
    }
}
