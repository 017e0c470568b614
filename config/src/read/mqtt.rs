//! The external broker: its address and how we log on.

use std::path::Path;

use crate::files::read_bytes;
use crate::options::{Mqtt, Secret};
use crate::sheet::shorten;
use crate::table::Table;

const DEFAULT_CLIENT_ID: &str = "sparvakt-1";
const PLAIN_PORT: u16 = 1883;
const TLS_PORT: u16 = 8883;

/// The broker, if its address can be read.
pub(super) fn mqtt(table: &Table<'_>, folder: &Path, environment_password: Option<Secret>) -> Option<Mqtt> {
    let url = url(table);
    let client_id = client_id(table);
    let username = table.text("username").map(|name| name.value.to_owned());
    let from_file = password_file(table, folder);
    let password = environment_password.or(from_file);
    if password.is_some() && !table.has("username") {
        table.report(
            if table.has("password_file") { "password_file" } else { "url" },
            "there is a password but no `username`",
            "MQTT 3.1.1 has no password without a user",
            "add for example `username = \"sparvakt\"`, or take the password away",
        );
    }
    let Url { host, port, tls } = url?;
    Some(Mqtt { host, port, tls, client_id, username, password })
}

#[derive(Debug, PartialEq, Eq)]
struct Url {
    host: String,
    port: u16,
    tls: bool,
}

fn url(table: &Table<'_>) -> Option<Url> {
    let text = table.text("url")?;
    match parse_url(text.value) {
        Ok(url) if url.tls => {
            table.report(
                "url",
                "mqtts:// is not available in this version",
                "TLS to the broker is not built in yet",
                "write mqtt:// with a broker on this machine or behind a tunnel that encrypts (a local Mosquitto bridge, stunnel, WireGuard)",
            );
            None
        }
        Ok(url) => Some(url),
        Err((why, hint)) => {
            // An address with a password in it is not repeated.
            let shown = if text.value.contains('@') {
                String::new()
            } else {
                format!(": \"{}\"", shorten(text.value))
            };
            table.report("url", format!("`url` is not an address of a broker{shown}"), why, hint);
            None
        }
    }
}

fn parse_url(text: &str) -> Result<Url, (&'static str, &'static str)> {
    const SHAPE: &str = "write it like `url = \"mqtt://broker.example:1883\"`";
    let (tls, rest) = match text.split_once("://") {
        Some(("mqtt", rest)) => (false, rest),
        Some(("mqtts", rest)) => (true, rest),
        _ => return Err(("the address must begin with mqtt://", SHAPE)),
    };
    if rest.contains('@') {
        return Err((
            "user and password do not belong in the address, where logs would show them",
            "use `username` and `password_file`",
        ));
    }
    let rest = rest.strip_suffix('/').unwrap_or(rest);
    let (host, port) = split_port(rest).ok_or(("after the host there may only be a port", SHAPE))?;
    let port = match port {
        None => {
            if tls {
                TLS_PORT
            } else {
                PLAIN_PORT
            }
        }
        Some(port) => match port.parse() {
            Ok(port) if port > 0 => port,
            _ => return Err(("the port must be a number from 1 to 65535", SHAPE)),
        },
    };
    let is_name = |host: &str| {
        host.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
    };
    if host.is_empty() || !(is_name(host) || host.parse::<std::net::Ipv6Addr>().is_ok()) {
        return Err(("the host must be a name or an address of letters, digits, dots and hyphens", SHAPE));
    }
    Ok(Url { host: host.to_owned(), port, tls })
}

/// Host and port of `host`, `host:port`, `[v6]` or `[v6]:port`.
fn split_port(text: &str) -> Option<(&str, Option<&str>)> {
    if let Some(rest) = text.strip_prefix('[') {
        let (host, after) = rest.split_once(']').filter(|(host, _)| host.contains(':'))?;
        return match after.strip_prefix(':') {
            Some(port) => Some((host, Some(port))),
            None => after.is_empty().then_some((host, None)),
        };
    }
    match text.split_once(':') {
        Some((host, port)) => (!port.contains(':')).then_some((host, Some(port))),
        None => Some((text, None)),
    }
}

fn client_id(table: &Table<'_>) -> String {
    let Some(id) = table.text("client_id") else { return DEFAULT_CLIENT_ID.to_owned() };
    if id.value.len() > 128 || id.value.chars().any(char::is_control) {
        table.report(
            "client_id",
            "`client_id` is not a plain word",
            "brokers refuse client ids that are long or hold control characters",
            "write it like `client_id = \"sparvakt-1\"`, different for every program at the broker",
        );
    }
    id.value.to_owned()
}

fn password_file(table: &Table<'_>, folder: &Path) -> Option<Secret> {
    let name = table.text("password_file")?;
    let path = folder.join(name.value);
    let report = |why: String, hint: &str| {
        let what = format!("`password_file` cannot be used: `{}`", path.display());
        table.report("password_file", what, why, hint);
        None
    };
    let bytes = match read_bytes(&path) {
        Ok(bytes) => bytes,
        Err((why, hint)) => return report(why, &hint),
    };
    if open_to_everyone(&path) {
        return report(
            "every user of this machine may read or change it".to_owned(),
            &format!("run `chmod o-rwx {}`", path.display()),
        );
    }
    match String::from_utf8(bytes).ok().map(|text| text.trim().to_owned()) {
        None => report("it is not UTF-8 text".to_owned(), "write the password as one line of text"),
        Some(password) if password.is_empty() => {
            report("it is empty".to_owned(), "write the password as one line of text")
        }
        Some(password) => Some(Secret::new(password)),
    }
}

#[cfg(unix)]
fn open_to_everyone(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o007 != 0)
}

#[cfg(not(unix))]
fn open_to_everyone(_: &Path) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_have_a_scheme_a_host_and_perhaps_a_port() {
        let good = |text: &str, host: &str, port: u16, tls: bool| {
            assert_eq!(parse_url(text), Ok(Url { host: host.to_owned(), port, tls }), "{text}");
        };
        good("mqtt://broker.example", "broker.example", 1883, false);
        good("mqtt://broker.example/", "broker.example", 1883, false);
        good("mqtts://broker.example", "broker.example", 8883, true);
        good("mqtt://10.0.0.7:2883", "10.0.0.7", 2883, false);
        good("mqtt://[::1]:1884", "::1", 1884, false);
        good("mqtt://[::1]", "::1", 1883, false);
        for bad in [
            "",
            "broker",
            "broker:1883",
            "http://broker",
            "mqtt://",
            "mqtt://:1883",
            "mqtt://a:b",
            "mqtt://a:0",
            "mqtt://a:70000",
            "mqtt://a:1:2",
            "mqtt://[::1",
            "mqtt://[::1]x",
            "mqtt://[x]",
            "mqtt://a/b",
            "mqtt://user:secret@host",
            "mqtt://å",
        ] {
            assert!(parse_url(bad).is_err(), "{bad}");
        }
    }
}
