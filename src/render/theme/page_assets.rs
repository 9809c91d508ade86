//! Files of the theme that not every page loads: style sheets of some types of pages, and what studying needs.

use std::collections::BTreeMap;

use super::Assets;
use crate::config::Config;
use crate::load::{Asset, Sources};

/// Where style sheets stand that are not joined to the others. One that is called as a kind of pages is linked by those
/// (`css/page/home.css`), the [`SHARED`] ones by the pages that are named there.
pub(super) const FOLDER: &str = "css/page/";

/// Style sheets of several kinds of pages, and those kinds, in the order in which pages link them.
const SHARED: [(&str, &[&str]); 3] = [
    ("controls", &["question", "interview", "study"]),
    (
        "lists",
        &[
            "topic",
            "group",
            "tag",
            "level",
            "track",
            "questions",
            "study",
        ],
    ),
    ("studying", &["question", "study"]),
];

/// That of the search, whose text the dialog brings along on all other pages.
const SEARCH: &str = "search";

/// The scripts that only readers who learn with the site load; what begins them on every page stands beside them.
const STUDY_SCRIPTS: [&str; 3] = ["js/catalogue.js", "js/interview/", "js/study/"];

/// What the scripts of studying import; their folder below `static/` stands in their addresses.
const SCHEDULER: &str = "vendor/ts-fsrs/";

/// Whether a script belongs to what only studying needs.
pub(super) fn is_of_study(path: &str) -> bool {
    STUDY_SCRIPTS.iter().any(|start| path.starts_with(start))
}

impl Assets {
    /// Adds the style sheets of some pages, as far as the book has such pages.
    pub(super) fn sheets(&mut self, sources: &Sources) {
        let mut paths = BTreeMap::new();
        for (path, asset) in &sources.statics {
            let name = path.strip_prefix(FOLDER);
            let name = name.and_then(|name| name.strip_suffix(".css"));
            if let Some(name) = name.filter(|name| is_used(name, &sources.config)) {
                paths.insert(name, self.add(&format!("{name}.css"), asset.bytes.clone()));
            }
        }
        for (name, kinds) in SHARED {
            let Some(path) = paths.remove(name) else {
                continue;
            };
            for kind in kinds {
                let sheets = self.sheets.entry((*kind).to_owned()).or_default();
                sheets.push(path.clone());
            }
        }
        for (kind, path) in paths {
            self.sheets.entry(kind.to_owned()).or_default().push(path);
        }
    }

    /// The style sheet of the search as a text.
    pub(super) fn search_style(sources: &Sources) -> String {
        let style = sources.statics.get(&format!("{FOLDER}{SEARCH}.css"));
        style.and_then(Asset::text).unwrap_or_default().to_owned()
    }

    /// The scheduler keeps its path below `assets/`, which names its version, so that scripts find it there as they do
    /// in `static/`. The licence goes where its subject goes.
    pub(super) fn scheduler(&mut self, sources: &Sources) {
        let of_scheduler = sources.statics.iter();
        let of_scheduler = of_scheduler.filter(|(path, _)| path.starts_with(SCHEDULER));
        for (path, asset) in of_scheduler.filter(|_| sources.config.study.enabled) {
            let path = match path.rsplit_once('/') {
                Some((_, "index.js")) => format!("assets/{path}"),
                Some((_, "LICENSE")) => format!("assets/{path}.txt"),
                _ => continue,
            };
            self.files.push((path, asset.bytes.clone()));
        }
    }
}

/// Whether a book has the pages that load a style sheet.
fn is_used(name: &str, config: &Config) -> bool {
    match name {
        SEARCH => config.search.enabled,
        "interview" | "study" | "studying" => config.study.enabled,
        _ => true,
    }
}
