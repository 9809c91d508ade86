//! Code blocks of a text: what they hold, what they print, and how they are shown.

use super::Writer;
use crate::parse::tree::Node;
use crate::parse::{code, fence};
use crate::render::code::{CodeView, Labels, render_with};

/// Draws a code block with its output.
pub(super) fn code_block(
    writer: &mut Writer<'_>,
    node: &Node<'_>,
    info: &str,
    output: Option<&Node<'_>>,
) {
    let fence = fence::parse(info).0;
    let written = code::text(node);
    let site = writer.site;
    // That it can be included was checked when the book was put together.
    let included = fence
        .include
        .as_ref()
        .and_then(|include| site.book.included(writer.document, include).ok());
    let output = output.map(code::text);
    let text = writer.text;
    let labels = Labels {
        code: text.text("code.code_block"),
        output: text.text("code.output"),
    };
    let view = CodeView {
        fence: &fence,
        code: included.as_deref().unwrap_or(&written),
        output: output.as_deref(),
        default_line_numbers: site.book.config.code.line_numbers,
        labels,
    };
    if writer.is_card() {
        return writer.card_code(&view);
    }
    let html = render_with(&view, &|code, language| site.highlighted(code, language));
    writer.push(&html);
    writer.push("\n");
}
