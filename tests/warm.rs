//! Builds that know what the site is made from, held against builds from nothing: whatever was edited in between,
//! the bytes are the same, and what does not depend on the edit is not made again.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use answerbook::cache::inventory::Inventory;
use answerbook::cache::{Fragments, Key};
use answerbook::diagnostic::Diagnostic;
use answerbook::load::Overrides;
use answerbook::write::{Options, Report};
use answerbook::{Loaded, build};
use proptest::prelude::*;
use tempfile::TempDir;

use crate::book::files;

/// How many questions the book has, in two topics.
const QUESTIONS: u8 = 6;

/// Names the aspects once: as an enum, as a list, and as names of this file.
macro_rules! aspects {
    ($($name:ident),*) => {
        /// What can be edited; each has a few values, of which 0 is the first.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        enum Aspect { $($name),* }

        use Aspect::{$($name),*};

        const ASPECTS: &[Aspect] = &[$($name),*];
    };
}

aspects!(
    Answer,
    ShortAnswer,
    Title,
    Topic,
    Level,
    Tags,
    Related,
    Kind,
    Link,
    RawLink,
    Formula,
    Exists,
    Translation,
    TranslatedAnswer,
    Updated,
    TopicTitle,
    Planned,
    Term,
    Definition,
    Track,
    TrackTitle,
    Figure,
    Included,
    Template,
    FrameTemplate,
    Words,
    Style,
    BookTitle,
    LevelName,
    BaseUrl,
    Macro,
    Search,
    Aliases,
    Study,
    Status,
    Export,
    Web
);

/// Every aspect of every question, and of the book as a whole, by its value.
#[derive(Clone, Default)]
struct State(BTreeMap<(Aspect, u8), u8>);

impl State {
    fn of(&self, aspect: Aspect, question: u8) -> u8 {
        self.0.get(&(aspect, question)).copied().unwrap_or(0)
    }

    fn with(mut self, aspect: Aspect, question: u8, value: u8) -> Self {
        self.0.insert((aspect, question), value);
        self
    }

    /// All files of the book.
    fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        self.book_toml(&mut files);
        for topic in 0..2 {
            let title = self.of(TopicTitle, topic);
            let text = format!(
                "+++\ntitle = \"Topic {topic} {title}\"\n+++\n\nAbout [one](../topic-0/one.md).\n"
            );
            files.insert(format!("content/topic-{topic}/index.md"), text);
        }
        // The link of another page to a question that comes and goes, as an author would mend it.
        let see = ["q-0", "one"][usize::from(self.of(Exists, 0) > 0)];
        files.insert(
            "content/index.md".into(),
            format!("+++\ntitle = \"Home\"\n+++\n\nSee [[{see}]].\n"),
        );
        files.insert(
            "content/topic-0/one.md".into(),
            "+++\ntitle = \"One\"\n+++\n\nAlways here.\n".into(),
        );
        for number in 0..QUESTIONS {
            if self.of(Exists, number) == 0 {
                self.question(number, &mut files);
            }
        }
        self.data(&mut files);
        self.theme(&mut files);
        files
    }

    fn book_toml(&self, files: &mut BTreeMap<String, String>) {
        let base_url = [
            "",
            "[site]\nbase_url = \"https://a.example\"\nprintable_topics = true\n",
            "[site]\nbase_url = \"https://b.example/x\"\n",
        ];
        // What programs read is made for sites with an address; the second value has all of it.
        let web = [
            "",
            "[social]\nquestions = true\n[repository]\nedit_url = \"https://c.example/{path}\"\n",
            "[feeds]\nenabled = false\n",
        ];
        let text = format!(
            "[book]\ntitle = \"Book {}\"\n[languages.uk]\ntitle = \"Книга\"\n{}[search]\nenabled = {}\n[study]\nenabled = {}\n[exports]\njson = {}\nanki = [\"languages\", \"topics\", \"tracks\"]\n\
             [levels]\njunior = {{ en = \"Junior {}\" }}\nsenior = {{}}\n\
             [math.macros]\n'\\half' = '\\frac{{1}}{{{}}}'\n{}",
            self.of(BookTitle, 0),
            base_url[usize::from(self.of(BaseUrl, 0))],
            self.of(Search, 0) == 0,
            self.of(Study, 0) == 0,
            self.of(Export, 0) > 0,
            self.of(LevelName, 0),
            self.of(Macro, 0) + 2,
            web[usize::from(self.of(Web, 0))],
        );
        files.insert("book.toml".into(), text);
    }

    fn question(&self, number: u8, files: &mut BTreeMap<String, String>) {
        let of = |aspect| self.of(aspect, number);
        let topic = (number + of(Topic)) % 2;
        let mut head = format!("title = \"Question {number} {}\"\n", of(Title));
        head.push_str(["", "level = \"junior\"\n", "level = \"senior\"\n"][usize::from(of(Level))]);
        head.push_str(
            ["", "tags = [\"red\"]\n", "tags = [\"red\", \"blue\"]\n"][usize::from(of(Tags))],
        );
        head.push_str(
            ["", "related = [\"one\"]\n", "prerequisites = [\"later\"]\n"]
                [usize::from(of(Related))],
        );
        head.push_str(["", "status = \"stub\"\n", "status = \"link\"\n"][usize::from(of(Status))]);
        head.push_str(["", "kind = \"task\"\n", "kind = \"coding\"\n"][usize::from(of(Kind))]);
        head.push_str(
            ["", "updated = 2026-01-02\n", "updated = 2026-03-04\n"][usize::from(of(Updated))],
        );
        let aliases = of(Aliases);
        if aliases > 0 {
            head.push_str(&format!("aliases = [\"old-{number}-{aliases}\"]\n"));
        }
        let body = format!(
            "Short {} of **{number}**: the gradient.\n\n## Part {}\n\nThe answer is {}. {}\n\n{}\n\n{}\n",
            of(ShortAnswer),
            of(Answer) / 2,
            of(Answer),
            [
                "",
                "See [[one]].",
                "See [[later]] and [that](../topic-0/one.md#nothing-here)."
            ][usize::from(of(Link) % 2)],
            ["", "<a href=\"../topic-0/one.md\">raw</a>", "<b>raw</b>"][usize::from(of(RawLink))],
            [
                "$\\half$",
                "![A figure](figure.svg)",
                "```python include=\"code.py\"\n```"
            ][usize::from(of(Formula))],
        );
        let place = format!("content/topic-{topic}/q-{number}");
        files.insert(format!("{place}.md"), format!("+++\n{head}+++\n\n{body}"));
        if of(Translation) > 0 {
            let text = format!(
                "+++\ntitle = \"Питання {number} {}\"\n+++\n\nКоротко.\n\n{} [[one]]\n",
                of(Translation),
                of(TranslatedAnswer)
            );
            files.insert(format!("{place}.uk.md"), text);
        }
    }

    fn data(&self, files: &mut BTreeMap<String, String>) {
        let planned = format!(
            "[[questions]]\nid = \"later\"\ntitle = {{ en = \"Later {}\" }}\ntopic = \"topic-1\"\n",
            self.of(Planned, 0)
        );
        files.insert("content/planned.toml".into(), planned);
        let glossary = format!(
            "[[terms]]\nid = \"gradient\"\nterm = {{ en = \"gradient\", uk = \"градієнт {}\" }}\n\
             definition = {{ en = \"What is {}.\" }}\n\n[[terms]]\nid = \"one\"\nterm = {{ en = \"{}\" }}\nabout = \"one\"\n",
            self.of(Term, 0),
            self.of(Definition, 0),
            ["unity", "answer", "short"][usize::from(self.of(Term, 1))],
        );
        files.insert("content/glossary.toml".into(), glossary);
        let entries = ["\"one\"", "\"one\", \"later\"", "\"later\", \"one\""];
        let track = format!(
            "title = {{ en = \"Track {}\" }}\n[[blocks]]\ntitle = {{ en = \"Block\" }}\nquestions = [{}]\n",
            self.of(TrackTitle, 0),
            entries[usize::from(self.of(Track, 0))]
        );
        files.insert("content/tracks/way.toml".into(), track);
        for topic in 0..2 {
            let svg = format!(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {0}\"><path d=\"M0 0h{0}\"/></svg>\n",
                self.of(Figure, topic) + 8
            );
            files.insert(format!("content/topic-{topic}/figure.svg"), svg);
            let code = format!("print({})\n", self.of(Included, topic));
            files.insert(format!("content/topic-{topic}/code.py"), code);
        }
    }

    fn theme(&self, files: &mut BTreeMap<String, String>) {
        let (topic, frame) = (self.of(Template, 0), self.of(FrameTemplate, 0));
        if topic > 0 {
            let text = format!(
                "{{% extends \"theme/topic.html\" %}}{{% block lead %}}<p>{topic}</p>{{% endblock lead %}}\n"
            );
            files.insert("templates/topic.html".into(), text);
        }
        if frame > 0 {
            let text = format!("<footer>{frame}</footer>\n");
            files.insert("templates/partials/footer.html".into(), text);
        }
        if self.of(Words, 0) > 0 {
            let text = format!("[question]\nrelated = \"See {}\"\n", self.of(Words, 0));
            files.insert("languages/en.toml".into(), text);
        }
        if self.of(Style, 0) > 0 {
            let text = format!("p {{ margin: {}px }}\n", self.of(Style, 0));
            files.insert("static/css/own.css".into(), text);
        }
    }
}

/// What builds drew, in memory.
#[derive(Default)]
struct Kept(Mutex<BTreeMap<Key, Vec<u8>>>);

impl Fragments for Kept {
    fn get(&self, key: &Key) -> Option<Vec<u8>> {
        self.0.lock().unwrap().get(key).cloned()
    }

    fn keep(&self, key: &Key, bytes: &[u8]) {
        self.0.lock().unwrap().insert(*key, bytes.to_vec());
    }
}

/// A book on the disk, with the site that was built last.
struct Book {
    folder: TempDir,
    written: BTreeMap<String, String>,
    site: Inventory,
    kept: Kept,
}

impl Book {
    fn new(state: &State) -> Self {
        let mut book = Self {
            folder: TempDir::new().unwrap(),
            written: BTreeMap::new(),
            site: Inventory::default(),
            kept: Kept::default(),
        };
        book.write(state);
        book
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Makes the folder hold the files of a state.
    fn write(&mut self, state: &State) {
        let files = state.files();
        for file in self
            .written
            .keys()
            .filter(|file| !files.contains_key(*file))
        {
            fs::remove_file(self.root().join(file)).unwrap();
        }
        for (file, text) in &files {
            if self.written.get(file) != Some(text) {
                let place = self.root().join(file);
                fs::create_dir_all(place.parent().unwrap()).unwrap();
                fs::write(place, text).unwrap();
            }
        }
        self.written = files;
    }

    fn build(&self, output: &str, earlier: Option<&Inventory>) -> (Report, Vec<Diagnostic>) {
        let loaded = Loaded::new(self.root(), &Overrides::default());
        let mut loaded = loaded.unwrap_or_else(|failure| panic!("{:#?}", failure.diagnostics));
        let ready = loaded.book();
        let options = Options {
            output: &self.root().join(output),
            progress: &|_| {},
            earlier,
        };
        let nothing = Kept::default();
        let kept = earlier.map_or(&nothing, |_| &self.kept);
        let report = build(&ready, kept, &options).unwrap();
        assert!(
            !Diagnostic::any_error(&loaded.diagnostics),
            "{:#?}",
            loaded.diagnostics
        );
        assert!(
            !Diagnostic::any_error(&report.diagnostics),
            "{:#?}",
            report.diagnostics
        );
        (report, loaded.diagnostics)
    }

    /// Builds with what is known of the last site.
    fn build_warm(&mut self) -> Report {
        let (report, _) = self.build("site", Some(&self.site));
        self.site.files = report.notes.clone();
        report
    }

    /// The site as it is, and as it would be if it were made from nothing.
    fn warm_and_cold(&self) -> [BTreeMap<String, Vec<u8>>; 2] {
        self.build("cold", None);
        let sites = ["site", "cold"].map(|output| read(&self.root().join(output)));
        fs::remove_dir_all(self.root().join("cold")).unwrap();
        sites
    }

    /// Asserts that the site is as it would be if it were made from nothing.
    fn assert_is_as_cold(&self, after: &str) {
        let [warm, cold] = self.warm_and_cold();
        let differing = warm
            .iter()
            .filter(|(path, bytes)| cold.get(*path) != Some(bytes));
        let differing: Vec<_> = differing.map(|(path, _)| path).collect();
        assert_eq!(differing, Vec::<&String>::new(), "after {after}");
        assert!(warm.keys().eq(cold.keys()), "after {after}");
    }
}

fn read(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let read = |file: String| {
        let bytes = fs::read(folder.join(&file)).unwrap();
        (file, bytes)
    };
    files(folder).into_iter().map(read).collect()
}

fn edits() -> impl Strategy<Value = Vec<(usize, u8, u8)>> {
    prop::collection::vec((0..ASPECTS.len(), 0..QUESTIONS, 0..3_u8), 4..8)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]
    #[test]
    fn any_edits_give_the_bytes_of_a_build_from_nothing(edits in edits()) {
        let mut state = State::default();
        let mut book = Book::new(&state);
        book.build_warm();
        for (aspect, question, value) in edits {
            state = state.with(ASPECTS[aspect], question, value);
            book.write(&state);
            book.build_warm();
            book.assert_is_as_cold(&format!("{:?} of {question} became {value}", ASPECTS[aspect]));
        }
    }
}

#[test]
fn every_edit_alone_gives_the_bytes_of_a_build_from_nothing() {
    let mut state = State::default()
        .with(Translation, 0, 1)
        .with(Formula, 1, 1)
        .with(Formula, 2, 2);
    let mut book = Book::new(&state);
    book.build_warm();
    for &aspect in ASPECTS {
        for (question, value) in [(0, 1), (1, 1), (0, 2)] {
            state = state.with(aspect, question, value);
            // A question that is gone has no more aspects.
            if aspect == Exists && value == 2 {
                state = state.with(Exists, 0, 0);
            }
        }
        book.write(&state);
        book.build_warm();
        book.assert_is_as_cold(&format!("{aspect:?}"));
    }
}

#[test]
fn what_programs_read_follows_every_edit() {
    let mut state = State::default()
        .with(BaseUrl, 0, 1)
        .with(Web, 0, 1)
        .with(Translation, 0, 1)
        .with(Formula, 2, 2)
        .with(Updated, 0, 1)
        .with(Updated, 1, 1);
    let mut book = Book::new(&state);
    book.build_warm();
    let aspects = [
        Answer,
        ShortAnswer,
        Title,
        Topic,
        Level,
        Tags,
        Kind,
        Link,
        RawLink,
        Included,
        Exists,
        TranslatedAnswer,
        Updated,
        TopicTitle,
        Planned,
        Term,
        Words,
        BookTitle,
        LevelName,
        Web,
    ];
    for aspect in aspects {
        // The first question is named by others.
        let questions = if aspect == Exists {
            [3, 4, 5]
        } else {
            [0, 1, 2]
        };
        for (question, value) in questions.into_iter().zip([1, 2, 1]) {
            state = state.with(aspect, question, value);
        }
        book.write(&state);
        book.build_warm();
        book.assert_is_as_cold(&format!("{aspect:?}"));
    }
}

/// The names of the pages that were made again after an edit of a book with nothing else in it.
fn made(aspect: Aspect, question: u8) -> Vec<String> {
    let mut files = made_files(aspect, question);
    files.retain(|path| path.ends_with(".html"));
    files
}

/// The names of all files that were.
fn made_files(aspect: Aspect, question: u8) -> Vec<String> {
    let state = State::default().with(Translation, 0, 1);
    let mut book = Book::new(&state);
    let first = book.build_warm();
    assert_eq!(first.kept, 0);
    let before = book.site.files.clone();
    book.write(&state.with(aspect, question, 2));
    let report = book.build_warm();
    book.assert_is_as_cold(&format!("{aspect:?}"));
    let new = report
        .notes
        .iter()
        .filter(|(path, note)| before.get(*path).map(|note| note.inputs) != Some(note.inputs));
    new.map(|(path, _)| path.clone()).collect()
}

#[test]
fn decks_are_made_again_if_one_of_their_answers_has_changed() {
    let decks = |aspect: Aspect, question: u8| -> Vec<String> {
        let files = made_files(aspect, question).into_iter();
        files.filter(|path| path.ends_with(".apkg")).collect()
    };
    // Neither the deck of the other topic, nor those of the translation, which has no card of it.
    assert_eq!(
        decks(ShortAnswer, 1),
        [
            "assets/decks/en/book-0.apkg",
            "assets/decks/en/topics/topic-1.apkg"
        ]
    );
    assert_eq!(
        decks(TranslatedAnswer, 0),
        [
            "assets/decks/uk/topics/topic-0.apkg",
            "assets/decks/uk/книга.apkg"
        ]
    );
    assert_eq!(decks(Style, 0), Vec::<String>::new());
}

#[test]
fn what_does_not_depend_on_an_edit_is_not_made_again() {
    // The page of the answer in both languages, where the other shows the original.
    assert_eq!(made(Answer, 1), ["topic-1/q-1.html", "uk/topic-1/q-1.html"]);
    // A translation's own page.
    assert_eq!(made(TranslatedAnswer, 0), ["uk/topic-0/q-0.html"]);
    // Lists show short answers.
    let lists = made(ShortAnswer, 1);
    assert!(
        lists.contains(&"topic-1/index.html".to_owned()),
        "{lists:?}"
    );
    assert!(
        !lists.contains(&"topic-0/index.html".to_owned()),
        "{lists:?}"
    );
    // The study page lists topics, and no question.
    assert!(!made(Title, 1).contains(&"study.html".to_owned()));
    assert!(made(TopicTitle, 1).contains(&"study.html".to_owned()));
    // What a term means stands in the glossary.
    assert_eq!(made(Definition, 0), ["glossary.html", "uk/glossary.html"]);
    // A template of topics is none of questions.
    assert_eq!(
        made(Template, 0),
        [
            "topic-0/index.html",
            "topic-1/index.html",
            "uk/topic-0/index.html",
            "uk/topic-1/index.html"
        ]
    );
}

#[test]
fn after_no_edit_nothing_is_made() {
    let mut book = Book::new(&State::default());
    let first = book.build_warm();
    let second = book.build_warm();
    assert_eq!(second.kept, first.notes.len() as u64);
    assert!(!second.swapped);
    assert_eq!(second.notes, first.notes);
}

#[test]
fn a_site_that_somebody_changed_is_mended() {
    let state = State::default();
    let mut book = Book::new(&state);
    book.build_warm();
    let site = book.root().join("site");
    let index = fs::read_dir(site.join("search"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    // Another length, the same length at another time, a file that is gone, one of the search that is gone.
    let page = site.join("topic-0/q-0.html");
    fs::write(&page, "short").unwrap();
    let page = site.join("topic-1/q-1.html");
    let bytes = fs::read(&page).unwrap();
    fs::write(&page, vec![b'x'; bytes.len()]).unwrap();
    fs::remove_file(site.join("topic-0/q-2.html")).unwrap();
    fs::remove_file(index).unwrap();
    book.build_warm();
    book.assert_is_as_cold("what somebody did to the site");
}
