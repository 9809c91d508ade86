//! What changes on the disk: the system's events, with what does not matter left out and what comes
//! together put together.
//!
//! Watched are book.toml, the content folder, `templates`, `static` and `languages`; the output folder,
//! git's files and the temporary files of editors never count. Where the system cannot tell of changes
//! (too many folders, some network drives), the folders are looked through again and again.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode};
use notify::{EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use crate::load::{BOOK_TOML, OVERLAYS, TRANSLATIONS_LOCK};

/// How long nothing must happen before the book is read: an editor writes a file in several steps.
const QUIET: Duration = Duration::from_millis(50);

/// How long changes are gathered at most.
const GATHERED: Duration = Duration::from_millis(500);

/// How often the folders are looked through where the system tells of nothing.
const POLLED: Duration = Duration::from_secs(1);

/// What the system tells: something happened on the disk, or it is not known what.
pub(super) type Event = notify::Result<notify::Event>;

/// What changed, as paths relative to the book's root with `/` between folders.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Changes {
    files: BTreeSet<String>,
    /// Whether there may be changes beside those files.
    is_everything: bool,
}

impl Changes {
    /// Anything may have changed.
    pub(super) fn everything() -> Self {
        Self {
            files: BTreeSet::new(),
            is_everything: true,
        }
    }

    /// Changes of these files.
    #[cfg(test)]
    pub(super) fn of(files: &[&str]) -> Self {
        Self {
            files: files.iter().map(|file| (*file).to_owned()).collect(),
            is_everything: false,
        }
    }

    /// The paths, if nothing else changed.
    pub(super) fn files(&self) -> Option<&BTreeSet<String>> {
        (!self.is_everything).then_some(&self.files)
    }

    /// Whether a file may have changed.
    pub(super) fn may_have(&self, file: &str) -> bool {
        self.is_everything || self.files.contains(file)
    }

    /// Whether all of them are in a folder.
    pub(super) fn are_below(&self, folder: &str) -> bool {
        !self.is_everything && self.files.iter().all(|file| is_below(file, folder))
    }

    /// Whether all of them are in the folders beside the content.
    pub(super) fn are_beside(&self, content: &str) -> bool {
        let is_beside = |file: &String| {
            let mut overlays = OVERLAYS.iter();
            // A content folder may be anywhere, even in one of them.
            let is_of_content = is_below(file, content) || is_below(content, file);
            overlays.any(|overlay| is_below(file, overlay)) && !is_of_content
        };
        !self.is_everything && self.files.iter().all(is_beside)
    }

    /// Whether files may have changed that pages only name, such as photographs: their pages are the
    /// same as before and have to be loaded again nevertheless.
    pub(super) fn has_files_of_pages(&self) -> bool {
        let is_part_of_pages = |file: &String| {
            let is_text = [".md", ".toml"].iter().any(|ending| file.ends_with(ending));
            let folders = ["templates", "static/css", "static/js", "static/vendor"];
            is_text || folders.iter().any(|folder| is_below(file, folder))
        };
        self.is_everything || !self.files.iter().all(is_part_of_pages)
    }

    fn is_empty(&self) -> bool {
        self.files.is_empty() && !self.is_everything
    }
}

fn is_below(file: &str, folder: &str) -> bool {
    file.strip_prefix(folder)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Watches the folders of a book.
pub(super) struct Watch {
    /// The root without links, as the system names it.
    root: PathBuf,
    watcher: Box<dyn Watcher>,
    is_polling: bool,
    events: Sender<Event>,
    /// Folders that are watched, relative to the root.
    watched: BTreeSet<String>,
    src: String,
    output: String,
}

impl Watch {
    /// Watches nothing but the root yet. `None` if there is no such folder.
    ///
    /// # Errors
    /// If neither the system nor looking through the folders works: what to tell.
    pub(super) fn new(root: &Path, events: Sender<Event>) -> Result<Option<Self>, String> {
        let Ok(root) = root.canonicalize() else {
            return Ok(None);
        };
        let config = notify::Config::default().with_follow_symlinks(false);
        let by_system = RecommendedWatcher::new(teller(&events), config);
        let (watcher, is_polling): (Box<dyn Watcher>, _) = match by_system {
            Ok(watcher) => (Box::new(watcher), false),
            Err(_) => (polling(&events)?, true),
        };
        Ok(Some(Self {
            root,
            watcher,
            is_polling,
            events,
            watched: BTreeSet::new(),
            src: String::new(),
            output: String::new(),
        }))
    }

    /// Watches the folders that the book has now. Folders that were made anew are watched anew.
    ///
    /// # Errors
    /// If a folder cannot be watched: what to tell.
    pub(super) fn follow(
        &mut self,
        src: &str,
        output: &str,
        changes: &Changes,
    ) -> Result<(), String> {
        src.clone_into(&mut self.src);
        output.clone_into(&mut self.output);
        let was_polling = self.is_polling;
        let mut problem = self.follow_folders(src, changes);
        if problem.is_err() && !self.is_polling {
            // Too many folders for the system, as a rule.
            self.watcher = polling(&self.events)?;
            self.is_polling = true;
            self.watched.clear();
            problem = self.follow_folders(src, changes);
        }
        let seconds = POLLED.as_secs();
        let unwatched = |error| format!("changes are not noticed: {error}");
        match problem {
            Err(error) => Err(unwatched(error)),
            Ok(()) if self.is_polling && !was_polling => Err(format!(
                "the system does not tell of all changes: they are looked for every {seconds} s"
            )),
            Ok(()) => Ok(()),
        }
    }

    fn follow_folders(&mut self, src: &str, changes: &Changes) -> notify::Result<()> {
        let folders = OVERLAYS.iter().copied().chain([src]);
        let wanted: BTreeSet<String> = folders
            .filter(|folder| self.root.join(folder).is_dir())
            .map(str::to_owned)
            .chain([String::new()])
            .collect();
        let is_stale = |folder: &String| !wanted.contains(folder) || changes.may_have(folder);
        let stale: Vec<String> = self
            .watched
            .iter()
            .filter(|folder| !folder.is_empty() && is_stale(folder))
            .cloned()
            .collect();
        for folder in stale {
            // Of a removed folder the system has forgotten already.
            let _ = self.watcher.unwatch(&self.root.join(&folder));
            self.watched.remove(&folder);
        }
        for folder in wanted {
            if self.watched.contains(&folder) {
                continue;
            }
            // Of the root only the files and folders in it matter: below are git's files and the output.
            let (place, mode) = match folder.as_str() {
                "" => (self.root.clone(), RecursiveMode::NonRecursive),
                _ => (self.root.join(&folder), RecursiveMode::Recursive),
            };
            self.watcher.watch(&place, mode)?;
            self.watched.insert(folder);
        }
        Ok(())
    }

    /// Adds what an event says to the changes.
    fn add(&self, event: Event, changes: &mut Changes) {
        let event = match event {
            Ok(event) if event.need_rescan() => {
                changes.is_everything = true;
                return;
            }
            Ok(event) => event,
            Err(_) => {
                changes.is_everything = true;
                return;
            }
        };
        if !is_change(event.kind) {
            return;
        }
        for path in &event.paths {
            let Ok(relative) = path.strip_prefix(&self.root) else {
                continue;
            };
            let file = relative.to_string_lossy().replace('\\', "/");
            if self.matters(&file) {
                changes.files.insert(file);
            }
        }
    }

    fn matters(&self, file: &str) -> bool {
        let is_of_the_book = [BOOK_TOML, TRANSLATIONS_LOCK].contains(&file)
            || OVERLAYS.iter().any(|folder| is_below(file, folder))
            || is_below(file, &self.src)
            // A folder that the content folder is in.
            || is_below(&self.src, file);
        let is_output = !self.output.is_empty() && is_below(file, &self.output);
        is_of_the_book && !is_output && !file.split('/').any(is_temporary)
    }
}

fn teller(events: &Sender<Event>) -> impl Fn(Event) + Send + 'static {
    let events = events.clone();
    move |event| {
        // Nobody listens when the command is ending.
        let _ = events.send(event);
    }
}

fn polling(events: &Sender<Event>) -> Result<Box<dyn Watcher>, String> {
    let config = notify::Config::default()
        .with_poll_interval(POLLED)
        .with_follow_symlinks(false);
    let watcher = PollWatcher::new(teller(events), config);
    let watcher = watcher.map_err(|error| format!("changes are not noticed: {error}"))?;
    Ok(Box::new(watcher))
}

/// Whether an event is more than that somebody reads: we do that ourselves.
fn is_change(kind: EventKind) -> bool {
    match kind {
        EventKind::Access(kind) => kind == AccessKind::Close(AccessMode::Write),
        _ => true,
    }
}

/// Names of hidden files, and of files that editors and browsers write for a moment: of vim (`4913`,
/// `.x.swp`, `x~`), Emacs (`.#x`, `#x#`), JetBrains (`x___jb_tmp___`), and the usual endings.
fn is_temporary(name: &str) -> bool {
    let endings = ["~", ".swp", ".swx", ".tmp", ".part", ".crdownload", "___"];
    name.starts_with('.')
        || name == "4913"
        || (name.starts_with('#') && name.ends_with('#'))
        || endings.iter().any(|ending| name.ends_with(ending))
}

/// Waits for changes, until nothing has happened for a moment. `None` if nobody tells of any more.
pub(super) fn gather(events: &Receiver<Event>, watch: &Watch) -> Option<Changes> {
    let mut changes = Changes::default();
    let mut since = Instant::now();
    let mut quiet_since = since;
    loop {
        let event = if changes.is_empty() {
            events.recv().ok()?
        } else {
            let until = (since + GATHERED).min(quiet_since + QUIET);
            match events.recv_timeout(until.saturating_duration_since(Instant::now())) {
                Ok(event) => event,
                Err(RecvTimeoutError::Timeout) => return Some(changes),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        };
        let mut more = Changes::default();
        watch.add(event, &mut more);
        if !more.is_empty() {
            quiet_since = Instant::now();
            if changes.is_empty() {
                since = quiet_since;
            }
            changes.files.append(&mut more.files);
            changes.is_everything |= more.is_everything;
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;
    use std::sync::mpsc::channel;

    use super::*;

    fn book() -> (tempfile::TempDir, Watch, Receiver<Event>) {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("content/a")).unwrap();
        fs::write(folder.path().join("book.toml"), "").unwrap();
        let (sender, events) = channel();
        let mut watch = Watch::new(folder.path(), sender).unwrap().unwrap();
        let followed = watch.follow("content", "site", &Changes::default());
        assert_eq!(followed, Ok(()));
        (folder, watch, events)
    }

    /// Gathers until a file is told of. The system may tell of one act in several parts.
    fn gather_until(file: &str, watch: &Watch, events: &Receiver<Event>) -> BTreeSet<String> {
        let mut all = BTreeSet::new();
        while !all.contains(file) {
            let changes = gather(events, watch).unwrap();
            all.extend(changes.files().unwrap().clone());
        }
        all
    }

    #[test]
    fn edits_are_told_of_and_temporary_files_are_not() {
        let (folder, watch, events) = book();
        let root = folder.path();
        for noise in [
            "content/a/.one.md.swp",
            "content/a/one.md~",
            "content/4913",
            "content/#one.md#",
        ] {
            fs::write(root.join(noise), "").unwrap();
        }
        fs::create_dir(root.join("site")).unwrap();
        fs::write(root.join("README.md"), "").unwrap();
        fs::write(root.join("content/a/one.md"), "text").unwrap();
        fs::write(root.join("book.toml"), "text").unwrap();
        let told = gather_until("book.toml", &watch, &events);
        let expected = ["book.toml", "content/a/one.md"];
        assert_eq!(told, expected.map(str::to_owned).into());
    }

    #[test]
    fn reading_is_no_change() {
        let (folder, watch, events) = book();
        let file = folder.path().join("book.toml");
        fs::read(&file).unwrap();
        fs::write(folder.path().join("content/one.md"), "").unwrap();
        let told = gather_until("content/one.md", &watch, &events);
        assert_eq!(told, ["content/one.md".to_owned()].into());
    }

    #[test]
    fn a_folder_that_appears_later_is_watched_too() {
        let (folder, mut watch, events) = book();
        let root = folder.path();
        fs::create_dir(root.join("templates")).unwrap();
        let told = gather_until("templates", &watch, &events);
        watch
            .follow("content", "site", &Changes::of(&["templates"]))
            .unwrap();
        assert_eq!(told, ["templates".to_owned()].into());
        fs::write(root.join("templates/page.html"), "").unwrap();
        gather_until("templates/page.html", &watch, &events);
        fs::remove_dir_all(root.join("content")).unwrap();
        gather_until("content", &watch, &events);
        fs::create_dir(root.join("content")).unwrap();
        watch
            .follow("content", "site", &Changes::of(&["content"]))
            .unwrap();
        fs::write(root.join("content/new.md"), "").unwrap();
        gather_until("content/new.md", &watch, &events);
    }

    #[test]
    fn where_the_system_tells_of_nothing_the_folders_are_looked_through() {
        let (folder, _, _) = book();
        let (sender, events) = channel();
        let mut watch = Watch {
            root: folder.path().canonicalize().unwrap(),
            watcher: polling(&sender).unwrap(),
            is_polling: true,
            events: sender,
            watched: BTreeSet::new(),
            src: String::new(),
            output: String::new(),
        };
        watch
            .follow("content", "site", &Changes::default())
            .unwrap();
        fs::write(folder.path().join("content/a/one.md"), "text").unwrap();
        gather_until("content/a/one.md", &watch, &events);
    }

    #[test]
    fn only_files_that_pages_name_make_unchanged_pages_load_again() {
        let has = |files: &[&str]| Changes::of(files).has_files_of_pages();
        assert!(!has(&["content/a/one.md", "book.toml"]));
        assert!(!has(&["templates/page.html", "static/css/own.css"]));
        assert!(has(&["content/a/one.md", "content/a/photo.png"]));
        assert!(has(&["static/robots.txt"]));
        assert!(Changes::everything().has_files_of_pages());
    }

    #[test]
    fn a_folder_with_a_longer_name_is_another() {
        assert!(Changes::of(&["content/a.md", "content"]).are_below("content"));
        assert!(!Changes::of(&["contents/a.md"]).are_below("content"));
        assert!(!Changes::everything().are_below("content"));
        assert!(Changes::of(&["static/css/a.css", "templates"]).are_beside("content"));
        assert!(!Changes::of(&["static/css/a.css", "content/a.md"]).are_beside("content"));
        assert!(!Changes::of(&["static/book/a.md"]).are_beside("static/book"));
        assert!(!Changes::of(&["static"]).are_beside("static/book"));
        assert!(!Changes::of(&["statics/a.css"]).are_beside("content"));
        assert!(!Changes::everything().are_beside("content"));
    }
}
