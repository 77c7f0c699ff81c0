namespace Governance.Domain.Intake;

/// <summary>A proposed use case.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct UseCaseId(int Number) : IDisplayId<UseCaseId>
{
    /// <inheritdoc/>
    public static string Prefix => "USE";

    /// <inheritdoc/>
    public static UseCaseId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
