namespace Governance.Portal.Operations.Monitoring.Sources;

/// <summary>What differs between SQL of one place and another.</summary>
public abstract class SqlDialect
{
    /// <summary>An identifier that is taken as it is written, also when it is a word of the language.</summary>
    /// <param name="identifier">The name of one schema, table or column.</param>
    public abstract string Quote(string identifier);

    /// <summary>An expression as a double-precision number.</summary>
    /// <param name="expression">SQL.</param>
    public abstract string AsDouble(string expression);

    /// <summary>An expression as text, as <see cref="ISqlSource.CopyCsvAsync"/> would write it.</summary>
    /// <param name="expression">SQL.</param>
    public abstract string AsText(string expression);

    /// <summary>A double-precision number in the text of a statement, exactly.</summary>
    /// <param name="value">A finite number.</param>
    public abstract string Number(double value);

    /// <summary>A text in the text of a statement.</summary>
    /// <param name="value">The text, with whatever quotes and backslashes it has.</param>
    public abstract string Literal(string value);

    /// <summary>True for a double-precision expression that is neither NULL nor infinite nor not a number.</summary>
    /// <param name="expression">SQL.</param>
    public abstract string IsFinite(string expression);

    /// <summary>True for a double-precision expression that is infinite.</summary>
    /// <param name="expression">SQL.</param>
    public abstract string IsInfinite(string expression);

    /// <summary>True for a double-precision expression that is not a number.</summary>
    /// <param name="expression">SQL.</param>
    public abstract string IsNotANumber(string expression);

    /// <summary>
    /// A column as text, as <see cref="ISqlSource.CopyCsvAsync"/> has to write it: ISO 8601 times in UTC, true and false.
    /// </summary>
    /// <param name="expression">SQL.</param>
    /// <param name="kind">Its kind, as <see cref="Describe"/> gives it.</param>
    public virtual string AsText(string expression, SourceKind kind) => AsText(expression);

    /// <summary>A text without spaces, tabs and line ends around it.</summary>
    /// <param name="expression">SQL.</param>
    public virtual string Trimmed(string expression) => $"TRIM({expression})";

    /// <summary>A time parameter as the time column is compared with it.</summary>
    /// <param name="name">Name of the parameter, without the colon.</param>
    public virtual string Time(string name) => ":" + name;

    /// <summary>
    /// The statement that names columns of a table and what is in them: <c>name</c>, <c>type</c> in the words of the place, <c>kind</c> as
    /// the members of <see cref="SourceKind"/> are called; in their order.
    /// </summary>
    /// <param name="table">The table's name, part by part.</param>
    public abstract SourceStatement Describe(IReadOnlyList<string> table);
}

/// <summary>What a column holds.</summary>
public enum SourceKind
{
    /// <summary>Whole numbers, decimals, double-precision numbers.</summary>
    Number,

    /// <summary>Single-precision numbers: their value is that of their shortest text, as in a CSV.</summary>
    Single,

    /// <summary>Text.</summary>
    Text,

    /// <summary>True and false.</summary>
    Boolean,

    /// <summary>An instant, with a time zone.</summary>
    Instant,

    /// <summary>Date and time without a time zone, taken as UTC.</summary>
    LocalTime,

    /// <summary>A date.</summary>
    Date,

    /// <summary>Whatever else, taken by its text.</summary>
    Other,
}

/// <summary>A column of a source.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type, in the words of the place.</param>
/// <param name="Kind">What it holds.</param>
public sealed record SourceColumn(string Name, string Type, SourceKind Kind);
