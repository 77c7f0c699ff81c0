using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Samples.Output;

/// <summary>All files of a run by their path below the samples folder.</summary>
internal sealed class GeneratedFiles
{
    private static readonly JsonSerializerOptions s_indented = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private static readonly JsonSerializerOptions s_compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly SortedDictionary<string, byte[]> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CsvTable> _tables = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, byte[]> Files => _files;

    public static byte[] Format(JsonNode document, bool indented = true) =>
        Encoding.UTF8.GetBytes(document.ToJsonString(indented ? s_indented : s_compact) + "\n");

    public void Add(string path, byte[] content) => _files.Add(path, content);

    public void AddJson(string path, JsonNode document) => Add(path, Format(document));

    public void AddCsv(string path, CsvTable table)
    {
        Add(path, table.Compressed());
        _tables.Add(path, table);
    }

    public CsvTable Table(string path) => _tables[path];

    public async Task WriteAsync(string root, CancellationToken cancellation)
    {
        foreach (var (path, content) in _files)
        {
            var target = Path.Combine(root, path);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            await File.WriteAllBytesAsync(target, content, cancellation);
        }
    }
}
