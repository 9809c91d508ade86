//! Pages that are open in browsers, and the events that they are sent.
//!
//! A page says what it is and what it showed when it was loaded; it is told only what is news for it:
//! `reload` if it would be another page now, `styles` if only its style sheets would be others,
//! `problems` if there are other errors, `index` if there is a newer search index. The protocol is that of `EventSource` (HTML standard, section
//! 9.2, server-sent events).

use std::io::Write;
use std::net::{Shutdown, TcpStream};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::page::Version;

/// How long a browser may take to accept an event. They are small, so only one that hangs takes any time.
const SENDING: Duration = Duration::from_secs(2);

/// An open page.
pub(super) struct Browser {
    page: String,
    told: Mutex<Told>,
}

/// What is shown at a path now.
pub(super) struct Shown {
    /// The name of this run of the server.
    pub(super) instance: String,
    /// The page.
    pub(super) version: Version,
    /// Its errors and those of the book, each as JSON.
    pub(super) problems: Vec<String>,
    /// Whether the page is not that of the files as they are now, because of errors.
    pub(super) is_old: bool,
    /// The number of the search index; 0 if there is none.
    pub(super) index: u64,
}

/// What an open page knows.
struct Told<S = TcpStream> {
    stream: S,
    instance: String,
    whole: String,
    unstyled: String,
    problems: String,
    index: u64,
}

impl Browser {
    /// A page of a path, with the version that stood in it.
    pub(super) fn new(page: String, version: &str, stream: TcpStream) -> Self {
        // Without a limit a browser that hangs would be the only inconvenience.
        let _ = stream.set_write_timeout(Some(SENDING));
        Self {
            page,
            told: Mutex::new(Told::new(version, stream)),
        }
    }

    /// The path of the page in the site.
    pub(super) fn page(&self) -> &str {
        &self.page
    }

    /// Sends what is news.
    pub(super) fn tell(&self, shown: &Shown, is_forced: bool) {
        self.send(|told| told.tell(shown, is_forced));
    }

    /// Sends the number of the newest search index, if it is news.
    pub(super) fn tell_of_index(&self, number: u64) {
        self.send(|told| told.tell_of_index(number));
    }

    fn send(&self, send: impl FnOnce(&mut Told) -> std::io::Result<()>) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if send(&mut told).is_err() {
            // The connection's own thread sees the end and forgets the browser.
            let _ = told.stream.shutdown(Shutdown::Both);
        }
    }
}

impl<S: Write> Told<S> {
    fn new(version: &str, stream: S) -> Self {
        let mut parts = version.split('.').map(str::to_owned);
        let mut part = || parts.next().unwrap_or_default();
        Self {
            stream,
            instance: part(),
            whole: part(),
            unstyled: part(),
            problems: String::new(),
            index: 0,
        }
    }

    fn tell(&mut self, shown: &Shown, is_forced: bool) -> std::io::Result<()> {
        let Shown {
            instance,
            version,
            problems,
            is_old,
            index,
        } = shown;
        let is_same_server = self.instance == *instance;
        if is_forced || !is_same_server || self.unstyled != version.unstyled {
            // Loaded again, it comes back as another browser; until then it need not be told again.
            self.remember(shown);
            return self.send("reload", "{}");
        }
        if self.whole != version.whole {
            self.remember(shown);
            let styles = &version.styles;
            let version = format!("{instance}.{}.{}", version.whole, version.unstyled);
            let data = serde_json::json!({ "styles": styles, "version": version });
            self.send("styles", &data.to_string())?;
        }
        let problems = format!(
            "{{\"isOld\":{is_old},\"problems\":[{}]}}",
            problems.join(",")
        );
        if self.problems != problems {
            self.send("problems", &problems)?;
            self.problems = problems;
        }
        self.tell_of_index(*index)
    }

    fn tell_of_index(&mut self, number: u64) -> std::io::Result<()> {
        if self.index < number {
            self.index = number;
            self.send("index", &number.to_string())?;
        }
        Ok(())
    }

    fn remember(&mut self, shown: &Shown) {
        self.instance.clone_from(&shown.instance);
        self.whole.clone_from(&shown.version.whole);
        self.unstyled.clone_from(&shown.version.unstyled);
    }

    /// The data are JSON, which has no line feeds.
    fn send(&mut self, event: &str, data: &str) -> std::io::Result<()> {
        let message = format!("event: {event}\ndata: {data}\n\n");
        self.stream.write_all(message.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn shown(whole: &str, unstyled: &str, problems: &[&str]) -> Shown {
        Shown {
            instance: "i".into(),
            version: Version {
                whole: whole.into(),
                unstyled: unstyled.into(),
                styles: vec!["s.css".into()],
            },
            problems: problems.iter().map(|p| (*p).to_owned()).collect(),
            is_old: false,
            index: 0,
        }
    }

    fn events(told: &mut Told<Vec<u8>>, shown: &Shown, is_forced: bool) -> String {
        told.tell(shown, is_forced).unwrap();
        String::from_utf8(std::mem::take(&mut told.stream)).unwrap()
    }

    const NO_PROBLEMS: &str = "event: problems\ndata: {\"isOld\":false,\"problems\":[]}\n\n";
    const RELOAD: &str = "event: reload\ndata: {}\n\n";

    #[test]
    fn a_page_is_told_only_what_is_news_for_it() {
        let mut told = Told::new("i.w.u", Vec::new());
        assert_eq!(events(&mut told, &shown("w", "u", &[]), false), NO_PROBLEMS);
        assert_eq!(events(&mut told, &shown("w", "u", &[]), false), "");
        let problem = events(&mut told, &shown("w", "u", &["{}"]), false);
        assert_eq!(
            problem,
            "event: problems\ndata: {\"isOld\":false,\"problems\":[{}]}\n\n"
        );
        assert_eq!(events(&mut told, &shown("w2", "u2", &[]), false), RELOAD);
    }

    #[test]
    fn new_styles_need_no_new_page() {
        let mut told = Told::new("i.w.u", Vec::new());
        let sent = events(&mut told, &shown("w2", "u", &[]), false);
        let styles = "event: styles\ndata: {\"styles\":[\"s.css\"],\"version\":\"i.w2.u\"}\n\n";
        assert_eq!(sent, format!("{styles}{NO_PROBLEMS}"));
        assert_eq!(events(&mut told, &shown("w2", "u", &[]), false), "");
    }

    #[test]
    fn pages_of_another_run_or_without_version_load_again() {
        for version in ["j.w.u", "", "i"] {
            let mut told = Told::new(version, Vec::new());
            assert_eq!(events(&mut told, &shown("w", "u", &[]), false), RELOAD);
        }
    }

    #[test]
    fn a_newer_index_is_told_once() {
        let mut told = Told::new("i.w.u", Vec::new());
        let with_index = |index| Shown {
            index,
            ..shown("w", "u", &[])
        };
        let first = events(&mut told, &with_index(1), false);
        assert_eq!(first, format!("{NO_PROBLEMS}event: index\ndata: 1\n\n"));
        assert_eq!(events(&mut told, &with_index(1), false), "");
        told.tell_of_index(2).unwrap();
        assert_eq!(told.stream, b"event: index\ndata: 2\n\n");
    }

    #[test]
    fn a_page_whose_pictures_changed_loads_again() {
        let mut told = Told::new("i.w.u", Vec::new());
        assert_eq!(events(&mut told, &shown("w", "u", &[]), true), RELOAD);
    }
}
