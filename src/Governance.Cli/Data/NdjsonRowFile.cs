using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Governance.Cli.Data;

/// <summary>One JSON object a line; values inside objects and lists of it are named by their path.</summary>
internal sealed class NdjsonRowFile(string path, StreamReader reader) : IRowFile
{
    private const int MaxDepth = 32;
    private static readonly JsonSerializerOptions s_write = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly char[] _buffer = new char[1 << 16];
    private readonly StringBuilder _pending = new();
    private readonly List<Cell> _cells = [];
    private readonly List<JsonNode> _nodes = [];
    private string _text = "";
    private JsonObject? _row;
    private bool _isChanged;
    private int _at;
    private int _end;
    private long _line;

    public long Row { get; private set; }

    public IReadOnlyList<Cell> Cells => _cells;

    public async Task<bool> ReadAsync(CancellationToken ct)
    {
        _isChanged = false;
        _cells.Clear();
        _nodes.Clear();
        while (true)
        {
            if (await LineAsync(ct) is not { } line)
            {
                return false;
            }

            _text = line;
            if (!string.IsNullOrWhiteSpace(line.TrimStart('\uFEFF')))
            {
                break;
            }

            _pending.Append(line);
        }

        try
        {
            _row = JsonNode.Parse(_text.TrimStart('\uFEFF'), null, new JsonDocumentOptions { MaxDepth = MaxDepth }) as JsonObject;
        }
        catch (JsonException)
        {
            _row = null;
        }

        if (_row is null)
        {
            throw RowFiles.Malformed(path, _line, "is not a JSON object. Write one per line.");
        }

        Row++;
        try
        {
            Collect(_row, string.Empty);
        }
        catch (ArgumentException problem)
        {
            throw CliException.Usage($"{path}: Line {_line} has the same member twice.", problem);
        }

        return true;
    }

    public void Replace(int cell, string text)
    {
        _isChanged = true;
        var node = _nodes[cell];
        if (node.Parent is JsonArray list)
        {
            list[node.GetElementIndex()] = text;
        }
        else
        {
            node.Parent!.AsObject()[node.GetPropertyName()] = text;
        }
    }

    public async Task WriteAsync(TextWriter writer, CancellationToken ct)
    {
        await FinishAsync(writer, ct);
        if (!_isChanged)
        {
            await writer.WriteAsync(_text.AsMemory(), ct);
            return;
        }

        var end =
            _text.EndsWith("\r\n", StringComparison.Ordinal) ? "\r\n"
            : _text.EndsWith('\n') ? "\n"
            : string.Empty;
        await writer.WriteAsync((_row!.ToJsonString(s_write) + end).AsMemory(), ct);
    }

    public async Task FinishAsync(TextWriter writer, CancellationToken ct)
    {
        if (_pending.Length > 0)
        {
            await writer.WriteAsync(_pending, ct);
            _pending.Clear();
        }
    }

    public ValueTask DisposeAsync()
    {
        reader.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Collect(JsonNode node, string name)
    {
        switch (node)
        {
            case JsonObject parent:
                foreach (var (key, child) in parent)
                {
                    if (child is not null)
                    {
                        Collect(child, name.Length == 0 ? key : $"{name}.{key}");
                    }
                }

                break;
            case JsonArray list:
                foreach (var child in list)
                {
                    if (child is not null)
                    {
                        Collect(child, name);
                    }
                }

                break;
            case JsonValue value when value.GetValueKind() is JsonValueKind.String or JsonValueKind.Number:
                _cells.Add(new Cell(name, value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : value.ToJsonString()));
                _nodes.Add(value);
                break;
        }
    }

    private async Task<string?> LineAsync(CancellationToken ct)
    {
        var line = new StringBuilder();
        while (true)
        {
            if (_at == _end)
            {
                _end = await RowFiles.FillAsync(path, _line, reader, _buffer, ct);
                _at = 0;
                if (_end == 0)
                {
                    _line += line.Length > 0 ? 1 : 0;
                    return line.Length > 0 ? line.ToString() : null;
                }
            }

            var rest = _buffer.AsSpan(_at, _end - _at);
            var feed = rest.IndexOf('\n');
            line.Append(feed < 0 ? rest : rest[..(feed + 1)]);
            _at += feed < 0 ? rest.Length : feed + 1;
            if (line.Length > RowFiles.MaxRecord)
            {
                throw RowFiles.Malformed(path, _line + 1, $"is longer than {RowFiles.MaxRecord} characters.");
            }

            if (feed >= 0)
            {
                _line++;
                return line.ToString();
            }
        }
    }
}
