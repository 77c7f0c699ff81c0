namespace Governance.Reporting.Committee;

/// <summary>A finding in a sentence.</summary>
/// <param name="Text">The sentence, with its full stop.</param>
/// <param name="Records">Ids of the records it rests on.</param>
/// <param name="IsGrave">True for what is not as it should be.</param>
public sealed record CommitteeFinding(string Text, IReadOnlyList<string> Records, bool IsGrave)
{
    /// <summary>The sentence in the language of the document; null where it is found by its English.</summary>
    public string? Said { get; init; }
}
