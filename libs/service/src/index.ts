export { Access, SECURITY_SCHEME, SECURITY_SCHEME_OPTIONS } from './access/access.decorator.js';
export {
  ACCESS_VARIABLES,
  KEYS_FILE_NAME,
  accessSettings,
  type AccessSettings,
} from './access/access-settings.js';
export { parseKey } from './access/api-key.js';
export { accountToRead, mayRead } from './access/caller.js';
export {
  demoPage,
  operatorOfExample,
  traderOfExample,
  type ExampleRequest,
  type ExampleSigner,
} from './access/demo.js';
export { ACCESS_PROBLEMS, AccessRefusal, Doorkeeper, bearerKeyOf } from './access/doorkeeper.js';
export { Caller, CallerAccount, guardRoutes, type AccessRoute } from './access/guard-routes.js';
export {
  ACCOUNT_ID_PATTERN,
  KeyFileError,
  REQUESTS_PER_SECOND_MAX,
  addKeys,
  readKeyFile,
  revokeKeys,
  type KeyWish,
  type StoredKey,
} from './access/key-file.js';
export { demoKeysFor } from './access/make-demo.js';
export { parsePlainKeys, type PlainKeys } from './access/plain-keys.js';
export { KeyRing, type RingKey } from './access/key-ring.js';
export { KeyRingModule } from './access/key-ring.module.js';
export { ACCESS, ROLES, rolesOf, type AccessName, type Principal, type Role } from './access/role.js';
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
  stateSamples,
  type AppMetric,
  type LatencyMetric,
  type LatencySample,
  type MetricSource,
  type Sample,
  type SampledMetric,
} from './metrics/app-metric.js';
export { createMetrics } from './metrics/create-metrics.js';
export { LATENCY_BUCKETS_S, LatencyHistogram } from './metrics/latency-histogram.js';
export { METRICS, MetricsController } from './metrics/metrics.controller.js';
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
export { asyncApiDocument, type DescribedMessage, type SocketDocs } from './socket/async-api.js';
export { ConnectionCounts, type ConnectionBounds } from './socket/connection-counts.js';
export { CLOSE_TIMEOUT_MS, Pulse } from './socket/pulse.js';
export { QuietWsAdapter } from './socket/quiet-ws.adapter.js';
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
