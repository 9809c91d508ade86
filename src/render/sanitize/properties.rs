//! The promises of the module, tried on pages that a hostile author could write.

#![allow(clippy::unwrap_used)]
use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::lexer::Token;
use super::*;

/// What a renderer does: raw pieces in blocks and lines, between generated elements.
#[derive(Clone, Debug)]
enum Step {
    Block(String),
    Inline(String),
    Enter(&'static str, Content),
    Leave,
    Text,
}

fn tag() -> impl Strategy<Value = String> {
    let names: Vec<&'static str> = element::names()
        .chain([
            "script", "svg", "math", "main", "body", "textarea", "select", "form", "x",
        ])
        .collect();
    let attributes = prop::sample::select(vec![
        "",
        "",
        "",
        " onclick=x",
        " style=x id=x class=x",
        " href=\"javascript:x\"",
        " title='<b>'",
        " href=\"a\"",
        " src=a",
        "/",
        " x=\"",
    ]);
    let shape = prop::sample::select(vec!["<@>", "<@>", "<@>", "</@>", "</@>", "<@"]);
    (prop::sample::select(names), attributes, shape)
        .prop_map(|(name, attributes, shape)| shape.replace('@', &format!("{name}{attributes}")))
}

/// Tags that browsers treat in ways of their own.
fn odd_tag() -> impl Strategy<Value = String> {
    prop::sample::select(vec![
        "<table>",
        "</table>",
        "<tr>",
        "<td>",
        "</td>",
        "<p>",
        "</p>",
        "<b>",
        "</b>",
        "<a>",
        "</a>",
        "<li>",
        "<ul>",
        "<h2>",
        "</h2>",
        "<div>",
        "</div>",
        "<ruby>",
        "<rt>",
        "<dd>",
        "<dl>",
        "<i>",
        "<caption>",
        "</caption>",
        "<details>",
        "<summary>",
        "</br>",
        "<pre>",
        "<colgroup>",
        "<col>",
    ])
    .prop_map(str::to_owned)
}

fn piece() -> impl Strategy<Value = String> {
    let noise = prop::sample::select(vec![
        "x",
        "<",
        ">",
        "\"",
        "<!--",
        "-->",
        "&lt;",
        "]]>",
        "<![CDATA[",
        "\n",
    ]);
    let part = prop_oneof![3 => tag(), 4 => odd_tag(), 1 => noise.prop_map(str::to_owned)];
    prop::collection::vec(part, 1..6).prop_map(|parts| parts.concat())
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let generated = prop::sample::select(vec![
        ("blockquote", Content::Flow),
        ("li", Content::Flow),
        ("td", Content::Flow),
        ("div", Content::Flow),
        ("p", Content::Phrasing),
        ("h2", Content::Phrasing),
        ("em", Content::Phrasing),
        ("a", Content::Link),
    ]);
    let step = prop_oneof![
        4 => piece().prop_map(Step::Block),
        2 => piece().prop_map(Step::Inline),
        3 => generated.prop_map(|(name, content)| Step::Enter(name, content)),
        2 => Just(Step::Leave),
        1 => Just(Step::Text),
    ];
    prop::collection::vec(step, 0..12)
}

/// A page, and the parent of each of its generated elements, all by their numbers. The page around is 0.
struct Page {
    html: String,
    parents: BTreeMap<usize, usize>,
}

/// Runs the steps as a renderer would: blocks stand only in elements that can hold blocks.
fn page(steps: &[Step]) -> Page {
    let sanitizer = Sanitizer::new(RawHtml::Sanitize);
    let mut pieces = sanitizer.pieces(None);
    let mut keep = |link: Link<'_>| Some(link.address.to_owned());
    let mut html = String::new();
    let mut open = vec![(0, String::new(), Content::Flow)];
    let mut parents = BTreeMap::new();
    for step in steps {
        let (parent, _, outer) = open.last().unwrap();
        let is_flow = *outer == Content::Flow;
        match step {
            Step::Block(raw) if is_flow => {
                pieces.block(raw, 0..raw.len(), &mut keep, &mut html);
            }
            Step::Block(raw) | Step::Inline(raw) => {
                pieces.inline(raw, 0..raw.len(), &mut keep, &mut html);
            }
            Step::Enter(name, content) => {
                let (name, content) = match *name {
                    "a" if !pieces.is_in_link() => ("a", Content::Link),
                    name if is_flow && name != "a" => (name, *content),
                    _ => ("em", Content::Phrasing),
                };
                // Items and cells have their parents in what Markdown generates.
                let (before, after) = match name {
                    "li" => ("<ul>", "</ul>"),
                    "td" => ("<table><tbody><tr>", "</tr></tbody></table>"),
                    _ => ("", ""),
                };
                let number = parents.len() + 1;
                pieces.enter(content, &mut html);
                html.push_str(&format!("{before}<{name} title=\"{number}\">"));
                parents.insert(number, *parent);
                open.push((number, format!("</{name}>{after}"), content));
            }
            Step::Leave if open.len() > 1 => {
                let (_, end, _) = open.pop().unwrap();
                pieces.leave(&mut html);
                html.push_str(&end);
            }
            Step::Leave => {}
            Step::Text => html.push_str("text"),
        }
    }
    while open.len() > 1 {
        let (_, end, _) = open.pop().unwrap();
        pieces.leave(&mut html);
        html.push_str(&end);
    }
    pieces.finish(&mut html);
    Page { html, parents }
}

/// What a browser's parser makes of HTML, written out again; it knows all elements of the list.
fn parsed(html: &str) -> String {
    let mut parser = ammonia::Builder::default();
    parser
        .tags(element::names().chain(["main"]).collect())
        .link_rel(None);
    parser.clean(html).to_string()
}

/// The attributes that may be left: those of ammonia and ours.
fn attributes() -> BTreeSet<&'static str> {
    let ammonia = ammonia::Builder::default();
    let of_tags = ammonia.clone_tag_attributes().into_values().flatten();
    let ours = [
        "dir", "value", "open", "reversed", "type", "datetime", "rel",
    ];
    let all = of_tags.chain(ammonia.clone_generic_attributes());
    all.chain(ours).collect()
}

/// The parents of the generated elements in parsed HTML.
fn parents_in(html: &str) -> BTreeMap<usize, Vec<usize>> {
    let mut lexer = lexer::Lexer::new(html);
    let (mut open, mut parents) = (vec![0], BTreeMap::<_, Vec<_>>::new());
    while let Some((_, token)) = lexer.next() {
        match token {
            Token::Start { name, source, .. } => {
                let parent = *open.last().unwrap();
                let number = source.split_once("title=\"").and_then(|(_, rest)| {
                    let (number, _) = rest.split_once('"')?;
                    number.parse().ok()
                });
                if let Some(number) = number {
                    parents.entry(number).or_default().push(parent);
                }
                if !element::is_void(name) {
                    open.push(number.unwrap_or(parent));
                }
            }
            Token::End(_) => drop(open.pop()),
            Token::Text(_) | Token::Markup => {}
        }
    }
    parents
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn tags_nest_and_keep_to_the_lists(steps in steps()) {
        let html = page(&steps).html;
        let allowed = attributes();
        let mut lexer = lexer::Lexer::new(&html);
        let mut open = Vec::new();
        while let Some((_, token)) = lexer.next() {
            match token {
                Token::Start { name, attributes, .. } => {
                    prop_assert!(element::element(name).is_some(), "{}", html);
                    prop_assert!(attributes.iter().all(|a| allowed.contains(a)), "{}", html);
                    if !element::is_void(name) {
                        open.push(name);
                    }
                }
                Token::End(name) => prop_assert_eq!(open.pop(), Some(name), "{}", html),
                Token::Text(text) => prop_assert!(!text.contains('<'), "{}", html),
                Token::Markup => prop_assert!(false, "{}", html),
            }
        }
        prop_assert!(open.is_empty(), "{}", html);
    }

    #[test]
    fn browsers_see_every_generated_element_where_it_was_put(steps in steps()) {
        intact(&steps)?;
    }
}

/// Whether a browser sees the page around the body and the generated elements in it as they were written.
fn intact(steps: &[Step]) -> Result<(), TestCaseError> {
    let page = page(steps);
    let html = format!(
        "<main><p>a</p>{}<p>b</p></main><footer>end</footer>",
        page.html
    );
    let seen = parsed(&html);
    let ends = seen.ends_with("<p>b</p></main><footer>end</footer>");
    prop_assert!(seen.starts_with("<main><p>a</p>"), "{}\n{}", html, seen);
    prop_assert!(ends, "{}\n{}", html, seen);
    let parents = page.parents.into_iter().map(|(n, p)| (n, vec![p]));
    let parents: BTreeMap<_, _> = parents.collect();
    prop_assert_eq!(parents_in(&seen), parents, "{}\n{}", html, seen);
    Ok(())
}

#[test]
fn nesting_that_browsers_correct_harms_no_generated_element() {
    for raw in [
        "<h2><div><h3><h4></h4></h3></div></h2>",
        "<dl><dt><div><dt></dt></div></dt></dl>",
        "<ul><li><div><li></li></div></li></ul>",
        "<table><div><table></table></div></table>",
        "<table><tr><div><td></td></div></tr></table>",
        "<a><div><a></a></div></a>",
        "<p><b><p></b></p>",
        "<table><caption><table></caption></table>",
        "<ruby><rt><div></ruby></rt></div>",
    ] {
        let steps = [
            Step::Enter("div", Content::Flow),
            Step::Block(raw.to_owned()),
            Step::Enter("blockquote", Content::Flow),
            Step::Block(raw.to_owned()),
            Step::Enter("td", Content::Flow),
            Step::Leave,
            Step::Text,
            Step::Leave,
            Step::Enter("p", Content::Phrasing),
        ];
        let found = intact(&steps);
        assert!(found.is_ok(), "{raw}: {found:?}");
    }
}
