namespace Governance.Domain.Incidents;

/// <summary>Why something about a playbook was refused.</summary>
public static class PlaybookRefusals
{
    /// <summary>No such version, or no such playbook.</summary>
    public static Refusal NotFound { get; } =
        new("playbook.not-found", $"There is no playbook or playbook version with this ID.", RefusalKind.NotFound);

    /// <summary>The text cannot be used.</summary>
    public static Refusal NotValid(Sentence problem) =>
        Refusal.Field("playbook.not-valid", "playbook", $"The playbook cannot be used: {problem}");

    /// <summary>Another number than the next.</summary>
    public static Refusal VersionNotNext(int next) =>
        Refusal.Field("playbook.version-not-next", "playbook", $"Versions are numbered in order. This one must be version {next}.");

    /// <summary>A category has one playbook.</summary>
    public static Refusal CategoryTaken(string category, string playbook) =>
        Refusal.Field("playbook.category-taken", "playbook", $"{playbook} already applies to incidents of the category {category}.");

    /// <summary>Every incident has a playbook.</summary>
    public static Refusal DefaultMissing { get; } =
        Refusal.Field(
            "playbook.default-missing",
            "playbook",
            $"Exactly one playbook must have no categories: it applies to all incidents without another playbook."
        );

    /// <summary>What it calls cannot be called.</summary>
    public static Refusal CallNotPossible(string step, Sentence problem) =>
        Refusal.Field("playbook.call-not-possible", "playbook", $"The step {step} cannot be carried out: {problem}");

    /// <summary>One open change of a playbook at a time.</summary>
    public static Refusal AlreadyOpen(string id) =>
        new(
            "playbook.already-open",
            $"{id} proposes a version of this playbook and is open. Withdraw it, or wait for its decision.",
            RefusalKind.Conflict
        );

    /// <summary>Decided or taken back.</summary>
    public static Refusal Closed { get; } =
        new(
            "playbook.closed",
            $"This version was already approved, rejected or withdrawn. Propose the text again if it is still needed.",
            RefusalKind.Conflict
        );

    /// <summary>Another version came meanwhile.</summary>
    public static Refusal BaseChanged { get; } =
        new(
            "playbook.base-changed",
            $"Another version of this playbook was approved first. Propose yours again, based on that version.",
            RefusalKind.Conflict
        );

    /// <summary>Another text than was shown.</summary>
    public static Refusal TextChanged { get; } =
        new(
            "playbook.text-differs",
            $"The digest does not match the proposed text. Read the text again, then decide.",
            RefusalKind.Conflict
        );

    /// <summary>No one approves what they wrote.</summary>
    public static Refusal AuthorCannotDecide { get; } =
        new(
            "playbook.author-cannot-decide",
            $"You proposed this version, in person or with a key, so someone else has to decide. You can withdraw it.",
            RefusalKind.Forbidden
        );

    /// <summary>Proposed by someone else.</summary>
    public static Refusal NotYours { get; } =
        new("playbook.not-yours", $"Only its author can withdraw a proposed version. Approvers can reject it.", RefusalKind.Forbidden);

    /// <summary>No reason given.</summary>
    public static Refusal ReasonMissing { get; } =
        Refusal.Field("playbook.reason-missing", "reason", $"Give a reason that others will understand later.");
}
