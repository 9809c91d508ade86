//! The command from end to end: a tiny bank in a temporary folder, and every file that comes out.

#![allow(clippy::unwrap_used)]

mod kept;
mod problems;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

const TOPICS: &str = r#"[[topics]]
id = "basics"
order = 1
title = { en = "Basics", uk = "Основи", ru = "Основы" }
description = { en = "First things.", uk = "Найперше.", ru = "Самое первое." }
count = 2

[[topics]]
id = "trees"
order = 2
title = { en = "Trees", uk = "Дерева", ru = "Деревья" }
description = { en = "Trees and forests.", uk = "Дерева та ліси.", ru = "Деревья и леса." }
count = 1
"#;

const QUESTIONS: &str = r#"{"slug": "gradient", "topic": "basics", "level": "junior", "kind": "open", "title": "What is a gradient?", "title_uk": "Що таке градієнт?", "title_ru": "Что такое градиент?", "related": ["forest"]}
{"slug": "split", "topic": "basics", "level": "middle", "kind": "quiz", "title": "Say \"split\" \\ don't", "title_uk": "Розбиття", "title_ru": "Разбиение"}
{"slug": "forest", "topic": "trees", "level": "senior", "kind": "task", "title": "Why a forest?", "title_uk": "Навіщо ліс?", "title_ru": "Зачем лес?"}
"#;

const TERMS: &str = r#"{"id": "gradient", "en": "gradient", "uk": "градієнт", "ru": "градиент", "synonyms_en": ["slope", "∇f"], "synonyms_uk": [], "synonyms_ru": ["наклон"], "see": ["forest"], "about": "gradient"}
{"id": "forest", "en": "random forest", "uk": "випадковий ліс", "ru": "случайный лес", "synonyms_en": [], "synonyms_uk": [], "synonyms_ru": [], "see": [], "about": ""}
"#;

const LONG_TRACK: &str = r#"id = "a-long"
seed = "7"
title = { en = "Long", uk = "Довгий", ru = "Долгий" }
description = { en = "All.", uk = "Усе.", ru = "Всё." }

[[blocks]]
title = { en = "One", uk = "Один", ru = "Один" }
description = { en = "Start.", uk = "Початок.", ru = "Начало." }
questions = ["gradient", "split"]

[[blocks.blocks]]
title = { en = "Deep", uk = "Углиб", ru = "Вглубь" }
questions = ["forest"]

[[blocks]]
title = { en = "Two", uk = "Два", ru = "Два" }
questions = [
  "gradient",  # again
]
"#;

const SHORT_TRACK: &str = r#"id = "b-short"
seed = "8"
title = { en = "Short", uk = "Короткий", ru = "Короткий" }
description = { en = "One.", uk = "Одне.", ru = "Один." }

[[blocks]]
title = { en = "All", uk = "Усі", ru = "Все" }
questions = ["forest"]
"#;

/// A bank and a content folder that live as long as this.
struct Place(TempDir);

impl Place {
    /// The tiny bank and an empty content folder.
    fn new() -> Self {
        let place = Self(TempDir::new().unwrap());
        place.write("bank/topics.toml", TOPICS);
        place.write("bank/questions.jsonl", QUESTIONS);
        place.write("bank/glossary.jsonl", TERMS);
        place.write("bank/tracks/a-long.toml", LONG_TRACK);
        place.write("bank/tracks/b-short.toml", SHORT_TRACK);
        fs::create_dir(place.path("content")).unwrap();
        place
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    /// Replaces a text that must stand exactly once in a file.
    fn edit(&self, path: &str, from: &str, to: &str) {
        let text = self.read(path);
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {path}:\n{text}");
        self.write(path, &text.replace(from, to));
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    fn run(&self) -> Result<String, String> {
        let result = super::convert(&self.path("bank"), &self.path("content"));
        result.map_err(|problems| {
            let prefix = format!("{}/", self.0.path().display());
            problems
                .iter()
                .map(|p| format!("{p}\n"))
                .collect::<String>()
                .replace(&prefix, "")
        })
    }

    /// Every file of the content folder.
    fn content(&self) -> BTreeMap<String, String> {
        fn walk(folder: &Path, root: &Path, files: &mut BTreeMap<String, String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, root, files);
                } else {
                    let name = path
                        .strip_prefix(root)
                        .unwrap()
                        .to_str()
                        .unwrap()
                        .replace('\\', "/");
                    files.insert(name, fs::read_to_string(&path).unwrap());
                }
            }
        }
        let mut files = BTreeMap::new();
        walk(&self.path("content"), &self.path("content"), &mut files);
        files
    }
}

/// The text without its head comment and the blank line behind it.
fn headless(text: &str) -> &str {
    let (head, rest) = text.split_once("\n\n").unwrap();
    assert!(head.lines().all(|line| line.starts_with('#')), "{head}");
    assert!(head.contains("`cargo xtask bank`"), "{head}");
    rest
}

fn parsed(text: &str) -> toml::Table {
    text.parse().unwrap()
}

#[test]
fn tiny_bank_becomes_these_files_and_no_others() {
    let place = Place::new();
    let report = place.run().unwrap();
    let files = place.content();
    let names: Vec<_> = files.keys().map(String::as_str).collect();
    #[rustfmt::skip]
    assert_eq!(names, [
        "basics/index.md", "basics/index.ru.md", "basics/index.uk.md", "glossary.toml", "planned.toml",
        "tracks/a-long.toml", "tracks/b-short.toml", "trees/index.md", "trees/index.ru.md", "trees/index.uk.md",
    ]);
    let created: String = names
        .iter()
        .map(|name| format!("created {name}\n"))
        .collect();
    let summary = "3 questions (3 planned, 0 written), 2 terms, 2 topics, 2 tracks\n";
    assert_eq!(report, format!("{created}unchanged: 0 files\n{summary}"));
    assert_eq!(
        files["trees/index.md"],
        "+++\ntitle = \"Trees\"\ndescription = \"Trees and forests.\"\norder = 2\n+++\n"
    );
    assert_eq!(
        files["trees/index.uk.md"],
        "+++\ntitle = \"Дерева\"\ndescription = \"Дерева та ліси.\"\n+++\n"
    );
    assert_eq!(
        headless(&files["glossary.toml"]),
        r#"[[terms]]
id = "gradient"
term = { en = "gradient", uk = "градієнт", ru = "градиент" }
synonyms = { en = ["slope", "∇f"], ru = ["наклон"] }
see = ["forest"]
about = "gradient"

[[terms]]
id = "forest"
term = { en = "random forest", uk = "випадковий ліс", ru = "случайный лес" }
"#
    );
}

#[test]
fn planned_questions_keep_the_order_of_the_bank() {
    let place = Place::new();
    place.run().unwrap();
    let planned = place.read("content/planned.toml");
    let first = r#"[[questions]]
id = "gradient"
title = { en = "What is a gradient?", uk = "Що таке градієнт?", ru = "Что такое градиент?" }
topic = "basics"
level = "junior"
kind = "open"

[[questions]]
id = "split"
"#;
    assert!(headless(&planned).starts_with(first), "{planned}");
    let questions = parsed(&planned)["questions"].as_array().unwrap().clone();
    let ids: Vec<_> = questions
        .iter()
        .map(|q| q["id"].as_str().unwrap())
        .collect();
    assert_eq!(ids, ["gradient", "split", "forest"]);
}

#[test]
fn tracks_are_numbered_from_the_shortest_and_keep_their_blocks() {
    let place = Place::new();
    place.run().unwrap();
    assert_eq!(
        parsed(&place.read("content/tracks/b-short.toml"))["order"].as_integer(),
        Some(1)
    );
    let long = place.read("content/tracks/a-long.toml");
    let (head, blocks) = headless(&long).split_once("order = 2\n").unwrap();
    assert!(head.starts_with(
        "title = { en = \"Long\", uk = \"Довгий\", ru = \"Долгий\" }\n\
         description = { en = \"All.\", uk = \"Усе.\", ru = \"Всё.\" }\n# The shortest track"
    ));
    assert_eq!(
        blocks,
        r#"
[[blocks]]
title = { en = "One", uk = "Один", ru = "Один" }
description = { en = "Start.", uk = "Початок.", ru = "Начало." }
questions = [
  "gradient",
  "split",
]

[[blocks.blocks]]
title = { en = "Deep", uk = "Углиб", ru = "Вглубь" }
questions = [
  "forest",
]

[[blocks]]
title = { en = "Two", uk = "Два", ru = "Два" }
questions = [
  "gradient",
]
"#
    );
}

#[test]
fn texts_that_need_escapes_parse_back_to_themselves() {
    let place = Place::new();
    // In JSON: both quotes, a backslash, a tab, a line break, three quotes, an escape character.
    let nasty = r#"a \"b\" 'c' \\d\te\n\"\"\" ''' \u001b end"#;
    let meant = "a \"b\" 'c' \\d\te\n\"\"\" ''' \u{1b} end";
    place.edit("bank/questions.jsonl", "What is a gradient?", nasty);
    place.edit("bank/glossary.jsonl", "slope", nasty);
    place.edit("bank/topics.toml", "\"First things.\"", r#""+++\n\"""#);
    place.run().unwrap();
    let planned = parsed(&place.read("content/planned.toml"));
    assert_eq!(planned["questions"][0]["title"]["en"].as_str(), Some(meant));
    let glossary = parsed(&place.read("content/glossary.toml"));
    assert_eq!(
        glossary["terms"][0]["synonyms"]["en"][0].as_str(),
        Some(meant)
    );
    let before = place.content();
    assert!(place.run().unwrap().starts_with("unchanged: 10 files\n"));
    assert_eq!(place.content(), before);
}

#[test]
fn second_run_writes_nothing() {
    let place = Place::new();
    place.run().unwrap();
    let before = place.content();
    let file = place.path("content/glossary.toml");
    let past = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(1_000_000_000);
    fs::File::options()
        .write(true)
        .open(&file)
        .unwrap()
        .set_modified(past)
        .unwrap();
    assert!(
        place
            .run()
            .unwrap()
            .starts_with("unchanged: 10 files\n3 questions")
    );
    assert_eq!(place.content(), before);
    assert_eq!(fs::metadata(&file).unwrap().modified().unwrap(), past);
}

#[test]
fn written_questions_leave_the_plan_in_whatever_language_and_folder() {
    let place = Place::new();
    place.run().unwrap();
    place.write("content/basics/deeper/gradient.md", "+++\n+++\n");
    place.write("content/trees/forest.uk.md", "+++\n+++\n");
    place.write("content/basics/split.svg", "<svg/>");
    let report = place.run().unwrap();
    assert_eq!(
        report,
        "changed planned.toml\nunchanged: 9 files\n\
         note: `gradient` is written in the folder `basics/deeper`, the bank has it in `basics`\n\
         3 questions (1 planned, 2 written), 2 terms, 2 topics, 2 tracks\n"
    );
    let planned = parsed(&place.read("content/planned.toml"));
    let questions = planned["questions"].as_array().unwrap();
    assert_eq!(questions.len(), 1);
    assert_eq!(questions[0]["id"].as_str(), Some("split"));
}

#[test]
fn plan_without_questions_is_only_a_comment() {
    let place = Place::new();
    place.run().unwrap();
    for path in ["basics/gradient.md", "basics/split.md", "trees/forest.md"] {
        place.write(&format!("content/{path}"), "+++\n+++\n");
    }
    place.run().unwrap();
    assert!(parsed(&place.read("content/planned.toml")).is_empty());
}

#[test]
fn arguments_name_a_bank_and_maybe_a_content_folder() {
    let folders = |arguments: &[&str]| super::folders(arguments.iter().map(Into::into));
    assert_eq!(folders(&["b"]), Ok(("b".into(), "content".into())));
    assert_eq!(
        folders(&["--content", "c", "b"]),
        Ok(("b".into(), "c".into()))
    );
    assert!(folders(&[]).unwrap_err().contains("missing"));
    assert!(
        folders(&["b", "--content"])
            .unwrap_err()
            .contains("needs a folder")
    );
    assert!(
        folders(&["b", "--force"])
            .unwrap_err()
            .contains("`--force`")
    );
    assert!(folders(&["b", "c"]).is_err());
    assert!(folders(&["b", "--content", "c", "--content", "d"]).is_err());
}
