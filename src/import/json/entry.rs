//! An entry of an export as files of the book.

use std::collections::BTreeMap;

use toml_edit::{Array, InlineTable, Value};

use super::note;
use crate::exchange::{Block, Question, Source, Text, Texts, Topic, Track};
use crate::import::StreamError;
use crate::import::document::NoteKind;
use crate::import::files::{File, Filing};
use crate::import::markdown::quoted;
use crate::parse::QuestionKind;
use crate::relate::is_sound;

/// The id that a question has in the book, and its files; none if the book has it elsewhere.
pub(super) fn question(
    filing: &mut Filing<'_>,
    question: &Question,
    number: usize,
) -> Result<(String, Vec<File>), StreamError> {
    let stem = question.stem.as_deref().unwrap_or(&question.id);
    check_names(
        [&question.id, stem]
            .into_iter()
            .chain(question.topic.split('/')),
    )?;
    check_kind(question)?;
    let Some((first, original)) = filing.original(&question.texts) else {
        tell_untold(filing, question, number);
        return Ok((question.id.clone(), Vec::new()));
    };
    let title = original.title.clone();
    let path = filing.path_of(&question.topic, stem, &first);
    filing.count_entry(question);
    if let Some(id) = filing.elsewhere(&question.id, &title, &path, number) {
        return Ok((id, Vec::new()));
    }
    let files = files(filing, question, (stem, &first), &[], number);
    Ok((question.id.clone(), files))
}

/// A file of many questions, in each of its languages.
pub(super) fn group(
    filing: &mut Filing<'_>,
    group: &Question,
    number: usize,
) -> Result<Vec<File>, StreamError> {
    check_names(
        [group.id.as_str()]
            .into_iter()
            .chain(group.topic.split('/')),
    )?;
    check_names(group.parts.iter().map(String::as_str))?;
    check_kind(group)?;
    let Some((first, _)) = filing.original(&group.texts) else {
        tell_untold(filing, group, number);
        return Ok(Vec::new());
    };
    for _ in &group.parts {
        filing.count_entry(group);
    }
    let split = ["split = 2".to_owned()];
    Ok(files(filing, group, (&group.id, &first), &split, number))
}

fn check_kind(question: &Question) -> Result<(), StreamError> {
    let kind = question.kind.as_deref().unwrap_or("open");
    match QuestionKind::NAMES.iter().any(|(name, _)| *name == kind) {
        true => Ok(()),
        false => Err(wrong(format!(
            "`{}` has the unknown kind `{kind}`",
            question.id
        ))),
    }
}

fn tell_untold(filing: &mut Filing<'_>, question: &Question, number: usize) {
    let message = format!("`{}` has no text in a language of the book", question.id);
    note(filing, NoteKind::Unclaimed, number, message);
}

/// The files of a question or of many, with the stem of their names and the original's language. Every one of them
/// says what is `common`.
fn files(
    filing: &mut Filing<'_>,
    question: &Question,
    (stem, first): (&str, &str),
    common: &[String],
    number: usize,
) -> Vec<File> {
    let level = question
        .level
        .as_deref()
        .and_then(|level| filing.level(level));
    let mut files = Vec::with_capacity(question.texts.len());
    for (language, text) in &question.texts {
        if !filing.has_language(language) {
            let message = format!("`{}`: the book has no language `{language}`", question.id);
            note(filing, NoteKind::Unclaimed, number, message);
            continue;
        }
        let mut lines = vec![format!("title = {}", quoted(&text.title))];
        lines.extend_from_slice(common);
        if language == first {
            lines.extend(of_question(question, stem, level.as_deref()));
        }
        lines.extend(of_text(text));
        files.push(file(
            filing.path_of(&question.topic, stem, language),
            &lines,
            &text.body,
        ));
    }
    files
}

/// The text of a topic, a file per language.
pub(super) fn topic(filing: &Filing<'_>, topic: &Topic) -> Result<Vec<File>, StreamError> {
    check_names(topic.path.split('/'))?;
    let texts = topic
        .texts
        .iter()
        .filter(|(language, _)| filing.has_language(language));
    let files = texts.map(|(language, text)| {
        let mut lines = vec![format!("title = {}", quoted(&text.title))];
        lines.extend(
            text.description
                .as_ref()
                .map(|text| format!("description = {}", quoted(text))),
        );
        lines.extend(topic.order.map(|order| format!("order = {order}")));
        lines.extend(of_text(text));
        file(
            filing.path_of(&topic.path, "index", language),
            &lines,
            &text.body,
        )
    });
    Ok(files.collect())
}

/// A track, its questions by the ids that they have in the book.
pub(super) fn track(
    filing: &mut Filing<'_>,
    track: &Track,
    ids: &BTreeMap<String, String>,
) -> Result<File, StreamError> {
    check_names([track.id.as_str()])?;
    let mut text = format!("title = {}\n", texts(filing, &track.title));
    if !track.description.is_empty() {
        text.push_str(&format!(
            "description = {}\n",
            texts(filing, &track.description)
        ));
    }
    if let Some(order) = track.order {
        text.push_str(&format!("order = {order}\n"));
    }
    if track.blocks.is_empty() {
        text.push_str("blocks = []\n");
    }
    for inner in &track.blocks {
        block(filing, inner, "blocks", ids, &mut text);
    }
    let path = filing.track_path(&track.id);
    Ok(File { path, text })
}

fn block(
    filing: &mut Filing<'_>,
    block_: &Block,
    path: &str,
    ids: &BTreeMap<String, String>,
    out: &mut String,
) {
    out.push_str(&format!(
        "\n[[{path}]]\ntitle = {}\n",
        texts(filing, &block_.title)
    ));
    if !block_.description.is_empty() {
        out.push_str(&format!(
            "description = {}\n",
            texts(filing, &block_.description)
        ));
    }
    let mut known = Vec::new();
    for id in &block_.questions {
        match ids
            .get(id)
            .cloned()
            .or_else(|| filing.is_known(id).then(|| id.clone()))
        {
            Some(id) => known.push(id),
            None => {
                let message =
                    format!("a track names `{id}`, which is neither in the export nor in the book");
                note(filing, NoteKind::Review, 0, message);
            }
        }
    }
    if !known.is_empty() {
        let lines: String = known
            .iter()
            .map(|id| format!("  {},\n", quoted(id)))
            .collect();
        out.push_str(&format!("questions = [\n{lines}]\n"));
    }
    // Deep nesting is cut off by the parser of JSON.
    for inner in &block_.blocks {
        block(filing, inner, &format!("{path}.blocks"), ids, out);
    }
}

/// Texts in the languages that the book has.
pub(super) fn texts(filing: &Filing<'_>, texts: &Texts) -> String {
    let known = texts
        .iter()
        .filter(|(language, _)| filing.has_language(language));
    let pairs: Vec<String> = known
        .map(|(language, text)| format!("{language} = {}", quoted(text)))
        .collect();
    format!("{{ {} }}", pairs.join(", "))
}

/// Names become paths: whatever an export says, files stay in the folder of the content.
pub(super) fn check_names<'n>(names: impl IntoIterator<Item = &'n str>) -> Result<(), StreamError> {
    match names.into_iter().find(|name| !is_sound(name)) {
        Some(name) => Err(wrong(format!(
            "the name `{name}` cannot stand in an address"
        ))),
        None => Ok(()),
    }
}

fn wrong(message: String) -> StreamError {
    let hint =
        "names are lower-case letters, digits and dashes; questions before this one were written";
    StreamError::Read(message, Some(hint.to_owned()))
}

/// What an original says of its question.
fn of_question(question: &Question, stem: &str, level: Option<&str>) -> Vec<String> {
    let mut lines = Vec::new();
    let mut list = |key: &str, values: &[String]| {
        if !values.is_empty() {
            let values: Array = values.iter().map(String::as_str).collect();
            lines.push(format!("{key} = {}", Value::Array(values)));
        }
    };
    list("tags", &question.tags);
    list("related", &question.related);
    list("prerequisites", &question.prerequisites);
    list("aliases", &question.aliases);
    if stem != question.id {
        lines.push(format!("id = {}", quoted(&question.id)));
    }
    let kind = question.kind.as_deref().filter(|kind| *kind != "open");
    lines.extend(kind.map(|kind| format!("kind = {}", quoted(kind))));
    lines.extend(level.map(|level| format!("level = {}", quoted(level))));
    lines.extend(question.asked.map(|asked| format!("asked = {asked}")));
    lines.extend(question.order.map(|order| format!("order = {order}")));
    lines.extend(
        question
            .status
            .map(|status| format!("status = {}", quoted(status.name()))),
    );
    if !question.sources.is_empty() {
        let sources: String = question
            .sources
            .iter()
            .map(|source| format!("  {},\n", reference(source)))
            .collect();
        lines.push(format!("sources = [\n{sources}]"));
    }
    lines
}

fn reference(source: &Source) -> String {
    let mut table = InlineTable::new();
    table.insert("title", Value::from(source.title.as_str()));
    if let Some(authors) = &source.authors {
        table.insert("authors", Value::from(authors.as_str()));
    }
    if let Some(year) = source.year {
        table.insert("year", Value::from(year));
    }
    if let Some(url) = &source.url {
        table.insert("url", Value::from(url.as_str()));
    }
    table.to_string().trim().to_owned()
}

/// What every text may say of itself.
pub(super) fn of_text(text: &Text) -> Vec<String> {
    let mut lines = Vec::new();
    if text.draft {
        lines.push("draft = true".to_owned());
    }
    // A date is written as it is only if it is one.
    let date = text
        .updated
        .as_ref()
        .and_then(|updated| updated.parse::<toml::value::Datetime>().ok());
    lines.extend(date.map(|date| format!("updated = {date}")));
    lines
}

pub(super) fn file(path: String, lines: &[String], body: &str) -> File {
    let body = body.trim_matches('\n');
    let text = match body {
        "" => format!("+++\n{}\n+++\n", lines.join("\n")),
        body => format!("+++\n{}\n+++\n\n{body}\n", lines.join("\n")),
    };
    File { path, text }
}
