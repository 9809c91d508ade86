//! `llms.txt`, by the convention of llmstxt.org: the book's title and description, and per topic its questions with
//! their short answers, led to their copies in Markdown. One file per language, of what is written in it.

use super::copy::copy_path;
use super::{add, plain_address};
use crate::plan::{Made, Plan};
use crate::relate::{Place, Version};
use crate::render::Site;

/// Adds the files to the plan.
pub(super) fn files<'b>(site: &'b Site<'b>, base: &'b str, plan: &mut Plan<'b>) {
    if !site.book.config.site.markdown_copies {
        return;
    }
    for language in 0..site.book.config.languages.len() {
        let path = site.book.file_in_language("llms.txt", language);
        let make = move || Made::from(text(site, base, language).into_bytes());
        add(site, plan, path, make, None);
    }
}

fn text(site: &Site<'_>, base: &str, language: usize) -> String {
    let book = site.book;
    let about = &book.config.languages[language];
    let mut out = format!("# {}\n", line(&about.title));
    if !about.description.is_empty() {
        out.push_str(&format!("\n> {}\n", line(&about.description)));
    }
    let written = |place: Place| -> Option<&Version> {
        let article = book.article(place)?;
        article.versions[language].as_ref()
    };
    let mut section = |title: &str, places: &mut dyn Iterator<Item = Place>| {
        let mut places = places
            .filter_map(|place| Some((place, written(place)?)))
            .peekable();
        if places.peek().is_none() {
            return;
        }
        out.push_str(&format!("\n## {}\n\n", line(title)));
        for (place, version) in places {
            let address = plain_address(base, &copy_path(site, place, language));
            let title = line(version.title(book))
                .replace('[', "\\[")
                .replace(']', "\\]");
            out.push_str(&format!("- [{title}]({address})"));
            if !version.description(book).is_empty() {
                out.push_str(&format!(": {}", line(version.description(book))));
            }
            out.push('\n');
        }
    };
    for (number, topic) in book.topics.iter().enumerate() {
        let title = site.title(Place::Topic(number), language);
        section(
            &title,
            &mut topic.questions.iter().map(|q| Place::Question(*q)),
        );
    }
    // The convention's name for what may be left out.
    section("Optional", &mut (0..book.pages.len()).map(Place::Page));
    out
}

/// A text in one line.
fn line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
