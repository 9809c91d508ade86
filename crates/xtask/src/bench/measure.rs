//! Builds that are measured: cold ones, in turns with those of all others, and warm ones after them.
//!
//! In: a case and who takes part. Out: for each contender what its builds cost and how large its site is, or why
//! there is nothing to compare. Every first site is looked at, so that like is compared with like.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::arguments::Arguments;
use super::child::{Cost, Ended, run};
use super::contender::{Contender, Place, Programs};
use super::figures::Costs;
use super::markdown::{Book, Page};
use super::progress;
use super::site::Site;

/// A book that all are given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Case {
    pub(super) questions: usize,
    pub(super) has_formulas: bool,
}

/// What came out for a contender.
#[derive(Clone, Debug)]
pub(super) enum Outcome {
    /// Its costs, the site, and what the program said in its last build.
    Measured(Costs, Site, String),
    /// Its builds take longer than they may.
    TooLong,
    /// A program is not there.
    NotInstalled(String),
    /// The build failed, or its site is not what it should be.
    Failed(String),
}

impl Outcome {
    /// The costs, if there are any.
    pub(super) fn costs(&self) -> Option<&Costs> {
        match self {
            Self::Measured(costs, ..) => Some(costs),
            _ => None,
        }
    }
}

/// What is built again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Change {
    /// The same book, into the folder where it is.
    Nothing,
    /// A sentence more in one text.
    Answer,
    /// Another title for a page that others link to.
    Title,
    /// The same book, into a new folder.
    Folder,
    /// `cp -r` of the site, next to the last.
    Copy,
}

impl Change {
    const ALL: [Self; 5] = [
        Self::Nothing,
        Self::Answer,
        Self::Title,
        Self::Folder,
        Self::Copy,
    ];

    /// Its name for people.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Nothing => "nothing changed",
            Self::Answer => "one answer edited",
            Self::Title => "one title renamed",
            Self::Folder => "full cache, new folder",
            Self::Copy => "`cp -r` of the output",
        }
    }

    /// Its name for programs.
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Answer => "answer",
            Self::Title => "title",
            Self::Folder => "folder",
            Self::Copy => "cp",
        }
    }

    /// Whose warm builds are worth a look: those with a search, and of the peers only what an author meets daily.
    fn is_for(self, contender: Contender) -> bool {
        match contender {
            Contender::Answerbook => true,
            Contender::HugoPagefind | Contender::MdBook | Contender::Zensical => {
                matches!(self, Self::Nothing | Self::Answer)
            }
            _ => false,
        }
    }
}

/// The contenders of a case with the folders where they work.
pub(super) struct Bench<'a> {
    pub(super) arguments: &'a Arguments,
    pub(super) programs: &'a Programs,
    /// Holds everything; it is empty at first.
    pub(super) folder: &'a Path,
}

impl Bench<'_> {
    /// Measures a case: for each contender its cold builds, and for some their warm ones.
    ///
    /// # Errors
    /// If the disk does not take the books.
    pub(super) fn measure(&self, case: Case, contenders: &[Contender]) -> io::Result<Vec<Entry>> {
        let mut entries = Vec::new();
        for contender in contenders {
            let entry = Entry::new(*contender, self.folder);
            entry
                .place
                .write(case.questions, case.has_formulas, self.programs)?;
            entries.push(entry);
        }
        let samples = samples(case);
        for number in 0..self.arguments.runs {
            for entry in &mut entries {
                if entry.may_go_on(number, self.arguments) {
                    self.progress(number, "cold", entry.contender);
                    self.build_cold(entry, case, &samples)?;
                }
            }
        }
        // What is known of a site is of the folder that was built last, so nothing comes after the new folder.
        for change in Change::ALL {
            for number in 0..self.arguments.runs {
                for entry in &mut entries {
                    let is_quick = entry.is_quick(self.arguments);
                    let is_own = entry.contender == Contender::Answerbook;
                    let is_wanted =
                        change.is_for(entry.contender) && (is_own || self.arguments.peers_are_warm);
                    if is_wanted && (is_quick || number == 0) {
                        self.progress(number, change.name(), entry.contender);
                        self.build_warm(entry, change, number, &samples)?;
                    }
                }
            }
        }
        for entry in &entries {
            entry.place.leave()?;
        }
        Ok(entries)
    }

    fn progress(&self, number: usize, what: &str, contender: Contender) {
        let (run, runs) = (number + 1, self.arguments.runs);
        progress(&format!(
            "run {run} of {runs}, {what}: {}",
            contender.name()
        ));
    }

    fn build_cold(&self, entry: &mut Entry, case: Case, samples: &[Page]) -> io::Result<()> {
        entry.place.clear()?;
        let (cost, said) = match self.build(&entry.place, &entry.place.site())? {
            Ok(built) => built,
            Err(outcome) => {
                entry.outcome = Some(outcome);
                return Ok(());
            }
        };
        if let Some(Outcome::Measured(costs, _, last)) = &mut entry.outcome {
            costs.add(cost);
            *last = said;
            return Ok(());
        }
        let promise = entry.contender.promise(case.has_formulas, self.programs);
        let site = Site::look(&entry.place.site(), case.questions, samples, &promise);
        entry.outcome = Some(match site {
            Ok(site) => Outcome::Measured(Costs::new(cost), site, said),
            Err(why) => Outcome::Failed(why),
        });
        Ok(())
    }

    /// Builds again after a change. A build that fails, or does not show the change, is an outcome of its own: the
    /// cold figures are dropped with it, since nobody knows what else is wrong.
    fn build_warm(
        &self,
        entry: &mut Entry,
        change: Change,
        number: usize,
        samples: &[Page],
    ) -> io::Result<()> {
        let Some(Outcome::Measured(_, cold, _)) = &entry.outcome else {
            return Ok(());
        };
        let html = cold.html;
        let page = &samples[samples.len() / 2];
        let mark = format!("newly{number}{}", change.key());
        entry.change(change, page, &mark, self.programs)?;
        let site = entry.place.site();
        let (site, place) = match change {
            Change::Folder => (site.with_file_name("new"), &entry.place),
            Change::Copy => (
                site.with_file_name("copy"),
                &Place::new(self.folder, Contender::Copy),
            ),
            _ => (site, &entry.place),
        };
        let built = self.build(place, &site)?;
        let built = built.and_then(|(cost, _)| {
            let is_marked = matches!(change, Change::Answer | Change::Title);
            match look_again(&site, page, is_marked.then_some(&mark), html) {
                Ok(()) => Ok(cost),
                Err(why) => Err(Outcome::Failed(format!("{}: {why}", change.name()))),
            }
        });
        match built {
            Ok(cost) => entry.add_warm(change, cost),
            Err(outcome) => entry.outcome = Some(outcome),
        }
        if site != entry.place.site() {
            entry.place.put_aside(&site)?;
        }
        Ok(())
    }

    /// Runs the commands of a build, and gives the cost of all together with what they said.
    fn build(&self, place: &Place, site: &Path) -> io::Result<Result<(Cost, String), Outcome>> {
        let lines = match place.lines_into(site, self.programs) {
            Ok(lines) => lines,
            Err(why) => return Ok(Err(Outcome::NotInstalled(why))),
        };
        sync();
        let (mut cost, mut said) = (Cost::default(), String::new());
        for line in lines {
            let left = self.arguments.limit.saturating_sub(cost.wall);
            match run(&line, left, self.folder)? {
                Ended::Well(more, words) => {
                    cost = cost.then(more);
                    said.push_str(&words);
                }
                Ended::TooLong => return Ok(Err(Outcome::TooLong)),
                Ended::Failed(why) => return Ok(Err(Outcome::Failed(why))),
            }
        }
        Ok(Ok((cost, said)))
    }
}

/// A contender, and what is known of it so far.
pub(super) struct Entry {
    pub(super) contender: Contender,
    place: Place,
    /// Nothing before the first build.
    pub(super) outcome: Option<Outcome>,
    /// In the order of their first builds.
    pub(super) warm: Vec<(Change, Costs)>,
}

impl Entry {
    /// A contender of which nothing is known yet.
    pub(super) fn new(contender: Contender, folder: &Path) -> Self {
        Self {
            contender,
            place: Place::new(folder, contender),
            outcome: None,
            warm: Vec::new(),
        }
    }

    /// Whether another cold build says more than those before.
    fn may_go_on(&self, number: usize, arguments: &Arguments) -> bool {
        number == 0 || self.is_quick(arguments)
    }

    fn is_quick(&self, arguments: &Arguments) -> bool {
        let costs = self.outcome.as_ref().and_then(Outcome::costs);
        costs.is_some_and(|costs| costs.median().wall <= arguments.once_above)
    }

    fn add_warm(&mut self, change: Change, cost: Cost) {
        let known = self.warm.iter_mut().find(|(known, _)| *known == change);
        match known {
            Some((_, costs)) => costs.add(cost),
            None => self.warm.push((change, Costs::new(cost))),
        }
    }

    /// Changes the book.
    fn change(
        &self,
        change: Change,
        page: &Page,
        mark: &str,
        programs: &Programs,
    ) -> io::Result<()> {
        let Some(source) = self.contender.source(programs, &page.path) else {
            return Ok(());
        };
        let path = self.place.book().join(source);
        match change {
            Change::Answer => {
                let mut file = fs::OpenOptions::new().append(true).open(path)?;
                write!(file, "\nA sentence with the word {mark}.\n")
            }
            Change::Title => {
                let text = fs::read_to_string(&path)?;
                let (first, rest) = text.split_once("title = \"").unwrap_or(("", &text));
                fs::write(path, format!("{first}title = \"{mark} {rest}"))
            }
            Change::Nothing | Change::Folder | Change::Copy => Ok(()),
        }
    }
}

/// Questions from the beginning, the middle and the end of a book, in this order.
fn samples(case: Case) -> Vec<Page> {
    let numbers = [0, case.questions / 2, case.questions - 1];
    let book = Book::new(case.questions, case.has_formulas);
    let questions = book.pages().filter(Page::is_question).enumerate();
    let chosen = questions.filter(|(number, _)| numbers.contains(number));
    chosen.map(|(_, page)| page).collect()
}

/// Whether a site that was built again has all pages, and what was changed.
fn look_again(site: &Path, page: &Page, mark: Option<&String>, html: usize) -> Result<(), String> {
    let unreadable = |error: io::Error| format!("the site cannot be read: {error}");
    let found = Site::size(site).map_err(unreadable)?.html;
    if found != html {
        return Err(format!("{found} HTML files instead of {html}"));
    }
    let path = site.join(page.path.replace(".md", ".html"));
    let text = fs::read_to_string(path).map_err(unreadable)?;
    match mark {
        Some(mark) if !text.contains(mark.as_str()) => Err("the change is not in the page".into()),
        _ => Ok(()),
    }
}

/// Has the system write what it still holds, so that one run does not pay for another's bytes.
/// Without the command the figures scatter more, that is all.
fn sync() {
    let _ = std::process::Command::new("sync").status();
}
