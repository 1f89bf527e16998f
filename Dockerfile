# syntax=docker/dockerfile:1
# docker build -t webhookrelay .                          the relay
# docker build -t webhookrelay-twin --target twin .       a stand-in Labelbox for a trial

FROM --platform=$BUILDPLATFORM mcr.microsoft.com/dotnet/sdk:10.0 AS sdk
ARG TARGETARCH
WORKDIR /source
COPY .editorconfig BannedSymbols.txt Directory.Build.props Directory.Packages.props global.json ./

FROM sdk AS twin-build
COPY src/WebhookRelay.LabelboxTwin/WebhookRelay.LabelboxTwin.csproj src/WebhookRelay.LabelboxTwin/packages.lock.json src/WebhookRelay.LabelboxTwin/
COPY src/WebhookRelay.SampleData/WebhookRelay.SampleData.csproj src/WebhookRelay.SampleData/packages.lock.json src/WebhookRelay.SampleData/
RUN dotnet restore src/WebhookRelay.LabelboxTwin --locked-mode
COPY src/WebhookRelay.LabelboxTwin src/WebhookRelay.LabelboxTwin
COPY src/WebhookRelay.SampleData src/WebhookRelay.SampleData
RUN dotnet publish src/WebhookRelay.LabelboxTwin --no-restore -c Release -p:UseAppHost=false -o /app

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS twin
WORKDIR /app
COPY --from=twin-build /app .
ENV Twin__Url=http://*:3003
USER $APP_UID
EXPOSE 3003
ENTRYPOINT ["dotnet", "WebhookRelay.LabelboxTwin.dll"]

FROM sdk AS build
# Restored separately from the code: this layer is reused as long as no project file and no lock file changes.
COPY src/WebhookRelay/WebhookRelay.csproj src/WebhookRelay/packages.lock.json src/WebhookRelay/
COPY src/WebhookRelay.Contracts/WebhookRelay.Contracts.csproj src/WebhookRelay.Contracts/packages.lock.json src/WebhookRelay.Contracts/
COPY src/WebhookRelay.Labelbox/WebhookRelay.Labelbox.csproj src/WebhookRelay.Labelbox/packages.lock.json src/WebhookRelay.Labelbox/
COPY src/WebhookRelay.Inspector/WebhookRelay.Inspector.csproj src/WebhookRelay.Inspector/packages.lock.json src/WebhookRelay.Inspector/
COPY src/WebhookRelay.SampleData/WebhookRelay.SampleData.csproj src/WebhookRelay.SampleData/packages.lock.json src/WebhookRelay.SampleData/
RUN dotnet restore src/WebhookRelay --locked-mode -a $TARGETARCH

COPY appsettings.json ./
COPY src/WebhookRelay src/WebhookRelay
COPY src/WebhookRelay.Contracts src/WebhookRelay.Contracts
COPY src/WebhookRelay.Labelbox src/WebhookRelay.Labelbox
COPY src/WebhookRelay.Inspector src/WebhookRelay.Inspector
COPY src/WebhookRelay.SampleData src/WebhookRelay.SampleData
# Precompiled for the target platform on the build platform, with the target's RocksDB library.
RUN dotnet publish src/WebhookRelay --no-restore -c Release -a $TARGETARCH --self-contained false -p:UseAppHost=false -o /app
# The runtime image has no shell to create a folder or change its owner.
RUN mkdir /data

FROM mcr.microsoft.com/dotnet/aspnet:10.0-noble-chiseled AS final
ARG VERSION=0.0.0
ARG REVISION=unknown
LABEL org.opencontainers.image.title="WebhookRelay" \
      org.opencontainers.image.description="Receives Labelbox webhook deliveries, makes each durable before it answers, and relays it through RabbitMQ" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version=$VERSION \
      org.opencontainers.image.revision=$REVISION

WORKDIR /app
COPY --from=build /app .
COPY --from=build --chown=$APP_UID:$APP_UID /data /data

# The management port stays on loopback until you configure a key and an address.
# Three MALLOC_ settings: otherwise the C library keeps what RocksDB frees, 160 MiB after a long backlog. With lower thresholds it returns memory that the next batch needs.
# DOTNET_GCgen0size (hexadecimal, 64 MiB): otherwise the collector runs while most deliveries are in flight, and promotes objects that are garbage a moment later.
ENV MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=1048576 \
    MALLOC_TRIM_THRESHOLD_=16777216 \
    DOTNET_GCgen0size=0x4000000 \
    Ledger__Path=/data \
    Receiving__Url=http://*:3001 \
    DOTNET_EnableDiagnostics=0

USER $APP_UID
VOLUME /data
EXPOSE 3001 3002
HEALTHCHECK --interval=20s --timeout=15s --start-period=30s --retries=3 CMD ["dotnet", "WebhookRelay.dll", "--health"]
ENTRYPOINT ["dotnet", "WebhookRelay.dll"]
