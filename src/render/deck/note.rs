//! What a note says of a question.
//!
//! In: a question and a language that it is written in. Out: the fields of a note, its names and its tags. The names
//! must stay what they are for as long as anybody has the deck: scheduling hangs on them.

use crate::anki::{self, NoteType, guid, identity};
use crate::inputs::Hasher;
use crate::parse::{BlockKind, QuestionKind};
use crate::relate::{Article, Book, Place, Question, Version};
use crate::render::Site;
use crate::render::html::Shown;
use crate::render::html::card;
use crate::render::inputs::Extent;
use crate::render::page::full_address;

/// The fields, in order. Anki takes notes of other fields for notes of another type, so these must stay.
const FIELDS: [&str; 5] = ["Question", "Task", "Answer", "Link", "Id"];

const FRONT: &str = include_str!("front.html");
const BACK: &str = include_str!("back.html");
const STYLE: &str = include_str!("note.css");

/// When templates or style last changed, in seconds since 1970. Anki takes those of a package only if they are newer
/// than its own, so this must grow with every change of them.
const NOTE_TYPE_CHANGED: i64 = 1_795_305_600;

/// A question on its way to be a note.
pub(super) struct Note<'b> {
    site: &'b Site<'b>,
    question: &'b Question,
    version: &'b Version,
    language: usize,
    /// The path of its page.
    path: String,
}

/// Whether a question is a card in a language: it is written in it, and there is something to answer.
pub(super) fn has_card(book: &Book, question: usize, language: usize) -> bool {
    let question = &book.questions[question];
    let Some(version) = &question.article.versions[language] else {
        return false;
    };
    let body = version.body(book);
    match question.kind {
        QuestionKind::Open | QuestionKind::Behavioural => body.summary.is_some(),
        QuestionKind::Quiz => body.options.is_some(),
        QuestionKind::Task | QuestionKind::Coding => {
            // What is asked alone is no card.
            let is_text = |kind: BlockKind| !matches!(kind, BlockKind::Rule);
            body.blocks
                .iter()
                .filter(|block| is_text(block.kind))
                .count()
                > 1
        }
    }
}

/// What names an object of the book's decks for ever. Two objects of the same kind have different keys.
pub(super) fn names<'n>(
    site: &'n Site<'_>,
    language: usize,
    kind: &'n str,
    key: &'n str,
) -> [&'n str; 5] {
    let config = &site.book.config;
    let book = config.exports.id.as_deref().unwrap_or(&config.book.title);
    ["answerbook", book, site.tag(language), kind, key]
}

/// What readers see the book called among their decks: its title, with the language where titles do not tell it.
pub(super) fn book_name(site: &Site<'_>, language: usize) -> String {
    let languages = &site.book.config.languages;
    let own = &languages[language];
    let same = languages.iter().filter(|other| other.title == own.title);
    match same.count() {
        1 => own.title.clone(),
        _ => format!("{} ({})", own.title, own.tag),
    }
}

/// The description that an article gives of itself.
pub(super) fn description(site: &Site<'_>, article: Option<&Article>, language: usize) -> String {
    let version = article.map(|article| article.shown(language).1);
    let description = version.and_then(|version| {
        let front_matter = &version.document(site.book).front_matter;
        front_matter.description.as_ref()
    });
    description.map_or(String::new(), |text| text.get_ref().clone())
}

/// What all notes of a language are.
pub(super) fn note_type(site: &Site<'_>, language: usize) -> NoteType {
    let interface = site.interface(language);
    let link = card::words(interface.text("decks.link"));
    NoteType {
        id: identity(&names(site, language, "note type", "")),
        name: book_name(site, language),
        changed: NOTE_TYPE_CHANGED,
        fields: FIELDS.to_vec(),
        front: FRONT.trim_end().to_owned(),
        back: BACK.trim_end().replace("LINK_TEXT", &link),
        style: STYLE.to_owned(),
        is_rtl: interface.direction.as_str() == "rtl",
    }
}

impl<'b> Note<'b> {
    /// The note of a question that [has one](has_card).
    pub(super) fn new(site: &'b Site<'b>, number: usize, language: usize) -> Self {
        let question = &site.book.questions[number];
        Self {
            site,
            question,
            version: question.article.shown(language).1,
            language,
            path: site.book.path(Place::Question(number), language),
        }
    }

    fn shown(&self) -> Shown<'_> {
        Shown {
            version: self.version,
            kind: Some(self.question.kind),
            language: self.language,
            path: &self.path,
            question: None,
            part_of: None,
        }
    }

    /// What decks know the question by: the id that it had first, so that a rename that leaves an alias is none to
    /// them.
    fn key(&self) -> &'b str {
        let first = self.question.article.aliases(self.site.book).first();
        first.map_or(&self.question.id, |alias| alias.get_ref())
    }

    /// All of the note but its texts.
    fn bare(&self) -> anki::Note {
        let names = names(self.site, self.language, "note", self.key());
        let base = self.site.book.config.base_url();
        let title = self.version.title(self.site.book);
        let link = base.map_or(String::new(), |base| full_address(base, &self.path));
        anki::Note {
            guid: guid(&names),
            id: identity(&names),
            changed: self.changed(),
            fields: vec![
                card::words(title),
                String::new(),
                String::new(),
                link,
                card::words(&self.question.id),
            ],
            sort_text: title.to_owned(),
            tags: self.tags(),
            media: Default::default(),
        }
    }

    /// The note.
    pub(super) fn drawn(&self) -> anki::Note {
        let mut note = self.bare();
        let fields = card::fields(self.site, self.shown());
        note.fields[1] = fields.task;
        note.fields[2] = fields.answer;
        note.media = fields.media;
        note
    }

    /// What it is made from.
    pub(super) fn inputs(&self, hasher: &mut Hasher) {
        hasher.text(&format!("{:?}", self.bare()));
        hasher.bytes(&self.site.text_inputs(self.shown(), Extent::Body));
    }

    /// When the text was last changed: the beginning of that day, in seconds since 1970.
    fn changed(&self) -> i64 {
        self.version.updated.map_or(0, |date| {
            seconds(date.year.into(), date.month.into(), date.day.into())
        })
    }

    /// Words to find the note by: they are ids, the same in all languages.
    fn tags(&self) -> Vec<String> {
        let book = self.site.book;
        let mut tags = self.question.tags.clone();
        let topic = &book.topics[self.question.topic].path;
        tags.push(format!("topic::{}", topic.replace('/', "::")));
        tags.push(format!("kind::{}", self.question.kind.name()));
        let level = self
            .question
            .level
            .map(|level| &book.config.levels[level].id);
        tags.extend(level.map(|level| format!("level::{level}")));
        tags
    }
}

/// The beginning of a day of the Gregorian calendar, in seconds since 1970.
///
/// Days are counted from 1 March of the year 0: with leap days at the end of years, the months before a month have
/// `(153 × month + 2) / 5` days, March being 0.
fn seconds(year: i64, month: i64, day: i64) -> i64 {
    const DAYS_TO_1970: i64 = 719_468;
    let (year, month) = match month {
        ..3 => (year - 1, month + 9),
        _ => (year, month - 3),
    };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    (days - DAYS_TO_1970) * 86_400
}

#[cfg(test)]
mod tests {
    use super::{BACK, FRONT, NOTE_TYPE_CHANGED, STYLE, seconds};

    #[test]
    fn days_begin_when_they_do() {
        assert_eq!(seconds(1970, 1, 1), 0);
        assert_eq!(seconds(2000, 2, 29), 951_782_400);
        assert_eq!(seconds(2000, 3, 1), 951_868_800);
        assert_eq!(seconds(2026, 11, 22), 1_795_305_600);
    }

    #[test]
    fn a_note_type_that_changed_says_when() {
        let mut hasher = blake3::Hasher::new();
        for text in [FRONT, BACK, STYLE] {
            hasher.update(text.replace('\r', "").as_bytes());
        }
        let state = (NOTE_TYPE_CHANGED, &hasher.finalize().to_hex()[..16]);
        let known = (1_795_305_600, "de84652a2b5c7074");
        assert_eq!(
            state, known,
            "templates or style of cards changed: raise NOTE_TYPE_CHANGED to today's beginning, in seconds since \
             1970, then put both here"
        );
    }
}
