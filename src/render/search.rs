//! The pages' side of the search: the dialog, one file per language that is loaded with its style when a reader is
//! about to search (gzip inside, as the index is), and what the search page offers. The index itself is another stage's.

use super::packed::Packed;
use super::page::{Page, value};
use super::view::{ChoiceView, ListView, SearchLanguageView, SearchLinkView, SearchView};
use super::{Site, listing};
use crate::parse::QuestionKind;
use crate::relate::{Place, relative};

/// Draws the dialogs, one per language; none if the search is switched off.
pub(super) fn dialogs(site: &Site<'_>) -> Vec<Packed> {
    if site.theme.assets.search.is_none() {
        return Vec::new();
    }
    let languages = 0..site.book.config.languages.len();
    languages.map(|language| dialog(site, language)).collect()
}

fn dialog(site: &Site<'_>, language: usize) -> Packed {
    let page = Page::new(site, Place::Home, language);
    let title = site.title(Place::Search, language);
    let view = page.page_view("search-dialog", &title);
    let offered = value(&page.search_offers());
    let made = page.draw(&view, "search-dialog.html", "search", offered);
    let mut made = page.made(made);
    // The style comes with it, after a form feed, which no template holds.
    if let Some(assets) = &site.theme.assets.search {
        made.bytes.push(b'\x0C');
        made.bytes.extend_from_slice(assets.style_text.as_bytes());
    }
    Packed::new(&format!("search-{}.bin", site.tag(language)), made)
}

impl Page<'_> {
    /// Where this page finds the search.
    pub(super) fn search_link(&self) -> Option<SearchLinkView> {
        let dialog = self.site.dialogs.get(self.language)?;
        let assets = self.site.theme.assets.search.as_ref()?;
        Some(SearchLinkView {
            page: self.address(Place::Search),
            dialog: relative(&self.path, dialog.path()),
            engine: relative(&self.path, &assets.engine),
            language: self.language,
        })
    }

    /// The search page.
    pub(super) fn search(&self) -> SearchView {
        let all: Vec<usize> = (0..self.site.book.questions.len()).collect();
        SearchView {
            topics: self.topic_choices(),
            list: self.list(&all),
            ..self.search_offers()
        }
    }

    fn search_offers(&self) -> SearchView {
        let book = self.site.book;
        let assets = self.site.theme.assets.search.as_ref();
        let languages = book.config.languages.iter().enumerate();
        SearchView {
            engine: assets.map_or(String::new(), |assets| assets.engine.clone()),
            languages: languages
                .map(|(number, language)| SearchLanguageView {
                    tag: language.tag.clone(),
                    name: self.site.interface(number).name.clone(),
                })
                .collect(),
            levels: self.level_choices(),
            kinds: self.kind_choices(),
            topics: Vec::new(),
            list: ListView {
                filter: self.filter(&[]),
                count_text: String::new(),
                sections: Vec::new(),
            },
        }
    }

    /// All levels.
    pub(super) fn level_choices(&self) -> Vec<ChoiceView> {
        let tag = self.site.tag(self.language);
        let levels = (1..).zip(&self.site.book.config.levels);
        let choices = levels.map(|(rank, level): (usize, _)| ChoiceView {
            id: level.id.clone(),
            name: level.name(tag).to_owned(),
            numbers: rank.to_string(),
            depth: 0,
        });
        choices.collect()
    }

    /// The kinds that there are questions of.
    pub(super) fn kind_choices(&self) -> Vec<ChoiceView> {
        let text = self.site.interface(self.language);
        let questions = &self.site.book.questions;
        let kinds = QuestionKind::NAMES.iter();
        kinds
            .filter(|(_, kind)| questions.iter().any(|question| question.kind == *kind))
            .map(|(name, kind)| ChoiceView {
                id: (*name).to_owned(),
                name: text.text(listing::kind_key(*kind)).to_owned(),
                numbers: (*kind as u8).to_string(),
                depth: 0,
            })
            .collect()
    }

    /// The topics that have questions, or topics with questions in them.
    pub(super) fn topic_choices(&self) -> Vec<ChoiceView> {
        let topics = &self.site.book.topics;
        let mut choices = Vec::new();
        let mut open: Vec<(usize, usize)> = Vec::new();
        let roots = (0..topics.len()).rev();
        open.extend(
            roots
                .filter(|topic| topics[*topic].parent.is_none())
                .map(|topic| (topic, 0)),
        );
        while let Some((number, depth)) = open.pop() {
            let below = self.topics_below(number);
            if below
                .iter()
                .all(|topic| topics[*topic].questions.is_empty())
            {
                continue;
            }
            let numbers: Vec<String> = below.iter().map(ToString::to_string).collect();
            choices.push(ChoiceView {
                id: topics[number].path.clone(),
                name: self.site.title(Place::Topic(number), self.language),
                numbers: numbers.join(","),
                depth,
            });
            open.extend(
                topics[number]
                    .subtopics
                    .iter()
                    .rev()
                    .map(|t| (*t, depth + 1)),
            );
        }
        choices
    }

    /// A topic and all topics in it.
    fn topics_below(&self, topic: usize) -> Vec<usize> {
        let mut found = vec![topic];
        let mut at = 0;
        while let Some(topic) = found.get(at) {
            found.extend(&self.site.book.topics[*topic].subtopics);
            at += 1;
        }
        found
    }
}
