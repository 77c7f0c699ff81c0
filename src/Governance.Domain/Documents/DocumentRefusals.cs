namespace Governance.Domain.Documents;

/// <summary>Refusals of the documents the law asks for.</summary>
public static class DocumentRefusals
{
    /// <summary>No such document.</summary>
    public static Refusal KindUnknown(IEnumerable<string> known) =>
        new(
            "document.kind-unknown",
            $"There is no document of this kind. Available kinds: {string.Join(", ", known)}.",
            RefusalKind.NotFound
        );

    /// <summary>No such point.</summary>
    public static Refusal PointUnknown(Sentence title) =>
        new("document.point-unknown", $"{title} has no point with this ID.", RefusalKind.NotFound);

    /// <summary>The law leaves no choice.</summary>
    public static Refusal AlwaysApplies(Sentence provision) =>
        Refusal.Field(
            "document.always-applies",
            "state",
            $"{provision} is required for every system. Write its text, or leave the point open. Open points are printed as gaps."
        );

    /// <summary>Left out without a reason.</summary>
    public static Refusal ReasonNeeded { get; } =
        Refusal.Field(
            "document.reason-needed",
            "text",
            $"Say why this point does not apply. The reason is printed in its place, with your name."
        );

    /// <summary>Neither words nor a document.</summary>
    public static Refusal NothingWritten { get; } =
        Refusal.Field("document.nothing-written", "text", $"Write the text or name a document. To remove the current text, withdraw it.");

    /// <summary>Nothing stands there.</summary>
    public static Refusal NothingToWithdraw { get; } =
        new("document.nothing-to-withdraw", $"No text was written for this point, so there is nothing to withdraw.", RefusalKind.Conflict);

    /// <summary>Too many documents.</summary>
    public static Refusal TooManyDocuments { get; } =
        Refusal.Field("document.too-many-documents", "documents", $"A point can have at most {SectionEntry.MaxDocuments} documents.");

    /// <summary>The document is not for this class or role.</summary>
    public static Refusal NotForThisSystem(Sentence reason) => Refusal.Field("document.not-for-this-system", "subject", reason);
}
