//! stub
#![allow(missing_docs)]
#[derive(Clone, Debug)]
pub enum Address {
    External,
    Contact,
    Anchor(String),
    Local {
        path: String,
        anchor: Option<String>,
    },
    Unsafe {
        scheme: String,
    },
}
pub fn address(raw: &str) -> Address {
    if raw.contains("://") {
        return Address::External;
    }
    if raw.starts_with("mailto:") {
        return Address::Contact;
    }
    if let Some(a) = raw.strip_prefix('#') {
        return Address::Anchor(a.into());
    }
    match raw.split_once('#') {
        Some((p, a)) => Address::Local {
            path: p.into(),
            anchor: Some(a.into()),
        },
        None => Address::Local {
            path: raw.into(),
            anchor: None,
        },
    }
}
pub fn resolve(folder: &str, path: &str) -> Option<String> {
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for p in path.split('/') {
        match p {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            p => parts.push(p),
        }
    }
    Some(parts.join("/"))
}
