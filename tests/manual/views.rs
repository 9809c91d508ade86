//! What templates are given: the manual's tables are the doc comments of `render::view`, field by field.
//!
//! `UPDATE=1 cargo test` writes them anew.

use std::fmt::Write as _;
use std::fs;

use super::repository;
use crate::book::{files, update};

const PAGE: &str = "docs/content/theme/views.md";

const BEGINNING: &str = r#"+++
title = "What are templates given, field by field?"
order = 3
+++

Every template gets `site`, `page`, `text`, and one more value named after its page type: `question`, `topic`, `track` and the like. Each is described here with all of its fields. Addresses are relative to the page and ready to be put into `href`; fields named `body` or `…_html` hold finished HTML and are printed with `| safe`; counts and dates come worded in the page's language.

This page is made from the generator's own sources, so it is complete.
"#;

/// A struct of the sources.
struct View {
    name: String,
    doc: String,
    /// Name, type and description; of a field whose own fields stand in its place, the name is empty.
    fields: Vec<(String, String, String)>,
}

#[test]
fn every_field_of_every_view_is_described() {
    let mut page = BEGINNING.to_owned();
    for view in views() {
        let title = view.name.trim_end_matches("View");
        let title = title.strip_suffix("OfBar").unwrap_or(title);
        write!(
            page,
            "\n## {title} {{#{}}}\n\n{}\n\n| field | holds | meaning |\n|---|---|---|\n",
            anchor(&view.name),
            view.doc
        )
        .unwrap();
        for (name, holds, doc) in view.fields {
            match name.as_str() {
                "" => writeln!(page, "| | the fields of {holds} | {doc} |").unwrap(),
                name => writeln!(page, "| `{name}` | {holds} | {doc} |").unwrap(),
            }
        }
    }
    let file = repository().join(PAGE);
    if update() {
        fs::write(&file, &page).unwrap();
    }
    let written = fs::read_to_string(&file).unwrap_or_default();
    let differs = page
        .lines()
        .zip(written.lines().chain(std::iter::repeat("")))
        .find(|(a, b)| a != b);
    assert!(
        page == written,
        "{PAGE} is not what src/render/view says; UPDATE=1 writes it. It lacks: {differs:?}"
    );
}

/// The structs of `render::view` in the order of the sources.
fn views() -> Vec<View> {
    let folder = repository().join("src/render");
    let mut sources = vec!["view.rs".to_owned()];
    sources.extend(
        files(&folder.join("view"))
            .into_iter()
            .map(|file| format!("view/{file}")),
    );
    let mut views: Vec<View> = Vec::new();
    for source in sources {
        let text = fs::read_to_string(folder.join(&source)).unwrap();
        let (mut doc, mut is_flattened) = (String::new(), false);
        for line in text.lines().map(str::trim) {
            if let Some(words) = line.strip_prefix("/// ") {
                doc.push_str(if doc.is_empty() { "" } else { " " });
                doc.push_str(words);
            } else if let Some(rest) = line.strip_prefix("pub struct ") {
                let name = rest.split(['<', ' ', '{']).next().unwrap().to_owned();
                views.push(View {
                    name,
                    doc: std::mem::take(&mut doc),
                    fields: Vec::new(),
                });
            } else if let Some((name, of)) = line
                .strip_prefix("pub ")
                .and_then(|rest| rest.split_once(": "))
            {
                let name = if is_flattened {
                    String::new()
                } else {
                    name.to_owned()
                };
                let field = (
                    name,
                    holds(of.trim_end_matches(',')),
                    std::mem::take(&mut doc).replace('|', "\\|"),
                );
                views.last_mut().unwrap().fields.push(field);
                is_flattened = false;
            } else if line.starts_with("#[") {
                is_flattened |= line.contains("flatten");
            } else {
                doc.clear();
            }
        }
    }
    assert!(views.len() > 30, "the views were not found");
    views
}

/// A type in words.
fn holds(of: &str) -> String {
    let inside = |of: &str| {
        of.split_once('<')
            .unwrap()
            .1
            .trim_end_matches('>')
            .to_owned()
    };
    match of {
        "usize" | "u8" | "u32" => "number".to_owned(),
        "bool" => "yes or no".to_owned(),
        _ if of.starts_with("Option<") => format!(
            "{} or nothing",
            holds(&format!("{}{}", inside(of), closing(of)))
        ),
        _ if of.starts_with("Vec<") => format!(
            "list of {}",
            holds(&format!("{}{}", inside(of), closing(of)))
        ),
        _ if of.contains("[String]") => "list of text".to_owned(),
        _ if of.ends_with("View") || of.contains("View<") => {
            let name = of.split('<').next().unwrap();
            format!("[{}](#{})", name.trim_end_matches("View"), anchor(name))
        }
        _ if of.contains("str") || of == "String" => "text".to_owned(),
        _ => panic!("a type of a view that the manual has no word for: {of}"),
    }
}

/// What [`holds`] has taken away of a type in a type: `<'a>`.
fn closing(of: &str) -> &'static str {
    if of.contains("<'a") { ">" } else { "" }
}

/// `LanguageLinkView` as the manual's anchor.
fn anchor(name: &str) -> String {
    let mut anchor = String::from("view");
    for letter in name.trim_end_matches("View").chars() {
        if letter.is_uppercase() {
            anchor.push('-');
        }
        anchor.extend(letter.to_lowercase());
    }
    anchor
}
