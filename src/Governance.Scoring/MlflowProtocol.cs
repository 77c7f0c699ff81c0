using System.Text.Json;
using Governance.Analytics.Io;

namespace Governance.Scoring;

/// <summary>
/// The scoring server of MLflow 2: <c>POST /invocations</c>, answers below <c>predictions</c> or, of older servers, as they are.
/// </summary>
internal sealed class MlflowProtocol(EndpointSettings settings, AnswerReader reader) : IScoringProtocol
{
    private const string Path = "invocations";

    public string Name => "mlflow";

    public Uri Address { get; } = AddressOf(settings.Address);

    public Uri? Description => null;

    public string? ArtifactSha256 => null;

    public void Learn(JsonElement description) { }

    public void Write(Utf8JsonWriter writer, Table rows, int from, int count)
    {
        writer.WriteStartObject();
        switch (settings.Payload)
        {
            case "dataframe_split":
                writer.WriteStartObject("dataframe_split");
                writer.WriteStartArray("columns");
                foreach (var column in rows.Columns)
                {
                    writer.WriteStringValue(column.Name);
                }

                writer.WriteEndArray();
                writer.WriteStartArray("data");
                for (var row = from; row < from + count; row++)
                {
                    writer.WriteStartArray();
                    foreach (var column in rows.Columns)
                    {
                        CellWriter.Write(writer, column, row);
                    }

                    writer.WriteEndArray();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
                break;
            case "inputs":
                writer.WriteStartObject("inputs");
                foreach (var column in rows.Columns)
                {
                    writer.WriteStartArray(column.Name);
                    for (var row = from; row < from + count; row++)
                    {
                        CellWriter.Write(writer, column, row);
                    }

                    writer.WriteEndArray();
                }

                writer.WriteEndObject();
                break;
            default:
                writer.WriteStartArray(settings.Payload);
                for (var row = from; row < from + count; row++)
                {
                    writer.WriteStartObject();
                    foreach (var column in rows.Columns)
                    {
                        writer.WritePropertyName(column.Name);
                        CellWriter.Write(writer, column, row);
                    }

                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                break;
        }

        writer.WriteEndObject();
    }

    public double[] Read(JsonElement answer, int count)
    {
        var list = answer.Member("predictions") ?? answer;
        if (list.ValueKind == JsonValueKind.Object)
        {
            // A table of columns: one list a column.
            list = settings.Output is { } name
                ? list.Member(name) ?? throw ScoringException.Usage($"The endpoint's answer has no member \"{name}\".")
                : list.EnumerateObject()
                    .Select(p => p.Value)
                    .FirstOrDefault(v => v.ValueKind == JsonValueKind.Array && v.GetArrayLength() == count);
        }

        if (list.ValueKind != JsonValueKind.Array)
        {
            throw ScoringException.Undecided("The endpoint's answer holds no list of predictions. Is it an MLflow scoring server?");
        }

        return list.GetArrayLength() == count
            ? [.. list.EnumerateArray().Select(reader.Read)]
            : throw ScoringException.Undecided(
                $"The endpoint's answer does not match the rows sent. Predictions: {list.GetArrayLength()}, rows: {count}."
            );
    }

    /// <summary>Where it is asked: the server's own address, or its <c>/invocations</c>.</summary>
    internal static Uri AddressOf(Uri given)
    {
        var path = given.AbsolutePath.TrimEnd('/');
        return path.EndsWith("/" + Path, StringComparison.Ordinal) ? given : new UriBuilder(given) { Path = $"{path}/{Path}" }.Uri;
    }
}
