/** Takes the picture of the console that the README shows. */
import { writeFileSync } from "node:fs";
import { PICTURE, PICTURE_TEXT, takeConsolePicture } from "./console-picture.ts";
import { openBrowser } from "./open-browser.ts";

const browser = await openBrowser();
try {
  const { png, text } = await takeConsolePicture(browser);
  writeFileSync(PICTURE, png);
  writeFileSync(PICTURE_TEXT, text);
  console.log(`Wrote ${PICTURE.pathname}, ${Math.round(png.length / 1_000)} kB.`);
} finally {
  await browser.close();
}
