//! `answerbook serve` as a process: pages, changes, errors, and who is not answered.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use crate::cli::program;

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

const BOOK: &str = "[book]\ntitle = \"Book\"\n[languages.en]\n[languages.uk]\n";
const ONE: &str = "+++\ntitle = \"One\"\n+++\nThe first text.\n\n![A photograph](photo.png)\n";

/// A server of a book of its own.
pub(crate) struct Server {
    root: PathBuf,
    /// The folder, if it goes with the server.
    folder: Option<TempDir>,
    pub(crate) process: Child,
    pub(crate) port: u16,
    /// What the process printed to standard error.
    printed: Arc<Mutex<String>>,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(crate) fn book() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |file: &str, text: &str| write_in(folder.path(), file, text);
    write("book.toml", BOOK);
    write("content/index.md", "+++\ntitle = \"Home\"\n+++\nWelcome.\n");
    write("content/topic/index.md", "+++\ntitle = \"Topic\"\n+++\n");
    write("content/topic/one.md", ONE);
    write(
        "content/topic/two.md",
        "+++\ntitle = \"Two\"\n+++\nThe second text.\n",
    );
    write("content/topic/photo.png", "no photograph, but bytes");
    folder
}

fn write_in(folder: &Path, file: &str, text: &str) {
    let place = folder.join(file);
    fs::create_dir_all(place.parent().unwrap()).unwrap();
    fs::write(place, text).unwrap();
}

pub(crate) fn serve(folder: TempDir, arguments: &[&str]) -> Server {
    let mut server = serve_at(folder.path(), arguments);
    server.folder = Some(folder);
    server
}

/// Serves a book where it is.
pub(crate) fn serve_at(folder: &Path, arguments: &[&str]) -> Server {
    let mut process = program()
        .args(["serve", "--port", "0", "--color", "never", "--root"])
        .arg(folder)
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let printed = Arc::new(Mutex::new(String::new()));
    let mut errors = process.stderr.take().unwrap();
    let all = printed.clone();
    std::thread::spawn(move || {
        let mut bytes = [0; 4096];
        while let Ok(length @ 1..) = errors.read(&mut bytes) {
            let text = String::from_utf8_lossy(&bytes[..length]);
            all.lock().unwrap().push_str(&text);
        }
    });
    let mut lines = BufReader::new(process.stdout.take().unwrap());
    let mut line = String::new();
    lines.read_line(&mut line).unwrap();
    let address = line.split_once("http://").expect(&line).1;
    let port = address.split_once(':').unwrap().1;
    let port = port.split('/').next().unwrap().parse().unwrap();
    // Whatever else is printed there must not fill the pipe.
    std::thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
    Server {
        root: folder.to_owned(),
        folder: None,
        process,
        port,
        printed,
    }
}

/// An answer: status, lines of the head, content.
pub(crate) struct Answer {
    pub(crate) status: u16,
    head: String,
    pub(crate) text: String,
}

impl Server {
    pub(crate) fn write(&self, file: &str, text: &str) {
        write_in(&self.root, file, text);
    }

    pub(crate) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream
    }

    /// Sends some text and reads until the other side ends the connection.
    pub(crate) fn send(&self, request: &str) -> Answer {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer);
        let (head, text) = answer.split_once("\r\n\r\n").expect(&answer);
        Answer {
            status: head.split(' ').nth(1).unwrap().parse().unwrap(),
            head: head.to_owned(),
            text: text.to_owned(),
        }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        let port = self.port;
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n"
        ))
    }

    /// Gets a page until it is as wanted.
    pub(crate) fn wait_for(&self, path: &str, is_wanted: impl Fn(&Answer) -> bool) -> Answer {
        let start = Instant::now();
        loop {
            let answer = self.get(path);
            if is_wanted(&answer) {
                return answer;
            }
            let printed = self.printed.lock().unwrap();
            assert!(
                start.elapsed() < PATIENCE,
                "{path}: {} {}\n{printed}",
                answer.head,
                answer.text
            );
            drop(printed);
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Follows a page as its script does.
    fn follow(&self, page: &str) -> Events {
        let text = self.get(page).text;
        let version = text.split_once("data-version=\"").expect(&text).1;
        let version = version.split('"').next().unwrap();
        let folder = text.split_once("module\" src=\"").unwrap().1;
        let folder = text
            .rsplit_once("__answerbook/live.js")
            .map_or(folder, |(before, _)| before.rsplit('"').next().unwrap());
        let mut stream = self.connect();
        let page = page.replace('/', "%2F");
        let port = self.port;
        write!(
            stream,
            "GET {folder}__answerbook/events?page={page}&version={version} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\r\n"
        )
        .unwrap();
        let mut lines = BufReader::new(stream);
        let mut line = String::new();
        while line != "\r\n" {
            line.clear();
            assert_ne!(lines.read_line(&mut line).unwrap(), 0);
        }
        Events(lines)
    }
}

/// What an open page is told.
struct Events(BufReader<TcpStream>);

impl Events {
    fn next(&mut self) -> (String, serde_json::Value) {
        let mut lines = [const { String::new() }; 3];
        for line in &mut lines {
            assert_ne!(self.0.read_line(line).unwrap(), 0, "the server is gone");
        }
        let [event, data, end] = lines;
        assert_eq!(end, "\n");
        let event = event.trim_end().strip_prefix("event: ").unwrap().to_owned();
        let data = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
        (event, data)
    }

    /// The messages of the problems that come next.
    fn next_problems(&mut self) -> Vec<String> {
        let (event, data) = self.next();
        assert_eq!(event, "problems", "{data}");
        let problems = data["problems"].as_array().unwrap();
        let texts = problems
            .iter()
            .map(|p| p["message"].as_str().unwrap().to_owned());
        texts.collect()
    }
}

#[test]
fn pages_and_files_are_served_as_they_would_be_built() {
    let server = serve(book(), &[]);
    let home = server.get("/");
    assert_eq!(home.status, 200);
    assert!(home.head.contains("Content-Type: text/html; charset=utf-8"));
    assert!(home.head.contains("Cache-Control: no-store"));
    assert!(home.text.contains("Welcome."));
    let own = format!("http://127.0.0.1:{}/", server.port);
    assert!(
        home.text
            .contains(&format!("rel=\"canonical\" href=\"{own}\""))
    );
    assert!(
        server
            .get("/uk/topic/one.html?x=1#y")
            .text
            .contains("The first text.")
    );
    let folder = server.get("/uk?a=b");
    assert_eq!(folder.status, 302);
    assert!(
        folder.head.contains("Location: /uk/?a=b"),
        "{}",
        folder.head
    );
    let style = home.text.split_once("assets/style.").unwrap().1;
    let style = style.split('"').next().unwrap();
    let style = server.get(&format!("/assets/style.{style}"));
    assert!(style.head.contains("Content-Type: text/css"));
    assert!(!style.text.contains("__answerbook"));
    let photo = server.get("/topic/photo.png");
    assert_eq!(
        (photo.status, &*photo.text),
        (200, "no photograph, but bytes")
    );
    let missing = server.get("/nowhere.html");
    assert_eq!(missing.status, 404);
    assert!(missing.text.contains("__answerbook/live.js"));
    assert!(
        server
            .get("/__answerbook/live.js")
            .text
            .contains("EventSource")
    );
}

#[test]
fn the_search_index_is_made_when_it_is_asked_for() {
    let server = serve(book(), &[]);
    let page = server.get("/search/index.html");
    assert_eq!(page.status, 200);
    assert!(page.text.contains("<search-page"));
    for manifest in ["/search/en.idx", "/search/uk.idx"] {
        let answer = server.get(manifest);
        assert_eq!(answer.status, 200, "{manifest}");
        assert!(
            answer
                .head
                .contains("Content-Type: application/octet-stream")
        );
    }
    for missing in [
        "/search/fr.idx",
        "/search/0123456789abcdef.bin",
        "/search/a/b",
    ] {
        assert_eq!(server.get(missing).status, 404, "{missing}");
    }
    let before = server.get("/search/en.idx").text;
    server.write(
        "content/topic/three.md",
        "+++\ntitle = \"Three\"\n+++\nA third text.\n",
    );
    server.wait_for("/search/en.idx", |answer| {
        answer.status == 200 && answer.text != before
    });
}

#[test]
fn a_book_without_search_serves_none() {
    let folder = book();
    write_in(
        folder.path(),
        "book.toml",
        &format!("{BOOK}[search]\nenabled = false\n"),
    );
    let server = serve(folder, &[]);
    assert!(!server.get("/").text.contains("site-search"));
    for missing in ["/search/", "/search/index.html", "/search/en.idx"] {
        assert_eq!(server.get(missing).status, 404, "{missing}");
    }
}

#[test]
fn only_what_is_in_the_plan_is_served() {
    let server = serve(book(), &[]);
    for path in [
        "/book.toml",
        "/../book.toml",
        "/%2e%2e/book.toml",
        "/topic/..%2f..%2fbook.toml",
        "/content/index.md",
        "//etc/passwd",
        "/content/topic/one.md",
        "/__answerbook/",
        "/__answerbook/../book.toml",
    ] {
        let answer = server.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text.contains("title ="), "{path}");
    }
    assert_eq!(server.get("/%ff").status, 400);
}

#[test]
fn requests_in_the_name_of_other_sites_are_refused() {
    let server = serve(book(), &[]);
    let port = server.port;
    for host in [
        "evil.example",
        &format!("evil.example:{port}"),
        "localhost:1",
    ] {
        let request = format!("GET / HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answer = server.send(&request);
        assert_eq!(answer.status, 403, "{host}");
        assert!(!answer.text.contains("Welcome."));
    }
    let full =
        format!("GET http://evil.example:{port}/ HTTP/1.0\r\nHost: localhost:{port}\r\n\r\n");
    assert_eq!(server.send(&full).status, 403);
    assert_eq!(server.send("GET / HTTP/1.0\r\n\r\n").status, 403);
    assert_eq!(server.send("GET / HTTP/1.1\r\n\r\n").status, 400);
    assert_eq!(server.send("nonsense\r\n\r\n").status, 400);
}

#[test]
fn only_reading_is_allowed_and_a_head_has_no_content() {
    let server = serve(book(), &[]);
    let port = server.port;
    let post = format!("POST / HTTP/1.1\r\nHost: localhost:{port}\r\nContent-Length: 2\r\n\r\nab");
    let answer = server.send(&post);
    assert_eq!(answer.status, 405);
    assert!(answer.head.contains("Allow: GET, HEAD"));
    let head = format!("HEAD / HTTP/1.1\r\nHost: localhost:{port}\r\nConnection: close\r\n\r\n");
    let answer = server.send(&head);
    let length = server.get("/").text.len();
    assert_eq!((answer.status, &*answer.text), (200, ""));
    assert!(answer.head.contains(&format!("Content-Length: {length}")));
    let long = format!("GET /{} HTTP/1.1\r\n", "a".repeat(100_000));
    assert_eq!(server.send(&long).status, 431);
}

#[test]
fn a_connection_serves_one_request_after_another() {
    let server = serve(book(), &[]);
    let mut stream = server.connect();
    let port = server.port;
    let one = format!("GET /topic/photo.png HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n");
    let last = one.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    stream
        .write_all(format!("{one}{one}{last}").as_bytes())
        .unwrap();
    let mut answers = String::new();
    stream.read_to_string(&mut answers).unwrap();
    assert_eq!(answers.matches("HTTP/1.1 200 OK").count(), 3);
    assert_eq!(answers.matches("no photograph, but bytes").count(), 3);
}

#[test]
fn an_edit_reaches_its_own_page_and_no_other() {
    let server = serve(book(), &[]);
    let mut one = server.follow("/topic/one.html");
    let mut two = server.follow("/topic/two.html");
    assert!(one.next_problems().is_empty());
    assert!(two.next_problems().is_empty());
    server.write("content/topic/one.md", &ONE.replace("first", "changed"));
    assert_eq!(one.next().0, "reload");
    assert!(
        server
            .get("/topic/one.html")
            .text
            .contains("The changed text.")
    );
    // The first that the other page hears of is the change of its own.
    server.write("content/topic/two.md", "+++\ntitel = \"Two\"\n+++\n");
    assert!(!two.next_problems().is_empty());
    server.write(
        "content/topic/two.md",
        "+++\ntitle = \"Two\"\n+++\nChanged too.\n",
    );
    assert_eq!(two.next().0, "reload");
}

#[test]
fn with_errors_the_old_page_stays_and_shows_them() {
    let server = serve(book(), &[]);
    let mut events = server.follow("/topic/one.html");
    assert!(events.next_problems().is_empty());
    server.write(
        "content/topic/one.md",
        &format!("{ONE}\n[[nowhere]] altered"),
    );
    let (event, data) = events.next();
    assert_eq!(event, "problems");
    assert_eq!(data["isOld"], true);
    let problem = &data["problems"][0];
    assert_eq!(problem["file"], "content/topic/one.md");
    assert_eq!(
        (&problem["line"], &problem["column"]),
        (&8.into(), &1.into())
    );
    assert_eq!(
        problem["message"],
        "there is no question `nowhere`, written or planned"
    );
    let page = server.get("/topic/one.html");
    assert!(page.status == 200 && !page.text.contains("altered"));
    // Whoever comes later hears of it too.
    assert_eq!(server.follow("/").next_problems().len(), 1);
    server.write("content/topic/one.md", ONE);
    assert!(events.next_problems().is_empty());
    let printed = server.printed.lock().unwrap();
    assert!(
        printed.contains("--> content/topic/one.md:8:1"),
        "{printed}"
    );
}

#[test]
fn errors_of_one_page_are_shown_on_it_and_printed_once() {
    let folder = book();
    let template = "{% extends \"theme/question.html\" %}{% block lead %}\
        {% if question.id == \"two\" %}{{ question.nothing.at_all }}{% endif %}{% endblock lead %}";
    write_in(folder.path(), "templates/question.html", template);
    let server = serve(folder, &[]);
    assert!(server.follow("/topic/one.html").next_problems().is_empty());
    let mut events = server.follow("/topic/two.html");
    let problems = events.next_problems();
    assert!(
        problems.len() == 1 && problems[0].contains("question.html"),
        "{problems:?}"
    );
    assert_eq!(server.follow("/topic/two.html").next_problems(), problems);
    assert!(
        server
            .get("/topic/two.html")
            .text
            .contains("__answerbook/live.js")
    );
    let template = "{% extends \"theme/question.html\" %}";
    server.write("templates/question.html", template);
    assert_eq!(events.next().0, "reload");
    assert!(
        server
            .get("/topic/two.html")
            .text
            .contains("The second text.")
    );
    let printed = server.printed.lock().unwrap();
    assert_eq!(printed.matches("cannot be drawn").count(), 1, "{printed}");
}

#[test]
fn broken_settings_leave_the_site_as_it_is() {
    let server = serve(book(), &[]);
    let mut events = server.follow("/");
    events.next_problems();
    server.write("book.toml", "[book]\ntitel = \"Book\"\n");
    assert!(!events.next_problems().is_empty());
    assert!(server.get("/").text.contains("Welcome."));
    server.write("book.toml", &BOOK.replace("Book", "Renamed"));
    assert_eq!(events.next().0, "reload");
    assert!(server.get("/").text.contains("Renamed"));
}

#[test]
fn a_book_with_errors_is_served_as_soon_as_they_are_gone() {
    let folder = book();
    write_in(folder.path(), "content/topic/one.md", "[[nowhere]]");
    let server = serve(folder, &[]);
    let answer = server.get("/topic/one.html");
    assert_eq!(answer.status, 503);
    let mut events = server.follow("/topic/one.html");
    assert!(!events.next_problems().is_empty());
    server.write("content/topic/one.md", ONE);
    assert_eq!(events.next().0, "reload");
    assert_eq!(server.get("/topic/one.html").status, 200);
}

#[test]
fn a_new_style_needs_no_new_page_and_a_new_picture_does() {
    let folder = book();
    // A new folder could hold anything.
    write_in(folder.path(), "static/css/own.css", "");
    let server = serve(folder, &[]);
    let mut events = server.follow("/topic/one.html");
    events.next_problems();
    server.write("static/css/own.css", ".own { color: red }\n");
    let (event, data) = events.next();
    assert_eq!(event, "styles", "{data}");
    let style = data["styles"][0].as_str().unwrap().replace("../", "/");
    assert!(server.get(&style).text.contains(".own"));
    server.write("content/topic/photo.png", "other bytes");
    assert_eq!(events.next().0, "reload");
    assert_eq!(server.get("/topic/photo.png").text, "other bytes");
}

#[test]
fn files_and_folders_that_come_and_go_are_noticed() {
    let server = serve(book(), &[]);
    server.write("content/other/three.md", "+++\ntitle = \"Three\"\n+++\n");
    server.wait_for("/other/three.html", |answer| answer.status == 200);
    server.write("content/other/four.md", "+++\ntitle = \"Four\"\n+++\n");
    server.wait_for("/other/four.html", |answer| answer.status == 200);
    fs::remove_file(server.root.join("content/other/three.md")).unwrap();
    server.wait_for("/other/three.html", |answer| answer.status == 404);
    let (old, new) = (
        server.root.join("content/other"),
        server.root.join("content/moved"),
    );
    fs::rename(old, new).unwrap();
    server.wait_for("/moved/four.html", |answer| answer.status == 200);
    server.write(
        "content/moved/four.md",
        "+++\ntitle = \"Four\"\n+++\nEdited.\n",
    );
    server.wait_for("/moved/four.html", |answer| answer.text.contains("Edited."));
}

#[test]
fn the_path_of_the_base_address_is_where_the_site_is() {
    let server = serve(book(), &["--base-url", "https://example.org/project/"]);
    assert_eq!(server.get("/").status, 302);
    assert_eq!(server.get("/topic/one.html").status, 404);
    let page = server.get("/project/topic/one.html");
    assert!(
        page.text
            .contains("href=\"https://example.org/project/topic/one.html\"")
    );
    assert!(page.text.contains("src=\"/project/__answerbook/live.js\""));
    let folder = server.get("/project/topic");
    assert!(folder.head.contains("Location: /project/topic/"));
    let missing = server.get("/project/nowhere");
    assert!(
        missing.text.contains("href=\"/project/\""),
        "{}",
        missing.text
    );
    let mut events = server.follow("/project/topic/one.html");
    events.next_problems();
    server.write("content/topic/one.md", &ONE.replace("first", "changed"));
    assert_eq!(events.next().0, "reload");
}

#[test]
fn drafts_are_served_if_they_are_asked_for() {
    let draft = "+++\ntitle = \"Draft\"\ndraft = true\n+++\n";
    for (arguments, status) in [(&[][..], 404), (&["--drafts"][..], 200)] {
        let folder = book();
        write_in(folder.path(), "content/topic/draft.md", draft);
        let server = serve(folder, arguments);
        assert_eq!(server.get("/topic/draft.html").status, status);
    }
}

#[test]
fn a_folder_without_a_book_is_not_served() {
    let folder = tempfile::tempdir().unwrap();
    let output = program()
        .args(["serve", "--port", "0", "--root"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(errors.contains("book.toml is missing"), "{errors}");
}

#[test]
fn arguments_that_cannot_be_followed_are_refused() {
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    for (arguments, message) in [
        (["--port", &port], format!("port {port} is taken")),
        (
            ["--interface", "203.0.113.1"],
            "cannot be listened at".into(),
        ),
        (
            ["--base-url", "example.org"],
            "is not the address of a site".into(),
        ),
    ] {
        let folder = book();
        let output = program()
            .args(["serve", "--root"])
            .arg(folder.path())
            .args(arguments)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(errors.contains(&message), "{errors}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_the_server_without_an_error() {
    let mut server = serve(book(), &[]);
    let id = server.process.id().to_string();
    let sent = Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert!(sent.success());
    assert_eq!(server.process.wait().unwrap().code(), Some(0));
}
