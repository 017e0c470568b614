//! Owners, buildings, meters, weather stations and solar plants, as the operator describes them.
//!
//! These are plain values: everything in them has been checked (unique ids, fitting units, known references)
//! by the time anyone holds a [`Portfolio`]. Dates are local dates of the building's zone, half-open.

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Tz;

use crate::parts::{Part, Term};
use crate::rates::{EmissionFactor, Tariff};
use crate::vocabulary::{Carrier, Quantity, ReadingMode, Unit};

/// Everything the operator follows.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Portfolio {
    /// Every municipality that a table or a building names, with the name to show: of its table, else of the
    /// built-in list, else its id.
    pub municipalities: Vec<Municipality>,
    /// Who owns the buildings.
    pub owners: Vec<Owner>,
    /// Outdoor temperature sources shared by buildings. Without any `[[station]]` table there is one, fed from
    /// files, for every station that a building names.
    pub stations: Vec<Station>,
    /// When buildings are closed, shared by several of them.
    pub calendars: Vec<Calendar>,
    /// The buildings, in the order of the files.
    pub buildings: Vec<Building>,
    /// Solar plants.
    pub solar: Vec<SolarPlant>,
    /// What units cost.
    pub tariffs: Vec<Tariff>,
    /// What units emit.
    pub emission_factors: Vec<EmissionFactor>,
}

/// A municipality that groups buildings on the overview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Municipality {
    /// Identifier, e.g. `solleftea`.
    pub id: String,
    /// Name to show, e.g. `Sollefteå`.
    pub name: String,
}

/// A property company or other owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Owner {
    /// Identifier.
    pub id: String,
    /// Name to show.
    pub name: String,
}

/// A source of outdoor temperature.
#[derive(Debug, Clone, PartialEq)]
pub struct Station {
    /// Identifier that buildings refer to and `import weather --station` takes.
    pub id: String,
    /// Name to show.
    pub name: String,
    /// Where temperatures arrive over MQTT, if they do; imported files need no source.
    pub source: Option<Source>,
    /// Unit of the source's values.
    pub unit: Unit,
    /// SMHI's number of the station that feeds it; the nearest one when absent. Only of a station without source.
    pub smhi: Option<u32>,
    /// WGS 84 latitude, degrees; that of the buildings when absent.
    pub lat: Option<f64>,
    /// WGS 84 longitude, degrees.
    pub lon: Option<f64>,
}

/// Days on which buildings are used otherwise than their weekday says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    /// Identifier that buildings refer to.
    pub id: String,
    /// Country whose red days count as Sundays, e.g. `SE`.
    pub country: Option<String>,
    /// When buildings are closed, in order of time.
    pub closed: Vec<Closed>,
}

/// Local days on which a building is closed to those it is there for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Closed {
    /// First local day.
    pub from: NaiveDate,
    /// The local day after the last.
    pub to: NaiveDate,
    /// Name to show, e.g. `Sommarlov`.
    pub name: String,
}

/// One building.
#[derive(Debug, Clone, PartialEq)]
pub struct Building {
    /// Identifier, unique in the portfolio.
    pub id: String,
    /// Name to show.
    pub name: String,
    /// Municipality id.
    pub municipality: String,
    /// Owner id.
    pub owner: String,
    /// Use in the operator's word, e.g. `care_home`, `school`.
    pub use_: String,
    /// Atemp, m².
    pub heated_area_m2: Option<f64>,
    /// Year of construction.
    pub built: Option<i32>,
    /// WGS 84 latitude, degrees.
    pub lat: Option<f64>,
    /// WGS 84 longitude, degrees.
    pub lon: Option<f64>,
    /// Weather station id.
    pub station: Option<String>,
    /// Zone of its local days.
    pub zone: Tz,
    /// Country of its red days, e.g. `SE`, or the id of a [`Calendar`].
    pub calendar: Option<String>,
    /// When it is closed beside the days of its calendar, in order of time.
    pub closed: Vec<Closed>,
    /// Its meters.
    pub meters: Vec<Meter>,
    /// Periods a baseline is fitted on, in order of time; each counts for the days after it.
    pub baselines: Vec<BaselinePeriod>,
    /// What was done to save energy.
    pub measures: Vec<Measure>,
    /// Who looks after it, in the operator's words.
    pub caretakers: Vec<String>,
}

/// One meter or sensor of a building.
#[derive(Debug, Clone, PartialEq)]
pub struct Meter {
    /// Identifier, unique in the portfolio.
    pub id: String,
    /// Name to show, if the operator gave one.
    pub name: Option<String>,
    /// What flows through it.
    pub carrier: Carrier,
    /// How its numbers become use; a virtual meter's are use of intervals already.
    pub reading: ReadingMode,
    /// The unit on its display: imported files and messages without a unit are in it.
    pub unit: Unit,
    /// Where its readings arrive over MQTT; none for a meter that only files feed.
    pub source: Option<Source>,
    /// Digits before the decimal point, in `unit`: the register rolls over at 10^digits.
    pub digits: Option<u32>,
    /// More than this cannot flow: main fuse, heat exchanger, CT rating (kW).
    pub max_power_kw: Option<f64>,
    /// How often it reports, seconds; learned from the readings when absent.
    pub interval_seconds: Option<u32>,
    /// Id of the meter that already counts this one's use.
    pub sub_meter_of: Option<String>,
    /// False for a meter that is nobody's use by itself, only a part of virtual meters.
    pub main: bool,
    /// Heating value, kWh per m³, for fuels measured by volume.
    pub kwh_per_m3: Option<f64>,
    /// What a virtual meter is made of, as written; empty for a meter with readings.
    pub parts: Vec<Part>,
    /// What that comes down to: terms on meters with readings, in the same zone and carrier.
    pub terms: Vec<Term>,
    /// What the operator says of its numbers in a time, in order; none overlaps another.
    pub corrections: Vec<Correction>,
    /// Whether its building has a solar plant, or a meter of what one makes or sells: then it may buy nothing for
    /// hours. Follows from the rest of the portfolio.
    pub beside_solar: bool,
}

/// What a meter's numbers are worth in a time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correction {
    /// The first instant.
    pub from: DateTime<Utc>,
    /// The instant after the last; none while it lasts.
    pub to: Option<DateTime<Utc>>,
    /// The true reading as a multiple of the one that came; 1 says that what came is true.
    pub factor: f64,
}

/// One series of one device, as a profile names them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Source {
    /// Profile that decodes the messages.
    pub profile: String,
    /// Device identity that the profile derives from topic or payload.
    pub device: String,
    /// Series name that the profile gives, e.g. `heat.energy`.
    pub series: String,
}

/// A period before a conservation measure, on which a baseline is fitted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BaselinePeriod {
    /// First local day.
    pub from: NaiveDate,
    /// The local day after the last.
    pub to: NaiveDate,
    /// Only for this carrier; all of the building's carriers when absent.
    pub carrier: Option<Carrier>,
    /// First local day whose saving counts, never before `to`; `to` itself when absent. Days between the two
    /// (while the measure is being built) belong to neither period.
    pub reporting_from: Option<NaiveDate>,
}

/// A conservation measure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measure {
    /// The local day it took effect.
    pub date: NaiveDate,
    /// What was done.
    pub name: String,
}

/// A solar plant on a building.
#[derive(Debug, Clone, PartialEq)]
pub struct SolarPlant {
    /// Identifier.
    pub id: String,
    /// Building id.
    pub building: String,
    /// Installed power, kWp.
    pub kwp: f64,
    /// Tilt from horizontal, degrees.
    pub tilt_deg: Option<f64>,
    /// Compass direction, degrees, 180 = south.
    pub azimuth_deg: Option<f64>,
    /// Meter id of the production; none while that meter does not exist.
    pub production: Option<String>,
    /// Meter id of the export; none while that meter does not exist.
    pub export: Option<String>,
}

impl Portfolio {
    /// The building with this id.
    #[must_use]
    pub fn building(&self, id: &str) -> Option<&Building> {
        self.buildings.iter().find(|building| building.id == id)
    }

    /// The meter with this id and the building it belongs to.
    #[must_use]
    pub fn meter(&self, id: &str) -> Option<(&Building, &Meter)> {
        self.buildings.iter().find_map(|building| {
            building.meters.iter().find(|meter| meter.id == id).map(|meter| (building, meter))
        })
    }

    /// Every meter with its building.
    pub fn meters(&self) -> impl Iterator<Item = (&Building, &Meter)> {
        self.buildings.iter().flat_map(|building| building.meters.iter().map(move |meter| (building, meter)))
    }

    /// The station with this id.
    #[must_use]
    pub fn station(&self, id: &str) -> Option<&Station> {
        self.stations.iter().find(|station| station.id == id)
    }

    /// The owner with this id.
    #[must_use]
    pub fn owner(&self, id: &str) -> Option<&Owner> {
        self.owners.iter().find(|owner| owner.id == id)
    }

    /// The name to show for a municipality; its id if nobody named it.
    #[must_use]
    pub fn municipality_name<'a>(&'a self, id: &'a str) -> &'a str {
        self.municipalities.iter().find(|known| known.id == id).map_or(id, |known| known.name.as_str())
    }

    /// The weather station of a building.
    #[must_use]
    pub fn station_of(&self, building: &Building) -> Option<&Station> {
        self.station(building.station.as_deref()?)
    }

    /// The country whose red days count in a building: its calendar's, or the one it names itself.
    #[must_use]
    pub fn country_of<'a>(&'a self, building: &'a Building) -> Option<&'a str> {
        let named = building.calendar.as_deref();
        self.calendar_of(building).map_or(named, |calendar| calendar.country.as_deref())
    }

    /// When a building is closed: by its own rows and by those of its calendar. They may overlap.
    pub fn closed_of<'a>(&'a self, building: &'a Building) -> impl Iterator<Item = &'a Closed> {
        let shared = self.calendar_of(building).map(|calendar| calendar.closed.as_slice());
        building.closed.iter().chain(shared.unwrap_or_default())
    }

    fn calendar_of(&self, building: &Building) -> Option<&Calendar> {
        self.calendars.iter().find(|known| Some(&known.id) == building.calendar.as_ref())
    }

    /// Latitude and longitude of a station: its own, else those of the first building that names it and says where
    /// it is.
    #[must_use]
    pub fn place_of(&self, station: &Station) -> Option<(f64, f64)> {
        let buildings =
            self.buildings.iter().filter(|building| building.station.as_ref() == Some(&station.id));
        let mut places = buildings.filter_map(|building| building.lat.zip(building.lon));
        station.lat.zip(station.lon).or_else(|| places.next())
    }

    /// The solar plants on a building.
    pub fn solar_of(&self, building: &str) -> impl Iterator<Item = &SolarPlant> {
        self.solar.iter().filter(move |plant| plant.building == building)
    }

    /// Every MQTT source of meters and stations.
    pub fn sources(&self) -> impl Iterator<Item = &Source> {
        let meters = self.meters().filter_map(|(_, meter)| meter.source.as_ref());
        meters.chain(self.stations.iter().filter_map(|station| station.source.as_ref()))
    }
}

impl Building {
    /// Carriers whose use its main meters measure, each once, in the order of [`Carrier::ALL`].
    #[must_use]
    pub fn carriers(&self) -> Vec<Carrier> {
        Carrier::ALL
            .iter()
            .copied()
            .filter(|carrier| carrier.is_use() && self.main_meters(*carrier).next().is_some())
            .collect()
    }

    /// The meters that together are the building's use of `carrier`: those that no other meter already counts.
    pub fn main_meters(&self, carrier: Carrier) -> impl Iterator<Item = &Meter> {
        self.meters.iter().filter(move |meter| meter.carrier == carrier && meter.is_main())
    }

    /// The baseline periods that hold for `carrier`, in order of time.
    pub fn baselines_of(&self, carrier: Carrier) -> impl Iterator<Item = &BaselinePeriod> {
        self.baselines.iter().filter(move |period| period.carrier.is_none_or(|only| only == carrier))
    }
}

impl Calendar {
    /// Countries whose red days are known, as `calendar` of a building and `country` of a calendar name them.
    pub const COUNTRIES: [&'static str; 1] = ["SE"];
}

impl BaselinePeriod {
    /// How many local days it has.
    #[must_use]
    pub fn days(&self) -> i64 {
        (self.to - self.from).num_days()
    }

    /// The first local day whose saving counts.
    #[must_use]
    pub fn reporting_start(&self) -> NaiveDate {
        self.reporting_from.unwrap_or(self.to)
    }
}

impl Correction {
    /// Whether it says something of a reading at `at`.
    #[must_use]
    pub fn covers(&self, at: DateTime<Utc>) -> bool {
        self.from <= at && self.to.is_none_or(|to| at < to)
    }
}

impl Meter {
    /// Whether it counts as its building's use: no other meter of the building counts it already, and it is not only
    /// a part of virtual meters.
    #[must_use]
    pub const fn is_main(&self) -> bool {
        self.main && self.sub_meter_of.is_none()
    }

    /// Whether it is computed from other meters and has no readings of its own.
    #[must_use]
    pub const fn is_virtual(&self) -> bool {
        !self.parts.is_empty()
    }

    /// Device and series under which this meter's readings are kept. Imported meters are their own device.
    #[must_use]
    pub fn series_key(&self) -> (&str, &str) {
        self.source.as_ref().map_or((self.id.as_str(), self.carrier.as_str()), |source| {
            (source.device.as_str(), source.series.as_str())
        })
    }
}

impl Station {
    /// A station that only has an id: fed from files, or by the nearest of SMHI's.
    #[must_use]
    pub fn named(id: &str) -> Self {
        let (id, name) = (id.to_owned(), id.to_owned());
        Self {
            id,
            name,
            source: None,
            unit: Quantity::Temperature.canonical(),
            smhi: None,
            lat: None,
            lon: None,
        }
    }

    /// Device and series under which this station's temperatures are kept. Files fed to it are their own device.
    #[must_use]
    pub fn series_key(&self) -> (&str, &str) {
        self.source.as_ref().map_or((self.id.as_str(), Self::IMPORTED_SERIES), |source| {
            (source.device.as_str(), source.series.as_str())
        })
    }

    /// Series name of temperatures imported from a file.
    pub const IMPORTED_SERIES: &'static str = "temp.outdoor";
}
