using Governance.Domain.Compliance;
using Governance.Domain.Intake;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Compliance.Intake;

/// <summary>Use cases in the words of the pages.</summary>
internal static class UseCaseLabels
{
    public static (Tone Tone, string Word) State(UseCaseState state) =>
        state switch
        {
            UseCaseState.Draft => (Tone.Idle, "Draft"),
            UseCaseState.Submitted => (Tone.Info, "Submitted"),
            UseCaseState.InTriage => (Tone.Info, "In triage"),
            UseCaseState.InformationAsked => (Tone.Warn, "More information requested"),
            UseCaseState.Accepted => (Tone.Pass, T.Sense("Accepted", "a use case")),
            UseCaseState.Declined => (Tone.Fail, "Declined"),
            UseCaseState.Withdrawn => (Tone.Idle, "Withdrawn"),
        };

    public static string Of(TriageFunction function) =>
        function switch
        {
            TriageFunction.Risk => "Risk",
            TriageFunction.Security => "Security",
            TriageFunction.Legal => "Legal",
        };

    public static (Tone Tone, string Word) Verdict(TriageVerdict verdict) =>
        verdict switch
        {
            TriageVerdict.Support => (Tone.Pass, "Support"),
            TriageVerdict.SupportWithConditions => (Tone.Warn, "Support with conditions"),
            TriageVerdict.Object => (Tone.Fail, "Objection"),
        };

    public static string Of(Sourcing sourcing) =>
        sourcing switch
        {
            Sourcing.Build => "Built in-house",
            Sourcing.Buy => "Bought",
            Sourcing.Adapt => "Built on a third-party model or product",
        };

    public static string Of(Hosting hosting) =>
        hosting switch
        {
            Hosting.OnPremises => "In our own data centre",
            Hosting.OwnCloud => "In our own cloud environment",
            Hosting.SupplierInUnion => "At the supplier, within the Union",
            Hosting.SupplierOutsideUnion => "At the supplier, outside the Union or unknown",
        };

    public static string Of(DecisionRole role) =>
        role switch
        {
            DecisionRole.Assist => "It informs; a person decides",
            DecisionRole.DecideWithReview => "It decides; a person reviews the decision before it takes effect",
            DecisionRole.DecideAlone => "It decides alone",
        };

    public static string Of(DataCategory data) =>
        data switch
        {
            DataCategory.NoPersonal => "No personal data",
            DataCategory.Personal => "Personal data",
            DataCategory.SpecialCategory => "Special categories (Art. 9 GDPR)",
            DataCategory.CriminalOffence => "Criminal convictions and offences (Art. 10 GDPR)",
            DataCategory.Biometric => "Biometric data",
            DataCategory.Financial => "Financial circumstances of people",
            DataCategory.Employee => "Data of staff and applicants",
            DataCategory.Confidential => "Confidential business data",
        };

    public static string Of(ModelTier tier) =>
        tier switch
        {
            ModelTier.Tier1 => "Tier 1, highest",
            ModelTier.Tier2 => "Tier 2",
            ModelTier.Tier3 => "Tier 3",
            ModelTier.Tier4 => "Tier 4, lowest",
        };

    public static string WaitsFor(string whom) =>
        whom switch
        {
            "proposer" => "Proposer",
            "risk" => "Risk",
            "security" => "Security",
            "legal" => "Legal",
            _ => "Decision",
        };

    /// <summary>What a hint says; it never says that something is so.</summary>
    public static (Tone Tone, string Words) Hint(HintKind kind) =>
        kind switch
        {
            HintKind.Prohibited => (Tone.Fail, "Points to a prohibited practice"),
            HintKind.AnnexIII => (Tone.Warn, "Points to an area or use listed in Annex III"),
            HintKind.Transparency => (Tone.Info, "Points to a transparency obligation"),
            HintKind.Unsure => (Tone.Warn, "The proposer is not sure"),
            HintKind.AutomatedDecision => (Tone.Warn, "Decides about people without review"),
            HintKind.ProtectedData => (Tone.Warn, "Uses specially protected data"),
            HintKind.Vulnerable => (Tone.Warn, "Affects people in a vulnerable position"),
            HintKind.ThirdCountry => (Tone.Warn, "Personal data might leave the Union"),
            HintKind.NotAnswered => (Tone.Idle, "Some questions are not answered"),
        };

    /// <summary>A value of a question of the law's data.</summary>
    public static string Value(Law law, string? question, string value) =>
        value == LawQuestion.Unsure ? "Not sure"
        : law.Subpoints.TryGetValue(value, out var point) ? point.Title
        : question is not null && law.Questions.TryGetValue(question, out var known) && known.Answer(value) is { } answer ? answer.Label
        : value;
}
