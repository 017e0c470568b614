//! The models one may ask for, and the words they go by.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::term::Weekdays;

/// Which model to fit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ModelChoice {
    /// The best daily model, chosen by blocked cross-validation.
    #[default]
    Auto,
    /// The daily model with this dependence on temperature; day types are still searched.
    Only(Form),
}

/// How use depends on outdoor temperature (ASHRAE RP-1050).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Form {
    /// Not at all.
    #[serde(rename = "mean")]
    Mean,
    /// A straight line.
    #[serde(rename = "2p")]
    Line,
    /// More when colder than the balance point.
    #[serde(rename = "3ph")]
    Heating,
    /// More when warmer than the balance point.
    #[serde(rename = "3pc")]
    Cooling,
    /// Two lines that meet at the balance point.
    #[serde(rename = "4p")]
    Bent,
    /// Heating below one balance point, cooling above another, level between.
    #[serde(rename = "5p")]
    HeatingAndCooling,
}

/// Which weekdays belong together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DayTypes {
    /// Every day alike.
    AllAlike,
    /// Workdays, and weekends with red days.
    WorkdayWeekend,
    /// Workdays, Saturdays, Sundays with red days.
    WorkdaySaturdaySunday,
    /// Every weekday by itself.
    SevenDays,
}

/// A model this version cannot fit.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("unknown model `{asked}`: use one of {}", available())]
pub struct UnknownModel {
    /// What was asked for.
    pub asked: String,
}

impl ModelChoice {
    const WORDS: [(&'static str, Self); 8] = [
        ("auto", Self::Auto),
        ("daily", Self::Auto),
        ("mean", Self::Only(Form::Mean)),
        ("2p", Self::Only(Form::Line)),
        ("3ph", Self::Only(Form::Heating)),
        ("3pc", Self::Only(Form::Cooling)),
        ("4p", Self::Only(Form::Bent)),
        ("5p", Self::Only(Form::HeatingAndCooling)),
    ];

    /// The forms to choose among, simplest first.
    #[must_use]
    pub const fn forms(&self) -> &[Form] {
        match self {
            Self::Auto => &Form::ALL,
            Self::Only(form) => std::slice::from_ref(form),
        }
    }
}

impl FromStr for ModelChoice {
    type Err = UnknownModel;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        let known = Self::WORDS.iter().find(|(known, _)| *known == word);
        known.map(|(_, choice)| *choice).ok_or_else(|| UnknownModel { asked: word.to_owned() })
    }
}

fn available() -> String {
    ModelChoice::WORDS.map(|(word, _)| word).join(", ")
}

impl Form {
    /// Every form, simplest first.
    pub const ALL: [Self; 6] =
        [Self::Mean, Self::Line, Self::Heating, Self::Cooling, Self::Bent, Self::HeatingAndCooling];

    /// The word used in commands and results.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Line => "2p",
            Self::Heating => "3ph",
            Self::Cooling => "3pc",
            Self::Bent => "4p",
            Self::HeatingAndCooling => "5p",
        }
    }
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl DayTypes {
    /// Every division, coarsest first.
    pub const ALL: [Self; 4] =
        [Self::AllAlike, Self::WorkdayWeekend, Self::WorkdaySaturdaySunday, Self::SevenDays];

    /// The groups, each a set of weekdays; together they are the week.
    #[must_use]
    pub fn groups(self) -> Vec<Weekdays> {
        match self {
            Self::AllAlike => vec![Weekdays::ALL],
            Self::WorkdayWeekend => vec![Weekdays::WORKDAYS, Weekdays::WEEKEND],
            Self::WorkdaySaturdaySunday => vec![Weekdays::WORKDAYS, Weekdays::SATURDAY, Weekdays::SUNDAY],
            Self::SevenDays => (0..7).map(Weekdays::only).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_lead_to_models_and_unknown_words_to_the_list() {
        assert_eq!("auto".parse(), Ok(ModelChoice::Auto));
        assert_eq!("daily".parse(), Ok(ModelChoice::Auto));
        for form in Form::ALL {
            assert_eq!(form.as_str().parse(), Ok(ModelChoice::Only(form)));
        }
        let error = "towt_hourly".parse::<ModelChoice>().unwrap_err().to_string();
        insta::assert_snapshot!(error, @"unknown model `towt_hourly`: use one of auto, daily, mean, 2p, 3ph, 3pc, 4p, 5p");
    }

    #[test]
    fn every_division_covers_the_week_once() {
        for types in DayTypes::ALL {
            for weekday in 0..7 {
                let holding = types.groups().iter().filter(|group| group.contains(weekday)).count();
                assert_eq!(holding, 1, "{types:?} {weekday}");
            }
        }
    }
}
