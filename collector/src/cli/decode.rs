//! `sparvakt decode`: what a message would become, or why nothing.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, anyhow};
use chrono::{DateTime, SecondsFormat, Utc};
use config::{Config, Profile, builtin_profiles};
use engine::decode::{Decoded, Decoder, Fate, Message, Site};
use engine::domain::{RawReading, Reason};
use serde::Serialize;

use super::{Failure, Outcome, Verdict, load, print, print_json};
use crate::clock::Clock;
use crate::ingest::Followers;
use messages::Given;
use site::SiteFile;

mod follow;
mod messages;
mod site;

/// What to decode, and how.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Answer as `serve` does with this configuration: its profiles, zones, meters and stations.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Ask only this profile.
    #[arg(long, value_name = "NAME")]
    profile: Option<String>,
    /// What only the site knows: `zone = "Europe/Stockholm"`, and per series `scale` and `unit` (CT ratio, pulse
    /// weight), as TOML or JSON.
    #[arg(long, value_name = "FILE")]
    site: Option<PathBuf>,
    /// Topic of the message.
    #[arg(long, required_unless_present = "messages")]
    topic: Option<String>,
    /// Payload of the message.
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true, required_unless_present_any = ["payload_file", "messages"])]
    payload: Option<String>,
    /// File that holds the payload.
    #[arg(long, value_name = "FILE", conflicts_with = "payload")]
    payload_file: Option<PathBuf>,
    /// When it was received (RFC 3339); now if absent.
    #[arg(long, value_name = "TIME")]
    received: Option<DateTime<Utc>>,
    /// The broker replays it because it is retained.
    #[arg(long)]
    retained: bool,
    /// Many messages: lines of {"topic","payload"|"payload_base64"}; one JSON object is printed for each.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["topic", "payload", "payload_file"])]
    messages: Option<PathBuf>,
    /// Print one JSON document.
    #[arg(long)]
    json: bool,
}

/// What a message becomes, in the words of the contract.
#[derive(Debug, Serialize)]
struct Answer {
    fate: &'static str,
    profile: Option<String>,
    reason: Option<Why>,
    readings: Vec<Line>,
    /// Parts that could not be used although others could.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rejected: Vec<Why>,
}

#[derive(Debug, Serialize)]
struct Why {
    code: &'static str,
    text: String,
}

#[derive(Debug, Serialize)]
struct Line {
    device: String,
    series: String,
    kind: &'static str,
    unit: &'static str,
    value: f64,
    native_unit: String,
    native_value: f64,
    timestamp: Option<String>,
    time_source: &'static str,
    quality: &'static str,
}

/// Run the command.
pub fn run(args: &Args) -> Outcome {
    let site = args.site.as_deref().map(SiteFile::read).transpose()?;
    let config = args.config.as_deref().map(load).transpose()?;
    let decoder = decoder(args, config.as_ref(), site.as_ref())?;
    let followers = config.as_ref().map(|config| Followers::of(&config.portfolio));
    let now = args.received.unwrap_or_else(|| Clock::system().now());
    let answer = |given: &Given| {
        let received = given.received.unwrap_or(now);
        let message =
            Message { topic: &given.topic, payload: &given.payload, retained: args.retained, received };
        let decoded = match &args.profile {
            Some(name) => decoder.decode_as(name, &message),
            None => decoder.decode(&message),
        };
        let corrected = corrected(decoded, site.as_ref());
        Answer::from(match &followers {
            Some(followers) => follow::judged(corrected, followers),
            None => corrected,
        })
    };
    if let Some(file) = &args.messages {
        return many(file, answer);
    }
    let answer = answer(&one(args)?);
    if args.json {
        print_json(&answer)?;
    } else {
        print(&answer.text())?;
    }
    Ok(answer.verdict())
}

fn decoder(args: &Args, config: Option<&Config>, site: Option<&SiteFile>) -> Result<Decoder, Failure> {
    let profiles = config.map_or_else(builtin_profiles, |config| config.profiles.clone());
    if let Some(name) = &args.profile {
        known(name, &profiles)?;
    }
    let zone = site.and_then(|site| site.zone);
    let site = match (zone, config) {
        (Some(zone), _) => Site::in_zone(zone),
        (None, Some(config)) => Site::of(&config.portfolio),
        (None, None) => Site::default(),
    };
    Ok(Decoder::new(&profiles).map_err(Failure::input)?.for_site(site))
}

fn known(name: &str, profiles: &[Profile]) -> Result<(), Failure> {
    if profiles.iter().any(|profile| profile.name == name) {
        return Ok(());
    }
    let names: Vec<&str> = profiles.iter().map(|profile| profile.name.as_str()).collect();
    Err(Failure::Input(anyhow!("there is no profile `{name}`; there are: {}", names.join(", "))))
}

fn one(args: &Args) -> Result<Given, Failure> {
    let payload = match (&args.payload, &args.payload_file) {
        (Some(text), _) => text.clone().into_bytes(),
        (None, Some(file)) => {
            std::fs::read(file).with_context(|| format!("read {}", file.display())).map_err(Failure::Input)?
        }
        (None, None) => Vec::new(),
    };
    Ok(Given { topic: args.topic.clone().unwrap_or_default(), payload, received: None })
}

fn many(file: &Path, answer: impl Fn(&Given) -> Answer) -> Outcome {
    let text = std::fs::read_to_string(file)
        .with_context(|| format!("read {}", file.display()))
        .map_err(Failure::Input)?;
    let mut verdict = Verdict::Good;
    for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
        let answer = match Given::parse(line) {
            Ok(given) => answer(&given),
            Err(why) => Answer::no_message(&format!("{}:{number}", file.display()), &why),
        };
        if answer.verdict() == Verdict::Faulty {
            verdict = Verdict::Faulty;
        }
        let mut line = serde_json::to_string(&answer).map_err(Failure::environment)?;
        line.push('\n');
        print(&line)?;
    }
    Ok(verdict)
}

/// The readings as they are at this site.
fn corrected(mut decoded: Decoded, site: Option<&SiteFile>) -> Decoded {
    if let (Some(site), Fate::Readings(readings)) = (site, &mut decoded.fate) {
        *readings = std::mem::take(readings).into_iter().map(|reading| site.correct(reading)).collect();
    }
    decoded
}

impl Answer {
    /// The answer to a line that is no message.
    fn no_message(place: &str, why: &str) -> Self {
        let text = format!("{place}: {why}");
        let reason = Some(Why { code: "line.not_a_message", text });
        Self { fate: "quarantined", profile: None, reason, readings: Vec::new(), rejected: Vec::new() }
    }

    fn verdict(&self) -> Verdict {
        if ["readings", "ignored"].contains(&self.fate) { Verdict::Good } else { Verdict::Faulty }
    }

    fn text(&self) -> String {
        let mut text = self.fate.to_owned();
        if let Some(profile) = &self.profile {
            text += &format!(" (profile {profile})");
        }
        if let Some(why) = &self.reason {
            text += &format!(": {} [{}]", why.text, why.code);
        }
        text.push('\n');
        for line in &self.readings {
            let Line { device, series, kind, value, .. } = line;
            let unit = if line.unit.is_empty() { "in the meter's unit" } else { line.unit };
            let time = line.timestamp.as_deref().unwrap_or("time of reception");
            // Writing to a string does not fail.
            let _ = writeln!(text, "  {device}  {series}  {value} {unit}  ({kind})  {time}");
        }
        for why in &self.rejected {
            let _ = writeln!(text, "  left out: {} [{}]", why.text, why.code);
        }
        text
    }
}

impl From<Decoded> for Answer {
    fn from(decoded: Decoded) -> Self {
        let fate = decoded.fate.as_str();
        let reason = decoded.fate.reason().cloned().map(Why::from);
        let readings = match decoded.fate {
            Fate::Readings(readings) => readings.into_iter().map(Line::from).collect(),
            _ => Vec::new(),
        };
        let rejected = decoded.rejected.into_iter().map(Why::from).collect();
        Self { fate, profile: decoded.profile, reason, readings, rejected }
    }
}

impl From<Reason> for Why {
    fn from(reason: Reason) -> Self {
        Self { code: reason.code, text: reason.text }
    }
}

impl From<RawReading> for Line {
    fn from(reading: RawReading) -> Self {
        Self {
            device: reading.key.device,
            series: reading.key.series,
            kind: reading.kind.as_str(),
            unit: reading.unit.symbol,
            value: reading.value,
            native_unit: reading.native_unit,
            native_value: reading.native_value,
            timestamp: reading.timestamp.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
            time_source: reading.time_source.as_str(),
            quality: reading.quality.as_str(),
        }
    }
}
