//! The running server's end.

use std::fs::Permissions;
use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use store::Store;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tracing::{debug, info};

use super::{Answer, MAX_REQUEST, Row, from_row, letters, socket_of};
use crate::stop::Stop;

/// Take readings from importers until asked to stop; `stored` is called after each commit. The caller owns the
/// store, so a socket left behind by a crash is nobody's and is replaced.
pub async fn listen(store: Store, stop: Stop, stored: impl Fn() + Clone + Send + 'static) -> io::Result<()> {
    let path = socket_of(store.path());
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let listener = UnixListener::bind(&path)?;
    std::fs::set_permissions(&path, Permissions::from_mode(0o600))?;
    loop {
        let accepted = tokio::select! {
            () = stop.requested() => break,
            accepted = listener.accept() => accepted,
        };
        let Ok((stream, _)) = accepted else { continue };
        let (store, stored, stop) = (store.clone(), stored.clone(), stop.clone());
        tokio::spawn(async move {
            tokio::select! {
                () = stop.requested() => {}
                ended = serve(stream, store, stored) => if let Err(error) = ended {
                    debug!(%error, "an importer hung up");
                },
            }
        });
    }
    remove(&path);
    Ok(())
}

fn remove(socket: &Path) {
    // Left behind it would do no harm: the next server replaces it.
    let _ = std::fs::remove_file(socket);
}

async fn serve(stream: UnixStream, store: Store, stored: impl Fn()) -> io::Result<()> {
    let (reader, mut writer) = stream.into_split();
    let mut reader = BufReader::new(reader);
    loop {
        let mut line = String::new();
        (&mut reader).take(MAX_REQUEST).read_line(&mut line).await?;
        if line.is_empty() {
            return Ok(());
        }
        let answer = answer(&line, &store).await;
        if matches!(answer, Answer::Outcomes(_)) {
            stored();
        }
        let mut text = serde_json::to_string(&answer)?;
        text.push('\n');
        writer.write_all(text.as_bytes()).await?;
    }
}

async fn answer(line: &str, store: &Store) -> Answer {
    let rows: Vec<Row> = match serde_json::from_str(line) {
        Ok(rows) => rows,
        Err(error) => return Answer::Error(format!("the request is not understood: {error}")),
    };
    let Some(readings) = rows.into_iter().map(from_row).collect::<Option<Vec<_>>>() else {
        return Answer::Error("a reading's instant is out of range".to_owned());
    };
    let store = store.clone();
    let count = readings.len();
    match tokio::task::spawn_blocking(move || store.import(&readings)).await {
        Ok(Ok(outcomes)) => {
            info!(count, "{count} readings imported");
            Answer::Outcomes(letters(&outcomes))
        }
        Ok(Err(error)) => Answer::Error(error.to_string()),
        Err(error) => Answer::Error(error.to_string()),
    }
}
