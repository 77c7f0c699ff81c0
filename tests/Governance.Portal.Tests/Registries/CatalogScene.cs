using System.Globalization;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Discovery;
using Governance.Domain.Identity;
using Governance.Portal.Models.Registries;
using Governance.Portal.Tests.Registry;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Registries;

/// <summary>A portal with one connection, to a stand-in of Unity Catalog.</summary>
internal sealed class CatalogScene : IAsyncDisposable
{
    private readonly string _secret = Path.GetTempFileName();

    private CatalogScene(CatalogServer server) => Server = server;

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public CatalogServer Server { get; }

    public RegistryFixture Registry { get; private set; } = null!;

    public static async Task<CatalogScene> CreateAsync(
        CatalogServer server,
        DatabaseKind kind = DatabaseKind.Sqlite,
        bool writeBack = false,
        string? tables = null
    )
    {
        var scene = new CatalogScene(server);
        await File.WriteAllTextAsync(scene._secret, CatalogServer.Secret, Ct);
        scene.Registry = await RegistryFixture.CreateAsync(
            kind,
            s =>
            {
                s["Outbound:PrivateHosts:0"] = "127.0.0.1";
                const string at = "Registries:Connections:0:";
                s[at + "Name"] = "lakehouse";
                s[at + "Kind"] = "unity-catalog";
                s[at + "Address"] = server.Url.ToString();
                s[at + "Owner"] = RegistryFixture.Owner;
                s[at + "ReconcileMinutes"] = "0";
                s[at + "PageSize"] = "2";
                s[at + "WriteBack"] = writeBack ? "true" : "false";
                s[at + "Settings:ClientId"] = "principal";
                s[at + "Secrets:ClientSecret"] = scene._secret;
                if (tables is not null)
                {
                    s[at + "Settings:Jobs"] = "true";
                    s[at + "Settings:LineageTables"] = tables;
                }
            },
            ImportJobs.Remove
        );
        return scene;
    }

    public async ValueTask DisposeAsync()
    {
        await Registry.DisposeAsync();
        File.Delete(_secret);
    }

    public async Task AskAsync(bool isDryRun = false)
    {
        var asked = await Registry.Portal.Get<RequestImport>().RunAsync(Actor.Host, "lakehouse", null, isDryRun, Ct);
        Assert.True(asked.IsDone, asked.Refusal?.Message);
    }

    public Task StepAsync() => Registry.Portal.Get<RunImports>().RunAsync(Ct);

    /// <summary>Asks for an import and carries it out; what failed is tried again.</summary>
    public async Task<string> ImportAsync(bool isDryRun = false, int tries = 1)
    {
        await AskAsync(isDryRun);
        for (var i = 0; i < tries; i++)
        {
            await StepAsync();
            Registry.Clock.Advance(TimeSpan.FromHours(2));
        }

        return await LastAsync();
    }

    /// <summary>State, models (new), versions (new), changed and gone of the newest import.</summary>
    public async Task<string> LastAsync()
    {
        await using var db = await Registry.Portal.Databases.CreateDbContextAsync(Ct);
        var last = await db.RegistryImports.AsNoTracking().OrderByDescending(i => i.Id).FirstAsync(Ct);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{WireName.Of(last.State)} {last.Models} ({last.NewModels}) {last.Versions} ({last.NewVersions})"
                + $" changed {last.Changed} gone {last.Gone}"
        );
    }

    /// <summary>Lines of the newest import: kind, model, version.</summary>
    public async Task<IReadOnlyList<string>> LinesAsync()
    {
        await using var db = await Registry.Portal.Databases.CreateDbContextAsync(Ct);
        var last = await db.RegistryImports.MaxAsync(i => i.Id, Ct);
        var lines = await db.RegistryDifferences.AsNoTracking().Where(d => d.Import == last).OrderBy(d => d.Number).ToListAsync(Ct);
        return [.. lines.Select(l => $"{WireName.Of(l.Kind)} {l.SourceModel} {l.SourceVersion}".TrimEnd())];
    }

    /// <summary>Open findings of drift: what, and where.</summary>
    public async Task<IReadOnlyList<string>> DriftAsync()
    {
        await using var db = await Registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db
            .Discoveries.Where(d => d.Kind == DiscoveryKind.RegistryDrift && d.GoneAt == null)
            .OrderBy(d => d.Path)
            .ThenBy(d => d.Name)
            .Select(d => $"{d.Name} {d.Path}")
            .ToListAsync(Ct);
    }

    public async Task<int> EntriesAsync()
    {
        await using var db = await Registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.AuditEntries.CountAsync(Ct);
    }

    /// <summary>How much is registered: models and versions.</summary>
    public async Task<(int Models, int Versions)> CountAsync()
    {
        await using var db = await Registry.Portal.Databases.CreateDbContextAsync(Ct);
        return (await db.Models.CountAsync(Ct), await db.Versions.CountAsync(Ct));
    }

    /// <summary>The model's name here.</summary>
    public async Task<string> NameAsync(string source)
    {
        await using var db = await Registry.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.ImportedModels.Where(m => m.SourceId == source).Select(m => m.Model).SingleAsync(Ct);
    }
}
