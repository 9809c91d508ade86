//! All languages of a book: data files are laid over one another, and gaps are filled and reported.
//!
//! In come the book's language tags and the site's own data files, out come complete interfaces
//! and the problems of the files. No file is read here: the program carries its own, and the
//! texts of a site's files are handed in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Interface;
use super::data::{self, Data, Value};
use super::embedded::{self, ENGLISH};
use super::schema::Schema;
use crate::diagnostic::{Diagnostic, Severity};

/// Where the embedded files stand in the repository, and a site's files in its book.
const FOLDER: &str = "languages";

/// The interfaces of a book's languages.
#[derive(Clone, Debug)]
pub struct Interfaces {
    english: Interface,
    languages: Vec<Interface>,
}

impl Interfaces {
    /// The interfaces of the languages `tags`, in their order.
    ///
    /// `overlays` are the data files of a site, each with its path, whose stem is the tag, and its
    /// text. They are laid over the embedded files key by key, or add languages. A regional
    /// variant takes what it lacks from its language (`pt-br` from `pt`), and every language from
    /// English.
    ///
    /// The problems are sorted. Gaps are warnings; text that is not TOML and values of a wrong
    /// type are errors. Values with a problem are not used.
    pub fn load(tags: &[&str], overlays: &[(Arc<str>, &str)]) -> (Self, Vec<Diagnostic>) {
        let mut loader = Loader::new(tags, overlays);
        let english = loader.merge(ENGLISH).values;
        let languages = tags.iter().map(|tag| {
            let merged = loader.merge(tag);
            loader.report_gaps(tag, &merged);
            Interface::new(tag, merged.values, &english)
        });
        let interfaces = Self {
            languages: languages.collect(),
            english: Interface::new(ENGLISH, english.clone(), &english),
        };
        Diagnostic::sort(&mut loader.diagnostics);
        (interfaces, loader.diagnostics)
    }

    /// The interface of a language; the English one if the book does not have the language.
    pub fn get(&self, tag: &str) -> &Interface {
        self.iter().find(|i| i.tag == tag).unwrap_or(&self.english)
    }

    /// The interfaces in the order of the book's languages.
    pub fn iter(&self) -> std::slice::Iter<'_, Interface> {
        self.languages.iter()
    }
}

impl<'a> IntoIterator for &'a Interfaces {
    type Item = &'a Interface;
    type IntoIter = std::slice::Iter<'a, Interface>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

/// A data file of the site.
struct Overlay {
    tag: String,
    path: Arc<str>,
    data: Data,
}

/// What the files of one language say together.
#[derive(Default)]
struct Merged {
    values: BTreeMap<String, Value>,
    /// Keys that a file has, but with a problem: reported there, so no gap.
    refused: BTreeSet<String>,
    /// Whether a file is not TOML, so that its gaps mean nothing.
    broken: bool,
    /// The file that gaps are to be filled in: the path and whether it is the site's.
    last: Option<(Arc<str>, bool)>,
}

struct Loader {
    schema: Schema,
    overlays: Vec<Overlay>,
    diagnostics: Vec<Diagnostic>,
}

impl Loader {
    fn new(tags: &[&str], overlays: &[(Arc<str>, &str)]) -> Self {
        let schema = Schema::of(embedded::text(ENGLISH).unwrap_or_default());
        let used = tags.iter().chain(&[ENGLISH]).flat_map(|tag| lineage(tag));
        let used = used.collect::<BTreeSet<_>>();
        let mut loader = Self {
            schema,
            overlays: Vec::new(),
            diagnostics: Vec::new(),
        };
        for (path, text) in overlays {
            let name = path.rsplit('/').next().unwrap_or_default();
            let tag = name.strip_suffix(".toml").unwrap_or(name);
            let tag = tag.to_ascii_lowercase();
            if !used.contains(&tag) {
                let message = format!("`{path}` is not used: the book has no language `{tag}`");
                let problem = Diagnostic::new(Severity::Warning, Some(path), None, message);
                let known = Vec::from_iter(tags.iter().map(|tag| format!("`{tag}`"))).join(", ");
                let hint = format!(
                    "the book's languages are {known}; name the file after one of them, or add `[languages.{tag}]` to `book.toml`"
                );
                loader.diagnostics.push(problem.hint(hint));
                continue;
            }
            let mut data = data::read(&tag, path, text, &loader.schema);
            loader.diagnostics.append(&mut data.diagnostics);
            let path = path.clone();
            loader.overlays.push(Overlay { tag, path, data });
        }
        loader
    }

    /// Lays the files of a language over one another: of `pt` before `pt-br`, the program's before
    /// the site's.
    fn merge(&self, tag: &str) -> Merged {
        let mut merged = Merged::default();
        for part in lineage(tag) {
            if let Some(text) = embedded::text(&part) {
                let path = Arc::from(format!("{FOLDER}/{part}.toml"));
                // The embedded files have no problems besides gaps: a test of this module sees to it.
                let data = data::read(&part, &path, text, &self.schema);
                merged.lay(&data, path, false);
            }
            for overlay in self.overlays.iter().filter(|o| o.tag == part) {
                merged.lay(&overlay.data, overlay.path.clone(), true);
            }
        }
        merged
    }

    /// Reports what a language lacks, in one warning.
    fn report_gaps(&mut self, tag: &str, merged: &Merged) {
        let Some((path, of_site)) = &merged.last else {
            let message = format!("there is no interface in the book's language `{tag}`");
            let file = format!("{FOLDER}/{}.toml", tag.to_ascii_lowercase());
            let hint = format!(
                "English is shown instead; add `{file}`, made from a copy of answerbook's `{FOLDER}/{ENGLISH}.toml`"
            );
            let problem = Diagnostic::new(Severity::Warning, None, None, message);
            return self.diagnostics.push(problem.hint(hint));
        };
        let keys = self.schema.keys();
        let total = keys.len();
        let gaps = keys.filter(|k| !merged.values.contains_key(*k) && !merged.refused.contains(*k));
        let gaps = Vec::from_iter(gaps);
        if gaps.is_empty() || merged.broken {
            return;
        }
        let (count, list) = (gaps.len(), list(&gaps, &self.schema));
        let message = format!("`{path}` lacks {count} of {total} strings: {list}");
        let file = of_site.then_some(path);
        let problem = Diagnostic::new(Severity::Warning, file, None, message);
        let hint = format!(
            "English is shown instead; the keys are in answerbook's `{FOLDER}/{ENGLISH}.toml`"
        );
        self.diagnostics.push(problem.hint(hint));
    }
}

impl Merged {
    fn lay(&mut self, data: &Data, path: Arc<str>, of_site: bool) {
        let values = data.values.iter().map(|(k, v)| (k.clone(), v.clone()));
        self.values.extend(values);
        self.refused.extend(data.refused.iter().cloned());
        self.broken |= data.broken;
        self.last = Some((path, of_site));
    }
}

/// A tag and what it is a variant of, the most general first: `zh`, `zh-hant`, `zh-hant-tw`
/// (RFC 4647, section 3.4, backwards), as the files are named.
fn lineage(tag: &str) -> Vec<String> {
    let tag = tag.to_ascii_lowercase();
    let ends = tag.match_indices('-').map(|(i, _)| i);
    ends.chain([tag.len()])
        .map(|end| tag[..end].to_owned())
        .collect()
}

/// Sorted keys for a message; a table that is missing as a whole is written `code.*`.
fn list(keys: &[&str], schema: &Schema) -> String {
    fn table<'k>(key: &&'k str) -> &'k str {
        key.split('.').next().unwrap_or_default()
    }
    let mut names = Vec::new();
    for keys in keys.chunk_by(|a, b| table(a) == table(b)) {
        let of = table(&keys[0]);
        let whole = schema.keys().filter(|key| table(key) == of).count();
        if keys.len() == whole && whole > 1 {
            names.push(format!("`{of}.*`"));
        } else {
            names.extend(keys.iter().map(|key| format!("`{key}`")));
        }
    }
    names.join(", ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::language::Direction;

    fn load(tags: &[&str], overlays: &[(&str, &str)]) -> (Interfaces, Vec<Diagnostic>) {
        let overlays = overlays
            .iter()
            .map(|(path, text)| (Arc::from(*path), *text));
        Interfaces::load(tags, &Vec::from_iter(overlays))
    }

    #[test]
    fn gaps_are_english_and_one_warning() {
        let text = "[language]\nname = 'Deutsch'\n[navigation]\nhome = 'Start'\n[code]\n\
            copy = 'a'\ncopied = 'b'\ncopy_failed = 'c'\noutput = 'd'\ncode_block = 'e'";
        let (interfaces, problems) = load(&["en", "de"], &[("languages/de.toml", text)]);
        let german = interfaces.get("de");
        assert_eq!(german.name, "Deutsch");
        assert_eq!(german.text("navigation.home"), "Start");
        assert_eq!(german.text("question.hint"), "Hint");
        assert_eq!(german.count("counts.questions", 1), "1 question");

        let [problem] = &problems[..] else {
            panic!("{problems:#?}")
        };
        assert_eq!(
            (problem.severity, problem.span.clone()),
            (Severity::Warning, None)
        );
        assert_eq!(problem.file.as_deref(), Some("languages/de.toml"));
        let total = Schema::of(embedded::text(ENGLISH).unwrap()).keys().len();
        let head = format!(
            "`languages/de.toml` lacks {} of {total} strings: `alerts.*`, `all_questions.order`, \
             `beside.*`, `code.line_numbers`, `content.*`, `counts.*`, `coverage.*`, `date.*`, ",
            total - 7
        );
        assert!(problem.message.starts_with(&head), "{}", problem.message);
        let hint = "English is shown instead; the keys are in answerbook's `languages/en.toml`";
        assert_eq!(problem.hint.as_deref(), Some(hint));
    }

    #[test]
    fn language_without_a_file_is_english_and_one_warning() {
        let (interfaces, problems) = load(&["en", "de-AT"], &[]);
        let german = interfaces.get("de-AT");
        assert_eq!((&*german.tag, &*german.name), ("de-AT", "de-AT"));
        assert_eq!(german.strings().len(), interfaces.get("en").strings().len());
        assert_eq!(german.text("question.hint"), "Hint");
        let expected = Diagnostic::new(
            Severity::Warning,
            None,
            None,
            "there is no interface in the book's language `de-AT`",
        )
        .hint("English is shown instead; add `languages/de-at.toml`, made from a copy of answerbook's `languages/en.toml`");
        assert_eq!(problems, [expected]);
    }

    #[test]
    fn site_lays_single_strings_over_the_embedded_ones() {
        let text = "[navigation]\nhome = 'Старт'\n[counts]\n\
            topics = { one = '{n} розділ', few = '{n} розділи', many = '{n} розділів' }";
        let (interfaces, problems) = load(&["uk"], &[("languages/uk.toml", text)]);
        assert_eq!(problems, []);
        let ukrainian = interfaces.get("uk");
        assert_eq!(ukrainian.text("navigation.home"), "Старт");
        assert_eq!(ukrainian.text("navigation.topics"), "Теми");
        assert_eq!(ukrainian.count("counts.topics", 5), "5 розділів");
    }

    #[test]
    fn category_of_millions_may_be_left_to_other() {
        let text = "[counts]\ntopics = { one = '{n} thème', other = '{n} thèmes' }";
        let (interfaces, problems) = load(&["fr"], &[("languages/fr.toml", text)]);
        assert_eq!(problems.len(), 1, "only the gaps: {problems:#?}");
        let french = interfaces.get("fr");
        assert_eq!(french.count("counts.topics", 0), "0 thème");
        assert_eq!(french.count("counts.topics", 1_000_000), "1,000,000 thèmes");
    }

    #[test]
    fn english_of_the_site_stands_in_for_gaps() {
        let english = ("languages/en.toml", "[question]\nhint = 'Clue'");
        let (interfaces, _) = load(&["de"], &[english]);
        assert_eq!(interfaces.get("de").text("question.hint"), "Clue");
        assert_eq!(interfaces.get("fr").text("question.hint"), "Clue");
    }

    #[test]
    fn overlay_with_a_problem_leaves_the_embedded_string() {
        let text = "[counts]\nquestions = { one = '{n} питання', other = '{n} питань' }\n[tag]\ntitle = '{tog}'";
        let (interfaces, problems) = load(&["uk"], &[("languages/uk.toml", text)]);
        assert_eq!(problems.len(), 3);
        assert_eq!(
            interfaces.get("uk").count("counts.questions", 2),
            "2 запитання"
        );
        assert_eq!(
            interfaces.get("uk").text("tag.title"),
            "Запитання з тегом «{tag}»"
        );
    }

    #[test]
    fn refused_strings_are_not_reported_as_gaps_too() {
        let german = embedded::text(ENGLISH)
            .unwrap()
            .replace("\"Hint\"", "\"{Hinweis}\"");
        let (interfaces, problems) = load(&["de"], &[("languages/de.toml", &german)]);
        assert_eq!(interfaces.get("de").text("question.hint"), "Hint");
        let messages = Vec::from_iter(problems.iter().map(|p| p.message.as_str()));
        assert_eq!(
            messages,
            ["`question.hint` has a brace that belongs to no placeholder"]
        );
    }

    #[test]
    fn gaps_of_a_broken_file_are_not_counted() {
        let (_, problems) = load(
            &["de"],
            &[("languages/de.toml", "[navigation\nhome = 'Start'")],
        );
        assert!(!problems.is_empty());
        assert!(
            problems.iter().all(|p| p.severity == Severity::Error),
            "{problems:#?}"
        );
    }

    #[test]
    fn regional_variant_adds_to_its_language_whatever_the_case() {
        let general = ("languages/uk.toml", "[navigation]\nhome = 'a'\nmenu = 'b'");
        let regional = ("languages/uk-ca.toml", "[navigation]\nhome = 'c'");
        let (interfaces, problems) = load(&["uk-CA"], &[regional, general]);
        assert_eq!(problems, []);
        let interface = interfaces.get("uk-CA");
        let texts = ["home", "menu", "topics"]
            .map(|k| interface.strings()[&format!("navigation.{k}")].as_str());
        assert_eq!(texts, ["c", "b", "Теми"]);
    }

    #[test]
    fn file_of_a_language_that_the_book_does_not_have_is_reported() {
        let (_, problems) = load(&["en", "uk"], &[("languages/ua.toml", "")]);
        let path = Arc::from("languages/ua.toml");
        let message = "`languages/ua.toml` is not used: the book has no language `ua`";
        let expected = Diagnostic::new(Severity::Warning, Some(&path), None, message).hint(
            "the book's languages are `en`, `uk`; name the file after one of them, or add `[languages.ua]` to `book.toml`",
        );
        assert_eq!(problems, [expected]);
    }

    #[test]
    fn languages_keep_the_order_of_the_book() {
        let (interfaces, _) = load(&["uk", "en", "ru"], &[]);
        let tags = interfaces.iter().map(|i| i.tag.as_str());
        assert_eq!(Vec::from_iter(tags), ["uk", "en", "ru"]);
    }

    #[test]
    fn right_to_left_languages_say_so() {
        let (interfaces, _) = load(
            &["he"],
            &[("languages/he.toml", "[language]\ndirection = 'rtl'")],
        );
        assert_eq!(interfaces.get("he").direction, Direction::RightToLeft);
        assert_eq!(interfaces.get("en").direction, Direction::LeftToRight);
    }

    #[test]
    fn interfaces_are_shared_between_threads() {
        fn shared<T: Send + Sync>() {}
        shared::<Interfaces>();
    }
}
