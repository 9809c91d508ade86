//! How the written TOML looks: the pieces that every written file is made of.
//!
//! In: texts and lists. Out: `toml_edit` values with their layout. Knows no file of the book.

use toml_edit::{Array, Decor, DocumentMut, InlineTable, Item, Key, Table, Value};

use super::{LANGUAGES, Names};

/// A text on one line, which also keeps a line of it from being taken for a fence of front matter.
pub(super) fn text(text: &str) -> Value {
    let quotes = text.contains(['"', '\\']) && text.contains('\'');
    if !quotes && !text.contains(char::is_control) {
        return Value::from(text);
    }
    let mut basic = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => basic.extend(['\\', c]),
            '\n' => basic.push_str("\\n"),
            '\t' => basic.push_str("\\t"),
            c if c.is_control() => basic.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => basic.push(c),
        }
    }
    basic.push('"');
    // Control characters end at U+009F, so four digits always do.
    basic.parse().expect("an escaped text is a TOML string")
}

/// `{ en = "…", uk = "…", ru = "…" }` on one line.
pub(super) fn names(names: &Names) -> Value {
    let pairs = LANGUAGES.iter().zip(names);
    let pairs = pairs.map(|(language, name)| (*language, text(name)));
    Value::InlineTable(pairs.collect::<InlineTable>())
}

/// `{ en = ["…", "…"], ru = ["…"] }` on one line, languages without texts left out; `None` if all are.
pub(super) fn lists(lists: &[Vec<String>; LANGUAGES.len()]) -> Option<Value> {
    let mut table = InlineTable::new();
    for (language, texts) in LANGUAGES
        .iter()
        .zip(lists)
        .filter(|(_, texts)| !texts.is_empty())
    {
        table.insert(*language, row(texts));
    }
    (!table.is_empty()).then_some(Value::InlineTable(table))
}

/// `["…", "…"]` on one line.
pub(super) fn row(texts: &[String]) -> Value {
    Value::Array(texts.iter().map(|t| text(t)).collect())
}

/// A list with each text on a line of its own, so that a change is one line of a diff.
pub(super) fn column<'t>(texts: impl Iterator<Item = &'t str>) -> Value {
    let mut array = Array::new();
    for mut value in texts.map(text) {
        value.decor_mut().set_prefix("\n  ");
        array.push_formatted(value);
    }
    array.set_trailing_comma(true);
    array.set_trailing("\n");
    Value::Array(array)
}

/// A table whose owned keys are those of `values`, in this order, followed by what else `old` holds.
///
/// What an author wrote stays: keys that are not in `owned`, and the comments above and behind keys.
pub(super) fn replace_owned(mut old: Table, owned: &[&str], values: Vec<(&str, Value)>) -> Table {
    let mut table = Table::new();
    *table.decor_mut() = old.decor().clone();
    for (name, mut value) in values {
        let mut key = Key::new(name);
        if let Some((old_key, old_item)) = old.remove_entry(name) {
            if let Some(above) = old_key.leaf_decor().prefix().and_then(|p| p.as_str()) {
                *key.leaf_decor_mut() = Decor::new(above, " ");
            }
            let behind = old_item
                .as_value()
                .and_then(|v| v.decor().suffix()?.as_str());
            if let Some(comment) = behind.filter(|text| text.contains('#')) {
                value.decor_mut().set_suffix(comment);
            }
        }
        table.insert_formatted(&key, Item::Value(value));
    }
    for name in owned {
        old.remove(name);
    }
    let rest: Vec<String> = old.iter().map(|(key, _)| key.to_owned()).collect();
    for (key, item) in rest.iter().filter_map(|name| old.remove_entry(name)) {
        table.insert_formatted(&key, item);
    }
    table
}

/// The text of a file: its head comment, a blank line, the document.
pub(super) fn file(head: &str, document: &DocumentMut) -> String {
    let document = document.to_string();
    format!("{head}\n{}", document.trim_start_matches('\n'))
}
