#![allow(clippy::unwrap_used)]

use std::thread;

use proptest::prelude::*;

use super::limits::MAX_BYTES;
use super::nesting::MAX_DEPTH;
use super::*;

const ENGINES: &[Engine] = if cfg!(all(feature = "katex-engine", not(target_env = "msvc"))) {
    &[Engine::KatexRs, Engine::Katex]
} else {
    &[Engine::KatexRs]
};

fn math(engine: Engine) -> Math {
    let macros = [
        (r"\RR", r"\mathbb{R}"),
        (r"\norm", r"\left\lVert #1 \right\rVert"),
        (r"\broken", r"\mathbb{"),
        (r"\unknown", r"\nonsense #1"),
        (r"\frac", r"\dfrac"),
    ];
    Math::new(MathOptions {
        engine,
        macros: macros.map(|(name, body)| (name.into(), body.into())).into(),
        ..MathOptions::default()
    })
}

/// The error of a formula, the same with every engine.
#[track_caller]
fn assert_error(tex: &str, message: &str, span: Option<Range<usize>>) {
    for engine in ENGINES {
        let error = math(*engine).render(tex, true).unwrap_err();
        let found = (error.message.to_lowercase(), error.span);
        assert!(
            found.0.contains(message) && found.1 == span,
            "{tex}: {engine:?} gave {found:?}"
        );
    }
}

#[test]
fn formulas_become_html_and_mathml() {
    for engine in ENGINES {
        let html = math(*engine).render("x^2", false).unwrap();
        assert!(html.starts_with(r#"<span class="katex"><span class="katex-mathml"><math "#));
        assert!(html.contains(r#"<span aria-hidden="true" class="katex-html">"#));
        let block = math(*engine).render("x^2", true).unwrap();
        assert!(block.starts_with(r#"<span class="katex-display"><span class="katex">"#));
    }
}

#[test]
fn mathml_alone_has_no_html() {
    for engine in ENGINES {
        let options = MathOptions {
            engine: *engine,
            output: Output::Mathml,
            ..MathOptions::default()
        };
        let mathml = Math::new(options).render("x^2", true).unwrap();
        assert!(mathml.starts_with(r#"<span class="katex"><math display="block" xmlns="#));
        assert_eq!(mathml.matches("<span").count(), 1);
    }
}

#[test]
fn cyrillic_text_is_kept() {
    for engine in ENGINES {
        let html = math(*engine).render(r"\text{їжак и ёж}", false).unwrap();
        let html = html.replace('\u{a0}', " ");
        assert!(html.contains("<mtext>їжак и ёж</mtext>"), "{html}");
    }
}

#[test]
fn macros_of_the_book_work_in_every_formula() {
    for engine in ENGINES {
        let math = math(*engine);
        let with_macro = math.render(r"x \in \RR", false).unwrap();
        let without = math.render(r"x \in \mathbb{R}", false).unwrap();
        let body = |html: &str| html.split_once("</semantics>").unwrap().1.to_owned();
        assert_eq!(body(&with_macro), body(&without));
        assert!(with_macro.contains(r"x \in \RR</annotation>"));
        assert!(math.render(r"\norm{x}", true).is_ok());
    }
}

#[test]
fn definitions_end_with_their_formula() {
    for engine in ENGINES {
        let math = math(*engine);
        assert!(math.render(r"\gdef\mine{x} \mine", false).is_ok());
        let error = math.render(r"\mine", false).unwrap_err();
        assert_eq!(error.message, r"undefined control sequence: `\mine`");
        assert!(math.render(r"\def\mine{y} \mine", false).is_ok());
    }
}

#[test]
fn a_macro_that_cannot_be_used_is_a_problem_of_the_book_and_of_its_formulas() {
    let math = math(Engine::KatexRs);
    let problems: Vec<_> = math.macro_problems().iter().collect();
    assert_eq!(
        problems,
        [(&r"\broken".to_owned(), &"a `{` without its `}`".to_owned())]
    );
    let error = math.render(r"x + \broken", false).unwrap_err();
    assert_eq!(
        error.message,
        r"macro `\broken` of the book: a `{` without its `}`"
    );
    assert_eq!(error.span, Some(4..11));
}

#[test]
fn errors_have_a_place_in_bytes() {
    assert_error(
        r"\text{где} + \нет",
        r"undefined control sequence: `\н`",
        Some(16..19),
    );
    assert_error(r"\text{где} + \nonsense", r"`\nonsense`", Some(16..25));
    assert_error(r"\text{🙂} + \nonsense", r"`\nonsense`", Some(14..23));
    assert_error(r"x^a^b", "double superscript", Some(3..4));
    assert_error(r"\frac{a}{b", "expected", Some(9..10));
    assert_error(r"\left( x", r"expected `\right`", Some(7..8));
    assert_error(r"a } b", "expected", Some(2..3));
    assert_error(r"\color{nope!} x", "invalid color", Some(6..13));
    assert_error(r"\unknown{x}", r"`\nonsense`", None);
}

#[test]
fn errors_without_a_place_get_one_from_their_words_or_the_open_group() {
    let span = |tex: &str| math(Engine::KatexRs).render(tex, true).unwrap_err().span;
    assert_eq!(span(r"x \begin{nope} y \end{nope}"), Some(9..13));
    assert_eq!(span(r"\sqrt{x} + \begin{matrix} b"), Some(11..17));
    assert_eq!(span(r"{a \over b \over c}"), None);
    assert_eq!(span(r"a \middle| b"), Some(2..9));
}

#[test]
fn wrong_use_of_a_known_command_is_not_called_unknown() {
    let error = math(Engine::KatexRs)
        .render(r"x \tag{1}\tag{2}", true)
        .unwrap_err();
    assert_eq!(
        (error.message.as_str(), error.span),
        (r"wrong use of `\tag`", Some(2..6))
    );
}

#[test]
fn hostile_formulas_are_errors() {
    assert_error(r"\def\a#1{\a{#1#1}}\a{x}", "tokens", Some(18..20));
    assert_error(r"\def\a{\a\a}\a", "use itself", Some(12..14));
    assert_error(r"\href{javascript:alert(1)}{x}", "not allowed", Some(0..5));
    assert_error(r"\includegraphics{x}", "not allowed", Some(0..16));
    assert_error(r"\message{hello}", "not allowed", Some(0..8));
    assert_error("a\0b", "u+0000", Some(1..2));
    assert_error(&"{".repeat(200), "100 levels", Some(100..101));
    assert_error(
        &r"\displaystyle ".repeat(200),
        "100 levels",
        Some(1400..1413),
    );
    assert_error(
        &"x".repeat(MAX_BYTES + 1),
        "longer",
        Some(MAX_BYTES..MAX_BYTES + 1),
    );
}

#[test]
fn markup_in_a_formula_is_text() {
    for engine in ENGINES {
        for tex in [
            r"\text{<script>alert(1)</script>}",
            r#"\text{"><img src=x onerror=y>}"#,
            "a<b",
        ] {
            let html = math(*engine).render(tex, false).unwrap();
            assert!(
                !html.contains("<script") && !html.contains("<img"),
                "{html}"
            );
        }
    }
}

#[test]
fn sizes_are_bounded() {
    for engine in ENGINES {
        let html = math(*engine)
            .render(r"\rule{1000em}{1000em}", false)
            .unwrap();
        assert!(!html.contains("1000em;"), "{html}");
        assert!(html.contains("40em"), "{html}");
    }
}

/// What nests, `MAX_DEPTH` levels deep: the opening and the closing half.
const NESTS: [(&str, &str, usize); 24] = [
    ("{", "}", 1),
    (r"\frac{1}{", "}", 1),
    (r"\sqrt{", "}", 1),
    (r"\hat{", "}^2", 1),
    (r"\overbrace{", "}^2", 1),
    (r"\left(", r"\right)^2", 1),
    (r"\begin{pmatrix}", r"\end{pmatrix}", 1),
    (r"\begin{array}{|c|}\hline ", r"\\\hline\end{array}", 1),
    (r"\begin{CD} A @>{", r"}>> B\end{CD}", 2),
    (r"\begin{aligned}", r"\end{aligned}", 1),
    (r"\boxed{", "}", 1),
    (r"\text{$", "$}", 1),
    (r"\fcolorbox{red}{blue}{$", "$}", 1),
    (r"\sum_{\substack{", "}}", 2),
    (r"\binom{a}{", "}", 1),
    (r"\mathrlap{", "}", 1),
    (r"\xrightarrow[a]{", "}", 1),
    (r"\operatorname*{", "}_x", 1),
    (r"{a\over ", "}", 1),
    (r"\mathchoice{", "}{}{}{}", 1),
    (r"\cancel{", "}", 1),
    (r"\Bra{", "}", 1),
    (r"x^{\scriptstyle ", "}", 2),
    ("{\\color{red}", "}", 2),
];

#[test]
fn the_deepest_formulas_render_on_a_small_stack() {
    let run = || {
        let math = math(Engine::KatexRs);
        for (open, close, levels) in NESTS {
            let times = MAX_DEPTH / levels - 1;
            let tex = format!("{}x{}", open.repeat(times), close.repeat(times));
            let rendered = math.render(&tex, true);
            assert!(rendered.is_ok(), "{open}: {rendered:?}");
        }
    };
    let small = thread::Builder::new().stack_size(1024 * 1024);
    small.spawn(run).unwrap().join().unwrap();
}

#[test]
fn formulas_just_below_the_depth_of_an_own_thread_fit_on_a_small_stack() {
    let run = || {
        let math = math(Engine::KatexRs);
        for (open, close, levels) in NESTS {
            let tex = format!("{}x{}", open.repeat(16 / levels), close.repeat(16 / levels));
            math.render(&tex, true).unwrap();
        }
    };
    let small = thread::Builder::new().stack_size(1024 * 1024);
    small.spawn(run).unwrap().join().unwrap();
}

#[test]
fn one_engine_serves_many_threads() {
    for engine in ENGINES {
        let math = math(*engine);
        let expected = math.render(r"\frac{a}{b}", false);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    for _ in 0..4 {
                        assert_eq!(math.render(r"\frac{a}{b}", false), expected);
                        assert!(math.render(r"\nonsense", false).is_err());
                    }
                });
            }
        });
    }
}

#[test]
fn the_depth_of_the_caller_does_not_matter() {
    /// Uses up the stack.
    fn deeper(levels: usize, math: &Math) -> Result<String, MathError> {
        let ballast = std::hint::black_box([0_u8; 4096]);
        match levels {
            0 => math.render(r"\frac{a}{b}", false),
            _ => deeper(levels - 1 + usize::from(ballast[0]), math),
        }
    }
    for engine in ENGINES {
        let math = math(*engine);
        assert!(math.render("x", false).is_ok());
        let run = || deeper(512, &math);
        thread::scope(|scope| {
            let large = thread::Builder::new().stack_size(16 * 1024 * 1024);
            let rendered = large.spawn_scoped(scope, run).unwrap().join().unwrap();
            assert!(rendered.is_ok(), "{engine:?}: {rendered:?}");
        });
    }
}

#[cfg(all(feature = "katex-engine", not(target_env = "msvc")))]
#[test]
fn what_is_too_deep_for_quickjs_is_an_error_and_the_engine_lives_on() {
    let math = math(Engine::Katex);
    let tex = format!("{}x{}", r"\sqrt{".repeat(60), "}".repeat(60));
    let error = math.render(&tex, false).unwrap_err();
    assert_eq!(error.message, "nested too deeply for the engine `katex`");
    assert!(math.render(r"\sqrt{\sqrt{x}}", false).is_ok());
}

#[test]
fn style_sheets_are_those_of_the_engines() {
    assert_eq!(math(Engine::KatexRs).stylesheet_version(), "0.18.5");
    assert_eq!(math(Engine::Katex).stylesheet_version(), "0.16.4");
    #[cfg(all(feature = "katex-engine", not(target_env = "msvc")))]
    assert_eq!(katex::KATEX_VERSION.trim(), "0.16.4");
}

#[test]
fn an_engine_that_is_not_compiled_in_says_so() {
    assert_eq!(Engine::KatexRs.available(), Ok(()));
    let compiled = cfg!(all(feature = "katex-engine", not(target_env = "msvc")));
    assert_eq!(Engine::Katex.available().is_ok(), compiled);
    if let Err(reason) = Engine::Katex.available() {
        let error = math(Engine::Katex).render("x", false).unwrap_err();
        assert_eq!(error.message, reason);
    }
}

#[test]
fn names_in_the_configuration_are_those_of_the_manual() {
    let engine = |name: &str| serde_json::from_str::<Engine>(&format!("\"{name}\""));
    assert_eq!(engine("katex-rs").unwrap(), Engine::KatexRs);
    assert_eq!(engine("katex").unwrap(), Engine::Katex);
    assert!(engine("mathjax").is_err());
    for engine in [Engine::KatexRs, Engine::Katex] {
        let read = serde_json::from_str::<Engine>(&format!("\"{}\"", engine.name()));
        assert_eq!(read.unwrap(), engine);
    }
    let output = |name: &str| serde_json::from_str::<Output>(&format!("\"{name}\""));
    assert_eq!(output("html+mathml").unwrap(), Output::HtmlAndMathml);
    assert_eq!(output("mathml").unwrap(), Output::Mathml);
}

/// Pieces of formulas, right and wrong ones.
const PIECES: [&str; 64] = [
    "x",
    "1",
    " ",
    "й",
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "^",
    "_",
    "&",
    "#",
    "#1",
    "$",
    "%",
    "~",
    "'",
    "|",
    "+",
    "=",
    ",",
    "é",
    "e\u{301}",
    "⁵",
    "ℝ",
    "🙂",
    r"\\",
    r"\{",
    r"\,",
    r"\frac",
    r"\sqrt",
    r"\hat",
    r"\sum",
    r"\int",
    r"\left",
    r"\right",
    r"\middle",
    r"\big",
    r"\begin{matrix}",
    r"\end{matrix}",
    r"\begin{array}{c|c}",
    r"\end{array}",
    r"\begin{aligned}",
    r"\end{aligned}",
    r"\begin{CD}",
    r"\end{CD}",
    r"\text",
    r"\mathrm",
    r"\color{red}",
    r"\displaystyle",
    r"\over",
    r"\limits",
    r"\operatorname",
    r"\def\a",
    r"\a",
    r"\tag",
    r"\hline",
    r"\cr",
    r"\kern1em",
    r"\rule",
    r"\char",
    r"\not",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_formula_panics_and_errors_lie_in_the_formula(
        pieces in prop::collection::vec(prop::sample::select(&PIECES[..]), 0..24),
        display in any::<bool>(),
    ) {
        let tex = pieces.concat();
        match math(Engine::KatexRs).render(&tex, display) {
            Ok(html) => prop_assert!(html.starts_with("<span class=")),
            Err(error) => {
                prop_assert!(!error.message.contains("panicked"), "{}", tex);
                if let Some(span) = error.span {
                    prop_assert!(tex.get(span).is_some(), "{}", tex);
                }
            }
        }
    }
}

/// `katex-rs` 0.3.0 leaves no space for the root sign before a symbol without braces.
#[test]
fn a_root_of_a_single_symbol_is_drawn_as_with_braces() {
    for (tex, braced) in [(r"\sqrt2", r"\sqrt{2}"), (r"\sqrt[3]\pi", r"\sqrt[3]{\pi}")] {
        let math = Math::new(MathOptions::default());
        let ours = math.render(tex, false).unwrap();
        let theirs = math.render(braced, false).unwrap();
        assert!(ours.contains("padding-left"), "{ours}");
        assert!(ours.contains(&format!(">{tex}</annotation>")), "{ours}");
        assert_eq!(ours.replace(tex, braced), theirs);
    }
    let math = Math::new(MathOptions::default());
    let error = math.render(r"\sqrt2 + \nonsense", false).unwrap_err();
    assert_eq!(error.span, Some(9..18));
}
