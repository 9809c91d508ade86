//! What a page may hold, told by an HTML parser that is none of the program's.
//!
//! In comes a page, out goes nothing: what must not be there is a panic. The theme's own scripts are known from a page
//! with harmless content. The list of elements is written down here and not taken from the sanitizer.

use std::collections::BTreeSet;
use std::sync::{LazyLock, Mutex, PoisonError};

use html5ever::tendril::TendrilSink;
use html5ever::{ParseOpts, parse_document};
use markup5ever_rcdom::{Handle, NodeData, RcDom};

/// Elements that run, load or change how the page is read; nothing of the program writes them.
const NEVER: [&str; 22] = [
    "applet",
    "base",
    "embed",
    "frame",
    "frameset",
    "iframe",
    "marquee",
    "noembed",
    "noframes",
    "object",
    "param",
    "plaintext",
    "portal",
    "xmp",
    "animate",
    "animatemotion",
    "animatetransform",
    "set",
    "foreignobject",
    "audio",
    "video",
    "handler",
];

/// Attributes that hold addresses.
const ADDRESSES: [&str; 12] = [
    "action",
    "background",
    "cite",
    "data",
    "dynsrc",
    "formaction",
    "href",
    "longdesc",
    "lowsrc",
    "poster",
    "src",
    "srcset",
];

/// The scripts that pages may have: the theme's, taken from the first page, which is drawn before any input.
static SCRIPTS: LazyLock<Mutex<BTreeSet<String>>> = LazyLock::new(Mutex::default);

/// What the children of `<body>` are: content that ended its element early would be among them.
const BODY: [&str; 5] = ["a", "header", "main", "reading-place", "footer"];

/// Takes the scripts of a page for the theme's.
#[allow(dead_code, reason = "some targets draw no pages")]
pub fn trust(page: &[u8]) {
    let mut found = BTreeSet::new();
    visit(&parse(page).document, &mut |name, _, node| {
        if name == "script" {
            found.insert(text(node));
        }
    });
    SCRIPTS
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .append(&mut found);
}

fn parse(page: &[u8]) -> RcDom {
    // As browsers do that run scripts.
    let options = ParseOpts::default();
    parse_document(RcDom::default(), options)
        .from_utf8()
        .one(page)
}

/// Panics if a page holds what it must not.
pub fn check(path: &str, page: &[u8]) {
    if page.is_empty() {
        return;
    }
    let dom = parse(page);
    // A page at a former address has no frame.
    let leads_on = String::from_utf8_lossy(page).contains("<meta http-equiv=\"refresh\"");
    let mut policies = 0;
    visit(&dom.document, &mut |name, attributes, node| {
        assert!(!NEVER.contains(&name), "{path}: <{name}>");
        for (attribute, value) in attributes {
            attribute_is_safe(path, name, attribute, value);
        }
        let value = |wanted: &str| {
            let found = attributes.iter().find(|(attribute, _)| attribute == wanted);
            found.map(|(_, value)| value.as_str())
        };
        match name {
            // Data of the page, which no browser runs.
            "script" if value("type") == Some("application/ld+json") => {
                let data = text(node);
                assert!(
                    !data.contains('<') && value("src").is_none(),
                    "{path}: {data}"
                );
            }
            "script" => match value("src") {
                Some(address) => assert!(
                    address.contains("assets/") && !address.contains(':'),
                    "{path}: {address}"
                ),
                None => {
                    let scripts = SCRIPTS.lock().unwrap_or_else(PoisonError::into_inner);
                    assert!(
                        scripts.contains(&text(node)),
                        "{path}: <script>{}",
                        text(node)
                    );
                }
            },
            "meta" => {
                if let Some(kind) = value("http-equiv") {
                    policies += u32::from(kind == "Content-Security-Policy");
                    let target = value("content").unwrap_or_default();
                    let is_inside = target.starts_with("0; url=")
                        && !target.contains(':')
                        && !target.contains("//");
                    assert!(
                        kind == "Content-Security-Policy" || is_inside,
                        "{path}: {kind} {target}"
                    );
                }
            }
            "link" => {
                let rel = value("rel").unwrap_or_default();
                let known = [
                    "stylesheet",
                    "canonical",
                    "alternate",
                    "icon",
                    "modulepreload",
                    "preload",
                ];
                assert!(known.contains(&rel), "{path}: <link rel={rel}>");
            }
            "style" => panic!("{path}: <style>"),
            "body" if !leads_on => body(path, node),
            _ => {}
        }
    });
    assert_eq!(policies, u32::from(!leads_on), "{path}: policies");
}

fn body(path: &str, body: &Handle) {
    for child in body.children.borrow().iter() {
        match &child.data {
            NodeData::Element { name, .. } => {
                assert!(
                    BODY.contains(&&*name.local),
                    "{path}: <{}> in <body>",
                    name.local
                );
            }
            NodeData::Text { contents } => {
                assert!(
                    contents.borrow().trim().is_empty(),
                    "{path}: {:?} in <body>",
                    contents.borrow()
                );
            }
            _ => {}
        }
    }
}

fn attribute_is_safe(path: &str, element: &str, attribute: &str, value: &str) {
    assert!(
        !attribute.starts_with("on"),
        "{path}: <{element} {attribute}>"
    );
    assert!(
        !matches!(attribute, "srcdoc" | "ping" | "formaction"),
        "{path}: <{element} {attribute}>"
    );
    if attribute == "style" {
        let low = value.to_ascii_lowercase();
        let bad = [
            "url(",
            "expression",
            "import",
            "\\",
            "/*",
            "fixed",
            "-moz-binding",
        ];
        assert!(
            bad.iter().all(|bad| !low.contains(bad)),
            "{path}: <{element} style={value:?}>"
        );
    }
    if !ADDRESSES.contains(&attribute) && !attribute.ends_with(":href") {
        return;
    }
    // As browsers read it.
    let address: String = value
        .chars()
        .filter(|c| !matches!(c, '\t' | '\n' | '\r'))
        .collect();
    let address = address.trim_matches(|c: char| c <= ' ');
    let scheme = address
        .split_once(':')
        .map(|(scheme, _)| scheme.to_ascii_lowercase());
    let scheme = scheme.filter(|scheme| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    });
    let is_link = element == "a" || element == "link" && attribute == "href";
    match scheme.as_deref() {
        None => {
            let other_site =
                address.starts_with(['/', '\\']) && address[1..].starts_with(['/', '\\']);
            assert!(
                is_link || !other_site,
                "{path}: <{element} {attribute}={value:?}>"
            );
        }
        Some(scheme) => {
            let known = ["http", "https", "ftp", "mailto", "tel", "xmpp"].contains(&scheme);
            assert!(
                is_link && known,
                "{path}: <{element} {attribute}={value:?}>"
            );
        }
    }
}

fn text(node: &Handle) -> String {
    let children = node.children.borrow();
    let texts = children.iter().filter_map(|child| match &child.data {
        NodeData::Text { contents } => Some(contents.borrow().to_string()),
        _ => None,
    });
    texts.collect()
}

/// What looks at an element: its name, its attributes with their values, itself.
type See<'s> = dyn FnMut(&str, &[(String, String)], &Handle) + 's;

/// Visits every element. Without recursion: pages may be deep.
fn visit(root: &Handle, see: &mut See<'_>) {
    let mut waiting = vec![root.clone()];
    while let Some(node) = waiting.pop() {
        if let NodeData::Element {
            name,
            attrs,
            template_contents,
            ..
        } = &node.data
        {
            let attributes: Vec<_> = attrs
                .borrow()
                .iter()
                .map(|attribute| {
                    let prefix = attribute
                        .name
                        .prefix
                        .as_ref()
                        .map(|prefix| format!("{prefix}:"));
                    let name = format!("{}{}", prefix.unwrap_or_default(), attribute.name.local);
                    (name.to_ascii_lowercase(), attribute.value.to_string())
                })
                .collect();
            see(&name.local.to_ascii_lowercase(), &attributes, &node);
            waiting.extend(template_contents.borrow().iter().cloned());
        }
        waiting.extend(node.children.borrow().iter().cloned());
    }
}
