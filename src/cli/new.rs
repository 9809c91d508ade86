//! `answerbook new`: a question from a template.
//!
//! In: what was typed, and the book, which knows the topics, the levels and every id. Out: a file with
//! front matter and the sections that a good answer of its kind has, one per language that was asked
//! for, marked as a draft. If the question was planned, its entry leaves planned.toml. No file that is
//! there already is changed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::Path;

use clap::Args;
use clap::builder::{NonEmptyStringValueParser, PossibleValuesParser};

use super::{BOOK_HAS_ERRORS, Common, NOT_WRITTEN, WRONG_ARGUMENTS, book_file, output};
use crate::Loaded;
use crate::config::Config;
use crate::diagnostic::{Diagnostic, Severity, did_you_mean, nearest};
use crate::language::slug::slug;
use crate::load::{Overrides, Source};
use crate::parse::QuestionKind;
use crate::relate::{Book, PLANNED, Planned};
use crate::schema;

mod file;
mod plan;

/// Topics that a message proposes.
const LISTED: usize = 3;

/// Options of `new`.
#[derive(Args, Clone, Debug)]
pub(super) struct NewArgs {
    /// Topic and name of the question, such as `math/gradient`; a planned one needs its name only
    #[arg(value_name = "TOPIC/NAME")]
    id: String,
    /// The question, as it is asked [default: as planned, or made from the name]
    #[arg(long, value_parser = NonEmptyStringValueParser::new())]
    title: Option<String>,
    /// What the reader is asked to do [default: as planned, or `open`]
    #[arg(long, value_parser = PossibleValuesParser::new(QuestionKind::NAMES.map(|(name, _)| name)))]
    kind: Option<String>,
    /// One of the levels of book.toml [default: as planned, or none]
    #[arg(long)]
    level: Option<String>,
    /// Write files for translations into these languages too
    #[arg(long, value_name = "LANGUAGES", value_delimiter = ',')]
    translate: Vec<String>,
    /// Write files for translations into every language of the book
    #[arg(long, conflicts_with = "translate")]
    all_languages: bool,
}

/// A question to be written.
#[derive(Debug)]
struct Draft {
    /// The folders of its topic.
    topic: String,
    /// Its id, which is the name of its file.
    id: String,
    /// Its title in the default language.
    title: String,
    /// Its titles in other languages, as planned, by language tag.
    titles: BTreeMap<String, String>,
    kind: QuestionKind,
    level: Option<String>,
    /// Positions of the languages to write files for besides the default one.
    translations: BTreeSet<usize>,
    /// Whether it stands in planned.toml.
    is_planned: bool,
}

pub(super) fn run(common: &Common, args: &NewArgs) -> u8 {
    let overrides = Overrides {
        base_url: None,
        drafts: true,
    };
    let mut loaded = match Loaded::new(&common.root, &overrides) {
        Ok(loaded) => loaded,
        Err(failure) => {
            let text_of = |_: &str| failure.book_toml.as_ref().map(|source| &*source.text);
            output::problems_of(common, &failure.diagnostics, &text_of);
            return BOOK_HAS_ERRORS;
        }
    };
    let ready = loaded.book();
    // The book may have errors elsewhere while it is written, but a plan that cannot be read cannot be kept.
    let planned = loaded.sources.planned.as_ref();
    let readable =
        planned.map(|plan| schema::read::<toml::Table>(&PLANNED, &plan.file, &plan.text));
    if let Some(Err(problems)) = readable {
        output::problems(common, problems, Some(&loaded.sources));
        return BOOK_HAS_ERRORS;
    }
    let draft = match Wish::new(args, &ready.book).draft() {
        Ok(draft) => draft,
        Err(problems) => {
            output::problems(common, problems, None);
            return WRONG_ARGUMENTS;
        }
    };
    match write(common, &ready.book.config, &draft, planned) {
        Ok(()) => 0,
        Err((file, error)) if error.kind() == io::ErrorKind::AlreadyExists => {
            let message = format!("`{file}` is there already");
            output::problems(common, vec![problem(message, "choose another name")], None);
            NOT_WRITTEN
        }
        Err((file, error)) => {
            output::complain(common, &format!("`{file}` cannot be written: {error}"));
            NOT_WRITTEN
        }
    }
}

/// Writes the files of a question and takes it out of the plan. Errors name the file.
fn write(
    common: &Common,
    config: &Config,
    draft: &Draft,
    planned: Option<&Source>,
) -> Result<(), (String, io::Error)> {
    let mut written: Vec<String> = Vec::new();
    for (path, text) in file::files(config, draft) {
        if let Err(error) = book_file::create(&common.root, &path, text.as_bytes()) {
            // All files or none: what was written a moment ago is nobody's work yet.
            for path in &written {
                let _ = fs::remove_file(common.root.join(path));
            }
            return Err((path, error));
        }
        written.push(path);
    }
    for path in &written {
        output::say(common, &format!("wrote {}", shown(&common.root, path)));
    }
    if let Some(source) = planned.filter(|_| draft.is_planned)
        && let Some(text) = plan::without(&source.text, &draft.id)
    {
        book_file::replace(&common.root, &source.file, text.as_bytes())
            .map_err(|error| (source.file.to_string(), error))?;
        let file = shown(&common.root, &source.file);
        output::say(common, &format!("took `{}` out of {file}", draft.id));
    }
    output::say(
        common,
        "it is not published yet: `answerbook serve --drafts` shows it; remove `draft = true` when it is ready",
    );
    Ok(())
}

/// A file of the book as the reader of a terminal can open it.
fn shown(root: &Path, file: &str) -> String {
    match root.to_str() {
        Some(".") => file.to_owned(),
        _ => root.join(file).display().to_string(),
    }
}

/// What was typed, held against the book.
struct Wish<'a> {
    args: &'a NewArgs,
    book: &'a Book,
    /// The topic, if one was typed.
    topic: Option<String>,
    name: String,
    planned: Option<&'a Planned>,
    problems: Vec<Diagnostic>,
}

impl<'a> Wish<'a> {
    fn new(args: &'a NewArgs, book: &'a Book) -> Self {
        // A path of the file is understood too: shells complete it.
        let typed = args.id.replace('\\', "/");
        let typed = typed.trim_matches('/');
        let typed = typed.strip_suffix(".md").unwrap_or(typed);
        let in_content = typed.strip_prefix(&format!("{}/", book.config.book.src));
        let (topic, name) = match in_content.unwrap_or(typed).rsplit_once('/') {
            Some((topic, name)) => (Some(topic.to_owned()), name.to_owned()),
            None => (None, typed.to_owned()),
        };
        Self {
            args,
            book,
            topic,
            planned: book.planned.iter().find(|planned| planned.id == name),
            name,
            problems: Vec::new(),
        }
    }

    /// The question to be written, or everything that is wrong with it.
    fn draft(mut self) -> Result<Draft, Vec<Diagnostic>> {
        if let Some(taken) = self.taken() {
            return Err(vec![taken]);
        }
        self.check_name();
        let topic = self.topic();
        let level = self.level();
        let translations = self.translations();
        if !self.problems.is_empty() {
            return Err(self.problems);
        }
        let mut titles = self.planned.map_or_else(BTreeMap::new, |p| p.title.clone());
        let planned_title = titles.remove(&self.book.config.languages[0].tag);
        let typed_title = self.args.title.as_deref().map(one_line);
        let planned_kind = self.planned.map(|planned| planned.kind);
        Ok(Draft {
            topic,
            title: typed_title
                .or(planned_title)
                .unwrap_or_else(|| title_of(&self.name)),
            id: self.name,
            titles,
            kind: self
                .args
                .kind
                .as_deref()
                .map(kind)
                .or(planned_kind)
                .unwrap_or_default(),
            level,
            translations,
            is_planned: self.planned.is_some(),
        })
    }

    fn problem(&mut self, message: String, hint: impl Into<String>) {
        self.problems.push(problem(message, hint));
    }

    /// The name becomes a file and an address.
    fn check_name(&mut self) {
        let may_stand =
            |c: char| (c.is_alphanumeric() && !c.is_uppercase()) || matches!(c, '-' | '_');
        let name = &self.name;
        if name == "index" {
            let message = "`index` is the name of a topic's own page".to_owned();
            self.problem(message, "choose another name");
        } else if name.is_empty() || name.starts_with(['-', '_']) || !name.chars().all(may_stand) {
            let message =
                format!("`{name}` cannot be the name of a question: it stands in an address");
            let hint = match slug(name).as_str() {
                "" => "use lower-case letters, digits and dashes".to_owned(),
                slug => format!("use lower-case letters, digits and dashes: `{slug}`"),
            };
            self.problem(message, hint);
        }
    }

    /// The problem that a question has the name, or once had it.
    fn taken(&self) -> Option<Diagnostic> {
        let name = &self.name;
        let book = self.book;
        let question = book
            .questions
            .iter()
            .find(|question| question.id == *name || question.aliases.contains(name))?;
        let file = &question.article.original().document(book).file;
        if question.id != *name {
            let message = format!("`{name}` is a former id of the question in {file}");
            return Some(problem(message, "choose another name"));
        }
        let message = format!("the question `{name}` is there already: {file}");
        let languages = book.config.languages.iter().zip(&question.article.versions);
        let missing = languages
            .filter(|(_, version)| version.is_none())
            .map(|(language, _)| &language.tag)
            .next();
        let stem = file
            .strip_suffix(".md")
            .filter(|_| question.group.is_none());
        Some(match (missing, stem) {
            (Some(tag), Some(stem)) => problem(
                message,
                format!("choose another name; to translate it, copy the file to {stem}.{tag}.md"),
            ),
            _ => problem(message, "choose another name"),
        })
    }

    fn topic(&mut self) -> String {
        let topics = self.book.topics.iter().map(|topic| topic.path.as_str());
        let planned = self.planned.map(|planned| planned.topic.clone());
        let Some(topic) = self.topic.clone().or(planned) else {
            let ids = self.book.planned.iter().map(|planned| planned.id.as_str());
            let message = format!(
                "`{}` is not planned, so its topic has to be named",
                self.name
            );
            let hint = match nearest(&self.name, ids) {
                Some(near) => format!(
                    "did you mean the planned `{near}`? If not, write `TOPIC/{}`",
                    self.name
                ),
                None => {
                    let topics: Vec<_> = topics
                        .take(LISTED)
                        .map(|t| format!("`{t}/{}`", self.name))
                        .collect();
                    format!("write, for instance, {}", topics.join(" or "))
                }
            };
            self.problem(message, hint);
            return String::new();
        };
        if !topics.clone().any(|path| path == topic) {
            let message = format!("the book has no topic `{topic}`");
            let src = &self.book.config.book.src;
            let begin = format!("to begin a new topic, make {src}/{topic}/index.md first");
            let hint = match did_you_mean(&topic, topics) {
                Some(near) => format!("{near} ({begin})"),
                None => begin,
            };
            self.problem(message, hint);
        }
        topic
    }

    fn level(&mut self) -> Option<String> {
        let levels = &self.book.config.levels;
        let Some(level) = self.args.level.clone() else {
            return self.planned?.level.map(|number| levels[number].id.clone());
        };
        if levels.iter().all(|l| l.id != level) {
            let message = format!("the book has no level `{level}`");
            let hint = did_you_mean(&level, levels.iter().map(|l| l.id.as_str()))
                .unwrap_or_else(|| "name the levels in `[levels]` of book.toml".into());
            self.problem(message, hint);
        }
        Some(level)
    }

    fn translations(&mut self) -> BTreeSet<usize> {
        let languages = &self.book.config.languages;
        if self.args.all_languages {
            return (1..languages.len()).collect();
        }
        let mut translations = BTreeSet::new();
        for tag in &self.args.translate {
            match self.book.config.language(tag) {
                // The question itself is written in the default language anyway.
                Some(0) => {}
                Some(language) => {
                    translations.insert(language);
                }
                None => {
                    let message = format!("the book has no language `{tag}`");
                    let tags = languages.iter().map(|language| language.tag.as_str());
                    let hint = did_you_mean(tag, tags)
                        .unwrap_or_else(|| "the languages stand in book.toml".into());
                    self.problem(message, hint);
                }
            }
        }
        translations
    }
}

/// A kind by its name, which was checked when the arguments were read.
fn kind(name: &str) -> QuestionKind {
    let mut kinds = QuestionKind::NAMES.iter();
    kinds
        .find(|(n, _)| *n == name)
        .map_or_else(QuestionKind::default, |(_, kind)| *kind)
}

/// A problem of what was typed.
fn problem(message: String, hint: impl Into<String>) -> Diagnostic {
    Diagnostic::new(Severity::Error, None, None, message).hint(hint)
}

fn one_line(title: &str) -> String {
    title.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A title to begin with: `chain-rule` → `Chain rule`.
fn title_of(name: &str) -> String {
    let words = name.replace(['-', '_'], " ");
    let mut letters = words.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => words,
    }
}
