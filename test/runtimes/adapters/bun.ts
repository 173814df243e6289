import "./suite.js";

console.log(JSON.stringify(await runSuite(JSON.parse(Bun.argv[2] ?? ""))));
