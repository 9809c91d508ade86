//! The promises of the module, tried on files that a hostile author could write.

#![allow(clippy::unwrap_used)]
use proptest::prelude::*;
use roxmltree::Node;

use super::tests::drawing;
use super::*;

#[test]
fn hostile_sizes_take_bounded_time() {
    let start = std::time::Instant::now();
    let attributes: String = (0..100_000).map(|i| format!(" a{i}=\"\"")).collect();
    assert!(inline(&drawing(&format!("<g{attributes}/>")), "", "").is_err());
    let spaces: String = (0..30_000)
        .map(|i| format!("<g xmlns:n{i}=\"u\">"))
        .collect();
    assert!(inline(&drawing(&spaces), "", "").is_err());
    let missing: String = (0..40_000)
        .map(|i| format!("<use href=\"#m{i}\"/>"))
        .collect();
    assert!(inline(&drawing(&missing), "", "").is_err());
    let (id, other) = ("i".repeat(400_000), "j".repeat(400_000));
    assert!(
        inline(
            &drawing(&format!("<g id=\"{id}\"/><use href=\"#{other}\"/>")),
            "",
            ""
        )
        .is_err()
    );
    let fill = format!(
        "<g id=\"a\" fill=\"{}\"/>{}",
        "red ".repeat(100_000),
        "<use href=\"#a\"/>".repeat(30_000)
    );
    assert!(inline(&drawing(&fill), "", "").is_ok());
    // A quadratic step would take minutes.
    assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
}

/// Pieces of SVG, good and bad, in any order: well-formed more often than random bytes.
fn piece() -> impl Strategy<Value = String> {
    let element = prop::sample::select(vec![
        "g", "text", "use", "title", "script", "svg", "rect", "a",
    ]);
    let attribute = prop::sample::select(vec![
        "",
        " id=\"a\"",
        " id=\"b\"",
        " href=\"#a\"",
        " fill=\"url(#a)\"",
        " x=\"1\"",
        " onload=\"x\"",
        " fill=\"url('#b') red\"",
        " aria-labelledby=\"a b\"",
        " href=\"x\"",
        " d='M0\n0'",
    ]);
    let inside = prop::sample::select(vec![
        "",
        "&lt;b onclick=&quot;x&quot;&gt;",
        "<![CDATA[</svg><p>]]>",
        "<!-- x -->",
        "я",
    ]);
    (element, attribute, inside, any::<bool>()).prop_map(|(e, a, i, closed)| {
        if closed {
            format!("<{e}{a}>{i}</{e}>")
        } else {
            format!("<g><{e}{a}/></g>{i}")
        }
    })
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_at_a_place_in_it(svg in "\\PC{0,40}") {
        if let Err(problems) = inline(&svg, "p-", "a") {
            prop_assert!(!problems.is_empty());
            prop_assert!(problems.iter().all(|p| svg.get(p.span.clone()).is_some()));
        }
    }

    #[test]
    fn what_is_inlined_is_well_formed_and_keeps_to_the_lists(
        pieces in prop::collection::vec(piece(), 0..6), alt in "\\PC{0,8}",
    ) {
        match inline(&drawing(&pieces.concat()), "p-", &alt) {
            Err(problems) => prop_assert!(!problems.is_empty()),
            Ok(inlined) => {
                let document = roxmltree::Document::parse(&inlined.svg).unwrap();
                for node in document.descendants().filter(Node::is_element) {
                    prop_assert!(allow::ELEMENTS.contains(&node.tag_name().name()));
                    for attribute in node.attributes() {
                        prop_assert!(allow::attribute(attribute.name()).is_some());
                        if attribute.name() == "id" {
                            prop_assert!(attribute.value().starts_with("p-"));
                        }
                    }
                }
            }
        }
    }
}
