using System.Diagnostics.Metrics;
using System.Reflection;
using Governance.Portal.Kernel.Observability;
using Governance.Portal.Kernel.Outbound;
using Microsoft.Extensions.Options;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Governance.Portal.Observability;

/// <summary>Collects metrics and traces, and lets them leave: at a port, or to an OTLP endpoint. Off by default.</summary>
internal sealed class TelemetryService(
    IServiceProvider services,
    IMeterFactory meters,
    MetricsServer server,
    OutboundClient client,
    OtlpState state,
    IOptions<TelemetryOptions> options,
    IOptions<OtlpOptions> otlp
) : IHostedLifecycleService, IDisposable
{
    private DatabasePool? _pool;
    private MeterProvider? _meters;
    private TracerProvider? _traces;

    /// <inheritdoc/>
    /// <remarks>What is off loads nothing of the library.</remarks>
    public Task StartingAsync(CancellationToken cancellationToken) =>
        options.Value.MetricsPort is null && otlp.Value.Endpoint.Length == 0 ? Task.CompletedTask : BeginAsync(cancellationToken);

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => server.StopAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose()
    {
        // A collector that is away keeps no one waiting: the rest of what was measured is given a second.
        _traces?.Shutdown(1_000);
        _meters?.Shutdown(1_000);
        _traces?.Dispose();
        _meters?.Dispose();
        _pool?.Dispose();
    }

    private static string Version =>
        typeof(TelemetryService).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static string Node => Environment.MachineName;

    // A caller that says it is traced is believed within the share alone: no one makes the portal send everything.
    private static ParentBasedSampler Share(double share)
    {
        var root = new RootSampler(share);
        return new ParentBasedSampler(root, remoteParentSampled: root);
    }

    private async Task BeginAsync(CancellationToken cancellationToken)
    {
        services.MeasureJobs();
        _pool = new DatabasePool(meters);
        var resource = ResourceBuilder
            .CreateEmpty()
            .AddService("governance-portal", serviceVersion: Version, autoGenerateServiceInstanceId: false, serviceInstanceId: Node);
        _meters = Meters(resource);
        if (otlp.Value.AddressOf("v1/traces") is { } traces)
        {
            _traces = Sdk.CreateTracerProviderBuilder()
                .SetResourceBuilder(resource)
                .SetSampler(Share(otlp.Value.TraceShare))
                .AddSource("Microsoft.AspNetCore", PortalMeter.Name, "Npgsql")
                .AddProcessor(new SpanTags())
                .AddOtlpExporter(o => Send(o, traces))
                .Build();
        }

        if (options.Value.MetricsPort is not null)
        {
            await server.StartAsync(options.Value, _meters, cancellationToken);
        }
    }

    private MeterProvider Meters(ResourceBuilder resource)
    {
        var builder = Sdk.CreateMeterProviderBuilder()
            .SetResourceBuilder(resource)
            .AddMeter(
                PortalMeter.Name,
                "Microsoft.AspNetCore.Hosting",
                "Microsoft.AspNetCore.Server.Kestrel",
                "Microsoft.AspNetCore.Components.Server.Circuits",
                "Microsoft.EntityFrameworkCore",
                "System.Runtime",
                "Npgsql"
            )
            .SetExemplarFilter(ExemplarFilterType.TraceBased)
            .AddView(instrument =>
                instrument.Meter.Name switch
                {
                    // Listeners hear the whole process, and a rehearsed restore has a portal of its own in it.
                    _ when instrument.Meter.Scope is IMeterFactory owner && owner != meters => MetricStreamConfiguration.Drop,
                    "Npgsql" when DatabasePool.Replaces(instrument.Name) => MetricStreamConfiguration.Drop,
                    // The name of a pool is the connection string, and a listener's tag its address: both stay here.
                    "Npgsql" or "Microsoft.AspNetCore.Server.Kestrel" => new MetricStreamConfiguration { TagKeys = [] },
                    _ => null,
                }
            );
        if (options.Value.MetricsPort is not null)
        {
            builder.AddPrometheusExporter(o => o.ScrapeResponseCacheDurationMilliseconds = 1_000);
        }

        if (otlp.Value.AddressOf("v1/metrics") is { } metrics)
        {
            builder.AddOtlpExporter(
                (o, reader) =>
                {
                    Send(o, metrics);
                    reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = otlp.Value.MetricsSeconds * 1_000;
                }
            );
        }

        return builder.Build();
    }

    private void Send(OtlpExporterOptions exporter, Uri address)
    {
        var headers = otlp.Value.ReadHeaders();
        exporter.Endpoint = address;
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
        exporter.HttpClientFactory = () => new HttpClient(new OtlpSender(client, headers, state));
    }
}
