// What is said to the clients' providers, simulated ones or those behind a server, and what has to
// come back.

import assert from "node:assert/strict";

export const SAY = "say: The quick brown fox, in ten words or less.";
export const SAID = SAY.slice(5);
export const WEATHER = {
  type: "object",
  properties: { city: { type: "string" }, days: { type: "integer", minimum: 1, maximum: 7 } },
  required: ["city", "days"],
};
// As Gemini spells schemas.
export const asOpenApi = ({ type, properties, ...rest }) => ({
  ...rest,
  type: type.toUpperCase(),
  ...(properties && {
    properties: Object.fromEntries(Object.entries(properties).map(([name, one]) => [name, asOpenApi(one)])),
  }),
});
export const ASK_TOOL = "What is the weather? Use get_weather.";

export function checkWeather(args) {
  assert.equal(typeof args.city, "string");
  assert.ok(Number.isInteger(args.days) && args.days >= 1 && args.days <= 7);
}
