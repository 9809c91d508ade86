//! The catalogue: what a page's script can know of all questions, tracks and topics without reading their pages.
//!
//! One file per language, `assets/catalogue-<tag>.json`, in JSON of the shape of [`Catalogue`]. It keeps its name when
//! the book changes, since a name that changes would change every page that bears it; scripts fetch it with
//! `cache: "no-cache"`, which costs a question to the host when nothing is new. A page names it only where a script
//! needs it: [`Page::catalogue`](super::page::Page::catalogue).
//!
//! What refers to something refers to its position in the list of it, from 0. Addresses lead to pages from the root of
//! the language, [`Catalogue::root`], which in turn counts from the catalogue's own address. Fields that would be empty
//! are left out. A script refuses a file whose `version` it does not know; fields may be added without a new version.

use std::sync::Arc;

use serde::Serialize;

use super::page::{Page, text};
use super::{Site, listing};
use crate::inputs::{Hasher, hex};
use crate::parse::QuestionKind;
use crate::plan::{Made, Plan};
use crate::relate::{Block, Mention, Place, Question, relative};

/// Changes when a script that reads the file has to change.
const VERSION: u32 = 1;

/// How many questions' hashes are kept together.
const CHUNK: usize = 256;

/// The length of a hash, in hexadecimal digits.
const DIGITS: usize = 8;

/// Everything that can be studied, for readers of a language.
#[derive(Serialize)]
struct Catalogue<'b> {
    /// Version of this format: 1.
    version: u32,
    /// The book's title in its default language, so the same in every catalogue of the book.
    book: &'b str,
    /// The reader's language: BCP 47 tag.
    language: &'b str,
    /// Where the pages of the language begin, relative to this file: `../uk/`.
    root: String,
    /// The levels of difficulty, from the easiest.
    levels: Vec<Named<'b>>,
    /// All kinds of questions, whether the book has such or not.
    kinds: Vec<Named<'b>>,
    /// The topics in reading order, each before those inside it.
    topics: Vec<Topic>,
    /// The questions that are written, topic by topic in reading order.
    questions: Vec<Entry<'b>>,
    /// The tracks in order.
    tracks: Vec<Track<'b>>,
}

/// A level or a kind.
#[derive(Serialize)]
struct Named<'b> {
    /// Its name in front matter.
    id: &'b str,
    /// Its name for readers.
    name: &'b str,
}

/// A topic.
#[derive(Serialize)]
struct Topic {
    /// Its folders, joined by `/`.
    id: String,
    title: String,
    address: String,
    /// The topic that it is in.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<usize>,
}

/// A question.
#[derive(Serialize)]
struct Entry<'b> {
    id: &'b str,
    /// [`short_hash`] of the id.
    short: String,
    /// `Site::content_hash`.
    content: String,
    title: &'b str,
    address: String,
    /// Tag of the language that its text is in, if it is not that of the catalogue.
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'b str>,
    topic: usize,
    kind: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    level: Option<usize>,
    /// In how many collections it was found.
    #[serde(skip_serializing_if = "is_zero")]
    asked: u32,
    /// How long it takes to read.
    minutes: usize,
    /// Questions to understand first; those that are not written are left out.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    prerequisites: Vec<usize>,
    /// Ids that it had before.
    #[serde(skip_serializing_if = "is_empty")]
    aliases: &'b [String],
}

/// A track.
#[derive(Serialize)]
struct Track<'b> {
    id: &'b str,
    title: &'b str,
    address: String,
    blocks: Vec<Part<'b>>,
}

/// A part of a track.
#[derive(Serialize)]
struct Part<'b> {
    title: &'b str,
    /// Its places in order: the question that stands there, or null for one that is not written yet. A question may
    /// stand in several places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    entries: Vec<Option<usize>>,
    /// The parts inside it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    blocks: Vec<Part<'b>>,
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "the signature that serde asks for"
)]
fn is_zero(number: &u32) -> bool {
    *number == 0
}

fn is_empty(list: &&[String]) -> bool {
    list.is_empty()
}

/// The first eight hexadecimal digits of the BLAKE3 hash of a question's id: a name for addresses that list many
/// questions. In a book of 10,000 questions the odds are one to a hundred that two of them share one.
fn short_hash(id: &str) -> String {
    blake3::hash(id.as_bytes()).to_hex()[..8].to_owned()
}

impl Site<'_> {
    /// Eight hexadecimal digits that change when what a reader has learned does: the kind, the title or the text of
    /// the original, included code with it.
    ///
    /// It is the original's in every language, because a reader who learned an answer in one language knows it in the
    /// others, and a translation that is brought up to date says nothing new. Front matter beside the title, the way
    /// that lines are broken, and the insides of figures do not count.
    pub(super) fn content_hash(&self, question: usize) -> String {
        let (chunk, number) = (question / CHUNK, question % CHUNK);
        let hashes = self.contents[chunk].get_or_init(|| self.hashes_of_content(chunk));
        let place = number * DIGITS..(number + 1) * DIGITS;
        hashes.get(place).unwrap_or_default().to_owned()
    }

    /// How many chunks of questions there are.
    pub(super) fn content_chunks(questions: usize) -> usize {
        questions.div_ceil(CHUNK)
    }

    /// The hashes of a chunk of questions behind each other; made once for as long as what they are made from stays.
    fn hashes_of_content(&self, chunk: usize) -> Arc<str> {
        let last = self.book.questions.len().min((chunk + 1) * CHUNK);
        let questions = &self.book.questions[chunk * CHUNK..last];
        let mut inputs = Hasher::of("contents");
        // How Markdown is read decides what its blocks are.
        inputs.text(&format!("{:?}", self.book.config.markdown));
        for question in questions {
            self.content_inputs(question, &mut inputs);
        }
        let hash = |question| self.hash_of_content(question);
        let draw = || Ok(questions.iter().map(hash).collect());
        let hashes = self
            .memo
            .fragment(&["contents", &hex(&inputs.finish())], draw);
        hashes.unwrap_or_default()
    }

    /// What a question's hash is made from, word breaks and all: that is faster than the hash.
    fn content_inputs(&self, question: &Question, inputs: &mut Hasher) {
        let version = question.article.original();
        let document = version.document(self.book);
        let body = version.body(self.book);
        inputs.text(question.kind.name());
        inputs.text(version.title(self.book));
        inputs.bytes(&document.text_inputs);
        inputs.number(body.range.start);
        inputs.number(body.range.end);
        let included = self.book.all_included(document, body);
        included.for_each(|text| inputs.text(&text));
    }

    fn hash_of_content(&self, question: &Question) -> String {
        let version = question.article.original();
        let document = version.document(self.book);
        let body = version.body(self.book);
        let mut hasher = blake3::Hasher::new();
        let mut add = |text: &str| {
            hasher.update(text.as_bytes()).update(b"\n");
        };
        add(question.kind.name());
        add(version.title(self.book));
        body.blocks
            .iter()
            .for_each(|block| add(&block.fingerprint(&document.text)));
        let included = self.book.all_included(document, body);
        included.for_each(|text| add(&text));
        hasher.finalize().to_hex()[..DIGITS].to_owned()
    }

    /// The catalogue's path in the output.
    fn catalogue_path(&self, language: usize) -> String {
        format!("assets/catalogue-{}.json", self.tag(language))
    }

    fn catalogue(&self, language: usize) -> Made {
        let catalogue = Shelf {
            site: self,
            language,
        }
        .catalogue();
        // Nothing in it can fail to be written: all keys are texts, all numbers whole.
        Made::from(serde_json::to_vec(&catalogue).unwrap_or_default())
    }
}

/// Adds the catalogues to the plan.
pub(super) fn files<'b>(site: &'b Site<'b>, plan: &mut Plan<'b>) {
    if !site.book.has_study() {
        return;
    }
    for language in 0..site.book.config.languages.len() {
        plan.make(site.catalogue_path(language), move || {
            site.catalogue(language)
        });
    }
}

impl Page<'_> {
    /// Where this page finds its language's catalogue.
    pub(super) fn catalogue(&self) -> String {
        relative(&self.path, &self.site.catalogue_path(self.language))
    }
}

/// A catalogue being made.
struct Shelf<'b> {
    site: &'b Site<'b>,
    language: usize,
}

impl<'b> Shelf<'b> {
    fn catalogue(&self) -> Catalogue<'b> {
        let book = self.site.book;
        let tag = self.site.tag(self.language);
        let text = self.site.interface(self.language);
        let home = book.path(Place::Home, self.language);
        let path = self.site.catalogue_path(self.language);
        Catalogue {
            version: VERSION,
            book: &book.config.languages[0].title,
            language: tag,
            root: relative(&path, &home)
                .trim_end_matches("index.html")
                .to_owned(),
            levels: (book.config.levels.iter())
                .map(|level| Named {
                    id: &level.id,
                    name: level.name(tag),
                })
                .collect(),
            kinds: (QuestionKind::NAMES.iter())
                .map(|(id, kind)| Named {
                    id,
                    name: text.text(listing::kind_key(*kind)),
                })
                .collect(),
            topics: (0..book.topics.len()).map(|t| self.topic(t)).collect(),
            questions: (0..book.questions.len()).map(|q| self.entry(q)).collect(),
            tracks: (0..book.tracks.len()).map(|t| self.track(t)).collect(),
        }
    }

    /// The address of a place from the language's root.
    fn address(&self, place: Place) -> String {
        let home = self.site.book.path(Place::Home, self.language);
        relative(&home, &self.site.book.path(place, self.language))
    }

    fn topic(&self, number: usize) -> Topic {
        let topic = &self.site.book.topics[number];
        Topic {
            id: topic.path.clone(),
            title: self.site.title(Place::Topic(number), self.language),
            address: self.address(Place::Topic(number)),
            parent: topic.parent,
        }
    }

    fn entry(&self, number: usize) -> Entry<'b> {
        let question = &self.site.book.questions[number];
        let (language, version) = question.article.shown(self.language);
        let kinds = QuestionKind::NAMES.iter();
        Entry {
            id: &question.id,
            short: short_hash(&question.id),
            content: self.site.content_hash(number),
            title: version.title(self.site.book),
            address: self.address(Place::Question(number)),
            language: (language != self.language).then(|| self.site.tag(language)),
            topic: question.topic,
            kind: (kinds.map(|(_, kind)| *kind))
                .position(|kind| kind == question.kind)
                .unwrap_or_default(),
            level: question.level,
            asked: question.asked,
            minutes: text::minutes(self.site.book, version),
            prerequisites: (question.prerequisites.iter())
                .filter_map(written)
                .collect(),
            aliases: &question.aliases,
        }
    }

    fn track(&self, number: usize) -> Track<'b> {
        let track = &self.site.book.tracks[number];
        Track {
            id: &track.id,
            title: self.site.text_in(&track.title, self.language),
            address: self.address(Place::Track(number)),
            blocks: track.blocks.iter().map(|block| self.part(block)).collect(),
        }
    }

    fn part(&self, block: &'b Block) -> Part<'b> {
        Part {
            title: self.site.text_in(&block.title, self.language),
            entries: block.entries.iter().map(written).collect(),
            blocks: block.blocks.iter().map(|block| self.part(block)).collect(),
        }
    }
}

/// The position of a question that is written.
fn written(mention: &Mention) -> Option<usize> {
    match mention {
        Mention::Question(number) => Some(*number),
        Mention::Planned(_) => None,
    }
}
