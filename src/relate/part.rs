//! Files of many questions: their headings become questions, joined over the languages by slug.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::article::{File, question};
use super::head::{Head, PartHead};
use super::{Article, Group, Question, Relating, Structure};
use crate::diagnostic::{ADVISED, did_you_mean};
use crate::language::slug::slug;

/// The most slugs that a hint lists.
const CHOICES: usize = 20;

/// The slug of a heading that makes a question of its own: the author's, else one made from its text.
pub(super) fn slug_of(part: &PartHead) -> String {
    let typed = part.attributes.slug.clone();
    typed.unwrap_or_else(|| slug(&part.title))
}

impl Relating<'_> {
    /// A file of many questions: its introduction, and its questions joined by slug.
    pub(super) fn group(
        &mut self,
        structure: &mut Structure,
        file: &File<'_>,
        (topic, article): (usize, Article),
        questions: &mut Vec<Question>,
    ) {
        let heads = structure.heads.clone();
        let group = structure.groups.len();
        let original = &heads[file.documents[0]];
        let slugs: Vec<String> = original.parts.iter().map(slug_of).collect();
        self.check_slugs(original, &slugs);
        let joined = self.join_parts(&heads, &file.documents, &slugs);
        for (id, parts) in slugs.into_iter().zip(joined) {
            let mut versions = vec![None; self.config.languages.len()];
            for (document, part) in parts {
                let head = &heads[document];
                versions[head.language] = Some(self.version(head, (document, Some(part))));
            }
            let part = Article {
                path: format!("{}/{id}", file.folder),
                versions,
                original: original.language,
            };
            questions.push(question(id, part, topic, Some(group)));
        }
        structure.groups.push(Group {
            article,
            topic,
            questions: Vec::new(),
        });
    }

    /// The slugs of a file's headings stand in addresses, and the file itself has no id.
    fn check_slugs(&mut self, original: &Head, slugs: &[String]) {
        for (part, slug) in original.parts.iter().zip(slugs) {
            let line = part.line.clone();
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
        heads: &[Arc<Head>],
        documents: &[usize],
        slugs: &[String],
    ) -> Vec<Vec<(usize, usize)>> {
        let mut joined: Vec<Vec<(usize, usize)>> =
            (0..slugs.len()).map(|n| vec![(documents[0], n)]).collect();
        // Of slugs that stand twice, which was reported, the first one counts.
        let numbered = slugs.iter().enumerate().rev();
        let places: BTreeMap<&str, usize> = numbered.map(|(at, s)| (s.as_str(), at)).collect();
        for number in &documents[1..] {
            let document = &heads[*number];
            for (part_number, part) in document.parts.iter().enumerate() {
                let span = part.line.clone();
                let Some(typed) = &part.attributes.slug else {
                    let message =
                        "the heading does not say which question it translates".to_owned();
                    let choices = slugs.iter().take(CHOICES).map(|s| format!("`{{#{s}}}`"));
                    let more = if slugs.len() > CHOICES { ", …" } else { "" };
                    let choices = choices.collect::<Vec<_>>().join(", ");
                    let hint = format!("end it with one of {choices}{more}");
                    self.error(&document.file, span, message, Some(hint));
                    continue;
                };
                match places.get(typed.as_str()).copied() {
                    Some(at) if joined[at].iter().any(|(other, _)| other == number) => {
                        let message = format!("`{typed}` is translated twice in this file");
                        let hint = "every slug of the original stands once";
                        self.error(&document.file, span, message, Some(hint.into()));
                    }
                    Some(at) => {
                        let original = &heads[documents[0]];
                        self.check_part(document, part, original, at);
                        joined[at].push((*number, part_number));
                    }
                    None => {
                        let message = format!("the original has no question `{typed}`");
                        let known = slugs.iter().map(String::as_str);
                        let hint =
                            (self.diagnostics.len() < ADVISED).then(|| did_you_mean(typed, known));
                        let hint = hint.flatten();
                        self.error(&document.file, span, message, hint);
                    }
                }
            }
        }
        joined
    }

    /// A translated heading may not say something else about what the question is.
    fn check_part(&mut self, document: &Head, part: &PartHead, original: &Head, at: usize) {
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
            let span = part.line.clone();
            let message = format!(
                "`{key}` differs from that of the original, {}",
                original.file
            );
            let hint = "remove it here: translations inherit it".to_owned();
            self.error(&document.file, span, message, Some(hint));
        }
    }
}
