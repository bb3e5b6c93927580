// Runs a scenario that comes with the site, without the page, and says what its trace shows: how
// partitions changed, who was answered what, what is in which log.
import { readFileSync } from 'node:fs';
import type { EventData } from '#kafka/events.ts';
import type { ApiName, ResponseBody } from '#kafka/protocol/api.ts';
import type { ErrorName } from '#kafka/protocol/errors.ts';
import type { PartitionState } from '#kafka/protocol/metadata-record.ts';
import { errorOf } from '#trace/project/errors.ts';
import { ScenarioRun } from './scenario-run.ts';

type Change = PartitionState &
  Pick<EventData<'partition.changed'>, 'reason' | 'election'> & { readonly atS: number };

interface ErrorAnswer {
  readonly atS: number;
  readonly from: string;
  readonly api: ApiName;
  readonly errorCode: ErrorName;
}

function seconds(atUs: number): number {
  return atUs / 1_000_000;
}

export class PresetRun extends ScenarioRun {
  constructor(id: string) {
    super(JSON.parse(readFileSync(`public/scenarios/${id}.json`, 'utf8')));
  }

  /** What the controller decided about a partition after its creation, in order. */
  changes(topic: string, partition = 0): readonly Change[] {
    const found: Change[] = [];
    for (const { atUs, data } of this.events('partition.changed')) {
      const { state, previous, reason, election } = data;
      if (previous === null || state.topic !== topic || state.partition !== partition) continue;
      found.push({ ...state, reason, election, atS: seconds(atUs) });
    }
    return found;
  }

  /** Answers with an error to a node's requests, in order. */
  errorsTo(node: string, api: ApiName): readonly ErrorAnswer[] {
    const found: ErrorAnswer[] = [];
    for (const { atUs, node: from, data } of this.events('response.sent')) {
      const body = data.body as ResponseBody;
      const errorCode = errorOf(body);
      if (data.to !== node || body.api !== api || errorCode === 'NONE') continue;
      found.push({ atS: seconds(atUs), from, api, errorCode });
    }
    return found;
  }

  /** The ids of the records in a replica's log, by offset, at the end of the run. */
  log(topic: string, partition: number, broker: number): readonly string[] {
    const ids: string[] = [];
    for (const event of this.trace) {
      if (event.type !== 'records.appended' && event.type !== 'log.truncated') continue;
      const { data } = event;
      if (data.topic !== topic || data.partition !== partition || data.broker !== broker) continue;
      if ('batch' in data) ids.push(...data.batch.records.map((record) => record.id));
      else ids.length = data.logEndOffset;
    }
    return ids;
  }

  /** The ids of the records that a producer knows to be written. */
  acknowledged(producer: string): readonly string[] {
    return this.events('batch.completed').flatMap(({ data }) =>
      data.producer === producer && data.errorCode === 'NONE' ? data.recordIds : [],
    );
  }
}

/** Runs a preset until so many seconds after its start. */
export function runPreset(id: string, untilS: number): PresetRun {
  const run = new PresetRun(id);
  run.until(untilS);
  return run;
}
