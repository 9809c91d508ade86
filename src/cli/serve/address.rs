//! Where the site is served: the port, the address that pages name, and which requests are meant for it.
//!
//! A page of another site can make a browser send requests to this machine under a name of its own
//! (DNS rebinding) and read the answers. So a request is answered only if its `Host` is a name that no
//! other site can have.

use std::io::ErrorKind;
use std::net::{IpAddr, SocketAddr, TcpListener, ToSocketAddrs};

/// The port, if none is named.
const DEFAULT_PORT: u16 = 1111;

/// How many ports are tried, if none is named.
const TRIED_PORTS: u16 = 100;

/// Where the site is served.
pub(super) struct Address {
    /// The full address of the site without a slash at the end, as pages name it.
    pub(super) base_url: String,
    /// The path of the site, empty or with a slash before and none after it.
    pub(super) path: String,
    hosts: Hosts,
    local: SocketAddr,
    interface: String,
}

/// Takes a port at an interface, and the one after if it is taken and was not asked for.
///
/// # Errors
/// If there is no such interface or no free port, or the address of the site is none: what to tell.
pub(super) fn bind(
    interface: &str,
    port: Option<u16>,
    base_url: Option<&str>,
) -> Result<(TcpListener, Address), String> {
    let typed = base_url.map(BaseUrl::read).transpose()?;
    let interface = interface.trim_start_matches('[').trim_end_matches(']');
    let listener = match port {
        Some(port) => listen(interface, port),
        None => listen_from(interface, DEFAULT_PORT),
    };
    let listener = listener.map_err(|(port, error)| match error.kind() {
        ErrorKind::AddrInUse => format!("port {port} is taken: name another one with --port"),
        _ => format!("`{interface}` port {port} cannot be listened at: {error}"),
    })?;
    let local = listener
        .local_addr()
        .map_err(|error| format!("`{interface}` cannot be listened at: {error}"))?;
    let address = Address::new(interface, local, typed);
    Ok((listener, address))
}

type Refused = (u16, std::io::Error);

fn listen_from(interface: &str, first: u16) -> Result<TcpListener, Refused> {
    let last = first + TRIED_PORTS;
    for port in first..last {
        match listen(interface, port) {
            // Windows reserves ranges of ports and refuses them like this.
            Err((_, error))
                if matches!(
                    error.kind(),
                    ErrorKind::AddrInUse | ErrorKind::PermissionDenied
                ) => {}
            other => return other,
        }
    }
    listen(interface, last)
}

fn listen(interface: &str, port: u16) -> Result<TcpListener, Refused> {
    let addresses = (interface, port).to_socket_addrs();
    let listener = addresses.and_then(|addresses| {
        let addresses: Vec<_> = addresses.collect();
        TcpListener::bind(addresses.as_slice())
    });
    listener.map_err(|error| (port, error))
}

impl Address {
    fn new(interface: &str, local: SocketAddr, typed: Option<BaseUrl>) -> Self {
        let hosts = Hosts {
            port: local.port(),
            interface: interface.to_ascii_lowercase(),
            any_address: local.ip().is_unspecified(),
            published: typed.as_ref().map(|typed| typed.host.clone()),
        };
        let mut address = Self {
            base_url: String::new(),
            path: String::new(),
            hosts,
            local,
            interface: interface.to_owned(),
        };
        match typed {
            Some(typed) => {
                address.base_url = typed.url;
                address.path = typed.path;
            }
            None => address.base_url = address.origin(),
        }
        address
    }

    /// The address to open in a browser on this machine.
    pub(super) fn url(&self) -> String {
        format!("{}{}/", self.origin(), self.path)
    }

    fn origin(&self) -> String {
        let port = self.local.port();
        match (self.local.ip(), self.interface.parse::<IpAddr>()) {
            (IpAddr::V4(ip), _) if ip.is_unspecified() => format!("http://127.0.0.1:{port}"),
            (IpAddr::V6(ip), _) if ip.is_unspecified() => format!("http://[::1]:{port}"),
            (_, Ok(IpAddr::V6(ip))) => format!("http://[{ip}]:{port}"),
            (..) => format!("http://{}:{port}", self.interface),
        }
    }

    /// Whether a request with this `Host` is meant for this server.
    pub(super) fn is_meant(&self, host: &str) -> bool {
        self.hosts.allow(host)
    }
}

/// The address typed with `--base-url`.
struct BaseUrl {
    url: String,
    host: String,
    path: String,
}

impl BaseUrl {
    fn read(typed: &str) -> Result<Self, String> {
        let wrong = || {
            format!(
                "`{typed}` is not the address of a site: write it in full, such as `http://localhost:1111/book`"
            )
        };
        let (scheme, rest) = typed.split_once("://").ok_or_else(wrong)?;
        let default_port = match scheme {
            "http" => ":80",
            "https" => ":443",
            _ => return Err(wrong()),
        };
        let rest = rest.trim_end_matches('/');
        let is_odd = |c: char| c.is_whitespace() || c.is_control() || "?#\"<>\\@".contains(c);
        let (host, path) = match rest.find('/') {
            Some(at) => rest.split_at(at),
            None => (rest, ""),
        };
        let has_odd_segment = path
            .split('/')
            .skip(1)
            .any(|segment| matches!(segment, "" | "." | ".."));
        if host.is_empty() || rest.contains(is_odd) || has_odd_segment {
            return Err(wrong());
        }
        let host = host.to_ascii_lowercase();
        Ok(Self {
            url: format!("{scheme}://{rest}"),
            host: host.strip_suffix(default_port).unwrap_or(&host).to_owned(),
            path: path.to_owned(),
        })
    }
}

/// The values of `Host` that are this server's.
struct Hosts {
    port: u16,
    interface: String,
    /// Whether it listens at every address of the machine. Then every address is its own: names can
    /// be made to point here, addresses cannot.
    any_address: bool,
    /// Host and port of `--base-url`, for those who reach the server by way of another.
    published: Option<String>,
}

impl Hosts {
    fn allow(&self, host: &str) -> bool {
        let host = host.to_ascii_lowercase();
        if self.published.as_deref() == Some(&*host) {
            return true;
        }
        let Some((name, port)) = name_and_port(&host) else {
            return false;
        };
        let is_address = || self.any_address && name.parse::<IpAddr>().is_ok();
        port == self.port
            && (matches!(name, "localhost" | "127.0.0.1" | "::1")
                || name == self.interface
                || is_address())
    }
}

/// `localhost:1111` → `localhost` and 1111; addresses of version 6 without brackets.
fn name_and_port(host: &str) -> Option<(&str, u16)> {
    let (name, rest) = match host.strip_prefix('[') {
        Some(rest) => rest.split_once(']')?,
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let port = match rest.strip_prefix(':') {
        Some(port) if port.bytes().all(|b| b.is_ascii_digit()) => port.parse().ok()?,
        None if rest.is_empty() => 80,
        _ => return None,
    };
    Some((name, port))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn at(interface: &str, local: &str, base_url: Option<&str>) -> Address {
        let typed = base_url.map(|typed| BaseUrl::read(typed).unwrap());
        Address::new(interface, local.parse().unwrap(), typed)
    }

    #[test]
    fn only_names_that_no_other_site_can_have_are_answered() {
        let address = at("127.0.0.1", "127.0.0.1:1111", None);
        for own in [
            "localhost:1111",
            "LocalHost:1111",
            "127.0.0.1:1111",
            "[::1]:1111",
        ] {
            assert!(address.is_meant(own), "{own}");
        }
        for foreign in [
            "evil.example:1111",
            "evil.example",
            "localhost",
            "localhost:1112",
            "127.0.0.1:1111.evil.example",
            "localhost.evil.example:1111",
            "192.168.0.7:1111",
            "localhost:+1111",
            "[::1",
            "::1:1111",
            "",
        ] {
            assert!(!address.is_meant(foreign), "{foreign}");
        }
    }

    #[test]
    fn a_server_for_other_machines_answers_to_addresses_but_not_to_names() {
        let address = at("0.0.0.0", "0.0.0.0:1111", None);
        assert!(address.is_meant("192.168.0.7:1111"));
        assert!(address.is_meant("[fe80::1]:1111"));
        assert!(!address.is_meant("evil.example:1111"));
    }

    #[test]
    fn the_named_interface_and_the_named_site_are_answered() {
        let address = at(
            "box.lan",
            "192.168.0.7:8000",
            Some("https://Preview.example/book/"),
        );
        assert!(address.is_meant("box.lan:8000"));
        assert!(address.is_meant("preview.example"));
        assert!(!address.is_meant("192.168.0.7:8000"));
        assert!(!address.is_meant("preview.example:8000"));
        let address = at("127.0.0.1", "127.0.0.1:80", Some("http://localhost:80"));
        assert!(address.is_meant("localhost"));
    }

    #[test]
    fn pages_name_the_address_that_they_are_served_at() {
        let address = at("127.0.0.1", "127.0.0.1:1111", None);
        assert_eq!(address.base_url, "http://127.0.0.1:1111");
        assert_eq!(address.url(), "http://127.0.0.1:1111/");
        assert_eq!(at("::1", "[::1]:1", None).base_url, "http://[::1]:1");
        assert_eq!(at("::", "[::]:1", None).base_url, "http://[::1]:1");
        assert_eq!(
            at("0.0.0.0", "0.0.0.0:1", None).base_url,
            "http://127.0.0.1:1"
        );
    }

    #[test]
    fn the_path_of_the_named_address_is_where_the_site_is_served() {
        let address = at(
            "127.0.0.1",
            "127.0.0.1:1111",
            Some("https://example.org/a/b/"),
        );
        assert_eq!(address.base_url, "https://example.org/a/b");
        assert_eq!(address.path, "/a/b");
        assert_eq!(address.url(), "http://127.0.0.1:1111/a/b/");
    }

    #[test]
    fn an_address_that_is_none_is_refused() {
        for typed in [
            "example.org",
            "ftp://example.org",
            "http://",
            "http:///a",
            "http://a/b?c",
            "http://a/../b",
            "http://a//b",
            "http://a b",
        ] {
            assert!(BaseUrl::read(typed).is_err(), "{typed}");
        }
    }

    #[test]
    fn a_port_that_was_asked_for_is_not_replaced_by_another() {
        let (listener, _) = bind("127.0.0.1", Some(0), None).unwrap();
        let taken = listener.local_addr().unwrap().port();
        let refused = bind("127.0.0.1", Some(taken), None).err().unwrap();
        assert!(
            refused.contains(&format!("port {taken} is taken")),
            "{refused}"
        );
        let next = listen_from("127.0.0.1", taken.min(u16::MAX - TRIED_PORTS)).unwrap();
        assert_ne!(next.local_addr().unwrap().port(), taken);
    }
}
