//! Solar plants in a period: each by itself, per municipality, and together.

use std::collections::{BTreeMap, HashMap};

use chrono::{Datelike, Days, NaiveDate};
use config::{Building, Carrier, Meter, Portfolio, SolarPlant};
use engine::domain::DateRange;
use engine::solar::{self, DayKwh, Flows, Group, Performance, Plant, Relative};
use store::{Store, StoreError};

use super::{ENOUGH_DAYS, cut, year};
use crate::params::Resolution;

/// So far back a plant's last production is looked for when it stands still.
const LOOK_BACK: Days = Days::new(400);
/// With fewer neighbours in the municipality, the whole county is compared with.
const NEIGHBOURS: usize = 3;

/// All plants in a period.
#[derive(Debug)]
pub(crate) struct SolarFigures<'a> {
    /// The days asked for, at most up to the last one analysed.
    pub(crate) period: DateRange,
    /// The calendar year, unless other days were asked for.
    pub(crate) year: Option<i32>,
    /// Years with production, newest first.
    pub(crate) years: Vec<i32>,
    pub(crate) plants: Vec<PlantFigures<'a>>,
    /// By municipality id.
    pub(crate) municipalities: BTreeMap<&'a str, Group>,
    pub(crate) total: Group,
}

/// One plant.
#[derive(Debug)]
pub(crate) struct PlantFigures<'a> {
    pub(crate) plant: &'a SolarPlant,
    pub(crate) building: &'a Building,
    /// What counts its production.
    pub(crate) meter: Option<&'a Meter>,
    pub(crate) performance: Performance,
    /// It was not followed from the start of the period on, or the period is not over.
    pub(crate) is_part: bool,
    pub(crate) relative: Option<Relative>,
    pub(crate) stands_still_since: Option<NaiveDate>,
    known: Known,
}

/// The days of a plant's flows.
#[derive(Debug, Clone, Default)]
struct Known {
    production: Option<Vec<DayKwh>>,
    export: Option<Vec<DayKwh>>,
    building_use: Option<Vec<DayKwh>>,
    /// First day of its production meter.
    since: Option<NaiveDate>,
}

/// Which days to judge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SolarPeriod {
    /// The last calendar year with enough production.
    Default,
    /// A calendar year.
    Year(i32),
    /// These days.
    Range(DateRange),
}

impl<'a> SolarFigures<'a> {
    /// Everything `portfolio` has; `this_year` while there is no production at all.
    pub(crate) fn read(
        store: &Store,
        portfolio: &'a Portfolio,
        wanted: SolarPeriod,
        this_year: i32,
    ) -> Result<Self, StoreError> {
        let end = store.totals()?.analysed_through.map(|last| last + Days::new(1));
        let spans = spans(store, portfolio, end)?;
        let years = years(&spans);
        let default = years.iter().copied().find(|number| days_in(&spans, *number) >= ENOUGH_DAYS);
        let shown = match wanted {
            SolarPeriod::Default => Some(default.or(years.first().copied()).unwrap_or(this_year)),
            SolarPeriod::Year(number) => Some(number),
            SolarPeriod::Range(_) => None,
        };
        let asked = match wanted {
            SolarPeriod::Range(range) => range,
            _ => shown.and_then(year).unwrap_or(DateRange { from: NaiveDate::MIN, to: NaiveDate::MAX }),
        };
        let to = end.map_or(asked.to, |end| asked.to.min(end)).max(asked.from);
        let period = DateRange { from: asked.from, to };
        let mut reader = Reader { store, period, end: end.unwrap_or(to), read: HashMap::new() };
        let mut plants = Vec::new();
        for building in &portfolio.buildings {
            plants.extend(reader.building(portfolio, building)?);
        }
        let buildings = judged_as_one(&plants, period);
        let together = |municipality: Option<&str>| {
            let is_meant = |building: &Building| municipality.is_none_or(|id| building.municipality == id);
            solar::together(
                plants.iter().filter(|plant| is_meant(plant.building)).map(|plant| &plant.performance),
                buildings.iter().filter(|one| is_meant(one.0)).map(|(_, judged, count)| (judged, *count)),
            )
        };
        let ids = plants.iter().map(|plant| plant.building.municipality.as_str());
        let municipalities = ids.map(|id| (id, together(Some(id)))).collect();
        let total = together(None);
        let mut figures = Self { period, year: shown, years, plants, municipalities, total };
        figures.compare(end.unwrap_or(period.to));
        for plant in &mut figures.plants {
            plant.is_part = plant.performance.period != asked;
        }
        Ok(figures)
    }

    /// The plant with this id.
    pub(crate) fn plant(&self, id: &str) -> Option<&PlantFigures<'a>> {
        self.plants.iter().find(|figures| figures.plant.id == id)
    }

    /// The first day of a plant that was not followed from the start of the period on.
    pub(crate) fn began(&self, plant: &PlantFigures<'_>) -> Option<NaiveDate> {
        Some(plant.performance.period.from).filter(|first| *first > self.period.from)
    }

    /// Hold every plant against its neighbours: in the period, and up to the last day for those that stand still.
    fn compare(&mut self, end: NaiveDate) {
        let recent = DateRange { from: end - LOOK_BACK, to: end };
        let compared: Vec<_> = self
            .plants
            .iter()
            .map(|own| {
                let neighbours = self.neighbours(own);
                let plant = own.as_plant();
                (
                    solar::relative_yield(plant, &neighbours, self.period),
                    solar::stands_still_since(plant, &neighbours, recent),
                )
            })
            .collect();
        for (plant, (relative, still)) in self.plants.iter_mut().zip(compared) {
            (plant.relative, plant.stands_still_since) = (relative, still);
        }
    }

    fn neighbours<'p>(&'p self, own: &PlantFigures<'_>) -> Vec<Plant<'p>> {
        let others = || self.plants.iter().filter(|other| other.plant.id != own.plant.id);
        let near: Vec<Plant<'_>> = others()
            .filter(|other| other.building.municipality == own.building.municipality)
            .map(PlantFigures::as_plant)
            .collect();
        if near.len() >= NEIGHBOURS { near } else { others().map(PlantFigures::as_plant).collect() }
    }
}

impl PlantFigures<'_> {
    fn as_plant(&self) -> Plant<'_> {
        Plant { kwp: self.plant.kwp, production: self.known.production.as_deref().unwrap_or_default() }
    }

    /// Month by month, as far as the period reaches.
    pub(crate) fn months(&self) -> Vec<Performance> {
        let judge = |month| solar::performance(self.plant.kwp, &self.known.flows(), month);
        cut(self.performance.period, Resolution::Month).into_iter().map(judge).collect()
    }
}

impl Known {
    fn flows(&self) -> Flows<'_> {
        Flows {
            production: self.production.as_deref(),
            export: self.export.as_deref(),
            building_use: self.building_use.as_deref(),
        }
    }
}

/// What reads days, each meter's once.
struct Reader<'s> {
    store: &'s Store,
    period: DateRange,
    end: NaiveDate,
    read: HashMap<String, Vec<DayKwh>>,
}

impl Reader<'_> {
    fn building<'a>(
        &mut self,
        portfolio: &'a Portfolio,
        building: &'a Building,
    ) -> Result<Vec<PlantFigures<'a>>, StoreError> {
        let plants: Vec<&SolarPlant> = portfolio.solar_of(&building.id).collect();
        if plants.is_empty() {
            return Ok(Vec::new());
        }
        let mut known = Vec::new();
        for plant in &plants {
            known.push(self.production(plant, building, plants.len())?);
        }
        let building_use = self.building_use(building)?;
        let connections: Vec<Vec<&str>> = plants.iter().map(|plant| connection(plant, building)).collect();
        for (index, meters) in connections.iter().enumerate().filter(|(_, meters)| !meters.is_empty()) {
            let export = self.export(meters)?;
            let behind: Vec<usize> =
                (0..plants.len()).filter(|other| connections[*other] == *meters).collect();
            known[index].export = Some(part_of(index, &behind, &plants, &known, &export));
        }
        let figures = plants.iter().zip(known).map(|(plant, known)| {
            let known = Known { building_use: building_use.clone(), ..known };
            let period = since(self.period, known.since);
            PlantFigures {
                plant,
                building,
                meter: production_meter(plant, building, plants.len()),
                performance: solar::performance(plant.kwp, &known.flows(), period),
                is_part: false,
                relative: None,
                stands_still_since: None,
                known,
            }
        });
        Ok(figures.collect())
    }

    fn production(
        &mut self,
        plant: &SolarPlant,
        building: &Building,
        plants: usize,
    ) -> Result<Known, StoreError> {
        let Some(meter) = production_meter(plant, building, plants) else { return Ok(Known::default()) };
        let since = self.store.meter_day_span(&meter.id)?.map(|span| span.from);
        Ok(Known { production: Some(self.days(&meter.id)?), since, ..Known::default() })
    }

    fn export(&mut self, meters: &[&str]) -> Result<Vec<DayKwh>, StoreError> {
        let each: Vec<Vec<DayKwh>> = meters.iter().map(|id| self.days(id)).collect::<Result<_, _>>()?;
        let flows: Vec<(&[DayKwh], Option<NaiveDate>)> =
            each.iter().map(|days| (days.as_slice(), None)).collect();
        Ok(solar::sum(&flows))
    }

    fn days(&mut self, meter: &str) -> Result<Vec<DayKwh>, StoreError> {
        if let Some(days) = self.read.get(meter) {
            return Ok(days.clone());
        }
        let from = self.period.from.min(self.end.checked_sub_days(LOOK_BACK).unwrap_or(self.period.from));
        let range = DateRange { from, to: self.period.to.max(self.end) };
        let days = solar::known(&self.store.meter_days(meter, range)?);
        self.read.insert(meter.to_owned(), days.clone());
        Ok(days)
    }

    /// As analysis concluded it: import, production and export together, each meter once.
    fn building_use(&self, building: &Building) -> Result<Option<Vec<DayKwh>>, StoreError> {
        if building.main_meters(Carrier::Electricity).next().is_none() {
            return Ok(None);
        }
        let days = self.store.result_days(&building.id, Carrier::Electricity, self.period)?;
        let used = |day: &store::ResultDay| day.used.map(|kwh| DayKwh { date: day.date, kwh: kwh.max(0.0) });
        Ok(Some(days.iter().filter_map(used).collect()))
    }
}

/// The export of the plant at `index` among those `behind` the same meters.
fn part_of(
    index: usize,
    behind: &[usize],
    plants: &[&SolarPlant],
    known: &[Known],
    export: &[DayKwh],
) -> Vec<DayKwh> {
    if behind.len() == 1 {
        return export.to_vec();
    }
    let made: Option<Vec<_>> = behind
        .iter()
        .map(|other| Some((known[*other].production.as_deref()?, known[*other].since)))
        .collect();
    let (Some(made), Some(own)) = (made, known[index].production.as_deref()) else { return Vec::new() };
    let kwp: f64 = behind.iter().map(|other| plants[*other].kwp).sum();
    solar::export_of(own, &solar::sum(&made), export, plants[index].kwp / kwp)
}

/// The meter a plant names; the only one of its building if it is the only plant there and names none.
fn production_meter<'a>(plant: &SolarPlant, building: &'a Building, plants: usize) -> Option<&'a Meter> {
    let mut meters = building.meters.iter().filter(|meter| meter.carrier == Carrier::SolarProduction);
    match &plant.production {
        Some(id) => meters.find(|meter| meter.id == *id),
        None => {
            let mut meters = meters.filter(|meter| meter.is_main());
            meters.next().filter(|_| plants == 1 && meters.next().is_none())
        }
    }
}

/// The export meters a plant feeds through: the one it names, else those of its building.
fn connection<'a>(plant: &SolarPlant, building: &'a Building) -> Vec<&'a str> {
    let is_meant = |meter: &&Meter| match &plant.export {
        Some(id) => meter.id == *id,
        None => meter.is_main(),
    };
    let meters = building.meters.iter().filter(|meter| meter.carrier == Carrier::GridExport);
    meters.filter(is_meant).map(|meter| meter.id.as_str()).collect()
}

/// The plants of each building judged as one, and how many they are.
fn judged_as_one<'a>(
    plants: &[PlantFigures<'a>],
    period: DateRange,
) -> Vec<(&'a Building, Performance, usize)> {
    plants
        .chunk_by(|one, next| one.building.id == next.building.id)
        .filter_map(|plants| {
            let first = plants.first()?;
            let sum = |pick: fn(&Known) -> Option<&Vec<DayKwh>>| {
                let each: Option<Vec<_>> = plants
                    .iter()
                    .map(|plant| Some((pick(&plant.known)?.as_slice(), plant.known.since)))
                    .collect();
                each.map(|each| solar::sum(&each))
            };
            let known = Known {
                production: sum(|known| known.production.as_ref()),
                export: sum(|known| known.export.as_ref()),
                building_use: first.known.building_use.clone(),
                since: plants.iter().filter_map(|plant| plant.known.since).min(),
            };
            let kwp = plants.iter().map(|plant| plant.plant.kwp).sum();
            let judged = solar::performance(kwp, &known.flows(), since(period, known.since));
            Some((first.building, judged, plants.len()))
        })
        .collect()
}

/// The days of `period` on which a plant with data from `first` on was followed.
fn since(period: DateRange, first: Option<NaiveDate>) -> DateRange {
    let from = first.filter(|first| period.contains(*first)).unwrap_or(period.from);
    DateRange { from, ..period }
}

/// The analysed days of each production meter.
fn spans(store: &Store, portfolio: &Portfolio, end: Option<NaiveDate>) -> Result<Vec<DateRange>, StoreError> {
    let mut spans = Vec::new();
    for plant in &portfolio.solar {
        let Some(building) = portfolio.building(&plant.building) else { continue };
        let plants = portfolio.solar_of(&building.id).count();
        let Some(meter) = production_meter(plant, building, plants) else { continue };
        let span = store.meter_day_span(&meter.id)?;
        let up_to_end =
            |span: DateRange| DateRange::new(span.from, end.map_or(span.to, |end| end.min(span.to)));
        spans.extend(span.and_then(up_to_end));
    }
    Ok(spans)
}

fn years(spans: &[DateRange]) -> Vec<i32> {
    let mut years: Vec<i32> =
        spans.iter().flat_map(|span| span.from.year()..=(span.to - Days::new(1)).year()).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    years
}

/// Days of the year on which the best-known plant was followed.
fn days_in(spans: &[DateRange], number: i32) -> usize {
    let overlap = |span: &DateRange| {
        let year = year(number)?;
        DateRange::new(span.from.max(year.from), span.to.min(year.to)).map(DateRange::days)
    };
    spans.iter().filter_map(overlap).max().unwrap_or(0)
}
