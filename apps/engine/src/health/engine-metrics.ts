import { stateSamples, type AppMetric, type Sample, type SampledMetric } from '@backlay/service';
import type { FirstAnswers } from '../answers/first-answers.js';
import type { IntakeGate } from '../http/intake-gate.js';
import type { RefusedRequests } from '../http/refused-requests.js';
import type { PublishingService } from '../publishing/publishing.service.js';
import { ENGINE_PHASES, type EngineStatus } from '../sequencer/engine-status.js';
import type { Sequencer } from '../sequencer/sequencer.js';
import { SNAPSHOT_STATES, type SnapshotService } from '../snapshot/snapshot.service.js';
import type { CommandHub } from '../socket/command-hub.js';
import { socketMetrics } from '../socket/socket-metrics.js';
import { publishingMetrics } from './publishing-metrics.js';

/** The reason of a command that was not refused. */
const ACCEPTED = 'None';

/** Where the numbers come from. */
export interface EngineMetricSources {
  readonly status: EngineStatus;
  readonly sequencer: Sequencer;
  readonly publishing: PublishingService;
  readonly intake: IntakeGate;
  readonly refused: RefusedRequests;
  readonly firstAnswers: FirstAnswers;
  readonly snapshots: SnapshotService;
  readonly sockets: CommandHub;
}

/** What an operator's dashboard and alarms are made of. */
export function engineMetrics(sources: EngineMetricSources): AppMetric[] {
  return [
    ...positionMetrics(sources),
    ...commandMetrics(sources),
    ...requestMetrics(sources),
    ...socketMetrics(sources.sockets),
    ...snapshotMetrics(sources),
    ...publishingMetrics(sources.publishing),
  ];
}

function positionMetrics({ status, sequencer }: EngineMetricSources): SampledMetric[] {
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
  ];
}

function commandMetrics({ sequencer, firstAnswers }: EngineMetricSources): SampledMetric[] {
  return [
    {
      name: 'backlay_engine_commands_total',
      help: 'Commands of the whole log by outcome, and retries since the start: they got their first answer again',
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
      name: 'backlay_engine_commands_accepted_total',
      help: 'Commands accepted since the start, by what they wanted',
      labels: ['command'],
      sample: () =>
        sequencer.tally
          .outcomes()
          .filter(({ reason }) => reason === ACCEPTED)
          .map(({ command, count }): Sample => ({ labels: { command }, value: count })),
    },
    {
      name: 'backlay_engine_commands_refused_total',
      help: 'Commands refused by the exchange since the start, by what they wanted and why',
      labels: ['command', 'reason'],
      sample: () =>
        sequencer.tally
          .outcomes()
          .filter(({ reason }) => reason !== ACCEPTED)
          .map(({ command, reason, count }): Sample => ({ labels: { command, reason }, value: count })),
    },
    {
      name: 'backlay_engine_command_ids',
      help: 'commandIds whose first answer is known (bound: IDEMPOTENCY_COMMANDS_MAX)',
      sample: () => [{ value: firstAnswers.index.count }],
    },
  ];
}

function requestMetrics({ intake, refused }: EngineMetricSources): AppMetric[] {
  const { execute, durable, answer, whole } = intake.times;
  return [
    {
      name: 'backlay_engine_requests_refused_total',
      help: 'Requests, and commands of batches, turned away since the start before the exchange decided, by code of the problem',
      labels: ['code'],
      sample: () => [...refused.counts].map(([code, value]) => ({ labels: { code }, value })),
    },
    {
      name: 'backlay_engine_request_seconds',
      help: 'Of a request with commands: from being let in until its answer was handed to the network',
      latencies: () => [{ histogram: whole }],
    },
    {
      name: 'backlay_engine_hop_seconds',
      help: 'Parts of backlay_engine_request_seconds: until executed, from there until on disk, from there until answered',
      labels: ['hop'],
      latencies: () => [
        { labels: { hop: 'execute' }, histogram: execute },
        { labels: { hop: 'durable' }, histogram: durable },
        { labels: { hop: 'answer' }, histogram: answer },
      ],
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
  ];
}

function snapshotMetrics({ snapshots }: EngineMetricSources): SampledMetric[] {
  return [
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
  ];
}
