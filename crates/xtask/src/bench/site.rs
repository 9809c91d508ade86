//! What a built site holds, and whether it is what it should be, so that like is compared with like.
//!
//! In: a site's folder, some pages that it was made from, and what its maker promises. Out: its size, or the first
//! thing that is missing. Large files are read in pieces: what this program takes, processes that it starts seem to
//! take.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::Path;

use answerbook_search::blob::manifest::Manifest;
use answerbook_search::blob::pack::unpacked;

use super::markdown::Page;

/// Which search index a site has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Index {
    Answerbook,
    Pagefind,
    MdBook,
    Zensical,
}

/// What a site must have.
#[derive(Clone, Copy, Debug)]
pub(super) struct Promise {
    /// Every question has a page in each.
    pub(super) languages: usize,
    /// What stands in every page that has code.
    pub(super) code: &'static str,
    /// What stands in a page once for each formula; nothing if none is drawn.
    pub(super) formula: Option<&'static str>,
    pub(super) index: Option<Index>,
}

/// Formulas of a page that has some.
const FORMULAS: usize = 5;

/// How large a site is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Site {
    /// HTML files.
    pub(super) html: usize,
    pub(super) files: usize,
    pub(super) bytes: u64,
    /// Pages that its search finds.
    pub(super) indexed: Option<usize>,
}

impl Site {
    /// Looks at a site of a book with that many questions, some of which are given.
    ///
    /// # Errors
    /// What is not as promised.
    pub(super) fn look(
        folder: &Path,
        questions: usize,
        samples: &[Page],
        promise: &Promise,
    ) -> Result<Self, String> {
        let unreadable = |error: io::Error| format!("the site cannot be read: {error}");
        let mut site = Self::size(folder).map_err(unreadable)?;
        let expected = questions * promise.languages;
        if site.html < expected {
            return Err(format!("{} HTML files instead of {expected}", site.html));
        }
        for page in samples {
            look_at_page(folder, page, promise)?;
        }
        if let Some(index) = promise.index {
            let indexed = index.pages(folder)?;
            if indexed < questions {
                return Err(format!(
                    "{indexed} pages in the search index instead of {questions}"
                ));
            }
            site.indexed = Some(indexed);
        }
        Ok(site)
    }

    /// How large a site is; its index is not looked at.
    ///
    /// # Errors
    /// If it cannot be read.
    pub(super) fn size(folder: &Path) -> io::Result<Self> {
        let mut site = Self::default();
        site.count(folder)?;
        Ok(site)
    }

    fn count(&mut self, folder: &Path) -> io::Result<()> {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            let metadata = entry.metadata()?;
            if metadata.is_dir() {
                self.count(&entry.path())?;
            } else {
                self.files += 1;
                self.bytes += metadata.len();
                self.html += usize::from(entry.path().extension().is_some_and(|e| e == "html"));
            }
        }
        Ok(())
    }
}

fn look_at_page(folder: &Path, page: &Page, promise: &Promise) -> Result<(), String> {
    let path = page.path.replace(".md", ".html");
    let html =
        fs::read_to_string(folder.join(&path)).map_err(|error| format!("{path}: {error}"))?;
    for what in [&*page.title, page.ending(), promise.code] {
        if !html.contains(what) {
            return Err(format!("{path} does not hold `{what}`"));
        }
    }
    if let Some(formula) = promise.formula {
        let drawn = html.matches(formula).count();
        if drawn != FORMULAS {
            return Err(format!(
                "{path} holds {drawn} formulas instead of {FORMULAS}"
            ));
        }
    }
    Ok(())
}

impl Index {
    /// How many pages are in the index of a site.
    fn pages(self, folder: &Path) -> Result<usize, String> {
        let pages = match self {
            Self::Answerbook => questions_of_manifest(&folder.join("search/en.idx")),
            Self::Pagefind => {
                let entry = folder.join("pagefind/pagefind-entry.json");
                let counts = values(&entry, "\"page_count\":", b'}');
                counts.map(|counts| counts.iter().filter_map(|n| n.parse::<usize>().ok()).sum())
            }
            Self::MdBook => index_of_mdbook(folder).and_then(|path| {
                let lists = values(&path, "\"doc_urls\":[", b']')?;
                Ok(distinct(lists.iter().flat_map(|list| list.split(','))))
            }),
            Self::Zensical => {
                let locations = values(&folder.join("search.json"), "\"location\":\"", b'"');
                locations.map(|locations| distinct(locations.iter().map(String::as_str)))
            }
        };
        pages.map_err(|error| format!("the search index cannot be read: {error}"))
    }
}

fn questions_of_manifest(path: &Path) -> io::Result<usize> {
    let damaged = |_| io::Error::other("it is damaged");
    let manifest = unpacked(&fs::read(path)?).map_err(damaged)?;
    Ok(Manifest::read(&manifest).map_err(damaged)?.count() as usize)
}

/// The file has a fingerprint in its name.
fn index_of_mdbook(folder: &Path) -> io::Result<std::path::PathBuf> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry
            .file_name()
            .to_string_lossy()
            .starts_with("searchindex-")
        {
            return Ok(entry.path());
        }
    }
    Err(io::ErrorKind::NotFound.into())
}

/// How many pages some addresses lead to: what stands after `#` is a place in a page.
fn distinct<'a>(addresses: impl Iterator<Item = &'a str>) -> usize {
    let pages = addresses.filter_map(|address| address.trim_matches('"').split('#').next());
    let pages: std::collections::BTreeSet<&str> = pages.collect();
    pages.len()
}

/// What stands between `start` and the next `end`, wherever it does.
fn values(path: &Path, start: &str, end: u8) -> io::Result<Vec<String>> {
    let start = start.as_bytes();
    let Some(last) = start.last() else {
        return Ok(Vec::new());
    };
    let mut reader = BufReader::new(File::open(path)?);
    let mut found = Vec::new();
    let mut piece = Vec::new();
    loop {
        // Only its end may be the beginning of what is looked for.
        let needless = piece.len().saturating_sub(start.len());
        piece.drain(..needless);
        if reader.read_until(*last, &mut piece)? == 0 {
            return Ok(found);
        }
        if piece.ends_with(start) {
            let mut value = Vec::new();
            reader.read_until(end, &mut value)?;
            value.pop();
            found.push(String::from_utf8_lossy(&value).into_owned());
            piece.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    const PAGE: &str = "<title>A b 0?</title><span class=\"k\">def</span> f f f f f its word end.";

    fn look(html: &str, languages: usize, formula: Option<&'static str>) -> Result<Site, String> {
        let site = folder(&[("t/q.html", html), ("a.css", "1234")]);
        let page = Page {
            path: "t/q.md".to_owned(),
            title: "A b 0?".to_owned(),
            body: "its word end.\n".to_owned(),
        };
        let promise = Promise {
            languages,
            code: "<span class=\"k\">def</span>",
            formula,
            index: None,
        };
        Site::look(site.path(), 1, &[page], &promise)
    }

    #[test]
    fn a_site_is_what_its_maker_promises() {
        let site = look(PAGE, 1, Some(" f")).unwrap();
        let bytes = PAGE.len() as u64 + 4;
        assert_eq!((site.html, site.files, site.bytes), (1, 2, bytes));
        assert_eq!(
            look(PAGE, 2, None).unwrap_err(),
            "1 HTML files instead of 2"
        );
        for missing in ["A b 0?", "word", "def"] {
            let error = look(&PAGE.replace(missing, ""), 1, None).unwrap_err();
            assert!(error.contains(missing), "{error}");
        }
        assert!(look(&PAGE.replacen(" f", "", 1), 1, Some(" f")).is_err());
    }

    #[test]
    fn pages_of_an_index_are_counted_once() {
        let pagefind = "{\"languages\":{\"en\":{\"hash\":\"a\",\"page_count\":12}}}";
        let mdbook =
            "x('{\"a\":1,\"doc_urls\":[\"a.html#b\",\"a.html#c\",\"d.html\"],\"index\":{}}')";
        let zensical = "{\"items\":[{\"location\":\"a.html\"},{\"location\":\"a.html#b\",\"text\":\"\\\"location\\\":\\\"c\"}]}";
        let site = folder(&[
            ("pagefind/pagefind-entry.json", pagefind),
            ("searchindex-0123.js", mdbook),
            ("search.json", zensical),
        ]);
        assert_eq!(Index::Pagefind.pages(site.path()), Ok(12));
        assert_eq!(Index::MdBook.pages(site.path()), Ok(2));
        assert_eq!(Index::Zensical.pages(site.path()), Ok(1));
        assert!(Index::Answerbook.pages(site.path()).is_err());
    }

    #[test]
    fn values_are_found_wherever_pieces_end() {
        let site = folder(&[("a", "\"\"a\":\"1\" \"b\":\"a\":\"2\"\"a\":\"\"")]);
        let found = values(&site.path().join("a"), "\"a\":\"", b'"').unwrap();
        assert_eq!(found, ["1", "2", ""]);
    }
}
