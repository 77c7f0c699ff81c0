namespace Governance.Domain.Targets;

/// <summary>Refusals about appetite and targets.</summary>
public static class TargetsRefusals
{
    /// <summary>No draft.</summary>
    public static Refusal NoDraft { get; } =
        new("targets.no-draft", $"This AI system has no draft of its risk appetite and targets. Draft them first.", RefusalKind.NotFound);

    /// <summary>A system that is retired.</summary>
    public static Refusal SystemRetired { get; } =
        new(
            "targets.system-retired",
            $"This AI system is retired. Its appetite and targets are kept for the record only.",
            RefusalKind.Conflict
        );

    /// <summary>No person behind it.</summary>
    public static Refusal PersonMissing { get; } =
        new("targets.person-missing", $"Only a person can draft risk appetite and targets. Sign in to draft them.", RefusalKind.Forbidden);

    /// <summary>Neither owner nor risk officer.</summary>
    public static Refusal NotTheirsToSign { get; } =
        new(
            "targets.not-theirs-to-sign",
            $"Only the owner of an AI system or a risk officer can sign its risk appetite and targets. Ask one of them.",
            RefusalKind.Forbidden
        );

    /// <summary>They drafted it.</summary>
    public static Refusal DraftedIt { get; } =
        new("targets.drafted-it", $"You drafted this version or a part of it. Someone else has to sign it.", RefusalKind.Forbidden);

    /// <summary>It changed since.</summary>
    public static Refusal ContentChanged { get; } =
        new("targets.content-changed", $"The draft changed after you opened it. Review the changes and sign again.", RefusalKind.Conflict);

    /// <summary>No reason, or one too long.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field(
            "targets.reason-missing",
            "reason",
            $"Give the reason for the risk appetite in at most {SystemTargets.MaxReason:#,0} characters."
        );

    /// <summary>More than a system has.</summary>
    public static Refusal TooMany { get; } =
        Refusal.Field("targets.too-many", "targets", $"A system may have at most {SystemTargets.MaxTargets} targets. Leave some out.");

    /// <summary>One metric twice.</summary>
    public static Refusal Twice { get; } =
        Refusal.Field(
            "targets.twice",
            "targets",
            $"A metric can have one target for all rows and one for each slice. Remove the duplicate."
        );

    /// <summary>An appetite that cannot be.</summary>
    public static Refusal AppetiteNotValid(int most) =>
        Refusal.Field(
            "targets.appetite-not-valid",
            "appetite",
            $"Give a residual score from 1 to {most}, the organisation's risk appetite."
        );

    /// <summary>No name of a metric.</summary>
    public static Refusal MetricNotValid(string field) =>
        Refusal.Field(
            "targets.metric-not-valid",
            field,
            $"Name the metric as evidence does: a letter, then at most 99 letters, digits, dots, hyphens or underscores, such as auc."
        );

    /// <summary>A text that is empty or too long.</summary>
    public static Refusal TextNotValid(string field, Sentence what, int most) =>
        Refusal.Field("targets.text-not-valid", field, $"Give the {what} in at most {most:#,0} characters.");

    /// <summary>Bounds that cannot be.</summary>
    public static Refusal BoundsNotValid(string field) =>
        Refusal.Field(
            "targets.bounds-not-valid",
            field,
            $"Give a lowest value, a highest value or both. The lowest cannot be above the highest."
        );

    /// <summary>It was signed.</summary>
    public static Refusal NotADraft(SystemTargetsId id) =>
        new("targets.not-a-draft", $"{id} was signed, and a signed version never changes. Draft the next one.", RefusalKind.Conflict);
}
