//! What to look at first. Short sentences: what is wrong, how large, where to begin.

/// The texts of one language.
#[derive(Debug)]
pub struct AttentionTexts {
    /// Heading of the list.
    pub heading: &'static str,
    /// In which order it stands.
    pub how: &'static str,
    /// Nothing is known yet: there is no baseline.
    pub unknown: &'static str,
    /// Nothing is known yet: the history is on its way.
    pub arriving: &'static str,
    /// What it costs in a year; `{amount}`, `{source}`.
    pub cost: &'static str,
    /// What it costs in a day, when a year cannot be told.
    pub cost_per_day: &'static str,
    /// There is nothing in it.
    pub nothing: &'static str,
    /// How many more there are; `{n}`.
    pub more: &'static str,
    /// Column: what is wrong.
    pub column_what: &'static str,
    /// Column: since when.
    pub column_since: &'static str,
    /// Column: how large.
    pub column_size: &'static str,
    /// Concerns every building.
    pub everywhere: &'static str,
    /// More than the building's own days before; `{subject}`, `{percent}`.
    pub excess_before: &'static str,
    /// More than the baseline; `{subject}`, `{percent}`.
    pub excess_baseline: &'static str,
    /// Where to begin with energy.
    pub excess_action: &'static str,
    /// Where to begin with water.
    pub excess_water_action: &'static str,
    /// Beyond the usual per day; `{amount}`.
    pub excess_size: &'static str,
    /// Its bounds; `{interval}`.
    pub excess_bounds: &'static str,
    /// A year of it; `{amount}`.
    pub per_year: &'static str,
    /// The night setback has gone; `{now}`, `{usual}`.
    pub setback: &'static str,
    /// Where to begin.
    pub setback_action: &'static str,
    /// What a night uses beyond the usual; `{amount}`.
    pub setback_size: &'static str,
    /// Under it: how many nights were compared; `{n}`.
    pub setback_nights: &'static str,
    /// Most meters are silent; `{n}`, `{all}`.
    pub all_silent: &'static str,
    /// Where to begin.
    pub all_silent_action: &'static str,
    /// A meter is silent; `{meter}`.
    pub silent: &'static str,
    /// Where to begin.
    pub silent_action: &'static str,
    /// A meter was never heard; `{meter}`.
    pub unheard: &'static str,
    /// Where to begin.
    pub unheard_action: &'static str,
    /// A meter stands still; `{meter}`.
    pub still: &'static str,
    /// Where to begin.
    pub still_action: &'static str,
    /// What is not measured per day; `{amount}`.
    pub unmeasured: &'static str,
    /// Numbers became larger; `{meter}`, `{factor}`.
    pub measure_larger: &'static str,
    /// Numbers became smaller; `{meter}`, `{part}`.
    pub measure_smaller: &'static str,
    /// Where to begin.
    pub measure_action: &'static str,
    /// Readings come in larger numbers; `{meter}`, `{factor}`.
    pub unit_larger: &'static str,
    /// Readings come in smaller numbers; `{meter}`, `{part}`.
    pub unit_smaller: &'static str,
    /// 1/10, 1/100 and 1/1000 in words.
    pub parts: [&'static str; 3],
    /// How to mend it; `{from}`, `{times}`.
    pub unit_action: &'static str,
    /// A solar plant gives nothing.
    pub solar_still: &'static str,
    /// A register restarted or jumped; `{meter}`.
    pub restarted: &'static str,
    /// Where to begin.
    pub restarted_action: &'static str,
}

pub(super) const SV: AttentionTexts = AttentionTexts {
    heading: "Titta på först",
    how: "Det som kostar mest står först, sedan mätare som inte går att lita på.",
    unknown: "Inte känt ännu: utan baslinje går det inte att säga om en byggnad använder för mycket. Mätare som tystnar eller står still visas här.",
    arriving: "Inte känt förrän historiken har kommit.",
    cost: "ungefär {amount} på ett år ({source})",
    cost_per_day: "ungefär {amount} per dygn ({source})",
    nothing: "Inget just nu: ingen byggnad använder säkert mer än den brukar, och mätarna hörs som de ska.",
    more: "{n} till visas inte här. Välj en kommun för att se dem.",
    column_what: "Vad",
    column_since: "Sedan",
    column_size: "Storlek",
    everywhere: "Alla byggnader",
    excess_before: "{subject} ligger {percent} över det vanliga i samma väder.",
    excess_baseline: "{subject} ligger {percent} över baslinjen i samma väder.",
    excess_action: "Börja med styrning, drifttider och nattsänkning.",
    excess_water_action: "Börja med rinnande toaletter och läckor.",
    excess_size: "+{amount} per dygn",
    excess_bounds: "90\u{a0}% säkerhet: {interval}",
    per_year: "ungefär {amount} på ett år, om samma andel av det vanliga fortsätter",
    setback: "Nattsänkningen verkar vara borta: kl. 22–05 går det åt {now} av dagens värme per timme, mot {usual} förr i samma väder.",
    setback_action: "Kontrollera tidprogrammet för nattsänkning i styrningen, och att dess klocka går rätt.",
    setback_size: "+{amount} per natt",
    setback_nights: "medel av {n} nätter mellan vardagar",
    all_silent: "{n} av {all} mätare har tystnat.",
    all_silent_action: "Felet är troligen gemensamt: kontrollera gateway, broker och nät.",
    silent: "Mätaren {meter} har tystnat.",
    silent_action: "Kontrollera ström, batteri och gateway.",
    unheard: "Mätaren {meter} har aldrig hörts av.",
    unheard_action: "Kontrollera enhet och profil i konfigurationen.",
    still: "Mätaren {meter} skickar värden men står still.",
    still_action: "Läs av mätaren på plats. Användningen räknas inte så länge.",
    unmeasured: "{amount} per dygn mäts inte",
    measure_larger: "Mätaren {meter} räknar i ett annat mått: talen är {factor} gånger så stora.",
    measure_smaller: "Mätaren {meter} räknar i ett annat mått: talen är {part} av de tidigare.",
    measure_action: "Kontrollera enheten (kWh eller MWh) och faktorn.",
    unit_larger: "Mätaren {meter} skickar i en annan enhet: talen är {factor} gånger så stora. Dagarna sedan dess räknas inte.",
    unit_smaller: "Mätaren {meter} skickar i en annan enhet: talen är {part} av de tidigare. Dagarna sedan dess räknas inte.",
    parts: ["en tiondel", "en hundradel", "en tusendel"],
    unit_action: "Låt mätinsamlaren skicka den gamla enheten igen, eller skriv [[building.meter.correction]] med from = {from} och factor = {times} under mätaren. Är talen riktiga: factor = 1.",
    solar_still: "Solanläggningen står still medan grannarna producerar.",
    restarted: "Räkneverket {meter} började om eller hoppade. Vad som gick däremellan är okänt.",
    restarted_action: "Lägg in mätarbytet med sista och första ställning.",
};

pub(super) const EN: AttentionTexts = AttentionTexts {
    heading: "Look at these first",
    how: "What costs most comes first, then meters that cannot be trusted.",
    unknown: "Not known yet: without a baseline it cannot be said whether a building uses too much. Meters that fall silent or stand still are shown here.",
    arriving: "Not known until the history is here.",
    cost: "about {amount} in a year ({source})",
    cost_per_day: "about {amount} per day ({source})",
    nothing: "Nothing right now: no building certainly uses more than it does usually, and the meters are heard as they should be.",
    more: "{n} more are not shown here. Choose a municipality to see them.",
    column_what: "What",
    column_since: "Since",
    column_size: "Size",
    everywhere: "All buildings",
    excess_before: "{subject} is {percent} above the usual in the same weather.",
    excess_baseline: "{subject} is {percent} above the baseline in the same weather.",
    excess_action: "Begin with controls, running hours and the night setback.",
    excess_water_action: "Begin with running toilets and leaks.",
    excess_size: "+{amount} per day",
    excess_bounds: "90% confidence: {interval}",
    per_year: "about {amount} in a year, if the same share of the usual goes on",
    setback: "The night setback seems to be gone: between 22 and 05 the heat per hour is {now} of the day's, where it was {usual} in the same weather.",
    setback_action: "Check the controller's time programme for the night setback, and that its clock is right.",
    setback_size: "+{amount} per night",
    setback_nights: "mean of {n} nights between workdays",
    all_silent: "{n} of {all} meters are silent.",
    all_silent_action: "The cause is probably common: check gateway, broker and network.",
    silent: "Meter {meter} is silent.",
    silent_action: "Check power, battery and gateway.",
    unheard: "Meter {meter} has never been heard.",
    unheard_action: "Check device and profile in the configuration.",
    still: "Meter {meter} sends values and stands still.",
    still_action: "Read the meter on site. Its use is not counted meanwhile.",
    unmeasured: "{amount} per day are not measured",
    measure_larger: "Meter {meter} counts in another measure: its numbers are {factor} times as large.",
    measure_smaller: "Meter {meter} counts in another measure: its numbers are {part} of the earlier ones.",
    measure_action: "Check the unit (kWh or MWh) and the factor.",
    unit_larger: "Meter {meter} sends in another unit: its numbers are {factor} times as large. The days since then do not count.",
    unit_smaller: "Meter {meter} sends in another unit: its numbers are {part} of the earlier ones. The days since then do not count.",
    parts: ["a tenth", "a hundredth", "a thousandth"],
    unit_action: "Let the gateway send the earlier unit again, or write [[building.meter.correction]] with from = {from} and factor = {times} below the meter. If the numbers are true: factor = 1.",
    solar_still: "The solar plant stands still while its neighbours produce.",
    restarted: "Register {meter} restarted or jumped. What flowed in between is unknown.",
    restarted_action: "Enter the meter replacement with its last and first value.",
};
