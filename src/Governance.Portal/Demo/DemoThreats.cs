using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Operations.Risks.ThreatModels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>The threat model of the assistant: drawn, decided and reviewed by a second person, with a point that is still open.</summary>
internal sealed class DemoThreats(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    DrawThreatModel draw,
    DecideThreat decide,
    SubmitThreatModel submit,
    ReviewThreatModel review,
    ThreatPoints points,
    GetThreatModel get,
    TimeProvider clock
)
{
    private const string Name = "Customer service assistant";

    private static readonly DrawingBody s_drawing = new(
        [
            new("customers", "Customers", "public"),
            new("bank", "The bank's own systems", "own"),
            new("maker", "Model maker (demo)", "partner"),
        ],
        [
            new("chat", "Chat in the app", "user-interface", "customers"),
            new("service", "Assistant service", "application", "bank"),
            new("documents", "Document store", "data-store", "bank"),
            new("index", "Index of documents", "retrieval-index", "bank"),
            new("staff", "Service staff", "human-reviewer", "bank"),
            new("llm", "Language model", "language-model", "maker"),
        ],
        [
            new("f1", "chat", "service", "Questions and attachments", "personal"),
            new("f2", "service", "chat", "Answers", "personal"),
            new("f3", "service", "documents", "Attachments", "personal"),
            new("f4", "documents", "index", "Terms, guides and attachments", "internal"),
            new("f5", "index", "service", "Passages", "internal"),
            new("f6", "service", "llm", "Questions with passages", "personal"),
            new("f7", "llm", "service", "Draft answers", "personal"),
            new("f8", "service", "staff", "Conversations handed over", "personal"),
        ]
    );

    private static readonly Dictionary<string, (string Decision, string Reason)> s_decisions = new(StringComparer.Ordinal)
    {
        ["direct-injection"] = ("mitigated", "The model has no tools, and its answers pass a filter on topics."),
        ["indirect-injection"] = ("mitigated", "Attachments are stripped of hidden text and labelled as untrusted."),
        ["index-poisoning"] = ("mitigated", "Attachments are indexed for their own conversation only."),
        ["sensitive-output"] = ("mitigated", "Only documents of the customer who asks are retrieved."),
        ["output-handling"] = ("mitigated", "Answers are shown as plain text; links are removed."),
        ["prompt-disclosure"] = ("not-applicable", "The instructions contain no secrets and may become known."),
        ["misinformation"] = ("mitigated", "Answers name their source; without one the conversation goes to staff."),
        ["consumption"] = ("mitigated", "Ten questions a minute for each customer, and a cap on spending."),
        ["model-supply"] = ("transferred", "The contract pins the version and asks for notice of changes."),
        ["extraction"] = ("not-applicable", "The model is not ours; copying it harms its maker."),
        ["membership"] = ("not-applicable", "The model was trained on no data of our customers."),
        ["personal-crossing"] = ("mitigated", "Names and account numbers are replaced before they leave the bank."),
        ["public-interface"] = ("mitigated", "The chat is behind the sign-in of the app, and is tested twice a year."),
        ["automation-bias"] = ("mitigated", "One handed-over conversation in twenty is read without the draft."),
    };

    /// <summary>Plays it. The first refusal ends it.</summary>
    public async Task<Refusal?> RunAsync(Actor compliance, Actor officer, Action<string> say, CancellationToken ct)
    {
        SystemId system;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            system = await db.AiSystems.AsNoTracking().Where(s => s.Name == Name).Select(s => s.Id).SingleAsync(ct);
        }

        if ((await draw.RunAsync(compliance, system, s_drawing, ifMatch: null, ct)).Refusal is { } notDrawn)
        {
            return notDrawn;
        }

        foreach (var threat in (await get.RunAsync(system, null, ct)).Value.Threats)
        {
            var (decision, reason) = s_decisions[threat.Id.Split('.')[0]];
            if ((await decide.RunAsync(compliance, new(system, threat.Id, decision, reason), ct)).Refusal is { } undecided)
            {
                return undecided;
            }
        }

        var due = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime).AddDays(30);
        var refusal =
            (await submit.RunAsync(compliance, system, ifMatch: null, ct)).Refusal
            ?? (
                await review.RunAsync(officer, new(system, "approve", null, (await get.RunAsync(system, null, ct)).Value.ContentSha256), ct)
            ).Refusal
            ?? (
                await points.AddAsync(
                    compliance,
                    new(
                        system,
                        "Red-team test of planted instructions in attachments, before the pilot with customers begins",
                        "indirect-injection.llm",
                        "compliance@demo.example",
                        due.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
                    ),
                    ct
                )
            ).Refusal;
        if (refusal is null)
        {
            say("a threat model of the assistant, reviewed by a second person");
        }

        return refusal;
    }
}
