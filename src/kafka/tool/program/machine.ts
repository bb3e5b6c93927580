// What is done to the machines of the cluster: kafka-server-start and -stop, and the few commands of
// docker by which containers are stopped and started. Container n is called kafka-n.
import type { KafkaRequest } from '#kafka/commands.ts';
import { left } from '#kafka/tool/admin/table.ts';
import type { Call, Output } from '#kafka/tool/tool.ts';

/** How a broker's process is. */
export type StatusOf = (broker: number) => 'running' | 'paused' | 'down';

/** What a command does to brokers, and what it prints. */
export interface Deed {
  readonly requests: readonly KafkaRequest[];
  readonly output: readonly Output[];
  readonly exitCode: number;
}

const NAMES = ['kafka-server-start', 'kafka-server-stop', 'docker', 'docker-compose'];

export function isMachineCommand(tool: string): boolean {
  return NAMES.includes(tool);
}

export function carryOutOn(call: Call, statusOf: StatusOf): Deed {
  switch (call.tool) {
    case 'kafka-server-start':
      return serverStart(call, statusOf);
    case 'kafka-server-stop':
      return serverStop(call, statusOf);
    case 'docker-compose':
      return compose(call.args, call, statusOf);
    default:
      return docker(call.args, call, statusOf);
  }
}

function said(stream: 'stdout' | 'stderr', text: string): Output {
  return { stream, text: `${text}\n` };
}

function noted(text: string): Output {
  return { stream: 'note', note: { text, command: null } };
}

function deed(requests: readonly KafkaRequest[], output: readonly Output[], exitCode = 0): Deed {
  return { requests, output, exitCode };
}

// ── Kafka's own scripts ─────────────────────────────────────────────────────────────────────

function serverStart({ args, brokers, host }: Call, statusOf: StatusOf): Deed {
  const file = args.find((arg) => !arg.startsWith('-'));
  if (file === undefined) {
    const text =
      'USAGE: kafka-server-start [-daemon] server.properties [--override property=value]*';
    return deed([], [said('stderr', text)], 1);
  }
  const named = /(\d+)[^/]*$/.exec(file)?.[1];
  const down = brokers.filter((id) => statusOf(id) === 'down');
  const broker = host ?? (named === undefined ? down[0] : Number(named));
  if (broker === undefined || !down.includes(broker)) {
    const text = 'Every broker of the simulated cluster runs already.';
    return deed([], [noted(broker === undefined ? text : `Broker ${broker} is not down.`)], 1);
  }
  const text = `[KafkaRaftServer nodeId=${broker}] Kafka Server started (kafka.server.KafkaRaftServer)`;
  return deed([{ type: 'broker.restart', data: { broker } }], [said('stdout', text)]);
}

function serverStop({ args, brokers, host }: Call, statusOf: StatusOf): Deed {
  const id = args.map((arg) => /^--node-id=(\d+)$/.exec(arg)?.[1]).find((one) => one !== undefined);
  const wanted = host ?? (id === undefined ? null : Number(id));
  const running = brokers.filter(
    (broker) => statusOf(broker) !== 'down' && (wanted === null || broker === wanted),
  );
  if (running.length === 0) return deed([], [said('stdout', 'No kafka server to stop')], 1);
  return deed(
    running.map((broker) => ({ type: 'broker.stop', data: { broker } })),
    [],
  );
}

// ── docker ──────────────────────────────────────────────────────────────────────────────────

/** What each verb does to a broker, and to which of them it makes sense. */
const VERBS: Readonly<
  Record<
    string,
    { readonly type: 'stop' | 'crash' | 'restart' | 'pause' | 'resume'; readonly done: string }
  >
> = {
  stop: { type: 'stop', done: 'Stopped' },
  down: { type: 'stop', done: 'Removed' },
  kill: { type: 'crash', done: 'Killed' },
  start: { type: 'restart', done: 'Started' },
  up: { type: 'restart', done: 'Started' },
  pause: { type: 'pause', done: 'Paused' },
  unpause: { type: 'resume', done: 'Unpaused' },
};

const CONTAINER = /^(?:[\w-]*?)(?:kafka|broker)?[-_]?(\d+)$/;

function docker(args: readonly string[], call: Call, statusOf: StatusOf): Deed {
  const [verb = '', ...rest] = args;
  if (verb === 'compose') return compose(rest, call, statusOf);
  if (verb === 'ps') return list(call, statusOf, rest.includes('-a'));
  return operate(verb, rest, call, statusOf, 'docker');
}

function compose(args: readonly string[], call: Call, statusOf: StatusOf): Deed {
  const rest = args.filter((arg, index) => arg !== '-f' && args[index - 1] !== '-f');
  const [verb = '', ...names] = rest;
  if (verb === 'ps') return list(call, statusOf, true);
  return operate(verb, names, call, statusOf, 'compose');
}

function operate(
  verb: string,
  args: readonly string[],
  { brokers }: Call,
  statusOf: StatusOf,
  by: 'docker' | 'compose',
): Deed {
  const deedOf = Object.hasOwn(VERBS, verb) ? VERBS[verb] : undefined;
  if (deedOf === undefined) {
    const known = [...Object.keys(VERBS), 'ps', 'exec'].join(', ');
    return deed([], [noted(`Of docker the simulated cluster knows ${known}.`)], 1);
  }
  const names = args.filter((arg) => !arg.startsWith('-'));
  const ids = names.length === 0 && by === 'compose' ? brokers : names.map(brokerIn);
  const unknown = names.filter((_, index) => !brokers.includes(ids[index] ?? -1));
  if (unknown.length > 0 || ids.length === 0) {
    const name = unknown[0] ?? '';
    const text =
      by === 'docker'
        ? `Error response from daemon: No such container: ${name}`
        : `no such service: ${name}`;
    return deed([], [said('stderr', text)], 1);
  }
  const due = ids.filter((id) => canTake(deedOf.type, statusOf(id)));
  const requests = due.map((broker): KafkaRequest => ({
    type: `broker.${deedOf.type}`,
    data: { broker },
  }));
  const output = ids.map((id) =>
    by === 'docker'
      ? said('stdout', `kafka-${id}`)
      : said('stderr', ` Container kafka-${id}  ${due.includes(id) ? deedOf.done : 'Running'}`),
  );
  return deed(requests, output);
}

function brokerIn(name: string): number {
  const id = CONTAINER.exec(name)?.[1];
  return id === undefined ? -1 : Number(id);
}

function canTake(type: string, status: ReturnType<StatusOf>): boolean {
  switch (type) {
    case 'restart':
      return status === 'down';
    case 'resume':
      return status === 'paused';
    case 'pause':
      return status === 'running';
    default:
      return status !== 'down';
  }
}

function list({ brokers, world }: Call, statusOf: StatusOf, isAll: boolean): Deed {
  const shown = brokers.filter((id) => isAll || statusOf(id) !== 'down');
  const row = (name: string, image: string, status: string, ports: string): string =>
    [left(name, 12), left(image, 22), left(status, 12), ports].join('');
  const lines = shown.map((id) => {
    const status = { running: 'Up', paused: 'Up (Paused)', down: 'Exited' }[statusOf(id)];
    const port = world.addressOf(id).split(':')[1] ?? '';
    return row(`kafka-${id}`, 'apache/kafka:4.3.1', status, `0.0.0.0:${port}->9092/tcp`);
  });
  const text = [row('NAMES', 'IMAGE', 'STATUS', 'PORTS'), ...lines].join('\n');
  return deed([], [said('stdout', text)]);
}
