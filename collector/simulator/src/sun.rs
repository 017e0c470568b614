//! Where the sun stands, and what of it falls on the ground and on a tilted plane.
//!
//! Declination and equation of time follow Spencer's series; clear-sky irradiance on the ground follows Haurwitz,
//! `1098 sin h exp(−0.057 / sin h)` W/m² at solar elevation h; clouds take their share after Kasten and Czeplak,
//! `1 − 0.75 c^3.4` for the covered share c of the sky; the diffuse share follows Erbs from the clearness of the air.
//! A tilted plane sees the beam by its angle of incidence, the sky by `(1 + cos β)/2` and the ground, white when
//! snow lies, by `ρ (1 − cos β)/2`.

use std::f64::consts::TAU;

use chrono::{DateTime, Datelike, Timelike, Utc};

/// The sun at an instant over a place.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Sun {
    /// Sine of its elevation; negative at night.
    pub(crate) sine: f64,
    /// Its direction: south and west of the place, each times the cosine of the elevation.
    south: f64,
    west: f64,
    /// Irradiance outside the air on a plane that faces the sun, W/m².
    outside_w_per_m2: f64,
}

/// A plane that catches sun.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Plane {
    sine: f64,
    cosine: f64,
    south: f64,
    west: f64,
}

/// Sunlight on the ground, W/m².
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Light {
    /// All of it, on a level plane.
    pub(crate) global: f64,
    diffuse: f64,
}

impl Sun {
    /// The sun at `instant` over `lat`, `lon` (degrees north and east).
    pub(crate) fn at(instant: DateTime<Utc>, lat: f64, lon: f64) -> Self {
        let hours = f64::from(instant.num_seconds_from_midnight()) / 3600.0;
        let turn = TAU * (f64::from(instant.ordinal0()) + hours / 24.0) / 365.25;
        let declination = 0.006918 - 0.399912 * turn.cos() + 0.070257 * turn.sin()
            - 0.006758 * (2.0 * turn).cos()
            + 0.000907 * (2.0 * turn).sin();
        let equation_h = (24.0 / TAU)
            * (0.000075 + 0.001868 * turn.cos()
                - 0.032077 * turn.sin()
                - 0.014615 * (2.0 * turn).cos()
                - 0.040849 * (2.0 * turn).sin());
        let angle = TAU * (hours + lon / 15.0 + equation_h - 12.0) / 24.0;
        let lat = lat.to_radians();
        Self {
            sine: lat.sin() * declination.sin() + lat.cos() * declination.cos() * angle.cos(),
            south: lat.sin() * declination.cos() * angle.cos() - lat.cos() * declination.sin(),
            west: declination.cos() * angle.sin(),
            outside_w_per_m2: 1361.0 * (1.0 + 0.033 * turn.cos()),
        }
    }

    /// What reaches the ground when the share `cloud` of the sky is covered.
    pub(crate) fn light(self, cloud: f64) -> Light {
        if self.sine <= 0.0 {
            return Light::default();
        }
        let clear = 1098.0 * self.sine * (-0.057 / self.sine).exp();
        let global = clear * (1.0 - 0.75 * cloud.powf(3.4));
        let clearness = global / (self.outside_w_per_m2 * self.sine);
        Light { global, diffuse: global * diffuse_share(clearness) }
    }

    /// Irradiance on `plane`, W/m²; `ground` is the share of light that the ground throws back.
    pub(crate) fn on(self, plane: Plane, light: Light, ground: f64) -> f64 {
        let incidence =
            self.sine * plane.cosine + plane.sine * (self.south * plane.south + self.west * plane.west);
        // Near the horizon the ratio of the sines runs away; the sun is then behind a ridge anyway.
        let beam = (light.global - light.diffuse) * (incidence / self.sine.max(0.06)).clamp(0.0, 8.0);
        let sky = light.diffuse * (1.0 + plane.cosine) / 2.0;
        beam + sky + ground * light.global * (1.0 - plane.cosine) / 2.0
    }
}

impl Plane {
    /// Tilted by `tilt_deg` from level towards the compass direction `azimuth_deg` (180 is south).
    pub(crate) fn new(tilt_deg: f64, azimuth_deg: f64) -> Self {
        let (tilt, from_south) = (tilt_deg.to_radians(), (azimuth_deg - 180.0).to_radians());
        Self { sine: tilt.sin(), cosine: tilt.cos(), south: from_south.cos(), west: from_south.sin() }
    }
}

fn diffuse_share(clearness: f64) -> f64 {
    let k = clearness;
    if k <= 0.22 {
        1.0 - 0.09 * k
    } else if k <= 0.8 {
        0.9511 - 0.1604 * k + 4.388 * k.powi(2) - 16.638 * k.powi(3) + 12.336 * k.powi(4)
    } else {
        0.165
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn elevation_deg(instant: &str, lat: f64) -> f64 {
        Sun::at(instant.parse().unwrap(), lat, 15.0).sine.asin().to_degrees()
    }

    #[test]
    fn noon_heights_are_those_of_the_almanac() {
        for (instant, lat, expected) in [
            ("2026-06-21T11:00:00Z", 63.0, 50.4),
            ("2026-12-21T11:00:00Z", 63.0, 3.6),
            ("2026-03-20T11:00:00Z", 63.0, 27.0),
            ("2026-06-21T23:00:00Z", 63.0, -3.6),
        ] {
            let found = elevation_deg(instant, lat);
            assert!((found - expected).abs() < 0.7, "{instant}: {found}");
        }
    }

    #[test]
    fn the_sun_is_in_the_east_in_the_morning() {
        let morning = Sun::at("2026-03-20T07:00:00Z".parse().unwrap(), 63.0, 15.0);
        let light = morning.light(0.1);
        let on = |azimuth| morning.on(Plane::new(60.0, azimuth), light, 0.2);
        assert!(on(120.0) > 1.5 * on(240.0), "{} {}", on(120.0), on(240.0));
    }

    #[test]
    fn night_is_dark_and_clouds_take_light() {
        let noon = Sun::at("2026-06-21T11:00:00Z".parse().unwrap(), 63.0, 15.0);
        assert!(noon.light(0.0).global > 700.0 && noon.light(1.0).global < 220.0);
        let night = Sun::at("2026-12-21T23:00:00Z".parse().unwrap(), 63.0, 15.0);
        assert_eq!(night.light(0.0), Light::default());
        assert!(night.on(Plane::new(30.0, 180.0), night.light(0.0), 0.7).abs() < f64::MIN_POSITIVE);
    }
}
