//! Which form a source has, and why.
//!
//! In: the first bytes of a file. Out: its [`Form`] and the sign that told it, in words. A sign that only one form
//! has comes before those that several have.

use super::Form;
use super::lines::{Line, cleaned, lines, numbered};
use super::shape::Shape;

/// Lines of a table that must have equally many cells.
const ROWS: usize = 5;

/// The form of a source, and what told it.
pub fn detect(head: &[u8]) -> Option<(Form, String)> {
    if head.starts_with(b"PK\x03\x04") {
        return Some((Form::Anki, "it is a ZIP archive, as decks are".to_owned()));
    }
    let text = cleaned(&String::from_utf8_lossy(head));
    let is_export = text.trim_start().starts_with('{') && text.contains("\"format\"");
    if is_export && text.contains("\"answerbook\"") {
        return Some((
            Form::Json,
            "it is a JSON object whose format is `answerbook`".to_owned(),
        ));
    }
    let lines = lines(&text);
    let signs = [interview, handbook, telegram, anki_text, post, list];
    signs
        .iter()
        .find_map(|sign| sign(&lines))
        .or_else(|| table(&lines))
}

fn told(shape: Shape, line: &Line<'_>, what: &str) -> Option<(Form, String)> {
    Some((Form::Text(shape), format!("line {} {what}", line.number)))
}

fn interview(lines: &[Line<'_>]) -> Option<(Form, String)> {
    let line = lines.iter().find(|line| {
        let Some(label) = line
            .trimmed()
            .strip_prefix("**")
            .and_then(|inner| inner.split_once(':'))
        else {
            return false;
        };
        let mut words = label.0.split_whitespace();
        let is_label = words
            .next()
            .is_some_and(|word| ["Вопрос", "Question", "Питання", "Запитання"].contains(&word));
        is_label
            && words
                .next()
                .is_some_and(|number| number.bytes().all(|b| b.is_ascii_digit()))
    })?;
    told(Shape::Interview, line, "is a question `**Question N:** …`")
}

fn handbook(lines: &[Line<'_>]) -> Option<(Form, String)> {
    let line = lines.iter().find(|line| line.text.starts_with('▼'))?;
    told(Shape::Handbook, line, "is a section `▼ …`")
}

fn telegram(lines: &[Line<'_>]) -> Option<(Form, String)> {
    if let Some(line) = lines
        .iter()
        .find(|line| line.trimmed() == "Download Telegram")
    {
        return told(Shape::Telegram, line, "ends the header of a channel");
    }
    let is_handle = |text: &str| {
        text.strip_prefix('@').is_some_and(|name| {
            name.len() >= 5 && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        })
    };
    let line = lines.iter().find(|line| is_handle(line.trimmed()))?;
    let is_repeated = lines
        .iter()
        .filter(|other| other.trimmed() == line.trimmed())
        .count()
        > 1;
    is_repeated
        .then(|| {
            told(
                Shape::Telegram,
                line,
                "is a channel's handle, which closes posts",
            )
        })
        .flatten()
}

fn anki_text(lines: &[Line<'_>]) -> Option<(Form, String)> {
    let first = lines.first()?;
    let is_tab = first.text.to_lowercase() == "#separator:tab";
    let is_other = first.text.starts_with("#separator:");
    let form = if is_tab { Form::Tsv } else { Form::Csv };
    is_other.then(|| {
        (
            form,
            "its first line names a separator, as Anki writes it".to_owned(),
        )
    })
}

fn post(lines: &[Line<'_>]) -> Option<(Form, String)> {
    let first = lines.iter().find(|line| !line.is_blank())?;
    if ["---", "+++"].contains(&first.trimmed()) {
        return told(Shape::Post, first, "begins front matter");
    }
    let mut headings = lines.iter().filter(|line| line.text.starts_with("# "));
    let second = headings.nth(1)?;
    told(Shape::Post, second, "is one of several headings of level 1")
}

fn list(lines: &[Line<'_>]) -> Option<(Form, String)> {
    let numbers = lines
        .iter()
        .filter_map(|line| numbered(line.trimmed(), 5).map(|(number, _)| (line, number)));
    let (mut last, mut length) = (0, 0);
    let mut run: Option<&Line<'_>> = None;
    for (line, number) in numbers {
        let number: u64 = number.parse().unwrap_or(0);
        if number == 1 {
            (run, length) = (Some(line), 1);
        } else if number > last {
            length += 1;
        } else {
            run = None;
        }
        last = number;
        if let (3, Some(first)) = (length, run) {
            return told(Shape::List, first, "begins a numbered list");
        }
    }
    None
}

fn table(lines: &[Line<'_>]) -> Option<(Form, String)> {
    let rows: Vec<&str> = lines
        .iter()
        .map(|line| line.text)
        .filter(|text| !text.trim().is_empty())
        .take(ROWS)
        .collect();
    for (form, mark, name) in [(Form::Tsv, '\t', "tabulators"), (Form::Csv, ',', "commas")] {
        let count = |row: &&str| row.matches(mark).count();
        let first = rows.first().map(count).unwrap_or(0);
        let is_even = rows.len() > 1
            && rows
                .iter()
                .all(|row| count(row) == first || row.contains('"'));
        if first > 0 && is_even {
            return Some((form, format!("its rows have cells between {name}")));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_is_known_by_its_sign() {
        for (text, name) in [
            ("# A\n\n**Question 1:** b", "interview"),
            ("HR\n\n▼ A\n1. b", "handbook"),
            ("Download Telegram\na\n@abcdef", "telegram"),
            ("a\n@abcdef\nb\n@abcdef", "telegram"),
            ("---\ntitle: a\n---", "post"),
            ("# a?\nb\n# c?", "post"),
            ("# A\n\n1. a\n2. b\nc\n3. d", "list"),
            ("#separator:tab\na\tb", "tsv"),
            ("a\tb\nc\td", "tsv"),
            ("question,answer\na,\"b, c\"", "csv"),
            ("{\"format\": \"answerbook\", \"version\": 1}", "json"),
            ("PK\u{3}\u{4}", "anki"),
        ] {
            let found = detect(text.as_bytes()).map(|(form, _)| form.name());
            assert_eq!(found, Some(name), "{text}");
        }
        assert_eq!(detect(b"Some text.\n"), None);
        assert_eq!(detect(b""), None);
    }
}
