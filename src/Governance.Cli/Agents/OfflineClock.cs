using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Cli.Shared;
using Governance.Transparency;

namespace Governance.Cli.Agents;

/// <summary>
/// What time it is for an offline bundle, and which bundles came before it. The host's clock can be set back, and an older bundle put in
/// place of a newer one: so time never goes back behind when the bundle was signed or last used, time within the guard is counted and not
/// read, and a file keeps both for the next guard.
/// </summary>
internal sealed class OfflineClock
{
    private const int MaxBytes = 4_096;
    private static readonly TimeSpan s_kept = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly TimeProvider _clock;
    private readonly string _file;
    private readonly DateTimeOffset _from;
    private readonly long _began;
    private readonly DateTimeOffset? _issued;
    private DateTimeOffset _written;

    private OfflineClock(TimeProvider clock, string file, DateTimeOffset? issued, DateTimeOffset from) =>
        (_clock, _file, _issued, _from, _began) = (clock, file, issued, from, clock.GetTimestamp());

    /// <summary>Opens the file of a bundle, and refuses a bundle that is older than the last one.</summary>
    /// <exception cref="CliException">The bundle is older, or the file cannot be read or written.</exception>
    public static async Task<OfflineClock> OpenAsync(
        TimeProvider clock,
        string bundleFile,
        string? stateFile,
        OfflineBundle bundle,
        CancellationToken ct
    )
    {
        var file = stateFile ?? $"{bundleFile}.seen";
        var (issued, seen) = File.Exists(file) ? Read(file, await LocalFile.ReadAsync(file, MaxBytes, ct)) : (null, null);
        if (issued is { } last && (bundle.IssuedAt is not { } own || own < last))
        {
            throw CliException.Usage(
                $"{bundleFile} is older than the bundle used before, which was signed at {CommonOptions.Utc(last)}. Use the newest "
                    + $"one. {file} keeps which that was."
            );
        }

        var from = new[] { clock.GetUtcNow(), bundle.IssuedAt ?? DateTimeOffset.MinValue, seen ?? DateTimeOffset.MinValue }.Max();
        var opened = new OfflineClock(clock, file, bundle.IssuedAt, from);
        opened.Keep(from);
        return opened;
    }

    /// <summary>The time by which the bundle expires.</summary>
    public DateTimeOffset Now()
    {
        lock (_lock)
        {
            var counted = _from + _clock.GetElapsedTime(_began);
            var now = _clock.GetUtcNow() is var read && read > counted ? read : counted;
            if (now - _written >= s_kept)
            {
                Keep(now);
            }

            return now;
        }
    }

    private void Keep(DateTimeOffset now)
    {
        var json = new JsonObject { ["seenAt"] = CanonicalJson.Time(now) };
        if (_issued is { } issued)
        {
            json["issuedAt"] = CanonicalJson.Time(issued);
        }

        try
        {
            // Whole or not at all: a guard that ends in between leaves the file as it was.
            var beside = $"{_file}.{Guid.NewGuid():N}";
            File.WriteAllBytes(beside, CanonicalJson.Serialize(json));
            File.Move(beside, _file, overwrite: true);
            _written = now;
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw CliException.Usage(
                $"{_file} cannot be written: {problem.Message} The guard keeps there which bundle is the newest. Name a file that it may "
                    + "write with --bundle-state.",
                problem
            );
        }
    }

    private static (DateTimeOffset? Issued, DateTimeOffset? Seen) Read(string file, byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return (Instant(json.RootElement, "issuedAt"), Instant(json.RootElement, "seenAt"));
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException)
        {
            throw CliException.Usage($"{file} does not say which bundle was used before: {problem.Message}", problem);
        }
    }

    private static DateTimeOffset? Instant(JsonElement json, string name) =>
        !json.TryGetProperty(name, out var value) ? null
        : CommonOptions.TryReadInstant(value.GetString() ?? "", out var time) ? time
        : throw new FormatException(name);
}
