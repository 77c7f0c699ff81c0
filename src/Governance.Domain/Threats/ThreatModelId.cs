namespace Governance.Domain.Threats;

/// <summary>A version of a threat model.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct ThreatModelId(int Number) : IDisplayId<ThreatModelId>
{
    /// <inheritdoc/>
    public static string Prefix => "THM";

    /// <inheritdoc/>
    public static ThreatModelId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
