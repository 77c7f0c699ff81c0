using Governance.Data;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Registries;

/// <summary>Imports from Unity Catalog: everything once, nothing lost, and what the catalog says against the portal is found.</summary>
public sealed class UnityCatalogImportTests
{
    private const string Fraud = "main.ml.fraud";

    private static CancellationToken Ct => CatalogScene.Ct;

    [Theory, InlineData(DatabaseKind.Sqlite), WholeData(DatabaseKind.Postgres)]
    public async Task Import_OfSeveralPages_TakesModelsVersionsAndAliases_AndASecondChangesNothing(DatabaseKind kind)
    {
        await using var catalog = await CatalogServer.StartAsync();
        catalog.Add(Fraud, 3, ("challenger", 2));
        catalog.Add("main.ml.churn", 1);
        catalog.Add("main.ml.empty", 0);
        await using var scene = await CatalogScene.CreateAsync(catalog, kind);

        var first = await scene.ImportAsync();
        var (lines, entries) = (await scene.LinesAsync(), await scene.EntriesAsync());
        var second = await scene.ImportAsync();

        Assert.Equal("done 3 (3) 4 (4) changed 0 gone 0", first);
        Assert.Equal(7, lines.Count(l => l.StartsWith("added", StringComparison.Ordinal)));
        Assert.Equal("done 3 (0) 4 (0) changed 0 gone 0", second);
        Assert.Empty(await scene.LinesAsync());
        Assert.Equal(entries + 2, await scene.EntriesAsync()); // that it was asked for, and that it ended
        var name = await scene.NameAsync(Fraud);
        var model = await scene.Registry.GetAsync($"/models/{name}");
        Assert.Equal(
            (Fraud, Registry.RegistryFixture.Owner, $"About {Fraud}"),
            ((string?)model["externalName"], (string?)model["owner"], (string?)model["purpose"])
        );
        await using var db = await scene.Registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(
            ["challenger 2"],
            await db.ModelAliases.Where(a => a.Model == name).Select(a => $"{a.Alias} {a.Version}").ToListAsync(Ct)
        );
        var seen = await db.ImportedVersions.SingleAsync(v => v.SourceModel == Fraud && v.SourceId == "3", Ct);
        Assert.True(seen.LastSeenAt > seen.FirstSeenAt);
    }

    [Fact]
    public async Task Import_OfWhatChangedThere_TakesTheChange_AndSaysSo()
    {
        await using var catalog = await CatalogServer.StartAsync();
        var fraud = catalog.Add(Fraud, 2, ("challenger", 1), ("ours", 1));
        catalog.Add("main.ml.churn", 1);
        await using var scene = await CatalogScene.CreateAsync(catalog);
        await scene.ImportAsync();
        var name = await scene.NameAsync(Fraud);
        await new MlFlow.RegistryClient(scene.Registry.Client).SetAliasAsync(Fraud, "ours", "2");

        fraud.Versions[2] = "Trained again";
        fraud.Versions[3] = "Version 3";
        fraud.Aliases["challenger"] = 3;
        var outcome = await scene.ImportAsync();

        Assert.Equal("done 2 (0) 4 (1) changed 2 gone 0", outcome);
        Assert.Equal([$"added {Fraud} 3", $"conflict {Fraud} 1", $"changed {Fraud}", $"changed {Fraud} 2"], await scene.LinesAsync());
        await using var db = await scene.Registry.Portal.Databases.CreateDbContextAsync(Ct);
        Assert.Equal(
            ["challenger 3", "ours 2"], // what a person gave here stays
            await db.ModelAliases.Where(a => a.Model == name).OrderBy(a => a.Alias).Select(a => $"{a.Alias} {a.Version}").ToListAsync(Ct)
        );
    }

    [Fact]
    public async Task Import_OfWhatWasDeletedThere_MarksIt_AndKeepsIt()
    {
        await using var catalog = await CatalogServer.StartAsync();
        var fraud = catalog.Add(Fraud, 2);
        catalog.Add("main.ml.churn", 1);
        await using var scene = await CatalogScene.CreateAsync(catalog);
        await scene.ImportAsync();
        var before = await scene.CountAsync();

        fraud.Versions.Remove(1);
        catalog.Models.Remove("main.ml.churn");
        var outcome = await scene.ImportAsync();

        Assert.Equal("done 1 (0) 1 (0) changed 0 gone 2", outcome);
        Assert.Equal([$"gone {Fraud} 1", "gone main.ml.churn"], await scene.LinesAsync());
        Assert.Equal(before, await scene.CountAsync());
        Assert.Contains($"{await scene.NameAsync(Fraud)}@1 lakehouse/gone", await scene.DriftAsync());

        catalog.Add("main.ml.churn", 1);
        Assert.Equal("done 2 (0) 2 (0) changed 1 gone 0", await scene.ImportAsync()); // it is back, and the same model
        Assert.Equal(before, await scene.CountAsync());
    }

    [Fact]
    public async Task Import_ThatIsThrottled_WaitsAsLongAsTheCatalogWants()
    {
        await using var catalog = await CatalogServer.StartAsync();
        catalog.Add(Fraud, 1);
        catalog.Mood = (_, call) => Task.FromResult<(int, string, string?)?>(call == 1 ? (429, "", "600") : null);
        await using var scene = await CatalogScene.CreateAsync(catalog);
        await scene.AskAsync();

        await scene.StepAsync();
        scene.Registry.Clock.Advance(TimeSpan.FromMinutes(9));
        await scene.StepAsync();
        Assert.Single(catalog.Calls);
        scene.Registry.Clock.Advance(TimeSpan.FromMinutes(2));
        await scene.StepAsync();

        Assert.Equal("done 1 (1) 1 (1) changed 0 gone 0", await scene.LastAsync());
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Import_WhoseNodeStandsStill_IsTakenOver_WithoutDuplicatesOrLosses(DatabaseKind kind)
    {
        await using var catalog = await CatalogServer.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            catalog.Add($"main.ml.model{i}", 2);
        }

        var (arrived, release) = (new TaskCompletionSource(), new TaskCompletionSource());
        catalog.Mood = async (path, _) =>
        {
            if (path.Contains("model3/versions", StringComparison.Ordinal) && arrived.TrySetResult())
            {
                await release.Task;
            }

            return null;
        };
        await using var scene = await CatalogScene.CreateAsync(catalog, kind);
        await scene.AskAsync();

        var stuck = scene.StepAsync();
        await arrived.Task;
        var pages = catalog.Calls.Count(c => c == "GET /api/2.1/unity-catalog/models");
        scene.Registry.Clock.Advance(TimeSpan.FromMinutes(16)); // its lease is over
        await scene.StepAsync();
        var done = await scene.LastAsync();
        release.SetResult();
        await stuck;

        Assert.Equal("done 5 (5) 10 (10) changed 0 gone 0", done);
        Assert.Equal(done, await scene.LastAsync()); // the one that woke up wrote nothing
        Assert.Equal((5, 10), await scene.CountAsync());
        Assert.Equal(2, pages);
        Assert.Equal(4, catalog.Calls.Count(c => c == "GET /api/2.1/unity-catalog/models")); // from its cursor: two of three pages
        Assert.Equal("done 5 (0) 10 (0) changed 0 gone 0", await scene.ImportAsync());
    }

    [Fact]
    public async Task Import_WhoseTokenExpires_AsksForAnother()
    {
        await using var catalog = await CatalogServer.StartAsync();
        catalog.Add(Fraud, 1);
        await using var scene = await CatalogScene.CreateAsync(catalog);
        await scene.AskAsync();
        await scene.StepAsync();

        catalog.Token = "ended before its time";
        await scene.AskAsync();
        await scene.StepAsync();
        var refused = await scene.LastAsync();
        scene.Registry.Clock.Advance(TimeSpan.FromHours(2));
        await scene.AskAsync();
        await scene.StepAsync();

        Assert.Equal("done 1 (0) 1 (0) changed 0 gone 0", refused);
        Assert.Equal(refused, await scene.LastAsync());
        Assert.Equal(3, catalog.Tokens);
    }

    [Fact]
    public async Task Import_OfHalfAPage_TakesNothingForGone_AndGetsThrough()
    {
        await using var catalog = await CatalogServer.StartAsync();
        catalog.Add(Fraud, 2);
        catalog.Add("main.ml.churn", 1);
        await using var scene = await CatalogScene.CreateAsync(catalog);
        await scene.ImportAsync();
        var random = new Random(7);
        catalog.Mood = (_, _) =>
            Task.FromResult<(int, string, string?)?>(
                random.Next(10) switch
                {
                    0 => (200, """{"registered_models":[{"full_name":"main.ml.fra""", null),
                    1 => (503, "", null),
                    _ => null,
                }
            );

        var outcome = await scene.ImportAsync(tries: 40);

        Assert.Equal("done 2 (0) 3 (0) changed 0 gone 0", outcome);
        Assert.Equal((2, 3), await scene.CountAsync());
    }

    [Fact]
    public async Task DryRun_SaysWhatAnImportWouldDo_AndDoesNothing()
    {
        await using var catalog = await CatalogServer.StartAsync();
        var fraud = catalog.Add(Fraud, 2);
        catalog.Add("main.ml.old", 1);
        await using var scene = await CatalogScene.CreateAsync(catalog);

        Assert.Equal("done 2 (2) 3 (3) changed 0 gone 0", await scene.ImportAsync(isDryRun: true));
        Assert.Equal((0, 0), await scene.CountAsync());
        await scene.ImportAsync();
        fraud.Comment = "Another purpose";
        fraud.Versions[3] = "Version 3";
        catalog.Models.Remove("main.ml.old");
        var before = await scene.CountAsync();

        var outcome = await scene.ImportAsync(isDryRun: true);

        Assert.Equal("done 1 (0) 3 (1) changed 1 gone 1", outcome);
        Assert.Equal([$"changed {Fraud}", $"added {Fraud} 3", "gone main.ml.old"], await scene.LinesAsync());
        Assert.Equal(before, await scene.CountAsync());
        Assert.Equal("done 1 (0) 3 (1) changed 1 gone 1", await scene.ImportAsync()); // and so it came
    }

    [Fact]
    public async Task ProductionAliasAndEndpoint_OfAVersionWithoutApproval_AreFindings_UntilTheyGo()
    {
        await using var catalog = await CatalogServer.StartAsync();
        var fraud = catalog.Add(Fraud, 2, ("Champion", 2));
        catalog.Endpoints.Add(("scoring", Fraud, "1"));
        catalog.Endpoints.Add(("elsewhere", "main.ml.unknown", "7"));
        catalog.Endpoints.Add(("chat", "a-foundation-model", "1"));
        await using var scene = await CatalogScene.CreateAsync(catalog);
        await scene.ImportAsync();
        var name = await scene.NameAsync(Fraud);

        Assert.Equal(
            [
                $"{name}@2 lakehouse/claims/Champion",
                "main.ml.unknown 7 lakehouse/endpoints/elsewhere",
                $"{name}@1 lakehouse/endpoints/scoring",
            ],
            await scene.DriftAsync()
        );
        await using (var db = await scene.Registry.Portal.Databases.CreateDbContextAsync(Ct))
        {
            Assert.Equal(0, await db.ModelAliases.CountAsync(Ct)); // the claim moves nothing here
        }

        fraud.Aliases.Clear();
        catalog.Endpoints.Clear();
        await scene.ImportAsync();
        Assert.Empty(await scene.DriftAsync());
    }
}
