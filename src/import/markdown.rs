//! A question as the text of a file: front matter, answer, study blocks.
//!
//! In: an [`Item`], whose texts are Markdown. Out: the file's text, the same for the same item.

use toml_edit::{Array, InlineTable, Value};

use super::document::{Choice, Item, Source};
use crate::parse::QuestionKind;

/// The text of a question's file. The level is one of the book's, and `sources` stand before the item's own.
pub(super) fn file(item: &Item, level: Option<&str>, sources: &[Source]) -> String {
    let mut text = front_matter(item, level, sources);
    let body = body(item);
    if !body.is_empty() {
        text.push('\n');
        text.push_str(&body);
        text.push('\n');
    }
    text
}

fn front_matter(item: &Item, level: Option<&str>, sources: &[Source]) -> String {
    let mut lines = vec![format!("title = {}", quoted(&item.title))];
    if item.kind != QuestionKind::Open {
        lines.push(format!("kind = {}", quoted(item.kind.name())));
    }
    if let Some(level) = level {
        lines.push(format!("level = {}", quoted(level)));
    }
    if !item.tags.is_empty() {
        let tags: Array = item.tags.iter().map(String::as_str).collect();
        lines.push(format!("tags = {}", Value::Array(tags)));
    }
    let sources: Vec<&Source> = sources.iter().chain(&item.sources).collect();
    match sources.as_slice() {
        [] => {}
        [source] => lines.push(format!("sources = [{}]", reference(source))),
        many => {
            let entries = many.iter().map(|s| format!("  {},\n", reference(s)));
            lines.push(format!("sources = [\n{}]", entries.collect::<String>()));
        }
    }
    if let Some(status) = item.status {
        lines.push(format!("status = {}", quoted(status.name())));
    }
    format!("+++\n{}\n+++\n", lines.join("\n"))
}

/// A text as TOML has it.
pub(super) fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

fn reference(source: &Source) -> String {
    let mut table = InlineTable::new();
    table.insert("title", Value::from(source.title.as_str()));
    if let Some(url) = &source.url {
        table.insert("url", Value::from(url.as_str()));
    }
    table.to_string().trim().to_owned()
}

/// What stands below the front matter.
fn body(item: &Item) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut add = |text: &str| {
        if !text.trim().is_empty() {
            parts.push(text.trim_end().trim_start_matches('\n').to_owned());
        }
    };
    add(&item.statement);
    add(&options(&item.options));
    // The answer of a task is not given away above its hint.
    let is_task = matches!(item.kind, QuestionKind::Task | QuestionKind::Coding);
    let (open, hidden) = if is_task {
        ("", item.short_answer.as_str())
    } else {
        (item.short_answer.as_str(), "")
    };
    let solution = [hidden, &item.solution].map(str::trim).join("\n\n");
    add(open);
    add(&item.answer);
    if let Some((heading, text)) = &item.draft {
        add(&draft(heading, text));
    }
    add(&callout("HINT", &item.hint));
    add(&callout("SOLUTION", solution.trim()));
    let questions: Vec<String> = item
        .follow_ups
        .iter()
        .map(|text| in_list("- ", text))
        .collect();
    add(&callout("FOLLOWUP", &questions.join("\n")));
    parts.join("\n\n")
}

/// A draft below a summary that opens it. The summary is text of HTML.
fn draft(heading: &str, text: &str) -> String {
    let heading = heading
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    format!(
        "<details>\n<summary>{heading}</summary>\n\n{}\n\n</details>",
        text.trim()
    )
}

/// A study block.
fn callout(name: &str, text: &str) -> String {
    if text.trim().is_empty() {
        return String::new();
    }
    let lines = text.trim_end().lines().map(|line| match line {
        "" => "\n>".to_owned(),
        line => format!("\n> {line}"),
    });
    format!("> [!{name}]{}", lines.collect::<String>())
}

fn options(options: &[Choice]) -> String {
    let lines = options.iter().map(|option| {
        let mark = if option.is_right { "- [x] " } else { "- [ ] " };
        let why = match option.why.as_str() {
            "" => String::new(),
            why => format!("\n\n  {}", indented(why, "  ")),
        };
        format!("{mark}{}{why}", indented(&option.text, "  "))
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// A text as an item of a list.
pub(super) fn in_list(mark: &str, text: &str) -> String {
    format!("{mark}{}", indented(text.trim(), &" ".repeat(mark.len())))
}

/// A text whose lines after the first stand below its first letter.
fn indented(text: &str, by: &str) -> String {
    let mut out = String::new();
    for (number, line) in text.lines().enumerate() {
        if number > 0 {
            out.push('\n');
            out.push_str(if line.is_empty() { "" } else { by });
        }
        out.push_str(line);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_has_its_parts_in_one_order() {
        let item = Item {
            title: "What is \"x\"?".into(),
            kind: QuestionKind::Task,
            tags: vec!["a".into(), "b".into()],
            statement: "Given.".into(),
            hint: "One.\n\nTwo.".into(),
            solution: "So.".into(),
            follow_ups: vec!["And?".into(), "More\nof it".into()],
            sources: vec![Source {
                title: "Page".into(),
                url: Some("https://a.bc".into()),
            }],
            status: Some(crate::parse::AnswerStatus::Stub),
            ..Item::default()
        };
        let expected = "+++\ntitle = 'What is \"x\"?'\nkind = \"task\"\nlevel = \"junior\"\ntags = [\"a\", \"b\"]\n\
             sources = [{ title = \"Page\", url = \"https://a.bc\" }]\nstatus = \"stub\"\n+++\n\nGiven.\n\n\
             > [!HINT]\n> One.\n>\n> Two.\n\n> [!SOLUTION]\n> So.\n\n> [!FOLLOWUP]\n> - And?\n> - More\n>   of it\n";
        assert_eq!(file(&item, Some("junior"), &[]), expected);
    }
}
