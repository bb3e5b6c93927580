// Commands that introductions to Kafka type and that are none of Kafka's: what they are for, and what does the
// same here.
import type { ToolNote } from '#kafka/events/tool.ts';

const SERVER = '--bootstrap-server localhost:9092';

interface Foreign {
  readonly names: readonly string[];
  readonly note: (args: readonly string[]) => ToolNote;
}

function only(text: string, command: string | null = null): Foreign['note'] {
  return () => ({ text, command });
}

const FOREIGN: readonly Foreign[] = [
  { names: ['kcat', 'kafkacat'], note: kcat },
  {
    names: ['zkCli', 'zkServer', 'zookeepercli'],
    note: only(
      'Kafka 4 has no ZooKeeper; the controllers keep the metadata.',
      `kafka-metadata-quorum ${SERVER} describe --status`,
    ),
  },
  {
    names: ['confluent', 'confluent-hub', 'ccloud'],
    note: only('That is Confluent’s own tool; the cluster here runs already, with Kafka’s tools.'),
  },
  {
    names: ['ksql', 'ksql-datagen', 'ksql-server-start', 'ksqldb-cli', 'flink', 'spark-submit'],
    note: only('Stream processors are not simulated.'),
  },
  {
    names: ['schema-registry-start', 'schema-registry-stop', 'control-center-start'],
    note: only('Only Kafka itself is simulated: keys and values are text.'),
  },
  {
    names: [
      ...['wget', 'tar', 'gunzip', 'unzip', 'brew', 'apt', 'apt-get', 'yum', 'dnf', 'snap'],
      ...[
        'choco',
        'sdk',
        'git',
        'pip',
        'pip3',
        'npm',
        'npx',
        'yarn',
        'mvn',
        './gradlew',
        'gradlew',
      ],
    ],
    note: only('There is nothing to download or to install: the cluster runs already.'),
  },
  {
    names: ['curl', 'http', 'telnet', 'nc', 'ping', 'ssh', 'scp', 'openssl', 'keytool'],
    note: only(
      'There is no network out of here; the brokers are reached by Kafka’s tools.',
      `kafka-cluster list-endpoints ${SERVER}`,
    ),
  },
  {
    names: ['python', 'python3', 'node', 'java', 'javac', 'go', 'dotnet', 'scala', 'sbt'],
    note: only(
      'Programs do not run here. The code panel writes them for what is on the stage, and they can be taken away with the cluster.',
    ),
  },
  {
    names: ['vi', 'vim', 'nano', 'emacs', 'less', 'more', 'code', 'notepad'],
    note: only('There is no editor: echo … > file writes a file, cat reads it.'),
  },
  {
    names: ['ps', 'jps', 'top', 'htop', 'netstat', 'ss', 'lsof', 'pgrep'],
    note: only('The processes of this cluster are its brokers.', 'docker ps'),
  },
  {
    names: ['systemctl', 'service', 'launchctl'],
    note: only('Here brokers are stopped and started as containers.', 'docker restart kafka-1'),
  },
  {
    names: ['kubectl', 'helm', 'minikube', 'oc', 'vagrant', 'ansible-playbook', 'terraform'],
    note: only('There is one cluster, on this page.', 'docker ps'),
  },
  {
    names: ['for', 'while', 'until', 'if', 'do', 'done', 'function'],
    note: only(
      'This shell reads no loops; seq makes lines.',
      `seq 10 | kafka-console-producer ${SERVER} --topic orders`,
    ),
  },
  {
    names: ['sleep', 'watch'],
    note: only('Time is what the controls below the stage are for.'),
  },
];

/** What is said of a command that is none of Kafka's; null: nothing is known of it. */
export function noteOnForeign([command = '', ...args]: readonly string[]): ToolNote | null {
  const name = command.slice(command.lastIndexOf('/') + 1).replace(/\.(?:sh|bat|exe)$/, '');
  const found = FOREIGN.find(({ names }) => names.includes(name) || names.includes(command));
  return found?.note(args) ?? null;
}

/** The mode that kcat was asked for is one of Kafka's tools. */
function kcat(args: readonly string[]): ToolNote {
  const valueOf = (flag: string): string | undefined => {
    const index = args.findIndex((arg) => arg.startsWith(flag));
    const arg = args[index];
    return arg === undefined ? undefined : arg.length > 2 ? arg.slice(2) : args[index + 1];
  };
  const topic = valueOf('-t') ?? 'orders';
  const text = 'kcat is no part of Kafka; this tool does the same.';
  if (args.includes('-L')) return { text, command: `kafka-topics ${SERVER} --describe` };
  if (args.includes('-Q')) return { text, command: `kafka-get-offsets ${SERVER} --topic ${topic}` };
  if (args.includes('-P')) {
    const keys = args.some((arg) => arg.startsWith('-K'))
      ? ` --reader-property parse.key=true --reader-property key.separator=${valueOf('-K') ?? ':'}`
      : '';
    return { text, command: `kafka-console-producer ${SERVER} --topic ${topic}${keys}` };
  }
  const group = valueOf('-G');
  const start = args.includes('end') ? '' : ' --from-beginning';
  const member = group === undefined ? '' : ` --group ${group}`;
  return { text, command: `kafka-console-consumer ${SERVER} --topic ${topic}${member}${start}` };
}
