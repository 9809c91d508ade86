//! Where everything stands in the output, and how to get from one page to another.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::ops::Range;
use std::sync::Arc;

use super::article::joined;
use super::name::is_sound;
use super::{Relating, Structure};
use crate::language::slug::slug;

/// Everything that has a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The home page.
    Home,
    /// A topic.
    Topic(usize),
    /// All answers of a topic, to be printed.
    Printable(usize),
    /// A file of many questions.
    Group(usize),
    /// A question.
    Question(usize),
    /// An ordinary page.
    Page(usize),
    /// The list of tracks.
    Tracks,
    /// A track.
    Track(usize),
    /// The list of tags.
    Tags,
    /// A tag.
    Tag(usize),
    /// A level of difficulty, as a position in the settings.
    Level(usize),
    /// The glossary.
    Glossary,
    /// The list of all questions.
    Questions,
    /// How far the book is written and translated.
    Coverage,
    /// The search.
    Search,
    /// Interviews to rehearse.
    Interview,
    /// What a reader has learned and is to review.
    Study,
}

/// The file with what the cards of the glossary's terms say, below the root of each language. Its name does not change
/// with what it holds, so that a change of the glossary leaves the pages alone that name its terms.
pub const TERM_CARDS: &str = "glossary.json";

/// A page at a former address.
pub struct Former {
    /// The address, without language and ending.
    pub path: String,
    /// What stood there.
    pub place: Place,
    /// Where the file says so.
    span: Range<usize>,
}

impl Structure {
    /// The path of a place in a language, relative to the output folder: `uk/math/gradient.html`.
    pub fn path(&self, place: Place, language: usize) -> String {
        self.in_language(&self.plain_path(place), language)
    }

    /// The path of a page in a language from its path without language and ending.
    pub fn in_language(&self, path: &str, language: usize) -> String {
        self.joined(language, &[path, ".html"])
    }

    /// The path of a file in a language from its path below the root of the language.
    pub fn file_in_language(&self, path: &str, language: usize) -> String {
        self.joined(language, &[path])
    }

    fn joined(&self, language: usize, path: &[&str]) -> String {
        match language {
            0 => path.concat(),
            _ => [&self.config.languages[language].tag, "/", &path.concat()].concat(),
        }
    }

    /// Where pages stood under former names: beside where they stand now.
    pub fn former(&self) -> Vec<Former> {
        let mut former = Vec::new();
        for place in self.places() {
            let Some(article) = self.article(place) else {
                continue;
            };
            let folder = article.path.rsplit_once('/').map(|(folder, _)| folder);
            let aliases = article.aliases(self).iter();
            for alias in aliases.filter(|alias| is_sound(alias.get_ref())) {
                let path = match folder {
                    Some(folder) => format!("{folder}/{}", alias.get_ref()),
                    None => alias.get_ref().clone(),
                };
                former.push(Former {
                    path,
                    place,
                    span: alias.span(),
                });
            }
        }
        former
    }

    /// The path of a place without language and ending.
    fn plain_path(&self, place: Place) -> Cow<'_, str> {
        let text = match place {
            Place::Group(number) => return (&*self.groups[number].article.path).into(),
            Place::Question(number) => return (&*self.questions[number].article.path).into(),
            Place::Page(number) => return (&*self.pages[number].path).into(),
            Place::Home => "index".into(),
            Place::Topic(number) => format!("{}/index", self.topics[number].path),
            Place::Printable(number) => format!("{}/all-answers", self.topics[number].path),
            Place::Tracks => "tracks/index".into(),
            Place::Track(number) => format!("tracks/{}", self.tracks[number].id),
            Place::Tags => "tags/index".into(),
            Place::Tag(number) => format!("tags/{}", self.tags[number].slug),
            Place::Level(number) => format!("levels/{}", self.level_slug(number)),
            Place::Glossary => "glossary".into(),
            Place::Questions => "questions".into(),
            Place::Coverage => "coverage".into(),
            Place::Search => "search/index".into(),
            Place::Interview => "interview".into(),
            Place::Study => "study".into(),
        };
        text.into()
    }

    /// A level as it stands in addresses. Where two would be the same, or nothing is left of one, its number stands in.
    fn level_slug(&self, number: usize) -> String {
        let levels = &self.config.levels;
        let own = slug(&levels[number].id);
        let is_taken = levels[..number].iter().any(|level| slug(&level.id) == own);
        if own.is_empty() || is_taken {
            return format!("level-{}", number + 1);
        }
        own
    }

    /// Every place that has a page, in a fixed order.
    pub fn places(&self) -> Vec<Place> {
        let mut places = vec![Place::Home, Place::Questions];
        places.extend((0..self.topics.len()).map(Place::Topic));
        places.extend((0..self.groups.len()).map(Place::Group));
        places.extend((0..self.questions.len()).map(Place::Question));
        places.extend((0..self.pages.len()).map(Place::Page));
        if !self.tracks.is_empty() {
            places.push(Place::Tracks);
            places.extend((0..self.tracks.len()).map(Place::Track));
        }
        if !self.tags.is_empty() {
            places.push(Place::Tags);
            places.extend((0..self.tags.len()).map(Place::Tag));
        }
        let has_questions = |level: &usize| self.questions.iter().any(|q| q.level == Some(*level));
        let levels = (0..self.config.levels.len()).filter(has_questions);
        places.extend(levels.map(Place::Level));
        if !self.terms.is_empty() {
            places.push(Place::Glossary);
        }
        if self.has_coverage() {
            places.push(Place::Coverage);
        }
        if self.config.site.printable_topics {
            let topics = self.topics.iter().enumerate();
            let topics = topics.filter(|(_, topic)| !topic.questions.is_empty());
            places.extend(topics.map(|(number, _)| Place::Printable(number)));
        }
        if self.config.search.enabled {
            places.push(Place::Search);
        }
        if self.has_study() {
            places.push(Place::Interview);
            places.push(Place::Study);
        }
        places
    }

    /// Whether there is something to tell of how far the book is: several languages, or a plan.
    pub fn has_coverage(&self) -> bool {
        let is_begun = !self.questions.is_empty() || !self.planned.is_empty();
        is_begun && (self.config.languages.len() > 1 || !self.planned.is_empty())
    }

    /// Whether there is something to learn, and readers are offered to.
    pub fn has_study(&self) -> bool {
        self.config.study.enabled && !self.questions.is_empty()
    }

    /// Whether the place's text exists in a language, rather than being shown in another.
    pub fn is_written(&self, place: Place, language: usize) -> bool {
        self.article(place)
            .is_none_or(|article| article.versions[language].is_some())
    }

    /// The languages that search engines are told of for a place.
    pub fn languages_of(&self, place: Place) -> Vec<usize> {
        (0..self.config.languages.len())
            .filter(|language| self.is_written(place, *language))
            .collect()
    }
}

/// The relative address of one file of the output from another.
pub fn relative(from: &str, to: &str) -> String {
    let from: Vec<_> = from.split('/').collect();
    let to: Vec<_> = to.split('/').collect();
    let shared = from[..from.len() - 1]
        .iter()
        .zip(&to[..to.len() - 1])
        .take_while(|(a, b)| a == b)
        .count();
    let mut address = "../".repeat(from.len() - 1 - shared);
    // A name with a colon would be read as a scheme (RFC 3986, section 4.2).
    if address.is_empty() && to[shared].contains(':') {
        address.push_str("./");
    }
    address.push_str(&to[shared..].join("/"));
    address
}

/// Two pages at one address, or at addresses that a file system without case cannot tell apart.
pub(super) fn check(relating: &mut Relating<'_>, structure: &Structure) {
    let places = structure.places().into_iter();
    let mut claims: Vec<(Cow<'_, str>, Place)> = places
        .map(|place| (structure.plain_path(place), place))
        .collect();
    let mut taken: HashMap<Cow<'_, str>, Place> = HashMap::with_capacity(claims.len());
    // Listings are nobody's file: when one collides with a text, the text is what has to move.
    claims.sort_by_key(|(_, place)| structure.article(*place).is_some() as u8);
    for (path, place) in claims {
        let other = taken.insert(folded(path.clone()), place);
        let folder = path.split_once('/').map_or("", |(folder, _)| folder);
        let is_of_language = structure.config.language(folder).is_some_and(|l| l > 0);
        if other.is_none() && !is_of_language {
            continue;
        }
        let Some((file, span)) = file_of(structure, place) else {
            continue;
        };
        if is_of_language {
            let message = format!("the folder `{folder}` is that of a language");
            relating.error(&file, span, message, Some("rename the folder".into()));
        } else if let Some(other) = other
            && !relating.is_reported(&file, &span)
        {
            collision(relating, structure, (&path, place), other);
        }
    }
    for former in structure.former() {
        let taken = taken.insert(folded(former.path.clone().into()), former.place);
        let Some((file, _)) = file_of(structure, former.place) else {
            continue;
        };
        if taken.is_some() && !relating.is_reported(&file, &former.span) {
            let message = format!("the former address `{}.html` is taken", former.path);
            let hint = Some("remove it from `aliases`".into());
            relating.error(&file, former.span, message, hint);
        }
    }
    asset_collisions(relating, structure, &taken);
}

/// A path as file systems without case see it.
fn folded(path: Cow<'_, str>) -> Cow<'_, str> {
    match path
        .bytes()
        .any(|b| b.is_ascii_uppercase() || !b.is_ascii())
    {
        true => path.to_lowercase().into(),
        false => path,
    }
}

/// Places by the path of their file in the content folder, without language and ending.
pub(super) fn paths(structure: &Structure) -> BTreeMap<String, Place> {
    // The parts of a file of many share its path: the link leads to the whole.
    let is_part = |place: &Place| {
        let Place::Question(number) = place else {
            return false;
        };
        structure.questions[*number].group.is_some()
    };
    let places = structure.places().into_iter();
    let texts = places.filter(|place| !is_part(place)).filter_map(|place| {
        let head = structure.article(place)?.original().head(structure);
        Some((joined(&head.folder, &head.stem), place))
    });
    let topics = structure.topics.iter().enumerate();
    let topics = topics.map(|(number, topic)| (topic.path.clone(), Place::Topic(number)));
    texts.chain(topics).collect()
}

/// Reports that a page stands where another one does.
fn collision(
    relating: &mut Relating<'_>,
    structure: &Structure,
    (path, place): (&str, Place),
    other: Place,
) {
    let Some((file, span)) = file_of(structure, place) else {
        return;
    };
    let (message, hint) = match (place, other) {
        (Place::Tag(ours), Place::Tag(theirs)) => (
            format!(
                "the tags `{}` and `{}` have the same address, `{path}.html`",
                structure.tags[theirs].name, structure.tags[ours].name
            ),
            "name one of them in other letters or digits",
        ),
        _ => {
            let owner = file_of(structure, other)
                .map_or("a listing of the site".to_owned(), |(file, _)| {
                    file.to_string()
                });
            let message = format!("the page `{path}.html` is also made by {owner}");
            (message, "rename one of the two")
        }
    };
    relating.error(&file, span, message, Some(hint.into()));
}

/// Files beside the content that would be written where a page or another file goes.
fn asset_collisions(
    relating: &mut Relating<'_>,
    structure: &Structure,
    pages: &HashMap<Cow<'_, str>, Place>,
) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (path, file) in &structure.assets {
        let folded = path.to_lowercase();
        let plain = match folded.split_once('/') {
            Some((folder, rest)) if structure.config.language(folder).is_some_and(|l| l > 0) => {
                rest
            }
            _ => &folded,
        };
        let is_page = plain
            .strip_suffix(".html")
            .is_some_and(|plain| pages.contains_key(plain) || plain == "404");
        let is_page = is_page || plain == TERM_CARDS && !structure.terms.is_empty();
        let is_page = is_page || folded == crate::notices::SITE_PATH;
        let is_written = !structure.active.contains(path);
        if is_written && (is_page || folded.starts_with("assets/")) {
            let message = "the file would be written where a file of the site goes".to_owned();
            relating.error(file, 0..0, message, Some("rename it".into()));
        }
        if let Some(other) = seen.insert(folded, path) {
            let message =
                format!("the name differs from that of {other} only in upper and lower case");
            relating.error(
                file,
                0..0,
                message,
                Some("rename one of the two: not every file system can hold both".into()),
            );
        }
    }
}

fn file_of(structure: &Structure, place: Place) -> Option<(Arc<str>, Range<usize>)> {
    match place {
        Place::Track(number) => Some((structure.tracks[number].file.clone(), 0..0)),
        Place::Tag(number) => {
            let tag = &structure.tags[number];
            let article = &structure.questions[*tag.questions.first()?].article;
            let (file, title) = article.place_of_title(structure);
            let mut typed = article.original().head(structure).front_matter.tags.iter();
            let typed = typed.find_map(|tags| tags.iter().find(|t| *t.get_ref() == tag.name));
            Some((file, typed.map_or(title, toml::Spanned::span)))
        }
        _ => Some(structure.article(place)?.place_of_title(structure)),
    }
}

#[cfg(test)]
mod tests {
    use super::relative;

    #[test]
    fn addresses_are_relative_to_the_folder_of_the_page() {
        assert_eq!(relative("a/b.html", "a/c.html"), "c.html");
        assert_eq!(relative("uk/a/b.html", "a/b.html"), "../../a/b.html");
        assert_eq!(relative("index.html", "uk/index.html"), "uk/index.html");
        assert_eq!(relative("a/index.html", "index.html"), "../index.html");
        assert_eq!(relative("a/b/c.html", "a/d/e.html"), "../d/e.html");
        assert_eq!(
            relative("index.html", "javascript:x/a.html"),
            "./javascript:x/a.html"
        );
        assert_eq!(relative("a/b.html", "x:/a.html"), "../x:/a.html");
    }
}
