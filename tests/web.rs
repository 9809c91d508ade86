//! What a site tells programs that are no browsers: feeds, structured data, previews of links, copies in Markdown,
//! where the source is. Whole files are held by the golden book `what-programs-read`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

use crate::book::{TestBook, files};

/// The book that shows most of it.
fn book() -> TestBook {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    TestBook::copy_of(&root.join("tests/books/what-programs-read"))
}

/// The book with a part of its book.toml replaced.
fn book_with(typed: &str, instead: &str) -> TestBook {
    let book = book();
    let file = book.root().join("book.toml");
    let text = fs::read_to_string(&file).unwrap();
    assert!(text.contains(typed), "{typed}");
    fs::write(file, text.replace(typed, instead)).unwrap();
    book
}

fn read(site: &Path, file: &str) -> String {
    fs::read_to_string(site.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

/// The values of an attribute of all elements that begin like this.
fn attributes(html: &str, open: &str, name: &str) -> Vec<String> {
    let elements = html.split(open).skip(1);
    let of_element = |element: &str| {
        let element = &element[..element.find('>').unwrap()];
        let (_, value) = element.split_once(&format!("{name}=\""))?;
        Some(value.split('"').next()?.replace("&amp;", "&"))
    };
    elements.filter_map(of_element).collect()
}

/// The data block of a page.
fn data(html: &str) -> Option<Value> {
    let (_, after) = html.split_once("<script type=\"application/ld+json\">")?;
    let text = after.split("</script>").next()?;
    assert!(!text.contains(['<', '>', '&']), "{text}");
    Some(serde_json::from_str(text).unwrap())
}

/// What is said of a kind of thing in a data block.
fn said(data: &Value, kind: &str) -> Value {
    let graph = data["@graph"].as_array().unwrap();
    let found = graph.iter().find(|thing| thing["@type"] == kind);
    found
        .cloned()
        .unwrap_or_else(|| panic!("no {kind}: {data}"))
}

#[test]
fn feeds_are_atom_and_list_what_was_changed_last() {
    let built = book();
    let (site, _) = built.build();
    for file in [
        "feed.xml",
        "uk/feed.xml",
        "math/feed.xml",
        "math/series/feed.xml",
    ] {
        let text = read(&site, file);
        let feed = roxmltree::Document::parse(&text).unwrap();
        let root = feed.root_element();
        assert_eq!(
            root.tag_name().namespace(),
            Some("http://www.w3.org/2005/Atom")
        );
        let one = |node: roxmltree::Node<'_, '_>, name: &str| {
            let found: Vec<_> = node
                .children()
                .filter(|child| child.has_tag_name(name))
                .collect();
            // Namespaced elements are found by their local name too.
            assert_eq!(found.len(), 1, "{file}: {name}");
            found[0].text().unwrap_or_default().to_owned()
        };
        let links: Vec<_> = root
            .children()
            .filter(|node| node.tag_name().name() == "link")
            .collect();
        let own = links
            .iter()
            .find(|link| link.attribute("rel") == Some("self"))
            .unwrap();
        assert_eq!(
            own.attribute("href"),
            Some(format!("https://example.org/{file}").as_str())
        );
        assert!(
            root.children()
                .any(|node| node.tag_name().name() == "author"),
            "{file}"
        );
        let entries: Vec<_> = root
            .children()
            .filter(|node| node.tag_name().name() == "entry")
            .collect();
        assert!((1..=3).contains(&entries.len()), "{file}");
        let updated: Vec<String> = entries.iter().map(|entry| one(*entry, "updated")).collect();
        assert!(updated.is_sorted_by(|a, b| a >= b), "{updated:?}");
        assert_eq!(one(root, "updated"), updated[0]);
        let ids: BTreeSet<String> = entries.iter().map(|entry| one(*entry, "id")).collect();
        assert_eq!(ids.len(), entries.len());
        assert!(ids.iter().all(|id| id.starts_with("tag:example.org,2026:")));
    }
    assert!(
        !site.join("uk/math/series/feed.xml").exists(),
        "nothing of it is in Ukrainian"
    );
}

fn entry_ids(site: &Path) -> Vec<String> {
    let feed = read(site, "feed.xml");
    let entries = feed.split("<entry>").skip(1);
    entries
        .map(|entry| {
            entry
                .split("<id>")
                .nth(1)
                .unwrap()
                .split("</id>")
                .next()
                .unwrap()
                .to_owned()
        })
        .collect()
}

#[test]
fn an_entry_keeps_its_id_when_its_question_is_renamed_and_moved() {
    let book = book_with("entries = 3", "entries = 100");
    let (site, _) = book.build();
    let before: BTreeSet<String> = entry_ids(&site).into_iter().collect();
    let from = book.root().join("content/math/product.md");
    let text = fs::read_to_string(&from).unwrap();
    fs::remove_file(from).unwrap();
    let renamed = text.replace("title =", "aliases = [\"product\"]\ntitle =");
    fs::write(
        book.root().join("content/math/series/multiplication.md"),
        renamed,
    )
    .unwrap();
    for file in ["content/math/sum.md", "content/math/sum.uk.md"] {
        let file = book.root().join(file);
        let text = fs::read_to_string(&file).unwrap();
        fs::write(file, text.replace("product.md", "series/multiplication.md")).unwrap();
    }
    let (site, _) = book.build();
    assert_eq!(
        entry_ids(&site).into_iter().collect::<BTreeSet<_>>(),
        before
    );
    let moved = book_with("entries = 3", "authority = \"old.example,2025-01:x\"");
    let (site, _) = moved.build();
    assert!(
        entry_ids(&site)
            .iter()
            .all(|id| id.starts_with("tag:old.example,2025-01:x/en/"))
    );
}

#[test]
fn a_file_of_the_book_wins_over_one_that_is_made() {
    let book = book();
    for file in ["robots.txt", "llms.txt", "math/sum.md"] {
        let place = book.root().join("static").join(file);
        fs::create_dir_all(place.parent().unwrap()).unwrap();
        fs::write(place, "own").unwrap();
    }
    let (site, _) = book.build();
    for file in ["robots.txt", "llms.txt", "math/sum.md"] {
        assert_eq!(read(&site, file), "own");
    }
}

/// Files that the key or the address decides on.
fn made(book: &TestBook) -> Vec<String> {
    let (site, _) = book.build();
    let is_of_the_web = |file: &String| {
        file.ends_with(".md")
            || file.ends_with(".txt")
            || file.ends_with("feed.xml")
            || file.contains("cards/")
    };
    files(&site)
        .into_iter()
        .filter(is_of_the_web)
        .filter(|file| !file.to_uppercase().contains("LICENSE"))
        .collect()
}

#[test]
fn every_part_can_be_switched_off() {
    let count = |typed: &str, instead: &str, ending: &str| {
        let files = made(&book_with(typed, instead));
        files.iter().filter(|file| file.ends_with(ending)).count()
    };
    let site = "[site]\n";
    assert_eq!(
        count(site, site, ".png"),
        5,
        "two books, two topics and one of them translated"
    );
    assert_eq!(count(site, "[social]\ncards = false\n[site]\n", ".png"), 0);
    assert_eq!(count("entries = 3", "enabled = false", "feed.xml"), 0);
    assert_eq!(count(site, "[site]\nmarkdown_copies = false\n", ".md"), 0);
    assert_eq!(
        count(site, "[site]\nmarkdown_copies = false\n", "llms.txt"),
        0
    );
    assert_eq!(count(site, "[site]\nrobots = false\n", "robots.txt"), 0);
    let base = "base_url = \"https://example.org\"\n";
    assert_eq!(
        count(
            base,
            "base_url = \"https://example.org/book/\"\n",
            "robots.txt"
        ),
        0
    );
    assert_eq!(
        made(&book_with(base, "")),
        Vec::<String>::new(),
        "without an address"
    );
    let questions = count(site, "[social]\nquestions = true\n[site]\n", ".png");
    assert_eq!(questions, 5 + 7, "six questions and a translation");
    let built = book_with(site, "[site]\nstructured_data = false\n");
    let (plain, _) = built.build();
    assert_eq!(data(&read(&plain, "math/sum.html")), None);
}

#[test]
fn pages_say_what_they_are() {
    let built = book();
    let (site, _) = built.build();
    let sum = data(&read(&site, "math/sum.html")).unwrap();
    let article = said(&sum, "TechArticle");
    assert_eq!(article["headline"], "What is a sum of [numbers]?");
    assert_eq!(article["url"], "https://example.org/math/sum.html");
    assert_eq!(article["dateModified"], "2026-03-04");
    assert_eq!(article["author"][0]["name"], "Ann <Author>");
    let way = said(&sum, "BreadcrumbList");
    let items: Vec<&str> = way["itemListElement"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["item"].as_str().unwrap())
        .collect();
    assert_eq!(
        items,
        [
            "https://example.org/",
            "https://example.org/math/",
            "https://example.org/math/sum.html"
        ]
    );
    let quiz = said(&data(&read(&site, "math/pick.html")).unwrap(), "Quiz");
    let asked = &quiz["hasPart"][0];
    assert_eq!(asked["text"], "Which of these is even, x = 2 or </script>?");
    assert_eq!(asked["eduQuestionType"], "Multiple choice");
    assert_eq!(asked["acceptedAnswer"]["text"], "Two");
    assert_eq!(
        asked["acceptedAnswer"]["answerExplanation"]["text"],
        "Since 2 = 2 \u{b7} 1."
    );
    let wrong: Vec<_> = asked["suggestedAnswer"]
        .as_array()
        .unwrap()
        .iter()
        .map(|answer| &answer["text"])
        .collect();
    assert_eq!(wrong, ["Three", "five"]);
    let home = said(&data(&read(&site, "uk/index.html")).unwrap(), "WebSite");
    assert_eq!(home["inLanguage"], "uk");
    let borrowed = read(&site, "uk/math/product.html");
    assert_eq!(data(&borrowed), None, "the original says it");
}

#[test]
fn pages_lead_to_their_copies_and_feeds() {
    let built = book();
    let (site, _) = built.build();
    let links = |file: &str| {
        attributes(
            &read(&site, file),
            "<link rel=\"alternate\" type=\"",
            "href",
        )
    };
    assert_eq!(
        links("math/sum.html"),
        ["sum.md", "../feed.xml", "feed.xml"]
    );
    assert_eq!(
        links("uk/math/sum.html"),
        ["sum.md", "../feed.xml", "feed.xml"]
    );
    // What is shown in another language has that one's copy, and no feed speaks of it.
    assert_eq!(
        links("uk/math/product.html"),
        ["../../math/product.md", "../feed.xml", "feed.xml"]
    );
    assert_eq!(links("index.html"), ["feed.xml"]);
    assert_eq!(links("uk/math/series/index.html"), ["../../feed.xml"]);
    // Every address in a copy or a list leads to a file of the site.
    for file in made(&book())
        .iter()
        .filter(|file| file.ends_with(".md") || file.ends_with("llms.txt"))
    {
        let text = read(&site, file);
        for link in text
            .split("](")
            .skip(1)
            .filter(|link| link.starts_with("https://example.org/"))
        {
            let path = link["https://example.org/".len()..]
                .split([')', '#', ' '])
                .next()
                .unwrap();
            let path = if path.is_empty() || path.ends_with('/') {
                format!("{path}index.html")
            } else {
                path.into()
            };
            assert!(site.join(&path).exists(), "{file}: {path}");
        }
    }
}

#[test]
fn links_are_shown_with_a_picture() {
    let built = book_with("[site]\n", "[social]\nquestions = true\n[site]\n");
    let (site, _) = built.build();
    let image = |file: &str| {
        let html = read(&site, file);
        let found = attributes(&html, "<meta property=\"og:image\"", "content");
        assert_eq!(found.len(), 1, "{file}");
        found[0]
            .strip_prefix("https://example.org/")
            .unwrap()
            .to_owned()
    };
    let sum = image("math/sum.html");
    let bytes = fs::read(site.join(&sum)).unwrap();
    let size = imagesize::blob_size(&bytes).unwrap();
    assert_eq!((size.width, size.height), (1200, 630));
    assert!(bytes.len() < 100_000, "{} bytes", bytes.len());
    assert_ne!(sum, image("math/product.html"));
    assert_ne!(sum, image("uk/math/sum.html"));
    assert_eq!(
        image("math/product.html"),
        image("uk/math/product.html"),
        "shown in English there"
    );
    assert_eq!(image("index.html"), image("questions.html"));
    let html = read(&site, "math/sum.html");
    assert_eq!(
        attributes(&html, "<meta property=\"og:url\"", "content"),
        ["https://example.org/math/sum.html"]
    );
    assert_eq!(
        attributes(&html, "<meta property=\"og:type\"", "content"),
        ["article"]
    );
    assert!(html.contains("<meta name=\"twitter:card\" content=\"summary_large_image\">"));
}

#[test]
fn a_title_that_the_font_cannot_write_has_the_picture_of_its_topic() {
    let book = book_with("[site]\n", "[social]\nquestions = true\n[site]\n");
    let question = "+++\ntitle = \"和とは何ですか\"\n+++\n\nText.\n";
    fs::write(book.root().join("content/math/kanji.md"), question).unwrap();
    let (site, _) = book.build();
    let image =
        |file: &str| attributes(&read(&site, file), "<meta property=\"og:image\"", "content");
    assert_eq!(image("math/kanji.html"), image("math/index.html"));
}

#[test]
fn titles_of_any_length_are_drawn() {
    let titles = [
        "W".repeat(3_000),
        "Запитання ".repeat(400),
        "Ї".into(),
        "a\u{a0}b ".repeat(50),
        "e\u{301}".repeat(30),
        "\u{200b}".into(),
        "fi ffi Ґґ Єє Її Ёё — «„“» № × ≤".into(),
    ];
    let book = book_with("[site]\n", "[social]\nquestions = true\n[site]\n");
    for (number, title) in titles.iter().enumerate() {
        let text =
            format!("+++\ntitle = {title:?}\n+++\n\nText.\n").replace("\\u{200b}", "\\u200b");
        let text = text
            .replace("\\u{301}", "\\u0301")
            .replace("\\u{a0}", "\\u00a0");
        fs::write(book.root().join(format!("content/math/t{number}.md")), text).unwrap();
    }
    let (site, _) = book.build();
    for file in files(&site)
        .into_iter()
        .filter(|file| file.ends_with(".png") && file.contains("cards/"))
    {
        assert!(
            fs::metadata(site.join(&file)).unwrap().len() > 1_000,
            "{file}"
        );
    }
}

#[test]
fn pages_lead_to_their_source() {
    let built = book();
    let (site, _) = built.build();
    let links = |site: &Path, file: &str| -> Vec<String> {
        let html = read(site, file);
        let Some((_, html)) = html.split_once("<div class=\"page-source\">") else {
            return Vec::new();
        };
        attributes(html.split("</div>").next().unwrap(), "<a ", "href")
    };
    let repository = "https://github.com/someone/book";
    let address = "https%3A%2F%2Fexample.org%2Fmath%2Fsum.html";
    assert_eq!(
        links(&site, "math/sum.html"),
        [
            format!("{repository}/edit/trunk/docs/content/math/sum.md"),
            format!(
                "{repository}/issues/new?title=What%20is%20a%20sum%20of%20%5Bnumbers%5D%3F&body={address}"
            ),
        ]
    );
    let edits = |file: &str| links(&site, file)[0].clone();
    assert!(edits("uk/math/sum.html").ends_with("/content/math/sum.uk.md"));
    assert!(edits("uk/math/product.html").ends_with("/content/math/product.md"));
    assert!(edits("math/series/first.html").ends_with("/content/math/series/many.md"));
    assert_eq!(
        links(&site, "questions.html").len(),
        1,
        "a list has no file"
    );
    let typed =
        "[repository]\nedit_url = \"https://code.example/{branch}?f={path}\"\nreport_url = \"\"\n";
    let built = book_with("[repository]\n", typed);
    let (site, _) = built.build();
    assert_eq!(
        links(&site, "math/sum.html"),
        ["https://code.example/trunk?f=docs/content/math/sum.md"]
    );
    let elsewhere = book_with("github.com", "code.example");
    let (site, _) = elsewhere.build();
    assert_eq!(
        links(&site, "math/sum.html"),
        Vec::<String>::new(),
        "an unknown host"
    );
}

/// Runs git in a folder as an author of that name.
fn git(folder: &Path, author: &str, arguments: &[&str]) {
    let mut command = Command::new("git");
    command
        .args(["-c", "commit.gpgsign=false"])
        .args(arguments)
        .current_dir(folder);
    for who in ["AUTHOR", "COMMITTER"] {
        command.env(format!("GIT_{who}_NAME"), author);
        command.env(format!("GIT_{who}_EMAIL"), "someone@example.org");
        command.env(format!("GIT_{who}_DATE"), "2026-01-02T03:04:05Z");
    }
    let output = command.output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn contributors(site: &Path, file: &str) -> Option<String> {
    let html = read(site, file);
    let (_, after) = html.split_once("<p class=\"updated\">Contributors: ")?;
    Some(after.split("</p>").next()?.to_owned())
}

#[test]
fn pages_name_the_authors_of_their_file_if_the_book_asks_for_it() {
    let book = book_with("[repository]\n", "[repository]\ncontributors = true\n");
    let (site, _) = book.build();
    assert_eq!(
        contributors(&site, "math/undated.html"),
        None,
        "there is no git"
    );
    let root = book.root();
    git(root, "Ann", &["init", "--quiet"]);
    fs::write(root.join(".gitignore"), "/site\n").unwrap();
    git(root, "Ann", &["add", "."]);
    git(root, "Ann", &["commit", "--quiet", "-m", "First"]);
    let name = root.join("content/math/renamed.md");
    git(
        root,
        "Ann",
        &["mv", "content/math/undated.md", "content/math/renamed.md"],
    );
    git(
        root,
        "Bo <b>",
        &[
            "commit",
            "--quiet",
            "-m",
            "Second\n\nCo-authored-by: Ди <d@example.org>",
        ],
    );
    let text = fs::read_to_string(&name).unwrap();
    fs::write(&name, text.replace("no feed", "every feed")).unwrap();
    git(root, "robot[bot]", &["commit", "--quiet", "-am", "Third"]);
    let (site, _) = book.build();
    assert_eq!(
        contributors(&site, "math/renamed.html").as_deref(),
        Some("Ann, Bo b, Ди")
    );
    assert_eq!(contributors(&site, "math/sum.html").as_deref(), Some("Ann"));
    assert_eq!(contributors(&site, "questions.html"), None);
    assert!(read(&site, "math/renamed.html").contains("<time datetime=\"2026-01-02\">"));
}

#[test]
fn a_shallow_clone_names_nobody() {
    let book = book_with("[repository]\n", "[repository]\ncontributors = true\n");
    let root = book.root();
    git(root, "Ann", &["init", "--quiet"]);
    git(root, "Ann", &["add", "."]);
    git(root, "Ann", &["commit", "--quiet", "-m", "First"]);
    git(
        root,
        "Bo",
        &["commit", "--quiet", "--allow-empty", "-m", "Second"],
    );
    let folder = tempfile::TempDir::new().unwrap();
    let from = format!("file://{}", root.display());
    git(
        folder.path(),
        "Ann",
        &["clone", "--quiet", "--depth=1", &from, "clone"],
    );
    let clone = TestBook::copy_of(&folder.path().join("clone"));
    let (site, said) = clone.build();
    assert_eq!(contributors(&site, "math/sum.html"), None);
    assert!(said.contains("the git clone is shallow"), "{said}");
}

#[test]
fn ids_of_a_page_to_be_printed_are_unique_and_its_links_lead_to_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (site, _): (PathBuf, String) = {
        let book = TestBook::copy_of(&root.join("tests/books/printable-topics"));
        let (folder, said) = book.build_kept();
        (folder.keep().join("site"), said)
    };
    let html = read(&site, "math/all-answers.html");
    let main = html.split_once("<main").unwrap().1;
    let ids = attributes_of_any(main, " id=\"");
    let unique: BTreeSet<&String> = ids.iter().collect();
    assert_eq!(unique.len(), ids.len(), "{ids:?}");
    for to in attributes_of_any(main, " href=\"#") {
        assert!(unique.contains(&to), "{to}");
    }
    assert!(html.contains("<meta name=\"robots\" content=\"noindex\">"));
    fs::remove_dir_all(site.parent().unwrap()).unwrap();
}

fn attributes_of_any(html: &str, open: &str) -> Vec<String> {
    html.split(open)
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}
