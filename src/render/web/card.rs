//! What other sites show for a link to a page: a title, a description and a picture, in the terms of Open Graph.
//!
//! The picture is drawn here, one per topic and, if the book asks for it, one per question; it bears the title, the
//! topic and the book's name. Its file is named by all that it is made from, so that sites which keep pictures fetch
//! it again when its title changes. A title with letters that the font lacks has no picture of its own: that of its
//! topic or of the book stands in.

use std::collections::{BTreeMap, BTreeSet};

use super::{add, plain_address};
use crate::inputs::{Hasher, Inputs, hex};
use crate::plan::{Made, Plan};
use crate::relate::Place;
use crate::render::Site;
use crate::render::page::Page;
use crate::render::view::SocialView;

mod drawing;
mod lines;

pub(super) use drawing::{HEIGHT, WIDTH};

/// The words of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Card {
    /// Above the title: the topic; may be empty.
    above: String,
    /// The title.
    title: String,
    /// Below it: the book's name, or on the book's own picture what it is.
    below: String,
}

/// Adds the pictures to the plan.
pub(super) fn files<'b>(site: &'b Site<'b>, plan: &mut Plan<'b>) {
    let mut cards = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for place in site.book.places() {
        for language in site.book.languages_of(place) {
            // Most pages share the picture of their topic.
            if !seen.insert((site.subject(place), language)) {
                continue;
            }
            if let Some(card) = site.card(place, language) {
                cards.insert(card_path(&site.card_inputs(&card)), card);
            }
        }
    }
    for (path, card) in cards {
        let inputs = site.card_inputs(&card);
        let make = move || Made::from(drawing::png(&card, &site.theme.assets.card_fonts));
        add(site, plan, path, make, Some(Box::new(move || inputs)));
    }
}

fn card_path(inputs: &Inputs) -> String {
    format!("assets/cards/{}.png", &hex(inputs)[..16])
}

impl Site<'_> {
    fn card_inputs(&self, card: &Card) -> Inputs {
        let fonts = &self.theme.assets.card_fonts;
        let mut hasher = Hasher::of("card");
        // Another look of the pictures is another picture.
        hasher.number(drawing::LOOK);
        hasher.texts([&card.above, &card.title, &card.below]);
        hasher.bytes(&fonts.inputs);
        hasher.finish()
    }

    /// What the picture of a place is of: places of the same subject have the same.
    fn subject(&self, place: Place) -> (Option<usize>, Option<usize>) {
        match place {
            Place::Question(number) if self.book.config.social.questions => (None, Some(number)),
            Place::Question(number) => (Some(self.book.questions[number].topic), None),
            Place::Group(number) => (Some(self.book.groups[number].topic), None),
            Place::Topic(number) | Place::Printable(number) => (Some(number), None),
            _ => (None, None),
        }
    }

    /// The picture of a place in a language: its own, its topic's or the book's.
    fn card(&self, place: Place, language: usize) -> Option<Card> {
        let (book, social) = (self.book, &self.book.config.social);
        if !social.cards {
            return None;
        }
        let title = |place: Place| self.title(place, language);
        let name = &book.config.languages[language].title;
        let of_topic = |topic: usize| Card {
            above: match book.topics[topic].parent {
                Some(parent) => title(Place::Topic(parent)),
                None => String::new(),
            },
            title: title(Place::Topic(topic)),
            below: name.clone(),
        };
        let candidates = match place {
            Place::Question(number) => {
                let topic = book.questions[number].topic;
                let own = Card {
                    above: title(Place::Topic(topic)),
                    title: title(place),
                    below: name.clone(),
                };
                let own = Some(own).filter(|_| social.questions);
                [own, Some(of_topic(topic))]
            }
            Place::Group(number) => [None, Some(of_topic(book.groups[number].topic))],
            Place::Topic(number) | Place::Printable(number) => [None, Some(of_topic(number))],
            _ => [None, None],
        };
        let of_book = Card {
            above: String::new(),
            title: name.clone(),
            below: book.config.languages[language].description.clone(),
        };
        let mut candidates = candidates.into_iter().flatten().chain([of_book]);
        candidates.find(|card| drawing::can_draw(card, &self.theme.assets.card_fonts))
    }
}

impl Page<'_> {
    /// What is shown for a link to the page.
    pub(super) fn social(&self, base: &str, title: &str, description: &str) -> Option<SocialView> {
        let site = self.site;
        let language = self
            .written()
            .map_or(self.language, |(language, _)| language);
        let card = site.card(self.place, language);
        let image = card.as_ref().map(|card| card_path(&site.card_inputs(card)));
        let book = &site.book.config.languages[self.language].title;
        let is_text = matches!(self.place, Place::Question(_) | Place::Page(_));
        Some(SocialView {
            kind: if is_text { "article" } else { "website" },
            title: if self.place == Place::Home {
                book
            } else {
                title
            }
            .to_owned(),
            description: description.to_owned(),
            address: plain_address(base, &site.book.path(self.place, language)),
            image: image.map(|path| plain_address(base, &path)),
            image_text: card.map_or(String::new(), |card| card.in_words()),
            image_width: WIDTH,
            image_height: HEIGHT,
        })
    }
}

impl Card {
    fn in_words(&self) -> String {
        let parts = [&self.above, &self.title, &self.below];
        let parts: Vec<&str> = parts.into_iter().map(String::as_str).collect();
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(" · ")
    }
}
