import { expect, test } from "vitest";
import { isLoopbackUrl } from "../../../src/sandbox/webhooks/is-loopback-url.ts";

test.each([
  "http://127.0.0.1/",
  "https://127.0.0.1:8443/hook",
  "http://127.255.255.254:1/",
  "http://localhost:3000/a?b#c",
  "http://LOCALHOST/",
  "http://[::1]:3000/",
  "http://[0:0:0:0:0:0:0:1]/",
  // What fetch makes of other notations of 127.0.0.1.
  "http://0x7f.1/",
  "http://2130706433/",
  "http://127.1/",
])("%s leads to this machine", (url) => {
  expect(isLoopbackUrl(url)).toBe(true);
});

test.each([
  "http://127.0.0.1.evil.test/",
  "http://127.0.0.1.evil/",
  "http://evil.test/127.0.0.1",
  "http://evil.test#127.0.0.1",
  "http://evil.test?localhost",
  "http://localhost.evil.test/",
  "http://localhost./",
  "http://a.localhost/",
  "http://127.0.0.1@evil.test/",
  "http://localhost:80@evil.test/",
  "http://evil.test\\@127.0.0.1/",
  "http://128.0.0.1/",
  "http://0.0.0.0/",
  "http://10.0.0.1/",
  "http://169.254.169.254/latest/meta-data",
  "http://[::]/",
  "http://[::2]/",
  "http://[fe80::1]/",
  "http://[::ffff:127.0.0.1]/",
  "http://[::ffff:10.0.0.1]/",
  "http://127。0。0。1.evil.test/",
  "http://127.0.0.256/",
  "no URL",
])("%s does not", (url) => {
  expect(isLoopbackUrl(url)).toBe(false);
});
