//! The server: accepts connections, looks requests up, and sends what is found.

use std::fs::File;
use std::io;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use super::address::Address;
use super::edition::Found;
use super::http::{self, Answer, Connection, Content, Method, Request, Status};
use super::live::Live;
use super::page::{Body, Page};

/// Connections at once, each with a thread. Browsers open six, and one more for every page in sight.
const CONNECTIONS: usize = 128;

/// The script of served pages. It is no part of the site.
const SCRIPT: &str = include_str!("live.js");

/// The folder of the server's own addresses.
pub(super) const OWN_FOLDER: &str = "__answerbook";

struct Server {
    address: Address,
    live: Arc<Live>,
    connections: AtomicUsize,
}

/// Answers requests until the program ends.
///
/// # Errors
/// If the system has no thread for it.
pub(super) fn start(listener: TcpListener, address: Address, live: Arc<Live>) -> io::Result<()> {
    let server = Arc::new(Server {
        address,
        live,
        connections: AtomicUsize::new(0),
    });
    let accept = move || {
        for stream in listener.incoming() {
            match stream {
                Ok(stream) => Server::accept(&server, stream),
                // Out of file handles, for example: they come back.
                Err(_) => std::thread::sleep(Duration::from_millis(50)),
            }
        }
    };
    let thread = std::thread::Builder::new().name("server".into());
    thread.spawn(accept).map(|_| ())
}

/// A place among the connections, free again when it is dropped.
struct Slot(Arc<Server>);

impl Drop for Slot {
    fn drop(&mut self) {
        self.0.connections.fetch_sub(1, Ordering::Relaxed);
    }
}

/// What the query of `…/events` says.
pub(super) struct Follower {
    /// The page, as a path of the site.
    pub(super) page: String,
    /// What the page was when it was loaded.
    pub(super) version: String,
}

impl Server {
    fn accept(self: &Arc<Self>, stream: TcpStream) {
        // Counted before the thread runs, so that the limit holds however many come at once.
        let open = self.connections.fetch_add(1, Ordering::Relaxed);
        let slot = Slot(self.clone());
        let converse = move || {
            // Whatever ends a connection is the business of whoever ends it.
            let _ = Connection::new(stream)
                .and_then(|connection| slot.0.converse(connection, open >= CONNECTIONS));
        };
        // Some of those that are too many are told so; the others find the connection closed, as they do
        // if there is no thread for them.
        if open < 2 * CONNECTIONS {
            let thread = std::thread::Builder::new().name("connection".into());
            let _ = thread.spawn(converse);
        }
    }

    fn converse(&self, mut connection: Connection, is_too_much: bool) -> io::Result<()> {
        while let Some(next) = connection.next()? {
            let request = match next {
                Ok(request) if !is_too_much => request,
                other => {
                    let status = other.err().unwrap_or(http::UNAVAILABLE);
                    connection.answer(Method::Get, refusal(status), true)?;
                    return connection.close();
                }
            };
            let answer = self.find(&request);
            let is_stream = matches!(answer.content, Content::Events);
            let closes = is_stream || !request.keeps_alive;
            connection.answer(request.method, answer, closes)?;
            if is_stream && request.method == Method::Get {
                return self.send_events(connection, &request);
            }
            if closes {
                return connection.close();
            }
        }
        Ok(())
    }

    /// What a request gets.
    fn find(&self, request: &Request) -> Answer {
        if !self.address.is_meant(&request.host) {
            let text = "This server answers to its own name only. Give others with --interface or --base-url.";
            return Answer::text(http::FORBIDDEN, text);
        }
        if request.method == Method::Other {
            return refusal(http::METHOD_NOT_ALLOWED);
        }
        let Some(path) = http::decode(&request.path) else {
            return refusal(http::BAD_REQUEST);
        };
        let Some(path) = self.in_site(&path) else {
            let site = format!("{}/", self.address.path);
            let is_before = matches!(&*request.path, "/") || *request.path == self.address.path;
            return match is_before {
                true => Answer::redirect(site),
                false => Answer::text(http::NOT_FOUND, &format!("The site is at {site}")),
            };
        };
        if let Some(own) = path
            .strip_prefix(OWN_FOLDER)
            .and_then(|own| own.strip_prefix('/'))
        {
            return match own {
                "live.js" => {
                    let script = Content::Bytes(SCRIPT.into());
                    Answer::new(http::OK, "text/javascript; charset=utf-8", script)
                }
                "events" => Answer::new(http::OK, "text/event-stream", Content::Events),
                _ => refusal(http::NOT_FOUND),
            };
        }
        self.file(path, &request.query)
    }

    /// The path below the site's, which begins with a slash.
    fn in_site<'p>(&self, path: &'p str) -> Option<&'p str> {
        let site = http::decode(&self.address.path)?;
        path.strip_prefix(&*site)?.strip_prefix('/')
    }

    fn file(&self, path: &str, query: &str) -> Answer {
        match self.live.find(path) {
            Some(Found::Page(page)) => self.page(http::OK, &page),
            Some(Found::Missing(page)) => self.page(http::NOT_FOUND, &page),
            Some(Found::Folder) => {
                let query = if query.is_empty() {
                    String::new()
                } else {
                    format!("?{query}")
                };
                let folder = encode(path);
                Answer::redirect(format!("{}/{folder}/{query}", self.address.path))
            }
            Some(Found::Failed) => self.page(http::INTERNAL_ERROR, &Page::of_no_book()),
            None => self.page(http::UNAVAILABLE, &Page::of_no_book()),
        }
    }

    fn page(&self, status: Status, page: &Page) -> Answer {
        let content = match &page.body {
            Body::Made(_) => {
                let script = format!("{}/{OWN_FOLDER}/live.js", self.address.path);
                let bytes = page.bytes(&script, self.live.instance());
                Content::Bytes(bytes.unwrap_or_default())
            }
            Body::OnDisk(place) => match open(place) {
                Ok((file, length)) => Content::File(file, length),
                Err(error) => {
                    let text = format!("`{}` cannot be read: {error}", place.display());
                    return Answer::text(http::INTERNAL_ERROR, &text);
                }
            },
        };
        Answer::new(status, page.content_type(), content)
    }

    /// Keeps a connection open for a page that follows changes.
    fn send_events(&self, connection: Connection, request: &Request) -> io::Result<()> {
        let parameter = |name| http::parameter(&request.query, name).unwrap_or_default();
        let page = http::decode(&parameter("page")).unwrap_or_default();
        let follower = Follower {
            page: self.in_site(&page).unwrap_or_default().to_owned(),
            version: parameter("version"),
        };
        let browser = self.live.add_browser(follower, connection.stream()?);
        let ended = connection.wait_for_end();
        self.live.remove_browser(&browser);
        ended
    }
}

fn refusal(status: Status) -> Answer {
    Answer::text(status, &format!("{} {}", status.0, status.1))
}

/// Opens a file of the book. Only a plain one: opening a pipe would wait forever.
fn open(place: &std::path::Path) -> io::Result<(File, u64)> {
    if !std::fs::symlink_metadata(place)?.is_file() {
        return Err(io::Error::other("not a file"));
    }
    let file = File::open(place)?;
    let length = file.metadata()?.len();
    Ok((file, length))
}

/// A path as it stands in an address (RFC 3986: all but the unreserved characters and slashes).
fn encode(path: &str) -> String {
    let mut address = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                address.push(char::from(byte));
            }
            _ => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

#[cfg(test)]
mod tests {
    use super::encode;

    #[test]
    fn redirects_lead_to_encoded_addresses() {
        assert_eq!(encode("a b/ї"), "a%20b/%D1%97");
        assert_eq!(encode("a\r\nSet-Cookie: b"), "a%0D%0ASet-Cookie%3A%20b");
    }
}
