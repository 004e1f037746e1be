import { describeSeeds } from './testing/describe-seeds.js';

describeSeeds(511, 255);
