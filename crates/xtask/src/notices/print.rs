//! Works and the texts of their licences as a file to be read: a list, then each text once, under those whose it is.

use std::collections::BTreeMap;

use super::{Work, choice};

/// Stands above each text.
const LINE: &str =
    "--------------------------------------------------------------------------------";

/// The file. Works of the same name and version are one.
pub(super) fn file(head: &str, mut works: Vec<Work>) -> String {
    works.sort();
    works.dedup();
    let mut file = format!("{head}\n");
    for work in &works {
        file.push_str(&format!("{} ({})", work.name, work.licence));
        if !work.source.is_empty() {
            file.push_str(&format!(", {}", work.source));
        }
        file.push('\n');
    }
    // Most are under the MIT License, which differs in nothing but whose it is.
    let mut holders: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    // The other texts, in the order of the first work that has each.
    let mut order: Vec<String> = Vec::new();
    let mut texts: BTreeMap<String, (Vec<&str>, &str)> = BTreeMap::new();
    for work in &works {
        for text in &work.texts {
            if let Some(holder) = choice::holders_of_mit(text) {
                add(holders.entry(holder).or_default(), &work.name);
                continue;
            }
            // The same text may be broken into lines in another way.
            let key = text.split_whitespace().collect::<Vec<_>>().join(" ");
            let known = texts.entry(key.clone()).or_insert_with(|| {
                order.push(key);
                (Vec::new(), text)
            });
            add(&mut known.0, &work.name);
        }
    }
    if !holders.is_empty() {
        file.push_str(&format!("\n{LINE}\nMIT License\n"));
        for (holder, names) in &holders {
            let indented: String = holder.lines().map(|line| format!("  {line}\n")).collect();
            file.push_str(&format!("\n{}\n{indented}", wrapped(names)));
        }
        file.push_str(&format!("\n{}", choice::mit_text()));
    }
    for key in &order {
        let (names, text) = &texts[key];
        file.push_str(&format!(
            "\n{LINE}\n{}\n\n{}\n",
            wrapped(names),
            clean(text)
        ));
    }
    file
}

/// Adds a name, once.
fn add<'n>(names: &mut Vec<&'n str>, name: &'n str) {
    if names.last() != Some(&name) {
        names.push(name);
    }
}

/// Names with commas, in lines of at most 80 characters where names allow it.
fn wrapped(names: &[&str]) -> String {
    let mut lines = vec![String::new()];
    for (number, name) in names.iter().enumerate() {
        let comma = if number + 1 < names.len() { "," } else { ":" };
        let last = lines.last().map_or(0, |line| line.chars().count());
        if last > 0 && last + name.chars().count() + 2 > 80 {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            let space = if line.is_empty() { "" } else { " " };
            line.push_str(&format!("{space}{name}{comma}"));
        }
    }
    lines.join("\n")
}

/// A text without empty lines around it, spaces at the ends of lines, and characters that only printers obey.
fn clean(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}').replace('\u{c}', "");
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    let first = lines.iter().position(|line| !line.is_empty()).unwrap_or(0);
    lines[first..].join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn work(name: &str, text: &str) -> Work {
        Work {
            name: name.to_owned(),
            licence: "MIT".to_owned(),
            source: String::new(),
            texts: vec![text.to_owned()],
        }
    }

    #[test]
    fn the_mit_license_stands_once_with_all_whose_it_is() {
        let works = vec![
            work("b 1", &choice::mit("B")),
            work("a 1", &choice::mit("B")),
        ];
        let file = file("Head.\n", works);
        assert!(
            file.contains("\na 1, b 1:\n  Copyright (c) B\n\nPermission"),
            "{file}"
        );
        assert_eq!(file.matches("Permission is").count(), 1);
    }

    #[test]
    fn a_text_stands_once_however_its_lines_are_broken() {
        let works = vec![
            work("b 1", "One\r\ntwo  \r\n"),
            work("a 1", "One two"),
            work("c 1", "Three"),
        ];
        let file = file("Head.\n", works);
        let expected = format!(
            "Head.\n\na 1 (MIT)\nb 1 (MIT)\nc 1 (MIT)\n\n{LINE}\na 1, b 1:\n\nOne two\n\n{LINE}\nc 1:\n\nThree\n"
        );
        assert_eq!(file, expected);
    }
}
