//! `answerbook test`: books whose code is for `sh`, so that nothing but a Unix is needed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

use crate::cli::{answerbook, program};

/// A book with one question, and a folder outside of it.
struct Book {
    root: TempDir,
    outside: TempDir,
}

/// What the command said.
struct Said {
    code: Option<i32>,
    out: String,
    err: String,
}

const QUESTION: &str = "content/shell/question.md";

impl Book {
    /// The text of the question, and more lines of `[test]`.
    fn with(settings: &str, text: &str) -> Self {
        let book = Self {
            root: TempDir::new().unwrap(),
            outside: TempDir::new().unwrap(),
        };
        book.settings(settings);
        book.write("content/shell/index.md", "+++\ntitle = \"Shell\"\n+++\n");
        book.question(text);
        book
    }

    fn new(text: &str) -> Self {
        Self::with("", text)
    }

    fn settings(&self, settings: &str) {
        let outside = self.outside.path().display();
        let text = format!(
            "[book]\ntitle = \"Tiny\"\n\n[test]\n{settings}\n[test.languages.sh]\n\
             command = [\"sh\", \"{{file}}\"]\nenvironment = {{ OUTSIDE = \"{outside}\" }}\n"
        );
        self.write("book.toml", &text);
    }

    fn question(&self, text: &str) {
        self.write(QUESTION, &format!("+++\ntitle = \"Q?\"\n+++\n{text}"));
    }

    fn write(&self, file: &str, text: &str) {
        let path = self.root.path().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, file: &str) -> String {
        fs::read_to_string(self.root.path().join(file)).unwrap()
    }

    fn outside(&self, file: &str) -> PathBuf {
        self.outside.path().join(file)
    }

    /// How often code said `echo x >> $OUTSIDE/runs`.
    fn runs(&self) -> usize {
        let runs = fs::read_to_string(self.outside("runs"));
        runs.unwrap_or_default().lines().count()
    }

    fn test(&self, arguments: &[&str]) -> Said {
        let all: Vec<_> = ["test"].iter().chain(arguments).copied().collect();
        let output = answerbook(&all, self.root.path());
        Said {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The problems, and the exit code.
    fn problems(&self, arguments: &[&str]) -> (Vec<Problem>, Option<i32>) {
        let all: Vec<_> = ["--format", "json"]
            .iter()
            .chain(arguments)
            .copied()
            .collect();
        let said = self.test(&all);
        let problems = said.out.lines().map(|line| {
            let json: Value = serde_json::from_str(line).unwrap();
            Problem {
                line: json["line"].as_u64().unwrap_or(0),
                column: json["column"].as_u64().unwrap_or(0),
                message: json["message"].as_str().unwrap().to_owned(),
            }
        });
        (problems.collect(), said.code)
    }

    /// The one problem that there is.
    fn problem(&self) -> Problem {
        let (mut problems, code) = self.problems(&[]);
        assert_eq!((problems.len(), code), (1, Some(1)), "{problems:?}");
        problems.remove(0)
    }
}

/// A problem of the question's file.
#[derive(Debug, PartialEq)]
struct Problem {
    line: u64,
    column: u64,
    message: String,
}

fn problem(line: u64, column: u64, message: &str) -> Problem {
    Problem {
        line,
        column,
        message: message.to_owned(),
    }
}

impl Said {
    /// The last line, without the time that it took.
    fn summary(&self) -> &str {
        let last = self.out.lines().last().unwrap_or_default();
        last.rsplit_once(" in ")
            .map_or(last, |(summary, _)| summary)
    }
}

/// Waits until a file is there and ends with a line feed, for ten seconds at most.
fn wait_for(file: &Path) -> String {
    let start = Instant::now();
    loop {
        match fs::read_to_string(file) {
            Ok(text) if text.ends_with('\n') => return text,
            _ if start.elapsed() > Duration::from_secs(10) => panic!("no {}", file.display()),
            _ => std::thread::sleep(Duration::from_millis(5)),
        }
    }
}

fn sh(script: &str) -> bool {
    let mut command = Command::new("sh");
    command.args(["-c", script]).stderr(Stdio::null());
    command.status().unwrap().success()
}

/// Waits until a process is gone, for ten seconds at most: what was killed may still be on its way out.
fn is_gone(process: &str) -> bool {
    let start = Instant::now();
    while is_running(process.trim()) {
        if start.elapsed() > Duration::from_secs(10) {
            return false;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    true
}

/// Whether a process runs; one that ended and that nobody has asked for yet (a zombie) does not.
#[cfg(target_os = "linux")]
fn is_running(process: &str) -> bool {
    let state = fs::read_to_string(format!("/proc/{process}/stat"));
    state.is_ok_and(|state| !state.contains(") Z "))
}

#[cfg(not(target_os = "linux"))]
fn is_running(process: &str) -> bool {
    sh(&format!("ps -o stat= -p {process} | grep -qv '^Z'"))
}

#[test]
fn code_that_prints_what_its_page_says_passes() {
    let book = Book::new(
        "A.\n\n```sh\necho 'loss 0.500001'\necho '[1 2]'\n```\n\n```output\nloss 0.5\n[ 1  2 ]\n\n```\n\n\
         ```sh no_run\nexit 1\n```\n\n```rust\nfn main() {}\n```\n",
    );
    let said = book.test(&[]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    assert_eq!(
        said.out.lines().next().unwrap(),
        "running 1 code block of the book with sh (at most 10 s and 1024 MB each)"
    );
    assert_eq!(
        said.summary(),
        "2 code blocks: 1 passed, 1 not run (no_run)"
    );
}

#[test]
fn a_wrong_number_is_shown_where_it_stands() {
    let book =
        Book::new("A.\n\n```sh\necho a; echo 'loss 0.51'\n```\n```output\na\nloss 0.5\n```\n");
    assert_eq!(
        book.problem(),
        problem(
            11,
            1,
            "the code prints `loss 0.51`, but the page says `loss 0.5`"
        )
    );
    book.settings("tolerance = 0.1\n");
    assert_eq!(book.test(&[]).code, Some(0));
    let said = {
        book.settings("");
        book.test(&["--format", "github"])
    };
    let annotation =
        "::error file=content/shell/question.md,line=11,col=1,endLine=11,endColumn=9::";
    assert!(said.out.starts_with(annotation), "{}", said.out);
}

#[test]
fn output_that_is_too_short_or_too_long_is_shown_where_it_ends() {
    let book = Book::new("A.\n\n```sh\necho a\n```\n```output\na\nb\n```\n");
    assert_eq!(
        book.problem(),
        problem(
            11,
            1,
            "the code has nothing more to print, but the page says `b`"
        )
    );
    book.question("A.\n\n```sh\necho a; echo b\n```\n```output\na\n```\n");
    assert_eq!(
        book.problem(),
        problem(11, 1, "the code goes on to print `b`")
    );
}

#[test]
fn printing_and_showing_go_together() {
    let book = Book::new("A.\n\n```sh\necho; echo 42\n```\n");
    assert_eq!(
        book.problem(),
        problem(6, 1, "the code prints `42`, and no `output` block shows it")
    );
    book.question("A.\n\n```sh\n:\n```\n```output\n42\n```\n");
    let message = "the page shows an output, but the code prints nothing";
    assert_eq!(book.problem(), problem(9, 1, message));
    book.question("A.\n\n```sh\necho >&2 not shown\n```\n");
    assert_eq!(book.test(&[]).code, Some(0));
}

#[test]
fn code_that_fails_is_shown_at_the_line_that_it_blames() {
    let book = Book::new("A.\n\n> ```sh\n> :\n> no-such-program\n> exit 3\n> ```\n");
    let found = book.problem();
    assert_eq!((found.line, found.column), (8, 3));
    assert!(found.message.starts_with("the code fails: `"), "{found:?}");
    assert!(found.message.contains("not found"), "{found:?}");
    book.question("A.\n\n```sh\nexit 3\n```\n");
    let found = book.problem();
    assert_eq!(found.line, 6);
    assert!(found.message.contains("exit status: 3"), "{found:?}");
}

#[test]
fn code_that_is_there_to_fail_shows_its_last_words() {
    let book = Book::new(
        "A.\n\n```sh should_fail\necho a; echo b >&2; echo 'Error: c' >&2; exit 1\n```\n```output\na\nError: c\n```\n\
         \n```sh should_fail\necho 'need not be shown' >&2; exit 1\n```\n",
    );
    let said = book.test(&[]);
    assert_eq!((said.code, said.err.as_str()), (Some(0), ""));
    book.question("A.\n\n```sh should_fail\n:\n```\n");
    let message = "the code says `should_fail`, but it does not fail";
    assert_eq!(book.problem(), problem(6, 1, message));
}

#[test]
fn what_takes_too_long_is_ended_with_all_that_it_started() {
    let book = Book::with(
        "timeout = 1\n",
        "A.\n\n```sh should_fail\nsleep 300 & echo $! > $OUTSIDE/child\nwait\n```\n",
    );
    let start = Instant::now();
    assert_eq!(
        book.problem(),
        problem(6, 1, "the code does not end within 1 s")
    );
    assert!(start.elapsed() < Duration::from_secs(60));
    assert!(is_gone(&wait_for(&book.outside("child"))));
}

#[test]
fn what_code_leaves_running_is_ended_too() {
    let book = Book::new("A.\n\n```sh\nsleep 300 & echo $! > $OUTSIDE/child\n```\n");
    assert_eq!(book.test(&[]).code, Some(0));
    assert!(is_gone(&wait_for(&book.outside("child"))));
}

#[test]
fn who_prints_without_end_is_ended() {
    let book = Book::with(
        "timeout = 60\n",
        "A.\n\n```sh\nyes\n```\n\n```sh\nyes >&2\n```\n",
    );
    let start = Instant::now();
    let (problems, _) = book.problems(&[]);
    let message = "the code prints more than 1 MB";
    assert_eq!(problems, [problem(6, 1, message), problem(10, 1, message)]);
    assert!(start.elapsed() < Duration::from_secs(30));
}

#[cfg(target_os = "linux")]
#[test]
fn memory_is_limited() {
    let code = "awk 'BEGIN { s = \"x\"; while (length(s) < 200000000) s = s s; print length(s) }'";
    let book = Book::with("memory = 64\n", &format!("A.\n\n```sh\n{code}\n```\n"));
    let said = book.test(&[]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("the code fails"), "{}", said.err);
    book.settings("memory = 4096\n");
    assert!(book.problem().message.contains("`268435456`"));
}

#[test]
fn code_gets_a_folder_of_its_own_and_no_input() {
    let text = "A.\n\n```sh\nls\nls -A $HOME\nls $TMPDIR\ncat\necho \"$CARGO $NO_COLOR$OUTSIDE_\"\ntouch left\necho $LANG\n```\n";
    let book = Book::new(&format!(
        "{text}```output\nblock.sh\nblock.sh\n\nC.UTF-8\n```\n\n{text}"
    ));
    let (problems, _) = book.problems(&[]);
    // The second block sees nothing of the first.
    let message = "the code prints `block.sh`, and no `output` block shows it";
    assert_eq!(problems, [problem(24, 1, message)]);
}

#[test]
fn code_is_found_wherever_it_stands() {
    let book = Book::new(
        "A.\n\n> [!TIP]\n> ```sh\n> echo a\n> ```\n> ```output\n> x\n> ```\n\n1. ```sh\n   echo b\n   ```\n\n   ```output\n   x\n   ```\n\n\
         ```bash\necho c\n```\n```output\nx\n```\n",
    );
    book.write(
        "content/shell/many.md",
        "+++\ntitle = \"Many\"\nsplit = 2\n+++\n\n## One?\n\nA.\n\n```sh\necho d\n```\n\n## Two?\n\nB.\n\n```sh\necho e\n```\n",
    );
    let (problems, _) = book.problems(&[]);
    let lines: Vec<_> = problems.iter().map(|p| (p.line, p.column)).collect();
    assert_eq!(lines, [(10, 1), (18, 1), (11, 3), (19, 4), (26, 1)]);
}

#[test]
fn translations_are_tested() {
    let book = Book::with("", "A.\n\n```sh\necho 1\n```\n```output\n1\n```\n");
    let settings = book
        .read("book.toml")
        .replace("[test]\n", "[languages.uk]\n[test]\n");
    book.write("book.toml", &settings);
    book.write(
        "content/shell/question.uk.md",
        "+++\ntitle = \"П?\"\n+++\nБ.\n\n```sh\necho 1\n```\n```output\n2\n```\n",
    );
    let said = book.test(&["question"]);
    assert_eq!(said.summary(), "2 code blocks: 1 passed, 1 failed");
    assert!(said.err.contains("question.uk.md:10:1"), "{}", said.err);
}

#[test]
fn code_may_come_from_a_file() {
    let book = Book::new(
        "A.\n\n```sh include=\"code.sh\" region=\"two\"\n```\n```output\n2\n```\n\n```sh include=\"bad.sh\"\n```\n",
    );
    book.write(
        "content/shell/code.sh",
        "echo 1\n# ANCHOR: two\n  echo 2\n# ANCHOR_END: two\n",
    );
    book.write("content/shell/bad.sh", "\n\nno-such-program\n");
    let found = book.problem();
    assert_eq!(found.line, 12, "{found:?}");
    // A file that is not there is an error of the book.
    book.question("A.\n\n```sh include=\"cod.sh\"\n```\n\n```sh\nexit 1\n```\n");
    let (problems, code) = book.problems(&[]);
    assert_eq!(code, Some(1));
    let lines: Vec<_> = problems.iter().map(|p| p.line).collect();
    assert_eq!(lines, [6, 9], "{problems:?}");
}

const COUNTED: &str = "A.\n\n```sh\necho x >> $OUTSIDE/runs\necho 1\n```\n```output\n1\n```\n";

#[test]
fn what_passed_is_not_run_again_until_something_changes() {
    let book = Book::new(COUNTED);
    let run = |arguments: &[&str]| {
        let said = book.test(arguments);
        assert_eq!(said.code, Some(0), "{}", said.err);
        book.runs()
    };
    assert_eq!((run(&[]), run(&[])), (1, 1));
    assert_eq!(book.test(&[]).summary(), "1 code block: 1 cached");
    assert_eq!(run(&["--no-cache"]), 2);
    // What stands around the code is no part of it.
    book.question(&COUNTED.replace("A.", "A, said at length.\n\nB."));
    assert_eq!(run(&[]), 2);
    book.question(&COUNTED.replace("echo 1", "echo 1 # one"));
    assert_eq!(run(&[]), 3);
    book.question(&COUNTED.replace("\n1\n", "\n1.0\n"));
    assert_eq!(run(&[]), 4);
    book.settings("timeout = 9\n");
    assert_eq!((run(&[]), run(&[])), (5, 5));
    let settings = format!("{}inputs = [\"input\"]\n", book.read("book.toml"));
    book.write("book.toml", &settings);
    book.write("input", "1");
    assert_eq!((run(&[]), run(&[])), (6, 6));
    book.write("input", "2");
    assert_eq!(run(&[]), 7);
    let cleaned = answerbook(&["clean"], book.root.path());
    assert!(cleaned.status.success());
    assert!(!book.root.path().join(".answerbook").exists());
    assert_eq!(run(&[]), 8);
}

#[test]
fn what_failed_is_run_again_and_what_was_not_asked_for_is_remembered() {
    let book = Book::new(COUNTED);
    book.write(
        "content/shell/other.md",
        "+++\ntitle = \"O?\"\n+++\nA.\n\n```sh\necho x >> $OUTSIDE/runs\nexit 1\n```\n",
    );
    assert_eq!((book.test(&[]).code, book.runs()), (Some(1), 2));
    assert_eq!((book.test(&["other"]).code, book.runs()), (Some(1), 3));
    let said = book.test(&[]);
    assert_eq!((said.code, book.runs()), (Some(1), 4));
    assert_eq!(said.summary(), "2 code blocks: 1 failed, 1 cached");
    let start = "running 1 code block of the book with sh (at most 10 s and 1024 MB each); 1 unchanged since they last passed";
    assert_eq!(said.out.lines().next().unwrap(), start);
}

#[test]
fn the_same_code_is_run_once() {
    let text = format!("{COUNTED}\n{COUNTED}");
    let book = Book::new(&text);
    assert_eq!(book.test(&[]).summary(), "2 code blocks: 2 passed");
    assert_eq!(book.runs(), 1);
}

#[test]
fn update_writes_what_is_printed_and_nothing_else() {
    let book = Book::new("");
    let before = "+++\r\ntitle = \"Q?\"\r\n+++\r\nA. \r\n\r\n> [!TIP]\r\n> ```sh\r\n> echo a; echo; echo ' b'\r\n> ```\r\n>\r\n> ```output\r\n> old\r\n> ```\r\n\r\n\
         \t\r\n```sh\r\necho 0.300001\r\n```\r\n```output\r\n0.3\r\n```\r\n\r\n- ```sh\r\n  echo new\r\n  ```\r\n\r\n```sh\r\nexit 1\r\n```";
    let after = before.replace("> old\r\n", "> a\r\n>\r\n>  b\r\n").replace(
        "  echo new\r\n  ```\r\n",
        "  echo new\r\n  ```\r\n  ```output\r\n  new\r\n  ```\r\n",
    );
    book.write(QUESTION, before);
    let said = book.test(&["--update"]);
    assert_eq!(said.code, Some(1), "what fails still fails");
    assert_eq!(
        said.summary(),
        "4 code blocks: 1 passed, 1 failed, 2 updated"
    );
    assert!(
        said.out
            .contains("\nupdated content/shell/question.md: 2 output blocks\n")
    );
    assert_eq!(book.read(QUESTION), after);
    let said = book.test(&[]);
    assert_eq!(
        said.summary(),
        "4 code blocks: 2 passed, 1 failed, 1 cached"
    );
    let left = fs::read_dir(book.root.path().join("content/shell")).unwrap();
    assert_eq!(left.count(), 2);
}

#[test]
fn update_keeps_a_byte_order_mark_and_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let book = Book::new("");
    let before = "\u{feff}+++\ntitle = \"Q?\"\n+++\nA.\n\n```sh\necho 1\n```\n";
    book.write(QUESTION, before);
    let path = book.root.path().join(QUESTION);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    assert_eq!(book.test(&["--update"]).code, Some(0));
    assert_eq!(book.read(QUESTION), format!("{before}```output\n1\n```\n"));
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}

#[test]
fn update_writes_neither_out_of_the_book_nor_over_what_changed_meanwhile() {
    let book = Book::new("");
    let content = book.root.path().join("content").display().to_string();
    let outside = book.outside("content").display().to_string();
    // A content folder that is a link is not read at all: this one becomes a link.
    book.question(&format!(
        "A.\n\n```sh\nmv '{content}' '{outside}'; ln -s '{outside}' '{content}'; echo 1\n```\n"
    ));
    let before = book.read(QUESTION);
    let said = book.test(&["--update"]);
    assert_eq!(said.code, Some(3), "{}", said.err);
    assert!(said.err.contains("cannot be updated"), "{}", said.err);
    assert_eq!(book.read(QUESTION), before);

    let book = Book::new("");
    let path = book.root.path().join(QUESTION);
    book.question(&format!(
        "A.\n\n```sh\necho more >> '{}'; echo 1\n```\n",
        path.display()
    ));
    let before = book.read(QUESTION);
    let said = book.test(&["--update"]);
    assert_eq!(said.code, Some(3), "{}", said.err);
    assert!(said.err.contains("it changed while"), "{}", said.err);
    assert_eq!(book.read(QUESTION), format!("{before}more\n"));
}

#[test]
fn what_cannot_stand_in_a_page_is_not_written() {
    let book = Book::new("A.\n\n```sh\nprintf '1\\r2\\n'\n```\n\n```sh\nprintf '\\377'\n```\n");
    let before = book.read(QUESTION);
    let said = book.test(&["--update"]);
    assert_eq!(said.summary(), "2 code blocks: 2 failed");
    assert!(said.err.contains("not UTF-8"), "{}", said.err);
    assert_eq!(book.read(QUESTION), before);
}

#[test]
fn questions_files_and_folders_can_be_asked_for() {
    let book = Book::new("A.\n\n```sh\nexit 1\n```\n");
    book.write("content/other/index.md", "+++\ntitle = \"O\"\n+++\n");
    book.write(
        "content/other/many.md",
        "+++\ntitle = \"Many\"\nsplit = 2\n+++\n\n## One? {#one}\n\nA.\n\n```sh\nexit 2\n```\n\n## Two? {#two}\n\nB.\n\n```sh\nexit 3\n```\n",
    );
    let failed = |arguments: &[&str]| book.problems(arguments).0.len();
    assert_eq!(failed(&[]), 3);
    assert_eq!(failed(&["question"]), 1);
    assert_eq!(failed(&["two"]), 1);
    assert_eq!(failed(&["one", "two"]), 2);
    assert_eq!(failed(&["one", "question"]), 2);
    assert_eq!(failed(&["content/other/many.md"]), 2);
    assert_eq!(failed(&["./content/other/"]), 2);
    assert_eq!(failed(&["shell/question.md"]), 1);
    let absolute = book.root.path().join("content/shell");
    assert_eq!(failed(&[absolute.to_str().unwrap()]), 1);
    let said = book.test(&["questoin", "content/othre"]);
    assert_eq!((said.code, said.out.as_str()), (Some(2), ""));
    assert!(
        said.err.contains("did you mean `question`?"),
        "{}",
        said.err
    );
    assert!(said.err.contains("no file `content/othre`"), "{}", said.err);
}

#[test]
fn a_book_says_how_its_code_is_run() {
    let book = Book::new("A.\n\n```sh\nexit 1\n```\n");
    book.write("book.toml", "[book]\ntitle = \"Tiny\"\n");
    let said = book.test(&[]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("[test.languages.python]"), "{}", said.err);
    book.write(
        "book.toml",
        "[book]\ntitle = \"Tiny\"\n[test.languages.sh]\ncommand = [\"sh\"]\nextension = \"a/b\"\ninputs = [\"../x\"]\nenvironment = { \"A=B\" = \"1\" }\n",
    );
    let (problems, code) = book.problems(&[]);
    let lines: Vec<_> = problems.iter().map(|p| p.line).collect();
    // The last one says that there is no book.
    assert_eq!(
        (lines, code),
        (vec![4, 5, 6, 7, 0], Some(1)),
        "{problems:?}"
    );
    book.write(
        "book.toml",
        "[book]\ntitle = \"Tiny\"\n[test.languages.sql]\ncommand = [\"no-such-program\", \"{file}\"]\n",
    );
    let said = book.test(&[]);
    assert_eq!((said.code, said.summary()), (Some(0), "0 code blocks"));
}

#[test]
fn what_code_needs_has_to_be_there() {
    let book = Book::new("A.\n\n```sh\nexit 1\n```\n");
    let settings = book.read("book.toml");
    book.write(
        "book.toml",
        &settings.replace("[\"sh\",", "[\"no-such-program\","),
    );
    let said = book.test(&[]);
    assert_eq!(said.code, Some(3));
    for words in ["no-such-program", "install it", "book.toml:7:"] {
        assert!(said.err.contains(words), "{}", said.err);
    }
    book.write("book.toml", &format!("{settings}inputs = [\"gone.txt\"]\n"));
    let said = book.test(&[]);
    assert_eq!(said.code, Some(1));
    assert!(said.err.contains("`gone.txt`"), "{}", said.err);
}

#[test]
fn an_interrupt_ends_all_code() {
    let book = Book::with(
        "timeout = 300\n",
        &format!(
            "{COUNTED}\n```sh\nsleep 300 & echo $! > $OUTSIDE/child\nwait\n```\n\n```sh\nsleep 299\n```\n"
        ),
    );
    let mut command = program()
        .args(["test", "--jobs", "1"])
        .current_dir(book.root.path())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let child = wait_for(&book.outside("child"));
    assert!(sh(&format!("kill -INT {}", command.id())));
    assert_eq!(command.wait().unwrap().code(), Some(130));
    assert!(is_gone(&child));
    // What had passed by then is known.
    book.question(COUNTED);
    assert_eq!(book.test(&[]).summary(), "1 code block: 1 cached");
}

#[test]
fn quiet_says_nothing_where_nothing_is_wrong() {
    let said = Book::new(COUNTED).test(&["--quiet"]);
    assert_eq!(
        (said.code, said.out.as_str(), said.err.as_str()),
        (Some(0), "", "")
    );
}

#[test]
fn no_other_command_runs_code() {
    let book = Book::new(COUNTED);
    for command in [&["check"][..], &["build"]] {
        assert!(answerbook(command, book.root.path()).status.success());
    }
    assert_eq!(book.runs(), 0);
}
