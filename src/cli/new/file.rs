//! The text of a new question: front matter, and a skeleton of sections in the file's language.
//!
//! Skeletons are data files, `starter/question/<kind>.<language>.md`, which are part of the program.

use include_dir::{Dir, include_dir};

use super::Draft;
use crate::config::Config;
use crate::parse::QuestionKind;

static SKELETONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/starter/question");

/// The language of the skeletons for languages that have none.
const FALLBACK: &str = "en";

/// The last lines of the front matter.
const DRAFT: &str = "# A draft is not published. Remove this when the text is ready.\ndraft = true";

/// The files of a question, the original first: their paths in the book and their texts.
pub(super) fn files(config: &Config, draft: &Draft) -> Vec<(String, String)> {
    let stem = format!("{}/{}/{}", config.book.src, draft.topic, draft.id);
    let mut files = vec![(format!("{stem}.md"), original(config, draft))];
    for language in &draft.translations {
        let tag = &config.languages[*language].tag;
        files.push((format!("{stem}.{tag}.md"), translation(tag, draft)));
    }
    files
}

/// The file in the default language, which says everything that translations inherit.
fn original(config: &Config, draft: &Draft) -> String {
    let mut lines = vec![format!("title = {}", quoted(&draft.title))];
    for (number, language) in config.languages.iter().enumerate() {
        if let (false, Some(title)) = (
            draft.translations.contains(&number),
            draft.titles.get(&language.tag),
        ) {
            lines.push(format!(
                "# The planned title in `{}`: {title}",
                language.tag
            ));
        }
    }
    lines.push(format!("kind = {}", quoted(draft.kind.name())));
    let levels: Vec<_> = config
        .levels
        .iter()
        .map(|level| level.id.as_str())
        .collect();
    match &draft.level {
        Some(level) => lines.push(format!("level = {}", quoted(level))),
        None if levels.is_empty() => {}
        None => lines.push(format!(
            "# level = {}  # or one of {}",
            quoted(levels[0]),
            levels[1..].join(", ")
        )),
    }
    lines.extend(
        [
            "tags = []",
            "# Ids of questions to read next, and what the answer was written from:",
            "related = []",
            "sources = [",
            "  # { title = \"…\", authors = \"…\", year = 2026, url = \"https://…\" },",
            "]",
            DRAFT,
        ]
        .map(str::to_owned),
    );
    let language = &config.languages[0].tag;
    format!(
        "+++\n{}\n+++\n\n{}",
        lines.join("\n"),
        skeleton(draft.kind, language)
    )
}

/// A translation, which needs a title only. It is a draft of its own, so that it is not published
/// together with an original that is ready before it.
fn translation(tag: &str, draft: &Draft) -> String {
    let title = quoted(draft.titles.get(tag).unwrap_or(&draft.title));
    let skeleton = skeleton(draft.kind, tag);
    format!("+++\ntitle = {title}\n{DRAFT}\n+++\n\n{skeleton}")
}

/// A text as TOML has it.
fn quoted(text: &str) -> String {
    toml_edit::Value::from(text).to_string()
}

/// The sections of an answer in a language, or in the nearest one that has them.
fn skeleton(kind: QuestionKind, tag: &str) -> &'static str {
    let primary = tag.split('-').next().unwrap_or(tag);
    [tag, primary, FALLBACK]
        .iter()
        .find_map(|language| SKELETONS.get_file(format!("{}.{language}.md", kind.name())))
        .and_then(|file| file.contents_utf8())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What must be the same in all languages: headings' levels, blocks, list marks, code.
    fn outline(text: &str) -> Vec<String> {
        let mark = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
        text.lines()
            .map(mark)
            .filter(|m| m.starts_with(['#', '>', '-', '`', '1', '$']))
            .collect()
    }

    #[test]
    fn every_kind_has_a_skeleton_of_one_outline_in_every_language() {
        for (name, kind) in QuestionKind::NAMES {
            let english = skeleton(kind, "en");
            assert!(
                english.contains("[!PITFALL]") && english.contains("[!FOLLOWUP]"),
                "{name}"
            );
            for language in ["uk", "ru"] {
                let text = skeleton(kind, language);
                assert!(
                    text.chars().any(|c| c.is_alphabetic() && !c.is_ascii()),
                    "{name}.{language}"
                );
                assert_eq!(outline(text), outline(english), "{name}.{language}");
            }
        }
    }

    #[test]
    fn languages_without_skeletons_get_the_nearest() {
        let kind = QuestionKind::Open;
        assert_eq!(skeleton(kind, "uk-latn"), skeleton(kind, "uk"));
        assert_eq!(skeleton(kind, "pt-br"), skeleton(kind, "en"));
    }

    #[test]
    fn titles_are_quoted_as_toml() {
        for title in ["Why?", "Say \"when\"", "C:\\path", "a 'b' \"c\" \u{1}"] {
            let read: Result<toml::Table, _> = format!("title = {}", quoted(title)).parse();
            assert_eq!(
                read.ok()
                    .and_then(|t| t["title"].as_str().map(str::to_owned))
                    .as_deref(),
                Some(title)
            );
        }
    }
}
