//! Where a contender works: its book, its site, what it keeps, and the commands that it is run with.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::super::child::Line;
use super::super::markdown::Book;
use super::{Contender, Family, Programs};
use crate::synthesize::{self, book::Settings};

/// Where a contender works: in folders of its own.
#[derive(Clone, Debug)]
pub(in super::super) struct Place {
    /// Holds the places of all.
    folder: PathBuf,
    contender: Contender,
}

impl Place {
    /// The place of a contender among those of the others.
    pub(in super::super) fn new(folder: &Path, contender: Contender) -> Self {
        Self {
            folder: folder.to_owned(),
            contender,
        }
    }

    fn own(&self) -> PathBuf {
        self.folder.join(self.contender.key())
    }

    /// The book's folder.
    pub(in super::super) fn book(&self) -> PathBuf {
        self.own().join("book")
    }

    /// The built site's folder.
    pub(in super::super) fn site(&self) -> PathBuf {
        match self.contender {
            // Where it goes if nothing else is said.
            Contender::Zensical => self.book().join("site"),
            _ => self.own().join("site"),
        }
    }

    /// Where Hugo keeps what later builds may use again: its engine for formulas, compiled, which is one for all
    /// books and part of being installed; and, in a folder named after the book's, drawn formulas.
    fn hugo_cache(&self) -> PathBuf {
        self.folder.join("hugo-cache")
    }

    /// Writes the book.
    ///
    /// # Errors
    /// If the disk does not take it.
    pub(in super::super) fn write(
        &self,
        questions: usize,
        has_formulas: bool,
        programs: &Programs,
    ) -> io::Result<()> {
        match self.contender.layout(programs) {
            Some(layout) => layout.write(&self.book(), &Book::new(questions, has_formulas)),
            None if self.contender == Contender::Copy => fs::create_dir_all(self.own()),
            None => {
                let settings = Settings {
                    questions,
                    languages: ["en", "uk", "ru"].map(str::to_owned).to_vec(),
                    ..Settings::default()
                };
                synthesize::write(&self.book(), &settings)
            }
        }
    }

    /// Puts aside what builds have made and kept, so that the next one is cold.
    ///
    /// # Errors
    /// If something cannot be moved.
    pub(in super::super) fn clear(&self) -> io::Result<()> {
        self.put_aside(&self.site())?;
        match self.contender.family() {
            Family::Answerbook => self.put_aside(&self.book().join(".answerbook")),
            Family::Hugo => {
                self.put_aside(&self.hugo_cache().join("book"))?;
                self.put_aside(&self.book().join("resources"))
            }
            Family::Zensical => self.put_aside(&self.book().join(".cache")),
            Family::MdBook | Family::Copy => Ok(()),
        }
    }

    /// Puts aside the book, the site and all else.
    ///
    /// # Errors
    /// If something cannot be moved.
    pub(in super::super) fn leave(&self) -> io::Result<()> {
        self.clear()?;
        self.put_aside(&self.own())
    }

    /// Moves a folder, if it is there, to where nobody looks. Nothing is removed while others are measured: for some
    /// minutes after files have been removed, ext4 takes several times as long to make new ones, since it looks at the
    /// inode of each (`recently_deleted` in the kernel's fs/ext4/ialloc.c).
    ///
    /// # Errors
    /// If it cannot be moved.
    pub(in super::super) fn put_aside(&self, folder: &Path) -> io::Result<()> {
        let aside = self.folder.join("aside");
        fs::create_dir_all(&aside)?;
        let number = fs::read_dir(&aside)?.count();
        match fs::rename(folder, aside.join(number.to_string())) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            moved => moved,
        }
    }

    /// The commands that make the site, one after the other; or why there are none. It goes into `site` if the
    /// generator can be told a folder.
    pub(in super::super) fn lines_into(
        &self,
        site: &Path,
        programs: &Programs,
    ) -> Result<Vec<Line>, String> {
        let (book, own) = (self.book(), self.own());
        Ok(match self.contender.family() {
            Family::Answerbook => {
                let build = Line::new(&programs.answerbook, own);
                let build = build.with(["--verbose", "build", "--root"]).with([&book]);
                vec![build.with(["--output-dir"]).with([site])]
            }
            Family::Hugo => {
                let build = Line::new(programs.hugo.as_ref()?, own.clone());
                let build = build.with(["build", "--quiet", "--source"]).with([&book]);
                let build = build.with(["--destination"]).with([site]);
                let mut lines = vec![build.with(["--cacheDir"]).with([self.hugo_cache()])];
                if self.contender == Contender::HugoPagefind {
                    let index = Line::new(programs.pagefind.as_ref()?, own);
                    lines.push(index.with(["--silent", "--site"]).with([site]));
                }
                lines
            }
            Family::MdBook => {
                let build = Line::new(programs.mdbook.as_ref()?, own);
                let build = build.with(["build"]).with([&book]);
                let mut build = build.with(["--dest-dir"]).with([site]);
                let katex = programs.mdbook_katex.as_deref().ok();
                build.path = katex.and_then(Path::parent).map(Path::to_owned);
                vec![build]
            }
            // It builds the book of the folder that it is started in.
            Family::Zensical => {
                vec![Line::new(programs.zensical.as_ref()?, book).with(["build"])]
            }
            Family::Copy => {
                let made = Self::new(&self.folder, Contender::Answerbook).site();
                let copy = Line::new(Path::new("cp"), own).with(["-r"]);
                vec![copy.with([made.as_path(), site])]
            }
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_is_put_aside_is_out_of_the_way_but_not_removed() {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::new(folder.path(), Contender::Zensical);
        for made in ["one", "two"] {
            fs::create_dir_all(place.site()).unwrap();
            fs::create_dir_all(place.book().join(".cache")).unwrap();
            fs::write(place.site().join("index.html"), made).unwrap();
            place.clear().unwrap();
            assert!(!place.site().exists() && !place.book().join(".cache").exists());
        }
        place.clear().unwrap();
        place.leave().unwrap();
        assert!(!place.book().exists());
        let aside = folder.path().join("aside");
        assert_eq!(fs::read_dir(&aside).unwrap().count(), 5);
        assert_eq!(
            fs::read_to_string(aside.join("0/index.html")).unwrap(),
            "one"
        );
    }
}
