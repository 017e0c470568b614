//! The configuration as written, before it has been checked as a whole.

use crate::place::{Place, Placed};
use crate::portfolio::{
    BaselinePeriod, Building, Closed, Measure, Meter, Municipality, Owner, SolarPlant, Station,
};
use crate::rates::{EmissionFactor, Tariff};

/// The portfolio of all files with the places of everything. Values that could not be read are left out or
/// empty; their problem has been reported already.
#[derive(Debug, Default)]
pub(crate) struct Draft {
    /// Every id, also of tables that are otherwise unreadable.
    pub ids: Vec<Id>,
    pub municipalities: Vec<Placed<Municipality>>,
    pub owners: Vec<Placed<Owner>>,
    pub stations: Vec<Placed<Station>>,
    pub calendars: Vec<CalendarDraft>,
    pub buildings: Vec<BuildingDraft>,
    pub plants: Vec<Placed<SolarPlant>>,
    pub tariffs: Vec<Placed<Tariff>>,
    pub emission_factors: Vec<Placed<EmissionFactor>>,
    /// Whether a file could not be read: then nobody can say that an id does not exist.
    pub unread_files: bool,
}

/// A calendar, and apart from it its rows.
#[derive(Debug)]
pub(crate) struct CalendarDraft {
    pub id: String,
    pub country: Option<String>,
    pub place: Place,
    pub closed: Vec<Placed<Closed>>,
    /// Whether a row could not be read: then nobody can say that one is missing.
    pub unread_closed: bool,
}

/// A building, and apart from it what hangs on it.
#[derive(Debug)]
pub(crate) struct BuildingDraft {
    /// The building; its own lists are still empty.
    pub building: Building,
    pub place: Place,
    pub meters: Vec<Placed<Meter>>,
    pub baselines: Vec<Placed<BaselinePeriod>>,
    pub measures: Vec<Placed<Measure>>,
    pub closed: Vec<Placed<Closed>>,
    /// Whether a meter could not be read: then nobody can say that one is missing.
    pub unread_meters: bool,
    /// Whether a baseline could not be read.
    pub unread_baselines: bool,
    /// Whether a row of days on which it is closed could not be read.
    pub unread_closed: bool,
}

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Municipality,
    Owner,
    Station,
    Calendar,
    Building,
    Meter,
    Solar,
}

/// An id and where it stands.
#[derive(Debug)]
pub(crate) struct Id {
    pub kind: Kind,
    pub id: String,
    pub place: Place,
}

impl Kind {
    /// The word for messages.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Municipality => "municipality",
            Self::Owner => "owner",
            Self::Station => "station",
            Self::Calendar => "calendar",
            Self::Building => "building",
            Self::Meter => "meter",
            Self::Solar => "solar plant",
        }
    }
}

impl Draft {
    /// Remember that `id` names something.
    pub fn name(&mut self, kind: Kind, id: &str, place: &Place) {
        if !id.is_empty() {
            self.ids.push(Id { kind, id: id.to_owned(), place: place.clone() });
        }
    }

    /// Ids of one kind, in the order of the files.
    pub fn ids_of(&self, kind: Kind) -> impl Iterator<Item = &str> {
        self.ids.iter().filter(move |id| id.kind == kind).map(|id| id.id.as_str())
    }

    /// Every meter with its building.
    pub fn meters(&self) -> impl Iterator<Item = (&BuildingDraft, &Placed<Meter>)> {
        self.buildings.iter().flat_map(|draft| draft.meters.iter().map(move |meter| (draft, meter)))
    }
}
