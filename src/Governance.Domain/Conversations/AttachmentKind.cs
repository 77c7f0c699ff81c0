using System.Buffers;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Governance.Domain.Conversations;

/// <summary>
/// A kind of file that may come with a comment. What a file is, its name and its bytes have to say together; what the sender declares
/// counts for nothing.
/// </summary>
/// <param name="Name">In words.</param>
/// <param name="MediaType">Media type it is given out as.</param>
/// <param name="Extensions">Endings of its names.</param>
public sealed record AttachmentKind(string Name, string MediaType, IReadOnlyList<string> Extensions)
{
    private const int MaxParts = 10_000;
    private const int Head = 1_024;

    private static readonly AttachmentKind s_pdf = new("PDF", "application/pdf", [".pdf"]);
    private static readonly AttachmentKind s_png = new("PNG", "image/png", [".png"]);
    private static readonly AttachmentKind s_jpeg = new("JPEG", "image/jpeg", [".jpg", ".jpeg"]);
    private static readonly AttachmentKind s_csv = new("CSV", "text/csv", [".csv"]);
    private static readonly AttachmentKind s_text = new("text", "text/plain", [".txt"]);
    private static readonly AttachmentKind s_markdown = new("Markdown", "text/markdown", [".md"]);
    private static readonly AttachmentKind s_json = new("JSON", "application/json", [".json"]);
    private static readonly AttachmentKind s_sheet = new(
        "XLSX",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [".xlsx"]
    );
    private static readonly AttachmentKind s_document = new(
        "DOCX",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [".docx"]
    );

    // What a browser would take for a page, whatever the file is called.
    private static readonly string[] s_pages = ["<!doctype", "<html", "<svg", "<script", "<?xml", "<body", "<head", "<iframe"];

    /// <summary>Every kind that is taken.</summary>
    public static IReadOnlyList<AttachmentKind> All { get; } =
    [s_pdf, s_png, s_jpeg, s_csv, s_text, s_markdown, s_json, s_sheet, s_document];

    /// <summary>The kinds in words.</summary>
    public static string Words { get; } = $"{string.Join(", ", All.SkipLast(1).Select(k => k.Name))} or {All[^1].Name}";

    /// <summary>The endings, as a file dialog takes them.</summary>
    public static string Accept { get; } = string.Join(',', All.SelectMany(k => k.Extensions));

    /// <summary>Says what a file is.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="content">Its bytes; can be read from the start.</param>
    public static Result<AttachmentKind> Of(string name, Stream content)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(content);
        var ending = name.LastIndexOf('.') is >= 0 and var dot ? name[dot..] : "";
        if (All.FirstOrDefault(k => k.Extensions.Contains(ending, StringComparer.OrdinalIgnoreCase)) is not { } kind)
        {
            return CommentRefusals.FileKind(name);
        }

        if (content.Length == 0)
        {
            return CommentRefusals.FileEmpty(name);
        }

        return Holds(kind, content) ? kind : CommentRefusals.FileContent(name, Sentence.Ours(kind.Name));
    }

    /// <summary>A name as it is shown: the last part of a path, without control characters.</summary>
    public static string ShownName(string? name)
    {
        // A stranger may send anything, also signs that turn the reading direction round and with it the ending.
        var last = (name ?? "").Replace('\\', '/').Split('/')[^1];
        var shown = NameText.Without(last);
        return shown.Length switch
        {
            0 => "file",
            > 150 => shown[^150..],
            _ => shown,
        };
    }

    private static bool Holds(AttachmentKind kind, Stream content) =>
        kind.MediaType switch
        {
            "application/pdf" => Begins(content, "%PDF-"u8),
            "image/png" => Begins(content, [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]),
            "image/jpeg" => Begins(content, [0xFF, 0xD8, 0xFF]),
            "application/json" => IsText(content) && IsJson(content),
            _ when kind == s_sheet => IsPackage(content, "xl/workbook.xml"),
            _ when kind == s_document => IsPackage(content, "word/document.xml"),
            _ => IsText(content),
        };

    private static bool Begins(Stream content, ReadOnlySpan<byte> magic)
    {
        content.Position = 0;
        Span<byte> head = stackalloc byte[magic.Length];
        return content.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length && head.SequenceEqual(magic);
    }

    // UTF-8 without control characters: what is none of it is a program or an archive under another name.
    private static bool IsText(Stream content)
    {
        content.Position = 0;
        using var reader = new StreamReader(
            content,
            new UTF8Encoding(false, throwOnInvalidBytes: true),
            detectEncodingFromByteOrderMarks: false,
            1 << 14,
            leaveOpen: true
        );
        var buffer = ArrayPool<char>.Shared.Rent(1 << 14);
        try
        {
            var head = new StringBuilder(Head);
            int read;
            while ((read = reader.Read(buffer, 0, buffer.Length)) > 0)
            {
                if (
                    buffer.AsSpan(0, read).ContainsAnyInRange('\u0000', '\u0008')
                    || buffer.AsSpan(0, read).ContainsAnyInRange('\u000E', '\u001F')
                )
                {
                    return false;
                }

                if (head.Length < Head)
                {
                    head.Append(buffer, 0, Math.Min(read, Head - head.Length));
                }
            }

            var start = head.ToString().TrimStart('\uFEFF', ' ', '\t', '\r', '\n');
            return !s_pages.Any(p => start.StartsWith(p, StringComparison.OrdinalIgnoreCase));
        }
        catch (DecoderFallbackException)
        {
            return false;
        }
        finally
        {
            ArrayPool<char>.Shared.Return(buffer);
        }
    }

    private static bool IsJson(Stream content)
    {
        content.Position = 0;
        try
        {
            using var _ = JsonDocument.Parse(content, new JsonDocumentOptions { MaxDepth = 64 });
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // An Office file is an archive with a fixed part in it. One with macros in it is a program.
    private static bool IsPackage(Stream content, string part)
    {
        if (!Begins(content, [0x50, 0x4B, 0x03, 0x04]))
        {
            return false;
        }

        content.Position = 0;
        try
        {
            using var archive = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            return archive.Entries.Count <= MaxParts
                && archive.GetEntry("[Content_Types].xml") is not null
                && archive.GetEntry(part) is not null
                && !archive.Entries.Any(e => e.Name.Equals("vbaProject.bin", StringComparison.OrdinalIgnoreCase));
        }
        catch (Exception e) when (e is InvalidDataException or IOException or NotSupportedException or ArgumentException)
        {
            return false;
        }
    }
}
