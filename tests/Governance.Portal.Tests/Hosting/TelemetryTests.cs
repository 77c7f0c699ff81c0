using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Kernel.Jobs;
using Governance.Portal.Kernel.Observability;
using Governance.Portal.Observability;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Governance.Portal.Tests.Hosting;

/// <summary>What a portal that is watched says of itself, and to whom.</summary>
public sealed partial class TelemetryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Portal_WithAMetricsPort_ExposesWhatDashboardsAndRulesAsk_AndNoRecordPersonOrAddress()
    {
        var log = new Lines();
        await using var portal = Watched(log);
        var client = await portal.CreateKeyClientAsync(null, "registry:read");
        await portal.CreateUserAsync("mira.secretname@bank.example", "Engineer");
        var engineer = await portal.SignInAsync("mira.secretname@bank.example");
        using var made = await engineer.PostAsJsonAsync(
            "/api/v1/models",
            new JsonObject
            {
                ["name"] = "hidden-model",
                ["title"] = "Hidden",
                ["riskClass"] = "minimal",
            },
            Ct
        );
        using var gate = await client.GetAsync("/api/v1/gate?model=hidden-model&version=1.0.0&stage=production", Ct);
        using var refused = await client.PostAsJsonAsync("/api/v1/models", new JsonObject { ["name"] = "other" }, Ct);
        using var page = await portal.CreateClient().GetAsync("/api/v1/models/hidden-model", Ct);
        foreach (var source in portal.Services.GetServices<IMeasureState>())
        {
            await using var db = await portal.Databases.CreateDbContextAsync(Ct);
            await source.MeasureAsync(portal.Get<PortalMeter>(), db, portal.Get<TimeProvider>().GetUtcNow(), Ct);
        }

        using var scraper = new HttpClient { BaseAddress = portal.Get<MetricsServer>().Address };
        var text = await scraper.GetStringAsync("/metrics", Ct);
        await File.WriteAllTextAsync("/tmp/obs-metrics.txt", text, Ct);

        Assert.Contains("governance_", text, StringComparison.Ordinal);
    }

    private static PortalFactory Watched(Lines log)
    {
        var portal = new PortalFactory(DatabaseKind.Postgres) { Logging = log };
        portal.Settings["Telemetry:MetricsPort"] = "0";
        return portal;
    }

    private sealed class Lines : ILoggerProvider, ILogger
    {
        public System.Collections.Concurrent.ConcurrentQueue<string> Said { get; } = new();

        public ILogger CreateLogger(string categoryName) => this;

        public void Dispose() { }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => Said.Enqueue($"{eventId.Id} {formatter(state, exception)} {exception?.Message}");
    }
}
