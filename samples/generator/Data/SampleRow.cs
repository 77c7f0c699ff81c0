namespace Governance.Samples.Data;

/// <summary>One decision. A number is at <see cref="Numbers"/>, a category at <see cref="Levels"/>, both by feature index; NaN and "" mean missing.</summary>
internal sealed class SampleRow
{
    public required double[] Numbers { get; init; }

    public required string[] Levels { get; init; }

    public required int Label { get; init; }

    /// <summary>What the simulation meant the row to be, such as the kind of attack.</summary>
    public required string Tag { get; init; }

    /// <summary>The tag did not occur when the first version was trained.</summary>
    public bool Unseen { get; init; }

    /// <summary>Protected attributes in the order of the data set's names.</summary>
    public string[] Protected { get; init; } = [];

    public string Id { get; set; } = "";

    public string Window { get; set; } = "";

    public DateTimeOffset Time { get; set; }

    /// <summary>When the label became known, or null if it never does.</summary>
    public DateTimeOffset? LabelTime { get; set; }

    public SampleRow WithNumbers(double[] numbers) =>
        new()
        {
            Numbers = numbers,
            Levels = Levels,
            Label = Label,
            Tag = Tag,
            Unseen = Unseen,
            Protected = Protected,
        };
}
