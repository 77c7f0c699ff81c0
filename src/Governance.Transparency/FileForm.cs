using System.Buffers.Binary;
using System.Text;

namespace Governance.Transparency;

/// <summary>
/// Recognises a file by its first bytes, for refusals: whoever sends a workbook where a table is expected learns that it is a workbook, and
/// not that it is damaged.
/// </summary>
public static class FileForm
{
    /// <summary>Bytes to look at; with fewer, less is recognised.</summary>
    public const int BeginningBytes = 4096;

    /// <summary>What a JSON document is called.</summary>
    public const string Json = "a JSON document";

    /// <summary>What a list in JSON is called.</summary>
    public const string JsonList = "a JSON list";

    /// <summary>What a YAML document is called.</summary>
    public const string Yaml = "a YAML document";

    /// <summary>What a bill of materials in the XML of CycloneDX is called.</summary>
    public const string CycloneDxXml = "a CycloneDX document in XML";

    /// <summary>What a bill of materials in the tag-value form of SPDX 2 is called.</summary>
    public const string SpdxTagValue = "an SPDX document in tag-value form";

    /// <summary>What a text in UTF-16 is called.</summary>
    public const string Utf16 = "a text in UTF-16";

    /// <summary>What stands in a repository for a large file that was not fetched.</summary>
    public const string GitLfsPointer = "a pointer of Git LFS";

    private const int OldestMessage = 16;
    private const int LongestMessage = 64 << 20;

    private static readonly (byte[] Beginning, string Form)[] s_binary =
    [
        ([0x1f, 0x8b], "gzip data"),
        ([0x28, 0xb5, 0x2f, 0xfd], "data packed with Zstandard"),
        ([0xfd, .. "7zXZ\0"u8], "data packed with xz"),
        ([0x04, 0x22, 0x4d, 0x18], "data packed with LZ4"),
        ([0xff, 0x06, 0x00, 0x00, .. "sNaPpY"u8], "data packed with Snappy"),
        ([.. "7z"u8, 0xbc, 0xaf, 0x27, 0x1c], "a 7-Zip archive"),
        ([.. "Rar!"u8, 0x1a, 0x07], "a RAR archive"),
        ([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], "an Office file of the form before 2007, or one with a password"),
        ([.. "ARROW1"u8], "an Arrow file"),
        ([0xff, 0xff, 0xff, 0xff], "an Arrow stream"),
        ([.. "FEA1"u8], "a Feather file of version 1"),
        ([.. "%PDF-"u8], "a PDF document"),
        ([0x89, .. "PNG\r\n"u8], "a PNG picture"),
        ([0xff, 0xd8, 0xff], "a JPEG picture"),
        ([.. "GIF8"u8], "a GIF picture"),
        ([.. "Obj\u0001"u8], "an Avro file"),
        ([.. "SQLite format 3\0"u8], "a SQLite database"),
        ([0x89, .. "HDF\r\n"u8], "an HDF5 file"),
        ([0x93, .. "NUMPY"u8], "a NumPy array"),
        ([.. "$FL2@(#)"u8], "an SPSS file"),
        ([.. "MATLAB 5.0 MAT-file"u8], "a MATLAB file"),
        ([0x7f, .. "ELF"u8], "a program"),
    ];

    // What stands at the beginning of a text, in small letters.
    private static readonly (string Beginning, string Form)[] s_texts =
    [
        ("<!doctype html", "an HTML page"),
        ("<html", "an HTML page"),
        ("<stata_dta>", "a Stata file"),
        ("-----begin ", "a PEM file"),
        ("version https://git-lfs.github.com/spec/", GitLfsPointer),
        ("%yaml", Yaml),
    ];

    private static readonly (string Part, string Form)[] s_xml =
    [
        ("cyclonedx.org/schema/bom", CycloneDxXml),
        ("spdx.org/rdf", "an SPDX document in RDF"),
        ("<spdxVersion>SPDX-", "an SPDX document in XML"),
        ("<testsuite", "a JUnit report"),
        ("<html", "an HTML page"),
    ];

    /// <summary>What a file is, as words with an article; null when it is not recognised, as CSV and most texts are not.</summary>
    /// <param name="bytes">Its first bytes, or all.</param>
    public static string? Of(ReadOnlySpan<byte> bytes)
    {
        var beginning = bytes[..Math.Min(bytes.Length, BeginningBytes)];
        return Binary(beginning) ?? Text(beginning);
    }

    /// <summary>Whether an Arrow stream has the form of before 0.15, which lacks the mark of a message.</summary>
    /// <param name="bytes">Its first bytes.</param>
    public static bool IsOldArrowStream(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 2 * OldestMessage)
        {
            return false;
        }

        // A length, and so many bytes of a FlatBuffers table that describes the columns: its second field says that it does.
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        var message = bytes[sizeof(int)..];
        var root = BinaryPrimitives.ReadUInt32LittleEndian(message);
        if (length is < OldestMessage or > LongestMessage || root < sizeof(uint) || root > message.Length - sizeof(int))
        {
            return false;
        }

        var slots = (long)root - BinaryPrimitives.ReadInt32LittleEndian(message[(int)root..]);
        if (slots < 0 || slots > message.Length - 8)
        {
            return false;
        }

        var offset = BinaryPrimitives.ReadUInt16LittleEndian(message[(int)(slots + 6)..]);
        return BinaryPrimitives.ReadUInt16LittleEndian(message[(int)slots..]) is >= 8 and <= 32
            && offset > 0
            && root + offset < message.Length
            && message[(int)(root + offset)] == 1;
    }

    private static string? Binary(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith("PK\u0003\u0004"u8) || bytes.StartsWith("PK\u0005\u0006"u8))
        {
            return Zip(bytes);
        }

        foreach (var (beginning, form) in s_binary)
        {
            if (bytes.StartsWith(beginning))
            {
                return form;
            }
        }

        return IsUtf16(bytes) ? Utf16
            : IsMarked(bytes, "PAR1"u8) ? "a Parquet file"
            : IsMarked(bytes, "PARE"u8) ? "an encrypted Parquet file"
            : IsMarked(bytes, "ORC"u8) ? "an ORC file"
            : IsMarked(bytes, "GGUF"u8) ? "a model in GGUF form"
            : bytes.StartsWith("BZh"u8) && bytes.Length > 9 && bytes[4..].StartsWith("1AY&SY"u8) ? "data packed with bzip2"
            : bytes is [0x80, >= 2 and <= 5, ..] && !IsPlain(bytes[2..]) ? "a Python pickle"
            : IsOldArrowStream(bytes) ? "an Arrow stream of the form before 0.15"
            : null;
    }

    // By its mark of order, or because each second byte of plain letters is zero. Four zero bytes go on in UTF-32.
    private static bool IsUtf16(ReadOnlySpan<byte> bytes) =>
        bytes is [0xfe, 0xff, ..]
        || (bytes is [0xff, 0xfe, ..] && bytes is not [_, _, 0, 0, ..])
        || IsHalfZero(bytes, 1)
        || IsHalfZero(bytes, 0);

    private static bool IsHalfZero(ReadOnlySpan<byte> bytes, int at)
    {
        if (bytes.Length < OldestMessage)
        {
            return false;
        }

        for (var i = 0; i < OldestMessage; i++)
        {
            if (i % 2 == at ? bytes[i] != 0 : bytes[i] is (< 0x20 or >= 0x7f) and not ((byte)'\t' or (byte)'\r' or (byte)'\n'))
            {
                return false;
            }
        }

        return true;
    }

    // A header of CSV may begin with the same letters: text follows them there.
    private static bool IsMarked(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> mark) =>
        bytes.StartsWith(mark)
        && bytes.Length > mark.Length
        && (bytes[mark.Length] is (< 0x20 or >= 0x7f) and not ((byte)'\t' or (byte)'\r' or (byte)'\n') || bytes.Contains((byte)0));

    private static bool IsPlain(ReadOnlySpan<byte> bytes) => bytes.IsEmpty || (bytes[0] is >= 0x20 and < 0x7f);

    private static string Zip(ReadOnlySpan<byte> bytes) =>
        bytes.Length > 8 && (bytes[6] & 1) != 0 ? "a ZIP archive with a password"
        : bytes.IndexOf("application/vnd.oasis.opendocument.spreadsheet"u8) >= 0 ? "an OpenDocument spreadsheet"
        : bytes.IndexOf("xl/"u8) >= 0 ? "an Excel workbook"
        : bytes.IndexOf("word/"u8) >= 0 ? "a Word document"
        : bytes.IndexOf("[Content_Types].xml"u8) >= 0 ? "an Office document"
        : bytes.IndexOf("imsmanifest.xml"u8) >= 0 ? "a SCORM package"
        : "a ZIP archive";

    private static string? Text(ReadOnlySpan<byte> bytes)
    {
        var plain = bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes;
        plain = plain.TrimStart(" \t\r\n"u8);
        if (plain.IsEmpty || plain.Contains((byte)0))
        {
            return null;
        }

        if (plain[0] == (byte)'{' && plain[1..].TrimStart(" \t\r\n"u8) is [] or [(byte)'"', ..] or [(byte)'}', ..])
        {
            return Json;
        }

        if (
            plain[0] == (byte)'['
            && plain[1..].TrimStart(" \t\r\n"u8) is [] or [(byte)'{', ..] or [(byte)']', ..] or [(byte)'[', ..] or [(byte)'"', ..]
        )
        {
            return JsonList;
        }

        var text = Encoding.UTF8.GetString(plain);
        // The tag has a large letter, and the member of YAML a small one.
        if (text.StartsWith("SPDXVersion:", StringComparison.Ordinal))
        {
            return SpdxTagValue;
        }

        foreach (var (beginning, form) in s_texts)
        {
            if (text.StartsWith(beginning, StringComparison.OrdinalIgnoreCase))
            {
                return form;
            }
        }

        return text.StartsWith("<?xml", StringComparison.OrdinalIgnoreCase) || IsElement(text) ? Xml(text)
            : IsRego(text) ? "a Rego policy"
            : IsSpdxYaml(text) ? "an SPDX document in YAML"
            : IsTagValue(text) ? SpdxTagValue
            : null;
    }

    // An element of one of the forms, under whatever prefix its namespace has, and not a text that begins with a sign of less.
    private static bool IsElement(string text)
    {
        var end = 1;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is ':' or '-' or '_' or '.'))
        {
            end++;
        }

        return text[0] == '<'
            && end < text.Length
            && (char.IsWhiteSpace(text[end]) || text[end] is '/' or '>')
            && text[1..end].Split(':') is [.., var name]
            && name is "bom" or "testsuite" or "testsuites" or "RDF"
            && (text[end] is not '>' || name is not "bom");
    }

    private static string Xml(string text)
    {
        foreach (var (part, form) in s_xml)
        {
            if (text.Contains(part, StringComparison.OrdinalIgnoreCase))
            {
                return form;
            }
        }

        return "an XML document";
    }

    // Writers that sort the members put others before the version, and the mark of a document before them all.
    private static bool IsSpdxYaml(string text) =>
        text.Split('\n')
            .Where(line => line.StartsWith("spdxVersion:", StringComparison.Ordinal))
            .Any(line => line["spdxVersion:".Length..].TrimStart(' ', '"', '\'').StartsWith("SPDX-", StringComparison.Ordinal));

    // Comments may stand before the version.
    private static bool IsTagValue(string text) =>
        text[0] == '#'
        && text.Split('\n')
            .Select(line => line.Trim())
            .FirstOrDefault(line => line.Length > 0 && line[0] != '#')
            ?.StartsWith("SPDXVersion:", StringComparison.Ordinal) == true;

    // It begins with its package. A column may be called so, too: a rule or an import has to follow.
    private static bool IsRego(string text)
    {
        var lines = text.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#').ToList();
        return lines.Count > 1
            && lines[0].StartsWith("package ", StringComparison.Ordinal)
            && lines[0]["package ".Length..].Trim().All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '[' or ']' or '"')
            && lines
                .Skip(1)
                .Any(line =>
                    line.StartsWith("import ", StringComparison.Ordinal)
                    || line.StartsWith("default ", StringComparison.Ordinal)
                    || line.Contains(":=", StringComparison.Ordinal)
                    || line.EndsWith('{')
                );
    }
}
