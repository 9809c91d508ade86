#![allow(clippy::unwrap_used)]
use super::*;
use crate::diagnostic::{Diagnostic, Severity};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// The smallest renderer that follows the rules: every generated element is entered and left.
fn render(sanitizer: &Sanitizer, markdown: &str) -> (String, Vec<Diagnostic>) {
    let (mut out, mut block) = (String::new(), None);
    let mut pieces = sanitizer.pieces(None);
    let mut keep = |link: Link<'_>| Some(format!("{}?", link.address));
    for (event, span) in Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::HtmlBlock) => block = Some((String::new(), span)),
            Event::Html(line) => block.as_mut().unwrap().0.push_str(&line),
            Event::End(TagEnd::HtmlBlock) => {
                let (html, span) = block.take().unwrap();
                pieces.block(&html, span, &mut keep, &mut out);
            }
            Event::InlineHtml(html) => pieces.inline(&html, span, &mut keep, &mut out),
            Event::Start(tag) => {
                let (name, content) = element(&tag.to_end());
                pieces.enter(content, &mut out);
                out.push_str(&format!("<{name}>"));
            }
            Event::End(end) => {
                pieces.leave(&mut out);
                out.push_str(&format!("</{}>", element(&end).0));
            }
            Event::Text(text) => crate::render::escape::escape(&text, &mut out),
            Event::Code(code) => crate::render::escape::escape(&code, &mut out),
            Event::SoftBreak => out.push('\n'),
            other => panic!("{other:?}"),
        }
    }
    let diagnostics = pieces.finish(&mut out);
    (out, diagnostics)
}

fn element(end: &TagEnd) -> (&'static str, Content) {
    match end {
        TagEnd::Paragraph => ("p", Content::Phrasing),
        TagEnd::Strong => ("strong", Content::Phrasing),
        TagEnd::Link => ("a", Content::Link),
        TagEnd::BlockQuote(_) => ("blockquote", Content::Flow),
        TagEnd::List(_) => ("ul", Content::Flow),
        TagEnd::Item => ("li", Content::Flow),
        TagEnd::Table => ("table", Content::Flow),
        TagEnd::TableHead | TagEnd::TableRow => ("tr", Content::Flow),
        TagEnd::TableCell => ("td", Content::Flow),
        other => panic!("{other:?}"),
    }
}

fn html(markdown: &str) -> String {
    render(&Sanitizer::new(RawHtml::Sanitize), markdown).0
}

/// Each diagnostic as the text that it is about and what is wrong.
fn told(markdown: &str) -> Vec<(&str, String)> {
    let (_, diagnostics) = render(&Sanitizer::new(RawHtml::Sanitize), markdown);
    let told = |d: Diagnostic| (&markdown[d.span.unwrap()], d.message);
    diagnostics.into_iter().map(told).collect()
}

fn clean(html: &str) -> String {
    Sanitizer::new(RawHtml::Sanitize).clean_fragment(html)
}

#[test]
fn sanitizer_is_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Sanitizer>();
}

#[test]
fn pairs_keep_the_markdown_between_them() {
    assert_eq!(
        html(
            "<details open>\n<summary>S <b>b</b></summary>\n\nText **bold**\n\n- item\n\n</details>\n"
        ),
        "<details open=\"\">\n<summary>S <b>b</b></summary>\n<p>Text <strong>bold</strong></p>\
         <ul><li>item</li></ul></details>\n"
    );
    assert_eq!(
        html("Press <kbd>Ctrl</kbd> and <kbd>**K**</kbd>, H<sub>2</sub>O<br>x"),
        "<p>Press <kbd>Ctrl</kbd> and <kbd><strong>K</strong></kbd>, H<sub>2</sub>O<br>x</p>"
    );
    assert_eq!(
        html("| a |\n|---|\n| x<ul><li>1<li>2</ul> |\n"),
        "<table><tr><td>a</td></tr><tr><td>x<ul><li>1</li><li>2</li></ul></td></tr></table>"
    );
    assert!(told("<details>\n\n<kbd>x</kbd>\n\n</details>").is_empty());
}

#[test]
fn raw_elements_end_with_the_element_they_began_in() {
    assert_eq!(
        html("> <div>\n> a\n\nb\n\n</div>\n"),
        "<blockquote><div>\na\n</div></blockquote><p>b</p>\n"
    );
    assert_eq!(
        html("**<kbd>a** b</kbd>"),
        "<p><strong><kbd>a</kbd></strong> b</p>"
    );
    assert_eq!(html("<div>\n\na"), "<div>\n<p>a</p></div>");
    assert_eq!(
        told("**<kbd>a** b</kbd>"),
        [
            ("<kbd>", "`<kbd>` is not closed where it began".to_owned()),
            (
                "</kbd>",
                "`</kbd>` closes nothing and is left out".to_owned()
            ),
        ]
    );
    assert_eq!(clean("<b><i>x</b></i>"), "<b><i>x</i></b>");
}

#[test]
fn the_page_cannot_be_ended_or_swallowed() {
    for markdown in [
        "</main></body></html>\n\na",
        "</div></div></p></blockquote>\n\na",
        "</table></td></details></article>\n\na",
        "<!-- \n\na",
        "<div title=\"\n\na",
        "<textarea><xmp><plaintext><title><style><script>\n\na",
        "<body></body><frameset><html></html>\n\na",
        "<?php \n\na",
        "<![CDATA[ \n\na",
        "<table><tr><td>\n\na",
        "<p><p><p>\n\na",
    ] {
        let out = html(&format!("> {markdown}\n\nafter"));
        assert!(out.starts_with("<blockquote>"), "{out}");
        assert!(
            out.ends_with("</blockquote><p>a</p><p>after</p>")
                || out.ends_with("</blockquote><p>after</p>"),
            "{markdown}: {out}"
        );
    }
    assert_eq!(html("a </p></main> b"), "<p>a  b</p>");
    assert_eq!(html("a <div>b</div> c"), "<p>a b c</p>");
}

#[test]
fn optional_end_tags_are_written() {
    assert_eq!(
        clean("<table><thead><tr><th>a<th>b<tbody><tr><td colspan=2>c<tr><td>d</table>"),
        "<table><thead><tr><th>a</th><th>b</th></tr></thead><tbody><tr><td colspan=\"2\">c</td></tr>\
         <tr><td>d</td></tr></tbody></table>"
    );
    assert_eq!(
        clean("<p>a<p>b<div>c</div>"),
        "<p>a</p><p>b</p><div>c</div>"
    );
    assert_eq!(
        clean("<p><b>a<ul><li>b"),
        "<p><b>a</b></p><ul><li>b</li></ul>"
    );
    assert_eq!(
        clean("<dl><dt>a<dd>b<dt>c</dl>"),
        "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>"
    );
    assert_eq!(
        clean("a</br>b<wbr/><span/>c<hr/>"),
        "a<br>b<wbr><span></span>c<hr>"
    );
    assert_eq!(clean("<td>a</td><li>b</li><summary>c</summary>"), "abc");
}

#[test]
fn attributes_pass_ammonia() {
    assert_eq!(
        clean(
            "<a HREF=\"https://example.org/?a=1&amp;b=&quot;\" title='x>y' onclick=alert(1) class=c id=i style=x>z</a>"
        ),
        "<a href=\"https://example.org/?a=1&amp;b=&quot;\" title=\"x&gt;y\" rel=\"noopener noreferrer\">z</a>"
    );
    let row = "<table><caption lang=en>a</caption><colgroup span=\"2\"><col span=\"1\"></colgroup>\
               <tbody align=\"left\"><tr align=\"left\"><td rowspan=\"2\">b</td></tr></tbody></table>";
    assert_eq!(clean(row), row.replace("lang=en", "lang=\"en\""));
    assert_eq!(
        told("<kbd onclick=\"a\" Title=b>x</kbd>"),
        [(
            "<kbd onclick=\"a\" Title=b>",
            "the attribute `onclick` of `<kbd>` is left out".to_owned()
        )]
    );
    assert_eq!(
        clean("<ol start=3 type=a reversed><li value=4>x</ol>"),
        "<ol start=\"3\" type=\"a\" reversed=\"\"><li value=\"4\">x</li></ol>"
    );
    assert_eq!(
        clean("<a title=\"\u{a0}&nbsp;&amp;nbsp;\">x</a>"),
        "<a title=\"\u{a0}\u{a0}&amp;nbsp;\">x</a>"
    );
}

#[test]
fn addresses_are_the_renderers_business() {
    let sanitizer = Sanitizer::new(RawHtml::Sanitize);
    let mut pieces = sanitizer.pieces(None);
    let (mut out, mut seen) = (String::new(), Vec::new());
    let mut rewrite = |link: Link<'_>| {
        seen.push((link.element, link.address.to_owned(), link.span));
        (link.address != "gone.md").then(|| "\"new\"".to_owned())
    };
    let html = "<a href=\"a&amp;b.md\">x</a><a href=gone.md>y</a><img src=c.png alt=d>";
    pieces.block(html, 100..100 + html.len(), &mut rewrite, &mut out);
    pieces.finish(&mut out);
    assert_eq!(
        out,
        "<a href=\"&quot;new&quot;\" rel=\"noopener noreferrer\">x</a><a>y</a><img src=\"&quot;new&quot;\" alt=\"d\">"
    );
    assert_eq!(
        seen,
        [
            ("a", "a&b.md".to_owned(), 100..121),
            ("a", "gone.md".to_owned(), 126..142),
            ("img", "c.png".to_owned(), 147..168),
        ]
    );
}

#[test]
fn unsafe_addresses_are_errors() {
    for (markdown, left) in [
        ("<a href=\"javascript:alert(1)\">x</a>", "<p><a>x</a></p>"),
        (
            "<a href=\" &#106;ava\tscript&colon;alert(1)\">x</a>",
            "<p><a>x</a></p>",
        ),
        (
            "<a href=\"java&#x0A;script:alert(1)\">x</a>",
            "<p><a>x</a></p>",
        ),
        ("<a href=\"javascript%3Aalert(1)\">x</a>", "<p><a>x</a></p>"),
        ("<a href='data:text/html,x'>x</a>", "<p><a>x</a></p>"),
        ("<a href='VBscript:x'>x</a>", "<p><a>x</a></p>"),
        ("<img src=\"https://example.org/a.png\">x", "<p>x</p>"),
        ("<img src=//example.org/a.png>x", "<p>x</p>"),
        ("<img src='data:image/svg+xml,x'>x", "<p>x</p>"),
        ("<img src=x:x>x", "<p>x</p>"),
    ] {
        let (out, diagnostics) = render(&Sanitizer::new(RawHtml::Sanitize), markdown);
        assert_eq!(out, left, "{markdown}");
        assert_eq!(diagnostics.len(), 1, "{markdown}");
        assert_eq!(diagnostics[0].severity, Severity::Error, "{markdown}");
    }
    assert_eq!(
        clean("<a href='mailto:a@example.org'>x</a>"),
        "<a href=\"mailto:a@example.org\" rel=\"noopener noreferrer\">x</a>"
    );
}

#[test]
fn known_attacks_leave_nothing_that_runs() {
    for (attack, left) in [
        ("<script>alert(1)</script>x", "x"),
        ("<SCRIPT SRC=//example.org/x.js></SCRIPT>x", "x"),
        ("<scr<script>ipt>alert(1)</script>", "ipt&gt;alert(1)"),
        ("<style>@import '//example.org';</style>x", "x"),
        ("<svg onload=alert(1)>", ""),
        ("<svg/onload=alert(1)//", "&lt;svg/onload=alert(1)//"),
        ("<svg><style><img src=x onerror=alert(1)></style></svg>", ""),
        (
            "<svg><p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
            "<p><img src=\"1\">\"&gt;</p>",
        ),
        (
            "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
            "<table></table>",
        ),
        (
            "<math><mi//xlink:href=\"data:x,<script>alert(1)</script>\">",
            "",
        ),
        (
            "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert(1)>",
            "",
        ),
        (
            "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
            "<img src=\"x\">\"&gt;",
        ),
        (
            "<iframe srcdoc=\"<script>alert(1)</script>\">x</iframe>y",
            "y",
        ),
        ("<object data=x><embed src=x></object>y", "y"),
        ("<img src=x onerror=alert(1)>", "<img src=\"x\">"),
        ("<img src=\"x\"onerror=alert(1)>", "<img src=\"x\">"),
        ("<img src=x:alert(alt) onerror=eval(src) alt=1>", ""),
        ("<img \"\"\"><script>alert(1)</script>\">", "\"&gt;"),
        (
            "<a href=x onmouseover=alert(1)>y</a>",
            "<a href=\"x\" rel=\"noopener noreferrer\">y</a>",
        ),
        (
            "<details ontoggle=alert(1) open>x</details>",
            "<details open=\"\">x</details>",
        ),
        (
            "<div style=\"background:url(javascript:alert(1))\">x</div>",
            "<div>x</div>",
        ),
        (
            "<base href=//example.org><meta http-equiv=refresh content=0><link rel=stylesheet href=x>",
            "",
        ),
        (
            "<input autofocus onfocus=alert(1)><button formaction=javascript:alert(1)>x</button>",
            "x",
        ),
        ("<template><script>alert(1)</script></template>x", "x"),
        (
            "<select><style></select><img src=x onerror=alert(1)></style>",
            "",
        ),
        (
            "<title></title><img src=x onerror=alert(1)>",
            "<img src=\"x\">",
        ),
        (
            "<!--><img src=x onerror=alert(1)>-->",
            "<img src=\"x\">--&gt;",
        ),
        ("<![CDATA[<img src=x onerror=alert(1)>]]>", ""),
        (
            "<a href=\"x\" href=\"javascript:alert(1)\">y</a>",
            "<a href=\"x\" rel=\"noopener noreferrer\">y</a>",
        ),
        ("<b a='<script>alert(1)</script>'>x</b>", "<b>x</b>"),
        ("<\0script>alert(1)</script>", "&lt;\0script&gt;alert(1)"),
        (
            "<p title=\"</p><script>alert(1)</script>\">x",
            "<p title=\"&lt;/p&gt;&lt;script&gt;alert(1)&lt;/script&gt;\">x</p>",
        ),
    ] {
        let out = clean(attack);
        let text = |html: &str| html.replace("&gt;", ">");
        assert_eq!(text(&out), text(left), "{attack}");
    }
}

#[test]
fn what_is_left_out_is_told_where_it_stands() {
    let markdown = "a `<T>` <T> <script>x</script>\n\n<svg width=1>\n<path>\n</svg>\n";
    let out: Vec<_> = told(markdown);
    let message = |name| format!("the raw HTML `<{name}>` is left out");
    assert_eq!(
        out,
        [
            ("<T>", message("T")),
            ("<script>", message("script")),
            ("<svg width=1>", message("svg")),
            ("<path>", message("path")),
        ]
    );
    let quoted = told("> <div>\n> <svg>\n> </div>\n");
    assert_eq!(quoted[0].1, message("svg"));
}

#[test]
fn links_do_not_stand_in_links() {
    assert_eq!(
        html("[a <a href=x>b</a> **<a href=y>c</a>**](d)"),
        "<p><a>a b <strong>c</strong></a></p>"
    );
    assert_eq!(
        clean("<a href=x>a<b><a href=y>b</a></b></a>"),
        "<a href=\"x\" rel=\"noopener noreferrer\">a<b>b</b></a>"
    );
}

#[test]
fn other_policies_show_or_trust() {
    let markdown = "a <kbd onclick=\"x\">b</kbd>\n\n<script>\nx\n</script>\n";
    let (out, diagnostics) = render(&Sanitizer::new(RawHtml::Escape), markdown);
    assert_eq!(
        out,
        "<p>a &lt;kbd onclick=&quot;x&quot;&gt;b&lt;/kbd&gt;</p><p>&lt;script&gt;\nx\n&lt;/script&gt;</p>\n"
    );
    assert!(diagnostics.is_empty());
    let (out, _) = render(&Sanitizer::new(RawHtml::Trust), markdown);
    assert_eq!(
        out,
        "<p>a <kbd onclick=\"x\">b</kbd></p><script>\nx\n</script>\n"
    );
}

#[test]
fn hostile_sizes_take_bounded_time() {
    let start = std::time::Instant::now();
    let attributes: String = (0..100_000).map(|i| format!(" a{i}")).collect();
    for html in [
        "<b>".repeat(200_000),
        format!("{}{}", "<b>".repeat(100_000), "</i>".repeat(100_000)),
        "<a ".repeat(200_000),
        "<a '".repeat(200_000),
        "<!--".repeat(200_000),
        "<script>".repeat(100_000),
        "<".repeat(500_000),
        format!("<b{attributes}>x"),
        "<table><tr><td>".repeat(50_000),
        "<p><b>".repeat(100_000),
        "<kbd x>".repeat(5_000),
    ] {
        let out = clean(&html);
        assert!(out.matches("</").count() == out.replace("<br>", "").matches('<').count() / 2);
    }
    // A quadratic step would take minutes.
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}
