using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Governance.Samples.Verification;

/// <summary>A compressed table read back from disk.</summary>
internal sealed class CsvLog
{
    private readonly Dictionary<string, int> _columns;

    private CsvLog(string[] header, IReadOnlyList<string[]> rows)
    {
        _columns = header.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i, StringComparer.Ordinal);
        Header = header;
        Rows = rows;
    }

    public IReadOnlyList<string> Header { get; }

    public IReadOnlyList<string[]> Rows { get; }

    public static async Task<CsvLog> ReadAsync(string path, CancellationToken cancellation)
    {
        var text = Encoding.UTF8.GetString(await DecompressAsync(path, cancellation));
        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new CsvLog(lines[0].Split(','), [.. lines.Skip(1).Select(l => l.Split(','))]);
    }

    public static async Task<byte[]> DecompressAsync(string path, CancellationToken cancellation) =>
        await DecompressAsync(await File.ReadAllBytesAsync(path, cancellation), cancellation);

    public static async Task<byte[]> DecompressAsync(byte[] compressed, CancellationToken cancellation)
    {
        using var source = new MemoryStream(compressed);
        await using var gzip = new GZipStream(source, CompressionMode.Decompress);
        using var content = new MemoryStream();
        await gzip.CopyToAsync(content, cancellation);
        return content.ToArray();
    }

    public bool Has(string column) => _columns.ContainsKey(column);

    public string Text(string[] row, string column) => row[_columns[column]];

    public double Number(string[] row, string column) =>
        Text(row, column) is { Length: > 0 } text ? double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture) : double.NaN;
}
