using Governance.Domain.Threats;
using Governance.Localisation;
using Governance.Portal.Operations.Risks.Mapping;
using Governance.Portal.Operations.Risks.ThreatModels;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Tests.Risks;

/// <summary>The stored rules are whole, and suggest what a reader of the file expects; frameworks lead to one another both ways.</summary>
public sealed class ThreatRulesTests
{
    private static readonly SystemDrawing s_assistant = new(
        [
            new("web", "Customers", BoundaryTrust.Public),
            new("ours", "Bank", BoundaryTrust.Own),
            new("maker", "Maker", BoundaryTrust.Partner),
        ],
        [
            new("chat", "Chat", ThreatComponentKind.UserInterface, "web"),
            new("app", "Service", ThreatComponentKind.Application, "ours"),
            new("index", "Index", ThreatComponentKind.RetrievalIndex, "ours"),
            new("llm", "Model", ThreatComponentKind.LanguageModel, "maker"),
        ],
        [
            new("f1", "chat", "app", "Questions", DataSensitivity.Personal),
            new("f2", "app", "index", "Attachments", DataSensitivity.Internal),
            new("f3", "index", "app", "Passages", DataSensitivity.Internal),
            new("f4", "app", "llm", "Questions with passages", DataSensitivity.Personal),
            new("f5", "llm", "app", "Answers", DataSensitivity.Personal),
        ]
    );

    private static readonly SystemDrawing s_scoring = new(
        [
            new("web", "Applicants", BoundaryTrust.Public),
            new("ours", "Bank", BoundaryTrust.Own),
            new("bureau", "Bureau", BoundaryTrust.Partner),
        ],
        [
            new("form", "Form", ThreatComponentKind.UserInterface, "web"),
            new("app", "Loan service", ThreatComponentKind.Application, "ours"),
            new("score", "Score", ThreatComponentKind.PredictiveModel, "ours"),
            new("train", "Training", ThreatComponentKind.TrainingPipeline, "ours"),
            new("bureau", "Bureau", ThreatComponentKind.Service, "bureau"),
            new("clerk", "Clerk", ThreatComponentKind.HumanReviewer, "ours"),
        ],
        [
            new("f1", "form", "app", "Applications", DataSensitivity.Personal),
            new("f2", "bureau", "app", "Bureau records", DataSensitivity.Personal),
            new("f3", "app", "score", "Features", DataSensitivity.Personal),
            new("f4", "score", "clerk", "Scores", DataSensitivity.Personal),
            new("f5", "bureau", "train", "History", DataSensitivity.Personal),
            new("f6", "train", "score", "Weights", DataSensitivity.Internal),
        ]
    );

    [Fact]
    public void Assistant_IsThreatenedByWhatItReads_AndByWhoAsks()
    {
        var ids = ThreatRules.For(s_assistant).Select(t => t.Id).ToList();

        Assert.Equal(
            [
                "direct-injection.llm",
                "indirect-injection.llm",
                "index-poisoning.index",
                "sensitive-output.llm",
                "output-handling.f5",
                "prompt-disclosure.llm",
                "misinformation.llm",
                "consumption.llm",
                "model-supply.llm",
                "extraction.llm",
                "membership.llm",
                "personal-crossing.f1",
                "personal-crossing.f4",
                "personal-crossing.f5",
                "public-interface.app",
            ],
            ids
        );
        Assert.Equal(ids, ThreatRules.For(s_assistant).Select(t => t.Id));
    }

    [Fact]
    public void Score_IsThreatenedByEvasion_Extraction_AndDataOfOthers()
    {
        Assert.Equal(
            [
                "consumption.score",
                "service-supply.bureau",
                "training-poisoning.f5",
                "evasion.score",
                "extraction.score",
                "membership.score",
                "personal-crossing.f1",
                "personal-crossing.f2",
                "personal-crossing.f5",
                "public-interface.app",
                "wrong-inputs.f2",
                "automation-bias.f4",
            ],
            ThreatRules.For(s_scoring).Select(t => t.Id)
        );
    }

    [Fact]
    public void Rules_NameItemsOfFrameworks_HaveMitigations_AndAreThereInGerman()
    {
        using var german = Languages.Use("de");
        var known = T.Current!.Keys.ToHashSet(StringComparer.Ordinal);

        Assert.Equal(ThreatRules.All.Count, ThreatRules.All.Select(r => r.Id).Distinct(StringComparer.Ordinal).Count());
        Assert.All(ThreatRules.All, r => Assert.NotEmpty(r.Mitigations));
        Assert.All(ThreatRules.All.SelectMany(r => r.Threats), t => Assert.NotNull(FrameworkMapping.Find(t)));
        Assert.All(ThreatRules.All.SelectMany(r => r.Mitigations.Append(r.Title).Append(r.Why)), t => Assert.Contains(t, known));
        Assert.True(ThreatRules.Verification.Length > 20);
    }

    [Fact]
    public void Edition_OfTheRules_IsReadWithItsDayAsPeopleWriteIt()
    {
        Assert.Equal("1, 24 Nov 2026", ThreatText.Edition("1, 2026-11-24")?.Replace('\u00A0', ' '));
        Assert.Equal("2", ThreatText.Edition("2"));
        Assert.Null(ThreatText.Edition(null));
    }

    [Fact]
    public void Mapping_OfEveryFramework_LeadsBothWays()
    {
        Assert.Equal(10, FrameworkMapping.All.Count);
        Assert.All(
            FrameworkMapping.All.SelectMany(f => f.Items).Select(i => i.Id),
            id => Assert.All(FrameworkMapping.Related(id), other => Assert.Contains(id, FrameworkMapping.Related(other)))
        );
        var injection = FrameworkMapping.Related("LLM01:2025");
        Assert.All(
            ["LLM01:2026", "MEASURE 2.7", "A.6.2.4", "AML.T0051", "AML.M0020", "ASI01", "Art. 15(5)", "prompt-injection"],
            id => Assert.Contains(id, injection)
        );
        Assert.Contains("LLM01:2025", FrameworkMapping.Related("MEASURE 2.7"));
        Assert.NotEmpty(FrameworkMapping.Details("LLM01:2025")!.Signals);
        Assert.Equal("KRI-INJ", FrameworkMapping.Details("prompt-injection")!.Indicator!.Id);
    }
}
