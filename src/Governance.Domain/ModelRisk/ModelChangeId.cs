namespace Governance.Domain.ModelRisk;

/// <summary>A decision whether a version is a material change.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct ModelChangeId(int Number) : IDisplayId<ModelChangeId>
{
    /// <inheritdoc/>
    public static string Prefix => "MCH";

    /// <inheritdoc/>
    public static ModelChangeId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
