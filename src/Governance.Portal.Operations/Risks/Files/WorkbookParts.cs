using System.IO.Compression;
using Governance.Portal.Kernel.Files;

namespace Governance.Portal.Operations.Risks.Files;

/// <summary>The parts of a workbook's archive and how they point at each other. Nothing is unfolded until it is read.</summary>
internal sealed class WorkbookParts : IDisposable
{
    private const string Book = "/officeDocument";
    private const string SharedTexts = "/sharedStrings";

    private readonly ZipArchive _archive;
    private readonly WorkbookTally _tally;
    private readonly WorkbookBounds _bounds;

    /// <param name="file">The archive, held whole: it is no larger than a body may be.</param>
    /// <param name="bounds">How much is read of it.</param>
    /// <exception cref="TableFileException">It has too many parts, or they are compressed too much.</exception>
    public WorkbookParts(MemoryStream file, WorkbookBounds bounds)
    {
        // The list of parts is read whole when the archive is opened, so they are counted before.
        if (file.GetBuffer().AsSpan(0, (int)file.Length).Count("PK\u0001\u0002"u8) > WorkbookBounds.Parts)
        {
            throw new TableFileException($"The workbook has more than {WorkbookBounds.Parts} parts.");
        }

        _bounds = bounds;
        _tally = new WorkbookTally(bounds);
        _archive = new ZipArchive(file, ZipArchiveMode.Read, leaveOpen: true);
    }

    /// <summary>Counts what is read.</summary>
    public WorkbookTally Tally => _tally;

    /// <summary>Opens the first sheet, and the texts it shares with others, if any.</summary>
    /// <exception cref="TableFileException">There is no sheet.</exception>
    public (string Sheet, string? Shared) Find()
    {
        var book =
            Pointers("").FirstOrDefault(p => p.Type.EndsWith(Book, StringComparison.Ordinal)).Target
            ?? throw new TableFileException("The workbook has no sheet.");
        var pointers = Pointers(book);
        string? id;
        using (var xml = Open(book, WorkbookBounds.DirectoryCharacters))
        {
            id = xml.NextElement("sheet") ? xml.Relationship() : null;
        }

        var sheet =
            pointers.FirstOrDefault(p => id is not null && p.Id == id && p.Type.EndsWith("/worksheet", StringComparison.Ordinal)).Target
            ?? throw new TableFileException("The workbook has no sheet.");
        return (sheet, pointers.FirstOrDefault(p => p.Type.EndsWith(SharedTexts, StringComparison.Ordinal)).Target);
    }

    /// <summary>Opens a part for reading.</summary>
    /// <param name="name">Name in the archive.</param>
    /// <param name="most">Most characters of it.</param>
    public WorkbookXml Open(string name, long most)
    {
        var part =
            _archive.Entries.FirstOrDefault(e => string.Equals(e.FullName.TrimStart('/'), name, StringComparison.OrdinalIgnoreCase))
            ?? throw new TableFileException("The workbook cannot be read: a part of it is missing.");
        if (part.Length > _bounds.Characters)
        {
            throw new WorkbookLimitException("Limits__WorkbookBytes", _bounds.Characters);
        }

        if (part.Length > 8 << 20 && part.Length / Math.Max(1, part.CompressedLength) > WorkbookBounds.Ratio)
        {
            throw new TableFileException(
                $"The workbook cannot be read: a part of it is compressed by more than a factor of {WorkbookBounds.Ratio}."
            );
        }

        return new WorkbookXml(part.Open(), _tally, most);
    }

    public void Dispose() => _archive.Dispose();

    // "xl/workbook.xml" points at others in "xl/_rels/workbook.xml.rels", the archive itself in "_rels/.rels".
    private List<(string Id, string Type, string? Target)> Pointers(string of)
    {
        var slash = of.LastIndexOf('/') + 1;
        var found = new List<(string Id, string Type, string? Target)>();
        using var xml = Open($"{of[..slash]}_rels/{of[slash..]}.rels", WorkbookBounds.DirectoryCharacters);
        while (xml.NextElement("Relationship"))
        {
            if (
                xml.Attribute("TargetMode") is not "External"
                && xml.Attribute("Id") is { } id
                && xml.Attribute("Type") is { } type
                && xml.Attribute("Target") is { Length: < 1_000 } target
                && Uri.TryCreate(new Uri($"http://part/{of[..slash]}"), target, out var address)
            )
            {
                found.Add((id, type, Uri.UnescapeDataString(address.AbsolutePath).TrimStart('/')));
            }
        }

        return found;
    }
}
