# The portal with what its reports need. Both stages are the Debian release that build.sh is tested on; the .NET parts come
# from the official images. Behind a proxy that ends TLS: -e Security__BehindTlsProxy=true. Plain HTTP is answered on
# loopback addresses only.
#   docker build -t governance-portal --build-arg REVISION=$(git rev-parse HEAD) .
#   docker run -p 8080:8080 -v governance-data:/data -e Security__BehindTlsProxy=true \
#     -e Audit__Anchors__0=/worm/checkpoints.txt -v governance-worm:/worm \
#     --read-only --tmpfs /tmp --tmpfs /home/governance:uid=10001,mode=0700 --shm-size 256m --cap-drop ALL \
#     --security-opt no-new-privileges --security-opt seccomp=deploy/seccomp/portal.json governance-portal
# Chromium's sandbox needs namespaces of its own, which the engine's default profile forbids: deploy/seccomp/portal.json forbids other things.
# deploy/ has the same for compose and Kubernetes; eng/image-in-chroot.sh does the steps of the last stage where there is no engine.
# Without an anchor or witness it starts only with -e Audit__AllowUnanchored=true: a person who holds the host could rewrite the log unseen.
# A release is built on images named by digest, never on what a tag means that day: give each as tag@sha256:… by --build-arg (eng/base-images.md
# says how to look them up, and "./build.sh images" refuses a bare tag). The tags below are for trying things out.
ARG SDK_IMAGE=mcr.microsoft.com/dotnet/sdk:10.0
ARG ASPNET_IMAGE=mcr.microsoft.com/dotnet/aspnet:10.0
ARG DEBIAN_IMAGE=debian:12-slim

FROM ${SDK_IMAGE} AS sdk
FROM ${ASPNET_IMAGE} AS aspnet

FROM ${DEBIAN_IMAGE} AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates curl git libssl3 libstdc++6 \
 && rm -rf /var/lib/apt/lists/*
COPY --from=sdk /usr/share/dotnet /usr/share/dotnet
ENV PATH="/usr/share/dotnet:${PATH}" CI=true
WORKDIR /source
COPY . .
# Installs Node.js, restores exactly what the lock files say and publishes to /out/portal and /out/cli.
RUN ./build.sh publish /out

FROM ${DEBIAN_IMAGE} AS portal
# What the .NET runtime links to, and for reports the browser that has no windows: it is a third of the other's size with what that needs.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      ca-certificates curl libssl3 libstdc++6 tzdata \
      chromium-headless-shell chromium-sandbox fonts-liberation postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --system --gid 10001 governance \
 && useradd --system --uid 10001 --gid governance --home-dir /home/governance --create-home governance \
 && install -d -m 0750 -o governance -g governance /data \
 && install -d -m 0700 -o governance -g governance /data/keys /backup
COPY --from=aspnet /usr/share/dotnet /usr/share/dotnet
COPY --from=build /out/portal /opt/governance
# What "db migrate" makes belongs to its owner, and the portal's role may use it: docs/operations.md#postgresql.
COPY eng/postgres-roles.sql /opt/governance/postgres-roles.sql
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Governance Portal" \
      org.opencontainers.image.description="Registry, approvals, monitoring and records of the AI models that a bank runs" \
      org.opencontainers.image.revision="${REVISION}"
ENV PATH="/usr/share/dotnet:${PATH}" \
    DOTNET_ROOT=/usr/share/dotnet \
    DOTNET_CLI_TELEMETRY_OPTOUT=1 \
    DOTNET_EnableDiagnostics=0 \
    ASPNETCORE_ENVIRONMENT=Production \
    ASPNETCORE_URLS=http://+:8080 \
    ConnectionStrings__Governance="Data Source=/data/governance.db" \
    Storage__ArtifactPath=/data/artifacts \
    Storage__KeyPath=/data/keys \
    Reports__ChromiumPath=/usr/bin/chromium-headless-shell
USER governance
WORKDIR /opt/governance
VOLUME /data
EXPOSE 8080
# Whether the process answers, under the first name it answers to. Whether it may get visitors is for /readyz to say, which a load balancer asks.
HEALTHCHECK --interval=30s --timeout=5s --start-period=40s --retries=3 \
  CMD name=${AllowedHosts%%;*}; case $name in ''|*\**) name=localhost ;; esac; \
    curl --fail --silent --show-error --output /dev/null --header "Host: $name" http://127.0.0.1:8080/healthz || exit 1
STOPSIGNAL SIGTERM
# Host commands run the same way: docker exec CONTAINER dotnet Governance.Portal.dll db check
ENTRYPOINT ["dotnet", "Governance.Portal.dll"]
CMD ["serve"]
