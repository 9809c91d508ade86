//! A file as it is served: its type, and for pages the script that follows changes and what tells
//! whether a browser has to load it again.

use std::ops::Range;
use std::path::PathBuf;

use crate::diagnostic::Diagnostic;

/// A file of the site, made.
pub(super) struct Page {
    /// Its path in the output.
    pub(super) path: String,
    /// Its bytes.
    pub(super) body: Body,
    /// Problems found while it was made.
    pub(super) problems: Vec<Diagnostic>,
    /// What it shows; of files that are no pages nothing is known.
    pub(super) version: Version,
}

/// The bytes of a file.
pub(super) enum Body {
    /// These.
    Made(Vec<u8>),
    /// Those of this file, which is too large to be kept.
    OnDisk(PathBuf),
}

/// What a page shows, in hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Version {
    /// Of the whole page.
    pub(super) whole: String,
    /// Of the page without the addresses of its style sheets.
    pub(super) unstyled: String,
    /// The addresses of its style sheets, as they stand in it.
    pub(super) styles: Vec<String>,
}

/// Stands where a page could not be drawn, for the script to show why.
const NO_PAGE: &str = "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">\
    <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
    <meta name=\"color-scheme\" content=\"light dark\"><title>No page yet</title></head>\n\
    <body>\n<p>There is no page yet because of errors. It appears as soon as they are gone.</p>\n</body>\n</html>\n";

impl Page {
    /// A file with the problems found on the way.
    pub(super) fn new(path: &str, body: Body, problems: Vec<Diagnostic>) -> Self {
        let mut page = Self {
            path: path.to_owned(),
            body,
            problems,
            version: Version::default(),
        };
        if let Body::Made(bytes) = &mut page.body
            && is_page(path)
        {
            if bytes.is_empty() && Diagnostic::any_error(&page.problems) {
                bytes.extend_from_slice(NO_PAGE.as_bytes());
            }
            page.version = Version::of(bytes);
        }
        page
    }

    /// The page to show as long as there is no book.
    pub(super) fn of_no_book() -> Self {
        let body = Body::Made(NO_PAGE.as_bytes().to_vec());
        Self::new("index.html", body, Vec::new())
    }

    /// How many bytes it holds in memory.
    pub(super) fn len(&self) -> usize {
        match &self.body {
            Body::Made(bytes) => bytes.len(),
            Body::OnDisk(_) => 0,
        }
    }

    /// The value of `Content-Type`.
    pub(super) fn content_type(&self) -> &'static str {
        content_type(&self.path)
    }

    /// The bytes as they are sent: with the script at `script` in pages.
    pub(super) fn bytes(&self, script: &str, instance: &str) -> Option<Vec<u8>> {
        let Body::Made(bytes) = &self.body else {
            return None;
        };
        if !is_page(&self.path) {
            return Some(bytes.clone());
        }
        let Version {
            whole, unstyled, ..
        } = &self.version;
        let element = format!(
            "<script type=\"module\" src=\"{script}\" data-version=\"{instance}.{whole}.{unstyled}\"></script>\n"
        );
        let at = rfind_ignoring_case(bytes, b"</body>").unwrap_or(bytes.len());
        let mut with_script = Vec::with_capacity(bytes.len() + element.len());
        with_script.extend_from_slice(&bytes[..at]);
        with_script.extend_from_slice(element.as_bytes());
        with_script.extend_from_slice(&bytes[at..]);
        Some(with_script)
    }
}

impl Version {
    fn of(page: &[u8]) -> Self {
        let addresses = style_addresses(page);
        let mut unstyled = blake3::Hasher::new();
        let mut from = 0;
        for range in &addresses {
            unstyled.update(&page[from..range.start]);
            from = range.end;
        }
        unstyled.update(&page[from..]);
        let styles = addresses
            .iter()
            .map(|range| String::from_utf8_lossy(&page[range.clone()]).into_owned())
            .collect();
        Self {
            whole: short(blake3::hash(page)),
            unstyled: short(unstyled.finalize()),
            styles,
        }
    }
}

fn short(hash: blake3::Hash) -> String {
    hash.to_hex()[..16].to_owned()
}

/// Where the addresses of the style sheets stand that the head links to, as our templates write them.
/// Of links written otherwise nothing is found: then a new style means a new page.
fn style_addresses(page: &[u8]) -> Vec<Range<usize>> {
    let head = find(page, b"</head>").unwrap_or(0);
    let mut addresses = Vec::new();
    let mut from = 0;
    while let Some(start) = find(&page[from..head], b"<link ").map(|at| from + at) {
        let end = find(&page[start..head], b">").map_or(head, |at| start + at);
        let element = &page[start..end];
        let is_style = find(element, b" rel=\"stylesheet\"").is_some();
        if is_style && let Some(at) = find(element, b" href=\"") {
            let value = start + at + b" href=\"".len();
            if let Some(length) = find(&page[value..end], b"\"") {
                addresses.push(value..value + length);
            }
        }
        from = end;
    }
    addresses
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|part| part == what)
}

fn rfind_ignoring_case(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len())
        .rposition(|part| part.eq_ignore_ascii_case(what))
}

/// Whether a file is a page that browsers show.
pub(super) fn is_page(path: &str) -> bool {
    content_type(path).starts_with("text/html")
}

/// The media type of a file by its name's ending (IANA's registry of media types).
fn content_type(path: &str) -> &'static str {
    let name = path.rsplit('/').next().unwrap_or(path);
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    match ending.to_ascii_lowercase().as_str() {
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "map" | "ipynb" => "application/json",
        "webmanifest" => "application/manifest+json",
        "xml" => "application/xml",
        "atom" => "application/atom+xml",
        "txt" | "md" | "py" | "rs" | "toml" | "yaml" | "yml" => "text/plain; charset=utf-8",
        "csv" => "text/csv; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "woff" => "font/woff",
        "ttf" => "font/ttf",
        "otf" => "font/otf",
        "wasm" => "application/wasm",
        "pdf" => "application/pdf",
        "mp4" => "video/mp4",
        "webm" => "video/webm",
        "mp3" => "audio/mpeg",
        "zip" => "application/zip",
        "gz" => "application/gzip",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::diagnostic::Severity;

    fn page(html: &str) -> Page {
        Page::new("a.html", Body::Made(html.into()), Vec::new())
    }

    #[test]
    fn the_script_stands_at_the_end_of_the_body() {
        let page = page("<body>&lt;/body&gt;<p>a</p></BODY></html>");
        let sent = String::from_utf8(page.bytes("/x/live.js", "7").unwrap()).unwrap();
        let version = format!("7.{}.{}", page.version.whole, page.version.unstyled);
        let script = format!(
            "<script type=\"module\" src=\"/x/live.js\" data-version=\"{version}\"></script>\n"
        );
        assert_eq!(
            sent,
            format!("<body>&lt;/body&gt;<p>a</p>{script}</BODY></html>")
        );
    }

    #[test]
    fn a_page_without_a_body_gets_the_script_too_and_other_files_do_not() {
        let sent = page("<p>a").bytes("/live.js", "7").unwrap();
        assert!(sent.starts_with(b"<p>a<script "));
        let style = Page::new("a.css", Body::Made(b"</body>".to_vec()), Vec::new());
        assert_eq!(style.bytes("/live.js", "7").unwrap(), b"</body>");
    }

    #[test]
    fn a_new_style_sheet_is_told_from_a_new_text() {
        let html = |style: &str, text: &str| {
            page(&format!(
                "<head><link href=\"icon.svg\" rel=\"icon\"><link rel=\"stylesheet\" href=\"{style}\"></head>\
                 <body>{text}<link rel=\"stylesheet\" href=\"in-body.css\"></body>"
            ))
            .version
        };
        let before = html("../style.1.css", "a");
        let restyled = html("../style.22.css", "a");
        let rewritten = html("../style.1.css", "b");
        assert_eq!(restyled.styles, ["../style.22.css"]);
        assert_eq!(before.unstyled, restyled.unstyled);
        assert_ne!(before.whole, restyled.whole);
        assert_ne!(before.unstyled, rewritten.unstyled);
    }

    #[test]
    fn a_page_that_could_not_be_drawn_says_so() {
        let problem = Diagnostic::new(Severity::Error, None, None, "no");
        let page = Page::new("a.html", Body::Made(Vec::new()), vec![problem]);
        let sent = String::from_utf8(page.bytes("/live.js", "7").unwrap()).unwrap();
        assert!(sent.contains("There is no page yet") && sent.contains("/live.js"));
        let empty = Page::new("a.html", Body::Made(Vec::new()), Vec::new());
        assert_eq!(empty.len(), 0);
    }

    #[test]
    fn types_go_by_the_ending_of_the_name() {
        assert_eq!(content_type("a/B.SVG"), "image/svg+xml");
        assert_eq!(content_type("a.css/b"), "application/octet-stream");
        assert_eq!(content_type("search.3f.wasm"), "application/wasm");
    }
}
