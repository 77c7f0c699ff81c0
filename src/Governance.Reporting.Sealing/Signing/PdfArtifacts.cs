using System.IO.Compression;
using System.Text;

namespace Governance.Reporting.Signing;

/// <summary>
/// Marks as artifacts what a page paints without a mark, in the update that seals a file: Chromium leaves the running head and foot
/// outside of the tags, and a reader for the blind has to be told that they are no content.
/// </summary>
internal static class PdfArtifacts
{
    private const string Begin = "/Artifact <</Type /Pagination>> BDC\n";
    private const string End = "\nEMC\n";

    private static readonly HashSet<string> s_path = new(StringComparer.Ordinal) { "m", "l", "c", "v", "y", "h", "re" };

    private static readonly HashSet<string> s_paint = new(StringComparer.Ordinal) { "f", "F", "f*", "B", "B*", "b", "b*", "S", "s" };

    public static void Mark(PdfFile file, PdfUpdate update)
    {
        foreach (var page in file.Pages())
        {
            if (
                PdfFile.ReferenceOf(file.Object(page)["Contents"]) is { } number
                && file.PackedStream(number) is { } content
                && Marked(content) is { } marked
            )
            {
                update.PutStream(number, "/Filter /FlateDecode", Packed(marked));
            }
        }
    }

    /// <summary>The content with marks around what had none; null where nothing is to be marked.</summary>
    internal static byte[]? Marked(byte[] content)
    {
        var scanner = new PdfScanner(content, 0);
        var marks = new List<(int At, string Text)>();
        var depth = 0;
        int? operands = null,
            path = null,
            text = null;
        for (scanner.SkipSpace(); scanner.Position < content.Length; scanner.SkipSpace())
        {
            var start = scanner.Position;
            var token = Encoding.Latin1.GetString(scanner.Value());
            if (!char.IsAsciiLetter(token[0]) && token[0] is not ('\'' or '"'))
            {
                operands ??= start;
                continue;
            }

            var from = operands ?? start;
            operands = null;
            switch (token)
            {
                case "BMC" or "BDC":
                    depth++;
                    // A mark within the text: its other parts cannot be put into one mark.
                    text = null;
                    break;
                case "EMC":
                    depth--;
                    break;
                case "BT":
                    text = depth == 0 ? from : null;
                    break;
                case "ET" when text is { } begun:
                    marks.Add((begun, Begin));
                    marks.Add((scanner.Position, End));
                    text = null;
                    break;
                case "n":
                    path = null;
                    break;
                case "Do" or "sh" when depth == 0:
                    marks.Add((from, Begin));
                    marks.Add((scanner.Position, End));
                    break;
                case "BI":
                    // The bytes of an inline image are not to be read as operators; Chromium writes none.
                    return null;
                default:
                    path = s_path.Contains(token) ? path ?? from : path;
                    if (s_paint.Contains(token))
                    {
                        if (depth == 0 && path is { } drawn)
                        {
                            marks.Add((drawn, Begin));
                            marks.Add((scanner.Position, End));
                        }

                        path = null;
                    }

                    break;
            }
        }

        return marks.Count == 0 ? null : With(content, marks);
    }

    private static byte[] With(byte[] content, List<(int At, string Text)> marks)
    {
        using var output = new MemoryStream(content.Length + (marks.Count * Begin.Length));
        var written = 0;
        foreach (var (at, text) in marks)
        {
            output.Write(content.AsSpan(written, at - written));
            output.Write(Encoding.ASCII.GetBytes(text));
            written = at;
        }

        output.Write(content.AsSpan(written));
        return output.ToArray();
    }

    private static byte[] Packed(byte[] content)
    {
        using var output = new MemoryStream();
        using (var packing = new ZLibStream(output, CompressionLevel.Optimal, leaveOpen: true))
        {
            packing.Write(content);
        }

        return output.ToArray();
    }
}
