using System.Data.Common;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain.Agents.Calls;
using Governance.Domain.Approvals;
using Governance.Domain.Decisions;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Policies;
using Governance.Portal.Approvals.AgentCalls;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Approvals.Postures;
using Governance.Portal.Kernel.Contracts;
using Governance.Portal.Models.Lineage.Datasets;
using Governance.Portal.Operations.AgentRuns;
using Governance.Portal.Operations.Decisions;
using Governance.Portal.Operations.Decisions.Intake;
using Governance.Portal.Tests.AgentCalls;
using Governance.Portal.Tests.AgentRuns;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Lineage;
using Governance.Portal.Tests.Policies;
using Governance.Portal.Tests.Postures;
using Governance.Portal.Tests.Registry;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Audit;

/// <summary>
/// Every table that a decision reads is one that it declares, and every row of them is changed by SQL: one column at a time, the row taken
/// away, the row there twice. No decision becomes more permissive by that, neither then nor after the row is put back, by what a node has
/// kept of it. In every run some columns of each table, in full all.
/// </summary>
public sealed partial class DecisionSweepTests(DecisionSweepTests.Totals totals) : IClassFixture<DecisionSweepTests.Totals>
{
    private const string Tagged = """
        apiVersion: governance/v1
        kind: ModelPolicy
        metadata: {name: tagged, version: "1"}
        spec:
          appliesTo: {stages: [production], tags: {use: [agent]}}
          mode: enforce
          rules:
            - {id: TOOL-01, severity: high, type: agent_tools, params: {deny: [find]}}
          onError: fail
        """;

    // Read by every act or by none in particular, and nothing follows from what a row of them says.
    private static readonly Dictionary<string, string> s_ofEveryAct = new(StringComparer.Ordinal)
    {
        ["AuditEntries"] = "the log itself, verified by its own checkpoints; a changed leaf states no row",
        ["AuditNodes"] = "the log's tree, verified with it",
        ["Checkpoints"] = "the log's signatures",
        ["RecordSeals"] = "believed in nothing: a changed seal leads to no statement",
        ["Counters"] = "the last number given out",
        ["Settings"] = "names of the installation",
        ["__EFMigrationsHistory"] = "which program made the tables",
        ["sqlite_master"] = "the database's own",
    };

    // What only the posture rests on; what the gate reads is swept with it.
    private static readonly HashSet<string> s_ofWhatRuns = new(
        [
            "Alerts",
            "AgentRuns",
            "AgentSteps",
            "BusinessFigures",
            "DecisionHours",
            "DecisionSources",
            "Deployments",
            "IncidentVersions",
            "Monitors",
            "PostureChecks",
            "PostureFindings",
            "Postures",
            "WindowSources",
            "Windows",
        ],
        StringComparer.Ordinal
    );

    private static readonly string s_yaml = AgentCallsTests.Yaml[..AgentCallsTests.Yaml.IndexOf("limits:", StringComparison.Ordinal)];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task WhatAgentsMayCall_AndWhatIsGivenOutAndKept_FollowsNoRowThatSomeoneChanged(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind, replace: Listen);
        await AgentCallsTests.PutInProductionAsync(registry, s_yaml + "limits: {spend: 100, currency: EUR}\n", new() { ["use"] = "agent" });
        var portal = registry.Portal;
        Assert.True((await portal.Get<ActivatePolicy>().RunAsync(Actor.Host, Encoding.UTF8.GetBytes(Tagged), "tagged.yaml", Ct)).IsDone);
        await registry.WithVersionsAsync("1.0.0", "1.1.0");
        await registry.DeployAsync("1.1.0", await registry.ApproveAsync("1.1.0", Stage.Production));
        await KeepLittleAsync(registry);
        await AliasAsync(registry, "challenger", "1.0.0");
        Assert.Equal("allow", await CallAsync(portal, "spend", "transfer", 60));

        await SweepAsync(
            kind,
            portal,
            [
                new("tool call", "invoice-agent", () => CallAsync(portal, "tags", "find", null)),
                new("tool call", "invoice-agent", () => CallAsync(portal, "spend", "transfer", 60)),
                new("versions given out by the MLflow facade", "fraud-scorer", () => GivenOutAsync(registry)),
                new("what is kept of decisions", "fraud-scorer", () => KeptAsync(portal)),
                new(
                    "what is kept of the content of agents' steps",
                    "invoice-agent",
                    async () =>
                    {
                        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
                        await ContentKept.Reads.EnsureAsync(db, [AgentCallsTests.Agent], Ct);
                        return (await db.AgentContentPolicies.AsNoTracking().SingleOrDefaultAsync(Ct))?.Handling.ToString() ?? "none";
                    }
                ),
            ]
        );
    }

    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task CallsOfTheLastMinute_FollowNoRowThatSomeoneChanged(DatabaseKind kind)
    {
        await using var registry = await RegistryFixture.CreateAsync(kind, replace: Listen);
        await AgentCallsTests.PutInProductionAsync(registry, s_yaml + "limits: {callsPerMinute: 3}\n");
        for (var i = 0; i < 3; i++)
        {
            Assert.Equal("allow", await CallAsync(registry.Portal, $"run-{i}", "find", null));
        }

        await SweepAsync(
            kind,
            registry.Portal,
            [new("tool call", "invoice-agent", () => CallAsync(registry.Portal, "run-4", "find", null))]
        );
        registry.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("allow", await CallAsync(registry.Portal, "run-5", "find", null));
    }

    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task RulesAboutDataAndTraining_FollowNoRowThatSomeoneChanged(DatabaseKind kind)
    {
        await using var scene = await ApprovalsScene.CreateAsync(kind, configure: portal => portal.Replace += Listen);
        const string rules = """
                - {id: DATA-01, type: data_sensitivity, severity: high, params: {max: confidential}}
                - {id: TRNP-01, type: training_permitted, severity: high, params: {unseen: warn}}
            """;
        Assert.True((await scene.ActivateAsync(ApprovalsScene.Policy("1", rules))).IsDone);
        DatasetFacts[] datasets = [new("train.csv", "1", new string('d', 64), "training")];
        await scene.RegisterVersionAsync("2.0.0", datasets: datasets);
        foreach (var (name, sensitivity) in new[] { ("train.csv", "internal"), ("ledger", "restricted") })
        {
            Assert.True((await scene.Get<RegisterDataset>().RunAsync(scene.Engineer, Body(name, sensitivity), Ct)).IsDone);
        }

        using var key = await scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.LineageWrite);
        var pipeline = new Pipeline(key);
        var at = scene.Clock.GetUtcNow();
        await pipeline.SendAsync(
            Pipeline.Run("prepare", at, [Pipeline.Dataset("ledger")], [Pipeline.Dataset("train.csv", new string('d', 64))])
        );
        await pipeline.SendAsync(
            Pipeline.Run(
                "train",
                at,
                [Pipeline.Dataset("train.csv", new string('d', 64))],
                [Pipeline.Dataset("m.bin", await ArtifactAsync(scene))]
            )
        );
        var promotion = await scene.RequestAsync("2.0.0");

        Assert.Equal("DATA-01 fail, TRNP-01 fail", await JudgedAsync(scene, promotion));
        await SweepAsync(kind, scene.Portal, [new("gate", ApprovalsScene.ModelName, () => JudgedAsync(scene, promotion))]);
    }

    [Theory]
    [Trait(Soak.Trait, Soak.Value)]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task WhatRunsOutOfPolicy_FollowsNoRowThatSomeoneChanged(DatabaseKind kind)
    {
        const string rules = """
                - {id: DRFT-01, type: drift_limit, severity: high, params: {statistic: psi, max: 0.2}}
                - {id: ALRT-01, type: no_open_alerts, severity: high, params: {severity: warning}}
                - {id: MNTR-01, type: monitoring_required, severity: high, params: {minMonitors: 90, maxAgeDays: 1, decisions: true}}
                - {id: MNTR-02, type: monitoring_required, severity: high, params: {minMonitors: 1, maxAgeDays: 1, decisions: true}}
            """;
        const string continuous = "  continuous: {grace: 0d, then: block-permits}";
        await using var scene = await PostureScene.CreateAsync(
            PostureScene.DriftLimit,
            continuous,
            kind,
            before: PostureScene.QuietAsync,
            configure: portal => portal.Replace += Listen
        );
        // What no version meets before it serves is asked of what runs.
        await PostureScene.ActivateAsync(scene, "2", rules, continuous);
        await PostureScene.JudgeAsync(scene);
        await Measurements.SendAsync(scene, PostureScene.Running, "2026-11-19", shift: 100);
        await Measurements.AlertAsync(scene, PostureScene.Running, AlertRule.UnauthorisedTraffic);
        await SentTraces.SendAsync(await TracesAsync(scene), ApprovalsScene.ModelName, scene.Clock.GetUtcNow(), new string('1', 32), Ct);
        scene.Clock.Advance(TimeSpan.FromDays(5));
        await PostureScene.JudgeAsync(scene);
        var deployment = await DeploymentAsync(scene);

        await SweepAsync(
            kind,
            scene.Portal,
            [
                new("posture", ApprovalsScene.ModelName, () => FaultsAsync(scene, deployment)) { InEveryRun = s_ofWhatRuns },
                new(
                    "deployment gate",
                    ApprovalsScene.ModelName,
                    async () => await PostureScene.GateAsync(scene) is { Allow: true } ? "allow" : "deny"
                )
                {
                    InEveryRun = s_ofWhatRuns,
                },
            ]
        );
    }

    private static Task<HttpClient> TracesAsync(ApprovalsScene scene) =>
        scene.Portal.CreateKeyClientAsync(scene.Engineer.User, Scopes.TracesWrite);

    private static async Task<DeploymentId> DeploymentAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Deployments.Select(d => d.Id).SingleAsync(Ct);
    }

    private static async Task<string> FaultsAsync(ApprovalsScene scene, DeploymentId id)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var deployment = await db.Deployments.AsNoTracking().SingleOrDefaultAsync(d => d.Id == id, Ct);
        var before = await db.Postures.AsNoTracking().SingleOrDefaultAsync(p => p.Deployment == id && p.Until == null, Ct);
        if (deployment is null)
        {
            // Nothing judges what has no row: its posture stays as it stands.
            return string.Join(", ", (before?.Findings ?? []).Select(f => f.Name).Order(StringComparer.Ordinal));
        }

        await KeepPostures.EnsureAsync(db, deployment, before, Ct);
        await using var fresh = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var judged = await scene.Get<JudgePosture>().RunAsync(fresh, deployment, before, Ct);
        return string.Join(", ", judged.Faults.Select(f => $"{f.Policy}/{f.Rule}").Order(StringComparer.Ordinal));
    }

    private static void Listen(IServiceCollection services)
    {
        TablesRead.Listen(services);
        StatementCounter.Listen(services);
    }

    private async Task SweepAsync(DatabaseKind kind, PortalFactory portal, IReadOnlyList<Question> questions)
    {
        await using var database = await RawDatabase.OpenAsync(portal, kind);
        await database.DropGuardsAsync();
        var (wrong, tried, from) = (new List<string>(), 0, 0);
        var (tables, columns) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var question in questions)
        {
            var before = await question.AskAsync();
            // What a node keeps of it is there from the first time on: what it read then is read anew, by a portal that keeps nothing.
            var read = await ReadAsync(kind, portal, question);
            wrong.AddRange(await UndeclaredAsync(portal, question, read));
            foreach (var table in (await TablesAsync(portal)).Where(t => read.Contains(t.Name) && question.Sweeps(t.Name)))
            {
                tables.Add(table.Name);
                foreach (var change in await ChangesAsync(database, table, question.Model, from++))
                {
                    if (!await change.MakeAsync())
                    {
                        continue;
                    }

                    tried++;
                    if (change.Column is { } column)
                    {
                        columns.Add($"{table.Name}.{column}");
                    }

                    var now = await question.AnswerAsync();
                    await change.UndoAsync();
                    if (now != before && !Question.IsRefused(now) && question.IsMore(before, now))
                    {
                        wrong.Add($"{question.Name}: {change.Name} made of \"{before}\" \"{now}\"");
                    }

                    if (await question.AnswerAsync() is var after && after != before)
                    {
                        wrong.Add($"{question.Name}: after {change.Name} was put back it is \"{after}\", not \"{before}\"");
                    }
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong.Distinct()));
        totals.Add(kind, questions.Select(q => q.Name), tables, columns, tried);
        var figures = string.Create(
            CultureInfo.InvariantCulture,
            $"{questions.Count} questions, {tables.Count} tables, {columns.Count} columns, {tried} changes made, 0 made one more permissive"
        );
        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {figures}");
        Soak.Report($"Rows that decisions read, changed by SQL, {kind}, {questions[0].Name}", figures);
    }

    // By SQLite itself, statements that are written by hand too; on PostgreSQL those of EF. What compares rows with the log reads them to
    // no other end.
    private static async Task<IReadOnlySet<string>> ReadAsync(DatabaseKind kind, PortalFactory portal, Question question)
    {
        IReadOnlySet<string> heard = new HashSet<string>(StringComparer.Ordinal);
        var statements = await StatementCounter.OfAsync(async () => heard = await TablesRead.OfAsync(question.AskAsync));
        return kind is DatabaseKind.Postgres
            ? heard
            : statements
                .Where(s => !s.Contains("\"RecordSeals\"", StringComparison.Ordinal))
                .SelectMany(s => Source().Matches(s).Select(m => m.Groups[1].Value))
                .Concat(heard)
                .Concat(portal.Services.GetServices<DecisionReads>().Where(d => d.Name == question.Name).SelectMany(d => Named(portal, d)))
                .ToHashSet(StringComparer.Ordinal);
    }

    private static List<string> Named(PortalFactory portal, DecisionReads reads)
    {
        using var db = portal.Databases.CreateDbContext();
        return reads.TablesOf(db).Where(t => t.Value is not Belief.Idle).Select(t => t.Key).ToList();
    }

    private static async Task<IEnumerable<string>> UndeclaredAsync(PortalFactory portal, Question question, IReadOnlySet<string> read)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var declared = portal
            .Services.GetServices<DecisionReads>()
            .Where(d => d.Name == question.Name)
            .SelectMany(d => d.TablesOf(db).Keys);
        return
        [
            .. read.Except(declared.ToList(), StringComparer.Ordinal)
                .Where(t => !s_ofEveryAct.ContainsKey(t))
                .Select(t => $"{question.Name} reads {t}, which its declaration does not name"),
        ];
    }

    private static async Task<IReadOnlyList<SealedTable>> TablesAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        return
        [
            .. from table in db.Model.GetRelationalModel().Tables
            where table.PrimaryKey is not null && !s_ofEveryAct.ContainsKey(table.Name)
            orderby table.Name
            select new SealedTable(
                table.Name,
                [.. table.PrimaryKey!.Columns.Select(c => c.Name)],
                [.. table.Columns.Select(c => c.Name)],
                [.. table.Columns.Select(c => c.Name)]
            ),
        ];
    }

    // Of the first rows that are the model's, or of any: each column, the row gone, the row twice.
    private static async Task<List<Change>> ChangesAsync(RawDatabase database, SealedTable table, string model, int from)
    {
        var where = table.All.Contains("Model") ? $"\"Model\" = '{model}'" : null;
        var changes = new List<Change>();
        for (var row = 0; row < Soak.Size(2, 4); row++)
        {
            foreach (var column in Soak.Sample(table.Columns, every: 3, from: from + row))
            {
                if (await database.PlanAsync(table, column, where, row) is not null)
                {
                    changes.Add(OfColumn(database, table, column, where, row));
                }
            }

            if (await database.PlanAsync(table, table.Key[0], where, row) is { } found)
            {
                changes.Add(Gone(database, table, found));
                changes.Add(Twice(database, table, found));
            }
        }

        return changes;
    }

    // Thought of when it is made: questions asked before it may have written the row, as calls write the total of their run.
    private static Change OfColumn(RawDatabase database, SealedTable table, string column, string? where, int row)
    {
        ColumnChange? made = null;
        return new(
            $"{table.Name}.{column} of row {row}",
            async () =>
            {
                made = await database.PlanAsync(table, column, where, row);
                return made is { } plan && await TryAsync(() => database.MakeAsync(plan));
            },
            () => database.UndoAsync(made!),
            column
        );
    }

    private static Change Gone(RawDatabase database, SealedTable table, ColumnChange row)
    {
        var kept = "\"KeptBesides\"";
        return new(
            $"{table.Name}, a row taken away",
            async () =>
            {
                await database.ExecuteAsync($"DROP TABLE IF EXISTS {kept}");
                await database.ExecuteAsync($"CREATE TABLE {kept} AS SELECT * FROM \"{table.Name}\" WHERE {Where(table, row.Key)}");
                return await TryAsync(() => database.ExecuteAsync($"DELETE FROM \"{table.Name}\" WHERE {Where(table, row.Key)}"));
            },
            async () =>
            {
                var columns = string.Join(", ", table.All.Select(c => $"\"{c}\""));
                await database.ExecuteAsync($"INSERT INTO \"{table.Name}\" ({columns}) SELECT {columns} FROM {kept}");
                await database.ExecuteAsync($"DROP TABLE {kept}");
            }
        );
    }

    private static Change Twice(RawDatabase database, SealedTable table, ColumnChange row)
    {
        var other = row.After;
        var columns = string.Join(", ", table.All.Select(c => $"\"{c}\""));
        var values = string.Join(", ", table.All.Select(c => c == table.Key[0] ? Literal(other) : $"\"{c}\""));
        return new(
            $"{table.Name}, a row there twice",
            () =>
                TryAsync(() =>
                    database.ExecuteAsync(
                        $"INSERT INTO \"{table.Name}\" ({columns}) SELECT {values} FROM \"{table.Name}\" WHERE {Where(table, row.Key)}"
                    )
                ),
            () => database.ExecuteAsync($"DELETE FROM \"{table.Name}\" WHERE {Where(table, row.MovedKey())}")
        );
    }

    private static async Task<bool> TryAsync(Func<Task<int>> change)
    {
        try
        {
            return await change() > 0;
        }
        catch (DbException)
        {
            return false; // the database itself refuses it
        }
    }

    private static string Where(SealedTable table, IReadOnlyList<object> key) =>
        string.Join(" AND ", table.Key.Select((c, i) => $"\"{c}\" = {Literal(key[i])}"));

    private static string Literal(object value) =>
        value switch
        {
            string text => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'",
            _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
        };

    private static async Task<string> CallAsync(PortalFactory portal, string run, string tool, decimal? amount)
    {
        var call = CallRequest.Of(run, tool, null, [], (amount, amount is null ? null : "EUR"), "{}");
        var decided = await portal.Get<DecideCalls>().RunAsync(Actor.Host, AgentCallsTests.Agent, null, call.Value, Ct);
        return decided.IsDone ? WireNameOf(decided.Value.Decision) : $"refused {decided.Refusal!.Code}";
    }

    private static string WireNameOf(CallVerdict verdict) => Domain.WireName.Of(verdict);

    private static async Task<string> GivenOutAsync(RegistryFixture registry)
    {
        var texts = new List<string>();
        foreach (
            var address in new[] { "alias?name=fraud-scorer&alias=challenger", "get-latest-versions?name=fraud-scorer&stages=Production" }
        )
        {
            using var answer = await registry.Client.GetAsync(
                new Uri($"/api/2.0/mlflow/registered-models/{address}", UriKind.Relative),
                Ct
            );
            if (!answer.IsSuccessStatusCode)
            {
                return $"refused {answer.StatusCode}";
            }

            var said = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Ct))!;
            var versions = said["model_version"] is { } one ? [one] : said["model_versions"]?.AsArray().ToList() ?? [];
            texts.Add(string.Join(' ', versions.Select(v => $"{v!["version"]} {v["source"]}")));
        }

        return string.Join(", ", texts);
    }

    private static async Task<string> KeptAsync(PortalFactory portal)
    {
        var source = await portal.Get<IntakeSources>().FindAsync("fraud-scorer", "1.1.0", Ct);
        return source?.Policy is { } policy
            ? string.Join(' ', policy.Fields.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key} {f.Value}"))
                + $" {policy.RetentionDays}"
            : "nothing";
    }

    private static async Task KeepLittleAsync(RegistryFixture registry)
    {
        var fields = new Dictionary<string, FieldRule>(StringComparer.Ordinal) { ["sex"] = FieldRule.Mask };
        var kept = await registry.Portal.Get<ChangeDecisionPolicy>().RunAsync(Actor.Host, new("fraud-scorer", fields, false, 30), Ct);
        Assert.True(kept.IsDone, kept.Refusal?.Message);
        var content = await registry.Portal.Get<ChangeContentPolicy>().RunAsync(Actor.Host, AgentCallsTests.Agent, "redact", 30, Ct);
        Assert.True(content.IsDone, content.Refusal?.Message);
    }

    private static async Task AliasAsync(RegistryFixture registry, string alias, string version)
    {
        await using var db = await registry.Portal.Databases.CreateDbContextAsync(Ct);
        db.ModelAliases.Add(new ModelAlias("fraud-scorer", alias, version, isGated: false, "host", registry.Clock.GetUtcNow()));
        db.Append(new("alias.set", "fraud-scorer", []), Actor.Host, registry.Clock.GetUtcNow());
        await db.SaveChangesAsync(Ct);
    }

    private static async Task<string> JudgedAsync(ApprovalsScene scene, PromotionId promotion)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        var facts = await scene.Get<IReadGateFacts>().ReadAsync(db, promotion, [], scene.Clock.GetUtcNow(), Ct);
        var result = GateEvaluator.Evaluate(facts.Policies, facts.Input);
        return string.Join(
            ", ",
            result
                .Results.Where(r => r.RuleId is "DATA-01" or "TRNP-01")
                .OrderBy(r => r.RuleId, StringComparer.Ordinal)
                .Select(r => $"{r.RuleId} {r.Outcome.ToWireName()}")
        );
    }

    private static async Task<string> ArtifactAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Versions.Where(v => v.Version == "2.0.0").Select(v => v.ArtifactSha256).SingleAsync(Ct);
    }

    private static DatasetBody Body(string name, string sensitivity) =>
        new(
            new(name),
            new("owner@test.example"),
            new(sensitivity),
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            default,
            default
        );

    [GeneratedRegex("\\b(?:FROM|JOIN) \"(\\w+)\"")]
    private static partial Regex Source();

    /// <summary>Something that is decided.</summary>
    /// <param name="Name">The name of its declaration.</param>
    /// <param name="Model">Whose rows it is about.</param>
    /// <param name="AskAsync">Asks: the answer in one text.</param>
    private sealed record Question(string Name, string Model, Func<Task<string>> AskAsync)
    {
        /// <summary>Tables that are swept in every run; null for all. In full all are.</summary>
        public HashSet<string>? InEveryRun { get; init; }

        public bool Sweeps(string table) => Soak.IsFull || InEveryRun?.Contains(table) is not false;

        public static bool IsRefused(string answer) => answer.StartsWith("refused", StringComparison.Ordinal);

        /// <summary>What gives out or keeps something may give out less; what denies or fails has to.</summary>
        public bool IsMore(string before, string now) =>
            Name switch
            {
                "tool call" => now is "allow" or "ask",
                "deployment gate" or "permit" => now is "allow",
                // Whatever failed before fails, besides what fails for the row itself.
                "posture" => before.Split(", ").Except(now.Split(", "), StringComparer.Ordinal).Any(),
                "gate" => before
                    .Split(", ")
                    .Zip(now.Split(", ").Concat(["", ""]))
                    .Any(p => p.First != p.Second && !p.Second.EndsWith("error", StringComparison.Ordinal)),
                _ => now.Length > 0,
            };

        public async Task<string> AnswerAsync()
        {
            try
            {
                return await AskAsync();
            }
#pragma warning disable CA1031 // A row that cannot even be read gives no one anything, in whatever words.
            catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
            {
                return $"refused {e.GetType().Name}";
            }
        }
    }

    private sealed record Change(string Name, Func<Task<bool>> MakeAsync, Func<Task> UndoAsync, string? Column = null);

    /// <summary>What all sweeps of a run tried together; said when the last is over.</summary>
    public sealed class Totals : IDisposable
    {
        private readonly Lock _gate = new();
        private readonly Dictionary<
            DatabaseKind,
            (HashSet<string> Decisions, HashSet<string> Tables, HashSet<string> Columns, int Tried)
        > _of = [];

        /// <summary>Adds a sweep.</summary>
        internal void Add(
            DatabaseKind kind,
            IEnumerable<string> decisions,
            IEnumerable<string> tables,
            IEnumerable<string> columns,
            int tried
        )
        {
            lock (_gate)
            {
                var of = _of.GetValueOrDefault(kind, ([], [], [], 0));
                of.Decisions.UnionWith(decisions);
                of.Tables.UnionWith(tables);
                of.Columns.UnionWith(columns);
                _of[kind] = of with { Tried = of.Tried + tried };
            }
        }

        /// <inheritdoc/>
        public void Dispose()
        {
            foreach (var (kind, of) in _of)
            {
                var figures = string.Create(
                    CultureInfo.InvariantCulture,
                    $"{of.Decisions.Count} decisions, {of.Tables.Count} tables, {of.Columns.Count} columns, "
                        + $"{of.Tried} changes of columns and rows"
                );
                TestContext.Current.SendDiagnosticMessage($"Rows that decisions read, changed by SQL, {kind}: {figures}");
                Soak.Report($"Rows that decisions read, changed by SQL, {kind}, all decisions", figures);
            }
        }
    }
}
