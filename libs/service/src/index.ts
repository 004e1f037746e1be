export {
  CURSOR_PART,
  cursorParameter,
  encodeCursor,
  pageSchema,
  toPage,
  type CursorKey,
  type Page,
} from './cursor.js';
export { formatHundredths, formatRatio, type Ratio } from './decimal.js';
export {
  ConfigError,
  readEnvironment,
  readVariable,
  type Environment,
  type Settings,
  type Variable,
  type Variables,
} from './environment.js';
export { HEALTH_CHECKS, HealthController, type HealthCheck } from './health.controller.js';
export { configureHttp, readOnlyHttpAdapter, type HttpAppOptions } from './http-app.js';
export {
  METRICS,
  MetricsController,
  createMetrics,
  stateSamples,
  type Sample,
  type SampledMetric,
} from './metrics.js';
export { ProblemFilter, type ErrorTranslator } from './problem.filter.js';
export {
  ProblemBody,
  ProblemException,
  notFound,
  toProblem,
  type Problem,
  type ProblemDescription,
} from './problem.js';
export {
  PAGE_LIMIT_DEFAULT,
  PAGE_LIMIT_MAX,
  accountIdParameter,
  idParameter,
  isoTime,
  limitParameter,
  oneOf,
  positiveInteger,
  querySchema,
} from './query.js';
export { SameOriginGuard } from './same-origin.guard.js';
export { SHUTDOWN_MS_MAX, runApp } from './run-app.js';
export {
  EVENT_VARIABLES,
  HOST_VARIABLE,
  chooseBackbone,
  numberVariable,
  portVariable,
  type BackboneChoice,
  type NumberVariable,
} from './variables.js';
export { raiseInliningBudget } from './inlining-budget.js';
