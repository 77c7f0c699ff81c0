using System.Globalization;
using Governance.Data;
using Governance.Data.DataScopes;
using Governance.Domain.Identity;
using Governance.Domain.Incidents;
using Governance.Domain.Kpis;
using Governance.Domain.Lineage;
using Governance.Domain.Risks;
using Governance.Domain.Systems;
using Governance.Portal.Administration.Audit;
using Governance.Portal.Administration.Overview;
using Governance.Portal.Administration.Overview.Kpis;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Models.Lineage;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Risks;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Audit;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Tests.Queries;

/// <summary>
/// What is asked of the database does not depend on how much there is: equal numbers of statements at 10 and at 1,000, and where models
/// count, in full, at 5,000.
/// </summary>
public sealed class StatementCountTests
{
    private const int Few = 10;
    private const int Many = 1_000;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reads_WhateverThereIs_TakeTheSameNumberOfStatements()
    {
        await using var growing = await GrowingPortal.StartAsync();
        await growing.GrowAsync(Few, Few);
        var before = await CountAsync(growing);

        await growing.GrowAsync(Many, Many);
        await growing.WriteLogAsync(Many);
        var after = await CountAsync(growing);

        var differing = Differing(before, after);
        Assert.True(differing.Length == 0, differing);
    }

    [Fact]
    [Trait(Soak.Trait, Soak.Value)]
    public async Task KeyFigures_OfFiveThousandModels_TakeTheStatementsOfTen()
    {
        await using var growing = await GrowingPortal.StartAsync();
        await growing.GrowAsync(Few, Few);
        var before = await OfFiguresAsync(growing);

        await growing.GrowAsync(Soak.Size(1_000, 5_000), Few);
        var after = await OfFiguresAsync(growing);

        var differing = Differing(before, after);
        Assert.True(differing.Length == 0, differing);
    }

    [Fact]
    public async Task ASignature_HoweverManyWait_TakesTheSameStatements()
    {
        var few = await StatementsOfASignatureAsync(Few);
        var many = await StatementsOfASignatureAsync(Many);

        var differing = string.Join(
            '\n',
            many.Select(Shape).CountBy(s => s).Except(few.Select(Shape).CountBy(s => s)).Select(s => $"{s.Value} times: {s.Key}")
        );
        Assert.True(few.Count == many.Count, $"{few.Count}, then {many.Count}:\n{differing}");
        // May only become fewer: what is required of the signer is one read and one comparison with the log.
        Assert.InRange(many.Count, 1, 66);
    }

    [Fact]
    public async Task ASignature_OnPostgres_WaitsForTheServerAtMostThisOften()
    {
        await using var scene = await ApprovalsScene.CreateAsync(DatabaseKind.Postgres);
        var promotion = await scene.RequestAsync();
        var shown = await scene.ReadAsync(promotion);
        Assert.True((await scene.SignAsync(promotion, scene.Legal, "legal")).IsDone);
        var proof = await scene.ProofAsync(scene.Security);
        var isDone = false;

        var commands = await RoundTrips.OfAsync(async () =>
            isDone = (await scene.SignAsync(promotion, scene.Security, "security", digest: shown.BundleDigest, proof: proof)).IsDone
        );

        Assert.True(isDone);
        // May only become fewer. The two commits, of the proof and of the signature, are among them.
        Assert.InRange(commands, 1, 36);
    }

    [Fact]
    public async Task ASignersBadge_AndTheirQueue_ReadNoBundle()
    {
        await using var growing = await GrowingPortal.StartAsync();
        await growing.GrowAsync(Few, Few);

        var badge = await StatementCounter.OfAsync(() => growing.Portal.Get<ListPromotions>().CountMineAsync(growing.Scene.Security, Ct));
        var queue = await StatementCounter.OfAsync(() => growing.Portal.Get<MyQueue>().RunAsync(growing.Scene.Engineer, Ct));
        var idle = await StatementCounter.OfAsync(() => growing.Portal.Get<ListPromotions>().CountMineAsync(growing.Scene.Engineer, Ct));

        Assert.Contains(badge, Reads);
        Assert.DoesNotContain(
            badge.Concat(queue),
            s => Reads(s) && !s.Contains("CAST('' AS BLOB) AS \"Bundle\"", StringComparison.Ordinal)
        );
        // Who signs nothing costs nothing.
        Assert.DoesNotContain(idle, Reads);
        Assert.Equal(Few + 1, await growing.Portal.Get<ListPromotions>().CountMineAsync(growing.Scene.Security, Ct));

        static bool Reads(string statement) =>
            statement.Contains("FROM \"Promotions\"", StringComparison.Ordinal)
            && statement.Contains("\"Bundle\"", StringComparison.Ordinal);
    }

    [Fact]
    public async Task ASignersPages_OnceTheyWereOpened_ReadOnlyTheRequestsTheyShow()
    {
        const int Waiting = 2 * ListPromotions.PageSize;
        await using var growing = await GrowingPortal.StartAsync();
        await growing.GrowAsync(Waiting, Waiting);

        var approvals = await growing.GetAsync("security", "/approvals", isFirst: true);
        var overview = await growing.GetAsync("security", "/", isFirst: true);

        // Numbers of them are counted; rows are read up to a bound.
        Assert.Contains(approvals, Reads);
        Assert.All(approvals.Concat(overview).Where(Reads), s => Assert.Contains("LIMIT", s, StringComparison.Ordinal));

        static bool Reads(string statement) =>
            statement.Contains("CAST('' AS BLOB) AS \"Bundle\"", StringComparison.Ordinal)
            && !statement.StartsWith("SELECT COUNT(", StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatDrifts_IsFoundWithoutReadingWhatDoesNot()
    {
        await using var growing = await GrowingPortal.StartAsync();
        await growing.GrowAsync(Few, Few);
        await using var db = await growing.Portal.Databases.CreateDbContextAsync(Ct);

        var badge = await StatementCounter.OfAsync(() => growing.Portal.Get<MonitoringQueries>().CountDriftingAsync(Ct));
        var list = await StatementCounter.OfAsync(() => growing.Portal.Get<MonitoringQueries>().MonitorsAsync(Ct));
        var programme = await StatementCounter.OfAsync(() => growing.Portal.Get<ReadProgramme>().RunAsync(Scope(growing), Ct));

        Assert.Equal(3, badge.Concat(list).Concat(programme).Count(s => s.Contains("'moderate'", StringComparison.Ordinal)));
        foreach (var drifting in badge.Concat(list).Concat(programme).Where(s => s.Contains("'moderate'", StringComparison.Ordinal)))
        {
            var plan = await QueryPlan.ReadAsync(db, drifting, Ct);
            Assert.Contains(plan.Steps, step => step.Contains("IX_FeatureDrifts_Drifting", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Monitors_WhenThereAreMoreThanAreListed_TheLastThatDriftsIsOne()
    {
        await using var growing = await GrowingPortal.StartAsync();
        await growing.GrowAsync(Many, Few);
        await using var db = await growing.Portal.Databases.CreateDbContextAsync(Ct);
        // All alerts over but those of the last model, whose name would come last.
        await db.Database.ExecuteSqlAsync(
            $"""UPDATE "Alerts" SET "State" = 'resolved' WHERE "Model" <> 'model-01000' AND "Model" LIKE 'model-%'""",
            Ct
        );

        var rows = await growing.Portal.Get<MonitoringQueries>().MonitorsAsync(Ct);

        Assert.Equal(MonitoringQueries.MaxMonitors, rows.Count);
        Assert.Equal(("model-01000", 1), (rows[0].Model, rows[0].OpenAlerts));
    }

    [Fact]
    public async Task Trend_OfTheRegister_IsReadAtOnce_AndSaysWhatEachWeekSaid()
    {
        await using var growing = await GrowingPortal.StartAsync();
        await growing.GrowAsync(Few, Few);
        var now = growing.Scene.Clock.GetUtcNow();
        await using var db = await growing.Portal.Databases.CreateDbContextAsync(Ct);
        // Four that were open twenty weeks ago: one still is, one was closed five weeks ago, one was above the appetite until then, and one
        // was closed before the first of the weeks.
        (int Risk, int Revision, int Weeks, RiskState State, int Residual)[] told =
        [
            (901, 1, 20, RiskState.Open, 4),
            (902, 1, 20, RiskState.Open, 4),
            (902, 2, 5, RiskState.Closed, 4),
            (903, 1, 20, RiskState.Open, 25),
            (903, 2, 5, RiskState.Open, 1),
            (904, 1, 20, RiskState.Open, 4),
            (904, 2, 15, RiskState.Closed, 4),
        ];
        await Crowd.AddAsync<Risk>(
            db,
            told.Select(t => t.Risk)
                .Distinct()
                .Select(id => new
                {
                    Id = new RiskId(id),
                    Title = "Told",
                    Model = "of-the-trend",
                }),
            Ct
        );
        await Crowd.AddAsync<RiskVersion>(
            db,
            told.Select(t => new
            {
                Risk = new RiskId(t.Risk),
                t.Revision,
                At = now.AddDays(-7 * t.Weeks).AddHours(-1),
                By = "host",
                Action = "risk.changed",
                t.State,
                Residual = (int?)t.Residual,
            }),
            Ct
        );

        RiskSummary? summary = null;
        var statements = await StatementCounter.OfAsync(async () =>
            summary = await growing.Portal.Get<SummariseRisks>().RunAsync("of-the-trend", Ct)
        );

        Assert.Equal([3, 3, 3, 3, 3, 3, 3, 2, 2, 2, 2, 2, 2], summary!.Trend.Select(t => t.Open));
        Assert.Equal([1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0], summary.Trend.Select(t => t.AboveAppetite));
        Assert.InRange(statements.Count, 1, 13);
    }

    [Fact]
    public async Task ALimitedRole_ReachesEveryIncident_HoweverManyThereAre()
    {
        await using var growing = await GrowingPortal.StartAsync();
        await growing.GrowAsync(Few, Few);
        await using var db = await growing.Portal.Databases.CreateDbContextAsync(Ct);
        var reader = growing.Scene.Legal.User!.Value;
        var named = new SystemId(101);
        await Crowd.AddAsync<RoleScope>(
            db,
            [
                new
                {
                    User = reader,
                    Role = Roles.LegalReviewer,
                    Systems = new List<SystemId> { named },
                },
            ],
            Ct
        );
        // Two that belong to it, by its name and by its model, older than the five thousand and more that do not.
        await Crowd.AddAsync<Incident>(
            db,
            [
                new
                {
                    Id = new IncidentId(1),
                    Title = "By name",
                    Systems = new List<string> { named.ToString() },
                },
                new { Id = new IncidentId(2), Title = "By model" },
            ],
            Ct
        );
        await Crowd.AddAsync<IncidentVersion>(
            db,
            [
                new
                {
                    Incident = new IncidentId(2),
                    Model = "model-00001",
                    Version = "1.0.0",
                },
            ],
            Ct
        );
        await Crowd.AddAsync<Incident>(
            db,
            Enumerable
                .Range(1_000, 5_100)
                .Select(n => new
                {
                    Id = new IncidentId(n),
                    Title = string.Create(CultureInfo.InvariantCulture, $"Other {n}"),
                    Systems = new List<string> { $"{named}9" },
                }),
            Ct
        );

        DataScope? dataScope = null;
        var statements = await StatementCounter.OfAsync(async () =>
            dataScope = await DataScopeReader.OfRoleAsync(db, reader, Roles.LegalReviewer, Ct)
        );

        Assert.Equal([new IncidentId(1), new IncidentId(2), new IncidentId(101)], dataScope!.Incidents);
        Assert.InRange(statements.Count, 1, 10);
    }

    private static string Shape(string statement) => System.Text.RegularExpressions.Regex.Replace(statement, @"'[^']*'|\d+", "?");

    // What the page reads before, and the proof of identity, are requests of their own.
    private static async Task<IReadOnlyList<string>> StatementsOfASignatureAsync(int open)
    {
        await using var growing = await GrowingPortal.StartAsync();
        await growing.GrowAsync(open, open);
        // A gate compares the whole table with the log.
        await SealedRows.StateAsync(growing.Portal, "AiSystems");
        var scene = growing.Scene;
        var shown = await scene.ReadAsync(growing.Waiting);
        var proof = await scene.ProofAsync(scene.Security);
        string? refused = null;
        var statements = await StatementCounter.OfAsync(async () =>
            refused = (await scene.SignAsync(growing.Waiting, scene.Security, "security", digest: shown.BundleDigest, proof: proof))
                .Refusal
                ?.Code
        );
        Assert.Null(refused);
        // Whether an entry completes nodes of the tree depends on how long the log is.
        return [.. statements.Where(s => !s.Contains("INTO \"AuditNodes\"", StringComparison.Ordinal))];
    }

    private static async Task<Dictionary<string, int>> CountAsync(GrowingPortal growing)
    {
        var portal = growing.Portal;
        return await CountAsync(
            new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
            {
                ["audit search"] = async () =>
                {
                    // Fits nearly all words for what is done, and most names.
                    await using var db = await portal.Databases.CreateDbContextAsync(Ct);
                    var search = await AuditSearch.OfAsync(db, portal.Get<LogLabels>(), new AuditFilter { Text = "e" }, Ct);
                    Assert.NotEmpty(await search.TakeAsync(entries => entries, newestFirst: true, 50, Ct));
                    Assert.True(await search.CountAsync(10_000, Ct) > 0);
                },
                ["badge of a signer"] = () => portal.Get<ListPromotions>().CountMineAsync(growing.Scene.Security, Ct),
                ["story of the overview"] = () => portal.Get<ReadStory>().RunAsync(growing.Scene.Owner, new Queue([], 0), Ct),
                ["queue of a signer"] = () => portal.Get<MyQueue>().RunAsync(growing.Scene.Owner, Ct),
                ["queue of a requester"] = () => portal.Get<MyQueue>().RunAsync(growing.Scene.Engineer, Ct),
                ["promotions"] = () => portal.Get<GetPromotion>().ListAsync(null, null, null, null, 500, Ct),
                ["risks"] = () => portal.Get<ListRisks>().PageAsync(new RiskFilter(), RiskOrder.Id, true, 0, 50, Ct),
                ["lineage jobs"] = () => portal.Get<ReadLineage>().ListAsync(LineageNodeKind.Job, "crowd", new OffsetPage(500, 0), Ct),
                ["monitors"] = () => portal.Get<MonitoringQueries>().MonitorsAsync(Ct),
                ["models that drift"] = () => portal.Get<MonitoringQueries>().CountDriftingAsync(Ct),
                ["summary of the risks"] = () => portal.Get<SummariseRisks>().RunAsync(null, Ct),
                ["programme"] = () => portal.Get<ReadProgramme>().RunAsync(Scope(growing), Ct),
            }
        );
    }

    private static Task<Dictionary<string, int>> OfFiguresAsync(GrowingPortal growing) =>
        CountAsync(
            new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
            {
                ["key figures"] = () => growing.Portal.Get<ReadKpis>().RunAsync(Scope(growing), Ct),
                ["rows of the coverage"] = () =>
                    growing.Portal.Get<ReadKpiRows>().RunAsync(growing.Scene.Owner, Kpi.AuditCoverage, Scope(growing), 0, 100, Ct),
            }
        );

    private static async Task<Dictionary<string, int>> CountAsync(Dictionary<string, Func<Task>> calls)
    {
        var counted = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (name, call) in calls)
        {
            await call();
            counted[name] = (await StatementCounter.OfAsync(call)).Count;
            Assert.NotEqual(0, counted[name]);
        }

        return counted;
    }

    private static KpiScope Scope(GrowingPortal growing)
    {
        var now = growing.Scene.Clock.GetUtcNow();
        return new KpiScope(new KpiPeriod(now.AddDays(-30), now.AddSeconds(1)), 30, null);
    }

    private static string Differing(Dictionary<string, int> few, Dictionary<string, int> many) =>
        string.Join(
            '\n',
            few.Where(c => many[c.Key] != c.Value)
                .OrderBy(c => c.Key, StringComparer.Ordinal)
                .Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key}: {c.Value}, then {many[c.Key]}"))
        );
}
