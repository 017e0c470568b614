//! What is said of a building before its baseline is there. None of it may sound like a saving.

/// The texts of one language.
#[derive(Debug)]
pub struct FirstYear {
    /// Heading of last year on a building's page.
    pub heading_previous: &'static str,
    /// What it is not.
    pub how: &'static str,
    /// Heading of the baseline to be.
    pub heading_baseline: &'static str,
    /// What a baseline is for.
    pub baseline_how: &'static str,
    /// Less than a year earlier; `{subject}`, `{percent}`, `{period}`, `{used}`, `{earlier}`.
    pub less: &'static str,
    /// More.
    pub more: &'static str,
    /// As much, within half a percent.
    pub same: &'static str,
    /// Nothing was used a year earlier.
    pub from_nothing: &'static str,
    /// It was warmer; `{percent}`, `{degree_days}`, `{earlier}`.
    pub warmer: &'static str,
    /// It was colder.
    pub colder: &'static str,
    /// As warm, within half a percent.
    pub as_warm: &'static str,
    /// There was next to nothing to heat.
    pub no_heating: &'static str,
    /// The temperature is not known.
    pub unknown_weather: &'static str,
    /// How many dates were compared; `{days}`, `{all}`.
    pub compared: &'static str,
    /// When the first baseline will be there; `{date}`, `{days}`.
    pub ready: &'static str,
    /// The configured period will not do.
    pub never: &'static str,
    /// A baseline is possible; `{period}`.
    pub possible: &'static str,
    /// When the period is shorter than a year; `{date}`.
    pub possible_short: &'static str,
    /// Where the lines go; `{building}`.
    pub paste: &'static str,
    /// Name of the lines for those who cannot see them.
    pub lines: &'static str,
    /// Under use per area: twelve months; `{days}`, `{all}`.
    pub area_year: &'static str,
    /// Under use per area: the days so far; `{days}`, `{date}`.
    pub area_so_far: &'static str,
    /// After it: all energy together; `{value}`, `{carriers}`.
    pub area_all: &'static str,
    /// In a list: use per area of twelve months; `{value}`.
    pub area_year_short: &'static str,
    /// In a list: use per area so far; `{value}`, `{days}`.
    pub area_so_far_short: &'static str,
}

pub(super) const SV: FirstYear = FirstYear {
    heading_previous: "Mot samma period i fjol",
    heading_baseline: "Baslinjen",
    baseline_how: "Först mot en baslinje går det att säga vad byggnaden sparar, oberoende av vädret.",
    how: "En jämförelse mellan två år är ingen besparing: vädret är inte borträknat, bara redovisat bredvid.",
    less: "{subject}: *{percent} mindre än samma period i fjol* ({used} mot {earlier}, {period}).",
    more: "{subject}: *{percent} mer än samma period i fjol* ({used} mot {earlier}, {period}).",
    same: "{subject}: *lika mycket som samma period i fjol* ({used} mot {earlier}, {period}).",
    from_nothing: "{subject}: {used} {period}. I fjol användes inget samma period.",
    warmer: "Det var {percent} varmare, räknat i graddagar ({degree_days} mot {earlier}).",
    colder: "Det var {percent} kallare, räknat i graddagar ({degree_days} mot {earlier}).",
    as_warm: "Det var lika varmt, räknat i graddagar ({degree_days} mot {earlier}).",
    no_heating: "Det fanns nästan inget att värma ({degree_days} graddagar mot {earlier}).",
    unknown_weather: "Utetemperaturen är inte känd båda åren, så hur vädret skilde sig går inte att säga.",
    compared: "{days} av {all} datum är kända båda åren.",
    ready: "Baslinje klar {date} – {days}\u{a0}dygn saknas.",
    never: "Baslinjen blir inte klar av sig själv:",
    possible: "*En baslinje är möjlig:* {period} har tillräckliga data. Dagarna efter den får då en besparing.",
    possible_short: "Från {date} ryms ett helt år, med alla årstider.",
    paste: "Klistra in raderna under byggnaden {building} i portföljfilen och starta om:",
    lines: "Rader till portföljfilen",
    area_year: "senaste 12 månaderna ({days} av {all} dygn kända), inte väderkorrigerad",
    area_so_far: "hittills: {days} dygn sedan {date}. Inte ett år, och inte omräknat till ett",
    area_all: "All energi: {value} ({carriers})",
    area_year_short: "{value} senaste 12 månaderna",
    area_so_far_short: "{value} hittills ({days} dygn)",
};

pub(super) const EN: FirstYear = FirstYear {
    heading_previous: "Beside the same period last year",
    heading_baseline: "The baseline",
    baseline_how: "Only against a baseline can it be said what the building saves, whatever the weather.",
    how: "A comparison of two years is no saving: weather is not taken out, only told beside it.",
    less: "{subject}: *{percent} less than the same period last year* ({used} against {earlier}, {period}).",
    more: "{subject}: *{percent} more than the same period last year* ({used} against {earlier}, {period}).",
    same: "{subject}: *as much as the same period last year* ({used} against {earlier}, {period}).",
    from_nothing: "{subject}: {used}, {period}. Last year nothing was used in the same period.",
    warmer: "It was {percent} warmer by degree days ({degree_days} against {earlier}).",
    colder: "It was {percent} colder by degree days ({degree_days} against {earlier}).",
    as_warm: "It was as warm by degree days ({degree_days} against {earlier}).",
    no_heating: "There was next to nothing to heat ({degree_days} degree days against {earlier}).",
    unknown_weather: "Outdoor temperature is not known in both years, so how the weather differed cannot be said.",
    compared: "{days} of {all} dates are known in both years.",
    ready: "Baseline ready on {date} – {days} days are missing.",
    never: "The baseline will not come by itself:",
    possible: "*A baseline is possible:* {period} has sufficient data. The days after it then get a saving.",
    possible_short: "From {date} on a whole year is there, with every season.",
    paste: "Paste the lines below the building {building} in the portfolio file and restart:",
    lines: "Lines for the portfolio file",
    area_year: "latest 12 months ({days} of {all} days known), not corrected for weather",
    area_so_far: "so far: {days} days since {date}. Not a year, and not scaled up to one",
    area_all: "All energy: {value} ({carriers})",
    area_year_short: "{value} in the latest 12 months",
    area_so_far_short: "{value} so far ({days} days)",
};
