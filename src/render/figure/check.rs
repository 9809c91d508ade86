//! The check of a figure against the lists: every element, attribute, value, text and reference.
//!
//! In comes the parsed file, out go all its problems; a tree without problems is safe to write.
//! Recursion is bounded by [`MAX_DEPTH`], work by the size of the file and by [`MAX_EXPANDED`].

use std::collections::BTreeMap;
use std::ops::Range;

use roxmltree::{Attribute, Document, Node, NodeId};

use super::allow::{self, Value};
use super::{FigureProblem, SVG, view_box};
use crate::diagnostic::nearest;

/// Levels of elements: far more than drawing programs nest, far less than a thread's stack holds.
pub(super) const MAX_DEPTH: usize = 200;

/// Elements that are drawn once every reference is followed. References to groups of references grow
/// exponentially, and the reader's browser would have to draw them.
const MAX_EXPANDED: usize = 100_000;

/// References that lead to one another, one after the other.
const MAX_CHAIN: usize = 16;

/// Distinct problems that are reported; after so many the file is not one that somebody wrote as a figure.
const MAX_PROBLEMS: usize = 100;

/// All problems of a file, in the order of the file.
pub(super) fn problems(document: &Document<'_>) -> Vec<FigureProblem> {
    let root = document.root_element();
    let mut check = Check {
        source: document.input_text(),
        namespace: root.tag_name().namespace(),
        ids: BTreeMap::new(),
        references: Vec::new(),
        drawn: BTreeMap::new(),
        found: Vec::new(),
    };
    for outside in document.root().children().filter(Node::is_pi) {
        check.instruction(outside);
    }
    if check.root(root) {
        check.collect_ids(root);
        check.element(root, 1);
        check.missing_ids();
    }
    if check.found.is_empty() {
        check.expansion(root);
    }
    check.report()
}

/// One kind of problem: where it was met first, and how often.
struct Found {
    span: Range<usize>,
    message: String,
    hint: Option<String>,
    places: usize,
}

struct Check<'d, 's> {
    source: &'s str,
    /// The namespace of the drawing's elements.
    namespace: Option<&'d str>,
    ids: BTreeMap<&'d str, Node<'d, 's>>,
    /// The ids that are referred to, and where.
    references: Vec<(&'d str, Range<usize>)>,
    /// The ids that a browser follows when it draws an element, by the element's number.
    drawn: BTreeMap<u32, Vec<&'d str>>,
    found: Vec<Found>,
}

impl<'d, 's> Check<'d, 's> {
    fn problem(&mut self, span: Range<usize>, message: String, hint: Option<String>) {
        if let Some(same) = self.found.iter_mut().find(|f| f.message == message) {
            same.places += 1;
        } else if self.found.len() < MAX_PROBLEMS {
            self.found.push(Found {
                span,
                message,
                hint,
                places: 1,
            });
        }
    }

    fn report(mut self) -> Vec<FigureProblem> {
        self.found
            .sort_by_key(|found| (found.span.start, found.span.end));
        let problem = |found: Found| FigureProblem {
            span: found.span,
            message: match found.places {
                1 => found.message,
                places => format!("{} ({places} places)", found.message),
            },
            hint: found.hint,
        };
        self.found.into_iter().map(problem).collect()
    }

    /// The outermost element must be an `<svg>` that says its coordinates. Returns whether it makes
    /// sense to look inside.
    fn root(&mut self, root: Node<'d, 's>) -> bool {
        let span = name_span(self.source, root);
        if root.tag_name().name() != "svg" || self.namespace != Some(SVG) {
            let message = "the file is not an SVG drawing".to_owned();
            let hint = format!("begin with `<svg xmlns=\"{SVG}\" viewBox=\"…\">`");
            self.problem(span.clone(), message, Some(hint));
        }
        if root.tag_name().name() != "svg" {
            return false;
        }
        if own_attribute(root, "viewBox").is_none() {
            let side = |name| own_attribute(root, name).map(|v| v.trim_end_matches("px"));
            let hint = match (side("width"), side("height")) {
                (Some(w), Some(h)) if w.parse::<f64>().is_ok() && h.parse::<f64>().is_ok() => {
                    format!("write `viewBox=\"0 0 {w} {h}\"`")
                }
                _ => "write `viewBox=\"0 0 WIDTH HEIGHT\"`, in the units of the drawing".to_owned(),
            };
            let message = "`viewBox` is missing, so the figure cannot be scaled".to_owned();
            self.problem(span, message, Some(hint));
        } else if view_box(root).is_none() {
            let hint = "write four numbers, the last two greater than 0".to_owned();
            self.problem(span, "`viewBox` is not a rectangle".to_owned(), Some(hint));
        }
        true
    }

    /// Notes every id, also of elements that are not allowed, so that one problem does not cause another.
    fn collect_ids(&mut self, root: Node<'d, 's>) {
        for node in root.descendants().filter(|node| !is_own_title(*node)) {
            let mut attributes = node.attributes();
            let Some(attribute) = attributes.find(|a| is_own(a, "id")) else {
                continue;
            };
            let (id, span) = (attribute.value(), value_span(self.source, &attribute));
            if self.ids.insert(id, node).is_some() {
                let hint = "give each element an id of its own".to_owned();
                self.problem(span, format!("the id `{id}` is used twice"), Some(hint));
            } else if id == super::TITLE_ID {
                let message = format!("the id `{id}` is kept for the figure's own title");
                self.problem(span, message, Some("call it otherwise".to_owned()));
            }
        }
    }

    fn instruction(&mut self, node: Node<'d, 's>) {
        let message = "processing instructions are not allowed in a figure".to_owned();
        self.problem(node.range(), message, Some("delete it".to_owned()));
    }

    /// An element and all in it; nothing is said about the inside of an element that is not allowed.
    fn element(&mut self, node: Node<'d, 's>, depth: usize) {
        let name = node.tag_name().name();
        let foreign = node.tag_name().namespace() != self.namespace;
        if foreign || allow::ELEMENTS.binary_search(&name).is_err() {
            let span = name_span(self.source, node);
            let message = format!(
                "`<{}>` is not allowed in a figure",
                &self.source[span.clone()]
            );
            self.problem(span, message, Some(element_hint(name, foreign)));
            return;
        }
        if depth > MAX_DEPTH {
            let message = format!("elements are nested more than {MAX_DEPTH} deep");
            self.problem(name_span(self.source, node), message, None);
            return;
        }
        for attribute in node.attributes() {
            self.attribute(node, &attribute, depth == 1);
        }
        for child in node.children() {
            if child.is_element() && matches!(name, "title" | "desc") {
                let span = name_span(self.source, child);
                let message = format!("`<{name}>` may hold text only");
                self.problem(span, message, None);
            } else if child.is_element() {
                self.element(child, depth + 1);
            } else if child.is_pi() {
                self.instruction(child);
            } else if child.is_text() && !allow::WITH_TEXT.contains(&name) {
                self.stray_text(child, name);
            }
        }
    }

    fn stray_text(&mut self, node: Node<'d, 's>, parent: &str) {
        if !node.text().unwrap_or_default().trim().is_empty() {
            let message = format!("text directly in `<{parent}>` is not drawn");
            let hint = "put it in a `<text>` element, or delete it".to_owned();
            self.problem(node.range(), message, Some(hint));
        }
    }

    fn attribute(&mut self, node: Node<'d, 's>, attribute: &Attribute<'d, 's>, is_root: bool) {
        let name = qualified_name(attribute);
        if is_root && allow::dropped_at_root(&name) {
            return;
        }
        let kind = if is_root && allow::refused_at_root(&name) {
            None
        } else {
            allow::attribute(&name)
        };
        let Some(kind) = kind else {
            let written = written_name(self.source, attribute);
            let message = format!("the attribute `{written}` is not allowed in a figure");
            let hint = attribute_hint(&name, attribute.value(), is_root);
            self.problem(attribute.range(), message, Some(hint));
            return;
        };
        let span = value_span(self.source, attribute);
        let before = self.references.len();
        self.value(attribute.value(), span, &name, kind);
        if matches!(kind, Value::Reference | Value::Paint) && self.references.len() > before {
            let ids = self.references[before..].iter().map(|(id, _)| *id);
            self.drawn.entry(node.id().get()).or_default().extend(ids);
        }
    }

    fn value(&mut self, value: &'d str, span: Range<usize>, name: &str, kind: Value) {
        match kind {
            Value::Text => {}
            Value::Id if allow::is_id(value) => {}
            Value::Id => {
                let hint = "use Latin letters, digits, `-`, `_` and `.`, a letter first".to_owned();
                self.problem(span, format!("`{value}` cannot be an id"), Some(hint));
            }
            Value::Reference => match value.strip_prefix('#') {
                Some(id) => self.references.push((id, span)),
                None => {
                    let message = format!("`{name}` refers to something outside of the file");
                    let hint = "only `#id` of an element of this file can be named".to_owned();
                    self.problem(span, message, Some(hint));
                }
            },
            Value::Ids => {
                for id in value.split_ascii_whitespace() {
                    self.references.push((id, span.clone()));
                }
            }
            Value::Plain | Value::Paint => match allow::references(value) {
                Err(what) => {
                    let message = format!("the value of `{name}` {what}");
                    let hint = "a value may be a number, a keyword, a colour, `var(--figure-1, #2b6cb0)` or `url(#id)`";
                    self.problem(span, message, Some(hint.to_owned()));
                }
                Ok(found) if kind == Value::Plain && !found.is_empty() => {
                    let message = format!("`{name}` cannot refer to an element");
                    self.problem(span, message, None);
                }
                Ok(found) => {
                    let ids = found.into_iter().map(|range| (&value[range], span.clone()));
                    self.references.extend(ids);
                }
            },
        }
    }

    fn missing_ids(&mut self) {
        for (id, span) in std::mem::take(&mut self.references) {
            if !self.ids.contains_key(id) {
                let near = nearest(id, self.ids.keys().copied().take(MAX_PROBLEMS));
                let hint = near.map(|near| format!("did you mean `{near}`?"));
                self.problem(span, format!("no element has the id `{id}`"), hint);
            }
        }
    }

    /// Follows every reference as a browser would, and says so if that ends never or too late.
    fn expansion(&mut self, root: Node<'d, 's>) {
        let mut left = MAX_EXPANDED;
        if let Err((node, message)) = self.expand(root, &mut Vec::new(), &mut left) {
            self.problem(name_span(self.source, node), message.to_owned(), None);
        }
    }

    fn expand(
        &self,
        node: Node<'d, 's>,
        chain: &mut Vec<NodeId>,
        left: &mut usize,
    ) -> Result<(), (Node<'d, 's>, &'static str)> {
        for inner in node.descendants().filter(Node::is_element) {
            let Some(fewer) = left.checked_sub(1) else {
                return Err((inner, "its references multiply to too many elements"));
            };
            *left = fewer;
            let ids = self.drawn.get(&inner.id().get());
            let targets = ids.into_iter().flatten().filter_map(|id| self.ids.get(id));
            for target in targets.copied() {
                if chain.contains(&target.id()) {
                    return Err((inner, "an element refers to itself, in a circle"));
                }
                if chain.len() == MAX_CHAIN {
                    return Err((inner, "references lead to one another more than 16 times"));
                }
                chain.push(target.id());
                self.expand(target, chain, left)?;
                chain.pop();
            }
        }
        Ok(())
    }
}

/// Whether a node is a title of the whole drawing, for which the alternative text stands.
pub(super) fn is_own_title(node: Node<'_, '_>) -> bool {
    let parent = node.parent_element();
    node.tag_name().name() == "title" && parent.is_some_and(|p| p.parent_element().is_none())
}

/// The value of an attribute without namespace.
pub(super) fn own_attribute<'d>(node: Node<'d, '_>, name: &str) -> Option<&'d str> {
    let mut attributes = node.attributes();
    attributes.find(|a| is_own(a, name)).map(|a| a.value())
}

fn is_own(attribute: &Attribute<'_, '_>, name: &str) -> bool {
    attribute.namespace().is_none() && attribute.name() == name
}

/// The attribute's name with the usual prefix of its namespace, whatever prefix the file gave it.
pub(super) fn qualified_name(attribute: &Attribute<'_, '_>) -> String {
    let prefix = match attribute.namespace() {
        None => return attribute.name().to_owned(),
        Some("http://www.w3.org/1999/xlink") => "xlink",
        Some(roxmltree::NS_XML_URI) => "xml",
        Some(_) => "?",
    };
    format!("{prefix}:{}", attribute.name())
}

/// The attribute's name as it is written in the file.
fn written_name<'s>(source: &'s str, attribute: &Attribute<'_, '_>) -> &'s str {
    let written = &source[attribute.range()];
    written
        .split(['=', ' ', '\t', '\r', '\n'])
        .next()
        .unwrap_or(written)
}

/// The bytes between the quotes.
fn value_span(source: &str, attribute: &Attribute<'_, '_>) -> Range<usize> {
    let range = attribute.range();
    // A name cannot hold a quote, so the first one opens the value.
    let open = source[range.clone()].find(['"', '\'']).unwrap_or_default();
    range.start + open + 1..range.end - 1
}

/// The bytes of an element's name in its start tag.
fn name_span(source: &str, node: Node<'_, '_>) -> Range<usize> {
    let start = node.range().start + 1;
    let rest = &source[start..];
    let length = rest.find(['>', '/', ' ', '\t', '\r', '\n']);
    start..start + length.unwrap_or(rest.len())
}

fn element_hint(name: &str, foreign: bool) -> String {
    let text = match name {
        "script" | "a" | "animate" | "animateMotion" | "animateTransform" | "set" => {
            "a figure is a still picture: nothing in it runs, moves or links"
        }
        "style" => "write attributes such as `fill=\"…\"` on the elements themselves",
        "foreignObject" => "write words as `<text>`",
        "image" => "draw it, or name the image in the Markdown itself",
        "metadata" | "switch" => "delete it; drawing programs leave it out of a \"plain SVG\"",
        _ if foreign => "save it as \"plain SVG\", without what the drawing program adds",
        _ => match nearest(name, allow::ELEMENTS.iter().copied()) {
            Some(near) => return format!("did you mean `<{near}>`?"),
            None => "a figure may hold shapes, text, gradients, patterns, markers, clips and masks",
        },
    };
    text.to_owned()
}

fn attribute_hint(name: &str, value: &str, is_root: bool) -> String {
    let text = match name {
        "style" => {
            return match as_attributes(value) {
                Some(attributes) => format!("write {attributes} instead"),
                None => "write attributes such as `fill=\"…\"` instead".to_owned(),
            };
        }
        "class" => "write attributes such as `fill=\"var(--figure-1, #2b6cb0)\"` instead",
        _ if is_root && allow::refused_at_root(name) => {
            "put it on a `<g>` inside, so that the figure stays within its frame"
        }
        _ if name.starts_with("on") => "a figure is a still picture: nothing in it runs",
        _ if name.starts_with("?:") => {
            "save it as \"plain SVG\", without what the drawing program adds"
        }
        _ => match nearest(name, allow::attributes()) {
            Some(near) => return format!("did you mean `{near}`?"),
            None => "delete it",
        },
    };
    text.to_owned()
}

/// A `style` as the attributes that say the same, if every property has one.
fn as_attributes(style: &str) -> Option<String> {
    let mut written = Vec::new();
    for declaration in style.split(';').map(str::trim).filter(|d| !d.is_empty()) {
        let (property, value) = declaration.split_once(':')?;
        let (property, value) = (property.trim(), value.trim());
        let fits = matches!(
            allow::attribute(property),
            Some(Value::Plain | Value::Paint)
        );
        if !fits || allow::references(value).is_err() || value.contains('"') {
            return None;
        }
        written.push(format!("`{property}=\"{value}\"`"));
    }
    (!written.is_empty() && written.len() <= 8).then(|| written.join(" "))
}
