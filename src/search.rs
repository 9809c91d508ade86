//! Stage 5, `search`: the [`Book`] → the files of the search index.
//!
//! In comes the book, out go files that the browser's engine reads: per language a manifest under a fixed name,
//! everything else named by its content, all gzipped, because static hosts do not compress what they do not
//! know. What the index holds and how it is divided is the business of the crate `answerbook-search`; here
//! texts are taken from the book and become plain lines ([`text`]), and bytes become files of a [`Plan`].

use std::collections::BTreeMap;

use answerbook_search::blob::concepts::Concept;
use answerbook_search::blob::facts::Facts;
use answerbook_search::blob::write::{Shared, Sizes};
use answerbook_search::index::{Earlier, Question as Indexed, Questions};
use answerbook_search::inflection;
use answerbook_search::keeper::Keeper;
use answerbook_search::library::Library;

use crate::cache::Fragments;
use crate::cache::inventory::Note;
use crate::inputs::Inputs;
use crate::plan::{Content, File, Made, Plan, Told};
use crate::relate::{Book, Mention, Place, Question};

pub mod inputs;
mod text;

/// The folder of the index in the output.
pub const FOLDER: &str = "search";

/// How the names of manifests end.
const MANIFEST: &str = ".idx";

/// How the names of all other files of the index end.
const OTHER: &str = ".bin";

/// The search index of a book, to be planned or searched. Parts that `earlier` builds made are not made again.
///
/// Empty if the book's search is switched off.
pub fn search(book: &Book, earlier: &dyn Fragments) -> Library {
    let _span = tracing::info_span!("search").entered();
    if !book.config.search.enabled {
        return Library::default();
    }
    let parts = Parts(earlier);
    let settings = inputs::settings(book);
    let languages = 0..book.config.languages.len();
    let languages = languages.map(|language| Questions {
        earlier: Some(Earlier {
            inputs: Box::new(move |number| {
                inputs::of_question(book, number as usize, language, &settings)
            }),
            keeper: &parts,
        }),
        ..questions(book, language)
    });
    let languages: Vec<Questions<'_>> = languages.collect();
    Library::new(&languages, &shared(book), &Sizes::default())
}

/// Keeps parts of the index and its packed files among the fragments.
struct Parts<'e>(&'e dyn Fragments);

impl Keeper for Parts<'_> {
    fn get(&self, key: &[u8; 32]) -> Option<Vec<u8>> {
        self.0.get(key)
    }

    fn keep(&self, key: &[u8; 32], bytes: &[u8]) {
        self.0.keep(key, bytes);
    }
}

/// Adds the files of an index to a plan, and what the index is made from if a later build is to know.
pub fn plan(library: Library, inputs: Option<&Inputs>, plan: &mut Plan<'_>) {
    let manifests = library.languages.into_iter().zip(library.manifests);
    let manifests = manifests.map(|(tag, bytes)| (format!("{FOLDER}/{tag}{MANIFEST}"), bytes));
    let others = library.files.into_iter();
    let others = others.map(|(name, bytes)| (format!("{FOLDER}/{name}{OTHER}"), bytes));
    let files: Vec<_> = manifests.chain(others).collect();
    let inputs = inputs.map(|inputs| inputs::of_file(inputs, files.len()));
    let files = files.into_iter().map(|(path, bytes)| {
        let make = move || Made::from(bytes.clone());
        file(path, Content::Made(Box::new(make)), inputs)
    });
    add(files, plan);
}

/// Adds the files of an index that is in place to a plan.
pub fn plan_known(files: &[(&String, &Note)], plan: &mut Plan<'_>) {
    let files = files.iter();
    let files = files.map(|(path, note)| file((*path).clone(), Content::Kept, Some(note.inputs)));
    add(files, plan);
}

fn file(path: String, content: Content<'_>, inputs: Option<Inputs>) -> File<'_> {
    File {
        path,
        content,
        group: 0,
        inputs: inputs.map(|inputs| Box::new(move || inputs) as Told<'_>),
    }
}

fn add<'b>(files: impl Iterator<Item = File<'b>>, plan: &mut Plan<'b>) {
    plan.files.extend(files);
    plan.files.sort_by(|a, b| a.path.cmp(&b.path));
}

/// Whether a path of the output has the form of a file of the index.
pub fn is_file(path: &str) -> bool {
    let name = path
        .strip_prefix(FOLDER)
        .and_then(|path| path.strip_prefix('/'));
    let endings = [MANIFEST, OTHER];
    name.is_some_and(|name| !name.contains('/') && endings.iter().any(|end| name.ends_with(end)))
}

/// Whether a path of the index is that of a manifest. Manifests keep their names, and all other files are named
/// by their content.
pub fn is_manifest(path: &str) -> bool {
    path.ends_with(MANIFEST)
}

/// The questions that are written in a language, as they are indexed.
pub fn questions(book: &Book, language: usize) -> Questions<'_> {
    let numbers = (0..).zip(&book.questions);
    let numbers = numbers
        .filter(|(_, question)| question.article.versions[language].is_some())
        .map(|(number, _)| number);
    Questions {
        language: book.config.languages[language].tag.clone(),
        numbers: numbers.collect(),
        earlier: None,
        read: Box::new(move |number| read(book, number as usize, language).unwrap_or_default()),
    }
}

/// A question as it is indexed in a language; `None` if it is not written in it.
fn read(book: &Book, number: usize, language: usize) -> Option<Indexed> {
    let question = &book.questions[number];
    let version = question.article.versions[language].as_ref()?;
    let (answer, sections) = text::of(book, version);
    let topic = &book.topics[question.topic];
    let topic = match &topic.article {
        Some(article) => article.shown(language).1.title(book).to_owned(),
        None => topic.path.clone(),
    };
    Some(Indexed {
        address: book.path(Place::Question(number), language),
        title: version.title(book).to_owned(),
        topic,
        level: level(question),
        kind: question.kind as u8,
        answer,
        sections,
    })
}

/// The position of a question's level, from 1. Nobody has 255 levels.
fn level(question: &Question) -> u8 {
    let level = question.level.map_or(0, |level| level + 1);
    u8::try_from(level).unwrap_or(u8::MAX)
}

fn shared(book: &Book) -> Shared {
    let facts = book.questions.iter().map(|question| Facts {
        topic: question.topic as u32,
        level: level(question),
        kind: question.kind as u8,
    });
    let mut phrases: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    let subjects: BTreeMap<String, u32> = book
        .questions
        .iter()
        .zip(0..)
        .map(|(question, number)| (inflection::phrase_key(&question.id), number))
        .collect();
    let mut concepts = Vec::new();
    for (number, term) in book.terms.iter().enumerate() {
        let mut names: Vec<(u8, String)> = Vec::new();
        for (language, settings) in book
            .config
            .languages
            .iter()
            .enumerate()
            .take(usize::from(u8::MAX))
        {
            let preferred = term.term.get(&settings.tag).into_iter();
            let synonyms = term.synonyms.get(&settings.tag).into_iter().flatten();
            names.extend(
                preferred
                    .chain(synonyms)
                    .map(|name| (language as u8, name.clone())),
            );
        }
        for (_, name) in &names {
            let concepts = phrases.entry(inflection::phrase_key(name)).or_default();
            if concepts.last() != Some(&(number as u32)) {
                concepts.push(number as u32);
            }
        }
        // A question is about a concept if the glossary says so, or if its id is a name of the concept.
        let about = match term.about {
            Some(Mention::Question(question)) => Some(question as u32),
            _ => names
                .iter()
                .find_map(|(_, name)| subjects.get(&inflection::phrase_key(name)).copied()),
        };
        concepts.push(Concept { about, names });
    }
    phrases.remove("");
    let phrases = phrases.into_iter().flat_map(|(key, concepts)| {
        concepts
            .into_iter()
            .map(move |concept| (key.clone(), concept))
    });
    Shared {
        facts: facts.collect(),
        phrases: phrases.collect(),
        concepts,
    }
}
