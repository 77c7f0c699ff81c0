using Governance.Data;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Tests.AgentRuns;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Lineage;
using Governance.Portal.Tests.Policies;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Audit;

/// <summary>
/// Rows that no gate goes by, but people look at: whichever column of them is changed, and where all its rows are taken away, <c>db
/// check</c> names it.
/// </summary>
public sealed class DerivedRowsTests
{
    // Columns that nothing states, each with the reason.
    private static readonly Dictionary<string, string> s_unstated = new(StringComparer.Ordinal)
    {
        ["AgentSteps.Decision"] = "which call fits it; found again whenever a span comes",
        ["AgentSteps.Verdict"] = "what that call was decided to; found again with it",
        ["AgentSteps.ReceivedAt"] = "no page or rule goes by it; its run says when spans came last",
        ["AgentRuns.Name"] = "the conversation, as its steps name it or the trace",
        ["AgentRuns.Salt"] = "only makes digests of arguments unguessable",
        ["AgentRuns.Findings"] = "judged again whenever a span comes",
        ["AgentRuns.ReceivedAt"] = "from when on it is kept",
        ["AgentRuns.Revision"] = "by this writers collide",
        ["AgentRuns.Model"] = "as its steps name it",
        ["AgentRuns.CostMicros"] = "null here, where no price is set",
        ["AgentSteps.CostMicros"] = "null here, where no price is set",
        ["RegisteredDatasets.Id"] = "only numbers the row; nothing refers to it",
        ["LineageRuns.Revision"] = "by this writers collide",
    };

    private static CancellationToken Ct => ApprovalsScene.Ct;

    [Theory]
    [InlineData("AgentSteps")]
    [InlineData("AgentRuns")]
    [InlineData("RegisteredDatasets")]
    [InlineData("FeatureDrifts")]
    [InlineData("MonitorReadings")]
    [InlineData("LineageRuns")]
    public async Task ARowThatIsWorkedOut_ChangedBySql_IsNamedByTheCheck(string name)
    {
        await using var scene = await SceneAsync();
        Assert.Empty(await FindAsync(scene, name));
        await using var database = await RawDatabase.OpenAsync(scene.Portal, DatabaseKind.Sqlite);
        await database.DropGuardsAsync();
        await database.ExecuteAsync("PRAGMA foreign_keys = 0");
        var table = await TableAsync(scene, name);
        var unnamed = new List<string>();
        var tried = 0;
        foreach (var column in table.All.Where(c => !s_unstated.ContainsKey($"{name}.{c}")))
        {
            if (await database.PlanAsync(table, column) is not { } change)
            {
                continue;
            }

            // The next key is another row's.
            change = change is { Before: long number } && table.Key.Contains(column) ? change with { After = number + 1_000_003 } : change;
            if (await database.MakeAsync(change) == 0)
            {
                continue;
            }

            tried++;
            if ((await FindAsync(scene, name)).Count == 0)
            {
                unnamed.Add($"{name}.{column}");
            }

            await database.UndoAsync(change);
        }

        Assert.True(tried > 0, name);
        Assert.True(unnamed.Count == 0, string.Join(", ", unnamed));
        Assert.Empty(await FindAsync(scene, name));
        await database.ExecuteAsync($"DELETE FROM \"{name}\"");
        Assert.NotEmpty(await FindAsync(scene, name));
    }

    private static async Task<ApprovalsScene> SceneAsync()
    {
        var scene = await ApprovalsScene.CreateAsync(configure: Measurements.ByHand);
        DatasetFacts[] datasets = [new("train.csv", "1", new string('d', 64), "training")];
        await scene.RegisterVersionAsync("2.0.0", datasets: datasets);
        await Measurements.WatchAsync(scene, "2.0.0");
        await Measurements.SendAsync(scene, "2.0.0", "2026-11-18", shift: 100);
        await Measurements.EvaluateAsync(scene);
        using var lineage = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.LineageWrite);
        await new Pipeline(lineage).SendAsync(
            Pipeline.Run("prepare", scene.Clock.GetUtcNow(), [Pipeline.Dataset("ledger")], [Pipeline.Dataset("train.csv")])
        );
        using var traces = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.TracesWrite);
        await SentTraces.SendAsync(traces, ApprovalsScene.ModelName, scene.Clock.GetUtcNow(), new string('1', 32), Ct);
        return scene;
    }

    private static async Task<IReadOnlyList<string>> FindAsync(ApprovalsScene scene, string name)
    {
        var found = new List<string>();
        foreach (var check in scene.Portal.Services.GetServices<IInstallationCheck>().Where(c => IsAbout(c, name)))
        {
            await foreach (var sentence in check.FindAsync(Ct))
            {
                found.Add(sentence);
            }
        }

        return found;
    }

    private static bool IsAbout(IInstallationCheck check, string name) =>
        name switch
        {
            "AgentSteps" or "AgentRuns" => check.GetType().Name is "AgentStepsCheck",
            "FeatureDrifts" => check.GetType().Name is "MeasurementsCheck",
            "MonitorReadings" => check.GetType().Name is "RecordSealsCheck",
            _ => check.GetType().Name is "LineageCheck",
        };

    private static async Task<SealedTable> TableAsync(ApprovalsScene scene, string name)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var table = db.Model.GetRelationalModel().Tables.Single(t => t.Name == name);
        List<string> columns = [.. table.Columns.Select(c => c.Name)];
        return new SealedTable(name, [.. table.PrimaryKey!.Columns.Select(c => c.Name)], columns, columns);
    }
}
