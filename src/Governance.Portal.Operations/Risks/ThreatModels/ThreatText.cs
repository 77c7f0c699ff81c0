using Governance.Domain.Threats;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Operations.Risks.ThreatModels;

/// <summary>Threat models in words.</summary>
internal static class ThreatText
{
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
