using Governance.Domain.Competences;
using Governance.Portal.Kernel.Components.Badges;

namespace Governance.Portal.Compliance.Competences;

/// <summary>Competences in words.</summary>
internal static class CompetenceLabels
{
    public static string Of(CompetenceDuty duty) =>
        duty switch
        {
            CompetenceDuty.SignSecurity => "Sign as security approver",
            CompetenceDuty.SignLegal => "Sign as legal approver",
            CompetenceDuty.SignOwner => "Sign as owner",
            CompetenceDuty.Oversee => "Oversee an AI system",
            CompetenceDuty.Validate => "Report a validation",
        };

    public static (Tone Tone, string Word) Of(CompetenceView record) =>
        record.State switch
        {
            CompetenceState.Recorded => (Tone.Warn, "Waiting for confirmation"),
            CompetenceState.Confirmed when record.Counts => (Tone.Pass, "Valid"),
            CompetenceState.Confirmed => (Tone.Fail, "Expired"),
            CompetenceState.Withdrawn => (Tone.Idle, "Withdrawn"),
        };

    public static string State(CompetenceState state) =>
        state switch
        {
            CompetenceState.Recorded => "Waiting for confirmation",
            CompetenceState.Confirmed => "Confirmed",
            CompetenceState.Withdrawn => "Withdrawn",
        };

    public static (Tone Tone, string Word) Of(CompetenceCell cell) =>
        cell switch
        {
            { Standing.IsValid: true } => (Tone.Pass, "Valid"),
            { Standing.IsWaiting: true } => (Tone.Warn, "Waiting for confirmation"),
            { Standing.ValidUntil: not null, IsRequired: true } => (Tone.Fail, "Expired"),
            { Standing.ValidUntil: not null } => (Tone.Idle, "Expired"),
            { IsRequired: true } => (Tone.Fail, "Record missing"),
            _ => (Tone.Idle, "Not required"),
        };

    public static string Of(CompetenceSource source) =>
        source switch
        {
            CompetenceSource.Manual => "Recorded manually",
            CompetenceSource.Csv => "CSV file",
            CompetenceSource.Xapi => "xAPI statement",
            CompetenceSource.Scorm => "SCORM export",
        };
}
