//! `import`: questions that people keep elsewhere → files of a book.
//!
//! In: the text of a source, or a reader of a large one, and what the book has already. Out: [`files::File`]s, a
//! track, and a [`report::Report`]. Nothing of a source is lost silently: what no rule claims is reported with its
//! line. Nothing is written here and no process is started; `cli::import` compares the files with the disk.
//!
//! - [`shape`]: texts → [`document::Document`]; [`table`], [`json`] and [`anki`]: readers that give one question
//!   after another, so that memory does not grow with the source.
//! - [`detect`]: which of them a source is, and why.
//! - [`files`]: questions → files, with ids made by [`id`] and what [`known`] says of the book.
//! - [`report`]: what happened.

use std::io;

pub mod anki;
mod code_line;
pub mod detect;
pub mod document;
mod emphasis;
pub mod escape;
pub mod files;
mod html;
pub mod id;
pub mod json;
pub mod known;
mod limit;
mod lines;
mod link;
mod look_alike;
mod markdown;
mod reference;
pub mod report;
mod sentence;
pub mod shape;
mod status;
pub mod table;
mod words;

use shape::Shape;

/// What a source can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Text of a shape.
    Text(Shape),
    /// A table, its cells parted by commas.
    Csv,
    /// A table, its cells parted by tabulators.
    Tsv,
    /// An export of answerbook.
    Json,
    /// A deck of Anki.
    Anki,
}

impl Form {
    /// All of them, by the name that is typed.
    pub const NAMES: [(&'static str, Self); 9] = [
        ("list", Self::Text(Shape::List)),
        ("handbook", Self::Text(Shape::Handbook)),
        ("telegram", Self::Text(Shape::Telegram)),
        ("post", Self::Text(Shape::Post)),
        ("interview", Self::Text(Shape::Interview)),
        ("csv", Self::Csv),
        ("tsv", Self::Tsv),
        ("json", Self::Json),
        ("anki", Self::Anki),
    ];

    /// The form of a name.
    pub fn named(name: &str) -> Option<Self> {
        let mut names = Self::NAMES.iter();
        names
            .find(|(known, _)| *known == name)
            .map(|(_, form)| *form)
    }

    /// The name that is typed.
    pub fn name(self) -> &'static str {
        let mut names = Self::NAMES.iter();
        names
            .find(|(_, form)| *form == self)
            .map_or("", |(name, _)| name)
    }
}

/// What ends an import of a stream.
#[derive(Debug)]
pub enum StreamError {
    /// The source is not what it should be: what is wrong, and what to do.
    Read(String, Option<String>),
    /// A file could not be written.
    Write(io::Error),
}

impl From<io::Error> for StreamError {
    fn from(error: io::Error) -> Self {
        Self::Write(error)
    }
}

/// What takes the files that an import makes, one after another.
pub type Sink<'s> = dyn FnMut(files::File) -> io::Result<()> + 's;
