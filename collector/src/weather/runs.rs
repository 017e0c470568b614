//! Which source gave which days, as analysis uses them.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use config::Station;
use engine::domain::{DateRange, LocalDay, SeriesKey};
use engine::normalise::{fill, mean_temperature};
use store::{Edges, Store, StoreError, WeatherRun, WeatherSource};

/// Runs of days that are remembered.
const MOST_RUNS: usize = 200;

/// The runs of local days from `from` until yesterday with the same source.
pub fn runs(
    store: &Store,
    (station, zone): (&Station, Tz),
    sources: &[WeatherSource],
    (from, now): (DateTime<Utc>, DateTime<Utc>),
) -> Result<Vec<WeatherRun>, StoreError> {
    let date = |at| LocalDay::containing(at, zone).date;
    let Some(range) = DateRange::new(date(from), date(now)) else { return Ok(Vec::new()) };
    let own = (SeriesKey::of_station(station), "own".to_owned());
    let others = sources.iter().map(|source| {
        let key = WeatherSource::key(source.smhi);
        let name = key.device.clone();
        (key, name)
    });
    let (keys, names): (Vec<_>, Vec<_>) = std::iter::once(own).chain(others).unzip();
    let days = keys.iter().map(|key| {
        let points = store.range(key, from, now, Edges::Bracket)?;
        Ok(mean_temperature(&points, zone, range))
    });
    let mut runs: Vec<WeatherRun> = Vec::new();
    for (day, source) in fill(&days.collect::<Result<Vec<_>, StoreError>>()?) {
        let source = source.and_then(|index| names.get(index)).cloned();
        let to = LocalDay { date: day.date, zone }.next().date;
        match runs.last_mut() {
            Some(last) if last.source == source => last.to = to,
            _ => runs.push(WeatherRun { from: day.date, to, source }),
        }
    }
    runs.drain(..runs.len().saturating_sub(MOST_RUNS));
    Ok(runs)
}
