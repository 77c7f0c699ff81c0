using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Governance.Domain.Models;
using Governance.Transparency;

namespace Governance.Domain.Incidents;

/// <content>The request as it is sent for one incident, and what its answer comes to.</content>
public sealed partial record CallOut
{
    // The closed set of what is filled in. Nothing of it can be turned into another member of the body: values stand inside of texts.
    private static readonly HashSet<string> s_lists = new(StringComparer.Ordinal) { "models", "versions", "systems" };
    private static readonly HashSet<string> s_inAddress = new(StringComparer.Ordinal) { "id", "step", "key" };
    private static readonly HashSet<string> s_names = [.. s_lists, .. s_inAddress, "title", "severity", "category", "playbook", "opened"];

    /// <summary>The address as it is called.</summary>
    /// <exception cref="InvalidOperationException">It goes to a destination.</exception>
    public Uri AddressFor(Incident incident, PlaybookStep step, string key) =>
        Url is null
            ? throw new InvalidOperationException("A call to a destination has no address of its own.")
            : new Uri(Placeholder().Replace(Url, found => Uri.EscapeDataString(Filled(found.Groups["name"].Value, incident, step, key))));

    /// <summary>An address like the one that is called: of the same host. Only of a call that does not go to a destination.</summary>
    public Uri Sample(PlaybookStep step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return new Uri(Placeholder().Replace(Url!, step.Id));
    }

    /// <summary>Where it goes, as far as it may be shown: path and query of an address stay out.</summary>
    public string TargetOf(PlaybookStep step) => Destination?.ToString() ?? Sample(step).Authority;

    /// <summary>The bytes of the body; none where there is no body.</summary>
    public byte[] BodyFor(Incident incident, PlaybookStep step, string key)
    {
        ArgumentNullException.ThrowIfNull(incident);
        ArgumentNullException.ThrowIfNull(step);
        return Body is null ? [] : Encoding.UTF8.GetBytes(Fill(Body, incident, step, key)!.ToJsonString());
    }

    /// <summary>What is wrong with an answer, in words; null when it is what the playbook expects.</summary>
    public string? Fault(int status, byte[] body)
    {
        if (Statuses.Count > 0 ? !Statuses.Contains(status) : status is < 200 or > 299)
        {
            return $"The answer was {status}, which is not what the playbook expects.";
        }

        if (Pointer is null)
        {
            return null;
        }

        try
        {
            return Plain(Find(JsonNode.Parse(body), Pointer)) == Value
                ? null
                : $"The answer was {status}, but {Pointer} is not what the playbook expects.";
        }
        catch (JsonException)
        {
            return $"The answer was {status}, but not in JSON.";
        }
    }

    private static JsonNode? Find(JsonNode? node, string pointer)
    {
        foreach (var part in pointer.Split('/').Skip(1).Select(p => p.Replace("~1", "/").Replace("~0", "~")))
        {
            node = node switch
            {
                JsonObject map => map[part],
                JsonArray list when int.TryParse(part, out var index) && index >= 0 && index < list.Count => list[index],
                _ => null,
            };
        }

        return node;
    }

    private static IEnumerable<string> NamesIn(JsonNode? node) =>
        node switch
        {
            JsonObject map => map.SelectMany(m => NamesIn(m.Value)),
            JsonArray list => list.SelectMany(NamesIn),
            JsonValue value when value.TryGetValue<string>(out var text) => Placeholder().Matches(text).Select(m => m.Groups["name"].Value),
            _ => [],
        };

    private static JsonNode? Fill(JsonNode? node, Incident incident, PlaybookStep step, string key)
    {
        switch (node)
        {
            case JsonObject map:
                return new JsonObject(map.Select(m => KeyValuePair.Create(m.Key, Fill(m.Value, incident, step, key))));
            case JsonArray list:
                return new JsonArray([.. list.Select(n => Fill(n, incident, step, key))]);
            case JsonValue value when value.TryGetValue<string>(out var text):
                // A text that is nothing but a list becomes one; within other words its parts stand one after the other.
                return
                    Placeholder().Match(text) is { Success: true } only
                    && only.Length == text.Length
                    && s_lists.Contains(only.Groups["name"].Value)
                    ? new JsonArray([.. ListOf(only.Groups["name"].Value, incident).Select(v => (JsonNode)v)])
                    : JsonValue.Create(Placeholder().Replace(text, m => Filled(m.Groups["name"].Value, incident, step, key)));
            default:
                return node?.DeepClone();
        }
    }

    private static string Filled(string name, Incident incident, PlaybookStep step, string key) =>
        name switch
        {
            "id" => incident.Id.ToString(),
            "step" => step.Id,
            "key" => key,
            "title" => incident.Title,
            "severity" => WireName.Of(incident.Severity),
            "category" => WireName.Of(incident.Category),
            "playbook" => $"{incident.Playbook}@{incident.PlaybookVersion}",
            "opened" => CanonicalJson.Time(incident.OpenedAt),
            _ => string.Join(", ", ListOf(name, incident)),
        };

    private static IEnumerable<string> ListOf(string name, Incident incident) =>
        name switch
        {
            "models" => incident.Versions.Select(v => v.Model).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
            "versions" => incident.Versions.Select(v => ModelName.Of(v.Model, v.Version)).Order(StringComparer.Ordinal),
            _ => incident.Systems,
        };
}
