namespace Governance.Analytics.Io;

/// <summary>
/// The one unit that the numbers of a column have. Amounts in two currencies are no numbers of one column, and neither are <c>12.5%</c> and
/// <c>12.5</c>: what has another unit than the first is none.
/// </summary>
internal sealed class NumberUnits
{
    private long _withUnit;
    private string? _example;

    /// <summary>The unit of the column; null as long as no number has one.</summary>
    public string? Unit { get; private set; }

    /// <summary>Whether a percent sign makes a number none, because others have no sign.</summary>
    public bool IsPlain { get; set; }

    /// <summary>What is said of a column whose numbers are written in a way that programs do not write them in; null without any.</summary>
    public string? Note { get; private set; }

    /// <summary>Whether a number that is not written plainly belongs to the column.</summary>
    /// <param name="token">What was written.</param>
    /// <param name="value">The number.</param>
    /// <param name="column">The column.</param>
    /// <param name="line">Where it stands.</param>
    public bool Takes(ReadOnlySpan<byte> token, double value, string column, long line)
    {
        if (!DressedNumber.IsDressed(token))
        {
            return true;
        }

        if (DressedNumber.UnitOf(token) is { } unit)
        {
            if ((unit == DressedNumber.Percent && IsPlain) || (Unit ??= unit) != unit)
            {
                return false;
            }

            _withUnit++;
        }

        if (_example is null)
        {
            _example = System.Text.Encoding.UTF8.GetString(NumberToken.Trim(token));
            Note = string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"Column \"{column}\": \"{_example}\" in line {line} was read as the number {value}, and others like it."
            );
        }

        return true;
    }

    /// <summary>Whether some numbers have a percent sign and others have none: what those others are, nothing says.</summary>
    /// <param name="numbers">How many numbers the column has.</param>
    public bool IsMixed(long numbers) => Unit == DressedNumber.Percent && _withUnit < numbers;

    /// <summary>The refusal of a column in which <see cref="IsMixed"/> holds.</summary>
    /// <param name="column">The column.</param>
    public TabularFormatException Refusal(string column) => TabularErrors.UnclearPercent(_example!, column);
}
