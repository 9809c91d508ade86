//! What holds for every source: no panic, nothing lost, the same result each time.

use std::io::Cursor;

use answerbook::import::detect::detect;
use answerbook::import::escape::paragraph;
use answerbook::import::files::{File, Filing, Target};
use answerbook::import::known::Known;
use answerbook::import::shape::{Reading, Shape, read};
use answerbook::import::table;
use answerbook::parse::tree::{Kind, Node, Reading as MarkdownReading, tree};
use proptest::prelude::*;
use pulldown_cmark::Tag;

/// Lines that mean something to one shape or another; `%` becomes a word that no other line has.
const LINES: &[&str] = &[
    "",
    "",
    "",
    "%",
    "% % %.",
    "% %?",
    "# %",
    "## %",
    "### 1.1 %",
    "## Блок 1: %",
    "####### %",
    "▼ %",
    "▼ **%**",
    "1. %",
    "2. **%** %",
    "3. **%? %** — %",
    "- 4. %?",
    "5. %** %",
    "6. **% %",
    "- %",
    " - %",
    "    - %",
    "- Плюси",
    "- %:",
    "•%",
    "◦ %",
    "\t◦ %",
    "* %",
    "1) %",
    "% • % • %",
    "    %",
    "> %",
    ">%",
    "%:",
    "```",
    "```python",
    "x = %",
    "print(%)",
    "$$ % $$",
    "$$",
    "| % | % |",
    "|---|---|",
    "[%](%)",
    "![%](%.png)",
    "[%](https://example.org/%)",
    "https://example.org/%",
    "(%",
    "“%\"",
    "TODO %",
    "**Вопрос 1:** %",
    "**Question 2:** %",
    "*Hint: %*",
    "*Подсказка: %",
    "%*",
    "**Follow-up questions:**",
    "---",
    "+++",
    "title: %",
    "tags: [%, %]",
    "Junior",
    "Senior",
    "Download Telegram",
    "@channel_name",
    "@channel_name",
    "Anonymous Quiz",
    "50%%",
    "50%%",
    "#%",
    "🔥 %",
    "✅ %",
    "Решение",
    "Solution",
    "Ответ: %",
    "VIEW IN TELEGRAM",
    "%.**%:** %",
    "**%",
    "% **% %",
    "`% %",
    "<b>%</b>",
    "a<%",
    "## Final %",
    "## Draft %",
    "CAPITALS",
    "{% % %}",
    "%;",
    "% — %",
    "$%$",
    "see the picture %",
];

/// A source of such lines, and the words that are in it.
fn source() -> impl Strategy<Value = (String, Vec<String>)> {
    prop::collection::vec(0..LINES.len(), 0..60).prop_map(|lines| {
        let mut words = Vec::new();
        let mut text = String::new();
        for line in lines {
            for (number, part) in LINES[line].replace("%%", "\u{1}").split('%').enumerate() {
                if number > 0 {
                    let word = format!("qz{}x", words.len());
                    text.push_str(&word);
                    words.push(word);
                }
                text.push_str(&part.replace('\u{1}', "%"));
            }
            text.push('\n');
        }
        (text, words)
    })
}

fn target() -> Target {
    Target {
        folder: "topic".into(),
        language: "uk".into(),
        name: "source".into(),
        track: None,
    }
}

/// All that comes of a text: files, then the report.
fn outcome(shape: Shape, text: &str, drafts: bool) -> String {
    let known = Known::default();
    let mut filing = Filing::new(&known, target());
    let document = read(shape, text, &Reading { drafts });
    let files = filing.document(&document);
    let mut all: Vec<String> = files.into_iter().map(|file| file.text).collect();
    all.push(serde_json::to_string(&filing.take_report()).unwrap());
    all.join("\n")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn nothing_is_lost((text, words) in source(), drafts in any::<bool>()) {
        for (name, shape) in Shape::NAMES {
            let all = outcome(shape, &text, drafts).to_lowercase();
            for word in &words {
                prop_assert!(all.contains(word.as_str()), "{name} lost {word} of\n{text}\n\n{all}");
            }
        }
    }

    #[test]
    fn no_text_is_too_much(text in any::<String>(), (lines, _) in source()) {
        for text in [text.clone(), format!("{lines}{text}"), lines.replace('\n', &text)] {
            for (_, shape) in Shape::NAMES {
                let first = outcome(shape, &text, true);
                prop_assert_eq!(first, outcome(shape, &text, true));
            }
            let _ = detect(text.as_bytes());
        }
    }

    #[test]
    fn tables_lose_nothing(
        cells in prop::collection::vec(0..CELLS.len(), 0..40),
        html in any::<bool>(),
        named in any::<bool>(),
    ) {
        let mut text = if html { "#html:true\n" } else { "" }.to_owned();
        text.push_str(if named { "question\tmore\tanswer\thint\n" } else { "" });
        let mut words = Vec::new();
        for (number, cell) in cells.iter().enumerate() {
            let word = format!("qz{number}x");
            text.push_str(&CELLS[*cell].replace('%', &word));
            text.push(if number % 4 == 3 { '\n' } else { '\t' });
            words.extend(CELLS[*cell].contains('%').then_some(word));
        }
        let known = Known::default();
        let mut filing = Filing::new(&known, target());
        let mut all = Vec::new();
        let mut sink = |file: File| {
            all.push(file.text);
            Ok(())
        };
        table::import(Cursor::new(&text), b'\t', "source", &mut filing, &mut sink).unwrap();
        all.push(serde_json::to_string(&filing.take_report()).unwrap());
        let all = all.join("\n");
        for word in &words {
            prop_assert!(all.contains(word.as_str()), "lost {word} of\n{text}\n\n{all}");
        }
    }
}

/// Cells of a table; `%` becomes a word that no other cell has.
const CELLS: &[&str] = &[
    "",
    "%",
    "%",
    "% <b>%</b>",
    "<ul><li>%</ul>",
    "\"%\n%\"",
    "a < %",
    "<code>%",
    "<img src=\"%\">",
    "[sound:%]",
    "\\(%\\)",
    "<a href=\"https://example.org/%\">%</a>",
    "&lt;%&gt;",
    "**%",
    "![%](%)",
    "<!-- --> %",
    "{{c1::%}}",
];

/// The text that the book's parser reads, and whether anything but text, links and breaks is in it.
fn parsed(markdown: &str) -> (String, bool) {
    fn is_text(node: &Node<'_>) -> bool {
        let is_known = matches!(
            &node.kind,
            Kind::Text(_) | Kind::SoftBreak | Kind::Element(Tag::Paragraph | Tag::Link { .. })
        );
        is_known && node.children.iter().all(is_text)
    }
    let reading = MarkdownReading {
        definitions: &[],
        smart_punctuation: false,
    };
    let tree = tree(markdown, &(0..markdown.len()), reading);
    let texts: Vec<String> = tree.nodes.iter().map(Node::to_plain).collect();
    (words(&texts.join(" ")), tree.nodes.iter().all(is_text))
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text as importers give it to the escaper: without what `lines::cleaned` takes out.
fn typed() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        any::<String>(),
        "[-a1 .:@#*_`>\\[\\](){}<&;!$~|=+\\\\/w\n\"'ї]{0,40}",
        "([a-z]{0,3}|https://|www\\.|@|\\.|:|/|[0-9]|\\*\\*|_|\\[x\\]|- |1\\. |# |> |\\n|```|---|&amp;|<b>|\\$){0,12}",
    ];
    text.prop_map(|text| {
        text.replace(
            |c: char| c != '\n' && (c.is_control() || (c.is_whitespace() && c != ' ')),
            " ",
        )
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn escaped_text_is_read_back(text in typed()) {
        let markdown = paragraph(&text);
        let (read, is_text) = parsed(&markdown);
        prop_assert_eq!(&read, &words(&text), "{}", markdown);
        prop_assert!(is_text, "{}", markdown);
    }
}

#[test]
fn long_sources_take_linear_time() {
    // Quadratic in the length, any of these would take minutes.
    for piece in [
        "1. **a ",
        "- a\n",
        "`",
        "**",
        "$",
        "[",
        "](",
        "\\",
        "▼ a\n1. b?\n",
        "a. ",
        "@abcdef\n",
        "50%\na\n",
        "(",
        "•a ",
        "_a*",
        "x = (\n",
    ] {
        let text = piece.repeat(10_000);
        for (_, shape) in Shape::NAMES {
            let _ = read(shape, &text, &Reading { drafts: true });
        }
    }
}
