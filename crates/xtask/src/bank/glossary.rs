//! Terms of the bank + `glossary.toml` as it is → `glossary.toml` as it shall be.
//!
//! The bank owns `id`, `term`, `synonyms`, `see` and `about`; every other key of a term, first of
//! all its `definition`, is the authors', like the terms that the bank does not have, which stand
//! at the end. Comments stay, but for the one at the head of the file.

use std::collections::BTreeMap;

use toml_edit::{Document, DocumentMut, Item, Table, Value};

use super::bank_files::Term;
use super::layout;
use super::tree::line_of;

const HEAD: &str = "\
# The terms of the book: one preferred term per concept and language, its synonyms, the terms to see
# as well, and the question that is about it.
# `cargo xtask bank` writes id, term, synonyms, see and about from the question bank and keeps all
# else: add `definition = { en = \"…\", uk = \"…\", ru = \"…\" }` to a term, or a term of your own at the end.
";

const OWNED: [&str; 5] = ["id", "term", "synonyms", "see", "about"];

/// A written glossary.
pub(super) struct Glossary {
    pub(super) text: String,
    /// The ids of the terms that are in the book but not in the bank.
    pub(super) only_in_book: Vec<String>,
}

/// Merges the terms into the text of the existing glossary, empty if there is none.
///
/// # Errors
///
/// Lines of the existing file and what is wrong there.
pub(super) fn merge(terms: &[Term], existing: &str) -> Result<Glossary, Vec<(usize, String)>> {
    let document = Document::parse(existing).map_err(|error| {
        let at = error.span().map_or(0, |span| span.start);
        vec![(line_of(existing, at), error.message().replace('\n', ", "))]
    })?;
    let problems = problems_of(&document, existing);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut document = document.into_mut();
    let mut old = existing_terms(&mut document);
    let mut merged: Vec<Table> = terms
        .iter()
        .map(|term| layout::replace_owned(take(&mut old, &term.id), &OWNED, values(term)))
        .collect();
    let only_in_book = old
        .iter()
        .filter_map(|table| id(table))
        .map(str::to_owned)
        .collect();
    merged.append(&mut old);
    for table in &mut merged {
        normalise(table);
    }
    if !merged.is_empty() {
        document.insert("terms", Item::ArrayOfTables(merged.into_iter().collect()));
    }
    let text = layout::file(HEAD, &document);
    Ok(Glossary { text, only_in_book })
}

/// What the bank says about a term, in the order of [`OWNED`], empty values left out.
fn values(term: &Term) -> Vec<(&'static str, Value)> {
    let mut values = vec![
        ("id", Value::from(&term.id)),
        ("term", layout::names(&term.term)),
    ];
    values.extend(layout::lists(&term.synonyms).map(|lists| ("synonyms", lists)));
    if !term.see.is_empty() {
        values.push(("see", layout::row(&term.see)));
    }
    if !term.about.is_empty() {
        values.push(("about", Value::from(&term.about)));
    }
    values
}

fn id(term: &Table) -> Option<&str> {
    term.get("id").and_then(Item::as_str)
}

/// Takes the term with this id out of the list, or makes an empty one.
fn take(terms: &mut Vec<Table>, wanted: &str) -> Table {
    match terms.iter().position(|term| id(term) == Some(wanted)) {
        Some(at) => terms.remove(at),
        None => Table::new(),
    }
}

/// Whatever makes it impossible to say which term of the existing file is which.
fn problems_of(document: &Document<&str>, text: &str) -> Vec<(usize, String)> {
    let mut problems = Vec::new();
    let mut problem = |span: Option<std::ops::Range<usize>>, message: String| {
        problems.push((span.map_or(1, |span| line_of(text, span.start)), message));
    };
    let mut ids: BTreeMap<&str, ()> = BTreeMap::new();
    for (key, item) in document.iter() {
        let Some(terms) = item.as_array_of_tables().filter(|_| key == "terms") else {
            problem(
                item.span(),
                format!("only `[[terms]]` may stand here, not `{key}`"),
            );
            continue;
        };
        for term in terms {
            match id(term) {
                None => problem(term.span(), "a term without `id`".into()),
                Some(id) if ids.insert(id, ()).is_some() => {
                    problem(term.span(), format!("the term `{id}` stands twice"));
                }
                Some(_) => {}
            }
        }
    }
    problems
}

/// Takes the terms out of the document, without the comment at the head of the file.
fn existing_terms(document: &mut DocumentMut) -> Vec<Table> {
    let Some(Item::ArrayOfTables(terms)) = document.remove("terms") else {
        let trailing = document.trailing().as_str().unwrap_or_default();
        let trailing = without_head(trailing).to_owned();
        document.set_trailing(trailing);
        return Vec::new();
    };
    let mut terms: Vec<Table> = terms.into_iter().collect();
    if let Some(first) = terms.first_mut() {
        let above = first
            .decor()
            .prefix()
            .and_then(|p| p.as_str())
            .unwrap_or_default();
        let above = without_head(above).to_owned();
        first.decor_mut().set_prefix(above);
    }
    terms
}

/// What follows the first block of comment lines if a blank line ends it; else the text as it is,
/// because a comment that touches a term belongs to the term.
fn without_head(text: &str) -> &str {
    let comment: usize = text
        .split_inclusive('\n')
        .take_while(|line| line.starts_with('#'))
        .map(str::len)
        .sum();
    let rest = &text[comment..];
    if rest.starts_with(['\n', '\r']) || rest.is_empty() {
        rest
    } else {
        text
    }
}

/// One blank line before the term, no sub-tables in it, and no place in the old order.
fn normalise(table: &mut Table) {
    let above = table
        .decor()
        .prefix()
        .and_then(|p| p.as_str())
        .unwrap_or_default();
    let above = format!("\n{}", above.trim_start_matches(['\n', '\r']));
    table.decor_mut().set_prefix(above);
    table.set_position(None);
    for (mut key, item) in table.iter_mut() {
        if !item.is_value() {
            // The spaces around a key of a header are not those before an equals sign.
            key.fmt();
            item.make_value();
        }
    }
}
