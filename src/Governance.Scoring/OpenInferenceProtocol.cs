using System.Text.Json;
using Governance.Analytics.Io;

namespace Governance.Scoring;

/// <summary>The Open Inference Protocol, version 2, over HTTP (KServe, Triton, MLServer): <c>POST /v2/models/NAME/infer</c>.</summary>
internal sealed class OpenInferenceProtocol : IScoringProtocol
{
    private const string Marker = "/v2/models/";

    // The protocol leaves the names of a model's own parameters to its server.
    private static readonly string[] s_artifactNames = ["artifactSha256", "artifact_sha256", "modelSha256", "model_sha256", "sha256"];

    private readonly EndpointSettings _settings;
    private readonly AnswerReader _reader;
    private readonly Dictionary<string, (string Type, int Dimensions)> _known = new(StringComparer.Ordinal);
    private string? _tensor;

    public OpenInferenceProtocol(EndpointSettings settings, AnswerReader reader)
    {
        _settings = settings;
        _reader = reader;
        (Description, Address) = AddressesOf(settings);
        _tensor = settings.OneTensor == true ? "input" : null;
    }

    public string Name => "kserve-v2";

    public Uri Address { get; }

    public Uri? Description { get; }

    public string? ArtifactSha256 { get; private set; }

    public void Learn(JsonElement description)
    {
        ArtifactSha256 = ArtifactIn(description);
        foreach (var input in description.Items("inputs"))
        {
            if (input.Text("name") is { } name)
            {
                _known[name] = (input.Text("datatype") ?? "FP64", input.Items("shape").Count);
            }
        }

        if (_settings.OneTensor == false || _known.Count == 0)
        {
            return;
        }

        var isMatrix =
            _known.Count == 1
            && description.Items("inputs")[0].Items("shape") is { Count: 2 } shape
            && !(shape[1].TryGetInt64(out var width) && width == 1);
        if (_settings.OneTensor == true || isMatrix)
        {
            _tensor = _known.Keys.First();
        }
    }

    public void Write(Utf8JsonWriter writer, Table rows, int from, int count)
    {
        writer.WriteStartObject();
        if (_tensor is null)
        {
            // Servers that know tables need to be told that the tensors are its columns; others ignore it.
            writer.WriteStartObject("parameters");
            writer.WriteString("content_type", "pd");
            writer.WriteEndObject();
        }

        writer.WriteStartArray("inputs");
        if (_tensor is { } tensor)
        {
            WriteMatrix(writer, tensor, rows, from, count);
        }
        else
        {
            foreach (var column in rows.Columns)
            {
                WriteColumn(writer, column, from, count);
            }
        }

        writer.WriteEndArray();
        if (_settings.Output is { } output)
        {
            writer.WriteStartArray("outputs");
            writer.WriteStartObject();
            writer.WriteString("name", output);
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    public double[] Read(JsonElement answer, int count)
    {
        var outputs = answer.Items("outputs");
        var chosen =
            _settings.Output is { } name ? outputs.FirstOrDefault(o => o.Text("name") == name)
            : outputs.FirstOrDefault(o => o.Text("name") is "predict_proba" or "probabilities" or "score")
                is { ValueKind: JsonValueKind.Object } known
                ? known
            : outputs.Count > 0 ? outputs[0]
            : default;
        if (chosen.ValueKind != JsonValueKind.Object)
        {
            var wanted = _settings.Output is { } asked ? $" \"{asked}\"" : string.Empty;
            throw ScoringException.Undecided(
                outputs.Count == 0
                    ? "The endpoint's answer has no output."
                    : $"The endpoint's answer has no output{wanted}; it has {string.Join(", ", outputs.Select(o => o.Text("name")))}."
            );
        }

        // Data may be nested by rows or flat, in row order.
        var data = chosen.Items("data");
        if (data.Count == count)
        {
            return [.. data.Select(_reader.Read)];
        }

        if (count == 0 || data.Count == 0 || data.Count % count != 0)
        {
            throw ScoringException.Undecided($"The endpoint's answer does not match the rows sent. Values: {data.Count}, rows: {count}.");
        }

        var width = data.Count / count;
        var index = _settings.ClassIndex ?? width - 1;
        return index >= 0 && index < width
            ? [.. Enumerable.Range(0, count).Select(row => _reader.Read(data[(row * width) + index]))]
            : throw ScoringException.Usage(
                $"The endpoint returned {width} values per row; {_settings.NameOf("class-index")} {index} is not among them."
            );
    }

    /// <summary>Where a model describes itself, and where it is asked.</summary>
    /// <exception cref="ScoringException">The address names no model.</exception>
    internal static (Uri Description, Uri Address) AddressesOf(EndpointSettings settings)
    {
        var path = settings.Address.AbsolutePath.TrimEnd('/');
        if (path.EndsWith("/infer", StringComparison.Ordinal))
        {
            path = path[..^"/infer".Length];
        }

        var at = path.IndexOf(Marker, StringComparison.Ordinal);
        return at < 0 || path.Length == at + Marker.Length
            ? throw ScoringException.Usage(
                "An endpoint of the Open Inference Protocol must end with /v2/models/NAME, optionally followed by /versions/V; "
                    + $"{settings.NameOf("endpoint")} does not name a model."
            )
            : (new UriBuilder(settings.Address) { Path = path }.Uri, new UriBuilder(settings.Address) { Path = path + "/infer" }.Uri);
    }

    /// <summary>The artifact a model says it was loaded from; null where it does not say.</summary>
    internal static string? ArtifactIn(JsonElement description) =>
        new[] { description, description.Member("parameters"), description.Member("properties") }
            .OfType<JsonElement>()
            .Where(place => place.ValueKind == JsonValueKind.Object)
            .SelectMany(place => s_artifactNames.Select(name => Sha256Text.Of(place.Text(name))))
            .FirstOrDefault(digest => digest is not null);

    private void WriteColumn(Utf8JsonWriter writer, Column column, int from, int count)
    {
        var (type, dimensions) = _known.GetValueOrDefault(
            column.Name,
            (
                column is NumericColumn ? "FP64"
                : CellWriter.IsBoolean(column) ? "BOOL"
                : "BYTES",
                2
            )
        );
        writer.WriteStartObject();
        writer.WriteString("name", column.Name);
        writer.WriteStartArray("shape");
        writer.WriteNumberValue(count);
        for (var i = 1; i < dimensions; i++)
        {
            writer.WriteNumberValue(1);
        }

        writer.WriteEndArray();
        writer.WriteString("datatype", type);
        if (type == "BYTES")
        {
            writer.WriteStartObject("parameters");
            writer.WriteString("content_type", "str");
            writer.WriteEndObject();
        }

        writer.WriteStartArray("data");
        for (var row = from; row < from + count; row++)
        {
            CellWriter.Write(writer, column, row, IsWhole(type));
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteMatrix(Utf8JsonWriter writer, string tensor, Table rows, int from, int count)
    {
        if (rows.Columns.FirstOrDefault(c => c is not NumericColumn) is { } other)
        {
            throw ScoringException.Usage(
                $"The model takes one tensor of numbers, but the column \"{other.Name}\" contains no numbers. Leave it out with "
                    + $"{_settings.NameOf("features")}, or send columns with {_settings.NameOf("tensors")} columns."
            );
        }

        var type = _known.TryGetValue(tensor, out var known) ? known.Type : "FP64";
        writer.WriteStartObject();
        writer.WriteString("name", tensor);
        writer.WriteStartArray("shape");
        writer.WriteNumberValue(count);
        writer.WriteNumberValue(rows.Columns.Count);
        writer.WriteEndArray();
        writer.WriteString("datatype", type);
        writer.WriteStartArray("data");
        for (var row = from; row < from + count; row++)
        {
            foreach (var column in rows.Columns)
            {
                CellWriter.Write(writer, column, row, IsWhole(type));
            }
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static bool IsWhole(string type) =>
        type.StartsWith("INT", StringComparison.Ordinal) || type.StartsWith("UINT", StringComparison.Ordinal);
}
