using Governance.Data;
using Governance.Domain;
using Governance.Domain.Decisions.Reviews;
using Governance.Domain.Gates;
using Governance.Domain.Identity;
using Governance.Portal.Administration.Account;
using Governance.Portal.Administration.Admin;
using Governance.Portal.Approvals.Approvals;
using Governance.Portal.Approvals.Policies;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Models.Registry;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>
/// The demo's story, half a year long, told by the same actions users call: nine people, two policies, one of which was tightened, and the
/// policy packs, three models with a version in production, one of them with a release every few weeks, one request that waits for
/// signatures and those that a gate blocks, a pricing model and an assistant that are being tried out, and six AI systems, five of them
/// classified; a small risk register; an incident that is contained, one that is closed and a drill; three use cases, one of which became
/// the system of the pricing model; an agent that pays invoices; an experiment in shadow; two suppliers; and the registers around them:
/// data, competences, discoveries, reviews, and a limit that a detector in production does not keep; and what other systems are connected
/// by, as far as there are any in a demo. When each act happens stands
/// in <see cref="DemoStory"/>.
/// </summary>
internal sealed partial class DemoScene(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    CreateUser createUser,
    ActivatePolicy activatePolicy,
    ProposePolicy proposePolicy,
    BackTestPolicy backTestPolicy,
    LoadSamples loadSamples,
    RequestPromotion requestPromotion,
    OpenSession openSession,
    CloseSession closeSession,
    Reauthentication reauthentication,
    SignPromotion signPromotion,
    RefreshPromotion refreshPromotion,
    DeployVersion deployVersion,
    DecisionSamples decisionSamples,
    EvaluationSamples evaluationSamples,
    SystemsScene systems,
    DemoPacks packs,
    DemoMonitors monitors,
    DemoRisks demoRisks,
    DemoCards cards,
    DemoIncidents demoIncidents,
    DemoRetirement demoRetirement,
    DemoExplanations demoExplanations,
    DemoModelRisk demoModelRisk,
    DemoOversight demoOversight,
    DemoIntake demoIntake,
    DemoReviews demoReviews,
    DemoThreats demoThreats,
    DemoTargets demoTargets,
    DemoAccess demoAccess,
    DemoOrganisation organisation,
    DemoConversations demoConversations,
    DemoRouter router,
    DemoAgents agents,
    DemoExperiments experiments,
    DemoSuppliers suppliers,
    DemoAlerts demoAlerts,
    DemoReports demoReports,
    DemoRooms rooms,
    DemoDesk desk,
    DemoPlaces places,
    DemoRegistry registry,
    DemoScores scores,
    DemoReceivers receivers,
    DemoSchedule schedule,
    DemoPlaybook playbook,
    RollBack rollBack,
    TimeProvider clock
)
{
    /// <summary>E-mail address of the model owner.</summary>
    public const string Owner = "owner@demo.example";

    /// <summary>E-mail address of the engineer.</summary>
    public const string Engineer = "engineer@demo.example";

    private const string Legal = "legal@demo.example";

    private const string Officer = "risk@demo.example";

    private const string Administrator = "admin@demo.example";

    private static readonly Dictionary<string, DecisionSamples.Story> s_decisions = new(StringComparer.Ordinal)
    {
        ["ids"] = new(
            "block",
            "allow",
            ["bytes_out", "bytes_in", "failed_share_60s", "payload_entropy", "duration_s", "protocol", "service"],
            ["destination_age_days"]
        ),
        ["credit"] = new(
            "declined",
            "approved",
            ["credit_limit", "utilisation", "late_payments_12m", "debt_to_income", "tenure_months", "employment_type"],
            ["sex", "age_band", "income_monthly"]
        )
        {
            Reviewed = ([new(ReviewRuleKind.ConfidenceBand, Low: 0.45, High: 0.5)], [Officer, Owner]),
        },
    };

    // What the risk library offers for each use and was not written by hand before (ids of the library).
    private static readonly Dictionary<string, string[]> s_libraryRisks = new(StringComparer.Ordinal)
    {
        ["credit-default"] = ["CS-4", "CS-6"],
        ["netflow-detector"] = ["NI-2", "NI-3"],
        ["loan-pricing"] = ["DP-1", "DP-2", "DP-3", "DP-4", "DP-5", "DP-6"],
        ["policy-assistant"] = ["RA-1", "RA-2", "RA-3", "RA-4", "RA-5"],
    };

    // Anyone who proposes a policy change approves none: a third person has to be there beside the risk officer and the security approver.
    private static readonly (string Email, string Name, string Role, string? Also)[] s_people =
    [
        (Engineer, "Ravi Menon", Roles.Engineer, null),
        (Owner, "Tomasz Wieczorek", Roles.ModelOwner, null),
        ("security@demo.example", "Daniel Okafor", Roles.SecurityReviewer, null),
        (Legal, "Claire Fontaine", Roles.LegalReviewer, Roles.RiskOfficer),
        (Officer, "Ingrid Solberg", Roles.RiskOfficer, null),
        ("compliance@demo.example", "Marta Kowalska", Roles.ComplianceOfficer, null),
        ("auditor@demo.example", "Hugo Lindqvist", Roles.Auditor, null),
        ("sponsor@demo.example", "Amara Diallo", Roles.Sponsor, null),
        (Administrator, "Jonas Weber", Roles.Administrator, null),
    ];

    /// <summary>Printed name of each account, in the order of the list.</summary>
    internal static IEnumerable<(string Email, string Name, string Role)> Named => s_people.Select(p => (p.Email, p.Name, p.Role));

    /// <summary>The accounts, for the message that tells how to sign in.</summary>
    public static IEnumerable<(string Email, string Role)> Accounts =>
        People.Select(p => (p.Email, string.Join(", ", p.Roles.Select(Roles.Title))));

    /// <summary>Who holds which roles, the first of which is in force after signing in.</summary>
    internal static IEnumerable<(string Email, IReadOnlyList<string> Roles)> People =>
        s_people.Select(p => (p.Email, (IReadOnlyList<string>)new[] { p.Role, p.Also }.OfType<string>().ToList()));

    /// <summary>Plays it. The first refusal ends it: the caller empties the folder then.</summary>
    public async Task<Refusal?> PlayAsync(string samples, string password, Action<string> say, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var story = new DemoStory(now, SampleTimes.ShiftTo(now));
        using var told = await DemoFolders.OpenAsync(samples, SampleTimes.ShiftTo(now), ct);
        Begin(story, samples, password, say);
        Release(story, password, say);
        Pay(story, password, say);
        Register(story, told, password, say);
        Watch(story, told, say);
        Report(story);
        Govern(story, told, say, password);
        Answer(story, told, samples, password, say);
        Fill(story, password, say);
        Connect(story, told, password, say);
        Judge(story);
        return await story.PlayAsync(clock, ct) ?? await EndAsync(ct);
    }

    // What jobs do when the last act is over.
    private async Task<Refusal?> EndAsync(CancellationToken ct)
    {
        await desk.RunAsync(judges: true, ct);
        return null;
    }

    private async Task<Refusal?> DecidedAsync(SampleFolder samples, string folder, Action<string> say, CancellationToken ct) =>
        await decisionSamples.RunAsync(samples, s_decisions[folder], await ActorAsync(Officer, Roles.RiskOfficer, ct), say, ct);

    private async Task<Refusal?> FromLibraryAsync(string model, Action<string> say, CancellationToken ct) =>
        await demoRisks.TakeAsync(await ActorAsync(Officer, Roles.RiskOfficer, ct), Owner, model, s_libraryRisks[model], say, ct);

    /// <summary>A stricter text that waits for its two approvals: its tests pass and it is back-tested.</summary>
    private async Task<Refusal?> ProposedAsync(string samples, Action<string> say, CancellationToken ct)
    {
        var text = (await File.ReadAllTextAsync(Path.Combine(samples, "policy.yaml"), ct))
            .Replace("version: \"2026.2\"", "version: \"2026.3\"", StringComparison.Ordinal)
            .Replace("metric: auc, op: \">=\", value: 0.75", "metric: auc, op: \">=\", value: 0.78", StringComparison.Ordinal);
        GateRunId blocked;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            blocked = await db.GateRuns.Where(r => r.Version == "2.1.0").OrderByDescending(r => r.Id).Select(r => r.Id).FirstAsync(ct);
        }

        var tests =
            $"apiVersion: governance/v1\nkind: PolicyTest\ncases:\n  - name: a version whose groups differ too much stays blocked\n    "
            + $"input: {blocked}\n    expect: {{outcome: fail, rules: {{FAIR-01: fail}}}}\n";
        var proposed = await proposePolicy.RunAsync(
            await ActorAsync(Legal, Roles.RiskOfficer, ct),
            new(text, tests, "Raise the required AUC, as agreed in the yearly review."),
            ct
        );
        if (proposed.Refusal is { } refusal)
        {
            return refusal;
        }

        var tested = await backTestPolicy.RunAsync(Actor.Host, proposed.Value, 90, ct);
        say($"a policy change waits for two approvals ({proposed.Value})");
        return tested.Refusal;
    }
}
