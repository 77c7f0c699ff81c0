using Governance.Domain.Monitoring;
using Governance.Localisation;
using Governance.Policies;
using Governance.Portal.Kernel.Components.Badges;
using Governance.Portal.Kernel.Identity;
using Governance.Portal.Kernel.Labels;
using Governance.Portal.Models.Lineage;
using Governance.Portal.Operations.Monitoring;
using Governance.Portal.Operations.Retirements;
using Governance.Portal.Operations.Risks;

namespace Governance.Portal.Tests.Localisation;

/// <summary>What is kept in English, in words or with numbers of programs, is shown as the reader's language writes it.</summary>
public sealed class RecordedWordsTests
{
    private const string Reason = "The change is large enough to matter but not significant. About 2624 rows per side would settle it.";

    [Fact]
    public void ReasonOfAComparison_HasItsRowsWithAThousandsMark_InEachWindow()
    {
        Assert.Equal(
            "The change is large enough to matter but not significant. About 2,624 rows in each window would settle it.",
            DriftReason.Say(Reason)
        );
        Assert.Equal("Fewer than two groups have enough rows.", DriftReason.Say("Fewer than two groups have enough rows."));
        Assert.Null(DriftReason.Say(null));
        using var german = Languages.Use("de");

        Assert.EndsWith(" Mit etwa 2.624 Zeilen je Fenster ließe es sich entscheiden.", DriftReason.Say(Reason), StringComparison.Ordinal);
    }

    [Fact]
    public void GroupsOfAComparison_StandBetweenTheQuotesOfTheLanguage()
    {
        const string Recorded = "False positive rate of \"female\" against \"male\".";

        Assert.Equal("False positive rate of “female” against “male”.", DriftReason.Say(Recorded));
        using var german = Languages.Use("de");

        Assert.Equal("Falsch-positiv-Rate von „female“ gegenüber „male“.", DriftReason.Say(Recorded));
        // A group may be called like one of our words.
        Assert.Equal(
            "Falsch-positiv-Rate von „service“ gegenüber „Owner“.",
            DriftReason.Say("False positive rate of \"service\" against \"Owner\".")
        );
    }

    [Fact]
    public void BrowserOfASession_AndTheHost_AreNamedInGerman_AndAPersonAsWritten()
    {
        Assert.Equal("Chrome on Linux", SessionOrigin.Say("Chrome on Linux"));
        using var german = Languages.Use("de");

        Assert.Equal("Chrome unter Linux", SessionOrigin.Say("Chrome on Linux"));
        Assert.Equal("Safari", SessionOrigin.Say("Safari"));
        Assert.Equal(["Betrieb (Host)", "Host Nielsen"], new[] { "Host operator", "Host Nielsen" }.Select(ActorNames.Say));
    }

    [Fact]
    public void WordThatIsTheSameInGerman_LeavesItsSentenceGerman()
    {
        using var german = Languages.Use("de");

        Assert.Equal("Nachweis hinzugefügt: SBOM", Texts.T.Recorded("Evidence added: SBOM"));
        Assert.Equal("Nachweis hinzugefügt: Fairness", Texts.T.Recorded("Evidence added: Fairness"));
    }

    [Fact]
    public void WhyARiskIsScoredAnew_IsGermanThroughout()
    {
        using var german = Languages.Use("de");

        Assert.Equal(
            "ALR-0007 (Drift von amount, gemessen als PSI 0.31), Stufe Alarm: Eintrittswahrscheinlichkeit von 2 auf 4, "
                + "Restrisikowert von 8 auf 16.",
            Texts.T.Recorded(
                "ALR-0007 (drift of amount, measured as PSI 0.31), level alert: likelihood from 2 to 4, residual score from 8 to 16."
            )
        );
    }

    [Theory]
    [InlineData(AlertRule.LineageChange, "warehouse/bought (new source)", "warehouse/bought (neue Quelle)")]
    [InlineData(AlertRule.DataChange, "loans.csv (training)", "loans.csv (Training)")]
    [InlineData(AlertRule.Drift, "income (new source)", "income (new source)")]
    public void WhatAnAlertIsAbout_KeepsTheNameAndSaysWhatChanged(AlertRule rule, string field, string said)
    {
        Assert.Equal(field, AlertFields.Whole(rule, field));
        using var german = Languages.Use("de");

        Assert.Equal(said, AlertFields.Whole(rule, field));
    }

    [Theory]
    [InlineData(RuleOutcome.Pass, false, Tone.Pass, "Passed")]
    [InlineData(RuleOutcome.Fail, true, Tone.Fail, "Failed, blocking")]
    [InlineData(RuleOutcome.Fail, false, Tone.Warn, "Failed, advisory")]
    [InlineData(RuleOutcome.Error, false, Tone.Warn, "Could not be evaluated")]
    public void LinkedGate_ThatDoesNotBlock_IsPassedOnlyIfItsRuleIs(RuleOutcome outcome, bool blocks, Tone tone, string word) =>
        Assert.Equal((tone, word), RiskText.Of(new LinkedGate(new(62), "high-risk", "RISK-01", outcome, blocks, "", null)));

    [Theory]
    [InlineData("residual.likelihood", "Residual likelihood", "Verbleibende Eintrittswahrscheinlichkeit")]
    [InlineData("steps[1].dueAt", "Step 1: due", "Schritt 1: fällig")]
    [InlineData("mitigations[0].inPlaceSince", "Mitigation 0: in place since", "Maßnahme 0: umgesetzt seit")]
    public void MemberOfARisk_IsSaidInWords(string member, string english, string german)
    {
        Assert.Equal(english, RiskText.Member(member));
        using var inGerman = Languages.Use("de");

        Assert.Equal(german, Texts.T.Recorded(RiskText.Member(member)));
    }

    [Fact]
    public void StepOfAColumn_IsSaidInWords_AndAWordOfTheSendersOwnStays()
    {
        Assert.Equal(
            "from its values, transformed; without its values, join condition",
            LineageLabels.How("direct, transformation; indirect, join")
        );
        using var german = Languages.Use("de");

        Assert.Equal("aus ihren Werten, umgeformt", LineageLabels.How("direct, transformation"));
        Assert.Equal("ohne ihre Werte, fuzzy_match", LineageLabels.How("indirect, fuzzy_match"));
        Assert.Equal("ohne ihre Werte, Owner", LineageLabels.How("indirect, Owner"));
    }

    [Theory]
    [InlineData("artifact", "service@1.0.0", "Artifact of service 1.0.0", "Artefakt von service 1.0.0")]
    [InlineData("decisions", "service@1.0.0", "Decisions of service 1.0.0", "Entscheidungen von service 1.0.0")]
    [InlineData(
        "dataset",
        "m@1.0.0/training/Service",
        "Service 2 (training data of 1.0.0)",
        "Service 2 (Daten von 1.0.0, Rolle: Training)"
    )]
    [InlineData("held-out-set", "HOS-0001", "Service", "Service")]
    public void DataOfARetirement_IsSaidInGerman_AndItsNamesStay(string kind, string id, string name, string said)
    {
        Assert.Equal(name, RetirementText.NameOf(kind, id, name));
        using var german = Languages.Use("de");

        Assert.Equal(said, RetirementText.NameOf(kind, id, name));
    }

    [Fact]
    public void SignalsOfTheTaxonomy_AreInGermanThroughout()
    {
        using var german = Languages.Use("de");
        var signals = Frameworks.Categories.Select(c => c.Signal).ToList();

        var drift = signals.Single(s => s.Id == "KRI-DRIFT");
        Assert.Equal("gelb 0,10, rot 0,25, als Index", RiskText.Limits(drift));
        Assert.Equal(
            "Populationsstabilitätsindex, schlechtestes Schlüsselmerkmal, als Index: Gelb 0,10, Rot 0,25, über 30 Tage",
            RiskText.Proposed(drift)
        );
        Assert.All(
            signals,
            signal =>
            {
                Assert.NotNull(Texts.T.Current!.Find(RiskText.Unit(signal)));
                Assert.NotNull(Texts.T.Current!.Find(signal.Name));
                Assert.DoesNotContain(" over ", RiskText.Proposed(signal), StringComparison.Ordinal);
            }
        );
    }
}
