namespace Governance.Analytics.Io;

/// <summary>How files spell that there is no value, in columns of numbers and dates.</summary>
public static class NullSpellings
{
    /// <summary>
    /// The spellings that are words, in lower case: those of Arrow and pandas, of databases and of statistics programs. Errors of
    /// spreadsheets (<c>#N/A</c>, <c>#DIV/0!</c>, <c>#WERT!</c>) count too, by their form.
    /// </summary>
    public static IReadOnlyList<string> Words { get; } =
    [
        "",
        "na",
        "n/a",
        "nan",
        "null",
        "none",
        "nat",
        "-nan",
        "nan(ind)",
        "-nan(ind)",
        "<na>",
        "1.#ind",
        "-1.#ind",
        "1.#qnan",
        "-1.#qnan",
        "(null)",
        "[null]",
        "<null>",
        "(none)",
        "[none]",
        "<none>",
        "(blank)",
        "[blank]",
        "<blank>",
        "(empty)",
        "[empty]",
        "<empty>",
        "?",
        ".",
        "-",
        "--",
        "#n/a",
        "#na",
        "#nv",
        "#n/a n/a",
    ];
}
