//! `planned.toml` without one of its entries; comments and layout of everything else stay as they are.

use toml_edit::{ArrayOfTables, DocumentMut, Item, Value};

/// The text of planned.toml without the entry of an id; nothing if there is no such entry.
pub(super) fn without(text: &str, id: &str) -> Option<String> {
    // `toml_edit` ends the lines that it writes with a line feed: one kind of line end is kept throughout.
    let is_windows = text.contains("\r\n");
    let mut plan: DocumentMut = text.replace("\r\n", "\n").parse().ok()?;
    let has_id = |item: Option<&Item>| item.and_then(Item::as_str) == Some(id);
    match plan.get_mut("questions")? {
        Item::ArrayOfTables(tables) => {
            let at = tables.iter().position(|table| has_id(table.get("id")))?;
            if let Some(comments) = remove(tables, at) {
                let trailing = plan.trailing().as_str().unwrap_or_default();
                let trailing = format!("{comments}{trailing}");
                plan.set_trailing(trailing);
            }
        }
        Item::Value(Value::Array(items)) => {
            let id_of = |item: &Value| {
                item.as_inline_table()?
                    .get("id")?
                    .as_str()
                    .map(str::to_owned)
            };
            let at = items
                .iter()
                .position(|item| id_of(item).as_deref() == Some(id))?;
            items.remove(at);
        }
        _ => return None,
    }
    let text = plan.to_string();
    Some(if is_windows {
        text.replace('\n', "\r\n")
    } else {
        text
    })
}

/// Removes a table. Comments above it that a blank line parts from it are not about it: they go to the
/// next table, or back to the caller if there is none.
fn remove(tables: &mut ArrayOfTables, at: usize) -> Option<String> {
    let comments = tables
        .get(at)
        .map(|table| others_comments(prefix(table)).to_owned())?;
    tables.remove(at);
    if comments.is_empty() {
        return None;
    }
    let Some(next) = tables.get_mut(at) else {
        return Some(comments);
    };
    let joined = format!("{comments}{}", prefix(next).trim_start_matches('\n'));
    next.decor_mut().set_prefix(joined);
    None
}

/// What stands between a table's header and the table before it.
fn prefix(table: &toml_edit::Table) -> &str {
    let prefix = table.decor().prefix();
    prefix
        .and_then(|prefix| prefix.as_str())
        .unwrap_or_default()
}

/// The part of a prefix that is about the file or a group of entries, with the blank line behind it.
fn others_comments(prefix: &str) -> &str {
    match prefix.rfind("\n\n") {
        Some(at) if prefix[..at].contains('#') => &prefix[..at + 2],
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAN: &str = "\
# What is to be written.
# One entry each.

# About a only.
[[questions]]
id = \"a\"   # first
title = { en = \"A\" }
topic = \"x\"

# Harder ones

[[questions]]
id = \"b\"
title.en = \"B\"
topic = \"x\"

# About c only.
[[questions]]
id = \"c\"
topic = 'x'
[questions.title]
en = \"C\"
# The end.
";

    fn entry(text: &str, from: &str, to: &str) -> String {
        let start = text.find(from).unwrap_or_default();
        let end = text.find(to).unwrap_or(text.len());
        format!("{}{}", &text[..start], &text[end..])
    }

    #[test]
    fn an_entry_goes_with_its_own_comment_and_leaves_the_others() {
        assert_eq!(
            without(PLAN, "a"),
            Some(entry(PLAN, "# About a", "# Harder"))
        );
        assert_eq!(
            without(PLAN, "b"),
            Some(entry(PLAN, "[[questions]]\nid = \"b\"", "# About c"))
        );
        assert_eq!(
            without(PLAN, "c"),
            Some(entry(PLAN, "\n# About c", "# The end"))
        );
    }

    #[test]
    fn the_last_entry_leaves_the_head_of_the_file() {
        let text = "# Head.\n\n[[questions]]\nid = \"a\"\ntitle = {}\ntopic = \"x\"\n";
        assert_eq!(without(text, "a").as_deref(), Some("# Head.\n\n"));
    }

    #[test]
    fn inline_entries_are_removed_too() {
        let text = "questions = [\n  { id = \"a\" },\n  { id = \"b\" }, # B\n]\n";
        assert_eq!(
            without(text, "a").as_deref(),
            Some("questions = [\n  { id = \"b\" }, # B\n]\n")
        );
    }

    #[test]
    fn line_ends_of_windows_stay() {
        let text = PLAN.replace('\n', "\r\n");
        let expected = entry(PLAN, "# About a", "# Harder").replace('\n', "\r\n");
        assert_eq!(without(&text, "a"), Some(expected));
    }

    #[test]
    fn an_id_that_is_not_planned_changes_nothing() {
        assert_eq!(without(PLAN, "d"), None);
        assert_eq!(without("", "a"), None);
    }
}
