namespace Governance.Scoring;

/// <summary>Why a validation came to nothing.</summary>
public enum ScoringFault
{
    /// <summary>What was asked for does not fit the data or the model: the same again ends the same.</summary>
    Usage,

    /// <summary>The endpoint gave no usable answer: later it may.</summary>
    Undecided,
}

/// <summary>A validation that could not be carried through, in words for the person who asked for it.</summary>
public sealed class ScoringException(ScoringFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whose fault it is.</summary>
    public ScoringFault Fault { get; } = fault;

    /// <summary>Status of the endpoint's answer, when it was one that ended the validation.</summary>
    public int? Status { get; init; }

    internal static ScoringException Usage(string message, Exception? inner = null) => new(ScoringFault.Usage, message, inner);

    internal static ScoringException Undecided(string message, Exception? inner = null) => new(ScoringFault.Undecided, message, inner);
}
