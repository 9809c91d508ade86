//! What an export has besides questions, topics and tracks, as files of the book: pages, the plan, the glossary.

use std::collections::BTreeMap;

use toml_edit::{Array, Value};

use super::entry::{check_names, file, of_text, texts};
use super::note;
use crate::exchange::{Page, Planned, Term};
use crate::import::StreamError;
use crate::import::document::NoteKind;
use crate::import::files::{File, Filing};
use crate::import::markdown::quoted;

/// The text of a page, a file per language. Pages stand at the top, so that they are none of a topic.
pub(super) fn page(filing: &mut Filing<'_>, page: &Page) -> Result<Vec<File>, StreamError> {
    check_names([page.path.as_str()])?;
    if !filing.is_top() {
        let message = format!("the page `{}` is not imported into a topic", page.path);
        note(filing, NoteKind::Unclaimed, 0, message);
        return Ok(Vec::new());
    }
    let first = filing.original(&page.texts).map(|(first, _)| first);
    let known = page
        .texts
        .iter()
        .filter(|(language, _)| filing.has_language(language));
    let files = known.map(|(language, text)| {
        let mut lines = vec![format!("title = {}", quoted(&text.title))];
        let description = text.description.as_ref();
        lines.extend(description.map(|text| format!("description = {}", quoted(text))));
        if Some(language) == first.as_ref() {
            lines.extend(page.order.map(|order| format!("order = {order}")));
            lines.extend(list("aliases", &page.aliases));
        }
        lines.extend(of_text(text));
        file(filing.path_of("", &page.path, language), &lines, &text.body)
    });
    Ok(files.collect())
}

/// What is to be written, unless the book has a plan of its own: ids of the export are then known if they are in it.
pub(super) fn plan(
    filing: &mut Filing<'_>,
    planned: &[Planned],
    ids: &mut BTreeMap<String, String>,
) -> Result<Option<File>, StreamError> {
    let mut text = String::new();
    let has_plan = filing.has_plan();
    for question in planned {
        check_names(
            [question.id.as_str()]
                .into_iter()
                .chain(question.topic.split('/')),
        )?;
        if filing.is_written(&question.id) {
            continue;
        }
        if !has_plan {
            ids.insert(question.id.clone(), question.id.clone());
        } else if !filing.is_known(&question.id) {
            let message = format!(
                "`{}` is to be written, and not in planned.toml",
                question.id
            );
            note(filing, NoteKind::Unclaimed, 0, message);
        }
        text.push_str(&entry(filing, question));
    }
    let path = filing.data_path("planned.toml");
    Ok((!text.is_empty()).then_some(File { path, text }))
}

fn entry(filing: &mut Filing<'_>, question: &Planned) -> String {
    let mut text = format!(
        "[[questions]]\nid = {}\ntitle = {}\ntopic = {}\n",
        quoted(&question.id),
        texts(filing, &question.title),
        quoted(&filing.topic_of(&question.topic)),
    );
    let level = question
        .level
        .as_deref()
        .and_then(|level| filing.level(level));
    let kind = question.kind.as_ref();
    for (key, value) in [("level", level.as_ref()), ("kind", kind)] {
        if let Some(value) = value {
            text.push_str(&format!("{key} = {}\n", quoted(value)));
        }
    }
    text.push('\n');
    text
}

/// The terms, in a file of their own. Terms that a book has already are in the same file, which is then kept.
pub(super) fn glossary(filing: &Filing<'_>, terms: &[Term]) -> Option<File> {
    let texts_of = |term: &Term| {
        let mut lines = vec![
            "[[terms]]".to_owned(),
            format!("id = {}", quoted(&term.id)),
            format!("term = {}", texts(filing, &term.term)),
        ];
        let synonyms = term.synonyms.iter();
        let synonyms: Vec<String> = synonyms
            .filter(|(language, _)| filing.has_language(language))
            .filter_map(|(language, words)| list(language, words))
            .collect();
        if !synonyms.is_empty() {
            lines.push(format!("synonyms = {{ {} }}", synonyms.join(", ")));
        }
        lines.extend(list("see", &term.see));
        lines.extend(
            term.about
                .as_ref()
                .map(|id| format!("about = {}", quoted(id))),
        );
        if !term.definition.is_empty() {
            lines.push(format!("definition = {}", texts(filing, &term.definition)));
        }
        lines.join("\n")
    };
    let text: Vec<String> = terms.iter().map(texts_of).collect();
    (!text.is_empty()).then(|| File {
        path: filing.data_path("glossary.toml"),
        text: format!("{}\n", text.join("\n\n")),
    })
}

/// A key with a list of texts; nothing if the list is empty.
fn list(key: &str, values: &[String]) -> Option<String> {
    if values.is_empty() {
        return None;
    }
    let values: Array = values.iter().map(String::as_str).collect();
    Some(format!("{key} = {}", Value::Array(values)))
}
