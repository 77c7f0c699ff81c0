namespace Governance.Portal.Kernel.Files;

/// <summary>A row of a file.</summary>
/// <param name="Line">Line of the text or row of the sheet it begins in, from 1.</param>
/// <param name="Cells">What stands in it.</param>
public sealed record TableRow(int Line, IReadOnlyList<string> Cells);
