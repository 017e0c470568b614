//! Sentences that state a saving. None of them stands without its interval.

/// The verdicts of one language. `{subject}` begins the sentence.
#[derive(Debug)]
pub struct Verdicts {
    /// The whole interval lies above zero.
    pub saved: &'static str,
    /// The whole interval lies below zero.
    pub over: &'static str,
    /// The interval holds zero, and less was used than expected.
    pub unsure_below: &'static str,
    /// The interval holds zero, and more was used than expected.
    pub unsure_above: &'static str,
    /// No saving can be given.
    pub insufficient: &'static str,
    /// Nothing has been analysed yet.
    pub none: &'static str,
    /// Short: interval above zero.
    pub tag_saved: &'static str,
    /// Short: interval below zero.
    pub tag_over: &'static str,
    /// Short: interval holds zero.
    pub tag_unsure: &'static str,
    /// `90 % säkerhet: {interval}`
    pub confidence: &'static str,
    /// The subject when several buildings and carriers are summed.
    pub buildings: &'static str,
    /// The subject when one carrier of several buildings is summed; `{carrier}`.
    pub buildings_carrier: &'static str,
}

pub(super) const SV: Verdicts = Verdicts {
    saved: "{subject} ligger *{percent} under det väntade* {period}: {amount} sparat (90\u{a0}% säkerhet: {interval}).",
    over: "{subject} ligger *{percent} över det väntade* {period}: {amount} mer än väntat (90\u{a0}% säkerhet: {interval}).",
    unsure_below: "{subject} ligger {percent} under det väntade {period}, men besparingen är *ej säkerställd*: {amount} sparat (90\u{a0}% säkerhet: {interval}).",
    unsure_above: "{subject} ligger {percent} över det väntade {period}, men ökningen är *ej säkerställd*: {amount} mer än väntat (90\u{a0}% säkerhet: {interval}).",
    insufficient: "*Otillräckliga data* för {subject} {period}: ingen besparing kan anges.",
    none: "Inget resultat ännu.",
    tag_saved: "mindre än väntat",
    tag_over: "mer än väntat",
    tag_unsure: "ej säkerställt",
    confidence: "90\u{a0}% säkerhet: {interval}",
    buildings: "Byggnadernas energianvändning",
    buildings_carrier: "Byggnadernas användning av {carrier}",
};

pub(super) const EN: Verdicts = Verdicts {
    saved: "{subject} is *{percent} below expected* for {period}: {amount} saved (90% confidence: {interval}).",
    over: "{subject} is *{percent} above expected* for {period}: {amount} more than expected (90% confidence: {interval}).",
    unsure_below: "{subject} is {percent} below expected for {period}, but the saving is *not certain*: {amount} saved (90% confidence: {interval}).",
    unsure_above: "{subject} is {percent} above expected for {period}, but the increase is *not certain*: {amount} more than expected (90% confidence: {interval}).",
    insufficient: "*Insufficient data* for {subject}, {period}: no saving can be given.",
    none: "No result yet.",
    tag_saved: "less than expected",
    tag_over: "more than expected",
    tag_unsure: "not certain",
    confidence: "90% confidence: {interval}",
    buildings: "The buildings' energy use",
    buildings_carrier: "The buildings' use of {carrier}",
};
