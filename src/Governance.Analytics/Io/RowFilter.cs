namespace Governance.Analytics.Io;

/// <summary>
/// Keeps only rows whose field equals a value, while the file streams by. Rows left out are still checked for their form.
/// </summary>
/// <param name="Column">Name of the column; a file without it is refused.</param>
/// <param name="Value">Text of the field, compared byte by byte.</param>
public sealed record RowFilter(string Column, string Value);
