namespace Governance.Portal.Kernel.Contracts;

/// <summary>A value of a sentence that leads to what it names.</summary>
/// <param name="Text">Its words: an id or a name, shown as they are.</param>
/// <param name="Href">Where it leads.</param>
public sealed record TextLink(string Text, string Href)
{
    /// <inheritdoc/>
    public override string ToString() => Text;
}
