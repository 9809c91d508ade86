//! Carries out a plan: makes every file and puts the whole site in place at once.
//!
//! In: a [`Plan`] and the output folder. Out: the site on the disk and a [`Report`]; or diagnostics or
//! a [`WriteError`], and the previous site as it was. This is the only stage that writes to the output
//! folder. It must not know what the files mean, nor hold more of them in memory than there are threads.
//!
//! The steps of [`write()`]:
//! 1. Check all paths, find the output folder, take its lock, repair what a killed build left there,
//!    and see that the folder is ours.
//! 2. Make the files in parallel, except those that the previous site has, made from the same; each is compared
//!    with that of the previous site: the same bytes are only noted, others are written into a staging folder
//!    beside the output folder.
//! 3. If there was an error in the book, or if nothing changed, remove the staging folder: done.
//! 4. Link what did not change into the staging folder (so it keeps its time) and swap the folders.
//! 5. Set the previous site aside if most of it is still the same, or remove it. The next staging folder is made
//!    of what was set aside. Files that are not in the plan are gone in any case.
//!
//! What this means for others:
//! - Unchanged files are hard links, for a moment of both sites, and for as long as somebody keeps a
//!   copy made of links (`cp -al`). No build changes a file in place, so such a copy stays as it was; but
//!   who edits a file of the site in place edits the copy's too. The next build replaces edited files,
//!   except a copied file (an image) whose length and time still are its source's.
//! - A program whose current folder is the output folder stays in the removed one. A local web server
//!   should be started outside and be given the folder's name.
//! - Beside the output folder `site` there may be `.site.lock`, `.site.aside-…`, `.site.staging-…` and the like.

use std::collections::BTreeMap;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use rayon::prelude::*;

use crate::cache::inventory::{Inventory, Note};
use crate::diagnostic::{Diagnostic, Severity};
use crate::plan::{self, Content, Plan};

pub mod cache;
mod clean;
mod error;
mod files;
mod listing;
mod lock;
mod paths;
mod previous;
mod site;
mod staging;
mod swap;
#[cfg(test)]
mod tests;

pub use clean::clean;
pub use error::{BadPath, WriteError};
pub use swap::recover;

use files::{Counter, Outcome, Target};
use paths::Tree;
use previous::Previous;
use site::{MARKER, MARKER_TEXT, Site};
use staging::Staging;
use swap::Way;

/// The site before is kept for the next build if at most one file in so many is new.
const NEW: u64 = 8;

/// Where and how to write.
pub struct Options<'a> {
    /// The output folder: missing, empty, or made by an earlier build. A symbolic link is followed.
    pub output: &'a Path,
    /// Told after every file how many files are done. Called by all threads, so that a number may
    /// come after a larger one.
    pub progress: &'a (dyn Fn(u64) + Sync),
    /// What is known of the site that is there: what has the same inputs is not made again.
    pub earlier: Option<&'a Inventory>,
}

/// What was done.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// How many files the plan has.
    pub files: u64,
    /// How many bytes they have together.
    pub bytes: u64,
    /// How many of them the previous site had with the same bytes.
    pub unchanged: u64,
    /// How many of them it did not have, or with other bytes.
    pub changed: u64,
    /// How many of them were not made, because the previous site has them, made from the same.
    pub kept: u64,
    /// How many files it had that are not in the plan.
    pub removed: u64,
    /// Whether there is a new site now. If not, there was an error or nothing to change.
    pub swapped: bool,
    /// All problems of all files, sorted, each once.
    pub diagnostics: Vec<Diagnostic>,
    /// What may be known of the site by the next build: of files with inputs and without problems.
    pub notes: BTreeMap<String, Note>,
}

/// Makes the files of a plan and puts them in place as a whole.
///
/// Runs in the current rayon pool. If a diagnostic is an error, all files are still made, so that all
/// problems are known, but nothing is put in place.
///
/// # Errors
/// If paths of the plan are bad, if the output folder cannot be used, or if the system refuses
/// something. The previous site is still there, except where [`recover`] says otherwise.
pub fn write(plan: &Plan<'_>, options: &Options<'_>) -> Result<Report, WriteError> {
    write_by(plan, options, Way::Exchange)
}

/// Makes the files of a plan and drops them: finds the problems that [`write()`] would find in the book.
pub fn dry_run(plan: &Plan<'_>, progress: &(dyn Fn(u64) + Sync)) -> Report {
    let done = Counter::new(progress);
    let outcomes = plan.by_group().into_par_iter().map(|number| {
        let (_, outcome) = files::make(&plan.files[number]);
        done.one_more();
        outcome
    });
    let mut outcomes: Vec<_> = outcomes.collect();
    let mut report = Report::of(&mut outcomes);
    if let Err(bad) = Tree::of(plan) {
        report
            .diagnostics
            .extend(WriteError::Paths(bad).diagnostics());
        Diagnostic::sort(&mut report.diagnostics);
    }
    report
}

fn write_by(plan: &Plan<'_>, options: &Options<'_>, way: Way) -> Result<Report, WriteError> {
    let (site, lock) = Site::open(options.output)?;
    if lock.exclusive {
        swap::recover_site(&site)?;
    }
    site.check_ours()?;
    let (tree, previous) = rayon::join(|| Tree::of(plan), || Previous::read(&site));
    let (tree, previous) = (tree.map_err(WriteError::Paths)?, previous?);
    let same_dirs = previous.has_dirs(tree.dirs.iter().copied());
    // Who keeps nothing wants nothing kept beside the site either.
    let may_set_aside = cfg!(unix) && lock.exclusive && !site.inside && options.earlier.is_some();
    let staging = match may_set_aside {
        true => Staging::resume(&site, &previous, &tree)?,
        false => Staging::create(&site)?,
    };
    let target = Target::new(&site, &previous, options.earlier, staging.path());
    // If the folders are the same, perhaps everything is, and none will be needed.
    if !same_dirs {
        target.make_dirs(&tree)?;
    }

    let mut outcomes = make_all(plan, &target, options.progress)?;
    let mut report = Report::of(&mut outcomes);
    if Diagnostic::any_error(&report.diagnostics) {
        return Ok(report);
    }

    report.unchanged = outcomes.iter().filter(|o| o.unchanged).count() as u64;
    report.changed = report.files - report.unchanged;
    report.removed = previous.count_missing(&tree.files);
    let notes = plan.files.iter().zip(&outcomes);
    let notes = notes.filter_map(|(file, outcome)| Some((file.path.clone(), outcome.note?)));
    report.notes = notes.collect();
    if report.changed == 0 && report.removed == 0 && same_dirs && site::is_marked(&site.dir) {
        return Ok(report);
    }

    if same_dirs {
        target.make_dirs(&tree)?;
    }
    let unchanged = plan.files.par_iter().zip(&outcomes);
    let unchanged =
        unchanged.filter(|(file, outcome)| outcome.unchanged && !staging.began_with(&file.path));
    unchanged.try_for_each(|(file, _)| previous.keep(&file.path, staging.path()))?;
    target.write(MARKER, MARKER_TEXT.as_bytes())?;
    swap::swap(&site, staging.path(), way)?;
    report.swapped = true;
    // Where most is new, what is set aside would be of little use, and a second site on the disk.
    let is_alike = report.changed + report.removed <= report.files / NEW;
    let left_over = put_away(&site, staging, may_set_aside && is_alike);
    report.diagnostics.extend(left_over);
    Diagnostic::sort(&mut report.diagnostics);
    Ok(report)
}

/// Makes all files and places those that the previous site does not have. The outcomes are in the
/// order of the plan.
fn make_all(
    plan: &Plan<'_>,
    target: &Target<'_>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Vec<Outcome>, WriteError> {
    let (failed, done) = (AtomicBool::new(false), Counter::new(progress));
    let outcomes = plan.by_group().into_par_iter().map(|number| {
        let outcome = make_one(&plan.files[number], target, &failed)?;
        done.one_more();
        Ok((number, outcome))
    });
    let mut outcomes = outcomes.collect::<Result<Vec<_>, _>>()?;
    outcomes.sort_unstable_by_key(|(number, _)| *number);
    Ok(outcomes.into_iter().map(|(_, outcome)| outcome).collect())
}

/// Makes a file and places it, if the previous site does not have it.
fn make_one(
    file: &plan::File<'_>,
    target: &Target<'_>,
    failed: &AtomicBool,
) -> Result<Outcome, WriteError> {
    let inputs = file.inputs.as_ref().map(|told| told());
    if let Some(note) = inputs.and_then(|inputs| target.known(&file.path, &inputs)) {
        return Ok(Outcome {
            bytes: note.length,
            unchanged: true,
            is_kept: true,
            note: Some(note),
            diagnostics: Vec::new(),
        });
    }
    if matches!(file.content, Content::Kept) {
        let message = "it was changed while the site was built";
        return Err(target.error(&file.path, io::Error::other(message)));
    }
    let (ready, mut outcome) = files::make(file);
    if Diagnostic::any_error(&outcome.diagnostics) {
        failed.store(true, Ordering::Relaxed);
    }
    // After an error nothing will be put in place: only problems are still looked for.
    if !failed.load(Ordering::Relaxed) {
        let placed = target.place(&file.path, &ready)?;
        outcome.unchanged = placed.unchanged;
        if outcome.diagnostics.is_empty() {
            let note = inputs.zip(placed.modified);
            outcome.note = note.map(|(inputs, modified)| Note {
                inputs,
                length: outcome.bytes,
                modified,
            });
        }
    }
    Ok(outcome)
}

/// Whether an output folder has all these files as they were noted.
pub fn has_all(output: &Path, notes: &[(&String, &Note)]) -> bool {
    let Ok(site) = Site::find(output) else {
        return false;
    };
    notes
        .par_iter()
        .all(|(path, note)| previous::is_as_noted(&site.dir.join(path), note))
}

/// Sets the previous site aside or removes it. If that fails, the build is good all the same: a warning.
fn put_away(site: &Site, staging: Staging<'_>, is_set_aside: bool) -> Option<Diagnostic> {
    let path = staging.path().to_path_buf();
    let done = match is_set_aside {
        true => staging.set_aside(),
        false => staging.remove(),
    };
    let error = done.err()?;
    let message = format!(
        "the previous site in `{}` could not be removed from `{}`: {error}",
        site.dir.display(),
        path.display()
    );
    let hint = "remove that folder; the new site is in place";
    Some(Diagnostic::new(Severity::Warning, None, None, message).hint(hint))
}

impl Report {
    fn of(outcomes: &mut [Outcome]) -> Self {
        let mut diagnostics: Vec<_> = outcomes
            .iter_mut()
            .flat_map(|o| std::mem::take(&mut o.diagnostics))
            .collect();
        Diagnostic::sort(&mut diagnostics);
        Self {
            files: outcomes.len() as u64,
            bytes: outcomes.iter().map(|o| o.bytes).sum(),
            kept: outcomes.iter().filter(|o| o.is_kept).count() as u64,
            diagnostics,
            ..Self::default()
        }
    }
}
