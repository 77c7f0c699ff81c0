using System.Security.Cryptography;
using System.Text;
using Governance.Data;
using Governance.Domain;
using Governance.Domain.Competences;
using Governance.Domain.Discovery;
using Governance.Domain.Identity;
using Governance.Portal.Approvals.Delegations;
using Governance.Portal.Approvals.ModelReviews;
using Governance.Portal.Approvals.ModelRisk;
using Governance.Portal.Approvals.Permits;
using Governance.Portal.Approvals.Training;
using Governance.Portal.Approvals.Waivers;
using Governance.Portal.Compliance.Competences;
using Governance.Portal.Models.Discovery;
using Governance.Portal.Models.Lineage.Datasets;
using Governance.Portal.Models.Registry.Agents.Tools;
using Governance.Portal.Operations.Monitoring.Monitors;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>
/// What fills the registers around the models: records of the data, people's competences, what scans found, reviews of what is in use,
/// requests to train and to waive a rule, and what the agent's tools can do.
/// </summary>
internal sealed class DemoRooms(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    RegisterDataset registerDataset,
    RecordCompetence recordCompetence,
    ConfirmCompetences confirmCompetences,
    ReportDiscoveries reportDiscoveries,
    TriageDiscovery triage,
    RecordReview recordReview,
    RequestTraining requestTraining,
    RequestWaiver requestWaiver,
    ReviewTool reviewTool,
    StoreFigures storeFigures,
    GrantDelegation grantDelegation,
    JudgeChange judgeChange,
    IssuePermit issuePermit,
    TimeProvider clock
)
{
    private const string Kept = "eu-central-1";
    private const string Repository = "git.bank.example/claims";

    private static readonly (
        string Name,
        string What,
        string Sensitivity,
        string[] Categories,
        string? Basis,
        string[] Purposes
    )[] s_data =
    [
        (
            "synthetic-credit-training",
            "Applications for retail credit with what became of them, 2022 to 2025 (demo data)",
            "confidential",
            ["income", "payment history", "age band", "sex"],
            "contract",
            ["credit scoring"]
        ),
        (
            "synthetic-ids-training",
            "Connections of the bank's own network, labelled by the security team (demo data)",
            "internal",
            [],
            null,
            ["intrusion detection"]
        ),
        (
            "synthetic-ids-red-team",
            "Connections of two red-team exercises in the bank's own network (demo data)",
            "restricted",
            [],
            null,
            ["intrusion detection"]
        ),
        (
            "synthetic-pricing-training",
            "Quotes for loans and whether they were taken, 2023 to 2025 (demo data)",
            "confidential",
            ["loan terms", "age band", "sex"],
            "legitimate-interests",
            ["loan pricing"]
        ),
        (
            "synthetic-assistant-training",
            "Questions of staff about policies, with the passages that answer them (demo data)",
            "internal",
            [],
            null,
            ["staff assistance"]
        ),
    ];

    private static readonly (string Email, string Topic, string Course, int Ago)[] s_trainings =
    [
        ("engineer@demo.example", CompetenceTopic.Literacy, "AI literacy for builders", 160),
        ("owner@demo.example", CompetenceTopic.Literacy, "AI literacy for owners", 158),
        ("security@demo.example", CompetenceTopic.Literacy, "AI literacy for reviewers", 150),
        ("legal@demo.example", CompetenceTopic.Literacy, "AI literacy for reviewers", 150),
        ("risk@demo.example", CompetenceTopic.Literacy, "AI literacy for reviewers", 149),
        ("compliance@demo.example", CompetenceTopic.Literacy, "AI literacy for reviewers", 149),
        ("sponsor@demo.example", CompetenceTopic.Literacy, "AI literacy for sponsors", 60),
    ];

    private DateOnly Today => clock.Today();

    /// <summary>Registers what the models are made of; how long each may be kept is years away.</summary>
    public async Task<Refusal?> DataAsync(Actor compliance, Action<string> say, CancellationToken ct)
    {
        foreach (var (name, what, sensitivity, categories, basis, purposes) in s_data)
        {
            var registered = await registerDataset.RunAsync(
                compliance,
                new(
                    new(name),
                    new(DemoScene.Owner),
                    new(sensitivity),
                    new(what),
                    new(categories.Length > 0),
                    new(categories),
                    new(false),
                    basis is null ? default : new(basis),
                    default,
                    default,
                    new(Kept),
                    new(Today.AddYears(3).ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)),
                    new(purposes),
                    new("Own data"),
                    new("Made by a generator; holds nothing about a real person (demo data).")
                ),
                ct
            );
            if (registered.Refusal is { } refusal)
            {
                return refusal;
            }
        }

        say($"{s_data.Length} datasets have a record");
        return null;
    }

    /// <summary>Trainings of half a year, all but the last confirmed by a second person.</summary>
    public async Task<Refusal?> TrainAsync(Actor compliance, Actor second, Action<string> say, CancellationToken ct)
    {
        var recorded = new List<CompetenceId>();
        foreach (var (email, topic, course, ago) in s_trainings)
        {
            var one = await recordCompetence.RunAsync(
                compliance,
                new(email, topic, course, "Academy of the bank (demo)", Today.AddDays(-ago), null, $"lms/{course}/{email}", null),
                ct
            );
            if (one.Refusal is { } refusal)
            {
                return refusal;
            }

            recorded.Add(one.Value);
        }

        say($"{recorded.Count} trainings on record, one of them waits for confirmation");
        // Nobody confirms their own.
        List<CompetenceId> confirmed;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            var own = second.User;
            confirmed = await db
                .Competences.Where(c => recorded.Contains(c.Id) && c.Person != own)
                .OrderBy(c => c.Id)
                .Select(c => c.Id)
                .ToListAsync(ct);
        }

        return (await confirmCompetences.RunAsync(second, confirmed[..^1], ct)).Refusal;
    }

    /// <summary>A scan of a repository: a model nobody registered, an SDK that belongs to a known model, a library.</summary>
    public async Task<Refusal?> DiscoverAsync(Actor security, Action<string> say, CancellationToken ct)
    {
        var findings = new[]
        {
            Found("model-file", "claims_triage.onnx", "models/claims_triage.onnx", null, null),
            Found("sdk", "OpenAI", "src/assistant/chat.py", 14, "openai 2.8.0"),
            Found("prompt", "summarise_claim", "prompts/summarise_claim.md", 1, "Template with two placeholders"),
            Found("sbom-component", "transformers", "requirements.txt", 7, "transformers 4.57.1"),
        };
        var filed = await reportDiscoveries.RunAsync(
            Actor.Host,
            new Scan(Repository, clock.GetUtcNow().AddMinutes(-5), "a41f09c2", true, findings),
            ct
        );
        if (filed.Refusal is { } refusal)
        {
            return refusal;
        }

        List<(string Id, string Name)> known;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            known =
            [
                .. (
                    await db
                        .Discoveries.Where(d => d.Source == Repository)
                        .OrderBy(d => d.Id)
                        .Select(d => new { d.Id, d.Name })
                        .ToListAsync(ct)
                ).Select(d => (d.Id.ToString(), d.Name)),
            ];
        }

        foreach (
            var (name, outcome, reason, model) in new[]
            {
                ("OpenAI", "registered", (string?)null, (string?)"policy-assistant"),
                ("transformers", "ignored", "Used for tests only; nothing of it is deployed.", null),
            }
        )
        {
            var id = known.Single(k => k.Name == name).Id;
            if ((await triage.RunAsync(security, new(id, outcome, reason, model), ct)).Refusal is { } undecided)
            {
                return undecided;
            }
        }

        say("a scan found 4 things, two of them wait for a decision");
        return null;
    }

    /// <summary>What a week of the pilot earned above the tariff, and how long a quote took.</summary>
    public async Task<Refusal?> EarnAsync(Actor engineer, int week, CancellationToken ct)
    {
        var end = clock.GetUtcNow().Date.AddDays(-1);
        var until = new DateTimeOffset(end, TimeSpan.Zero);
        var wave = week % 3 - 1;
        return (
            await storeFigures.RunAsync(
                engineer,
                new(
                    "loan-pricing",
                    "1.0.0",
                    until.AddDays(-7),
                    until,
                    new Dictionary<string, double>(StringComparer.Ordinal)
                    {
                        ["marginPoints"] = Math.Round(1.62 + (0.021 * week) + (0.03 * wave), 3),
                        ["quoteLatencyP95Ms"] = 412 - (6 * week) + (9 * wave),
                    }
                ),
                ct
            )
        ).Refusal;
    }

    /// <summary>Somebody signs in the place of another who is away.</summary>
    public async Task<Refusal?> DelegateAsync(Actor legal, string proof, CancellationToken ct) =>
        (
            await grantDelegation.RunAsync(
                legal,
                new(
                    "legal",
                    "compliance@demo.example",
                    ["complaint-router"],
                    null,
                    clock.GetUtcNow().AddDays(11),
                    "On leave until the 21st; only the small releases of the router are due.",
                    proof
                ),
                ct
            )
        ).Refusal;

    /// <summary>Whether the next version of the credit model is another model in the eyes of its validators.</summary>
    public async Task<Refusal?> JudgeAsync(Actor officer, string proof, CancellationToken ct) =>
        (
            await judgeChange.RunAsync(
                officer,
                new("credit-default", "2.1.0", true, "Another method on more features: it is validated again before it is used.", proof),
                ct
            )
        ).Refusal;

    /// <summary>A pipeline fetches a permit right before it deploys.</summary>
    public async Task<Refusal?> PermitAsync(Actor engineer, string model, string version, CancellationToken ct)
    {
        string sha256;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            sha256 = await db.Versions.Where(v => v.Model == model && v.Version == version).Select(v => v.ArtifactSha256).SingleAsync(ct);
        }

        var issued = await issuePermit.RunAsync(engineer, new(model, version, "production", sha256, "production", null), ct);
        return issued.Refusal;
    }

    /// <summary>Someone looks at what is in use and says what becomes of it.</summary>
    public async Task<Refusal?> ReviewAsync(
        Actor officer,
        string model,
        string version,
        string outcome,
        string reasons,
        CancellationToken ct
    ) => (await recordReview.RunAsync(officer, new(model, version, outcome, reasons, null), ct)).Refusal;

    /// <summary>The engineer asks to train the next version; the owner of the data answers.</summary>
    public async Task<Refusal?> AskToTrainAsync(Actor engineer, Action<string> say, CancellationToken ct)
    {
        var asked = await requestTraining.RunAsync(
            engineer,
            new(
                "netflow-detector",
                [new("synthetic-ids-training", "2"), new("synthetic-ids-red-team", "2")],
                "7c1e40b9d2aa",
                "intrusion detection",
                "eu-train",
                "2 GPUs for 6 hours"
            ),
            ct
        );
        if (asked.IsDone)
        {
            say($"a training waits for its answers ({asked.Value})");
        }

        return asked.Refusal;
    }

    /// <summary>A rule that cannot be met in time: someone asks that it be waived for a while.</summary>
    public async Task<Refusal?> AskToWaiveAsync(Actor owner, Action<string> say, CancellationToken ct)
    {
        var asked = await requestWaiver.RunAsync(
            owner,
            new(
                "credit-default",
                "2.1.0",
                "high-risk-models",
                "PERF-01",
                "The limit will be raised while the validation of the next data is still under way; manual review covers the difference.",
                clock.GetUtcNow().AddDays(45)
            ),
            ct
        );
        if (asked.IsDone)
        {
            say($"a waiver waits for its answer ({asked.Value})");
        }

        return asked.Refusal;
    }

    /// <summary>Security says what each tool of the agent can do.</summary>
    public async Task<Refusal?> ReviewToolsAsync(Actor security, CancellationToken ct)
    {
        foreach (var (sha256, risks, reason) in DemoAgents.Tools)
        {
            if ((await reviewTool.RunAsync(security, new(sha256, risks, reason), ct)).Refusal is { } refusal)
            {
                return refusal;
            }
        }

        return null;
    }

    private static FoundThing Found(string kind, string name, string path, int? line, string? detail) =>
        FoundThing.Of(
            kind,
            name,
            (path, line),
            (detail, null),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}|{name}|{detail}")))
        ) ?? throw new InvalidOperationException($"{name} is no finding.");
}
