import type { ConsumerLedger } from '@backlay/persistence';
import { stateSamples, type AppMetric, type Sample } from '@backlay/service';
import {
  STREAM_SERVER_STATUSES,
  type DeadLetters,
  type StreamServer,
  type StreamState,
} from '@backlay/transport';
import type { ConsumerTimes } from './consumer-times.js';

/** Where the numbers come from. */
export interface ConsumerMetricSources {
  readonly server: Pick<StreamServer, 'state'>;
  readonly ledger: Pick<ConsumerLedger, 'lease'>;
  readonly times: ConsumerTimes;
  readonly deadLetters: Pick<DeadLetters, 'count'>;
}

const LEASE_STATES = ['active', 'standby'] as const;

/** What an operator's dashboard and alarms are made of. What is not known yet has no line. */
export function consumerMetrics(sources: ConsumerMetricSources): AppMetric[] {
  const { server, ledger, times, deadLetters } = sources;
  const ofStream = (samples: (state: StreamState) => readonly Sample[]) => (): readonly Sample[] =>
    server.state().flatMap(samples);
  const numberOf = (value: (state: StreamState) => number | undefined) =>
    ofStream((state) => known(value(state)));
  return [
    {
      name: 'backlay_consumer_status',
      help: '1 for the status of the consumer; connected and standby are well',
      labels: ['state'],
      sample: ofStream(({ status }) => stateSamples(STREAM_SERVER_STATUSES, status)),
    },
    {
      name: 'backlay_consumer_lease',
      help: '1 for what this process is within its group: only the active one writes',
      labels: ['state'],
      sample: () => stateSamples(LEASE_STATES, ledger.lease === undefined ? 'standby' : 'active'),
    },
    {
      name: 'backlay_consumer_applied_sequence',
      help: 'Everything up to it is committed',
      sample: numberOf(({ applied }) => applied?.sequence),
    },
    {
      name: 'backlay_consumer_end_sequence',
      help: 'Last sequence of the stream when it was last looked at',
      sample: numberOf(({ endSequence }) => endSequence),
    },
    {
      name: 'backlay_consumer_lag',
      help: 'Sequences of the stream that are not applied',
      sample: numberOf(({ lag }) => lag),
    },
    {
      name: 'backlay_consumer_undelivered_sequences',
      help: 'Sequences of the stream that this consumer has not read yet',
      sample: numberOf(({ endSequence, lastSeenSequence }) =>
        endSequence === undefined ? undefined : Math.max(0, endSequence - (lastSeenSequence ?? 0)),
      ),
    },
    {
      name: 'backlay_consumer_pending_sequences',
      help: 'Sequences that this consumer has read, and not committed yet',
      sample: numberOf(({ applied, lastSeenSequence }) =>
        applied === undefined ? undefined : Math.max(0, (lastSeenSequence ?? 0) - applied.sequence),
      ),
    },
    {
      name: 'backlay_consumer_commit_seconds',
      help: 'Of a batch: from its delivery until its rows and the checkpoint are committed',
      latencies: () => [{ histogram: times.commit }],
    },
    {
      name: 'backlay_consumer_delay_seconds',
      help: 'Of the last command of a batch: from its time by the clock of the engine until its rows can be read',
      latencies: () => [{ histogram: times.delay }],
    },
    {
      name: 'backlay_consumer_dead_letters',
      help: 'Dead letters of the group that are kept, to be redriven',
      sample: async () => [{ value: await deadLetters.count() }],
    },
    {
      name: 'backlay_consumer_failed_attempts',
      help: 'Failed attempts in a row on what is in hand',
      sample: numberOf(({ failedAttempts }) => failedAttempts),
    },
    {
      name: 'backlay_consumer_gaps_healed_total',
      help: 'Holes in the stream that were filled since the consumer began',
      sample: numberOf(({ gapsHealed }) => gapsHealed),
    },
    {
      name: 'backlay_consumer_dead_lettered_total',
      help: 'Dead letters gone past since the consumer began',
      sample: numberOf(({ deadLettered }) => deadLettered),
    },
  ];
}

function known(value: number | undefined): readonly Sample[] {
  return value === undefined ? [] : [{ value }];
}
