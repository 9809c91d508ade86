//! Files that are there once: the sitemap, the page for missing addresses, and pages at former addresses.

use super::page::{Page, full_address};
use super::view::NotFoundView;
use super::{Site, html};
use crate::plan::{Made, Plan};
use crate::relate::{Place, relative};

/// Adds them to the plan.
pub(super) fn files<'b>(site: &'b Site<'b>, plan: &mut Plan<'b>) {
    plan.make("404.html", move || not_found(site));
    if let Some(base) = site.book.config.base_url() {
        plan.make("sitemap.xml", move || {
            Made::from(sitemap(site, base).into_bytes())
        });
    }
    for language in 0..site.book.config.languages.len() {
        for (number, question) in site.book.questions.iter().enumerate() {
            for alias in &question.aliases {
                let target = site.book.path(Place::Question(number), language);
                let from = former_path(&target, alias);
                let title = site.title(Place::Question(number), language);
                plan.make(from.clone(), move || redirect(site, &from, &target, &title));
            }
        }
    }
}

/// One page that speaks all languages. Hosts serve it at any depth, so its addresses begin at the root.
fn not_found(site: &Site<'_>) -> Made {
    let book = site.book;
    let base = book.config.base_url().unwrap_or_default();
    // Without the site's address the best guess is that it stands at the root of its host.
    let root = base.find("://").map_or("", |at| {
        base[at + 3..]
            .find('/')
            .map_or("", |slash| &base[at + 3 + slash..])
    });
    let missing: Vec<NotFoundView> = book
        .config
        .languages
        .iter()
        .enumerate()
        .map(|(language, settings)| {
            let text = site.interface(language);
            let home = book.path(Place::Home, language);
            NotFoundView {
                language: settings.tag.clone(),
                direction: text.direction.as_str(),
                title: text.text("page_not_found.title").to_owned(),
                text: text.text("page_not_found.text").to_owned(),
                home_text: text.text("page_not_found.home").to_owned(),
                home: format!("{root}/{}", home.trim_end_matches("index.html")),
            }
        })
        .collect();
    let mut page = Page {
        site,
        place: Place::Home,
        language: 0,
        path: "404.html".into(),
        diagnostics: Vec::new(),
    };
    let title = site.interface(0).text("page_not_found.title").to_owned();
    let html = page.wrap(
        "not-found",
        &title,
        "404.html",
        "missing",
        tera::Value::from_serializable(&missing),
    );
    Made {
        bytes: html.into_bytes(),
        diagnostics: page.diagnostics,
    }
}

/// Every page in its real languages, with its translations.
fn sitemap(site: &Site<'_>, base: &str) -> String {
    let book = site.book;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" xmlns:xhtml=\"http://www.w3.org/1999/xhtml\">\n",
    );
    for place in book.places() {
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

/// Where a page stood under a former id: beside where it stands now.
fn former_path(target: &str, alias: &str) -> String {
    match target.rsplit_once('/') {
        Some((folder, _)) => format!("{folder}/{alias}.html"),
        None => format!("{alias}.html"),
    }
}

/// A page that sends readers on, without a script.
fn redirect(site: &Site<'_>, from: &str, target: &str, title: &str) -> Made {
    let address = html::escaped(&relative(from, target));
    let title = html::escaped(title);
    let canonical = site.book.config.base_url().map_or(String::new(), |base| {
        format!(
            "<link rel=\"canonical\" href=\"{}\">",
            html::escaped(&full_address(base, target))
        )
    });
    let page = format!(
        "<!doctype html>\n<html><head><meta charset=\"utf-8\"><title>{title}</title>{canonical}\
         <meta name=\"robots\" content=\"noindex\"><meta http-equiv=\"refresh\" content=\"0; url={address}\"></head>\
         <body><p><a href=\"{address}\">{title}</a></p></body></html>\n"
    );
    Made::from(page.into_bytes())
}
