//! What an entry of an export asks of the book: its languages, its paths, what it has already.

use std::collections::BTreeMap;

use super::Filing;
use crate::import::document::Item;
use crate::import::report::Existing;

impl Filing<'_> {
    /// The first language of the book that a text exists in, with the text.
    pub(in crate::import) fn original<'t, T>(
        &self,
        texts: &'t BTreeMap<String, T>,
    ) -> Option<(String, &'t T)> {
        let mut languages = self.known.languages.iter();
        languages.find_map(|language| Some((language.clone(), texts.get(language)?)))
    }

    /// Whether the book has a language.
    pub(in crate::import) fn has_language(&self, language: &str) -> bool {
        self.known.languages.iter().any(|known| known == language)
    }

    /// The path of a file in a language, in a topic below the one that is imported to.
    pub(in crate::import) fn path_of(&self, topic: &str, stem: &str, language: &str) -> String {
        let mut folders = vec![self.known.src.as_str(), &self.target.folder, topic];
        folders.retain(|folder| !folder.is_empty());
        let folders = folders.join("/");
        match self.known.languages.first() {
            Some(default) if default != language => format!("{folders}/{stem}.{language}.md"),
            _ => format!("{folders}/{stem}.md"),
        }
    }

    /// Whether the import goes to the top of the content folder and not to a topic.
    pub(in crate::import) fn is_top(&self) -> bool {
        self.target.folder.is_empty()
    }

    /// The folders of a topic of an export below those that are imported to.
    pub(in crate::import) fn topic_of(&self, topic: &str) -> String {
        let mut folders = vec![self.target.folder.as_str(), topic];
        folders.retain(|folder| !folder.is_empty());
        folders.join("/")
    }

    /// The path of a data file.
    pub(in crate::import) fn data_path(&self, name: &str) -> String {
        format!("{}/{name}", self.known.src)
    }

    /// Whether the book has questions that are to be written.
    pub(in crate::import) fn has_plan(&self) -> bool {
        !self.known.planned().is_empty()
    }

    /// Whether the book has a question of an id.
    pub(in crate::import) fn is_written(&self, id: &str) -> bool {
        self.known.file_of(id).is_some()
    }

    /// The path of a track.
    pub(in crate::import) fn track_path(&self, id: &str) -> String {
        format!("{}/tracks/{id}.toml", self.known.src)
    }

    /// Whether an id is one of the book's, written or planned.
    pub(in crate::import) fn is_known(&self, id: &str) -> bool {
        self.is_written(id) || self.known.planned().iter().any(|planned| planned == id)
    }

    /// Counts a question of an export.
    pub(in crate::import) fn count_entry(&mut self, question: &crate::exchange::Question) {
        let kind = question.kind.as_deref().unwrap_or("open");
        let kinds = crate::parse::QuestionKind::NAMES.iter();
        let kind = kinds
            .filter(|(name, _)| *name == kind)
            .map(|(_, kind)| *kind)
            .next();
        self.report.count(&Item {
            kind: kind.unwrap_or_default(),
            level: question.level.clone(),
            status: question.status,
            ..Item::default()
        });
    }

    /// The id of a question that has one, if the book has it in another file than the one that would be written.
    pub(in crate::import) fn elsewhere(
        &mut self,
        id: &str,
        title: &str,
        path: &str,
        number: usize,
    ) -> Option<String> {
        let twin = || self.known.with_title(title).first().map(String::as_str);
        let known = match self.known.file_of(id) {
            Some(_) => id,
            None => twin()?,
        };
        let file = self.known.file_of(known)?;
        if file == path {
            return None;
        }
        self.report.existing.push(Existing {
            line: number,
            title: title.to_owned(),
            id: known.to_owned(),
            file: file.to_owned(),
            is_same_title: known != id,
        });
        Some(known.to_owned())
    }
}
