using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Cli.Shared;
using Governance.Policies;
using Governance.Transparency;

namespace Governance.Cli.Models;

/// <summary>What is declared of a version: a manifest file, and options that add to it. The server checks the fields.</summary>
internal static class VersionBody
{
    private const int MaxManifest = 1024 * 1024;

    public static async Task<JsonObject> ReadManifestAsync(string? path, CancellationToken ct) =>
        path is null ? [] : await ReadObjectAsync(path, ct);

    public static void SetArtifact(JsonObject body, FileDigest digest, string? mediaType, string? uri)
    {
        var artifact = body["artifact"] as JsonObject ?? [];
        if (
            artifact["sha256"] is JsonValue declared
            && declared.TryGetValue<string>(out var sha256)
            && !string.Equals(sha256, digest.Sha256, StringComparison.OrdinalIgnoreCase)
        )
        {
            throw new CliException(
                ExitCode.Refused,
                $"The file has SHA-256 {digest.Sha256}, but the manifest declares {sha256}. Name the file that the manifest describes."
            );
        }

        artifact["sha256"] = digest.Sha256;
        artifact["sizeBytes"] = digest.SizeBytes;
        artifact["mediaType"] = mediaType ?? artifact["mediaType"]?.DeepClone() ?? "application/octet-stream";
        if (uri is not null)
        {
            artifact["uri"] = uri;
        }

        body["artifact"] = artifact;
    }

    public static void SetSource(JsonObject body, string? repository, string? commit)
    {
        if (repository is null && commit is null)
        {
            return;
        }

        var source = body["source"] as JsonObject ?? [];
        source["repository"] = repository ?? source["repository"]?.DeepClone();
        source["commit"] = commit ?? source["commit"]?.DeepClone();
        body["source"] = source;
    }

    /// <summary>
    /// Adds data sets written <c>name=N,version=V,role=R,sha256=HEX</c>, or with <c>file=PATH</c> in place of the digest.
    /// </summary>
    public static async Task AddDatasetsAsync(JsonObject body, IReadOnlyList<string> datasets, CancellationToken ct)
    {
        foreach (var text in datasets)
        {
            var row = new JsonObject();
            foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                var (name, value) = NamedValue.Read(part, "--dataset");
                switch (name)
                {
                    case "file":
                        row["sha256"] = (await LocalFile.HashAsync(value, null, ct)).Sha256;
                        break;
                    case "name" or "version" or "role" or "sha256":
                        row[name] = value;
                        break;
                    default:
                        throw CliException.Usage(
                            $"--dataset accepts name, version, role, and sha256 or file; \"{name}\" is not one of them."
                        );
                }
            }

            ArrayOf(body, "datasets").Add((JsonNode)row);
        }
    }

    public static void AddImages(JsonObject body, IReadOnlyList<string> images)
    {
        foreach (var image in images)
        {
            ArrayOf(body, "images").Add((JsonNode)image);
        }
    }

    public static void AddMetrics(JsonObject body, IReadOnlyList<string> metrics)
    {
        foreach (var text in metrics)
        {
            var (name, value) = NamedValue.Read(text, "--metric");
            ObjectOf(body, "metrics")[name] =
                double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                    ? number
                    : throw CliException.Usage(
                        $"--metric {name} needs a finite number, with a point as the decimal separator; \"{value}\" is not one."
                    );
        }
    }

    /// <summary>Takes the metrics out of what <c>analyze performance</c> writes as JSON; undefined ones are left out.</summary>
    public static async Task AddMeasuredAsync(JsonObject body, string? path, CancellationToken ct)
    {
        if (path is null)
        {
            return;
        }

        var measured = await ReadObjectAsync(path, ct);
        var found = 0;
        foreach (var name in PerformanceMetrics.All)
        {
            if (measured[name] is not { } value)
            {
                continue;
            }

            found++;
            ObjectOf(body, "metrics")[name] = value.DeepClone();
        }

        if (found == 0)
        {
            throw CliException.Usage(
                $"{path} holds none of the metrics that analyze performance writes ({string.Join(", ", PerformanceMetrics.All)})."
            );
        }
    }

    private static async Task<JsonObject> ReadObjectAsync(string path, CancellationToken ct)
    {
        var bytes = await LocalFile.ReadAsync(path, MaxManifest, ct);
        try
        {
            var text = bytes.AsMemory(bytes.AsSpan().StartsWith("\uFEFF"u8) ? 3 : 0);
            return JsonNode.Parse(text.Span, documentOptions: new JsonDocumentOptions { AllowDuplicateProperties = false }) as JsonObject
                ?? throw CliException.Usage($"{path} does not contain a JSON object.");
        }
        catch (JsonException problem)
        {
            throw CliException.Usage($"{path}: {JsonFault.Sentence(problem, bytes)}", problem);
        }
    }

    private static JsonArray ArrayOf(JsonObject body, string name)
    {
        if (body[name] is JsonArray array)
        {
            return array;
        }

        var made = new JsonArray();
        body[name] = made;
        return made;
    }

    private static JsonObject ObjectOf(JsonObject body, string name)
    {
        if (body[name] is JsonObject map)
        {
            return map;
        }

        var made = new JsonObject();
        body[name] = made;
        return made;
    }
}
