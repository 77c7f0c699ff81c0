namespace Governance.Domain.Oversight;

/// <summary>What an overseer may do.</summary>
public enum OversightAuthority
{
    /// <summary>Stop the system.</summary>
    Stop,

    /// <summary>Decide otherwise than the system in single cases.</summary>
    Override,

    /// <summary>Both.</summary>
    StopAndOverride,
}

/// <summary>Why an appointment ended.</summary>
public enum OversightEnd
{
    /// <summary>Someone ended it, with a reason.</summary>
    Relieved,

    /// <summary>The person's account was disabled.</summary>
    AccountDisabled,
}

/// <summary>How a test of the stop control ended.</summary>
public enum StopTestResult
{
    /// <summary>The system stopped.</summary>
    Stopped,

    /// <summary>It did not.</summary>
    Failed,
}

/// <summary>Where the record of a test stands.</summary>
public enum StopTestState
{
    /// <summary>Recorded; a second person has not looked at it.</summary>
    Recorded,

    /// <summary>Confirmed by a second person: it counts.</summary>
    Confirmed,

    /// <summary>Declined by a second person: it does not count.</summary>
    Declined,
}

/// <summary>Where a document lies, with the digest of its file where someone gave it.</summary>
/// <param name="Reference">Where: an address, a record's id, a place in an archive.</param>
/// <param name="Sha256">SHA-256 of the file; null when it was not given.</param>
public sealed record OversightProof(string? Reference, string? Sha256)
{
    /// <summary>Longest reference.</summary>
    public const int MaxReference = 500;

    /// <summary>No document.</summary>
    public static OversightProof None { get; } = new(null, null);

    /// <summary>Null when it can be recorded.</summary>
    public Refusal? Refuses() =>
        Reference?.Length > MaxReference ? OversightRefusals.ReferenceTooLong
        : Sha256 is not null && !IsDigest(Sha256) ? OversightRefusals.DigestNotValid
        : null;

    private static bool IsDigest(string text) => text.Length == 64 && text.All(c => c is (>= '0' and <= '9') or (>= 'a' and <= 'f'));
}

/// <summary>Training that an overseer had.</summary>
/// <param name="Number">Number within the appointment, from 1 up.</param>
/// <param name="What">What it was about.</param>
/// <param name="On">The day.</param>
/// <param name="ValidUntil">The last day it counts.</param>
/// <param name="Trainer">Who gave it.</param>
/// <param name="Reference">Where the proof of it lies; null when none is named.</param>
/// <param name="Sha256">SHA-256 of that file; null when it was not given.</param>
/// <param name="ByName">Who recorded it.</param>
/// <param name="At">When.</param>
public sealed record OversightTraining(
    int Number,
    string What,
    DateOnly On,
    DateOnly ValidUntil,
    string Trainer,
    string? Reference,
    string? Sha256,
    string ByName,
    DateTimeOffset At
);
