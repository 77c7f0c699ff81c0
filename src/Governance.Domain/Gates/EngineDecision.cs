using System.Security.Cryptography;

namespace Governance.Domain.Gates;

/// <summary>What a policy engine decided.</summary>
public enum EngineOutcome
{
    /// <summary>True, or <c>allow: true</c>.</summary>
    Allow,

    /// <summary>False, or <c>allow: false</c>.</summary>
    Deny,

    /// <summary>It gave no result: no rule applied.</summary>
    Undefined,

    /// <summary>It could not evaluate.</summary>
    Error,

    /// <summary>A result that is neither yes nor no.</summary>
    Other,
}

/// <summary>
/// A decision an OPA made elsewhere and reported in its decision log. Of its content only a salted commitment is kept: input and result may
/// be about people. Who holds the event can show with it that the portal was told exactly this, and not another.
/// </summary>
public sealed class EngineDecision
{
    /// <summary>Longest id and bundle name, in characters.</summary>
    public const int MaxName = 128;

    /// <summary>Longest path kept, in characters.</summary>
    public const int MaxPath = 200;

    /// <summary>Row number: grows with every decision.</summary>
    public long Id { get; private set; }

    /// <summary>Index of the log entry of its batch.</summary>
    public long Entry { get; set; }

    /// <summary>Its place in the batch, from 0: the index of its leaf under the root that the entry names.</summary>
    public int Position { get; init; }

    /// <summary>The engine's id of it.</summary>
    public string DecisionId { get; init; } = "";

    /// <summary>When it was made, by the engine's clock.</summary>
    public DateTimeOffset Time { get; init; }

    /// <summary>The document asked for, such as <c>governance/gate</c>; empty for a query without one.</summary>
    public string Path { get; init; } = "";

    /// <summary>What came out.</summary>
    public EngineOutcome Outcome { get; init; }

    /// <summary>The bundle it was decided by, as <c>name@revision</c>; null when the engine names none, or several.</summary>
    public string? Bundle { get; init; }

    /// <summary>32 random bytes.</summary>
    public byte[] Salt { get; init; } = [];

    /// <summary>SHA-256(salt ‖ the event's bytes as they came).</summary>
    public byte[] Commitment { get; init; } = [];

    /// <summary>When the portal was told.</summary>
    public DateTimeOffset StoredAt { get; init; }

    /// <summary>Whether an event is the one that was committed to.</summary>
    public bool Holds(ReadOnlySpan<byte> bytes) => CryptographicOperations.FixedTimeEquals(Commit(Salt, bytes), Commitment);

    /// <summary>The commitment of an event.</summary>
    public static byte[] Commit(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(salt);
        hash.AppendData(bytes);
        return hash.GetHashAndReset();
    }
}

/// <summary>Why a decision log was refused.</summary>
public static class EngineRefusals
{
    /// <summary>Not what OPA sends.</summary>
    public static Refusal Malformed(Sentence problem) =>
        new("engine-log.malformed", $"This is not an OPA decision log: {problem}.", RefusalKind.Malformed);

    /// <summary>A member that is needed is missing or of another form.</summary>
    public static Refusal NotAcceptable(int place, string member, Sentence problem) =>
        Refusal.Field("engine-log.not-acceptable", $"[{place}].{member}", $"Event {place}: {member} {problem}");

    /// <summary>A filter that names no outcome.</summary>
    public static Refusal OutcomeUnknown { get; } =
        Refusal.Field("engine-log.outcome-unknown", "outcome", $"Use one of: {string.Join(", ", WireName.All<EngineOutcome>())}.");

    /// <summary>Too much at once.</summary>
    public static Refusal TooLarge(long limit) =>
        new(
            "engine-log.too-large",
            $"A decision log may have at most {limit} bytes when it is unpacked (Opa__LogBytes).",
            RefusalKind.TooLarge
        );
}
