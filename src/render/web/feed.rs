//! Atom feeds (RFC 4287): the questions that were changed last, of each language and of each topic.
//!
//! An entry's id is a `tag:` address (RFC 4151) of the question's id, or of the first id that it had, so that it stays
//! when the question is renamed or moved. Questions without a date are in no feed, and a feed without entries is not
//! made, since Atom asks for dates. Shown are texts of the feed's language alone.

use std::cmp::Reverse;

use super::{add, percent, plain_address, xml};
use crate::plan::{Made, Plan};
use crate::relate::{Book, Place, Version, relative};
use crate::render::Site;
use crate::render::page::Page;
use crate::render::view::FeedView;

/// The name of a feed's file, in the folder that it is about.
const NAME: &str = "feed.xml";

/// The year of the default `tag:` addresses. It is part of every id, so it never changes.
const YEAR: &str = "2026";

/// Which feeds there are.
#[derive(Default)]
pub(in crate::render) struct Feeds {
    /// By language: whether it has dated questions.
    languages: Vec<bool>,
    /// By topic and language: whether it, or a topic in it, has dated questions.
    topics: Vec<Vec<bool>>,
}

impl Feeds {
    /// The feeds of a book.
    pub(in crate::render) fn new(book: &Book) -> Self {
        let languages = book.config.languages.len();
        let mut feeds = Self {
            languages: vec![false; languages],
            topics: vec![vec![false; languages]; book.topics.len()],
        };
        if book.config.base_url().is_none() || !book.config.feeds.enabled {
            return feeds;
        }
        for question in &book.questions {
            for (language, version) in question.article.versions.iter().enumerate() {
                if version
                    .as_ref()
                    .is_none_or(|version| version.updated.is_none())
                {
                    continue;
                }
                feeds.languages[language] = true;
                let above = |topic: &usize| book.topics[*topic].parent;
                for topic in std::iter::successors(Some(question.topic), above) {
                    feeds.topics[topic][language] = true;
                }
            }
        }
        feeds
    }

    fn has(&self, topic: Option<usize>, language: usize) -> bool {
        topic.map_or(&self.languages, |topic| &self.topics[topic])[language]
    }
}

/// Adds the feeds to the plan.
pub(super) fn files<'b>(site: &'b Site<'b>, base: &'b str, plan: &mut Plan<'b>) {
    let topics = (0..site.book.topics.len()).map(Some);
    for topic in std::iter::once(None).chain(topics) {
        for language in 0..site.book.config.languages.len() {
            let feed = Feed {
                site,
                base,
                topic,
                language,
            };
            if site.feeds.has(topic, language) {
                let path = path(site, topic, language);
                add(
                    site,
                    plan,
                    path,
                    move || Made::from(feed.xml().into_bytes()),
                    None,
                );
            }
        }
    }
}

/// The path of a feed.
fn path(site: &Site<'_>, topic: Option<usize>, language: usize) -> String {
    let name = match topic {
        Some(topic) => format!("{}/{NAME}", site.book.topics[topic].path),
        None => NAME.to_owned(),
    };
    site.book.file_in_language(&name, language)
}

/// The title of a feed.
fn title(site: &Site<'_>, topic: Option<usize>, language: usize) -> String {
    let book = &site.book.config.languages[language].title;
    match topic {
        Some(topic) => format!("{} · {book}", site.title(Place::Topic(topic), language)),
        None => book.clone(),
    }
}

impl Page<'_> {
    /// The feeds that the page belongs to: that of its language, and that of its topic.
    pub(super) fn feeds(&self) -> Vec<FeedView> {
        let (site, language) = (self.site, self.language);
        let topics = [None, self.topic_of()];
        let topics = if topics[1].is_none() {
            &topics[..1]
        } else {
            &topics
        };
        let topics = topics
            .iter()
            .filter(|topic| site.feeds.has(**topic, language));
        topics
            .map(|topic| FeedView {
                title: title(site, *topic, language),
                address: relative(&self.path, &path(site, *topic, language)),
                is_of_topic: topic.is_some(),
            })
            .collect()
    }
}

/// A feed being made.
#[derive(Clone, Copy)]
struct Feed<'b> {
    site: &'b Site<'b>,
    base: &'b str,
    topic: Option<usize>,
    language: usize,
}

impl Feed<'_> {
    fn xml(&self) -> String {
        let config = &self.site.book.config;
        let entries = self.entries();
        let place = self.topic.map_or(Place::Home, Place::Topic);
        let tag = self.site.tag(self.language);
        let (topic, language) = (self.topic, self.language);
        let name = topic.map_or_else(
            || format!("feed/{tag}"),
            |topic| format!("feed/{tag}/{}", self.site.book.topics[topic].path),
        );
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{tag}\">\n\
             <title>{}</title>\n<id>{}</id>\n<link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n\
             <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
            xml(&title(self.site, topic, language)),
            xml(&self.tag(&name)),
            xml(&plain_address(self.base, &path(self.site, topic, language))),
            xml(&self.address(place)),
        );
        if let Some(newest) = entries.first().and_then(|(_, version)| version.updated) {
            out.push_str(&format!("<updated>{newest}T00:00:00Z</updated>\n"));
        }
        let language = &config.languages[language];
        let authors = match config.book.authors.as_slice() {
            [] => std::slice::from_ref(&language.title),
            authors => authors,
        };
        for author in authors {
            out.push_str(&format!("<author><name>{}</name></author>\n", xml(author)));
        }
        if let Some(licence) = &config.site.licence {
            out.push_str(&format!("<rights>{}</rights>\n", xml(licence)));
        }
        let version = env!("CARGO_PKG_VERSION");
        out.push_str(&format!(
            "<generator version=\"{version}\">answerbook</generator>\n"
        ));
        for (number, version) in entries {
            self.entry(number, version, &mut out);
        }
        out.push_str("</feed>\n");
        out
    }

    /// The questions that were changed last, the newest first; of one day in the order of the book.
    fn entries(&self) -> Vec<(usize, &Version)> {
        let book = self.site.book;
        let is_in = |topic: usize| {
            let above = |topic: &usize| book.topics[*topic].parent;
            let mut topics = std::iter::successors(Some(topic), above);
            self.topic
                .is_none_or(|own| topics.any(|topic| topic == own))
        };
        let questions = book.questions.iter().enumerate();
        let mut entries: Vec<_> = questions
            .filter(|(_, question)| is_in(question.topic))
            .filter_map(|(number, question)| {
                let version = question.article.versions[self.language].as_ref()?;
                Some((Reverse(version.updated?), number, version))
            })
            .collect();
        entries.sort_by_key(|(updated, number, _)| (*updated, *number));
        entries.truncate(book.config.feeds.entries);
        let entries = entries.into_iter();
        entries
            .map(|(_, number, version)| (number, version))
            .collect()
    }

    fn entry(&self, number: usize, version: &Version, out: &mut String) {
        let book = self.site.book;
        let question = &book.questions[number];
        let id = question.aliases.first().unwrap_or(&question.id);
        let id = self.tag(&format!("{}/{id}", self.site.tag(self.language)));
        let updated = version
            .updated
            .map_or(String::new(), |date| date.to_string());
        let topic = self.site.title(Place::Topic(question.topic), self.language);
        out.push_str(&format!(
            "<entry>\n<title>{}</title>\n<id>{}</id>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n\
             <updated>{updated}T00:00:00Z</updated>\n<category term=\"{}\" label=\"{}\"/>\n",
            xml(version.title(book)),
            xml(&id),
            xml(&self.address(Place::Question(number))),
            xml(&book.topics[question.topic].path),
            xml(&topic),
        ));
        let summary = &version.body(book).summary_text;
        if !summary.is_empty() {
            out.push_str(&format!("<summary>{}</summary>\n", xml(summary)));
        }
        out.push_str("</entry>\n");
    }

    fn address(&self, place: Place) -> String {
        plain_address(self.base, &self.site.book.path(place, self.language))
    }

    /// A `tag:` address: of the site, or of who the settings say.
    fn tag(&self, name: &str) -> String {
        let name = percent(name, "/");
        if let Some(authority) = &self.site.book.config.feeds.authority {
            let authority = authority.get_ref();
            // What comes after a colon is the beginning of the name.
            let mark = if authority.contains(':') { '/' } else { ':' };
            return format!("tag:{authority}{mark}{name}");
        }
        let address = self
            .base
            .split_once("://")
            .map_or(self.base, |(_, rest)| rest);
        let (host, folder) = address.split_once('/').unwrap_or((address, ""));
        // A port is no part of an authority.
        let host = host.split(':').next().unwrap_or(host).to_ascii_lowercase();
        match folder {
            "" => format!("tag:{host},{YEAR}:{name}"),
            _ => format!("tag:{host},{YEAR}:{}/{name}", percent(folder, "/%")),
        }
    }
}
