//! The seven municipalities of Västernorrland with a weather station each.

/// A municipality and the climate at its weather station.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Place {
    /// Municipality id, one of those that the configuration knows.
    pub(crate) municipality: &'static str,
    /// Station id.
    pub(crate) station: &'static str,
    /// Station name.
    pub(crate) station_name: &'static str,
    pub(crate) lat: f64,
    pub(crate) lon: f64,
    /// Mean temperature of the year, °C.
    mean_c: f64,
    /// 0 on the coast, 1 far inland.
    pub(crate) inland: f64,
}

impl Place {
    /// Mean temperature at a point of the year; `winter` is 1 in the coldest days and −1 in the warmest.
    pub(crate) fn normal_c(&self, winter: f64) -> f64 {
        self.mean_c - (10.2 + 1.9 * self.inland) * winter
    }
}

const fn place(
    municipality: &'static str,
    (station, station_name): (&'static str, &'static str),
    (lat, lon): (f64, f64),
    (mean_c, inland): (f64, f64),
) -> Place {
    Place { municipality, station, station_name, lat, lon, mean_c, inland }
}

/// From the coast inland. Means are near the normals of 1991–2020.
pub(crate) const PLACES: [Place; 7] = [
    place("harnosand", ("harnosand", "Härnösand"), (62.63, 17.94), (5.0, 0.0)),
    place("sundsvall", ("sundsvall", "Sundsvall"), (62.39, 17.31), (4.8, 0.15)),
    place("timra", ("timra", "Timrå"), (62.52, 17.33), (4.4, 0.2)),
    place("ornskoldsvik", ("ornskoldsvik", "Örnsköldsvik"), (63.29, 18.72), (4.2, 0.2)),
    place("kramfors", ("kramfors", "Kramfors"), (62.93, 17.78), (4.1, 0.35)),
    place("solleftea", ("langsele", "Långsele"), (63.18, 17.07), (3.4, 0.8)),
    place("ange", ("ange", "Ånge"), (62.53, 15.66), (2.9, 1.0)),
];
