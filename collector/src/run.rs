//! Every task, channel and shutdown step of the service.
//!
//! ```text
//!  broker ──► session ──queue──► writer ──commit──► store ◄── dashboard
//!                ▲                  │                ▲  ▲
//!                └──── receipts ────┤         results│  └── handover ◄── import
//!                                   └──── wake ──► analyst ◄── weather ◄── SMHI
//! ```
//!
//! To stop: the session reads no more; the writer commits what is queued and hangs up; the session acknowledges it
//! and leaves; analyst, handover and dashboard end; the store folds its log away.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use config::Config;
use dashboard::demo::Demo;
use dashboard::{App, Feed, Live, Pending};
use engine::decode::DecoderError;
use store::{Store, StoreError};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::{Notify, mpsc, watch};
use tokio::task::JoinSet;
use tracing::{error, info, warn};

use crate::analyse::Analyst;
use crate::announce::Announcer;
use crate::broker::{self, BrokerError};
use crate::clock::Clock;
use crate::handover;
use crate::ingest::{Interpreter, Progress, Writer};
use crate::live::View;
use crate::mqtt::{self, Address, Limits, NoTls, Session, Status, Subscriptions};
use crate::stop::Stop;
use crate::upkeep::Upkeep;
use crate::weather::Weather;

/// Where the filters are noted that the broker serves to our session.
const FILTERS: &str = "mqtt:filters";
/// How long the pages wait for the first connection to the broker.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why the service does not start or has ended.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The database.
    #[error("open the database")]
    Store(#[from] StoreError),
    /// The embedded broker.
    #[error(transparent)]
    Broker(#[from] BrokerError),
    /// The configured broker wants TLS.
    #[error(transparent)]
    Tls(#[from] NoTls),
    /// The profiles contradict each other.
    #[error(transparent)]
    Profiles(#[from] DecoderError),
    /// The address of the pages is taken or not ours.
    #[error(
        "listen for browsers on {listen}: {reason}; stop what uses the port, or set `listen` in [dashboard]"
    )]
    Dashboard {
        /// The address.
        listen: SocketAddr,
        /// What the system says.
        reason: std::io::Error,
    },
    /// A task has ended that should run as long as the service.
    #[error("{0} has ended unexpectedly")]
    Ended(&'static str),
}

/// The running service.
#[derive(Debug)]
pub struct Service {
    /// Where pages and API are served.
    pub dashboard: SocketAddr,
    /// Where meters publish, if the embedded broker runs.
    pub broker: Option<SocketAddr>,
    written: watch::Receiver<Progress>,
    tasks: JoinSet<&'static str>,
    store: Store,
    stop: Stop,
}

/// Start everything. It runs until `stop` is requested; then wait for [`Service::finished`].
///
/// # Errors
/// Whatever keeps it from starting, with what to do about it.
pub async fn serve(config: Config, clock: Clock, stop: Stop) -> Result<Service, ServeError> {
    start(config, None, clock, stop).await
}

/// The same with pages that say that the portfolio is simulated, and show its truth.
///
/// # Errors
/// As [`serve`].
pub async fn serve_demo(config: Config, demo: Demo, clock: Clock, stop: Stop) -> Result<Service, ServeError> {
    start(config, Some(demo), clock, stop).await
}

async fn start(config: Config, demo: Option<Demo>, clock: Clock, stop: Stop) -> Result<Service, ServeError> {
    let config = Arc::new(config);
    let interpreter = Interpreter::new(&config)?;
    let listener = bind(config.dashboard.listen).await?;
    let path = config.store.path.clone();
    if demo.is_none() && !path.exists() {
        warn!(
            path = %path.display(),
            "no database at {}: beginning without history; if there was one, check `store.path` and its disk",
            path.display()
        );
    }
    let store = blocking(move || Store::open(&path)).await??;
    let subscriptions = subscriptions(&store, &config)?;
    let broker = match &config.mqtt {
        None => {
            let listen = config.broker_listen;
            Some(blocking(move || broker::start(listen)).await??)
        }
        Some(_) => None,
    };
    let address = broker.map_or_else(|| Address::of(&config, None), |at| Ok(Address::embedded(at, None)))?;

    // What travels between the tasks.
    let (inlet, outlet) = mqtt::queue(Limits::default());
    let level = inlet.level();
    let (safe, receipts) = mpsc::unbounded_channel();
    let (status, link) = watch::channel(Status::default());
    let (progress, writing) = watch::channel(Progress::default());
    let (live, shown) = watch::channel(Live::default());
    let wake = Arc::new(Notify::new());
    let feed = Feed::new(clock.now());

    let mut service = Service {
        dashboard: listener
            .local_addr()
            .map_err(|reason| ServeError::Dashboard { listen: config.dashboard.listen, reason })?,
        broker,
        written: writing.clone(),
        tasks: JoinSet::new(),
        store: store.clone(),
        stop: stop.clone(),
    };
    let tasks = &mut service.tasks;

    let broker_shown =
        config.mqtt.as_ref().map_or_else(|| format!("mqtt://{address}"), config::Mqtt::address);
    let session = Session {
        address,
        subscriptions,
        inlet,
        safe: receipts,
        clock: clock.clone(),
        status,
        stop: stop.clone(),
    };
    spawn(tasks, "the MQTT session", session.run());

    let writer = Writer {
        outlet,
        safe,
        store: store.clone(),
        interpreter,
        clock: clock.clone(),
        progress,
        announcer: Announcer::new(feed.clone(), &config.portfolio),
        wake: Arc::clone(&wake),
        stop: stop.clone(),
    };
    let runtime = Handle::current();
    tasks.spawn_blocking(move || {
        writer.run(&runtime);
        "the writer"
    });

    let analyst = Analyst::new(store.clone(), Arc::clone(&config), stop.clone()).telling(feed.clone());
    let full_round = analyst.full_round();
    spawn(tasks, "the analysis", analyst.run(clock.clone(), Arc::clone(&wake)));

    let imports = handover::listen(store.clone(), stop.clone(), {
        let wake = Arc::clone(&wake);
        move || wake.notify_one()
    });
    spawn(tasks, "the import socket", {
        let stop = stop.clone();
        async move {
            if let Err(error) = imports.await {
                warn!(%error, "imports must wait until this server is stopped: no socket beside the database: {error}");
                stop.requested().await;
            }
        }
    });

    let view = View { link: link.clone(), writing, address: broker_shown, embedded: broker.is_some() };
    spawn(tasks, "the status display", view.show(live, clock.clone(), stop.clone()));
    let upkeep = Upkeep {
        store: store.clone(),
        config: Arc::clone(&config),
        clock: clock.clone(),
        stop: stop.clone(),
    };
    spawn(tasks, "the upkeep", upkeep.run());

    if config.weather.is_some() {
        let weather = Weather {
            store: store.clone(),
            config: Arc::clone(&config),
            clock: clock.clone(),
            stop: stop.clone(),
            wake,
        };
        spawn(tasks, "the weather", weather.run());
    }

    // Who sees the pages may publish: by then the broker keeps messages for us, unless it cannot be reached.
    first_attempt(link, &stop).await;
    let now = Arc::new(move || clock.now());
    let pending = Arc::new(move || Pending {
        backlog: level.messages() as u64,
        full_round: full_round.load(Ordering::Acquire),
    });
    let app = App::new(config, store, shown, pending, now).with_feed(feed);
    let app = match demo {
        Some(demo) => app.with_demo(demo),
        None => app,
    };
    spawn(tasks, "the dashboard", async move {
        let ended = dashboard::serve(listener, app, async move { stop.requested().await }).await;
        if let Err(error) = ended {
            error!(%error, "the dashboard has ended: {error}");
        }
    });
    Ok(service)
}

impl Service {
    /// The store it owns.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    /// How much has been stored, shown after every commit.
    #[must_use]
    pub fn written(&self) -> watch::Receiver<Progress> {
        self.written.clone()
    }

    /// Let `work`, which blocks and must end when the service is asked to stop, run as long as the service.
    pub fn run_beside(&mut self, name: &'static str, work: impl FnOnce() + Send + 'static) {
        self.tasks.spawn_blocking(move || {
            work();
            name
        });
    }

    /// Wait until the service has ended: in order after a request to stop, otherwise because a task failed.
    ///
    /// # Errors
    /// If a task ended although nobody asked it to, or the database's log could not be folded away.
    pub async fn finished(mut self) -> Result<(), ServeError> {
        let first = self.tasks.join_next().await;
        if !self.stop.is_requested() {
            let name = match first {
                Some(Ok(name)) => name,
                _ => "a task",
            };
            self.tasks.abort_all();
            return Err(ServeError::Ended(name));
        }
        while self.tasks.join_next().await.is_some() {}
        let store = self.store;
        blocking(move || store.checkpoint()).await??;
        info!("stopped");
        Ok(())
    }
}

fn spawn(
    tasks: &mut JoinSet<&'static str>,
    name: &'static str,
    task: impl Future<Output = ()> + Send + 'static,
) {
    tasks.spawn(async move {
        task.await;
        name
    });
}

async fn bind(listen: SocketAddr) -> Result<TcpListener, ServeError> {
    TcpListener::bind(listen).await.map_err(|reason| ServeError::Dashboard { listen, reason })
}

/// `work`, which blocks, where it holds nobody up.
pub(crate) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, ServeError> {
    tokio::task::spawn_blocking(work).await.map_err(|_| ServeError::Ended("the start"))
}

/// Returns once the broker has granted the subscriptions, or the first attempt has failed or takes long.
async fn first_attempt(mut link: watch::Receiver<Status>, stop: &Stop) {
    let known = link.wait_for(|status| status.connected || status.reason.is_some());
    tokio::select! {
        // An error means that the session has ended, which ends the service.
        _ = known => {}
        () = stop.requested() => {}
        () = tokio::time::sleep(PATIENCE) => {}
    }
}

/// What to listen to; filters of an earlier configuration are remembered until they are replaced.
fn subscriptions(store: &Store, config: &Config) -> Result<Subscriptions, StoreError> {
    let before = store.note(FILTERS)?.unwrap_or_default();
    let before: Vec<String> = before.lines().map(str::to_owned).collect();
    let wanted = mqtt::wanted_filters(config);
    if before != wanted {
        store.put_note(FILTERS, &wanted.join("\n"))?;
    }
    let subscriptions = Subscriptions::replacing(&before, wanted);
    // The embedded broker ends with us: it never knows us from before.
    let had_session = subscriptions.had_session && config.mqtt.is_some();
    Ok(Subscriptions { had_session, ..subscriptions })
}
