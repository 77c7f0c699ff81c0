using System.Globalization;
using System.Text;
using System.Xml;
using Governance.Portal.Kernel.Files;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>The texts that cells of a workbook share.</summary>
internal static class WorkbookTexts
{
    /// <summary>Reads them. Pronunciations beside a text are left out.</summary>
    public static List<string> Read(WorkbookParts parts, string name, WorkbookBounds bounds)
    {
        var texts = new List<string>();
        var text = new StringBuilder();
        var (isText, spoken, held) = (false, 0, 0);
        using var xml = parts.Open(name, bounds.Characters);
        while (xml.Next())
        {
            switch (xml.Kind)
            {
                case XmlNodeType.Element when xml.Name == "si":
                    text.Clear();
                    if (xml.IsEmpty)
                    {
                        Add("");
                    }

                    break;
                case XmlNodeType.Element when xml.Name == "rPh" && !xml.IsEmpty:
                    spoken++;
                    break;
                case XmlNodeType.EndElement when xml.Name == "rPh":
                    spoken--;
                    break;
                case XmlNodeType.Element when xml.Name == "t":
                    isText = !xml.IsEmpty && spoken == 0;
                    break;
                case XmlNodeType.EndElement when xml.Name == "t":
                    isText = false;
                    break;
                case XmlNodeType.EndElement when xml.Name == "si":
                    Add(text.ToString());
                    break;
                default:
                    if (isText && xml.IsText)
                    {
                        SheetReader.Append(text, xml.Text, line: null);
                    }

                    break;
            }
        }

        return texts;

        void Add(string made)
        {
            held += made.Length;
            if (held > bounds.Text)
            {
                throw new WorkbookLimitException("Limits__WorkbookText", bounds.Text);
            }

            texts.Add(made);
            if (texts.Count > WorkbookBounds.SharedTexts)
            {
                throw new TableFileException($"The workbook has more than {WorkbookBounds.SharedTexts} shared strings.");
            }
        }
    }
}

/// <summary>Reads the rows of a sheet, a cell at a time.</summary>
internal sealed class SheetReader(WorkbookParts parts, IReadOnlyList<string> shared, int most)
{
    private readonly List<TableRow> _rows = [];
    private readonly List<string> _cells = [];
    private readonly StringBuilder _text = new();
    private int _line;
    private int _seen;
    private int _width;

    /// <summary>Reads them.</summary>
    /// <exception cref="TableFileException">There are too many, or a cell is out of place; says where.</exception>
    public List<TableRow> Read(string name, WorkbookBounds bounds)
    {
        using var xml = parts.Open(name, bounds.Characters);
        if (!xml.NextElement("sheetData") || xml.IsEmpty)
        {
            return _rows;
        }

        while (xml.Next() && !(xml.Kind is XmlNodeType.EndElement && xml.Name == "sheetData"))
        {
            if (xml.Kind is XmlNodeType.Element && xml.Name == "row")
            {
                ReadRow(xml);
            }
        }

        return _rows;
    }

    /// <summary>Adds to the text of a cell.</summary>
    internal static void Append(StringBuilder text, string more, int? line)
    {
        if (text.Length + more.Length > WorkbookBounds.CellCharacters)
        {
            throw new TableFileException(
                line is { } row
                    ? FormattableString.Invariant($"Row {row}: a cell holds more than {WorkbookBounds.CellCharacters} characters.")
                    : FormattableString.Invariant($"A cell of the workbook holds more than {WorkbookBounds.CellCharacters} characters.")
            );
        }

        text.Append(more);
    }

    private void ReadRow(WorkbookXml xml)
    {
        if (++_seen > WorkbookBounds.Rows)
        {
            throw new TableFileException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The sheet has more than {WorkbookBounds.Rows} rows, including empty ones. Delete the empty rows and save it again."
                )
            );
        }

        _line = uint.TryParse(xml.Attribute("r"), NumberStyles.None, CultureInfo.InvariantCulture, out var index)
            ? (int)Math.Min(index, int.MaxValue)
            : _line + 1;
        _cells.Clear();
        if (!xml.IsEmpty)
        {
            while (xml.Next() && !(xml.Kind is XmlNodeType.EndElement && xml.Name == "row"))
            {
                if (xml.Kind is XmlNodeType.Element && xml.Name == "c")
                {
                    ReadCell(xml);
                }
            }
        }

        while (_cells.Count > 0 && _cells[^1].Length == 0)
        {
            _cells.RemoveAt(_cells.Count - 1);
        }

        _width = _rows.Count == 0 ? _cells.Count : _width;
        if (_cells.Count == 0)
        {
            return;
        }

        // A sheet does not say which cells at the end of a row are empty.
        _cells.AddRange(Enumerable.Repeat("", Math.Max(0, _width - _cells.Count)));
        _rows.Add(new TableRow(_line, _cells.ToArray()));
        RiskTable.ThrowIfTooMany(_rows.Count, most);
    }

    private void ReadCell(WorkbookXml xml)
    {
        var reference = xml.Attribute("r");
        var column = reference is null ? _cells.Count : ColumnOf(reference);
        if (column < _cells.Count || column >= WorkbookBounds.Columns)
        {
            throw new TableFileException(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"Row {_line}: the cell {(reference is { Length: > 20 } ? reference[..20] : reference)} is out of place."
                )
            );
        }

        var kind = xml.Attribute("t");
        _cells.AddRange(Enumerable.Repeat("", column - _cells.Count));
        var text = xml.IsEmpty ? "" : TextOf(xml, kind);
        parts.Tally.AddText(text.Length);
        _cells.Add(text);
    }

    private string TextOf(WorkbookXml xml, string? kind)
    {
        _text.Clear();
        var inline = kind == "inlineStr";
        var (isText, spoken) = (false, 0);
        while (xml.Next() && !(xml.Kind is XmlNodeType.EndElement && xml.Name == "c"))
        {
            switch (xml.Kind)
            {
                case XmlNodeType.Element when xml.Name == "rPh" && !xml.IsEmpty:
                    spoken++;
                    break;
                case XmlNodeType.EndElement when xml.Name == "rPh":
                    spoken--;
                    break;
                case XmlNodeType.Element when xml.Name == (inline ? "t" : "v"):
                    isText = !xml.IsEmpty && spoken == 0;
                    break;
                case XmlNodeType.EndElement when xml.Name == (inline ? "t" : "v"):
                    isText = false;
                    break;
                default:
                    if (isText && xml.IsText)
                    {
                        Append(_text, xml.Text, _line);
                    }

                    break;
            }
        }

        if (kind != "s")
        {
            return _text.ToString();
        }

        return int.TryParse(_text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < shared.Count
            ? shared[index]
            : "";
    }

    // "AB7" is the 28th column: letters count to the base of 26, without a zero.
    private static int ColumnOf(string reference)
    {
        var column = 0;
        foreach (var c in reference.TakeWhile(char.IsAsciiLetter))
        {
            column = Math.Min((column * 26) + char.ToUpperInvariant(c) - 'A' + 1, 1 << 20);
        }

        return column - 1;
    }
}
