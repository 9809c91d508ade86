//! Copies of questions and ordinary pages in Markdown, beside their pages: `math/sum.md` beside `math/sum.html`.
//!
//! A copy is the text as its author wrote it, with the title as its heading, the code of included files in place, and
//! the links of the page as full addresses, so that it can be read away from the site. Front matter and attributes,
//! which only this program reads, are left out. What is not translated has no copy in that language.

use std::ops::Range;

use pulldown_cmark::{LinkType, Tag};
use toml::Spanned;

use super::{add, percent, plain_address};
use crate::inputs::{Hasher, Inputs};
use crate::parse::address::{Address, address};
use crate::parse::tree::{Kind, Node};
use crate::parse::{CodeBlock, Document, Reference};
use crate::plan::{Made, Plan};
use crate::relate::{Place, Target, Version, relative};
use crate::render::Site;
use crate::render::html::{Shown, reference_address};
use crate::render::inputs::Extent;
use crate::render::page::Page;

/// Adds the copies to the plan.
pub(super) fn files<'b>(site: &'b Site<'b>, base: &'b str, plan: &mut Plan<'b>) {
    let book = site.book;
    if !book.config.site.markdown_copies {
        return;
    }
    for place in book.places() {
        let Some(article) = book.article(place).filter(|_| has_copy(place)) else {
            continue;
        };
        let versions = article.versions.iter().enumerate();
        for (language, version) in
            versions.filter_map(|(at, version)| Some((at, version.as_ref()?)))
        {
            let copy = Copy {
                site,
                base,
                place,
                language,
                version,
            };
            let make = move || Made::from(copy.markdown().into_bytes());
            let inputs = Box::new(move || copy.inputs());
            add(
                site,
                plan,
                copy_path(site, place, language),
                make,
                Some(inputs),
            );
        }
    }
}

fn has_copy(place: Place) -> bool {
    matches!(place, Place::Question(_) | Place::Page(_))
}

/// The path of the copy of a page.
pub(super) fn copy_path(site: &Site<'_>, place: Place, language: usize) -> String {
    let path = site.book.path(place, language);
    format!("{}.md", path.trim_end_matches(".html"))
}

impl Page<'_> {
    /// The address of the copy of what the page shows.
    pub(super) fn markdown_copy(&self) -> Option<String> {
        let is_wanted = self.site.book.config.site.markdown_copies && has_copy(self.place);
        let (language, _) = self.written().filter(|_| is_wanted)?;
        Some(relative(
            &self.path,
            &copy_path(self.site, self.place, language),
        ))
    }
}

/// A copy being made.
#[derive(Clone, Copy)]
struct Copy<'b> {
    site: &'b Site<'b>,
    base: &'b str,
    place: Place,
    language: usize,
    version: &'b Version,
}

/// Changes of a text: what stands in place of which bytes, in order.
type Edits = Vec<(Range<usize>, String)>;

impl Copy<'_> {
    fn markdown(&self) -> String {
        let book = self.site.book;
        let document = self.version.document(book);
        let body = self.version.body(book);
        let mut out = format!("# {}\n", self.version.title(book));
        for node in &document.tree(&body.range).nodes {
            let mut edits = Edits::new();
            self.edits(document, node, &mut edits);
            let block = edited(
                &document.text,
                whole_lines(&document.text, &node.span),
                edits,
            );
            let block = block.trim_end();
            let is_comment = block.starts_with("<!--") && block.ends_with("-->");
            if !block.is_empty() && !is_comment {
                out.push_str(&format!("\n{block}\n"));
            }
        }
        if let Some(sources) = self.sources().filter(|sources| !sources.is_empty()) {
            let title = self.site.interface(self.language).text("question.sources");
            out.push_str(&format!("\n## {title}\n\n"));
            sources
                .iter()
                .for_each(|source| out.push_str(&reference(source.get_ref())));
        }
        let page = plain_address(self.base, &book.path(self.place, self.language));
        out.push_str(&format!("\n---\n\n<{page}>\n"));
        out
    }

    fn sources(&self) -> Option<&[Spanned<Reference>]> {
        let book = self.site.book;
        match self.place {
            Place::Question(number) => Some(book.questions[number].sources(book)),
            _ => None,
        }
    }

    fn inputs(&self) -> Inputs {
        let path = self.site.book.path(self.place, self.language);
        let shown = Shown {
            version: self.version,
            kind: None,
            language: self.language,
            path: &path,
            question: None,
            part_of: None,
        };
        let mut hasher = Hasher::of("markdown copy");
        hasher.bytes(&self.site.text_inputs(shown, Extent::Body));
        hasher.text(self.base);
        hasher.text(&path);
        hasher.text(self.version.title(self.site.book));
        for source in self.sources().into_iter().flatten() {
            hasher.text(&format!("{:?}", source.get_ref()));
        }
        hasher.finish()
    }

    fn edits(&self, document: &Document, node: &Node<'_>, edits: &mut Edits) {
        let text = &*document.text;
        match &node.kind {
            Kind::Element(Tag::Heading {
                id, classes, attrs, ..
            }) => {
                let has_attributes = id.is_some() || !classes.is_empty() || !attrs.is_empty();
                self.heading(text, &node.span, has_attributes, edits);
            }
            Kind::Element(Tag::CodeBlock(_)) => {
                let body = self.version.body(self.site.book);
                let block = body
                    .code
                    .iter()
                    .find(|block| block.span.start == node.span.start);
                edits.extend(block.and_then(|block| self.code(document, block)));
                return;
            }
            Kind::Element(
                Tag::Link {
                    link_type,
                    dest_url,
                    title,
                    ..
                }
                | Tag::Image {
                    link_type,
                    dest_url,
                    title,
                    ..
                },
            ) => return self.link(document, node, (*link_type, dest_url, title), edits),
            _ => {}
        }
        node.children
            .iter()
            .for_each(|child| self.edits(document, child, edits));
    }

    /// Headings of a part of a file stand as high as they do on its page, and show no attributes.
    fn heading(&self, text: &str, span: &Range<usize>, has_attributes: bool, edits: &mut Edits) {
        let source = &text[span.clone()];
        let marks = source.bytes().take_while(|byte| *byte == b'#').count();
        let raised = usize::from(self.version.body(self.site.book).raised);
        let removed = raised.min(marks.saturating_sub(2));
        edits.push((span.start..span.start + removed, String::new()));
        let line = source.lines().next().unwrap_or_default();
        if let Some(at) = line.rfind('{').filter(|_| has_attributes) {
            let before = line[..at].trim_end().len();
            edits.push((span.start + before..span.start + line.len(), String::new()));
        }
    }

    /// The first line of a block of code names its language alone; what it includes stands in it.
    fn code(&self, document: &Document, block: &CodeBlock) -> Option<(Range<usize>, String)> {
        let text = &document.text[block.span.clone()];
        let opening = text.lines().next()?;
        let mark = opening.chars().next().filter(|c| matches!(c, '`' | '~'))?;
        let fence = opening.chars().take_while(|c| *c == mark).count();
        let language = &block.fence.language;
        let Some(include) = &block.fence.include else {
            let info = block.span.start + fence..block.span.start + opening.len();
            return Some((info, language.clone()));
        };
        let code = self.site.book.included(document, include).ok()?;
        let longest = code.split(|c| c != mark).map(str::len).max().unwrap_or(0);
        let fence = mark.to_string().repeat(fence.max(longest + 1));
        // In a quote or a list the lines have marks before them.
        let line = document.text[..block.span.start]
            .rfind('\n')
            .map_or(0, |at| at + 1);
        let before = &document.text[line..block.span.start];
        let before: String = before
            .chars()
            .map(|c| if c == '>' { c } else { ' ' })
            .collect();
        let mut drawn = format!("{fence}{language}\n");
        for line in code.lines() {
            drawn.push_str(format!("{before}{line}").trim_end());
            drawn.push('\n');
        }
        drawn.push_str(&format!("{before}{fence}\n"));
        Some((block.span.clone(), drawn))
    }

    /// A link with the full address; what leads nowhere yet is its words.
    fn link(
        &self,
        document: &Document,
        node: &Node<'_>,
        (kind, typed, title): (LinkType, &str, &str),
        edits: &mut Edits,
    ) {
        if matches!(kind, LinkType::Autolink | LinkType::Email) {
            return;
        }
        let target = self.version.links(self.site.book).get(&node.span.start);
        let to = match (target, address(typed)) {
            (Some(target), _) => self.address_of(target),
            (None, Address::Unsafe { .. }) => None,
            (None, _) => Some(typed.to_owned()),
        };
        if let Some((_, false)) = node.wiki_link() {
            let title = match target {
                Some(Target::Place(place, _)) => self.site.title(*place, self.language),
                Some(Target::Planned(number)) => {
                    self.site.planned_title(*number, self.language).to_owned()
                }
                _ => node.to_plain(),
            };
            let link = to.map_or(title.clone(), |to| format!("[{}]({to})", bracketed(&title)));
            return edits.push((node.span.clone(), link));
        }
        let (Some(first), Some(last)) = (node.children.first(), node.children.last()) else {
            return;
        };
        let (before, after) = (
            node.span.start..first.span.start,
            last.span.end..node.span.end,
        );
        let is_sound = before.start <= before.end && after.start <= after.end;
        // Text that is wrapped in the parser's own way has places that cannot be told.
        if !is_sound || !document.text[after.clone()].starts_with([']', '\\']) {
            return;
        }
        let image = if matches!(node.kind, Kind::Element(Tag::Image { .. })) {
            "!"
        } else {
            ""
        };
        let (open, close) = match to {
            Some(to) if title.is_empty() => (format!("{image}["), format!("]({to})")),
            Some(to) => {
                let title = title.replace('\\', "\\\\").replace('"', "\\\"");
                (format!("{image}["), format!("]({to} \"{title}\")"))
            }
            None => (String::new(), String::new()),
        };
        edits.push((before, open));
        node.children
            .iter()
            .for_each(|child| self.edits(document, child, edits));
        edits.push((after, close));
    }

    fn address_of(&self, target: &Target) -> Option<String> {
        let (path, anchor) = match target {
            Target::Place(place, anchor) => (
                self.site.book.path(*place, self.language),
                anchor.as_deref(),
            ),
            Target::Here(anchor) => {
                let path = self.site.book.path(self.place, self.language);
                (path, Some(anchor.as_str()))
            }
            Target::Asset(path) => (path.clone(), None),
            Target::Planned(_) => return None,
        };
        let mut to = plain_address(self.base, &path);
        if let Some(anchor) = anchor.filter(|anchor| !anchor.is_empty()) {
            to.push('#');
            to.push_str(&percent(anchor, ""));
        }
        // Brackets would end the address.
        Some(to.replace('(', "%28").replace(')', "%29"))
    }
}

/// A title as the words of a link.
fn bracketed(title: &str) -> String {
    title.replace('[', "\\[").replace(']', "\\]")
}

/// The range from the beginning of its line, if nothing but space stands before it there: code by indentation
/// begins after it.
fn whole_lines(text: &str, span: &Range<usize>) -> Range<usize> {
    let line = text[..span.start].rfind('\n').map_or(0, |at| at + 1);
    match text[line..span.start].trim().is_empty() {
        true => line..span.end,
        false => span.clone(),
    }
}

/// A range of a text with changes. Of changes that overlap the first one counts.
fn edited(text: &str, range: Range<usize>, edits: Edits) -> String {
    let mut out = String::with_capacity(range.len());
    let mut at = range.start;
    for (place, new) in edits {
        if place.start >= at && place.end <= range.end {
            out.push_str(&text[at..place.start]);
            out.push_str(&new);
            at = place.end;
        }
    }
    out.push_str(&text[at..range.end]);
    out
}

fn reference(source: &Reference) -> String {
    let mut line = "- ".to_owned();
    line.extend(source.authors.iter().map(|authors| format!("{authors}, ")));
    match reference_address(source) {
        "" => line.push_str(&source.title),
        url => line.push_str(&format!("[{}]({url})", bracketed(&source.title))),
    }
    line.extend(source.year.iter().map(|year| format!(", {year}")));
    line.push('\n');
    line
}
