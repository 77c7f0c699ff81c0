using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Governance.Domain;
using Governance.Domain.Gates;

namespace Governance.Portal.Approvals.Policies;

/// <summary>A decision as an OPA reported it.</summary>
/// <param name="Id">The engine's id of it.</param>
/// <param name="Time">When it was made.</param>
/// <param name="Path">The document asked for.</param>
/// <param name="Outcome">What came out.</param>
/// <param name="Bundle">The bundle it was decided by.</param>
/// <param name="Bytes">The event as it came.</param>
internal sealed record ReportedDecision(string Id, DateTimeOffset Time, string Path, EngineOutcome Outcome, string? Bundle, byte[] Bytes);

/// <summary>Reads what an OPA sends: a JSON array of events, packed with gzip or not.</summary>
internal static class EngineLogReader
{
    private static readonly JsonDocumentOptions s_json = new() { MaxDepth = 64, AllowDuplicateProperties = false };

    /// <summary>Unpacks and reads. Holds no more than the limit.</summary>
    public static async Task<Result<IReadOnlyList<ReportedDecision>>> ReadAsync(Stream body, bool isPacked, int limit, CancellationToken ct)
    {
        using var bytes = new MemoryStream();
        try
        {
            await using var plain = isPacked ? new GZipStream(body, CompressionMode.Decompress, leaveOpen: true) : null;
            var buffer = new byte[64 * 1024];
            for (int read; (read = await (plain ?? body).ReadAsync(buffer, ct)) > 0; )
            {
                if (bytes.Length + read > limit)
                {
                    return EngineRefusals.TooLarge(limit);
                }

                await bytes.WriteAsync(buffer.AsMemory(0, read), ct);
            }
        }
        catch (InvalidDataException)
        {
            return EngineRefusals.Malformed($"it is not compressed with gzip although its Content-Encoding says so, or it is truncated");
        }

        try
        {
            using var json = JsonDocument.Parse(bytes.GetBuffer().AsMemory(0, (int)bytes.Length), s_json);
            return Read(json.RootElement);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or DecoderFallbackException)
        {
            return EngineRefusals.Malformed($"it is not valid JSON, or is nested more than 64 levels deep");
        }
    }

    private static Result<IReadOnlyList<ReportedDecision>> Read(JsonElement root)
    {
        if (root.ValueKind is not JsonValueKind.Array)
        {
            return EngineRefusals.Malformed($"it is not an array of events");
        }

        var events = new List<ReportedDecision>();
        foreach (var item in root.EnumerateArray())
        {
            var read = Event(item, events.Count);
            if (read.Refusal is { } refusal)
            {
                return refusal;
            }

            events.Add(read.Value);
        }

        return events;
    }

    private static Result<ReportedDecision> Event(JsonElement item, int place)
    {
        if (item.ValueKind is not JsonValueKind.Object)
        {
            return EngineRefusals.Malformed($"event {place} is not an object");
        }

        if (Text(item, "decision_id") is not { Length: > 0 and <= EngineDecision.MaxName } id || NameText.Misleads(id))
        {
            return EngineRefusals.NotAcceptable(place, "decision_id", $"is missing, or longer than {EngineDecision.MaxName} characters.");
        }

        if (Text(item, "timestamp") is not { } stamp || !ForeignTime.TryRead(stamp, out var time))
        {
            return EngineRefusals.NotAcceptable(place, "timestamp", $"is missing or is not an RFC 3339 time.");
        }

        var path = Text(item, "path") ?? "";
        return new ReportedDecision(
            id,
            time,
            path.Length <= EngineDecision.MaxPath ? path : path[..EngineDecision.MaxPath],
            Outcome(item),
            Bundle(item),
            Encoding.UTF8.GetBytes(item.GetRawText())
        );
    }

    private static EngineOutcome Outcome(JsonElement item)
    {
        if (!item.TryGetProperty("result", out var result))
        {
            return item.TryGetProperty("error", out var error) && error.ValueKind is not JsonValueKind.Null
                ? EngineOutcome.Error
                : EngineOutcome.Undefined;
        }

        if (result.ValueKind is JsonValueKind.Object && result.TryGetProperty("allow", out var allow))
        {
            result = allow;
        }

        return result.ValueKind switch
        {
            JsonValueKind.True => EngineOutcome.Allow,
            JsonValueKind.False => EngineOutcome.Deny,
            _ => EngineOutcome.Other,
        };
    }

    private static string? Bundle(JsonElement item)
    {
        if (
            !item.TryGetProperty("bundles", out var bundles)
            || bundles.ValueKind is not JsonValueKind.Object
            || bundles.EnumerateObject().Count() != 1
        )
        {
            return null;
        }

        var only = bundles.EnumerateObject().First();
        var name =
            only.Value.ValueKind is JsonValueKind.Object && Text(only.Value, "revision") is { Length: > 0 } revision
                ? $"{only.Name}@{revision}"
                : only.Name;
        return name.Length <= EngineDecision.MaxName ? name : null;
    }

    private static string? Text(JsonElement item, string name) =>
        item.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;
}
