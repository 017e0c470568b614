//! The accept loop.
//!
//! `axum::serve` has no time limit for request heads, so a client that dribbles bytes holds a connection for
//! ever. This loop serves HTTP/1 on hyper itself with that limit, caps the number of connections, all together
//! and per address, and on shutdown lets answers that are under way finish.

use std::collections::HashMap;
use std::io;
use std::net::IpAddr;
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;
use tracing::{debug, info, warn};

use crate::app::App;
use crate::patience::Patient;

/// A request head must be complete within this time; idle connections end after it too.
const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// A client that reads nothing for this long is let go.
const WRITE_TIMEOUT: Duration = Duration::from_secs(60);
/// How long answers that are under way may take at shutdown.
const GRACE: Duration = Duration::from_secs(10);
/// Open connections, all together.
const MAX_CONNECTIONS: usize = 2_000;
/// Open connections per address. Loopback is exempt: a proxy on the same machine speaks for everyone.
const MAX_PER_ADDRESS: usize = 100;

/// Serve pages and API on `listener` until `shutdown` completes and answers under way have finished.
///
/// # Errors
/// When the listener's own address cannot be read. A failing accept is logged and tried again.
pub async fn serve<S>(listener: TcpListener, app: App, shutdown: S) -> io::Result<()>
where
    S: Future<Output = ()> + Send,
{
    let address = listener.local_addr()?;
    info!(%address, "dashboard listens on http://{address}");
    let feed = app.feed.clone();
    let telling = tokio::spawn(crate::live::tell(app.clone()));
    let router = crate::router(app);
    let (stop, stopped) = watch::channel(());
    let slots = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let addresses = Arc::new(Addresses::default());
    let mut connections = JoinSet::new();
    let mut shutdown = pin!(shutdown);
    loop {
        let accepted = tokio::select! {
            () = &mut shutdown => break,
            Some(_) = connections.join_next() => continue,
            accepted = accept(&listener, &slots) => accepted,
        };
        let Some((stream, peer, slot)) = accepted else { continue };
        let Some(place) = Addresses::enter(&addresses, peer) else {
            debug!(%peer, "connection from {peer} refused: too many");
            continue;
        };
        let (router, stopped) = (router.clone(), stopped.clone());
        connections.spawn(async move {
            connection(stream, router, stopped).await;
            drop((slot, place));
        });
    }
    drop(listener);
    telling.abort();
    feed.close();
    drop(stop);
    let finished = async { while connections.join_next().await.is_some() {} };
    if tokio::time::timeout(GRACE, finished).await.is_err() {
        warn!("answers still under way after {} s were cut off", GRACE.as_secs());
    }
    Ok(())
}

async fn accept(
    listener: &TcpListener,
    slots: &Arc<Semaphore>,
) -> Option<(TcpStream, IpAddr, tokio::sync::OwnedSemaphorePermit)> {
    let slot = Arc::clone(slots).acquire_owned().await.ok()?;
    match listener.accept().await {
        Ok((stream, peer)) => Some((stream, peer.ip(), slot)),
        Err(error) => {
            // Out of file descriptors: the connection stays queued, so wait instead of spinning.
            warn!(%error, "failed to accept a connection");
            tokio::time::sleep(Duration::from_millis(200)).await;
            None
        }
    }
}

async fn connection(stream: TcpStream, router: Router, mut stopped: watch::Receiver<()>) {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT).max_buf_size(32 * 1024);
    let service = TowerToHyperService::new(router);
    let mut connection =
        pin!(builder.serve_connection(TokioIo::new(Patient::new(stream, WRITE_TIMEOUT)), service));
    let result = tokio::select! {
        result = connection.as_mut() => result,
        _ = stopped.changed() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = result {
        debug!(%error, "connection ended early");
    }
}

/// How many connections each address has.
#[derive(Debug, Default)]
struct Addresses(Mutex<HashMap<IpAddr, usize>>);

/// One connection's place in the count; leaving it frees the place.
struct Place(Arc<Addresses>, IpAddr);

impl Addresses {
    fn enter(all: &Arc<Self>, peer: IpAddr) -> Option<Place> {
        let mut counts = all.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts.entry(peer).or_insert(0);
        if *count >= MAX_PER_ADDRESS && !peer.is_loopback() {
            return None;
        }
        *count += 1;
        Some(Place(Arc::clone(all), peer))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut counts = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.get_mut(&self.1) {
            *count -= 1;
            if *count == 0 {
                counts.remove(&self.1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_its_share_and_loopback_has_no_limit() {
        let all = Arc::new(Addresses::default());
        let peer: IpAddr = [192, 0, 2, 7].into();
        let mut places: Vec<_> =
            (0..MAX_PER_ADDRESS).map(|_| Addresses::enter(&all, peer).unwrap()).collect();
        assert!(Addresses::enter(&all, peer).is_none());
        assert!(Addresses::enter(&all, [192, 0, 2, 8].into()).is_some());
        places.pop();
        assert!(Addresses::enter(&all, peer).is_some());
        let local: Vec<_> = (0..300).filter_map(|_| Addresses::enter(&all, [127, 0, 0, 1].into())).collect();
        assert_eq!(local.len(), 300);
        drop((places, local));
        assert!(all.0.lock().unwrap().is_empty());
    }
}
