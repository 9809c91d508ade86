//! The front matter of Jekyll and Hugo: what a post is called and tagged.
//!
//! In: the lines of a post. Out: where its text begins; title, description and tags go to the document. It is YAML
//! between `---` or TOML between `+++`; of YAML only what front matter has is read: keys, texts, lists.

use crate::import::document::{Document, NoteKind};
use crate::import::emphasis::plain;
use crate::import::lines::Line;

/// Reads the front matter, and returns how many lines it takes.
pub(super) fn read(lines: &[Line<'_>], document: &mut Document) -> usize {
    let Some(start) = lines.iter().position(|line| !line.is_blank()) else {
        return 0;
    };
    let mark = lines[start].trimmed();
    if mark != "---" && mark != "+++" {
        return 0;
    }
    let inside = &lines[start + 1..];
    let Some(length) = inside.iter().position(|line| line.trimmed() == mark) else {
        return 0;
    };
    let inside = &inside[..length];
    let entries = match mark {
        "+++" => toml_entries(inside),
        _ => yaml_entries(inside),
    };
    for (line, key, values) in entries {
        let text = values.join(", ");
        match key.to_lowercase().replace('_', "-").as_str() {
            "title" if document.title.is_empty() => document.title = plain(&text),
            "tags" | "tag" | "keywords" => document
                .tags
                .extend(values.iter().flat_map(|value| tags(value))),
            _ => document.note(
                NoteKind::Dropped,
                line,
                format!("front matter: {key}"),
                text,
            ),
        }
    }
    let mut seen = std::collections::BTreeSet::new();
    document.tags.retain(|tag| seen.insert(tag.clone()));
    start + length + 2
}

/// Tags of a value: Jekyll divides a text by blanks, people by commas.
fn tags(value: &str) -> Vec<String> {
    let parts: Vec<&str> = match value.contains(',') {
        true => value.split(',').collect(),
        false => vec![value],
    };
    let tags = parts.into_iter().map(|tag| {
        tag.trim()
            .trim_start_matches('#')
            .replace(['-', '_'], " ")
            .to_lowercase()
    });
    tags.filter(|tag| tag.contains(char::is_alphanumeric))
        .collect()
}

type Entry = (usize, String, Vec<String>);

fn yaml_entries(lines: &[Line<'_>]) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    for line in lines.iter().filter(|line| !line.is_blank()) {
        let text = line.trimmed();
        if let (Some(item), Some((_, _, values))) = (text.strip_prefix("- "), entries.last_mut()) {
            values.push(unquoted(item));
            continue;
        }
        match text.split_once(':') {
            Some((key, value))
                if !line.text.starts_with([' ', '\t', '#']) && !key.contains(' ') =>
            {
                let value = value.trim();
                let values = match value
                    .strip_prefix('[')
                    .and_then(|inner| inner.strip_suffix(']'))
                {
                    Some(inner) => inner
                        .split(',')
                        .map(unquoted)
                        .filter(|value| !value.is_empty())
                        .collect(),
                    None if matches!(value, "" | "|" | ">" | "|-" | ">-") => Vec::new(),
                    None => vec![unquoted(value)],
                };
                entries.push((line.number, key.trim().to_owned(), values));
            }
            // A text that goes on in the next line, or a table inside of a key.
            _ => match entries.last_mut() {
                Some((_, _, values)) => match values.last_mut() {
                    Some(last) => *last = format!("{last} {text}"),
                    None => values.push(text.to_owned()),
                },
                None => entries.push((line.number, String::new(), vec![text.to_owned()])),
            },
        }
    }
    entries
}

/// A YAML scalar without its quotes.
fn unquoted(text: &str) -> String {
    let text = text.trim();
    for quote in ['"', '\''] {
        let inner = text
            .strip_prefix(quote)
            .and_then(|inner| inner.strip_suffix(quote));
        if let Some(inner) = inner {
            return match quote {
                '"' => inner.replace("\\\"", "\"").replace("\\\\", "\\"),
                _ => inner.replace("''", "'"),
            };
        }
    }
    text.to_owned()
}

fn toml_entries(lines: &[Line<'_>]) -> Vec<Entry> {
    let text: Vec<&str> = lines.iter().map(|line| line.text).collect();
    let Ok(table) = text.join("\n").parse::<toml::Table>() else {
        let first = lines.first().map_or(1, |line| line.number);
        return vec![(first, String::new(), vec![text.join("\n")])];
    };
    let mut entries: Vec<Entry> = Vec::new();
    for (key, value) in table {
        let of_key = |line: &&Line<'_>| {
            line.trimmed()
                .trim_start_matches(['"', '['])
                .starts_with(&key)
        };
        let line = lines.iter().find(of_key).map_or(1, |line| line.number);
        if let (true, Some(inner)) = (key == "taxonomies", value.as_table()) {
            entries.extend(
                inner
                    .iter()
                    .map(|(key, value)| (line, key.clone(), texts(value))),
            );
        } else {
            entries.push((line, key.clone(), texts(&value)));
        }
    }
    entries
}

fn texts(value: &toml::Value) -> Vec<String> {
    match value {
        toml::Value::String(text) => vec![text.clone()],
        toml::Value::Array(values) => values.iter().flat_map(texts).collect(),
        other => vec![other.to_string()],
    }
}
