//! Findings by code: why, and what to do, with the numbers that prove it.
//!
//! A code without a text here, or a finding that lacks a number its text needs, keeps the engine's English sentence.

use crate::format::{number, percent};
use crate::language::Lang;

/// A finding for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// What was found.
    pub reason: String,
    /// What to do, if anything.
    pub action: String,
    /// The text is the engine's English, whatever the language of the page.
    pub english: bool,
}

/// Code, then reason and action in Swedish and in English. `{name}` is a number of the finding without decimals,
/// `{name.1}` has one, `{name%}` shows a fraction as percent.
type Row = (&'static str, &'static str, &'static str, &'static str, &'static str);

/// The finding `code` in words; `english` is the engine's sentence and `data` its numbers.
#[must_use]
pub fn finding(code: &str, english: &str, data: &[(String, f64)], lang: Lang) -> Advice {
    let known = ROWS.iter().find(|row| row.0 == code).and_then(|row| {
        let (reason, action) = match lang {
            Lang::Sv => (row.1, row.2),
            Lang::En => (row.3, row.4),
        };
        Some(Advice { reason: fill(reason, data, lang)?, action: fill(action, data, lang)?, english: false })
    });
    known.unwrap_or_else(|| Advice {
        reason: english.to_owned(),
        action: String::new(),
        english: lang != Lang::En,
    })
}

fn fill(pattern: &str, data: &[(String, f64)], lang: Lang) -> Option<String> {
    let mut text = String::with_capacity(pattern.len() + 16);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        let (token, tail) = after.split_once('}')?;
        let name = token.trim_end_matches('%').trim_end_matches(".1");
        let value = data.iter().find(|(known, _)| known == name)?.1;
        text.push_str(before);
        text.push_str(&match (token.ends_with('%'), token.ends_with(".1")) {
            (true, _) => percent(100.0 * value, 0, lang),
            (_, true) => number(value, 1, lang),
            _ => number(value, 0, lang),
        });
        rest = tail;
    }
    text.push_str(rest);
    Some(text)
}

const ROWS: &[Row] = &[
    (
        "solar.production.no_meter",
        "Anläggningens produktion mäts inte.",
        "Lägg till en mätare av solelproduktionen.",
        "The plant's production is not measured.",
        "Add a meter of the solar production.",
    ),
    (
        "solar.production.too_few_days",
        "Produktionen är känd {known} av {days} dygn; minst 90\u{a0}% behövs.",
        "Läs in det som saknas, eller se efter mätaren.",
        "Production is known on {known} of {days} days; at least 90% are needed.",
        "Import what is missing, or look at the meter.",
    ),
    (
        "solar.export.no_meter",
        "Såld el mäts inte, så egenanvändningen kan inte anges.",
        "Lägg till en mätare av såld el.",
        "Export is not measured, so self-use cannot be given.",
        "Add a meter of the export.",
    ),
    (
        "solar.export.too_few_days",
        "Produktion och såld el är kända tillsammans {known} av {days} dygn; minst 90\u{a0}% behövs.",
        "Läs in det som saknas, eller se efter mätaren av såld el.",
        "Production and export are known together on {known} of {days} days; at least 90% are needed.",
        "Import what is missing, or look at the export meter.",
    ),
    (
        "solar.use.no_meter",
        "Byggnadens el mäts inte, så självförsörjningen kan inte anges.",
        "Lägg till byggnadens elmätare.",
        "The building's electricity is not measured, so self-sufficiency cannot be given.",
        "Add the building's electricity meter.",
    ),
    (
        "solar.use.too_few_days",
        "Byggnadens elanvändning är känd {known} av {days} dygn; minst 90\u{a0}% behövs.",
        "Läs in det som saknas, eller se efter elmätaren.",
        "The building's use of electricity is known on {known} of {days} days; at least 90% are needed.",
        "Import what is missing, or look at the electricity meter.",
    ),
    (
        "solar.export.above_production",
        "Mer såldes ({export_kwh}\u{a0}kWh) än som producerades ({production_kwh}\u{a0}kWh): en av mätarna visar fel.",
        "Kontrollera enhet och källa för båda mätarna, och om en annan anläggning matar samma mätare.",
        "More was sold ({export_kwh}\u{a0}kWh) than produced ({production_kwh}\u{a0}kWh): one of the meters is wrong.",
        "Check unit and source of both meters, and whether another plant feeds the same meter.",
    ),
    (
        "solar.use.below_self_use",
        "Byggnaden använde {use_kwh}\u{a0}kWh men fick {self_use_kwh}\u{a0}kWh av solen: en av mätarna visar fel.",
        "Kontrollera enhet och källa för elmätaren.",
        "The building used {use_kwh}\u{a0}kWh but got {self_use_kwh}\u{a0}kWh from the sun: one of the meters is wrong.",
        "Check unit and source of the electricity meter.",
    ),
    (
        "results.none",
        "Inget dygn i perioden är räknat ännu.",
        "Kontrollera att mätare och väder kommer in. Räkningen sker av sig själv.",
        "No day of the period has been computed yet.",
        "Check that meters and weather arrive. The computing happens by itself.",
    ),
    (
        "results.stopped",
        "Inga nya resultat på {days} dygn.",
        "Kontrollera att mätaren och vädret fortfarande kommer in.",
        "No new result for {days} days.",
        "Check that the meter and the weather still arrive.",
    ),
    (
        "baseline.production_unknown",
        "El har sålts, men solelen mäts inte: användningen är okänd {days} dygn av baslinjen.",
        "Lägg till en mätare av solelproduktionen.",
        "Electricity was sold, but solar production is not measured: use is unknown on {days} days of the baseline.",
        "Add a meter of the solar production.",
    ),
    ("previous_year.none", "Ingen användning är känd ännu.", "", "No use is known yet.", ""),
    (
        "previous_year.young",
        "Mätvärdena är yngre än ett år, så det finns inget i fjol att jämföra med.",
        "Om {missing} dygn går de första veckorna att jämföra. Äldre mätvärden kan läsas in redan nu.",
        "The readings are younger than a year, so there is nothing last year to compare with.",
        "In {missing} days the first weeks can be compared. Older readings can be imported now.",
    ),
    (
        "previous_year.too_short",
        "Bara {have} dygn går att jämföra med fjolåret; {need} behövs, så att veckodagarna jämnar ut sig.",
        "Välj en längre period, eller vänta {missing} dygn.",
        "Only {have} days can be compared with last year; {need} are needed, so that weekdays even out.",
        "Choose a longer period, or wait {missing} days.",
    ),
    (
        "previous_year.too_long",
        "Perioden är längre än ett år, så året före är en del av den.",
        "Välj en kortare period för att jämföra med fjolåret.",
        "The period is longer than a year, so the year before is part of it.",
        "Choose a shorter period to compare with last year.",
    ),
    (
        "previous_year.too_few_days",
        "Användningen är känd båda åren på {known} av {days} datum; minst 90\u{a0}% behövs.",
        "Läs in de mätvärden som saknas, i år och i fjol.",
        "Use is known in both years on {known} of {days} dates; at least 90% are needed.",
        "Import the readings that are missing, of this year and last.",
    ),
    (
        "previous_year.multiplier_step",
        "Mätaren bytte mått mellan åren (faktor {ratio.1}), så de går inte att jämföra.",
        "Lägg in rätt faktor eller mätarbytet.",
        "The meter changed its measure between the years (factor {ratio.1}), so they cannot be compared.",
        "Enter the right factor or the meter replacement.",
    ),
    (
        "specific_use.no_area",
        "Byggnadens area är inte känd: ange heated_area_m2.",
        "Lägg in arean (Atemp) i portföljfilen.",
        "The building's area is not known: give heated_area_m2.",
        "Enter the area (Atemp) in the portfolio file.",
    ),
    ("specific_use.none", "Ingen användning är känd ännu.", "", "No use is known yet.", ""),
    (
        "specific_use.too_few_days",
        "Användningen är känd {known} av de senaste {days} dygnen; minst 90\u{a0}% behövs.",
        "Läs in de mätvärden som saknas.",
        "Use is known on {known} of the latest {days} days; at least 90% are needed.",
        "Import the readings that are missing.",
    ),
    (
        "readiness.no_days",
        "Ingen användning är känd ännu.",
        "Kontrollera att mätarna kommer in.",
        "No use is known yet.",
        "Check that the meters arrive.",
    ),
    (
        "readiness.too_many_holes",
        "Redan {invalid} av baslinjens dygn saknar användning eller temperatur, och högst {tolerated} får göra det.",
        "Läs in det som saknas, eller börja baslinjen senare.",
        "Already {invalid} of the baseline's days lack use or temperature, and at most {tolerated} may.",
        "Import what is missing, or begin the baseline later.",
    ),
    (
        "baseline.not_configured",
        "Ingen baslinje är inlagd ännu.",
        "",
        "No baseline has been entered yet.",
        "",
    ),
    (
        "baseline.none",
        "Ingen baslinje slutar innan perioden börjar.",
        "Välj en senare period, eller lägg in en baslinje före åtgärden.",
        "No baseline ends before the period begins.",
        "Choose a later period, or enter a baseline before the measure.",
    ),
    (
        "baseline.too_short",
        "Baslinjen är {have} dygn lång men behöver {need}: {missing} dygn saknas.",
        "Börja den tidigare eller vänta, så att alla årstider är med.",
        "The baseline is {have} days long but needs {need}: {missing} days are missing.",
        "Begin it earlier or wait, so that every season is in it.",
    ),
    (
        "baseline.too_long",
        "Baslinjen är {have} dygn lång; högst {limit} går för sig.",
        "Börja den senare: en byggnad för länge sedan är en annan byggnad.",
        "The baseline is {have} days long; at most {limit} are allowed.",
        "Begin it later: a building of long ago is another building.",
    ),
    (
        "baseline.too_few_days",
        "Bara {have} av baslinjens dygn har både användning och temperatur; {need} behövs, {missing} saknas.",
        "Läs in de mätvärden eller den väderdata som saknas, eller välj en annan period.",
        "Only {have} days of the baseline have both use and temperature; {need} are needed, {missing} are missing.",
        "Import the missing readings or weather, or choose another period.",
    ),
    (
        "baseline.temperature_missing",
        "Utetemperatur finns för {have} av baslinjens dygn; {need} behövs, {missing} saknas.",
        "Läs in väderstationens mätningar för resten.",
        "Outdoor temperature is known on {have} days of the baseline; {need} are needed, {missing} are missing.",
        "Import the station's observations of the rest.",
    ),
    (
        "baseline.month_missing",
        "Minst en kalendermånad är knappt företrädd i baslinjen ({months} stycken).",
        "Välj en period där varje månad finns med.",
        "At least one calendar month is hardly present in the baseline ({months} of them).",
        "Choose a period that holds every month.",
    ),
    (
        "baseline.no_use",
        "Ingen användning i baslinjen: det finns inget att spara på.",
        "Kontrollera att mätaren är inkopplad och räknar åt rätt håll.",
        "No use in the baseline: there is nothing to save from.",
        "Check that the meter is connected and counts in the right direction.",
    ),
    (
        "baseline.constant",
        "Alla {days} dygn i baslinjen har exakt samma användning.",
        "Kontrollera mätaren: oftast är värdena uppskattade eller upprepade.",
        "All {days} days of the baseline have exactly the same use.",
        "Check the meter: usually the values are estimated or repeated.",
    ),
    (
        "baseline.negative_use",
        "{days} dygn i baslinjen har negativ användning.",
        "Mät köpt och såld el var för sig: solel kan vara avräknad.",
        "{days} days of the baseline have negative use.",
        "Measure import and export apart: solar export may be netted in.",
    ),
    (
        "baseline.extreme_values",
        "{days} dygn i baslinjen har ovanligt hög användning.",
        "Kontrollera dem mot mätarfel. De är inte borttagna.",
        "{days} days of the baseline have unusually high use.",
        "Check them for meter faults. They were not removed.",
    ),
    (
        "baseline.multiplier_step",
        "Mätaren räknar från en dag i baslinjen i ett annat mått (faktor {ratio.1}).",
        "Lägg in rätt faktor eller mätarbytet, eller välj en period på ena sidan om ändringen.",
        "From some day of the baseline on, the meter counts in another measure (factor {ratio.1}).",
        "Enter the right factor or the meter replacement, or choose a period on one side of the change.",
    ),
    (
        "baseline.filled",
        "{share%} av baslinjens användning är utspridd över luckor i mätvärdena.",
        "",
        "{share%} of the baseline's use is spread over gaps in the readings.",
        "",
    ),
    (
        "baseline.not_computable",
        "Ingen modell gick att räkna fram ur baslinjens tal.",
        "Kontrollera mätvärdenas enhet och storlek.",
        "No model could be computed from the numbers of the baseline.",
        "Check the unit and the size of the readings.",
    ),
    (
        "baseline.poor_fit",
        "Väder och veckodag förklarar bara lite: dygnsfelet är {cv_rmse%} av medelanvändningen.",
        "Leta efter fel i mätvärdena, eller ange byggnadens driftlägen i en kalender.",
        "Weather and weekday explain little: the daily error is {cv_rmse%} of the mean use.",
        "Look for faults in the readings, or name the building's operating modes in a calendar.",
    ),
    (
        "baseline.autocorrelation",
        "Modellens fel dröjer kvar från dygn till dygn. Byggnaden ändrades troligen under baslinjen; intervallet är vidgat för det.",
        "",
        "The model's errors last from day to day. The building probably changed during the baseline; the interval has been widened for it.",
        "",
    ),
    (
        "reporting.too_few_days",
        "Bara {have} av periodens dygn har både användning och temperatur; {need} behövs, {missing} saknas.",
        "Läs in det som saknas, eller välj en kortare period.",
        "Only {have} days of the period have both use and temperature; {need} are needed, {missing} are missing.",
        "Import what is missing, or choose a shorter period.",
    ),
    (
        "reporting.temperature_missing",
        "Utetemperatur finns för {have} av periodens dygn; {need} behövs, {missing} saknas.",
        "Läs in väderstationens mätningar för resten.",
        "Outdoor temperature is known on {have} days of the period; {need} are needed, {missing} are missing.",
        "Import the station's observations of the rest.",
    ),
    (
        "reporting.overlaps_baseline",
        "{days} dygn ligger i både baslinjen och perioden och säger inget om besparingen.",
        "Välj en period efter baslinjen.",
        "{days} days lie in both the baseline and the period and say nothing about savings.",
        "Choose a period after the baseline.",
    ),
    (
        "reporting.negative_use",
        "{days} dygn i perioden har negativ användning.",
        "Mät köpt och såld el var för sig: solel kan vara avräknad.",
        "{days} days of the period have negative use.",
        "Measure import and export apart: solar export may be netted in.",
    ),
    (
        "reporting.extreme_values",
        "{days} dygn i perioden har ovanligt hög användning.",
        "Kontrollera dem mot mätarfel. De är inte borttagna.",
        "{days} days of the period have unusually high use.",
        "Check them for meter faults. They were not removed.",
    ),
    (
        "reporting.multiplier_step",
        "Mätaren räknar i ett annat mått än under baslinjen (faktor {ratio.1}).",
        "Lägg in rätt faktor eller mätarbytet, eller välj en period på ena sidan om ändringen.",
        "The meter counts in another measure than during the baseline (factor {ratio.1}).",
        "Enter the right factor or the meter replacement, or choose a period on one side of the change.",
    ),
    (
        "reporting.filled",
        "{share%} av periodens användning är utspridd över luckor i mätvärdena.",
        "",
        "{share%} of the period's use is spread over gaps in the readings.",
        "",
    ),
    (
        "reporting.beyond_baseline_temperatures",
        "{days} dygn var kallare eller varmare än alla dygn i baslinjen ({seen_low_c.1} till {seen_high_c.1}\u{a0}°C).",
        "Väntad användning är där en förlängning av modellens räta linjer.",
        "{days} days were colder or warmer than any day of the baseline ({seen_low_c.1} to {seen_high_c.1}\u{a0}°C).",
        "Expected use there continues the model's straight lines.",
    ),
    (
        "reporting.unseen_mode",
        "{days} stängda dygn i perioden har ingen motsvarighet i baslinjen och räknas inte med: ingen vet vad som var väntat.",
        "Lägg in baslinjens stängda dygn i kalendern, eller välj en baslinje där byggnaden också var stängd.",
        "{days} closed days of the period have no like in the baseline and do not count: nobody knows what was expected.",
        "Enter the closed days of the baseline in the calendar, or choose a baseline in which the building was closed too.",
    ),
    (
        "reporting.mode_absent",
        "Baslinjen har {days} stängda dygn men perioden inga: slutar kalendern för tidigt ser stängda dygn ut som besparing.",
        "Lägg in periodens stängda dygn i kalendern. Var byggnaden öppen hela tiden är allt som det ska.",
        "The baseline has {days} closed days and the period none: if the calendar ends too early, closed days look like savings.",
        "Enter the closed days of the period in the calendar. If the building was always open, all is well.",
    ),
    (
        "reporting.not_computable",
        "Periodens summor blev inga ändliga tal.",
        "Kontrollera mätvärdenas enhet och storlek.",
        "The sums of the period are no finite numbers.",
        "Check the unit and the size of the readings.",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn findings_are_told_in_both_languages_with_their_numbers() {
        let data = [("have".to_owned(), 302.0), ("need".to_owned(), 329.0), ("missing".to_owned(), 27.0)];
        let told = |lang| {
            let advice = finding("baseline.too_short", "x", &data, lang);
            format!("{} | {}", advice.reason, advice.action)
        };
        insta::assert_snapshot!(told(Lang::Sv), @"Baslinjen är 302 dygn lång men behöver 329: 27 dygn saknas. | Börja den tidigare eller vänta, så att alla årstider är med.");
        insta::assert_snapshot!(told(Lang::En), @"The baseline is 302 days long but needs 329: 27 days are missing. | Begin it earlier or wait, so that every season is in it.");
    }

    #[test]
    fn what_has_no_text_keeps_the_sentence_it_came_with() {
        for (code, data) in
            [("baseline.of_tomorrow", &[][..]), ("baseline.too_short", &[("have".to_owned(), 1.0)])]
        {
            let advice = finding(code, "an English sentence", data, Lang::Sv);
            assert_eq!((advice.reason.as_str(), advice.english), ("an English sentence", true), "{code}");
        }
    }

    #[test]
    fn both_languages_of_a_finding_use_the_same_numbers() {
        let names = |text: &str| -> Vec<String> {
            let mut names: Vec<_> = text
                .split('{')
                .skip(1)
                .filter_map(|part| part.split_once('}'))
                .map(|(n, _)| n.to_owned())
                .collect();
            names.sort();
            names
        };
        for (code, sv_reason, sv_action, en_reason, en_action) in ROWS {
            assert_eq!(names(sv_reason), names(en_reason), "{code}");
            assert_eq!(names(sv_action), names(en_action), "{code}");
        }
    }
}
