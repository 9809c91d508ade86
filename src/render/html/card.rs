//! The dialect of Anki: what is asked and what is answered of a question, as the fields of a note.
//!
//! Anki has a MathJax of its own, shows a field wherever it likes and knows nothing of the site: so formulas stay TeX
//! between `\(` and `\)`, addresses are whole or not there, pictures are files of the package, and nothing has an id
//! or needs a script. The same functions as for pages walk the text; where a card differs they ask
//! [`Writer::is_card`] and come here.

use std::collections::BTreeMap;
use std::sync::Arc;

use pulldown_cmark::Tag;

use super::{Place, Shown, Writer, escaped, link, study};
use crate::load::{Asset, AssetBytes};
use crate::parse::QuestionKind;
use crate::parse::address::{Address, address};
use crate::parse::tree::{Callout, Kind, Node};
use crate::relate::Target;
use crate::render::code::CodeView;
use crate::render::escape::escape;
use crate::render::sanitize::{Content, Link};
use crate::render::{Site, figure};

/// How long common mistakes may be to stand on a card, in letters: a card is read in seconds.
const MAX_PITFALLS: usize = 600;

/// What begins something that Anki replaces in fields, wherever it stands.
const REPLACED: [&str; 4] = ["[sound:", "[anki:", "[latex]", "[$"];

/// For whom HTML is written.
pub(super) enum Dialect {
    /// Readers of the site.
    Page,
    /// Readers of a card.
    Card(Card),
}

/// What a card's text needs besides its HTML.
#[derive(Default)]
pub(super) struct Card {
    /// Whether it is the side with the answer.
    is_back: bool,
    /// The pictures, by the names that they have in Anki.
    media: BTreeMap<String, Arc<[u8]>>,
}

/// What a question's text gives for a note.
#[derive(Debug, Default)]
pub(in crate::render) struct Fields {
    /// What is asked beside the title: a statement and options; empty where the title asks everything.
    pub(in crate::render) task: String,
    /// The answer; empty if the text has none.
    pub(in crate::render) answer: String,
    /// The pictures in both, by the names that they have in Anki.
    pub(in crate::render) media: BTreeMap<String, Arc<[u8]>>,
}

/// Blocks of a text that stand on one side, in order.
type Runs<'n, 't> = Vec<&'n [Node<'t>]>;

/// Draws what a note says of a question.
pub(in crate::render) fn fields(site: &Site<'_>, shown: Shown<'_>) -> Fields {
    let document = shown.version.document(site.book);
    let body = shown.version.body(site.book);
    let tree = document.tree(&body.range);
    let (task, mut answer) = match shown.kind {
        Some(QuestionKind::Quiz) => quiz_sides(&tree.nodes),
        Some(QuestionKind::Task | QuestionKind::Coding) => task_sides(&tree.nodes),
        _ => (Vec::new(), short_answer(&tree.nodes, body.summary.as_ref())),
    };
    let pitfalls = tree.nodes.iter().filter(|node| is(node, Callout::Pitfall));
    let letters = pitfalls
        .map(|node| node.to_plain().chars().count())
        .sum::<usize>();
    if !answer.is_empty() && letters <= MAX_PITFALLS {
        answer.extend(only(&tree.nodes, &[Callout::Pitfall]));
    }
    let mut fields = Fields::default();
    for (is_back, runs) in [(false, task), (true, answer)] {
        let mut writer = Writer::new(site, shown);
        let file = &document.file;
        writer.raw = site.theme.card_sanitizer.pieces(Some(file));
        writer.dialect = Dialect::Card(Card {
            is_back,
            ..Card::default()
        });
        for run in runs {
            writer.blocks(run, Place::Top);
        }
        if let Dialect::Card(card) = &mut writer.dialect {
            fields.media.append(&mut card.media);
        }
        // What is wrong with the text is said where its page is drawn.
        let html = writer.finish().html.trim().to_owned();
        match is_back {
            false => fields.task = html,
            true => fields.answer = html,
        }
    }
    fields
}

/// A text that has no markup, as it stands in a field.
pub(in crate::render) fn words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_words(text, &mut out);
    out
}

/// Appends a text in which Anki finds no formula (`\(`) and nothing to replace (`[sound:…]`).
fn push_words(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find(['\\', '[']) {
        escape(&rest[..at], out);
        out.push_str(match rest.as_bytes()[at] {
            b'[' => "&#91;",
            // MathJax reads the text of one element; the element ends here.
            _ => "\\<span></span>",
        });
        rest = &rest[at + 1..];
    }
    escape(rest, out);
}

/// HTML in which Anki finds nothing to replace. Brackets mean nothing to HTML, in tags or between them.
fn without_brackets(html: &str) -> String {
    html.replace('[', "&#91;")
}

fn is(node: &Node<'_>, callout: Callout) -> bool {
    matches!(node.kind, Kind::Callout(own) if own == callout)
}

/// The blocks that are none of some callouts.
fn without<'n, 't>(nodes: &'n [Node<'t>], callouts: &[Callout]) -> Runs<'n, 't> {
    let runs = nodes.split(|node| callouts.iter().any(|callout| is(node, *callout)));
    runs.filter(|run| !run.is_empty()).collect()
}

/// The blocks that are some callouts.
fn only<'n, 't>(nodes: &'n [Node<'t>], callouts: &[Callout]) -> Runs<'n, 't> {
    let runs = nodes.split(|node| !callouts.iter().any(|callout| is(node, *callout)));
    runs.filter(|run| !run.is_empty()).collect()
}

fn is_paragraph(node: &Node<'_>) -> bool {
    matches!(node.kind, Kind::Element(Tag::Paragraph))
}

/// The first paragraph.
fn short_answer<'n, 't>(
    nodes: &'n [Node<'t>],
    summary: Option<&std::ops::Range<usize>>,
) -> Runs<'n, 't> {
    let Some(summary) = summary else {
        return Vec::new();
    };
    let found = nodes.iter().find(|node| node.span.start >= summary.start);
    found.map(std::slice::from_ref).into_iter().collect()
}

/// What a quiz asks, its options included, and the options with reasons and what follows them.
fn quiz_sides<'n, 't>(nodes: &'n [Node<'t>]) -> (Runs<'n, 't>, Runs<'n, 't>) {
    use Callout::{Followup, Hint, Pitfall, Solution};
    let is_options = |node: &Node<'_>| {
        matches!(node.kind, Kind::Element(Tag::List(_)))
            && node
                .children
                .iter()
                .any(|item| study::ticked(item).is_some())
    };
    let Some(options) = nodes.iter().position(is_options) else {
        return task_sides(nodes);
    };
    let front = without(&nodes[..=options], &[Solution, Followup, Pitfall]);
    let back = without(&nodes[options..], &[Hint, Followup, Pitfall]);
    (front, back)
}

/// What a task asks and its solution. Without a `> [!SOLUTION]` the first paragraph asks and the rest answers.
fn task_sides<'n, 't>(nodes: &'n [Node<'t>]) -> (Runs<'n, 't>, Runs<'n, 't>) {
    use Callout::{Followup, Hint, Pitfall, Solution};
    let Some(solution) = nodes.iter().position(|node| is(node, Solution)) else {
        let asked = nodes.iter().position(is_paragraph).map_or(0, |at| at + 1);
        let mut front = without(&nodes[..asked], &[Hint, Followup, Pitfall]);
        front.extend(only(nodes, &[Hint]));
        return (front, without(&nodes[asked..], &[Hint, Followup, Pitfall]));
    };
    let front = without(&nodes[..solution], &[Followup, Pitfall]);
    (front, only(nodes, &[Solution]))
}

impl Dialect {
    /// What stands for an address in raw HTML.
    pub(super) fn raw_address(
        &self,
        site: &Site<'_>,
        shown: Shown<'_>,
        found: &Link<'_>,
    ) -> Option<String> {
        if matches!(self, Self::Page) {
            return link::raw_address(site, shown, found);
        }
        match address(found.address) {
            // From the root of the site, where this page is taken to stand.
            Address::Local { .. } => {
                let from_root = Shown { path: "", ..shown };
                let path = link::raw_address(site, from_root, found)?;
                Some(format!("{}/{path}", site.book.config.base_url()?))
            }
            Address::External | Address::Contact => Some(found.address.to_owned()),
            Address::Anchor(_) | Address::Unsafe { .. } => None,
        }
    }
}

impl<'b> Writer<'b> {
    /// Whether the text is for a card and not for a page.
    pub(super) fn is_card(&self) -> bool {
        matches!(self.dialect, Dialect::Card(_))
    }

    /// Raw HTML has been written from a place on: on a card nothing in it may be replaced, and nothing be a formula,
    /// which KaTeX has not looked at. A word joiner parts the beginning of one, in text and in attributes.
    pub(super) fn raw_written(&mut self, from: usize) {
        if self.is_card() {
            let html = self.out.split_off(from);
            let html = html
                .replace("\\(", "\\&#8288;(")
                .replace("\\[", "\\&#8288;[");
            self.push(&without_brackets(&html));
        }
    }

    fn is_back(&self) -> bool {
        matches!(&self.dialect, Dialect::Card(card) if card.is_back)
    }

    /// Appends words of the text.
    pub(super) fn words(&mut self, text: &str) {
        match self.dialect {
            Dialect::Page => self.escape(text),
            Dialect::Card(_) => push_words(text, &mut self.out),
        }
    }

    /// A formula as TeX, with the book's macros that it uses.
    pub(super) fn card_formula(&mut self, tex: &str, display: bool) {
        let (open, close) = match display {
            true => (r"\[", r"\]"),
            false => (r"\(", r"\)"),
        };
        let tex = self.site.theme.math.self_contained(tex);
        self.push(open);
        self.push(&without_brackets(&escaped(&tex)));
        self.push(close);
    }

    /// The whole address that a link has on a card; `None` if it has none.
    pub(super) fn card_address(&self, target: Option<&Target>, typed: &str) -> Option<String> {
        let site = self.site;
        let page = |path: &str, anchor: Option<&str>| {
            let base = site.book.config.base_url()?;
            let path = match path.strip_suffix("index.html") {
                Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
                _ => path,
            };
            let anchor = anchor.map_or(String::new(), |anchor| format!("#{anchor}"));
            Some(format!("{base}/{path}{anchor}"))
        };
        match target {
            Some(Target::Place(place, anchor)) => {
                let path = site.book.path(*place, self.shown.language);
                page(&path, anchor.as_deref())
            }
            Some(Target::Here(anchor)) => page(self.shown.path, Some(anchor)),
            Some(Target::Asset(path)) => page(path, None),
            Some(Target::Planned(_)) => None,
            None => match address(typed) {
                Address::External if typed.starts_with("//") => Some(format!("https:{typed}")),
                Address::External | Address::Contact => Some(typed.to_owned()),
                _ => None,
            },
        }
    }

    /// A picture of the book as a file of the package; what else an image may be is its alternative text.
    pub(super) fn card_image(&mut self, node: &Node<'_>) {
        let alt = node.to_plain();
        let links = self.shown.version.links(self.site.book);
        let target = links.get(&node.span.start);
        let Some(Target::Asset(path)) = target else {
            return self.words(&alt);
        };
        let Some((asset, bytes)) = self.picture(path) else {
            return self.words(&alt);
        };
        let size = match asset.text().filter(|_| path.ends_with(".svg")) {
            // As wide as it was drawn: an image without a width would be as wide as the card.
            Some(svg) => figure::dimensions(svg).map_or(String::new(), |(width, _)| {
                format!(" class=\"drawing\" width=\"{}\"", width.round())
            }),
            None => self.size(path),
        };
        // Anki has one folder for the pictures of all decks. Named by what it holds, a new one is never taken for an
        // old one.
        let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
        let hash = blake3::hash(bytes).to_hex();
        let name = format!("answerbook-{}.{}", &hash[..16], ending.to_ascii_lowercase());
        self.push(&format!("<img src=\"{name}\" alt=\""));
        self.push(&without_brackets(&escaped(&alt)));
        self.push(&format!("\"{size}>"));
        if let Dialect::Card(card) = &mut self.dialect {
            card.media.insert(name, bytes.clone());
        }
    }

    /// A picture that is in memory and, if it is a drawing, safe.
    fn picture(&self, path: &str) -> Option<(&'b Asset, &'b Arc<[u8]>)> {
        let asset = self.site.book.assets.get(path)?;
        let AssetBytes::Kept(bytes) = &asset.bytes else {
            return None;
        };
        let is_safe = !path.ends_with(".svg") || figure::inline(asset.text()?, "", "").is_ok();
        let is_picture = [".svg", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".avif"]
            .iter()
            .any(|ending| path.to_ascii_lowercase().ends_with(ending));
        (is_safe && is_picture).then_some((asset, bytes))
    }

    /// A callout: hints are closed, the solution is what the back is there for.
    pub(super) fn card_callout(&mut self, callout: Callout, title: &str, node: &Node<'_>) {
        if callout == Callout::Solution && self.is_back() {
            return self.blocks(&node.children, Place::Inside);
        }
        let (open, close) = match callout {
            Callout::Hint | Callout::Solution => (
                format!(
                    "<details class=\"callout\"><summary class=\"callout-title\">{title}</summary>\n"
                ),
                "</details>\n",
            ),
            _ => (
                format!("<div class=\"callout\"><div class=\"callout-title\">{title}</div>\n"),
                "</div>\n",
            ),
        };
        self.open(Content::Flow, &open);
        self.blocks(&node.children, Place::Inside);
        self.fresh_line();
        self.close(close);
    }

    /// A quiz's options: on the front as they are, on the back with what is right and why.
    pub(super) fn card_options(&mut self, list: &Node<'_>, hint: &str) {
        if !self.is_back() {
            self.push(&format!("<p class=\"hint\">{hint}</p>\n"));
        }
        self.push("<ol class=\"options\">\n");
        for item in &list.children {
            let (option, reasons) = study::option_and_reasons(&item.children);
            if !self.is_back() {
                self.open(Content::Flow, "<li>");
                self.inlines(option);
                self.close("</li>\n");
                continue;
            }
            let (class, key) = match study::ticked(item) {
                Some(true) => ("right", "question.option_right"),
                _ => ("wrong", "question.option_wrong"),
            };
            let verdict = escaped(self.text.text(key));
            self.open(Content::Flow, &format!("<li class=\"{class}\">"));
            self.inlines(option);
            self.push(&format!(" <span class=\"verdict\">{verdict}</span>\n"));
            self.blocks(reasons, Place::Inside);
            self.close("</li>\n");
        }
        self.push("</ol>\n");
    }

    /// Code and what it prints, coloured by classes of the note type's style sheet.
    pub(super) fn card_code(&mut self, view: &CodeView<'_>) {
        let language = &view.fence.language;
        if let Some(title) = &view.fence.title {
            self.push("<div class=\"code-title\">");
            self.words(title);
            self.push("</div>\n");
        }
        let code = view.code.strip_suffix('\n').unwrap_or(view.code);
        match language.as_str() {
            "output" => self.card_output(code),
            _ => {
                self.push("<pre class=\"code\"><code>");
                let lower = code.to_lowercase();
                let is_replaced = REPLACED.iter().any(|piece| lower.contains(piece));
                match is_replaced {
                    true => self.words(code),
                    false => {
                        let lines = self.site.highlighted(view.code, language);
                        self.push(lines.join("\n").trim_end_matches('\n'));
                    }
                }
                self.push("</code></pre>\n");
            }
        }
        if let Some(printed) = view.output {
            self.card_output(printed.strip_suffix('\n').unwrap_or(printed));
        }
    }

    fn card_output(&mut self, printed: &str) {
        let label = escaped(self.text.text("code.output"));
        self.push(&format!(
            "<div class=\"code-title\">{label}</div>\n<pre class=\"output\"><samp>"
        ));
        self.words(printed);
        self.push("</samp></pre>\n");
    }
}
