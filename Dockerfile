# The portal with what its reports need. Both stages are the Debian release that build.sh is tested on; the .NET parts come
# from the official images. Behind a proxy that ends TLS: -e Security__BehindTlsProxy=true. Plain HTTP is answered on
# loopback addresses only.
#   docker build -t governance-portal .
#   docker run -p 8080:8080 -v governance-data:/data -e Security__BehindTlsProxy=true \
#     -e Audit__Anchors__0=/worm/checkpoints.txt -v governance-worm:/worm governance-portal
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
# The same packages as "build.sh setup" installs for reports, and what the .NET runtime links to.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      ca-certificates curl libssl3 libstdc++6 tzdata \
      chromium chromium-sandbox fonts-liberation libsqlite3-0 postgresql-client \
 && rm -rf /var/lib/apt/lists/* \
 && groupadd --system --gid 10001 governance \
 && useradd --system --uid 10001 --gid governance --home-dir /home/governance --create-home governance \
 && install -d -m 0750 -o governance -g governance /data \
 && install -d -m 0700 -o governance -g governance /data/keys
COPY --from=aspnet /usr/share/dotnet /usr/share/dotnet
COPY --from=build /out/portal /opt/governance
ENV PATH="/usr/share/dotnet:${PATH}" \
    DOTNET_ROOT=/usr/share/dotnet \
    DOTNET_CLI_TELEMETRY_OPTOUT=1 \
    DOTNET_EnableDiagnostics=0 \
    ASPNETCORE_ENVIRONMENT=Production \
    ASPNETCORE_URLS=http://+:8080 \
    ConnectionStrings__Governance="Data Source=/data/governance.db" \
    Storage__ArtifactPath=/data/artifacts \
    Storage__KeyPath=/data/keys \
    Reports__ChromiumPath=/usr/bin/chromium
USER governance
WORKDIR /opt/governance
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=40s --retries=3 \
  CMD curl --fail --silent --show-error --output /dev/null http://127.0.0.1:8080/healthz || exit 1
STOPSIGNAL SIGTERM
# Host commands run the same way: docker exec CONTAINER dotnet Governance.Portal.dll db check
ENTRYPOINT ["dotnet", "Governance.Portal.dll"]
CMD ["serve"]
