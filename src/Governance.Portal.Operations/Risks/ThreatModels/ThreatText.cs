using Governance.Domain.Threats;
using Governance.Portal.Kernel.Components.Badges;
using static Governance.Localisation.Texts;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>Threat models in words.</summary>
internal static class ThreatText
{
    /// <summary>An edition of the rules as it is on record, "1, 2026-11-24", with its day as people write it.</summary>
    public static string? Edition(string? recorded) =>
        recorded?.Split(", ") is [var number, var day] ? $"{number}, {RiskText.Day(day)}" : recorded;

    /// <summary>
    /// A threat by what it is and where, as decisions and points name it by its id: the id of a rule, a point and the element's key.
    /// One that the rules no longer suggest has its words from its rule, and its id where no rule has it either.
    /// </summary>
    public static string NameOf(string id, ThreatModelView model)
    {
        if (model.Threats.FirstOrDefault(t => t.Id == id) is { } suggested)
        {
            return $"{T.Word(suggested.Title)}, {suggested.ElementName}";
        }

        var rule = ThreatRules.All.FirstOrDefault(r => id.StartsWith($"{r.Id}.", StringComparison.Ordinal));
        if (rule is null)
        {
            return id;
        }

        var element = id[(rule.Id.Length + 1)..];
        return $"{T.Word(rule.Title)}, {model.Components.FirstOrDefault(c => c.Key == element)?.Name ?? element}";
    }

    public static string Of(ThreatModelState state) =>
        state switch
        {
            ThreatModelState.Draft => "Draft",
            ThreatModelState.Submitted => "Waiting for review",
            ThreatModelState.Reviewed => "Reviewed",
            ThreatModelState.Superseded => "Superseded",
        };

    public static Tone ToneOf(ThreatModelState state) =>
        state switch
        {
            ThreatModelState.Reviewed => Tone.Pass,
            ThreatModelState.Submitted => Tone.Info,
            _ => Tone.Idle,
        };

    public static string Of(ThreatComponentKind kind) =>
        kind switch
        {
            ThreatComponentKind.UserInterface => "User interface",
            ThreatComponentKind.Application => "Application",
            ThreatComponentKind.PredictiveModel => "Predictive model",
            ThreatComponentKind.LanguageModel => "Language model",
            ThreatComponentKind.RetrievalIndex => "Retrieval index",
            ThreatComponentKind.DataStore => "Data store",
            ThreatComponentKind.TrainingPipeline => "Training pipeline",
            ThreatComponentKind.Service => "Tool or external service",
            ThreatComponentKind.HumanReviewer => "Human reviewer",
        };

    public static string Of(BoundaryTrust trust) =>
        trust switch
        {
            BoundaryTrust.Own => "Operated by us",
            BoundaryTrust.Partner => "Operated by a partner",
            BoundaryTrust.Public => "Open to anyone",
        };

    public static string Of(DataSensitivity sensitivity) =>
        sensitivity switch
        {
            DataSensitivity.Public => "Public data",
            DataSensitivity.Internal => "Internal data",
            DataSensitivity.Confidential => "Confidential data",
            DataSensitivity.Personal => "Personal data",
            DataSensitivity.SpecialCategory => "Special categories of personal data",
        };

    public static string Of(ThreatDecisionKind kind) =>
        kind switch
        {
            ThreatDecisionKind.Mitigated => "Mitigated",
            ThreatDecisionKind.InRegister => "Treated in the register",
            ThreatDecisionKind.Accepted => "Accepted in the register",
            ThreatDecisionKind.Transferred => "Transferred",
            ThreatDecisionKind.NotApplicable => "Not applicable",
        };

    public static Tone ToneOf(ThreatDecisionKind kind) =>
        kind switch
        {
            ThreatDecisionKind.Mitigated => Tone.Pass,
            ThreatDecisionKind.NotApplicable => Tone.Idle,
            ThreatDecisionKind.Accepted => Tone.Waive,
            _ => Tone.Info,
        };
}
