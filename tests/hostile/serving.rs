//! Readers of `serve` who mean harm, or are slow, or are many: no file but the site's, and everybody else is answered.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpStream, UdpSocket};
use std::time::{Duration, Instant};

use crate::serve::{book, serve};

/// Addresses that lead out of the site in one way of reading or another: none is a file.
#[test]
fn no_address_leads_out_of_the_site() {
    let server = serve(book(), &[]);
    let long = "/a".repeat(7_000);
    for path in [
        "/..%2fbook.toml",
        "/%2e%2e%2fbook.toml",
        "/%252e%252e/book.toml",
        "/topic/%2e%2e/%2e%2e/book.toml",
        "/topic/..;/..;/book.toml",
        "/..\\book.toml",
        "/..%5cbook.toml",
        "/%c0%ae%c0%ae/book.toml",
        "/.%00./book.toml",
        "/book.toml%00.html",
        "/index.html%00",
        "/%00",
        "/./book.toml",
        "//",
        "//book.toml",
        "/c:/windows/win.ini",
        "/file:///etc/passwd",
        "/%2fetc%2fpasswd",
        "/~root/.profile",
        "/.answerbook/",
        "/.git/config",
        "/content/",
        "/static/",
        "/templates/question.html",
        &long,
    ] {
        let answer = server.get(path);
        assert!(
            matches!(answer.status, 400 | 404),
            "{path}: {}",
            answer.status
        );
        for secret in ["title =", "root:", "[book]"] {
            assert!(!answer.text.contains(secret), "{path}");
        }
    }
    // No folder shows what is in it.
    let folder = server.get("/search/");
    assert!(!folder.text.contains("engine.wasm"), "{}", folder.text);
}

/// Whoever reviews a book looks at it here, errors and all: what a browser would run is not given out.
#[test]
fn nothing_of_the_content_is_run() {
    let folder = book();
    let drawing = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><script>alert(1)</script></svg>";
    let files = [
        ("content/a.html", "<script>alert(1)</script>"),
        ("content/topic/b.svg", drawing),
        ("content/c", "<script>alert(1)</script>"),
    ];
    for (file, text) in files {
        super::write(folder.path(), file, text);
    }
    let server = serve(folder, &[]);
    for path in ["/a.html", "/topic/b.svg", "/c"] {
        let answer = server.get(path);
        assert!(!answer.text.contains("alert"), "{path}: {}", answer.text);
    }
}

/// Names that a site of somebody else can have (DNS rebinding), and those that only look like one's own.
#[test]
fn only_names_of_the_machine_itself_are_answered() {
    let server = serve(book(), &[]);
    let port = server.port;
    let status = |hosts: &str| {
        let request = format!("GET / HTTP/1.1\r\n{hosts}Connection: close\r\n\r\n");
        server.send(&request).status
    };
    for host in [
        format!("localhost.evil.example:{port}"),
        format!("127.0.0.1.evil.example:{port}"),
        format!("evil.example#localhost:{port}"),
        format!("localhost:{port}@evil.example"),
        format!("192.0.2.1:{port}"),
        format!("0.0.0.0:{port}"),
        format!("[::ffff:192.0.2.1]:{port}"),
        "localhost".to_owned(),
        String::new(),
    ] {
        assert!(
            matches!(status(&format!("Host: {host}\r\n")), 400 | 403),
            "{host}"
        );
    }
    let two = format!("Host: localhost:{port}\r\nHost: evil.example\r\n");
    assert_eq!(status(&two), 400);
    let folded = format!("Host: localhost:{port}\r\n evil.example\r\n");
    assert!(matches!(status(&folded), 400 | 403));
    assert_eq!(status(&format!("hOsT: LOCALHOST:{port}\r\n")), 200);
}

/// Other machines are not let in: the socket is bound to the loopback interface.
#[test]
fn other_interfaces_are_not_listened_at() {
    // To connect a datagram socket sends nothing, and tells which address would be one's own.
    let probe = UdpSocket::bind((Ipv4Addr::UNSPECIFIED, 0)).unwrap();
    let own = probe
        .connect("192.0.2.1:9")
        .and_then(|()| probe.local_addr());
    let Some(IpAddr::V4(own)) = own
        .ok()
        .map(|own| own.ip())
        .filter(|own| !own.is_loopback())
    else {
        eprintln!("skipped: this machine has no other interface");
        return;
    };
    let server = serve(book(), &[]);
    let there = SocketAddr::from((own, server.port));
    let connected = TcpStream::connect_timeout(&there, Duration::from_secs(2));
    assert!(connected.is_err(), "{there}");
}

#[test]
fn requests_that_are_too_long_end_in_an_answer() {
    let server = serve(book(), &[]);
    let port = server.port;
    let host = format!("Host: localhost:{port}\r\n");
    for (request, status) in [
        (format!("GET /?{} HTTP/1.1\r\n", "a".repeat(1 << 20)), 431),
        (
            format!("GET / HTTP/1.1\r\n{host}{}", "A: b\r\n".repeat(1_000)),
            431,
        ),
        (
            format!("GET / HTTP/1.1\r\n{host}A: {}\r\n", "b".repeat(1 << 20)),
            431,
        ),
        (format!("GET / HTTP/1.1\r\n{host}A\0: b\r\n\r\n"), 400),
        (format!("GET /\0 HTTP/1.1\r\n{host}\r\n"), 400),
        (format!("GET / HTTP/9.9\r\n{host}\r\n"), 400),
        (
            "\x16\x03\x01\x02\0\x01\0\x01\u{fc}\x03\x03\r\n\r\n".to_owned(),
            400,
        ),
        (
            format!("POST / HTTP/1.1\r\n{host}Content-Length: 99999999999999999999\r\n\r\n"),
            405,
        ),
        (
            format!("POST / HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\nffffffffffff\r\n"),
            405,
        ),
    ] {
        let start = &request[..request.floor_char_boundary(60)];
        let mut stream = server.connect();
        // Whoever has heard enough does not wait for the rest.
        let _ = stream.write_all(request.as_bytes());
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        assert!(
            answer.starts_with(&format!("HTTP/1.1 {status} ")),
            "{start:?}: {answer}"
        );
    }
    assert_eq!(server.get("/").status, 200);
}

/// Whoever opens connections and says nothing, or says it slowly, keeps nobody else from being answered for longer
/// than a request may take.
#[test]
fn slow_and_many_readers_do_not_keep_others_out() {
    let mut server = serve(book(), &[]);
    let mut slow: Vec<TcpStream> = (0..100).map(|_| server.connect()).collect();
    for stream in &mut slow {
        stream.write_all(b"GET / HT").unwrap();
    }
    assert_eq!(server.get("/").status, 200);
    // Whoever asks for much and reads nothing.
    let port = server.port;
    let requests =
        format!("GET /search/engine.wasm HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n").repeat(50);
    let mut deaf: Vec<TcpStream> = (0..20).map(|_| server.connect()).collect();
    for stream in &mut deaf {
        stream.write_all(requests.as_bytes()).unwrap();
    }
    // More than there are places: refused at once, and the server goes on.
    let many: Vec<TcpStream> = (0..400)
        .filter_map(|_| TcpStream::connect(("127.0.0.1", port)).ok())
        .collect();
    drop(many);
    let begun = Instant::now();
    for stream in &mut slow {
        // A byte now and then does not lengthen the time that a request may take.
        let _ = stream.write_all(b"T");
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8_lossy(&answer);
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 4"),
            "{answer}"
        );
    }
    assert!(
        begun.elapsed() < Duration::from_secs(50),
        "{:?}",
        begun.elapsed()
    );
    drop((slow, deaf));
    server.wait_for("/", |answer| answer.status == 200);
    assert!(server.process.try_wait().unwrap().is_none());
}
