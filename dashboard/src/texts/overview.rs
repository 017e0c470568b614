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
    /// Title with counts; `{municipalities}`, `{buildings}`.
    pub title: &'static str,
    /// Title of a part; `{name}`, `{buildings}`.
    pub title_part: &'static str,
    /// Choice of municipality.
    pub municipality: &'static str,
    /// All of them.
    pub all_municipalities: &'static str,
    /// Choice of owner.
    pub owner: &'static str,
    /// All of them.
    pub all_owners: &'static str,
    /// Choice of order.
    pub sort: &'static str,
    /// By saving in percent.
    pub sort_saving: &'static str,
    /// By saving in energy.
    pub sort_energy: &'static str,
    /// By name.
    pub sort_name: &'static str,
    /// By data.
    pub sort_data: &'static str,
    /// Tile: what to look at.
    pub tile_todo: &'static str,
    /// Under it: `{costs}` that cost, `{meters}` meters.
    pub tile_todo_note: &'static str,
    /// Under it: nothing.
    pub tile_todo_none: &'static str,
    /// `{n}` of `{all}` buildings have sufficient data.
    pub counted: &'static str,
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
    /// Under it when that is of no whole year: `{days}`.
    pub area_days: &'static str,
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
    /// The time of the year shown that has passed; `{year}`.
    pub so_far: &'static str,
    /// Link to the lines that a phone does not show at first; `{n}`.
    pub list_all: &'static str,
    /// Link back to the short list.
    pub list_short: &'static str,
    /// Before the time of the newest reading.
    pub newest: &'static str,
    /// A demo's history is on its way.
    pub arriving: &'static str,
    /// Tile: what a saving is worth.
    pub tile_worth: &'static str,
    /// Under it; `{amount}`.
    pub tile_worth_climate: &'static str,
    /// Under it; `{sources}`.
    pub tile_worth_sources: &'static str,
    /// Tile: what the sun gave.
    pub tile_solar: &'static str,
    /// Under it: `{share}` used in the buildings.
    pub tile_solar_note: &'static str,
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
    title: "Översikt: {municipalities}, {buildings}",
    title_part: "{name}: {buildings}",
    municipality: "Kommun",
    all_municipalities: "Alla kommuner",
    owner: "Ägare",
    all_owners: "Alla ägare",
    sort: "Ordning",
    sort_saving: "Sparad andel",
    sort_energy: "Sparad energi",
    sort_name: "Namn",
    sort_data: "Datatäckning",
    tile_todo: "Att göra nu",
    tile_todo_note: "{costs} kostar energi, {meters} gäller mätare och data",
    tile_todo_none: "inget att titta på",
    counted: "{n} av {all} byggnader har tillräckliga data",
    carrier: "Energislag",
    all_energy: "All energi",
    show: "Visa",
    key_figures: "Nyckeltal",
    tile_saved: "Besparing mot baslinje",
    tile_used: "Uppmätt",
    tile_used_note: "väntat {expected} i samma väder",
    tile_coverage: "Datatäckning, alla",
    tile_coverage_note: "andel dygn som går att räkna på",
    by_municipality: "Besparing per kommun",
    by_municipality_how: "Punkten är bästa skattning, strecket 90\u{a0}% säkerhet. Fylld punkt: strecket ligger helt på ena sidan noll. Ring: ej säkerställt.",
    by_building: "Besparing per byggnad",
    by_building_how: "Byggnader jämförs bara med andra av samma slag.",
    column_municipality: "Kommun",
    column_building: "Byggnad",
    column_buildings: "Byggnader",
    column_carrier: "Energislag",
    column_saving: "Besparing",
    column_plot: "Besparing som punkt, säkerhet som streck",
    column_interval: "90\u{a0}% säkerhet",
    column_energy: "Sparat",
    column_area: "kWh/m²",
    area_days: "på {days} dygn",
    column_data: "Data",
    column_reason: "Varför",
    column_advice: "Vad som behövs",
    insufficient: "Otillräckliga data",
    insufficient_how: "Här visas ingen besparing, eftersom den inte skulle gå att lita på.",
    json: "Hämta som JSON",
    empty: "Ingen byggnad är inlagd. Lägg till en i portföljfilen och starta om.",
    so_far: "{year} hittills",
    list_all: "Visa alla {n} byggnader",
    list_short: "Visa bara de första",
    newest: "senaste mätvärde",
    no_results: "Inga resultat ännu. De visas när analysen har räknat det första dygnet efter en baslinje.",
    arriving: "*Historiken läses in.* Resultaten visas när den har kommit.",
    tile_worth: "Sparat i kronor, ungefär",
    tile_worth_climate: "{amount} CO₂e undvikna",
    tile_worth_sources: "Pris: {sources}",
    tile_solar: "Solel",
    tile_solar_note: "{share} användes i husen",
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
    title: "Overview: {municipalities}, {buildings}",
    title_part: "{name}: {buildings}",
    municipality: "Municipality",
    all_municipalities: "All municipalities",
    owner: "Owner",
    all_owners: "All owners",
    sort: "Order",
    sort_saving: "Share saved",
    sort_energy: "Energy saved",
    sort_name: "Name",
    sort_data: "Data coverage",
    tile_todo: "To do now",
    tile_todo_note: "{costs} cost energy, {meters} concern meters and data",
    tile_todo_none: "nothing to look at",
    counted: "{n} of {all} buildings have sufficient data",
    carrier: "Carrier",
    all_energy: "All energy",
    show: "Show",
    key_figures: "Key figures",
    tile_saved: "Saving against baseline",
    tile_used: "Measured",
    tile_used_note: "expected {expected} in the same weather",
    tile_coverage: "Data coverage, all",
    tile_coverage_note: "share of days that can be used",
    by_municipality: "Saving per municipality",
    by_municipality_how: "The dot is the best estimate, the bar 90% confidence. Filled dot: the bar lies wholly on one side of zero. Ring: not certain.",
    by_building: "Saving per building",
    by_building_how: "Buildings are compared only with others of their kind.",
    column_municipality: "Municipality",
    column_building: "Building",
    column_buildings: "Buildings",
    column_carrier: "Carrier",
    column_saving: "Saving",
    column_plot: "Saving as a dot, confidence as a bar",
    column_interval: "90% confidence",
    column_energy: "Saved",
    column_area: "kWh/m²",
    area_days: "in {days} days",
    column_data: "Data",
    column_reason: "Why",
    column_advice: "What is needed",
    insufficient: "Insufficient data",
    insufficient_how: "No saving is shown here, since it could not be relied on.",
    json: "Download as JSON",
    empty: "There are no buildings. Add one to the portfolio file and restart.",
    so_far: "{year} so far",
    list_all: "Show all {n} buildings",
    list_short: "Show only the first",
    newest: "latest reading",
    no_results: "No results yet. They appear when the first day after a baseline has been analysed.",
    arriving: "*The history is arriving.* Results appear when it is here.",
    tile_worth: "Saved in kronor, about",
    tile_worth_climate: "{amount} CO₂e avoided",
    tile_worth_sources: "Price: {sources}",
    tile_solar: "Solar power",
    tile_solar_note: "{share} was used in the buildings",
    sums: "Sums count only buildings and carriers with sufficient data.",
};
