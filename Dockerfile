# Every service has an image of its own, all from this file: docs/deployment.md says how they are built and run.
#   docker build --build-arg SERVICE=link --tag samsvar/link:0.1.0 .
# It asks nothing of the builder but stages, so that the oldest engine and one without a network can build it too.
ARG BASE_IMAGE=node:24-bookworm-slim

# The manifests alone: what is installed from them stays in the cache while only sources change.
FROM ${BASE_IMAGE} AS manifests
WORKDIR /app
COPY . .
RUN find . -type f ! -name package.json ! -name package-lock.json ! -name .npmrc -delete \
 && find . -mindepth 1 -type d -empty -delete

FROM ${BASE_IMAGE} AS installed
WORKDIR /app
COPY --from=manifests /app .
RUN npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

FROM installed AS compiled
COPY . .
RUN node node_modules/typescript/bin/tsc -b services/* \
 && find libs services -name node_modules -prune -o -type d \( -name src -o -name testing \) -prune -exec rm -r {} + \
 && find libs services -name node_modules -prune -o -type f \
    \( -name '*.d.ts' -o -name '*.contract.*' -o -name '*.tsbuildinfo' -o -name 'tsconfig*.json' \) -exec rm {} +

# The dependencies of one service for production, with a list of them all (CycloneDX). No install script is run.
FROM installed AS dependencies
ARG SERVICE
RUN test -f "services/$SERVICE/package.json" || { echo "SERVICE has to be one of: $(ls services)"; exit 1; }
RUN npm ci --ignore-scripts --omit=dev --omit=optional --omit=peer --prefer-offline --no-audit --no-fund \
    --loglevel=error --workspace "services/$SERVICE" \
 && for manifest in libs/*/package.json services/*/package.json tools/package.json; do \
      folder=$(dirname "$manifest"); \
      find node_modules/@samsvar -lname "../../$folder" | grep -q . || rm -r "$folder"; \
    done \
 && npm pkg delete devDependencies scripts allowScripts \
 && npm pkg set --json "workspaces=[$(ls -d libs/* services/* | sed 's/.*/"&"/' | paste -sd,)]" \
 && rm package-lock.json \
 && npm sbom --sbom-format=cyclonedx > sbom.json

# The compiled code of one service and of the libraries it stands on.
FROM compiled AS code
ARG SERVICE
COPY --from=dependencies /app/libs /wanted
RUN mkdir -p /code/libs /code/services /state \
 && for library in $(ls /wanted); do cp -r "libs/$library" /code/libs/; done \
 && cp -r "services/$SERVICE" /code/services/ \
 && find /code -name node_modules -prune -exec rm -r {} +

# Nothing is run in here while building, so a base without a shell does as well.
FROM ${BASE_IMAGE}
ARG SERVICE
ARG VERSION=0.1.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="samsvar ${SERVICE}" \
      org.opencontainers.image.description="Keeps PowerOffice Go and a company's own HR system in agreement" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}" \
      org.opencontainers.image.licenses="MIT" \
      samsvar.sbom="/app/sbom.json"
COPY --from=dependencies /app /app
COPY --from=code /code /app
COPY --from=code --chown=10001:10001 /state /state
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    SANDBOX_HOST=0.0.0.0 \
    SANDBOX_PORT=8080 \
    SAMSVAR_CONFIG=/etc/samsvar/samsvar.yaml \
    KAFKAJS_NO_PARTITIONER_WARNING=1
USER 10001:10001
EXPOSE 8080
WORKDIR /app/services/${SERVICE}
ENTRYPOINT ["node", "--enable-source-maps"]
CMD ["dist/main.js"]
