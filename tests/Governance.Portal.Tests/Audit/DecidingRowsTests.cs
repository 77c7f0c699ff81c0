using System.Globalization;
using System.Text.Json;
using Governance.Data;
using Governance.Data.Audit.Records;
using Governance.Domain;
using Governance.Domain.Approvals;
using Governance.Domain.Competences;
using Governance.Domain.Compliance;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Domain.Models;
using Governance.Domain.Monitoring;
using Governance.Domain.Risks;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Compliance.Competences;
using Governance.Portal.Models.Registry;
using Governance.Portal.Tests.Approvals;
using Governance.Portal.Tests.Policies;
using Governance.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Governance.Portal.Tests.Audit;

/// <summary>
/// What is asked before any sweep: a gate, a permit, a key, a role and a signature, each after one column of one of the rows it is decided
/// by was changed by SQL. Which tables those are is not written down here: they are the sealed ones that its own statements read. In full
/// every column is changed, in every run one of each table.
/// </summary>
public sealed class DecidingRowsTests
{
    private const string Version = "1.4.0";
    private const string Place = "prod-eu";
    private static readonly string s_sha256 = new('a', 64);

    // What shuts what is open otherwise: whichever column of it is changed, it stays shut.
    private static readonly Hold[] s_holds =
    [
        Hold.By("IncidentVersions", ("Model", ApprovalsScene.ModelName), ("Version", Version), ("HeldAt", DateTimeOffset.UnixEpoch)),
        Hold.By("RetirementVersions", ("Model", ApprovalsScene.ModelName), ("Version", Version), ("StoppedAt", DateTimeOffset.UnixEpoch)),
        Hold.By("RiskLowerings", ("Model", ApprovalsScene.ModelName), ("From", RiskClass.Prohibited), ("State", RiskLoweringState.Pending)),
        Hold.By(
            "Alerts",
            ("Model", ApprovalsScene.ModelName),
            ("Version", Version),
            ("Rule", AlertRule.Drift),
            ("Level", DriftLevel.Alert),
            ("State", AlertState.Open)
        ),
        new("Postures", ["Postures", "PostureFindings"], OutOfPolicyAsync),
        new(
            "Risks",
            ["Risks"],
            async portal =>
            {
                await SealedRows.SetAsync(portal, "Risks", "\"ResidualImpact\" = 5, \"ResidualScore\" = 5");
                return () => SealedRows.SetAsync(portal, "Risks", "\"ResidualImpact\" = 1, \"ResidualScore\" = 1");
            }
        ),
        new(
            "a prohibited system",
            ["AiSystems", "Assessments"],
            async portal =>
            {
                var system = await SealedRows.AddAsync(portal, "AiSystems", ("Models", new List<string> { ApprovalsScene.ModelName }));
                var assessment = await SealedRows.AddAsync(
                    portal,
                    "Assessments",
                    ("State", AssessmentState.Signed),
                    ("ClassList", ";prohibited;"),
                    ("ResultJson", "{}")
                );
                return async () =>
                {
                    await assessment();
                    await system();
                };
            }
        ),
    ];

    // Read, and the answer does not follow from it: a table, or a column of one; of one question, or of all.
    private static readonly Dictionary<string, string> s_idle = new(StringComparer.Ordinal)
    {
        ["Organisations"] = "who the organisation is, for documents and messages; no answer follows from it",
        ["Agents"] = "read of every model, and this one is no agent; AgentsApiTests lifts a stop by SQL",
        ["RiskThreats"] = "which threats a risk belongs to",
        ["RiskAcceptances.Risk"] = "an acceptance that is given to another risk makes nothing more acceptable here",
        ["AcceptanceSignatures.Acceptance"] = "a signature that is given to another acceptance makes nothing more acceptable here",
        ["EvidenceAttestations.Version"] =
            "given to another version it attests nothing here; a run that rests on one asks for it by its model",
        ["WaiverWords"] = "no waiver is in force here; where one is, its words are compared with it",
        ["EmergencyOverrides"] = "opens the gate, which is asked of it by AnchoredGateTests; a signature only ends it",
        ["DeploymentPermits.IssuedTo"] = "who asked for it, for people; the permit's own statement does not say it",
        ["DeploymentPermits.Revision"] = "by this writers collide",
        ["Deployments.Model"] = "what runs is not what is approved; a deployment given to another model is refused there",
        ["Waivers.Model"] = "a waiver is found by the digest of its version, and compared where it is found",
        ["Waivers.Version"] = "a waiver is found by the digest of its version, and compared where it is found",
        ["key AccessGrants.User"] = "what is given to another is refused to the other; whom one owes it to is asked of signatures",
        ["role AccessGrants.User"] = "what is given to another is refused to the other; whom one owes it to is asked of signatures",
        ["limited role AccessGrants.User"] = "what is given to another is refused to the other; whom one owes it to is asked of signatures",
        ["permit DeploymentPermits"] = "an older permit decides nothing about a new one",
        ["permit AccessGrants"] = "engineers need nobody's confirmation",
        ["key Models"] = "what is listed, not who may list",
        ["key Versions"] = "what is listed, not who may list",
        ["key Deployments"] = "what is listed, not who may list",
        ["key AiSystems"] = "what is listed, not who may list",
        ["key Incidents"] = "what is listed, not who may list",
        ["key IncidentVersions"] = "what is listed, not who may list",
        ["limited role Models"] = "what lies within a limit, not the limit; an action compares what it touches",
        ["limited role AiSystems"] = "what lies within a limit, not the limit; an action compares what it touches",
        ["limited role Incidents"] = "what lies within a limit, not the limit; an action compares what it touches",
        ["limited role IncidentVersions"] = "what lies within a limit, not the limit; an action compares what it touches",
        ["limited role ApiKeys"] = "the person's keys, whose acts count as their own",
    };

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [WholeData(DatabaseKind.Postgres)]
    public async Task RowThatDecides_ChangedBySql_IsObeyedByNothing(DatabaseKind kind)
    {
        await using var probe = await ProbeScene.CreateAsync(kind, portal => portal.Replace += TablesRead.Listen);
        probe.Portal.Server.PreserveExecutionContext = true;
        var run = new Run(await SealedTable.ListAsync(probe.Portal), await RawDatabase.OpenAsync(probe.Portal, kind));
        await using var database = run.Database;
        var asked = await QuestionsAsync(probe);
        await database.DropGuardsAsync();
        foreach (var question in asked)
        {
            await TryAsync(question, run);
        }

        foreach (var question in asked.Where(q => q.IsShutByHolds))
        {
            foreach (var hold in s_holds)
            {
                await HoldAsync(question, hold, probe.Portal, run);
            }
        }

        if (Soak.IsFull)
        {
            run.Wrong.AddRange(run.Untried.Select(r => $"{r.Question} reads {r.Table}, and no row of it was changed"));
        }

        Assert.True(run.Wrong.Count == 0, string.Join("\n", run.Wrong));
        Soak.Report(
            $"Columns of the rows that decide, changed by SQL, {kind}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Tried} changes in {run.Changed.Count} tables; {asked.Count} questions asked before a sweep, 0 answers that obey"
            )
        );
    }

    // A posture whose time is over, by the finding that says so: the gate reads both.
    private static async Task<Func<Task>> OutOfPolicyAsync(PortalFactory portal)
    {
        await using var db = await portal.Databases.CreateDbContextAsync(Ct);
        var running = await db.Deployments.Where(d => d.Model == ApprovalsScene.ModelName && d.Version == Version).FirstAsync(Ct);
        var id = new PostureId(9_001);
        var posture = await SealedRows.AddAsync(
            portal,
            "Postures",
            ("Id", id),
            ("Deployment", running.Id),
            ("Model", ApprovalsScene.ModelName),
            ("Version", Version),
            ("Stage", Stage.Production),
            ("PermitsEndAt", DateTimeOffset.UnixEpoch)
        );
        var finding = await SealedRows.AddAsync(
            portal,
            "PostureFindings",
            ("Posture", id),
            ("Number", 1),
            ("EndsPermits", true),
            ("GraceUntil", DateTimeOffset.UnixEpoch)
        );
        return async () =>
        {
            await finding();
            await posture();
        };
    }

    // Open before and after; shut while one of its rows is another.
    private static async Task TryAsync(Question question, Run run)
    {
        await question.Prepare();
        var read = await TablesRead.OfAsync(() => IsOpenAsync(question));
        // The seals are what rows that are gone are looked for by: part of the comparison, not of what is decided.
        run.Wrong.AddRange(
            read.Where(t => question.Declared.Count > 0 && t != "RecordSeals" && !question.Declared.Contains(t))
                .Select(t => $"{question.Name} reads {t}, which its declaration does not name")
        );
        foreach (var table in run.Tables.Where(t => read.Contains(t.Name)))
        {
            run.Read.Add((question.Name, table.Name));
            foreach (var column in Chosen(question, table).Where(c => !IsIdle(question, table, c)))
            {
                await question.Prepare();
                await ChangeAsync(question, run, table, column, question.Rows(table));
            }
        }

        await question.Prepare();
        await IsOpenAsync(question);
    }

    private static async Task HoldAsync(Question question, Hold hold, PortalFactory portal, Run run)
    {
        await question.Prepare();
        var release = await hold.Make(portal);
        Assert.True(await question.Refuses() is not null, $"{question.Name}, held by {hold.Name}");
        foreach (var table in run.Tables.Where(t => hold.Tables.Contains(t.Name)))
        {
            foreach (var column in Chosen(question, table))
            {
                await ChangeAsync(question, run, table, column, where: null);
            }
        }

        await release();
        await question.Prepare();
        await IsOpenAsync(question);
    }

    // One of the first three rows that are meant, another for each column.
    private static async Task ChangeAsync(Question question, Run run, SealedTable table, string column, string? where)
    {
        var change =
            await run.Database.PlanAsync(table, column, where, run.Tried % 3) ?? await run.Database.PlanAsync(table, column, where);
        if (change is null)
        {
            return;
        }

        run.Tried++;
        run.Changed.Add(table.Name);
        Assert.Equal(1, await run.Database.MakeAsync(change));
        if (await ObeysAsync(question))
        {
            run.Wrong.Add($"{question.Name} obeys {table.Name}.{column}");
        }

        Assert.Equal(1, await run.Database.UndoAsync(change));
    }

    private static async Task IsOpenAsync(Question question)
    {
        var refusal = await question.Refuses();
        // An attestation that was given to another model had left the request, and is in it again: this is shown once.
        if (refusal == PromotionRefusals.BundleChanged.Message)
        {
            refusal = await question.Refuses();
        }

        Assert.Equal((question.Name, null), (question.Name, refusal));
    }

    private static async Task<bool> ObeysAsync(Question question)
    {
        try
        {
            return await question.Refuses() is null;
        }
#pragma warning disable CA1031 // A row that cannot even be read opens nothing, in whatever words.
        catch (Exception e) when (e is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return false;
        }
    }

    // In every run one column of a table, another for each question.
    private static IReadOnlyList<string> Chosen(Question question, SealedTable table) =>
        Soak.IsFull ? table.Columns : [table.Columns[(question.Name.Length + table.Name.Length) % table.Columns.Count]];

    private static bool IsIdle(Question question, SealedTable table, string column) =>
        s_idle.ContainsKey(table.Name)
        || s_idle.ContainsKey($"{table.Name}.{column}")
        || s_idle.ContainsKey($"{question.Name} {table.Name}")
        || s_idle.ContainsKey($"{question.Name} {table.Name}.{column}");

    // One version is approved, deployed and has a permit; signatures are asked of others.
    private static async Task<IReadOnlyList<Question>> QuestionsAsync(ProbeScene probe)
    {
        var scene = probe.Inner;
        var policy = await scene.ActivateAsync(
            ApprovalsScene.Policy(
                "1",
                """
                    - {id: RISK-01, severity: high, type: risk_appetite, params: {maxResidual: 4}}
                    - {id: DRFT-01, severity: high, type: drift_limit, params: {statistic: psi, max: 0.2}}
                    - {id: ALRT-01, severity: high, type: no_open_alerts, params: {severity: alert, monitors: [drift]}}
                """
            )
        );
        Assert.True(policy.IsDone, policy.Refusal?.Message);
        await SealedRows.AddAsync(
            scene.Portal,
            "Risks",
            ("Id", new RiskId(1)),
            ("Model", ApprovalsScene.ModelName),
            ("State", RiskState.Open),
            ("AssessedLikelihood", 1),
            ("ResidualLikelihood", 1),
            ("ResidualImpact", 1),
            ("ResidualScore", 1)
        );
        await SealedRows.AddAsync(scene.Portal, "AcceptanceSignatures");
        await scene.AddEvidenceAsync(Version, EvidenceKind.Validation);
        await Measurements.WatchAsync(scene, Version);
        await Measurements.SendAsync(scene, Version, "2026-11-18");
        await scene.Portal.CreateUserAsync("deputy@test.example", Roles.ComplianceOfficer);
        await probe.DelegateAsync(await probe.LegalAsync(), "legal", "deputy@test.example");
        var plan = await scene
            .Get<ChangeCompetencePlan>()
            .RunAsync(await scene.PersonAsync("plans@test.example", Roles.ComplianceOfficer), CompetencePlan.Usual, null, Ct);
        Assert.True(plan.IsDone, plan.Refusal?.Message);
        var promotion = await scene.RequestAsync();
        await scene.SignAllAsync(promotion);
        var deployed = await scene
            .Get<DeployVersion>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, Version, Place, promotion.ToString()), Ct);
        Assert.True(deployed.IsDone, deployed.Refusal?.Message);
        var limited = await LimitedAsync(scene);
        var key = await scene.Portal.CreateKeyClientAsync(limited.User, Scopes.RegistryWrite);
        var digest = await DigestAsync(scene);
        var ofEngineer = About(scene.Engineer, Version, promotion);
        var permit = default(PermitId);
        return
        [
            new("gate", () => AskAsync(scene), ofEngineer) { IsShutByHolds = true, Declared = Declared(scene, "deployment gate") },
            new("admission", () => AdmitAsync(scene, permit, digest), ofEngineer)
            {
                IsShutByHolds = true,
                Declared = Declared(scene, "deployment gate", "permit"),
                // The portal takes back by itself what its gate does not allow any more.
                Prepare = async () =>
                    permit =
                        permit != default && await AdmitAsync(scene, permit, digest) is null
                            ? permit
                            : (await IssueAsync(scene, digest)).Value.Id,
            },
            new("permit", async () => (await IssueAsync(scene, digest)).Refusal?.Message, ofEngineer)
            {
                IsShutByHolds = true,
                Declared = Declared(scene, "deployment gate", "permit", "rights"),
            },
            new("key", () => ReadsAsync(key), About(limited, Version, promotion)),
            new("role", () => ActsAsync(scene, scene.Owner), About(scene.Owner, Version, promotion))
            {
                Declared = Declared(scene, "rights"),
            },
            new("limited role", () => ActsAsync(scene, limited), About(limited, Version, promotion)),
            Signature(scene),
        ];
    }

    // What is said of every act is not said of each decision: the log itself, its numbers, and words that no decision follows from.
    private static HashSet<string> Declared(ApprovalsScene scene, params string[] names)
    {
        using var db = scene.Portal.Databases.CreateDbContext();
        return
        [
            "AuditEntries",
            "AuditNodes",
            "Checkpoints",
            "Counters",
            "Settings",
            .. scene.Portal.Services.GetServices<DecisionReads>().Where(d => names.Contains(d.Name)).SelectMany(d => d.TablesOf(db).Keys),
        ];
    }

    // A signature that is given is given: the next one is asked of the next version.
    private static Question Signature(ApprovalsScene scene)
    {
        var (number, open) = (0, default(PromotionId));
        return new Question(
            "signature",
            async () =>
            {
                var signed = await scene.SignAsync(open, scene.Owner, "owner");
                open = signed.IsDone ? default : open;
                return signed.Refusal?.Message;
            },
            table => About(scene.Owner, $"2.0.{number}", open)(table)
        )
        {
            Prepare = async () =>
            {
                if (open == default)
                {
                    var version = string.Create(CultureInfo.InvariantCulture, $"2.0.{++number}");
                    await scene.RegisterVersionAsync(version);
                    await scene.AddEvidenceAsync(version, EvidenceKind.Validation);
                    await scene.AddEvidenceAsync(version, EvidenceKind.Drift, """{"features": [{"name": "amount", "psi": 0.01}]}""");
                    await SealedRows.AddAsync(
                        scene.Portal,
                        "EvidenceAttestations",
                        ("Model", ApprovalsScene.ModelName),
                        ("Version", version),
                        ("Evidence", await ValidationAsync(scene, version)),
                        ("Number", 1)
                    );
                    await SealedRows.AddAsync(
                        scene.Portal,
                        "Waivers",
                        ("Id", new WaiverId(number)),
                        ("Model", ApprovalsScene.ModelName),
                        ("Version", version),
                        ("Rule", version)
                    );
                    await SealedRows.AddAsync(
                        scene.Portal,
                        "ModelSignatures",
                        ("Model", ApprovalsScene.ModelName),
                        ("Version", version),
                        ("Format", "dsse"),
                        ("KeySha256", s_sha256),
                        ("ArtifactSha256", s_sha256)
                    );
                    open = await scene.RequestAsync(version);
                    var signed = await scene.SignAsync(open, scene.Security, "security");
                    Assert.True(signed.IsDone, signed.Refusal?.Message);
                }
            },
        };
    }

    private static async Task<EvidenceId> ValidationAsync(ApprovalsScene scene, string version)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Evidence.Where(e => e.Version == version && e.Kind == EvidenceKind.Validation).Select(e => e.Id).SingleAsync(Ct);
    }

    private static async Task<Actor> LimitedAsync(ApprovalsScene scene)
    {
        var limited = await scene.PersonAsync("limited@test.example", Roles.LegalReviewer);
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        db.RoleScopes.Add(RoleScope.Of(limited.User!.Value, Roles.LegalReviewer, [], ["Retail"]).Value);
        db.Note();
        await db.SaveChangesAsync(Ct);
        return limited;
    }

    // Whatever they do: it begins with what they may do.
    private static async Task<string?> ActsAsync(ApprovalsScene scene, Actor actor) =>
        (
            await scene
                .Get<ActionRunner>()
                .RunAsync<Done>(
                    actor,
                    new Attempt("model.registered", "x", Permission.ReadRegistry),
                    (_, _) => Task.FromResult<Result<Done>>(Done.Instance),
                    Ct
                )
        )
            .Refusal
            ?.Message;

    private static async Task<string?> ReadsAsync(HttpClient client)
    {
        using var answer = await client.GetAsync(new Uri("/api/v1/models", UriKind.Relative), Ct);
        return answer.IsSuccessStatusCode ? null : answer.StatusCode.ToString();
    }

    private static async Task<string?> AskAsync(ApprovalsScene scene)
    {
        var answer = await scene
            .Get<EvaluateDeploymentGate>()
            .RunAsync(Actor.Host, new(ApprovalsScene.ModelName, Version, "production", null), Ct);
        return answer.Allow ? null : string.Join(' ', answer.Reasons.Select(r => r.Message));
    }

    private static async Task<string> DigestAsync(ApprovalsScene scene)
    {
        await using var db = await scene.Portal.Databases.CreateDbContextAsync(Ct);
        return await db.Versions.Where(v => v.Version == Version).Select(v => v.ArtifactSha256).SingleAsync(Ct);
    }

    private static async Task<Result<DeploymentPermit>> IssueAsync(ApprovalsScene scene, string digest) =>
        await scene
            .Get<IssuePermit>()
            .RunAsync(scene.Engineer, new(ApprovalsScene.ModelName, Version, "production", digest, Place, ApprovalsScene.Image), Ct);

    private static async Task<string?> AdmitAsync(ApprovalsScene scene, PermitId permit, string digest)
    {
        var pod = Reviews.Pod(ApprovalsScene.Image, permit.ToString(), digest);
        using var review = JsonDocument.Parse(Reviews.Of("", "Pod", pod).ToJsonString());
        return await scene.Get<JudgeAdmission>().RunAsync("production", Place, review.RootElement.GetProperty("request"), Ct);
    }

    // Which rows of a table a question is about, by the columns that the table has; null for all.
    private static Func<SealedTable, string?> About(Actor person, string version, PromotionId promotion) =>
        table =>
        {
            var who = person.User!.Value.Number.ToString(CultureInfo.InvariantCulture);
            var what = promotion.Number.ToString(CultureInfo.InvariantCulture);
            return table.Name switch
            {
                "AspNetUsers" => $"\"Id\" = {who}",
                "Promotions" => $"\"Id\" = {what}",
                "SignedStatements" => $"\"SignOff\" IN (SELECT \"Id\" FROM \"SignOffs\" WHERE \"Promotion\" = {what})",
                "Risks" or "Policies" or "Delegations" or "DeploymentPermits" => null,
                _ => table.All.Contains("Promotion") ? $"CAST(\"Promotion\" AS text) IN ('{what}', '{promotion}')"
                : table.All.Contains("Version") && table.All.Contains("Model") ? $"\"Version\" = '{version}'"
                : table.All.Contains("UserId") ? $"\"UserId\" = {who}"
                : table.All.Contains("User") ? $"\"User\" = {who}"
                : null,
            };
        };

    /// <summary>Something that is decided by rows.</summary>
    /// <param name="Name">What it is called.</param>
    /// <param name="Refuses">Asks: why not; null while nothing is changed.</param>
    /// <param name="Rows">In SQL, which rows of a table it is about; null for all.</param>
    private sealed record Question(string Name, Func<Task<string?>> Refuses, Func<SealedTable, string?> Rows)
    {
        /// <summary>True for what an incident, a retirement, a risk or a stricter class shuts.</summary>
        public bool IsShutByHolds { get; init; }

        /// <summary>The tables that its declarations name; none where it has no declaration of its own.</summary>
        public HashSet<string> Declared { get; init; } = new HashSet<string>();

        /// <summary>Puts there what is asked about.</summary>
        public Func<Task> Prepare { get; init; } = () => Task.CompletedTask;
    }

    /// <summary>Rows that shut.</summary>
    /// <param name="Name">What they are called.</param>
    /// <param name="Tables">Their tables.</param>
    /// <param name="Make">Puts them there, and tells how to take them away.</param>
    private sealed record Hold(string Name, IReadOnlyList<string> Tables, Func<PortalFactory, Task<Func<Task>>> Make)
    {
        public static Hold By(string table, params (string Column, object Value)[] row) =>
            new(table, [table], portal => SealedRows.AddAsync(portal, table, row));
    }

    /// <summary>What has been tried, and what came of it.</summary>
    private sealed record Run(IReadOnlyList<SealedTable> Tables, RawDatabase Database)
    {
        public List<string> Wrong { get; } = [];

        public HashSet<(string Question, string Table)> Read { get; } = [];

        public HashSet<string> Changed { get; } = new(StringComparer.Ordinal);

        public int Tried { get; set; }

        /// <summary>What is read, and said nowhere to be idle, and has no row here.</summary>
        public IEnumerable<(string Question, string Table)> Untried =>
            Read.Where(r => !Changed.Contains(r.Table) && !s_idle.ContainsKey(r.Table) && !s_idle.ContainsKey($"{r.Question} {r.Table}"));
    }
}
