using System.Net;
using Governance.Portal.Kernel.Observability;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;
using OpenTelemetry.Metrics;

namespace Governance.Portal.Observability;

/// <summary>
/// Answers <c>/metrics</c> at a port of its own, and nothing else there. It shares no part of the portal's pipeline: what is measured is
/// never at the portal's own port, and no page of the portal is at this one.
/// </summary>
internal sealed partial class MetricsServer(IServiceProvider services, ILoggerFactory loggers, ILogger<MetricsServer> logger) : IDisposable
{
    private KestrelServer? _server;

    /// <summary>Where it answers; null while it does not.</summary>
    public Uri? Address { get; private set; }

    /// <summary>Begins to answer.</summary>
    /// <exception cref="IOException">Someone else has the port.</exception>
    public async Task StartAsync(TelemetryOptions options, MeterProvider meters, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        var kestrel = new KestrelServerOptions { ApplicationServices = services, AddServerHeader = false };
        kestrel.Limits.MaxRequestBodySize = 0;
        kestrel.Limits.MaxConcurrentConnections = 16;
        kestrel.Listen(IPAddress.Parse(options.MetricsAddress), options.MetricsPort ?? 0, listen => listen.Protocols = HttpProtocols.Http1);
        var transport = new SocketTransportFactory(Options.Create(new SocketTransportOptions()), loggers);
        _server = new KestrelServer(Options.Create(kestrel), transport, loggers);
        var pipeline = new ApplicationBuilder(services);
        pipeline.UseOpenTelemetryPrometheusScrapingEndpoint(meters, null, "/metrics", null, null);
        await _server.StartAsync(new Application(pipeline.Build()), ct);
        Address = new Uri(_server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        LogStarted(Address);
    }

    /// <summary>Answers no more.</summary>
    public async Task StopAsync(CancellationToken ct)
    {
        if (_server is { } server)
        {
            await server.StopAsync(ct);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _server?.Dispose();

    [LoggerMessage(1224, LogLevel.Information, "Metrics are at {Address}metrics")]
    private partial void LogStarted(Uri address);

    private sealed class Application(RequestDelegate pipeline) : IHttpApplication<HttpContext>
    {
        public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

        public Task ProcessRequestAsync(HttpContext context) => pipeline(context);

        public void DisposeContext(HttpContext context, Exception? exception) { }
    }
}
