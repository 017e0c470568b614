//! The overview.

/// The texts of one language.
#[derive(Debug)]
pub struct Overview {
    /// One municipality.
    pub municipality_one: &'static str,
    /// Several.
    pub municipality_many: &'static str,
    /// One building.
    pub building_one: &'static str,
    /// Several.
    pub building_many: &'static str,
    /// The line of all municipalities together.
    pub total: &'static str,
    /// Analysed through a date.
    pub analysed: &'static str,
    /// Choice of year.
    pub year: &'static str,
    /// Choice of carrier.
    pub carrier: &'static str,
    /// All energy together.
    pub all_energy: &'static str,
    /// The button of the choices.
    pub show: &'static str,
    /// Name of the group of key figures.
    pub key_figures: &'static str,
    /// Tile: the saving.
    pub tile_saved: &'static str,
    /// Tile: measured use.
    pub tile_used: &'static str,
    /// Under measured use.
    pub tile_used_note: &'static str,
    /// Tile: buildings with a result.
    pub tile_results: &'static str,
    /// `{n} av {all}`
    pub tile_results_value: &'static str,
    /// Under it, when some lack data.
    pub tile_results_note: &'static str,
    /// Under it, when none does.
    pub tile_results_all: &'static str,
    /// Tile: share of days with data.
    pub tile_coverage: &'static str,
    /// Under it.
    pub tile_coverage_note: &'static str,
    /// Heading of the list of municipalities.
    pub by_municipality: &'static str,
    /// How to read it.
    pub by_municipality_how: &'static str,
    /// Heading of the list of buildings.
    pub by_building: &'static str,
    /// How to read it.
    pub by_building_how: &'static str,
    /// Column.
    pub column_municipality: &'static str,
    /// Column.
    pub column_building: &'static str,
    /// Column: number of buildings.
    pub column_buildings: &'static str,
    /// Column.
    pub column_carrier: &'static str,
    /// Column: saving in percent.
    pub column_saving: &'static str,
    /// Column: point and bar.
    pub column_plot: &'static str,
    /// Column: the interval.
    pub column_interval: &'static str,
    /// Column: the saving in energy.
    pub column_energy: &'static str,
    /// Column: measured use per area.
    pub column_area: &'static str,
    /// Column: coverage.
    pub column_data: &'static str,
    /// Column.
    pub column_reason: &'static str,
    /// Column: what to do.
    pub column_advice: &'static str,
    /// Heading of the list of those without a saving.
    pub insufficient: &'static str,
    /// What it means.
    pub insufficient_how: &'static str,
    /// Link to the data of the page.
    pub json: &'static str,
    /// The portfolio is empty.
    pub empty: &'static str,
    /// No results at all yet.
    pub no_results: &'static str,
    /// Under the lists: how sums are made.
    pub sums: &'static str,
}

pub(super) const SV: Overview = Overview {
    municipality_one: "{n} kommun",
    municipality_many: "{n} kommuner",
    building_one: "{n} byggnad",
    building_many: "{n} byggnader",
    total: "Alla kommuner",
    analysed: "räknat till och med {date}",
    year: "År",
    carrier: "Energislag",
    all_energy: "All energi",
    show: "Visa",
    key_figures: "Nyckeltal",
    tile_saved: "Besparing mot baslinje",
    tile_used: "Uppmätt",
    tile_used_note: "väntat {expected} i samma väder",
    tile_results: "Byggnader med resultat",
    tile_results_value: "{n} av {all}",
    tile_results_note: "övriga saknar data, se nedan",
    tile_results_all: "alla har tillräckliga data",
    tile_coverage: "Datatäckning",
    tile_coverage_note: "andel dygn som går att räkna på",
    by_municipality: "Besparing per kommun",
    by_municipality_how: "Punkten är bästa skattning, strecket 90\u{a0}% säkerhet. Fylld punkt: strecket ligger helt på ena sidan noll. Ring: ej säkerställt.",
    by_building: "Besparing per byggnad",
    by_building_how: "Byggnader jämförs bara med andra av samma slag. Störst besparing först.",
    column_municipality: "Kommun",
    column_building: "Byggnad",
    column_buildings: "Byggnader",
    column_carrier: "Energislag",
    column_saving: "Besparing",
    column_plot: "Besparing som punkt, säkerhet som streck",
    column_interval: "90\u{a0}% säkerhet",
    column_energy: "Sparat",
    column_area: "kWh/m²",
    column_data: "Data",
    column_reason: "Varför",
    column_advice: "Vad som behövs",
    insufficient: "Otillräckliga data",
    insufficient_how: "Här visas ingen besparing, eftersom den inte skulle gå att lita på.",
    json: "Hämta som JSON",
    empty: "Ingen byggnad är inlagd. Lägg till en i portföljfilen och starta om.",
    no_results: "Inga resultat ännu. De visas när analysen har räknat det första dygnet efter en baslinje.",
    sums: "Summor räknar bara med byggnader och energislag som har tillräckliga data.",
};

pub(super) const EN: Overview = Overview {
    municipality_one: "{n} municipality",
    municipality_many: "{n} municipalities",
    building_one: "{n} building",
    building_many: "{n} buildings",
    total: "All municipalities",
    analysed: "computed through {date}",
    year: "Year",
    carrier: "Carrier",
    all_energy: "All energy",
    show: "Show",
    key_figures: "Key figures",
    tile_saved: "Saving against baseline",
    tile_used: "Measured",
    tile_used_note: "expected {expected} in the same weather",
    tile_results: "Buildings with a result",
    tile_results_value: "{n} of {all}",
    tile_results_note: "the others lack data, see below",
    tile_results_all: "all have sufficient data",
    tile_coverage: "Data coverage",
    tile_coverage_note: "share of days that can be used",
    by_municipality: "Saving per municipality",
    by_municipality_how: "The dot is the best estimate, the bar 90% confidence. Filled dot: the bar lies wholly on one side of zero. Ring: not certain.",
    by_building: "Saving per building",
    by_building_how: "Buildings are compared only with others of their kind. Largest saving first.",
    column_municipality: "Municipality",
    column_building: "Building",
    column_buildings: "Buildings",
    column_carrier: "Carrier",
    column_saving: "Saving",
    column_plot: "Saving as a dot, confidence as a bar",
    column_interval: "90% confidence",
    column_energy: "Saved",
    column_area: "kWh/m²",
    column_data: "Data",
    column_reason: "Why",
    column_advice: "What is needed",
    insufficient: "Insufficient data",
    insufficient_how: "No saving is shown here, since it could not be relied on.",
    json: "Download as JSON",
    empty: "There are no buildings. Add one to the portfolio file and restart.",
    no_results: "No results yet. They appear when the first day after a baseline has been analysed.",
    sums: "Sums count only buildings and carriers with sufficient data.",
};
