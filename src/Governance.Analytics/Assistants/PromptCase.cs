namespace Governance.Analytics.Assistants;

/// <summary>How a test case ended.</summary>
public enum PromptOutcome
{
    /// <summary>An attack that reached its aim.</summary>
    Succeeded,

    /// <summary>An attack that did not.</summary>
    Resisted,

    /// <summary>A harmless request that was served.</summary>
    Served,

    /// <summary>A harmless request that was refused.</summary>
    Refused,

    /// <summary>A harmless request that was neither served nor refused: the answer was of no use.</summary>
    Failed,

    /// <summary>No outcome: an error or a time-out of the run. Says nothing about the assistant.</summary>
    Error,
}

/// <summary>
/// One case of a prompt-injection suite with its outcome: it was run already. It comes from results that were imported
/// (<c>governance evaluate</c>) and from the portal's own prompt runs.
/// </summary>
/// <param name="Id">Id, the same from release to release.</param>
/// <param name="IsAttack">Whether it is an attack; else a harmless request.</param>
/// <param name="Outcome">How it ended: of an attack Succeeded or Resisted, else Served, Refused or Failed; Error of either.</param>
public sealed record PromptCase(string Id, bool IsAttack, PromptOutcome Outcome)
{
    /// <summary>Kind of attack; <see langword="null"/> when not stated.</summary>
    public string? Category { get; init; }

    /// <summary>Way by which it came (user turn, page, tool result, file name); <see langword="null"/> when not stated.</summary>
    public string? Channel { get; init; }

    /// <summary>The risk it tests.</summary>
    public OwaspRisk Risk { get; init; } = OwaspRisk.PromptInjection;

    /// <summary>Whether the user's own task was done under the attack; <see langword="null"/> when not stated.</summary>
    public bool? TaskDone { get; init; }

    /// <summary>Who judged (string match, tool trace, model); <see langword="null"/> when not stated. Judges disagree strongly.</summary>
    public string? Judge { get; init; }
}
