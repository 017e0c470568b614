//! Air temperature as SMHI's open data delivers it.
//!
//! A block of metadata stands above the table; notes stand to the right of its first rows; each value has a
//! quality code: `G` checked, `Y` coarsely checked or aggregated. Momentary values and daily means are read.
//! Minima, maxima, monthly means and other quantities have the same layout and are refused.

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};

use super::weather::{TemperatureRow, WeatherTable};
use super::{LineFault, number, shorten};

/// Whether the file is one of SMHI's.
pub fn is_smhi(bytes: &[u8]) -> bool {
    bytes.starts_with(b"Stationsnamn;")
}

/// Read a whole file.
pub fn parse(bytes: &[u8]) -> Result<WeatherTable, LineFault> {
    let text = String::from_utf8_lossy(bytes);
    let mut lines = (1..).zip(text.lines());
    check_quantity(&mut lines)?;
    let columns = lines.find_map(|(_, line)| Columns::from_header(line)).ok_or_else(|| {
        LineFault::new(1, "the table with Datum, Tid (UTC), Lufttemperatur, Kvalitet is missing")
    })?;
    let mut table = WeatherTable::default();
    for (line, cells) in lines.filter(|(_, text)| !text.trim().is_empty()) {
        let cells: Vec<&str> = cells.split(';').map(str::trim).collect();
        match columns.row(&cells) {
            Ok(Some((at, temp_c))) => table.push(TemperatureRow { line, at, temp_c }),
            Ok(None) => table.empty += 1,
            Err(reason) => table.faults.push(LineFault::new(line, reason)),
        }
    }
    Ok(table)
}

/// The metadata must say: air temperature in °C, momentary or mean of a day.
fn check_quantity<'a>(lines: &mut impl Iterator<Item = (u64, &'a str)>) -> Result<(), LineFault> {
    let missing = || LineFault::new(1, "the line after `Parameternamn;Beskrivning;Enhet` is missing");
    lines.find(|(_, line)| line.starts_with("Parameternamn;")).ok_or_else(missing)?;
    let (number, line) = lines.next().ok_or_else(missing)?;
    let mut cells = line.split(';').map(str::trim);
    let mut cell = || cells.next().unwrap_or_default();
    let (name, description, unit) = (cell(), cell(), cell());
    let fault = |why: String| LineFault::new(number, format!("{why}; this import takes air temperature"));
    if name != "Lufttemperatur" {
        return Err(fault(format!("the file holds {} ({})", shorten(name), shorten(unit))));
    }
    if !["celsius", "degree celsius"].contains(&unit) {
        return Err(fault(format!("the unit is {}", shorten(unit))));
    }
    if !["momentanvärde", "medelvärde 1 dygn"].iter().any(|known| description.starts_with(known)) {
        return Err(LineFault::new(
            number,
            format!(
                "the file holds `{}`; take SMHI's parameter 1 (hourly) or 2 (daily mean)",
                shorten(description)
            ),
        ));
    }
    Ok(())
}

/// Where things stand in the table.
struct Columns {
    date: usize,
    /// None for daily means, which are stamped at the start of their day.
    time: Option<usize>,
    value: usize,
    quality: usize,
}

impl Columns {
    fn from_header(line: &str) -> Option<Self> {
        let headers: Vec<&str> = line.split(';').map(str::trim).collect();
        let find = |name: &str| headers.iter().position(|header| *header == name);
        let (value, quality) = (find("Lufttemperatur")?, find("Kvalitet")?);
        let (date, time) = match (find("Datum"), find("Tid (UTC)")) {
            (Some(date), Some(time)) => (date, Some(time)),
            _ => (find("Representativt dygn")?, None),
        };
        Some(Self { date, time, value, quality })
    }

    fn row(&self, cells: &[&str]) -> Result<Option<(DateTime<Utc>, f64)>, String> {
        let cell = |column: usize| cells.get(column).copied().unwrap_or_default();
        if cell(self.value).is_empty() {
            return Ok(None);
        }
        let date = cell(self.date);
        let date: NaiveDate =
            date.parse().map_err(|_| format!("`{}` is not a date such as 2016-01-31", shorten(date)))?;
        let time = match self.time {
            None => NaiveTime::MIN,
            Some(column) => {
                let time = cell(column);
                NaiveTime::parse_from_str(time, "%H:%M:%S")
                    .map_err(|_| format!("`{}` is not a time such as 06:00:00", shorten(time)))?
            }
        };
        match cell(self.quality) {
            "G" | "Y" => Ok(Some((date.and_time(time).and_utc(), number(cell(self.value), false)?))),
            other => Err(format!("quality `{}` is neither G nor Y", shorten(other))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOURLY: &str = "Stationsnamn;Klimatnummer;Mäthöjd (meter över marken)\n\
        Luleå-Bergnäset;162870;2.0\n\n\
        Parameternamn;Beskrivning;Enhet\n\
        Lufttemperatur;momentanvärde, 1 gång/tim;degree celsius\n\n\
        Tidsperiod (fr.o.m);Tidsperiod (t.o.m);Höjd (meter över havet);Latitud;Longitud\n\
        1930-01-01 00:00:00;1988-06-30 23:59:59;5.0;65.6200;22.1307\n\n\
        Datum;Tid (UTC);Lufttemperatur;Kvalitet;;Tidsutsnitt:\n\
        1930-01-01;07:00:00;1.1;G;;Kvalitetskontrollerade historiska data\n\
        1930-01-01;13:00:00;-0.8;Y;;\n\
        1930-01-01;20:00:00;-4.0;R\n\
        1930-01-32;20:00:00;-4.0;G\n\
        1930-01-02;25:00:00;-4.0;G\n\
        1930-01-02;20:00:00;;G\n";

    const DAILY: &str = "Stationsnamn;Stationsnummer;Stationsnät;Mäthöjd (meter över marken)\r\n\
        Göteborg A;71420;SMHIs stationsnät;2.0\r\n\r\n\
        Parameternamn;Beskrivning;Enhet\r\n\
        Lufttemperatur;medelvärde 1 dygn, 1 gång/dygn, kl 00;celsius\r\n\r\n\
        Från Datum Tid (UTC);Till Datum Tid (UTC);Representativt dygn;Lufttemperatur;Kvalitet;;Tidsutsnitt:\r\n\
        1961-01-01 00:00:01;1961-01-02 00:00:00;1961-01-01;1.1;Y;;Tidsperiod (fr.o.m.) = 1961-01-01\r\n\
        1961-01-02 00:00:01;1961-01-03 00:00:00;1961-01-02;2.3;Y\r\n";

    fn rows(file: &str) -> Vec<String> {
        let table = parse(file.as_bytes()).unwrap();
        let rows =
            table.rows.iter().map(|row| format!("{}: {} {}", row.line, row.at.to_rfc3339(), row.temp_c));
        rows.chain(table.faults.iter().map(|fault| format!("{}: {}", fault.line, fault.reason))).collect()
    }

    #[test]
    fn momentary_values_and_daily_means_are_read() {
        insta::assert_snapshot!(rows(HOURLY).join("\n"), @r"
        11: 1930-01-01T07:00:00+00:00 1.1
        12: 1930-01-01T13:00:00+00:00 -0.8
        13: quality `R` is neither G nor Y
        14: `1930-01-32` is not a date such as 2016-01-31
        15: `25:00:00` is not a time such as 06:00:00
        ");
        insta::assert_snapshot!(rows(DAILY).join("\n"), @r"
        8: 1961-01-01T00:00:00+00:00 1.1
        9: 1961-01-02T00:00:00+00:00 2.3
        ");
    }

    #[test]
    fn other_quantities_of_the_same_layout_are_refused() {
        let refuse = |from: &str, to: &str| parse(HOURLY.replace(from, to).as_bytes()).unwrap_err().reason;
        let snow = "Snödjup;momentanvärde, 1 gång/dygn, kl 06;meter";
        insta::assert_snapshot!(
            refuse("Lufttemperatur;momentanvärde, 1 gång/tim;degree celsius", snow),
            @"the file holds Snödjup (meter); this import takes air temperature"
        );
        insta::assert_snapshot!(
            refuse("momentanvärde, 1 gång/tim", "min, 1 gång per dygn"),
            @"the file holds `min, 1 gång per dygn`; take SMHI's parameter 1 (hourly) or 2 (daily mean)"
        );
        insta::assert_snapshot!(
            refuse("Datum;Tid (UTC)", "Dag;Klockslag"),
            @"the table with Datum, Tid (UTC), Lufttemperatur, Kvalitet is missing"
        );
    }
}
