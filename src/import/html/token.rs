//! Tags, attributes and entities of HTML.
//!
//! In: HTML of any quality. Out: tags and the text between them; nothing is checked for sense.

/// A tag, or the text between two.
pub(super) enum Token<'t> {
    Text(&'t str),
    Tag {
        name: String,
        attributes: &'t str,
        is_closing: bool,
    },
}

/// A text cut into tags and what is between them; `<` that opens no tag is text.
pub(super) fn tokens(html: &str) -> Vec<Token<'_>> {
    let mut out = Vec::new();
    let (mut from, mut at) = (0, 0);
    // The next end of a tag. It is sought once, however many tags begin before it.
    let mut next_end = 0;
    while let Some(found) = html[at..].find('<') {
        let start = at + found;
        let inner = &html[start + 1..];
        if let Some(comment) = inner.strip_prefix("!--") {
            let end = comment
                .find("-->")
                .map_or(html.len(), |end| start + 4 + end + 3);
            out.push(Token::Text(&html[from..start]));
            (from, at) = (end, end);
            continue;
        }
        let is_closing = inner.starts_with('/');
        let name = inner.trim_start_matches('/');
        let length = name
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
            .unwrap_or(name.len());
        let is_tag = name.starts_with(|c: char| c.is_ascii_alphabetic());
        if next_end <= start {
            let end = html[start..].find('>');
            next_end = end.map_or(html.len(), |end| start + end);
        }
        if !is_tag || next_end == html.len() {
            at = start + 1;
            continue;
        }
        out.push(Token::Text(&html[from..start]));
        let skipped = inner.len() - name.len() + length;
        out.push(Token::Tag {
            name: name[..length].to_ascii_lowercase(),
            attributes: html.get(start + 1 + skipped..next_end).unwrap_or_default(),
            is_closing,
        });
        (from, at) = (next_end + 1, next_end + 1);
    }
    out.push(Token::Text(&html[from..]));
    out
}

/// The value of an attribute.
pub(super) fn attribute(attributes: &str, name: &str) -> Option<String> {
    let at = attributes.to_ascii_lowercase().find(&format!("{name}="))?;
    let value = &attributes[at + name.len() + 1..];
    let value = match value.chars().next()? {
        quote @ ('"' | '\'') => value[1..].split(quote).next()?,
        _ => value.split([' ', '/', '>']).next()?,
    };
    Some(decoded(value))
}

/// A text whose entities are characters.
pub(super) fn decoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let end = rest.bytes().take(12).position(|b| b == b';');
        match end.and_then(|end| Some((entity(&rest[1..end])?, end))) {
            Some((c, end)) => {
                out.push(c);
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

fn entity(name: &str) -> Option<char> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok()?,
            None => number.parse().ok()?,
        };
        return char::from_u32(code);
    }
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "mdash" => '—',
        "ndash" => '–',
        "hellip" => '…',
        "laquo" => '«',
        "raquo" => '»',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "times" => '×',
        "rarr" => '→',
        "larr" => '←',
        "le" => '≤',
        "ge" => '≥',
        "ne" => '≠',
        _ => return None,
    })
}
