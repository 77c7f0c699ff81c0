namespace Governance.Transparency;

/// <summary>What a sentence of a verification says.</summary>
public enum FindingKind
{
    /// <summary>This was checked and holds.</summary>
    Proven,

    /// <summary>This is not proven by what was given, or is worth knowing; no reason to distrust.</summary>
    Note,

    /// <summary>This does not hold: whatever else is true, nothing is verified.</summary>
    Failed,
}

/// <summary>What a note is about, for those who know more than the file and its reader.</summary>
public enum FindingTopic
{
    /// <summary>Anything else.</summary>
    Other,

    /// <summary>The key came with the file.</summary>
    KeyOfTheFile,

    /// <summary>No earlier checkpoint was known.</summary>
    NothingPinned,
}

/// <summary>One sentence of a verification.</summary>
/// <param name="Kind">What the sentence says.</param>
/// <param name="Sentence">The sentence, for a person.</param>
/// <param name="Index">First entry it is about; of a failure, the first bad entry or the first that may be it.</param>
/// <param name="LastIndex">Last entry that may be the bad one, where it cannot be told exactly.</param>
public sealed record VerificationFinding(FindingKind Kind, string Sentence, long? Index = null, long? LastIndex = null)
{
    /// <summary>What it is about.</summary>
    public FindingTopic Topic { get; init; }
}

/// <summary>What a reader knows from elsewhere than from the file: without it a file proves only that it is whole.</summary>
public sealed record VerificationAnchor
{
    /// <summary>The log's keys as printed by the log itself; the newest and, after a rotation, earlier ones.</summary>
    public IReadOnlyList<NoteKey> Keys { get; init; } = [];

    /// <summary>A checkpoint that was kept from before.</summary>
    public SignedNote? Checkpoint { get; init; }
}

/// <summary>What was found when a file of the log was verified: the verdict, and in words what is proven and what is not.</summary>
public sealed record LogVerification
{
    /// <summary>True when every check that could be made holds.</summary>
    public bool Verified => Findings.All(f => f.Kind is not FindingKind.Failed);

    /// <summary>The sentences, failures first.</summary>
    public required IReadOnlyList<VerificationFinding> Findings { get; init; }

    /// <summary>Entries that the file holds.</summary>
    public long Entries { get; init; }

    /// <summary>The checkpoint that the file leads to, when it could be read.</summary>
    public Checkpoint? Checkpoint { get; init; }

    /// <summary>The key whose signature was asked for, when it could be read.</summary>
    public NoteKey? Key { get; init; }

    /// <summary>True when that key was known from elsewhere; else it came with the file.</summary>
    public bool KeyPinned { get; init; }

    /// <summary>The earlier checkpoint that was known from elsewhere.</summary>
    public Checkpoint? Pinned { get; init; }

    /// <summary>Index of the first bad entry, or of the first that may be it.</summary>
    public long? FirstBadEntry => Findings.Where(f => f.Kind is FindingKind.Failed).Min(f => f.Index);

    /// <summary>A verification that ended before anything could be checked.</summary>
    public static LogVerification Unreadable(string sentence, long? index = null) =>
        new() { Findings = [new(FindingKind.Failed, sentence, index)] };
}
