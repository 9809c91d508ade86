//! Files that are there once: the sitemap, the export of the book, the page for missing addresses, and pages at former addresses.

use super::page::{Page, full_address};
use super::view::NotFoundView;
use super::{Site, html};
use crate::exchange::export;
use crate::notices;
use crate::plan::{Made, Plan};
use crate::relate::{Place, relative};

/// The export of the book.
pub(super) const BOOK_JSON: &str = "book.json";

/// Adds them to the plan.
pub(super) fn files<'b>(site: &'b Site<'b>, plan: &mut Plan<'b>) {
    plan.make("404.html", move || not_found(site));
    if site.book.config.exports.json {
        plan.make(BOOK_JSON, move || Made::from(export(site.book)));
    }
    // A site that says more puts a file of that name into `static/`.
    let mut own = site.theme.assets.files.iter();
    if !own.any(|(path, _)| path == notices::SITE_PATH) {
        plan.make(notices::SITE_PATH, || {
            Made::from(notices::SITE.as_bytes().to_vec())
        });
    }
    if let Some(base) = site.book.config.base_url() {
        plan.make("sitemap.xml", move || {
            Made::from(sitemap(site, base).into_bytes())
        });
    }
    for language in 0..site.book.config.languages.len() {
        for former in site.book.former() {
            let from = site.book.in_language(&former.path, language);
            let place = former.place;
            plan.make(from.clone(), move || redirect(site, &from, place, language));
        }
    }
}

/// One page that speaks all languages and needs no other file.
fn not_found(site: &Site<'_>) -> Made {
    let missing: Vec<NotFoundView> = (0..site.book.config.languages.len())
        .map(|language| {
            let text = site.interface(language);
            let home = site.book.path(Place::Home, language);
            NotFoundView {
                language: site.tag(language).to_owned(),
                direction: text.direction.as_str(),
                title: text.text("page_not_found.title").to_owned(),
                text: text.text("page_not_found.text").to_owned(),
                home_text: text.text("page_not_found.home").to_owned(),
                home: home.trim_end_matches("index.html").to_owned(),
            }
        })
        .collect();
    let mut page = Page::new(site, Place::Home, 0);
    page.path = "404.html".into();
    let title = site.interface(0).text("page_not_found.title");
    let mut view = page.page_view("not-found", title);
    view.csp = POLICY_PLACE;
    view.root = root_path(site.book.config.base_url().unwrap_or_default());
    let missing = tera::Value::from_serializable(&missing);
    let html = page.draw(&view, "404.html", "missing", missing);
    page.made(html.map(|html| with_policy(&html)))
}

/// Hosts serve the page at any depth, so its addresses begin at the root: `/project/`.
/// Without the site's address the best guess is that it stands at the root of its host.
fn root_path(base: &str) -> String {
    let host = base.find("://").map_or(0, |at| at + 3);
    match base[host..].find('/') {
        Some(slash) => format!("{}/", &base[host + slash..]),
        None => "/".to_owned(),
    }
}

/// Stands for the policy until the page's own styles and scripts are known.
const POLICY_PLACE: &str = "answerbook-policy-place";

/// The page with a policy that allows the styles and scripts that stand in it.
fn with_policy(html: &str) -> String {
    let inside = |open: &str, close: &str| -> Vec<String> {
        let pieces = html.split(open).skip(1);
        pieces
            .filter_map(|piece| Some(piece.split_once(close)?.0.to_owned()))
            .collect()
    };
    let (styles, scripts) = (
        inside("<style>", "</style>"),
        inside("<script>", "</script>"),
    );
    let borrowed = |texts: &[String]| -> Vec<String> {
        texts.iter().map(|t| super::theme::source_hash(t)).collect()
    };
    let policy =
        super::theme::content_security_policy(&borrowed(&scripts), &borrowed(&styles), false);
    html.replace(POLICY_PLACE, &policy)
}

/// Every page in its real languages, with its translations; not those that show what others hold: the search, the interviews,
/// the study page, what is to be printed.
fn sitemap(site: &Site<'_>, base: &str) -> String {
    let book = site.book;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    let is_listed = |place: &Place| {
        !matches!(
            place,
            Place::Search | Place::Interview | Place::Study | Place::Printable(_)
        )
    };
    for place in book.places().into_iter().filter(is_listed) {
        let languages = book.languages_of(place);
        let address =
            |language: usize| html::escaped(&full_address(base, &book.path(place, language)));
        for language in &languages {
            xml.push_str(&format!("<url><loc>{}</loc>", address(*language)));
            let updated = book
                .article(place)
                .and_then(|a| a.shown(*language).1.updated);
            if let Some(updated) = updated {
                xml.push_str(&format!("<lastmod>{updated}</lastmod>"));
            }
            if languages.len() > 1 {
                for other in &languages {
                    let tag = site.tag(*other);
                    xml.push_str(&format!(
                        "<xhtml:link rel=\"alternate\" hreflang=\"{tag}\" href=\"{}\"/>",
                        address(*other)
                    ));
                }
            }
            xml.push_str("</url>\n");
        }
    }
    xml.push_str("</urlset>\n");
    xml
}

/// A page that sends readers on, without a script.
fn redirect(site: &Site<'_>, from: &str, place: Place, language: usize) -> Made {
    let path = |language: usize| site.book.path(place, language);
    let address = html::escaped(&relative(from, &path(language)));
    let title = html::escaped(&site.title(place, language));
    let content = site
        .book
        .article(place)
        .map_or(language, |article| article.shown(language).0);
    let tag = site.tag(content);
    let canonical = site.book.config.base_url().map_or(String::new(), |base| {
        format!(
            "<link rel=\"canonical\" href=\"{}\">",
            html::escaped(&full_address(base, &path(content)))
        )
    });
    let page = format!(
        "<!doctype html>\n<html lang=\"{tag}\"><head><meta charset=\"utf-8\"><title>{title}</title>{canonical}\
         <meta name=\"robots\" content=\"noindex\"><meta http-equiv=\"refresh\" content=\"0; url={address}\"></head>\
         <body><p><a href=\"{address}\">{title}</a></p></body></html>\n"
    );
    Made::from(page.into_bytes())
}
