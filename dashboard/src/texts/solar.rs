//! The pages of the solar plants.

/// The texts of one language.
#[derive(Debug)]
pub struct SolarPages {
    /// Title of the list.
    pub title: &'static str,
    /// One plant.
    pub plant_one: &'static str,
    /// Several.
    pub plant_many: &'static str,
    /// The year's sentence with the split.
    pub verdict_split: &'static str,
    /// The same without a known split.
    pub verdict: &'static str,
    /// Nothing can be said of the period.
    pub verdict_none: &'static str,
    /// No plant is configured.
    pub empty: &'static str,
    /// Under the verdict: the plants whose export is not known.
    pub without_self_use: &'static str,
    /// Under the verdict: the figures do not fill the year.
    pub part: &'static str,
    /// Under the verdict: plants that began within the period lower the sums' kWh/kWp: `{names}`.
    pub later: &'static str,
    /// Beside such a plant: `{date}`.
    pub since: &'static str,
    /// Choice of year.
    pub year: &'static str,
    /// Its button.
    pub show: &'static str,
    /// Tile and column.
    pub production: &'static str,
    /// Tile and column: kWh/kWp.
    pub specific_yield: &'static str,
    /// Under that tile.
    pub specific_yield_note: &'static str,
    /// Tile and column.
    pub self_use: &'static str,
    /// Under that tile: `{amount}`.
    pub self_use_note: &'static str,
    /// Tile and column.
    pub self_sufficiency: &'static str,
    /// Under that tile.
    pub self_sufficiency_note: &'static str,
    /// Under the tile of production: `{export}`.
    pub export_note: &'static str,
    /// Column.
    pub export: &'static str,
    /// Column: share of days.
    pub data: &'static str,
    /// Column: beside the neighbours.
    pub neighbours: &'static str,
    /// Column.
    pub plant: &'static str,
    /// Column.
    pub municipality: &'static str,
    /// Heading of what needs a look.
    pub look_first: &'static str,
    /// What it means.
    pub look_first_how: &'static str,
    /// A plant stands still: `{date}`.
    pub stands_still: &'static str,
    /// What to check.
    pub stands_still_check: &'static str,
    /// A plant is weak: `{share}`.
    pub weak: &'static str,
    /// What to check.
    pub weak_check: &'static str,
    /// Short word beside a plant that stands still.
    pub tag_still: &'static str,
    /// Short word beside a weak plant.
    pub tag_weak: &'static str,
    /// Heading.
    pub by_municipality: &'static str,
    /// Heading.
    pub by_plant: &'static str,
    /// How to read the lists.
    pub lists_how: &'static str,
    /// The line of all plants.
    pub total: &'static str,
    /// Heading of the months.
    pub months: &'static str,
    /// How to read them.
    pub months_how: &'static str,
    /// Description of the drawing: `{best}`, `{amount}`.
    pub months_description: &'static str,
    /// Lower part of a bar.
    pub used_name: &'static str,
    /// Upper part of a bar.
    pub sold_name: &'static str,
    /// A bar that is not split.
    pub whole_name: &'static str,
    /// Column.
    pub month: &'static str,
    /// Heading of what is missing.
    pub lacks: &'static str,
    /// Installed power: `{kwp}`.
    pub kwp: &'static str,
    /// Tilt and direction.
    pub tilt: &'static str,
    /// Direction.
    pub azimuth: &'static str,
    /// Opens the table.
    pub as_table: &'static str,
    /// Link to the file.
    pub as_csv: &'static str,
    /// Link to the data.
    pub json: &'static str,
}

pub(super) const SV: SolarPages = SolarPages {
    title: "Solanläggningar",
    plant_one: "{n} anläggning",
    plant_many: "{n} anläggningar",
    verdict_split: "Solen gav *{production}* {period}: {share} användes i husen och {export} såldes.",
    verdict: "Solen gav *{production}* {period}.",
    verdict_none: "*Otillräckliga data* för {period}: ingen produktion kan anges.",
    empty: "Inga solanläggningar är inlagda.",
    without_self_use: "{n} räknas inte i egenanvändningen, eftersom såld el inte mäts eller har luckor.",
    part: "Perioden är inte ett helt år; jämför inte med hela år.",
    later: "Mättes inte från periodens början: {names}. Det drar ned kWh/kWp för anläggningen, dess kommun och summan.",
    since: "sedan {date}",
    year: "År",
    show: "Visa",
    production: "Produktion",
    specific_yield: "kWh/kWp",
    specific_yield_note: "produktion per installerad effekt",
    self_use: "Egenanvänt",
    self_use_note: "{amount} användes i husen",
    self_sufficiency: "Självförsörj\u{ad}ning",
    self_sufficiency_note: "av husens elanvändning",
    export_note: "{export} såldes",
    export: "Sålt",
    data: "Data",
    neighbours: "Mot grannar",
    plant: "Anläggning",
    municipality: "Kommun",
    look_first: "Titta på först",
    look_first_how: "Anläggningar som ger mindre än sina grannar samma dygn. Lutning och väderstreck är inte inräknade.",
    stands_still: "Står still sedan {date} medan grannarna producerar.",
    stands_still_check: "Kontrollera växelriktarens display, säkring och brytare, sedan mätaren. Vintertid: ligger det snö på panelerna?",
    weak: "Ger {share} av vad grannarna ger per kWp.",
    weak_check: "Kontrollera strängar och växelriktare, skugga och smuts, och att kWp stämmer.",
    tag_still: "står still",
    tag_weak: "svag",
    by_municipality: "Per kommun",
    by_plant: "Per anläggning",
    lists_how: "Andelar räknas på summor. Ett streck betyder att data saknas; anläggningens sida säger varför.",
    total: "Alla",
    months: "Månad för månad",
    months_how: "Fylld del användes i huset, konturen såldes.",
    months_description: "Mest gav {best} med {amount}.",
    used_name: "Användes i huset",
    sold_name: "Såldes",
    whole_name: "Produktion, såld el okänd",
    month: "Månad",
    lacks: "Det som inte kan anges",
    kwp: "{kwp}\u{a0}kWp",
    tilt: "lutning {tilt}°",
    azimuth: "väderstreck {azimuth}°",
    as_table: "Visa som tabell",
    as_csv: "Hämta som CSV",
    json: "Samma siffror som JSON",
};

pub(super) const EN: SolarPages = SolarPages {
    title: "Solar plants",
    plant_one: "{n} plant",
    plant_many: "{n} plants",
    verdict_split: "The sun gave *{production}* in {period}: {share} was used in the buildings and {export} was sold.",
    verdict: "The sun gave *{production}* in {period}.",
    verdict_none: "*Insufficient data* for {period}: no production can be given.",
    empty: "No solar plants are configured.",
    without_self_use: "{n} do not count in self-use, because export is not measured or has gaps.",
    part: "The period is no whole year; do not compare it with whole years.",
    later: "Not measured from the start of the period on: {names}. It lowers kWh/kWp of the plant, its municipality and the sum.",
    since: "since {date}",
    year: "Year",
    show: "Show",
    production: "Production",
    specific_yield: "kWh/kWp",
    specific_yield_note: "production per installed power",
    self_use: "Self-use",
    self_use_note: "{amount} was used in the buildings",
    self_sufficiency: "Self-sufficiency",
    self_sufficiency_note: "of the buildings' use of electricity",
    export_note: "{export} was sold",
    export: "Sold",
    data: "Data",
    neighbours: "Beside neighbours",
    plant: "Plant",
    municipality: "Municipality",
    look_first: "Look at these first",
    look_first_how: "Plants that give less than their neighbours on the same days. Tilt and direction are not allowed for.",
    stands_still: "Stands still since {date} while its neighbours produce.",
    stands_still_check: "Check the inverter's display, fuse and switch, then the meter. In winter: is there snow on the panels?",
    weak: "Gives {share} of what its neighbours give per kWp.",
    weak_check: "Check strings and inverters, shade and dirt, and whether the kWp are right.",
    tag_still: "stands still",
    tag_weak: "weak",
    by_municipality: "Per municipality",
    by_plant: "Per plant",
    lists_how: "Shares are made from sums. A dash means that data are missing; the plant's page says why.",
    total: "All",
    months: "Month by month",
    months_how: "The filled part was used in the building, the outline was sold.",
    months_description: "The best was {best} with {amount}.",
    used_name: "Used in the building",
    sold_name: "Sold",
    whole_name: "Production, export unknown",
    month: "Month",
    lacks: "What cannot be given",
    kwp: "{kwp}\u{a0}kWp",
    tilt: "tilt {tilt}°",
    azimuth: "direction {azimuth}°",
    as_table: "Show as a table",
    as_csv: "Download as CSV",
    json: "The same figures as JSON",
};
