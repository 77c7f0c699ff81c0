namespace Governance.Portal.Kernel.Contracts;

/// <summary>A value of a sentence that is a word of ours, said in the language of who reads it.</summary>
/// <param name="English">The word.</param>
public sealed record TextWord(string English)
{
    /// <inheritdoc/>
    public override string ToString() => English;
}
