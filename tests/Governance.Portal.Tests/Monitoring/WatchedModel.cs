using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Monitoring;
using Governance.Portal.Operations.Decisions.Streams;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Monitoring.Alerts;
using Governance.Portal.Operations.Monitoring.Monitors;
using Governance.Portal.Operations.Monitoring.Sources;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Monitoring;

/// <summary>A portal with one model, whose windows are received, pulled and evaluated when the test says so and not by the jobs.</summary>
internal sealed class WatchedModel : IAsyncDisposable
{
    public const string Name = "fraud";
    public const string Version = "1.0.0";

    private readonly FaultLog _faults;

    private WatchedModel(PortalFactory portal, FaultLog faults) => (Portal, _faults) = (portal, faults);

    public PortalFactory Portal { get; }

    public static async Task<WatchedModel> StartAsync(DatabaseKind kind = DatabaseKind.Sqlite, Action<PortalFactory>? configure = null)
    {
        var faults = new FaultLog();
        var portal = new PortalFactory(kind) { Logging = faults, HasDatabaseTime = true };
        configure?.Invoke(portal);
        portal.Replace = services =>
        {
            foreach (var job in new[] { typeof(EvaluationJob), typeof(PullJob), typeof(StreamJob) })
            {
                services.Remove(services.Single(s => s.ImplementationType == job));
            }
        };
        await RegistrySeed.VersionAsync(portal, Name, Version);
        return new WatchedModel(portal, faults);
    }

    /// <summary>Sends a window.</summary>
    public async Task<WindowId> SendAsync(
        string csv,
        WindowRole role = WindowRole.Current,
        WindowColumns? columns = null,
        string series = ""
    )
    {
        using var body = new MemoryStream(Predictions.Utf8(csv));
        var command = new UploadWindow.Command(Name, Version, role, null, null, columns ?? WindowColumns.Default)
        {
            Series = StoreFigures.Parse(series).Value,
        };
        var outcome = await Portal.Get<UploadWindow>().RunAsync(Actor.Host, command, body, TestContext.Current.CancellationToken);
        Assert.Null(outcome.Refusal);
        return outcome.Value.Window;
    }

    /// <summary>Sends a window and lets the monitors look at it.</summary>
    public async Task<WindowId> WatchAsync(string csv, WindowColumns? columns = null, string series = "")
    {
        var window = await SendAsync(csv, WindowRole.Current, columns, series);
        await EvaluateAsync();
        return window;
    }

    public async Task EvaluateAsync()
    {
        await Portal.Get<EvaluateWindow>().RunAsync(TestContext.Current.CancellationToken);

        Assert.True(_faults.Seen.IsEmpty, string.Join(Environment.NewLine, _faults.Seen));
        await using var db = await Portal.Databases.CreateDbContextAsync();
        Assert.Empty(await db.WindowEvaluations.Where(e => e.Reason != null).Select(e => e.Reason).ToListAsync());
    }

    public Task<IReadOnlyList<AlertView>> AlertsAsync() =>
        Portal.Get<ListAlerts>().RunAsync(new AlertFilter(), null, 500, TestContext.Current.CancellationToken);

    /// <summary>The alert of a field that is not over.</summary>
    public async Task<AlertView?> AlertAsync(string field) =>
        (await AlertsAsync()).SingleOrDefault(a => a.Field == field && a.State is not AlertState.Resolved);

    public async Task<MonitorInfo> MonitorAsync(MonitorKind kind, string target) =>
        (await Portal.Get<ListMonitors>().RunAsync(Name, TestContext.Current.CancellationToken)).Single(m =>
            m.Kind == kind && m.Target == target && m.Segment is null
        );

    public Task<HttpClient> ClientAsync() => Portal.CreateKeyClientAsync(null, Scopes.MonitoringRead, Scopes.MonitoringWrite);

    public async Task<IReadOnlyList<string>> ActionsAsync(string subject)
    {
        await using var db = await Portal.Databases.CreateDbContextAsync();
        return await db.AuditEntries.Where(e => e.Subject == subject).OrderBy(e => e.Index).Select(e => e.Action).ToListAsync();
    }

    public ValueTask DisposeAsync() => Portal.DisposeAsync();

    /// <summary>What the server logged as an exception.</summary>
    public static async Task<JsonObject> BodyAsync(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
}
