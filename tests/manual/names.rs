//! Every name that the program knows stands in the section of the manual that is about it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use answerbook::cli::Cli;
use answerbook::config::BOOK;
use answerbook::parse::front_matter::{PAGE, QUESTION, TOPIC};
use answerbook::relate::{GLOSSARY, PLANNED, TRACK, TRANSLATIONS};
use answerbook::schema::{Key, Type};
use clap::{Arg, Command, CommandFactory};

use super::{Section, report, repository, sections};
use crate::book::files;

/// The sections of the manual by their ids, and what was not found in them.
struct Manual {
    sections: BTreeMap<String, Section>,
    missing: Vec<String>,
}

impl Manual {
    fn read() -> Self {
        let sections = sections().into_iter().map(|s| (s.id.clone(), s));
        Self {
            sections: sections.collect(),
            missing: Vec::new(),
        }
    }

    /// Asks for a name at the beginning of a code span of a section.
    fn names(&mut self, section: &str, name: &str) {
        let is_name = |span: &str| {
            let rest = span.strip_prefix(name);
            rest.is_some_and(|rest| {
                !rest.starts_with(|c: char| c.is_alphanumeric() || "-_".contains(c))
            })
        };
        let found = self.sections.get(section).map(|s| s.spans());
        if !found.is_some_and(|spans| spans.into_iter().any(is_name)) {
            self.missing.push(format!(
                "the section `{section}` of the manual does not name `{name}`"
            ));
        }
    }

    /// Asks for a command in an `sh` block of a section.
    fn shows(&mut self, section: &str, command: &str) {
        let blocks = self.sections.get(section).map(Section::blocks);
        let mut blocks = blocks.into_iter().flatten();
        if !blocks.any(|block| block.text.lines().any(|line| line.starts_with(command))) {
            self.missing.push(format!(
                "the section `{section}` of the manual does not show `{command}`"
            ));
        }
    }

    /// Asks for a row of a table that begins with a name, and for other names in it.
    fn row(&mut self, section: &str, name: &str, holds: &BTreeSet<String>) {
        let begin = format!("| `{name}` |");
        let text = self.sections.get(section).map_or("", |s| s.text.as_str());
        let Some(row) = text.lines().find(|line| line.starts_with(&begin)) else {
            return self.missing.push(format!(
                "the section `{section}` of the manual has no row `{name}`"
            ));
        };
        let lacks = holds
            .iter()
            .filter(|held| !row.contains(&format!("`{held}`")));
        self.missing.extend(lacks.map(|held| {
            format!(
                "the row `{name}` in the section `{section}` of the manual does not name `{held}`"
            )
        }));
    }

    fn done(self) {
        report(&self.missing);
    }
}

#[test]
fn every_command_and_option_is_named() {
    let mut manual = Manual::read();
    let mut program = Cli::command();
    program.build();
    for argument in program.get_arguments().filter(|a| !a.is_hide_set()) {
        name_argument(&mut manual, "common-options", argument);
    }
    for command in program.get_subcommands() {
        name_command(&mut manual, "", command);
    }
    manual.done();
}

fn name_command(manual: &mut Manual, parent: &str, command: &Command) {
    let name = format!("{parent}{}", command.get_name());
    if command.is_hide_set() || command.get_name() == "help" {
        return;
    }
    manual.names("commands", &name.replace('-', " "));
    let section = format!("command-{name}");
    for argument in command.get_arguments() {
        let is_common =
            argument.is_global_set() || ["help", "version"].contains(&argument.get_id().as_str());
        if !is_common && !argument.is_hide_set() {
            name_argument(manual, &section, argument);
        }
    }
    for child in command.get_subcommands() {
        name_command(manual, &format!("{name}-"), child);
    }
    if !command.has_subcommands() {
        manual.shows(&section, &format!("answerbook {}", name.replace('-', " ")));
    }
}

fn name_argument(manual: &mut Manual, section: &str, argument: &Arg) {
    match argument.get_long() {
        Some(long) => manual.names(section, &format!("--{long}")),
        None => {
            let name = argument.get_value_names().and_then(|names| names.first());
            let name = name.map_or(argument.get_id().as_str(), |name| name.as_str());
            manual.names(section, &name.to_uppercase());
        }
    }
    if let Some(short) = argument.get_short() {
        manual.names(section, &format!("-{short}"));
    }
    if !argument.get_action().takes_values() {
        return;
    }
    for value in argument.get_possible_values() {
        manual.names(section, value.get_name());
    }
}

#[test]
fn every_key_is_named() {
    let mut manual = Manual::read();
    for key in BOOK.keys {
        match &key.value {
            Type::Table(keys) => {
                name_keys(&mut manual, "book-toml", &format!("[{}] ", key.name), keys)
            }
            Type::Map(of) => {
                let name = match key.name {
                    "languages" => "[languages.TAG]".to_owned(),
                    name => format!("[{name}]"),
                };
                manual.names("book-toml", &name);
                if let Type::Table(keys) = of {
                    name_keys(&mut manual, "book-toml", &format!("{name} "), keys);
                }
            }
            _ => manual.names("book-toml", key.name),
        }
    }
    let files = [
        (&QUESTION, "front-matter"),
        (&TOPIC, "front-matter-pages"),
        (&PAGE, "front-matter-pages"),
        (&TRACK, "tracks"),
        (&GLOSSARY, "glossary"),
        (&PLANNED, "planned"),
        (&TRANSLATIONS, "translations-lock"),
    ];
    for (schema, section) in files {
        name_keys(&mut manual, section, "", schema.keys);
    }
    manual.done();
}

fn name_keys(manual: &mut Manual, section: &str, table: &str, keys: &[Key]) {
    for key in keys {
        let name = format!("{table}{}", key.name);
        let inner = match &key.value {
            Type::Table(keys) | Type::List(Type::Table(keys)) => Some(*keys),
            Type::Map(Type::Table(keys)) => {
                let inner = format!(
                    "[{}.{}.NAME] ",
                    table.trim_matches(['[', ']', ' ']),
                    key.name
                );
                name_keys(manual, section, &inner, keys);
                continue;
            }
            // A block holds blocks with the same keys.
            Type::List(Type::Nested(_, keys)) if !table.starts_with("blocks.") => Some(keys()),
            _ => None,
        };
        manual.names(section, &name);
        if let Some(inner) = inner {
            name_keys(manual, section, &format!("{name}."), inner);
        }
    }
}

#[test]
fn every_block_of_a_text_is_named() {
    let mut manual = Manual::read();
    for name in strings_of("src/parse/tree.rs", "pub const NAMES:") {
        manual.names("study-blocks", &format!("> [!{name}]"));
    }
    for name in strings_of("src/parse/front_matter.rs", "pub const NAMES:") {
        manual.names("kinds", &name);
    }
    let options = strings_of("src/parse/fence.rs", "const OPTIONS:");
    for name in options.iter().filter(|name| !name.contains('=')) {
        manual.names("code", name);
    }
    manual.done();
}

/// The texts in quotes of an item of the sources, from where it begins to the line `];`.
fn strings_of(file: &str, begin: &str) -> Vec<String> {
    let text = fs::read_to_string(repository().join(file)).unwrap();
    let item = text
        .split_once(begin)
        .unwrap_or_else(|| panic!("{file} has no `{begin}`"));
    let item = item.1.split_once("];").unwrap().0;
    let strings: Vec<_> = item
        .split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect();
    assert!(strings.len() > 3, "{file}: {strings:?}");
    strings
}

#[test]
fn every_template_and_block_is_named() {
    let mut manual = Manual::read();
    let folder = repository().join("templates");
    for file in files(&folder) {
        let text = fs::read_to_string(folder.join(&file)).unwrap();
        let blocks = text.split("{%").skip(1).filter_map(|tag| {
            let tag = tag.trim_start_matches('-').trim_start();
            tag.strip_prefix("block ")?.split([' ', '-', '%']).next()
        });
        let section = if file.starts_with("partials/") {
            "partials"
        } else {
            "templates-and-blocks"
        };
        manual.row(section, &file, &blocks.map(str::to_owned).collect());
    }
    manual.done();
}

#[test]
fn every_custom_element_is_named() {
    let mut manual = Manual::read();
    let mut elements = BTreeSet::new();
    for folder in ["templates", "static/js", "src/render"] {
        let folder = repository().join(folder);
        for file in files(&folder) {
            let text = fs::read_to_string(folder.join(&file)).unwrap();
            let tags = text
                .split('<')
                .skip(1)
                .map(|tag| tag.split([' ', '>', '\n', '`']).next().unwrap());
            let is_element = |name: &&str| {
                name.contains('-')
                    && !name.starts_with('-')
                    && name.chars().all(|c| c.is_ascii_lowercase() || c == '-')
            };
            elements.extend(tags.filter(is_element).map(str::to_owned));
            let defined = text.split("customElements.define(").skip(1);
            elements.extend(
                defined.map(|rest| rest[1..].split(['"', '\'']).next().unwrap().to_owned()),
            );
        }
    }
    assert!(elements.len() > 10, "{elements:?}");
    for element in &elements {
        manual.row("custom-elements", element, &BTreeSet::new());
    }
    manual.done();
}

#[test]
fn every_environment_variable_is_named() {
    let mut manual = Manual::read();
    let folder = repository().join("src");
    for file in files(&folder).iter().filter(|file| !file.contains("tests")) {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        for call in ["var_os(\"", "env::var(\"", "named(\""] {
            for rest in text.split(call).skip(1) {
                let name = rest.split('"').next().unwrap();
                if !name.is_empty() && name.chars().all(|c| c.is_ascii_uppercase() || c == '_') {
                    manual.names("environment", name);
                }
            }
        }
    }
    manual.done();
}

#[test]
fn everything_that_the_browser_keeps_is_named() {
    let mut manual = Manual::read();
    let folder = repository().join("static/js");
    for file in files(&folder) {
        let text = fs::read_to_string(folder.join(&file)).unwrap();
        for call in ["keep(\"", "kept(\"", "k(\""] {
            for rest in text.split(call).skip(1) {
                let name = rest.split('"').next().unwrap();
                manual.names("stored", &format!("answerbook-{name}"));
            }
        }
        for rest in text.split("answerbook-").skip(1) {
            let name = rest
                .split(|c: char| !(c.is_ascii_lowercase() || c == '-'))
                .next()
                .unwrap();
            if !name.is_empty() {
                manual.names("stored", &format!("answerbook-{name}"));
            }
        }
    }
    manual.done();
}

#[test]
fn every_table_of_interface_texts_is_named() {
    let mut manual = Manual::read();
    let english = fs::read_to_string(repository().join("languages/en.toml")).unwrap();
    for line in english.lines().filter(|line| line.starts_with('[')) {
        manual.names("interface-texts", line);
    }
    manual.done();
}
