namespace Governance.Domain.Documents;

/// <summary>Words of the portal and not of a person or a tool: a document says them in its language.</summary>
/// <param name="Text">The words, in English.</param>
public sealed record PortalWords(string Text)
{
    /// <summary>Says them in the language in force; null where the catalogue of texts has them as they are.</summary>
    public Func<string>? Said { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
