//! The official examples of CommonMark and of GFM's extensions, drawn as every book is.
//!
//! What a book's pages have on purpose is taken off by [`RULES`]; an example that then still differs is in
//! `conformance/differences.toml` with the reason why it must. Both lists are exact: a rule that no example
//! needs and an example that no longer differs are failures too.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::Command;

use serde::Deserialize;

use crate::fragment::{Role, Workshop};

/// How many examples the specifications have, so that none gets lost: CommonMark 0.31.2, GFM 0.29.
const COMMONMARK: usize = 652;
/// Those of GFM's five extensions; its others are older states of CommonMark's.
const GFM: usize = 28;

/// The sections of GFM's specification that CommonMark's has not.
const EXTENSIONS: [&str; 5] = [
    "Tables (extension)",
    "Task list items (extension)",
    "Strikethrough (extension)",
    "Autolinks (extension)",
    DISALLOWED,
];

const DISALLOWED: &str = "Disallowed Raw HTML (extension)";

/// What pages have on purpose, and how it is made the same in both texts.
struct Rule {
    reason: &'static str,
    same: fn(&str) -> String,
}

const RULES: [Rule; 7] = [
    Rule {
        reason: "the title in the front matter is the page's only heading of level 1",
        same: |html| html.replace("<h1", "<h2").replace("</h1>", "</h2>"),
    },
    Rule {
        reason: "headings have ids, so that they can be linked to",
        same: without_heading_ids,
    },
    Rule {
        reason: "code stands in a figure, in a box that keyboards can scroll, without a line feed that copying would take along",
        same: without_code_boxes,
    },
    Rule {
        reason: "code has colours",
        same: without_colours,
    },
    Rule {
        reason: "tables stand in a box that scrolls, so that no page scrolls sideways",
        same: without_table_boxes,
    },
    Rule {
        reason: "columns are aligned by classes: `align` is obsolete and styles are for KaTeX alone",
        same: with_align_attributes,
    },
    Rule {
        reason: "the boxes of tasks have names for screen readers, and their lists a class for the style sheet",
        same: with_plain_tasks,
    },
];

#[derive(Deserialize)]
struct Example {
    number: usize,
    section: String,
    markdown: String,
    html: String,
}

/// The examples of both specifications, from the packages of `tests/package.json`.
#[derive(Deserialize)]
struct Examples {
    commonmark: Vec<Example>,
    gfm: Vec<Example>,
}

fn examples() -> Examples {
    let install = "run `npm ci --prefix tests` (node 20 or later)";
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/examples.mjs");
    let output = Command::new("node")
        .arg(script)
        .output()
        .unwrap_or_else(|error| panic!("cannot run node: {error}; {install}"));
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{install}\n{complaint}");
    let mut examples: Examples =
        serde_json::from_slice(&output.stdout).expect("examples.mjs prints JSON");
    let is_extension = |example: &Example| {
        let mut extensions = EXTENSIONS.iter();
        extensions.any(|extension| example.section.ends_with(extension))
    };
    examples.gfm.retain(is_extension);
    assert_eq!(examples.commonmark.len(), COMMONMARK, "{install}");
    assert_eq!(examples.gfm.len(), GFM, "{install}");
    examples
}

/// An example as it is and as it should be.
struct Pair<'e> {
    example: &'e Example,
    made: String,
}

fn draw<'e>(examples: impl Iterator<Item = &'e Example>, workshop: &Workshop) -> Vec<Pair<'e>> {
    let pair = |example: &'e Example| Pair {
        example,
        made: workshop.draw(&example.markdown, Role::Page).html,
    };
    examples.map(pair).collect()
}

/// Whether both are the same by all rules but one.
fn is_same(pair: &Pair<'_>, without: Option<usize>) -> bool {
    let [made, wanted] = [&pair.made, &pair.example.html].map(|html| applied(html, without));
    made == wanted
}

fn applied(html: &str, without: Option<usize>) -> String {
    let rules = RULES.iter().enumerate();
    rules
        .filter(|(number, _)| Some(*number) != without)
        .fold(html.to_owned(), |html, (_, rule)| (rule.same)(&html))
        .trim_end()
        .to_owned()
}

/// The numbers of examples that must differ, with the reasons why.
type Reasons = BTreeMap<usize, String>;

/// `differences.toml`: lists of examples that differ for one reason, per specification.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Differences {
    commonmark: Vec<Difference>,
    gfm: Vec<Difference>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Difference {
    examples: Vec<usize>,
    reason: String,
}

fn reasons(differences: Vec<Difference>) -> Reasons {
    let mut reasons = Reasons::new();
    for difference in differences {
        assert!(difference.reason.len() > 20, "a reason says why");
        for number in difference.examples {
            let twice = reasons.insert(number, difference.reason.clone());
            assert!(twice.is_none(), "example {number} is listed twice");
        }
    }
    reasons
}

/// What is wrong with the lists, in words.
fn complaints(name: &str, pairs: &[Pair<'_>], reasons: &Reasons) -> String {
    let mut said = String::new();
    for pair in pairs {
        let Example {
            number,
            section,
            markdown,
            html,
        } = pair.example;
        match (is_same(pair, None), reasons.get(number)) {
            (true, Some(reason)) => writeln!(
                said,
                "{name} {number} is listed, but does not differ any more: {reason}\n"
            )
            .unwrap(),
            (false, None) => writeln!(
                said,
                "{name} {number} ({section}) differs\n{markdown}\n--- wanted\n{}\n+++ made\n{}\n",
                applied(html, None),
                applied(&pair.made, None),
            )
            .unwrap(),
            _ => {}
        }
    }
    for number in reasons.keys() {
        if !pairs.iter().any(|pair| pair.example.number == *number) {
            writeln!(said, "{name} {number} is listed, but there is none").unwrap();
        }
    }
    said
}

#[test]
#[allow(
    clippy::print_stdout,
    reason = "`cargo test conformance -- --nocapture` tells the counts"
)]
fn every_example_that_differs_is_listed_with_its_reason() {
    let examples = examples();
    let trusting = Workshop::new("[markdown]\nraw_html = \"trust\"\n");
    let sanitizing = Workshop::new("");
    let commonmark = draw(examples.commonmark.iter(), &trusting);
    // Which HTML is disallowed is what sanitising decides; the other extensions are drawn as CommonMark is.
    let is_raw = |example: &&Example| example.section.ends_with(DISALLOWED);
    let mut gfm = draw(examples.gfm.iter().filter(|e| !is_raw(e)), &trusting);
    gfm.extend(draw(examples.gfm.iter().filter(is_raw), &sanitizing));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/differences.toml");
    let listed: Differences = toml::from_str(&fs::read_to_string(file).unwrap()).unwrap();
    let mut said = String::new();
    for (name, pairs, listed) in [
        ("CommonMark", &commonmark, listed.commonmark),
        ("GFM", &gfm, listed.gfm),
    ] {
        let reasons = reasons(listed);
        said.push_str(&complaints(name, pairs, &reasons));
        println!(
            "{name}: {} examples, {} differ by design",
            pairs.len(),
            reasons.len()
        );
    }
    for (number, rule) in RULES.iter().enumerate() {
        let pairs = commonmark.iter().chain(&gfm);
        let needs = |pair: &&Pair<'_>| is_same(pair, None) && !is_same(pair, Some(number));
        let count = pairs.filter(needs).count();
        println!("{count} examples need the rule: {}", rule.reason);
        if count == 0 {
            writeln!(said, "no example needs the rule: {}", rule.reason).unwrap();
        }
    }
    assert!(said.is_empty(), "{said}");
}

/// Replaces what stands between two marks, marks included, by what a function makes of it.
fn each(html: &str, open: &str, close: &str, replace: impl Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(open) {
        let Some((inside, after)) = after.split_once(close) else {
            break;
        };
        out.push_str(before);
        out.push_str(&replace(inside));
        rest = after;
    }
    out + rest
}

fn without_heading_ids(html: &str) -> String {
    let words = |link: &str| {
        link.split_once("\">")
            .map_or("", |(_, words)| words)
            .to_owned()
    };
    let html = each(html, "<a class=\"anchor\" href=\"#", "</a>", words);
    (2..=6).fold(html, |html, level| {
        let open = format!("<h{level}");
        each(&html, &format!("{open} id=\""), "\"", |_| open.clone())
    })
}

fn without_code_boxes(html: &str) -> String {
    let html = each(html, "<figure class=\"code\"", ">", |_| String::new());
    let html = each(&html, "<pre tabindex=\"0\"", ">", |_| "<pre>".to_owned());
    // The line feed at the end of code is that of its last line, which copying should not take along.
    let html = html.replace("</code></pre></figure>", "\n</code></pre>");
    each(&html, "<pre><code", "</code></pre>", |code| {
        // Code of no lines has none.
        let empty = code
            .strip_suffix('\n')
            .filter(|tag| tag.find('>') == Some(tag.len() - 1));
        format!("<pre><code{}</code></pre>", empty.unwrap_or(code))
    })
}

fn without_colours(html: &str) -> String {
    each(html, "<pre><code", "</code></pre>", |code| {
        let (attributes, code) = code.split_once('>').expect("the tag ends");
        let code = each(code, "<span class=\"", "\">", |_| String::new());
        let code = code.replace("</span>", "");
        format!("<pre><code{attributes}>{code}</code></pre>")
    })
}

fn without_table_boxes(html: &str) -> String {
    let html = each(html, "<div class=\"table\"", "><table>", |_| {
        "<table>".to_owned()
    });
    html.replace("</table></div>", "</table>")
}

fn with_align_attributes(html: &str) -> String {
    ["th", "td"].iter().fold(html.to_owned(), |html, cell| {
        each(&html, &format!("<{cell} class=\""), "\"", |class| {
            format!("<{cell} align=\"{class}\"")
        })
    })
}

fn with_plain_tasks(html: &str) -> String {
    let html = html.replace("<ul class=\"task-list\">", "<ul>");
    each(&html, "<input type=\"checkbox\" disabled", " />", |rest| {
        let ticked = rest.starts_with(" checked");
        let checked = if ticked { "checked=\"\" " } else { "" };
        format!("<input {checked}disabled=\"\" type=\"checkbox\">")
    })
}
