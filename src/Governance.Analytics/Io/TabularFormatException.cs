namespace Governance.Analytics.Io;

/// <summary>A file of rows cannot be read. The message says what is wrong, in which line and column, and what to do about it.</summary>
public sealed class TabularFormatException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">What is wrong.</param>
    /// <param name="message">Words for a person: what, where, how to fix it.</param>
    /// <param name="line">Line of the file, counted from 1; <see langword="null"/> when the whole file is meant.</param>
    /// <param name="column">Name of the column; <see langword="null"/> when the whole line is meant.</param>
    /// <param name="innerException">The cause, when there is one.</param>
    public TabularFormatException(
        TabularErrorKind kind,
        string message,
        long? line = null,
        string? column = null,
        Exception? innerException = null
    )
        : base(message, innerException)
    {
        Kind = kind;
        Line = line;
        Column = column;
    }

    /// <summary>What is wrong.</summary>
    public TabularErrorKind Kind { get; }

    /// <summary>Line of the decompressed file, counted from 1 and including the header and line breaks inside quotes.</summary>
    public long? Line { get; }

    /// <summary>Name of the column, as in the header.</summary>
    public string? Column { get; }

    /// <summary>Whether the file is well formed but exceeds a configured limit (HTTP 413 rather than 422).</summary>
    public bool IsLimit =>
        Kind
            is TabularErrorKind.LineTooLong
                or TabularErrorKind.TooManyColumns
                or TabularErrorKind.TooManyRows
                or TabularErrorKind.TooManyBytes
                or TabularErrorKind.TooMuchMemory
                or TabularErrorKind.TooManyCategories;
}
