//! A server on this machine that gives SMHI's own answers, or bad ones.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

/// What to answer.
#[derive(Clone)]
pub enum Answer {
    Plain(String),
    /// With gzip.
    Packed(String),
    /// Half of what its length promises.
    Truncated(String),
    Status(u16),
    Redirect(String),
    Hangup,
    Silence,
}

pub struct Server {
    pub url: String,
    /// Path and user agent of every request.
    pub log: Arc<Mutex<Vec<(String, String)>>>,
    answers: Arc<Mutex<HashMap<String, Answer>>>,
}

impl Server {
    /// It knows the list of stations and nothing else; it ends with the test's process.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let answers = Arc::new(Mutex::new(HashMap::new()));
        let server = Self { url, log: Arc::default(), answers };
        server.put("/parameter/1.json", Answer::Plain(stations()));
        let (log, answers) = (Arc::clone(&server.log), Arc::clone(&server.answers));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (log, answers) = (Arc::clone(&log), Arc::clone(&answers));
                std::thread::spawn(move || serve(stream, &log, &answers));
            }
        });
        server
    }

    pub fn put(&self, path: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    pub fn requests(&self) -> Vec<String> {
        self.log.lock().unwrap().iter().map(|(path, _)| path.clone()).collect()
    }

    pub fn agents(&self) -> Vec<String> {
        self.log.lock().unwrap().iter().map(|(_, agent)| agent.clone()).collect()
    }
}

fn serve(
    mut stream: TcpStream,
    log: &Mutex<Vec<(String, String)>>,
    answers: &Mutex<HashMap<String, Answer>>,
) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines().map_while(Result::ok);
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers: Vec<String> = lines.take_while(|line| !line.is_empty()).collect();
    let agent =
        headers.iter().find_map(|line| line.to_lowercase().strip_prefix("user-agent: ").map(str::to_owned));
    log.lock().unwrap().push((path.clone(), agent.unwrap_or_default()));
    let answer = answers.lock().unwrap().get(&path).cloned().unwrap_or(Answer::Status(404));
    let mut send = |head: &str, promised: usize, body: &[u8]| {
        let head = format!("HTTP/1.1 {head}\r\nContent-Length: {promised}\r\nConnection: close\r\n\r\n");
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).ok()
    };
    match answer {
        Answer::Plain(text) => send("200 OK", text.len(), text.as_bytes()),
        Answer::Packed(text) => {
            let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
            packer.write_all(text.as_bytes()).ok()?;
            let packed = packer.finish().ok()?;
            send("200 OK\r\nContent-Encoding: gzip", packed.len(), &packed)
        }
        Answer::Truncated(text) => send("200 OK", text.len(), &text.as_bytes()[..text.len() / 2]),
        Answer::Status(status) => send(&format!("{status} No"), 0, b""),
        Answer::Redirect(to) => send(&format!("302 Found\r\nLocation: {to}"), 0, b""),
        Answer::Hangup => None,
        Answer::Silence => stream.read(&mut [0]).map(|_| ()).ok(),
    }
}

/// SMHI's list as it was answered, with two stations near Luleå and one that has ended added in its own shape.
fn stations() -> String {
    let fixture = text_file("stations.txt");
    let start = fixture.find('{').unwrap();
    let mut list: serde_json::Value = serde_json::from_str(&fixture[start..]).unwrap();
    let stations = list["station"].as_array_mut().unwrap();
    for (id, name, latitude, longitude, active) in [
        (162_860, "Luleå Flygplats", 65.5434, 22.1239, true),
        (162_870, "Luleå-Bergnäset", 65.5746, 22.11, true),
        (162_880, "Luleå", 65.58, 22.12, false),
    ] {
        let mut station = stations[0].clone();
        for (key, value) in [
            ("id", id.into()),
            ("key", id.to_string().into()),
            ("name", name.into()),
            ("latitude", latitude.into()),
            ("longitude", longitude.into()),
            ("active", active.into()),
        ] {
            let value: serde_json::Value = value;
            station[key] = value;
        }
        stations.push(station);
    }
    list.to_string()
}

/// The archive of Luleå-Bergnäset as SMHI served it.
pub fn archive() -> String {
    packed_file("p1_instant_162870_lulea_bergnaset.csv.gz")
}

/// The head of a table, as of station `smhi`, and its rows with a date in `dates`.
pub fn cut(table: &str, smhi: u32, dates: Range<&str>) -> String {
    let (head, rows) = table.split_once("Tidsutsnitt:\n").unwrap();
    let mut text = format!("{}Tidsutsnitt:\n", head.replace("162870", &smhi.to_string()));
    for row in rows.lines().filter(|row| dates.start <= *row && *row < dates.end) {
        writeln!(text, "{row}").unwrap();
    }
    text
}

pub fn packed_file(name: &str) -> String {
    let mut text = String::new();
    GzDecoder::new(std::fs::File::open(file(name)).unwrap()).read_to_string(&mut text).unwrap();
    text.replace("\r\n", "\n")
}

pub fn text_file(name: &str) -> String {
    std::fs::read_to_string(file(name)).unwrap()
}

fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/smhi").join(name)
}
