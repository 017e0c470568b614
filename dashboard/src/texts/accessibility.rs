//! The accessibility statement.

use super::method::Section;

/// The texts of one language.
#[derive(Debug)]
pub struct Accessibility {
    /// Heading.
    pub title: &'static str,
    /// First paragraph.
    pub lead: &'static str,
    /// The rest.
    pub sections: &'static [Section],
}

pub(super) const SV: Accessibility = Accessibility {
    title: "Tillgänglighetsredogörelse",
    lead: "Sidorna i Sparvakt ska gå att använda för alla: med tangentbord, med skärmläsare, förstorat, på telefon och utan skript. Målet är WCAG 2.2 nivå AA.",
    sections: &[
        Section {
            heading: "Hur sidorna är byggda",
            paragraphs: &[
                "Sidorna fungerar helt utan JavaScript. Varje figur har en rubrik, en mening om hur den läses, en tabell med samma tal och en fil att hämta.",
                "Färg bär aldrig ensam en betydelse: linjer skiljs åt av streck, märken av form och säkerställda besparingar av fylld eller ofylld punkt. Färgerna följer enhetens ljusa eller mörka läge, eller ditt eget val längst ned på sidan.",
                "Texten kan förstoras till 400\u{a0}% och sidan läsas på en 320 bildpunkter bred skärm utan att rullas i sidled.",
            ],
        },
        Section {
            heading: "Vad som inte är prövat",
            paragraphs: &[
                "Sidorna är inte granskade av en utomstående och inte prövade med alla skärmläsare. Namn på byggnader, mätare och åtgärder visas som de har skrivits in, på det språk de har skrivits på.",
            ],
        },
        Section {
            heading: "För den som driver tjänsten",
            paragraphs: &[
                "Offentliga aktörer ska enligt lagen om tillgänglighet till digital offentlig service publicera en egen redogörelse med aktörens namn, bedömningsdatum, kända brister, ett sätt att påtala brister och en länk till tillsynsmyndighetens anmälningsfunktion. Den här sidan beskriver produkten och ersätter inte den redogörelsen.",
            ],
        },
        Section {
            heading: "Påtala en brist",
            paragraphs: &[
                "Hör av dig till den organisation som ger dig tillgång till sidorna. Ange sidans adress, vad du ville göra och vilket hjälpmedel du använder.",
            ],
        },
    ],
};

pub(super) const EN: Accessibility = Accessibility {
    title: "Accessibility statement",
    lead: "The pages of Sparvakt shall be usable by everyone: with a keyboard, with a screen reader, magnified, on a phone and without scripts. The aim is WCAG 2.2 level AA.",
    sections: &[
        Section {
            heading: "How the pages are built",
            paragraphs: &[
                "The pages work entirely without JavaScript. Every figure has a heading, a sentence on how to read it, a table with the same numbers and a file to download.",
                "Colour never carries meaning alone: lines differ by dashes, marks by shape, and certain savings by a filled or an open dot. Colours follow the light or dark mode of the device, or your own choice at the bottom of the page.",
                "Text can be magnified to 400% and the page read on a screen 320 pixels wide without sideways scrolling.",
            ],
        },
        Section {
            heading: "What has not been tested",
            paragraphs: &[
                "The pages have not been reviewed by an outside party nor tried with every screen reader. Names of buildings, meters and measures are shown as they were entered, in the language they were written in.",
            ],
        },
        Section {
            heading: "For the operator of the service",
            paragraphs: &[
                "Public bodies in Sweden must by law publish a statement of their own with the name of the body, the date of assessment, known shortcomings, a way to report shortcomings and a link to the supervisory authority's complaint function. This page describes the product and does not replace that statement.",
            ],
        },
        Section {
            heading: "Report a shortcoming",
            paragraphs: &[
                "Contact the organisation that gives you access to the pages. State the address of the page, what you wanted to do and which aid you use.",
            ],
        },
    ],
};
