//! A draft in which nothing is wrong becomes the portfolio: names and stations that go without saying are added.

use std::collections::HashSet;

use crate::draft::{BuildingDraft, CalendarDraft, Draft};
use crate::parts::{Node, Term, Weights, expand};
use crate::place::Placed;
use crate::portfolio::{Building, Calendar, Closed, Meter, Municipality, Portfolio, SolarPlant, Station};
use crate::vocabulary::Carrier;

/// The municipalities of Västernorrland, which need no `[[municipality]]` table.
pub(crate) const MUNICIPALITIES: [(&str, &str); 7] = [
    ("harnosand", "Härnösand"),
    ("kramfors", "Kramfors"),
    ("ornskoldsvik", "Örnsköldsvik"),
    ("solleftea", "Sollefteå"),
    ("sundsvall", "Sundsvall"),
    ("timra", "Timrå"),
    ("ange", "Ånge"),
];

impl Draft {
    /// The portfolio. Lists keep the order of the files; periods, measures and closed days that of time.
    pub fn finish(self) -> Portfolio {
        let mut portfolio = Portfolio {
            municipalities: values(self.municipalities),
            owners: values(self.owners),
            stations: values(self.stations),
            calendars: self.calendars.into_iter().map(CalendarDraft::finish).collect(),
            buildings: self.buildings.into_iter().map(BuildingDraft::finish).collect(),
            solar: values(self.plants),
            tariffs: values(self.tariffs),
            emission_factors: values(self.emission_factors),
        };
        name_municipalities(&mut portfolio);
        add_implicit_stations(&mut portfolio);
        forget_absent_meters(&mut portfolio);
        mark_beside_solar(&mut portfolio);
        resolve_parts(&mut portfolio);
        portfolio
    }
}

impl BuildingDraft {
    fn finish(self) -> Building {
        let mut baselines = values(self.baselines);
        baselines.sort_by_key(|period| (period.from, period.to));
        let mut measures = values(self.measures);
        measures.sort_by_key(|measure| measure.date);
        let closed = in_order(self.closed);
        Building { meters: values(self.meters), baselines, measures, closed, ..self.building }
    }
}

impl CalendarDraft {
    fn finish(self) -> Calendar {
        Calendar { id: self.id, country: self.country, closed: in_order(self.closed) }
    }
}

fn in_order(rows: Vec<Placed<Closed>>) -> Vec<Closed> {
    let mut rows = values(rows);
    rows.sort_by_key(|row| row.from);
    rows
}

fn values<T>(placed: Vec<Placed<T>>) -> Vec<T> {
    placed.into_iter().map(|placed| placed.value).collect()
}

fn name_municipalities(portfolio: &mut Portfolio) {
    let mut known: HashSet<String> = portfolio.municipalities.iter().map(|known| known.id.clone()).collect();
    for building in &portfolio.buildings {
        let id = &building.municipality;
        if known.insert(id.clone()) {
            let built_in = MUNICIPALITIES.iter().find(|(built_in, _)| built_in == id);
            let name = built_in.map_or_else(|| id.clone(), |(_, name)| (*name).to_owned());
            portfolio.municipalities.push(Municipality { id: id.clone(), name });
        }
    }
}

fn add_implicit_stations(portfolio: &mut Portfolio) {
    if !portfolio.stations.is_empty() {
        return;
    }
    let mut known = HashSet::new();
    for id in portfolio.buildings.iter().filter_map(|building| building.station.as_ref()) {
        if known.insert(id) {
            portfolio.stations.push(Station::named(id));
        }
    }
}

/// Meters that a plant names but that are not described yet were warned about; nobody else need look for them.
fn forget_absent_meters(portfolio: &mut Portfolio) {
    let known: HashSet<&str> = portfolio.meters().map(|(_, meter)| meter.id.as_str()).collect();
    let mut plants = portfolio.solar.clone();
    for SolarPlant { production, export, .. } in &mut plants {
        for meter in [production, export] {
            if meter.as_deref().is_some_and(|id| !known.contains(id)) {
                *meter = None;
            }
        }
    }
    portfolio.solar = plants;
}

fn mark_beside_solar(portfolio: &mut Portfolio) {
    let with_plants: HashSet<&str> = portfolio.solar.iter().map(|plant| plant.building.as_str()).collect();
    for building in &mut portfolio.buildings {
        let measures = |carrier| building.meters.iter().any(|meter| meter.carrier == carrier);
        let beside_solar = with_plants.contains(building.id.as_str())
            || measures(Carrier::SolarProduction)
            || measures(Carrier::GridExport);
        for meter in &mut building.meters {
            meter.beside_solar = beside_solar;
        }
    }
}

/// Virtual meters get their terms, and from them unit and heating value.
fn resolve_parts(portfolio: &mut Portfolio) {
    let all: Vec<(&Building, &Meter)> = portfolio.meters().collect();
    let nodes: Vec<Node<'_>> = all.iter().map(|(building, meter)| Node::of(building, meter)).collect();
    let terms_of = |weights: Option<Weights>| -> Vec<Term> {
        let weights = weights.unwrap_or_default().into_iter();
        weights.map(|(at, factor)| Term { meter: all[at].1.id.clone(), factor }).collect()
    };
    let first = |weights: &Option<Weights>| Some(all[*weights.as_ref()?.keys().next()?].1.clone());
    let resolved: Vec<_> = expand(&nodes)
        .into_iter()
        .zip(&all)
        .map(|(weights, (_, meter))| meter.is_virtual().then(|| (first(&weights), terms_of(weights))))
        .collect();
    let meters = portfolio.buildings.iter_mut().flat_map(|building| &mut building.meters);
    for (meter, (alike, terms)) in meters.zip(resolved).filter_map(|(meter, found)| Some((meter, found?))) {
        if let Some(alike) = alike {
            meter.unit = alike.unit.quantity.over_time().canonical();
            meter.kwh_per_m3 = alike.kwh_per_m3;
        }
        meter.terms = terms;
    }
}
