using System.Globalization;
using System.Text.Json;

namespace Governance.Policies;

/// <summary>Finds the first member in which two results differ.</summary>
internal static class ResultDifference
{
    public static ReplayDifference First(ReadOnlyMemory<byte> stored, ReadOnlyMemory<byte> now)
    {
        if (!StrictJson.TryParse(stored, JsonFields.MaxDepth, out var before, out var problem))
        {
            return new(string.Empty, problem, null);
        }

        using (before)
        {
            using var after = JsonDocument.Parse(now);
            return Compare(before.RootElement, after.RootElement, string.Empty)
                ?? new(string.Empty, "The same members, written differently.", "The canonical form.");
        }
    }

    private static ReplayDifference? Compare(JsonElement stored, JsonElement now, string path) =>
        (stored.ValueKind, now.ValueKind) switch
        {
            (JsonValueKind.Object, JsonValueKind.Object) => CompareMembers(stored, now, path.Length == 0 ? string.Empty : path + "."),
            (JsonValueKind.Array, JsonValueKind.Array) => CompareItems(stored, now, path),
            _ => stored.GetRawText() == now.GetRawText() ? null : new(path, Shown(stored), Shown(now)),
        };

    private static ReplayDifference? CompareMembers(JsonElement stored, JsonElement now, string prefix)
    {
        foreach (var member in now.EnumerateObject())
        {
            var difference = stored.TryGetProperty(member.Name, out var other)
                ? Compare(other, member.Value, prefix + member.Name)
                : new ReplayDifference(prefix + member.Name, null, Shown(member.Value));
            if (difference is not null)
            {
                return difference;
            }
        }

        foreach (var member in stored.EnumerateObject())
        {
            if (StrictJson.TryName(member, out var name) && !now.TryGetProperty(name, out _))
            {
                return new(prefix + name, Shown(member.Value), null);
            }
        }

        return null;
    }

    private static ReplayDifference? CompareItems(JsonElement stored, JsonElement now, string path)
    {
        var shared = Math.Min(stored.GetArrayLength(), now.GetArrayLength());
        for (var i = 0; i < shared; i++)
        {
            if (Compare(stored[i], now[i], string.Create(CultureInfo.InvariantCulture, $"{path}[{i}]")) is { } difference)
            {
                return difference;
            }
        }

        return stored.GetArrayLength() == now.GetArrayLength()
            ? null
            : new(
                string.Create(CultureInfo.InvariantCulture, $"{path}[{shared}]"),
                stored.GetArrayLength() > shared ? Shown(stored[shared]) : null,
                now.GetArrayLength() > shared ? Shown(now[shared]) : null
            );
    }

    private static string Shown(JsonElement element)
    {
        var text = element.ValueKind == JsonValueKind.String && StrictJson.TryText(element, out var value) ? value : element.GetRawText();
        return text.Length <= 400 ? text : text[..399] + "…";
    }
}
