//! What the index is made from: a hash that changes whenever a file of it would.
//!
//! In: the book, and what is known of the site that is there. Out: the inputs of the index, and the files that
//! need not be made again. Reads no Markdown.

use rayon::prelude::*;

use super::{FOLDER, level};
use crate::cache::inventory::{Inventory, Note};
use crate::inputs::{Hasher, Inputs};
use crate::relate::{Book, Place, Target, Version};

/// What the whole index is made from.
pub fn inputs(book: &Book) -> Inputs {
    let mut hasher = Hasher::of("search");
    let settings = settings(book);
    hasher.bytes(&settings);
    hasher.number(book.config.search.enabled.into());
    for term in &book.terms {
        hasher.text(&format!("{term:?}"));
    }
    for question in &book.questions {
        hasher.text(&question.id);
        hasher.number(question.topic);
        hasher.number(level(question).into());
        hasher.number(question.kind as usize);
    }
    for language in 0..book.config.languages.len() {
        let questions = (0..book.questions.len()).into_par_iter();
        let questions = questions.map(|number| of_question(book, number, language, &settings));
        let questions: Vec<Inputs> = questions.collect();
        questions.iter().for_each(|inputs| hasher.bytes(inputs));
    }
    hasher.finish()
}

/// The settings that the texts of an index depend on.
pub(super) fn settings(book: &Book) -> Inputs {
    let config = &book.config;
    let mut hasher = Hasher::of("settings of the search");
    hasher.text(&format!("{:?}", config.markdown));
    hasher.texts(config.languages.iter().map(|language| &language.tag));
    hasher.finish()
}

/// What a question is made from as it is indexed in a language.
pub(super) fn of_question(
    book: &Book,
    number: usize,
    language: usize,
    settings: &Inputs,
) -> Inputs {
    let mut hasher = Hasher::of("indexed question");
    hasher.bytes(settings);
    let question = &book.questions[number];
    let Some(version) = &question.article.versions[language] else {
        hasher.text("not written");
        return hasher.finish();
    };
    hasher.text(&book.path(Place::Question(number), language));
    hasher.text(version.title(book));
    let topic = &book.topics[question.topic];
    hasher.text(&topic.path);
    if let Some(article) = &topic.article {
        hasher.text(article.shown(language).1.title(book));
    }
    hasher.number(level(question).into());
    hasher.number(question.kind as usize);
    text(book, version, &mut hasher);
    hasher.finish()
}

/// What [`super::text`] reads.
fn text(book: &Book, version: &Version, hasher: &mut Hasher) {
    let (document, body) = (version.document(book), version.body(book));
    hasher.bytes(&document.text_inputs);
    hasher.number(body.range.start);
    hasher.number(body.range.end);
    hasher.texts(version.anchors(book));
    for target in version.links(book).values() {
        match target {
            Target::Place(place, _) => {
                let article = book.article(*place);
                let title = article.map(|article| article.shown(document.language).1.title(book));
                hasher.text(title.unwrap_or_default());
            }
            Target::Planned(number) => {
                let titles = &book.planned[*number].title;
                hasher.value(titles);
            }
            Target::Here(_) | Target::Asset(_) => {}
        }
    }
}

/// What each file of an index is made from: the index, which has so many files. So a list of files that lacks one
/// is seen to.
pub(super) fn of_file(index: &Inputs, files: usize) -> Inputs {
    let mut hasher = Hasher::of("search file");
    hasher.bytes(index);
    hasher.number(files);
    hasher.finish()
}

/// The files of the index that the site has, if they are all there and made from the same.
pub fn known<'i>(site: &'i Inventory, index: &Inputs) -> Option<Vec<(&'i String, &'i Note)>> {
    let files: Vec<_> = site.files_in(FOLDER).collect();
    let files: Vec<_> = files
        .into_iter()
        .filter(|(path, _)| !path.ends_with(".html"))
        .collect();
    let inputs = of_file(index, files.len());
    let is_known = !files.is_empty() && files.iter().all(|(_, note)| note.inputs == inputs);
    is_known.then_some(files)
}
