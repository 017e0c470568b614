//! The page of a building.

/// The texts of one language.
#[derive(Debug)]
pub struct BuildingPage {
    /// Where temperatures came from; `{station}`, `{others}`.
    pub weather: &'static str,
    /// Another station's part; `{days}`, `{station}`.
    pub weather_from: &'static str,
    /// Days without; `{days}`.
    pub weather_unknown: &'static str,
    /// One day.
    pub weather_day_one: &'static str,
    /// Several.
    pub weather_day_many: &'static str,
    /// Name of the way back.
    pub crumbs: &'static str,
    /// Heated area.
    pub area: &'static str,
    /// Year of construction.
    pub built: &'static str,
    /// Latest reading.
    pub latest: &'static str,
    /// Choice of period.
    pub period: &'static str,
    /// Choice of carrier.
    pub carrier: &'static str,
    /// The latest twelve months.
    pub twelve_months: &'static str,
    /// All days after the baseline.
    pub all_days: &'static str,
    /// Since a measure.
    pub since: &'static str,
    /// The button of the choices.
    pub show: &'static str,
    /// Own dates.
    pub own_dates: &'static str,
    /// First day.
    pub from: &'static str,
    /// The day after the last.
    pub to: &'static str,
    /// Link to the method page beside the verdict.
    pub method_link: &'static str,
    /// What the verdict compares with.
    pub baseline_note: &'static str,
    /// Closed days; `{before}` in the baseline, `{after}` in the period.
    pub closed_days: &'static str,
    /// Tile: the saving.
    pub tile_saved: &'static str,
    /// Tile: measured and expected.
    pub tile_used: &'static str,
    /// Under it.
    pub tile_used_note: &'static str,
    /// Tile: measured use per area.
    pub tile_area: &'static str,
    /// Tile: coverage.
    pub tile_coverage: &'static str,
    /// Under it.
    pub tile_coverage_note: &'static str,
    /// Figure 1.
    pub measured: &'static str,
    /// How to read it.
    pub measured_how: &'static str,
    /// Its description for those who cannot see it.
    pub measured_description: &'static str,
    /// One point is a day.
    pub per_day: &'static str,
    /// One point is a week.
    pub per_week: &'static str,
    /// One point is a month.
    pub per_month: &'static str,
    /// Unit of its axis; `{unit}`.
    pub measured_unit: &'static str,
    /// Name of the measured line.
    pub line_measured: &'static str,
    /// Name of the expected line.
    pub line_baseline: &'static str,
    /// Figure 2.
    pub cumulative: &'static str,
    /// How to read it.
    pub cumulative_how: &'static str,
    /// Its description.
    pub cumulative_description: &'static str,
    /// Figure 3.
    pub signature: &'static str,
    /// How to read it.
    pub signature_how: &'static str,
    /// Its description.
    pub signature_description: &'static str,
    /// Key: baseline period.
    pub signature_before: &'static str,
    /// Key: period shown.
    pub signature_after: &'static str,
    /// Both slopes.
    pub signature_slopes: &'static str,
    /// Opens the table of a figure.
    pub as_table: &'static str,
    /// Link to the figures of a figure.
    pub as_csv: &'static str,
    /// Heading of the marks under a figure.
    pub marks: &'static str,
    /// Column.
    pub column_from: &'static str,
    /// Column.
    pub column_month: &'static str,
    /// Column.
    pub column_measured: &'static str,
    /// Column.
    pub column_expected: &'static str,
    /// Column.
    pub column_band: &'static str,
    /// Column.
    pub column_saved: &'static str,
    /// Column.
    pub column_temperature: &'static str,
    /// Column: days counted.
    pub column_days: &'static str,
    /// Column: use before.
    pub column_before: &'static str,
    /// Column: use after.
    pub column_after: &'static str,
    /// Section of the meters.
    pub meters: &'static str,
    /// How to read it.
    pub meters_how: &'static str,
    /// Column.
    pub column_meter: &'static str,
    /// Column.
    pub column_latest: &'static str,
    /// Column.
    pub column_at: &'static str,
    /// Column.
    pub column_quality: &'static str,
    /// `{measured} uppmätt, {filled} ifyllt, {missing} saknas`
    pub quality_shares: &'static str,
    /// A meter without readings.
    pub no_reading: &'static str,
    /// A meter without analysed days in the period.
    pub no_days: &'static str,
    /// Sub-meter of another.
    pub sub_meter: &'static str,
    /// What a virtual meter is computed from; `{parts}`.
    pub made_of: &'static str,
    /// A meter that is nobody's use by itself.
    pub only_part: &'static str,
    /// Section of the findings.
    pub findings: &'static str,
    /// How to read it.
    pub findings_how: &'static str,
    /// No findings.
    pub findings_none: &'static str,
    /// A finding that forbids a saving.
    pub disqualifying: &'static str,
    /// A finding the reader must know.
    pub warning: &'static str,
    /// Section of events.
    pub events: &'static str,
    /// Column.
    pub column_date: &'static str,
    /// Column.
    pub column_event: &'static str,
    /// A measure.
    pub event_measure: &'static str,
    /// A baseline period.
    pub event_baseline: &'static str,
    /// Closed days; `{name}`, `{period}`.
    pub event_closed: &'static str,
    /// No events.
    pub events_none: &'static str,
    /// The building has no meters whose use can be compared.
    pub no_carriers: &'static str,
    /// What stands in the place of the figures without a result.
    pub nothing_to_draw: &'static str,
}

pub(super) const SV: BuildingPage = BuildingPage {
    weather: "Utetemperatur från {station}, utom {others}.",
    weather_from: "{days} från {station}",
    weather_unknown: "{days} utan temperatur",
    weather_day_one: "{n}\u{a0}dygn",
    weather_day_many: "{n}\u{a0}dygn",
    crumbs: "Var du är",
    area: "{area}\u{a0}m² Atemp",
    built: "byggt {year}",
    latest: "senaste värde {time}",
    period: "Period",
    carrier: "Energislag",
    twelve_months: "Senaste 12 månaderna",
    all_days: "Hela tiden efter baslinjen",
    since: "Sedan {date}: {name}",
    show: "Visa",
    own_dates: "Egna datum",
    from: "Från och med",
    to: "Fram till (dagen räknas inte)",
    method_link: "Så räknar vi",
    baseline_note: "Väntat: vad byggnaden hade använt i samma väder som under baslinjen {period}.",
    closed_days: "Stängda dygn har egna nivåer: {before} i baslinjen, {after} i perioden.",
    tile_saved: "Besparing mot baslinje",
    tile_used: "Uppmätt",
    tile_used_note: "väntat {expected}",
    tile_area: "Specifik energianvändning",
    tile_coverage: "Datatäckning",
    tile_coverage_note: "{valid} av {all} dygn",
    measured: "Uppmätt mot baslinje",
    measured_how: "Under den streckade linjen: mindre än väntat. I det grå fältet väntas 90\u{a0}% av alla {steps} hamna om inget ändrats.",
    measured_description: "{below} av {all} {steps} ligger under baslinjen.",
    per_day: "dygn",
    per_week: "veckor",
    per_month: "månader",
    measured_unit: "{unit} per dygn",
    line_measured: "Uppmätt",
    line_baseline: "Baslinje",
    cumulative: "Ackumulerad besparing",
    cumulative_how: "Stiger kurvan växer besparingen. Fältet visar 90\u{a0}% säkerhet.",
    cumulative_description: "Besparingen når {amount} vid periodens slut (90\u{a0}% säkerhet: {interval}).",
    signature: "Energisignatur",
    signature_how: "Ett dygn per märke. Lägre och flackare än förut: mindre energi vid samma utetemperatur.",
    signature_description: "{before} dygn under baslinjen och {after} dygn i perioden.",
    signature_before: "före: {period}",
    signature_after: "efter: {period}",
    signature_slopes: "För varje grad kallare: {before} mer före, {after} mer efter.",
    as_table: "Visa som tabell",
    as_csv: "Hämta som CSV",
    marks: "Märken i figurerna",
    column_from: "Från",
    column_month: "Månad",
    column_measured: "Uppmätt",
    column_expected: "Väntat",
    column_band: "Väntat, 90\u{a0}%",
    column_saved: "Sparat hittills",
    column_temperature: "Utetemperatur",
    column_days: "Dygn",
    column_before: "Före",
    column_after: "Efter",
    meters: "Mätare och datakvalitet",
    meters_how: "Hur stor del av perioden varje mätare har värden för.",
    column_meter: "Mätare",
    column_latest: "Senaste värde",
    column_at: "Tid",
    column_quality: "Kvalitet i perioden",
    quality_shares: "{measured} uppmätt, {filled} ifyllt, {missing} saknas",
    no_reading: "inget värde ännu",
    no_days: "inget räknat i perioden",
    sub_meter: "undermätare till {meter}",
    made_of: "virtuell: {parts}",
    only_part: "räknas bara genom virtuella mätare",
    findings: "Iakttagelser",
    findings_how: "Vad du behöver veta om underlaget.",
    findings_none: "Inget att anmärka.",
    disqualifying: "Hindrar resultat",
    warning: "Att känna till",
    events: "Åtgärder och händelser",
    column_date: "Datum",
    column_event: "Händelse",
    event_measure: "Åtgärd: {name}",
    event_baseline: "Baslinje {period}",
    event_closed: "Stängt {period}: {name}",
    events_none: "Inga åtgärder är inlagda.",
    no_carriers: "Byggnaden har ingen mätare vars användning kan jämföras med en baslinje.",
    nothing_to_draw: "Figurerna visas när det finns en baslinje att jämföra med och dygn att räkna på.",
};

pub(super) const EN: BuildingPage = BuildingPage {
    weather: "Outdoor temperature from {station}, but for {others}.",
    weather_from: "{days} from {station}",
    weather_unknown: "{days} without a temperature",
    weather_day_one: "{n}\u{a0}day",
    weather_day_many: "{n}\u{a0}days",
    crumbs: "Where you are",
    area: "{area}\u{a0}m² heated area",
    built: "built {year}",
    latest: "latest value {time}",
    period: "Period",
    carrier: "Carrier",
    twelve_months: "Latest 12 months",
    all_days: "All days after the baseline",
    since: "Since {date}: {name}",
    show: "Show",
    own_dates: "Own dates",
    from: "From",
    to: "Until (day not included)",
    method_link: "How we calculate",
    baseline_note: "Expected: what the building would have used in the same weather as during the baseline {period}.",
    closed_days: "Closed days have levels of their own: {before} in the baseline, {after} in the period.",
    tile_saved: "Saving against baseline",
    tile_used: "Measured",
    tile_used_note: "expected {expected}",
    tile_area: "Specific energy use",
    tile_coverage: "Data coverage",
    tile_coverage_note: "{valid} of {all} days",
    measured: "Measured against baseline",
    measured_how: "Below the dashed line: less than expected. 90% of all {steps} are expected in the grey band if nothing has changed.",
    measured_description: "{below} of {all} {steps} lie below the baseline.",
    per_day: "days",
    per_week: "weeks",
    per_month: "months",
    measured_unit: "{unit} per day",
    line_measured: "Measured",
    line_baseline: "Baseline",
    cumulative: "Cumulative saving",
    cumulative_how: "When the curve rises, the saving grows. The band shows 90% confidence.",
    cumulative_description: "The saving reaches {amount} at the end of the period (90% confidence: {interval}).",
    signature: "Energy signature",
    signature_how: "One day per mark. Lower and flatter than before: less energy at the same outdoor temperature.",
    signature_description: "{before} days of the baseline and {after} days of the period.",
    signature_before: "before: {period}",
    signature_after: "after: {period}",
    signature_slopes: "For every degree colder: {before} more before, {after} more after.",
    as_table: "Show as table",
    as_csv: "Download as CSV",
    marks: "Marks in the figures",
    column_from: "From",
    column_month: "Month",
    column_measured: "Measured",
    column_expected: "Expected",
    column_band: "Expected, 90%",
    column_saved: "Saved so far",
    column_temperature: "Outdoor temperature",
    column_days: "Days",
    column_before: "Before",
    column_after: "After",
    meters: "Meters and data quality",
    meters_how: "How much of the period each meter has values for.",
    column_meter: "Meter",
    column_latest: "Latest value",
    column_at: "Time",
    column_quality: "Quality in the period",
    quality_shares: "{measured} measured, {filled} filled, {missing} missing",
    no_reading: "no value yet",
    no_days: "nothing computed in the period",
    sub_meter: "sub-meter of {meter}",
    made_of: "virtual: {parts}",
    only_part: "counts only through virtual meters",
    findings: "Findings",
    findings_how: "What you need to know about the data.",
    findings_none: "Nothing to remark.",
    disqualifying: "Prevents a result",
    warning: "Worth knowing",
    events: "Measures and events",
    column_date: "Date",
    column_event: "Event",
    event_measure: "Measure: {name}",
    event_baseline: "Baseline {period}",
    event_closed: "Closed {period}: {name}",
    events_none: "No measures have been entered.",
    no_carriers: "The building has no meter whose use can be compared with a baseline.",
    nothing_to_draw: "The figures appear when there is a baseline to compare with and days to compute.",
};
