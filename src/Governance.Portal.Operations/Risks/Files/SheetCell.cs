using System.Globalization;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>How the cells of a column look: what is a time or a number is one, and counts and sorts as one.</summary>
internal enum CellLook
{
    /// <summary>Text on one line.</summary>
    Text,

    /// <summary>The names of columns.</summary>
    Head,

    /// <summary>Text over several lines.</summary>
    Prose,

    /// <summary>A whole number.</summary>
    Number,

    /// <summary>A date with its time, in UTC.</summary>
    Time,

    /// <summary>The title of a sheet.</summary>
    Title,

    /// <summary>A word before its explanation.</summary>
    Term,
}

/// <summary>A column of a sheet.</summary>
/// <param name="Name">Its name, in the language of the file.</param>
/// <param name="Width">Its width in characters.</param>
/// <param name="Look">How its cells look.</param>
internal sealed record SheetColumn(string Name, double Width, CellLook Look);

/// <summary>Rows coloured by a condition: the colour follows when someone changes the number.</summary>
/// <param name="Columns">Letters of the columns that are coloured.</param>
/// <param name="Formula">The condition, for the first row.</param>
/// <param name="Colour">Which colour, 0 for the calmest to 3.</param>
internal sealed record SheetColour(IReadOnlyList<string> Columns, string Formula, int Colour);

/// <summary>What stands in a cell. Texts are never formulas: a formula is written by us alone, with the value that it has now.</summary>
/// <param name="Text">A text, or the value of a formula that makes one.</param>
/// <param name="Number">A number, or the value of a formula that makes one.</param>
/// <param name="Formula">How the value is made; null where it is none that is made.</param>
internal readonly record struct SheetCell(string? Text, double? Number, string? Formula)
{
    /// <summary>A text; null for an empty cell.</summary>
    public static SheetCell Of(string? text) => new(text, null, null);

    /// <summary>A number; null for an empty cell.</summary>
    public static SheetCell Of(int? number) => new(null, number, null);

    /// <summary>A time in UTC, to the millisecond; null for an empty cell.</summary>
    public static SheetCell Of(DateTimeOffset? time) => new(null, time?.UtcDateTime.ToOADate(), null);

    /// <summary>A number that others make.</summary>
    public static SheetCell Made(string formula, int value) => new(null, value, formula);

    /// <summary>A text that numbers make.</summary>
    public static SheetCell Made(string formula, string value) => new(value, null, formula);

    /// <summary>The number as XML has it.</summary>
    public string? Written => Number?.ToString("R", CultureInfo.InvariantCulture);
}
