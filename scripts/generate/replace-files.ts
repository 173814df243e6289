import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Replaces files so that all of them change or none does.
 *
 * Everything is written to a temporary folder on the same file system first. Then the files are renamed, one right after
 * the other; a rename that fails undoes those before it. It is synchronous so that nothing else runs in between.
 *
 * @param root folder that the paths start from; the temporary folder is made and removed in it
 * @param files new text by path
 */
export function replaceFiles(root: string, files: ReadonlyMap<string, string>): void {
  const folder = mkdtempSync(join(root, ".replace-"));
  const undo: (() => void)[] = [];
  try {
    const moves = [...files].map(([path, text], index) => {
      const move = { from: join(folder, `${index}.new`), to: join(root, path), backup: join(folder, `${index}.old`) };
      writeFileSync(move.from, text);
      mkdirSync(dirname(move.to), { recursive: true });
      if (existsSync(move.to)) copyFileSync(move.to, move.backup);
      return move;
    });
    for (const { from, to, backup } of moves) {
      renameSync(from, to);
      undo.push(() => (existsSync(backup) ? renameSync(backup, to) : rmSync(to)));
    }
  } catch (error) {
    for (const step of undo) step();
    throw error;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
