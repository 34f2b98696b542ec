// SPDX-License-Identifier: MIT
// The peer bpmn-engine (npm), all in memory: N cases of permit.bpmn, each answered task by task to its end; every tenth is refused. Prints two numbers, cases a second: the
// engine used as its documentation shows (a new engine on the source for each case, the condition in JavaScript), and with all that can be done in its
// favour (the file parsed once, the condition a plain function). Exit code 69: it is not installed.
//   NODE_PATH=DIR/node_modules node engine.js permit.bpmn N
'use strict';
const fs = require('node:fs');
const { EventEmitter } = require('node:events');

function peer() {
	try {
		return require('bpmn-engine').Engine;
	} catch (error) {
		if (error.code !== 'MODULE_NOT_FOUND') throw error;
		process.exit(69);
	}
}

const Engine = peer();

// Resolves to the id of the end event that the case came to.
function runCase(options, refused) {
	return new Promise((resolve, reject) => {
		const listener = new EventEmitter();
		let end;
		listener.on('activity.wait', (task) => {
			task.environment.output[task.id] = task.id === 'decision' && refused ? 'refused' : 'granted';
			task.signal();
		});
		listener.on('activity.end', (activity) => {
			if (activity.type === 'bpmn:EndEvent') end = activity.id;
		});
		new Engine(options).execute({ listener }, (error) => (error ? reject(error) : resolve(end)));
	});
}

async function measure(n, options) {
	for (let i = 0; i < 50; i++) await runCase(options, false);
	let refused = 0;
	const begin = process.hrtime.bigint();
	for (let i = 0; i < n; i++) refused += (await runCase(options, i % 10 === 9)) === 'refused';
	const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
	if (refused !== Math.floor(n / 10)) throw new Error(`${refused} of ${n} cases were refused`);
	return (n / seconds).toFixed(1);
}

async function main(path, n) {
	const source = fs.readFileSync(path, 'utf8');
	const script = 'language="javascript">next(null, environment.output.decision === "granted")<';
	const shown = source.replace(/language="jq">[^<]*</, script);
	if (shown === source) throw new Error(`${path}: no condition in jq`);

	const execute = (scope, next) => next(null, scope.environment.output.decision === 'granted');
	const scripts = { register() {}, getScript: (language) => language === 'jq' && { execute } };
	const [definition] = await new Engine({ source, scripts }).getDefinitions();
	const sourceContext = definition.environment.options.source;

	const plain = await measure(n, { source: shown });
	console.log(plain, await measure(n, { sourceContext, scripts, settings: { disableTrackState: true } }));
}

main(process.argv[2], Number(process.argv[3]));
