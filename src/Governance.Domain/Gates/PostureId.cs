namespace Governance.Domain.Gates;

/// <summary>The posture of a deployment from one instant on.</summary>
/// <param name="Number">The counted number, from 1 up.</param>
public readonly record struct PostureId(int Number) : IDisplayId<PostureId>
{
    /// <inheritdoc/>
    public static string Prefix => "PST";

    /// <inheritdoc/>
    public static PostureId Of(int number) => new(number);

    /// <inheritdoc/>
    public override string ToString() => DisplayId.Format(this);
}
