//! The page of data quality.

/// The texts of one language.
#[derive(Debug)]
pub struct QualityPage {
    /// Title.
    pub title: &'static str,
    /// One meter.
    pub meter_one: &'static str,
    /// Several.
    pub meter_many: &'static str,
    /// Nothing needs a look.
    pub verdict_good: &'static str,
    /// `{silent}`, `{still}`, `{bad}`, `{unknown}`.
    pub verdict: &'static str,
    /// One kind of message set aside.
    pub bad_one: &'static str,
    /// Several.
    pub bad_many: &'static str,
    /// One sender that nobody knows.
    pub unknown_one: &'static str,
    /// Several.
    pub unknown_many: &'static str,
    /// Choice.
    pub month: &'static str,
    /// Choice.
    pub municipality: &'static str,
    /// Choice.
    pub building: &'static str,
    /// Every one of a choice.
    pub all: &'static str,
    /// Its button.
    pub show: &'static str,
    /// Tile: `{month}`.
    pub tile_measured: &'static str,
    /// Under it: `{filled}`, `{missing}`.
    pub tile_measured_note: &'static str,
    /// Tile.
    pub tile_silent: &'static str,
    /// Under it: `{all}`.
    pub tile_silent_note: &'static str,
    /// Tile.
    pub tile_quarantine: &'static str,
    /// Under it.
    pub tile_quarantine_note: &'static str,
    /// Tile.
    pub tile_unknown: &'static str,
    /// Under it.
    pub tile_unknown_note: &'static str,
    /// Heading.
    pub silent: &'static str,
    /// How to read it.
    pub silent_how: &'static str,
    /// Column and row label.
    pub meter: &'static str,
    /// Column.
    pub since: &'static str,
    /// Column.
    pub last_value: &'static str,
    /// Column.
    pub check_first: &'static str,
    /// Never heard of.
    pub never: &'static str,
    /// Check: the broker is away.
    pub check_broker: &'static str,
    /// Check: all meters of the building are silent.
    pub check_building: &'static str,
    /// Check: this meter alone.
    pub check_meter: &'static str,
    /// Check: never heard, `{profile}`, `{device}`, `{series}`.
    pub check_never: &'static str,
    /// Check: never heard, fed by files.
    pub check_import: &'static str,
    /// Heading.
    pub still: &'static str,
    /// How to read it.
    pub still_how: &'static str,
    /// `{date}`, `{days}`, `{usual}`.
    pub still_since: &'static str,
    /// What to check.
    pub still_check: &'static str,
    /// Heading: `{month}`.
    pub calendar: &'static str,
    /// How to read it.
    pub calendar_how: &'static str,
    /// Key.
    pub key_measured: &'static str,
    /// Key.
    pub key_filled: &'static str,
    /// Key.
    pub key_missing: &'static str,
    /// Column.
    pub days: &'static str,
    /// Column.
    pub counts: &'static str,
    /// `{measured}`, `{filled}`, `{missing}`.
    pub counts_text: &'static str,
    /// `{days}`.
    pub filled_days: &'static str,
    /// `{days}`.
    pub missing_days: &'static str,
    /// `{n}`.
    pub corrections: &'static str,
    /// Heading.
    pub months: &'static str,
    /// How to read them.
    pub months_how: &'static str,
    /// Column.
    pub measured: &'static str,
    /// Column.
    pub filled: &'static str,
    /// Column.
    pub missing: &'static str,
    /// Heading.
    pub quarantine: &'static str,
    /// How to read it.
    pub quarantine_how: &'static str,
    /// None.
    pub quarantine_none: &'static str,
    /// Column.
    pub topic: &'static str,
    /// Column.
    pub reason: &'static str,
    /// Column.
    pub count: &'static str,
    /// Column.
    pub last: &'static str,
    /// Heading.
    pub unknown: &'static str,
    /// How to read it.
    pub unknown_how: &'static str,
    /// None.
    pub unknown_none: &'static str,
    /// Column.
    pub device: &'static str,
    /// Column.
    pub rate: &'static str,
    /// `{n}`.
    pub rate_text: &'static str,
    /// Opens the lines to paste.
    pub snippet: &'static str,
    /// No profile decodes it.
    pub no_profile: &'static str,
    /// Heading.
    pub events: &'static str,
    /// None.
    pub events_none: &'static str,
    /// Link to the whole list.
    pub rest: &'static str,
    /// Page `{page}` of `{pages}`.
    pub page: &'static str,
    /// Link.
    pub previous: &'static str,
    /// Link.
    pub next: &'static str,
    /// Nothing is configured or chosen.
    pub no_meters: &'static str,
}

pub(super) const SV: QualityPage = QualityPage {
    title: "Datakvalitet",
    meter_one: "{n} mätare",
    meter_many: "{n} mätare",
    verdict_good: "*Alla mätare hörs av* och inget meddelande är satt åt sidan.",
    verdict: "*{silent}* tysta, {still} står still eller sänder i en annan enhet, {bad} och {unknown}.",
    bad_one: "{n} typ av felaktiga meddelanden",
    bad_many: "{n} typer av felaktiga meddelanden",
    unknown_one: "{n} okänd avsändare",
    unknown_many: "{n} okända avsändare",
    month: "Månad",
    municipality: "Kommun",
    building: "Byggnad",
    all: "Alla",
    show: "Visa",
    tile_measured: "Uppmätt",
    tile_measured_note: "{filled} ifyllt, {missing} saknas",
    tile_silent: "Tysta mätare",
    tile_silent_note: "av {all}",
    tile_quarantine: "Felaktiga meddelanden",
    tile_quarantine_note: "typer, sparade med orsak",
    tile_unknown: "Okända avsändare",
    tile_unknown_note: "sänder men är inte inlagda",
    silent: "Tysta mätare",
    silent_how: "Inget värde på mer än ett dygn och tre väntade intervall.",
    meter: "Mätare",
    since: "Tyst sedan",
    last_value: "Senaste värde",
    check_first: "Kontrollera först",
    never: "har aldrig hörts",
    check_broker: "Förbindelsen med brokern är bruten: se efter den först.",
    check_building: "Alla byggnadens mätare är tysta: nätverk, ström eller gateway i byggnaden.",
    check_meter: "Mätarens batteri eller strömmatning, sedan radio eller kabel till gatewayen.",
    check_never: "Sänder någon som {profile}, {device}, {series}? Jämför med okända avsändare nedan.",
    check_import: "Mätaren har ingen källa: läs in dess fil med import.",
    still: "Mätare som står still eller sänder i en annan enhet",
    still_how: "De hörs, men deras värden säger inte vad byggnaden använder.",
    still_since: "Stilla sedan {date} ({days} dygn); brukade gå {usual} per dygn.",
    still_check: "Läs av mätaren på plats och jämför. Annars: pulsgivare, kabel, eller avstängd byggnad.",
    calendar: "Dygn för dygn, {month}",
    calendar_how: "Hög fylld ruta: uppmätt. Låg ruta: delvis ifyllt. Tom ram: saknas.",
    key_measured: "uppmätt",
    key_filled: "delvis ifyllt",
    key_missing: "saknas",
    days: "Dygn",
    counts: "I siffror",
    counts_text: "{measured} uppmätta, {filled} ifyllda, {missing} saknas",
    filled_days: "ifyllt: {days}",
    missing_days: "saknas: {days}",
    corrections: "{n} rättade värden",
    months: "Månad för månad",
    months_how: "Andel av mätarnas tid, alla valda mätare tillsammans.",
    measured: "Uppmätt",
    filled: "Ifyllt",
    missing: "Saknas",
    quarantine: "Meddelanden som inte kunde användas",
    quarantine_how: "De är sparade. Lika ämne och orsak räknas ihop.",
    quarantine_none: "Inga.",
    topic: "Ämne",
    reason: "Orsak",
    count: "Antal",
    last: "Senast",
    unknown: "Okända avsändare",
    unknown_how: "De sänder, men ingen mätare är inlagd för dem. Klistra in raderna under rätt byggnad.",
    unknown_none: "Inga.",
    device: "Enhet",
    rate: "Takt",
    rate_text: "{n} per timme",
    snippet: "Rader att klistra in",
    no_profile: "Ingen profil tolkar ämnet.",
    events: "Händelser på mätarna",
    events_none: "Inga i månaden.",
    rest: "Hela listan som JSON",
    page: "Sida {page} av {pages}",
    previous: "Föregående",
    next: "Nästa",
    no_meters: "Inga mätare i urvalet.",
};

pub(super) const EN: QualityPage = QualityPage {
    title: "Data quality",
    meter_one: "{n} meter",
    meter_many: "{n} meters",
    verdict_good: "*Every meter is heard* and no message is set aside.",
    verdict: "*{silent}* silent, {still} standing still or in another unit, {bad} and {unknown}.",
    bad_one: "{n} kind of bad messages",
    bad_many: "{n} kinds of bad messages",
    unknown_one: "{n} unknown sender",
    unknown_many: "{n} unknown senders",
    month: "Month",
    municipality: "Municipality",
    building: "Building",
    all: "All",
    show: "Show",
    tile_measured: "Measured",
    tile_measured_note: "{filled} filled, {missing} missing",
    tile_silent: "Silent meters",
    tile_silent_note: "of {all}",
    tile_quarantine: "Bad messages",
    tile_quarantine_note: "kinds, kept with their reason",
    tile_unknown: "Unknown senders",
    tile_unknown_note: "send but are not configured",
    silent: "Silent meters",
    silent_how: "No value for more than a day and three expected intervals.",
    meter: "Meter",
    since: "Silent since",
    last_value: "Last value",
    check_first: "Check first",
    never: "never heard of",
    check_broker: "The connection to the broker is lost: look at that first.",
    check_building: "Every meter of the building is silent: network, power or gateway in the building.",
    check_meter: "The meter's battery or supply, then radio or cable to the gateway.",
    check_never: "Does anyone send as {profile}, {device}, {series}? Compare with the unknown senders below.",
    check_import: "The meter has no source: import its file.",
    still: "Meters that stand still or send in another unit",
    still_how: "They are heard, but their values do not tell what the building uses.",
    still_since: "Still since {date} ({days} days); it used to count {usual} per day.",
    still_check: "Read the meter on site and compare. Otherwise: pulse sensor, cable, or a closed building.",
    calendar: "Day by day, {month}",
    calendar_how: "High filled cell: measured. Low cell: partly filled. Empty frame: missing.",
    key_measured: "measured",
    key_filled: "partly filled",
    key_missing: "missing",
    days: "Days",
    counts: "In figures",
    counts_text: "{measured} measured, {filled} filled, {missing} missing",
    filled_days: "filled: {days}",
    missing_days: "missing: {days}",
    corrections: "{n} corrected values",
    months: "Month by month",
    months_how: "Share of the meters' time, all chosen meters together.",
    measured: "Measured",
    filled: "Filled",
    missing: "Missing",
    quarantine: "Messages that could not be used",
    quarantine_how: "They are kept. Equal topic and reason are counted together.",
    quarantine_none: "None.",
    topic: "Topic",
    reason: "Reason",
    count: "Count",
    last: "Last",
    unknown: "Unknown senders",
    unknown_how: "They send, but no meter is configured for them. Paste the lines under the right building.",
    unknown_none: "None.",
    device: "Device",
    rate: "Rate",
    rate_text: "{n} per hour",
    snippet: "Lines to paste",
    no_profile: "No profile understands the topic.",
    events: "Events of the meters",
    events_none: "None in the month.",
    rest: "The whole list as JSON",
    page: "Page {page} of {pages}",
    previous: "Previous",
    next: "Next",
    no_meters: "No meters in the selection.",
};
