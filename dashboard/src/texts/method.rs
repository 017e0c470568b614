//! How the figures come about: short and true.

/// The texts of one language.
#[derive(Debug)]
pub struct Method {
    /// Heading.
    pub title: &'static str,
    /// First paragraph.
    pub lead: &'static str,
    /// The rest.
    pub sections: &'static [Section],
}

/// A part of a text page.
#[derive(Debug)]
pub struct Section {
    /// Heading.
    pub heading: &'static str,
    /// Paragraphs.
    pub paragraphs: &'static [&'static str],
}

pub(super) const SV: Method = Method {
    title: "Så räknar vi",
    lead: "En besparing är energi som inte användes. Den går inte att mäta, bara att räkna ut: väntad användning minus uppmätt. Därför visas den alltid med ett intervall som säger hur säker den är.",
    sections: &[
        Section {
            heading: "Uppmätt",
            paragraphs: &[
                "Mätarna skickar mätarställningar, energi per intervall eller effekt. Av dem räknas användningen per timme och lokalt dygn fram. Ett dygn är det dygn klockan visar: när den ställs om är det 23 eller 25 timmar.",
                "Ett värde som redan finns räknas inte igen, hur ofta det än skickas. Ett nytt värde för en tidpunkt som redan har ett är en rättelse: det nya gäller, det gamla sparas. Luckor fylls bara när mätarställningen på båda sidor är känd, och det syns hur stor del som är ifylld. Tystnad är en lucka, utom när en solanläggning somnar och vaknar med effekten nära noll utan att en middag går emellan: då är det natt, och inget producerades.",
            ],
        },
        Section {
            heading: "Baslinje",
            paragraphs: &[
                "Baslinjen beskriver hur byggnaden använde energi före en åtgärd. För varje dygn i baslinjens period jämförs användningen med utetemperaturen. Det ger en modell: en nivå som inte beror på vädret, ett tillägg för varje grad kallare än en brytpunkt, ett för varje grad varmare än en annan, och skillnader mellan dygnstyper, allt efter vad byggnadens egna data bär.",
                "Vilken modell som väljs avgörs av hur väl den förutsäger dygn som den inte har fått se. Väntad användning är modellens svar för det väder som faktiskt var.",
                "Röda dagar räknas som söndagar. Dygn då byggnaden är stängd enligt kalendern, som lov i en skola, får egna nivåer på vardagar och helger, så att ett längre sommarlov inte ser ut som en besparing. Har baslinjen färre än fem sådana vardagar eller helgdagar vet ingen vad som var väntat: då räknas sådana dygn inte med i besparingen, och det syns på täckningen.",
            ],
        },
        Section {
            heading: "Besparing mot baslinje",
            paragraphs: &[
                "Besparingen är väntat minus uppmätt, summerat över de dygn där både användning och temperatur är kända. Positivt betyder att mindre användes. Varje period jämförs med den senaste baslinje som slutade innan perioden började.",
                "Det är inte samma sak som ett värde räknat om till ett år med normalt väder. De två blandas aldrig i ett tal.",
            ],
        },
        Section {
            heading: "Utetemperatur",
            paragraphs: &[
                "Temperaturen kommer från byggnadens väderstation: en egen givare, inlästa filer eller SMHI:s öppna data från den närmaste station som mäter. Saknar den ett dygn tas dygnet från nästa station, flyttat med den skillnad i medeltemperatur som de två stationerna haft inom 45 dygn före och efter, eller annars under alla dygn som båda känner. Utan minst 30 gemensamma dygn fylls inget. Värden från olika stationer sparas var för sig.",
            ],
        },
        Section {
            heading: "90\u{a0}% säkerhet",
            paragraphs: &[
                "Intervallet är gjort så att den verkliga besparingen ligger i det i nio fall av tio. Det rymmer modellens egen osäkerhet, att dygn liknar sina grannar, och att byggnader ändrar sig långsamt av annat än åtgärder.",
                "Täcker intervallet noll är besparingen ej säkerställd: den kan lika gärna vara slump. Summor över flera byggnader får ett intervall som tar hänsyn till att fel kan samvariera.",
            ],
        },
        Section {
            heading: "Otillräckliga data",
            paragraphs: &[
                "En baslinje kortare än 329 dygn, mindre än 90\u{a0}% av dygnen i baslinjen eller perioden, eller en mätare som börjat räkna i ett annat mått: då visas ingen besparing, bara skälet och vad som behövs. Ett tal som inte går att lita på är sämre än inget.",
            ],
        },
        Section {
            heading: "Vad som inte ingår",
            paragraphs: &[
                "Inget pris och ingen utsläppsfaktor är inbyggda: kronor och utsläpp visas bara med taxor och faktorer som har källa och datum. Kilowattimmar per kvadratmeter är uppmätt specifik energianvändning, utan omräkning för väder eller brukande; det är inte det tal som står i en energideklaration.",
                "Ändrad verksamhet, fler boende eller en tillbyggnad syns som en ändring i användningen. Programmet vet inte varför något ändrades, bara att det gjorde det.",
            ],
        },
    ],
};

pub(super) const EN: Method = Method {
    title: "How we calculate",
    lead: "A saving is energy that was not used. It cannot be measured, only computed: expected use minus measured use. That is why it is always shown with an interval that says how certain it is.",
    sections: &[
        Section {
            heading: "Measured",
            paragraphs: &[
                "Meters send register values, energy per interval or power. From these, use per hour and local day is computed. A day is what the clock calls a day: 23 or 25 hours when it is changed.",
                "A value that is already there is not counted again, however often it is sent. A new value for an instant that has one is a correction: the new one counts, the old one is kept. Gaps are filled only when the register is known on both sides, and the share that is filled is shown. Silence is a gap, except when a solar plant goes to sleep and wakes with its output near zero and no noon in between: then it is night, and nothing was produced.",
            ],
        },
        Section {
            heading: "Baseline",
            paragraphs: &[
                "The baseline describes how the building used energy before a measure. For every day of the baseline period, use is compared with outdoor temperature. This gives a model: a level that does not depend on weather, an addition for every degree below one balance point, another for every degree above a second one, and differences between types of day, as far as the building's own data support them.",
                "Which model is chosen depends on how well it predicts days it has not been shown. Expected use is the model's answer for the weather there really was.",
                "Red days count as Sundays. Days on which the calendar says that the building is closed, such as a school's holidays, get levels of their own on workdays and at weekends, so that a longer summer holiday is no saving. When the baseline has fewer than five such workdays or weekend days, nobody knows what was expected: then such days do not count in the saving, and the coverage shows it.",
            ],
        },
        Section {
            heading: "Saving against baseline",
            paragraphs: &[
                "The saving is expected minus measured, summed over the days for which both use and temperature are known. Positive means that less was used. Every period is compared with the latest baseline that ended before the period began.",
                "This is not the same as a value converted to a year of normal weather. The two are never mixed in one number.",
            ],
        },
        Section {
            heading: "Outdoor temperature",
            paragraphs: &[
                "Temperatures are those of the building's weather station: a sensor of its own, imported files, or SMHI's open data from the nearest station that measures. A day it lacks is taken from the next station, moved by the difference in mean temperature that the two had within 45 days before and after, or otherwise on all days that both know. With fewer than 30 common days nothing is filled. Values of different stations are kept apart.",
            ],
        },
        Section {
            heading: "90% confidence",
            paragraphs: &[
                "The interval is made so that the true saving lies in it nine times out of ten. It holds the model's own uncertainty, that days resemble their neighbours, and that buildings slowly change for other reasons than measures.",
                "When the interval covers zero, the saving is not certain: it may as well be chance. Sums over several buildings get an interval that allows for errors that vary together.",
            ],
        },
        Section {
            heading: "Insufficient data",
            paragraphs: &[
                "A baseline shorter than 329 days, less than 90% of the days of the baseline or the period, or a meter that began to count in another measure: then no saving is shown, only the reason and what is needed. A number that cannot be relied on is worse than none.",
            ],
        },
        Section {
            heading: "What is not included",
            paragraphs: &[
                "No price and no emission factor is built in: money and emissions are shown only with tariffs and factors that have a source and a date. Kilowatt-hours per square metre are measured specific energy use, not converted for weather or occupancy; it is not the figure of an energy performance certificate.",
                "Changed activities, more residents or an extension show as a change in use. The program does not know why something changed, only that it did.",
            ],
        },
    ],
};
