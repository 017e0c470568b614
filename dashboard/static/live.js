// Newest readings while the page is open. Elements carry data-live="METER" with data-at (RFC 3339) and the time of
// the reading stands in data-live-time="METER"; without this script they keep what the server wrote.
const values = document.querySelectorAll("[data-live]");
// The time of the newest reading of any meter stands in data-live-newest.
const newest = document.querySelector("[data-live-newest]");
const lang = document.documentElement.lang;
const number = new Intl.NumberFormat(lang === "sv" ? "sv-SE" : "en-GB", {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const units = { m3: "m³", "m3/h": "m³/h" };

function amount(value, unit) {
  const text = number.formatToParts(value).map((part) =>
    part.type === "group" ? "\u00a0" : part.type === "minusSign" ? "\u2212" : part.value
  ).join("");
  return unit ? text + (unit === "%" && lang === "en" ? "" : "\u00a0") + (units[unit] ?? unit) : text;
}

function time(at, zone) {
  const parts = Object.fromEntries(
    new Intl.DateTimeFormat(lang === "sv" ? "sv-SE" : "en-GB", {
      timeZone: zone, day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit",
    }).formatToParts(at).map((part) => [part.type, part.value]),
  );
  const date = `${parts.day}\u00a0${parts.month} ${parts.year}`;
  return lang === "sv"
    ? `${date} kl.\u00a0${Number(parts.hour)}.${parts.minute}`
    : `${date}, ${parts.hour}:${parts.minute}`;
}

function show(reading) {
  if (newest && newest.dataset.at < reading.timestamp) {
    newest.dataset.at = newest.dateTime = reading.timestamp;
    newest.textContent = time(new Date(reading.timestamp), newest.dataset.zone);
  }
  for (const element of values) {
    if (element.dataset.live !== reading.meter || element.dataset.at > reading.timestamp) continue;
    element.dataset.at = reading.timestamp;
    element.textContent = amount(reading.value, reading.unit);
    const beside = document.querySelector(`[data-live-time="${CSS.escape(reading.meter)}"]`);
    if (beside) beside.textContent = time(new Date(reading.timestamp), beside.dataset.zone);
    element.classList.remove("fresh");
    void element.offsetWidth;
    element.classList.add("fresh");
  }
}

// One announcement when the page begins or ceases to be live; single values are not read aloud.
const state = document.querySelector("[data-live-state]");
function say(what) {
  if (state && state.textContent !== state.dataset[what]) state.textContent = state.dataset[what];
}

let source;
function listen() {
  if (document.hidden) {
    source?.close();
    source = undefined;
  } else if (!source && (newest || values.length)) {
    source = new EventSource("/api/v1/live");
    source.addEventListener("open", () => say("on"));
    source.addEventListener("error", () => say("off"));
    source.addEventListener("reading", (event) => show(JSON.parse(event.data)));
  }
}
document.addEventListener("visibilitychange", listen);
listen();
