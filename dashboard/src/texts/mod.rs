//! Every sentence of the pages, in both languages.
//!
//! Texts are fields of structs with one static per language, so the compiler proves that no language lacks one.
//! `{name}` stands for a value and `*…*` for emphasis; a test proves that both languages have the same values.
//! Templates hold no words of their own.

mod accessibility;
mod attention;
mod building;
mod demo;
mod findings;
mod first_year;
mod method;
mod overview;
mod quality;
mod shell;
mod solar;
mod verdict;
mod words;

pub use accessibility::Accessibility;
pub use attention::AttentionTexts;
pub use building::BuildingPage;
pub use demo::DemoPage;
pub use findings::{Advice, finding};
pub use first_year::FirstYear;
pub use method::{Method, Section};
pub use overview::Overview;
pub use quality::QualityPage;
pub use shell::Shell;
pub use solar::SolarPages;
pub use verdict::Verdicts;
pub use words::Words;

use crate::language::Lang;

/// All texts of one language.
#[derive(Debug)]
pub struct Texts {
    /// Header, footer, notices and error pages.
    pub shell: Shell,
    /// Names of carriers, uses, qualities.
    pub words: Words,
    /// Sentences that state a saving.
    pub verdict: Verdicts,
    /// The overview.
    pub overview: Overview,
    /// What to look at first.
    pub attention: AttentionTexts,
    /// The page of a building.
    pub building: BuildingPage,
    /// A building before its baseline is there.
    pub first_year: FirstYear,
    /// The page of a simulated portfolio.
    pub demo: DemoPage,
    /// Data quality.
    pub quality: QualityPage,
    /// The solar plants.
    pub solar: SolarPages,
    /// How the figures come about.
    pub method: Method,
    /// The accessibility statement.
    pub accessibility: Accessibility,
}

/// Swedish.
pub static SV: Texts = Texts {
    shell: shell::SV,
    words: words::SV,
    verdict: verdict::SV,
    overview: overview::SV,
    attention: attention::SV,
    building: building::SV,
    first_year: first_year::SV,
    demo: demo::SV,
    quality: quality::SV,
    solar: solar::SV,
    method: method::SV,
    accessibility: accessibility::SV,
};

/// English.
pub static EN: Texts = Texts {
    shell: shell::EN,
    words: words::EN,
    verdict: verdict::EN,
    overview: overview::EN,
    attention: attention::EN,
    building: building::EN,
    first_year: first_year::EN,
    demo: demo::EN,
    quality: quality::EN,
    solar: solar::EN,
    method: method::EN,
    accessibility: accessibility::EN,
};

impl Lang {
    /// The texts of this language.
    #[must_use]
    pub fn texts(self) -> &'static Texts {
        match self {
            Self::Sv => &SV,
            Self::En => &EN,
        }
    }
}

/// `pattern` with every `{name}` replaced by its value. A name without a value stays as it is.
#[must_use]
pub fn fill(pattern: &str, values: &[(&str, &str)]) -> String {
    let mut text = String::with_capacity(pattern.len() + 32);
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        text.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            rest = &rest[before.len()..];
            break;
        };
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => text.push_str(value),
            None => {
                text.push('{');
                text.push_str(name);
                text.push('}');
            }
        }
        rest = tail;
    }
    text.push_str(rest);
    text
}

/// A stretch of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    /// Its text, not yet escaped.
    pub text: String,
    /// Whether it carries the emphasis.
    pub strong: bool,
}

/// Like [`fill`], with the emphasis of `*…*`. Values cannot add emphasis of their own.
#[must_use]
pub fn fill_rich(pattern: &str, values: &[(&str, &str)]) -> Vec<Span> {
    pattern
        .split('*')
        .enumerate()
        .map(|(index, part)| Span { text: fill(part, values), strong: index % 2 == 1 })
        .filter(|span| !span.text.is_empty())
        .collect()
}

/// One or many: `one` for exactly 1, else `many`, with `{n}` filled in.
#[must_use]
pub fn count(n: usize, one: &str, many: &str, lang: Lang) -> String {
    #[expect(clippy::cast_precision_loss, reason = "counts of things people own")]
    let number = crate::format::number(n as f64, 0, lang);
    fill(if n == 1 { one } else { many }, &[("n", &number)])
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The `{names}` of every text in a debug print, in order of the fields.
    fn placeholders(texts: &Texts) -> Vec<BTreeSet<String>> {
        let printed = format!("{texts:#?}").replace("\\u{a0}", " ").replace("\\u{ad}", "");
        printed
            .lines()
            .filter(|line| line.contains('"'))
            .map(|line| {
                line.split('{')
                    .skip(1)
                    .filter_map(|part| part.split_once('}').map(|(name, _)| name.to_owned()))
                    .collect()
            })
            .collect()
    }

    #[test]
    fn both_languages_fill_in_the_same_values() {
        let (swedish, english) = (placeholders(&SV), placeholders(&EN));
        assert_eq!(swedish.len(), english.len());
        assert!(swedish.len() > 100);
        for (index, (sv, en)) in swedish.iter().zip(&english).enumerate() {
            assert_eq!(sv, en, "text {index}");
        }
    }

    #[test]
    fn no_text_breaks_the_rules_of_writing() {
        for texts in [&SV, &EN] {
            let printed = format!("{texts:?}");
            assert!(
                !printed.contains("normalår") && !printed.contains("energiprestanda"),
                "claims kept apart"
            );
            assert!(!printed.contains(" %"), "no-break space before %");
            assert!(!printed.contains("TODO"));
        }
    }

    #[test]
    fn values_are_filled_in_once_and_cannot_add_emphasis() {
        let spans = fill_rich("{who} ligger *{how}* under", &[("who", "*{how}*"), ("how", "9")]);
        let text: String =
            spans.iter().map(|s| if s.strong { format!("[{}]", s.text) } else { s.text.clone() }).collect();
        assert_eq!(text, "*{how}* ligger [9] under");
        assert_eq!(fill("{unknown} {", &[]), "{unknown} {");
        assert_eq!(count(1, "{n} byggnad", "{n} byggnader", Lang::Sv), "1 byggnad");
    }
}
