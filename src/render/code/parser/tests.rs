#![allow(clippy::unwrap_used)]

use super::*;
use crate::render::code::search::allowance;
use syntect::parsing::{ParseState, ScopeStack, SyntaxSet};

/// The extension of a language, and code.
pub(in crate::render::code) const SAMPLES: [(&str, &str); 14] = [
    ("c", include_str!("../../../../tests/highlight/sample.c")),
    (
        "diff",
        include_str!("../../../../tests/highlight/sample.diff"),
    ),
    (
        "html",
        include_str!("../../../../tests/highlight/sample.html"),
    ),
    ("js", include_str!("../../../../tests/highlight/sample.js")),
    (
        "json",
        include_str!("../../../../tests/highlight/sample.json"),
    ),
    ("md", include_str!("../../../../tests/highlight/sample.md")),
    (
        "py",
        include_str!("../../../../tests/highlight/regression.py"),
    ),
    ("r", include_str!("../../../../tests/highlight/sample.r")),
    ("rs", include_str!("../../../../tests/highlight/sample.rs")),
    ("sh", include_str!("../../../../tests/highlight/sample.sh")),
    (
        "sql",
        include_str!("../../../../tests/highlight/sample.sql"),
    ),
    (
        "tex",
        include_str!("../../../../tests/highlight/sample.tex"),
    ),
    (
        "toml",
        include_str!("../../../../tests/highlight/sample.toml"),
    ),
    (
        "yaml",
        include_str!("../../../../tests/highlight/sample.yaml"),
    ),
];

/// The last grammar with the extension, as syntect chooses it.
fn grammar(grammars: &Grammars, extension: &str) -> usize {
    let has = |e: &String| e == extension;
    let mut languages = grammars.languages().iter();
    languages
        .rposition(|l| l.file_extensions.iter().any(has))
        .unwrap()
}

/// The pieces of a line, those of one class joined: `k:def |f:f|(x)`.
#[derive(Default)]
struct Pieces(String, Option<Option<Class>>);

impl Pieces {
    fn add(&mut self, piece: &str, class: Option<Class>) {
        if self.1 != Some(class) {
            self.0.push('|');
            self.0
                .extend(class.map(|class| format!("{}:", class.css())));
            self.1 = Some(class);
        }
        self.0.push_str(piece);
    }
}

fn ours(grammars: &Grammars, grammar: usize, code: &str) -> Vec<String> {
    let mut parser = Parser::new(grammars, grammar, allowance(code.len())).unwrap();
    let mut lines = Vec::new();
    for line in code.split_inclusive('\n') {
        let mut pieces = Pieces::default();
        assert!(parser.line(line, |piece, class| pieces.add(&line[piece], class)));
        lines.push(pieces.0);
    }
    lines
}

fn syntects(set: &SyntaxSet, grammar: usize, code: &str) -> Vec<String> {
    let mut parser = ParseState::new(&set.syntaxes()[grammar]);
    let mut stack = ScopeStack::new();
    let mut lines = Vec::new();
    for line in code.split_inclusive('\n') {
        let mut pieces = Pieces::default();
        let mut done = 0;
        let mut add = |to: usize, stack: &ScopeStack| {
            if to > done {
                let effect = |s: &syntect::parsing::Scope| classes::effect(&s.build_string());
                let effects: Vec<_> = stack.as_slice().iter().map(effect).collect();
                let piece = &line[done..to];
                pieces.add(piece, classes::class(&effects, piece));
                done = to;
            }
        };
        for (at, change) in parser.parse_line(line, set).unwrap() {
            add(at, &stack);
            stack.apply(&change).unwrap();
        }
        add(line.len(), &stack);
        lines.push(pieces.0);
    }
    lines
}

#[test]
fn pieces_are_those_of_syntect() {
    let grammars = Grammars::new();
    let set = two_face::syntax::extra_newlines();
    for (extension, code) in SAMPLES {
        let grammar = grammar(&grammars, extension);
        let ours = ours(&grammars, grammar, code);
        let syntects = syntects(&set, grammar, code);
        assert_eq!(ours, syntects, "{extension}");
        let all = ours.concat();
        let is_there = |class: &&Class| all.contains(&format!("|{}:", class.css()));
        assert!(
            Class::ALL.iter().filter(is_there).count() > 2,
            "{extension}: {all}"
        );
    }
}

#[test]
fn a_place_that_two_rules_hand_to_each_other_is_left() {
    // syntect's parser does not return from the first line.
    let grammars = Grammars::new();
    let lines = ours(&grammars, grammar(&grammars, "htc"), "x /*\n*/ let y;\n");
    assert_eq!(lines, ["|x |c:/*\n", "|c:*/| |k:let| y;\n"]);
}

#[test]
fn code_that_costs_too_much_becomes_plain_at_a_fixed_place() {
    let grammars = Grammars::new();
    let line = format!("{}\n", "(a".repeat(400));
    let run = || {
        let mut parser = Parser::new(&grammars, grammar(&grammars, "sv"), 2_000_000).unwrap();
        for lines in 0..1_000 {
            let mut pieces = Vec::new();
            if !parser.line(&line, |piece, class| pieces.push((piece, class))) {
                return (lines, pieces);
            }
        }
        panic!("it costs nothing");
    };
    let (lines, pieces) = run();
    let (last, class) = pieces.last().unwrap();
    assert_eq!((last.end, *class), (line.len(), None));
    assert_eq!((lines, pieces), run());
}

#[test]
fn contexts_do_not_nest_without_limit() {
    let grammars = Grammars::new();
    let code = "[".repeat(900) + "\n" + &"]".repeat(900) + "\n1\n";
    let grammar = grammar(&grammars, "json");
    let mut parser = Parser::new(&grammars, grammar, allowance(code.len())).unwrap();
    for line in code.split_inclusive('\n') {
        let mut length = 0;
        parser.line(line, |piece, _| length += piece.len());
        assert_eq!(length, line.len());
        assert!(parser.levels.len() <= DEPTH + 10);
    }
}
