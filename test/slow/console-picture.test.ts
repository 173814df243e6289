import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { PICTURE, PICTURE_TEXT, takeConsolePicture } from "../support/console-picture.ts";
import { openBrowser } from "../support/open-browser.ts";

const UPDATE = "the README's picture of the console is out of date: run `npm run picture` and commit what it writes";

test("the README's picture shows the console as it is", async () => {
  const [first, ...kept] = readFileSync(PICTURE_TEXT, "utf8").split("\n");
  const hash = createHash("sha256").update(readFileSync(PICTURE)).digest("hex");
  expect(first, UPDATE).toBe(`picture: ${hash}`);
  const browser = await openBrowser();
  try {
    const [, ...shown] = (await takeConsolePicture(browser)).text.split("\n");
    expect(shown, UPDATE).toEqual(kept);
  } finally {
    await browser.close();
  }
});
