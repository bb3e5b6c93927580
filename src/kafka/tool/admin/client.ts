// The admin client that a tool uses: finds brokers, asks, tries again for a minute, and turns refusals
// into exceptions. Follows `KafkaAdminClient` of Apache Kafka 4.3.
import type { ApiName, RequestBody, ResponseBody } from '#kafka/protocol/api.ts';
import { type ErrorName, isRetriable } from '#kafka/protocol/errors.ts';
import { exceptionOf, exceptionText, type JavaException } from '#kafka/tool/java-errors.ts';
import { type Call, type Run, wait } from '#kafka/tool/tool.ts';

/** `default.api.timeout.ms` */
const API_TIMEOUT_MS = 60_000;
/** `retry.backoff.ms` */
const RETRY_BACKOFF_MS = 100;

/** What a future of the admin client fails with. */
export class AdminFailure extends Error {
  constructor(
    readonly exception: JavaException,
    readonly errorCode: ErrorName,
  ) {
    super(exceptionText(exception));
  }
}

export function failure(errorCode: ErrorName, errorMessage: string | null = null): AdminFailure {
  return new AdminFailure(exceptionOf(errorCode, errorMessage), errorCode);
}

/** Throws what an answer says went wrong. */
export function check(one: {
  readonly errorCode: ErrorName;
  readonly errorMessage?: string | null;
}): void {
  if (one.errorCode !== 'NONE') throw failure(one.errorCode, one.errorMessage ?? null);
}

/** One admin client, for the life of a tool. */
export class Admin {
  private isConnected = false;
  private nowMs: number;

  constructor(private readonly call: Call) {
    this.nowMs = call.nowMs;
  }

  /** When the last answer came, in ms since the start of the run. */
  get atMs(): number {
    return this.nowMs;
  }

  /** The first question: which brokers there are (`AdminMetadataManager`). */
  private *connect(name: string): Run<void> {
    if (this.isConnected) return;
    this.isConnected = true;
    const body = { api: 'Metadata', topics: [], allowAutoTopicCreation: false } as const;
    yield* this.persist<'Metadata'>('any', body, name);
  }

  /** Asks any broker; one that does not answer is followed by another. */
  *ask<A extends ApiName>(body: RequestBody<A>): Run<ResponseBody<A>> {
    yield* this.connect(callName(body.api));
    return yield* this.persist('any', body, callName(body.api));
  }

  /** Asks that broker. */
  *askBroker<A extends ApiName>(broker: number, body: RequestBody<A>): Run<ResponseBody<A>> {
    yield* this.connect(callName(body.api));
    return yield* this.persist(broker, body, callName(body.api));
  }

  /** Asks the coordinator of a group. */
  *askCoordinator<A extends ApiName>(
    group: string,
    body: RequestBody<A>,
    errorOf: (answer: ResponseBody<A>) => ErrorName,
  ): Run<{ readonly answer: ResponseBody<A>; readonly coordinator: number }> {
    const deadlineMs = this.nowMs + API_TIMEOUT_MS;
    for (;;) {
      const coordinator = yield* this.findCoordinator(group, deadlineMs);
      const answer = yield* this.askBroker<A>(coordinator, body);
      if (!isAboutCoordinator(errorOf(answer)) || this.nowMs >= deadlineMs) {
        return { answer, coordinator };
      }
      yield* this.backOff();
    }
  }

  private *findCoordinator(group: string, deadlineMs: number): Run<number> {
    for (;;) {
      const found: ResponseBody<'FindCoordinator'> = yield* this.ask<'FindCoordinator'>({
        api: 'FindCoordinator',
        key: group,
        keyType: 'GROUP',
      });
      if (found.errorCode === 'NONE') return found.nodeId;
      if (!isRetriable(found.errorCode) || this.nowMs >= deadlineMs) {
        throw failure(found.errorCode);
      }
      yield* this.backOff();
    }
  }

  *backOff(): Run<void> {
    this.nowMs = yield* wait(RETRY_BACKOFF_MS);
  }

  /** Until there is an answer, or the time is up. */
  private *persist<A extends ApiName>(
    to: number | 'any',
    body: RequestBody<A>,
    name: string,
  ): Run<ResponseBody<A>> {
    const deadlineMs = this.nowMs + API_TIMEOUT_MS;
    for (;;) {
      const asked = body as unknown as RequestBody;
      const reply = yield { stream: 'ask', to, body: asked };
      this.nowMs = Math.max(this.nowMs, reply.atMs);
      if (reply.body !== null && !isNotController(reply.body)) return reply.body as ResponseBody<A>;
      if (this.nowMs >= deadlineMs) throw timedOut(name);
      yield* this.backOff();
    }
  }

  /** Which topics there are, by `listTopics`. */
  *listTopics(): Run<ResponseBody<'Metadata'>['topics']> {
    const all = { api: 'Metadata', topics: null, allowAutoTopicCreation: false } as const;
    this.isConnected = true;
    return (yield* this.persist<'Metadata'>('any', all, 'listTopics')).topics;
  }

  get addressOf(): (broker: number) => string {
    return this.call.world.addressOf;
  }
}

function isNotController(body: ResponseBody): boolean {
  return 'errorCode' in body && body.errorCode === 'NOT_CONTROLLER';
}

function isAboutCoordinator(error: ErrorName): boolean {
  switch (error) {
    case 'COORDINATOR_LOAD_IN_PROGRESS':
    case 'COORDINATOR_NOT_AVAILABLE':
    case 'NOT_COORDINATOR':
      return true;
    default:
      return false;
  }
}

/** `CreateTopics` → `createTopics`, as the admin client names its calls. */
function callName(api: ApiName): string {
  return `${api.charAt(0).toLowerCase()}${api.slice(1)}`;
}

function timedOut(name: string): AdminFailure {
  const message = `Timed out waiting for a node assignment. Call: ${name}`;
  return failure('REQUEST_TIMED_OUT', message);
}
