//! Every key of `book.toml`, documented.

use super::web::{FEEDS_KEYS, REPOSITORY_KEYS, SOCIAL_KEYS};
use crate::schema::{Key, Schema, Type};

/// `book.toml`.
pub const BOOK: Schema = Schema {
    name: "book",
    doc: "Settings of a book, in book.toml at its root",
    keys: &[
        required(
            "book",
            Type::Table(BOOK_KEYS),
            "What the book is. Keys that mdBook has too mean the same.",
        ),
        optional(
            "languages",
            Type::Map(&Type::Table(LANGUAGE_KEYS)),
            "the default language alone",
            "A table per language of the book, keyed by its tag: `[languages.uk]`. Their order is the order of the language switcher, after the default language.",
        ),
        optional(
            "site",
            Type::Table(SITE_KEYS),
            "",
            "Where the site is published.",
        ),
        optional(
            "levels",
            Type::Map(&Type::Map(&Type::Text)),
            "no levels",
            "Levels of difficulty from the easiest to the hardest, each with its name per language: `junior = { en = \"Junior\" }`.",
        ),
        optional(
            "markdown",
            Type::Table(MARKDOWN_KEYS),
            "",
            "How Markdown is read.",
        ),
        optional(
            "math",
            Type::Table(MATH_KEYS),
            "",
            "How formulas are drawn.",
        ),
        optional("code", Type::Table(CODE_KEYS), "", "How code is shown."),
        optional(
            "search",
            Type::Table(SEARCH_KEYS),
            "",
            "The search of the site.",
        ),
        optional(
            "study",
            Type::Table(STUDY_KEYS),
            "",
            "Learning with the site: reviews, plans, progress and mock interviews, all kept in the reader's browser.",
        ),
        optional("feeds", Type::Table(FEEDS_KEYS), "", "Atom feeds."),
        optional(
            "repository",
            Type::Table(REPOSITORY_KEYS),
            "",
            "What pages tell of the repository that `[site] repository` names.",
        ),
        optional(
            "social",
            Type::Table(SOCIAL_KEYS),
            "",
            "What other sites show for a link to a page.",
        ),
        optional(
            "exports",
            Type::Table(EXPORTS_KEYS),
            "",
            "Files of the site that readers take along into other programs. Pages link to them.",
        ),
        optional(
            "content",
            Type::Table(CONTENT_KEYS),
            "",
            "What `answerbook check --content` asks of the texts of questions. Each key is a least and a most number, `[low, high]`, both allowed.",
        ),
        optional(
            "test",
            Type::Table(TEST_KEYS),
            "",
            "How `answerbook test` runs the code of the book.",
        ),
        optional(
            "build",
            Type::Table(BUILD_KEYS),
            "",
            "Where the site goes and what is in it.",
        ),
    ],
};

const BOOK_KEYS: &[Key] = &[
    required("title", Type::Text, "The book's title."),
    optional(
        "authors",
        Type::List(&Type::Text),
        "none",
        "Who wrote the text.",
    ),
    optional(
        "description",
        Type::Text,
        "none",
        "One or two sentences for the home page and for search engines.",
    ),
    optional(
        "language",
        Type::Text,
        "\"en\"",
        "The default language: files without a language in their name are in it, and its pages stand at the site's root.",
    ),
    optional(
        "src",
        Type::Text,
        "\"content\"",
        "The folder of the content, relative to book.toml.",
    ),
];

const LANGUAGE_KEYS: &[Key] = &[
    optional(
        "title",
        Type::Text,
        "the book's",
        "The book's title in this language.",
    ),
    optional(
        "description",
        Type::Text,
        "the book's",
        "The book's description in this language.",
    ),
];

const SITE_KEYS: &[Key] = &[
    optional(
        "base_url",
        Type::Text,
        "none",
        "The address that the site is published at, such as `https://example.org/book`. Canonical links, hreflang, the sitemap, feeds, copies in Markdown, structured data and pictures of links need it; everything else works without.",
    ),
    optional(
        "repository",
        Type::Text,
        "none",
        "The address of the book's source, linked in the footer.",
    ),
    optional(
        "licence",
        Type::Text,
        "none",
        "The licence of the content, named in the footer.",
    ),
    optional(
        "robots",
        Type::Boolean,
        "true",
        "Whether there is a robots.txt that names the sitemap. It needs a `base_url` without a path, since programs look for the file at the root of a host.",
    ),
    optional(
        "structured_data",
        Type::Boolean,
        "true",
        "Whether pages say in JSON-LD what they are: articles, quizzes with their options, their place in the book. It needs `base_url`.",
    ),
    optional(
        "markdown_copies",
        Type::Boolean,
        "true",
        "Whether questions and ordinary pages have a copy in Markdown beside them, and each language a list of them, llms.txt. They need `base_url`.",
    ),
    optional(
        "printable_topics",
        Type::Boolean,
        "false",
        "Whether each topic has a page with all its answers, to be printed. It doubles the text of the site.",
    ),
];

const MARKDOWN_KEYS: &[Key] = &[
    optional(
        "raw_html",
        Type::OneOf(&["sanitize", "escape", "trust"]),
        "\"sanitize\"",
        "What becomes of HTML in content: passed through an allowlist, shown as text, or taken as it is. Trust only content that you would run.",
    ),
    optional(
        "smart_punctuation",
        Type::Boolean,
        "false",
        "Whether straight quotes, `--` and `...` become typographic ones.",
    ),
];

const MATH_KEYS: &[Key] = &[
    optional(
        "engine",
        Type::OneOf(&["katex-rs", "katex"]),
        "\"katex-rs\"",
        "What draws formulas: the port of KaTeX to Rust, or the original KaTeX (about 25 times slower; not on Windows with MSVC).",
    ),
    optional(
        "output",
        Type::OneOf(&["html+mathml", "mathml"]),
        "\"html+mathml\"",
        "HTML that looks the same everywhere with MathML for screen readers, or MathML alone, which is six times smaller and drawn by the browser.",
    ),
    optional(
        "macros",
        Type::Map(&Type::Text),
        "none",
        "Macros for formulas: `\"\\\\RR\" = \"\\\\mathbb{R}\"`. `#1` to `#9` stand for arguments.",
    ),
    optional(
        "max_expand",
        Type::Integer(1, 100_000),
        "1000",
        "How many macro expansions a formula may need before it is refused.",
    ),
];

const CODE_KEYS: &[Key] = &[optional(
    "line_numbers",
    Type::Boolean,
    "false",
    "Whether code blocks have line numbers unless they say otherwise (`linenos`, `nolinenos`).",
)];

const SEARCH_KEYS: &[Key] = &[optional(
    "enabled",
    Type::Boolean,
    "true",
    "Whether the site can be searched. Without search nothing of it is part of the site.",
)];

const STUDY_KEYS: &[Key] = &[optional(
    "enabled",
    Type::Boolean,
    "true",
    "Whether readers can rate and review questions, and rehearse interviews. Switch it off for a book that is looked up in rather than learned.",
)];

const EXPORTS_KEYS: &[Key] = &[
    optional(
        "json",
        Type::Boolean,
        "false",
        "Whether the site has `book.json`: all texts of the book, in the form that `answerbook import json` reads.",
    ),
    optional(
        "anki",
        Type::List(&Type::OneOf(&["languages", "topics", "tracks"])),
        "none",
        "What the site has decks of for Anki: the whole book in each language, each topic, each track.",
    ),
    optional(
        "id",
        Type::Text,
        "the book's title",
        "What Anki knows the book by, so that a deck that is imported again keeps what was learned. Give it before you change the title: the old title.",
    ),
];

const CONTENT_KEYS: &[Key] = &[
    optional(
        "short_answer_words",
        Type::Range,
        "[40, 90]",
        "Words of the short answer, the first paragraph of an open or behavioural question.",
    ),
    optional(
        "short_answer_words_translated",
        Type::Range,
        "[30, 100]",
        "The same in a translation: languages without articles need fewer words.",
    ),
    optional(
        "short_answer_sentences",
        Type::Range,
        "[2, 4]",
        "Sentences of the short answer.",
    ),
    optional(
        "open_words",
        Type::Range,
        "[350, 900]",
        "Words of the original of an open question, without code and displayed formulas. Fewer are advice only.",
    ),
    optional(
        "other_words",
        Type::Range,
        "[0, 1000]",
        "The same of questions of other kinds; advice only.",
    ),
    optional("sources", Type::Range, "[2, 5]", "Sources of a question."),
    optional(
        "followups",
        Type::Range,
        "[2, 5]",
        "Deeper questions in a question's `> [!FOLLOWUP]`.",
    ),
];

const TEST_KEYS: &[Key] = &[
    optional(
        "timeout",
        Type::Integer(1, 3_600),
        "10",
        "How long a code block may run, in seconds.",
    ),
    optional(
        "memory",
        Type::Integer(16, 1_048_576),
        "1024",
        "How much address space each process of a code block may take, in megabytes. On Linux only.",
    ),
    optional(
        "tolerance",
        Type::Decimal(0.0, 1.0),
        "1e-4",
        "By how much a number that is not whole may differ from the one on the page, as a share of the larger of the two.",
    ),
    optional(
        "languages",
        Type::Map(&Type::Table(TEST_LANGUAGE_KEYS)),
        "none: no code is run",
        "A table per language whose code is run, keyed by the language's name behind a fence: `[test.languages.python]`.",
    ),
];

const TEST_LANGUAGE_KEYS: &[Key] = &[
    required(
        "command",
        Type::List(&Type::Text),
        "The program that runs the code, and its arguments: `[\"python3\", \"{file}\"]`. `{file}` stands for the file that holds the code. No shell is in between.",
    ),
    optional(
        "extension",
        Type::Text,
        "the language's name",
        "The ending of the file that holds the code, such as `py`.",
    ),
    optional(
        "inputs",
        Type::List(&Type::Text),
        "none",
        "Files of the book that what the code prints depends on, such as `requirements.txt`: when one changes, everything is run again.",
    ),
    optional(
        "environment",
        Type::Map(&Type::Text),
        "none",
        "Environment variables for the code: `{ OPENBLAS_NUM_THREADS = \"1\" }`. Of its caller's it gets `PATH` only.",
    ),
];

const BUILD_KEYS: &[Key] = &[
    optional(
        "output_dir",
        Type::Text,
        "\"site\"",
        "The folder of the built site, relative to book.toml.",
    ),
    optional(
        "drafts",
        Type::Boolean,
        "false",
        "Whether pages marked `draft = true` are built.",
    ),
];

/// A key that may be left out.
pub(crate) const fn optional(
    name: &'static str,
    value: Type,
    default: &'static str,
    doc: &'static str,
) -> Key {
    Key {
        name,
        value,
        required: false,
        default,
        doc,
    }
}

/// A key that must be given.
pub(crate) const fn required(name: &'static str, value: Type, doc: &'static str) -> Key {
    Key {
        name,
        value,
        required: true,
        default: "",
        doc,
    }
}
