using System.Text;

namespace Governance.Analytics.Io;

/// <summary>
/// Watches for numbers that are written in another way than those at the beginning of the file, by which it is read
/// (<see cref="CsvDialect"/>). Left out as no numbers, they would be missing; and 1.234 before them would be read as a decimal.
/// </summary>
/// <param name="known">Those for which the file is being read again.</param>
/// <param name="canReadAgain">Whether it can be read once more; otherwise such a number is a refusal.</param>
internal sealed class LateNumbers(IReadOnlyList<LateNumber> known, bool canReadAgain)
{
    // Each may turn out to say nothing of the others.
    private const int MaxReads = 8;

    /// <summary>Nothing is watched: no number is read.</summary>
    public static LateNumbers None { get; } = new([], canReadAgain: false) { Until = long.MaxValue };

    /// <summary>Those for which the file is being read again.</summary>
    public IReadOnlyList<LateNumber> Known => known;

    /// <summary>The last line by which the dialect was told.</summary>
    public long Until { get; set; } = long.MaxValue;

    /// <summary>Looks at a value that is no number as the file is read.</summary>
    /// <param name="column">Its column.</param>
    /// <param name="token">What was written.</param>
    /// <param name="line">Where it stands.</param>
    /// <exception cref="LateNumber">It is a number, and the file can be read again.</exception>
    /// <exception cref="TabularFormatException">It is a number, and the file cannot be read again.</exception>
    public void Check(string column, ReadOnlySpan<byte> token, long line)
    {
        if (line <= Until || known.Count >= MaxReads || !CsvDialect.IsMarked(token) || known.Any(k => k.Column == column))
        {
            return;
        }

        throw canReadAgain
            ? new LateNumber(column, token.ToArray(), line)
            : TabularErrors.LateNumber(Encoding.UTF8.GetString(token), column, line, Until);
    }
}
