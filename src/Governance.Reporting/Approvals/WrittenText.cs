using static Governance.Localisation.Texts;

namespace Governance.Reporting.Approvals;

/// <summary>What a person wrote, to the letter; of a text that was erased, the digest that is left of it.</summary>
/// <param name="Words">The words; empty once they were erased.</param>
public sealed record WrittenText(string Words)
{
    /// <summary>The SHA-256 of a text that was erased; null while it is there.</summary>
    public string? ErasedSha256 { get; init; }

    /// <summary>True when nothing was written.</summary>
    public bool IsEmpty => ErasedSha256 is null && string.IsNullOrWhiteSpace(Words);

    /// <summary>Words that are there.</summary>
    public static implicit operator WrittenText(string words) => new(words);

    /// <summary>A text that was erased.</summary>
    public static WrittenText Erased(string sha256) => new("") { ErasedSha256 = sha256 };

    /// <summary>The words as they are; that they were erased is said in the language of the document.</summary>
    public override string ToString() => ErasedSha256 is { } sha256 ? T["The text was erased. It had the SHA-256 {0}.", sha256] : Words;
}
