using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Models.Registries;
using Governance.Portal.Models.Registries;
using Governance.Portal.Tests.Custody;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Registries;

/// <summary>A portal in a process of its own, killed while it imports from a server.</summary>
public sealed class KilledImportTests
{
    private const string Models = "GET /api/2.1/unity-catalog/models";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, WholeData(DatabaseKind.Postgres), WholeData(DatabaseKind.Sqlite)]
    public async Task Import_WhosePortalIsKilled_IsResumedByTheNextStart_NothingTwice_NothingLost(DatabaseKind kind)
    {
        var folder = Directory.CreateTempSubdirectory("governance-tests-").FullName;
        var database = TestDatabase.Create(kind, folder);
        try
        {
            await using var catalog = await CatalogServer.StartAsync();
            for (var i = 0; i < 5; i++)
            {
                catalog.Add($"main.ml.model{i}", 2);
            }

            var settings = Settings(folder, catalog, database);
            await RequestAsync(settings);
            await KillInTheMiddleAsync(settings, catalog);
            await using var portal = Portal(settings, new LaterClock());
            var killed = await LastAsync(portal);
            Assert.Equal((RegistryImportState.Running, 3), (killed.State, killed.Models));

            await portal.Get<RunImports>().RunAsync(Ct);

            var done = await LastAsync(portal);
            Assert.Equal((RegistryImportState.Done, 5, 10, 0), (done.State, done.NewModels, done.NewVersions, done.Skipped));
            await using var db = await portal.Databases.CreateDbContextAsync(Ct);
            Assert.Equal((5, 10), (await db.Models.CountAsync(Ct), await db.Versions.CountAsync(Ct)));
            Assert.Equal((5, 10), (await db.ImportedModels.CountAsync(Ct), await db.ImportedVersions.CountAsync(Ct)));
            Assert.Equal(5, await db.AuditEntries.CountAsync(e => e.Action == "registry.model-imported", Ct));
            // The model in whose middle it was killed is read again, those before it are not.
            Assert.Equal(
                [1, 1, 1, 2, 1],
                Enumerable.Range(0, 5).Select(i => catalog.Calls.Count(c => c == $"{Models}/main.ml.model{i}/versions"))
            );
        }
        finally
        {
            database.Drop();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task KillInTheMiddleAsync(Dictionary<string, string> settings, CatalogServer catalog)
    {
        var (arrived, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        catalog.Mood = async (path, _) =>
        {
            if (path.EndsWith("model3/versions", StringComparison.Ordinal) && arrived.TrySetResult())
            {
                await release.Task;
            }

            return null;
        };
        await using var portal = await PortalProcess.StartAsync(settings, Ct);
        await arrived.Task.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        await portal.KillAsync();
        release.SetResult();
    }

    private static async Task RequestAsync(Dictionary<string, string> settings)
    {
        await using var portal = Portal(settings);
        await portal.CreateUserAsync(RegistryFixture.Owner, Roles.ModelOwner);
        var asked = await portal.Get<RequestImport>().RunAsync(Actor.Host, "lab", null, isDryRun: false, Ct);
        Assert.True(asked.IsDone, asked.Refusal?.Message);
    }

    private static async Task<RegistryImport> LastAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return await db.RegistryImports.AsNoTracking().SingleAsync(Ct);
    }

    // In this process: only the one that is killed takes one of its own.
    private static PortalFactory Portal(Dictionary<string, string> settings, TimeProvider? clock = null)
    {
        var portal = new PortalFactory { RunsJobs = false };
        if (clock is not null)
        {
            portal.Replace = services => services.AddSingleton(clock);
        }

        foreach (var (name, value) in settings.Where(s => s.Key.Contains("__", StringComparison.Ordinal)))
        {
            portal.Settings[name.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        return portal;
    }

    private static Dictionary<string, string> Settings(string folder, CatalogServer catalog, TestDatabase database)
    {
        var secret = Path.Combine(folder, "secret");
        File.WriteAllText(secret, CatalogServer.Secret);
        return new(StringComparer.Ordinal)
        {
            ["ConnectionStrings__Governance"] = database.ConnectionString,
            ["Storage__ArtifactPath"] = Path.Combine(folder, "artifacts"),
            ["Storage__KeyPath"] = Path.Combine(folder, "keys"),
            ["Registries__Connections__0__Name"] = "lab",
            ["Registries__Connections__0__Kind"] = "unity-catalog",
            ["Registries__Connections__0__Address"] = catalog.Url.ToString(),
            ["Registries__Connections__0__Owner"] = RegistryFixture.Owner,
            ["Registries__Connections__0__ReconcileMinutes"] = "0",
            ["Registries__Connections__0__PageSize"] = "2",
            ["Registries__Connections__0__Settings__ClientId"] = "principal",
            ["Registries__Connections__0__Secrets__ClientSecret"] = secret,
            ["Outbound__PrivateHosts__0"] = "127.0.0.1",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
            ["ASPNETCORE_ENVIRONMENT"] = "Production",
        };
    }

    // What a killed portal had in its hands is taken up when its lease is over.
    private sealed class LaterClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + TimeSpan.FromMinutes(16);
    }
}
