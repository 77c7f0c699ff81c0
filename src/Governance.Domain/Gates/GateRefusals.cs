namespace Governance.Domain.Gates;

/// <summary>Refusals of gates and policies.</summary>
public static class GateRefusals
{
    /// <summary>No such run.</summary>
    public static Refusal RunNotFound { get; } = new("gate.run-not-found", $"There is no gate run with this ID.", RefusalKind.NotFound);

    /// <summary>No such bundle.</summary>
    public static Refusal BundleNotFound { get; } =
        new("gate.bundle-not-found", $"There is no bundle with this name. Pull /bundles/governance.", RefusalKind.NotFound);

    /// <summary>No stage a version can go to.</summary>
    public static Refusal StageNotKnown { get; } =
        Refusal.Field("gate.stage-not-known", "stage", $"Name the stage: staging, production or retired.");

    /// <summary>The policy's text is not a policy.</summary>
    public static Refusal PolicyNotValid(Sentence problems) =>
        new("policy.not-valid", $"The policy cannot be used: {problems}", RefusalKind.Invalid);

    /// <summary>Same name and version, other text.</summary>
    public static Refusal PolicyVersionTaken(string policy) =>
        new(
            "policy.version-taken",
            $"{policy} already exists with a different text, and a policy version never changes. Give the new text a new version.",
            RefusalKind.Conflict
        );
}
