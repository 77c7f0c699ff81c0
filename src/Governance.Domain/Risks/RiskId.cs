namespace Governance.Domain.Risks;

/// <summary>A risk of the register.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct RiskId(int Number) : IDisplayId<RiskId>
{
    /// <inheritdoc/>
    public static string Prefix => "RSK";

    /// <inheritdoc/>
    public static RiskId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
