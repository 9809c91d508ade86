//! What templates are given: the whole contract between the generator and a theme.
//!
//! Every page's template gets `site`, `page`, `text`, and one more value named after the page type
//! (`question`, `topic`, …). Addresses are relative to the page and ready to be put into `href`.
//! Fields named `*_html` and `body` hold finished HTML and are printed with `| safe`; all else is plain
//! text and is escaped by the template engine. Counts and dates come worded in the page's language.

// Long because the contract with templates is easier to read in one place.

use serde::Serialize;

mod coverage;
mod filter;
mod interview;
mod levels;
mod printable;
mod search;
mod settings;
mod study;
mod web;

pub use printable::{PrintableView, PrintedView};
pub use study::{RatedView, StudyLinkView, StudyView};

pub use filter::{FilterChoiceView, FilterView};
pub use interview::InterviewView;
pub use levels::LevelCountView;
pub use settings::SettingsView;
pub use web::{FeedView, SocialView, WebView};

pub use search::{ChoiceView, SearchLanguageView, SearchLinkView, SearchView};

pub use coverage::{
    BarView, CoverageLanguageView, CoverageLevelView, CoverageTopicView, CoverageView, MissingView,
    OutdatedTranslationView, SegmentOfBarView,
};

/// The site, in the language of the page: `site`.
#[derive(Debug, Serialize)]
pub struct SiteView<'a> {
    /// The book's title.
    pub title: &'a str,
    /// The book's description.
    pub description: &'a str,
    /// The book's authors.
    pub authors: &'a [String],
    /// Where the book's source is, if `[site] repository` says so.
    pub repository: Option<&'a str>,
    /// The content's licence, if `[site] licence` names one.
    pub licence: Option<&'a str>,
    /// Whether there is a track.
    pub has_tracks: bool,
    /// Whether there is a tag.
    pub has_tags: bool,
    /// Whether there is a glossary.
    pub has_glossary: bool,
    /// Whether there is a page that shows how far the book is written and translated.
    pub has_coverage: bool,
    /// Whether readers are offered to study: interviews to rehearse.
    pub has_study: bool,
    /// The ordinary pages, for the footer or the menu.
    pub pages: Vec<LinkView>,
    /// Version of the generator.
    pub generator: &'static str,
}

/// What every page has: `page`.
#[derive(Debug, Serialize)]
pub struct PageView<'a> {
    /// `home`, `topic`, `printable`, `group`, `question`, `page`, `tracks`, `track`, `tags`, `tag`, `level`, `glossary`, `questions`, `coverage`, `search`, `interview`, `study`, `not-found`.
    pub kind: &'static str,
    /// The title, without the site's.
    pub title: &'a str,
    /// One or two sentences for search engines; may be empty.
    pub description: &'a str,
    /// Language of the interface: BCP 47 tag.
    pub language: &'a str,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// Language of the content: differs from `language` where a translation is missing.
    pub content_language: &'a str,
    /// `ltr` or `rtl`, of the content.
    pub content_direction: &'static str,
    /// What the reader is told when the content is in another language.
    pub notice: Option<NoticeView>,
    /// What the reader is told when the original is newer than this translation of it.
    pub outdated: Option<OutdatedView>,
    /// Full address of the page that search engines should keep, if the site has an address.
    pub canonical: Option<String>,
    /// Full addresses of the real translations, `x-default` included; empty where there is one language or no address.
    pub alternates: Vec<AlternateView<'a>>,
    /// The same page in every language of the book, for the switcher; empty if there is one language.
    pub languages: Vec<LanguageLinkView<'a>>,
    /// The way from the home page, without the page itself.
    pub breadcrumbs: Vec<LinkView>,
    /// Value of the Content-Security-Policy.
    pub csp: &'a str,
    /// Addresses of the style sheets that the page needs, in order.
    pub styles: Vec<String>,
    /// Addresses of the scripts (ES modules) that the page loads.
    pub modules: Vec<String>,
    /// The one inline script, which sets what the reader has chosen (colours, size of text, hidden levels) before the
    /// page is drawn; empty where there is none.
    pub inline_script: &'a str,
    /// Address of the icon.
    pub icon: Option<String>,
    /// Addresses of the pages that the header links.
    pub header: HeaderView,
    /// Where the page finds the search; `None` if it is switched off.
    pub search: Option<SearchLinkView>,
    /// Where the page finds what there is to study; `None` if readers are not offered to.
    pub study: Option<StudyLinkView>,
    /// The site's root, relative to the page: `../` or empty.
    pub root: String,
    /// Names of the book's levels in book.toml, in order, with spaces between; a name with a space has `%20` for it.
    pub levels: String,
    /// Address of the file that holds what readers may set, in all languages.
    pub settings: String,
    /// What the page tells programs that are no browsers, and where its source is.
    pub web: WebView,
}

/// Addresses of the pages that the header links.
#[derive(Debug, Serialize)]
pub struct HeaderView {
    /// The home page.
    pub home: String,
    /// The list of all questions.
    pub questions: String,
    /// The list of tracks.
    pub tracks: String,
    /// The list of tags.
    pub tags: String,
    /// The glossary.
    pub glossary: String,
    /// How far the book is written and translated.
    pub coverage: String,
    /// Interviews to rehearse.
    pub interview: String,
}

/// What a reader is told when the page is not in the reader's language.
#[derive(Debug, Serialize)]
pub struct NoticeView {
    /// The sentence, in the reader's language.
    pub text: String,
    /// Address of the page in the language that it is written in.
    pub original: String,
    /// Words of the link to it.
    pub original_text: String,
}

/// What a reader is told when the original is newer than the translation.
#[derive(Debug, Serialize)]
pub struct OutdatedView {
    /// The sentence, in the reader's language.
    pub text: String,
    /// The sections of the translation that are older than their originals.
    pub places: Vec<LinkView>,
    /// Address of the original.
    pub original: String,
    /// Words of the link to it.
    pub original_text: String,
    /// BCP 47 tag of the original's language.
    pub original_language: String,
}

/// A translation, for search engines.
#[derive(Debug, Serialize)]
pub struct AlternateView<'a> {
    /// BCP 47 tag, or `x-default`.
    pub hreflang: &'a str,
    /// Full address.
    pub address: String,
}

/// A language in the switcher.
#[derive(Debug, Serialize)]
pub struct LanguageLinkView<'a> {
    /// BCP 47 tag.
    pub tag: &'a str,
    /// Its own name: `Українська`.
    pub name: &'a str,
    /// The same page in it.
    pub address: String,
    /// Whether it is the page's.
    pub is_current: bool,
    /// Whether the content exists in it.
    pub is_written: bool,
}

/// A link.
#[derive(Debug, Serialize, Clone)]
pub struct LinkView {
    /// Its text.
    pub title: String,
    /// Its address.
    pub address: String,
}

/// What badges say of a question.
#[derive(Debug, Serialize, Clone)]
pub struct FactsView {
    /// Name of its kind in front matter: `open`, `quiz`, `task`, `coding`, `behavioural`.
    pub kind: &'static str,
    /// Its kind, worded.
    pub kind_text: String,
    /// Name of its level in book.toml; empty if it has none.
    pub level: String,
    /// Position of its level, from 1; 0 if it has none.
    pub level_rank: usize,
    /// Its level, worded.
    pub level_text: String,
    /// In how many collections it was found, worded; empty if in none.
    pub asked_text: String,
    /// What is there of an answer that is not written yet: `none`, `stub`, `note`, `link`; empty if it is written.
    pub status: &'static str,
    /// The same, worded.
    pub status_text: String,
}

/// A question in a listing, or one that is not written yet.
#[derive(Debug, Serialize, Clone)]
pub struct CardView {
    /// The question's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its page; `None` if it is not written yet.
    pub address: Option<String>,
    /// The short answer or the statement, as HTML of one paragraph's inside; empty if not written yet.
    pub summary_html: String,
    /// Its kind, its level and how often it was found; templates find these fields beside the others.
    #[serde(flatten)]
    pub facts: FactsView,
    /// Tag of the language that the title is in, if it is not the page's.
    pub language: Option<String>,
}

/// A topic in a listing.
#[derive(Debug, Serialize, Clone)]
pub struct TopicCardView {
    /// Its folders, joined by `/`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its page.
    pub address: String,
    /// Its description; may be empty.
    pub description: String,
    /// How many questions it has written, those of topics inside it included.
    pub written: usize,
    /// How many it has in all, planned ones included.
    pub total: usize,
    /// `12 questions` or, while some are planned, `5 of 29`.
    pub count_text: String,
    /// The levels that its written questions have, from the easiest, with their numbers.
    pub levels: Vec<LevelCountView>,
    /// Tag of the language that the title is in, if it is not the page's.
    pub language: Option<String>,
}

/// A track in a listing.
#[derive(Debug, Serialize, Clone)]
pub struct TrackCardView {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its page.
    pub address: String,
    /// For whom it is; may be empty.
    pub description: String,
    /// How many of its questions are written; each id counts once.
    pub written: usize,
    /// How many questions it has; each id counts once.
    pub total: usize,
    /// The two, worded.
    pub count_text: String,
    /// How many blocks of its own it has, worded; empty if one or none.
    pub blocks_text: String,
}

/// The home page: `home`.
#[derive(Debug, Serialize)]
pub struct HomeView {
    /// The text of `index.md`; empty without one.
    pub body: String,
    /// The topics at the top.
    pub topics: Vec<TopicCardView>,
    /// The tracks.
    pub tracks: Vec<TrackCardView>,
    /// How many questions, topics and tracks there are, each worded.
    pub counts: Vec<String>,
    /// Files that hold the whole book, named by their formats.
    pub downloads: Vec<LinkView>,
}

/// A topic: `topic`.
#[derive(Debug, Serialize)]
pub struct TopicView {
    /// Its folders, joined by `/`.
    pub id: String,
    /// The text of its `index.md`; empty without one.
    pub body: String,
    /// Its description; may be empty.
    pub description: String,
    /// How many questions are written, worded.
    pub count_text: String,
    /// The file of decks for Anki of the topic and those in it: its address, and as its title how many cards it has.
    pub deck: Option<LinkView>,
    /// Topics in it.
    pub subtopics: Vec<TopicCardView>,
    /// Files of many questions in it.
    pub groups: Vec<LinkView>,
    /// Its questions, in order.
    pub questions: Vec<CardView>,
    /// What the list of its questions can be narrowed to.
    pub filter: FilterView,
    /// Questions to come.
    pub planned: Vec<CardView>,
    /// The page with all its answers, if there is one.
    pub printable: Option<String>,
}

/// A file of many questions: `group`.
#[derive(Debug, Serialize)]
pub struct GroupView {
    /// Its introduction.
    pub body: String,
    /// Its questions, in order.
    pub questions: Vec<CardView>,
}

/// A question: `question`.
#[derive(Debug, Serialize)]
pub struct QuestionView {
    /// Its id.
    pub id: String,
    /// The answer. In it, study blocks are `<details>` and `<aside>` elements with a `data-callout`.
    pub body: String,
    /// Its kind, its level and how often it was found; templates find these fields beside the others.
    #[serde(flatten)]
    pub facts: FactsView,
    /// The list of questions of its level; empty if it has none.
    pub level_address: String,
    /// Reading time, worded.
    pub reading_text: String,
    /// When it was last changed, worded; empty if not known.
    pub updated_text: String,
    /// The same as `2026-11-22`.
    pub updated: String,
    /// Its tags.
    pub tags: Vec<LinkView>,
    /// Its headings of level 2 and 3.
    pub outline: Vec<OutlineView>,
    /// What to understand first.
    pub prerequisites: Vec<CardView>,
    /// What to see next.
    pub related: Vec<CardView>,
    /// Tracks that it stands in: links to its place in each.
    pub tracks: Vec<LinkView>,
    /// What the answer was written from.
    pub sources: Vec<ReferenceView>,
    /// What a script needs to know of it; `None` if readers are not offered to rate it.
    pub study: Option<RatedView>,
    /// The question before it in its topic.
    pub previous: Option<LinkView>,
    /// The question after it in its topic.
    pub next: Option<LinkView>,
}

/// A heading in a page's table of contents.
#[derive(Debug, Serialize)]
pub struct OutlineView {
    /// 2 or 3.
    pub level: u8,
    /// Its text, formulas as plain text.
    pub title: String,
    /// Its id.
    pub anchor: String,
}

/// A source of an answer.
#[derive(Debug, Serialize)]
pub struct ReferenceView {
    /// Title.
    pub title: String,
    /// Authors; may be empty.
    pub authors: String,
    /// Year; may be empty.
    pub year: String,
    /// Where it can be read; may be empty.
    pub address: String,
}

/// An ordinary page: `article`.
#[derive(Debug, Serialize)]
pub struct ArticleView {
    /// The text.
    pub body: String,
    /// Its headings of level 2 and 3.
    pub outline: Vec<OutlineView>,
    /// When it was last changed, worded; empty if not known.
    pub updated_text: String,
    /// The same as `2026-11-22`.
    pub updated: String,
}

/// The list of tracks: `tracks`.
#[derive(Debug, Serialize)]
pub struct TracksView {
    /// The tracks.
    pub tracks: Vec<TrackCardView>,
}

/// A track: `track`.
#[derive(Debug, Serialize)]
pub struct TrackView {
    /// Its id.
    pub id: String,
    /// For whom it is; may be empty.
    pub description: String,
    /// How many questions are written, worded.
    pub count_text: String,
    /// How many of its questions are written; each id counts once.
    pub written: usize,
    /// How many questions it has; each id counts once.
    pub total: usize,
    /// The file of decks for Anki of the track: its address, and as its title how many cards it has.
    pub deck: Option<LinkView>,
    /// Its parts, in order: a flat list, where `level` says how deep each stands.
    pub blocks: Vec<BlockView>,
}

/// A part of a track.
#[derive(Debug, Serialize)]
pub struct BlockView {
    /// How deep it stands: 2 for the outermost, as the heading's level.
    pub level: u8,
    /// Its title.
    pub title: String,
    /// What it is about; may be empty.
    pub description: String,
    /// Its questions, in order.
    pub questions: Vec<EntryView>,
    /// Number of its first question within the track, from 1.
    pub first: usize,
}

/// A question at a place in a track; one that stands there twice has two.
#[derive(Debug, Serialize)]
pub struct EntryView {
    /// The question; templates find its fields beside the others.
    #[serde(flatten)]
    pub card: CardView,
    /// The id of the place on the track's page.
    pub anchor: String,
    /// Its number within the track, from 1.
    pub number: usize,
}

/// The list of tags: `tags`.
#[derive(Debug, Serialize)]
pub struct TagsView {
    /// The tags, sorted, each with its number of questions.
    pub tags: Vec<TagLinkView>,
}

/// A tag in the list of tags.
#[derive(Debug, Serialize)]
pub struct TagLinkView {
    /// The tag.
    pub name: String,
    /// Its page.
    pub address: String,
    /// How many questions have it.
    pub count: usize,
}

/// A tag, a level, or the list of all questions: `list`.
#[derive(Debug, Serialize)]
pub struct ListView {
    /// What it can be narrowed to.
    pub filter: FilterView,
    /// How many questions it has, worded.
    pub count_text: String,
    /// The questions by topic, in order.
    pub sections: Vec<SectionView>,
}

/// The questions of a topic in a longer list.
#[derive(Debug, Serialize)]
pub struct SectionView {
    /// The topic's title.
    pub title: String,
    /// The topic's page.
    pub address: String,
    /// The questions.
    pub questions: Vec<CardView>,
}

/// The glossary: `glossary`.
#[derive(Debug, Serialize)]
pub struct GlossaryView {
    /// The terms by their first letter, in alphabetical order of the page's language.
    pub letters: Vec<LetterView>,
}

/// The terms that begin with a letter.
#[derive(Debug, Serialize)]
pub struct LetterView {
    /// The letter, upper case.
    pub letter: String,
    /// The terms.
    pub terms: Vec<TermView>,
}

/// A term of the glossary.
#[derive(Debug, Serialize)]
pub struct TermView {
    /// Its id, which is its anchor too.
    pub id: String,
    /// The preferred term.
    pub term: String,
    /// Other words for it.
    pub synonyms: Vec<String>,
    /// The preferred terms of the other languages.
    pub translations: Vec<TranslationView>,
    /// What it means; may be empty.
    pub definition: String,
    /// The question that explains it.
    pub about: Option<CardView>,
    /// Related terms; addresses are anchors of the same page.
    pub see: Vec<LinkView>,
}

/// A term in another language.
#[derive(Debug, Serialize)]
pub struct TranslationView {
    /// BCP 47 tag.
    pub language: String,
    /// The language's own name.
    pub language_name: String,
    /// The term.
    pub term: String,
}

/// The page for addresses that lead nowhere: `missing`, one entry per language.
#[derive(Debug, Serialize)]
pub struct NotFoundView {
    /// BCP 47 tag.
    pub language: String,
    /// `ltr` or `rtl`.
    pub direction: &'static str,
    /// `Page not found`.
    pub title: String,
    /// What to do.
    pub text: String,
    /// Words of the link to the home page.
    pub home_text: String,
    /// Path of the language's home page below the site's root.
    pub home: String,
}
