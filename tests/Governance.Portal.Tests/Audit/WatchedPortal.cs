using System.Text.Json.Nodes;
using Governance.Data;
using Governance.Data.Audit;
using Governance.Domain.Audit;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Administration.Audit.Anchors;
using Governance.Portal.Tests.Queries;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Audit;

/// <summary>A portal whose jobs run only when a test says so, by a clock that a test moves.</summary>
internal sealed class WatchedPortal : IAsyncDisposable
{
    public WatchedPortal(DatabaseKind kind = DatabaseKind.Sqlite, params (string Key, string Value)[] settings)
    {
        Portal = new PortalFactory(kind)
        {
            Replace = services =>
            {
                services.AddSingleton<TimeProvider>(Clock);
                GrowingPortal.RemoveJobs(services);
            },
        };
        foreach (var (key, value) in settings)
        {
            Portal.Settings[key] = value;
        }
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public MovableClock Clock { get; } = new();

    public PortalFactory Portal { get; }

    public T Get<T>()
        where T : notnull => Portal.Get<T>();

    /// <summary>Adds entries to the log and signs it.</summary>
    public async Task<StoredCheckpoint> LogAsync(int entries)
    {
        await using (var db = await Portal.Databases.CreateDbContextAsync(Ct))
        {
            for (var i = 0; i < entries; i++)
            {
                db.Append(new AuditEvent("test.written", "test", new JsonObject { ["n"] = i }), Actor.Host, Clock.GetUtcNow());
            }

            await db.SaveChangesAsync(Ct);
        }

        return await SignAsync();
    }

    public async Task<StoredCheckpoint> SignAsync() =>
        await Get<CheckpointSigner>().SignAsync(Ct) ?? throw new InvalidOperationException("Nothing was signed.");

    public async Task<IReadOnlyList<OutsideView>> AnchorsAsync() => (await Get<AnchorStatus>().GetAsync(Ct)).Anchors;

    public async ValueTask DisposeAsync() => await Portal.DisposeAsync();
}
