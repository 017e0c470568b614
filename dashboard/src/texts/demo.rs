//! The page of a simulated portfolio.

/// The texts of one language.
#[derive(Debug)]
pub struct DemoPage {
    /// Title.
    pub title: &'static str,
    /// What the page is for.
    pub lead: &'static str,
    /// When all intervals together hold the truth; `{held}`, `{all}`, `{share}`.
    pub verdict: &'static str,
    /// There is no saving to compare yet.
    pub none: &'static str,
    /// Tile: the share of intervals that hold the truth.
    pub tile_held: &'static str,
    /// Under it.
    pub tile_held_note: &'static str,
    /// Tile: the estimate of all.
    pub tile_estimate: &'static str,
    /// Tile: the truth of all.
    pub tile_truth: &'static str,
    /// Under it: the truth in energy.
    pub tile_truth_note: &'static str,
    /// Tile: mean error in percentage points.
    pub tile_error: &'static str,
    /// Under it.
    pub tile_error_note: &'static str,
    /// Unit of the error.
    pub points: &'static str,
    /// Heading of the comparison.
    pub compared: &'static str,
    /// How to read it.
    pub compared_how: &'static str,
    /// Column: the truth.
    pub column_truth: &'static str,
    /// Column: whether the interval holds it.
    pub column_holds: &'static str,
    /// It does.
    pub holds: &'static str,
    /// It does not.
    pub misses: &'static str,
    /// Nothing was done in the building.
    pub no_measure: &'static str,
    /// Heading of the planted faults.
    pub faults: &'static str,
    /// What they are for.
    pub faults_how: &'static str,
    /// Column: the fault.
    pub column_fault: &'static str,
    /// Column: its days.
    pub column_since: &'static str,
    /// Column: where the product shows it.
    pub column_shown: &'static str,
    /// It is in the list of what to look at; `{text}`.
    pub shown: &'static str,
    /// It is over, and its days are told on the building's page.
    pub shown_past: &'static str,
    /// Link to the lines that a phone does not show at first; `{n}`.
    pub list_all: &'static str,
    /// The list does not show it.
    pub not_shown: &'static str,
    /// Heading of how it was simulated.
    pub how: &'static str,
    /// Seed and first day; `{seed}`, `{date}`.
    pub how_seed: &'static str,
    /// How it was simulated.
    pub how_paragraphs: &'static [&'static str],
}

pub(super) const SV: DemoPage = DemoPage {
    title: "Demodata med facit",
    lead: "Byggnaderna är simulerade. Därför är sanningen känd, och du kan se hur nära Sparvakt kommer.",
    verdict: "*{held} av {all}* intervall innehåller facit ({share}). Med 90\u{a0}% säkerhet ska ungefär nio av tio göra det.",
    none: "Det finns ingen besparing att jämföra ännu.",
    tile_held: "Intervall som håller",
    tile_held_note: "{held} av {all}, ungefär 90\u{a0}% väntas",
    tile_estimate: "Skattat för alla",
    tile_truth: "Facit för alla",
    tile_truth_note: "{amount} mindre än utan åtgärder",
    tile_error: "Medelfel",
    tile_error_note: "skattat minus facit, medel över raderna",
    points: "procentenheter",
    compared: "Skattning mot facit",
    compared_how: "Punkten är Sparvakts skattning, strecket 90\u{a0}% säkerhet och den lodräta markeringen facit, allt räknat på samma dygn.",
    column_truth: "Facit",
    column_holds: "Intervallet",
    holds: "håller",
    misses: "missar",
    no_measure: "ingen åtgärd",
    faults: "Planterade fel",
    faults_how: "Felen är inlagda med avsikt. Sista kolumnen visar vad Sparvakt har märkt av dem.",
    column_fault: "Fel",
    column_since: "När",
    column_shown: "Det visar Sparvakt",
    shown: "I ”Titta på först”: {text}",
    shown_past: "Felet är över. Dygnen syns på byggnadens sida.",
    list_all: "Visa alla {n} rader",
    not_shown: "Syns inte i listan.",
    how: "Så är den simulerad",
    how_seed: "Frö {seed}, första dygnet {date}. Samma frö ger samma portfölj.",
    how_paragraphs: &[
        "Varje byggnad har en värmebalans med väder, tappvarmvatten, el för verksamheten, helger och lov. Simulatorn räknar varje timme två gånger: som byggnaden är, och som den hade varit utan åtgärden. Skillnaden är facit.",
        "Mätarna skickar sina värden över MQTT, samma väg som riktiga mätare. Skattningen känner bara till mätvärden och väder, aldrig facit. Fysiken står beskriven i källkoden, i collector/simulator.",
    ],
};

pub(super) const EN: DemoPage = DemoPage {
    title: "Demo data with the truth",
    lead: "The buildings are simulated. So the truth is known, and you can see how close Sparvakt comes.",
    verdict: "*{held} of {all}* intervals hold the truth ({share}). At 90% confidence about nine in ten should.",
    none: "There is no saving to compare yet.",
    tile_held: "Intervals that hold",
    tile_held_note: "{held} of {all}, about 90% are expected",
    tile_estimate: "Estimated for all",
    tile_truth: "Truth for all",
    tile_truth_note: "{amount} less than without measures",
    tile_error: "Mean error",
    tile_error_note: "estimate minus truth, mean over the rows",
    points: "percentage points",
    compared: "Estimate beside truth",
    compared_how: "The dot is Sparvakt's estimate, the bar 90% confidence and the upright mark the truth, all of the same days.",
    column_truth: "Truth",
    column_holds: "The interval",
    holds: "holds",
    misses: "misses",
    no_measure: "no measure",
    faults: "Planted faults",
    faults_how: "These faults were put in on purpose. The last column shows what Sparvakt has noticed of them.",
    column_fault: "Fault",
    column_since: "When",
    column_shown: "What Sparvakt shows",
    shown: "In “Look at these first”: {text}",
    shown_past: "The fault is over. Its days are on the building's page.",
    list_all: "Show all {n} lines",
    not_shown: "Not in the list.",
    how: "How it was simulated",
    how_seed: "Seed {seed}, first day {date}. The same seed makes the same portfolio.",
    how_paragraphs: &[
        "Every building has a heat balance with weather, hot water, electricity for what goes on in it, weekends and holidays. The simulator computes every hour twice: as the building is, and as it had been without the measure. The difference is the truth.",
        "The meters send their values over MQTT, the same way as real ones. The estimate knows only readings and weather, never the truth. The physics are described in the source, in collector/simulator.",
    ],
};
