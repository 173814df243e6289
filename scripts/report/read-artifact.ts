import { lstatSync, readFileSync, realpathSync } from "node:fs";
import { join } from "node:path";

/**
 * Reads a file of an artifact. What made the artifact may have been taken over, so no link is followed: it could lead
 * to the token of the job, or to a file outside the artifact.
 *
 * @param folder the downloaded artifact
 * @param path of the file in it
 * @throws when the file is missing, is not a regular file, or is reached through a link
 */
export function readArtifact(folder: string, path: string): string {
  const file = join(realpathSync(folder), path);
  if (!lstatSync(file).isFile() || realpathSync(file) !== file) {
    throw new Error(`${path} in ${folder} is not a regular file. Run the regenerate job again.`);
  }
  return readFileSync(file, "utf8");
}
