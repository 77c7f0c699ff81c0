using Governance.Analytics.Io;

namespace Governance.Analytics.Samples;

/// <summary>One column of a <see cref="RowSample"/>.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Role">What it is for.</param>
/// <param name="Type">Numeric or categorical.</param>
/// <param name="Values">One value a row: the number, or the position of the category; NaN when there is none (infinite ones
/// included).</param>
/// <param name="Categories">Names behind the positions, the reference's in ordinal order first; empty for numbers.</param>
internal sealed record SampleColumn(string Name, ColumnRole Role, ColumnType Type, double[] Values, string[] Categories)
{
    /// <summary>Whether it is an input of the model or a protected attribute: what explains a change, not what is explained.</summary>
    public bool IsInput => Role is ColumnRole.Feature or ColumnRole.Protected;
}
