//! Values of a [`Sheet`] before their type is known.

use chrono::{DateTime, NaiveDate, Utc};
use toml::Spanned;
use toml::de::{DeString, DeTable, DeValue};

use crate::schema::Schema;
use crate::sheet::{At, Sheet, shorten};
use crate::table::Table;

/// A value of any type, for keys that take several.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'s> {
    pub(crate) sheet: &'s Sheet<'s>,
    pub(crate) raw: &'s Spanned<DeValue<'s>>,
}

impl<'s> Value<'s> {
    /// The line it stands on.
    pub fn line(&self) -> usize {
        self.sheet.line(&self.raw.span())
    }

    /// The text, if it is one.
    pub fn text(&self) -> Option<&'s str> {
        self.raw.get_ref().as_str()
    }

    /// The finite number, if it is one.
    pub fn number(&self) -> Option<f64> {
        let number = match self.raw.get_ref() {
            DeValue::Float(float) => float.as_str().parse::<f64>().ok()?,
            // Whole numbers as people write them are far below 2^53.
            DeValue::Integer(_) => self.integer()?.to_string().parse().ok()?,
            _ => return None,
        };
        number.is_finite().then_some(number)
    }

    /// The whole number, if it is one.
    pub fn integer(&self) -> Option<i64> {
        let integer = self.raw.get_ref().as_integer()?;
        i64::from_str_radix(integer.as_str(), integer.radix()).ok()
    }

    /// The truth value, if it is one.
    pub fn boolean(&self) -> Option<bool> {
        self.raw.get_ref().as_bool()
    }

    /// The date, if it is one without time.
    pub fn date(&self) -> Option<NaiveDate> {
        let stamp = self.raw.get_ref().as_datetime()?;
        let date = stamp.date.filter(|_| stamp.time.is_none() && stamp.offset.is_none())?;
        NaiveDate::from_ymd_opt(i32::from(date.year), u32::from(date.month), u32::from(date.day))
    }

    /// The instant, if it is a date with a time and an offset from UTC.
    pub fn instant(&self) -> Option<DateTime<Utc>> {
        let stamp = self.raw.get_ref().as_datetime()?;
        stamp.offset?;
        Some(DateTime::parse_from_rfc3339(&stamp.to_string()).ok()?.to_utc())
    }

    /// The items, if it is a list.
    pub fn array(&self) -> Option<Vec<Self>> {
        let items = self.raw.get_ref().as_array()?;
        Some(items.iter().map(|raw| Self { sheet: self.sheet, raw }).collect())
    }

    /// The entries, if it is a table.
    pub fn table(&self) -> Option<&'s DeTable<'s>> {
        self.raw.get_ref().as_table()
    }

    /// Keys and values, if it is a table whose keys are free.
    pub fn entries(&self) -> Option<Vec<(At<&'s str>, Self)>> {
        let sheet = self.sheet;
        let at = |key: &'s Spanned<DeString<'s>>| At {
            line: sheet.line(&key.span()),
            value: key.get_ref().as_ref(),
        };
        Some(self.table()?.iter().map(|(key, raw)| (at(key), Self { sheet, raw })).collect())
    }

    /// The date and time as written, if it is one.
    pub fn datetime(&self) -> Option<String> {
        self.raw.get_ref().as_datetime().map(ToString::to_string)
    }

    /// The table, checked against `schema`, if it is one.
    pub fn open(&self, schema: &'static Schema) -> Option<Table<'s>> {
        self.table().map(|entries| Table::open(self.sheet, entries, self.line(), schema))
    }

    /// Report an error where it stands.
    pub fn report(&self, what: impl Into<String>, why: impl Into<String>, hint: impl Into<String>) {
        self.sheet.report(self.line(), what, why, hint);
    }

    /// Type and beginning, for messages.
    pub fn described(&self) -> String {
        match self.raw.get_ref() {
            DeValue::String(text) => format!("the text \"{}\"", shorten(text)),
            DeValue::Integer(number) => format!("the number {}", shorten(number.as_str())),
            DeValue::Float(number) => format!("the number {}", shorten(number.as_str())),
            DeValue::Boolean(value) => format!("the word {value}"),
            DeValue::Datetime(stamp) => format!("the date or time {stamp}"),
            DeValue::Array(_) => "a list".to_owned(),
            DeValue::Table(_) => "a table".to_owned(),
        }
    }
}
