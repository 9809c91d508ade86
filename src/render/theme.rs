//! How a book looks: templates, style sheets, scripts, interface texts, and the engines that draw
//! formulas and code. Made once per build from what `load` found, in memory and by path.

use std::collections::BTreeMap;

use base64::Engine as _;
use icu_collator::CollatorBorrowed;
use icu_collator::options::CollatorOptions;
use sha2::{Digest, Sha256};
use tera::Tera;

use super::code::Highlighter;
use super::math::{Math, MathOptions};
use super::sanitize::Sanitizer;
use super::{inputs, katex_css};
use crate::config::{Config, MathOutput, RawHtml};
use crate::diagnostic::{Diagnostic, Severity};
use crate::inputs::Inputs;
use crate::language::{Interface, Interfaces};
use crate::load::{Asset, AssetBytes, Sources};

mod check;
pub(super) mod fonts;
mod page_assets;

/// How a book looks.
pub struct Theme {
    pub(super) tera: Tera,
    /// What each template's part of a page is made from.
    pub(super) template_inputs: BTreeMap<String, Inputs>,
    pub(super) math: Math,
    pub(super) highlighter: Highlighter,
    pub(super) sanitizer: Sanitizer,
    /// That of cards, which are read in a program that keeps no policy: nothing is trusted there.
    pub(super) card_sanitizer: Sanitizer,
    pub(super) interfaces: Interfaces,
    /// The interface texts per language, as templates get them: `text.navigation.home`.
    pub(super) texts: Vec<tera::Value>,
    pub(super) collations: Vec<Collation>,
    pub(super) assets: Assets,
}

/// The alphabetical order of a language.
pub(super) struct Collation(Option<CollatorBorrowed<'static>>);

impl Collation {
    fn new(tag: &str) -> Self {
        let locale = tag.parse::<icu_locale_core::Locale>().ok();
        Self(locale.and_then(|locale| {
            CollatorBorrowed::try_new(locale.into(), CollatorOptions::default()).ok()
        }))
    }

    /// Bytes that sort as the text does.
    pub(super) fn key(&self, text: &str) -> Vec<u8> {
        let mut key = Vec::new();
        match &self.0 {
            Some(collator) => match collator.write_sort_key_to(text, &mut key) {
                Ok(()) => key,
                Err(_) => text.to_lowercase().into_bytes(),
            },
            None => text.to_lowercase().into_bytes(),
        }
    }
}

/// Files of the theme, as they go into the output.
#[derive(Default)]
pub(super) struct Assets {
    /// Path in the output and bytes.
    pub(super) files: Vec<(String, AssetBytes)>,
    /// Paths of the style sheets of every page.
    pub(super) styles: Vec<String>,
    /// Paths of the style sheets that only some pages link, by the kind of the page.
    pub(super) sheets: BTreeMap<String, Vec<String>>,
    /// Path of KaTeX's style sheet, for pages with formulas.
    pub(super) katex_style: Option<String>,
    /// Paths of the scripts of every page.
    pub(super) modules: Vec<String>,
    /// Paths of the scripts that only pages of one kind load, by that kind.
    pub(super) page_modules: BTreeMap<String, String>,
    /// The inline script that sets what the reader has chosen.
    pub(super) inline_script: String,
    /// Path of the icon.
    pub(super) icon: Option<String>,
    /// The Content-Security-Policy.
    pub(super) csp: String,
    /// The fonts of the pictures of links.
    pub(super) card_fonts: fonts::CardFonts,
    /// What the search loads; `None` if it is switched off.
    pub(super) search: Option<SearchAssets>,
}

/// Files of the theme that only searching readers load.
#[derive(Default)]
pub(super) struct SearchAssets {
    /// Path of the engine, WebAssembly inside gzip.
    pub(super) engine: String,
    /// The style sheet, for the dialog.
    pub(super) style_text: String,
}

/// Style sheets in the order in which they are joined; a site's further ones follow by name.
const STYLE_ORDER: [&str; 12] = [
    "css/tokens.css",
    "css/base.css",
    "css/layout.css",
    "css/header.css",
    "css/components.css",
    "css/scripting.css",
    "css/beside.css",
    "css/content.css",
    "css/followups.css",
    "css/services.css",
    "css/code.css",
    "css/print.css",
];

const INLINE_SCRIPT: &str = "js/page.inline.js";

/// What is joined to KaTeX's style sheet.
const MATH_STYLE: &str = "css/math.css";

/// The search engine.
const SEARCH_ENGINE: &str = "search/engine.wasm.gz";

/// The scripts of the search; what begins it on every page stands beside them.
const SEARCH_SCRIPTS: &str = "js/search/";

impl Theme {
    /// Makes the theme of a book.
    ///
    /// The theme is there in any case; nothing may be drawn with it if a problem is an error.
    pub fn new(sources: &Sources) -> (Self, Vec<Diagnostic>) {
        let _span = tracing::info_span!("theme").entered();
        let config = &sources.config;
        let tags: Vec<&str> = config.languages.iter().map(|l| l.tag.as_str()).collect();
        let overlays: Vec<_> = sources
            .languages
            .iter()
            .map(|s| (s.file.clone(), &*s.text))
            .collect();
        let (interfaces, mut diagnostics) = Interfaces::load(&tags, &overlays);
        check_engine(config, &mut diagnostics);
        check::files(sources, &mut diagnostics);
        let math = Math::new(math_options(config));
        check_macros(config, &math, &mut diagnostics);
        let assets = Assets::new(sources, math.stylesheet_version());
        let theme = Self {
            tera: templates(sources, &mut diagnostics),
            template_inputs: inputs::of_templates(&sources.templates),
            highlighter: Highlighter::new(),
            sanitizer: Sanitizer::new(config.markdown.raw_html),
            card_sanitizer: Sanitizer::new(match config.markdown.raw_html {
                RawHtml::Trust => RawHtml::Sanitize,
                other => other,
            }),
            texts: tags.iter().map(|tag| texts(interfaces.get(tag))).collect(),
            collations: tags.iter().map(|tag| Collation::new(tag)).collect(),
            interfaces,
            math,
            assets,
        };
        (theme, diagnostics)
    }
}

fn math_options(config: &Config) -> MathOptions {
    MathOptions {
        engine: *config.math.engine.get_ref(),
        output: config.math.output,
        macros: config.math.macros.clone(),
        max_expand: config.math.max_expand,
    }
}

/// Macros of book.toml that no formula could use.
fn check_macros(config: &Config, math: &Math, diagnostics: &mut Vec<Diagnostic>) {
    for (name, problem) in math.macro_problems() {
        let message = format!("the macro `{name}` cannot be used: {problem}");
        let problem = Diagnostic::new(Severity::Error, Some(&config.file), None, message);
        diagnostics.push(problem.hint("see `[math.macros]`"));
    }
}

fn check_engine(config: &Config, diagnostics: &mut Vec<Diagnostic>) {
    if let Err(message) = config.math.engine.get_ref().available() {
        let span = config.math.engine.span();
        diagnostics.push(Diagnostic::error(&config.file, span, message));
    }
}

/// All templates, the site's own before the theme's of the same name.
fn templates(sources: &Sources, diagnostics: &mut Vec<Diagnostic>) -> Tera {
    let of_site = pairs(sources, |name| !name.starts_with(THEME));
    let of_theme = pairs(sources, |name| name.starts_with(THEME));
    let mut tera = no_templates();
    let all = of_theme.iter().chain(&of_site).copied();
    let Err(error) = tera.add_raw_templates(all) else {
        return tera;
    };
    diagnostics.push(super::template_problem("templates", &error));
    // With the theme alone the pages can still be drawn, for the problems that only drawing finds.
    let mut tera = no_templates();
    if let Err(error) = tera.add_raw_templates(of_theme) {
        diagnostics.push(super::template_problem(THEME, &error));
    }
    tera
}

/// Where the theme's templates stand among the names of templates.
pub(super) const THEME: &str = "theme/";

fn no_templates() -> Tera {
    let mut tera = Tera::default();
    tera.set_fallback_prefixes([THEME])
        .expect("no template has been added yet");
    tera
}

/// The templates with a name that fits, as Tera takes them.
fn pairs(sources: &Sources, fits: impl Fn(&str) -> bool) -> Vec<(&str, &str)> {
    let templates = sources.templates.iter();
    templates
        .map(|(name, source)| (name.as_str(), &*source.text))
        .filter(|(name, _)| fits(name))
        .collect()
}

/// `navigation.home` becomes `home` in `navigation`.
fn texts(interface: &Interface) -> tera::Value {
    let mut root = serde_json::Map::new();
    for (key, text) in interface.strings() {
        let mut at = &mut root;
        let mut parts = key.split('.').peekable();
        while let Some(part) = parts.next() {
            if parts.peek().is_none() {
                at.insert(part.to_owned(), text.clone().into());
                break;
            }
            let below = at
                .entry(part.to_owned())
                .or_insert_with(|| serde_json::Map::new().into());
            match below.as_object_mut() {
                Some(object) => at = object,
                None => break,
            }
        }
    }
    tera::Value::from_serializable(&root)
}

impl Assets {
    fn new(sources: &Sources, katex: &str) -> Self {
        let mut assets = Self::default();
        assets.styles(sources);
        assets.card_fonts = fonts::CardFonts::new(sources);
        assets.katex(sources, katex);
        assets.search(sources);
        assets.sheets(sources);
        assets.scheduler(sources);
        assets.modules(sources);
        for (path, asset) in &sources.statics {
            if path == "icon.svg" {
                assets.icon = Some(assets.add(path, asset.bytes.clone()));
            } else if !is_of_the_theme(path) {
                assets.files.push((path.clone(), asset.bytes.clone()));
            }
        }
        let inline = sources.statics.get(INLINE_SCRIPT).and_then(Asset::text);
        assets.inline_script = inline.unwrap_or_default().trim().to_owned();
        let has_inline_styles = sources.config.math.output == MathOutput::HtmlAndMathml;
        let scripts: Vec<String> = (!assets.inline_script.is_empty())
            .then(|| source_hash(&assets.inline_script))
            .into_iter()
            .collect();
        assets.csp = content_security_policy(&scripts, &[], has_inline_styles);
        assets
    }

    /// Adds a file under a name that changes with its bytes.
    fn add(&mut self, path: &str, bytes: AssetBytes) -> String {
        let name = fingerprinted(path, &bytes);
        self.files.push((name.clone(), bytes));
        name
    }

    /// The style sheets joined into one: one request, and the order of the layers is kept.
    fn styles(&mut self, sources: &Sources) {
        let is_style = |path: &&String| {
            path.starts_with("css/")
                && path.ends_with(".css")
                && path.as_str() != MATH_STYLE
                && !path.starts_with(page_assets::FOLDER)
        };
        let mut paths: Vec<&String> = sources.statics.keys().filter(is_style).collect();
        paths.sort_by_key(|path| {
            let known = STYLE_ORDER.iter().position(|known| known == path);
            (known.unwrap_or(STYLE_ORDER.len()), path.as_str())
        });
        let mut css = String::new();
        for path in paths {
            css.push_str(sources.statics[path].text().unwrap_or_default());
        }
        if !css.is_empty() {
            let path = self.add("style.css", AssetBytes::Kept(css.into_bytes().into()));
            self.styles.push(path);
        }
    }

    /// KaTeX's style sheet of the engine's version with its fonts.
    fn katex(&mut self, sources: &Sources, version: &str) {
        let css = format!("vendor/katex/{version}/katex.min.css");
        let Some(css) = sources.statics.get(&css).and_then(Asset::text) else {
            return;
        };
        let mut fonts = BTreeMap::new();
        for (path, asset) in &sources.statics {
            let folders = [
                "vendor/katex/fonts/".to_owned(),
                format!("vendor/katex/{version}/fonts/"),
            ];
            if let Some(name) = folders
                .iter()
                .find_map(|folder| path.strip_prefix(folder.as_str()))
                && name.ends_with(".woff2")
            {
                let address = self.add(&format!("fonts/{name}"), asset.bytes.clone());
                fonts.insert(name.to_owned(), address);
            }
        }
        // Style sheet and fonts both lie below `assets/`, so an address relative to the sheet holds everywhere.
        let address = |old: &str| {
            let name = old.rsplit('/').next()?;
            Some(fonts.get(name)?.trim_start_matches("assets/").to_owned())
        };
        let mut css = katex_css::rewrite(css, &address);
        let own = sources.statics.get(MATH_STYLE).and_then(Asset::text);
        css.push_str(own.unwrap_or_default());
        // The licence goes where its subject goes.
        if let Some(licence) = sources
            .statics
            .get(&format!("vendor/katex/{version}/LICENSE"))
        {
            let path = "assets/katex.LICENSE.txt".to_owned();
            self.files.push((path, licence.bytes.clone()));
        }
        self.katex_style = Some(self.add("katex.css", AssetBytes::Kept(css.into_bytes().into())));
    }

    /// What the search loads. The engine's file is named as unknown data: a host that knew the ending `.gz`
    /// would inflate it or not, as it likes.
    fn search(&mut self, sources: &Sources) {
        let engine = sources.statics.get(SEARCH_ENGINE);
        let Some(engine) = engine.filter(|_| sources.config.search.enabled) else {
            return;
        };
        self.search = Some(SearchAssets {
            engine: self.add("search.bin", engine.bytes.clone()),
            style_text: Self::search_style(sources),
        });
    }

    /// The scripts keep their names, so that they find each other; their folder's name changes with their bytes.
    fn modules(&mut self, sources: &Sources) {
        let has_search = self.search.is_some();
        let has_study = sources.config.study.enabled;
        let is_module = |path: &str| {
            path.starts_with("js/")
                && path != INLINE_SCRIPT
                && (has_search || !path.starts_with(SEARCH_SCRIPTS))
                && (has_study || !page_assets::is_of_study(path))
        };
        let modules: Vec<_> = sources
            .statics
            .iter()
            .filter(|(path, _)| is_module(path))
            .collect();
        let mut hasher = blake3::Hasher::new();
        for (path, asset) in &modules {
            hasher
                .update(path.as_bytes())
                .update(asset.text().unwrap_or_default().as_bytes());
        }
        let folder = format!("assets/js-{}", &hasher.finalize().to_hex()[..8]);
        for (path, asset) in modules {
            let path = format!("{folder}/{}", path.trim_start_matches("js/"));
            if path == format!("{folder}/main.js") {
                self.modules.push(path.clone());
            }
            let name = path.strip_prefix(&format!("{folder}/"));
            if let Some(kind) = name.and_then(|name| name.strip_suffix("/page.js")) {
                self.page_modules.insert(kind.to_owned(), path.clone());
            }
            self.files.push((path, asset.bytes.clone()));
        }
    }
}

/// What goes into `assets/` under a name of its own; all else of `static/` is copied to the root as it is.
fn is_of_the_theme(path: &str) -> bool {
    ["css/", "js/", "search/", "vendor/"]
        .iter()
        .any(|folder| path.starts_with(folder))
}

/// `style.css` → `assets/style.3f2a9c1b.css`.
pub(super) fn fingerprinted(path: &str, bytes: &AssetBytes) -> String {
    let hash = match bytes {
        AssetBytes::Kept(bytes) => blake3::hash(bytes).to_hex()[..8].to_owned(),
        // Files that are too large to be kept are never named by their content: no page waits for them.
        AssetBytes::OnDisk(_) => return format!("assets/{path}"),
    };
    match path.rsplit_once('.') {
        Some((stem, ending)) => format!("assets/{stem}.{hash}.{ending}"),
        None => format!("assets/{path}.{hash}"),
    }
}

/// The policy that a page carries: its own scripts and styles, and nothing from elsewhere.
///
/// Inline scripts and styles are named by their [`source_hash`].
pub(super) fn content_security_policy(
    scripts: &[String],
    styles: &[String],
    has_inline_styles: bool,
) -> String {
    let sources =
        |hashes: &[String]| -> String { hashes.iter().map(|hash| format!(" '{hash}'")).collect() };
    let style_attributes = "; style-src-attr 'unsafe-inline'".repeat(has_inline_styles.into());
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'{}; style-src 'self'{}{style_attributes}; \
         img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
         form-action 'self'; base-uri 'none'",
        sources(scripts),
        sources(styles),
    )
}

/// The hash by which a policy allows an inline script or style.
pub(super) fn source_hash(text: &str) -> String {
    let digest = Sha256::digest(text.as_bytes());
    format!(
        "sha256-{}",
        base64::engine::general_purpose::STANDARD.encode(digest)
    )
}
