// The door to the programs: what is selected, in the language of a client.
import { writeCli } from './cli.ts';
import type { ClientId } from './client.ts';
import { writeConfluentKafka } from './confluent-kafka.ts';
import { writeJava } from './java.ts';
import { writeKafkaPython } from './kafka-python.ts';
import { writeKafkajs } from './kafkajs.ts';
import type { Program } from './program.ts';
import { BOOTSTRAP } from './spec.ts';
import type { Subject } from './subject.ts';

const WRITERS: Readonly<Record<ClientId, (subject: Subject, bootstrap: string) => Program>> = {
  'kafka-python': writeKafkaPython,
  'confluent-kafka': writeConfluentKafka,
  java: writeJava,
  kafkajs: writeKafkajs,
  cli: writeCli,
};

/** The program of a client that does what the subject does on the stage. */
export function writeProgram(
  subject: Subject,
  client: ClientId,
  bootstrap: string = BOOTSTRAP,
): Program {
  return WRITERS[client](subject, bootstrap);
}
