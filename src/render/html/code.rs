//! Code blocks of a text: what they hold, what they print, and how they are shown.

use pulldown_cmark::{CodeBlockKind, Tag};

use super::{Writer, code_text};
use crate::parse::fence;
use crate::parse::tree::{Kind, Node};
use crate::render::code::{CodeView, Labels, render_with};

/// Whether a block is what the code above it prints.
pub(super) fn is_output(node: &Node<'_>) -> bool {
    match &node.kind {
        Kind::Element(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
            info.split([' ', ',']).next() == Some("output")
        }
        _ => false,
    }
}

/// A code block with its output as HTML.
pub(super) fn figure(
    writer: &mut Writer<'_>,
    node: &Node<'_>,
    info: &str,
    output: Option<&Node<'_>>,
) -> String {
    let fence = fence::parse(info).0;
    let written = code_text(node);
    let included = fence
        .include
        .as_ref()
        .and_then(|include| writer.included(include));
    let output = output.map(code_text);
    let text = writer.text;
    let labels = Labels {
        code: text.text("code.code_block"),
        output: text.text("code.output"),
    };
    let view = CodeView {
        fence: &fence,
        code: included.as_deref().unwrap_or(&written),
        output: output.as_deref(),
        default_line_numbers: writer.site.book.config.code.line_numbers,
        labels,
    };
    let site = writer.site;
    render_with(&view, &|code, language| site.highlighted(code, language))
}

impl Writer<'_> {
    /// The text that a block is taken from. That it exists was checked when the book was put together.
    fn included(&self, include: &fence::Include) -> Option<String> {
        let path = crate::parse::address::resolve(&self.document.folder, &include.path)?;
        let text = self.site.book.assets.get(&path)?.text()?;
        match &include.region {
            Some(region) => fence::region(text, region)
                .ok()
                .map(std::borrow::Cow::into_owned),
            None => Some(fence::whole(text).into_owned()),
        }
    }
}
