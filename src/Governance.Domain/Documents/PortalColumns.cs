namespace Governance.Domain.Documents;

/// <summary>
/// A group of columns as it is stored, with a bar between their names: <c>sex|age_band</c>. Pages and documents have words for the most
/// common of them, and show any other as it is written.
/// </summary>
/// <param name="Stored">As it is stored.</param>
public sealed record PortalColumns(string Stored)
{
    /// <inheritdoc/>
    public override string ToString() => Stored;
}
