using Governance.Domain.Compliance;
using Governance.Domain.Identity;
using Governance.Domain.Systems;
using Governance.EndToEnd.Tests.Infrastructure;
using Governance.Portal.Compliance.Compliance;
using Governance.Portal.Compliance.Systems;
using Governance.Portal.Operations.Risks;

namespace Governance.EndToEnd.Tests.Journey;

/// <summary>The credit system of the samples, in production and classified, about which no one has written anything yet.</summary>
public class TechnicalFilePortal : RunningPortal
{
    public const string Compliance = "clara.novak@northwall.example";

    private const string Version = "2.0.0";

    // High-risk by Annex III(5)(b), as provider and deployer.
    private static readonly Dictionary<string, GivenAnswer> s_answers = new(StringComparer.Ordinal)
    {
        ["Q01"] = GivenAnswer.One("ai_system"),
        ["Q02"] = GivenAnswer.One("offered_in_union"),
        ["Q03"] = GivenAnswer.One("none"),
        ["Q04"] = GivenAnswer.Many("builds_under_own_name", "uses"),
        ["Q05"] = GivenAnswer.Many("no"),
        ["Q40"] = GivenAnswer.Many("A3-5"),
        ["Q41"] = GivenAnswer.Many("A3-5-b"),
        ["Q42"] = GivenAnswer.One("no"),
        ["Q43"] = GivenAnswer.One("yes"),
        ["Q70"] = GivenAnswer.Many("financial_institution"),
        ["Q80"] = GivenAnswer.One("2027-12-15"),
        ["Q81"] = GivenAnswer.Many("none"),
    };

    private static readonly string[] s_no =
    [
        "Q10",
        "Q11",
        "Q12",
        "Q13",
        "Q14",
        "Q15",
        "Q16",
        "Q17",
        "Q18",
        "Q19",
        "Q30",
        "Q50",
        "Q51",
        "Q52",
        "Q53",
        "Q54",
        "Q60",
    ];

    public SystemId System { get; private set; }

    /// <summary>Evidence that holds the released instructions for use.</summary>
    public string Instructions { get; private set; } = "";

    protected override async ValueTask PrepareAsync()
    {
        var bank = await Bank.OpenAsync(Factory);
        await bank.RegisterModelAsync();
        await DeployAsync(bank);
        var compliance = Actor.OfUser(
            await Factory.CreateUserAsync(Compliance, Roles.ComplianceOfficer),
            Roles.ComplianceOfficer,
            session: null
        );
        var legal = Actor.OfUser(
            await Factory.CreateUserAsync("pavel.horak@northwall.example", Roles.LegalReviewer),
            Roles.LegalReviewer,
            session: null
        );
        await RegisterAsync(bank, compliance);
        await ClassifyAsync(compliance, legal);
        var raised = await Factory
            .Get<RaiseRisk>()
            .RunAsync(
                compliance,
                new RiskSettings
                {
                    Title = "Bias against young applicants",
                    Category = "fairness",
                    Cause = "Short credit histories score low",
                    Consequence = "Young people are declined more often",
                    Model = bank.Model,
                    Owner = bank.Owner,
                    Inherent = new(4, 4),
                    Residual = new(2, 4),
                },
                default
            );
        Assert.Null(raised.Refusal);
        await using var db = await Factory.Databases.CreateDbContextAsync();
        Instructions = db.Evidence.Where(e => e.Model == bank.Model).OrderByDescending(e => e.Id).First().Id.ToString();
    }

    /// <summary>Brings the model into production and under watch, with evidence about it.</summary>
    protected virtual async Task DeployAsync(Bank bank)
    {
        await bank.AdoptAsync("policy.yaml");
        await bank.RegisterVersionAsync(Version);
        await bank.AddEvidenceAsync(Version, "regions.json", "other");
        await ReleaseAsync(bank, Version, log: null);
    }

    /// <summary>Has a version signed, deploys it and uploads what it decided.</summary>
    protected static async Task ReleaseAsync(Bank bank, string version, string? log)
    {
        ArgumentNullException.ThrowIfNull(bank);
        var promotion = await bank.RequestAsync(version);
        await bank.SignAllAsync(promotion);
        await bank.DeployAsync(version, promotion);
        await bank.UploadWindowsAsync(version, windows: 1, log);
    }

    private async Task RegisterAsync(Bank bank, Actor compliance)
    {
        var made = await Factory
            .Get<RegisterSystem>()
            .RunAsync(
                compliance,
                new(
                    "Retail credit scoring",
                    "Estimates the probability that a retail customer defaults within twelve months, for the decision on a loan.",
                    bank.Owner
                )
                {
                    LifeCycle = "testing",
                    Roles = ["provider", "deployer"],
                    PlacedOn = "2027-12-15",
                    Models = [bank.Model],
                    AffectedGroups = ["Retail customers who apply for credit"],
                    Countries = ["DE"],
                },
                default
            );
        Assert.True(made.IsDone, made.Refusal?.Message);
        System = made.Value;
    }

    private async Task ClassifyAsync(Actor compliance, Actor legal)
    {
        var answers = s_answers
            .Concat(s_no.Select(q => KeyValuePair.Create(q, GivenAnswer.One("no"))))
            .ToDictionary(a => a.Key, a => new AnswerChange(a.Value, null), StringComparer.Ordinal);
        var begun = await Factory.Get<StartAssessment>().RunAsync(compliance, System, answers, default);
        Assert.True(begun.IsDone, begun.Refusal?.Message);
        Assert.True((await Factory.Get<SubmitAssessment>().RunAsync(compliance, begun.Value, default)).IsDone);
        var shown = (await Factory.Get<ReadCompliance>().AssessmentAsync(begun.Value, default)).Value;
        Assert.True((await Factory.Get<SignAssessment>().RunAsync(legal, begun.Value, shown.ResultSha256, default)).IsDone);
    }
}
