//! Linting whatever a pull request may bring: it ends, soon, and never with a panic.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use answerbook::Loaded;
use answerbook::diagnostic::{Diagnostic, Severity};
use answerbook::lint::lint;
use answerbook::load::Overrides;
use proptest::prelude::*;
use tempfile::TempDir;

const GLOSSARY: &str = "[[terms]]\nid = \"optimizer\"\nterm = { en = \"optimizer\", uk = \"оптимізатор\" }\nsynonyms = { en = [\"optimiser\", \"old optimizer\"], uk = [\"оптимизатор\", \"штраф\"] }\n";

/// Lints a book of one question in two languages.
fn linted(kind: &str, original: &str, translation: &str) -> Vec<Diagnostic> {
    let folder = TempDir::new().unwrap();
    let write = |path: &str, text: &str| fs::write(folder.path().join(path), text).unwrap();
    fs::create_dir_all(folder.path().join("content/math")).unwrap();
    write("book.toml", "[book]\ntitle = \"Tiny\"\n[languages.uk]\n");
    write("content/glossary.toml", GLOSSARY);
    write("content/math/index.md", "+++\ntitle = \"Math\"\n+++\n");
    let head = format!("+++\ntitle = \"The optimizer\"\nkind = \"{kind}\"\n+++\n");
    write("content/math/sum.md", &format!("{head}\n{original}"));
    let head = "+++\ntitle = \"Він\"\n+++\n";
    write("content/math/sum.uk.md", &format!("{head}\n{translation}"));
    let Ok(mut loaded) = Loaded::new(folder.path(), &Overrides::default()) else {
        panic!("book.toml is fine");
    };
    let ready = loaded.book();
    let problems = lint(&ready.book);
    for problem in &problems {
        let file = problem.file.as_deref().unwrap();
        let text = loaded.sources.text_of(file).unwrap();
        let span = problem.span.clone().unwrap();
        assert!(
            text.get(span.clone()).is_some(),
            "{file} has no {span:?}: {}",
            problem.message
        );
    }
    problems
}

/// Markdown in which rules meet.
fn markdown() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "An optimiser",
        "Оптимизатор (optimizer) ",
        "штраф (old optimizer)",
        "e.g. ",
        ". ",
        " $x_i$ ",
        "$$\ny = \\hat{z}\n$$\n",
        "\n\n",
        "\n",
        "## A\n",
        "### B\n",
        "- ",
        "1. ",
        "  ",
        "> ",
        "> [!FOLLOWUP]\n> - **A?**\n",
        "> [!SOLUTION]\n",
        "```python\n",
        "```output\n",
        "```\n",
        "print('a', 1)  # b\n",
        "| a | b |\n|---|---|\n| 1 | 2 |\n",
        "![](a.svg)",
        "![a](b.svg \"c\")\n",
        "- [x] ",
        "[[sum]]",
        "*",
        "**",
        "(",
        "«",
        "„",
        "“",
        "\"",
        "<b>",
        "[^1]",
        "\\",
        "&amp;",
        "ё\u{301}",
        "🙂",
        "\u{FFFC}",
    ]);
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_text_is_linted(
        kind in prop::sample::select(vec!["open", "quiz", "task", "coding", "behavioural"]),
        original in prop_oneof![markdown(), any::<String>()],
        translation in markdown(),
    ) {
        let problems = linted(kind, &original, &translation);
        prop_assert!(problems.iter().all(|p| p.severity != Severity::Warning));
        prop_assert_eq!(linted(kind, &original, &translation), problems);
    }

    #[test]
    fn a_text_has_the_structure_of_itself(text in markdown()) {
        let of_translation = |p: &Diagnostic| p.file.as_deref() == Some("content/math/sum.uk.md");
        let problems = linted("open", &text, &text);
        let same = ["original", "translation"];
        let differing = problems.iter().filter(|p| of_translation(p)).find(|p| {
            p.severity == Severity::Error && same.iter().any(|word| p.message.contains(word))
        });
        prop_assert!(differing.is_none(), "{differing:?}");
    }
}

#[test]
fn hostile_texts_take_little_time() {
    // Quadratic in the length, any of these would take minutes.
    for piece in [
        "optimiser ",
        "optimiser (",
        "«optimiser",
        "штраф (old optimizer) ",
        "a. ",
        "$x$ ",
        "$$x$$ ",
        "$$\nx_{\n$$\n\n",
        "- a\n",
        "a\n\n",
        "# a\n\n",
        "> ",
        "> [!NOTE]\n> a\n\n",
        "```python\n'\n```\n",
        "![](a.svg)\n\n",
        "| a ",
        "&amp;optimiser ",
        "**a** ",
    ] {
        let text = piece.repeat(40_000 / piece.len());
        let start = Instant::now();
        linted("open", &text, "");
        linted("open", "", &text);
        linted("open", &text, &text.replace('a', "б").replace('x', "y"));
        let took = start.elapsed();
        assert!(took < Duration::from_secs(60), "{piece:?}: {took:?}");
    }
}

#[test]
fn the_book_is_linted_in_any_order_of_threads() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let Ok(mut loaded) = Loaded::new(root, &Overrides::default()) else {
        panic!("the book has settings");
    };
    let ready = loaded.book();
    assert_eq!(lint(&ready.book), lint(&ready.book));
}
