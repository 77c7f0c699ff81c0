using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Governance.Portal.Kernel.Components;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Observability;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Governance.Portal.Hosting;

/// <summary>Counts connections that the server closed, by bounds of its own, because their clients sent or took too little.</summary>
internal sealed class SlowClients : IHealthSource, IHostedService, IDisposable
{
    public string Subject => "Slow clients";

    // A handful are bad networks; as many as this are someone's intention.
    private const int Suspicious = 100;

    private static readonly string[] s_slow = ["request_headers_timeout", "min_request_body_data_rate", "min_response_data_rate"];

    private readonly RecentCount _closed;
    private readonly KestrelServerLimits _limits;
    private readonly MeterListener _listener = new();

    public SlowClients(IMeterFactory meters, IOptions<KestrelServerOptions> kestrel, TimeProvider clock)
    {
        (_closed, _limits) = (new RecentCount(clock), kestrel.Value.Limits);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            // Of this server alone: other portals of a process have meters of their own.
            if (instrument is { Name: "kestrel.connection.duration", Meter.Scope: var scope } && ReferenceEquals(scope, meters))
            {
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<double>((_, _, tags, _) => Count(tags));
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _listener.Start();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    /// <inheritdoc/>
    public async IAsyncEnumerable<HealthLine> ReadAsync([EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        var (head, body) = (_limits.RequestHeadersTimeout.TotalSeconds, _limits.MinRequestBodyDataRate?.BytesPerSecond ?? 0);
        FormattableString limit =
            $"Headers must arrive within {head} seconds, the body at {body} bytes a second or more; otherwise the connection is closed.";
        var closed = _closed.Count;
        yield return closed >= Suspicious
            ? HealthLine.Impaired(
                Subject,
                $"Connections closed for being too slow in the last hour: {Formats.Count(closed)}. Limit slow connections in the proxy.",
                limit
            )
            : HealthLine.Well(
                Subject,
                closed switch
                {
                    0 => (FormattableString)$"No connection was closed in the last hour for being too slow.",
                    1 => $"One connection was closed in the last hour because it was too slow.",
                    _ => $"{Formats.Count(closed)} connections were closed in the last hour because they were too slow.",
                },
                limit
            );
    }

    private void Count(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
        {
            if (name == "error.type" && value is string reason && s_slow.Contains(reason, StringComparer.Ordinal))
            {
                _closed.Add();
            }
        }
    }
}
