namespace Governance.Domain.Systems;

/// <summary>An AI system.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct SystemId(int Number) : IDisplayId<SystemId>
{
    /// <inheritdoc/>
    public static string Prefix => "SYS";

    /// <inheritdoc/>
    public static SystemId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
