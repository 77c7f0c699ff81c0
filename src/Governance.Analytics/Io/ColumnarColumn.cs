namespace Governance.Analytics.Io;

/// <summary>A column of a file that has types.</summary>
/// <param name="Name">Name as in the file.</param>
/// <param name="Kind">How its values are delivered.</param>
/// <param name="SourceType">What the file calls its type.</param>
/// <param name="Note">How its values were changed to be read, in words; <see langword="null"/> when they were not.</param>
public sealed record ColumnarColumn(string Name, ColumnarKind Kind, string SourceType, string? Note = null);
