//! The importer's end.

use std::io::{self, BufRead, BufReader, Write};
use std::os::unix::net::UnixStream;
use std::path::Path;

use store::{NewReading, Outcome, Store, StoreError};

use super::{Answer, Row, outcomes, socket_of, to_row};

/// Where imported readings go.
#[derive(Debug)]
pub enum Sink {
    /// Our own store: no server runs.
    Store(Box<Store>),
    /// The server that owns the store.
    Server(BufReader<UnixStream>),
}

/// Readings could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum HandoverError {
    /// The store itself fails.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The running server cannot be talked to.
    #[error("hand readings to the running server: {0}; run the import again once it is back")]
    Connection(#[from] io::Error),
    /// The running server could not store them.
    #[error("the running server could not store the readings: {0}")]
    Refused(String),
}

impl Sink {
    /// The store at `path`, or the server that owns it.
    pub fn open(path: &Path) -> Result<Self, HandoverError> {
        match Store::open(path) {
            Ok(store) => Ok(Self::Store(Box::new(store))),
            Err(owned @ StoreError::Owned { .. }) => match UnixStream::connect(socket_of(path)) {
                Ok(stream) => Ok(Self::Server(BufReader::new(stream))),
                Err(_) => Err(owned.into()),
            },
            Err(error) => Err(error.into()),
        }
    }

    /// Keep `readings`, durably, and say what became of each, in order.
    pub fn import(&mut self, readings: &[NewReading]) -> Result<Vec<Outcome>, HandoverError> {
        let stream = match self {
            Self::Store(store) => return Ok(store.import(readings)?),
            Self::Server(stream) => stream,
        };
        let rows: Vec<Row> = readings.iter().map(to_row).collect();
        let mut request = serde_json::to_string(&rows).map_err(io::Error::from)?;
        request.push('\n');
        stream.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        stream.read_line(&mut line)?;
        match serde_json::from_str(&line).map_err(io::Error::from)? {
            Answer::Outcomes(letters) => outcomes(&letters)
                .filter(|outcomes| outcomes.len() == readings.len())
                .ok_or_else(|| io::Error::other("it gave an answer of the wrong length").into()),
            Answer::Error(reason) => Err(HandoverError::Refused(reason)),
        }
    }
}
