//! A book that is put together again after every edit is the book of its files, whatever was edited before.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;

use super::Memo;
use crate::config::Config;
use crate::load::{Source, Sources};
use crate::parse::{Document, parse};
use crate::relate::freshness::lock;
use crate::relate::{Book, record, relate, relate_again};

const SETTINGS: [&str; 2] = [
    "[book]\ntitle = \"Book\"\n[languages.en]\n[languages.uk]\n[levels]\njunior = { en = \"J\" }\n",
    "[book]\ntitle = \"Book\"\n[languages.en]\n[levels]\nsenior = { en = \"S\" }\n",
];
const GLOSSARIES: [&str; 3] = [
    "",
    "[[terms]]\nid = \"sum\"\nterm = { en = \"sum\", uk = \"сума\" }\nabout = \"b\"\n\
     [[terms]]\nid = \"set\"\nterm = { en = \"set\" }\nsynonyms = { en = [\"bag of things\"] }\n",
    "[[terms]]\nid = \"set\"\nterm = { en = \"sum\" }\nsee = [\"nothing\"]\n",
];
/// Questions; of `m` there may be many in a file.
const NAMES: [&str; 5] = ["a", "b", "c", "d", "m"];
const TITLES: [&str; 4] = [
    "What is a sum?",
    "A set",
    "A bag of things and a sum",
    "Сума",
];
const FRONT_MATTER: [&str; 6] = [
    "",
    "tags = [\"x\"]\nlevel = \"junior\"\n",
    "tags = [\"x\", \"y\"]\nasked = 2\n",
    "related = [\"b\", \"nowhere\"]\naliases = [\"old\"]\n",
    "id = \"z\"\norder = 1\n",
    "draft = true\n",
];
const BODIES: [&str; 5] = [
    "",
    "A sum of a set.\n\n## Use\n\n[[a#use]]\n",
    "Сума.\n\n## Вжиток\n\n[Next](b.md#own) and [[c]].\n\n### More\n",
    "One.\n\n## Own {#own}\n\nTwo.\n\n- [x] a\n- [ ] b\n",
    "One more.\n\n## Use\n\nA set.\n\n## Use\n",
];
const PARTS: &str = "split = 2\n";

/// What somebody does to a book.
#[derive(Clone, Debug)]
enum Edit {
    /// Writes a question, or its translation: which title, front matter and body.
    Write(usize, bool, usize, usize, usize),
    Remove(usize, bool),
    Glossary(usize),
    Settings(usize),
    /// Records which originals the translations were made from.
    Accept,
    /// Loses a part of that record.
    Conflict,
}

fn edit() -> impl Strategy<Value = Edit> {
    let write = (
        0..NAMES.len(),
        any::<bool>(),
        0..TITLES.len(),
        0..FRONT_MATTER.len(),
        0..BODIES.len(),
    );
    prop_oneof![
        12 => write.prop_map(|(name, is_translation, title, front, body)| {
            Edit::Write(name, is_translation, title, front, body)
        }),
        2 => (0..NAMES.len(), any::<bool>()).prop_map(|(name, which)| Edit::Remove(name, which)),
        1 => (0..GLOSSARIES.len()).prop_map(Edit::Glossary),
        1 => (0..SETTINGS.len()).prop_map(Edit::Settings),
        2 => Just(Edit::Accept),
        1 => Just(Edit::Conflict),
    ]
}

/// The files of a book.
#[derive(Clone, Default)]
struct Files {
    documents: BTreeMap<String, String>,
    glossary: usize,
    settings: usize,
    lock: String,
}

impl Files {
    fn make(&mut self, edit: &Edit, book: Option<&Book>) {
        let path = |name: usize, is_translation: bool| {
            let ending = if is_translation { ".uk.md" } else { ".md" };
            format!("topic/{}{ending}", NAMES[name])
        };
        match *edit {
            Edit::Write(name, is_translation, title, front, body) => {
                let front = match (NAMES[name], is_translation) {
                    ("m", _) => PARTS,
                    (_, true) => "",
                    _ => FRONT_MATTER[front],
                };
                let (title, body) = (TITLES[title], BODIES[body]);
                let text = format!("+++\ntitle = \"{title}\"\n{front}+++\n{body}");
                self.documents.insert(path(name, is_translation), text);
            }
            Edit::Remove(name, which) => {
                self.documents.remove(&path(name, which));
            }
            Edit::Glossary(number) => self.glossary = number,
            Edit::Settings(number) => self.settings = number,
            Edit::Accept => {
                let Some(book) = book else { return };
                let pairs = book
                    .translations()
                    .into_iter()
                    .map(|(original, translation)| {
                        let (from, to) = (&book.documents[original], &book.documents[translation]);
                        (to.file.to_string(), record(from, to))
                    });
                self.lock = lock::text(&pairs.collect());
            }
            Edit::Conflict => {
                let half = self.lock.len() / 2;
                let half = (0..=half).rev().find(|at| self.lock.is_char_boundary(*at));
                self.lock.truncate(half.unwrap_or(0));
            }
        }
    }

    fn sources(&self) -> Sources {
        let source = |path: &str, text: &str| Source {
            file: format!("content/{path}").into(),
            path: path.into(),
            text: text.into(),
        };
        let book_toml = source("book.toml", SETTINGS[self.settings]);
        let documents = self.documents.iter();
        Sources {
            root: "book".into(),
            config: Config::read(&book_toml.file, &book_toml.text).unwrap(),
            documents: documents.map(|(path, text)| source(path, text)).collect(),
            tracks: Vec::new(),
            glossary: Some(source("glossary.toml", GLOSSARIES[self.glossary])),
            planned: None,
            assets: BTreeMap::new(),
            translations: Some(source("translations.lock", &self.lock)),
            templates: BTreeMap::new(),
            statics: BTreeMap::new(),
            languages: Vec::new(),
            dates: BTreeMap::new(),
            book_toml,
        }
    }
}

/// All documents, those with the same text and settings as before without being read again.
fn documents(sources: &Sources, before: Option<(&Sources, &Book)>) -> Vec<Arc<Document>> {
    let known = |source: &Source| {
        let (of, book) = before?;
        let mut documents = book.documents.iter();
        let is_it = |d: &&Arc<Document>| (&d.file, &d.text) == (&source.file, &source.text);
        (of.book_toml.text == sources.book_toml.text).then(|| documents.find(is_it).cloned())?
    };
    let read = |source: &Source| {
        known(source).unwrap_or_else(|| Arc::new(parse(source, &sources.config).0))
    };
    sources.documents.iter().map(read).collect()
}

proptest! {
    // Each case is twenty books on average.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_book_put_together_again_is_that_of_its_files(edits in prop::collection::vec(edit(), 1..40)) {
        let mut files = Files::default();
        let mut memo = Memo::default();
        let mut last: Option<(Sources, Book)> = None;
        for edit in &edits {
            files.make(edit, last.as_ref().map(|(_, book)| book));
            let sources = files.sources();
            let before = last.as_ref().map(|(sources, book)| (sources, book));
            let (book, problems) = relate_again(&sources, documents(&sources, before), &mut memo);
            let (fresh, fresh_problems) = relate(&sources, documents(&sources, None));
            prop_assert_eq!(format!("{book:#?}"), format!("{fresh:#?}"));
            prop_assert_eq!(problems, fresh_problems);
            last = Some((sources, book));
        }
    }
}
