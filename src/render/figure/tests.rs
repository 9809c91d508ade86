#![allow(clippy::unwrap_used)]
use super::*;

pub(super) fn drawing(inside: &str) -> String {
    format!("<svg xmlns=\"{SVG}\" viewBox=\"0 0 10 10\">{inside}</svg>")
}

/// What stands after the title.
fn inlined(inside: &str) -> String {
    let svg = inline(&drawing(inside), "f1-", "A").unwrap().svg;
    let (_, rest) = svg.split_once("</title>").unwrap();
    rest.strip_suffix("</svg>").unwrap().to_owned()
}

/// Each problem as what it is about and what is wrong.
fn problems(svg: &str) -> Vec<(String, String)> {
    let found = inline(svg, "f1-", "A").unwrap_err();
    let told = |p: FigureProblem| (svg[p.span].to_owned(), p.message);
    found.into_iter().map(told).collect()
}

fn problem(inside: &str) -> (String, String) {
    let mut all = problems(&drawing(inside));
    assert_eq!(all.len(), 1, "{all:?}");
    all.remove(0)
}

fn hint(inside: &str) -> String {
    let found = inline(&drawing(inside), "f1-", "A").unwrap_err();
    found[0].hint.clone().unwrap()
}

#[test]
fn figure_has_a_name_and_no_size() {
    let svg = format!(
        "\u{feff}<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- made by hand -->\n<svg xmlns=\"{SVG}\" version=\"1.1\" \
         width=\"20\" height=\"10px\" viewBox=\"0 0 20 10\" fill=\"none\" role=\"presentation\">\n  <g>\n    <path d=\"M0 0h9\"/>\n  </g>\n</svg>\n"
    );
    assert_eq!(
        inline(&svg, "f1-", " Loss & \"gain\" ").unwrap().svg,
        "<svg viewBox=\"0 0 20 10\" fill=\"none\" role=\"img\" aria-labelledby=\"f1-title\">\
         <title id=\"f1-title\">Loss &amp; &quot;gain&quot;</title><g><path d=\"M0 0h9\"/></g></svg>"
    );
    assert_eq!(dimensions(&svg), Some((20.0, 10.0)));
}

#[test]
fn own_title_stands_in_for_a_missing_alternative_text() {
    let svg = drawing("<title id=\"title\">Own</title><desc>More</desc><g><title>Tip</title></g>");
    let with_alt = inline(&svg, "p-", "Alt").unwrap().svg;
    assert!(
        with_alt.contains(
            "<title id=\"p-title\">Alt</title><desc>More</desc><g><title>Tip</title></g>"
        )
    );
    assert!(!with_alt.contains("Own"));
    let without = inline(&svg, "p-", "").unwrap().svg;
    assert!(
        without
            .contains("role=\"img\" aria-labelledby=\"p-title\"><title id=\"p-title\">Own</title>")
    );
    let decoration = inline(&drawing(""), "p-", " ").unwrap().svg;
    assert_eq!(
        decoration,
        "<svg viewBox=\"0 0 10 10\" aria-hidden=\"true\"></svg>"
    );
}

#[test]
fn ids_are_prefixed_wherever_they_are_named() {
    let inside = "<defs><linearGradient id=\"a\"><stop/></linearGradient>\
        <linearGradient id=\"b\" href=\"#a\"/><marker id=\"m\"/><path id=\"p\" d=\"M0 0\"/></defs>\
        <path fill=\"url(#b)\" stroke=\"var(--x, url( '#a' )) \" marker-end=\"url(#m)\"/>\
        <text aria-labelledby=\"a  b\"><textPath href=\"#p\">a</textPath></text>\
        <use xmlns:l=\"http://www.w3.org/1999/xlink\" l:href=\"#p\"/>";
    assert_eq!(
        inlined(inside),
        "<defs><linearGradient id=\"f1-a\"><stop/></linearGradient>\
        <linearGradient id=\"f1-b\" href=\"#f1-a\"/><marker id=\"f1-m\"/><path id=\"f1-p\" d=\"M0 0\"/></defs>\
        <path fill=\"url(#f1-b)\" stroke=\"var(--x, url( '#f1-a' )) \" marker-end=\"url(#f1-m)\"/>\
        <text aria-labelledby=\"f1-a f1-b\"><textPath href=\"#f1-p\">a</textPath></text>\
        <use href=\"#f1-p\"/>"
    );
}

#[test]
fn text_is_kept_and_escaped_and_comments_are_dropped() {
    assert_eq!(
        inlined(
            "<text x=\"1\"> a &lt; <!-- no --><tspan>b</tspan> <![CDATA[<script>&]]>&#x3bb;</text>"
        ),
        "<text x=\"1\"> a &lt; <tspan>b</tspan> &lt;script&gt;&amp;λ</text>"
    );
    let quotes = "<text font-family=\"Inter, 'A B'\">«a&quot;b»</text>";
    assert_eq!(inlined(quotes), quotes);
}

#[test]
fn colours_of_the_theme_are_kept() {
    let inside = "<rect fill=\"var(--figure-1, #2b6cb0)\" stroke=\"currentColor\"/>";
    assert_eq!(inlined(inside), inside);
}

#[test]
fn what_runs_embeds_or_loads_is_refused() {
    for (inside, about) in [
        ("<script>alert(1)</script>", "script"),
        ("<foreignObject><p/></foreignObject>", "foreignObject"),
        ("<image href=\"https://example.org/a.png\"/>", "image"),
        ("<a href=\"javascript:alert(1)\"><text>x</text></a>", "a"),
        (
            "<animate attributeName=\"href\" values=\"javascript:alert(1)\"/>",
            "animate",
        ),
        (
            "<style>* { fill: url(https://example.org) }</style>",
            "style",
        ),
        ("<filter id=\"f\"><feImage href=\"x\"/></filter>", "filter"),
        (
            "<h:script xmlns:h=\"http://www.w3.org/1999/xhtml\">x</h:script>",
            "h:script",
        ),
        ("<g xmlns=\"http://www.w3.org/1999/xhtml\"/>", "g"),
        ("<metadata><b/></metadata>", "metadata"),
        ("<cirle/>", "cirle"),
        ("<SCRIPT/>", "SCRIPT"),
    ] {
        let message = format!("`<{about}>` is not allowed in a figure");
        assert_eq!(problem(inside), (about.to_owned(), message));
    }
    assert_eq!(hint("<cirle/>"), "did you mean `<circle>`?");
    let stylesheet = format!("<?xml-stylesheet href=\"a.css\"?>{}", drawing(""));
    assert_eq!(
        problems(&stylesheet)[0].0,
        "<?xml-stylesheet href=\"a.css\"?>"
    );
    assert_eq!(problem("<g><?php x ?></g>").0, "<?php x ?>");
}

#[test]
fn attributes_outside_of_the_list_are_refused() {
    for (inside, about) in [
        ("<g onclick=\"alert(1)\"/>", "onclick=\"alert(1)\""),
        ("<g class='hero'/>", "class='hero'"),
        ("<g style=\"fill:red\"/>", "style=\"fill:red\""),
        ("<g tabindex=\"1\"/>", "tabindex=\"1\""),
        ("<g FILL=\"red\"/>", "FILL=\"red\""),
        ("<g xmlns:i=\"urn:i\" i:label=\"x\"/>", "i:label=\"x\""),
        (
            "<g xml:base=\"https://example.org\"/>",
            "xml:base=\"https://example.org\"",
        ),
        ("<g filter=\"url(#f)\"/>", "filter=\"url(#f)\""),
    ] {
        let name = about.split('=').next().unwrap();
        let message = format!("the attribute `{name}` is not allowed in a figure");
        assert_eq!(problem(inside), (about.to_owned(), message));
    }
    assert_eq!(
        hint("<g style=\"fill:red; stroke : url(#a)\"/>"),
        "write `fill=\"red\"` `stroke=\"url(#a)\"` instead"
    );
    assert_eq!(hint("<g strok=\"red\"/>"), "did you mean `stroke`?");
}

#[test]
fn outermost_element_stays_in_its_frame() {
    for attribute in ["overflow=\"visible\"", "transform=\"scale(99)\""] {
        let svg = drawing("").replace("viewBox", &format!("{attribute} viewBox"));
        assert_eq!(problems(&svg)[0].0, attribute);
        assert_eq!(
            inlined(&format!("<g {attribute}/>")),
            format!("<g {attribute}/>")
        );
    }
}

#[test]
fn references_stay_in_the_file() {
    for inside in [
        "<use href=\"other.svg#a\"/>",
        "<use href=\"javascript:alert(1)\"/>",
        "<use xmlns:x=\"http://www.w3.org/1999/xlink\" x:href=\"data:image/svg+xml,x\"/>",
        "<use href=\" #a\"/>",
    ] {
        assert!(
            problem(inside)
                .1
                .ends_with("refers to something outside of the file")
        );
    }
    let (about, message) = problem("<rect fill=\"u&#114;l(https://example.org)\"/>");
    assert_eq!(about, "u&#114;l(https://example.org)");
    assert_eq!(
        message,
        "the value of `fill` refers to something outside of the file"
    );
    assert_eq!(
        problem("<rect x=\"url(#a)\" id=\"a\"/>").1,
        "`x` cannot refer to an element"
    );
    assert_eq!(
        problem("<g id=\"arrow\"/><use href=\"#arow\"/>"),
        (
            "#arow".to_owned(),
            "no element has the id `arow`".to_owned()
        )
    );
    assert_eq!(
        hint("<g id=\"arrow\"/><use href=\"#arow\"/>"),
        "did you mean `arrow`?"
    );
}

#[test]
fn ids_are_unique_and_plain() {
    assert_eq!(
        problem("<g id=\"a\"/><g id=\"a\"/>").1,
        "the id `a` is used twice"
    );
    assert_eq!(problem("<g id=\"a)b\"/>").1, "`a)b` cannot be an id");
    assert_eq!(
        problem("<g id=\"title\"/>").1,
        "the id `title` is kept for the figure's own title"
    );
}

#[test]
fn references_in_circles_and_bombs_are_refused() {
    assert!(
        problem("<g id=\"a\"><use href=\"#a\"/></g>")
            .1
            .contains("circle")
    );
    assert!(
        problem("<g id=\"a\"><use href=\"#b\"/></g><g id=\"b\"><use href=\"#a\"/></g>")
            .1
            .contains("circle")
    );
    let bomb: String = (0..12)
        .map(|i| {
            let uses = format!("<use href=\"#g{}\"/>", i + 1).repeat(10);
            format!("<g id=\"g{i}\">{uses}</g>")
        })
        .collect();
    let bomb = format!("{bomb}<g id=\"g12\"/>");
    assert_eq!(
        problem(&bomb).1,
        "its references multiply to too many elements"
    );
    let chain: String = (0..40)
        .map(|i| format!("<g id=\"g{i}\"><use href=\"#g{}\"/></g>", i + 1))
        .collect();
    assert!(
        problem(&format!("{chain}<g id=\"g40\"/>"))
            .1
            .contains("more than 16")
    );
    let reuse = "<use href=\"#dot\"/>".repeat(500);
    inlined(&format!("<circle id=\"dot\" r=\"1\"/>{reuse}"));
}

#[test]
fn view_box_is_required() {
    let (about, message) = &problems(&format!(
        "<svg xmlns=\"{SVG}\" width=\"30px\" height=\"20\"/>"
    ))[0];
    assert_eq!(about, "svg");
    assert_eq!(
        message,
        "`viewBox` is missing, so the figure cannot be scaled"
    );
    let found = inline(
        &format!("<svg xmlns=\"{SVG}\" width=\"30px\" height=\"20\"/>"),
        "",
        "",
    )
    .unwrap_err();
    assert_eq!(
        found[0].hint.as_deref(),
        Some("write `viewBox=\"0 0 30 20\"`")
    );
    for wrong in [
        "",
        "0 0 10",
        "0 0 0 10",
        "0 0 10 -1",
        "0 0 NaN 10",
        "0 0 inf 1",
        "a b c d",
        "0 0 1 1 1",
    ] {
        let svg = format!("<svg xmlns=\"{SVG}\" viewBox=\"{wrong}\"/>");
        assert_eq!(
            problems(&svg)[0].1,
            "`viewBox` is not a rectangle",
            "{wrong}"
        );
        assert_eq!(dimensions(&svg), None);
    }
    assert_eq!(
        dimensions(&drawing("").replace("0 0 10 10", "-5,-5 , 1e1,.5")),
        Some((10.0, 0.5))
    );
}

#[test]
fn other_documents_are_refused() {
    for svg in [
        "<html/>",
        "<svg viewBox=\"0 0 1 1\"/>",
        &format!("<g xmlns=\"{SVG}\"/>"),
    ] {
        assert_eq!(
            problems(svg)[0].1,
            "the file is not an SVG drawing",
            "{svg}"
        );
        assert_eq!(problems(svg).len(), 1);
    }
    assert_eq!(problems("")[0].1, "the file is not an SVG drawing");
}

#[test]
fn document_types_are_refused_and_the_rest_is_still_checked() {
    let plain = format!(
        "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"x.dtd\">{}",
        drawing("<b/>")
    );
    let found = problems(&plain);
    assert!(found[0].0.starts_with("<!DOCTYPE") && found[0].0.ends_with("\"x.dtd\">"));
    assert_eq!(found[1].0, "b");
    let entities = format!(
        "<?xml version=\"1.0\"?><!-- a --><!DOCTYPE svg [<!ENTITY a \"b\"><!ENTITY c SYSTEM \"file:///etc/passwd\">]>{}",
        drawing("<text>&a;&c;</text>")
    );
    let found = problems(&entities);
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, "<!DOCTYPE svg [");
}

#[test]
fn malformed_files_are_told_where() {
    for (svg, about, message) in [
        (
            "<svg><g></svg>",
            "<",
            "`</svg>` stands where `</g>` is expected",
        ),
        (
            "<svg>&alpha;</svg>",
            "&",
            "`&alpha;` is a name of HTML, not of XML",
        ),
        (
            "<svg>\n<g>",
            "",
            "the file ends in the middle of an element",
        ),
        (
            "<svg><use xlink:href=\"#a\"/></svg>",
            "x",
            "the prefix `xlink:` is not declared",
        ),
        ("<svg><g a=1/></svg>", "1", "expected a quote not '1'"),
    ] {
        assert_eq!(
            problems(svg),
            vec![(about.to_owned(), message.to_owned())],
            "{svg}"
        );
    }
}

#[test]
fn all_problems_are_told_in_order_and_repetitions_once() {
    let found = problems(&drawing(
        "<g onclick=\"a\"/>words<g onclick=\"b\"/><b/><rect x=\"@\"/>",
    ));
    let messages: Vec<_> = found.iter().map(|(_, message)| message.as_str()).collect();
    assert_eq!(
        messages,
        [
            "the attribute `onclick` is not allowed in a figure (2 places)",
            "text directly in `<svg>` is not drawn",
            "`<b>` is not allowed in a figure",
            "the value of `x` has the character `@`",
        ]
    );
    assert!(problem("<title><g/></title>").1.contains("text only"));
}

#[test]
fn depth_and_size_are_limited() {
    let deep = |levels: usize| format!("{}{}", "<g>".repeat(levels), "</g>".repeat(levels));
    inlined(&deep(199));
    assert!(problem(&deep(200)).1.contains("more than 200 deep"));
    assert!(problems(&drawing(&deep(100_000))).len() == 1);
    assert!(
        problems(&drawing(&" ".repeat(1 << 20)))[0]
            .1
            .contains("larger than 1024 kB")
    );
}
