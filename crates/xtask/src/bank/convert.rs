//! [`Bank`] + [`Content`] → the texts of the files that the command owns.
//!
//! Pure: reads and writes nothing on disk.

use std::collections::BTreeMap;

use toml_edit::{ArrayOfTables, DocumentMut, Item, Table, Value, value};

use super::bank_files::{Bank, Block, Question, Track};
use super::content::Content;
use super::{LANGUAGES, Problem, glossary, layout, topic_page};

const GLOSSARY: &str = "glossary.toml";
const PLANNED: &str = "planned.toml";

const PLANNED_HEAD: &str = "\
# The questions of the bank that no page of this folder answers yet. Tracks and pages may name them.
# Written by `cargo xtask bank`, so do not edit it: write <topic>/<id>.md and run the command again.
";

const TRACK_HEAD: &str = "\
# A path through the questions. Written by `cargo xtask bank` from the question bank, so do not edit it.
";

const ORDER_COMMENT: &str = "\
# The shortest track is the first: with ten minutes begin at the top of the list, with a month at its end.
";

/// What the command shall write.
pub(super) struct Converted {
    /// Path in the content folder → text.
    pub(super) files: BTreeMap<String, String>,
    /// What the person at the terminal should know.
    pub(super) notes: Vec<String>,
    /// One line with the numbers of questions, terms, topics and tracks.
    pub(super) summary: String,
}

/// The paths of all files that [`convert`] may make of a bank.
pub(super) fn paths(bank: &Bank) -> Vec<String> {
    let languages = 0..LANGUAGES.len();
    let pages = bank.topics.holds.iter().flat_map(|topic| {
        languages
            .clone()
            .map(|language| topic_page::path(&topic.id, language))
    });
    let tracks = bank.tracks.iter().map(|track| track_path(&track.holds));
    pages
        .chain(tracks)
        .chain([GLOSSARY.into(), PLANNED.into()])
        .collect()
}

/// Converts the bank; what is wrong in the existing files is added to `problems`.
pub(super) fn convert(bank: &Bank, content: &Content, problems: &mut Vec<Problem>) -> Converted {
    let mut files = BTreeMap::new();
    for topic in &bank.topics.holds {
        for language in 0..LANGUAGES.len() {
            let path = topic_page::path(&topic.id, language);
            match topic_page::merge(topic, language, content.text(&path)) {
                Ok(page) => _ = files.insert(path, page),
                Err((line, message)) => problems.push(content.problem(&path, Some(line), message)),
            }
        }
    }
    let mut notes = misplaced(&bank.questions.holds, content);
    match glossary::merge(&bank.terms.holds, content.text(GLOSSARY)) {
        Ok(merged) => {
            files.insert(GLOSSARY.into(), merged.text);
            let kept = merged.only_in_book.iter();
            notes.extend(
                kept.map(|id| format!("{GLOSSARY}: kept `{id}`, which is not in the bank")),
            );
        }
        Err(found) => {
            let found = found.into_iter();
            problems.extend(found.map(|(line, m)| content.problem(GLOSSARY, Some(line), m)));
        }
    }
    let questions = &bank.questions.holds;
    let planned: Vec<_> = questions
        .iter()
        .filter(|q| content.folder_of(&q.slug).is_none())
        .collect();
    files.insert(PLANNED.into(), planned_file(&planned));
    let mut tracks: Vec<_> = bank.tracks.iter().map(|file| &file.holds).collect();
    tracks.sort_by_key(|track| (size(&track.blocks), &track.id));
    for (order, track) in (1..).zip(tracks) {
        files.insert(track_path(track), track_file(track, order));
    }
    let summary = format!(
        "{} questions ({} planned, {} written), {} terms, {} topics, {} tracks\n",
        questions.len(),
        planned.len(),
        questions.len() - planned.len(),
        bank.terms.holds.len(),
        bank.topics.holds.len(),
        bank.tracks.len(),
    );
    Converted {
        files,
        notes,
        summary,
    }
}

/// The written questions that stand in another folder than that of their topic.
fn misplaced(questions: &[Question], content: &Content) -> Vec<String> {
    let misplaced = |question: &Question| {
        let Question { slug, topic, .. } = question;
        let folder = content.folder_of(slug).filter(|folder| folder != topic)?;
        Some(format!(
            "`{slug}` is written in the folder `{folder}`, the bank has it in `{topic}`"
        ))
    };
    questions.iter().filter_map(misplaced).collect()
}

fn planned_file(questions: &[&Question]) -> String {
    let table = |question: &&Question| {
        let mut table = Table::new();
        table.insert("id", value(&question.slug));
        table.insert("title", Item::Value(layout::names(&question.title)));
        table.insert("topic", value(&question.topic));
        table.insert("level", value(&question.level));
        table.insert("kind", value(&question.kind));
        table
    };
    let mut document = DocumentMut::new();
    if !questions.is_empty() {
        let tables: ArrayOfTables = questions.iter().map(table).collect();
        document.insert("questions", Item::ArrayOfTables(tables));
    }
    layout::file(PLANNED_HEAD, &document)
}

fn track_path(track: &Track) -> String {
    format!("tracks/{}.toml", track.id)
}

/// How many questions the blocks list.
fn size(blocks: &[Block]) -> usize {
    blocks
        .iter()
        .map(|block| block.questions.len() + size(&block.blocks))
        .sum()
}

fn track_file(track: &Track, order: i64) -> String {
    let mut document = DocumentMut::new();
    document.insert("title", Item::Value(layout::names(&track.title)));
    document.insert(
        "description",
        Item::Value(layout::names(&track.description)),
    );
    document.insert("order", value(order));
    if let Some(mut key) = document.key_mut("order") {
        key.leaf_decor_mut().set_prefix(ORDER_COMMENT);
    }
    insert_blocks(document.as_table_mut(), &track.blocks);
    layout::file(TRACK_HEAD, &document)
}

fn insert_blocks(table: &mut Table, blocks: &[Block]) {
    if !blocks.is_empty() {
        let tables: ArrayOfTables = blocks.iter().map(block_table).collect();
        table.insert("blocks", Item::ArrayOfTables(tables));
    }
}

fn block_table(block: &Block) -> Table {
    let mut table = Table::new();
    table.insert("title", Item::Value(layout::names(&block.title)));
    if let Some(description) = &block.description {
        table.insert("description", Item::Value(layout::names(description)));
    }
    if !block.questions.is_empty() {
        let questions: Value = layout::column(block.questions.iter().map(|(_, id)| id.as_str()));
        table.insert("questions", Item::Value(questions));
    }
    insert_blocks(&mut table, &block.blocks);
    table
}
