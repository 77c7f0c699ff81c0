namespace Governance.Domain.Compliance;

/// <summary>Refusals of obligations.</summary>
public static class DutyRefusals
{
    /// <summary>The system does not have it.</summary>
    public static Refusal NotFound { get; } =
        new("obligation.not-found", $"This obligation is not among those of the system's class and roles.", RefusalKind.NotFound);

    /// <summary>No classification yet.</summary>
    public static Refusal NotClassified { get; } =
        new(
            "obligation.not-classified",
            $"The system's classification must be signed, or reviewed again, before anything can be accepted.",
            RefusalKind.Conflict
        );

    /// <summary>Another party owes it.</summary>
    public static Refusal NotOwn { get; } =
        new(
            "obligation.not-own",
            $"This obligation is someone else's. Keep the evidence you request here. There is nothing for you to accept.",
            RefusalKind.Conflict
        );

    /// <summary>Evidence is missing.</summary>
    public static Refusal EvidenceMissing(string kind) =>
        new(
            "obligation.evidence-missing",
            $"There is no current evidence of the kind {Sentence.Ours(kind.Replace('_', ' '))}. Link evidence, or say why it is not "
                + $"required here.",
            RefusalKind.Conflict
        );

    /// <summary>Jobs and keys accept nothing.</summary>
    public static Refusal PersonNeeded { get; } =
        new("obligation.person-needed", $"Only a person can accept evidence.", RefusalKind.Forbidden);

    /// <summary>Words missing.</summary>
    public static Refusal ReasonNeeded { get; } =
        Refusal.Field("obligation.reason-needed", "reason", $"Give the reason in at most 2,000 characters.");

    /// <summary>Nothing was accepted.</summary>
    public static Refusal NothingToReopen { get; } =
        new("obligation.not-accepted", $"This obligation is marked neither as met nor as not applicable.", RefusalKind.Conflict);

    /// <summary>Too many pieces.</summary>
    public static Refusal TooMany { get; } =
        new("obligation.too-many", $"An obligation can have at most {Duty.MaxParts} linked pieces of evidence.", RefusalKind.Conflict);

    /// <summary>Another kind.</summary>
    public static Refusal KindNotWanted(LawObligation law)
    {
        ArgumentNullException.ThrowIfNull(law);
        return Refusal.Field(
            "obligation.kind-not-wanted",
            "kind",
            $"{Sentence.Ours(law.Ref)} requires {string.Join(", ", law.EvidenceKinds)}."
        );
    }
}
