import type { ConsumerLedger } from '@backlay/persistence';
import { stateSamples, type Sample, type SampledMetric } from '@backlay/service';
import { STREAM_SERVER_STATUSES, type StreamServer, type StreamState } from '@backlay/transport';

/** Where the numbers come from. */
export interface ConsumerMetricSources {
  readonly server: Pick<StreamServer, 'state'>;
  readonly ledger: Pick<ConsumerLedger, 'lease'>;
}

const LEASE_STATES = ['active', 'standby'] as const;

/** What an operator's dashboard and alarms are made of. What is not known yet has no line. */
export function consumerMetrics({ server, ledger }: ConsumerMetricSources): SampledMetric[] {
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
