//! SMHI's list of stations, and which of them are near.

use serde::Deserialize;

use super::client::FetchError;

/// Kilometres: farther away the weather is another.
pub const FARTHEST_KM: f64 = 150.0;
/// Mean radius of the earth, km.
const EARTH_KM: f64 = 6371.0;

/// One of SMHI's stations.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SmhiStation {
    /// SMHI's number.
    pub id: u32,
    /// SMHI's name.
    pub name: String,
    /// WGS 84, degrees.
    pub latitude: f64,
    /// WGS 84, degrees.
    pub longitude: f64,
    /// Whether it measures today.
    pub active: bool,
}

#[derive(Deserialize)]
struct List {
    key: String,
    #[serde(default)]
    unit: String,
    station: Vec<SmhiStation>,
}

/// The stations of an answer about parameter 1.
pub fn parse(bytes: &[u8]) -> Result<Vec<SmhiStation>, FetchError> {
    let list: List = serde_json::from_slice(bytes)
        .map_err(|error| FetchError::Refused(format!("the list of stations cannot be read: {error}")))?;
    if list.key != "1" || !list.unit.contains("celsius") {
        let what = format!("parameter {} in {}", list.key, list.unit);
        return Err(FetchError::Refused(format!("the list is of {what}, not of air temperature in celsius")));
    }
    Ok(list.station)
}

/// Active stations within reach of `place`, the nearest first, with their distance in km.
pub fn near(stations: &[SmhiStation], place: (f64, f64)) -> Vec<(&SmhiStation, f64)> {
    let mut near: Vec<_> = stations
        .iter()
        .filter(|station| station.active)
        .map(|station| (station, distance_km(place, (station.latitude, station.longitude))))
        .filter(|(_, distance)| *distance <= FARTHEST_KM)
        .collect();
    near.sort_by(|(a, far_a), (b, far_b)| far_a.total_cmp(far_b).then(a.id.cmp(&b.id)));
    near
}

/// Along the great circle (haversine), km.
pub fn distance_km((lat_a, lon_a): (f64, f64), (lat_b, lon_b): (f64, f64)) -> f64 {
    let half = |degrees: f64| (degrees.to_radians() / 2.0).sin().powi(2);
    let along = lat_a.to_radians().cos() * lat_b.to_radians().cos() * half(lon_b - lon_a);
    2.0 * EARTH_KM * (half(lat_b - lat_a) + along).sqrt().min(1.0).asin()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_is_so_on_the_globe_and_active() {
        // Luleå to Piteå: about 44 km; a degree of longitude is short up there.
        let distance = distance_km((65.5848, 22.1547), (65.3173, 21.4794));
        assert!((distance - 43.0).abs() < 2.0, "{distance}");
        let station = |id, latitude, longitude, active| SmhiStation {
            id,
            name: id.to_string(),
            latitude,
            longitude,
            active,
        };
        let stations = [
            station(1, 66.0, 22.0, true),
            station(2, 65.0, 23.5, true),
            station(3, 65.0, 22.1, false),
            station(4, 59.5, 17.8, true),
            station(5, f64::NAN, 22.0, true),
        ];
        let found: Vec<u32> = near(&stations, (65.0, 22.0)).iter().map(|(station, _)| station.id).collect();
        assert_eq!(found, [2, 1]);
    }

    #[test]
    fn a_list_of_something_else_is_refused() {
        let answer = |key: &str, unit: &str| format!(r#"{{"key":"{key}","unit":"{unit}","station":[]}}"#);
        assert!(parse(answer("1", "celsius").as_bytes()).is_ok());
        assert!(parse(answer("8", "meter").as_bytes()).is_err());
        assert!(parse(b"<html>").is_err());
    }
}
