using Governance.Data;
using Governance.Domain;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Operations.Risks.ThreatModels;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>
/// Threat models of three systems: two are drawn, decided and reviewed by a second person, each with a point that is still open; that of
/// the
/// payments is being worked on.
/// </summary>
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

    private static readonly DrawingBody s_credit = new(
        [
            new("customers", "Customers", "public"),
            new("bank", "The bank's own systems", "own"),
            new("bureau", "Credit bureau (demo)", "partner"),
        ],
        [
            new("form", "Application in the app", "user-interface", "customers"),
            new("service", "Decision service", "application", "bank"),
            new("model", "Score", "predictive-model", "bank"),
            new("files", "Applications", "data-store", "bank"),
            new("training", "Training pipeline", "training-pipeline", "bank"),
            new("history", "Credit history", "service", "bureau"),
            new("handlers", "Case handlers", "human-reviewer", "bank"),
        ],
        [
            new("f1", "form", "service", "Application", "personal"),
            new("f2", "service", "form", "Decision", "personal"),
            new("f3", "history", "service", "Payment history", "personal"),
            new("f4", "service", "model", "Features", "personal"),
            new("f5", "model", "service", "Score with factors", "personal"),
            new("f6", "service", "files", "Applications", "personal"),
            new("f7", "files", "training", "Applications with outcome", "personal"),
            new("f8", "training", "model", "Signed artifact", "internal"),
            new("f9", "service", "handlers", "Cases between the limits", "personal"),
        ]
    );

    private static readonly Dictionary<string, (string Decision, string Reason)> s_creditDecisions = new(StringComparer.Ordinal)
    {
        ["consumption"] = ("mitigated", "One application a customer and day; more wait for a person."),
        ["evasion"] = ("mitigated", "Income and employment are checked against documents before a contract is made."),
        ["extraction"] = ("mitigated", "Customers see the decision and its main factors, never the score."),
        ["membership"] = ("mitigated", "Scores are rounded to bands in every answer."),
        ["personal-crossing"] = ("mitigated", "Transport is encrypted and authenticated on both sides; the contract names the purposes."),
        ["public-interface"] = ("mitigated", "The form is behind the sign-in of the app, and is tested twice a year."),
        ["wrong-inputs"] = ("mitigated", "Reports of the bureau that are older than a day, or do not fit the customer, go to a person."),
        ["service-supply"] = ("transferred", "The contract asks for notice of changes and for a second source within a week."),
        ["training-poisoning"] = ("mitigated", "Rows are drawn from closed cases only; a second person releases each training set."),
        ["automation-bias"] = ("mitigated", "Handlers see the factors before the score, and one case in twenty is read twice."),
    };

    private static readonly DrawingBody s_payments = new(
        [
            new("suppliers", "Suppliers", "public"),
            new("bank", "The bank's own systems", "own"),
            new("maker", "Model maker (demo)", "partner"),
        ],
        [
            new("mailbox", "Invoices by mail", "user-interface", "suppliers"),
            new("agent", "Invoice agent", "application", "bank"),
            new("llm", "Language model", "language-model", "maker"),
            new("orders", "Orders and invoices", "data-store", "bank"),
            new("transfers", "Payments server", "service", "bank"),
            new("clerks", "Accounts payable", "human-reviewer", "bank"),
        ],
        [
            new("f1", "mailbox", "orders", "Invoices", "personal"),
            new("f2", "orders", "agent", "Invoices and orders", "personal"),
            new("f3", "agent", "llm", "Texts of invoices", "personal"),
            new("f4", "llm", "agent", "Calls it proposes", "personal"),
            new("f5", "agent", "transfers", "Transfers", "confidential"),
            new("f6", "agent", "clerks", "Transfers above 100 EUR", "personal"),
        ]
    );

    private static readonly Dictionary<string, (string Decision, string Reason)> s_paymentsDecisions = new(StringComparer.Ordinal)
    {
        ["indirect-injection"] = ("mitigated", "Texts of invoices are marked as untrusted, and every transfer has to match an order."),
        ["model-supply"] = ("transferred", "The contract pins the version and asks for notice of changes."),
        ["automation-bias"] = ("mitigated", "The clerk sees the invoice and the order side by side, without the agent's proposal."),
    };

    /// <summary>The assistant.</summary>
    public Task<Refusal?> RunAsync(Actor compliance, Actor officer, Action<string> say, CancellationToken ct) =>
        PlayAsync(
            new(
                "Customer service assistant",
                s_drawing,
                s_decisions,
                "Red-team test of planted instructions in attachments, before the pilot with customers begins",
                "indirect-injection.llm"
            ),
            compliance,
            officer,
            say,
            ct
        );

    /// <summary>The scoring of loans.</summary>
    public Task<Refusal?> CreditAsync(Actor compliance, Actor officer, Action<string> say, CancellationToken ct) =>
        PlayAsync(
            new(
                "Retail credit scoring",
                s_credit,
                s_creditDecisions,
                "Sample of bureau reports compared with the customers' own, for two months",
                "wrong-inputs.f3",
                Days: 90
            ),
            compliance,
            officer,
            say,
            ct
        );

    /// <summary>The payments: some threats are decided, the others wait.</summary>
    public Task<Refusal?> PaymentsAsync(Actor compliance, Action<string> say, CancellationToken ct) =>
        PlayAsync(new("Invoice payments", s_payments, s_paymentsDecisions, null, null), compliance, null, say, ct);

    private sealed record Plan(
        string System,
        DrawingBody Drawing,
        IReadOnlyDictionary<string, (string Decision, string Reason)> Decisions,
        string? Point,
        string? Threat,
        int Days = 30
    );

    // The first refusal ends it.
    private async Task<Refusal?> PlayAsync(Plan plan, Actor compliance, Actor? officer, Action<string> say, CancellationToken ct)
    {
        SystemId system;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            system = await db.AiSystems.AsNoTracking().Where(s => s.Name == plan.System).Select(s => s.Id).SingleAsync(ct);
        }

        if ((await draw.RunAsync(compliance, system, plan.Drawing, ifMatch: null, ct)).Refusal is { } notDrawn)
        {
            return notDrawn;
        }

        foreach (var threat in (await get.RunAsync(system, null, ct)).Value.Threats)
        {
            if (!plan.Decisions.TryGetValue(threat.Id.Split('.')[0], out var one))
            {
                continue;
            }

            if ((await decide.RunAsync(compliance, new(system, threat.Id, one.Decision, one.Reason), ct)).Refusal is { } undecided)
            {
                return undecided;
            }
        }

        if (officer is null)
        {
            say($"a threat model of {plan.System}, not decided to its end");
            return null;
        }

        var due = clock.Today().AddDays(plan.Days);
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
                        plan.Point,
                        plan.Threat,
                        "compliance@demo.example",
                        due.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture)
                    ),
                    ct
                )
            ).Refusal;
        if (refusal is null)
        {
            say($"a threat model of {plan.System}, reviewed by a second person");
        }

        return refusal;
    }
}
