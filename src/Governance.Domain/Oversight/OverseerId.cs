namespace Governance.Domain.Oversight;

/// <summary>An appointment of an overseer of an AI system.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct OverseerId(int Number) : IDisplayId<OverseerId>
{
    /// <inheritdoc/>
    public static string Prefix => "OVS";

    /// <inheritdoc/>
    public static OverseerId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
