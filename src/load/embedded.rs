//! The theme and the interface texts that are part of the program.

use std::borrow::Cow;
use std::collections::BTreeMap;

use include_dir::{Dir, DirEntry, include_dir};

use super::{Asset, AssetBytes, Source, minify};

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
        let bytes = AssetBytes::Kept(minified(path, bytes).into());
        let asset = Asset::new(format!("theme/{path}").into(), bytes);
        statics.insert(path.to_owned(), asset);
    });
    statics
}

/// Whether a file of a site is the theme's file of the same name, byte for byte.
pub(super) fn is_copy(path: &str, asset: &Asset) -> bool {
    let own = STATIC.get_file(path).map(|file| file.contents());
    matches!(&asset.bytes, AssetBytes::Kept(bytes) if own == Some(&**bytes))
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
        Some(minify::style(text).into_bytes())
    } else {
        None
    };
    minified.map_or(bytes.into(), Cow::Owned)
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
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_copy_is_the_same_to_the_byte() {
        let kept = |bytes: &[u8]| AssetBytes::Kept(bytes.into());
        let asset = |bytes: &[u8]| Asset::new("static/icon.svg".into(), kept(bytes));
        let own = STATIC.get_file("icon.svg").unwrap().contents();
        assert!(is_copy("icon.svg", &asset(own)));
        assert!(!is_copy("icon.svg", &asset(b"<svg/>")));
        assert!(!is_copy("other.svg", &asset(own)));
    }
}
