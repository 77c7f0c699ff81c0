namespace Governance.Domain.Incidents;

/// <summary>A proposed or approved version of a playbook.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct PlaybookVersionId(int Number) : IDisplayId<PlaybookVersionId>
{
    /// <inheritdoc/>
    public static string Prefix => "PBK";

    /// <inheritdoc/>
    public static PlaybookVersionId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
