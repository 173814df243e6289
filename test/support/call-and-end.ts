/** Makes calls of every kind to the server whose URL is the first argument, then ends without `process.exit`. */
import { createTrattaClient } from "../../src/client.ts";

const client = createTrattaClient({ baseUrl: process.argv[2] ?? "", token: "token", timeoutMs: 200 });
const params = { path: { id: "1" } };
// Jitter would only slow this down.
Math.random = () => 0;

const aborted = new AbortController();
const calls = Array.from({ length: 15 }, (_, index) => [
  client.GET("/payment-plans/{id}", { params }),
  client.DELETE("/payment-plans/{id}", { params, signal: aborted.signal }),
  client.POST("/charges", { body: { amount: index } }),
  client.POST("/charges", { body: { amount: index }, signal: aborted.signal }),
]).flat();
setTimeout(() => aborted.abort(new Error("enough")), 100);

const endings = await Promise.allSettled(calls);
const timers = process.getActiveResourcesInfo().filter((resource) => resource === "Timeout");
console.log(`${endings.length} calls ended, ${timers.length} timers left`);
