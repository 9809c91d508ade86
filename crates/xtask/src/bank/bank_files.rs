//! The bank's files → [`Bank`].
//!
//! In: the bank's folder. Out: its topics, questions, terms and tracks, in the order of the files,
//! and a problem for every value that is missing, unknown or of the wrong type. Looks at one entry
//! at a time: whether ids are unique and known is for [`super::check`]. A value that could not be
//! read is left empty, which stops nothing here because any problem stops the command later.

use std::path::{Path, PathBuf};

use super::fields::{Fields, Mention, Reader};
use super::tree::{self, Node};
use super::{LANGUAGES, Names, Problem};

const LEVELS: [&str; 3] = ["junior", "middle", "senior"];
const KINDS: [&str; 5] = ["open", "quiz", "task", "coding", "behavioural"];

/// Every field of a line of `questions.jsonl`, so that a misspelt one is seen.
#[rustfmt::skip]
const QUESTION_FIELDS: [&str; 19] = [
    "slug", "topic", "level", "kind", "title", "title_uk", "title_ru", "parts", "hint", "followups",
    "options", "facts", "watch", "math", "code", "picture", "related", "terms", "members",
];

/// A question bank.
#[derive(Debug, Default)]
pub(super) struct Bank {
    pub(super) topics: File<Vec<Topic>>,
    pub(super) questions: File<Vec<Question>>,
    pub(super) terms: File<Vec<Term>>,
    /// Sorted by file name.
    pub(super) tracks: Vec<File<Track>>,
}

/// What a file holds, with its path for messages.
#[derive(Debug, Default)]
pub(super) struct File<T> {
    pub(super) path: String,
    /// Whether every entry could be read: if not, that an id is missing proves nothing.
    pub(super) complete: bool,
    pub(super) holds: T,
}

/// A group of questions: a folder of the book.
#[derive(Debug)]
pub(super) struct Topic {
    pub(super) line: usize,
    pub(super) id: String,
    pub(super) order: i64,
    pub(super) title: Names,
    pub(super) description: Names,
    /// How many questions the bank says it has.
    pub(super) count: i64,
}

/// As much of a question as the book needs before it is written.
#[derive(Debug)]
pub(super) struct Question {
    pub(super) line: usize,
    pub(super) slug: String,
    pub(super) topic: String,
    pub(super) level: String,
    pub(super) kind: String,
    pub(super) title: Names,
}

/// A term of the glossary.
#[derive(Debug)]
pub(super) struct Term {
    pub(super) line: usize,
    pub(super) id: String,
    pub(super) term: Names,
    /// In the order of [`LANGUAGES`].
    pub(super) synonyms: [Vec<String>; LANGUAGES.len()],
    pub(super) see: Vec<String>,
    /// The question that explains it; may be empty.
    pub(super) about: String,
}

/// An ordered path through the questions.
#[derive(Debug)]
pub(super) struct Track {
    /// The line of the id.
    pub(super) line: usize,
    pub(super) id: String,
    /// The file's name without its extension, which the id must repeat.
    pub(super) stem: String,
    pub(super) title: Names,
    pub(super) description: Names,
    pub(super) blocks: Vec<Block>,
}

/// A part of a track, with questions, smaller parts, or both.
#[derive(Debug)]
pub(super) struct Block {
    pub(super) line: usize,
    pub(super) title: Names,
    pub(super) description: Option<Names>,
    pub(super) questions: Vec<Mention>,
    pub(super) blocks: Vec<Block>,
}

/// Reads the bank in a folder; problems are added to `problems`.
pub(super) fn read(folder: &Path, problems: &mut Vec<Problem>) -> Bank {
    Bank {
        topics: read_topics(folder.join("topics.toml"), problems),
        questions: read_lines(folder.join("questions.jsonl"), problems, |reader, node| {
            reader.question(node)
        }),
        terms: read_lines(folder.join("glossary.jsonl"), problems, |reader, node| {
            reader.term(node)
        }),
        tracks: track_files(&folder.join("tracks"), problems)
            .into_iter()
            .filter_map(|path| read_track(path, problems))
            .collect(),
    }
}

/// The text of a file, or a problem.
fn read_text(path: &Path, problems: &mut Vec<Problem>) -> Option<String> {
    let problem = |line, message| Problem {
        file: path.display().to_string(),
        line,
        message,
    };
    match std::fs::read(path).map(String::from_utf8) {
        Ok(Ok(text)) => Some(text),
        Ok(Err(error)) => {
            let before = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = 1 + before.iter().filter(|b| **b == b'\n').count();
            problems.push(problem(Some(line), "not UTF-8".into()));
            None
        }
        Err(error) => {
            problems.push(problem(None, format!("cannot be read: {error}")));
            None
        }
    }
}

/// Reads a file of entries, one a line.
fn read_lines<T>(
    path: PathBuf,
    problems: &mut Vec<Problem>,
    entry: impl Fn(&mut Reader<'_>, &Node) -> Option<T>,
) -> File<Vec<T>> {
    let text = read_text(&path, problems);
    let path = path.display().to_string();
    let mut complete = text.is_some();
    let mut reader = Reader {
        file: &path,
        problems,
    };
    let mut holds = Vec::new();
    for line in tree::read_json_lines(&text.unwrap_or_default()) {
        let read = match line {
            Ok(node) => entry(&mut reader, &node),
            Err((line, message)) => {
                reader.problem(line, message);
                None
            }
        };
        complete &= read.is_some();
        holds.extend(read);
    }
    File {
        path,
        complete,
        holds,
    }
}

fn read_topics(path: PathBuf, problems: &mut Vec<Problem>) -> File<Vec<Topic>> {
    let text = read_text(&path, problems);
    let path = path.display().to_string();
    let mut reader = Reader {
        file: &path,
        problems,
    };
    let topics = text.and_then(|text| reader.topics(&text));
    File {
        path,
        complete: topics.is_some(),
        holds: topics.unwrap_or_default(),
    }
}

/// The paths of the track files, sorted.
fn track_files(folder: &Path, problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let found = std::fs::read_dir(folder).and_then(|entries| {
        entries
            .map(|e| e.map(|e| e.path()))
            .collect::<Result<Vec<_>, _>>()
    });
    match found {
        Ok(mut paths) => {
            paths.retain(|p| p.extension().is_some_and(|e| e == "toml"));
            paths.sort();
            paths
        }
        Err(error) => {
            let file = folder.display().to_string();
            problems.push(Problem {
                file,
                line: None,
                message: format!("cannot be read: {error}"),
            });
            Vec::new()
        }
    }
}

fn read_track(path: PathBuf, problems: &mut Vec<Problem>) -> Option<File<Track>> {
    let text = read_text(&path, problems)?;
    let stem = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let path = path.display().to_string();
    let mut reader = Reader {
        file: &path,
        problems,
    };
    let root = reader.toml(&text)?;
    let holds = reader.track(&root, stem)?;
    Some(File {
        path,
        complete: true,
        holds,
    })
}

/// The entries of the bank.
impl Reader<'_> {
    /// The topics of a file, or `None` if one could not be read.
    fn topics(&mut self, text: &str) -> Option<Vec<Topic>> {
        let root = self.toml(text)?;
        let fields = self.fields(&root, &["topics"])?;
        let nodes = self.list(&fields, "topics", true);
        let topics: Vec<_> = nodes.iter().map(|node| self.topic(node)).collect();
        topics.into_iter().collect()
    }

    fn topic(&mut self, node: &Node) -> Option<Topic> {
        let fields = self.fields(node, &["id", "order", "title", "description", "count"])?;
        Some(Topic {
            line: fields.line,
            id: self.id(&fields, "id"),
            order: self.integer(&fields, "order"),
            title: self.names(&fields, "title"),
            description: self.names(&fields, "description"),
            count: self.integer(&fields, "count"),
        })
    }

    fn question(&mut self, node: &Node) -> Option<Question> {
        let fields = self.fields(node, &QUESTION_FIELDS)?;
        Some(Question {
            line: fields.line,
            slug: self.id(&fields, "slug"),
            topic: self.text(&fields, "topic"),
            level: self.one_of(&fields, "level", &LEVELS),
            kind: self.one_of(&fields, "kind", &KINDS),
            title: ["title", "title_uk", "title_ru"].map(|key| self.text(&fields, key)),
        })
    }

    fn term(&mut self, node: &Node) -> Option<Term> {
        let synonyms = LANGUAGES.map(|language| format!("synonyms_{language}"));
        let known: Vec<_> = LANGUAGES
            .into_iter()
            .chain(synonyms.iter().map(String::as_str))
            .chain(["id", "see", "about"])
            .collect();
        let fields = self.fields(node, &known)?;
        Some(Term {
            line: fields.line,
            id: self.id(&fields, "id"),
            term: LANGUAGES.map(|language| self.text(&fields, language)),
            synonyms: synonyms.map(|key| self.texts(&fields, &key)),
            see: self.texts(&fields, "see"),
            about: self.text_or_empty(&fields, "about"),
        })
    }

    fn track(&mut self, node: &Node, stem: String) -> Option<Track> {
        let fields = self.fields(node, &["id", "seed", "title", "description", "blocks"])?;
        Some(Track {
            line: fields.table.get("id").map_or(fields.line, |node| node.line),
            id: self.id(&fields, "id"),
            stem,
            title: self.names(&fields, "title"),
            description: self.names(&fields, "description"),
            blocks: self.blocks(&fields, true),
        })
    }

    fn blocks(&mut self, fields: &Fields<'_>, required: bool) -> Vec<Block> {
        let nodes = self.list(fields, "blocks", required);
        nodes.iter().filter_map(|node| self.block(node)).collect()
    }

    fn block(&mut self, node: &Node) -> Option<Block> {
        let fields = self.fields(node, &["title", "description", "questions", "blocks"])?;
        let described = fields.table.contains_key("description");
        Some(Block {
            line: fields.line,
            title: self.names(&fields, "title"),
            description: described.then(|| self.names(&fields, "description")),
            questions: self.mentions(&fields, "questions", false),
            blocks: self.blocks(&fields, false),
        })
    }
}
