//! The page on which interviews are made and held: what they can be made of. Everything else happens in the reader's
//! browser (`static/js/interview/`).

use super::page::Page;
use super::view::InterviewView;

impl Page<'_> {
    pub(super) fn interview(&self) -> InterviewView {
        let book = self.site.book;
        let all: Vec<usize> = (0..book.questions.len()).collect();
        InterviewView {
            catalogue: self.catalogue(),
            topics: self.topic_choices(),
            levels: self.level_choices(),
            kinds: self.kind_choices(),
            available_text: (self.site.interface(self.language))
                .count("interview.available", all.len() as u64),
            list: self.list(&all),
        }
    }
}
