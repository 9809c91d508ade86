//! A book as the JSON of an export.
//!
//! In: the [`Book`]. Out: bytes, a line per question, the same for the same texts. What is said of a question is
//! taken from its front matter and not from what was computed of it, so that nothing is added when it comes back.
//! Drafts that the site leaves out are left out here, too: they are questions to come.

use std::collections::BTreeMap;

use toml::Spanned;

use super::{
    Block, Exchange, FORMAT, Level, Page, Planned, Question, Source, Term, Text, Topic, Track,
    VERSION,
};
use crate::parse::{FrontMatter, QuestionKind};
use crate::relate::{self, Article, Book, Mention};

/// The export of a book.
pub fn export(book: &Book) -> Vec<u8> {
    let head = serde_json::to_string(&head(book)).unwrap_or_default();
    // The last key is the empty list of questions, which follow one by one: no copy of all of them is made.
    let mut out = head
        .strip_suffix("]}")
        .unwrap_or_default()
        .as_bytes()
        .to_vec();
    let questions = book
        .questions
        .iter()
        .filter(|question| question.group.is_none());
    for (number, question) in questions.enumerate() {
        out.extend_from_slice(if number == 0 { b"\n" } else { b",\n" });
        let question = entry(book, &question.id, question.topic, &question.article);
        // Keys are texts, and a vector takes all bytes: this cannot fail.
        if serde_json::to_writer(&mut out, &question).is_err() {
            break;
        }
    }
    out.extend_from_slice(b"\n]}\n");
    out
}

/// All but the questions.
fn head(book: &Book) -> Exchange {
    let languages = &book.config.languages;
    let levels = book.config.levels.iter().map(|level| Level {
        id: level.id.clone(),
        name: level.names.clone(),
    });
    let home = book.home.iter().map(|home| page(book, home, "index"));
    let pages = book
        .pages
        .iter()
        .map(|article| page(book, article, &article.path));
    let topics = book.topics.iter().filter_map(|topic| {
        let article = topic.article.as_ref()?;
        Some(Topic {
            path: topic.path.clone(),
            order: original(book, article).order,
            texts: texts(book, article),
        })
    });
    // Drafts of a topic that is a draft, too, have none to come back to.
    let has_topic = |path: &str| book.topics.iter().any(|topic| topic.path == path);
    let planned = book
        .planned
        .iter()
        .filter(|planned| has_topic(&planned.topic));
    Exchange {
        format: FORMAT.to_owned(),
        version: VERSION,
        title: languages
            .iter()
            .map(|l| (l.tag.clone(), l.title.clone()))
            .collect(),
        languages: languages.iter().map(|l| l.tag.clone()).collect(),
        levels: levels.collect(),
        pages: home.chain(pages).collect(),
        topics: topics.collect(),
        tracks: book
            .tracks
            .iter()
            .map(|track| of_track(book, track))
            .collect(),
        glossary: book.terms.iter().map(|term| of_term(book, term)).collect(),
        planned: planned.map(|planned| of_planned(book, planned)).collect(),
        groups: book
            .groups
            .iter()
            .map(|group| of_group(book, group))
            .collect(),
        questions: Vec::new(),
    }
}

/// What an article's original says of itself.
fn original<'b>(book: &'b Book, article: &Article) -> &'b FrontMatter {
    &book.documents[article.original().document].front_matter
}

fn page(book: &Book, article: &Article, path: &str) -> Page {
    Page {
        path: path.to_owned(),
        order: original(book, article).order,
        aliases: values(original(book, article).aliases.as_deref()),
        texts: texts(book, article),
    }
}

/// The text of an article in each of its languages: of a file of many questions, that of the whole file.
fn texts(book: &Book, article: &Article) -> BTreeMap<String, Text> {
    let versions = article.versions.iter().enumerate();
    let texts = versions.filter_map(|(language, version)| {
        let document = version.as_ref()?.document(book);
        let front_matter = &document.front_matter;
        let text = Text {
            title: value(front_matter.title.as_ref()).unwrap_or_default(),
            description: value(front_matter.description.as_ref()),
            body: document.text[document.body.range.start..]
                .trim_matches('\n')
                .to_owned(),
            draft: front_matter.draft == Some(true),
            updated: front_matter.updated.map(|date| date.to_string()),
        };
        Some((book.config.languages[language].tag.clone(), text))
    });
    texts.collect()
}

fn of_track(book: &Book, track: &relate::Track) -> Track {
    Track {
        id: track.id.clone(),
        order: track.order,
        title: track.title.clone(),
        description: track.description.clone(),
        blocks: track
            .blocks
            .iter()
            .map(|block| of_block(book, block))
            .collect(),
    }
}

fn of_block(book: &Book, block: &relate::Block) -> Block {
    Block {
        title: block.title.clone(),
        description: block.description.clone(),
        questions: block.entries.iter().map(|entry| id(book, *entry)).collect(),
        blocks: block
            .blocks
            .iter()
            .map(|inner| of_block(book, inner))
            .collect(),
    }
}

fn id(book: &Book, mention: Mention) -> String {
    match mention {
        Mention::Question(number) => book.questions[number].id.clone(),
        Mention::Planned(number) => book.planned[number].id.clone(),
    }
}

fn of_term(book: &Book, term: &relate::Term) -> Term {
    Term {
        id: term.id.clone(),
        term: term.term.clone(),
        synonyms: term.synonyms.clone(),
        see: term
            .see
            .iter()
            .map(|other| book.terms[*other].id.clone())
            .collect(),
        about: term.about.map(|mention| id(book, mention)),
        definition: term.definition.clone(),
    }
}

fn of_planned(book: &Book, planned: &relate::Planned) -> Planned {
    Planned {
        id: planned.id.clone(),
        title: planned.title.clone(),
        topic: planned.topic.clone(),
        level: planned
            .level
            .map(|level| book.config.levels[level].id.clone()),
        kind: kind(Some(planned.kind)),
    }
}

fn of_group(book: &Book, group: &relate::Group) -> Question {
    let stem = &book.documents[group.article.original().document].stem;
    let parts = group
        .questions
        .iter()
        .map(|number| book.questions[*number].id.clone());
    Question {
        parts: parts.collect(),
        ..entry(book, stem, group.topic, &group.article)
    }
}

/// A question, or a file of many, as its front matter describes it.
fn entry(book: &Book, id: &str, topic: usize, article: &Article) -> Question {
    let document = &book.documents[article.original().document];
    let front_matter = &document.front_matter;
    let sources = front_matter.sources.iter().flatten().map(|source| {
        let source = source.get_ref();
        Source {
            title: source.title.clone(),
            authors: source.authors.clone(),
            year: source.year,
            url: value(source.url.as_ref()),
        }
    });
    Question {
        id: id.to_owned(),
        topic: book.topics[topic].path.clone(),
        parts: Vec::new(),
        stem: (document.stem != id).then(|| document.stem.clone()),
        kind: kind(value(front_matter.kind.as_ref())),
        level: value(front_matter.level.as_ref()),
        tags: values(front_matter.tags.as_deref()),
        related: values(front_matter.related.as_deref()),
        prerequisites: values(front_matter.prerequisites.as_deref()),
        sources: sources.collect(),
        asked: front_matter.asked,
        aliases: values(front_matter.aliases.as_deref()),
        order: front_matter.order,
        status: value(front_matter.status.as_ref()),
        texts: texts(book, article),
    }
}

/// The name of a kind, unless it is the one that needs no mention.
fn kind(kind: Option<QuestionKind>) -> Option<String> {
    kind.filter(|kind| *kind != QuestionKind::default())
        .map(|kind| kind.name().to_owned())
}

fn value<T: Clone>(value: Option<&Spanned<T>>) -> Option<T> {
    value.map(|value| value.get_ref().clone())
}

fn values(values: Option<&[Spanned<String>]>) -> Vec<String> {
    let values = values.unwrap_or_default().iter();
    values.map(|value| value.get_ref().clone()).collect()
}
