//! The writer of a figure: a checked tree in, the `<svg>` of a page out.
//!
//! It decides nothing: what stands in the tree was allowed by the check. It renames ids, leaves out
//! what the page says itself (size, namespace, title), comments and white space between elements.

use roxmltree::{Attribute, Document, Node};

use super::TITLE_ID;
use super::allow::{self, Value};
use super::check::{is_own_title, own_attribute, qualified_name};
use crate::render::escape::escape;

/// The figure as it stands in the page.
pub(super) fn figure(document: &Document<'_>, prefix: &str, alt: &str) -> String {
    let root = document.root_element();
    let mut writer = Writer {
        out: String::with_capacity(document.input_text().len()),
        prefix,
    };
    writer.out.push_str("<svg");
    for attribute in root.attributes() {
        if !allow::dropped_at_root(&qualified_name(&attribute)) {
            writer.attribute(root, &attribute);
        }
    }
    let own_title = root.children().find(|child| is_own_title(*child));
    let name = match alt.trim() {
        "" => own_title.map(|t| t.text().unwrap_or_default().trim()),
        alt => Some(alt),
    };
    match name.unwrap_or_default() {
        // Without any words the figure is decoration, as an image with an empty `alt` is.
        "" => writer.out.push_str(" aria-hidden=\"true\">"),
        name => {
            let mut title = String::new();
            escape(&format!("{prefix}{TITLE_ID}"), &mut title);
            let label = format!(" role=\"img\" aria-labelledby=\"{title}\"><title id=\"{title}\">");
            writer.out.push_str(&label);
            escape(name, &mut writer.out);
            writer.out.push_str("</title>");
        }
    }
    writer.children(root);
    writer.out.push_str("</svg>");
    writer.out
}

struct Writer<'p> {
    out: String,
    prefix: &'p str,
}

impl Writer<'_> {
    /// What is in an element; the check has bounded the depth.
    fn children(&mut self, parent: Node<'_, '_>) {
        let with_text = allow::WITH_TEXT.contains(&parent.tag_name().name());
        for child in parent.children() {
            if child.is_element() && !is_own_title(child) {
                self.element(child);
            } else if child.is_text() && with_text {
                escape(child.text().unwrap_or_default(), &mut self.out);
            }
        }
    }

    fn element(&mut self, node: Node<'_, '_>) {
        let name = node.tag_name().name();
        self.out.push('<');
        self.out.push_str(name);
        for attribute in node.attributes() {
            self.attribute(node, &attribute);
        }
        self.out.push('>');
        let inside = self.out.len();
        self.children(node);
        if self.out.len() == inside {
            self.out.pop();
            self.out.push_str("/>");
        } else {
            self.out.push_str("</");
            self.out.push_str(name);
            self.out.push('>');
        }
    }

    fn attribute(&mut self, node: Node<'_, '_>, attribute: &Attribute<'_, '_>) {
        let mut name = qualified_name(attribute);
        if name == "xlink:href" {
            if own_attribute(node, "href").is_some() {
                return;
            }
            name = "href".to_owned();
        }
        let value = self.value(attribute.value(), allow::attribute(&name));
        self.out.push(' ');
        self.out.push_str(&name);
        self.out.push_str("=\"");
        escape(&value, &mut self.out);
        self.out.push('"');
    }

    /// The value with the prefix before every id.
    fn value(&self, value: &str, kind: Option<Value>) -> String {
        let prefix = self.prefix;
        match kind {
            Some(Value::Id) => format!("{prefix}{value}"),
            Some(Value::Reference) => {
                format!("#{prefix}{}", value.strip_prefix('#').unwrap_or(value))
            }
            Some(Value::Ids) => {
                let ids = value.split_ascii_whitespace();
                let ids: Vec<_> = ids.map(|id| format!("{prefix}{id}")).collect();
                ids.join(" ")
            }
            Some(Value::Paint) => {
                let mut renamed = String::with_capacity(value.len());
                let mut written = 0;
                for id in allow::references(value).unwrap_or_default() {
                    renamed.push_str(&value[written..id.start]);
                    renamed.push_str(prefix);
                    written = id.start;
                }
                renamed.push_str(&value[written..]);
                renamed
            }
            Some(Value::Plain | Value::Text) | None => value.to_owned(),
        }
    }
}
