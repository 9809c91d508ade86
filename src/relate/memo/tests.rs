//! A book that is put together again after every edit is the book of its files, whatever was edited before.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::sync::Arc;

use proptest::prelude::*;
use toml::value::Date;

use super::Memo;
use crate::config::Config;
use crate::load::{Asset, AssetBytes, Source, Sources};
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
const TRACKS: [&str; 3] = [
    "",
    "title = { en = \"T\" }\n[[blocks]]\ntitle = { en = \"B\" }\nquestions = [\"a\", \"z\", \"later\", \"old\"]\n",
    "title = { en = \"T\" }\n[[blocks]]\ntitle = { en = \"B\" }\nquestions = [\"c\"]\n[[blocks.blocks]]\n\
     title = { uk = \"Б\" }\nquestions = [\"b\", \"nowhere\", \"b\"]\n",
];
const PLANS: [&str; 3] = [
    "",
    "[[questions]]\nid = \"later\"\ntitle = { en = \"Later\" }\ntopic = \"topic\"\n",
    "[[questions]]\nid = \"d\"\ntitle = { en = \"D\" }\ntopic = \"other\"\nlevel = \"senior\"\n",
];
const CODE: [&str; 3] = [
    "one = 1\n",
    "# ANCHOR: part\ntwo = 2\n# ANCHOR_END: part\n",
    "",
];
/// Questions; of `m` there may be many in a file, and `index` is their topic.
const NAMES: [&str; 6] = ["a", "b", "c", "d", "m", "index"];
const TITLES: [&str; 4] = [
    "What is a sum?",
    "A set",
    "A bag of things and a sum",
    "Сума",
];
const FRONT_MATTER: [&str; 9] = [
    "",
    "tags = [\"x\"]\nlevel = \"junior\"\n",
    "tags = [\"x\", \"y\"]\nasked = 2\n",
    "related = [\"b\", \"nowhere\"]\naliases = [\"old\"]\n",
    "id = \"z\"\norder = 1\n",
    "draft = true\n",
    "kind = \"quiz\"\nprerequisites = [\"c\", \"later\"]\nupdated = 2026-02-03\n",
    "description = \"A set.\"\nsources = [{ title = \"S\", url = \"nowhere\" }]\n",
    "tags = [\"y\"]\nlevel = \"senior\"\naliases = [\"later\", \"b\"]\n",
];
const BODIES: [&str; 7] = [
    "",
    "A sum of a set.\n\n## Use\n\n[[a#use]]\n",
    "Сума.\n\n## Вжиток\n\n[Next](b.md#own) and [[c]].\n\n### More\n",
    "One.\n\n## Own {#own}\n\nTwo.\n\n- [x] a\n- [ ] b\n",
    "One more.\n\n## Use\n\nA set.\n\n## Use\n",
    "A sum.\n\n```python include=\"code.py\" region=\"part\"\n```\n\n[Later](d.md), [[later]], [this](#use), [code](code.py).\n",
    "One.\n\n## First {#first .quiz level=junior}\n\nA set.\n\n- [ ] a\n- [ ] b\n\n## Second {#c tags=\"x\"}\n\n### In it\n\n[[z]]\n",
];
const PARTS: &str = "split = 2\n";

/// What somebody does to a book.
#[derive(Clone, Debug)]
enum Edit {
    /// Writes a question, or its translation: which title, front matter and body.
    Write(usize, bool, usize, usize, usize),
    Remove(usize, bool),
    /// Writes another text below the front matter that is there.
    Body(usize, bool, usize),
    Glossary(usize),
    Track(usize),
    Plan(usize),
    /// Writes the file that code is taken from, or removes it.
    Code(usize),
    Settings(usize),
    /// When the files were last changed.
    Dates(u8),
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
        // A text only: what most edits are.
        6 => (0..NAMES.len(), any::<bool>(), 0..BODIES.len()).prop_map(|(name, which, body)| Edit::Body(name, which, body)),
        1 => (0..GLOSSARIES.len()).prop_map(Edit::Glossary),
        1 => (0..TRACKS.len()).prop_map(Edit::Track),
        1 => (0..PLANS.len()).prop_map(Edit::Plan),
        1 => (0..CODE.len()).prop_map(Edit::Code),
        1 => (0..SETTINGS.len()).prop_map(Edit::Settings),
        1 => (1..3_u8).prop_map(Edit::Dates),
        2 => Just(Edit::Accept),
        1 => Just(Edit::Conflict),
    ]
}

/// The files of a book.
#[derive(Clone, Default)]
struct Files {
    documents: BTreeMap<String, String>,
    glossary: usize,
    track: usize,
    plan: usize,
    code: usize,
    settings: usize,
    day: u8,
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
                    ("index", _) => ["", "order = 2\n"][front % 2],
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
            Edit::Body(name, is_translation, body) => {
                if let Some(text) = self.documents.get_mut(&path(name, is_translation)) {
                    let end = text.rfind("+++\n").unwrap() + "+++\n".len();
                    text.replace_range(end.., BODIES[body]);
                }
            }
            Edit::Glossary(number) => self.glossary = number,
            Edit::Track(number) => self.track = number,
            Edit::Plan(number) => self.plan = number,
            Edit::Code(number) => self.code = number,
            Edit::Settings(number) => self.settings = number,
            Edit::Dates(day) => self.day = day,
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
        let code = AssetBytes::Kept(CODE[self.code].as_bytes().into());
        let code = Asset::new("content/topic/code.py".into(), code);
        let assets = [("topic/code.py".to_owned(), code)].into_iter();
        let files = self.documents.keys().map(|path| format!("content/{path}"));
        let date = Date {
            year: 2026,
            month: 1,
            day: self.day,
        };
        Sources {
            root: "book".into(),
            config: Config::read(&book_toml.file, &book_toml.text).unwrap(),
            documents: documents.map(|(path, text)| source(path, text)).collect(),
            tracks: vec![source("tracks/t.toml", TRACKS[self.track])],
            glossary: Some(source("glossary.toml", GLOSSARIES[self.glossary])),
            planned: Some(source("planned.toml", PLANS[self.plan])),
            assets: Arc::new(assets.filter(|_| !CODE[self.code].is_empty()).collect()),
            translations: Some(source("translations.lock", &self.lock)),
            templates: BTreeMap::new(),
            statics: BTreeMap::new(),
            languages: Vec::new(),
            dates: Arc::new(files.filter(|_| self.day > 0).map(|f| (f, date)).collect()),
            contributors: Arc::default(),
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
