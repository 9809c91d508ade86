//! The book's own Markdown: the pairs of `tests/spec/*.md`, whose prose says why each is as it is.
//!
//! A pair is a block of thirty-two backticks: `example`, the Markdown, a line `.`, the HTML. A word after
//! `example` is the kind of the question that the text belongs to; without one it is an ordinary page's.

use std::fs;
use std::path::Path;

use crate::book::update;
use crate::fragment::{Role, Workshop};

/// What begins and ends a pair.
const FENCE: &str = "\n````````````````````````````````";

/// How many pairs there are at least: a file that is read wrongly must not pass.
const PAIRS: usize = 80;

/// The files and questions that the pairs name.
fn workshop() -> Workshop {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 40 20\"><path d=\"M0 20 40 0\"/></svg>";
    let python = "import math\n\n# ANCHOR: area\ndef area(r):\n    return math.pi * r**2\n# ANCHOR_END: area\n";
    // The short form of formulas: what is shown here is where they stand, not what KaTeX makes of them.
    Workshop::new("[math]\noutput = \"mathml\"\n")
        .with("curve.svg", svg)
        .with("area.py", python)
        .with(
            "topic/gradient.md",
            "+++\ntitle = \"What is a gradient?\"\n+++\nThe steepest way up.\n\n## Direction\n\nUp.\n",
        )
        .with(
            "planned.toml",
            "questions = [{ id = \"dropout\", title = { en = \"What is dropout?\" }, topic = \"topic\" }]\n",
        )
}

#[test]
fn every_pair_of_the_specifications_holds() {
    let workshop = workshop();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let (mut said, mut count) = (String::new(), 0);
    for file in crate::book::files(&folder) {
        let path = folder.join(&file);
        let text = fs::read_to_string(&path).unwrap();
        let mut made = String::new();
        let mut rest = text.as_str();
        while let Some((before, after)) = rest.split_once(&format!("{FENCE} example")) {
            let (pair, after) = after.split_once(FENCE).expect("the pair ends");
            let (kind, pair) = pair.split_once('\n').expect("the pair has lines");
            let (markdown, wanted) = match pair.split_once("\n.\n") {
                Some((markdown, wanted)) => (markdown, wanted),
                None => (pair.strip_suffix("\n.").expect("a line `.`"), ""),
            };
            let html = draw(&workshop, &file, markdown, kind.trim(), &mut said);
            let html = html.trim_end();
            if html != wanted && !update() {
                said.push_str(&format!(
                    "{file}\n{markdown}\n--- wanted\n{wanted}\n+++ made\n{html}\n\n"
                ));
            }
            made.push_str(&format!(
                "{before}{FENCE} example{kind}\n{markdown}\n.\n{html}{FENCE}"
            ));
            count += 1;
            rest = after;
        }
        if update() {
            fs::write(&path, made + rest).unwrap();
        }
    }
    assert!(count >= PAIRS, "only {count} pairs were found");
    assert!(
        said.is_empty(),
        "{said}\nUPDATE=1 cargo test writes what came out; read it before you commit it"
    );
}

fn draw(workshop: &Workshop, file: &str, markdown: &str, kind: &str, said: &mut String) -> String {
    let role = match kind {
        "" => Role::Page,
        kind => Role::Question(kind),
    };
    let drawn = workshop.draw(&format!("{markdown}\n"), role);
    if !drawn.errors.is_empty() {
        said.push_str(&format!(
            "{file}\n{markdown}\n{}\n\n",
            drawn.errors.join("\n")
        ));
    }
    drawn.html
}
