//! Addresses in running text that become links: [GFM 6.9], extended autolinks.
//!
//! In comes an element whose children are complete, out goes the same element with the addresses in
//! its text made links. Nothing but text is looked at, so what has markup of its own (links, images,
//! code, formulas, HTML) stays as it is, and an address ends where markup begins. Whether a link
//! leads anywhere or is welcome is for others.
//!
//! Where the specification and its reference implementation differ, the specification holds, with two
//! exceptions, without which prose would give broken links: a final `;` never belongs to an address,
//! and neither does a final quotation mark. Domains may have letters of any script.
//!
//! [GFM 6.9]: https://github.github.com/gfm/#autolinks-extension-

use std::mem;
use std::ops::Range;

use pulldown_cmark::{CowStr, LinkType, Tag};

use super::tree::{Kind, Node, mailbox};

mod scan;

use scan::{Address, Scanner, Target, may_precede};

/// The same node with the addresses in its text made links.
///
/// To be called for every element when it is complete. Only a block whose own children are text does
/// anything: a piece of emphasis may still turn out to stand in a link, where no link may be. Blocks
/// inside the block have had their turn.
pub(super) fn linked(mut node: Node<'_>) -> Node<'_> {
    if let Kind::Element(
        Tag::Paragraph
        | Tag::Heading { .. }
        | Tag::Item
        | Tag::TableCell
        | Tag::DefinitionListTitle
        | Tag::DefinitionListDefinition,
    ) = node.kind
    {
        link_texts(&mut node.children);
    }
    node
}

/// Links the addresses among the children of a block or of emphasis. Emphasis nests no deeper than
/// [`super::tree::MAX_DEPTH`].
fn link_texts(children: &mut Vec<Node<'_>>) {
    let mut has_addresses = false;
    for child in children.iter_mut() {
        match &child.kind {
            Kind::Text(text) => has_addresses |= may_hold_address(text),
            kind if is_emphasis(kind) => link_texts(&mut child.children),
            _ => {}
        }
    }
    if !has_addresses {
        return;
    }
    let mut linked = Vec::with_capacity(children.len() + 2);
    let mut may_begin = true;
    for child in mem::take(children) {
        let may_begin_next = may_begin_after(&child.kind);
        match child.kind {
            Kind::Text(text) => split(&text, &child.span, may_begin, &mut linked),
            _ => linked.push(child),
        }
        may_begin = may_begin_next;
    }
    *children = linked;
}

fn is_emphasis(kind: &Kind<'_>) -> bool {
    matches!(
        kind,
        Kind::Element(
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough | Tag::Superscript | Tag::Subscript
        )
    )
}

/// A test that is cheap and true of every text with an address.
fn may_hold_address(text: &str) -> bool {
    text.contains('@') || text.contains("://") || text.contains("www.")
}

/// Whether an address may begin right after a node: whether the node's last character in the file is
/// one of those that an address may follow.
fn may_begin_after(before: &Kind<'_>) -> bool {
    match before {
        Kind::Text(text) => text.chars().next_back().is_none_or(may_precede),
        Kind::SoftBreak | Kind::HardBreak | Kind::Rule | Kind::TaskMarker(_) => true,
        Kind::Element(Tag::Superscript | Tag::Link { .. } | Tag::Image { .. }) => false,
        // The marks that close emphasis may precede an address, and so may the end of a block.
        Kind::Element(_) | Kind::Callout(_) => true,
        Kind::Code(_) | Kind::Formula(..) | Kind::Html(_) | Kind::FootnoteReference(_) => false,
    }
}

/// Appends a text, divided into addresses and what is between them.
fn split<'t>(text: &CowStr<'t>, span: &Range<usize>, may_begin: bool, out: &mut Vec<Node<'t>>) {
    // Escapes and entities make the text differ from the file; then places in it are not known.
    let is_verbatim = matches!(text, CowStr::Borrowed(_)) && text.len() == span.len();
    let place = |part: &Range<usize>| match is_verbatim {
        true => span.start + part.start..span.start + part.end,
        false => span.clone(),
    };
    let piece = |part: &Range<usize>| Node {
        kind: Kind::Text(slice(text, part)),
        span: place(part),
        children: Vec::new(),
    };
    let mut end = 0;
    for Address { range, target } in Scanner::new(text, may_begin) {
        if end < range.start {
            out.push(piece(&(end..range.start)));
        }
        let (link_type, dest_url) = match target {
            Target::Itself => (LinkType::Autolink, slice(text, &range)),
            Target::Website => (
                LinkType::Autolink,
                CowStr::from(format!("http://{}", &text[range.clone()])),
            ),
            Target::Mailbox => (LinkType::Email, mailbox(&text[range.clone()])),
        };
        out.push(Node {
            kind: Kind::Element(Tag::Link {
                link_type,
                dest_url,
                title: CowStr::Borrowed(""),
                id: CowStr::Borrowed(""),
            }),
            span: place(&range),
            children: vec![piece(&range)],
        });
        end = range.end;
    }
    if end < text.len() {
        out.push(piece(&(end..text.len())));
    }
}

/// A part of a text, without copying it if the text is a part of the file.
fn slice<'t>(text: &CowStr<'t>, range: &Range<usize>) -> CowStr<'t> {
    match text {
        CowStr::Borrowed(text) => CowStr::Borrowed(&text[range.clone()]),
        text => CowStr::from(text[range.clone()].to_owned()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use proptest::prelude::*;

    use super::super::tree::{Reading, tree};
    use super::*;

    const SPEC: &str = include_str!("../../tests/spec/autolinks.md");

    fn nodes(text: &str) -> Vec<Node<'_>> {
        let reading = Reading {
            definitions: &[],
            smart_punctuation: false,
        };
        tree(text, &(0..text.len()), reading).nodes
    }

    /// The links of a text with what they link to, and the spans of all nodes below the links.
    fn links(text: &str) -> Vec<(String, String, Range<usize>)> {
        fn collect(node: &Node<'_>, found: &mut Vec<(String, String, Range<usize>)>) {
            if let Kind::Element(Tag::Link { dest_url, .. }) = &node.kind {
                found.push((node.to_plain(), dest_url.to_string(), node.span.clone()));
            }
            node.children.iter().for_each(|child| collect(child, found));
        }
        let mut found = Vec::new();
        nodes(text)
            .iter()
            .for_each(|node| collect(node, &mut found));
        found
    }

    fn targets(text: &str) -> Vec<String> {
        links(text)
            .into_iter()
            .map(|(_, target, _)| target)
            .collect()
    }

    /// The links of a piece of expected HTML: every `<a href="target">text</a>`.
    fn links_of_html(html: &str) -> Vec<(String, String)> {
        let decode = |s: &str| {
            s.replace("<em>", "")
                .replace("</em>", "")
                .replace("&amp;", "&")
        };
        html.split("<a href=\"")
            .skip(1)
            .map(|rest| {
                let (target, rest) = rest.split_once("\">").unwrap();
                let (text, _) = rest.split_once("</a>").unwrap();
                let target = match target.contains('%') {
                    // The only encoded addresses are those whose text is the address.
                    true => text,
                    false => target,
                };
                (decode(text), decode(target))
            })
            .collect()
    }

    #[test]
    fn examples_of_the_specification_hold() {
        let fence = "`".repeat(32);
        let examples: Vec<_> = SPEC.split(&format!("{fence} example\n")).skip(1).collect();
        assert_eq!(examples.len(), 14 + 5);
        for example in examples {
            let (example, _) = example.split_once(&fence).unwrap();
            let (markdown, html) = example.split_once("\n.\n").unwrap();
            let found: Vec<_> = links(markdown)
                .into_iter()
                .map(|(text, target, _)| (text, target))
                .collect();
            assert_eq!(found, links_of_html(html), "{markdown}");
        }
    }

    #[test]
    fn spans_are_those_of_the_addresses() {
        let text = "Див. www.a.bc/ї, *me@d.ef* або\n- http://g.hi.";
        for (shown, _, span) in links(text) {
            assert_eq!(text[span], shown);
        }
        assert_eq!(links(text).len(), 3);
    }

    #[test]
    fn text_around_an_address_keeps_its_place() {
        let nodes = nodes("до www.a.bc.");
        let spans: Vec<_> = nodes[0].children.iter().map(|n| n.span.clone()).collect();
        assert_eq!(spans, [0..5, 5..13, 13..14]);
    }

    #[test]
    fn text_with_escapes_gives_its_whole_span() {
        let text = r"a \* b &lt; www.a.bc/d";
        let [(shown, target, span)] = &links(text)[..] else {
            panic!("one link")
        };
        assert_eq!(
            (shown.as_str(), target.as_str()),
            ("www.a.bc/d", "http://www.a.bc/d")
        );
        assert_eq!(*span, 0..text.len());
    }

    #[test]
    fn every_kind_of_block_links_its_own_text_once() {
        let text = "# www.a.bc\n\n- www.d.ef\n  - www.g.hi\n\n| www.j.kl |\n|---|\n| www.m.no |\n\nterm www.p.qr\n: www.s.tu\n\n> [!NOTE]\n> www.v.wx\n\n[^1]: www.y.za\n\nb[^1]\n";
        let expected = [
            "a.bc", "d.ef", "g.hi", "j.kl", "m.no", "p.qr", "s.tu", "v.wx", "y.za",
        ];
        assert_eq!(
            targets(text),
            expected.map(|domain| format!("http://www.{domain}"))
        );
    }

    #[test]
    fn code_blocks_html_and_formulas_have_no_addresses() {
        let text = "```\nwww.a.bc\n```\n\n    www.a.bc\n\n<b title=\"www.a.bc\">\n\n$www.a.bc$ `www.a.bc` <www.a.bc>\n\n![www.a.bc](x.png)";
        assert_eq!(targets(text), Vec::<String>::new());
    }

    #[test]
    fn emphasis_in_a_link_has_no_link_in_it() {
        assert_eq!(
            targets("[a *b __www.c.de__*](f) *[www.c.de](f)*"),
            ["f", "f"]
        );
    }

    #[test]
    fn what_stands_before_an_address_counts_across_markup() {
        assert_eq!(
            targets("`x`www.a.bc [x](y)me@a.bc $x$http://a.bc x<br>www.a.bc"),
            ["y"]
        );
        assert_eq!(targets("*x*www.a.bc x*me@a.bc*").len(), 2);
        assert_eq!(targets("- [ ] www.a.bc\\\nwww.a.bc").len(), 2);
    }

    /// Texts in which the rules meet.
    fn markdown() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            prop::sample::select(vec![
                "www.", "http://", "://", "@", "mailto:", "xmpp:", "a.bc", "ї.ua", "_", "*", "**",
                "~~", "(", ")", ".", ";", "&a;", "&amp;", "\\*", "<", " ", "\n", "/", "[", "](x)",
                "`", "$", "»", "- ", "> ", "|",
            ]),
            Just("b"),
        ];
        prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
    }

    fn check_spans(node: &Node<'_>, text: &str) -> Result<(), TestCaseError> {
        prop_assert!(text.get(node.span.clone()).is_some());
        if let Kind::Text(CowStr::Borrowed(shown)) = &node.kind
            && shown.len() == node.span.len()
        {
            prop_assert_eq!(&text[node.span.clone()], *shown);
        }
        node.children
            .iter()
            .try_for_each(|child| check_spans(child, text))
    }

    proptest! {
        #[test]
        fn the_text_stays_the_same(text in prop_oneof![markdown(), "\\PC{0,40}"], is_borrowed: bool) {
            let shown = match is_borrowed {
                true => CowStr::Borrowed(&text),
                false => CowStr::from(text.clone()),
            };
            let node = |kind, children| Node { kind, span: 0..text.len(), children };
            let emphasis = node(Kind::Element(Tag::Emphasis), vec![node(Kind::Text(shown.clone()), vec![])]);
            let block = node(Kind::Element(Tag::Paragraph), vec![emphasis, node(Kind::Text(shown), vec![])]);
            prop_assert_eq!(linked(block).to_plain(), text.repeat(2));
        }

        #[test]
        fn spans_lie_in_the_file(text in markdown()) {
            for node in nodes(&text) {
                check_spans(&node, &text)?;
            }
        }
    }
}
