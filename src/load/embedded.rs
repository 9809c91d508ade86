//! The theme and the interface texts that are part of the program.

use std::borrow::Cow;
use std::collections::BTreeMap;

use include_dir::{Dir, DirEntry, include_dir};

use super::{Asset, AssetBytes, Source};

static TEMPLATES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");
static STATIC: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/static");

/// Interface texts, one file per language.
pub static LANGUAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/languages");

/// The theme's templates, under `theme/`, so that a site's own template of the same name can extend them.
pub(super) fn templates() -> BTreeMap<String, Source> {
    let mut templates = BTreeMap::new();
    each_file(&TEMPLATES, &mut |path, bytes| {
        let text = String::from_utf8_lossy(bytes);
        let name = format!("theme/{path}");
        let source = Source {
            file: name.as_str().into(),
            path: path.into(),
            text: text.as_ref().into(),
        };
        templates.insert(name, source);
    });
    templates
}

/// The theme's static files; scripts and style sheets without what only their authors read.
pub(super) fn statics() -> BTreeMap<String, Asset> {
    let mut statics = BTreeMap::new();
    each_file(&STATIC, &mut |path, bytes| {
        let asset = Asset {
            file: format!("theme/{path}").into(),
            bytes: AssetBytes::Kept(minified(path, bytes).into()),
        };
        statics.insert(path.to_owned(), asset);
    });
    statics
}

/// A script or a style sheet of ours without comments and needless space: a quarter of what a search costs on a
/// host that compresses nothing. What a site brings itself is served as it was written.
fn minified<'b>(path: &str, bytes: &'b [u8]) -> Cow<'b, [u8]> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) if !path.starts_with("vendor/") => text,
        _ => return bytes.into(),
    };
    let minified = if path.ends_with(".js") {
        let mut minified = Vec::new();
        let script = minifier::js::minify(text).ok();
        script.and_then(|script| script.write(&mut minified).ok().map(|()| minified))
    } else if path.ends_with(".css") {
        Some(without_comments(text).into_bytes())
    } else {
        None
    };
    minified.map_or(bytes.into(), Cow::Owned)
}

/// A style sheet without comments, indentation and empty lines. Spaces inside lines stay: between selectors and in
/// `calc()` they mean something, and the crate that shortens scripts drops some of those.
fn without_comments(style: &str) -> String {
    let mut pieces = style.split("/*");
    let mut short = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        short.push_str(piece.split_once("*/").map_or("", |(_, after)| after));
    }
    let lines = short.lines().map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

fn each_file(dir: &Dir<'_>, visit: &mut dyn FnMut(&str, &[u8])) {
    for entry in dir.entries() {
        match entry {
            DirEntry::Dir(below) => each_file(below, visit),
            DirEntry::File(file) => {
                if let Some(path) = file.path().to_str() {
                    visit(&path.replace('\\', "/"), file.contents());
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_of_a_style_sheet_means_the_same() {
        let style = "/* one\n two */\n.a :is(b, c) {\n  width: calc(1rem + 2vw); /* why */\n}\n\n";
        let short = ".a :is(b, c) {\nwidth: calc(1rem + 2vw);\n}";
        assert_eq!(without_comments(style), short);
    }
}
