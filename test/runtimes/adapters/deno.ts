import "./suite.js";

console.log(JSON.stringify(await runSuite(JSON.parse(Deno.args[0] ?? ""))));
