namespace Governance.Domain.Validation;

/// <summary>A schedule by which a model is validated.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct ValidationScheduleId(int Number) : IDisplayId<ValidationScheduleId>
{
    /// <inheritdoc/>
    public static string Prefix => "VSC";

    /// <inheritdoc/>
    public static ValidationScheduleId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
