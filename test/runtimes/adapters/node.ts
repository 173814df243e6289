import "./suite.js";

console.log(JSON.stringify(await runSuite(JSON.parse(process.argv[2] ?? ""))));
