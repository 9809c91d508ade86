//! Links and pictures: addresses relative to the page, questions not written yet, figures drawn in place.

use pulldown_cmark::{CowStr, Tag};

use super::{Shown, Writer, escaped};
use crate::load::AssetBytes;
use crate::parse::address::{Address, address};
use crate::parse::tree::{Kind, Node};
use crate::relate::{Target, relative};
use crate::render::sanitize::{Content, Link};
use crate::render::{Site, figure, published};

impl Writer<'_> {
    pub(super) fn link(&mut self, node: &Node<'_>, to: &CowStr<'_>, title: &str) {
        if self.is_summary {
            return self.link_text(node);
        }
        let target = self
            .shown
            .version
            .links(self.site.book)
            .get(&node.span.start);
        let href = match target {
            _ if self.is_card() => match self.card_address(target, to) {
                Some(address) => address,
                None => return self.link_text(node),
            },
            Some(Target::Planned(_)) => return self.planned(node),
            Some(target) => self.address_of(target),
            None => match address(to) {
                Address::Unsafe { .. } => return self.link_text(node),
                _ => to.to_string(),
            },
        };
        // A link cannot stand in another: one in raw HTML round this one wins.
        if self.raw.is_in_link() {
            return self.link_text(node);
        }
        let mut tag = String::from("<a href=\"");
        encode_address(&href, &mut tag);
        tag.push('"');
        if !title.is_empty() {
            tag.push_str(&format!(" title=\"{}\"", escaped(title)));
        }
        tag.push('>');
        self.open(Content::Link, &tag);
        self.link_text(node);
        self.close("</a>");
    }

    /// The words of a heading as a link to it, so that its address can be taken with or without a script.
    pub(super) fn anchored(&mut self, anchor: &str, words: &[Node<'_>]) {
        if self.raw.is_in_link() {
            return self.inlines(words);
        }
        let mut tag = format!("<a class=\"anchor\" href=\"#{}", self.prefix);
        encode_address(anchor, &mut tag);
        tag.push_str("\">");
        self.open(Content::Link, &tag);
        self.inlines(words);
        self.close("</a>");
    }

    /// The words of a link: its own, or for `[[id]]` the title of what it leads to.
    fn link_text(&mut self, node: &Node<'_>) {
        let target = self
            .shown
            .version
            .links(self.site.book)
            .get(&node.span.start);
        match (node.wiki_link(), target) {
            (Some((_, false)), Some(Target::Place(place, _))) => {
                let title = self.site.title(*place, self.shown.language);
                self.words(&title);
            }
            (Some((_, false)), Some(Target::Planned(number))) => {
                let title = self.site.planned_title(*number, self.shown.language);
                self.words(title);
            }
            _ => self.inlines(&node.children),
        }
    }

    fn planned(&mut self, node: &Node<'_>) {
        let title = escaped(self.text.text("question.not_written_yet"));
        self.push(&format!("<span class=\"planned\" title=\"{title}\">"));
        self.link_text(node);
        self.push("</span>");
    }

    fn address_of(&self, target: &Target) -> String {
        match target {
            Target::Place(place, anchor) => {
                let path = self.site.book.path(*place, self.shown.language);
                let address = relative(self.shown.path, &path);
                anchor
                    .as_ref()
                    .map_or(address.clone(), |anchor| format!("{address}#{anchor}"))
            }
            Target::Here(anchor) => format!("#{}{anchor}", self.prefix),
            Target::Asset(path) => relative(self.shown.path, path),
            Target::Planned(_) => String::new(),
        }
    }

    pub(super) fn image(&mut self, node: &Node<'_>, to: &CowStr<'_>, title: &str) {
        if self.is_summary {
            return self.inlines(&node.children);
        }
        if self.is_card() {
            return self.card_image(node);
        }
        let alt = node.to_plain();
        match self
            .shown
            .version
            .links(self.site.book)
            .get(&node.span.start)
        {
            Some(Target::Asset(path)) if path.ends_with(".svg") => self.drawing(node, path, &alt),
            Some(Target::Asset(path)) => {
                let source = relative(self.shown.path, path);
                let size = self.size(path);
                self.push("<img src=\"");
                encode_address(&source, &mut self.out);
                self.push("\" alt=\"");
                self.escape(&alt);
                self.push("\"");
                self.title(title);
                self.push(&format!("{size} loading=\"lazy\" />"));
            }
            _ if !matches!(address(to), Address::Local { .. } | Address::Anchor(_)) => {
                self.elsewhere(to, &alt);
            }
            _ => {
                self.push("<img src=\"");
                encode_address(to, &mut self.out);
                self.push("\" alt=\"");
                self.escape(&alt);
                self.push("\"");
                self.title(title);
                self.push(" />");
            }
        }
    }

    /// A picture of another site, as a link to it: pages ask no other site for anything, and the policy of the page
    /// would refuse it.
    fn elsewhere(&mut self, to: &str, alt: &str) {
        let words = if alt.is_empty() { to } else { alt };
        if address(to) != Address::External || self.raw.is_in_link() {
            return self.escape(alt);
        }
        let mut tag = String::from("<a href=\"");
        encode_address(to, &mut tag);
        tag.push_str("\">");
        self.open(Content::Link, &tag);
        self.escape(words);
        self.close("</a>");
    }

    fn title(&mut self, title: &str) {
        if !title.is_empty() {
            self.push(" title=\"");
            self.escape(title);
            self.push("\"");
        }
    }

    /// A picture alone in a paragraph, with its caption.
    pub(super) fn figure(&mut self, node: &Node<'_>, to: &CowStr<'_>, caption: &str) {
        let is_local = matches!(
            self.shown
                .version
                .links(self.site.book)
                .get(&node.span.start),
            Some(Target::Asset(_))
        );
        if !is_local {
            self.push("<p>");
            self.image(node, to, caption);
            return self.push("</p>\n");
        }
        self.push("<figure class=\"figure\">");
        self.image(node, to, "");
        if !caption.is_empty() {
            self.push("<figcaption>");
            self.words(caption);
            self.push("</figcaption>");
        }
        self.push("</figure>\n");
    }

    /// An SVG becomes part of the page, so that it takes the theme's colours.
    fn drawing(&mut self, node: &Node<'_>, path: &str, alt: &str) {
        let Some(asset) = self.site.book.assets.get(path) else {
            return;
        };
        let Some(svg) = asset.text() else {
            return self.problem(node.span.clone(), published::not_a_figure(path), None);
        };
        self.figures += 1;
        match figure::inline(svg, &format!("{}svg{}-", self.prefix, self.figures), alt) {
            Ok(inlined) => self.push(&inlined.svg),
            Err(problems) => {
                let problems = published::figure_problems(asset, problems);
                self.diagnostics.extend(problems);
            }
        }
    }

    /// Width and height of a picture, so that the page does not jump when it arrives.
    pub(super) fn size(&self, path: &str) -> String {
        let Some(asset) = self.site.book.assets.get(path) else {
            return String::new();
        };
        let AssetBytes::Kept(bytes) = &asset.bytes else {
            return String::new();
        };
        imagesize::blob_size(bytes).map_or(String::new(), |size| {
            format!(" width=\"{}\" height=\"{}\"", size.width, size.height)
        })
    }
}

/// Whether there is, or may be, a link or another thing that can be pressed among the words of a line.
pub(super) fn has_link(nodes: &[Node<'_>]) -> bool {
    nodes.iter().any(|node| {
        let is_link = matches!(
            node.kind,
            Kind::Element(Tag::Link { .. }) | Kind::Html(_) | Kind::FootnoteReference(_)
        );
        is_link || has_link(&node.children)
    })
}

/// What stands in the page for an address in raw HTML; nothing for one that leads nowhere.
pub(super) fn raw_address(site: &Site<'_>, shown: Shown<'_>, link: &Link<'_>) -> Option<String> {
    match address(link.address) {
        Address::Local { path, anchor, .. } => {
            let document = shown.version.document(site.book);
            let path = crate::parse::address::resolve(&document.folder, &path)?;
            if site.book.active.contains(&path) {
                return None;
            }
            let file = if site.book.assets.contains_key(&path) {
                path
            } else {
                let place = site
                    .book
                    .paths
                    .get(path.strip_suffix(".md").unwrap_or(&path))?;
                site.book.path(*place, shown.language)
            };
            let anchor = anchor.map_or(String::new(), |anchor| format!("#{anchor}"));
            Some(format!("{}{anchor}", relative(shown.path, &file)))
        }
        Address::Unsafe { .. } => None,
        _ => Some(link.address.to_owned()),
    }
}

/// Appends an address as CommonMark's examples write it: what may not stand in one is percent-encoded.
pub(super) fn encode_address(address: &str, out: &mut String) {
    for byte in address.bytes() {
        match byte {
            b'&' => out.push_str("&amp;"),
            b'\'' => out.push_str("&#x27;"),
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' => out.push(char::from(byte)),
            _ if b"-_.+!*(),%#@?=;:/$~".contains(&byte) => out.push(char::from(byte)),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
}
