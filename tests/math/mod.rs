//! Formulas against the original KaTeX: `node` renders the same set with npm's `katex`.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use answerbook::render::math::{Engine, Math, MathOptions, Output};
use serde_json::Value;

/// How many formulas of the set have other HTML with `katex-rs` 0.3.0 than with KaTeX 0.18.5.
const HTML_DIFFERENCES: usize = 31;

/// A reason, what makes both the same, and for how many formulas of the set it is needed.
type Reason = (&'static str, fn(&str) -> String, usize);

/// Why they have. Chromium draws the whole set in the same way with both, but for 12 pixels of
/// `\phase`, which differ by 7 of 255.
const HTML_REASONS: [Reason; 8] = [
    (
        "the delimiters of `\\left` stand in one more span",
        without_inner_spans,
        16,
    ),
    (
        "two spaces next to each other come in the other order",
        spaces_in_order,
        5,
    ),
    ("two classes come in the other order", classes_in_order, 3),
    ("arrows lack the class `svg-align`", without_svg_align, 4),
    (
        "`v-0` in paths is `v0`",
        |html| html.replace("v-0 ", "v0 "),
        3,
    ),
    (
        "a line break in a path is a space",
        |html| html.replace('\n', " "),
        1,
    ),
    (
        "`katex-inner` is `mtight`",
        |html| html.replace("katex-inner mtight", "katex-inner"),
        1,
    ),
    (
        "the size of `\\phase` is not rounded",
        with_rounded_phase,
        1,
    ),
];

struct Formula {
    display: bool,
    tex: &'static str,
}

fn formulas() -> Vec<Formula> {
    let lines = include_str!("formulas.txt").lines();
    lines
        .map(|line| {
            let (mode, tex) = line.split_once('\t').expect("a mode, a tab and a formula");
            assert!(mode == "display" || mode == "inline", "{line}");
            let display = mode == "display";
            Formula { display, tex }
        })
        .collect()
}

fn macros() -> BTreeMap<String, String> {
    toml::from_str(include_str!("macros.toml")).expect("macros.toml is a table of strings")
}

fn math(engine: Engine, output: Output) -> Math {
    let math = Math::new(MathOptions {
        engine,
        output,
        macros: macros(),
        ..MathOptions::default()
    });
    assert!(
        math.macro_problems().is_empty(),
        "{:?}",
        math.macro_problems()
    );
    math
}

fn render(math: &Math, formula: &Formula) -> String {
    let rendered = math.render(formula.tex, formula.display);
    rendered.unwrap_or_else(|error| panic!("{}: {error} at {:?}", formula.tex, error.span))
}

/// What npm's KaTeX makes of a formula, attributes sorted.
struct Reference {
    both: String,
    mathml: String,
}

/// Renders the set with a package of `tests/package.json`.
fn references(package: &str, version: &str) -> Vec<Reference> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let install = "run `npm ci --prefix tests` (node 20 or later)";
    let macros = serde_json::to_string(&macros()).expect("strings are JSON");
    let output = Command::new("node")
        .arg(root.join("tests/math/oracle.mjs"))
        .args([package, &macros])
        .output()
        .unwrap_or_else(|error| panic!("cannot run node: {error}; {install}"));
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{install}\n{complaint}");
    let printed: Value = serde_json::from_slice(&output.stdout).expect("oracle.mjs prints JSON");
    assert_eq!(printed["version"], version, "{install}");
    let rendered = printed["rendered"].as_array().expect("an array");
    let references = rendered.iter().map(|entry| {
        let text = |key: &str| match entry[key].as_str() {
            Some(text) => sorted(text),
            None => panic!("{}", entry["error"]),
        };
        let (both, mathml) = (text("both"), text("mathml"));
        Reference { both, mathml }
    });
    references.collect()
}

fn of_katex_0_18() -> &'static [Reference] {
    static REFERENCES: OnceLock<Vec<Reference>> = OnceLock::new();
    REFERENCES.get_or_init(|| references("katex", "0.18.5"))
}

/// Sorts the attributes within the tags. Written for KaTeX's output only: attributes are separated
/// by single spaces, their values are quoted and hold no `<` and `>`. The original prints
/// `class ="…"` in one place.
fn sorted(markup: &str) -> String {
    let markup = markup.replace(" =\"", "=\"");
    let mut tags = markup.split('<');
    let mut sorted = tags.next().unwrap_or_default().to_owned();
    for tag in tags {
        let (inside, text) = tag.split_once('>').expect("every tag ends");
        let (inside, slash) = match inside.strip_suffix('/') {
            Some(inside) => (inside, "/"),
            None => (inside, ""),
        };
        let mut quote = None;
        let mut words: Vec<&str> = inside
            .split(|c| {
                match quote {
                    None if c == '"' || c == '\'' => quote = Some(c),
                    Some(open) if open == c => quote = None,
                    _ => {}
                }
                c == ' ' && quote.is_none()
            })
            .collect();
        words[1..].sort_unstable();
        sorted.push_str(&format!("<{}{slash}>{text}", words.join(" ")));
    }
    sorted
}

/// The formulas, among those of the set, for which `ours` and `theirs` differ.
fn differences<'f>(
    formulas: &'f [Formula],
    theirs: impl Iterator<Item = &'f str>,
    ours: &Math,
) -> Vec<(&'f str, String, &'f str)> {
    let pairs = formulas.iter().zip(theirs);
    let pairs = pairs.map(|(formula, theirs)| {
        let ours = render(ours, formula).replace(" =\"", "=\"");
        (formula.tex, without_row(ours, theirs), theirs)
    });
    pairs.filter(|(_, ours, theirs)| ours != theirs).collect()
}

/// Our markup without the row round `\max` in an index, which KaTeX leaves out although MathML wants it
/// (`render::math::application`); as it is if KaTeX has such a row too.
fn without_row(ours: String, theirs: &str) -> String {
    const INDEX: &str = "<mi>max</mi><mo>\u{2061}</mo>";
    let row = format!("<mrow>{INDEX}</mrow>");
    match theirs.contains(&row) {
        true => ours,
        false => ours.replace(&row, INDEX),
    }
}

/// The first place where two texts differ, with some text around it.
fn first_difference(ours: &str, theirs: &str) -> String {
    let pairs = ours.char_indices().zip(theirs.chars());
    let same = pairs.take_while(|((_, a), b)| a == b).count();
    let around = |text: &str| -> String {
        let chars = text.chars().skip(same.saturating_sub(60));
        chars.take(160).collect()
    };
    format!("  ours:   {}\n  theirs: {}", around(ours), around(theirs))
}

#[track_caller]
fn assert_none(differences: &[(&str, String, impl AsRef<str>)]) {
    let list = differences
        .iter()
        .map(|(tex, ours, theirs)| format!("{tex}\n{}\n", first_difference(ours, theirs.as_ref())));
    let list: String = list.collect();
    assert!(
        differences.is_empty(),
        "{} differ:\n{list}",
        differences.len()
    );
}

#[test]
fn the_set_has_250_formulas_each_once() {
    let mut texts: Vec<&str> = formulas().iter().map(|formula| formula.tex).collect();
    texts.sort_unstable();
    texts.dedup();
    assert_eq!(texts.len(), 250);
}

#[test]
fn mathml_is_that_of_npm_katex_for_every_formula() {
    let formulas = formulas();
    let theirs = of_katex_0_18()
        .iter()
        .map(|reference| reference.mathml.as_str());
    let ours = math(Engine::KatexRs, Output::Mathml);
    assert_none(&differences(&formulas, theirs, &ours));
}

#[test]
fn html_is_that_of_npm_katex_but_for_known_differences() {
    let formulas = formulas();
    let theirs = of_katex_0_18()
        .iter()
        .map(|reference| reference.both.as_str());
    let ours = math(Engine::KatexRs, Output::HtmlAndMathml);
    let differences = differences(&formulas, theirs, &ours);
    let left_without = |left_out: Option<usize>| {
        let same = |html: &str| {
            let reasons = HTML_REASONS.iter().enumerate();
            let reasons = reasons.filter(|(reason, _)| Some(*reason) != left_out);
            reasons.fold(html.to_owned(), |html, (_, (_, same, _))| same(&html))
        };
        let differences = differences.iter();
        let differences = differences.map(|(tex, ours, theirs)| (*tex, same(ours), same(theirs)));
        let left = differences.filter(|(_, ours, theirs)| ours != theirs);
        left.collect::<Vec<_>>()
    };
    assert_none(&left_without(None));
    let needed = (0..HTML_REASONS.len()).map(|reason| left_without(Some(reason)).len());
    let pinned = HTML_REASONS.iter().map(|(_, _, count)| *count);
    assert_eq!(needed.collect::<Vec<_>>(), pinned.collect::<Vec<_>>());
    assert_eq!(differences.len(), HTML_DIFFERENCES);
}

/// `<span class="mopen delimcenter" style="…"><span class="mopen">(</span></span>`.
fn without_inner_spans(html: &str) -> String {
    const OUTER: &str = r#" style="top:0em;">"#;
    let mut html = html.to_owned();
    for class in ["mopen", "mclose"] {
        let pattern = format!("{OUTER}<span class=\"{class}\">");
        let mut parts = html.split(&pattern);
        let mut same = parts.next().unwrap_or_default().to_owned();
        for part in parts {
            same.push_str(OUTER);
            same.push_str(&part.replacen("</span>", "", 1));
        }
        html = same;
    }
    html
}

fn spaces_in_order(html: &str) -> String {
    let mut parts = html.split(r#"<span class="mspace"#);
    let mut same = parts.next().unwrap_or_default().to_owned();
    let mut spaces: Vec<String> = Vec::new();
    for part in parts {
        let (space, after) = part.split_once("</span>").expect("every span ends");
        spaces.push(format!(r#"<span class="mspace{space}</span>"#));
        if !after.is_empty() {
            spaces.sort_unstable();
            same.extend(spaces.drain(..));
            same.push_str(after);
        }
    }
    same
}

fn classes_in_order(html: &str) -> String {
    let mut parts = html.split("class=\"");
    let mut same = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (classes, after) = part.split_once('"').expect("every value ends");
        let mut classes: Vec<&str> = classes.split(' ').collect();
        classes.sort_unstable();
        same.push_str(&format!("class=\"{}\"{after}", classes.join(" ")));
    }
    same
}

fn with_rounded_phase(html: &str) -> String {
    let html = html.replace("\"1.0183em\"", "\"1.018em\"");
    let html = html.replace("1018.295", "1018");
    html.replace("509.1475", "509").replace("938.295", "938")
}

fn without_svg_align(html: &str) -> String {
    html.replace(r#"<span class="svg-align" style"#, "<span style")
}

/// `cargo test --test main -- --ignored --nocapture microseconds`.
#[test]
#[ignore = "measures, checks nothing"]
#[allow(clippy::print_stdout, reason = "its output is what it is for")]
fn microseconds_per_formula() {
    let formulas = formulas();
    for engine in [Engine::KatexRs, Engine::Katex] {
        for output in [Output::HtmlAndMathml, Output::Mathml] {
            let math = math(engine, output);
            let mut best = std::time::Duration::MAX;
            let mut bytes = 0;
            for _ in 0..5 {
                let start = std::time::Instant::now();
                bytes = formulas
                    .iter()
                    .map(|formula| render(&math, formula).len())
                    .sum();
                best = best.min(start.elapsed());
            }
            let count = formulas.len();
            let micros = best.as_micros() / count as u128;
            println!(
                "{} {output:?}: {micros} µs, {} bytes",
                engine.name(),
                bytes / count
            );
        }
    }
}

#[test]
fn two_fresh_engines_give_the_same_bytes() {
    for output in [Output::HtmlAndMathml, Output::Mathml] {
        let (first, second) = (math(Engine::KatexRs, output), math(Engine::KatexRs, output));
        for formula in formulas() {
            assert_eq!(render(&first, &formula), render(&second, &formula));
        }
    }
}

/// The files below a folder, with `/` between the parts of their paths.
fn files_in(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(&next).expect("the folder can be read") {
            let path = entry.expect("the folder can be read").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let relative = path.strip_prefix(folder).expect("it is below the folder");
            let parts = relative
                .iter()
                .map(|part| part.to_str().expect("names are UTF-8"));
            found.push(parts.collect::<Vec<_>>().join("/"));
        }
    }
    found.sort();
    found
}

#[test]
fn vendored_files_are_those_that_were_fetched() {
    for package in ["golos-text", "katex", "ts-fsrs"] {
        check_vendored(
            &Path::new(env!("CARGO_MANIFEST_DIR"))
                .join("static/vendor")
                .join(package),
        );
    }
}

fn check_vendored(folder: &Path) {
    let read = |path: &str| std::fs::read(folder.join(path)).expect("the file can be read");
    let checksums = String::from_utf8(read("CHECKSUMS")).expect("CHECKSUMS is text");
    let mut listed = vec!["CHECKSUMS".to_owned()];
    for line in checksums.lines() {
        let (hash, path) = line
            .split_once("  ")
            .expect("a hash, two spaces and a path");
        let found = blake3::hash(&read(path)).to_hex();
        assert_eq!(
            found.as_str(),
            hash,
            "{path} was edited; run `cargo xtask vendor`"
        );
        listed.push(path.to_owned());
    }
    listed.sort();
    assert_eq!(files_in(folder), listed);
}

#[test]
fn every_engine_has_its_style_sheet() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("static/vendor/katex");
    for engine in [Engine::KatexRs, Engine::Katex] {
        let version = math(engine, Output::HtmlAndMathml).stylesheet_version();
        let css = std::fs::read_to_string(folder.join(version).join("katex.min.css"));
        let css = css.unwrap_or_else(|error| panic!("{version}: {error}"));
        assert!(
            css.contains(version),
            "KaTeX's style sheets tell their version"
        );
    }
}

#[cfg(all(feature = "katex-engine", not(target_env = "msvc")))]
#[test]
fn the_second_engine_gives_what_npm_katex_of_its_version_gives() {
    let formulas = formulas();
    let references = references("katex-0.16", "0.16.4");
    let theirs = references.iter().map(|reference| reference.both.as_str());
    assert_none(&differences(
        &formulas,
        theirs,
        &math(Engine::Katex, Output::HtmlAndMathml),
    ));
    let theirs = references.iter().map(|reference| reference.mathml.as_str());
    assert_none(&differences(
        &formulas,
        theirs,
        &math(Engine::Katex, Output::Mathml),
    ));
}
