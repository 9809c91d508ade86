//! What pages are made from: hashes that change whenever a page's bytes would.
//!
//! In: the book and the theme. Out: [`Inputs`]. A page's inputs are its views as its template gets them, with the
//! inputs of its texts in place of their HTML, and the templates that take part. So what is dear (reading
//! Markdown, formulas, code, running templates) is not done for them, and nothing that views say is forgotten.
//! Draws nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::html::Shown;
use super::{Site, Theme, sanitize};
use crate::inputs::{Hasher, Inputs};
use crate::load::{AssetBytes, Source};
use crate::relate::{Book, Mention, Target, relative};

/// The inputs that many pages share.
pub(super) struct Common {
    /// The settings: pages depend on most of them, and they seldom change.
    settings: Inputs,
    /// The interface texts, by language.
    interfaces: Vec<Inputs>,
    /// What is marked in texts of each language as a term of the glossary.
    terms: Vec<Inputs>,
    /// Every path of a page or a file, which raw HTML may name in ways that only drawing finds out.
    paths: Inputs,
}

impl Common {
    /// The shared inputs of a book with a theme.
    pub(super) fn new(book: &Book, theme: &Theme) -> Self {
        let mut settings = Hasher::of("settings");
        settings.text(&format!("{:?}", book.config));
        settings.text(theme.math.settings());
        let mut paths = Hasher::of("paths");
        for place in book.places() {
            paths.text(&book.path(place, 0));
        }
        paths.texts(book.paths.keys());
        paths.texts(book.assets.keys());
        let languages = book.config.languages.iter();
        let interfaces = languages.map(|language| {
            let interface = theme.interfaces.get(&language.tag);
            let mut hasher = Hasher::of("interface");
            hasher.text(&interface.name);
            hasher.text(interface.direction.as_str());
            hasher.value(interface.strings());
            hasher.finish()
        });
        Self {
            settings: settings.finish(),
            interfaces: interfaces.collect(),
            terms: book
                .config
                .languages
                .iter()
                .map(|l| of_terms(book, &l.tag))
                .collect(),
            paths: paths.finish(),
        }
    }
}

/// The glossary as texts of a language are searched for its terms: names, and which of them have something to say.
fn of_terms(book: &Book, tag: &str) -> Inputs {
    let mut hasher = Hasher::of("terms");
    for term in &book.terms {
        hasher.text(&term.id);
        hasher.texts(term.term.get(tag));
        hasher.texts(
            term.synonyms
                .get(tag)
                .into_iter()
                .flatten()
                .collect::<Vec<_>>(),
        );
        hasher.number(super::term::has_card(book, term).into());
        // By id: numbers change when a question is added before it.
        hasher.text(match term.about {
            Some(Mention::Question(number)) => &book.questions[number].id,
            Some(Mention::Planned(_)) | None => "",
        });
    }
    hasher.finish()
}

/// What of a text is shown.
#[derive(Clone, Copy)]
pub(super) enum Extent {
    /// All of it.
    Body,
    /// Its first paragraph.
    Summary,
}

impl Site<'_> {
    fn common_inputs(&self) -> &Common {
        self.inputs
            .get_or_init(|| Common::new(self.book, self.theme))
    }

    /// The inputs of a page's frame: what no view says.
    pub(super) fn page_inputs(&self, template: &str, language: usize) -> Hasher {
        let mut hasher = Hasher::of("page");
        hasher.bytes(&self.common_inputs().settings);
        hasher.bytes(&self.common_inputs().interfaces[language]);
        match self.theme.template_inputs.get(template) {
            Some(inputs) => hasher.bytes(inputs),
            None => hasher.text(template),
        }
        hasher
    }

    /// The inputs of a text on a page: of the HTML that [`super::html`] makes of it.
    pub(super) fn text_inputs(&self, shown: Shown<'_>, extent: Extent) -> Inputs {
        let (book, version) = (self.book, shown.version);
        let (document, body) = (version.document(book), version.body(book));
        let mut hasher = Hasher::of(match extent {
            Extent::Body => "body",
            Extent::Summary => "summary",
        });
        hasher.bytes(&self.common_inputs().settings);
        hasher.bytes(&self.common_inputs().interfaces[shown.language]);
        hasher.text(self.tag(shown.language));
        hasher.text(self.tag(document.language));
        hasher.text(shown.kind.map_or("", |kind| kind.name()));
        hasher.number(shown.part_of.unwrap_or_default());
        let whole = 0..document.text.len();
        let range = match (extent, &body.summary) {
            // A bracket may be a link or a footnote that is defined anywhere in the file.
            (Extent::Summary, Some(range)) if !document.text[range.clone()].contains('[') => range,
            (Extent::Summary, None) => &(0..0),
            _ => &whole,
        };
        if *range == whole {
            hasher.bytes(&document.text_inputs);
            let summary = body.summary.clone().unwrap_or_default();
            let parts = [body.range.start, body.range.end, summary.start, summary.end];
            parts.iter().for_each(|part| hasher.number(*part));
            hasher.texts(version.anchors(book));
            hasher.bytes(&self.common_inputs().terms[document.language]);
            let question = shown.question.map(|number| &*book.questions[number].id);
            hasher.text(question.unwrap_or_default());
            let included = book.all_included(document, body);
            included.for_each(|text| hasher.text(&text));
        } else {
            hasher.text(&document.text[range.clone()]);
        }
        for (place, target) in version.links(book).range(range.clone()) {
            hasher.number(place - range.start);
            self.target_inputs(shown, target, &mut hasher);
        }
        if sanitize::may_hold_addresses(&document.text[range.clone()]) {
            hasher.text(shown.path);
            hasher.text(&document.folder);
            hasher.bytes(&self.common_inputs().paths);
        }
        hasher.finish()
    }

    /// What is drawn of the target of a link or a picture: its address, its title, or all of it.
    fn target_inputs(&self, shown: Shown<'_>, target: &Target, hasher: &mut Hasher) {
        match target {
            Target::Place(place, anchor) => {
                let path = self.book.path(*place, shown.language);
                hasher.text("place");
                hasher.text(&relative(shown.path, &path));
                hasher.text(anchor.as_deref().unwrap_or_default());
                hasher.text(&self.title(*place, shown.language));
            }
            Target::Here(anchor) => {
                hasher.text("here");
                hasher.text(anchor);
            }
            Target::Planned(number) => {
                hasher.text("planned");
                hasher.text(self.planned_title(*number, shown.language));
            }
            Target::Asset(path) => {
                hasher.text("asset");
                hasher.text(path);
                hasher.text(&relative(shown.path, path));
                match self.book.assets.get(path).map(|asset| &asset.bytes) {
                    Some(AssetBytes::Kept(bytes)) => hasher.bytes(bytes),
                    Some(AssetBytes::OnDisk(_)) => hasher.text("on disk"),
                    None => hasher.text("missing"),
                }
            }
        }
    }
}

/// The inputs of each template: its text, and the texts of all that it extends, includes or imports.
///
/// A template names another in quotes. What is only quoted by chance counts too: that costs a page drawn again.
pub(super) fn of_templates(templates: &BTreeMap<String, Source>) -> BTreeMap<String, Inputs> {
    let named = |text: &str| -> Vec<&str> {
        let quoted = text.split(['"', '\'', '`']);
        let quoted = quoted.filter(|piece| piece.ends_with(".html"));
        quoted
            .flat_map(|piece| candidates(templates, piece))
            .collect()
    };
    let all = templates
        .keys()
        .map(|name| name.trim_start_matches(super::theme::THEME));
    let all: BTreeSet<&str> = all.chain(templates.keys().map(String::as_str)).collect();
    let inputs = all.into_iter().map(|name| {
        let mut closed: BTreeSet<&str> = BTreeSet::new();
        let mut open = candidates(templates, name);
        while let Some(name) = open.pop() {
            if closed.insert(name) {
                open.extend(named(&templates[name].text));
            }
        }
        let mut hasher = Hasher::of("templates");
        for name in closed {
            hasher.text(name);
            hasher.text(&templates[name].text);
        }
        (name.to_owned(), hasher.finish())
    });
    inputs.collect()
}

/// The templates that may be meant by a name: the site's own and the theme's.
fn candidates<'t>(templates: &'t BTreeMap<String, Source>, name: &str) -> Vec<&'t str> {
    let of_theme = format!("{}{name}", super::theme::THEME);
    let meant = [name, &of_theme].map(|name| templates.get_key_value(name));
    meant
        .into_iter()
        .flatten()
        .map(|(name, _)| &**name)
        .collect()
}
