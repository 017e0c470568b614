//! What stands around every page: header, footer, notices, error pages.

/// The texts of one language.
#[derive(Debug)]
pub struct Shell {
    /// Link over the header for keyboards and screen readers.
    pub skip: &'static str,
    /// Name of the navigation.
    pub navigation: &'static str,
    /// Link to the overview.
    pub overview: &'static str,
    /// Said when values begin to be updated by themselves.
    pub live_on: &'static str,
    /// Said when they no longer are.
    pub live_off: &'static str,
    /// Link to data quality.
    pub quality: &'static str,
    /// Link to the solar plants.
    pub solar: &'static str,
    /// Link to the method page.
    pub method: &'static str,
    /// Link to the accessibility statement.
    pub accessibility: &'static str,
    /// Link to the API description.
    pub api: &'static str,
    /// Link to the other language, in that language.
    pub other_language: &'static str,
    /// Name of the choice between light and dark.
    pub appearance: &'static str,
    /// Follow the device.
    pub appearance_auto: &'static str,
    /// Always light.
    pub appearance_light: &'static str,
    /// Always dark.
    pub appearance_dark: &'static str,
    /// Name of the group of notices.
    pub notices: &'static str,
    /// The portfolio is simulated: the word for it.
    pub demo: &'static str,
    /// Name of the banner that says so.
    pub demo_region: &'static str,
    /// What that means.
    pub demo_text: &'static str,
    /// While the simulated history arrives; {share}.
    pub demo_arriving: &'static str,
    /// Link to the demo page.
    pub demo_link: &'static str,
    /// Begins the names of files with simulated data.
    pub demo_file: &'static str,
    /// The broker is embedded.
    pub embedded: &'static str,
    /// The connection to the broker is lost.
    pub broker_lost: &'static str,
    /// As above, when it is not known since when.
    pub broker_never: &'static str,
    /// Who made the temperatures, under which licence.
    pub weather_credit: &'static str,
    /// `Version {version}, metod {method}`
    pub version: &'static str,
    /// Title of the page for addresses that lead nowhere.
    pub not_found: &'static str,
    /// Its text.
    pub not_found_text: &'static str,
    /// Title of the page for wrong parameters.
    pub bad_request: &'static str,
    /// Its text.
    pub bad_request_text: &'static str,
    /// Title of the page for faults of ours.
    pub failed: &'static str,
    /// Its text.
    pub failed_text: &'static str,
    /// Link from an error page.
    pub to_overview: &'static str,
}

pub(super) const SV: Shell = Shell {
    skip: "Hoppa till innehållet",
    navigation: "Huvudmeny",
    overview: "Översikt",
    live_on: "Senaste värden uppdateras av sig själva.",
    live_off: "Uppdateringen är avbruten. Sidan visar det senast kända.",
    quality: "Datakvalitet",
    solar: "Solel",
    method: "Så räknar vi",
    accessibility: "Tillgänglighet",
    api: "API",
    other_language: "In English",
    appearance: "Utseende",
    appearance_auto: "Som enheten",
    appearance_light: "Ljust",
    appearance_dark: "Mörkt",
    notices: "Meddelanden",
    demo: "Demodata.",
    demo_region: "Demodata",
    demo_text: "Byggnaderna och mätvärdena är påhittade.",
    demo_arriving: "*Två års historik läses in:* {share} hittills. Ladda om sidan om en stund.",
    demo_link: "Jämför med facit",
    demo_file: "demodata-",
    embedded: "*Inbyggd broker.* Bara för prov: värden som skickas medan programmet är avstängt går förlorade.",
    broker_lost: "*Ingen förbindelse med brokern* {broker} sedan {since}. Nya mätvärden kommer inte in; sidan visar det senast kända.",
    broker_never: "*Ingen förbindelse med brokern* {broker}. Nya mätvärden kommer inte in; sidan visar det senast kända.",
    weather_credit: "Väderdata: SMHI, CC BY 4.0",
    version: "Version {version}, metod {method}",
    not_found: "Sidan finns inte",
    not_found_text: "Adressen leder ingenstans. Byggnaden kan ha bytt namn eller tagits bort.",
    bad_request: "Adressen går inte att tolka",
    bad_request_text: "I adressen går detta inte att använda: {names}. Rätta det, eller börja om från översikten.",
    failed: "Sidan kunde inte visas",
    failed_text: "Felet är vårt och har loggats. Mätvärden fortsätter att tas emot. Försök igen om en stund.",
    to_overview: "Till översikten",
};

pub(super) const EN: Shell = Shell {
    skip: "Skip to content",
    navigation: "Main menu",
    overview: "Overview",
    live_on: "Latest values are updated by themselves.",
    live_off: "The updating is interrupted. The page shows what was last known.",
    quality: "Data quality",
    solar: "Solar",
    method: "How we calculate",
    accessibility: "Accessibility",
    api: "API",
    other_language: "På svenska",
    appearance: "Appearance",
    appearance_auto: "As the device",
    appearance_light: "Light",
    appearance_dark: "Dark",
    notices: "Notices",
    demo: "Demo data.",
    demo_region: "Demo data",
    demo_text: "The buildings and the readings are invented.",
    demo_arriving: "*Two years of history are arriving:* {share} so far. Reload the page in a while.",
    demo_link: "Compare with the truth",
    demo_file: "demo-data-",
    embedded: "*Embedded broker.* For trials only: values sent while the program is stopped are lost.",
    broker_lost: "*No connection to the broker* {broker} since {since}. New readings do not arrive; the page shows what was last known.",
    broker_never: "*No connection to the broker* {broker}. New readings do not arrive; the page shows what was last known.",
    weather_credit: "Weather data: SMHI, CC BY 4.0",
    version: "Version {version}, method {method}",
    not_found: "There is no such page",
    not_found_text: "The address leads nowhere. The building may have been renamed or removed.",
    bad_request: "The address cannot be understood",
    bad_request_text: "This in the address cannot be used: {names}. Correct it, or start again from the overview.",
    failed: "The page could not be shown",
    failed_text: "The fault is ours and has been logged. Readings are still being received. Try again in a while.",
    to_overview: "To the overview",
};
