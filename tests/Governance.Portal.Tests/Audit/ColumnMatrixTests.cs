using System.Data.Common;
using System.Globalization;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Approvals;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Demo;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Governance.Portal.Tests.Audit;

/// <summary>
/// Every column of every table whose rows the log states, changed by SQL: one column of one row of a table at a time, all tables in the
/// same round. Rows are those of the demo, and one for each table that has none of them. In every run they are those of a model that was
/// promoted and one that waits, and a quarter of the columns is changed, on SQLite and by PostgreSQL's runtime role. What is decided
/// between change and sweep is asked by <see cref="DecidingRowsTests"/>.
/// </summary>
public sealed class ColumnMatrixTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task EveryColumn_ChangedByWhoHoldsTheDatabase_IsFoundInOneSweepAndOpensNothing(DatabaseKind kind)
    {
        await using var portal = await SceneAsync(kind);
        await using var database = await RawDatabase.OpenAsync(portal, kind);
        await database.DropGuardsAsync();

        await RunAsync(portal, database, kind, mayBeRefused: false);
    }

    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task EveryColumn_ChangedByTheRuntimeRole_IsRefusedOrFoundInOneSweep()
    {
        await using var portal = await SceneAsync(DatabaseKind.Postgres);
        var role = $"runtime_{Guid.NewGuid():N}"[..16];
        await using var owner = await RawDatabase.OpenAsync(portal, DatabaseKind.Postgres);
        await owner.AgainstJobsAsync(
            (await File.ReadAllTextAsync(Path.Combine(Root(), "eng", "postgres-roles.sql"), Ct))
                .Replace("governance_owner", $"owner_{role}", StringComparison.Ordinal)
                .Replace("governance_runtime", role, StringComparison.Ordinal)
        );
        try
        {
            await using var database = await RawDatabase.OpenAsync(portal, DatabaseKind.Postgres, role);

            await RunAsync(portal, database, DatabaseKind.Postgres, mayBeRefused: true);
        }
        finally
        {
            await owner.AgainstJobsAsync(
                $"""
                DROP OWNED BY {role} CASCADE; DROP ROLE {role}; REASSIGN OWNED BY owner_{role} TO CURRENT_USER;
                DROP OWNED BY owner_{role} CASCADE; DROP ROLE owner_{role}
                """
            );
        }
    }

    private static async Task RunAsync(PortalFactory portal, RawDatabase database, DatabaseKind kind, bool mayBeRefused)
    {
        var tables = (await SealedTable.ListAsync(portal))
            .Select((t, number) => (Table: t, t.Name, Columns: Soak.Sample(t.Columns, every: 4, from: number).ToList()))
            .ToList();
        var tried = 0;
        var refused = 0;
        var wrong = new List<string>();
        var waiting = await WaitingAsync(portal);
        Assert.Empty((await SweepAsync(portal)).Findings);
        for (var round = 0; round < tables.Max(t => t.Columns.Count); round++)
        {
            var changes = new List<ColumnChange>();
            foreach (var table in tables.Where(t => t.Columns.Count > round))
            {
                if (await database.PlanAsync(table.Table, table.Columns[round]) is not { } change)
                {
                    wrong.Add($"{table.Name} has no row: give it one, see SealedRows");
                    continue;
                }

                tried++;
                try
                {
                    Assert.Equal(1, await database.MakeAsync(change));
                    changes.Add(change);
                }
                catch (DbException e) when (mayBeRefused && e is PostgresException)
                {
                    refused++;
                }
                catch (DbException e)
                {
                    wrong.Add($"{table.Name}.{change.Column} could not be changed: {e.Message}");
                }
            }

            var found = (await SweepAsync(portal)).Findings;
            wrong.AddRange(changes.Select(c => c.Unseen(found)).OfType<string>());
            await OpensNothingAsync(portal, waiting, wrong, round);
            foreach (var change in changes)
            {
                await database.UndoAsync(change);
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
        Assert.Empty((await SweepAsync(portal)).Findings);
        Assert.True(refused < tried / 2, $"{refused} of {tried} were refused.");
        Soak.Report(
            $"Columns changed by SQL, {kind}, {(mayBeRefused ? "runtime role" : "superuser")}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{tried} columns of {tables.Count} tables, {refused} refused by the database, "
                    + $"{tried - refused} found within one sweep, 0 unseen"
            )
        );
    }

    // What is not approved stays shut, whatever was changed.
    private static async Task OpensNothingAsync(PortalFactory portal, (string Model, string Version) waiting, List<string> wrong, int round)
    {
        try
        {
            var answer = await portal
                .Get<EvaluateDeploymentGate>()
                .RunAsync(Actor.Host, new(waiting.Model, waiting.Version, "production", null), Ct);
            if (answer.Allow)
            {
                wrong.Add($"round {round}: the gate lets a version in that nobody signed");
            }
        }
        catch (RecordAlteredException)
        {
            // What is asked by is altered itself: refused.
        }
    }

    private static Task<RecordSweepResult> SweepAsync(PortalFactory portal) => portal.Get<RecordSweep>().RunAsync(Ct);

    // One version is in production by every signature, another waits for them; what neither they nor the demo have made has a row too.
    private static async Task<PortalFactory> SceneAsync(DatabaseKind kind)
    {
        var portal = Soak.IsFull ? await DemoAsync(kind) : await SmallAsync(kind);
        await SealedRows.FillAsync(portal);
        return portal;
    }

    private static async Task<PortalFactory> SmallAsync(DatabaseKind kind)
    {
        var fixture = await RegistryFixture.CreateAsync(kind);
        await fixture.WithVersionsAsync("1.0.0", "1.1.0");
        await fixture.DeployAsync("1.1.0", await fixture.ApproveAsync("1.1.0", Stage.Production));
        await fixture.ApproveAsync("1.0.0", Stage.Production, sign: false);
        return fixture.Portal;
    }

    private static async Task<PortalFactory> DemoAsync(DatabaseKind kind)
    {
        var portal = new PortalFactory(kind);
        await using var scope = portal.Services.CreateAsyncScope();
        var refusal = await scope
            .ServiceProvider.GetRequiredService<DemoScene>()
            .PlayAsync(Path.Combine(Root(), "samples"), PortalFactory.Password, _ => { }, Ct);
        Assert.True(refusal is null, refusal?.Message);
        return portal;
    }

    private static async Task<(string Model, string Version)> WaitingAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var open = await db
            .Promotions.AsNoTracking()
            .Where(p => p.State == PromotionState.Open && p.To == Stage.Production)
            .OrderBy(p => p.Id)
            .FirstAsync(Ct);
        return (open.Model, open.Version);
    }

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Governance.Portal.sln")))
        {
            folder = Path.GetDirectoryName(folder)!;
        }

        return folder;
    }
}
