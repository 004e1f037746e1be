# One image per app; the three share every layer but the last settings:
#   docker build --build-arg APP=engine -t backlay-engine .

ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /build
# Dependencies first: they change less often than the sources. The builder of the pages comes as an optional one.
COPY package.json package-lock.json .npmrc ./
RUN npm ci --no-audit --no-fund
COPY nest-cli.json tsconfig.json tsconfig.build.json ./
COPY apps apps
COPY libs libs
COPY tools tools
COPY bench bench
# The embedded PostgreSQL is optional, and not for here.
RUN npm run build && npm prune --omit=dev --omit=optional --no-audit --no-fund

FROM ${NODE_IMAGE}
ARG APP
RUN case "${APP}" in engine|storage|analytics) ;; *) echo "build with --build-arg APP=engine, storage or analytics" >&2; exit 1 ;; esac
WORKDIR /app
COPY --from=build /build/package.json ./
COPY --from=build /build/node_modules node_modules
COPY --from=build /build/dist/libs dist/libs
COPY --from=build /build/dist/apps dist/apps
# `node dist/tools/keys/main.js` makes, lists and revokes API keys.
COPY --from=build /build/dist/tools/keys dist/tools/keys
COPY --from=build /build/dist/tools/exchange dist/tools/exchange
COPY tools/lib/health-check.mjs tools/lib/health-check.mjs
# The engine's log and the API keys are written here, by a user that may write nowhere else: mount volumes, or they go with the
# container.
RUN install -d -o node -g node -m 0750 /data /keys
USER node
ENV NODE_ENV=production \
    APP=${APP} \
    DATA_DIR=/data \
    API_KEYS_FILE=/keys/api-keys.json \
    ENGINE_HOST=0.0.0.0 \
    STORAGE_HOST=0.0.0.0 \
    ANALYTICS_HOST=0.0.0.0
EXPOSE 3000 3001 3002
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s --start-interval=1s --retries=3 \
  CMD ["node", "tools/lib/health-check.mjs"]
# `exec` makes Node process 1, which receives the stop signal and drains.
CMD ["sh", "-c", "exec node --enable-source-maps dist/apps/${APP}/src/main.js"]
