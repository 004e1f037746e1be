import { stateSamples, type AppMetric, type Sample } from '@backlay/service';
import { PUBLISHER_STATES } from '../publishing/publisher.js';
import type { PublishingService } from '../publishing/publishing.service.js';
import type { ConsumersStatus } from '../publishing/stream-upkeep.js';

type Group = ConsumersStatus['groups'][number];

/** How far the stream has come, and its groups as Redis knows them. Nothing of it is there when consumers follow the log. */
export function publishingMetrics(publishing: PublishingService): AppMetric[] {
  const published = (): number | null => publishing.status.publishedSequence;
  const ofGroups = (value: (group: Group) => number) => (): Sample[] =>
    publishing.status.consumers.groups.map((group) => ({
      labels: { group: group.name },
      value: value(group),
    }));
  return [
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
        const sequence = published();
        return sequence === null ? [] : [{ value: sequence }];
      },
    },
    {
      name: 'backlay_publisher_delay_seconds',
      help: 'From being on disk until being in the stream; one commit is followed at a time',
      latencies: () => [{ histogram: publishing.times.delay }],
    },
    {
      name: 'backlay_stream_group_undelivered_sequences',
      help: 'Sequences of the stream that no member of a consumer group has read, when it was last looked at',
      labels: ['group'],
      sample: ofGroups(({ undelivered }) => undelivered),
    },
    {
      name: 'backlay_stream_group_pending_entries',
      help: 'Entries a consumer group has read and not acknowledged',
      labels: ['group'],
      sample: ofGroups(({ pending }) => pending),
    },
    {
      name: 'backlay_stream_group_acknowledged_sequence',
      help: 'A consumer group has acknowledged everything up to it',
      labels: ['group'],
      sample: ofGroups(({ acknowledgedSequence }) => acknowledgedSequence),
    },
  ];
}
