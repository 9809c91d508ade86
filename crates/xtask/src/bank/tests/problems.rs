//! Every problem is named with file and line, once, and then nothing is written.

use std::fs;

use super::super::content;
use super::{Place, QUESTIONS};

#[test]
fn every_problem_of_the_bank_is_named_with_its_line_and_nothing_is_written() {
    let repeated = QUESTIONS
        .lines()
        .next()
        .unwrap()
        .replace("basics", "no-topic");
    #[rustfmt::skip]
    let edits = [
        ("topics.toml", "uk = \"Дерева та ліси.\", ", ""),
        ("topics.toml", "order = 2", "order = 3"),
        ("topics.toml", "count = 1", "count = 4\ncolour = \"red\""),
        ("questions.jsonl", "\"senior\"", "\"expert\""),
        ("questions.jsonl", "\"quiz\"", "7"),
        ("questions.jsonl", "\"related\"", "\"relatd\""),
        ("questions.jsonl", "\"Зачем лес?\"}\n", &format!("\" \"}}\n{repeated}\n")),
        ("glossary.jsonl", "random forest", "GRADIENT"),
        ("glossary.jsonl", "[\"forest\"], \"about\": \"gradient\"", "[\"gradient\", \"bush\"], \"about\": \"bush\""),
        ("tracks/a-long.toml", "[\"gradient\", \"split\"]", "[\"gradient\", \"gradient\"]"),
        ("tracks/a-long.toml", "\"gradient\",  # again", "\n  \"tree\","),
        ("tracks/b-short.toml", "questions = [\"forest\"]", ""),
        ("tracks/b-short.toml", "id = \"b-short\"", "\nid = \"c-short\""),
    ];
    let place = Place::new();
    for (file, from, to) in edits {
        place.edit(&format!("bank/{file}"), from, to);
    }
    assert_eq!(
        place.run().unwrap_err(),
        "\
bank/glossary.jsonl:1: term `gradient` is about `bush`, which is no question
bank/glossary.jsonl:1: term `gradient` sees `bush`, which is no term
bank/glossary.jsonl:1: term `gradient` sees itself
bank/glossary.jsonl:2: the English term `gradient` is also in line 1
bank/questions.jsonl:1: unknown field `relatd`
bank/questions.jsonl:2: `kind` must be a text
bank/questions.jsonl:3: `level` must be one of junior, middle, senior, not `expert`
bank/questions.jsonl:3: `title_ru` is empty
bank/questions.jsonl:4: no topic `no-topic`
bank/questions.jsonl:4: the slug `gradient` is also in line 1
bank/topics.toml:8: topic `trees` has order 3, not 2
bank/topics.toml:8: topic `trees` says 4 questions, there are 1
bank/topics.toml:12: the field `uk` is missing
bank/topics.toml:14: unknown field `colour`
bank/tracks/a-long.toml:9: the question `gradient` is also in line 9
bank/tracks/a-long.toml:19: no question `tree`
bank/tracks/b-short.toml:2: the id `c-short` is not the file's name
bank/tracks/b-short.toml:7: the block is empty
"
    );
    assert!(place.content().is_empty());
}

#[test]
fn unreadable_entries_bring_no_second_problem() {
    let place = Place::new();
    place.edit(
        "bank/questions.jsonl",
        "{\"slug\": \"split\",",
        "{\"slug\": ,",
    );
    place.edit(
        "bank/glossary.jsonl",
        "{\"id\": \"forest\"",
        "{\"id\": \"No/../id\"",
    );
    place.edit("bank/topics.toml", "id = \"basics\"", "id = basics");
    place.edit("bank/tracks/b-short.toml", "seed = \"8\"", "seed = \"8");
    let problems = place.run().unwrap_err();
    let places: Vec<_> = problems
        .lines()
        .map(|line| line.split(": ").next().unwrap())
        .collect();
    assert_eq!(
        places,
        [
            "bank/glossary.jsonl:2",
            "bank/questions.jsonl:2",
            "bank/topics.toml:2",
            "bank/tracks/b-short.toml:2"
        ],
        "{problems}"
    );
    assert!(
        problems.contains("expected value in column 10"),
        "{problems}"
    );
    assert!(problems.contains("not `No/../id`"), "{problems}");
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let place = Place::new();
    fs::write(place.path("bank/glossary.jsonl"), b"{}\n\xff\n").unwrap();
    fs::remove_file(place.path("bank/questions.jsonl")).unwrap();
    fs::remove_dir_all(place.path("bank/tracks")).unwrap();
    fs::remove_dir(place.path("content")).unwrap();
    let problems = place.run().unwrap_err();
    let lines: Vec<_> = problems.lines().collect();
    assert_eq!(lines.len(), 4, "{problems}");
    assert_eq!(lines[0], "bank/glossary.jsonl:2: not UTF-8");
    assert!(
        lines[1].starts_with("bank/questions.jsonl: cannot be read: "),
        "{problems}"
    );
    assert!(
        lines[2].starts_with("bank/tracks: cannot be read: "),
        "{problems}"
    );
    assert!(
        lines[3].starts_with("content: cannot be read: "),
        "{problems}"
    );
    assert!(!place.path("content").exists());
}

#[test]
fn problems_of_existing_files_are_named_with_their_lines_and_nothing_is_written() {
    let place = Place::new();
    place.write("content/glossary.toml", "# ours\n\n[[terms]]\nid = \"a\"\n\n[[terms]]\nid = \"a\"\n\n[[terms]]\nterm = {}\n\n[other]\n");
    place.write(
        "content/basics/index.md",
        "+++\ntitle = \"a\"\norder = = 1\n+++\n",
    );
    place.write("content/trees/index.md", "+++\ntitle = \"a\"\n");
    let before = place.content();
    let problems = place.run().unwrap_err();
    let lines: Vec<_> = problems.lines().collect();
    assert_eq!(lines.len(), 5, "{problems}");
    assert!(
        lines[0].starts_with("content/basics/index.md:3: "),
        "{problems}"
    );
    assert_eq!(
        lines[1],
        "content/glossary.toml:6: the term `a` stands twice"
    );
    assert_eq!(lines[2], "content/glossary.toml:9: a term without `id`");
    assert_eq!(
        lines[3],
        "content/glossary.toml:12: only `[[terms]]` may stand here, not `other`"
    );
    assert_eq!(
        lines[4],
        "content/trees/index.md:1: the front matter is not closed by a line `+++`"
    );
    assert_eq!(place.content(), before);
}

#[test]
fn file_that_cannot_be_written_is_named_and_leaves_nothing_behind() {
    let place = Place::new();
    let mut problems = Vec::new();
    let content = content::read(&place.path("content"), &[], &mut problems);
    // A folder that came into being after the reading.
    fs::create_dir(place.path("content/planned.toml")).unwrap();
    let files = [("planned.toml".to_owned(), "text".to_owned())].into();
    let problem = content.write(&files).unwrap_err().to_string();
    assert!(
        problem.contains("content/planned.toml: cannot be written: "),
        "{problem}"
    );
    assert_eq!(problems, []);
    assert!(place.content().is_empty());
}
