//! The county's buildings, named after places and what they are for.

use crate::building::{Heating, Kind, Measure, Pattern, Plant, Spec};

const CARE_HOME: Kind = Kind {
    word: "care_home",
    pattern: Pattern::Home,
    setback_k: 0.0,
    base_w: 3.4,
    used_w: 3.6,
    light_w: 1.6,
    pool_w: 0.0,
    hot_l: 1.1,
    cold_l: 2.9,
};
const HOMES: Kind =
    Kind { word: "apartments", base_w: 0.9, used_w: 1.1, light_w: 0.6, hot_l: 1.3, cold_l: 3.2, ..CARE_HOME };
const SCHOOL: Kind = Kind {
    word: "school",
    pattern: Pattern::School,
    setback_k: 3.0,
    base_w: 1.9,
    used_w: 5.5,
    light_w: 5.0,
    hot_l: 0.15,
    cold_l: 0.6,
    ..CARE_HOME
};
const PRESCHOOL: Kind = Kind {
    word: "preschool",
    pattern: Pattern::Preschool,
    setback_k: 2.0,
    base_w: 2.2,
    used_w: 6.5,
    light_w: 4.0,
    hot_l: 0.4,
    cold_l: 1.2,
    ..CARE_HOME
};
const OFFICE: Kind = Kind {
    word: "office",
    pattern: Pattern::Office,
    setback_k: 2.0,
    base_w: 2.6,
    used_w: 6.5,
    light_w: 4.0,
    hot_l: 0.1,
    cold_l: 0.5,
    ..CARE_HOME
};
const LIBRARY: Kind =
    Kind { word: "library", pattern: Pattern::Library, setback_k: 1.5, light_w: 7.0, cold_l: 0.3, ..OFFICE };
const BATH: Kind = Kind {
    word: "swimming_hall",
    pattern: Pattern::Bath,
    base_w: 20.0,
    used_w: 12.0,
    light_w: 4.0,
    pool_w: 24.0,
    hot_l: 3.5,
    cold_l: 8.0,
    ..CARE_HOME
};
const SPORTS_HALL: Kind = Kind {
    word: "sports_hall",
    pattern: Pattern::SportsHall,
    setback_k: 1.5,
    base_w: 2.4,
    used_w: 6.0,
    light_w: 8.0,
    hot_l: 0.8,
    cold_l: 1.5,
    ..CARE_HOME
};
const FIRE_STATION: Kind = Kind {
    word: "fire_station",
    pattern: Pattern::FireStation,
    base_w: 3.4,
    used_w: 3.0,
    light_w: 2.0,
    hot_l: 0.4,
    cold_l: 0.9,
    ..CARE_HOME
};
const DEPOT: Kind = Kind {
    word: "depot",
    pattern: Pattern::Depot,
    setback_k: 2.0,
    base_w: 2.2,
    used_w: 3.5,
    light_w: 3.0,
    hot_l: 0.1,
    cold_l: 0.4,
    ..CARE_HOME
};

/// A building with district heating, read every hour, without anything done.
const fn building(
    (id, name, municipality): (&'static str, &'static str, &'static str),
    kind: Kind,
    (area_m2, built): (f64, i32),
    (lat, lon): (f64, f64),
) -> Spec {
    Spec {
        id,
        name,
        municipality,
        kind,
        area_m2,
        built,
        lat,
        lon,
        heating: Heating::District,
        cold_meter: false,
        hot_meter: false,
        engine_heaters: 0,
        charging_posts: 0,
        heats: None,
        measure: None,
        solar: None,
        is_new_since_days: None,
        every_h: (3, 1),
    }
}

const fn measure(sv: &'static str, en: &'static str, heat: f64, electricity: f64) -> Option<Measure> {
    Some(Measure { sv, en, heat, electricity, water: 0.0 })
}

const fn plant(kwp: f64, tilt_deg: f64, azimuth_deg: f64) -> Option<Plant> {
    Some(Plant { kwp, tilt_deg, azimuth_deg })
}

/// The building with this id.
pub(crate) fn spec_of(id: &str) -> Option<&'static Spec> {
    BUILDINGS.iter().find(|spec| spec.id == id)
}

/// Every building, by municipality.
pub(crate) const BUILDINGS: &[Spec] = &[
    // Sollefteå
    Spec {
        cold_meter: true,
        hot_meter: true,
        engine_heaters: 20,
        measure: measure(
            "Injustering av radiatorer, LED-belysning, 20 nya motorvärmarstolpar och en energigrupp bland personalen",
            "Radiator balancing, LED lighting, 20 new engine-heater posts and a staff energy group",
            0.08,
            0.08,
        ),
        every_h: (1, 1),
        ..building(("arebo", "Ärebo äldreboende", "solleftea"), CARE_HOME, (2100.0, 1951), (63.18, 17.07))
    },
    Spec {
        heating: Heating::BoilerThenHeatPump,
        cold_meter: true,
        measure: measure(
            "Elpannan på 110 kW ersatt av bergvärme på 48 kW, vinden tilläggsisolerad",
            "The 110 kW electric boiler replaced by a 48 kW ground-source heat pump, the attic insulated",
            0.048,
            0.0,
        ),
        ..building(("vallange", "Vallänge", "solleftea"), HOMES, (1300.0, 1958), (63.16, 17.27))
    },
    Spec {
        heats: Some("solleftea-brandstation"),
        measure: measure(
            "Injustering av värme och ventilation",
            "Heating and ventilation balanced",
            0.12,
            0.05,
        ),
        solar: plant(60.0, 15.0, 180.0),
        every_h: (1, 1),
        ..building(
            ("solleftea-gymnasium", "Gymnasieskolan i Sollefteå", "solleftea"),
            SCHOOL,
            (6200.0, 1968),
            (63.17, 17.26),
        )
    },
    Spec {
        engine_heaters: 8,
        ..building(
            ("solleftea-brandstation", "Brandstationen i Sollefteå", "solleftea"),
            FIRE_STATION,
            (1500.0, 1976),
            (63.17, 17.28),
        )
    },
    Spec {
        heating: Heating::GroundHeatPump,
        measure: measure("Nya fönster", "New windows", 0.12, 0.0),
        solar: plant(22.0, 30.0, 195.0),
        ..building(("junsele-skola", "Junsele skola", "solleftea"), SCHOOL, (2400.0, 1962), (63.69, 16.88))
    },
    // Sundsvall
    Spec {
        cold_meter: true,
        measure: measure(
            "Värmeåtervinning ur duschvatten och nya pumpar",
            "Heat recovered from showers, new pumps",
            0.05,
            0.08,
        ),
        solar: plant(95.0, 10.0, 180.0),
        every_h: (1, 1),
        ..building(
            ("sundsvall-simhall", "Simhallen i Sundsvall", "sundsvall"),
            BATH,
            (4200.0, 1975),
            (62.39, 17.31),
        )
    },
    Spec {
        measure: measure(
            "LED-belysning och behovsstyrd ventilation",
            "LED lighting and demand-controlled ventilation",
            0.05,
            0.12,
        ),
        solar: plant(70.0, 12.0, 170.0),
        every_h: (1, 1),
        ..building(
            ("sundsvall-stadshus", "Stadshuset i Sundsvall", "sundsvall"),
            OFFICE,
            (7800.0, 1966),
            (62.39, 17.30),
        )
    },
    Spec {
        measure: measure("Ny styrning av värmen", "New heating controls", 0.08, 0.03),
        solar: plant(40.0, 20.0, 180.0),
        every_h: (1, 1),
        ..building(("matfors-skola", "Matfors skola", "sundsvall"), SCHOOL, (4800.0, 1971), (62.35, 17.02))
    },
    Spec {
        cold_meter: true,
        ..building(("alno-forskola", "Alnö förskola", "sundsvall"), PRESCHOOL, (980.0, 2004), (62.43, 17.41))
    },
    Spec {
        cold_meter: true,
        hot_meter: true,
        engine_heaters: 12,
        measure: measure(
            "Snålspolande armaturer och injustering",
            "Water-saving taps and balancing",
            0.05,
            0.0,
        ),
        ..building(
            ("njurunda-aldreboende", "Njurunda äldreboende", "sundsvall"),
            CARE_HOME,
            (3600.0, 1984),
            (62.27, 17.37),
        )
    },
    Spec {
        engine_heaters: 10,
        measure: measure("Nya portar till vagnhallen", "New doors of the engine hall", 0.03, 0.0),
        every_h: (3, 2),
        ..building(
            ("sundsvall-brandstation", "Brandstationen i Sundsvall", "sundsvall"),
            FIRE_STATION,
            (2900.0, 1969),
            (62.40, 17.33),
        )
    },
    // Timrå
    Spec {
        measure: measure("Injustering av värmen", "Heating balanced", 0.08, 0.0),
        solar: plant(28.0, 30.0, 180.0),
        ..building(
            ("timra-kommunhus", "Kommunhuset i Timrå", "timra"),
            OFFICE,
            (3400.0, 1973),
            (62.49, 17.33),
        )
    },
    Spec {
        measure: measure(
            "Nytt ventilationsaggregat med återvinning",
            "New air handling unit with heat recovery",
            0.20,
            0.05,
        ),
        ..building(("sorakers-skola", "Söråkers skola", "timra"), SCHOOL, (3900.0, 1974), (62.51, 17.51))
    },
    Spec {
        cold_meter: true,
        charging_posts: 4,
        measure: measure("LED-belysning i hallen", "LED lighting in the hall", 0.0, 0.20),
        ..building(
            ("timra-sporthall", "Sporthallen i Timrå", "timra"),
            SPORTS_HALL,
            (2600.0, 1978),
            (62.48, 17.32),
        )
    },
    Spec {
        heating: Heating::GroundHeatPump,
        solar: plant(36.0, 25.0, 180.0),
        is_new_since_days: Some(152),
        ..building(
            ("timra-forskola", "Nya förskolan i Timrå", "timra"),
            PRESCHOOL,
            (1450.0, 2026),
            (62.49, 17.34),
        )
    },
    // Härnösand
    Spec {
        measure: measure("Nya termostater", "New thermostats", 0.05, 0.0),
        every_h: (3, 2),
        ..building(
            ("harnosand-radhus", "Rådhuset i Härnösand", "harnosand"),
            OFFICE,
            (3100.0, 1905),
            (62.63, 17.94),
        )
    },
    Spec {
        solar: plant(45.0, 15.0, 180.0),
        every_h: (1, 1),
        ..building(
            ("harnosand-bibliotek", "Biblioteket i Härnösand", "harnosand"),
            LIBRARY,
            (3000.0, 1999),
            (62.63, 17.93),
        )
    },
    Spec {
        cold_meter: true,
        measure: measure("Behovsstyrd ventilation", "Demand-controlled ventilation", 0.12, 0.12),
        ..building(
            ("brannans-forskola", "Brännans förskola", "harnosand"),
            PRESCHOOL,
            (1100.0, 1982),
            (62.62, 17.91),
        )
    },
    Spec {
        heating: Heating::AirHeatPump,
        engine_heaters: 6,
        every_h: (3, 2),
        ..building(
            ("harnosand-forrad", "Gatuförrådet i Härnösand", "harnosand"),
            DEPOT,
            (1200.0, 1981),
            (62.64, 17.90),
        )
    },
    // Kramfors
    Spec {
        measure: measure("LED-belysning", "LED lighting", 0.0, 0.08),
        solar: plant(30.0, 25.0, 200.0),
        ..building(
            ("kramfors-kommunhus", "Kommunhuset i Kramfors", "kramfors"),
            OFFICE,
            (4100.0, 1964),
            (62.93, 17.78),
        )
    },
    Spec {
        cold_meter: true,
        hot_meter: true,
        engine_heaters: 10,
        measure: measure("Tilläggsisolering av vinden", "Attic insulated", 0.08, 0.0),
        every_h: (1, 1),
        ..building(
            ("ullanger-aldreboende", "Ullångers äldreboende", "kramfors"),
            CARE_HOME,
            (2700.0, 1972),
            (62.99, 18.18),
        )
    },
    Spec {
        heating: Heating::AirHeatPump,
        every_h: (3, 2),
        ..building(
            ("bollstabruk-forskola", "Förskolan i Bollstabruk", "kramfors"),
            PRESCHOOL,
            (760.0, 1991),
            (63.00, 17.66),
        )
    },
    Spec {
        measure: measure("Sänkt innetemperatur i korridorer", "Corridors kept cooler", 0.03, 0.0),
        every_h: (3, 2),
        ..building(("nyland-skola", "Nylands skola", "kramfors"), SCHOOL, (2500.0, 1958), (63.00, 17.76))
    },
    // Örnsköldsvik
    Spec {
        measure: measure("Ny styrning av ventilationen", "New ventilation controls", 0.05, 0.05),
        solar: plant(85.0, 10.0, 180.0),
        every_h: (1, 1),
        ..building(
            ("ornskoldsvik-stadshus", "Stadshuset i Örnsköldsvik", "ornskoldsvik"),
            OFFICE,
            (6400.0, 1970),
            (63.29, 18.72),
        )
    },
    Spec {
        solar: plant(50.0, 20.0, 165.0),
        measure: measure("Tätning av fasaden", "Façade sealed", 0.08, 0.0),
        ..building(
            ("bredbyns-skola", "Bredbyns skola", "ornskoldsvik"),
            SCHOOL,
            (4300.0, 1976),
            (63.45, 18.10),
        )
    },
    Spec {
        engine_heaters: 8,
        is_new_since_days: Some(430),
        every_h: (3, 2),
        ..building(
            ("ornskoldsvik-brandstation", "Brandstationen i Örnsköldsvik", "ornskoldsvik"),
            FIRE_STATION,
            (2200.0, 1988),
            (63.30, 18.70),
        )
    },
    Spec {
        cold_meter: true,
        hot_meter: true,
        engine_heaters: 14,
        measure: measure("Nya cirkulationspumpar och LED", "New circulation pumps and LED", 0.0, 0.12),
        ..building(
            ("sjalevad-aldreboende", "Själevads äldreboende", "ornskoldsvik"),
            CARE_HOME,
            (4100.0, 1979),
            (63.29, 18.60),
        )
    },
    // Ånge
    Spec {
        measure: measure("Energigrupp bland personalen", "A staff energy group", 0.03, 0.03),
        every_h: (3, 2),
        ..building(("ange-kommunhus", "Kommunhuset i Ånge", "ange"), OFFICE, (2300.0, 1977), (62.53, 15.66))
    },
    Spec {
        measure: measure(
            "Ny ventilation som går dygnet runt",
            "New ventilation that never stops",
            -0.06,
            -0.10,
        ),
        solar: plant(25.0, 35.0, 180.0),
        ..building(("fransta-skola", "Fränsta skola", "ange"), SCHOOL, (3300.0, 1967), (62.50, 16.17))
    },
    Spec {
        heating: Heating::AirHeatPump,
        engine_heaters: 10,
        measure: measure("Tidur på motorvärmarna", "Timers on the engine heaters", 0.0, 0.12),
        every_h: (3, 2),
        ..building(("ange-forrad", "Kommunförrådet i Ånge", "ange"), DEPOT, (1400.0, 1979), (62.53, 15.65))
    },
];
