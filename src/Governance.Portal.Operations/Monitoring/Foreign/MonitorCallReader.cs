using System.Globalization;
using System.Text.Json;
using Governance.Domain;
using Governance.Domain.Gates;
using Governance.Domain.Monitoring;

namespace Governance.Portal.Operations.Monitoring.Foreign;

/// <summary>What a message says of a monitor.</summary>
internal enum MonitorReportState
{
    /// <summary>It fires.</summary>
    Firing,

    /// <summary>It is over.</summary>
    Over,

    /// <summary>Neither, such as a monitor without data.</summary>
    Ignored,
}

/// <summary>One message of a monitor of another tool.</summary>
/// <param name="Monitor">Id of the monitor there.</param>
/// <param name="Feature">The feature it is about, where one monitor watches several.</param>
/// <param name="Model">What the model is called there; null where the message does not say.</param>
/// <param name="Version">What its version is called there.</param>
/// <param name="State">What it says.</param>
/// <param name="Level">How much attention it asks for.</param>
/// <param name="At">What time it is about.</param>
/// <param name="Value">What the tool measured, by its own definition; null where it says none.</param>
/// <param name="Undefined">Where the message has a value that is no figure, and what stands there.</param>
internal sealed record MonitorReport(
    string Monitor,
    string? Feature,
    string? Model,
    string? Version,
    MonitorReportState State,
    DriftLevel Level,
    DateTimeOffset At,
    double? Value,
    string? Undefined = null
);

/// <summary>
/// Reads what a monitoring tool sent, by the paths that are set up. Everything in it was written by others: what is missing, or of another
/// form, is refused with its place, and of its texts only ids and names of features are kept, bounded.
/// </summary>
internal sealed class MonitorCallReader(MonitorTool tool, MonitorToolSettings settings)
{
    /// <summary>Longest id of a monitor, and longest name of a feature.</summary>
    public const int MaxId = 200;

    private const int MaxItems = 100;
    private const int Deepest = 32;
    private const long LastMillisecond = 253_402_300_799_000;

    // Ten digits are seconds until the year 2286, thirteen milliseconds since 2001.
    private const long FirstMillisecond = 100_000_000_000;

    private readonly MonitorStates _states = MonitorStates.Of(tool, settings);

    /// <summary>Where the body has something; null where nothing says it.</summary>
    public string? PathOf(string field) =>
        settings.Fields.FirstOrDefault(f => f.Key.Equals(field, StringComparison.OrdinalIgnoreCase)).Value is { Length: > 0 } path
            ? path
            : tool.Fields.GetValueOrDefault(field);

    /// <summary>The messages of a body: one, a list, or a list at the path <c>Items</c>.</summary>
    public Result<IReadOnlyList<MonitorReport>> Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        try
        {
            using var json = JsonDocument.Parse(UndefinedNumber.AsTexts(body), new JsonDocumentOptions { MaxDepth = Deepest });
            return Read(json.RootElement, now);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return HookRefusals.Malformed("the JSON"); // or half of a character in a text
        }
    }

    private Result<IReadOnlyList<MonitorReport>> Read(JsonElement root, DateTimeOffset now)
    {
        var list =
            root.ValueKind is JsonValueKind.Array ? root
            : PathOf(MonitorTool.ItemsField) is { } path && At(root, path) is { ValueKind: JsonValueKind.Array } items ? items
            : (JsonElement?)null;
        if (list is { } several && several.GetArrayLength() is 0 or > MaxItems)
        {
            return HookRefusals.Malformed($"a list of 1 to {MaxItems} messages");
        }

        var reports = new List<MonitorReport>();
        foreach (var item in list?.EnumerateArray().AsEnumerable() ?? [root])
        {
            var read = ReadOne(item, now);
            if (read.Refusal is { } refusal)
            {
                return refusal;
            }

            reports.Add(read.Value);
        }

        return Result<IReadOnlyList<MonitorReport>>.Done(reports);
    }

    private Result<MonitorReport> ReadOne(JsonElement item, DateTimeOffset now)
    {
        if (item.ValueKind is not JsonValueKind.Object || TextAt(item, MonitorTool.MonitorField) is not { } monitor)
        {
            return Missing(MonitorTool.MonitorField);
        }

        if (TextAt(item, MonitorTool.StatusField) is not { } status)
        {
            return Missing(MonitorTool.StatusField);
        }

        if (TimeAt(item) is not { } at)
        {
            return Missing(MonitorTool.AtField);
        }

        // A time that is still to come would make everything after it look old.
        if (at.IsAhead(now))
        {
            return MonitorHookRefusals.Ahead(tool.Title, at);
        }

        MonitorReportState? state =
            _states.Firing.Contains(status) ? MonitorReportState.Firing
            : _states.Over.Contains(status) ? MonitorReportState.Over
            : _states.Ignored.Contains(status) ? MonitorReportState.Ignored
            : null;
        // What is there and is no text, or too long, is another form; what is not there is simply not said.
        foreach (var field in (string[])[MonitorTool.ModelField, MonitorTool.VersionField, MonitorTool.FeatureField])
        {
            if (Held(item, field) is not null && TextAt(item, field) is null)
            {
                return Missing(field);
            }
        }

        // What the tool could not compute is no value, and no reason to lose the message.
        if (Held(item, MonitorTool.ValueField) is { } held && NumberOf(held) is null && !IsUndefined(held))
        {
            return Missing(MonitorTool.ValueField);
        }

        return state is { } known
            ? new MonitorReport(
                monitor,
                TextAt(item, MonitorTool.FeatureField),
                TextAt(item, MonitorTool.ModelField),
                TextAt(item, MonitorTool.VersionField),
                known,
                _states.Critical.Contains(status) ? DriftLevel.Alert : DriftLevel.Warning,
                at,
                Held(item, MonitorTool.ValueField) is { } value ? NumberOf(value) : null,
                UndefinedAt(item)
            )
            : MonitorHookRefusals.StatusUnknown(tool.Title, status);
    }

    private Refusal Missing(string field) => HookRefusals.Malformed(PathOf(field) ?? field);

    private JsonElement? Held(JsonElement item, string field) =>
        PathOf(field) is { } path && At(item, path) is { ValueKind: not JsonValueKind.Null } held ? held : null;

    private string? TextAt(JsonElement item, string field)
    {
        var text = Held(item, field) switch
        {
            { ValueKind: JsonValueKind.String } held => held.GetString(),
            { ValueKind: JsonValueKind.Number } held when held.TryGetInt64(out var number) => number.ToString(CultureInfo.InvariantCulture),
            _ => null,
        };
        return text is { Length: > 0 and <= MaxId } && !NameText.Misleads(text) ? text : null;
    }

    private DateTimeOffset? TimeAt(JsonElement item)
    {
        if (Held(item, MonitorTool.AtField) is not { } held)
        {
            return null;
        }

        if (held.ValueKind is JsonValueKind.Number)
        {
            return held.TryGetInt64(out var number) && number is > 0 and <= LastMillisecond
                ? number >= FirstMillisecond
                    ? DateTimeOffset.FromUnixTimeMilliseconds(number)
                    : DateTimeOffset.FromUnixTimeSeconds(number)
                : null;
        }

        return held.ValueKind is JsonValueKind.String && ForeignTime.TryRead(held.GetString(), out var time) ? time : null;
    }

    private static double? NumberOf(JsonElement held) =>
        held.ValueKind is JsonValueKind.Number && held.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    // What is known to say "nothing", or is too large for a figure.
    private static bool IsUndefined(JsonElement held) =>
        held.ValueKind is JsonValueKind.Number || (held.ValueKind is JsonValueKind.String && UndefinedNumber.Is(held.GetString()!));

    private string? UndefinedAt(JsonElement item)
    {
        if (Held(item, MonitorTool.ValueField) is not { } held || NumberOf(held) is not null)
        {
            return null;
        }

        var found =
            held.ValueKind is JsonValueKind.Number ? "too large"
            : string.IsNullOrWhiteSpace(held.GetString()) ? "empty"
            : held.GetString()!.Trim();
        return $"{PathOf(MonitorTool.ValueField)}: {found}";
    }

    private static JsonElement? At(JsonElement root, string path)
    {
        foreach (var name in path.Split('.'))
        {
            if (root.ValueKind is not JsonValueKind.Object || !root.TryGetProperty(name, out root))
            {
                return null;
            }
        }

        return root;
    }
}
