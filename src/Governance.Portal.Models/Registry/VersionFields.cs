using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Governance.Domain.Models;
using Governance.Portal.Kernel.Api;

namespace Governance.Portal.Models.Registry;

/// <summary>The artifact as the caller describes it.</summary>
public sealed record ArtifactBody(string? Sha256, long? SizeBytes, string? MediaType, string? Uri = null);

/// <summary>The source as the caller describes it.</summary>
public sealed record SourceBody(string? Repository, string? Commit);

/// <summary>A dataset as the caller describes it.</summary>
public sealed record DatasetBody(string? Name, string? Version, string? Sha256, string? Role);

/// <summary>A dependency as the caller describes it.</summary>
public sealed record DependencyBody(string? Name, string? Version, string? Purl = null, string? License = null);

/// <summary>The rules of a version's fields, under the names a caller uses for them.</summary>
internal static partial class VersionFields
{
    private const int MaxRows = 20_000;
    private static readonly string[] s_metricMembers = ["value", "n", "low", "high"];

    public static ArtifactFacts Artifact(FieldErrors errors, ArtifactBody? artifact)
    {
        if (artifact is null)
        {
            errors.Add("artifact", ModelRefusals.Required);
            return new ArtifactFacts("", 0, "", null);
        }

        var sha256 = errors.Digest("artifact.sha256", artifact.Sha256);
        if (artifact.SizeBytes is null)
        {
            errors.Add("artifact.sizeBytes", ModelRefusals.Required);
        }
        else if (artifact.SizeBytes is < 0 or > 1L << 50)
        {
            errors.Add("artifact.sizeBytes", $"Enter the length of the file in bytes, 0 or more.");
        }

        return new ArtifactFacts(
            sha256,
            artifact.SizeBytes ?? 0,
            MediaType(errors, "artifact.mediaType", artifact.MediaType),
            errors.Optional("artifact.uri", artifact.Uri, 2_000)
        );
    }

    public static string MediaType(FieldErrors errors, string field, string? text)
    {
        var mediaType = errors.Required(field, text, 200);
        if (mediaType.Length > 0 && !MediaTypeForm().IsMatch(mediaType))
        {
            errors.Add(field, $"This has to be a media type such as application/octet-stream.");
        }

        return mediaType;
    }

    public static SourceFacts? Source(FieldErrors errors, SourceBody? source) =>
        source is null
            ? null
            : new SourceFacts(
                errors.Required("source.repository", source.Repository, 500),
                errors.Required("source.commit", source.Commit, 100)
            );

    public static IReadOnlyList<DatasetFacts> Datasets(FieldErrors errors, IReadOnlyList<DatasetBody?>? datasets)
    {
        var facts = new List<DatasetFacts>();
        foreach (var (dataset, at) in Rows(errors, "datasets", datasets))
        {
            var role = errors.Required($"{at}.role", dataset.Role, 20);
            if (role.Length > 0 && !VersionManifest.DatasetRoles.Contains(role, StringComparer.Ordinal))
            {
                errors.Add($"{at}.role", $"This must be one of {string.Join(", ", VersionManifest.DatasetRoles)}.");
            }

            facts.Add(
                new DatasetFacts(
                    errors.Required($"{at}.name", dataset.Name, 300),
                    errors.Required($"{at}.version", dataset.Version, 100),
                    errors.Digest($"{at}.sha256", dataset.Sha256),
                    role
                )
            );
        }

        return facts;
    }

    public static IReadOnlyList<DependencyFacts> Dependencies(FieldErrors errors, IReadOnlyList<DependencyBody?>? dependencies)
    {
        var facts = new List<DependencyFacts>();
        foreach (var (dependency, at) in Rows(errors, "dependencies", dependencies))
        {
            facts.Add(
                new DependencyFacts(
                    errors.Required($"{at}.name", dependency.Name, 300),
                    errors.Required($"{at}.version", dependency.Version, 100),
                    errors.Optional($"{at}.purl", dependency.Purl, 500),
                    errors.Optional($"{at}.license", dependency.License, 500)
                )
            );
        }

        return facts;
    }

    public static IReadOnlyList<string> Images(FieldErrors errors, IReadOnlyList<string?>? images)
    {
        var facts = new List<string>();
        if (images is { Count: > ContainerImage.Most })
        {
            errors.Add("images", $"A version can declare at most {ContainerImage.Most} images.");
            return facts;
        }

        for (var i = 0; i < (images?.Count ?? 0); i++)
        {
            if (images![i] is not { } image || !ContainerImage.IsDeclarable(image))
            {
                errors.Add(
                    $"images[{i.ToString(CultureInfo.InvariantCulture)}]",
                    $"Identify the image by its digest, such as registry.example/scorer@sha256:… or sha256:…; a tag can be moved."
                );
            }
            else if (!facts.Contains(image, StringComparer.Ordinal))
            {
                facts.Add(image);
            }
        }

        return facts;
    }

    public static IReadOnlyList<MetricFacts> Metrics(FieldErrors errors, IReadOnlyDictionary<string, JsonElement>? metrics)
    {
        var facts = new List<MetricFacts>();
        if (metrics is { Count: > 1_000 })
        {
            errors.Add("metrics", $"A version can declare at most 1,000 metrics. Add further ones as evidence.");
            return facts;
        }

        foreach (var (name, value) in metrics ?? new Dictionary<string, JsonElement>(StringComparer.Ordinal))
        {
            if (!MetricName().IsMatch(name))
            {
                errors.Add(
                    "metrics",
                    $"The name of a metric must begin with a letter or digit, followed by at most 99 letters, digits, dots, "
                        + $"hyphens, underscores, vertical bars, at signs and colons."
                );
            }
            else if (Metric(errors, $"metrics.{name}", name, value) is { } metric)
            {
                facts.Add(metric);
            }
        }

        return facts;
    }

    private static MetricFacts? Metric(FieldErrors errors, string field, string name, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Number)
        {
            return Finite(errors, field, element) is { } plain ? new MetricFacts(name, plain, null, null, null) : null;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.Add(field, $"A metric must be a number, or an object with value and, if known, n, low and high.");
            return null;
        }

        foreach (var unknown in element.EnumerateObject().Where(member => !s_metricMembers.Contains(member.Name, StringComparer.Ordinal)))
        {
            errors.Add($"{field}.{unknown.Name}", $"Unknown member: a metric can have value, n, low and high.");
        }

        if (!element.TryGetProperty("value", out var stated) || stated.ValueKind == JsonValueKind.Null)
        {
            errors.Add($"{field}.value", ModelRefusals.Required);
            return null;
        }

        var value = Finite(errors, $"{field}.value", stated);
        var low = Member(errors, field, element, "low");
        var high = Member(errors, field, element, "high");
        var n = Rows(errors, field, element);
        if ((low is not null && low > value) || (high is not null && high < value))
        {
            errors.Add(field, $"The value must lie between low and high.");
        }

        return value is { } measured ? new MetricFacts(name, measured, n, low, high) : null;
    }

    private static long? Rows(FieldErrors errors, string field, JsonElement element)
    {
        if (!element.TryGetProperty("n", out var n) || n.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (n.ValueKind == JsonValueKind.Number && n.TryGetInt64(out var rows) && rows is >= 0 and <= 1L << 50)
        {
            return rows;
        }

        errors.Add($"{field}.n", $"Enter the number of rows measured, a whole number of 0 or more.");
        return null;
    }

    private static double? Member(FieldErrors errors, string field, JsonElement element, string member) =>
        element.TryGetProperty(member, out var value) && value.ValueKind != JsonValueKind.Null
            ? Finite(errors, $"{field}.{member}", value)
            : null;

    private static double? Finite(FieldErrors errors, string field, JsonElement element)
    {
        if (element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out var value) && double.IsFinite(value))
        {
            return value;
        }

        errors.Add(field, $"This has to be a finite number.");
        return null;
    }

    private static IEnumerable<(T Row, string At)> Rows<T>(FieldErrors errors, string field, IReadOnlyList<T?>? rows)
        where T : class
    {
        if (rows is { Count: > MaxRows })
        {
            errors.Add(field, $"At most {MaxRows} rows are accepted.");
            yield break;
        }

        for (var i = 0; i < (rows?.Count ?? 0); i++)
        {
            if (rows![i] is { } row)
            {
                yield return (row, $"{field}[{i}]");
            }
            else
            {
                errors.Add($"{field}[{i}]", ModelRefusals.Required);
            }
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9][A-Za-z0-9._|@:-]{0,99}\z", RegexOptions.CultureInvariant, 500)]
    private static partial Regex MetricName();

    // RFC 6838 names, with parameters of plain values.
    [GeneratedRegex(
        @"^[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}/[A-Za-z0-9][A-Za-z0-9!#$&^_.+-]{0,126}(; ?[A-Za-z0-9._-]+=[A-Za-z0-9._+-]+)*\z",
        RegexOptions.CultureInvariant,
        500
    )]
    private static partial Regex MediaTypeForm();
}
