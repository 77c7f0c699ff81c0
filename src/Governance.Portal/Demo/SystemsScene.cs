using Governance.Data;
using Governance.Domain;
using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Compliance.Systems;
using Microsoft.EntityFrameworkCore;

namespace Governance.Portal.Demo;

/// <summary>
/// AI systems of the demo, told by the actions users call: credit scoring as a high-risk use that the organisation built and uses, a
/// purchased tool for applications whose provider owes most, an intrusion detector without a listed use, an assistant no one has
/// finished classifying, an assistant for staff, whom it has to tell what it is, and prices of loans, whose system the intake made.
/// </summary>
internal sealed class SystemsScene(
    IDbContextFactory<GovernanceDbContext> dbFactory,
    RegisterSystem register,
    StartAssessment start,
    SubmitAssessment submit,
    SignAssessment sign,
    ReadCompliance read,
    MeetDuty meet,
    LinkEvidence link,
    AssignDuty assign,
    DemoTexts texts
)
{
    // Every question that is asked in the same way of all of them.
    private static readonly Dictionary<string, GivenAnswer> s_common = new(StringComparer.Ordinal)
    {
        ["Q01"] = GivenAnswer.One("ai_system"),
        ["Q02"] = GivenAnswer.One("offered_in_union"),
        ["Q03"] = GivenAnswer.One("none"),
        ["Q05"] = GivenAnswer.Many("no"),
        ["Q10"] = GivenAnswer.One("no"),
        ["Q11"] = GivenAnswer.One("no"),
        ["Q12"] = GivenAnswer.One("no"),
        ["Q13"] = GivenAnswer.One("no"),
        ["Q14"] = GivenAnswer.One("no"),
        ["Q15"] = GivenAnswer.One("no"),
        ["Q16"] = GivenAnswer.One("no"),
        ["Q17"] = GivenAnswer.One("no"),
        ["Q18"] = GivenAnswer.One("no"),
        ["Q19"] = GivenAnswer.One("no"),
        ["Q30"] = GivenAnswer.One("no"),
        ["Q50"] = GivenAnswer.One("no"),
        ["Q51"] = GivenAnswer.One("no"),
        ["Q52"] = GivenAnswer.One("no"),
        ["Q53"] = GivenAnswer.One("no"),
        ["Q54"] = GivenAnswer.One("no"),
        ["Q60"] = GivenAnswer.One("no"),
        ["Q70"] = GivenAnswer.Many("financial_institution"),
    };

    /// <summary>Plays it. The first refusal ends it.</summary>
    public async Task<Refusal?> PlayAsync(Actor compliance, Actor legal, Action<string> say, CancellationToken ct)
    {
        var credit = await ClassifiedAsync(
            compliance,
            legal,
            new(
                "Retail credit scoring",
                "Estimates the probability that a retail customer defaults within twelve months, for the decision on a loan (demo data).",
                DemoScene.Owner
            )
            {
                LifeCycle = "testing",
                Roles = ["provider", "deployer"],
                PlacedOn = "2027-12-15",
                Models = ["credit-default"],
                AffectedGroups = ["Retail customers who apply for credit"],
                Countries = ["DE", "FR"],
                Components = [new("Credit bureau score", "service", "Bureau (demo)", "2026.2")],
            },
            new(StringComparer.Ordinal)
            {
                ["Q04"] = GivenAnswer.Many("builds_under_own_name", "uses"),
                ["Q40"] = GivenAnswer.Many("A3-5"),
                ["Q41"] = GivenAnswer.Many("A3-5-b"),
                ["Q42"] = GivenAnswer.One("no"),
                ["Q43"] = GivenAnswer.One("yes"),
                ["Q80"] = GivenAnswer.One("2027-12-15"),
                ["Q81"] = GivenAnswer.Many("none"),
            },
            ct
        );
        if (credit.Refusal is { } refused)
        {
            return refused;
        }

        var hiring = await ClassifiedAsync(
            compliance,
            legal,
            new(
                "Application screening",
                "Ranks applications for open positions for a recruiter, who decides (demo data).",
                "compliance@demo.example"
            )
            {
                LifeCycle = "testing",
                Roles = ["deployer"],
                Supplier = "Talent Tools (demo)",
                AffectedGroups = ["Applicants"],
                Countries = ["DE"],
            },
            new(StringComparer.Ordinal)
            {
                ["Q04"] = GivenAnswer.Many("uses"),
                ["Q40"] = GivenAnswer.Many("A3-4"),
                ["Q41"] = GivenAnswer.Many("A3-4-a"),
                ["Q43"] = GivenAnswer.One("yes"),
                ["Q70"] = GivenAnswer.Many("employer", "financial_institution"),
                ["Q80"] = GivenAnswer.One("not_yet"),
                ["Q81"] = GivenAnswer.Many("none"),
            },
            ct
        );
        var detector = hiring.Refusal is { } no
            ? no
            : await ClassifiedAsync(
                compliance,
                legal,
                new(
                    "Network intrusion detection",
                    "Flags connections of the bank's own network that look like an attack, for the security team (demo data).",
                    DemoScene.Owner
                )
                {
                    LifeCycle = "in-use",
                    Roles = ["provider", "deployer"],
                    PlacedOn = "2026-09-01",
                    Models = ["netflow-detector"],
                    Countries = ["DE"],
                },
                new(StringComparer.Ordinal)
                {
                    ["Q04"] = GivenAnswer.Many("builds_under_own_name", "uses"),
                    ["Q40"] = GivenAnswer.Many("none"),
                    ["Q80"] = GivenAnswer.One("2026-09-01"),
                },
                ct
            );
        return detector.Refusal
            ?? await UnfinishedAsync(compliance, ct)
            ?? await CaredForAsync(compliance, credit.Value, say, ct)
            ?? await texts.WriteAsync(compliance, credit.Value, say, ct);
    }

    private async Task<Refusal?> UnfinishedAsync(Actor compliance, CancellationToken ct)
    {
        var assistant = await register.RunAsync(
            compliance,
            new(
                "Customer service assistant",
                "Answers questions of customers about their accounts in a chat (demo data).",
                "compliance@demo.example"
            )
            {
                LifeCycle = "development",
                Roles = ["deployer"],
                Components = [new("Language model", "gpai-model", "Model maker (demo)", null)],
            },
            ct
        );
        if (assistant.Refusal is { } refused)
        {
            return refused;
        }

        var some = s_common
            .Where(a => string.CompareOrdinal(a.Key, "Q17") < 0)
            .Append(KeyValuePair.Create("Q04", GivenAnswer.Many("uses")))
            .ToDictionary(a => a.Key, a => new AnswerChange(a.Value, null), StringComparer.Ordinal);
        return (await start.RunAsync(compliance, assistant.Value, some, ct)).Refusal;
    }

    /// <summary>The system of the assistant, which is tried out before it goes into production.</summary>
    public async Task<Refusal?> TryOutAsync(Actor compliance, Actor legal, CancellationToken ct)
    {
        var staff = await ClassifiedAsync(
            compliance,
            legal,
            new(
                "Policy assistant for staff",
                "Answers questions of staff from the bank's policies, with the passages (demo data).",
                DemoScene.Owner
            )
            {
                LifeCycle = "testing",
                Roles = ["provider", "deployer"],
                PlacedOn = "2027-02-01",
                Models = ["policy-assistant"],
                AffectedGroups = ["Staff of the bank"],
                Countries = ["DE", "FR"],
                Components = [new("Language model", "gpai-model", "Model maker (demo)", null)],
            },
            new(StringComparer.Ordinal)
            {
                ["Q04"] = GivenAnswer.Many("builds_under_own_name", "uses"),
                ["Q40"] = GivenAnswer.Many("none"),
                ["Q50"] = GivenAnswer.One("yes"),
                ["Q51"] = GivenAnswer.One("yes"),
                ["Q80"] = GivenAnswer.One("2027-02-01"),
            },
            ct
        );
        return staff.Refusal;
    }

    /// <summary>The system of the agent that pays invoices.</summary>
    public async Task<Refusal?> PayInvoicesAsync(Actor compliance, Actor legal, CancellationToken ct)
    {
        var invoices = await ClassifiedAsync(
            compliance,
            legal,
            new(
                "Invoice payments",
                "Pays invoices that match an order; a clerk approves amounts above 100 EUR (demo data).",
                DemoScene.Owner
            )
            {
                LifeCycle = "in-use",
                Roles = ["provider", "deployer"],
                Models = [DemoAgents.Agent],
                Countries = ["DE"],
                Components = [new("Language model", "gpai-model", "Model maker (demo)", null)],
            },
            new(StringComparer.Ordinal)
            {
                ["Q04"] = GivenAnswer.Many("builds_under_own_name", "uses"),
                ["Q40"] = GivenAnswer.Many("none"),
                ["Q80"] = GivenAnswer.One("2026-11-01"),
            },
            ct
        );
        return invoices.Refusal;
    }

    /// <summary>The system that the intake made of the pricing model gets its class: no listed use is about prices of loans.</summary>
    public async Task<Refusal?> ClassifyPricingAsync(Actor compliance, Actor legal, CancellationToken ct)
    {
        SystemId system;
        await using (var db = await dbFactory.CreateDbContextAsync(ct))
        {
            system = await db.UseCases.Where(u => u.System != null).OrderBy(u => u.Id).Select(u => u.System!.Value).FirstAsync(ct);
        }

        var answers = new Dictionary<string, GivenAnswer>(StringComparer.Ordinal)
        {
            ["Q04"] = GivenAnswer.Many("builds_under_own_name", "uses"),
            ["Q40"] = GivenAnswer.Many("none"),
            ["Q80"] = GivenAnswer.One("2027-03-01"),
        };
        return (await ClassifyAsync(compliance, legal, system, answers, ct)).Refusal;
    }

    /// <summary>The screening of Art. 5 is evidenced, and literacy is cared for by someone.</summary>
    private async Task<Refusal?> CaredForAsync(Actor compliance, SystemId credit, Action<string> say, CancellationToken ct)
    {
        var screening = new DutyKey(credit, "OBL-5");
        var literacy = new DutyKey(credit, "OBL-4");
        var met = await meet.RunAsync(compliance, screening, nextReview: null, ct);
        var linked = met.Refusal is { } no
            ? no
            : await link.RunAsync(
                compliance,
                literacy,
                new("attached_document", "Training plan for credit officers (demo)", "intranet/training/ai-literacy", null, null),
                ct
            );
        var assigned = linked.Refusal is { } not
            ? not
            : await assign.RunAsync(compliance, literacy, new("compliance@demo.example"), new("2026-12-15"), ct);
        if (assigned.IsDone)
        {
            say("4 AI systems, three of them classified");
        }

        return assigned.Refusal;
    }

    private async Task<Result<SystemId>> ClassifiedAsync(
        Actor compliance,
        Actor legal,
        RegisterSystem.Command system,
        Dictionary<string, GivenAnswer> own,
        CancellationToken ct
    )
    {
        var registered = await register.RunAsync(compliance, system, ct);
        return registered.Refusal is { } refusal ? refusal : await ClassifyAsync(compliance, legal, registered.Value, own, ct);
    }

    private async Task<Result<SystemId>> ClassifyAsync(
        Actor compliance,
        Actor legal,
        SystemId system,
        Dictionary<string, GivenAnswer> own,
        CancellationToken ct
    )
    {
        var answers = s_common
            .Where(a => !own.ContainsKey(a.Key))
            .Concat(own)
            .ToDictionary(a => a.Key, a => new AnswerChange(a.Value, Reason(a.Key)), StringComparer.Ordinal);
        var begun = await start.RunAsync(compliance, system, answers, ct);
        var submitted = begun.IsDone ? await submit.RunAsync(compliance, begun.Value, ct) : begun;
        if (submitted.Refusal is { } unfinished)
        {
            return unfinished;
        }

        var shown = await read.AssessmentAsync(begun.Value, ct);
        var signed = shown.IsDone ? await sign.RunAsync(legal, begun.Value, shown.Value.ResultSha256, ct) : shown.Refusal!;
        return signed.Refusal is { } unsigned ? unsigned : system;
    }

    private static string? Reason(string question) =>
        question switch
        {
            "Q41" => "The listed use is its stated purpose.",
            "Q43" => "It evaluates personal aspects of natural persons by automated means.",
            _ => null,
        };
}
