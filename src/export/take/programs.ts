// The producers and consumers of a scenario as files of one client's programs, with what is needed to run them.
import { type ClientId, clientOf } from '#code/client.ts';
import { textOf } from '#code/program.ts';
import { writeProgram } from '#code/write.ts';
import type { ConsumerSpec } from '#kafka/commands.ts';
import type { Scenario } from '#scenario/scenario.ts';
import { bootstrapOutside } from './places.ts';

/** Text by path. */
export type Files = Readonly<Record<string, string>>;

export interface Programs {
  readonly files: Files;
  /** How each is run, and how often: `python producer-p1.py`. */
  readonly runs: readonly string[];
  /** What has to be there first. */
  readonly before: readonly string[];
}

export function programsOf(scenario: Scenario, client: ClientId): Programs {
  const bootstrap = bootstrapOutside(scenario);
  const files: Record<string, string> = {};
  const runs: string[] = [];
  for (const spec of scenario.producers) {
    const program = writeProgram({ type: 'producer', spec }, client, bootstrap);
    files[program.file] = textOf(program);
    runs.push(runOf(client, program.file));
  }
  for (const members of teamsOf(scenario.consumers)) {
    const [spec] = members;
    if (spec === undefined) continue;
    const program = writeProgram({ type: 'consumer', spec, members }, client, bootstrap);
    const file = freeName(program.file, files);
    files[file] = textOf(program);
    const times = members.length > 1 ? `  # in ${members.length} terminals: one member each` : '';
    runs.push(`${runOf(client, file)}${times}`);
  }
  return { files: { ...files, ...buildFiles(client) }, runs, before: BEFORE[client] };
}

/** Consumers that one program stands for: members of a group that differ in nothing but their name. */
function teamsOf(consumers: readonly ConsumerSpec[]): readonly (readonly ConsumerSpec[])[] {
  const teams = new Map<string, ConsumerSpec[]>();
  for (const spec of consumers) {
    const { id, ...rest } = spec;
    const key = spec.group === null ? id : JSON.stringify(rest);
    teams.set(key, [...(teams.get(key) ?? []), spec]);
  }
  return [...teams.values()];
}

/** `consumer-billing-2.py` when the name is taken. Java wants the class to have the file's name. */
function freeName(file: string, files: Files): string {
  if (files[file] === undefined) return file;
  let number = 2;
  const numbered = (): string => file.replace(/(\.\w+)$/, `-${number}$1`);
  while (files[numbered()] !== undefined) number += 1;
  return numbered();
}

function runOf(client: ClientId, file: string): string {
  switch (clientOf(client).language) {
    case 'python':
      return `python ${file}`;
    case 'java':
      // A program in one file runs without being compiled first, whatever the file's name.
      return `java -cp "lib/*" ${file}`;
    case 'javascript':
      return `node ${file}`;
    case 'shell':
      return `sh ${file}`;
  }
}

const BEFORE: Readonly<Record<ClientId, readonly string[]>> = {
  'kafka-python': ['pip install kafka-python'],
  'confluent-kafka': ['pip install confluent-kafka'],
  java: ['mvn dependency:copy-dependencies -DoutputDirectory=lib'],
  kafkajs: ['npm install'],
  cli: ['# Kafka’s own bin directory has to be on the PATH; its scripts end in .sh there.'],
};

function buildFiles(client: ClientId): Files {
  if (client === 'kafkajs') {
    const content = { type: 'module', private: true, dependencies: { kafkajs: '^2.2.4' } };
    return { 'package.json': `${JSON.stringify(content, null, 2)}\n` };
  }
  return client === 'java' ? { 'pom.xml': POM } : {};
}

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>kafkascope</groupId>
  <artifactId>clients</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka-clients</artifactId>
      <version>4.3.1</version>
    </dependency>
  </dependencies>
</project>
`;
