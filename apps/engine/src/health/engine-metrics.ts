import { stateSamples, type SampledMetric } from '@backlay/service';
import type { FirstAnswers } from '../answers/first-answers.js';
import type { IntakeGate } from '../http/intake-gate.js';
import { PUBLISHER_STATES } from '../publishing/publisher.js';
import type { PublishingService } from '../publishing/publishing.service.js';
import { ENGINE_PHASES, type EngineStatus } from '../sequencer/engine-status.js';
import type { Sequencer } from '../sequencer/sequencer.js';
import { SNAPSHOT_STATES, type SnapshotService } from '../snapshot/snapshot.service.js';

/** Where the numbers come from. */
export interface EngineMetricSources {
  readonly status: EngineStatus;
  readonly sequencer: Sequencer;
  readonly publishing: PublishingService;
  readonly intake: IntakeGate;
  readonly firstAnswers: FirstAnswers;
  readonly snapshots: SnapshotService;
}

/** What an operator's dashboard and alarms are made of. */
export function engineMetrics(sources: EngineMetricSources): SampledMetric[] {
  const { status, sequencer, publishing, intake, firstAnswers, snapshots } = sources;
  const consumers = () => publishing.status.consumers;
  return [
    {
      name: 'backlay_engine_phase',
      help: '1 for the phase the engine is in; commands are taken in READY only',
      labels: ['state'],
      sample: () => stateSamples(ENGINE_PHASES, status.phase),
    },
    {
      name: 'backlay_engine_sequence',
      help: 'Last sequence given',
      sample: () => [{ value: sequencer.lastSequence }],
    },
    {
      name: 'backlay_engine_durable_sequence',
      help: 'Everything up to it is durable in the sense of LOG_POLICY',
      sample: () => [{ value: sequencer.durableSequence }],
    },
    {
      name: 'backlay_engine_commands_total',
      help: 'Commands since the start by outcome; a retry got its first answer again',
      labels: ['outcome'],
      sample: () => {
        const { accepted, refused, retries } = sequencer.counters;
        return [
          { labels: { outcome: 'accepted' }, value: accepted },
          { labels: { outcome: 'refused' }, value: refused },
          { labels: { outcome: 'retry' }, value: retries },
        ];
      },
    },
    {
      name: 'backlay_engine_intake_bytes',
      help: 'Bytes of requests let in and not answered (bound: INTAKE_BYTES_MAX)',
      sample: () => [{ value: intake.bytesInProgress }],
    },
    {
      name: 'backlay_engine_intake_refused_total',
      help: 'Requests refused since the start because too many were in progress',
      sample: () => [{ value: intake.refusedCount }],
    },
    {
      name: 'backlay_engine_command_ids',
      help: 'commandIds whose first answer is known (bound: IDEMPOTENCY_COMMANDS_MAX)',
      sample: () => [{ value: firstAnswers.index.count }],
    },
    {
      name: 'backlay_snapshot_state',
      help: '1 for the state of the snapshots; FAILED is tried again',
      labels: ['state'],
      sample: () => stateSamples(SNAPSHOT_STATES, snapshots.status.state),
    },
    {
      name: 'backlay_snapshot_sequence',
      help: 'Sequence of the newest snapshot: a start replays what came behind it',
      sample: () => [{ value: snapshots.status.sequence ?? 0 }],
    },
    {
      name: 'backlay_publisher_state',
      help: '1 for the state the publisher is in; FENCED and FAILED are final until a restart',
      labels: ['state'],
      sample: () => stateSamples(PUBLISHER_STATES, publishing.status.state),
    },
    {
      name: 'backlay_publisher_sequence',
      help: 'The stream has everything up to it',
      sample: () => {
        const { publishedSequence } = publishing.status;
        return publishedSequence === null ? [] : [{ value: publishedSequence }];
      },
    },
    {
      name: 'backlay_stream_group_pending_entries',
      help: 'Entries a consumer group has read and not acknowledged',
      labels: ['group'],
      sample: () =>
        consumers().groups.map(({ name, pending }) => ({ labels: { group: name }, value: pending })),
    },
    {
      name: 'backlay_stream_group_acknowledged_sequence',
      help: 'A consumer group has acknowledged everything up to it',
      labels: ['group'],
      sample: () =>
        consumers().groups.map(({ name, acknowledgedSequence }) => ({
          labels: { group: name },
          value: acknowledgedSequence,
        })),
    },
  ];
}
