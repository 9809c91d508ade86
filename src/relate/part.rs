//! Files of many questions: their headings become questions, joined over the languages by slug.

use super::article::{Origin, anchors, question, title_line};
use super::{Article, Book, Group, Question, Relating, Version};
use crate::diagnostic::did_you_mean;
use crate::language::slug::slug;
use crate::parse::{Document, Part};

/// The slug of a heading that makes a question of its own: the author's, else one made from its text.
pub(super) fn slug_of(part: &Part) -> String {
    let typed = part.attributes.slug.clone();
    typed.unwrap_or_else(|| slug(&part.title))
}

impl Relating<'_> {
    /// A file of many questions: its introduction, and its questions joined by slug.
    pub(super) fn group(
        &mut self,
        book: &mut Book,
        documents: &[usize],
        (topic, article, folder): (usize, Article, &str),
        questions: &mut Vec<(Question, Origin)>,
    ) {
        let group = book.groups.len();
        let original = &book.documents[documents[0]];
        let slugs: Vec<String> = original.parts.iter().map(slug_of).collect();
        self.check_slugs(original, &slugs);
        let joined = self.join_parts(book, documents, &slugs);
        for (number, id) in slugs.iter().enumerate() {
            let mut versions: Vec<Option<Version>> = Vec::new();
            versions.resize_with(self.config.languages.len(), || None);
            for (document, part) in &joined[number] {
                let language = book.documents[*document].language;
                versions[language] = Some(self.version(book, *document, Some(*part)));
            }
            let mut part = Article {
                path: format!("{folder}/{id}"),
                versions,
                original: book.documents[documents[0]].language,
            };
            anchors(book, &mut part);
            let origin = Origin {
                documents: documents.to_vec(),
                attributes: Some(
                    book.documents[documents[0]].parts[number]
                        .attributes
                        .clone(),
                ),
            };
            questions.push((question(id.clone(), part, topic, Some(group)), origin));
        }
        book.groups.push(Group {
            article,
            topic,
            questions: Vec::new(),
        });
    }

    /// The slugs of a file's headings stand in addresses, and the file itself has no id.
    fn check_slugs(&mut self, original: &Document, slugs: &[String]) {
        for (part, slug) in original.parts.iter().zip(slugs) {
            let line = title_line(original, &part.heading);
            if slug.is_empty() {
                let message = "the heading has no letter for an address".to_owned();
                let hint = "end it with a name: `{#…}`".to_owned();
                self.error(&original.file, line, message, Some(hint));
            } else {
                self.check_name(&original.file, line, slug);
            }
        }
        if let Some(id) = &original.front_matter.id {
            let message = "a file of many questions has no id".to_owned();
            let hint = "remove it: the slugs of the headings are the ids".to_owned();
            self.error(&original.file, id.span(), message, Some(hint));
        }
    }

    /// For each slug of the original the parts of all files that bear it.
    fn join_parts(
        &mut self,
        book: &Book,
        documents: &[usize],
        slugs: &[String],
    ) -> Vec<Vec<(usize, usize)>> {
        let mut joined: Vec<Vec<(usize, usize)>> =
            (0..slugs.len()).map(|n| vec![(documents[0], n)]).collect();
        for number in &documents[1..] {
            let document = &book.documents[*number];
            for (part_number, part) in document.parts.iter().enumerate() {
                let span = title_line(document, &part.heading);
                let Some(typed) = &part.attributes.slug else {
                    let message =
                        "the heading does not say which question it translates".to_owned();
                    let choices: Vec<_> = slugs.iter().map(|s| format!("`{{#{s}}}`")).collect();
                    let hint = format!("end it with one of {}", choices.join(", "));
                    self.error(&document.file, span, message, Some(hint));
                    continue;
                };
                match slugs.iter().position(|s| s == typed) {
                    Some(at) if joined[at].iter().any(|(other, _)| other == number) => {
                        let message = format!("`{typed}` is translated twice in this file");
                        let hint = "every slug of the original stands once";
                        self.error(&document.file, span, message, Some(hint.into()));
                    }
                    Some(at) => {
                        let original = &book.documents[documents[0]];
                        self.check_part(document, part, original, at);
                        joined[at].push((*number, part_number));
                    }
                    None => {
                        let message = format!("the original has no question `{typed}`");
                        let hint = did_you_mean(typed, slugs.iter().map(String::as_str));
                        self.error(&document.file, span, message, hint);
                    }
                }
            }
        }
        joined
    }

    /// A translated heading may not say something else about what the question is.
    fn check_part(&mut self, document: &Document, part: &Part, original: &Document, at: usize) {
        let (ours, theirs) = (&part.attributes, &original.parts[at].attributes);
        let of_file = &original.front_matter;
        let kind = theirs.kind.or(of_file.kind.as_ref().map(|k| *k.get_ref()));
        let level = theirs
            .level
            .as_ref()
            .or(of_file.level.as_ref().map(|l| l.get_ref()));
        let differs = [
            (
                "kind",
                ours.kind.is_some_and(|k| k != kind.unwrap_or_default()),
            ),
            (
                "level",
                ours.level.is_some() && ours.level.as_ref() != level,
            ),
        ];
        for (key, _) in differs.iter().filter(|(_, differs)| *differs) {
            let span = title_line(document, &part.heading);
            let message = format!(
                "`{key}` differs from that of the original, {}",
                original.file
            );
            let hint = "remove it here: translations inherit it".to_owned();
            self.error(&document.file, span, message, Some(hint));
        }
    }
}
