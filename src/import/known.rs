//! What a book has already: ids, titles, levels, languages.
//!
//! In: the settings and the documents of a book. Out: answers to "is this question there?" and "which of the
//! book's levels is that?". Nothing is read from the disk here.

use std::collections::BTreeMap;

use unicode_normalization::UnicodeNormalization;

use crate::config::Config;
use crate::parse::{Document, Role};

/// The questions and the settings of a book, as an import needs them.
#[derive(Debug, Default)]
pub struct Known {
    /// Tags of the languages, the default one first.
    pub languages: Vec<String>,
    /// The content folder.
    pub src: String,
    /// The file of each id; of the original, where a question is translated.
    files: BTreeMap<String, String>,
    /// Ids by normalised title.
    titles: BTreeMap<String, Vec<String>>,
    /// Folders that have an `index.md` in some language, with the files.
    topics: BTreeMap<String, Vec<String>>,
    /// Ids of questions that are to be written: no imported question may take one.
    planned: Vec<String>,
    /// Ids of levels with all their names, in lower case.
    levels: Vec<(String, Vec<String>)>,
}

impl Known {
    /// What the settings say.
    pub fn new(config: &Config) -> Self {
        let levels = config.levels.iter().map(|level| {
            let names = config.languages.iter();
            let names = names.map(|language| level.name(&language.tag).to_lowercase());
            (
                level.id.clone(),
                names.chain([level.id.to_lowercase()]).collect(),
            )
        });
        Self {
            languages: config.languages.iter().map(|l| l.tag.clone()).collect(),
            src: config.book.src.clone(),
            levels: levels.collect(),
            ..Self::default()
        }
    }

    /// Adds the questions of a document.
    pub fn add(&mut self, document: &Document) {
        match document.role {
            Role::Home | Role::Page => {}
            Role::Topic => {
                let files = self.topics.entry(document.folder.clone()).or_default();
                files.push(document.file.to_string());
            }
            Role::Question if document.parts.is_empty() => {
                let id = document.front_matter.id.as_ref();
                let id = id.map_or(document.stem.as_str(), |id| id.get_ref());
                if let Some(title) = &document.front_matter.title {
                    self.question(id, title.get_ref(), &document.file);
                }
            }
            Role::Question => {
                for part in &document.parts {
                    let id = part.attributes.slug.clone();
                    let id = id.unwrap_or_else(|| crate::language::slug::slug(&part.title));
                    self.question(&id, &part.title, &document.file);
                }
            }
        }
    }

    fn question(&mut self, id: &str, title: &str, file: &str) {
        // Files come sorted, and `a.md` comes before `a.uk.md`: the first is the original.
        self.files
            .entry(id.to_owned())
            .or_insert_with(|| file.to_owned());
        let ids = self.titles.entry(normalised(title)).or_default();
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }

    /// Adds the ids of planned.toml. What cannot be read there is reported when the book is built.
    pub fn add_planned(&mut self, text: &str) {
        let plan: toml::Table = text.parse().unwrap_or_default();
        let questions = plan.get("questions").and_then(toml::Value::as_array);
        let ids = questions
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.get("id")?.as_str());
        self.planned.extend(ids.map(str::to_owned));
    }

    /// Ids of questions that are to be written.
    pub fn planned(&self) -> &[String] {
        &self.planned
    }

    /// The file of an id.
    pub fn file_of(&self, id: &str) -> Option<&str> {
        self.files.get(id).map(String::as_str)
    }

    /// Ids of the questions with a title, whatever its case and punctuation.
    pub fn with_title(&self, title: &str) -> &[String] {
        self.titles
            .get(&normalised(title))
            .map_or(&[], Vec::as_slice)
    }

    /// Whether a folder has a text of its own, in any language.
    pub fn has_topic(&self, folder: &str) -> bool {
        self.topics.contains_key(folder)
    }

    /// The book's level that a source's name means.
    pub fn level(&self, name: &str) -> Option<&str> {
        let name = name.trim().to_lowercase();
        let mut levels = self.levels.iter();
        levels
            .find(|(_, names)| names.contains(&name))
            .map(|(id, _)| id.as_str())
    }
}

/// A title as it is compared: words in lower case without punctuation.
pub fn normalised(title: &str) -> String {
    let lower = title.nfkc().collect::<String>().to_lowercase();
    let letters = lower.replace(['’', '\'', 'ʼ', '`'], "");
    let words = letters.split(|c: char| !c.is_alphanumeric() && !"+#=<>/^%".contains(c));
    words
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_are_compared_without_case_and_punctuation() {
        assert_eq!(normalised("Що таке  **ROC-AUC**?"), "що таке roc auc");
        assert_eq!(normalised("Що таке AUC?"), normalised("що таке auc"));
        assert_eq!(normalised("Обʼєкт"), normalised("об'єкт"));
        assert_ne!(normalised("C++?"), normalised("C?"));
    }
}
