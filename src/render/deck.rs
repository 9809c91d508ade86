//! Decks for Anki: which there are, what is in them, and where pages offer them.
//!
//! In: the book. Out: a file of the plan for each language, topic and track that book.toml asks for, and the line that
//! says so on the page of each. A question is one note in a language, whichever decks it stands in; one that is not
//! translated is in no deck of that language, since a card in a foreign language helps nobody to learn. What a note
//! says is in `note`, the format in [`crate::anki`].

use rayon::prelude::*;

use super::page::Page;
use super::view::LinkView;
use super::{Site, html};
use crate::anki::{Deck, Package, identity};
use crate::config::DeckScope;
use crate::diagnostic::{Diagnostic, Severity};
use crate::inputs::{Hasher, Inputs};
use crate::language::slug::slug;
use crate::plan::{Content, File, Made, Plan};
use crate::relate::{Book, Mention, Place, relative};

mod note;

use note::Note;

/// Where decks stand in the output. No file of a book can stand there.
const FOLDER: &str = "assets/decks";

/// What a file of decks is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// All questions.
    Book,
    /// A topic and those inside it.
    Topic(usize),
    /// A track.
    Track(usize),
}

/// A deck of a file: its place in the book, and its questions in order.
struct Plot {
    /// The title of the deck within the book's, with those of the decks that it is in; empty for the book's own.
    title: Vec<String>,
    /// What names it for ever, whatever its title.
    key: String,
    description: String,
    questions: Vec<usize>,
}

/// Adds the decks to the plan.
pub(super) fn files<'b>(site: &'b Site<'b>, plan: &mut Plan<'b>) {
    for language in 0..site.book.config.languages.len() {
        for scope in scopes(site.book) {
            if count(site.book, scope, language) == 0 {
                continue;
            }
            plan.files.push(File {
                path: path(site.book, scope, language),
                content: Content::Made(Box::new(move || made(site, scope, language))),
                group: 0,
                inputs: Some(Box::new(move || inputs(site, scope, language))),
            });
        }
    }
}

/// Every scope that the book has decks of.
fn scopes(book: &Book) -> Vec<Scope> {
    let mut scopes = vec![Scope::Book];
    scopes.extend((0..book.topics.len()).map(Scope::Topic));
    scopes.extend((0..book.tracks.len()).map(Scope::Track));
    scopes.retain(|scope| has_decks(book, *scope));
    scopes
}

fn has_decks(book: &Book, scope: Scope) -> bool {
    book.config.exports.has_decks(match scope {
        Scope::Book => DeckScope::Languages,
        Scope::Topic(_) => DeckScope::Topics,
        Scope::Track(_) => DeckScope::Tracks,
    })
}

/// The path of a file of decks. Its name says what it is wherever it has been saved to.
fn path(book: &Book, scope: Scope, language: usize) -> String {
    let tag = &book.config.languages[language].tag;
    match scope {
        Scope::Book => {
            let name = slug(&book.config.languages[language].title);
            let name: String = name.chars().take(60).collect();
            let name = if name.is_empty() { "book" } else { &name };
            format!("{FOLDER}/{tag}/{name}.apkg")
        }
        Scope::Topic(number) => {
            format!("{FOLDER}/{tag}/topics/{}.apkg", book.topics[number].path)
        }
        Scope::Track(number) => format!("{FOLDER}/{tag}/tracks/{}.apkg", book.tracks[number].id),
    }
}

/// How many cards a file of decks has.
fn count(book: &Book, scope: Scope, language: usize) -> usize {
    let questions: Vec<usize> = match scope {
        Scope::Book => (0..book.questions.len()).collect(),
        Scope::Topic(number) => questions_below(book, number),
        Scope::Track(number) => questions_of_track(book, number),
    };
    let has_card = |question: &usize| note::has_card(book, *question, language);
    questions.into_iter().filter(has_card).count()
}

fn questions_below(book: &Book, topic: usize) -> Vec<usize> {
    let mut questions = book.topics[topic].questions.clone();
    for below in &book.topics[topic].subtopics {
        questions.extend(questions_below(book, *below));
    }
    questions
}

/// The questions of a track in its order, each once.
fn questions_of_track(book: &Book, track: usize) -> Vec<usize> {
    let mut questions = Vec::new();
    for entry in book.tracks[track].entries() {
        if let Mention::Question(number) = entry
            && !questions.contains(&number)
        {
            questions.push(number);
        }
    }
    questions
}

/// The bytes of a file of decks.
fn made(site: &Site<'_>, scope: Scope, language: usize) -> Made {
    let plots = plots(site, scope, language);
    let decks = plots.iter().map(|plot| {
        let questions = plot.questions.par_iter();
        let notes = questions.map(|question| Note::new(site, *question, language).drawn());
        Deck {
            notes: notes.collect(),
            ..deck(site, plot, language)
        }
    });
    let package = Package {
        note_type: note::note_type(site, language),
        decks: decks.collect(),
    };
    match package.to_bytes() {
        Ok(bytes) => Made::from(bytes),
        Err(error) => Made {
            bytes: Vec::new(),
            diagnostics: vec![Diagnostic::new(
                Severity::Error,
                None,
                None,
                format!(
                    "the deck `{}` cannot be made: {error}",
                    path(site.book, scope, language)
                ),
            )],
        },
    }
}

/// What a file of decks is made from.
fn inputs(site: &Site<'_>, scope: Scope, language: usize) -> Inputs {
    let mut hasher = Hasher::of("deck");
    hasher.text(&format!("{:?}", note::note_type(site, language)));
    for plot in plots(site, scope, language) {
        hasher.text(&format!("{:?}", deck(site, &plot, language)));
        hasher.number(plot.questions.len());
        for question in &plot.questions {
            Note::new(site, *question, language).inputs(&mut hasher);
        }
    }
    hasher.finish()
}

/// A deck without its notes.
fn deck(site: &Site<'_>, plot: &Plot, language: usize) -> Deck {
    let name = [note::book_name(site, language)];
    let names: Vec<String> = name.into_iter().chain(plot.title.iter().cloned()).collect();
    // Two colons part the names of decks.
    let names = names.iter().map(|name| match name.trim() {
        "" => "–".to_owned(),
        name => name.replace("::", ": "),
    });
    Deck {
        id: identity(&note::names(site, language, "deck", &plot.key)),
        name: names.collect::<Vec<_>>().join("::"),
        description: html::card::words(&plot.description),
        notes: Vec::new(),
    }
}

/// The decks of a file: those that hold others even if they have no cards of their own, for their descriptions.
fn plots(site: &Site<'_>, scope: Scope, language: usize) -> Vec<Plot> {
    let book = site.book;
    let mut plots = vec![Plot {
        title: Vec::new(),
        key: String::new(),
        description: book.config.languages[language].description.clone(),
        questions: Vec::new(),
    }];
    match scope {
        Scope::Book => {
            let topics = 0..book.topics.len();
            for topic in topics.filter(|topic| book.topics[*topic].parent.is_none()) {
                push_topic(site, topic, language, &mut plots);
            }
        }
        Scope::Topic(number) => push_topic(site, number, language, &mut plots),
        Scope::Track(number) => {
            let track = &book.tracks[number];
            let tracks = site.interface(language).text("navigation.tracks");
            plots.push(Plot {
                title: vec![
                    tracks.to_owned(),
                    site.title(Place::Track(number), language),
                ],
                key: format!("track {}", track.id),
                description: site.text_in(&track.description, language).to_owned(),
                questions: questions_of_track(book, number),
            });
        }
    }
    for plot in &mut plots {
        plot.questions
            .retain(|question| note::has_card(book, *question, language));
    }
    plots
}

/// A topic's deck, and those of the topics inside it that have cards.
fn push_topic(site: &Site<'_>, topic: usize, language: usize, plots: &mut Vec<Plot>) {
    if count(site.book, Scope::Topic(topic), language) == 0 {
        return;
    }
    let mut title = Vec::new();
    let mut above = Some(topic);
    while let Some(number) = above {
        title.insert(0, site.title(Place::Topic(number), language));
        above = site.book.topics[number].parent;
    }
    let own = &site.book.topics[topic];
    plots.push(Plot {
        title,
        key: format!("topic {}", own.path),
        description: note::description(site, own.article.as_ref(), language),
        questions: own.questions.clone(),
    });
    for below in &own.subtopics {
        push_topic(site, *below, language, plots);
    }
}

impl Page<'_> {
    /// The file of decks of what the page is about, if there is one.
    pub(super) fn deck(&self, scope: Scope) -> Option<LinkView> {
        let book = self.site.book;
        let cards = match has_decks(book, scope) {
            true => count(book, scope, self.language),
            false => 0,
        };
        (cards > 0).then(|| LinkView {
            title: self
                .site
                .interface(self.language)
                .count("decks.cards", cards as u64),
            address: relative(&self.path, &path(book, scope, self.language)),
        })
    }
}
