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

    /// <summary>How many rows fulfil a condition, over all rows of a statement.</summary>
    /// <param name="condition">SQL.</param>
    public virtual string CountIf(string condition) => $"count(*) FILTER (WHERE {condition})";

    /// <summary>A time parameter as the time column is compared with it.</summary>
    /// <param name="name">Name of the parameter, without the colon.</param>
    public virtual string Time(string name) => ":" + name;

    /// <summary>
    /// The statement that names columns of a table and what is in them (<c>name</c>, <c>type</c> in the words of the place, <c>kind</c>:
    /// <c>number</c>, <c>text</c>, <c>time</c>, <c>boolean</c>, <c>other</c>), in their order.
    /// </summary>
    /// <param name="table">The table's name, part by part.</param>
    public abstract SourceStatement Describe(IReadOnlyList<string> table);
}
