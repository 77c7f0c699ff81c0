using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Governance.Samples.Output;

/// <summary>Rows of comma-separated text with LF. No value of the samples needs quoting, which is checked.</summary>
internal sealed class CsvTable
{
    private const int OperatingSystemByte = 9;
    private readonly StringBuilder _text = new();

    public CsvTable(IReadOnlyList<string> header)
    {
        Header = header;
        Append(header);
    }

    public IReadOnlyList<string> Header { get; }

    public int Rows { get; private set; } = -1;

    public byte[] Content => Encoding.UTF8.GetBytes(_text.ToString());

    /// <summary>Of the uncompressed text: it does not depend on who compressed it.</summary>
    public string Sha256 => Digest.Sha256(Content);

    public static string Number(double value) => double.IsNaN(value) ? "" : value.ToString("0.######", CultureInfo.InvariantCulture);

    public static string Time(DateTimeOffset? time) =>
        time is { } t ? t.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture) : "";

    public void Append(IReadOnlyList<string> values)
    {
        if (values.Count != Header.Count)
        {
            throw new InvalidOperationException($"A row has {values.Count} values, the header {Header.Count}.");
        }

        if (values.Any(v => v.AsSpan().IndexOfAny(",\"\r\n") >= 0))
        {
            throw new InvalidOperationException($"A value of row {Rows + 2} would need quotes.");
        }

        _text.AppendJoin(',', values).Append('\n');
        Rows++;
    }

    public byte[] Compressed()
    {
        using var buffer = new MemoryStream();
        using (var gzip = new GZipStream(buffer, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            gzip.Write(Content);
        }

        // The header carries no time stamp; the operating system's number is replaced by "unknown" (RFC 1952).
        var bytes = buffer.ToArray();
        bytes[OperatingSystemByte] = 255;
        return bytes;
    }
}
