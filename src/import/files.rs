//! What was read, as files of a book: questions, a track in the order of the source, the text of the topic.
//!
//! In: a [`Document`], or items one by one, and what the book has. Out: [`File`]s and a [`Report`]. Nothing is
//! read or written here: whoever writes the files compares them with what is there.

use std::collections::BTreeSet;

use super::document::{Block, Document, Item, NoteKind, Resource, Source};
use super::id::{Ids, id_of};
use super::known::Known;
use super::markdown::{self, quoted};
use super::report::{Existing, Report};
use super::words::words;

mod export;

/// Where imported questions go.
#[derive(Clone, Debug)]
pub struct Target {
    /// The folder of the topic in the content folder: `ml/handbook`.
    pub folder: String,
    /// The language of the questions.
    pub language: String,
    /// What the source is called where its text gives it no title.
    pub name: String,
    /// The id of the track [default: made from the title].
    pub track: Option<String>,
}

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path in the book's folder.
    pub path: String,
    /// What it holds.
    pub text: String,
}

/// Questions of a track, with its blocks.
#[derive(Clone, Debug, Default)]
pub struct Outline {
    title: String,
    description: String,
    ids: Vec<String>,
    blocks: Vec<Outline>,
}

impl Outline {
    /// Adds a question at the end: to the block of that title if it is the last one, else to a new one.
    pub fn push(&mut self, block: &str, id: String) {
        if block.is_empty() {
            self.ids.push(id);
            return;
        }
        match self.blocks.last_mut() {
            Some(last) if last.title == block => last.ids.push(id),
            _ => self.blocks.push(Self {
                title: block.to_owned(),
                ids: vec![id],
                ..Self::default()
            }),
        }
    }

    fn is_empty(&self) -> bool {
        self.ids.is_empty() && self.blocks.iter().all(Self::is_empty)
    }
}

/// Makes files of what one source holds.
#[derive(Debug)]
pub struct Filing<'k> {
    known: &'k Known,
    target: Target,
    ids: Ids,
    /// Ids of the book that a question of this import was found to be.
    met: BTreeSet<String>,
    /// What happened.
    pub report: Report,
}

impl<'k> Filing<'k> {
    /// Begins.
    pub fn new(known: &'k Known, target: Target) -> Self {
        let mut ids = Ids::default();
        for id in known.planned() {
            ids.reserve(id);
        }
        Self {
            known,
            target,
            ids,
            met: BTreeSet::new(),
            report: Report::default(),
        }
    }

    /// Goes on with another source, whose questions must differ from those before.
    pub fn target(&mut self, target: Target) {
        self.target = target;
    }

    /// What the source is called if it does not say so.
    pub fn title(&self) -> &str {
        &self.target.name
    }

    /// What happened since the last time.
    pub fn take_report(&mut self) -> Report {
        std::mem::take(&mut self.report)
    }

    /// The files of a document: its questions, its track, and the text of its topic if there is none.
    pub fn document(&mut self, document: &Document) -> Vec<File> {
        let title = match document.title.as_str() {
            "" => self.target.name.clone(),
            title => title.to_owned(),
        };
        let mut files = Vec::new();
        let top = Block {
            title: title.clone(),
            description: document.description.clone(),
            items: document.items.clone(),
            blocks: document.blocks.clone(),
        };
        let outline = self.block(&top, &title, &document.tags, &mut files);
        self.report.notes.extend(document.notes.iter().cloned());
        if outline.is_empty() && !document.tags.is_empty() {
            let message = "tags of a source without questions".to_owned();
            self.note(NoteKind::Unclaimed, 1, message, document.tags.join(", "));
        }
        self.report.resources += document.resources.len();
        files.extend(self.topic(&title, &document.description, &document.resources));
        files.extend(self.track(&title, &outline));
        files
    }

    fn block(
        &mut self,
        block: &Block,
        source: &str,
        tags: &[String],
        files: &mut Vec<File>,
    ) -> Outline {
        let mut ids = Vec::with_capacity(block.items.len());
        for item in &block.items {
            let mut item = item.clone();
            item.tags.extend(
                tags.iter()
                    .filter(|tag| !item.tags.contains(tag))
                    .cloned()
                    .collect::<Vec<_>>(),
            );
            let (id, file) = self.question(&item, source);
            ids.push(id);
            files.extend(file);
        }
        let mut blocks = Vec::with_capacity(block.blocks.len());
        for inner in &block.blocks {
            let outline = self.block(inner, source, tags, files);
            if outline.is_empty() {
                let text = [inner.title.as_str(), &inner.description].join(" ");
                let message = "a part without questions".to_owned();
                self.note(NoteKind::Unclaimed, 0, message, text.trim().to_owned());
            } else {
                blocks.push(outline);
            }
        }
        Outline {
            title: block.title.clone(),
            description: block.description.clone(),
            ids,
            blocks,
        }
    }

    /// The id of a question and its file, unless the book has the question elsewhere.
    pub fn question(&mut self, item: &Item, source: &str) -> (String, Option<File>) {
        self.report.count(item);
        let unnamed;
        let item = if item.title.trim().is_empty() {
            let message = "a question without words".to_owned();
            self.note(NoteKind::Review, item.lines.start, message, String::new());
            unnamed = Item {
                title: "…".to_owned(),
                ..item.clone()
            };
            &unnamed
        } else {
            item
        };
        let wanted = match &item.id {
            Some(id) => id_of(id, &self.target.language),
            None => id_of(&item.title, &self.target.language),
        };
        let same_title = self.known.with_title(&item.title).iter();
        let twin = same_title
            .filter(|id| !self.met.contains(*id))
            .min_by_key(|id| {
                // Of several, the one that an earlier import wrote.
                (!self.is_own(id), id.len(), *id)
            });
        let id = match twin {
            Some(id) => id.clone(),
            None => self.ids.unique(&wanted),
        };
        self.ids.reserve(&id);
        if let Some(file) = self.known.file_of(&id)
            && !self.is_own(&id)
        {
            let is_same_title = twin.is_some();
            self.report.existing.push(Existing {
                line: item.lines.start,
                title: item.title.clone(),
                id: id.clone(),
                file: file.to_owned(),
                is_same_title,
            });
            self.met.insert(id.clone());
            return (id, None);
        }
        if id != wanted {
            let message = format!("the id `{wanted}` was taken: this question is `{id}`");
            let line = item.lines.start;
            self.note(NoteKind::Review, line, message, item.title.clone());
        }
        self.met.insert(id.clone());
        let level = item.level.as_deref().and_then(|level| self.level(level));
        let number = item.number.iter().map(|number| Source {
            title: format!("{source}, {} {number}", words(&self.target.language).number),
            url: None,
        });
        let text = markdown::file(item, level.as_deref(), &number.collect::<Vec<_>>());
        let path = self.path(&id);
        (id, Some(File { path, text }))
    }

    /// Whether the file of an id is the one that this import writes for it.
    fn is_own(&self, id: &str) -> bool {
        self.known.file_of(id) == Some(&*self.path(id))
    }

    /// The path of a file of the topic.
    fn path(&self, stem: &str) -> String {
        let Target {
            folder, language, ..
        } = &self.target;
        let src = &self.known.src;
        match self.known.languages.first() {
            Some(default) if default != language => format!("{src}/{folder}/{stem}.{language}.md"),
            _ => format!("{src}/{folder}/{stem}.md"),
        }
    }

    /// The text of the topic, if it has none or there are readings to be kept.
    pub fn topic(
        &mut self,
        title: &str,
        description: &str,
        resources: &[Resource],
    ) -> Option<File> {
        let path = self.path("index");
        let mut text = format!("+++\ntitle = {}\n+++\n", quoted(title));
        if !description.is_empty() {
            text.push_str(&format!("\n{description}\n"));
        }
        if !resources.is_empty() {
            let words = words(&self.target.language);
            let is_untitled = resources[0].title.is_empty();
            if is_untitled {
                text.push_str(&format!("\n## {}\n", words.resources));
            }
            for resource in resources {
                let level = if is_untitled { "###" } else { "##" };
                if !resource.title.is_empty() {
                    let title = super::escape::paragraph(&resource.title);
                    text.push_str(&format!("\n{level} {title}\n"));
                }
                text.push_str(&format!("\n{}\n", resource.text.trim()));
            }
        }
        let has_text = !description.is_empty() || !resources.is_empty();
        (has_text || !self.known.has_topic(&self.target.folder)).then_some(File { path, text })
    }

    /// The track, if it has a question.
    pub fn track(&mut self, title: &str, outline: &Outline) -> Option<File> {
        if outline.is_empty() {
            return None;
        }
        let language = &self.target.language;
        let id = match &self.target.track {
            Some(id) => id.clone(),
            None => id_of(title, language),
        };
        let mut text = format!("title = {}\n", in_language(language, title));
        let mut blocks = Vec::new();
        if !outline.ids.is_empty() {
            blocks.push(Outline {
                title: title.to_owned(),
                ids: outline.ids.clone(),
                ..Outline::default()
            });
        }
        for block in blocks.iter().chain(&outline.blocks) {
            write_block(block, "blocks", language, &mut text);
        }
        Some(File {
            path: format!("{}/tracks/{id}.toml", self.known.src),
            text,
        })
    }

    /// The level of the book that a name means; one that it does not have is counted.
    pub(super) fn level(&mut self, name: &str) -> Option<String> {
        let level = self.known.level(name).map(str::to_owned);
        if level.is_none() {
            *self
                .report
                .unknown_levels
                .entry(name.to_owned())
                .or_default() += 1;
        }
        level
    }

    /// A note about the import as a whole.
    pub fn note(&mut self, kind: NoteKind, line: usize, message: String, text: String) {
        self.report.notes.push(super::document::Note {
            kind,
            line,
            message,
            text,
        });
    }
}

/// A text in a language, as tracks have it.
fn in_language(language: &str, text: &str) -> String {
    format!("{{ {language} = {} }}", quoted(text))
}

fn write_block(block: &Outline, path: &str, language: &str, out: &mut String) {
    if block.is_empty() {
        return;
    }
    out.push_str(&format!(
        "\n[[{path}]]\ntitle = {}\n",
        in_language(language, &block.title)
    ));
    if !block.description.is_empty() {
        out.push_str(&format!(
            "description = {}\n",
            in_language(language, &block.description)
        ));
    }
    if !block.ids.is_empty() {
        out.push_str("questions = [\n");
        for id in &block.ids {
            out.push_str(&format!("  {},\n", quoted(id)));
        }
        out.push_str("]\n");
    }
    for inner in &block.blocks {
        write_block(inner, &format!("{path}.blocks"), language, out);
    }
}
