import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { cutShort, html, json, reset, silent, stall, startFaultServer } from "../support/fault-server.ts";

it("a client of an unreliable server leaves nothing behind that would keep a process alive", async () => {
  const answers = [
    json(200, {}),
    json(503, {}),
    reset,
    silent,
    stall,
    cutShort,
    html(200),
    json(422, {}),
    json(429, {}),
  ];
  const server = await startFaultServer();
  server.answer = (response, request) => answers[request.number % answers.length]?.(response, request);
  const script = fileURLToPath(new URL("../support/call-and-end.ts", import.meta.url));
  const child = spawn(process.execPath, ["--import", "tsx", script, server.url], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const killer = setTimeout(() => child.kill("SIGKILL"), 50_000);
  const [[code], output, errors] = await Promise.all([once(child, "exit"), text(child.stdout), text(child.stderr)]);
  clearTimeout(killer);
  await server.close();
  expect({ code, errors, output }).toEqual({ code: 0, errors: "", output: "60 calls ended, 0 timers left\n" });
});
