import { readFileSync } from "node:fs";
import { EdgeVM } from "@edge-runtime/vm";

const [suite = "", options = ""] = process.argv.slice(2);
const vm = new EdgeVM();
vm.evaluate(readFileSync(suite, "utf8"));
console.log(JSON.stringify(await vm.evaluate(`runSuite(${options})`)));
