use super::*;
use proptest::prelude::*;

/// The fence of an info string without problems.
fn fence(info: &str) -> Fence {
    let (fence, problems) = parse(info);
    assert_eq!(problems, [], "{info}");
    fence
}

/// The problems of an info string, each with what it points at.
fn problems(info: &str) -> Vec<(&str, String, Option<String>)> {
    let problems = parse(info).1.into_iter();
    let show = |p: FenceProblem| (&info[p.span], p.message, p.hint);
    problems.map(show).collect()
}

#[test]
fn an_empty_info_string_is_the_default() {
    assert_eq!(fence(""), Fence::default());
    assert_eq!(fence("  \t"), Fence::default());
}

#[test]
fn the_first_word_is_the_language_in_lower_case() {
    for (info, language) in [
        ("Python", "python"),
        ("c++", "c++"),
        ("C#", "c#"),
        ("objective-c++ no_run", "objective-c++"),
        ("rust,no_run", "rust"),
        ("linenos", ""),
        ("title=a", ""),
    ] {
        assert_eq!(fence(info).language, language, "{info}");
    }
}

#[test]
fn all_options_are_read() {
    let info = "python title=\"a b.py\" nolinenos start=12 hl=2,4-5 no_run should_fail \
                include='code/lcs.py' region=core";
    let expected = Fence {
        language: "python".to_owned(),
        title: Some("a b.py".to_owned()),
        line_numbers: Some(false),
        first_line: 12,
        highlighted: vec![2..=2, 4..=5],
        no_run: true,
        should_fail: true,
        include: Some(Include {
            path: "code/lcs.py".to_owned(),
            region: Some("core".to_owned()),
        }),
    };
    assert_eq!(fence(info), expected);
}

#[test]
fn the_forms_of_other_tools_are_understood() {
    let plain = fence("python linenos hl=2,4-5");
    for info in [
        "python,linenos,hl=2,4-5",
        "python, linenos, hl=2,4-5",
        "python hl=2,4-5,linenos",
        "{.python linenos hl=2,4-5}",
        "python {2,4-5} linenos",
        "python{2,4-5},linenos",
        "python LINENOS hl=\"2, 4 - 5\"",
    ] {
        assert_eq!(fence(info), plain, "{info}");
    }
}

#[test]
fn a_first_line_switches_numbers_on() {
    assert_eq!(fence("py start=3").line_numbers, Some(true));
    assert_eq!(fence("py start=3 nolinenos").line_numbers, Some(false));
    assert_eq!(fence("py hl=3").line_numbers, None);
}

#[test]
fn highlighted_lines_are_sorted_and_joined() {
    let fence = fence("py hl=9,3-5,4-6,7");
    assert_eq!(fence.highlighted, [3..=7, 9..=9]);
    let lit: Vec<_> = (0..12).filter(|line| fence.is_highlighted(*line)).collect();
    assert_eq!(lit, [3, 4, 5, 6, 7, 9]);
}

#[test]
fn unknown_option_names_the_nearest() {
    assert_eq!(
        problems("python lineno tittle=x"),
        [
            (
                "lineno",
                "unknown option `lineno` of a code block".to_owned(),
                Some("did you mean `linenos`?".to_owned())
            ),
            (
                "tittle=x",
                "unknown option `tittle` of a code block".to_owned(),
                Some("did you mean `title`?".to_owned())
            ),
        ]
    );
}

#[test]
fn options_of_other_tools_name_ours() {
    for (info, hint) in [
        ("rust,ignore", "write `no_run` instead"),
        ("rust,should_panic", "write `should_fail` instead"),
        ("{.python .numberLines}", "write `linenos` instead"),
        ("python hl_lines=\"2 3\"", "write `hl` instead"),
        ("python 2-3", "lines to highlight: `hl=2,4-5`, no spaces"),
    ] {
        let problems = problems(info);
        assert_eq!(problems.len(), 1, "{info}");
        assert_eq!(problems[0].2.as_deref(), Some(hint), "{info}");
    }
}

#[test]
fn bad_ranges_are_pointed_at_and_the_good_ones_kept() {
    for (info, bad) in [
        ("py hl='2,x,4'", "x"),
        ("py hl='2,5-4,4'", "5-4"),
        ("py hl='2,0,4'", "0"),
        ("py hl='2,1-2-3,4'", "1-2-3"),
        ("py hl='2,+1,4'", "+1"),
        ("py hl='2,99999999999,4'", "99999999999"),
        ("py hl=\"2, ,4\"", ""),
    ] {
        let problems = problems(info);
        assert_eq!(problems.len(), 1, "{info}");
        assert_eq!(problems[0].0, bad, "{info}");
        assert_eq!(problems[0].1, format!("not a range of lines: `{bad}`"));
        assert_eq!(parse(info).0.highlighted, [2..=2, 4..=4], "{info}");
    }
}

#[test]
fn values_are_asked_for_and_refused() {
    for (info, at, message) in [
        ("py title", "title", "`title` needs a value"),
        ("py title=", "title=", "`title` needs a value"),
        ("py title=\" \"", "title=\" \"", "`title` needs a value"),
        ("py linenos=on", "linenos=on", "`linenos` takes no value"),
        ("py start=0", "0", "`start` is not a line number: `0`"),
        ("py start=x", "x", "`start` is not a line number: `x`"),
    ] {
        let problems = problems(info);
        assert_eq!(problems.len(), 1, "{info}");
        assert_eq!((problems[0].0, &*problems[0].1), (at, message), "{info}");
    }
}

#[test]
fn repeated_and_contradicting_options_are_problems_and_the_first_counts() {
    let info = "py title=a title=b linenos nolinenos no_run no_run";
    let found: Vec<_> = problems(info).into_iter().map(|p| (p.0, p.1)).collect();
    let expected = [
        ("title=b", "`title` is set twice"),
        ("nolinenos", "`linenos` and `nolinenos` exclude each other"),
        ("no_run", "`no_run` is set twice"),
    ];
    assert_eq!(
        found,
        expected.map(|(at, message)| (at, message.to_owned()))
    );
    let fence = parse(info).0;
    assert_eq!(
        (fence.title.as_deref(), fence.line_numbers),
        (Some("a"), Some(true))
    );
}

#[test]
fn quotes_and_braces_must_be_closed() {
    let unclosed = problems("py title=\"a b");
    assert_eq!(unclosed[0].0, "\"a b");
    assert_eq!(unclosed[0].1, "`\"a b` is not closed");
    assert_eq!(parse("py title=\"a b").0.title.as_deref(), Some("a b"));
    assert_eq!(problems("{.py linenos")[0].1, "`{` is not closed");
    assert_eq!(problems("py }")[0].1, "`}` without its other half");
}

#[test]
fn a_region_needs_a_file() {
    assert_eq!(
        problems("py region=core")[0].1,
        "`region` without `include`"
    );
    assert_eq!(parse("py region=core").0.include, None);
}

#[test]
fn long_words_are_shortened_in_messages() {
    let info = format!("py {}", "я".repeat(1_000));
    assert!(problems(&info)[0].1.chars().count() < 100);
}

proptest! {
    #[test]
    fn any_text_gives_a_fence_and_spans_inside_of_it(
        info in prop_oneof![
            ".{0,40}",
            "(py|hl|start|title|=|,|\\{|\\}|\"|'| |\\.|[0-9]|-|й|no_run|include|region){0,20}",
        ]
    ) {
        let (fence, problems) = parse(&info);
        prop_assert!(fence.highlighted.windows(2).all(|w| *w[0].end() + 1 < *w[1].start()));
        prop_assert!(problems.is_sorted_by_key(|p| p.span.start));
        for problem in problems {
            prop_assert!(info.get(problem.span).is_some());
        }
    }
}
