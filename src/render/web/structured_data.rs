//! What a page is, in JSON-LD with the vocabulary of schema.org: the site, an article, a quiz with its options, and
//! the way to the page from the home page.
//!
//! It stands in the page as a data block, a `script` element of a type that no browser runs, so a strict
//! Content-Security-Policy allows it. Pages that show another language say nothing: the original does.

use pulldown_cmark::Tag;
use serde_json::{Value, json};

use super::plain_address;
use crate::parse::tree::{Kind, Node};
use crate::parse::{QuestionKind, formula_words};
use crate::relate::{Place, Version};
use crate::render::html::option_and_reasons;
use crate::render::page::Page;

impl Page<'_> {
    /// The data block of the page; empty if there is nothing to say.
    pub(super) fn structured_data(&self, base: &str, title: &str, description: &str) -> String {
        let book = self.site.book;
        let is_listed = !matches!(
            self.place,
            Place::Search | Place::Interview | Place::Printable(_)
        );
        if !book.config.site.structured_data
            || !is_listed
            || !book.is_written(self.place, self.language)
        {
            return String::new();
        }
        let mut graph = Vec::new();
        graph.extend(self.way(base, title));
        match self.place {
            Place::Home => graph.push(self.web_site(base)),
            Place::Question(_) | Place::Page(_) => {
                graph.extend(self.creative_work(base, title, description));
            }
            _ => {}
        }
        if graph.is_empty() {
            return String::new();
        }
        let data = json!({ "@context": "https://schema.org", "@graph": graph });
        // A text must neither end the element nor begin a comment in it.
        let data = data.to_string();
        data.replace('<', "\\u003c")
            .replace('>', "\\u003e")
            .replace('&', "\\u0026")
    }

    fn address_of(&self, base: &str, place: Place) -> String {
        plain_address(base, &self.site.book.path(place, self.language))
    }

    fn web_site(&self, base: &str) -> Value {
        let language = &self.site.book.config.languages[self.language];
        let mut site = json!({
            "@type": "WebSite",
            "name": language.title,
            "url": self.address_of(base, Place::Home),
            "inLanguage": language.tag,
        });
        if !language.description.is_empty() {
            site["description"] = json!(language.description);
        }
        site
    }

    /// The way from the home page, as the page itself shows it.
    fn way(&self, base: &str, title: &str) -> Option<Value> {
        let way = self.breadcrumbs();
        if way.is_empty() {
            return None;
        }
        let addresses = way.iter().map(|crumb| {
            let path = crate::parse::address::resolve(folder(&self.path), &crumb.address);
            plain_address(base, &path.unwrap_or_default())
        });
        let names = way.iter().map(|crumb| crumb.title.as_str());
        let own = (title, plain_address(base, &self.path));
        let steps = names.zip(addresses).chain([own]).enumerate().map(|(number, (name, item))| {
            json!({ "@type": "ListItem", "position": number + 1, "name": name, "item": item })
        });
        let steps: Vec<Value> = steps.collect();
        Some(json!({ "@type": "BreadcrumbList", "itemListElement": steps }))
    }

    fn creative_work(&self, base: &str, title: &str, description: &str) -> Option<Value> {
        let book = self.site.book;
        let (language, version) = self.written()?;
        let about = &book.config.languages[language];
        let address = self.address_of(base, self.place);
        let mut work = json!({
            "url": address,
            "mainEntityOfPage": address,
            "inLanguage": about.tag,
            "isPartOf": {
                "@type": "Book", "name": about.title, "url": self.address_of(base, Place::Home),
            },
        });
        let authors = book.config.book.authors.iter();
        let authors: Vec<Value> = authors
            .map(|name| json!({ "@type": "Person", "name": name }))
            .collect();
        if !authors.is_empty() {
            work["author"] = authors.into();
        }
        if let Some(licence) = &book.config.site.licence {
            work["license"] = json!({ "@type": "CreativeWork", "name": licence });
        }
        if let Some(updated) = version.updated {
            work["dateModified"] = json!(updated.to_string());
        }
        if !description.is_empty() {
            work["description"] = json!(description);
        }
        let (kind, name) = match self.place {
            Place::Question(number) => self.question_work(number, version, &mut work),
            _ => ("Article", "headline"),
        };
        work["@type"] = json!(kind);
        work[name] = json!(title);
        Some(work)
    }

    /// What is said of a question. Returns its type and what its title is called.
    fn question_work(
        &self,
        number: usize,
        version: &Version,
        work: &mut Value,
    ) -> (&'static str, &'static str) {
        let book = self.site.book;
        let question = &book.questions[number];
        let topic = self.site.title(Place::Topic(question.topic), self.language);
        if let Some(level) = question.level {
            let name = book.config.levels[level].name(self.site.tag(self.language));
            work["educationalLevel"] = json!(name);
        }
        if !question.tags.is_empty() {
            work["keywords"] = json!(question.tags.join(", "));
        }
        match (question.kind, quiz(book, version)) {
            (QuestionKind::Quiz, Some(asked)) => {
                work["about"] = json!({ "@type": "Thing", "name": topic });
                work["hasPart"] = json!([asked]);
                ("Quiz", "name")
            }
            _ => {
                work["articleSection"] = json!(topic);
                ("TechArticle", "headline")
            }
        }
    }
}

/// The folder of a path.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// What a quiz asks, with its options.
fn quiz(book: &crate::relate::Book, version: &Version) -> Option<Value> {
    let (document, body) = (version.document(book), version.body(book));
    let list = body.options.as_ref()?;
    let tree = document.tree(&list.span);
    let items = &tree.nodes.first()?.children;
    let (mut right, mut wrong) = (Vec::new(), Vec::new());
    for (position, (item, option)) in items.iter().zip(&list.options).enumerate() {
        let (text, reasons) = option_and_reasons(&item.children);
        let mut answer = json!({
            "@type": "Answer", "position": position, "encodingFormat": "text/plain", "text": words(text),
        });
        let reasons = words(reasons);
        if !reasons.is_empty() {
            answer["answerExplanation"] = json!({ "@type": "Comment", "text": reasons });
        }
        match option.ticked {
            Some(true) => right.push(answer),
            _ => wrong.push(answer),
        }
    }
    let (kind, accepted) = match right.len() {
        1 => ("Multiple choice", right.remove(0)),
        _ => ("Checkbox", right.into()),
    };
    Some(json!({
        "@type": "Question",
        "eduQuestionType": kind,
        "encodingFormat": "text/plain",
        "text": if body.summary_text.is_empty() { version.title(book) } else { &*body.summary_text },
        "acceptedAnswer": accepted,
        "suggestedAnswer": wrong,
    }))
}

/// Nodes as plain text in one line, formulas in words.
fn words(nodes: &[Node<'_>]) -> String {
    fn append(node: &Node<'_>, out: &mut String) {
        match &node.kind {
            Kind::Formula(tex, _) => out.push_str(&formula_words::words(tex)),
            Kind::FootnoteReference(_) | Kind::Html(_) | Kind::TaskMarker(_) => {}
            Kind::Text(_) | Kind::Code(_) | Kind::SoftBreak | Kind::HardBreak => node.plain(out),
            kind => {
                node.children.iter().for_each(|child| append(child, out));
                if !matches!(
                    kind,
                    Kind::Element(Tag::Emphasis | Tag::Strong | Tag::Link { .. })
                ) {
                    out.push(' ');
                }
            }
        }
    }
    let mut out = String::new();
    nodes.iter().for_each(|node| append(node, &mut out));
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}
