//! Outdoor temperatures from SMHI's open data, for stations that no meter feeds. Runs only when `[weather]` asks.
//!
//! A station takes the active SMHI station nearest to it (or the one it names). The days which that one lacks are
//! looked for at the next nearest, up to [`MOST_SOURCES`] in all. Each source keeps its readings in a series of its
//! own; `engine::normalise::fill` says how they become one. SMHI's data are CC BY 4.0: the pages name it.

mod answer;
mod client;
mod periods;
mod runs;
mod stations;

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Days, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use config::{Config, Station};
use engine::domain::LocalDay;
use store::{NewReading, Outcome, Store, StoreError, WeatherRecord, WeatherRun, WeatherSource};
use tokio::sync::Notify;
use tracing::{debug, info, warn};

use crate::clock::Clock;
use crate::mqtt::Backoff;
use crate::stop::Stop;
use client::{Client, FetchError};
use periods::{Fetched, Period};
use stations::SmhiStation;

/// SMHI stations that are asked for one station of ours.
const MOST_SOURCES: usize = 4;
/// Without an earlier baseline, history is fetched this far back.
const HISTORY: TimeDelta = TimeDelta::days(3 * 365);
/// The list of stations is asked for again after this long.
const LIST_KEEPS: TimeDelta = TimeDelta::days(1);
/// Readings stored at once.
const CHUNK: usize = 5_000;

/// Fetches, stores, and wakes the analyst.
pub struct Weather {
    /// Where readings go.
    pub store: Store,
    /// Which stations there are.
    pub config: Arc<Config>,
    /// The time.
    pub clock: Clock,
    /// The wish to end.
    pub stop: Stop,
    /// Told when there are new readings.
    pub wake: Arc<Notify>,
}

/// A running [`Weather`].
struct Task {
    of: Weather,
    client: Client,
    list: Option<(DateTime<Utc>, Vec<SmhiStation>)>,
}

/// Why a look came to nothing.
#[derive(Debug, thiserror::Error)]
enum Trouble {
    #[error("ask SMHI: {0}")]
    Fetch(#[from] FetchError),
    #[error("keep weather: {0}")]
    Store(#[from] StoreError),
    #[error("a fault of the program")]
    Panic,
}

impl Weather {
    /// Fetch until asked to stop; returns at once when the configuration does not ask for it.
    pub async fn run(self) {
        let (Some(options), stop) = (self.config.weather.clone(), self.stop.clone()) else {
            return self.stop.requested().await;
        };
        let pace = Duration::from_secs(60 * u64::from(options.every_minutes));
        let mut spread = Backoff::between(pace / 10, pace / 10);
        let mut backoff = Backoff::between(Duration::from_secs(60), Duration::from_secs(3600));
        let mut task = Task { client: Client::new(&options.url), of: self, list: None };
        loop {
            let began = task.of.clock.now();
            let complete = tokio::select! {
                () = stop.requested() => return,
                complete = task.round() => complete,
            };
            let pause = if complete {
                backoff.reset();
                pace + spread.pause()
            } else {
                backoff.pause()
            };
            let next = began + TimeDelta::from_std(pause).unwrap_or(HISTORY);
            tokio::select! {
                () = stop.requested() => return,
                () = task.of.clock.wait_until(next) => {}
            }
        }
    }
}

impl Task {
    /// Look after every station; says whether all went well.
    async fn round(&mut self) -> bool {
        let config = Arc::clone(&self.of.config);
        let mut complete = true;
        for station in config.portfolio.stations.iter().filter(|station| station.source.is_none()) {
            if let Err(trouble) = self.station(station).await {
                complete = false;
                self.report(station, &trouble).await;
            }
        }
        complete
    }

    async fn station(&mut self, station: &Station) -> Result<(), Trouble> {
        let Some((asked, place)) = self.wish(station) else { return Ok(()) };
        let (now, zone) = (self.of.clock.now(), self.zone(station));
        let from = self.needed_from(station, zone, now);
        let id = station.id.clone();
        let kept = self.blocking(move |store| store.weather(&id)).await?;
        let kept = kept.filter(|record| record.asked == asked);
        let before = kept.clone().unwrap_or_default();
        let mut record = kept.unwrap_or_else(|| WeatherRecord { asked, ..WeatherRecord::default() });
        for source in &mut record.sources {
            self.refresh(source, from, now).await?;
        }
        loop {
            record.used = self.runs(station, zone, &record.sources, (from, now)).await?;
            let missing = record.used.iter().any(|run| run.source.is_none());
            if !missing || record.sources.len() >= MOST_SOURCES {
                break;
            }
            let Some(mut next) = self.next(station, place, &record.sources, now).await? else { break };
            self.refresh(&mut next, from, now).await?;
            info!(station = %station.id, smhi = next.smhi, "{}", introduction(station, &next));
            record.sources.push(next);
            self.keep(station, &record).await?;
        }
        (record.checked, record.error) = (Some(now), None);
        announce(station, &before, &record);
        self.keep(station, &record).await
    }

    /// What the configuration asks for, and where to look; nothing for a station that nobody can place or uses.
    fn wish(&self, station: &Station) -> Option<(String, Option<(f64, f64)>)> {
        let portfolio = &self.of.config.portfolio;
        let is_used =
            portfolio.buildings.iter().any(|building| building.station.as_ref() == Some(&station.id));
        let place = portfolio.place_of(station);
        (is_used && (place.is_some() || station.smhi.is_some()))
            .then(|| (format!("{:?} {place:?}", station.smhi), place))
    }

    fn zone(&self, station: &Station) -> Tz {
        let mut users = self.of.config.portfolio.buildings.iter();
        let user = users.find(|building| building.station.as_ref() == Some(&station.id));
        user.map_or(Tz::Europe__Stockholm, |building| building.zone)
    }

    /// A day before the first baseline that needs the station, at least [`HISTORY`] ago.
    fn needed_from(&self, station: &Station, zone: Tz, now: DateTime<Utc>) -> DateTime<Utc> {
        let users = self.of.config.portfolio.buildings.iter();
        let first: Option<NaiveDate> = users
            .filter(|building| building.station.as_ref() == Some(&station.id))
            .flat_map(|building| &building.baselines)
            .map(|period| period.from - Days::new(1))
            .min();
        let history = LocalDay::containing(now - HISTORY, zone).start();
        first.map_or(history, |date| LocalDay { date, zone }.start().min(history))
    }

    /// Fetch what is due of one source. What is refused is tried again, and meanwhile told as its problem.
    async fn refresh(
        &self,
        source: &mut WeatherSource,
        from: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), Trouble> {
        let (note, mut problem, mut found) = (format!("smhi:{}", source.smhi), None, false);
        let name = note.clone();
        let text = self.blocking(move |store| store.note(&name)).await?;
        let mut fetched: Fetched = text.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default();
        for period in fetched.due(from, now) {
            match self.fetch(source.smhi, period, from, now).await {
                Ok(()) => found = true,
                Err(Trouble::Fetch(FetchError::Absent)) => {}
                Err(Trouble::Fetch(FetchError::Refused(reason))) => {
                    problem = Some(format!("{}: {reason}", period.as_str()));
                    continue;
                }
                Err(trouble) => return Err(trouble),
            }
            fetched.done(period, from, now);
            let (name, text) = (note.clone(), serde_json::to_string(&fetched).unwrap_or_default());
            self.blocking(move |store| store.put_note(&name, &text)).await?;
        }
        let silent = || (!found).then(|| "it has no new observations".to_owned());
        let problem = problem.or_else(silent);
        if let Some(problem) = problem.as_ref().filter(|new| source.problem.as_ref() != Some(*new)) {
            warn!(smhi = source.smhi, problem, "SMHI's station {} ({}): {problem}", source.name, source.smhi);
        }
        source.problem = problem;
        Ok(())
    }

    /// Fetch one period of one of SMHI's stations and keep its values since `from`.
    async fn fetch(
        &self,
        smhi: u32,
        period: Period,
        from: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Result<(), Trouble> {
        let path = format!("parameter/1/station/{smhi}/period/{}/data.csv", period.as_str());
        let table = answer::parse(&self.client.get(&path).await?, smhi)?;
        if let Some(fault) = table.faults.first() {
            let (line, count) = (fault.line, table.faults.len());
            let reason = &fault.reason;
            warn!(smhi, "{count} lines of {path} cannot be used; the first is {line}: {reason}");
        }
        let latest = now + TimeDelta::minutes(10);
        let rows = table.rows.iter().filter(|row| from <= row.at && row.at <= latest);
        let key = WeatherSource::key(smhi);
        let readings: Vec<NewReading> = rows
            .map(|row| NewReading { key: key.clone(), at: row.at, value: row.temp_c, received: now })
            .collect();
        let new = self.blocking(move |store| import(store, &readings)).await?;
        debug!(smhi, new, "{new} new temperatures of SMHI's station {smhi} ({})", period.as_str());
        if new > 0 {
            self.of.wake.notify_one();
        }
        Ok(())
    }

    /// The next source that has not been tried: the one named by its number, then by distance.
    async fn next(
        &mut self,
        station: &Station,
        place: Option<(f64, f64)>,
        tried: &[WeatherSource],
        now: DateTime<Utc>,
    ) -> Result<Option<WeatherSource>, Trouble> {
        let list = self.list(now).await?;
        let known = |smhi: u32| list.iter().find(|known| known.id == smhi);
        let named = station.smhi.and_then(known);
        let place = place.or_else(|| named.map(|named| (named.latitude, named.longitude)));
        let first = station.smhi.map(|smhi| WeatherSource {
            smhi,
            name: named.map_or_else(|| smhi.to_string(), |named| named.name.clone()),
            distance_km: None,
            problem: None,
        });
        let near = place.map(|place| stations::near(list, place)).unwrap_or_default();
        let near = near.into_iter().map(|(near, distance)| WeatherSource {
            smhi: near.id,
            name: near.name.clone(),
            distance_km: Some((distance * 10.0).round() / 10.0),
            problem: None,
        });
        let is_new = |source: &WeatherSource| tried.iter().all(|tried| tried.smhi != source.smhi);
        Ok(first.into_iter().chain(near).find(is_new))
    }

    async fn list(&mut self, now: DateTime<Utc>) -> Result<&[SmhiStation], Trouble> {
        if self.list.as_ref().is_none_or(|(at, _)| now - *at >= LIST_KEEPS) {
            let list = stations::parse(&self.client.get("parameter/1.json").await?)?;
            self.list = Some((now, list));
        }
        Ok(self.list.as_ref().map(|(_, list)| list.as_slice()).unwrap_or_default())
    }

    async fn runs(
        &self,
        station: &Station,
        zone: Tz,
        sources: &[WeatherSource],
        time: (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<WeatherRun>, Trouble> {
        let (station, sources) = (station.clone(), sources.to_vec());
        self.blocking(move |store| runs::runs(store, (&station, zone), &sources, time)).await
    }

    async fn keep(&self, station: &Station, record: &WeatherRecord) -> Result<(), Trouble> {
        let (id, record) = (station.id.clone(), record.clone());
        self.blocking(move |store| store.put_weather(&id, &record)).await
    }

    /// Log a trouble once and keep it where the status shows it.
    async fn report(&self, station: &Station, trouble: &Trouble) {
        let (id, text) = (station.id.clone(), trouble.to_string());
        let asked = self.wish(station).map(|(asked, _)| asked).unwrap_or_default();
        let (now, error) = (self.of.clock.now(), text.clone());
        let kept = self.blocking(move |store| {
            let record = store.weather(&id)?.filter(|record| record.asked == asked);
            let record = record.unwrap_or_else(|| WeatherRecord { asked, ..WeatherRecord::default() });
            let is_new = record.error.as_ref() != Some(&error);
            store.put_weather(&id, &WeatherRecord { checked: Some(now), error: Some(error), ..record })?;
            Ok(is_new)
        });
        if kept.await.unwrap_or(true) {
            warn!(station = %station.id, "failed to {text}; the weather of {} waits", station.id);
        }
    }

    async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Store) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Trouble> {
        let store = self.of.store.clone();
        let done = tokio::task::spawn_blocking(move || work(&store)).await;
        Ok(done.map_err(|_| Trouble::Panic)??)
    }
}

/// Keep all; gives how many were not known before.
fn import(store: &Store, readings: &[NewReading]) -> Result<usize, StoreError> {
    let mut new = 0;
    for chunk in readings.chunks(CHUNK) {
        let outcomes = store.import(chunk)?;
        new += outcomes.iter().filter(|one| matches!(one, Outcome::Stored | Outcome::Corrected)).count();
    }
    Ok(new)
}

fn introduction(station: &Station, source: &WeatherSource) -> String {
    let far = source.distance_km.map(|far| format!(", {far} km away")).unwrap_or_default();
    format!("station {} takes temperatures from SMHI's {} ({}){far}", station.id, source.name, source.smhi)
}

/// Tell of days without a temperature that were not told of before.
fn announce(station: &Station, before: &WeatherRecord, now: &WeatherRecord) {
    let tried: Vec<String> =
        now.sources.iter().map(|tried| format!("{} ({})", tried.name, tried.smhi)).collect();
    let is_gap = |run: &&WeatherRun| run.source.is_none() && !before.used.contains(run);
    for gap in now.used.iter().filter(is_gap) {
        let (from, to) = (gap.from, gap.to);
        let tried = if tried.is_empty() { "no station is near".to_owned() } else { tried.join(", ") };
        warn!(station = %station.id, %from, %to, "no temperature at {} from {from} to {to}; tried {tried}", station.id);
    }
}

#[cfg(test)]
mod tests;
