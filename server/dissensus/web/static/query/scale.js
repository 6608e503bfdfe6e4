// Where values stand on an axis, and which of them it names.

const STEPS = [1, 2, 5, 10];
const DAY = 86_400_000;
const YEAR = 365.2425 * DAY;

/** Return a function from [low, high] to [from, to]; a single value stands in the middle. */
export function linear(low, high, from, to) {
  const span = high - low;
  return (value) => (span ? from + ((value - low) / span) * (to - from) : (from + to) / 2);
}

/** Return about `count` round numbers within [low, high]. */
export function ticks(low, high, count) {
  if (!(high > low)) return [low];
  const rough = (high - low) / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = STEPS.map((s) => s * power).find((s) => s >= rough) ?? 10 * power;
  const found = [];
  for (let n = Math.ceil(low / step); n * step <= high + step * 1e-9; n += 1) {
    found.push(Number((n * step).toPrecision(12)));
  }
  return found;
}

/** Return about `count` times within [low, high], as { time, text }: years, months or days. */
export function times(low, high, count) {
  if (high - low > 2 * YEAR) {
    const years = ticks(yearOf(low), yearOf(high), count).filter(Number.isInteger);
    return years
      .map((year) => ({ time: startOf(year), text: yearText(year) }))
      .filter(({ time }) => time >= low - DAY && time <= high + DAY);
  }
  const found = [];
  for (let n = 0; n <= count; n += 1) {
    const time = low + ((high - low) * n) / Math.max(1, count);
    found.push({ time, text: new Date(time).toISOString().slice(0, 10) });
  }
  return found.filter((tick, n) => n === 0 || tick.text !== found[n - 1].text);
}

/** Return a year as historians write it. */
export function yearText(year) {
  return year > 0 ? String(year) : `${1 - year} BC`;
}

function yearOf(time) {
  const date = new Date(time);
  const year = date.getUTCFullYear();
  return year + (time - startOf(year)) / YEAR;
}

function startOf(year) {
  const date = new Date(0);
  return date.setUTCFullYear(year, 0, 1);
}
