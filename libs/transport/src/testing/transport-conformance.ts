import { jest } from '@jest/globals';
import { describeDelivery } from './conformance-delivery.js';
import { describeFailure } from './conformance-failure.js';
import { describeGaps } from './conformance-gap.js';
import { describeLifeCycle } from './conformance-life-cycle.js';
import { describePoison } from './conformance-poison.js';
import { describeStandby } from './conformance-standby.js';
import { describeTail } from './conformance-tail.js';
import { type Backbone, ConformanceSuite } from './conformance-suite.js';

/** What every strategy promises to handlers, whichever backbone is below it. */
export function describeTransportConformance(backbone: Backbone): void {
  describe(`${backbone.name} as a Nest transport`, () => {
    jest.setTimeout(30_000);
    const suite = new ConformanceSuite(backbone);
    beforeEach(() => suite.setUp());
    afterEach(() => suite.tearDown());

    describeDelivery(suite);
    describeFailure(suite);
    describePoison(suite);
    describeGaps(suite);
    describeStandby(suite);
    describeLifeCycle(suite);
    describeTail(suite);
  });
}
