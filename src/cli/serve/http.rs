//! HTTP/1.1 (RFC 9112) as far as a server of files needs it: requests without content, and answers.
//!
//! Whoever sends is not trusted: a request has a bounded size and must come in a bounded time.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::{Duration, Instant};

use httparse::{EMPTY_HEADER, Status as Parsed};

/// The largest request, in bytes. Addresses and headers of browsers are some ten times smaller.
const REQUEST_BYTES: usize = 16 << 10;

/// The most headers of a request.
const HEADERS: usize = 64;

/// How long a connection may say nothing between two requests.
const IDLE: Duration = Duration::from_secs(30);

/// How long a request may take to come in.
const RECEIVING: Duration = Duration::from_secs(10);

/// How long a reader may take to accept some bytes of an answer.
const SENDING: Duration = Duration::from_secs(10);

/// How long a connection is kept for an answer to arrive that the other side may not be waiting for.
const CLOSING: Duration = Duration::from_millis(500);

/// A request.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// What is to be done.
    pub(super) method: Method,
    /// The path as it was sent, beginning with a slash.
    pub(super) path: String,
    /// What followed `?`, as it was sent.
    pub(super) query: String,
    /// The host that it is for; empty in requests of HTTP/1.0 that say none.
    pub(super) host: String,
    /// Whether another request may follow.
    pub(super) keeps_alive: bool,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    /// Send a file.
    Get,
    /// Send what would be said of a file, but not the file.
    Head,
    /// Something that this server does not do.
    Other,
}

/// A status of an answer: number and words (RFC 9110, section 15).
pub(super) type Status = (u16, &'static str);

pub(super) const OK: Status = (200, "OK");
pub(super) const FOUND: Status = (302, "Found");
pub(super) const BAD_REQUEST: Status = (400, "Bad Request");
pub(super) const FORBIDDEN: Status = (403, "Forbidden");
pub(super) const NOT_FOUND: Status = (404, "Not Found");
pub(super) const METHOD_NOT_ALLOWED: Status = (405, "Method Not Allowed");
pub(super) const REQUEST_TIMEOUT: Status = (408, "Request Timeout");
pub(super) const TOO_LARGE: Status = (431, "Request Header Fields Too Large");
pub(super) const INTERNAL_ERROR: Status = (500, "Internal Server Error");
pub(super) const UNAVAILABLE: Status = (503, "Service Unavailable");

/// An answer.
pub(super) struct Answer {
    pub(super) status: Status,
    pub(super) content_type: &'static str,
    /// Where to go instead.
    pub(super) location: Option<String>,
    pub(super) content: Content,
}

/// What an answer holds.
pub(super) enum Content {
    /// These bytes.
    Bytes(Vec<u8>),
    /// So many bytes of this file.
    File(File, u64),
    /// Events, for as long as the connection lasts. Not sent by [`Connection::answer`].
    Events,
}

impl Answer {
    /// Content of a type.
    pub(super) fn new(status: Status, content_type: &'static str, content: Content) -> Self {
        Self {
            status,
            content_type,
            location: None,
            content,
        }
    }

    /// A sentence for whoever reads it.
    pub(super) fn text(status: Status, text: &str) -> Self {
        let content = Content::Bytes(format!("{text}\n").into_bytes());
        Self::new(status, "text/plain; charset=utf-8", content)
    }

    /// Another address.
    pub(super) fn redirect(location: String) -> Self {
        let mut answer = Self::text(FOUND, &location);
        answer.location = Some(location);
        answer
    }

    /// The lines before the content. Nothing is to be stored: the next answer may be another.
    fn head(&self, closes: bool) -> String {
        let (number, words) = self.status;
        let mut head = format!(
            "HTTP/1.1 {number} {words}\r\nContent-Type: {}\r\nCache-Control: no-store\r\n\
             X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n",
            self.content_type
        );
        let length = match &self.content {
            Content::Bytes(bytes) => Some(bytes.len() as u64),
            Content::File(_, length) => Some(*length),
            Content::Events => None,
        };
        if let Some(length) = length {
            head.push_str(&format!("Content-Length: {length}\r\n"));
        }
        if self.status == METHOD_NOT_ALLOWED {
            head.push_str("Allow: GET, HEAD\r\n");
        }
        if let Some(location) = &self.location {
            head.push_str(&format!("Location: {location}\r\n"));
        }
        head.push_str(if closes {
            "Connection: close\r\n\r\n"
        } else {
            "Connection: keep-alive\r\n\r\n"
        });
        head
    }
}

/// A connection that requests come from.
pub(super) struct Connection {
    stream: TcpStream,
    /// Bytes that came and were not parsed yet.
    received: Vec<u8>,
}

impl Connection {
    /// A new connection.
    pub(super) fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(SENDING))?;
        Ok(Self {
            stream,
            received: Vec::new(),
        })
    }

    /// The next request, or why it cannot be understood; `None` if there is no more.
    pub(super) fn next(&mut self) -> io::Result<Option<Result<Request, Status>>> {
        let mut deadline = Instant::now() + IDLE;
        loop {
            if !self.received.is_empty() {
                match parse(&self.received) {
                    Ok(Some((request, length))) => {
                        self.received.drain(..length);
                        return Ok(Some(Ok(request)));
                    }
                    Ok(None) => {}
                    Err(status) => return Ok(Some(Err(status))),
                }
            }
            let is_first = self.received.is_empty();
            match self.receive(deadline) {
                Ok(0) => return Ok(None),
                Ok(_) if is_first => deadline = Instant::now() + RECEIVING,
                Ok(_) => {}
                Err(error) if !is_timeout(&error) => return Err(error),
                Err(_) if is_first => return Ok(None),
                Err(_) => return Ok(Some(Err(REQUEST_TIMEOUT))),
            }
        }
    }

    fn receive(&mut self, deadline: Instant) -> io::Result<usize> {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        let mut bytes = [0; 4096];
        let length = read(&mut self.stream, &mut bytes)?;
        self.received.extend_from_slice(&bytes[..length]);
        Ok(length)
    }

    /// Sends an answer.
    pub(super) fn answer(
        &mut self,
        method: Method,
        answer: Answer,
        closes: bool,
    ) -> io::Result<()> {
        let mut message = answer.head(closes).into_bytes();
        if method == Method::Head {
            return self.stream.write_all(&message);
        }
        match answer.content {
            Content::Bytes(bytes) => {
                message.extend_from_slice(&bytes);
                self.stream.write_all(&message)
            }
            Content::File(file, length) => {
                self.stream.write_all(&message)?;
                let sent = io::copy(&mut file.take(length), &mut self.stream)?;
                // The file became shorter: only the end of the connection can tell the reader.
                if sent < length {
                    return Err(ErrorKind::UnexpectedEof.into());
                }
                Ok(())
            }
            Content::Events => self.stream.write_all(&message),
        }
    }

    /// Ends the connection so that the last answer arrives: closing one with unread bytes would make
    /// the system throw the answer away.
    pub(super) fn close(mut self) -> io::Result<()> {
        self.stream.shutdown(Shutdown::Write)?;
        let deadline = Instant::now() + CLOSING;
        loop {
            self.received.clear();
            match self.receive(deadline) {
                Ok(0) | Err(_) => return Ok(()),
                Ok(_) => {}
            }
        }
    }

    /// Waits until the other side ends the connection.
    pub(super) fn wait_for_end(mut self) -> io::Result<()> {
        self.stream.set_read_timeout(None)?;
        let mut bytes = [0; 64];
        while read(&mut self.stream, &mut bytes)? > 0 {}
        Ok(())
    }

    /// Another handle of the connection, for sending events.
    pub(super) fn stream(&self) -> io::Result<TcpStream> {
        self.stream.try_clone()
    }
}

fn read(stream: &mut TcpStream, bytes: &mut [u8]) -> io::Result<usize> {
    loop {
        match stream.read(bytes) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            other => return other,
        }
    }
}

/// Systems call the end of a time limit by different names.
fn is_timeout(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// The request at the beginning of what came, and its length; `None` if it is not complete.
fn parse(received: &[u8]) -> Result<Option<(Request, usize)>, Status> {
    let mut headers = [EMPTY_HEADER; HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let length = match parsed.parse(received) {
        Ok(Parsed::Complete(length)) if length <= REQUEST_BYTES => length,
        Ok(Parsed::Partial) if received.len() < REQUEST_BYTES => return Ok(None),
        Ok(_) | Err(httparse::Error::TooManyHeaders) => return Err(TOO_LARGE),
        Err(_) => return Err(BAD_REQUEST),
    };
    let is_new = parsed.version == Some(1);
    let values = |name: &str| -> Vec<&[u8]> {
        let headers = parsed.headers.iter();
        let of_name = headers.filter(|header| header.name.eq_ignore_ascii_case(name));
        of_name.map(|header| header.value).collect()
    };
    let mut host = match values("host").as_slice() {
        [] if !is_new => "",
        [host] => std::str::from_utf8(host).map_err(|_| BAD_REQUEST)?.trim(),
        _ => return Err(BAD_REQUEST),
    };
    let target = parsed.path.unwrap_or_default();
    let method = match parsed.method {
        Some("GET") => Method::Get,
        Some("HEAD") => Method::Head,
        _ => Method::Other,
    };
    let mut path_and_query = target;
    // As it is sent to proxies; the address then counts, not the header (RFC 9112, section 3.2.2).
    if let Some((_, rest)) = target
        .split_once("://")
        .filter(|_| !target.starts_with('/'))
    {
        let at = rest.find(['/', '?']).unwrap_or(rest.len());
        (host, path_and_query) = rest.split_at(at);
    }
    let (path, query) = path_and_query
        .split_once('?')
        .unwrap_or((path_and_query, ""));
    let path = if path.is_empty() { "/" } else { path };
    if method != Method::Other && !path.starts_with('/') {
        return Err(BAD_REQUEST);
    }
    // Content is not read, so what follows it would be taken for a request.
    let has_content = values("content-length").iter().any(|value| *value != b"0")
        || !values("transfer-encoding").is_empty();
    let closes = values("connection").iter().any(|value| {
        let tokens = value.split(|byte| *byte == b',');
        tokens
            .map(<[u8]>::trim_ascii)
            .any(|token| token.eq_ignore_ascii_case(b"close"))
    });
    let request = Request {
        method,
        path: path.to_owned(),
        query: query.to_owned(),
        host: host.to_owned(),
        keeps_alive: is_new && !closes && !has_content && method != Method::Other,
    };
    Ok(Some((request, length)))
}

/// `a%20b` → `a b`; `None` if that is no text.
pub(super) fn decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16);
        let (high, low) = (digit()?, digit()?);
        bytes.push(u8::try_from(high * 16 + low).ok()?);
    }
    String::from_utf8(bytes).ok()
}

/// The value of a parameter of a query, decoded.
pub(super) fn parameter(query: &str, name: &str) -> Option<String> {
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    let (_, value) = pairs.find(|(known, _)| *known == name)?;
    decode(&value.replace('+', " "))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn request(text: &str) -> Request {
        let (request, length) = parse(text.as_bytes()).unwrap().unwrap();
        assert_eq!(length, text.len());
        request
    }

    #[test]
    fn a_request_is_method_path_query_and_host() {
        let parsed = request("GET /a/b.html?q=1&r=%20 HTTP/1.1\r\nHost: localhost:1111\r\n\r\n");
        let expected = Request {
            method: Method::Get,
            path: "/a/b.html".into(),
            query: "q=1&r=%20".into(),
            host: "localhost:1111".into(),
            keeps_alive: true,
        };
        assert_eq!(parsed, expected);
        let head = request("HEAD / HTTP/1.1\r\nhost: a\r\nConnection: TE, Close\r\n\r\n");
        assert_eq!((head.method, head.keeps_alive), (Method::Head, false));
    }

    #[test]
    fn the_host_of_a_full_address_counts() {
        let parsed = request("GET http://evil.example/a HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert_eq!((&*parsed.host, &*parsed.path), ("evil.example", "/a"));
        let parsed = request("GET http://evil.example?a HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assert_eq!((&*parsed.host, &*parsed.path), ("evil.example", "/"));
    }

    #[test]
    fn old_clients_may_leave_the_host_out_and_are_answered_once() {
        let parsed = request("GET / HTTP/1.0\r\n\r\n");
        assert_eq!((&*parsed.host, parsed.keeps_alive), ("", false));
    }

    #[test]
    fn a_request_with_content_ends_the_connection() {
        let length = "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\n";
        assert!(!request(length).keeps_alive);
        let chunks = "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
        assert!(!request(chunks).keeps_alive);
        let none = "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
        assert!(request(none).keeps_alive);
        assert!(!request("POST / HTTP/1.1\r\nHost: a\r\n\r\n").keeps_alive);
    }

    #[test]
    fn what_is_no_request_is_refused() {
        for wrong in [
            "nonsense\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
            "GET a HTTP/1.1\r\nHost: a\r\n\r\n",
            "GET / HTTP/3\r\nHost: a\r\n\r\n",
        ] {
            assert_eq!(parse(wrong.as_bytes()).err(), Some(BAD_REQUEST), "{wrong}");
        }
    }

    #[test]
    fn requests_have_a_bounded_size() {
        let long = format!("GET /{}", "a".repeat(REQUEST_BYTES));
        assert_eq!(parse(long.as_bytes()).err(), Some(TOO_LARGE));
        let many = format!("GET / HTTP/1.1\r\n{}\r\n", "A: b\r\n".repeat(HEADERS + 1));
        assert_eq!(parse(many.as_bytes()).err(), Some(TOO_LARGE));
        assert_eq!(parse(b"GET / HTTP/1.1\r\nHos"), Ok(None));
    }

    #[test]
    fn requests_may_follow_each_other_closely() {
        let one = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
        let both = format!("{one}GET /b HTTP/1.1\r\nHost: a\r\n\r\n");
        let (first, length) = parse(both.as_bytes()).unwrap().unwrap();
        assert_eq!((&*first.path, length), ("/a", one.len()));
    }

    #[test]
    fn addresses_are_decoded_once() {
        assert_eq!(decode("a%20b%2Fc"), Some("a b/c".into()));
        assert_eq!(decode("%D1%97"), Some("ї".into()));
        assert_eq!(decode("%2525"), Some("%25".into()));
        for wrong in ["%", "%4", "%zz", "%+1", "%ff"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn parameters_are_found_by_name() {
        let query = "page=%2Fa%2520b&version=1+2";
        assert_eq!(parameter(query, "page"), Some("/a%20b".into()));
        assert_eq!(parameter(query, "version"), Some("1 2".into()));
        assert_eq!(parameter(query, "pag"), None);
    }
}
