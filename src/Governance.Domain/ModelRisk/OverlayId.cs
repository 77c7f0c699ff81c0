namespace Governance.Domain.ModelRisk;

/// <summary>An overlay or a limitation of a model.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct OverlayId(int Number) : IDisplayId<OverlayId>
{
    /// <inheritdoc/>
    public static string Prefix => "OVL";

    /// <inheritdoc/>
    public static OverlayId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
