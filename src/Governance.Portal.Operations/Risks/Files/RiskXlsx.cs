using System.Globalization;
using System.Xml;
using Governance.Portal.Kernel.Files;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>Reads the register from a workbook (Office Open XML): the first sheet, of this product or of another program.</summary>
internal static class RiskXlsx
{
    /// <summary>Media type.</summary>
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    /// <summary>Whether a file begins like a workbook does: it is a ZIP archive.</summary>
    public static bool Begins(ReadOnlySpan<byte> file) => file.StartsWith("PK\u0003\u0004"u8);

    /// <summary>Reads the rows of the first sheet, forwards and bounded. Dates come as their day number; see <see cref="Date"/>.</summary>
    /// <exception cref="TableFileException">The file is no workbook, or has more than <paramref name="most"/> rows; says where.</exception>
    /// <exception cref="WorkbookLimitException">It is larger than a configured limit.</exception>
    public static List<TableRow> Read(MemoryStream file, int most, WorkbookBounds bounds)
    {
        try
        {
            using var parts = new WorkbookParts(file, bounds);
            var (sheet, shared) = parts.Find();
            var texts = shared is null ? [] : WorkbookTexts.Read(parts, shared, bounds);
            return RiskSheet.ForImport(new SheetReader(parts, texts, most).Read(sheet, bounds));
        }
        catch (Exception e)
            when (e
                    is InvalidDataException
                        or EndOfStreamException
                        or XmlException
                        or FormatException
                        or ArgumentException
                        or NotSupportedException
            )
        {
            throw new TableFileException("The workbook cannot be read. Save it again as XLSX, or as CSV.", e);
        }
    }

    /// <summary>What a day number of a spreadsheet stands for, or null when it is none.</summary>
    public static DateTimeOffset? Date(string? cell) =>
        double.TryParse(cell, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var days) && days is >= 1 and < 2_958_466
            ? new DateTimeOffset(DateTime.FromOADate(days), TimeSpan.Zero)
            : null;
}
