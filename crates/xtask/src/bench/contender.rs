//! What is measured: each generator as it is used here, and `cp`.
//!
//! In: where books and sites are. Out: the book written as the generator wants it and the commands that build it
//! ([`Place`]), and what has to be in the site. Knows nothing of time.

mod layout;
mod peers;
mod place;

use std::path::PathBuf;

use super::site::{Index, Promise};
use layout::Layout;
pub(super) use peers::{Programs, said};
pub(super) use place::Place;

/// The makers of what is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Family {
    Answerbook,
    Hugo,
    MdBook,
    Zensical,
    Copy,
}

impl Family {
    /// Those that may be left out.
    pub(super) const PEERS: [Self; 3] = [Self::Hugo, Self::MdBook, Self::Zensical];

    /// Its name on the command line.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Answerbook => "answerbook",
            Self::Hugo => "hugo",
            Self::MdBook => "mdbook",
            Self::Zensical => "zensical",
            Self::Copy => "cp",
        }
    }
}

/// What is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Contender {
    /// With the Markdown that all are given.
    Answerbook,
    /// The same, without a search.
    WithoutSearch,
    /// With a book in three languages that has all that such books have: tags, a glossary, a track.
    Whole,
    /// Hugo, and then Pagefind on what it made.
    HugoPagefind,
    /// Hugo, without a search.
    Hugo,
    MdBook,
    Zensical,
    /// `cp -r` of what answerbook made.
    Copy,
}

impl Contender {
    /// All, in the order in which they are measured: what is copied stands before its copy.
    pub(super) const ALL: [Self; 8] = [
        Self::Answerbook,
        Self::WithoutSearch,
        Self::Whole,
        Self::HugoPagefind,
        Self::Hugo,
        Self::MdBook,
        Self::Zensical,
        Self::Copy,
    ];

    /// Its name for people.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Answerbook => "answerbook",
            Self::WithoutSearch => "answerbook, no search",
            Self::Whole => "answerbook, 3 languages, tags, glossary, track",
            Self::HugoPagefind => "Hugo + Pagefind",
            Self::Hugo => "Hugo, no search",
            Self::MdBook => "mdBook",
            Self::Zensical => "Zensical",
            Self::Copy => "`cp -r` of answerbook's output",
        }
    }

    /// Its name for programs, and that of its folder.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Answerbook => "answerbook",
            Self::WithoutSearch => "answerbook-without-search",
            Self::Whole => "answerbook-whole",
            Self::HugoPagefind => "hugo-pagefind",
            Self::Hugo => "hugo",
            Self::MdBook => "mdbook",
            Self::Zensical => "zensical",
            Self::Copy => "cp",
        }
    }

    pub(super) fn family(self) -> Family {
        match self {
            Self::Answerbook | Self::WithoutSearch | Self::Whole => Family::Answerbook,
            Self::HugoPagefind | Self::Hugo => Family::Hugo,
            Self::MdBook => Family::MdBook,
            Self::Zensical => Family::Zensical,
            Self::Copy => Family::Copy,
        }
    }

    /// How the book is laid out for it. The copy has no book.
    fn layout(self, programs: &Programs) -> Option<Layout> {
        match self {
            Self::Answerbook => Some(Layout::Answerbook { has_search: true }),
            Self::WithoutSearch => Some(Layout::Answerbook { has_search: false }),
            Self::HugoPagefind | Self::Hugo => Some(Layout::Hugo),
            Self::MdBook => Some(Layout::MdBook {
                has_katex: programs.mdbook_katex.is_ok(),
            }),
            Self::Zensical => Some(Layout::Zensical),
            Self::Whole | Self::Copy => None,
        }
    }

    /// Where the text of a page is below the book's folder, if it has the book that all are given.
    pub(super) fn source(self, programs: &Programs, page: &str) -> Option<PathBuf> {
        Some(self.layout(programs)?.path(page))
    }

    /// What its pages must have.
    pub(super) fn promise(self, has_formulas: bool, programs: &Programs) -> Promise {
        let is_by_katex = match self.family() {
            Family::MdBook => programs.mdbook_katex.is_ok(),
            _ => true,
        };
        let formula = match self.family() {
            _ if !has_formulas => None,
            Family::Zensical => Some("class=\"arithmatex\""),
            _ => is_by_katex.then_some("<span class=\"katex\">"),
        };
        Promise {
            languages: if self == Self::Whole { 3 } else { 1 },
            code: match self.family() {
                // Its script does that when a reader opens the page.
                Family::MdBook => "<code class=\"language-python\">",
                _ => "<span class=\"k\">def</span>",
            },
            formula,
            index: match self {
                Self::WithoutSearch | Self::Hugo => None,
                Self::Answerbook | Self::Whole | Self::Copy => Some(Index::Answerbook),
                Self::HugoPagefind => Some(Index::Pagefind),
                Self::MdBook => Some(Index::MdBook),
                Self::Zensical => Some(Index::Zensical),
            },
        }
    }

    /// Who highlights code, and who draws formulas if there are any.
    pub(super) fn drawn_by(self, programs: &Programs) -> (&'static str, &'static str) {
        match self.family() {
            Family::MdBook if programs.mdbook_katex.is_ok() => ("browser", "build (mdbook-katex)"),
            Family::MdBook => ("browser", "nobody: text"),
            Family::Zensical => ("build", "browser"),
            _ => ("build", "build"),
        }
    }
}
