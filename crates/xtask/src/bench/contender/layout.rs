//! A book as each generator wants it: where pages stand, how they tell their title, and what else there is.
//!
//! In: the pages. Out: a folder. The texts of a page are the same for all; settings and templates stand in
//! `crates/xtask/bench`, one folder for each generator.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::super::markdown::{Book, Page};

/// Whose book it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) enum Layout {
    Answerbook { has_search: bool },
    Hugo,
    MdBook { has_katex: bool },
    Zensical,
}

const HUGO: [(&str, &str); 5] = [
    ("hugo.toml", include_str!("../../../bench/hugo/hugo.toml")),
    (
        "layouts/baseof.html",
        include_str!("../../../bench/hugo/layouts/baseof.html"),
    ),
    (
        "layouts/list.html",
        include_str!("../../../bench/hugo/layouts/list.html"),
    ),
    (
        "layouts/page.html",
        include_str!("../../../bench/hugo/layouts/page.html"),
    ),
    (
        "layouts/_markup/render-passthrough.html",
        include_str!("../../../bench/hugo/layouts/_markup/render-passthrough.html"),
    ),
];

impl Layout {
    /// Where a page's text is, below the book's folder.
    pub(in super::super) fn path(self, page: &str) -> PathBuf {
        match self {
            Self::Answerbook { .. } => Path::new("content").join(page),
            // What Hugo calls the start of a section; its index.md would be a page without others.
            Self::Hugo => Path::new("content").join(page.replace("index.md", "_index.md")),
            Self::MdBook { .. } => Path::new("src").join(page),
            Self::Zensical => Path::new("docs").join(page),
        }
    }

    /// A page's text with its title.
    fn text(self, Page { title, body, .. }: &Page) -> String {
        match self {
            Self::Answerbook { .. } | Self::Hugo => {
                format!("+++\ntitle = \"{title}\"\n+++\n\n{body}")
            }
            Self::MdBook { .. } => format!("# {title}\n\n{body}"),
            Self::Zensical => format!("---\ntitle: \"{title}\"\n---\n\n{body}"),
        }
    }

    /// Settings and templates.
    fn settings(self) -> Vec<(&'static str, String)> {
        let mut files = Vec::new();
        match self {
            Self::Answerbook { has_search } => {
                let mut text = include_str!("../../../bench/answerbook/book.toml").to_owned();
                if !has_search {
                    text.push_str("\n[search]\nenabled = false\n");
                }
                files.push(("book.toml", text));
            }
            Self::Hugo => files.extend(HUGO.map(|(path, text)| (path, text.to_owned()))),
            Self::MdBook { has_katex } => {
                let mut text = include_str!("../../../bench/mdbook/book.toml").to_owned();
                if has_katex {
                    text.push_str(include_str!("../../../bench/mdbook/katex.toml"));
                }
                files.push(("book.toml", text));
            }
            Self::Zensical => {
                let text = include_str!("../../../bench/zensical/zensical.toml");
                files.push(("zensical.toml", text.to_owned()));
            }
        }
        files
    }

    /// Writes a book into a folder.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub(super) fn write(self, folder: &Path, book: &Book) -> io::Result<()> {
        for (path, text) in self.settings() {
            write(&folder.join(path), &text)?;
        }
        let mut entries = Vec::new();
        for page in book.pages() {
            write(&folder.join(self.path(&page.path)), &self.text(&page))?;
            entries.push((page.path, page.title));
        }
        if matches!(self, Self::MdBook { .. }) {
            write(&folder.join("src/SUMMARY.md"), &summary(entries))?;
        }
        Ok(())
    }
}

fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    fs::write(path, text)
}

/// mdBook's table of contents: the start of the book, and each folder's start with its pages below it.
fn summary(mut entries: Vec<(String, String)>) -> String {
    entries.sort_unstable();
    let mut text = "# Summary\n\n".to_owned();
    for (path, title) in entries {
        let mark = match path.split_once('/') {
            None => "",
            Some((_, "index.md")) => "- ",
            Some(_) => "  - ",
        };
        text.push_str(&format!("{mark}[{title}]({path})\n"));
        if mark.is_empty() {
            text.push('\n');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_texts_of_a_page_are_the_same_for_all() {
        let folder = tempfile::tempdir().unwrap();
        let book = Book::new(30, true);
        let layouts = [
            Layout::Answerbook { has_search: true },
            Layout::Hugo,
            Layout::MdBook { has_katex: false },
            Layout::Zensical,
        ];
        for layout in layouts {
            let own = folder.path().join(format!("{layout:?}"));
            layout.write(&own, &book).unwrap();
            for page in book.pages() {
                let text = fs::read_to_string(own.join(layout.path(&page.path))).unwrap();
                assert!(text.ends_with(&page.body), "{layout:?}: {}", page.path);
                let head = &text[..text.len() - page.body.len()];
                assert!(head.contains(&page.title), "{layout:?}: {}", page.path);
            }
        }
    }

    #[test]
    fn the_table_of_contents_has_each_page_below_its_folder() {
        let paths = [
            "index.md",
            "t1/index.md",
            "t1/q1.md",
            "t0/q2.md",
            "t0/index.md",
        ];
        let text = summary(paths.map(|path| (path.to_owned(), "T".to_owned())).to_vec());
        let expected = "# Summary\n\n[T](index.md)\n\n- [T](t0/index.md)\n  - [T](t0/q2.md)\n- [T](t1/index.md)\n  - [T](t1/q1.md)\n";
        assert_eq!(text, expected);
    }
}
